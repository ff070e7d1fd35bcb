use serde::Deserialize;

/// How much a connection is protected, from weak to strong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tls {
    /// Not at all.
    Disable,
    /// Encrypted if the server can; whoever answers is believed.
    Prefer,
    /// Encrypted; whoever answers is believed.
    Require,
    /// Encrypted, and an authority that is trusted has signed the server's certificate.
    VerifyCa,
    /// The same, and the certificate is for this host name.
    VerifyFull,
}

impl Tls {
    /// What counts: what was set explicitly, else the stronger of what the URL says and what the host
    /// needs.
    pub(crate) fn choose(set: Option<Self>, url: Option<Self>, local: bool) -> Self {
        match (set, url) {
            (Some(set), _) => set,
            (None, Some(url)) if local => url,
            (None, None) if local => Self::Prefer,
            (None, _) => Self::VerifyFull,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_cannot_weaken_what_another_host_needs() {
        for url in [None, Some(Tls::Disable), Some(Tls::Require), Some(Tls::VerifyFull)] {
            assert_eq!(Tls::choose(None, url, false), Tls::VerifyFull);
        }
        assert_eq!(Tls::choose(Some(Tls::Disable), Some(Tls::VerifyFull), false), Tls::Disable);
        assert_eq!(Tls::choose(None, None, true), Tls::Prefer);
        assert_eq!(Tls::choose(None, Some(Tls::Disable), true), Tls::Disable);
        assert_eq!(Tls::choose(None, Some(Tls::VerifyFull), true), Tls::VerifyFull);
    }
}
