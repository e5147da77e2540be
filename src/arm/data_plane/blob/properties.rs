//! Set Blob Metadata, Set Blob Properties, Set Blob Tier.

use crate::{
    arm::data_plane::{
        DataError,
        answer::DataAnswer,
        blob::write,
        headers as said,
        request::{DataCall, DataStep},
    },
    engine::{
        Command,
        query::blob_service::Which,
        storage::{AccessTier, BlobPath, RehydratePriority, StorageRefusal},
    },
};

pub fn metadata(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    write::check_conditions(call)?;
    let asked = call.asked;
    let mut metadata = said::metadata(asked);
    // It says what a path is, and is not kept as metadata.
    metadata.retain(|name, _| !name.eq_ignore_ascii_case("hdi_isfolder"));
    let command = Command::SetPathProperties {
        container: asked.container_id(),
        path: asked.path.clone(),
        tier: None,
        metadata: Some(metadata),
        acl: None,
    };
    DataStep::submit(command, |call| write::written(call, 200))
}

/// Headers that are not said are cleared, as the service does.
pub fn headers(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    write::check_conditions(call)?;
    let asked = call.asked;
    let command = Command::SetContentType {
        container: asked.container_id(),
        path: asked.path.clone(),
        content_type: asked.header("x-ms-blob-content-type").unwrap_or_default().to_string(),
    };
    DataStep::submit(command, |call| write::written(call, 200))
}

pub fn tier(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    const PRIORITY: &str = "x-ms-rehydrate-priority";
    let asked = call.asked;
    let tier = said::tier(asked)?.ok_or(DataError::MissingHeader { name: "x-ms-access-tier" })?;
    let priority = match asked.header(PRIORITY) {
        None => RehydratePriority::Standard,
        Some(text) => RehydratePriority::ALL
            .into_iter()
            .find(|priority| priority.display_name().eq_ignore_ascii_case(text))
            .ok_or_else(|| DataError::InvalidHeader { name: PRIORITY, value: text.to_string() })?,
    };
    if asked.which()? != Which::Current {
        return Err(DataError::NotImplemented { what: "The tier of a past state".to_string() });
    }
    let (container, path) = (asked.container_id(), asked.path.clone());
    let command = match asked.hierarchical {
        false => Command::SetBlobTier { container, path, tier, priority },
        true => Command::SetPathProperties { container, path, tier: Some(tier), metadata: None, acl: None },
    };
    DataStep::submit(command, tier_set)
}

/// Out of the archive tier it takes a while.
fn tier_set(call: &DataCall<'_>) -> Result<DataAnswer, DataError> {
    let container = call.found_container()?.id;
    let path = BlobPath(call.asked.path.clone());
    let entry = call.state().paths.get(&(container, path.clone()));
    let facts = entry.and_then(|entry| entry.file());
    let facts = facts.ok_or_else(|| StorageRefusal::PathNotFound { path: path.to_string() })?;
    let is_under_way =
        facts.tier == AccessTier::Archive && call.state().rehydrations.contains(&(container, path));
    Ok(DataAnswer::empty(if is_under_way { 202 } else { 200 }))
}
