//! Management locks at a subscription, a resource group or a resource.
//!
//! A list shows what counts at its scope: its own locks, inherited ones and, unless the filter says `atScope()`, those on
//! what lies below.
//!
//! Source: the REST API of Azure Resource Manager, "Management Locks".

use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        call::{Call, Step},
        filter,
        route::Route,
    },
    base::Method::{Delete, Get, Put},
    engine::{
        Command,
        query::{LockDetail, LockRow, Locks, LocksBelow},
        rbac::action,
        resources::LockLevel,
    },
};
use serde_json::{Value, json};

const LOCK: &str = "/{scope}/providers/Microsoft.Authorization/locks/{lock}";

pub const ROUTES: &[Route] = &[
    Route::served("ManagementLocks_GetByScope", Get, LOCK, get),
    Route::served("ManagementLocks_CreateOrUpdateByScope", Put, LOCK, put),
    Route::served("ManagementLocks_DeleteByScope", Delete, LOCK, delete),
    Route::served(
        "ManagementLocks_ListByScope",
        Get,
        "/{scope}/providers/Microsoft.Authorization/locks",
        list,
    ),
];

fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::answer(Answer::json(200, read_back(call)?))
}

fn read_back(call: &Call<'_>) -> Result<Value, ApiError> {
    Ok(write(&call.ask(LockDetail { lock: call.id() })?))
}

fn put(call: &Call<'_>) -> Result<Step, ApiError> {
    let scope = call.scope();
    call.authorize(action::WRITE_LOCK, &scope)?;
    let properties = call.body()?.require("properties")?;
    let level = properties.require("level")?.one_of(&LockLevel::ALL, LockLevel::arm_name)?;
    let notes = properties.get("notes").map_or(Ok(""), |notes| notes.text())?.to_string();
    if properties.get("owners").map_or(Ok(false), |owners| owners.list().map(|list| !list.is_empty()))? {
        return Err(ApiError::NotSimulated {
            operation: "A lock that belongs to an application".to_string(),
        });
    }
    let is_there = call.state().find_lock(&call.id()).is_ok();
    let command = Command::CreateLock { scope, name: call.capture("lock").to_string(), level, notes };
    match is_there {
        true => Step::submit(command, |call, _| Ok(Answer::json(200, read_back(call)?))),
        false => Step::submit(command, |call, _| Ok(Answer::json(201, read_back(call)?))),
    }
}

/// A second DELETE finds nothing, and that is what was asked for.
fn delete(call: &Call<'_>) -> Result<Step, ApiError> {
    let lock = call.id();
    call.authorize(action::DELETE_LOCK, &lock)?;
    match call.state().find_lock(&lock) {
        Ok(_) => Step::submit(Command::DeleteLock { lock }, |_, _| Ok(Answer::empty(200))),
        Err(_) => Step::answer(Answer::empty(204)),
    }
}

fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    let (scope, terms) = (call.scope(), filter::read(call)?);
    if !terms.iter().all(|term| term.argument_of("atScope") == Some(None)) {
        return Err(filter::invalid(call));
    }
    let mut rows = call.ask(Locks { scope: scope.clone() })?;
    if terms.is_empty() {
        rows.extend(call.ask(LocksBelow { scope })?);
    }
    page(call, &rows, write)
}

fn write(row: &LockRow) -> Value {
    let mut properties = json!({ "level": row.level.arm_name() });
    if !row.notes.is_empty() {
        properties["notes"] = json!(row.notes);
    }
    json!({
        "properties": properties,
        "id": row.id.as_str(),
        "type": "Microsoft.Authorization/locks",
        "name": row.name,
    })
}
