use crate::account::{Entry, Rejection, Tally};
use crate::flow::{Cursor, Step};
use crate::graph::{Opening, Verb};
use crate::stream::Place;
use crate::{Stream, Watermarks};
use aqueduct_core::{Error, EventTime, Record};

impl<T: Send + 'static, C: Step<Out = T>> Stream<T, C> {
    /// Gives every record its event time and drives the watermark of its split by it.
    ///
    /// It has to come first in a source's chain, after nothing but cleansing: a step before it that
    /// passes nothing would stop the clock. Elsewhere `run` returns `Config`.
    pub fn assign_time<F>(self, watermarks: Watermarks, time: F) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        F: Fn(&T) -> EventTime + Clone + Send + 'static,
    {
        if self.place != Place::Head {
            let error =
                Error::config("event_time has to follow the source directly, or after nothing but cleansing");
            self.fault(error.with("stream", format!("{self:?}")));
        }
        let verb = Verb::new("event_time").cleansing();
        let mut timed = self.then(verb, |steps, tally| AssignTime {
            steps,
            time,
            watermarks,
            tally,
            cursor: Cursor::new(None),
        });
        timed.timed = true;
        if timed.place == Place::Head {
            timed.place = Place::Chain;
        }
        timed
    }
}

#[derive(Clone)]
struct AssignTime<C, F> {
    steps: C,
    time: F,
    watermarks: Watermarks,
    tally: Tally,
    cursor: Cursor,
}

impl<C: Step, F: Fn(&C::Out) -> EventTime + Clone + Send + 'static> Step for AssignTime<C, F> {
    type In = C::In;
    type Out = C::Out;

    fn open(&mut self, at: &mut Opening<'_>) {
        self.steps.open(at);
        self.tally.open(at);
        self.cursor = at.cursor();
        if let Some(clock) = self.cursor.clock() {
            clock.assign(self.watermarks);
        }
    }

    #[inline(always)]
    fn each(&mut self, record: Record<C::In>, out: &mut impl FnMut(Record<C::Out>)) {
        let Self { steps, time, tally, cursor, .. } = self;
        steps.each(record, &mut |r| {
            let at = tally.guard(|| time(&r.value));
            tally.count(Entry::In, 1);
            if cursor.observe(at).is_some() {
                tally.count(Entry::Kept, 1);
                out(Record::new(r.value, at));
            } else {
                tally.reject_unkept(Rejection::too_far_ahead(), at);
            }
        });
    }
}
