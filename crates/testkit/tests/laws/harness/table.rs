use aqueduct_core::{Delivery, ErrorKind, Sink};
use aqueduct_memory::{Append, MemorySink, MemoryTable, TableCall, Transactional, TwoPhase, Upsert};
use aqueduct_testkit::{Sample, SinkCapabilities, SinkHarness};
use std::marker::PhantomData;

/// One table, written to in one of the kinds of delivery.
pub(crate) struct TableHarness<K> {
    pub(crate) table: MemoryTable<Sample>,
    kind: PhantomData<K>,
}

/// A kind of delivery.
pub(crate) trait Kind: Send + Sync + 'static {
    /// Its sink.
    type Sink: Sink<Sample>;
    /// What it is called.
    const DELIVERY: Delivery;
    /// A sink of this kind.
    fn sink(table: &MemoryTable<Sample>) -> Self::Sink;
}

pub(crate) type AppendTable = TableHarness<Append>;
pub(crate) type UpsertTable = TableHarness<Upsert<Sample>>;
pub(crate) type TwoPhaseTable = TableHarness<TwoPhase>;
pub(crate) type TransactionalTable = TableHarness<Transactional>;

impl Kind for Append {
    type Sink = MemorySink<Sample, Self>;
    const DELIVERY: Delivery = Delivery::Append;
    fn sink(table: &MemoryTable<Sample>) -> Self::Sink {
        MemorySink::append(table)
    }
}

impl Kind for Upsert<Sample> {
    type Sink = MemorySink<Sample, Self>;
    const DELIVERY: Delivery = Delivery::Upsert;
    fn sink(table: &MemoryTable<Sample>) -> Self::Sink {
        MemorySink::upsert(table, |row: &Sample| row.id)
    }
}

impl Kind for TwoPhase {
    type Sink = MemorySink<Sample, Self>;
    const DELIVERY: Delivery = Delivery::TwoPhase;
    fn sink(table: &MemoryTable<Sample>) -> Self::Sink {
        MemorySink::two_phase(table)
    }
}

impl Kind for Transactional {
    type Sink = MemorySink<Sample, Self>;
    const DELIVERY: Delivery = Delivery::Transactional;
    fn sink(table: &MemoryTable<Sample>) -> Self::Sink {
        MemorySink::transactional(table)
    }
}

/// A table that does not answer.
pub(crate) fn unreachable_table() -> MemoryTable<Sample> {
    let table = MemoryTable::new();
    table.fail(TableCall::Claim, 1, ErrorKind::Unavailable);
    table
}

/// A table that takes no row with the text `bad`.
pub(crate) fn strict_table() -> MemoryTable<Sample> {
    let table = MemoryTable::new();
    table.refuse(|row: &Sample| (row.text == "bad").then(|| "it says so itself".into()));
    table
}

impl<K: Kind> TableHarness<K> {
    pub(crate) fn on(table: &MemoryTable<Sample>) -> Self {
        Self { table: table.clone(), kind: PhantomData }
    }
}

impl<K: Kind> SinkHarness for TableHarness<K> {
    type Row = Sample;
    type Sink = K::Sink;

    fn delivery() -> Delivery {
        K::DELIVERY
    }

    fn capabilities() -> SinkCapabilities {
        SinkCapabilities { refuses: true, breaks: true, breaks_cleanly: true, ..SinkCapabilities::default() }
    }

    async fn provision() -> Option<Self> {
        Some(Self::on(&strict_table()))
    }

    fn sink(&self) -> K::Sink {
        K::sink(&self.table)
    }

    fn row(sample: Sample) -> Sample {
        sample
    }

    fn sample(row: &Sample) -> Sample {
        row.clone()
    }

    async fn rows(&self) -> Vec<Sample> {
        self.table.rows()
    }

    async fn leftovers(&self) -> Vec<String> {
        self.table.leftovers()
    }

    fn unreachable(&self) -> Option<K::Sink> {
        Some(K::sink(&unreachable_table()))
    }

    fn bad_row(&self, id: i64) -> Sample {
        Sample::new(id, "bad")
    }

    async fn break_writes(&self) {
        let once_more = matches!(K::DELIVERY, Delivery::Append | Delivery::Upsert);
        self.table.fail(TableCall::HalfWrite, 1, ErrorKind::Unavailable);
        if once_more {
            // The writers of the other kinds are not called again after the first error.
            self.table.fail(TableCall::Write, 2, ErrorKind::Unavailable);
        }
    }

    async fn heal(&self) {}
}
