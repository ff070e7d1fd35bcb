use crate::numbers::{Numbers, mix};
use aqueduct_core::{EventTime, Record};

/// A record of the window workloads.
#[derive(Clone, Copy, Debug)]
#[expect(dead_code, reason = "a record is more than its key, and both sides have to make all of it")]
pub(crate) struct Bid {
    pub(crate) auction: u64,
    bidder: u64,
    price: u64,
}

/// Event time rises in steps of so many records, and the watermark with it.
pub(crate) const STEP: u64 = 10_000;

/// The bid of this number, on one of `auctions`, and when it was made: a million of them a second.
#[inline(always)]
fn bid(auctions: u64, number: u64) -> Record<Bid> {
    let mixed = mix(number);
    // The high half of the product: spread as evenly as a remainder, and no division.
    let auction = ((u128::from(mixed) * u128::from(auctions)) >> 64) as u64;
    let bid = Bid { auction, bidder: (mixed >> 20) & 0xffff, price: mixed & 0xf_ffff };
    Record::new(bid, EventTime::from_micros((number / STEP * STEP) as i64))
}

/// Adds the bids of these numbers.
pub(crate) fn fill(auctions: u64, into: &mut Vec<Record<Bid>>, numbers: Numbers) {
    into.extend(numbers.map(|n| bid(auctions, n)));
}
