//! The access logs of web servers: their lines, and a generator of dirty ones.

mod decode;
mod dice;
mod generate;
mod line;
mod paths;
mod planted;
mod request;
mod tidy;

pub use decode::decode;
pub use generate::generate;
pub use planted::Planted;
pub use request::Request;
pub use tidy::tidy;
