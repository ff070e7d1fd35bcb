use aqueduct_core::Window;
use serde::{Deserialize, Serialize};

/// A result that is being ranked.
#[derive(Debug)]
pub(super) struct Item<K, V, R> {
    /// What it is compared by.
    pub(super) by: R,
    pub(super) key: K,
    pub(super) value: V,
}

/// A result as it crosses the exchange and as a checkpoint holds it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Placed<K, V> {
    pub(super) window: Window,
    pub(super) key: K,
    pub(super) value: V,
}
