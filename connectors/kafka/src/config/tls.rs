use aqueduct_core::Secret;
use serde::Deserialize;
use std::path::PathBuf;

/// TLS to the brokers; needs the feature `ssl`. Their certificates are verified, names included, and
/// there is no switch that turns this off.
///
/// ```
/// use aqueduct_kafka::Tls;
/// let tls = Tls::default().ca_file("/etc/kafka/ca.pem").identity_files("me.pem", "me.key");
/// assert!(tls.ca_pem.is_none());
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Tls {
    /// A file with the authorities that are trusted, as PEM. Default: those of the system.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// The authorities themselves, as PEM, instead of a file.
    #[serde(default)]
    pub ca_pem: Option<String>,
    /// A file with our certificate, as PEM, for brokers that ask for one. Default: none.
    #[serde(default)]
    pub certificate_file: Option<PathBuf>,
    /// Our certificate itself, as PEM, instead of a file.
    #[serde(default)]
    pub certificate_pem: Option<String>,
    /// A file with the key to our certificate, as PEM.
    #[serde(default)]
    pub key_file: Option<PathBuf>,
    /// The key itself, as PEM, instead of a file.
    #[serde(default)]
    pub key_pem: Option<Secret>,
    /// The password of the key, if it has one.
    #[serde(default)]
    pub key_password: Option<Secret>,
}

impl Tls {
    /// Trusts the authorities in this file, and no others.
    #[must_use]
    pub fn ca_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.ca_file = Some(file.into());
        self
    }

    /// Trusts these authorities, and no others.
    #[must_use]
    pub fn ca_pem(mut self, pem: impl Into<String>) -> Self {
        self.ca_pem = Some(pem.into());
        self
    }

    /// Shows the certificate in this file, with the key in the other.
    #[must_use]
    pub fn identity_files(mut self, certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        (self.certificate_file, self.key_file) = (Some(certificate.into()), Some(key.into()));
        self
    }

    /// Shows this certificate, with this key.
    #[must_use]
    pub fn identity_pem(mut self, certificate: impl Into<String>, key: impl Into<Secret>) -> Self {
        (self.certificate_pem, self.key_pem) = (Some(certificate.into()), Some(key.into()));
        self
    }

    /// The password of the key. Default: it has none.
    #[must_use]
    pub fn key_password(mut self, password: impl Into<Secret>) -> Self {
        self.key_password = Some(password.into());
        self
    }
}
