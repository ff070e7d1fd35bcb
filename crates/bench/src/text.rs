use crate::numbers::mix;

/// Lines of twelve words, drawn from a vocabulary by Zipf's law: the second most frequent word comes half as
/// often as the first, and so on.
pub(crate) struct Text {
    text: String,
    /// Where each line begins, and where the last one ends.
    lines: Vec<usize>,
    words: u64,
}

const VOCABULARY: u64 = 50_000;
const WORDS_PER_LINE: u64 = 12;

impl Text {
    /// About this many bytes of it.
    pub(crate) fn new(bytes: usize) -> Self {
        let vocabulary: Vec<_> = (0..VOCABULARY).map(word).collect();
        let mut made = Self { text: String::with_capacity(bytes + 256), lines: vec![0], words: 0 };
        while made.text.len() < bytes {
            for _ in 0..WORDS_PER_LINE {
                let drawn = (VOCABULARY as f64).powf(unit(made.words)) as usize - 1;
                made.text.push_str(&vocabulary[drawn]);
                made.text.push(' ');
                made.words += 1;
            }
            made.text.pop();
            made.text.push('\n');
            made.lines.push(made.text.len());
        }
        made
    }

    /// All of it.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// How many words it has.
    pub(crate) fn words(&self) -> u64 {
        self.words
    }

    /// How many lines it has.
    pub(crate) fn lines(&self) -> u64 {
        self.lines.len() as u64 - 1
    }

    /// A line, counted from 0, without its end.
    #[inline]
    pub(crate) fn line(&self, nth: u64) -> &str {
        let nth = nth as usize;
        &self.text[self.lines[nth]..self.lines[nth + 1] - 1]
    }
}

/// Scatters a number over 0 to 1.
fn unit(n: u64) -> f64 {
    (mix(n) >> 11) as f64 / (1_u64 << 53) as f64
}

/// A word of three to nine letters.
fn word(nth: u64) -> String {
    let mut left = mix(nth);
    let letters = (0..3 + nth % 7).map(|_| {
        let letter = b'a' + (left % 26) as u8;
        left /= 26;
        char::from(letter)
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_text() {
        let text = Text::new(10_000);
        assert!(text.as_str().lines().eq((0..text.lines()).map(|nth| text.line(nth))));
        assert_eq!(text.as_str().split_ascii_whitespace().count() as u64, text.words());
    }
}
