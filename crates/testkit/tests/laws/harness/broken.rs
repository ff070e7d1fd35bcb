use aqueduct_testkit::tokio::runtime::Builder;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The law has to complain, by its name and in these words: a law that cannot fail says nothing.
///
/// Time is paused, because most twins fail by being late.
pub(crate) fn breaks(law: &str, words: &str, trial: impl Future<Output = ()>) {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(trial)));
    let Err(panic) = outcome else { panic!("the wrong twin keeps the law `{law}`") };
    let message = panic.downcast_ref::<String>().cloned().unwrap_or_default();
    let named = format!("law `{law}` is broken: ");
    assert!(message.starts_with(&named), "another complaint than of `{law}`: {message}");
    assert!(message.contains(words), "of `{law}`, but not that {words}: {message}");
}

/// The names of all laws of a family, as they stand in its source files.
pub(crate) fn laws_in(family: &str) -> Vec<String> {
    let folder = format!("{}/src/{family}", env!("CARGO_MANIFEST_DIR"));
    let mut laws = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let names = text.lines().filter_map(|line| line.strip_prefix("pub async fn "));
        laws.extend(names.filter_map(|name| name.split('<').next()).map(str::to_owned));
    }
    laws.sort();
    laws
}
