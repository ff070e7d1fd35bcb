use crate::batch::Batch;
use crate::{Failure, Session, Step};
use aqueduct_core::Error;

/// How often a call is tried when other transactions are in the way.
const TRIES: usize = 5;

/// Writes a batch in one transaction, and answers with the rows that the database refused.
///
/// First without a second thought. Only when a row is refused it all begins again, with savepoints: the
/// statement is cut in halves until the row stands alone.
///
/// # Errors
/// Nothing is written, or it is not known: the session is not used again.
pub(crate) async fn deliver<S: Session>(
    session: &mut S,
    batch: &mut Batch<'_>,
    version: i64,
) -> Result<Vec<(u32, Error)>, Error> {
    let mut delivery = Delivery { session, version, open: false };
    let (mut tries, mut careful, mut arrival) = (0, false, false);
    loop {
        let done = if careful {
            delivery.carefully(batch, arrival).await
        } else {
            delivery.at_once(batch).await.map(|()| Vec::new())
        };
        match done {
            Ok(refused) => return Ok(refused),
            Err(Failure::Row(_)) if !careful => careful = true,
            Err(Failure::Twice(_)) if !arrival => {
                (careful, arrival) = (true, true);
                batch.in_order_of_arrival();
            }
            Err(Failure::Conflict(_)) if tries + 1 < TRIES => tries += 1,
            Err(failure) => return Err(failure.into_error()),
        }
        delivery.roll_back().await.map_err(Failure::into_error)?;
    }
}

struct Delivery<'s, S> {
    session: &'s mut S,
    version: i64,
    /// Whether a transaction was begun.
    open: bool,
}

impl<S: Session> Delivery<'_, S> {
    async fn at_once(&mut self, batch: &Batch<'_>) -> Result<(), Failure> {
        let chunks = batch.chunks();
        let alone = S::ATOMIC && chunks.len() == 1;
        if chunks.is_empty() {
            return Ok(());
        }
        if !alone {
            self.begin().await?;
        }
        for chunk in chunks {
            self.session.insert(batch.rows(chunk), self.version).await?;
        }
        if alone { Ok(()) } else { self.commit().await }
    }

    /// `arrival`: rows are in the order in which they came, so that the last of two that only the
    /// database takes for one is written last.
    async fn carefully(&mut self, batch: &Batch<'_>, arrival: bool) -> Result<Vec<(u32, Error)>, Failure> {
        self.begin().await?;
        self.session.step(Step::CheckAtOnce).await?;
        let mut refused = Vec::new();
        let mut left = batch.chunks();
        left.reverse();
        while let Some(piece) = left.pop() {
            self.session.step(Step::Savepoint).await?;
            match self.session.insert(batch.rows(piece), self.version).await {
                Ok(()) => {
                    self.session.step(Step::Release).await?;
                    continue;
                }
                Err(failure @ Failure::Twice(_)) if !arrival => return Err(failure),
                Err(Failure::Row(_) | Failure::Twice(_)) if piece.len() > 1 => {
                    let (first, second) = piece.split_at(piece.len() / 2);
                    left.extend([second, first]);
                }
                Err(Failure::Row(reason) | Failure::Twice(reason)) => {
                    refused.push((piece[0], reason));
                    // What it would have replaced counts again.
                    left.extend(batch.before(piece[0]).map(std::slice::from_ref));
                }
                Err(failure) => return Err(failure),
            }
            self.session.step(Step::Back).await?;
        }
        self.commit().await?;
        Ok(refused)
    }

    async fn begin(&mut self) -> Result<(), Failure> {
        self.session.step(Step::Begin).await?;
        self.open = true;
        Ok(())
    }

    async fn commit(&mut self) -> Result<(), Failure> {
        self.session.step(Step::Commit).await?;
        self.open = false;
        Ok(())
    }

    async fn roll_back(&mut self) -> Result<(), Failure> {
        if std::mem::take(&mut self.open) {
            self.session.step(Step::Rollback).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::plan;
    use crate::{Layout, Limits, Rows};
    use aqueduct_core::{Column, ColumnType, ErrorKind, EventTime, Record, Row, Value};
    use async_trait::async_trait;
    use std::borrow::Cow;

    struct Line(i64, &'static str);

    impl Row for Line {
        fn columns() -> Vec<Column> {
            let column = |name: &str, ty| Column { name: name.into(), ty, nullable: false };
            vec![column("id", ColumnType::Int), column("text", ColumnType::Text)]
        }

        fn values<'a>(&'a self, into: &mut Vec<Value<'a>>) {
            into.extend([Value::Int(self.0), Value::Text(self.1.into())]);
        }
    }

    struct All;

    impl Layout for All {
        fn admit(&self, _: usize, _: &mut Value<'_>) -> Result<(), Cow<'static, str>> {
            Ok(())
        }
    }

    /// Takes every text but `bad`; two of the same length are one key to it. Notes what it is told.
    #[derive(Default)]
    struct Told {
        conflicts: usize,
        lost: bool,
        twice: bool,
        steps: Vec<Step>,
        /// What counts, with a mark where a transaction or savepoint began.
        texts: Vec<String>,
        marks: Vec<usize>,
        inserts: usize,
    }

    fn error() -> Error {
        Error::new(ErrorKind::Unavailable, "told so")
    }

    #[async_trait]
    impl Session for Told {
        const ATOMIC: bool = true;

        async fn step(&mut self, step: Step) -> Result<(), Failure> {
            self.steps.push(step);
            match step {
                Step::Begin | Step::Savepoint => self.marks.push(self.texts.len()),
                Step::Back | Step::Rollback => self.texts.truncate(self.marks.pop().unwrap()),
                Step::Release | Step::Commit => drop(self.marks.pop().unwrap()),
                Step::CheckAtOnce => {}
            }
            Ok(())
        }

        async fn insert(&mut self, rows: Rows<'_>, version: i64) -> Result<(), Failure> {
            assert_eq!(version, 9);
            self.inserts += 1;
            let texts: Vec<_> = rows.iter().map(|row| row[1].to_string()).collect();
            if self.lost {
                return Err(Failure::Lost(error()));
            }
            if self.conflicts > 0 {
                self.conflicts -= 1;
                return Err(Failure::Conflict(error()));
            }
            let same = |n: usize| texts[..n].iter().any(|text| text.len() == texts[n].len());
            if self.twice && (1..texts.len()).any(same) {
                return Err(Failure::Twice(error()));
            }
            if texts.iter().any(|text| text == "bad") {
                return Err(Failure::Row(error()));
            }
            self.texts.extend(texts);
            Ok(())
        }
    }

    async fn deliver_to(
        told: &mut Told,
        key: &[&str],
        lines: &[(i64, &'static str)],
    ) -> Result<Vec<u32>, Error> {
        let rows: Vec<_> =
            lines.iter().map(|(id, text)| Record::new(Line(*id, text), EventTime::MIN)).collect();
        let limits = Limits { rows: 4, bytes: 1 << 20 };
        let (mut batch, refused) = Batch::of(&rows, &plan(key, None), &All, limits).unwrap();
        assert!(refused.is_empty());
        let refused = deliver(told, &mut batch, 9).await?;
        assert!(told.marks.is_empty(), "{:?}", told.steps);
        Ok(refused.into_iter().map(|(row, _)| row).collect())
    }

    #[tokio::test]
    async fn one_statement_needs_no_transaction_and_several_need_one() {
        let mut told = Told::default();
        assert!(deliver_to(&mut told, &[], &[(1, "a"), (2, "b")]).await.unwrap().is_empty());
        assert_eq!((told.inserts, told.steps.len()), (1, 0));
        deliver_to(&mut told, &[], &[(1, "c"); 9]).await.unwrap();
        assert_eq!((told.inserts, told.steps), (4, vec![Step::Begin, Step::Commit]));
        deliver_to(&mut Told::default(), &[], &[]).await.unwrap();
    }

    #[tokio::test]
    async fn bad_rows_come_back_alone_and_all_others_count() {
        let mut told = Told::default();
        let lines = [(1, "bad"), (2, "a"), (3, "b"), (4, "c"), (5, "d"), (6, "bad"), (7, "bad"), (8, "e")];
        assert_eq!(deliver_to(&mut told, &[], &lines).await.unwrap(), [0, 5, 6]);
        assert_eq!(told.texts, ["a", "b", "c", "d", "e"]);
        assert!(told.steps.contains(&Step::CheckAtOnce));
    }

    #[tokio::test]
    async fn the_row_before_a_bad_one_of_the_same_key_counts_again() {
        let mut told = Told::default();
        let lines = [(1, "a"), (1, "bad"), (2, "x"), (1, "bad")];
        assert_eq!(deliver_to(&mut told, &["id"], &lines).await.unwrap(), [3, 1]);
        assert_eq!(told.texts, ["a", "x"]);
    }

    #[tokio::test]
    async fn what_the_database_takes_for_one_key_is_written_as_it_came() {
        let mut told = Told { twice: true, ..Told::default() };
        let lines = [(3, "aa"), (1, "bb"), (2, "c"), (9, "bad"), (0, "dd")];
        assert_eq!(deliver_to(&mut told, &["id"], &lines).await.unwrap(), [3]);
        let of_two: Vec<_> = told.texts.iter().filter(|text| text.len() == 2).collect();
        assert_eq!(of_two, ["aa", "bb", "dd"]);
    }

    #[tokio::test]
    async fn conflicts_are_tried_again_but_not_for_ever_and_what_is_lost_is_not() {
        let mut told = Told { conflicts: 4, ..Told::default() };
        deliver_to(&mut told, &[], &[(1, "a"); 5]).await.unwrap();
        assert_eq!(told.texts.len(), 5);
        let mut told = Told { conflicts: 5, ..Told::default() };
        assert!(deliver_to(&mut told, &[], &[(1, "a")]).await.unwrap_err().is_transient());
        assert_eq!(told.inserts, 5);
        let mut told = Told { lost: true, ..Told::default() };
        deliver_to(&mut told, &[], &[(1, "a")]).await.unwrap_err();
        assert_eq!(told.inserts, 1);
    }
}
