use std::io::BufRead;

/// How much is kept of a line that is too long.
const BEGINNING: usize = 1024;

/// Cuts bytes, as they come, into lines that end with LF or CRLF.
pub(crate) struct Lines {
    buffer: Vec<u8>,
    /// How many bytes of the buffer are done with.
    done: usize,
    /// Where the first byte after them stands in the input.
    position: u64,
    /// How many bytes after `done` are known to be without a line end.
    searched: usize,
    max_line: usize,
    long: Option<Long>,
}

/// A line that is too long for the buffer, of which some has been dropped already.
struct Long {
    at: u64,
    beginning: Vec<u8>,
}

/// One line, without its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line<'b> {
    Whole {
        at: u64,
        text: &'b [u8],
    },
    /// Only the beginning is there; `length` counts all of it, with the line end.
    TooLong {
        at: u64,
        beginning: Vec<u8>,
        length: u64,
    },
}

impl Lines {
    /// Begins at `position`. A line of more than `max_line` bytes is too long.
    pub(crate) fn new(position: u64, max_line: usize) -> Self {
        Self { buffer: Vec::new(), done: 0, position, searched: 0, max_line, long: None }
    }

    /// Adds what follows [`end`](Self::end).
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.done);
        self.done = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// Where the bytes that are there end.
    pub(crate) fn end(&self) -> u64 {
        self.position + (self.buffer.len() - self.done) as u64
    }

    /// Where the next line begins.
    pub(crate) fn position(&self) -> u64 {
        self.long.as_ref().map_or(self.position, |long| long.at)
    }

    /// The length of the next line in the buffer, with its end. `over`: nothing will follow, so that
    /// the last line needs no end.
    pub(crate) fn find(&mut self, over: bool) -> Option<usize> {
        let mut rest = &self.buffer[self.done + self.searched..];
        // Reading from a slice does not fail, and it looks at many bytes at once.
        let looked = rest.skip_until(b'\n').unwrap_or_default();
        let length = self.searched + looked;
        let ends = looked > 0 && self.buffer[self.done + length - 1] == b'\n';
        if ends || (over && (length > 0 || self.long.is_some())) {
            return Some(length);
        }
        self.searched = length;
        // One more, because the last may belong to the line end.
        if self.long.is_some() || length > self.max_line.saturating_add(1) {
            self.drop_searched();
        }
        None
    }

    /// Takes the line of this length, which [`find`](Self::find) has found.
    pub(crate) fn take(&mut self, length: usize) -> Line<'_> {
        let (from, at) = (self.done, self.position);
        self.done += length;
        self.position += length as u64;
        self.searched = 0;
        if let Some(Long { at, beginning }) = self.long.take() {
            let length = self.position - at;
            return Line::TooLong { at, beginning, length };
        }
        let line = &self.buffer[from..self.done];
        let text = match line.strip_suffix(b"\n") {
            Some(text) => text.strip_suffix(b"\r").unwrap_or(text),
            None => line,
        };
        if text.len() <= self.max_line {
            return Line::Whole { at, text };
        }
        let beginning = beginning(text);
        Line::TooLong { at, beginning, length: length as u64 }
    }

    /// Forgets the bytes of a line that is too long, but for its beginning.
    fn drop_searched(&mut self) {
        let line = &self.buffer[self.done..];
        let (at, dropped) = (self.position, line.len());
        self.long.get_or_insert_with(|| Long { at, beginning: beginning(line) });
        self.position += dropped as u64;
        self.buffer.clear();
        (self.done, self.searched) = (0, 0);
    }
}

fn beginning(line: &[u8]) -> Vec<u8> {
    line[..line.len().min(BEGINNING)].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All lines of `input`, which comes in pieces of `piece` bytes, with the position behind each.
    fn cut(input: &[u8], piece: usize, max_line: usize) -> Vec<(String, u64)> {
        let mut lines = Lines::new(100, max_line);
        let mut cut = Vec::new();
        let pieces = input.chunks(piece).map(|bytes| (bytes, false));
        for (bytes, over) in pieces.chain([(&b""[..], true)]) {
            lines.push(bytes);
            while let Some(length) = lines.find(over) {
                let text = match lines.take(length) {
                    Line::Whole { at, text } => format!("{at} {}", text.escape_ascii()),
                    Line::TooLong { at, beginning, length } => {
                        format!("{at} {length} {}", beginning.len())
                    }
                };
                cut.push((text, lines.position()));
            }
        }
        assert_eq!(lines.end(), 100 + input.len() as u64);
        cut
    }

    #[test]
    fn lines_are_the_same_however_the_bytes_come() {
        let input = b"one\r\n\ntwo\rstill\n\r\nlast\r";
        let expected =
            [("100 one", 105), ("105 ", 106), ("106 two\\rstill", 116), ("116 ", 118), ("118 last\\r", 123)];
        let expected = expected.map(|(text, next)| (text.to_owned(), next));
        for piece in 1..=input.len() {
            assert_eq!(cut(input, piece, 10), expected, "{piece}");
        }
        assert!(cut(b"", 1, 10).is_empty());
    }

    #[test]
    fn a_line_that_is_too_long_is_one_line_and_is_not_kept() {
        let long = [b"ok\n", &[b'x'; 5000][..], b"\r\nfits\r\n", &[b'y'; 4]].concat();
        for piece in [1, 2, 7, 1000, 9000] {
            let lines = cut(&long, piece, 4);
            let texts: Vec<_> = lines.iter().map(|(text, _)| text.as_str()).collect();
            assert!(texts[1].starts_with("103 5002 "), "{piece}: {texts:?}");
            assert_eq!([texts[0], texts[2], texts[3]], ["100 ok", "5105 fits", "5111 yyyy"]);
            assert_eq!(lines[1].1, 5105);
        }
        let mut lines = Lines::new(0, 4);
        for _ in 0..1000 {
            lines.push(&[b'x'; 100]);
            assert_eq!(lines.find(false), None);
            assert_eq!((lines.position(), lines.buffer.len()), (0, 0));
        }
        assert_eq!(lines.find(true), Some(0));
        let Line::TooLong { at: 0, beginning, length: 100_000 } = lines.take(0) else {
            panic!("not too long")
        };
        assert_eq!(beginning, [b'x'; 100]);
        assert_eq!((lines.find(true), lines.position()), (None, 100_000));
    }
}
