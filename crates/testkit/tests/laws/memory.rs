//! The memory connector keeps every law: the source, and the sinks of all four kinds of delivery.

mod source {
    aqueduct_testkit::source_conformance!(crate::harness::MemoryHarness);
}

mod append {
    aqueduct_testkit::sink_conformance!(crate::harness::AppendTable);
}

mod upsert {
    aqueduct_testkit::sink_conformance!(crate::harness::UpsertTable);
}

mod two_phase {
    aqueduct_testkit::sink_conformance!(crate::harness::TwoPhaseTable);
}

mod transactional {
    aqueduct_testkit::sink_conformance!(crate::harness::TransactionalTable);
}
