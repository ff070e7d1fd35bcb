use aqueduct_core::{Error, Result};

/// How one kind of database writes names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Stands on both sides of a name, and twice within one.
    pub quote: char,
    /// The longest name, in bytes. A database may cut a longer one and so mean another table.
    pub longest_name: usize,
}

impl Dialect {
    /// Checks a name before it is quoted.
    ///
    /// # Errors
    /// `Config` naming what the name is for, when it is empty, too long or holds a NUL character.
    pub fn check(&self, what: &'static str, name: &str) -> Result<()> {
        let wrong = if name.is_empty() {
            "a name in the database is empty".to_owned()
        } else if name.contains('\0') {
            "a name in the database holds a NUL character".to_owned()
        } else if name.len() > self.longest_name {
            format!("a name in the database is longer than {} bytes", self.longest_name)
        } else {
            return Ok(());
        };
        Err(Error::config(wrong).with(what, name.escape_debug()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_no_database_can_hold_are_refused_by_name() {
        let dialect = Dialect { quote: '"', longest_name: 63 };
        for name in ["t", "weird \"name;--", "ß漢字", &"x".repeat(63)] {
            dialect.check("table", name).unwrap();
        }
        for (name, shown) in [
            ("", ""),
            ("a\0b", "a\\0b"),
            (&*"x".repeat(64), &*"x".repeat(64)),
            (&*"漢".repeat(22), &*"漢".repeat(22)),
        ] {
            let error = dialect.check("table", name).unwrap_err();
            assert_eq!(error.kind(), aqueduct_core::ErrorKind::Config);
            assert_eq!(error.context("table"), Some(shown));
        }
    }
}
