//! Appending to files, and flushing what was appended.

use crate::{
    arm::data_plane::{
        DataError,
        answer::DataAnswer,
        blob::write,
        dfs,
        dfs::path,
        request::{DataCall, DataStep},
    },
    engine::{Command, rbac::action},
};

pub fn append(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    call.require_data(action::WRITE_BLOBS)?;
    dfs::check_hierarchical(call)?;
    if asked.flag("flush")? {
        return Err(DataError::NotImplemented { what: "Flushing while appending".to_string() });
    }
    let command = Command::AppendToFile {
        container: asked.container_id(),
        path: asked.path.clone(),
        position: position(call)?,
        content: asked.content(),
    };
    DataStep::submit(command, |_| Ok(DataAnswer::empty(202).with("x-ms-request-server-encrypted", "true")))
}

fn position(call: &DataCall<'_>) -> Result<u64, DataError> {
    const NAME: &str = "position";
    call.asked.number(NAME, 0)?.ok_or(DataError::MissingQuery { name: NAME })
}

pub fn flush(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    write::check_conditions(call)?;
    dfs::check_hierarchical(call)?;
    // Whether the file is closed is told to those who wait for its event; nobody does here.
    asked.flag("close")?;
    let command = Command::FlushFile {
        container: asked.container_id(),
        path: asked.path.clone(),
        position: position(call)?,
        keep_rest: asked.flag("retainUncommittedData")?,
        content_type: asked.header("x-ms-content-type").map(str::to_string),
    };
    DataStep::submit(command, path::updated)
}
