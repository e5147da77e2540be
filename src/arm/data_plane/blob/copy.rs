//! Copying a blob from a URL of the same account. Nothing is copied but what names the bytes: it is done at once.

use crate::{
    arm::data_plane::{
        DataError,
        answer::DataAnswer,
        blob::{read, write},
        conditions::Conditions,
        headers,
        request::{Asked, DataCall, DataStep},
    },
    base::HttpRequest,
    engine::{
        Command,
        storage::{StorageRefusal, history, staging::DEFAULT_TIER},
    },
};

const SOURCE: &str = "x-ms-copy-source";

pub fn start(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    write::check_conditions(call)?;
    let source = source(call)?;
    let from = DataCall { asked: &source, ..*call };
    let (_, container) = from.container()?;
    let there = call.viewer.blob_state(container.id, &source.path, source.which()?)?;
    let held = Conditions::of_source(asked)?.check_write(Some(&read::standing(&there)));
    held.map_err(|_| DataError::SourceConditionNotMet)?;
    let version = there.past.map(|(id, _)| id);
    let facts = history::facts_to_read(call.state(), container.id, there.path, version)?;
    let content = call.state().contents.get(&facts.content);
    let content = content.ok_or_else(|| StorageRefusal::PathNotFound { path: source.path.clone() })?;
    let metadata = headers::metadata(asked);
    let command = Command::PutFile {
        container: asked.container_id(),
        path: asked.path.clone(),
        content: content.clone(),
        content_type: asked
            .header("x-ms-blob-content-type")
            .map_or_else(|| facts.content_type.to_string(), str::to_string),
        tier: headers::tier(asked)?.unwrap_or(DEFAULT_TIER),
        // What is said replaces all of it.
        metadata: if metadata.is_empty() { there.entry.metadata.clone() } else { metadata },
        overwrite: true,
    };
    DataStep::submit(command, copied)
}

fn copied(call: &DataCall<'_>) -> Result<DataAnswer, DataError> {
    // Put Blob From URL is a write like any other.
    if call.asked.header("x-ms-blob-type").is_some() {
        return write::written(call, 201);
    }
    let id = call.state().seed().guid("copy", call.state().world().next_id);
    Ok(write::written(call, 202)?.with("x-ms-copy-id", id.to_string()).with("x-ms-copy-status", "success"))
}

/// What the source names, asked for by the same caller.
fn source(call: &DataCall<'_>) -> Result<Asked, DataError> {
    let url = call.asked.header(SOURCE).unwrap_or_default();
    let mut request = HttpRequest::new(crate::base::Method::Get, url);
    request.headers = call.asked.headers.clone();
    let unreadable = |reason: &str| DataError::CannotVerifyCopySource { reason: reason.to_string() };
    let source = Asked::read(call.state(), &request).map_err(|error| match error {
        DataError::SharedAccessSignature => unreadable("A signed source is not simulated."),
        _ => unreadable("The source is no blob of this world."),
    })?;
    if source.account != call.asked.account {
        return Err(unreadable("Copying from another account is not simulated."));
    }
    Ok(source)
}
