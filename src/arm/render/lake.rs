//! Directories and files, over the Data Lake endpoint; and what either endpoint does with a path.

use super::{
    Az, Rendered,
    blobs::{
        Facts, Place, by_rest, delete_blob, pairs, put_blob, set_metadata, set_tier, signed_in, versioned,
        with_length,
    },
    storage::account_of,
};
use crate::{
    arm::data_plane::{Endpoint, dfs::acl},
    base::{ArmId, HttpRequest, Method},
    content::Content,
    engine::{
        query::Viewer,
        request::Command,
        storage::{Acl, BlobPath, staging::DEFAULT_TIER},
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use std::collections::BTreeMap;

/// The requests: several where several things of a path are set.
pub fn render(viewer: &Viewer<'_>, command: &Command) -> Vec<Rendered> {
    let rendered = match command {
        Command::PutFile { container, path, content, content_type, tier, metadata, overwrite } => {
            let facts = Facts { content_type, tier: *tier, metadata };
            return put_file(viewer, &Place { container, path }, content, &facts, *overwrite);
        }
        Command::CreateDirectory { container, path } => {
            let place = Place { container, path };
            let az = of_file_system("directory create", container).option("--name", path);
            signed_in(request(&place, Method::Put, "resource=directory"), az)
        }
        Command::AppendToFile { container, path, position, content } => {
            let place = Place { container, path };
            let query = format!("action=append&position={position}");
            by_rest(with_length(request(&place, Method::Patch, &query), content))
        }
        Command::FlushFile { container, path, position, keep_rest, content_type } => {
            let place = Place { container, path };
            let query = format!("action=flush&position={position}&retainUncommittedData={keep_rest}");
            let request = request(&place, Method::Patch, &query);
            by_rest(match content_type {
                Some(content_type) => request.with_header("x-ms-content-type", content_type),
                None => request,
            })
        }
        Command::RenamePath { container, path, to, overwrite } => {
            rename(viewer, &Place { container, path }, to, *overwrite)
        }
        Command::DeletePath { container, path } => delete(viewer, &Place { container, path }),
        Command::DeleteBlob { container, path, with_snapshots } => {
            delete_blob(&Place { container, path }, *with_snapshots)
        }
        Command::SetPathProperties { container, path, tier, metadata, acl } => {
            let place = Place { container, path };
            let tier = tier.map(|tier| set_tier(&place, tier, None));
            let metadata = metadata.as_ref().map(|metadata| set_metadata(&place, metadata));
            let acl = acl.as_ref().map(|acl| set_acl(&place, acl));
            return tier.into_iter().chain(metadata).chain(acl).collect();
        }
        other => unreachable!("{other:?} is rendered elsewhere"),
    };
    vec![rendered]
}

/// A blob is put at once; a file of a data lake is made, appended to and flushed.
fn put_file(
    viewer: &Viewer<'_>,
    place: &Place<'_>,
    content: &Content,
    facts: &Facts<'_>,
    overwrite: bool,
) -> Vec<Rendered> {
    if !is_hierarchical(viewer, place.container) {
        return vec![put_blob(place, content, facts, overwrite)];
    }
    let mut all = vec![create_file(place, facts, overwrite)];
    if content.size.bytes() > 0 {
        let length = content.size.bytes();
        let append = request(place, Method::Patch, "action=append&position=0");
        let flush = request(place, Method::Patch, &format!("action=flush&position={length}"));
        let without_line = |request| Rendered { request, az: None, bicep: None };
        all.extend([with_length(append, content), flush].map(without_line));
    }
    // A new file is hot, and this endpoint knows no tiers.
    all.extend((facts.tier != DEFAULT_TIER).then(|| set_tier(place, facts.tier, None)));
    all
}

/// The line of the CLI uploads the bytes too.
fn create_file(place: &Place<'_>, facts: &Facts<'_>, overwrite: bool) -> Rendered {
    let request = request(place, Method::Put, "resource=file");
    let request = match facts.content_type {
        "" => request,
        content_type => request.with_header("x-ms-content-type", content_type),
    };
    let request = match facts.metadata.is_empty() {
        true => request,
        false => request.with_header("x-ms-properties", written_properties(facts.metadata)),
    };
    let request = if overwrite { request } else { request.with_header("If-None-Match", "*") };
    let az = of_file_system("file upload", place.container)
        .option("--path", place.path)
        .option("--source", place.name())
        .maybe("--content-type", (!facts.content_type.is_empty()).then_some(facts.content_type));
    let az = if facts.metadata.is_empty() { az } else { az.list("--metadata", pairs(facts.metadata)) };
    signed_in(request, az.option("--overwrite", overwrite))
}

/// `name=Base64,name=Base64`
fn written_properties(metadata: &BTreeMap<String, String>) -> String {
    let pair = |(name, value): (&String, &String)| format!("{name}={}", BASE64_STANDARD.encode(value));
    metadata.iter().map(pair).collect::<Vec<_>>().join(",")
}

fn request(place: &Place<'_>, method: Method, query: &str) -> HttpRequest {
    versioned(HttpRequest::new(method, place.url(Endpoint::Dfs, query)))
}

fn of_file_system(words: &str, container: &ArmId) -> Az {
    Az::new(&format!("storage fs {words}"))
        .option("--account-name", account_of(container).name())
        .option("--file-system", container.name())
}

/// Whether the account has directories: its endpoints tell everybody.
fn is_hierarchical(viewer: &Viewer<'_>, container: &ArmId) -> bool {
    viewer.state.find_account(&account_of(container)).is_ok_and(|account| account.hierarchical_namespace)
}

/// `directory`, or `file`: also where the viewer may not know.
fn kind_of(viewer: &Viewer<'_>, place: &Place<'_>) -> &'static str {
    let state = viewer.state;
    let container =
        viewer.require_files(place.container).and_then(|()| state.find_container(place.container));
    let entry = container.ok().and_then(|row| state.paths.get(&(row.id, BlobPath(place.path.to_string()))));
    if entry.is_some_and(|entry| entry.is_directory()) { "directory" } else { "file" }
}

fn rename(viewer: &Viewer<'_>, place: &Place<'_>, to: &str, overwrite: bool) -> Rendered {
    let file_system = place.container.name();
    let target = Place { container: place.container, path: to };
    let source = super::encoded(&format!("/{file_system}/{}", place.path));
    let request = request(&target, Method::Put, "mode=legacy").with_header("x-ms-rename-source", source);
    let request = if overwrite { request } else { request.with_header("If-None-Match", "*") };
    let kind = kind_of(viewer, place);
    let option = if kind == "directory" { "--name" } else { "--path" };
    let option_new = if kind == "directory" { "--new-directory" } else { "--new-path" };
    let az = of_file_system(&format!("{kind} move"), place.container)
        .option(option, place.path)
        .option(option_new, format!("{file_system}/{to}"));
    signed_in(request, az)
}

/// With everything below it, where there are directories.
fn delete(viewer: &Viewer<'_>, place: &Place<'_>) -> Rendered {
    if !is_hierarchical(viewer, place.container) {
        return delete_blob(place, false);
    }
    let kind = kind_of(viewer, place);
    let option = if kind == "directory" { "--name" } else { "--path" };
    let az = of_file_system(&format!("{kind} delete"), place.container).option(option, place.path);
    signed_in(request(place, Method::Delete, "recursive=true"), az.flag("--yes"))
}

fn set_acl(place: &Place<'_>, acl: &Acl) -> Rendered {
    let entries = acl::written(acl);
    let request = request(place, Method::Patch, "action=setAccessControl")
        .with_header("x-ms-owner", &acl.owner)
        .with_header("x-ms-group", &acl.group)
        .with_header("x-ms-acl", &entries);
    let az = of_file_system("access set", place.container)
        .option("--path", place.path)
        .option("--acl", entries)
        .option("--owner", &acl.owner)
        .option("--group", &acl.group);
    signed_in(request, az)
}
