//! Mistakes about what a sink says.

use super::mistake;
use crate::sink_twins::wrong_sink::{Inner, Mistake, SinkOf};
use aqueduct_core::{Delivery, Epoch, Error, ErrorKind, Result, Run, Sink};
use aqueduct_memory::Append;
use async_trait::async_trait;

mistake! {
    /// A sink that overstates itself.
    CallsItselfUpserting of Append {
        fn says(&self) -> Delivery {
            Delivery::Upsert
        }
    }
}

mistake! {
    /// No answer is taken for a refusal.
    CallsItDenied of Append {
        async fn claim(&self, inner: &Inner<SinkOf<Self>>, run: &Run) -> Result<Option<Epoch>> {
            let answer = inner.sink.claim(run).await;
            answer.map_err(|error| Error::new(ErrorKind::Denied, "cannot log in").because(error))
        }
    }
}

/// The derived `Debug` of a configuration.
#[derive(Clone, Debug)]
pub(crate) struct ShowsItsPassword {
    #[expect(dead_code, reason = "it is only printed")]
    password: &'static str,
}

impl Default for ShowsItsPassword {
    fn default() -> Self {
        Self { password: "hunter2" }
    }
}

impl Mistake for ShowsItsPassword {
    type Kind = Append;
}
