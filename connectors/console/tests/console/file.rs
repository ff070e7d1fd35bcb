use crate::common::{all, batch, next, reader, scratch, splits};
use aqueduct_console::{ConsoleSource, ConsoleSplit};
use aqueduct_core::decode::{Json, decode_with};
use aqueduct_core::{Boundedness, ErrorKind, Fetch, Source, SourceReader, Split};
use std::io::Write;

#[tokio::test]
async fn lines_end_with_lf_or_crlf_and_the_last_needs_no_end() {
    let file = scratch("one\ntwo\r\n\nthree");
    let source = ConsoleSource::file(&file.path);
    assert_eq!((source.boundedness(), source.has_time()), (Boundedness::Bounded, false));
    let mut reader = reader(&source).await;
    let path = file.path.to_str().unwrap();
    let got = next(&mut reader).await;
    assert_eq!((got.values, got.bytes), (vec!["one".to_owned(), "two".into(), String::new()], 6));
    assert_eq!(got.places, [format!("{path}@0"), format!("{path}@4"), format!("{path}@9")]);
    let got = next(&mut reader).await;
    assert_eq!((got.values, got.resume.next), (vec!["three".to_owned()], 15));
    assert!(matches!(reader.fetch().await.unwrap(), Fetch::End(id) if id.as_str() == path));
}

#[tokio::test]
async fn a_stored_split_goes_on_right_after_its_batch() {
    let file = scratch("1\n22\n333\n");
    let source = ConsoleSource::file(&file.path).decode(Json::<u64>::new());
    let start = splits(&source).await.remove(0);
    for (next, left) in [(0, vec![1, 22, 333]), (2, vec![22, 333]), (5, vec![333]), (9, vec![])] {
        let split = ConsoleSplit { next, ..start.clone() };
        let json: ConsoleSplit = serde_json::from_str(&serde_json::to_string(&split).unwrap()).unwrap();
        let stored = postcard::from_bytes(&postcard::to_stdvec(&json).unwrap()).unwrap();
        assert_eq!(json, stored);
        let mut reader = source.open(vec![stored]).await.unwrap();
        assert_eq!(all(&mut reader).await, left);
    }
}

#[tokio::test]
async fn a_bounded_file_is_read_to_the_end_it_had_and_again_from_there() {
    let file = scratch("a\n");
    let source = ConsoleSource::file(&file.path);
    let first = splits(&source).await.remove(0);
    let mut more = std::fs::File::options().append(true).open(&file.path).unwrap();
    more.write_all(b"b\n").unwrap();
    let mut reader = source.open(vec![first]).await.unwrap();
    let got = next(&mut reader).await;
    assert_eq!(got.values, ["a"]);
    assert!(matches!(reader.fetch().await.unwrap(), Fetch::End(_)));
    let again = splits(&source).await.remove(0).resume_from(&got.resume);
    let mut reader = source.open(vec![again]).await.unwrap();
    assert_eq!(all(&mut reader).await, ["b"]);
}

#[tokio::test]
async fn what_cannot_be_decoded_is_a_dead_letter_with_its_place() {
    let file = scratch(b"good\nb\xffd\n\xf0\x9f\nfine\n");
    let mut reader = reader(&ConsoleSource::file(&file.path)).await;
    let path = file.path.to_str().unwrap();
    let got = next(&mut reader).await;
    assert_eq!((got.values, got.bytes), (vec!["good".to_owned(), "fine".into()], 8));
    assert_eq!(got.rejected, [format!("{path}@5"), format!("{path}@9")]);
    assert_eq!(got.places[1], format!("{path}@12"));
}

#[tokio::test]
async fn a_line_that_is_too_long_is_a_dead_letter_with_its_beginning() {
    let long = "x".repeat(3_000_000);
    let file = scratch(format!("short\n{long}\nend\n"));
    for max_line in [5, 1 << 20] {
        let mut reader = reader(&ConsoleSource::file(&file.path).max_line(max_line)).await;
        let mut values = Vec::new();
        let mut letters = Vec::new();
        while let Fetch::Batch { records, rejected, .. } = reader.fetch().await.unwrap() {
            values.extend(records.into_iter().map(|record| record.value));
            letters.extend(rejected);
        }
        assert_eq!(values, ["short", "end"]);
        assert_eq!((letters.len(), letters[0].payload.as_slice()), (1, &[b'x'; 1024][..]));
        assert!(letters[0].coordinates.ends_with("@6") && letters[0].message.contains("3000001"));
    }
}

#[tokio::test]
async fn batches_have_at_most_1024_lines_and_a_mebibyte() {
    let file = scratch("x\n".repeat(3000));
    let mut many = reader(&ConsoleSource::file(&file.path)).await;
    assert_eq!(batch(many.fetch().await.unwrap()).values.len(), 1024);
    assert_eq!(all(&mut many).await.len(), 3000 - 1024);

    let half = "x".repeat(600_000);
    let file = scratch(format!("{half}\n{half}\ny\n"));
    let mut large = reader(&ConsoleSource::file(&file.path)).await;
    assert_eq!(next(&mut large).await.values.len(), 1);
    assert_eq!(all(&mut large).await.len(), 2);
}

#[tokio::test]
async fn skipped_lines_are_passed_over() {
    let file = scratch("# comment\n1\n");
    let decoder = decode_with(|message| Ok(message.payload.filter(|p| p[0] != b'#').map(<[u8]>::to_vec)));
    let mut reader = reader(&ConsoleSource::file(&file.path).decode(decoder)).await;
    let got = next(&mut reader).await;
    assert_eq!((got.values.len(), got.places[0].ends_with("@10"), got.resume.next), (1, true, 12));
}

#[tokio::test]
async fn what_is_not_a_file_is_refused_by_name_before_anything_is_read() {
    let file = scratch("");
    let folder = file.path.parent().unwrap();
    for path in [folder.join("missing"), folder.to_owned(), "/dev/null".into()] {
        let error = ConsoleSource::file(&path).discover(true, &[]).await.unwrap_err();
        assert_eq!((error.kind(), error.context("name")), (ErrorKind::Config, path.to_str()));
    }
    let mut empty = reader(&ConsoleSource::file(&file.path)).await;
    assert!(matches!(empty.fetch().await.unwrap(), Fetch::End(_)));
}

#[tokio::test]
async fn a_file_that_became_shorter_is_a_lost_position() {
    let file = scratch("one\ntwo\n");
    let source = ConsoleSource::file(&file.path);
    let split = splits(&source).await.remove(0);
    let mut reader = source.open(vec![split.clone()]).await.unwrap();
    std::fs::write(&file.path, "one\n").unwrap();
    assert_eq!(next(&mut reader).await.values, ["one"]);
    let Fetch::Failed(_, error) = reader.fetch().await.unwrap() else { panic!("no failure") };
    assert_eq!(error.kind(), ErrorKind::PositionLost);
    assert_eq!(error.context("name"), file.path.to_str());
    let beyond = ConsoleSplit { next: 8, ..split };
    assert_eq!(source.open(vec![beyond]).await.unwrap_err().kind(), ErrorKind::PositionLost);
}

#[tokio::test]
async fn a_split_that_cannot_be_added_fails_alone() {
    let file = scratch("one\n");
    let source = ConsoleSource::file(&file.path);
    let split = splits(&source).await.remove(0);
    let mut reader = source.open(Vec::new()).await.unwrap();
    reader.add(vec![ConsoleSplit { next: 9, ..split.clone() }]).await.unwrap();
    assert!(matches!(reader.fetch().await.unwrap(), Fetch::Failed(..)));
    reader.add(vec![split.clone()]).await.unwrap();
    assert_eq!(all(&mut reader).await, ["one"]);
    assert!(source.discover(false, &[split.id()]).await.unwrap().splits.is_empty());
}
