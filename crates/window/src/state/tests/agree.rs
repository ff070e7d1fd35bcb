use super::script::{actions, params};
use super::{Action, Params, Rig};
use crate::{Aggregate, count, max, mean, min, reduce, reduce_with_inverse, sum};
use proptest::prelude::*;
use std::fmt::Debug;

/// Runs the script and compares every window with the model.
fn agrees<G>(params: Params, actions: &[Action], agg: G, of: impl Fn(&[i64]) -> G::Out)
where
    G: Aggregate<i64, Out: PartialEq + Debug>,
{
    let mut rig = Rig::new(params, agg);
    rig.run(actions);
    let model = &rig.model;
    let want: Vec<_> = model.windows.iter().map(|(window, values)| (*window, of(values))).collect();
    let got: Vec<_> = std::mem::take(&mut rig.results).into_iter().collect();
    assert_eq!(got, want);
    assert_eq!((rig.late, rig.missed), (rig.model.late, rig.model.missed));
}

fn all(params: Params, actions: &[Action]) {
    agrees(params, actions, count(), |values| values.len() as u64);
    agrees(params, actions, sum(|n: &i64| *n), |values| values.iter().sum());
    agrees(params, actions, max(|n: &i64| *n), |values| *values.iter().max().unwrap());
    agrees(params, actions, min(|n: &i64| *n), |values| *values.iter().min().unwrap());
    agrees(params, actions, mean(|n: &i64| *n), |values| {
        values.iter().sum::<i64>() as f64 / values.len() as f64
    });
    let product = |values: &[i64]| values.iter().fold(1_i64, |a, b| a.wrapping_mul(b.wrapping_mul(2) + 1));
    let odd = |n: &i64| n.wrapping_mul(2).wrapping_add(1);
    agrees(params, actions, reduce(odd, |a: &mut i64, b| *a = a.wrapping_mul(*b)), product);
    let (add, subtract) = (|a: &mut i64, b: &i64| *a += b, |a: &mut i64, b: &i64| *a -= b);
    agrees(params, actions, reduce_with_inverse(|n: &i64| *n, add, subtract), |values| values.iter().sum());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_window_holds_exactly_its_records(params in params(), actions in actions()) {
        all(params, &actions);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    #[ignore = "soak: some minutes"]
    fn every_window_holds_exactly_its_records_for_long(params in params(), actions in actions()) {
        all(params, &actions);
    }
}
