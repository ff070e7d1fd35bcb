use crate::mock::Mock;
use crate::outside::{Publisher, Sent};
use crate::steps::Steps;
use aqueduct_core::decode::{BadRecord, Json, decode_with};
use aqueduct_core::{ErrorKind, EventTime, Fetch, Message, Reason, Source, SourceReader};
use aqueduct_kafka::KafkaSource;

/// A mock with this topic, and a publisher for it.
fn topic(partitions: i32) -> (Mock, Publisher) {
    let mock = Mock::new();
    mock.create("orders", partitions);
    let publisher = Publisher::new(&mock.brokers);
    (mock, publisher)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decoder_sees_the_whole_message() {
    type Seen = (Option<Vec<u8>>, Option<Vec<u8>>, Vec<(String, Vec<u8>)>, Option<EventTime>);
    let (mock, publisher) = topic(1);
    let odd = b"\xff\x00\n".as_slice();
    let headers = vec![("a", Some(b"1".as_slice())), ("none", None), ("a", Some(odd)), ("", Some(b""))];
    let full = Sent { payload: Some(odd), key: Some(odd), headers, millis: Some(1_234) };
    publisher.send("orders", 0, &full);
    publisher.send("orders", 0, &Sent { payload: Some(b""), key: Some(b""), ..Sent::default() });
    publisher.send("orders", 0, &Sent { key: Some(b"gone"), ..Sent::default() });
    publisher.flush();
    let whole = decode_with(|message: &Message<'_>| -> Result<Option<Seen>, BadRecord> {
        let headers = message.headers.iter().map(|(name, value)| (name.to_owned(), value.to_vec()));
        let (payload, key) = (message.payload.map(<[u8]>::to_vec), message.key.map(<[u8]>::to_vec));
        Ok(Some((payload, key, headers.collect(), message.time)))
    });
    let source = KafkaSource::builder(&mock.brokers, ["orders"]).decode(whole).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    steps.read(3).await;
    let (payload, key, headers, time) = &steps.values[0];
    assert_eq!((payload.as_deref(), key.as_deref()), (Some(odd), Some(odd)));
    let wanted = [("a", &b"1"[..]), ("none", b""), ("a", odd), ("", b"")];
    assert!(headers.iter().map(|(n, v)| (n.as_str(), v.as_slice())).eq(wanted), "{headers:?}");
    assert_eq!(*time, Some(EventTime::from_millis(1_234)));
    assert_eq!(
        (steps.values[1].0.as_deref(), steps.values[1].1.as_deref()),
        (Some(&b""[..]), Some(&b""[..]))
    );
    assert_eq!((steps.values[2].0.as_deref(), steps.values[2].1.as_deref()), (None, Some(&b"gone"[..])));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_decoded_is_a_dead_letter_with_all_that_it_had() {
    let (mock, publisher) = topic(3);
    let headers = vec![("trace", Some(b"\xff".as_slice()))];
    publisher.text("orders", 2, "1");
    let bad = Sent { payload: Some(b"x"), key: Some(b"\x00k"), headers, millis: Some(9_000) };
    publisher.send("orders", 2, &bad);
    publisher.send("orders", 2, &Sent { key: Some(b"k"), ..Sent::default() });
    publisher.texts("orders", 2, ["300", "4"]);
    let strict = KafkaSource::builder(&mock.brokers, ["orders"]).decode(Json::<u8>::new()).build().unwrap();
    let mut steps = Steps::begin(&strict).await;
    steps.until("all was read", |s| s.values.len() == 2 && s.rejected.len() == 3).await;
    assert_eq!(
        (&steps.values[..], &steps.places[..]),
        (&[1, 4][..], &["orders/2@0".into(), "orders/2@4".into()][..])
    );
    let places = steps.rejected.iter().map(|letter| letter.coordinates.as_str());
    assert!(places.eq(["orders/2@1", "orders/2@2", "orders/2@3"]));
    let letter = &steps.rejected[0];
    assert_eq!((letter.reason, &letter.payload[..]), (Reason::Undecodable, &b"x"[..]));
    assert_eq!(letter.key.as_deref(), Some(&b"\x00k"[..]));
    assert_eq!(letter.headers, [("trace".to_owned(), b"\xff".to_vec())]);
    assert_eq!(letter.event_time, Some(EventTime::from_millis(9_000)));
    assert_eq!(steps.resumes.last().unwrap().next, 5);

    let lenient = Json::<u8>::new().skip_tombstones();
    let source = KafkaSource::builder(&mock.brokers, ["orders"]).decode(lenient).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    steps.until("all was read", |s| s.values.len() == 2 && s.rejected.len() == 2).await;
    assert_eq!(steps.skipped, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_are_limited_and_a_large_record_comes_alone() {
    let (mock, publisher) = topic(1);
    let large = format!("\"{}\"", "x".repeat(500));
    publisher.texts("orders", 0, ["\"a\"", "\"b\"", &large, "\"c\"", "\"d\"", "\"e\""]);
    let builder = KafkaSource::builder(&mock.brokers, ["orders"]).max_batch_records(2).max_batch_bytes(100);
    let source = builder.decode(Json::<String>::new()).build().unwrap();
    let mut reader = source.open(source.discover(true, &[]).await.unwrap().splits).await.unwrap();
    let mut sizes = Vec::new();
    while sizes.iter().map(|(count, _)| count).sum::<usize>() < 6 {
        if let Fetch::Batch { records, bytes, .. } = reader.fetch().await.unwrap() {
            sizes.push((records.len(), bytes));
        }
    }
    assert!(sizes.iter().all(|(count, bytes)| *count <= 2 && (*bytes <= 100 || *count == 1)), "{sizes:?}");
    assert!(sizes.contains(&(1, 502)), "{sizes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decoder_that_panics_ends_the_reader_with_its_words() {
    let (mock, publisher) = topic(1);
    publisher.texts("orders", 0, ["1"]);
    let panics = decode_with(|_: &Message<'_>| -> Result<Option<u8>, BadRecord> { panic!("no such thing") });
    let source = KafkaSource::builder(&mock.brokers, ["orders"]).decode(panics).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    let error = steps.fails().await;
    assert_eq!(error.kind(), ErrorKind::Internal);
    assert!(error.to_string().contains("no such thing"), "{error}");
    assert_eq!(steps.reader.fetch().await.unwrap_err().kind(), ErrorKind::Internal);
}

#[tokio::test(flavor = "multi_thread")]
async fn lag_counts_down_to_nothing() {
    let (mock, publisher) = topic(1);
    publisher.texts("orders", 0, (0..50).map(|n| n.to_string()));
    let builder = KafkaSource::builder(&mock.brokers, ["orders"]).max_batch_records(10);
    let source = builder.decode(Json::<u8>::new()).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    let id = aqueduct_core::SplitId::new("orders/0");
    steps.read(10).await;
    // The numbers come once a second, whether somebody fetches or not.
    let deadline = tokio::time::Instant::now() + crate::outside::PATIENCE;
    let behind = loop {
        match steps.reader.lag(&id).and_then(|lag| lag.records) {
            Some(behind) => break behind,
            None => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
        assert!(tokio::time::Instant::now() < deadline, "no lag is known");
    };
    assert_eq!(behind, 40);
    steps.read(50).await;
    steps.until("its end was seen", |steps| steps.idle.contains(&id)).await;
    let lag = steps.reader.lag(&id).unwrap();
    assert_eq!((lag.records, lag.time), (Some(0), Some(std::time::Duration::ZERO)));
    assert!(steps.reader.lag(&aqueduct_core::SplitId::new("orders/9")).is_none());
}
