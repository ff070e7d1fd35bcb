//! What all servers have in common.

use std::fmt::{self, Debug};
use std::future::Future;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::OnceCell;

use crate::container::{Container, Recipe};
use crate::own_runtime::on_own_runtime;
use crate::ready::until_ready;
use crate::reaper::Reaper;
use crate::refusal::Refusal;

/// A kind of server: how it is started, and how to tell that it answers.
pub trait Kind: Debug + Sized + Send + Sync + 'static {
    /// What it is started from.
    const RECIPE: Recipe;

    /// The file in the container with the authority that signed its certificate.
    const AUTHORITY: &'static str;

    /// The environment of its entrypoint, given the ports of this host in the order of [`Recipe::ports`].
    fn environment(ports: &[u16], settings: &[(String, String)]) -> Vec<(String, String)>;

    /// The arguments of its entrypoint.
    fn arguments(settings: &[(String, String)]) -> Vec<String>;

    /// Where clients reach it.
    fn url(ports: &[u16]) -> String;

    /// Asks a question that only a server answers which is ready for more.
    fn ask(url: String) -> impl Future<Output = Result<(), String>> + Send;

    /// Where the one of this process is kept.
    fn shared() -> &'static Shared<Self>;
}

/// The one server of this process, or why there is none.
#[derive(Debug)]
pub struct Shared<K>(OnceCell<Result<Server<K>, Refusal>>);

impl<K> Shared<K> {
    /// None yet.
    pub const fn none() -> Self {
        Self(OnceCell::const_new())
    }
}

/// A running server. It listens on 127.0.0.1 and keeps address and data when it is stopped and started again.
pub struct Server<K> {
    url: String,
    // None: the user's own, which is not ours to touch.
    ours: Option<Ours>,
    kind: PhantomData<K>,
}

#[derive(Debug)]
struct Ours {
    container: Container,
    authority: PathBuf,
}

/// Without the URL: the user's own may hold a password.
impl<K> Debug for Server<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("ours", &self.ours).finish_non_exhaustive()
    }
}

impl<K: Kind> Server<K> {
    /// The server of this test binary, ready. `None`: there is none here and it has been said why, so the test returns.
    pub async fn shared() -> Option<&'static Self> {
        let shared = on_own_runtime(async {
            let start = async || match std::env::var(K::RECIPE.variable("URL")) {
                Ok(url) => Self::of_the_user(url).await,
                Err(_) => Self::launch(&[]).await,
            };
            K::shared().0.get_or_init(start).await
        });
        shared.await.as_ref().map_or_else(|refusal| refusal.skip(K::RECIPE.name), Some)
    }

    /// A server that only the caller knows, ready. It is removed when it is dropped.
    pub async fn own() -> Option<Self> {
        Self::own_with(&[]).await
    }

    /// The same with settings of the server, such as `("fsync", "off")` or `("log.retention.ms", "1000")`.
    pub async fn own_with(settings: &[(&str, &str)]) -> Option<Self> {
        let variable = K::RECIPE.variable("URL");
        if std::env::var_os(&variable).is_some() {
            let why =
                format!("{variable} names a server that tests must not stop: those that do are skipped");
            return Refusal::NotOurs(why).skip(K::RECIPE.name);
        }
        let settings =
            Vec::from_iter(settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        let started = on_own_runtime(async move { Self::launch(&settings).await });
        started.await.map_or_else(|refusal| refusal.skip(K::RECIPE.name), Some)
    }

    /// A PEM file with the authority that signed the server's certificate, which is for `localhost` and `127.0.0.1`.
    ///
    /// # Panics
    /// With the user's own server.
    pub fn ca_certificate(&self) -> &Path {
        &self.ours().authority
    }

    /// Stops the server in order and starts it again; returns when it answers.
    pub async fn restart(&self) {
        self.stop().await;
        self.start().await;
    }

    /// Ends the server at once, as a crash does.
    pub async fn kill(&self) {
        self.ours().container.kill().await;
    }

    /// Ends the server in order.
    pub async fn stop(&self) {
        self.ours().container.stop().await;
    }

    /// Starts the server after [`stop`](Self::stop) or [`kill`](Self::kill); returns when it answers.
    pub async fn start(&self) {
        self.ours().container.start().await;
        if let Err(refusal) = self.answers().await {
            refusal.skip::<()>(K::RECIPE.name);
        }
    }

    /// Freezes the server: connections stay, nothing answers.
    pub async fn pause(&self) {
        self.ours().container.pause().await;
    }

    /// Lets a frozen server go on.
    pub async fn unpause(&self) {
        self.ours().container.unpause().await;
    }

    /// Where clients reach it.
    pub(crate) fn address(&self) -> &str {
        &self.url
    }

    /// The ports of this host, in the order of [`Recipe::ports`].
    pub(crate) fn ports(&self) -> &[u16] {
        self.ours().container.ports()
    }

    async fn of_the_user(url: String) -> Result<Self, Refusal> {
        let server = Self { url, ours: None, kind: PhantomData };
        server.answers().await.map(|()| server)
    }

    async fn launch(settings: &[(String, String)]) -> Result<Self, Refusal> {
        let environment = |ports: &[u16]| K::environment(ports, settings);
        let container = Container::run(&K::RECIPE, environment, K::arguments(settings)).await?;
        let url = K::url(container.ports());
        let authority = Reaper::of_this_process().folder().join(format!("{}.pem", container.id()));
        let server = Self { url, ours: Some(Ours { container, authority }), kind: PhantomData };
        server.answers().await?;
        let ours = server.ours();
        let certificate = ours.container.read(K::AUTHORITY).await;
        std::fs::write(&ours.authority, certificate).map_err(|error| Refusal::Broken(error.to_string()))?;
        Ok(server)
    }

    async fn answers(&self) -> Result<(), Refusal> {
        let ask = || K::ask(self.url.clone());
        let Some(Ours { container, .. }) = &self.ours else {
            let variable = K::RECIPE.variable("URL");
            let answer = until_ready(Duration::from_secs(15), ask, async || true).await;
            return answer
                .map_err(|no| Refusal::Broken(format!("no answer from the server of {variable}: {no}")));
        };
        // A busy machine starts several at once.
        let answer = until_ready(Duration::from_secs(120), ask, async || container.is_running().await).await;
        let Err(no) = answer else { return Ok(()) };
        Err(Refusal::Broken(format!("does not answer: {no}\n{}", container.log().await)))
    }

    fn ours(&self) -> &Ours {
        let Some(ours) = &self.ours else {
            panic!("{} names a server that is not ours: take `own` for this", K::RECIPE.variable("URL"));
        };
        ours
    }
}
