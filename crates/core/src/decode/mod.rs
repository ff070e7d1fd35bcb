//! From a broker's bytes to the user's type.

mod bad_record;
mod bytes;
mod decoder;
mod function;
mod json;
mod text;

pub use self::bytes::Bytes;
pub use bad_record::BadRecord;
pub use decoder::Decode;
pub use function::{DecodeWith, decode_with};
pub use json::Json;
pub use text::Text;
