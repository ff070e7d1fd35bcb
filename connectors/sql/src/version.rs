use aqueduct_core::{Error, Result};
use std::sync::atomic::{AtomicU64, Ordering};

/// Bits for the connections of one incarnation. When they are used up the number stays where it is.
const CONNECTION_BITS: u32 = 20;

/// The version that rows are written with: the incarnation, then how many connections this sink has had
/// to give up in it.
///
/// It is one number for all writers of a sink, which grows before a writer connects again. What the
/// database still does of a connection that was given up has a lower one than all that is written after,
/// whichever writer the key's rows come from.
#[derive(Debug, Default)]
pub(crate) struct Version {
    given_up: AtomicU64,
}

impl Version {
    /// A connection was given up.
    pub(crate) fn rise(&self) {
        self.given_up.fetch_add(1, Ordering::SeqCst);
    }

    /// # Errors
    /// `Internal` for an incarnation beyond 2⁴³.
    pub(crate) fn now(&self, incarnation: u64) -> Result<i64> {
        let connection = self.given_up.load(Ordering::SeqCst).min((1 << CONNECTION_BITS) - 1);
        let high = i64::try_from(incarnation).ok().and_then(|it| it.checked_mul(1 << CONNECTION_BITS));
        let high = high.ok_or_else(|| {
            Error::internal("the incarnation is too high for a version").with("incarnation", incarnation)
        })?;
        Ok(high | connection as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rises_with_connections_and_more_so_with_incarnations() {
        let version = Version::default();
        let first = version.now(7).unwrap();
        version.rise();
        let second = version.now(7).unwrap();
        assert!(first < second && second < version.now(8).unwrap());
        version.given_up.store(u64::MAX - 1, Ordering::SeqCst);
        let last = version.now(7).unwrap();
        assert!(second < last && last < version.now(8).unwrap() && version.now(8).unwrap() > 0);
        assert!(version.now(1 << 43).is_err());
    }
}
