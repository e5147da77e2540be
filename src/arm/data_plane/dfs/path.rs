//! Creating, reading, moving and deleting paths.

use crate::{
    arm::data_plane::{
        DataError,
        answer::DataAnswer,
        blob::{read as blob_read, write},
        conditions::Conditions,
        dfs, headers,
        request::{Asked, DataCall, DataStep},
    },
    content::Content,
    engine::{
        Command,
        query::blob_service::Which,
        rbac::action,
        refusal::Refusal,
        storage::{BlockRefusal, staging::DEFAULT_TIER},
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;

const RENAME_SOURCE: &str = "x-ms-rename-source";

/// What a path may not be made with here.
const NOT_AT_CREATION: [&str; 6] =
    ["x-ms-permissions", "x-ms-umask", "x-ms-acl", "x-ms-owner", "x-ms-group", "x-ms-proposed-lease-id"];

fn check_creation(call: &DataCall<'_>) -> Result<(), DataError> {
    write::check_conditions(call)?;
    dfs::check_hierarchical(call)?;
    match NOT_AT_CREATION.iter().find(|name| call.asked.header(name).is_some()) {
        None => Ok(()),
        Some(name) => Err(DataError::NotImplemented { what: format!("{name} when a path is made") }),
    }
}

pub fn create_directory(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    check_creation(call)?;
    let asked = call.asked;
    if !properties(asked)?.is_empty() {
        return Err(DataError::NotImplemented { what: "x-ms-properties of a directory".to_string() });
    }
    let container = call.found_container()?.id;
    let there = call.viewer.blob_state(container, &asked.path, Which::Current);
    if there.is_ok_and(|there| there.entry.is_directory()) {
        // What is asked for is there already, with what is in it.
        return DataStep::answer(write::written(call, 201)?);
    }
    let command = Command::CreateDirectory { container: asked.container_id(), path: asked.path.clone() };
    DataStep::submit(command, |call| write::written(call, 201))
}

pub fn create_file(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    check_creation(call)?;
    let asked = call.asked;
    let command = Command::PutFile {
        container: asked.container_id(),
        path: asked.path.clone(),
        content: Content::empty(),
        content_type: asked.header("x-ms-content-type").unwrap_or_default().to_string(),
        tier: DEFAULT_TIER,
        metadata: properties(asked)?,
        overwrite: true,
    };
    DataStep::submit(command, |call| write::written(call, 201))
}

/// `name=Base64,name=Base64`
fn properties(asked: &Asked) -> Result<BTreeMap<String, String>, DataError> {
    const NAME: &str = "x-ms-properties";
    let text = asked.header(NAME).unwrap_or_default();
    let invalid = || DataError::InvalidHeader { name: NAME, value: text.to_string() };
    let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        Some((name.to_string(), String::from_utf8(BASE64_STANDARD.decode(value).ok()?).ok()?))
    };
    pairs.map(|text| pair(text).ok_or_else(invalid)).collect()
}

/// The bytes, as the Blob service gives them.
pub fn read(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    call.container()?;
    dfs::check_hierarchical(call)?;
    blob_read::get(call)
}

/// What is known of a path.
pub fn status(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let (_, container) = call.container()?;
    dfs::check_hierarchical(call)?;
    let there = call.viewer.blob_state(container.id, &call.asked.path, Which::Current)?;
    let metadata = &there.entry.metadata;
    let text: Vec<String> =
        metadata.iter().map(|(name, value)| format!("{name}={}", BASE64_STANDARD.encode(value))).collect();
    let step = blob_read::get(call)?;
    match step {
        DataStep::Answer(answer) if !text.is_empty() => {
            DataStep::answer(answer.with("x-ms-properties", text.join(",")))
        }
        other => Ok(other),
    }
}

pub fn delete(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    call.require_data(action::DELETE_BLOBS)?;
    dfs::check_hierarchical(call)?;
    let container = call.found_container()?.id;
    let there = call.viewer.blob_state(container, &asked.path, Which::Current)?;
    Conditions::of(asked)?.check_write(Some(&blob_read::standing(&there)))?;
    let (container, path) = (asked.container_id(), asked.path.clone());
    let command = match asked.flag("recursive")? {
        true => Command::DeletePath { container, path },
        false => Command::DeleteBlob { container, path, with_snapshots: false },
    };
    DataStep::submit(command, |_| Ok(DataAnswer::empty(200)))
}

pub fn rename(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    let target = write::check_conditions(call);
    let is_free = target != Err(DataError::AlreadyThere);
    target?;
    dfs::check_hierarchical(call)?;
    let (filesystem, from) = source(asked)?;
    if filesystem != asked.container {
        return Err(DataError::NotImplemented { what: "Moving to another file system".to_string() });
    }
    if asked.header("x-ms-source-lease-id").is_some() {
        return Err(Refusal::from(BlockRefusal::NoLease { path: from }).into());
    }
    let container = call.found_container()?.id;
    let there = call.viewer.blob_state(container, &from, Which::Current).map_err(|_| {
        DataError::from(crate::engine::storage::StorageRefusal::PathNotFound { path: from.clone() })
    })?;
    let held = Conditions::of_source(asked)?.check_write(Some(&blob_read::standing(&there)));
    held.map_err(|_| DataError::SourceConditionNotMet)?;
    let command = Command::RenamePath {
        container: asked.container_id(),
        path: from,
        to: asked.path.clone(),
        overwrite: is_free,
    };
    DataStep::submit(command, |call| write::written(call, 201))
}

/// `/{filesystem}/{path}`, percent-encoded.
fn source(asked: &Asked) -> Result<(String, String), DataError> {
    let text = asked.header(RENAME_SOURCE).unwrap_or_default();
    let invalid = || DataError::InvalidHeader { name: RENAME_SOURCE, value: text.to_string() };
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    if form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "sig") {
        return Err(DataError::SharedAccessSignature);
    }
    let path = percent_decode_str(path).decode_utf8().map_err(|_| invalid())?;
    let (filesystem, path) = path.trim_start_matches('/').split_once('/').ok_or_else(invalid)?;
    Ok((filesystem.to_string(), path.trim_end_matches('/').to_string()))
}

/// What a writer is told of a path, with its new etag.
pub fn updated(call: &DataCall<'_>) -> Result<DataAnswer, DataError> {
    let container = call.found_container()?.id;
    let there = call.viewer.blob_state(container, &call.asked.path, Which::Current)?;
    let etag = headers::etag(there.entry.etag);
    let modified = crate::arm::time::header(there.entry.modified_at);
    Ok(DataAnswer::empty(200).with("ETag", etag).with("Last-Modified", modified))
}
