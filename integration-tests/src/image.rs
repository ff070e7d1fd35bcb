//! Images of servers: built from the recipes in `docker/`, or the user's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::sync::Mutex;

use crate::container::Recipe;
use crate::refusal::{Refusal, say};

/// What `docker/build.sh` exits with when there is no Docker.
const NO_ENGINE: i32 = 3;

/// An image that a server is started from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Image {
    pub(crate) name: String,
    pub(crate) tag: String,
    /// Not built by us: our entrypoint is put into the container.
    pub(crate) foreign: bool,
}

impl Image {
    /// The one that `AQUEDUCT_<SERVER>_IMAGE` names, else ours, which is built if it is missing or its recipe has changed.
    pub(crate) async fn of(recipe: &Recipe) -> Result<Self, Refusal> {
        if let Ok(named) = std::env::var(recipe.variable("IMAGE")) {
            return Ok(Self::named(&named));
        }
        let server = recipe.name;
        static BUILT: Mutex<BTreeMap<&str, Result<(), Refusal>>> = Mutex::const_new(BTreeMap::new());
        let mut built = BUILT.lock().await;
        if !built.contains_key(server) {
            built.insert(server, build(server).await);
        }
        built.get(server).cloned().unwrap_or(Ok(()))?;
        Ok(Self { name: format!("aqueduct-test/{server}"), tag: "latest".into(), foreign: false })
    }

    fn named(image: &str) -> Self {
        // A colon before the last slash belongs to a host's port.
        let (name, tag) = match image.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, tag),
            _ => (image, "latest"),
        };
        Self { name: name.into(), tag: tag.into(), foreign: true }
    }
}

/// A file of the recipes.
pub(crate) fn recipe(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docker").join(file)
}

async fn build(server: &str) -> Result<(), Refusal> {
    let broken = |error: std::io::Error| Refusal::Broken(format!("docker/build.sh {server}: {error}"));
    let mut script = Command::new(recipe("build.sh"))
        .arg(server)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(broken)?;
    let mut said = Vec::new();
    if let Some(errors) = script.stderr.take() {
        let mut lines = BufReader::new(errors).lines();
        while let Some(line) = lines.next_line().await.map_err(broken)? {
            if line.starts_with("docker: building") || line.starts_with("docker: starting") {
                say(&format!("{line} (minutes when it is the first time)"));
            }
            said.push(line);
        }
    }
    let status = script.wait().await.map_err(broken)?;
    let tail = said[said.len().saturating_sub(20)..].join("\n");
    match status.code() {
        Some(0) => Ok(()),
        Some(NO_ENGINE) => Err(Refusal::Absent(tail.replace('\n', " "))),
        _ => Err(Refusal::Broken(format!("docker/build.sh {server}: {status}\n{tail}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::Image;

    #[test]
    fn a_colon_parts_name_and_tag_unless_it_is_before_a_port() {
        for (given, name, tag) in [
            ("apache/kafka", "apache/kafka", "latest"),
            ("postgres:15", "postgres", "15"),
            ("host:5000/postgres", "host:5000/postgres", "latest"),
            ("host:5000/postgres:15", "host:5000/postgres", "15"),
        ] {
            assert_eq!(
                Image::named(given),
                Image { name: name.into(), tag: tag.into(), foreign: true },
                "{given}"
            );
        }
    }
}
