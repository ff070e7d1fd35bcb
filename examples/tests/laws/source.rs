use crate::custom_source::Folder;
use aqueduct::ErrorKind;
use aqueduct::connector::{Fetch, Source, SourceReader};
use aqueduct_testkit::{Reading, SourceCapabilities, SourceHarness};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// A folder with a file for each split.
struct Files {
    folder: TempDir,
    files: AtomicUsize,
}

impl Files {
    fn append(&self, split: usize, line: &[u8]) {
        let path = self.folder.path().join(format!("{split}.txt"));
        let mut file = OpenOptions::new().append(true).open(path).unwrap();
        file.write_all(&[line, b"\n"].concat()).unwrap();
    }

    fn add(&self) -> usize {
        let split = self.files.fetch_add(1, Ordering::Relaxed);
        File::create(self.folder.path().join(format!("{split}.txt"))).unwrap();
        split
    }
}

impl SourceHarness for Files {
    type Source = Folder;

    fn capabilities() -> SourceCapabilities {
        SourceCapabilities {
            follows: false,
            ends: true,
            discovers: true,
            undecodable: true,
            ..SourceCapabilities::default()
        }
    }

    async fn provision(splits: usize) -> Option<Self> {
        let files = Self { folder: tempfile::tempdir().unwrap(), files: AtomicUsize::new(0) };
        for _ in 0..splits {
            files.add();
        }
        Some(files)
    }

    fn source(&self, _: Reading) -> Folder {
        Folder(self.folder.path().to_owned())
    }

    fn text(item: &String) -> String {
        item.clone()
    }

    async fn publish(&self, split: usize, text: &str) {
        self.append(split, text.as_bytes());
    }

    async fn publish_undecodable(&self, split: usize) -> Vec<u8> {
        let bytes = b"\xff\x00".to_vec();
        self.append(split, &bytes);
        bytes
    }

    async fn add_split(&self) -> usize {
        self.add()
    }

    fn unreachable(&self) -> Option<Folder> {
        Some(Folder(self.folder.path().join("no-such-folder")))
    }
}

aqueduct_testkit::source_conformance!(Files);

#[tokio::test]
async fn a_file_that_was_cut_is_a_lost_position() {
    let files = Files::provision(1).await.unwrap();
    files.append(0, b"one");
    let source = files.source(Reading::ToPresentEnd);
    let splits = source.discover(true, &[]).await.unwrap().splits;
    File::create(files.folder.path().join("0.txt")).unwrap();
    let mut reader = source.open(splits).await.unwrap();
    let Fetch::Failed(split, error) = reader.fetch().await.unwrap() else { panic!("it is read") };
    assert_eq!((split.as_str(), error.kind()), ("0.txt", ErrorKind::PositionLost));
}
