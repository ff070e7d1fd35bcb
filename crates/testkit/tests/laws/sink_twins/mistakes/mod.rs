//! One mistake a law and more; most of them have been made by somebody.

mod decision;
mod owner;
mod rows;
mod words;

pub(crate) use decision::*;
pub(crate) use owner::*;
pub(crate) use rows::*;
pub(crate) use words::*;

/// Declares a mistake without a memory.
macro_rules! mistake {
    ($(#[$doc:meta])* $name:ident of $kind:ty { $($item:item)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        pub(crate) struct $name;

        #[async_trait]
        impl Mistake for $name {
            type Kind = $kind;
            $($item)*
        }
    };
}

use mistake;
