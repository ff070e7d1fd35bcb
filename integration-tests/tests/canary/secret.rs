use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// How many letters of a secret are unlike anything else.
const LENGTH: usize = 20;

/// A secret that is nowhere else.
#[derive(Clone)]
pub(crate) struct Canary {
    what: &'static str,
    core: String,
}

impl Canary {
    /// `what` it is, for reading.
    pub(crate) fn new(what: &'static str) -> Self {
        const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        let mut core = String::new();
        while core.len() < LENGTH {
            let random = usize::try_from(RandomState::new().hash_one(core.len()) % 36).unwrap();
            core.push(LETTERS[random].into());
        }
        Self { what, core }
    }

    /// What it is.
    pub(crate) fn what(&self) -> &'static str {
        self.what
    }

    /// The secret: with characters that are escaped in URLs.
    pub(crate) fn text(&self) -> String {
        format!("k@:/%{}&#?", self.core)
    }

    /// The same, as it stands in a URL.
    pub(crate) fn in_url(&self) -> String {
        format!("k%40%3A%2F%25{}%26%23%3F", self.core)
    }

    /// Its ends, as they are seen when only a part of it is shown, and all of it in other encodings.
    pub(crate) fn needles(&self) -> Vec<Vec<u8>> {
        let core = self.core.as_bytes();
        let joined = |part: fn(&u8) -> String, by: &str| {
            let parts: Vec<_> = core.iter().map(part).collect();
            parts.join(by).into_bytes()
        };
        let mut needles: Vec<Vec<u8>> = vec![
            core[..LENGTH / 2].to_vec(),
            core[LENGTH / 2..].to_vec(),
            self.core.to_uppercase().into_bytes(),
            core.iter().rev().copied().collect(),
            joined(|byte| format!("%{byte:02x}"), ""),
            joined(|byte| format!("%{byte:02X}"), ""),
            joined(|byte| format!("{byte:02x}"), ""),
            joined(|byte| format!("{byte:02X}"), ""),
            joined(|byte| format!("\\x{byte:02x}"), ""),
            joined(u8::to_string, ", "),
            joined(u8::to_string, ","),
            core.iter().flat_map(|byte| [*byte, 0]).collect(),
            core.iter().flat_map(|byte| [0, *byte]).collect(),
        ];
        needles.extend((0..3).map(|before| base64_within(core, before)));
        needles
    }
}

/// What is sure to be in the base64 of a text in which this stands behind so many bytes.
fn base64_within(bytes: &[u8], before: usize) -> Vec<u8> {
    let all = base64(&[&vec![0; before], bytes].concat());
    all[(before * 8).div_ceil(6)..(before + bytes.len()) * 8 / 6].to_vec()
}

/// Without padding. In letters and digits alone the two alphabets are the same.
fn base64(bytes: &[u8]) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = Vec::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, at| bits << 8 | usize::from(*chunk.get(at).unwrap_or(&0)));
        encoded.extend((0..=chunk.len()).map(|at| ALPHABET[bits >> (18 - 6 * at) & 63]));
    }
    encoded
}

#[test]
fn base64_is_what_others_make_of_it() {
    for (text, encoded) in [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
        assert_eq!(String::from_utf8(base64(text.as_bytes())).unwrap(), encoded);
    }
    // base64 of "x: hunter2!" is "eDogaHVudGVyMiE=".
    assert_eq!(base64_within(b"hunter2", 3), b"aHVudGVyM");
}
