//! Soft-deleted backup instances.
//!
//! Source: the REST API of Microsoft.DataProtection, "Deleted Backup Instances"; recorded answers.

use super::instance;
use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        call::{Call, Step},
        time,
    },
    base::ArmId,
    engine::{Command, State, protection::DeletedInstance, rbac::action},
};
use serde_json::{Value, json};

fn id(call: &Call<'_>) -> ArmId {
    call.vault().child("deletedBackupInstances", call.capture("instance"))
}

pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::READ_DELETED_INSTANCES, &call.vault())?;
    let state = call.state();
    let vault = state.find_vault(&call.vault())?.id;
    let rows: Vec<&DeletedInstance> = state.deleted_instances_of(vault).collect();
    page(call, &rows, |row| write(state, row))
}

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::READ_DELETED_INSTANCES, &id(call))?;
    let row = call.state().find_deleted_instance(&id(call)).map_err(|_| ApiError::GenericNotFound)?;
    Step::answer(Answer::json(200, write(call.state(), row)))
}

/// Done at once, as recorded.
pub fn undelete(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::UNDELETE_INSTANCE, &id(call))?;
    call.state().find_deleted_instance(&id(call)).map_err(|_| ApiError::GenericNotFound)?;
    Step::submit(Command::UndeleteBackupInstance { instance: id(call) }, |_, _| Ok(Answer::empty(200)))
}

fn write(state: &State, row: &DeletedInstance) -> Value {
    let mut body = instance::write(state, &row.instance);
    body["type"] = json!("Microsoft.DataProtection/backupVaults/deletedBackupInstances");
    body["properties"]["objectType"] = json!("DeletedBackupInstance");
    body["properties"]["deletionInfo"] = json!({
        "deletionTime": time::ticks(row.deletion.at),
        "billingEndDate": time::ticks(row.deletion.at),
        "scheduledPurgeTime": time::ticks(row.deletion.until),
        "deleteActivityID": state.seed().guid("deletion of an instance", row.instance.id.0),
    });
    body
}
