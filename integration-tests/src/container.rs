//! One server in a container.

use testcontainers_modules::testcontainers::core::{ContainerPort, ImageExt};
use testcontainers_modules::testcontainers::runners::AsyncRunner;
use testcontainers_modules::testcontainers::{
    ContainerAsync, ContainerRequest, CopyTargetOptions, GenericImage, TestcontainersError,
};
use tokio::process::Command;
use tokio::sync::oneshot;

use crate::image::{self, Image};
use crate::own_runtime::spawn;
use crate::ports;
use crate::reaper::{LABEL, Reaper};
use crate::refusal::Refusal;

/// How often other ports are tried when somebody was faster.
const ATTEMPTS: usize = 5;

/// What a server is started from.
#[derive(Debug)]
pub struct Recipe {
    /// The folder in `docker/`, which is the image's name.
    pub name: &'static str,
    /// The ports it listens on in the container.
    pub ports: &'static [u16],
    /// How many ports of this host are set aside besides, for proxies whose port the server has to know.
    pub proxies: usize,
    /// What an image that we have not built is given of the folder: the entrypoint and what it reads.
    pub files: &'static [&'static str],
    /// Whom the entrypoint runs as in such an image.
    pub user: Option<&'static str>,
}

impl Recipe {
    /// The environment variable of this server that ends so.
    pub(crate) fn variable(&self, end: &str) -> String {
        format!("AQUEDUCT_{}_{end}", self.name.to_uppercase())
    }
}

/// A container, which is removed when this is dropped or the process ends.
#[derive(Debug)]
pub(crate) struct Container {
    id: String,
    ports: Vec<u16>,
    // Dropping it ends the wait of whoever removes the container.
    _wanted: oneshot::Sender<()>,
}

impl Container {
    /// Starts a new one, and does not wait until its server answers. Belongs on the containers' own runtime.
    pub(crate) async fn run(
        recipe: &Recipe,
        environment: impl Fn(&[u16]) -> Vec<(String, String)>,
        arguments: Vec<String>,
    ) -> Result<Self, Refusal> {
        let image = Image::of(recipe).await?;
        let mut failure = String::new();
        for _ in 0..ATTEMPTS {
            let ports = ports::free(recipe.ports.len() + recipe.proxies);
            let request = request(recipe, &image, &ports).with_cmd(&arguments);
            let request = environment(&ports)
                .into_iter()
                .fold(request, |request, (name, value)| request.with_env_var(name, value));
            match request.start().await {
                Ok(running) => return Ok(Self::of(running, ports)),
                Err(error) => failure = chain(&error),
            }
            if !failure.contains("already allocated") && !failure.contains("address already in use") {
                break;
            }
        }
        let Image { name, tag, .. } = image;
        Err(Refusal::Broken(format!("no container of {name}:{tag}: {failure}")))
    }

    fn of(running: ContainerAsync<GenericImage>, ports: Vec<u16>) -> Self {
        let (wanted, unwanted) = oneshot::channel();
        let id = running.id().to_owned();
        // Removed where it was started: on a test's runtime that takes until a request of it times out.
        spawn(async move {
            let _ = unwanted.await;
            // What stays is removed when the process ends.
            let _ = running.rm().await;
        });
        Self { id, ports, _wanted: wanted }
    }

    /// Its name in Docker.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The ports of this host, in the order of [`Recipe::ports`], and those that are set aside. They stay the same over
    /// restarts.
    pub(crate) fn ports(&self) -> &[u16] {
        &self.ports
    }

    /// Starts the stopped container again; its server may not answer yet.
    pub(crate) async fn start(&self) {
        self.docker(&["start"], &[]).await;
    }

    /// Asks the server to end, and waits until it has.
    pub(crate) async fn stop(&self) {
        self.docker(&["stop", "--time", "30"], &[]).await;
    }

    /// Ends the server at once, with SIGKILL.
    pub(crate) async fn kill(&self) {
        self.docker(&["kill"], &[]).await;
    }

    /// Freezes its processes: connections stay, nothing answers.
    pub(crate) async fn pause(&self) {
        self.docker(&["pause"], &[]).await;
    }

    /// Lets frozen processes go on.
    pub(crate) async fn unpause(&self) {
        self.docker(&["unpause"], &[]).await;
    }

    /// Whether its server's process is there.
    pub(crate) async fn is_running(&self) -> bool {
        self.docker(&["inspect", "--format", "{{.State.Running}}"], &[]).await.trim() == "true"
    }

    /// A text file in the container.
    pub(crate) async fn read(&self, path: &str) -> String {
        self.docker(&["exec"], &["cat", path]).await
    }

    /// The end of what the server wrote.
    pub(crate) async fn log(&self) -> String {
        self.docker(&["logs", "--tail", "20"], &[]).await
    }

    /// What Docker's command line says, with this container's name between the arguments.
    async fn docker(&self, before: &[&str], after: &[&str]) -> String {
        let output = Command::new("docker").args(before).arg(&self.id).args(after).output().await;
        let output = output.unwrap_or_else(|error| panic!("docker: {error}"));
        let said =
            [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        assert!(output.status.success(), "docker {before:?} {}: {said}", self.id);
        said
    }
}

fn request(recipe: &Recipe, image: &Image, ports: &[u16]) -> ContainerRequest<GenericImage> {
    let mut request = if image.foreign { foreign(recipe, image) } else { generic(image).into() }
        .with_label(LABEL, Reaper::of_this_process().token())
        .with_host_config_modifier(|host| {
            let bindings =
                host.port_bindings.iter_mut().flat_map(|ports| ports.values_mut().flatten().flatten());
            bindings.for_each(|binding| binding.host_ip = Some("127.0.0.1".into()));
        });
    for (outside, inside) in ports.iter().zip(recipe.ports) {
        request = request.with_mapped_port(*outside, ContainerPort::Tcp(*inside));
    }
    request
}

fn generic(image: &Image) -> GenericImage {
    GenericImage::new(image.name.clone(), image.tag.clone())
}

/// Somebody else's image knows nothing of our settings: our entrypoint runs what is in it.
fn foreign(recipe: &Recipe, image: &Image) -> ContainerRequest<GenericImage> {
    let folder = "/aqueduct";
    let image = generic(image).with_entrypoint(&format!("{folder}/entrypoint.sh"));
    let mut request = ContainerRequest::from(image);
    for file in recipe.files {
        let target = CopyTargetOptions::new(format!("{folder}/{file}")).with_mode(0o755);
        request = request.with_copy_to(target, image::recipe(recipe.name).join(file));
    }
    match recipe.user {
        Some(user) => request.with_user(user),
        None => request,
    }
}

fn chain(error: &TestcontainersError) -> String {
    let mut all = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        all = format!("{all}: {cause}");
        next = cause.source();
    }
    all
}
