use super::item::Placed;
use super::{Direct, Global, Local, Order, Ranked, Ranking};
use crate::operator::{Emitter, recover, watermark_of};
use aqueduct_core::{Error, EventTime, Record, Result, WindowResult};
use aqueduct_engine::{Collector, Key, Node, Opening, Port, Step, Stream, Verb, WiresOf, hash_of};
use serde::{Serialize, de::DeserializeOwned};
use std::any::type_name;
use std::marker::PhantomData;

/// Builds the subtasks of a ranking.
pub(super) struct RankStep<K, V, R, F> {
    node: Node,
    order: Order<F>,
    port: Port<Ranked<K, V>>,
    wires: WiresOf<Placed<K, V>>,
    by: PhantomData<fn() -> R>,
}

impl<K, V, R, F: Clone> Clone for RankStep<K, V, R, F> {
    fn clone(&self) -> Self {
        Self { node: self.node.clone(), order: self.order.clone(), ..*self }
    }
}

impl<K, V, R, F> RankStep<K, V, R, F>
where
    K: Key + Ord,
    V: Serialize + DeserializeOwned + Send + 'static,
    R: Ord + Send + 'static,
    F: Fn(&V) -> R + Clone + Send + 'static,
{
    /// Ends `stream` in a ranking, and gives what comes out of it.
    pub(super) fn put<C>(
        stream: Stream<WindowResult<K, V>, C>,
        verb: Verb,
        order: Order<F>,
    ) -> Stream<Ranked<K, V>>
    where
        C: Step<Out = WindowResult<K, V>>,
    {
        let what = format!("{} results; by {}; of {}", order.n, type_name::<K>(), type_name::<V>());
        let node = stream.node(verb.state(what).expanding());
        if order.n == 0 {
            stream.fault(Error::config("a ranking of no results: `n` is zero").with("step", node.label()));
        }
        let (port, ranked) = stream.outlet(&node);
        let exchange = stream.exchange(&node);
        let step = Self { node, order, port, wires: exchange.wires(), by: PhantomData };
        let behind = step.clone();
        stream.end(move |at, steps| step.end(at, steps));
        exchange.receive(move |at| behind.receive(at));
        ranked
    }

    fn end<C>(&self, at: &mut Opening<'_>, steps: C) -> Result<Box<dyn Collector<Record<C::In>>>>
    where
        C: Step<Out = WindowResult<K, V>>,
    {
        let mut tally = self.node.tally();
        tally.open(at);
        if at.parallelism() == 1 {
            let emitter = self.emitter(at)?;
            return Ok(at.stage(steps, Direct::new(emitter, tally)));
        }
        let ranking = Ranking::new(self.order.clone(), EventTime::MIN, self.node.label());
        let outlets = at.outlets(self.wires)?;
        Ok(at.stage(steps, Local::new(ranking, outlets, tally)))
    }

    fn receive(&self, at: &mut Opening<'_>) -> Result<Box<dyn Collector<Placed<K, V>>>> {
        Ok(Box::new(Global::new(self.emitter(at)?)))
    }

    fn emitter(&self, at: &mut Opening<'_>) -> Result<Emitter<Ranking<K, V, R, F>>> {
        let mut state = at.state(&self.node)?;
        let restored = state.restored();
        let watermark = watermark_of(restored.as_ref());
        let mut ranking = Ranking::new(self.order.clone(), watermark, self.node.label());
        let mut tally = self.node.tally();
        tally.open(at);
        let hash = |placed: &Placed<K, V>| hash_of(&placed.window);
        tally.guard(|| recover(restored, self.node.label(), hash, |_, placed| ranking.add(placed)))?;
        Ok(Emitter::new(ranking, watermark, state, tally, at.collector(&self.port)?))
    }
}
