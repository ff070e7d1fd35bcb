//! One mistake a law and more; most of them have been made by somebody.

mod order;
mod splits;
mod trouble;
mod waiting;

pub(crate) use order::*;
pub(crate) use splits::*;
pub(crate) use trouble::*;
pub(crate) use waiting::*;

/// Declares a mistake without a memory.
macro_rules! mistake {
    ($(#[$doc:meta])* $name:ident { $($method:item)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        pub(crate) struct $name;

        #[async_trait]
        impl Mistake for $name { $($method)* }
    };
}

use mistake;
