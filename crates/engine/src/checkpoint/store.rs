use aqueduct_core::Result;
use async_trait::async_trait;
use std::any::Any;
use std::fmt::Debug;

/// What keeps a store to one process; given back when it is dropped.
pub type Hold = Box<dyn Any + Send>;

/// A place for checkpoints: folders of files, one folder per incarnation. The rules of ownership are
/// the engine's; a store only has to keep these promises.
///
/// Errors are `Unavailable` where trying again may help, `Fenced` for a folder that is gone, and
/// `Config` for a place that cannot be used at all.
#[async_trait]
pub trait CheckpointStore: Debug + Send + Sync + 'static {
    /// For messages: a path or an address.
    fn place(&self) -> String;

    /// Keeps other processes out until the hold is dropped; `None` when a living one has it.
    async fn hold(&self) -> Result<Option<Hold>>;

    /// The names of all folders.
    async fn folders(&self) -> Result<Vec<String>>;

    /// Makes a folder; `false` when there is one of that name.
    async fn make_folder(&self, folder: &str) -> Result<bool>;

    /// Renames a folder: from then on everything under the old name fails with `Fenced`. Does nothing
    /// when it is gone.
    async fn rename_folder(&self, from: &str, to: &str) -> Result<()>;

    /// Removes a folder and everything in it. Does nothing when it is gone.
    async fn remove_folder(&self, folder: &str) -> Result<()>;

    /// The names of all complete files of a folder.
    async fn files(&self, folder: &str) -> Result<Vec<String>>;

    /// Writes a file as a whole: when this returns it survives a power failure, and it is never seen
    /// half-written. An existing one is replaced. `Fenced` when the folder is gone.
    async fn write(&self, folder: &str, file: &str, bytes: Vec<u8>) -> Result<()>;

    /// Reads a file; `None` when there is none.
    async fn read(&self, folder: &str, file: &str) -> Result<Option<Vec<u8>>>;

    /// Removes a file. Does nothing when it is gone.
    async fn remove(&self, folder: &str, file: &str) -> Result<()>;
}
