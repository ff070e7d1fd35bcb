//! The pipelines that are run.

use crate::plan::{Change, Flow, Kind, Plan, Subtask, Version};

/// Every record.
const ALL: u8 = 0b1111;
/// A transactional sink.
const SQL: Subtask = Subtask::new(Kind::Sql, ALL);
/// A file sink with one subtask.
const FILE: Subtask = Subtask::new(Kind::File, ALL);
/// A keyed table.
const TABLE: Subtask = Subtask::new(Kind::Table, ALL);
/// Dead letters in files, and in a table: they take nothing but what others refuse.
const LETTERS: [Subtask; 2] = [Subtask::new(Kind::LetterFile, 0), Subtask::new(Kind::LetterTable, 0)];
/// A file sink with two subtasks: each gets a record of each source.
const TWO_FILES: [Subtask; 2] = [Subtask::new(Kind::File, 0b1001), Subtask::new(Kind::File, 0b0110)];

/// Files, two incarnations.
pub(crate) const FILES: Plan = Plan::new(2, &[FILE]);
/// A transactional sink and files, two incarnations.
pub(crate) const SQL_FILES: Plan = Plan::new(2, &[SQL, FILE]);

/// Two processes look for a number, a third makes its folder before them: files.
pub(crate) const FILES_RACE: Plan = Plan { fine_store: true, records: 1, ..Plan::new(3, &[FILE]) };
/// The same with a transactional sink.
pub(crate) const SQL_RACE: Plan = Plan { fine_store: true, records: 1, ..Plan::new(3, &[SQL, FILE]) };
/// Commits without an answer.
pub(crate) const LOST_ANSWERS: Plan = Plan { lost_answers: true, ..SQL_FILES };

/// A keyed table, one row per record.
pub(crate) const ROWS: Plan = Plan::new(2, &[TABLE]);
/// A keyed table with a version, and statements that are sent again and land late.
pub(crate) const RETRIED: Plan = Plan { retries: true, ..VERSIONED };
/// A keyed table whose one row is written again and again.
pub(crate) const ONE_ROW: Plan = Plan { shared_key: true, ..ROWS };
/// A keyed table with the run's incarnation as its version.
pub(crate) const VERSIONED: Plan = Plan { version: Version::Incarnation, ..ROWS };
/// The same with one row.
pub(crate) const VERSIONED_ROW: Plan = Plan { shared_key: true, ..VERSIONED };
/// The same, and statements that are sent again and land late.
pub(crate) const RETRIED_ROW: Plan = Plan { retries: true, ..VERSIONED_ROW };
/// The same with the connection in the version.
pub(crate) const CONNECTION_ROW: Plan = Plan { version: Version::Connection, ..RETRIED_ROW };
/// A keyed table behind a transactional sink: what the table holds may be ahead of the marker.
pub(crate) const SQL_ROWS: Plan =
    Plan { version: Version::Incarnation, records: 2, ..Plan::new(2, &[SQL, TABLE]) };

/// Two sources of one record, two subtasks that write files, queues between them.
pub(crate) const SUBTASKS: Plan =
    Plan { sources: 2, records: 1, flow: Flow::Free, ..Plan::new(2, &TWO_FILES) };
/// The same with two records each; only the first incarnation has queues.
pub(crate) const LONGER_SUBTASKS: Plan = Plan { records: 2, flow: Flow::FirstFree, ..SUBTASKS };
/// One record each, and only the first incarnation has queues.
pub(crate) const QUICK_SUBTASKS: Plan = Plan { records: 1, ..LONGER_SUBTASKS };
/// The same, and the one writer of a transactional sink.
pub(crate) const SQL_SUBTASKS: Plan = Plan { sinks: &[TWO_FILES[0], TWO_FILES[1], SQL], ..QUICK_SUBTASKS };

/// Stops at any time, starts after an end: files.
pub(crate) const STOPS: Plan = Plan { stops: true, ..FILES };
/// The same with a transactional sink.
pub(crate) const SQL_STOPS: Plan = Plan { stops: true, ..SQL_FILES };
/// The same with a keyed table.
pub(crate) const ROW_STOPS: Plan = Plan { stops: true, ..VERSIONED };

/// From "latest", while records come: files.
pub(crate) const LATEST: Plan = Plan { latest: true, ..FILES };
/// The same with a transactional sink.
pub(crate) const SQL_LATEST: Plan = Plan { latest: true, ..SQL_FILES };
/// The transactional sink is new in the second process.
pub(crate) const SQL_ADDED: Plan = Plan { change: Change::AddSql, ..SQL_FILES };
/// The transactional sink is gone in the second process.
pub(crate) const SQL_DROPPED: Plan = Plan { change: Change::DropSql, ..SQL_FILES };

/// The second record is refused by a transactional sink: dead letters in files.
pub(crate) const REFUSED: Plan =
    Plan { records: 2, flow: Flow::Free, ..Plan::new(2, &[SQL.refusing(0b10), LETTERS[0]]) };
/// The same, dead letters in a table.
pub(crate) const REFUSED_TO_TABLE: Plan = Plan { sinks: &[SQL.refusing(0b10), LETTERS[1]], ..REFUSED };
/// The second record is refused by a keyed table: dead letters in files.
pub(crate) const REFUSED_ROW: Plan =
    Plan { sinks: &[TABLE.refusing(0b10), LETTERS[0]], version: Version::Incarnation, ..REFUSED };
/// One of two file subtasks refuses a record: dead letters in files.
pub(crate) const REFUSED_FILE: Plan =
    Plan { sinks: &[TWO_FILES[0], TWO_FILES[1].refusing(0b10), LETTERS[0]], ..REFUSED };

/// `plan` with `processes` incarnations and `records` of each source.
pub(crate) const fn sized(plan: Plan, processes: usize, records: u8) -> Plan {
    Plan { processes, records, ..plan }
}
