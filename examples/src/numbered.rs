use std::io::{self, BufRead, Read};

/// Text with the number of each line and a tab in front of it, as `cat -n` gives.
///
/// Numbered before it is read, a line has its number for good: a pipeline that reads lines again after an
/// error finds them under the same numbers.
///
/// ```
/// use aqueduct_examples::Numbered;
/// use std::io::Read;
///
/// let mut numbered = String::new();
/// Numbered::new(&b"to be\nor not"[..]).read_to_string(&mut numbered)?;
/// assert_eq!(numbered, "1\tto be\n2\tor not");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Numbered<R> {
    text: R,
    /// The line that is being read.
    line: u64,
    /// What is left to read of its number.
    number: Vec<u8>,
    /// Whether the next byte of the text begins a line.
    begins: bool,
}

impl<R: BufRead> Numbered<R> {
    /// Numbers the lines of `text` from 1 on.
    pub fn new(text: R) -> Self {
        Self { text, line: 0, number: Vec::new(), begins: true }
    }
}

impl<R: BufRead> Read for Numbered<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.begins && !self.text.fill_buf()?.is_empty() {
            self.begins = false;
            self.line += 1;
            self.number = format!("{}\t", self.line).into_bytes();
        }
        if self.number.is_empty() {
            return self.read_line(into);
        }
        let length = self.number.len().min(into.len());
        into[..length].copy_from_slice(&self.number[..length]);
        self.number.drain(..length);
        Ok(length)
    }
}

impl<R: BufRead> Numbered<R> {
    /// What is there of the line, at most up to its end.
    fn read_line(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let there = self.text.fill_buf()?;
        let line = there.iter().position(|byte| *byte == b'\n').map_or(there.len(), |end| end + 1);
        let length = line.min(into.len());
        into[..length].copy_from_slice(&there[..length]);
        self.begins = into[..length].ends_with(b"\n");
        self.text.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    #[test]
    fn numbers_do_not_depend_on_how_the_text_comes() {
        let text = "one\n\n  three\r\nfour\n".repeat(4);
        let wanted = text.split_inclusive('\n').enumerate().map(|(nth, line)| format!("{}\t{line}", nth + 1));
        let wanted: String = wanted.collect();
        for capacity in 1..=text.len() {
            let mut numbered = Numbered::new(BufReader::with_capacity(capacity, text.as_bytes()));
            let (mut read, mut buffer) = (Vec::new(), vec![0; 1 + capacity % 7]);
            loop {
                let length = numbered.read(&mut buffer).unwrap();
                if length == 0 {
                    break;
                }
                read.extend_from_slice(&buffer[..length]);
            }
            assert_eq!(String::from_utf8(read).unwrap(), wanted, "{capacity}");
        }
    }

    #[test]
    fn no_text_has_no_lines() {
        let mut read = String::new();
        Numbered::new(&b""[..]).read_to_string(&mut read).unwrap();
        assert_eq!(read, "");
    }
}
