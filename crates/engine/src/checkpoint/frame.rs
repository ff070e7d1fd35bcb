use aqueduct_core::{Error, ErrorKind, Result};
use std::sync::Arc;

/// What a file holds, by its first line.
const MANIFEST: &str = "aqueduct manifest";
const STATE: &str = "aqueduct state";

/// The format that is written; one that is newer is refused.
const FORMAT: u32 = 1;

/// A file of checkpoints: a line with kind, format, checksum and length, then the content.
fn seal(kind: &str, content: &[u8]) -> Vec<u8> {
    let header = format!("{kind} {FORMAT} {:08x} {}\n", crc32c::crc32c(content), content.len());
    let mut bytes = header.into_bytes();
    bytes.extend_from_slice(content);
    bytes
}

/// The content, if the file is whole.
fn open<'a>(kind: &str, bytes: &'a [u8]) -> Result<&'a [u8]> {
    let damaged = || Error::new(ErrorKind::Incompatible, "the file is truncated or damaged");
    let newline = bytes.iter().position(|b| *b == b'\n').ok_or_else(damaged)?;
    let header = std::str::from_utf8(&bytes[..newline]).map_err(|_| damaged())?;
    let fields = header.strip_prefix(kind).ok_or_else(damaged)?;
    let mut fields = fields.split_ascii_whitespace();
    let format: u32 = fields.next().and_then(|f| f.parse().ok()).ok_or_else(damaged)?;
    if format > FORMAT {
        let error =
            Error::new(ErrorKind::Incompatible, "the file has a newer format than this version reads");
        return Err(error.with("format", format).with("reads", FORMAT));
    }
    let checksum = fields.next().and_then(|f| u32::from_str_radix(f, 16).ok()).ok_or_else(damaged)?;
    let length: usize = fields.next().and_then(|f| f.parse().ok()).ok_or_else(damaged)?;
    let content = &bytes[newline + 1..];
    let written = format!("{kind} {format} {checksum:08x} {length}");
    if format == 0 || header != written || content.len() != length || crc32c::crc32c(content) != checksum {
        return Err(damaged());
    }
    Ok(content)
}

pub(super) fn seal_manifest(json: &[u8]) -> Vec<u8> {
    seal(MANIFEST, json)
}

pub(super) fn open_manifest(bytes: &[u8]) -> Result<&[u8]> {
    open(MANIFEST, bytes)
}

/// State by key group: group and length, four bytes each and little-endian, then the entries.
pub(super) fn seal_state(groups: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let size = groups.iter().map(|(_, bytes)| bytes.len() + 8).sum();
    let mut content = Vec::with_capacity(size);
    for (group, bytes) in groups {
        content.extend_from_slice(&(*group as u32).to_le_bytes());
        content.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        content.extend_from_slice(bytes);
    }
    seal(STATE, &content)
}

pub(super) fn open_state(bytes: &[u8]) -> Result<Vec<(u64, Arc<[u8]>)>> {
    let mut rest = open(STATE, bytes)?;
    let mut groups = Vec::new();
    while !rest.is_empty() {
        let (group, more) = number(rest)?;
        let (length, more) = number(more)?;
        let Some((entries, more)) = more.split_at_checked(length as usize) else {
            return Err(Error::new(ErrorKind::Incompatible, "a group of state is longer than its file"));
        };
        groups.push((u64::from(group), entries.into()));
        rest = more;
    }
    Ok(groups)
}

fn number(bytes: &[u8]) -> Result<(u32, &[u8])> {
    let (four, rest) = bytes
        .split_first_chunk::<4>()
        .ok_or_else(|| Error::new(ErrorKind::Incompatible, "a group of state has no length"))?;
    Ok((u32::from_le_bytes(*four), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_truncation_and_every_flipped_bit_is_noticed() {
        let whole = seal_state(&[(3, b"abc".to_vec()), (1000, vec![])]);
        assert_eq!(open_state(&whole).unwrap().len(), 2);
        for cut in 0..whole.len() {
            assert!(open_state(&whole[..cut]).is_err(), "cut at {cut}");
        }
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(open_state(&flipped).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_newer_format_is_named() {
        let text = String::from_utf8(seal_manifest(b"{}")).unwrap().replacen(" 1 ", " 9 ", 1);
        let error = open_manifest(text.as_bytes()).unwrap_err();
        assert!(error.to_string().contains("newer format") && error.to_string().contains("9"), "{error}");
    }
}
