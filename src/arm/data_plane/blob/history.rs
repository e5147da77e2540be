//! Deleting, undeleting and snapshots.

use crate::{
    arm::data_plane::{
        DataError,
        answer::DataAnswer,
        blob::{read, write},
        conditions::Conditions,
        request::{DataCall, DataStep},
    },
    engine::{
        Command,
        query::blob_service::Which,
        rbac::action,
        refusal::Refusal,
        storage::{BlobPath, BlobRefusal, PastKind, StorageRefusal, past},
    },
};

pub fn delete(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    const SNAPSHOTS: &str = "x-ms-delete-snapshots";
    let asked = call.asked;
    if asked.parameter("deletetype").is_some() {
        return Err(DataError::NotImplemented { what: "Permanent deletion".to_string() });
    }
    call.require_data(action::DELETE_BLOBS)?;
    let snapshots = asked.header(SNAPSHOTS);
    if let Some(value) = snapshots.filter(|value| !["include", "only"].contains(value)) {
        return Err(DataError::InvalidHeader { name: SNAPSHOTS, value: value.to_string() });
    }
    let which = asked.which()?;
    let container = call.found_container()?.id;
    let there = call.viewer.blob_state(container, &asked.path, which)?;
    Conditions::of(asked)?.check_write(Some(&read::standing(&there)))?;
    let (container, path) = (asked.container_id(), asked.path.clone());
    let command = match (which, snapshots) {
        (Which::Version(version), None) => Command::DeleteBlobVersion { container, path, version },
        (Which::Snapshot(id), None) => Command::DeleteBlobSnapshots { container, path, snapshot: Some(id) },
        (Which::Current, Some("only")) => Command::DeleteBlobSnapshots { container, path, snapshot: None },
        (Which::Current, with) => {
            Command::DeleteBlob { container, path, with_snapshots: with == Some("include") }
        }
        (Which::Version(_) | Which::Snapshot(_), Some(value)) => {
            return Err(DataError::InvalidHeader { name: SNAPSHOTS, value: value.to_string() });
        }
    };
    DataStep::submit(command, |_| Ok(DataAnswer::empty(202).with("x-ms-delete-type-permanent", "false")))
}

pub fn undelete(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    let command = Command::UndeleteBlob { container: asked.container_id(), path: asked.path.clone() };
    DataStep::submit(command, |_| Ok(DataAnswer::empty(200)))
}

pub fn snapshot(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    if asked.headers.iter().any(|(name, _)| name.to_ascii_lowercase().starts_with("x-ms-meta-")) {
        return Err(DataError::NotImplemented { what: "Other metadata for a snapshot".to_string() });
    }
    write::check_conditions(call)?;
    let command = Command::CreateBlobSnapshot { container: asked.container_id(), path: asked.path.clone() };
    DataStep::submit(command, snapshot_taken)
}

fn snapshot_taken(call: &DataCall<'_>) -> Result<DataAnswer, DataError> {
    let container = call.found_container()?.id;
    let mut kept = past::of_blob(call.state(), container, &BlobPath(call.asked.path.clone())).rev();
    let newest = kept.find(|(_, past)| past.kind == PastKind::Snapshot && past.deletion.is_none());
    let path = call.asked.path.clone();
    let gone = || Refusal::from(StorageRefusal::Blob(BlobRefusal::BlobNotFound { path, version: None }));
    let id = newest.map(|(key, _)| key.id).ok_or_else(gone)?;
    Ok(write::written(call, 201)?.with("x-ms-snapshot", id.to_string()))
}
