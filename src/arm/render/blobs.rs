//! Blobs, over the Blob service of their account.

use super::{Az, Rendered, Rendering, encoded, storage::account_of, versions};
use crate::{
    arm::data_plane::{Endpoint, blob::container},
    base::{ArmId, HttpRequest, Method},
    content::Content,
    engine::{
        ids::ContainerId,
        request::Command,
        storage::{AccessTier, BlockId, BlockSource, LeaseAction, RehydratePriority, VersionId},
    },
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Who asks for tokens for the data plane, not for keys.
const SIGNED_IN: (&str, &str) = ("--auth-mode", "login");

pub fn render(command: &Command) -> Rendered {
    match command {
        Command::StageBlock { container, path, block, content } => {
            let id = utf8_percent_encode(&block.0, NON_ALPHANUMERIC);
            let request = Place { container, path }.request(Method::Put, &format!("comp=block&blockid={id}"));
            by_rest(with_length(request, content))
        }
        Command::CommitBlockList { container, path, blocks, content_type, tier, metadata } => {
            let request = Place { container, path }.request(Method::Put, "comp=blocklist");
            let request = (Facts { content_type, tier: *tier, metadata }).add_to(request);
            by_rest(
                HttpRequest { body: block_list(blocks).into_bytes(), ..request }
                    .with_header("Content-Type", "application/xml"),
            )
        }
        Command::SetContentType { container, path, content_type } => {
            let place = Place { container, path };
            let request = place.request(Method::Put, "comp=properties");
            let request = request.with_header("x-ms-blob-content-type", content_type);
            place.line("blob update", request, |az| az.option("--content-type", content_type))
        }
        Command::SetBlobTier { container, path, tier, priority } => {
            set_tier(&Place { container, path }, *tier, Some(*priority))
        }
        Command::UndeleteContainer { account, name, version } => undelete_container(account, name, *version),
        Command::UndeleteBlob { container, path } => {
            let place = Place { container, path };
            place.line("blob undelete", place.request(Method::Put, "comp=undelete"), |az| az)
        }
        Command::PromoteBlobVersion { container, path, version } => {
            promote(&Place { container, path }, *version)
        }
        Command::DeleteBlobVersion { container, path, version } => {
            let place = Place { container, path };
            let request = place.request(Method::Delete, &format!("versionid={version}"));
            place.line("blob delete", request, |az| az.option("--version-id", version))
        }
        Command::CreateBlobSnapshot { container, path } => {
            let place = Place { container, path };
            place.line("blob snapshot", place.request(Method::Put, "comp=snapshot"), |az| az)
        }
        Command::DeleteBlobSnapshots { container, path, snapshot } => {
            delete_snapshots(&Place { container, path }, *snapshot)
        }
        Command::Lease { container, path, action } => lease(container, path.as_deref(), action),
        other => unreachable!("{other:?} is rendered elsewhere"),
    }
}

/// Where a blob, directory or file lies.
pub struct Place<'a> {
    pub container: &'a ArmId,
    /// Empty for the container itself.
    pub path: &'a str,
}

impl Place<'_> {
    pub fn account(&self) -> String {
        account_of(self.container).name().to_string()
    }

    /// The last part of the path: what a file of one's own is called.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    pub fn url(&self, endpoint: Endpoint, query: &str) -> String {
        let path = encoded(&format!("{}/{}", self.container.name(), self.path));
        let joint = if query.is_empty() { "" } else { "?" };
        let (path, service) = (path.trim_end_matches('/'), endpoint.name());
        format!("https://{}.{service}.core.windows.net/{path}{joint}{query}", self.account())
    }

    /// A request to the Blob service.
    pub fn request(&self, method: Method, query: &str) -> HttpRequest {
        versioned(HttpRequest::new(method, self.url(Endpoint::Blob, query)))
    }

    /// The request, with a line about a blob of a container.
    pub fn line(&self, words: &str, request: HttpRequest, more: impl FnOnce(Az) -> Az) -> Rendered {
        let az = Az::new(&format!("storage {words}"))
            .option("--account-name", self.account())
            .option("--container-name", self.container.name())
            .option("--name", self.path);
        signed_in(request, more(az))
    }
}

/// With the line that signs in as who gives it.
pub fn signed_in(request: HttpRequest, az: Az) -> Rendered {
    let az = az.option(SIGNED_IN.0, SIGNED_IN.1).build();
    Rendered { request, az: Some(az), bicep: None }
}

pub fn versioned(request: HttpRequest) -> HttpRequest {
    request.with_header("x-ms-version", versions::STORAGE_SERVICES)
}

/// The CLI has no command for it, but one for any request.
pub fn by_rest(request: HttpRequest) -> Rendered {
    let az = Az::new("rest")
        .option("--method", request.method.name().to_lowercase())
        .option("--url", &request.url);
    let headers = request.headers.iter().map(|(name, value)| format!("{name}={value}"));
    let az = az.option("--resource", "https://storage.azure.com/").list("--headers", headers);
    let az = match request.body.is_empty() {
        true => az,
        false => az.option("--body", String::from_utf8_lossy(&request.body)),
    };
    Rendered { request, az: Some(az.build()), bicep: None }
}

/// The bytes are the sender's: only their length is said.
pub fn with_length(request: HttpRequest, content: &Content) -> HttpRequest {
    request.with_header("Content-Length", content.size.bytes().to_string())
}

/// The request in the name of who holds a lease.
pub fn with_lease(rendering: Rendering, lease: Uuid) -> Rendering {
    let with = |Rendered { request, az, bicep }: Rendered| Rendered {
        request: request.with_header("x-ms-lease-id", lease.to_string()),
        az: az.map(|az| format!("{az} --lease-id {lease}")),
        bicep,
    };
    match rendering {
        Rendering::Requests(all) => Rendering::Requests(all.into_iter().map(with).collect()),
        Rendering::Simulation => Rendering::Simulation,
    }
}

/// Deleting a container over its own endpoint, which knows of leases.
pub fn delete_container(container: &ArmId) -> Rendered {
    let place = Place { container, path: "" };
    let az = Az::new("storage container delete")
        .option("--account-name", place.account())
        .option("--name", container.name());
    signed_in(place.request(Method::Delete, "restype=container"), az)
}

/// What is said of the bytes of a blob.
pub struct Facts<'a> {
    pub content_type: &'a str,
    pub tier: AccessTier,
    pub metadata: &'a BTreeMap<String, String>,
}

impl Facts<'_> {
    fn add_to(&self, request: HttpRequest) -> HttpRequest {
        let request = match self.content_type {
            "" => request,
            content_type => request.with_header("x-ms-blob-content-type", content_type),
        };
        let request = request.with_header("x-ms-access-tier", self.tier.display_name());
        with_metadata(request, self.metadata)
    }
}

fn with_metadata(request: HttpRequest, metadata: &BTreeMap<String, String>) -> HttpRequest {
    let add = |request: HttpRequest, (name, value): (&String, &String)| {
        request.with_header(&format!("x-ms-meta-{name}"), value)
    };
    metadata.iter().fold(request, add)
}

pub fn pairs(metadata: &BTreeMap<String, String>) -> impl Iterator<Item = String> {
    metadata.iter().map(|(name, value)| format!("{name}={value}"))
}

/// All bytes of a blob at once.
pub fn put_blob(place: &Place<'_>, content: &Content, facts: &Facts<'_>, overwrite: bool) -> Rendered {
    let request = place.request(Method::Put, "").with_header("x-ms-blob-type", "BlockBlob");
    let request = with_length(facts.add_to(request), content);
    let request = if overwrite { request } else { request.with_header("If-None-Match", "*") };
    let file = place.name();
    place.line("blob upload", request, |az| {
        let az = az.option("--file", file).option("--tier", facts.tier.display_name());
        let az = az.maybe("--content-type", (!facts.content_type.is_empty()).then_some(facts.content_type));
        let az = if facts.metadata.is_empty() { az } else { az.list("--metadata", pairs(facts.metadata)) };
        az.option("--overwrite", overwrite)
    })
}

fn block_list(blocks: &[(BlockSource, BlockId)]) -> String {
    let block = |(source, id): &(BlockSource, BlockId)| {
        let name = match source {
            BlockSource::Committed => "Committed",
            BlockSource::Uncommitted => "Uncommitted",
            BlockSource::Latest => "Latest",
        };
        // Base64 needs no escapes.
        format!("<{name}>{}</{name}>", id.0)
    };
    let blocks: String = blocks.iter().map(block).collect();
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>{blocks}</BlockList>")
}

/// Another tier for a blob.
pub fn set_tier(place: &Place<'_>, tier: AccessTier, priority: Option<RehydratePriority>) -> Rendered {
    let request =
        place.request(Method::Put, "comp=tier").with_header("x-ms-access-tier", tier.display_name());
    let high = priority.filter(|priority| *priority != RehydratePriority::Standard);
    let request = match high {
        Some(priority) => request.with_header("x-ms-rehydrate-priority", priority.display_name()),
        None => request,
    };
    place.line("blob set-tier", request, |az| {
        az.option("--tier", tier.display_name())
            .maybe("--rehydrate-priority", high.map(RehydratePriority::display_name))
    })
}

/// Other metadata for a blob; all of it.
pub fn set_metadata(place: &Place<'_>, metadata: &BTreeMap<String, String>) -> Rendered {
    let request = with_metadata(place.request(Method::Put, "comp=metadata"), metadata);
    place.line("blob metadata update", request, |az| az.list("--metadata", pairs(metadata)))
}

fn undelete_container(account: &ArmId, name: &str, version: ContainerId) -> Rendered {
    let id = account.child("blobServices/default/containers", name);
    let place = Place { container: &id, path: "" };
    let version = container::version_name(version);
    let request = place
        .request(Method::Put, "restype=container&comp=undelete")
        .with_header("x-ms-deleted-container-name", name)
        .with_header("x-ms-deleted-container-version", &version);
    let az = Az::new("storage container restore")
        .option("--account-name", place.account())
        .option("--name", name)
        .option("--deleted-version", version);
    signed_in(request, az)
}

/// A version is copied over the blob that it is of.
fn promote(place: &Place<'_>, version: VersionId) -> Rendered {
    let source = place.url(Endpoint::Blob, &format!("versionid={version}"));
    let request = place.request(Method::Put, "").with_header("x-ms-copy-source", &source);
    let az = Az::new("storage blob copy start")
        .option("--account-name", place.account())
        .option("--destination-container", place.container.name())
        .option("--destination-blob", place.path)
        .option("--source-uri", source);
    signed_in(request, az)
}

fn delete_snapshots(place: &Place<'_>, snapshot: Option<VersionId>) -> Rendered {
    match snapshot {
        Some(snapshot) => {
            let request = place.request(Method::Delete, &format!("snapshot={snapshot}"));
            place.line("blob delete", request, |az| az.option("--snapshot", snapshot))
        }
        None => {
            let request = place.request(Method::Delete, "").with_header("x-ms-delete-snapshots", "only");
            place.line("blob delete", request, |az| az.option("--delete-snapshots", "only"))
        }
    }
}

/// One blob, with its snapshots where that is asked for.
pub fn delete_blob(place: &Place<'_>, with_snapshots: bool) -> Rendered {
    let request = place.request(Method::Delete, "");
    match with_snapshots {
        true => {
            let request = request.with_header("x-ms-delete-snapshots", "include");
            place.line("blob delete", request, |az| az.option("--delete-snapshots", "include"))
        }
        false => place.line("blob delete", request, |az| az),
    }
}

fn lease(container: &ArmId, path: Option<&str>, action: &LeaseAction) -> Rendered {
    let place = Place { container, path: path.unwrap_or_default() };
    let query = if path.is_some() { "comp=lease" } else { "comp=lease&restype=container" };
    let (verb, said) = lease_words(action);
    let mut request = place.request(Method::Put, query).with_header("x-ms-lease-action", verb);
    let words = if path.is_some() { "storage blob lease" } else { "storage container lease" };
    let mut az = Az::new(&format!("{words} {verb}"))
        .option("--account-name", place.account())
        .option("--container-name", container.name())
        .maybe("--blob-name", path);
    for (header, option, value) in said {
        request = request.with_header(header, &value);
        az = az.option(option, value);
    }
    signed_in(request, az)
}

type Said = (&'static str, &'static str, String);

/// The action, and what else is said of it: by header, and by option.
fn lease_words(action: &LeaseAction) -> (&'static str, Vec<Said>) {
    let id = |lease: &Uuid| ("x-ms-lease-id", "--lease-id", lease.to_string());
    let proposed = |lease: &Uuid| ("x-ms-proposed-lease-id", "--proposed-lease-id", lease.to_string());
    match action {
        LeaseAction::Acquire { seconds, proposed: wanted } => {
            // For ever is -1.
            let seconds = seconds.map_or("-1".to_string(), |seconds| seconds.to_string());
            let duration = ("x-ms-lease-duration", "--lease-duration", seconds);
            ("acquire", std::iter::once(duration).chain(wanted.as_ref().map(proposed)).collect())
        }
        LeaseAction::Renew { lease } => ("renew", vec![id(lease)]),
        LeaseAction::Change { lease, proposed: wanted } => ("change", vec![id(lease), proposed(wanted)]),
        LeaseAction::Release { lease } => ("release", vec![id(lease)]),
        LeaseAction::Break { seconds } => {
            let period =
                |seconds: &u32| ("x-ms-lease-break-period", "--lease-break-period", seconds.to_string());
            ("break", seconds.iter().map(period).collect())
        }
    }
}
