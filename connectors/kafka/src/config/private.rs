use std::path::Path;

/// Warns of a file with a secret that others may read.
#[cfg(unix)]
pub(super) fn check(field: &str, file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(file).map(|metadata| metadata.permissions().mode());
    if mode.is_ok_and(|mode| mode & 0o077 != 0) {
        tracing::warn!(field, file = %file.display(), "a file with a secret can be read by others");
    }
}

#[cfg(not(unix))]
pub(super) fn check(_: &str, _: &Path) {}
