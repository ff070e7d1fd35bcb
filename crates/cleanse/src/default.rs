use crate::repair::RepairStep;
use aqueduct_engine::{Step, Stream, Verb};

/// Fills in what is missing.
pub trait DefaultValue<T: Send + 'static, C: Step<Out = T>> {
    /// Puts a clone of `value` wherever the field that `field` shows is `None`.
    ///
    /// ```
    /// # use aqueduct_cleanse::DefaultValue;
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (log, table) = (MemoryLog::new(1), MemoryTable::new());
    /// #[derive(Clone, serde::Serialize)]
    /// struct Order { id: u64, country: Option<String> }
    ///
    /// log.append(0, Order { id: 1, country: None }, EventTime::from_secs(1));
    /// # let pipeline = Pipeline::new("doc");
    /// pipeline
    ///     .source("orders", MemorySource::new(&log).bounded())
    ///     .default("country_known", |order| &mut order.country, "NL".to_owned())
    ///     .sink("whole", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(table.rows()[0].country.as_deref(), Some("NL"));
    /// # Ok(())
    /// # }
    /// ```
    fn default<V, F>(self, name: &str, field: F, value: V) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        V: Clone + Send + 'static,
        F: FnMut(&mut T) -> &mut Option<V> + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> DefaultValue<T, C> for Stream<T, C> {
    fn default<V, F>(self, name: &str, mut field: F, value: V) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        V: Clone + Send + 'static,
        F: FnMut(&mut T) -> &mut Option<V> + Clone + Send + 'static,
    {
        let verb = Verb::new("default").named(name).cleansing();
        let fix = move |record: &mut T| {
            let field = field(record);
            let missing = field.is_none();
            if missing {
                *field = Some(value.clone());
            }
            missing
        };
        self.then(verb, |steps, tally| RepairStep { steps, fix, tally })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{counts, reading, run};
    use aqueduct_memory::{MemorySink, MemoryTable};

    #[tokio::test]
    async fn only_what_is_missing_is_filled() {
        let (pipeline, pairs, _) = reading([(1, None), (2, Some(5)), (3, None)]);
        let table = MemoryTable::new();
        let filled = pairs.default("filled", |pair| &mut pair.1, 9);
        filled.sink("out", MemorySink::append(&table));
        let report = run(pipeline).await.unwrap();
        assert_eq!(table.rows(), [(1, Some(9)), (2, Some(5)), (3, Some(9))]);
        assert_eq!(counts(&report, "filled"), [3, 3, 0, 3]);
    }
}
