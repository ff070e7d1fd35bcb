use super::results::Results;
use super::{Arrivals, Direct, Emitter, Global, LateChoice, Local, recover, watermark_of};
use crate::Aggregate;
use crate::shape::Slices;
use crate::state::{Part, Saved, Windows};
use aqueduct_core::{Record, Result, WindowResult};
use aqueduct_engine::{Collector, Node, Opening, Port, Selector, Step, WiresOf, hash_of};

/// What crosses the exchange.
type PartOf<T, S, G> = Part<<S as Selector<T>>::Key, <G as Aggregate<T>>::Acc>;

/// Builds the subtasks of a window step.
pub(crate) struct WindowStep<T, S: Selector<T>, G: Aggregate<T>> {
    pub(crate) node: Node,
    pub(crate) select: S,
    pub(crate) agg: G,
    pub(crate) slices: Slices,
    pub(crate) late: LateChoice<T>,
    pub(crate) port: Port<WindowResult<S::Key, G::Out>>,
    pub(crate) wires: WiresOf<PartOf<T, S, G>>,
}

impl<T, S: Selector<T>, G: Aggregate<T>> Clone for WindowStep<T, S, G> {
    fn clone(&self) -> Self {
        Self { node: self.node.clone(), select: self.select.clone(), agg: self.agg.clone(), ..*self }
    }
}

impl<T: Send + 'static, S: Selector<T>, G: Aggregate<T>> WindowStep<T, S, G> {
    /// The end of the chain: with one subtask everything, otherwise what comes before the exchange.
    pub(crate) fn end<C: Step<Out = T>>(
        &self,
        at: &mut Opening<'_>,
        steps: C,
    ) -> Result<Box<dyn Collector<Record<C::In>>>> {
        let mut arrivals = Arrivals::open(at, self.slices, self.node.tally(), self.late)?;
        if at.parallelism() == 1 {
            let emitter = self.emitter(at)?;
            arrivals.resume(emitter.watermark());
            return Ok(at.stage(steps, Direct::new(self.select.clone(), arrivals, emitter)));
        }
        let outlets = at.outlets(self.wires)?;
        let own = (self.select.clone(), self.agg.clone(), self.slices);
        Ok(at.stage(steps, Local::new(own, arrivals, outlets)))
    }

    /// What comes after the exchange.
    pub(crate) fn receive(&self, at: &mut Opening<'_>) -> Result<Box<dyn Collector<PartOf<T, S, G>>>> {
        Ok(Box::new(Global::new(self.emitter(at)?)))
    }

    fn emitter(&self, at: &mut Opening<'_>) -> Result<Emitter<Results<T, S::Key, G>>> {
        let mut state = at.state(&self.node)?;
        let restored = state.restored();
        let watermark = watermark_of(restored.as_ref());
        let mut windows = Windows::new(self.slices, self.agg.clone(), watermark);
        let mut tally = self.node.tally();
        tally.open(at);
        let mut restore = windows.restore();
        let hash = |saved: &Saved<S::Key, G::Acc>| hash_of(&saved.key);
        tally.guard(|| recover(restored, self.node.label(), hash, |hash, saved| restore.put(hash, saved)))?;
        tally.guard(|| restore.finish());
        let results = Results { windows, step: self.node.label().into() };
        Ok(Emitter::new(results, watermark, state, tally, at.collector(&self.port)?))
    }
}
