use std::hash::{BuildHasher, Hash};

/// How many key groups there are: state moves between subtasks in whole groups, so this is also the
/// highest useful parallelism.
pub const GROUPS: u64 = 1024;

/// Names the hash function in checkpoints: foldhash 0.2, fast, seed `0x5eed`, over the key's `Hash`.
/// A restore computes every key's group again, so a change of it is noticed and never splits a key.
pub const HASH_VERSION: u32 = 1;

/// The stable hash of a key.
#[inline]
pub fn hash_of<Q: Hash + ?Sized>(key: &Q) -> u64 {
    foldhash::fast::FixedState::with_seed(0x5eed).hash_one(key)
}

/// The key group of a hash: bits 32 to 41, because hash tables take their bucket from the low bits and
/// their tag from the top seven.
#[inline]
pub fn group_of(hash: u64) -> u64 {
    (hash >> 32) & (GROUPS - 1)
}

/// The subtask that owns a hash: every subtask has a contiguous range of groups.
#[inline]
pub fn subtask_of(hash: u64, parallelism: usize) -> usize {
    (group_of(hash) * parallelism as u64 / GROUPS) as usize
}

/// The subtask that owns a group.
pub(crate) fn owner_of(group: u64, parallelism: usize) -> usize {
    subtask_of(group << 32, parallelism)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_that_checkpoints_name() {
        // These are HASH_VERSION 1. When this fails, raise the version.
        let (number, text) = (hash_of(&7_u64), hash_of("aqueduct"));
        assert_eq!((group_of(number), group_of(text)), (GROUP_OF_7, GROUP_OF_TEXT));
    }
    const GROUP_OF_7: u64 = 969;
    const GROUP_OF_TEXT: u64 = 439;

    #[test]
    fn owned_and_borrowed_keys_hash_alike() {
        assert_eq!(hash_of("a"), hash_of(&"a".to_owned()));
        assert_eq!(hash_of(&[1_u8, 2][..]), hash_of(&vec![1_u8, 2]));
    }

    #[test]
    fn groups_are_spread_in_ranges_without_a_gap() {
        for parallelism in [1, 2, 3, 7, 1024] {
            let owners: Vec<_> = (0..GROUPS).map(|g| owner_of(g, parallelism)).collect();
            assert!(owners.is_sorted() && owners[0] == 0);
            assert_eq!(owners.last(), Some(&(parallelism - 1)));
        }
    }
}
