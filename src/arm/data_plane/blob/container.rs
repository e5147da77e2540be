//! Containers.

use crate::{
    arm::{
        data_plane::{
            DataError,
            answer::DataAnswer,
            blob::read,
            conditions::{Conditions, Standing},
            headers,
            request::{DataCall, DataStep},
        },
        time,
    },
    engine::{
        Command,
        ids::ContainerId,
        rbac::action,
        storage::{Container, StorageRefusal, lease},
    },
};

pub fn create(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    if asked.header("x-ms-blob-public-access").is_some() {
        return Err(DataError::PublicAccess);
    }
    if !headers::metadata(asked).is_empty() {
        return Err(DataError::NotImplemented { what: "Metadata of a container".to_string() });
    }
    let command = Command::CreateContainer { account: asked.account.clone(), name: asked.container.clone() };
    DataStep::submit(command, |call| Ok(DataAnswer::empty(201).with_all(validators(call.found_container()?))))
}

/// The etag of a container changes with it, and with nothing else.
pub fn etag(container: &Container) -> String {
    headers::etag(container.modified_at.millis().unsigned_abs())
}

pub fn validators(container: &Container) -> Vec<(String, String)> {
    vec![
        ("ETag".to_string(), etag(container)),
        ("Last-Modified".to_string(), time::header(container.modified_at)),
    ]
}

pub fn standing(container: &Container) -> Standing {
    Standing { etag: etag(container), modified_at: container.modified_at }
}

pub fn properties(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    call.viewer.require(action::READ_CONTAINER, &call.asked.container_id())?;
    let container = call.found_container()?;
    let key = lease::container_key(container.id);
    let state = lease::state_of(call.state(), &key, call.viewer.now);
    let immutability = call.state().immutability.get(&container.id);
    let has_policy = immutability.is_some_and(|row| row.policy.is_some());
    let has_hold = immutability.is_some_and(|row| !row.holds.is_empty());
    let mut answer = DataAnswer::empty(200)
        .with_all(validators(container))
        .with("x-ms-lease-status", read::lease_status(state))
        .with("x-ms-lease-state", read::lease_state(state))
        .with("x-ms-has-immutability-policy", has_policy.to_string())
        .with("x-ms-has-legal-hold", has_hold.to_string())
        .with("x-ms-immutable-storage-with-versioning-enabled", "false")
        .with("x-ms-default-encryption-scope", "$account-encryption-key")
        .with("x-ms-deny-encryption-scope-override", "false");
    if let Some(duration) = read::lease_duration(call.state(), &key, state) {
        answer = answer.with("x-ms-lease-duration", duration);
    }
    DataStep::answer(answer)
}

pub fn delete(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let id = call.asked.container_id();
    call.viewer.require(action::DELETE_CONTAINER, &id)?;
    let container = call.found_container()?;
    Conditions::of(call.asked)?.check_write(Some(&standing(container)))?;
    DataStep::submit(Command::DeleteContainer { container: id }, |_| Ok(DataAnswer::empty(202)))
}

/// What tells soft-deleted containers of one name apart.
pub fn version(container: &Container) -> String {
    version_name(container.id)
}

pub fn version_name(container: ContainerId) -> String {
    format!("{:016X}", container.0)
}

pub fn undelete(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    const NAME: &str = "x-ms-deleted-container-name";
    const VERSION: &str = "x-ms-deleted-container-version";
    let asked = call.asked;
    let name = asked.header(NAME).ok_or(DataError::MissingHeader { name: NAME })?;
    let text = asked.header(VERSION).ok_or(DataError::MissingHeader { name: VERSION })?;
    if name != asked.container {
        return Err(DataError::NotImplemented {
            what: "Undeleting a container under another name".to_string(),
        });
    }
    let version = u64::from_str_radix(text, 16).ok().map(ContainerId);
    let version = version.ok_or_else(|| StorageRefusal::ContainerNotFound { name: name.to_string() })?;
    let command =
        Command::UndeleteContainer { account: asked.account.clone(), name: name.to_string(), version };
    DataStep::submit(command, |_| Ok(DataAnswer::empty(201)))
}
