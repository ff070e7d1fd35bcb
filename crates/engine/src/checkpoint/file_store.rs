use super::{CheckpointStore, Hold};
use crate::seam::blocking;
use aqueduct_core::{Error, ErrorKind, Result};
use async_trait::async_trait;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The name of the lock file; folders and files of checkpoints never have it.
const LOCK: &str = "lock";
/// Half-written files end in this.
const PARTIAL: &str = ".partial";

/// Keeps checkpoints in a local folder. Files are written under another name, synced and renamed; the
/// folder is synced after that. An exclusive lock on the file `lock` keeps a second process out.
#[derive(Clone, Debug)]
pub struct FileStore {
    base: PathBuf,
}

impl FileStore {
    /// Under this folder, which is made when it is missing. Nothing is touched before the run.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { base: folder.into() }
    }

    /// Runs `f` with the path, away from the tasks; errors name the path.
    async fn at<R: Send + 'static>(
        &self,
        relative: &[&str],
        f: impl FnOnce(&Path) -> io::Result<R> + Send + 'static,
    ) -> Result<R> {
        let path = relative.iter().fold(self.base.clone(), |path, part| path.join(part));
        blocking(move || f(&path).map_err(|e| failed(e, &path))).await
    }
}

fn failed(error: io::Error, path: &Path) -> Error {
    use io::ErrorKind as Io;
    let (kind, message) = match error.kind() {
        Io::PermissionDenied | Io::ReadOnlyFilesystem => {
            (ErrorKind::Denied, "the checkpoint folder cannot be used")
        }
        Io::NotADirectory | Io::IsADirectory | Io::InvalidInput => {
            (ErrorKind::Config, "the checkpoint folder cannot be used")
        }
        Io::StorageFull | Io::QuotaExceeded => {
            (ErrorKind::Unavailable, "there is no room for the checkpoint")
        }
        _ => (ErrorKind::Unavailable, "the checkpoint folder does not work"),
    };
    Error::new(kind, message).with("path", path.display()).because(error)
}

/// Makes what was renamed or made in a folder survive a power failure.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn missing_is<R>(result: io::Result<R>, instead: R) -> io::Result<R> {
    match result {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(instead),
        other => other,
    }
}

fn names(folder: &Path, wanted: impl Fn(&fs::DirEntry) -> io::Result<bool>) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if wanted(&entry)? {
            names.extend(entry.file_name().into_string());
        }
    }
    Ok(names)
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(PARTIAL);
    let mut file = File::create(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&partial, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

#[async_trait]
impl CheckpointStore for FileStore {
    fn place(&self) -> String {
        self.base.display().to_string()
    }

    async fn hold(&self) -> Result<Option<Hold>> {
        self.at(&[], |base| {
            fs::create_dir_all(base)?;
            let file = File::options().create(true).truncate(false).write(true).open(base.join(LOCK))?;
            match file.try_lock() {
                Ok(()) => Ok(Some(Box::new(file) as Hold)),
                Err(TryLockError::WouldBlock) => Ok(None),
                Err(TryLockError::Error(e)) => Err(e),
            }
        })
        .await
    }

    async fn folders(&self) -> Result<Vec<String>> {
        self.at(&[], |base| names(base, |e| Ok(e.file_type()?.is_dir()))).await
    }

    async fn make_folder(&self, folder: &str) -> Result<bool> {
        self.at(&[folder], |path| {
            match fs::create_dir(path) {
                Ok(()) => {}
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
                Err(e) => return Err(e),
            }
            path.parent().map_or(Ok(()), sync_folder)?;
            Ok(true)
        })
        .await
    }

    async fn rename_folder(&self, from: &str, to: &str) -> Result<()> {
        let to = self.base.join(to);
        self.at(&[from], move |from| match fs::rename(from, &to) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(e) => Err(e),
            Ok(()) => from.parent().map_or(Ok(()), sync_folder),
        })
        .await
    }

    async fn remove_folder(&self, folder: &str) -> Result<()> {
        self.at(&[folder], |path| missing_is(fs::remove_dir_all(path), ())).await
    }

    async fn files(&self, folder: &str) -> Result<Vec<String>> {
        self.at(&[folder], |path| {
            let complete = |e: &fs::DirEntry| {
                Ok(e.file_type()?.is_file() && !e.file_name().to_string_lossy().ends_with(PARTIAL))
            };
            missing_is(names(path, complete), Vec::new())
        })
        .await
    }

    async fn write(&self, folder: &str, file: &str, bytes: Vec<u8>) -> Result<()> {
        let write = move |path: &Path| match write_whole(path, &bytes) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
            other => other.map(|()| true),
        };
        if self.at(&[folder, file], write).await? {
            return Ok(());
        }
        let gone = Error::new(ErrorKind::Fenced, "the checkpoint folder was taken over by a newer start");
        Err(gone.with("path", self.base.join(folder).display()))
    }

    async fn read(&self, folder: &str, file: &str) -> Result<Option<Vec<u8>>> {
        self.at(&[folder, file], |path| missing_is(fs::read(path).map(Some), None)).await
    }

    async fn remove(&self, folder: &str, file: &str) -> Result<()> {
        self.at(&[folder, file], |path| missing_is(fs::remove_file(path), ())).await
    }
}
