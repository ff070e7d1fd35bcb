//! From a broker's messages to records of your own type.

pub use aqueduct_core::decode::{BadRecord, Bytes, Decode, DecodeWith, Json, Text, decode_with};
pub use aqueduct_core::{Headers, LazyHeaders, Message};
