use crate::workload::{ALL, Entry, Scale};
use aqueduct_core::{Error, Result};

/// What the command line asks for.
#[derive(Debug)]
pub(crate) struct Arguments {
    quick: bool,
    names: Vec<String>,
}

impl Arguments {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// `Config` for an unknown option or workload, with those there are.
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self> {
        let (options, names): (Vec<_>, Vec<_>) = arguments.partition(|a| a.starts_with('-'));
        if let Some(option) = options.iter().find(|o| *o != "--quick") {
            return Err(Error::config("unknown option; there is --quick").with("option", option));
        }
        if let Some(name) = names.iter().find(|n| !ALL.iter().any(|(known, _)| n == known)) {
            let known: Vec<_> = ALL.iter().map(|(known, _)| *known).collect();
            return Err(Error::config("unknown workload").with("name", name).with("known", known.join(" ")));
        }
        Ok(Self { quick: !options.is_empty(), names })
    }

    /// The workloads to run: those named, or all.
    pub(crate) fn chosen(&self) -> impl Iterator<Item = Entry> {
        ALL.iter().copied().filter(|(name, _)| self.names.is_empty() || self.names.iter().any(|n| n == name))
    }

    /// How large the inputs are.
    pub(crate) fn scale(&self) -> Scale {
        if self.quick { Scale::Quick } else { Scale::Full }
    }

    /// How often both sides run.
    pub(crate) fn turns(&self) -> usize {
        if self.quick { 2 } else { 5 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Arguments> {
        Arguments::parse(arguments.iter().map(|a| (*a).to_owned()))
    }

    #[test]
    fn no_name_means_all() {
        assert_eq!(parse(&["--quick"]).unwrap().chosen().count(), ALL.len());
        let some = parse(&["json_chain", "stateless"]).unwrap();
        assert_eq!(some.chosen().map(|(name, _)| name).collect::<Vec<_>>(), ["stateless", "json_chain"]);
    }

    #[test]
    fn what_is_unknown_is_refused_with_what_is_known() {
        let error = parse(&["stateful"]).unwrap_err();
        assert!(format!("{error:?}").contains("stateless"));
        assert!(parse(&["--slow"]).is_err());
    }
}
