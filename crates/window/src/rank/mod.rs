//! Rankings of what a window yields.

mod best;
mod direct;
mod global;
mod item;
mod local;
mod order;
mod ranked;
mod ranking;
mod sort_by;
mod step;
#[cfg(test)]
mod tests;
mod top_n;

pub use ranked::Ranked;
pub use sort_by::SortBy;
pub use top_n::TopN;

use best::Best;
use direct::Direct;
use global::Global;
use item::Item;
use local::Local;
use order::Order;
use ranking::Ranking;
use step::RankStep;
