use super::{Scale, Workload};
use crate::generated::Generated;
use crate::numbers::{Numbers, mix};
use crate::reach::Reach;
use crate::stage::Stage;
use crate::summing::Summing;
use aqueduct_core::decode::{BadRecord, Decode, decode_with};
use aqueduct_core::{EventTime, Message, Record, Result};
use aqueduct_engine::Pipeline;
use aqueduct_transform::{Filter, Map};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Bids as JSON of 230 bytes, decoded with borrowed text, then filtered and mapped.
pub(crate) struct JsonChain {
    records: u64,
    bids: Arc<Vec<String>>,
}

/// How many different ones there are: 4.6 MB, more than a cache near the processor holds.
const BIDS: u64 = 20_000;

impl JsonChain {
    pub(crate) fn new(scale: Scale) -> Self {
        Self { records: scale.of(2_000_000), bids: Arc::new((0..BIDS).map(json).collect()) }
    }
}

fn json(nth: u64) -> String {
    let (a, b) = (mix(nth), mix(!nth));
    let (auction, bidder, price) = (a % 100_000, (a >> 20) & 0xffff, (a >> 36) & 0xf_ffff);
    let channel = ["apple", "google", "facebook", "baidu"][(b % 4) as usize];
    let bid = format!(
        r#"{{"auction":{auction},"bidder":{bidder},"price":{price},"channel":"{channel}","url":"https://www.example.com/{b:016x}/item.htm?query=1","date_time":{},"extra":""#,
        1_700_000_000_000 + nth
    );
    let room = 230 - "\"}".len() - bid.len();
    format!("{bid}{}\"}}", &format!("{a:064x}{b:064x}")[..room])
}

#[derive(Deserialize)]
struct Bid<'a> {
    auction: u64,
    bidder: u64,
    price: u64,
    channel: &'a str,
    url: &'a str,
    date_time: u64,
    extra: &'a str,
}

/// What is kept of a bid.
#[derive(Serialize)]
struct Offer {
    auction: u64,
    bidder: u64,
    price: u64,
    at: u64,
    text: usize,
    mobile: bool,
}

fn offer(json: &[u8]) -> serde_json::Result<Offer> {
    let Bid { auction, bidder, price, channel, url, date_time, extra } = serde_json::from_slice(json)?;
    Ok(Offer {
        auction,
        bidder,
        price,
        at: date_time,
        text: url.len() + extra.len(),
        mobile: channel == "apple",
    })
}

fn is_wanted(offer: &Offer) -> bool {
    offer.price & 7 != 0 && !offer.mobile
}

fn total(offer: Offer) -> u64 {
    offer.price * 908 / 1000 + offer.auction + offer.bidder + offer.at + offer.text as u64
}

impl Workload for JsonChain {
    fn records(&self) -> u64 {
        self.records
    }

    fn reach(&self) -> Reach {
        Reach::Ratio(0.8)
    }

    fn ours(&self, stage: &Stage) -> Result<u64> {
        let (sum, bids) = (Arc::new(AtomicU64::new(0)), Arc::clone(&self.bids));
        let decode = decode_with(|message: &Message<'_>| {
            offer(message.payload.unwrap_or_default()).map(Some).map_err(BadRecord::new)
        });
        let fill = move |into: &mut Vec<Record<Offer>>, numbers: Numbers| {
            for n in numbers {
                let time = EventTime::from_micros(n as i64);
                let json = bids[(n % BIDS) as usize].as_bytes();
                let message = Message { time: Some(time), ..Message::of(json) };
                // One that is lost is missing from the sum.
                if let Ok(Some(offer)) = decode.decode(&message) {
                    into.push(Record::new(offer, time));
                }
            }
        };
        let pipeline = Pipeline::new("json_chain");
        pipeline
            .source("bids", Generated::new(self.records, 1, 230, fill))
            .filter(is_wanted)
            .map(total)
            .sink("sum", Summing::new(&sum, |row: &Record<u64>| row.value));
        stage.run(pipeline, 1)?;
        Ok(sum.load(Relaxed))
    }

    fn floor(&self, _: &Stage) -> Result<u64> {
        let bids = (0..self.records).filter_map(|n| offer(self.bids[(n % BIDS) as usize].as_bytes()).ok());
        Ok(bids.filter(is_wanted).map(total).fold(0, u64::wrapping_add))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bid_has_its_length_and_can_be_read() {
        for nth in 0..BIDS {
            assert_eq!(json(nth).len(), 230);
            assert!(offer(json(nth).as_bytes()).is_ok());
        }
    }
}
