use aqueduct_core::{BadRecord, Reason, Record};
use aqueduct_engine::{Entry, Opening, Rejection, Step, Stream, Tally, Verb};
use serde::Serialize;
use std::fmt::Display;
use std::sync::Arc;

/// Changes the type of records, where that may fail.
pub trait Convert<T: Send + 'static, C: Step<Out = T>> {
    /// Replaces every value by what `f` makes of it. A value for which it fails becomes a dead letter:
    /// reason `conversion`, with the error's text, cut to one line of 256 bytes.
    ///
    /// `f` only borrows the value, so that one which fails can be kept whole: what is to live on is cloned.
    /// With several kinds of errors in `f`, return `Result<_, Box<dyn Error>>` or one of your own.
    ///
    /// ```
    /// # use aqueduct_cleanse::Convert;
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (log, table, letters) = (MemoryLog::new(1), MemoryTable::new(), MemoryTable::new());
    /// log.append_all(0, ["7", "seven"].map(|text| (text, EventTime::from_secs(1))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// pipeline
    ///     .source("texts", MemorySource::new(&log).bounded())
    ///     .convert("number", |text| text.parse::<u32>())
    ///     .sink("numbers", MemorySink::append(&table));
    /// pipeline.dead_letters(MemorySink::append(&letters));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(table.rows(), [7]);
    /// assert_eq!(letters.rows()[0].message, "invalid digit found in string");
    /// assert_eq!(letters.rows()[0].payload, b"\"seven\"");
    /// # Ok(())
    /// # }
    /// ```
    fn convert<U, E, F>(self, name: &str, f: F) -> Stream<U, impl Step<In = C::In, Out = U>>
    where
        T: Serialize,
        U: Send + 'static,
        E: Display,
        F: FnMut(&T) -> Result<U, E> + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> Convert<T, C> for Stream<T, C> {
    fn convert<U, E, F>(self, name: &str, f: F) -> Stream<U, impl Step<In = C::In, Out = U>>
    where
        T: Serialize,
        U: Send + 'static,
        E: Display,
        F: FnMut(&T) -> Result<U, E> + Clone + Send + 'static,
    {
        let (verb, name) = (Verb::new("convert").named(name).cleansing(), name.into());
        self.then(verb, |steps, tally| ConvertStep { steps, name, f, tally })
    }
}

#[derive(Clone)]
struct ConvertStep<C, F> {
    steps: C,
    name: Arc<str>,
    f: F,
    tally: Tally,
}

impl<C, U, E, F> Step for ConvertStep<C, F>
where
    C: Step<Out: Serialize>,
    U: Send + 'static,
    E: Display,
    F: FnMut(&C::Out) -> Result<U, E> + Clone + Send + 'static,
{
    type In = C::In;
    type Out = U;

    fn open(&mut self, at: &mut Opening<'_>) {
        self.steps.open(at);
        self.tally.open(at);
    }

    #[inline(always)]
    fn each(&mut self, record: Record<C::In>, out: &mut impl FnMut(Record<U>)) {
        let Self { steps, name, f, tally } = self;
        steps.each(record, &mut |r| {
            tally.count(Entry::In, 1);
            match tally.guard(|| f(&r.value)) {
                Ok(value) => {
                    tally.count(Entry::Kept, 1);
                    out(Record::new(value, r.time));
                }
                Err(error) => tally.guard(|| reject(tally, name, &error, &r)),
            }
        });
    }
}

#[cold]
#[inline(never)]
fn reject<T: Serialize>(tally: &Tally, name: &str, error: &dyn Display, record: &Record<T>) {
    // An error may quote all of the value.
    let message = BadRecord::new(error).to_string();
    tally.reject(Rejection { reason: Reason::Conversion, rule: name, message: &message }, record);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{counts, reading, run};
    use aqueduct_memory::{MemorySink, MemoryTable};
    use std::error::Error;

    #[derive(Clone, Serialize)]
    struct Raw {
        amount: String,
        shop: String,
    }

    fn raw(amount: &str, shop: &str) -> Raw {
        Raw { amount: amount.to_owned(), shop: shop.to_owned() }
    }

    #[tokio::test]
    async fn what_does_not_convert_is_kept_whole() {
        let (pipeline, raws, letters) = reading([raw("1.5", "7"), raw("1,5", "7"), raw("2", "none")]);
        let table = MemoryTable::new();
        let typed = raws.convert("typed", |raw| -> Result<(f64, u32), Box<dyn Error>> {
            Ok((raw.amount.parse()?, raw.shop.parse()?))
        });
        typed.sink("out", MemorySink::append(&table));
        let report = run(pipeline).await.unwrap();
        assert_eq!(table.rows(), [(1.5, 7)]);
        assert_eq!(counts(&report, "typed"), [3, 1, 2, 1]);
        let letters = letters.rows();
        let told = letters.iter().map(|l| (l.rule.as_str(), l.message.as_str(), l.coordinates.as_str()));
        let wanted =
            [("typed", "invalid float literal", "p0@1"), ("typed", "invalid digit found in string", "p0@2")];
        assert_eq!(told.collect::<Vec<_>>(), wanted);
        assert_eq!(letters[1].reason, Reason::Conversion);
        assert_eq!(letters[1].payload, br#"{"amount":"2","shop":"none"}"#);
    }

    #[tokio::test]
    async fn an_error_that_quotes_everything_is_cut() {
        let (pipeline, texts, letters) = reading(["a\nb".repeat(1_000)]);
        let never = texts.convert("never", |text| Err::<u8, _>(format!("cannot use {text}")));
        never.sink("out", MemorySink::append(&MemoryTable::new()));
        run(pipeline).await.unwrap();
        let message = &letters.rows()[0].message;
        assert!(message.len() < 300 && !message.contains('\n'), "{message}");
    }

    #[tokio::test]
    async fn a_value_that_panics_when_it_is_kept_names_the_step() {
        struct Bomb;
        impl Serialize for Bomb {
            fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                panic!("boom")
            }
        }
        let (pipeline, numbers, _) = reading([1]);
        let bombs = numbers.convert("bombs", |_| Ok::<_, String>(Bomb));
        let failed = bombs.convert("fails", |_| Err::<u8, _>("no"));
        failed.sink("out", MemorySink::append(&MemoryTable::new()));
        let error = run(pipeline).await.unwrap_err();
        assert_eq!((error.context("step"), error.context("panic")), (Some("fails"), Some("boom")));
    }
}
