use crate::{PostgresConfig, Tls};
use aqueduct_core::{Error, Result};
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::borrow::Cow;
use std::net::IpAddr;
use std::str::FromStr;

/// What the client knows how to read from a URL. It only warns of others, and then logs their values.
const KNOWN: [&str; 19] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
    "options[",
    "statement-cache-capacity",
];

/// The client's options. They are never printed: their `Debug` shows the password.
///
/// # Errors
/// `Config` naming the field, without what is in the URL.
pub(super) fn options(config: &PostgresConfig) -> Result<PgConnectOptions> {
    let wrong = |message: String| Error::config(message).with("field", "url");
    let url = config.url.expose();
    if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
        return Err(wrong("the URL does not begin with `postgres://`".into()));
    }
    if url.contains('#') {
        return Err(wrong("the URL holds a `#`, which is written `%23`".into()));
    }
    let mut in_url = None;
    for (key, value) in parameters(url) {
        if !KNOWN.iter().any(|known| key == *known || (known.ends_with('[') && key.starts_with(known))) {
            return Err(wrong("the URL has a parameter that is not known".into()).with("parameter", key));
        }
        if matches!(key, "sslmode" | "ssl-mode") {
            in_url = Some(mode_in_url(value).ok_or_else(|| wrong("the URL's `sslmode` is none".into()))?);
        }
    }
    // The client's words might quote the URL.
    let parsed = PgConnectOptions::from_str(&with_password(url));
    let unread = |_| wrong("the URL cannot be read: is there a character to escape?".into());
    let mut options = parsed.map_err(unread)?;
    if let Some(password) = &config.password {
        options = options.password(password.expose());
    }
    if options.get_application_name().is_none() {
        options = options.application_name("aqueduct");
    }
    if let Some(file) = &config.root_certificate {
        let of_file = |e: Error| e.with("field", "root_certificate").with("file", file.display());
        let pem = std::fs::read(file);
        let pem = pem.map_err(|e| of_file(Error::config("the certificates cannot be read").because(e)))?;
        if !String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----") {
            return Err(of_file(Error::config("there is no certificate in PEM in the file")));
        }
        options = options.ssl_root_cert_from_pem(pem);
    }
    let tls = Tls::choose(config.tls, in_url, is_local(&options));
    Ok(options.ssl_mode(mode(tls)).disable_statement_logging())
}

/// The URL with a password, an empty one if there is none: without one the client reads `.pgpass`, and logs
/// lines of it that it does not understand.
fn with_password(url: &str) -> Cow<'_, str> {
    let after = url.split_once("://").map_or("", |(_, after)| after);
    let authority = after.split(['/', '?']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
    if user.split_once(':').is_some_and(|(_, password)| !password.is_empty())
        || parameters(url).any(|(key, _)| key == "password")
    {
        return url.into();
    }
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}password=").into()
}

fn parameters(url: &str) -> impl Iterator<Item = (&str, &str)> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

fn mode_in_url(text: &str) -> Option<Tls> {
    Some(match text.to_ascii_lowercase().as_str() {
        "disable" | "allow" => Tls::Disable,
        "prefer" => Tls::Prefer,
        "require" => Tls::Require,
        "verify-ca" => Tls::VerifyCa,
        "verify-full" => Tls::VerifyFull,
        _ => return None,
    })
}

fn mode(tls: Tls) -> PgSslMode {
    match tls {
        Tls::Disable => PgSslMode::Disable,
        Tls::Prefer => PgSslMode::Prefer,
        Tls::Require => PgSslMode::Require,
        Tls::VerifyCa => PgSslMode::VerifyCa,
        Tls::VerifyFull => PgSslMode::VerifyFull,
    }
}

fn is_local(options: &PgConnectOptions) -> bool {
    let host = options.get_host().trim_matches(['[', ']']);
    let socket = options.get_socket().is_some() || host.starts_with('/');
    socket || host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Where the server is, without who we are.
pub(super) fn address(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aqueduct_core::ErrorKind;
    use std::path::PathBuf;

    fn read(url: &str) -> Result<PgConnectOptions> {
        options(&PostgresConfig::new(url.into()))
    }

    fn verifies(url: &str) -> bool {
        matches!(read(url).unwrap().get_ssl_mode(), PgSslMode::VerifyFull)
    }

    #[test]
    fn another_host_is_verified_whatever_the_url_says() {
        for url in ["postgres://a@db.example/x", "postgresql://a@10.0.0.1/x?sslmode=disable"] {
            assert!(verifies(url), "{url}");
        }
        for host in ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "%2Fvar%2Frun"] {
            assert!(!verifies(&format!("postgres://a@{host}/x")), "{host}");
            assert!(verifies(&format!("postgres://a@{host}/x?sslmode=verify-full")), "{host}");
        }
        assert!(verifies("postgres://a@localhost/x?host=db.example&sslmode=require"));
    }

    #[test]
    fn a_url_that_is_none_is_refused_without_its_secrets() {
        for url in [
            "geheim",
            "mysql://a:geheim@h/x",
            "postgres://a:ge/heim@h/x",
            "postgres://a:ge#heim@h/x",
            "postgres://a:geheim@h:99999/x",
            "postgres://h/x?pasword=geheim",
            "postgres://h/x?sslmode=geheim",
            "postgres://h/x?port=geheim",
        ] {
            let error = read(url).unwrap_err();
            assert_eq!((error.kind(), error.context("field")), (ErrorKind::Config, Some("url")), "{url}");
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("geheim") && !shown.contains("heim"), "{shown}");
        }
        assert_eq!(read("postgres://h/x?pasword=a").unwrap_err().context("parameter"), Some("pasword"));
        assert!(read("postgres://h/x?options[lock_timeout]=1&application_name=me").is_ok());
    }

    #[test]
    fn nobody_looks_for_a_password_elsewhere() {
        for url in ["postgres://a:p@h/x", "postgres://h/x?password=p", "postgresql://a:p@h?sslmode=disable"] {
            assert_eq!(with_password(url), url);
        }
        for (url, with) in [
            ("postgres://a@h/x", "postgres://a@h/x?password="),
            ("postgres://a:@h/x", "postgres://a:@h/x?password="),
            ("postgres://h:5432/x@y?user=a", "postgres://h:5432/x@y?user=a&password="),
        ] {
            assert_eq!(with_password(url), with);
            assert!(PgConnectOptions::from_str(with).is_ok());
        }
    }

    #[test]
    fn a_certificate_file_is_read_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("root.pem");
        let with = |file: &PathBuf| {
            let mut config = PostgresConfig::new("postgres://h/x".into());
            config.root_certificate = Some(file.clone());
            options(&config).map(|_| ()).map_err(|e| e.context("file").unwrap().to_owned())
        };
        assert_eq!(with(&file), Err(file.display().to_string()));
        std::fs::write(&file, "no certificate").unwrap();
        assert_eq!(with(&file), Err(file.display().to_string()));
        std::fs::write(&file, "-----BEGIN CERTIFICATE-----").unwrap();
        with(&file).unwrap();
    }
}
