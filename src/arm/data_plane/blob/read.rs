//! Get Blob and Get Blob Properties.

use crate::{
    arm::{
        data_plane::{
            DataError,
            answer::{Body, DataAnswer},
            conditions::{Conditions, Standing},
            headers, range,
            request::{DataCall, DataStep},
        },
        serve::ServedContent,
        time,
    },
    base::Method,
    content::Content,
    engine::{
        query::blob_service::{BlobState, Which},
        refusal::Refusal,
        state::State,
        storage::{
            AccessTier, Acl, BlockRefusal, Container, FileFacts, LeaseKey, LeaseState, PathEntry, PathKind,
            RehydratePriority, history, lease,
        },
    },
};

/// Answers the bytes of a blob, or what is known of it.
pub fn get(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let (account, container) = call.container()?;
    let which = call.asked.which()?;
    let there = call.viewer.blob_state(container.id, &call.asked.path, which)?;
    Conditions::of(call.asked)?.check_read(&standing(&there))?;
    check_lease(call, &(container.id, there.path.clone()))?;
    let mut headers = description(call, container, &there);
    if account.hierarchical_namespace {
        headers.extend(of_path(there.entry));
    }
    let Some(facts) = there.entry.file() else { return directory(call, headers) };
    if call.asked.method == Method::Head {
        let size = facts.size.bytes().to_string();
        return DataStep::answer(DataAnswer::empty(200).with_all(headers).with("Content-Length", size));
    }
    bytes(call, container, &there, facts, headers)
}

fn bytes(
    call: &DataCall<'_>,
    container: &Container,
    there: &BlobState<'_>,
    facts: &FileFacts,
    headers: Vec<(String, String)>,
) -> Result<DataStep, DataError> {
    let version = there.past.map(|(id, _)| id);
    history::facts_to_read(call.state(), container.id, there.path, version)?;
    let size = facts.size.bytes();
    let (range, is_part) = range::of(call.asked, size)?;
    let content = call.state().contents.get(&facts.content).cloned().unwrap_or_else(Content::empty);
    let mut answer = DataAnswer::empty(if is_part { 206 } else { 200 }).with_all(headers);
    if is_part {
        answer = answer.with("Content-Range", format!("bytes {}-{}/{size}", range.start, range.end - 1));
    }
    DataStep::answer(DataAnswer { body: Body::Content(ServedContent { content, range }), ..answer })
}

/// A directory has no bytes; what is known of it can be looked at as if it were an empty blob.
fn directory(call: &DataCall<'_>, headers: Vec<(String, String)>) -> Result<DataStep, DataError> {
    let empty = Content::empty();
    let answer = DataAnswer::empty(200).with_all(headers).with("Content-Length", "0");
    DataStep::answer(match call.asked.method {
        Method::Head => answer,
        _ => DataAnswer { body: Body::Content(ServedContent { content: empty, range: 0..0 }), ..answer },
    })
}

pub fn standing(there: &BlobState<'_>) -> Standing {
    Standing { etag: headers::etag(there.entry.etag), modified_at: there.entry.modified_at }
}

/// `ETag` and `Last-Modified`.
pub fn validators(there: &BlobState<'_>) -> Vec<(String, String)> {
    vec![
        ("ETag".to_string(), headers::etag(there.entry.etag)),
        ("Last-Modified".to_string(), time::header(there.entry.modified_at)),
    ]
}

/// Everything that is known of a blob but its length.
fn description(call: &DataCall<'_>, container: &Container, there: &BlobState<'_>) -> Vec<(String, String)> {
    let entry = there.entry;
    let mut headers = validators(there);
    let mut add = |name: &str, value: String| headers.push((name.to_string(), value));
    add("Accept-Ranges", "bytes".to_string());
    add("x-ms-creation-time", time::header(entry.created_at));
    add("x-ms-blob-type", "BlockBlob".to_string());
    add("x-ms-server-encrypted", "true".to_string());
    let is_current = there.past.is_none();
    let key = (container.id, there.path.clone());
    if is_current {
        let state = lease::state_of(call.state(), &key, call.viewer.now);
        add("x-ms-lease-status", lease_status(state).to_string());
        add("x-ms-lease-state", lease_state(state).to_string());
        if let Some(duration) = lease_duration(call.state(), &key, state) {
            add("x-ms-lease-duration", duration.to_string());
        }
    }
    if let Some(facts) = entry.file() {
        add("Content-Type", facts.content_type.to_string());
        add("x-ms-access-tier", facts.tier.display_name().to_string());
        if let Some((status, priority)) = archive_status(call.state(), &key).filter(|_| is_current) {
            add("x-ms-archive-status", status);
            add("x-ms-rehydrate-priority", priority.display_name().to_string());
        }
    }
    match (call.asked.which(), entry.version) {
        (Ok(Which::Snapshot(id)), _) => add("x-ms-snapshot", id.to_string()),
        (Ok(Which::Version(id)), _) => add("x-ms-version-id", id.to_string()),
        (_, Some(id)) => add("x-ms-version-id", id.to_string()),
        (_, None) => {}
    }
    if entry.version.is_some() && is_current {
        add("x-ms-is-current-version", "true".to_string());
    }
    headers.extend(headers::metadata_headers(&entry.metadata));
    headers
}

/// What a path of a data lake has besides.
fn of_path(entry: &PathEntry) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    let mut add = |name: &str, value: String| headers.push((name.to_string(), value));
    add("x-ms-resource-type", resource_type(entry).to_string());
    if entry.is_directory() {
        add("x-ms-meta-hdi_isfolder", "true".to_string());
    }
    if let Some(acl) = entry.acl.as_deref() {
        add("x-ms-owner", acl.owner.clone());
        add("x-ms-group", acl.group.clone());
        add("x-ms-permissions", Acl::permissions(acl));
    }
    headers
}

pub fn resource_type(entry: &PathEntry) -> &'static str {
    match entry.kind {
        PathKind::Directory => "directory",
        PathKind::File(_) => "file",
    }
}

/// A reader that names a lease means that it holds.
fn check_lease(call: &DataCall<'_>, key: &LeaseKey) -> Result<(), DataError> {
    let Some(named) = headers::guid(call.asked, "x-ms-lease-id")? else { return Ok(()) };
    let path = key.1.to_string();
    let held = match lease::state_of(call.state(), key, call.viewer.now) {
        LeaseState::Leased | LeaseState::Breaking => call.state().leases.get(key),
        LeaseState::Available | LeaseState::Expired | LeaseState::Broken => None,
    };
    let refusal = match held {
        Some(lease) if lease.id == named => return Ok(()),
        Some(_) => BlockRefusal::LeaseMismatch { path },
        None => BlockRefusal::NoLease { path },
    };
    Err(Refusal::from(refusal).into())
}

pub fn lease_status(state: LeaseState) -> &'static str {
    match state {
        LeaseState::Leased | LeaseState::Breaking => "locked",
        LeaseState::Available | LeaseState::Expired | LeaseState::Broken => "unlocked",
    }
}

pub fn lease_state(state: LeaseState) -> &'static str {
    match state {
        LeaseState::Available => "available",
        LeaseState::Leased => "leased",
        LeaseState::Expired => "expired",
        LeaseState::Breaking => "breaking",
        LeaseState::Broken => "broken",
    }
}

pub fn lease_duration(state: &State, key: &LeaseKey, lease: LeaseState) -> Option<&'static str> {
    let row = state.leases.get(key).filter(|_| lease == LeaseState::Leased)?;
    Some(if row.seconds.is_some() { "fixed" } else { "infinite" })
}

/// `rehydrate-pending-to-hot`, for a blob on its way from the archive tier.
pub fn archive_status(state: &State, key: &LeaseKey) -> Option<(String, RehydratePriority)> {
    let way = state.rehydrations.get(key)?;
    let tier = match way.tier {
        AccessTier::Hot => "hot",
        AccessTier::Cool => "cool",
        AccessTier::Cold => "cold",
        AccessTier::Archive => "archive",
    };
    Some((format!("rehydrate-pending-to-{tier}"), way.priority))
}
