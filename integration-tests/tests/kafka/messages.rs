use crate::outside::Sent;
use crate::real::Topic;
use crate::steps::Steps;
use aqueduct_core::decode::{BadRecord, Bytes, decode_with};
use aqueduct_core::{EventTime, Message};
use aqueduct_kafka::KafkaSource;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_10_mb_comes_whole_between_small_ones() {
    let Some(topic) = Topic::new(1, &[]).await else { return };
    let mut dice = 1_u32;
    let large: Vec<u8> = (0..10_400_000)
        .map(|_| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (dice >> 24) as u8
        })
        .collect();
    for payload in [&b"a"[..], &large, b"b"] {
        topic.publisher.send(&topic.name, 0, &Sent { payload: Some(payload), ..Sent::default() });
        topic.publisher.flush();
    }
    let builder = KafkaSource::builder(&topic.brokers, [&topic.name]).prefetch_bytes(64 << 10);
    let mut steps = Steps::begin(&builder.decode(Bytes).build().unwrap()).await;
    steps.read(3).await;
    assert!(steps.values[1] == large && steps.values[2] == b"b"[..]);
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_bytes_in_keys_headers_and_payloads_come_as_they_are() {
    type Seen = (Option<Vec<u8>>, Option<Vec<u8>>, Vec<(String, Vec<u8>)>, Option<EventTime>);
    let Some(topic) = Topic::new(1, &[("retention.ms", "-1")]).await else { return };
    let all: Vec<u8> = (0..=255).collect();
    let odd: [&[u8]; 5] = [b"", b"\0", &all, b"'; DROP TABLE x; --", "\u{202e}\u{0}é\n\r".as_bytes()];
    for bytes in odd {
        let headers = vec![("", Some(bytes)), ("é\n", Some(bytes)), ("none", None), ("é\n", Some(b""))];
        let message = Sent { payload: Some(bytes), key: Some(bytes), headers, millis: Some(1) };
        topic.publisher.send(&topic.name, 0, &message);
    }
    topic.publisher.flush();
    let whole = decode_with(|message: &Message<'_>| -> Result<Option<Seen>, BadRecord> {
        let headers = message.headers.iter().map(|(name, value)| (name.to_owned(), value.to_vec()));
        let (payload, key) = (message.payload.map(<[u8]>::to_vec), message.key.map(<[u8]>::to_vec));
        Ok(Some((payload, key, headers.collect(), message.time)))
    });
    let source = KafkaSource::builder(&topic.brokers, [&topic.name]).decode(whole).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    steps.read(odd.len()).await;
    for (bytes, (payload, key, headers, time)) in odd.iter().zip(&steps.values) {
        assert_eq!((payload.as_deref(), key.as_deref()), (Some(*bytes), Some(*bytes)));
        let wanted = [("", *bytes), ("é\n", *bytes), ("none", b""), ("é\n", b"")];
        assert!(headers.iter().map(|(n, v)| (n.as_str(), v.as_slice())).eq(wanted), "{headers:?}");
        assert_eq!(*time, Some(EventTime::from_millis(1)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_compression_is_read() {
    let Some(topic) = Topic::new(1, &[]).await else { return };
    let codecs = ["none", "gzip", "snappy", "lz4", "zstd"];
    for codec in codecs {
        let publisher = crate::outside::Publisher::with(&topic.brokers, &[("compression.type", codec)]);
        publisher.texts(&topic.name, 0, (0..100).map(|n| format!("{codec} {n} {}", "x".repeat(100))));
    }
    let source = KafkaSource::builder(&topic.brokers, [&topic.name]).bounded().decode(Bytes).build().unwrap();
    let mut steps = Steps::begin(&source).await;
    steps.until("it ended", |steps| !steps.ended.is_empty()).await;
    assert_eq!(steps.values.len(), 100 * codecs.len());
}
