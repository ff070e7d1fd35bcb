//! Windows against a model that holds every record of every window, without a pipeline around them.

mod agree;
mod edges;
mod model;
mod rig;
mod script;

use rig::Rig;
use script::{Action, Params};
