//! Ports of this host that are free.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::net::TcpListener;

/// As many as asked for, all different. They are chosen and not left to Docker, because a broker has to tell clients its
/// port and because Docker's own choice changes when a container is started again. They lie below the range from which
/// outgoing connections take theirs, so that none is lost while a server is down.
pub(crate) fn free(count: usize) -> Vec<u16> {
    let random = RandomState::new();
    let mut found = BTreeSet::new();
    for attempt in 0_u32..10_000 {
        if found.len() == count {
            return found.into_iter().collect();
        }
        let port = 20_000 + u16::try_from(random.hash_one(attempt) % 12_000).unwrap_or_default();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            found.insert(port);
        }
    }
    panic!("no {count} free ports between 20000 and 32000");
}

#[cfg(test)]
mod tests {
    #[test]
    fn free_ports_are_different_and_below_those_of_outgoing_connections() {
        let ports = super::free(20);
        assert_eq!(ports.len(), 20);
        assert!(ports.windows(2).all(|two| two[0] < two[1]), "{ports:?}");
        assert!(ports.iter().all(|port| (20_000..32_000).contains(port)), "{ports:?}");
    }
}
