use crate::file::{self, FileInput};
use crate::input::Input;
use crate::split::ConsoleSplit;
use crate::stream::{Stream, StreamInput};
use aqueduct_core::{Error, Result, Split};
use std::path::PathBuf;
use std::sync::Arc;

/// What a source reads.
#[derive(Clone)]
pub(crate) enum Medium {
    File(PathBuf),
    Stream(Arc<Stream>),
}

impl Medium {
    /// All of it, as it is now. Looks at a file, and touches no stream.
    ///
    /// # Errors
    /// `Config` when it cannot be read this way.
    pub(crate) async fn split(&self, follow: bool) -> Result<ConsoleSplit> {
        match self {
            Self::File(path) => {
                let not_text = || Error::config("a path has to be UTF-8").with("name", path.display());
                let path: Arc<str> = path.to_str().ok_or_else(not_text)?.into();
                let length = file::length(Arc::clone(&path)).await?;
                Ok(ConsoleSplit {
                    input: path.to_string(),
                    stream: None,
                    next: 0,
                    end: (!follow).then_some(length),
                })
            }
            Self::Stream(stream) if follow => {
                let error = Error::config("follow is for files; a stream is read until it is closed");
                Err(error.with("name", &stream.name))
            }
            Self::Stream(stream) => Ok(ConsoleSplit {
                input: stream.name.to_string(),
                stream: Some(stream.id.clone()),
                next: 0,
                end: None,
            }),
        }
    }

    /// Opens it at the position of a split.
    ///
    /// # Errors
    /// `PositionLost` when that position cannot be read any more.
    pub(crate) async fn open(&self, split: &ConsoleSplit) -> Result<Input> {
        match (self, &split.stream) {
            (Self::File(_), None) => {
                let path = split.input.as_str().into();
                let file = FileInput::open(path, split.next, split.end).await?;
                Ok(Input::File(file))
            }
            (Self::Stream(stream), Some(id)) => {
                stream.check(id, split.next)?;
                stream.start()?;
                Ok(Input::Stream(StreamInput(Arc::clone(stream))))
            }
            _ => {
                let error = Error::internal("a split of another kind of source");
                Err(error.with("split", split.id()))
            }
        }
    }

    /// Everything of `split` before its position may be forgotten.
    pub(crate) fn acknowledge(&self, split: &ConsoleSplit) {
        if let Self::Stream(stream) = self
            && split.stream.as_deref() == Some(stream.id.as_str())
        {
            stream.acknowledge(split.next);
        }
    }

    /// What people call it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Stream(stream) => stream.name.to_string(),
        }
    }
}
