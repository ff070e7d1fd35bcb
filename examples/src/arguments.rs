use aqueduct::{Error, Result};
use std::ffi::OsString;
use std::fmt;

/// The arguments of a program, one after the other: `--name`, `--name value`, `--name=value`, or a word.
///
/// ```
/// use aqueduct_examples::Arguments;
///
/// let mut arguments = Arguments::new(["--lines", "10", "--log=-"].map(Into::into));
/// assert_eq!(arguments.next()?.as_deref(), Some("--lines"));
/// assert_eq!(arguments.number()?, 10);
/// assert_eq!(arguments.next()?.as_deref(), Some("--log"));
/// assert_eq!(arguments.value()?, "-");
/// assert_eq!(arguments.next()?, None);
/// # Ok::<(), aqueduct::Error>(())
/// ```
pub struct Arguments {
    rest: Box<dyn Iterator<Item = OsString>>,
    /// The argument that was read last.
    name: String,
    /// What stood behind its `=`.
    value: Option<String>,
}

impl Arguments {
    /// Those of this process.
    pub fn of_process() -> Self {
        Self::new(std::env::args_os().skip(1))
    }

    /// These.
    pub fn new(arguments: impl IntoIterator<Item = OsString, IntoIter: 'static>) -> Self {
        Self { rest: Box::new(arguments.into_iter()), name: String::new(), value: None }
    }

    /// The name of the next one, or the word that it is.
    ///
    /// # Errors
    /// `Config` when the one before got a value that nobody took.
    #[expect(clippy::should_implement_trait, reason = "an iterator of results would be clumsier to match on")]
    pub fn next(&mut self) -> Result<Option<String>> {
        if self.value.is_some() {
            return Err(self.wrong("takes no value"));
        }
        let Some(argument) = self.text()? else {
            return Ok(None);
        };
        self.name = argument;
        if self.name.starts_with("--")
            && let Some((name, value)) = self.name.split_once('=')
        {
            (self.name, self.value) = (name.to_owned(), Some(value.to_owned()));
        }
        Ok(Some(self.name.clone()))
    }

    /// The value of the argument that was read last.
    ///
    /// # Errors
    /// `Config` when there is none.
    pub fn value(&mut self) -> Result<String> {
        let value = match self.value.take() {
            Some(value) => Some(value),
            None => self.text()?,
        };
        // A forgotten value must not swallow the argument that follows.
        match value {
            Some(value) if !value.is_empty() && !value.starts_with("--") => Ok(value),
            _ => Err(self.wrong("needs a value")),
        }
    }

    /// The value of the argument that was read last, as a whole number.
    ///
    /// # Errors
    /// `Config` when it is none.
    pub fn number(&mut self) -> Result<u64> {
        let value = self.value()?;
        value.parse().map_err(|_| self.wrong("needs a whole number").with("got", value))
    }

    /// The error for an argument that the program does not know.
    pub fn unknown(&self) -> Error {
        self.wrong("is not an argument; --help lists them")
    }

    /// The error that the argument read last is wrong, and in what way.
    pub fn wrong(&self, how: &str) -> Error {
        Error::config(format!("{} {how}", self.name))
    }

    fn text(&mut self) -> Result<Option<String>> {
        let text = self.rest.next().map(OsString::into_string).transpose();
        text.map_err(|text| Error::config("arguments have to be UTF-8").with("got", text.display()))
    }
}

impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arguments")
            .field("name", &self.name)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(arguments: &[&str]) -> Arguments {
        Arguments::new(arguments.iter().map(Into::into).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_wrong_is_named() {
        let mut missing = given(&["--log", "--follow"]);
        missing.next().unwrap();
        assert_eq!(missing.value().unwrap_err().to_string(), "--log needs a value");
        let mut last = given(&["--log"]);
        last.next().unwrap();
        assert_eq!(last.value().unwrap_err().to_string(), "--log needs a value");
        let mut text = given(&["--lines=many"]);
        text.next().unwrap();
        assert_eq!(text.number().unwrap_err().to_string(), "--lines needs a whole number (got: many)");
        let mut flag = given(&["--follow=yes", "x"]);
        flag.next().unwrap();
        assert_eq!(flag.next().unwrap_err().to_string(), "--follow takes no value");
    }

    #[test]
    fn words_may_contain_anything() {
        let mut words = given(&["a=b", "-", ""]);
        let read: Vec<_> = std::iter::from_fn(|| words.next().unwrap()).collect();
        assert_eq!(read, ["a=b", "-", ""]);
    }
}
