use syn::{Error, LitStr, Result};

/// How the names of fields become the names of columns.
#[derive(Clone, Copy)]
pub(crate) enum Case {
    Snake,
    Camel,
    Pascal,
    Screaming,
    Kebab,
}

impl Case {
    pub(crate) fn parse(name: &LitStr) -> Result<Self> {
        Ok(match name.value().as_str() {
            "snake_case" => Self::Snake,
            "camelCase" => Self::Camel,
            "PascalCase" => Self::Pascal,
            "SCREAMING_SNAKE_CASE" => Self::Screaming,
            "kebab-case" => Self::Kebab,
            _ => {
                return Err(Error::new(
                    name.span(),
                    "expected `snake_case`, `camelCase`, `PascalCase`, `SCREAMING_SNAKE_CASE` \
                     or `kebab-case`",
                ));
            }
        })
    }

    /// The name of a column; fields are in snake case.
    pub(crate) fn apply(self, field: &str) -> String {
        match self {
            Self::Snake => field.to_owned(),
            Self::Camel => lower_first(&pascal(field)),
            Self::Pascal => pascal(field),
            Self::Screaming => field.to_ascii_uppercase(),
            Self::Kebab => field.replace('_', "-"),
        }
    }
}

fn pascal(field: &str) -> String {
    field.split('_').map(upper_first).collect()
}

fn upper_first(word: &str) -> String {
    let mut rest = word.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

fn lower_first(word: &str) -> String {
    let mut rest = word.chars();
    rest.next().map_or_else(String::new, |first| first.to_lowercase().chain(rest).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_several_words_change_their_case() {
        let cases = [Case::Snake, Case::Camel, Case::Pascal, Case::Screaming, Case::Kebab];
        let all = |field: &str| cases.map(|case| case.apply(field));
        assert_eq!(
            all("window_start_2"),
            ["window_start_2", "windowStart2", "WindowStart2", "WINDOW_START_2", "window-start-2"]
        );
        assert_eq!(all("id"), ["id", "id", "Id", "ID", "id"]);
    }
}
