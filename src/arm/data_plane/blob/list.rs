//! List Containers and List Blobs.

use crate::{
    arm::{
        data_plane::{
            DataError,
            answer::DataAnswer,
            blob::{container, read},
            headers,
            request::{Asked, DataCall, DataStep},
            xml::Xml,
        },
        time,
    },
    engine::{
        limits,
        query::blob_service::{self, BlobListing, BlobState, Including, Listed, Marker},
        rbac::action,
        storage::{Container, DeletedContainer, Deletion, PastKind, VersionId, lease},
    },
};
use base64::{Engine, prelude::BASE64_URL_SAFE};
use std::collections::BTreeMap;

/// What the parameter `include` of a listing may hold; much of it is not there to be shown.
const BLOB_PARTS: [&str; 10] = [
    "copy",
    "deleted",
    "immutabilitypolicy",
    "legalhold",
    "metadata",
    "permissions",
    "snapshots",
    "tags",
    "uncommittedblobs",
    "versions",
];
const CONTAINER_PARTS: [&str; 3] = ["metadata", "deleted", "system"];

fn include(asked: &Asked, known: &[&str]) -> Result<Vec<String>, DataError> {
    let parts =
        asked.parameter("include").unwrap_or_default().split(',').map(|part| part.trim().to_lowercase());
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    match parts.iter().find(|part| !known.contains(&part.as_str())) {
        None => Ok(parts),
        Some(part) if part == "deletedwithversions" => {
            Err(DataError::NotImplemented { what: format!("include={part}") })
        }
        Some(part) => Err(DataError::InvalidQuery { name: "include", value: part.clone() }),
    }
}

/// How many rows a page may have.
///
/// # Errors
/// Not a number of at least one.
pub fn rows_max(asked: &Asked, name: &'static str) -> Result<usize, DataError> {
    let wanted = asked.number::<usize>(name, 1)?;
    Ok(wanted.unwrap_or(limits::LISTED_BLOBS_MAX).min(limits::LISTED_BLOBS_MAX))
}

/// What was asked, as a listing repeats it.
fn heading(call: &DataCall<'_>, container: Option<&str>) -> Xml {
    let asked = call.asked;
    let endpoint = format!("https://{}.blob.core.windows.net/", asked.account_name);
    let mut attributes = vec![("ServiceEndpoint", endpoint.as_str())];
    attributes.extend(container.map(|name| ("ContainerName", name)));
    let mut xml = Xml::document("EnumerationResults", &attributes);
    xml.maybe("Prefix", asked.parameter("prefix"))
        .maybe("Marker", asked.parameter("marker"))
        .maybe("MaxResults", asked.parameter("maxresults"))
        .maybe("Delimiter", asked.parameter("delimiter").filter(|_| container.is_some()));
    xml
}

pub fn containers(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    call.viewer.require(action::READ_CONTAINER, &asked.account)?;
    let parts = include(asked, &CONTAINER_PARTS)?;
    let limit = rows_max(asked, "maxresults")?;
    let account = call.state().find_account(&asked.account)?;
    let (prefix, from) = (asked.parameter("prefix").unwrap_or_default(), container_marker(asked)?);
    let all = blob_service::containers(call.state(), account, parts.iter().any(|part| part == "deleted"));
    let mut rows = all.into_iter().filter(|(row, _)| {
        row.name.starts_with(prefix) && (row.name.as_str(), row.id.0) >= (from.0.as_str(), from.1)
    });
    let mut xml = heading(call, None);
    xml.begin("Containers");
    for (row, deleted) in rows.by_ref().take(limit) {
        write_container(call, &mut xml, row, deleted);
    }
    xml.end();
    let next = rows.next().map(|(row, _)| BASE64_URL_SAFE.encode(format!("{}\n{}", row.name, row.id.0)));
    xml.element("NextMarker", next.unwrap_or_default());
    DataStep::answer(DataAnswer::xml(xml.finish()))
}

fn container_marker(asked: &Asked) -> Result<(String, u64), DataError> {
    let Some(text) = asked.parameter("marker") else { return Ok((String::new(), 0)) };
    let read = decoded(text).and_then(|text| {
        let (name, id) = text.split_once('\n')?;
        Some((name.to_string(), id.parse().ok()?))
    });
    read.ok_or_else(|| invalid_marker("marker", text))
}

fn write_container(call: &DataCall<'_>, xml: &mut Xml, row: &Container, deleted: Option<&DeletedContainer>) {
    let state = lease::state_of(call.state(), &lease::container_key(row.id), call.viewer.now);
    let immutability = call.state().immutability.get(&row.id);
    xml.begin("Container").element("Name", &row.name);
    if deleted.is_some() {
        xml.element("Deleted", "true").element("Version", container::version(row));
    }
    xml.begin("Properties")
        .element("Last-Modified", time::header(row.modified_at))
        .element("Etag", container::etag(row))
        .element("LeaseStatus", read::lease_status(state))
        .element("LeaseState", read::lease_state(state))
        .element("DefaultEncryptionScope", "$account-encryption-key")
        .element("DenyEncryptionScopeOverride", "false")
        .element("HasImmutabilityPolicy", immutability.is_some_and(|row| row.policy.is_some()).to_string())
        .element("HasLegalHold", immutability.is_some_and(|row| !row.holds.is_empty()).to_string())
        .element("ImmutableStorageWithVersioningEnabled", "false");
    write_deletion(call, xml, deleted.map(|row| row.deletion));
    xml.end().end();
}

fn write_deletion(call: &DataCall<'_>, xml: &mut Xml, deletion: Option<Deletion>) {
    if let Some(deletion) = deletion {
        xml.element("DeletedTime", time::header(deletion.at))
            .element("RemainingRetentionDays", deletion.days_left(call.viewer.now).to_string());
    }
}

pub fn blobs(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    let (_, container) = call.container()?;
    let parts = include(asked, &BLOB_PARTS)?;
    let has = |name: &str| parts.iter().any(|part| part == name);
    let from = marker(asked, "marker")?;
    let listing = BlobListing {
        prefix: asked.parameter("prefix").unwrap_or_default(),
        delimiter: asked.parameter("delimiter"),
        including: Including {
            versions: has("versions"),
            snapshots: has("snapshots"),
            deleted: has("deleted"),
            uncommitted: has("uncommittedblobs"),
        },
        from: from.as_ref(),
        limit: rows_max(asked, "maxresults")?,
    };
    let page = blob_service::blobs(call.state(), container.id, &listing);
    let mut xml = heading(call, Some(&container.name));
    xml.begin("Blobs");
    for row in &page.rows {
        match row {
            Listed::Blob(blob) => write_blob(call, container, &mut xml, blob, &listing, has("metadata")),
            Listed::Uncommitted(path) => write_uncommitted(&mut xml, path.as_str()),
            Listed::Folder { prefix, .. } => drop(xml.begin("BlobPrefix").blob_name(prefix).end()),
        }
    }
    xml.end().element("NextMarker", page.next.as_ref().map(written).unwrap_or_default());
    DataStep::answer(DataAnswer::xml(xml.finish()))
}

fn write_blob(
    call: &DataCall<'_>,
    container: &Container,
    xml: &mut Xml,
    blob: &BlobState<'_>,
    listing: &BlobListing<'_>,
    with_metadata: bool,
) {
    let deletion = blob.past.and_then(|(_, past)| past.deletion);
    xml.begin("Blob").blob_name(blob.path.as_str());
    if deletion.is_some() {
        xml.element("Deleted", "true");
    }
    match blob.past.map(|(id, past)| (id, past.kind)) {
        Some((id, PastKind::Snapshot)) => drop(xml.element("Snapshot", id.to_string())),
        Some((id, PastKind::Version)) => drop(xml.element("VersionId", id.to_string())),
        Some((_, PastKind::Base)) => {}
        None => {
            xml.maybe("VersionId", blob.entry.version.map(|id| id.to_string()));
            if listing.including.versions {
                xml.element("IsCurrentVersion", "true");
            }
        }
    }
    write_properties(call, container, xml, blob, deletion);
    if with_metadata || blob.entry.is_directory() {
        write_metadata(xml, &blob.entry.metadata, blob.entry.is_directory());
    }
    xml.end();
}

fn write_properties(
    call: &DataCall<'_>,
    container: &Container,
    xml: &mut Xml,
    blob: &BlobState<'_>,
    deletion: Option<Deletion>,
) {
    let (entry, facts) = (blob.entry, blob.entry.file());
    let key = (container.id, blob.path.clone());
    xml.begin("Properties")
        .element("Creation-Time", time::header(entry.created_at))
        .element("Last-Modified", time::header(entry.modified_at))
        .element("Etag", headers::etag(entry.etag).trim_matches('"'))
        .element("Content-Length", facts.map_or(0, |facts| facts.size.bytes()).to_string())
        .maybe("Content-Type", facts.map(|facts| facts.content_type.as_str()))
        .element("BlobType", "BlockBlob");
    if call.asked.hierarchical {
        xml.element("ResourceType", read::resource_type(entry));
    }
    xml.maybe("AccessTier", facts.map(|facts| facts.tier.display_name()));
    if blob.past.is_none() {
        let state = lease::state_of(call.state(), &key, call.viewer.now);
        xml.element("LeaseStatus", read::lease_status(state))
            .element("LeaseState", read::lease_state(state))
            .maybe("LeaseDuration", read::lease_duration(call.state(), &key, state));
        if let Some((status, priority)) = read::archive_status(call.state(), &key) {
            xml.element("ArchiveStatus", status).element("RehydratePriority", priority.display_name());
        }
    }
    write_deletion(call, xml, deletion);
    xml.element("ServerEncrypted", "true").end();
}

fn write_metadata(xml: &mut Xml, metadata: &BTreeMap<String, String>, is_directory: bool) {
    xml.begin("Metadata");
    if is_directory {
        xml.element("hdi_isfolder", "true");
    }
    for (name, value) in metadata {
        xml.element(name, value);
    }
    xml.end();
}

fn write_uncommitted(xml: &mut Xml, path: &str) {
    xml.begin("Blob").blob_name(path).begin("Properties");
    xml.element("Content-Length", "0").element("BlobType", "BlockBlob").end().end();
}

/// Where a page begins, as the page before it wrote it.
///
/// # Errors
/// No page wrote this.
pub fn marker(asked: &Asked, name: &'static str) -> Result<Option<Marker>, DataError> {
    let Some(text) = asked.parameter(name) else { return Ok(None) };
    let read = decoded(text).and_then(|text| {
        let (behind, path) = text.split_once('\n')?;
        let behind =
            if behind.is_empty() { None } else { Some(VersionId::from_ticks(behind.parse().ok()?)?) };
        Some(Marker { path: path.to_string(), behind })
    });
    read.map(Some).ok_or_else(|| invalid_marker(name, text))
}

pub fn written(marker: &Marker) -> String {
    let behind = marker.behind.map(|id| id.ticks().to_string()).unwrap_or_default();
    BASE64_URL_SAFE.encode(format!("{behind}\n{}", marker.path))
}

fn decoded(text: &str) -> Option<String> {
    String::from_utf8(BASE64_URL_SAFE.decode(text).ok()?).ok()
}

fn invalid_marker(name: &'static str, text: &str) -> DataError {
    DataError::InvalidQuery { name, value: text.to_string() }
}
