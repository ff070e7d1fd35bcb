use crate::evidence::Evidence;
use crate::secret::Canary;
use crate::setting::Setting;
use aqueduct_cleanse::Require;
use aqueduct_core::decode::Json;
use aqueduct_core::{DeadLetter, Error, Secret};
use aqueduct_engine::{Options, Pipeline, Report};
use aqueduct_integration_tests::kafka::USER;
use aqueduct_kafka::{KafkaSource, KafkaSourceBuilder, Mechanism, Sasl};
use aqueduct_postgres::{PostgresSink, PostgresSinkBuilder, Undecided, Upsert};
use aqueduct_testkit::Sample;
use aqueduct_transform::Map;
use std::path::Path;
use std::time::Duration;

/// Short enough for a test, long enough for a busy machine.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Samples from a topic into a table; those without a text become dead letters.
pub(crate) struct Job {
    pub(crate) brokers: String,
    pub(crate) topic: String,
    pub(crate) broker: Canary,
    /// With its password.
    pub(crate) url: String,
    /// Instead of the one in the URL.
    pub(crate) password: Option<Canary>,
    pub(crate) table: String,
    pub(crate) bounded: bool,
    /// What users do with their records.
    pub(crate) closure: fn(Sample) -> Sample,
}

impl Job {
    /// With the right passwords, to the end of the topic.
    pub(crate) fn of(setting: &Setting) -> Self {
        Self {
            brokers: setting.brokers(),
            topic: setting.topic.name.clone(),
            broker: setting.broker.clone(),
            url: setting.url(setting.address(), &setting.database),
            password: None,
            table: setting.user.clone(),
            bounded: true,
            closure: |sample| sample,
        }
    }

    pub(crate) fn letters(&self) -> String {
        format!("{}_letters", self.table)
    }

    fn topic(&self) -> KafkaSourceBuilder {
        let topic = KafkaSource::builder(&self.brokers, [&self.topic])
            .sasl(Sasl::new(Mechanism::Plain, USER, self.broker.text()))
            .group(&self.topic)
            .raw("debug", "all")
            .timeout(TIMEOUT)
            .outage(TIMEOUT)
            .stall(TIMEOUT);
        if self.bounded { topic.bounded() } else { topic }
    }

    fn table(&self, name: &str) -> PostgresSinkBuilder<Undecided> {
        let table = PostgresSink::builder(self.url.as_str(), name);
        let table = table.create_table(true).connect_timeout(TIMEOUT).timeout(TIMEOUT);
        match &self.password {
            Some(password) => table.password(Secret::new(password.text())),
            None => table,
        }
    }

    fn assemble(&self, evidence: &mut Evidence) -> Pipeline {
        let topic = self.topic();
        evidence.shown("debug", &topic);
        let topic = topic.decode(Json::<Sample>::new());
        evidence.shown("debug", &topic);
        let topic = topic.build().unwrap();
        evidence.shown("debug", &topic);
        let table = self.table(&self.table).upsert_on(["id"]);
        evidence.shown("debug", &table);
        let table: PostgresSink<Sample, Upsert> = table.build().unwrap();
        evidence.shown("debug", &table);
        let letters: PostgresSink<DeadLetter, Upsert> =
            self.table(&self.letters()).dead_letters().build().unwrap();
        evidence.shown("debug", &letters);

        let pipeline = Pipeline::new("canary");
        pipeline
            .source("topic", topic)
            .require("text", |sample: &Sample| !sample.text.is_empty())
            .map(self.closure)
            .sink("table", table);
        pipeline.dead_letters(letters);
        evidence.shown("debug", &pipeline);
        let plan = pipeline.explain();
        evidence.shown("debug", &plan);
        evidence.add("explained", plan.to_string());
        pipeline
    }

    /// Runs it to its end, restarting once at most.
    pub(crate) async fn run(&self, folder: &Path, evidence: &mut Evidence) -> Result<Report, Error> {
        let pipeline = self.assemble(evidence);
        let handle = pipeline.handle();
        let options = Options::new().checkpoints(folder).every(Duration::from_millis(100)).signals(false);
        let options = options.parallelism(2).restarts(1, Duration::from_secs(600));
        evidence.shown("debug", &options);
        let report = pipeline.run(options).await;
        evidence.shown("debug", &handle);
        evidence.shown("debug", &handle.progress());
        match &report {
            Ok(report) => evidence.add("report", format!("{report}\n{report:?}\n{report:#?}")),
            Err(error) => evidence.error(error),
        }
        evidence.files(folder);
        report
    }
}
