//! Put Blob.

use crate::{
    arm::data_plane::{
        DataError,
        answer::DataAnswer,
        blob::read,
        conditions::{Conditions, Standing},
        headers,
        request::{Asked, DataCall, DataStep},
    },
    engine::{Command, query::blob_service::Which, rbac::action, storage::staging::DEFAULT_TIER},
};

pub fn put(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    const KIND: &str = "x-ms-blob-type";
    let asked = call.asked;
    match asked.header(KIND) {
        None => return Err(DataError::MissingHeader { name: KIND }),
        Some(kind) if kind.eq_ignore_ascii_case("BlockBlob") => {}
        Some(kind @ ("PageBlob" | "AppendBlob")) => {
            return Err(DataError::NotImplemented { what: kind.to_string() });
        }
        Some(other) => return Err(DataError::InvalidHeader { name: KIND, value: other.to_string() }),
    }
    check_conditions(call)?;
    let command = Command::PutFile {
        container: asked.container_id(),
        path: asked.path.clone(),
        content: asked.content(),
        content_type: content_type(asked),
        tier: headers::tier(asked)?.unwrap_or(DEFAULT_TIER),
        metadata: headers::metadata(asked),
        overwrite: true,
    };
    DataStep::submit(command, |call| written(call, 201))
}

/// What a blob is served as: as its header says, else as that of the request does.
pub fn content_type(asked: &Asked) -> String {
    let said = asked.header("x-ms-blob-content-type").or_else(|| asked.header("Content-Type"));
    said.unwrap_or_default().to_string()
}

/// Holds the conditions of a writer against what there is. Who may not write is told that and nothing else.
///
/// # Errors
/// Not authorized; no such container; 409 or 412.
pub fn check_conditions(call: &DataCall<'_>) -> Result<(), DataError> {
    call.require_data(action::WRITE_BLOBS)?;
    let conditions = Conditions::of(call.asked)?;
    conditions.check_write(standing(call)?.as_ref())
}

/// What stands where a request writes.
///
/// # Errors
/// No such container.
pub fn standing(call: &DataCall<'_>) -> Result<Option<Standing>, DataError> {
    let container = call.found_container()?.id;
    let there = call.viewer.blob_state(container, &call.asked.path, Which::Current);
    Ok(there.ok().map(|there| read::standing(&there)))
}

/// Tells of the blob as it is now.
///
/// # Errors
/// It is gone already.
pub fn written(call: &DataCall<'_>, status: u16) -> Result<DataAnswer, DataError> {
    let container = call.found_container()?.id;
    let there = call.viewer.blob_state(container, &call.asked.path, Which::Current)?;
    let mut answer = DataAnswer::empty(status)
        .with_all(read::validators(&there))
        .with("x-ms-request-server-encrypted", "true");
    if let Some(version) = there.entry.version {
        answer = answer.with("x-ms-version-id", version.to_string());
    }
    Ok(answer)
}
