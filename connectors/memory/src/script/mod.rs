//! What tests make the outside systems do: fail, refuse, stall, lose an answer. A connector for a real
//! system has nothing of this.

mod admit;
mod failures;
mod log_call;
mod table_call;
mod table_script;

pub(crate) use failures::Failures;
pub use log_call::LogCall;
pub use table_call::TableCall;
pub(crate) use table_script::TableScript;
