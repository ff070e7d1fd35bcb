use super::{CheckpointStore, Hold};
use aqueduct_core::{Error, ErrorKind, Result};
use async_trait::async_trait;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Keeps checkpoints in memory: they survive a restart within the process, not the process. Clones
/// share their content, so a test can start a pipeline anew over the same store.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore(Arc<Mutex<Content>>);

#[derive(Debug, Default)]
struct Content {
    held: bool,
    folders: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
}

/// Lets the next one in when it is dropped.
#[derive(Debug)]
struct Held(MemoryStore);

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.content().held = false;
    }
}

#[async_trait]
impl CheckpointStore for MemoryStore {
    fn place(&self) -> String {
        "memory".to_owned()
    }

    async fn hold(&self) -> Result<Option<Hold>> {
        let taken = std::mem::replace(&mut self.content().held, true);
        Ok((!taken).then(|| Box::new(Held(self.clone())) as Hold))
    }

    async fn folders(&self) -> Result<Vec<String>> {
        Ok(self.content().folders.keys().cloned().collect())
    }

    async fn make_folder(&self, folder: &str) -> Result<bool> {
        let mut content = self.content();
        let is_new = !content.folders.contains_key(folder);
        if is_new {
            content.folders.insert(folder.to_owned(), BTreeMap::new());
        }
        Ok(is_new)
    }

    async fn rename_folder(&self, from: &str, to: &str) -> Result<()> {
        let mut content = self.content();
        if let Some(files) = content.folders.remove(from) {
            content.folders.insert(to.to_owned(), files);
        }
        Ok(())
    }

    async fn remove_folder(&self, folder: &str) -> Result<()> {
        self.content().folders.remove(folder);
        Ok(())
    }

    async fn files(&self, folder: &str) -> Result<Vec<String>> {
        Ok(self.content().folders.get(folder).map(|f| f.keys().cloned().collect()).unwrap_or_default())
    }

    async fn write(&self, folder: &str, file: &str, bytes: Vec<u8>) -> Result<()> {
        match self.content().folders.get_mut(folder) {
            Some(files) => {
                files.insert(file.to_owned(), bytes);
                Ok(())
            }
            None => {
                Err(Error::new(ErrorKind::Fenced, "the checkpoint folder is gone").with("folder", folder))
            }
        }
    }

    async fn read(&self, folder: &str, file: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.content().folders.get(folder).and_then(|f| f.get(file).cloned()))
    }

    async fn remove(&self, folder: &str, file: &str) -> Result<()> {
        if let Some(files) = self.content().folders.get_mut(folder) {
            files.remove(file);
        }
        Ok(())
    }
}
