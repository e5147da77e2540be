//! File systems: containers by another name.

use crate::{
    arm::{
        data_plane::{
            DataError,
            answer::DataAnswer,
            blob::{self, container},
            request::{DataCall, DataStep},
        },
        time,
    },
    engine::{query::blob_service, rbac::action},
};
use base64::{Engine, prelude::BASE64_URL_SAFE};
use serde_json::{Value, json};

pub fn list(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    call.viewer.require(action::READ_CONTAINER, &asked.account)?;
    let limit = blob::list::rows_max(asked, "maxResults")?;
    let account = call.state().find_account(&asked.account)?;
    let prefix = asked.parameter("prefix").unwrap_or_default();
    let from = match asked.parameter("continuation") {
        None => String::new(),
        Some(text) => BASE64_URL_SAFE
            .decode(text)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(|| DataError::InvalidQuery { name: "continuation", value: text.to_string() })?,
    };
    let all = blob_service::containers(call.state(), account, false).into_iter().map(|(row, _)| row);
    let mut rows = all.filter(|row| row.name.starts_with(prefix) && row.name >= from);
    let page: Vec<Value> = rows
        .by_ref()
        .take(limit)
        .map(|row| {
            json!({
                "name": row.name,
                "lastModified": time::header(row.modified_at),
                "etag": container::etag(row).trim_matches('"'),
            })
        })
        .collect();
    let mut answer = DataAnswer::json(200, json!({ "filesystems": page }));
    if let Some(next) = rows.next() {
        answer = answer.with("x-ms-continuation", BASE64_URL_SAFE.encode(&next.name));
    }
    DataStep::answer(answer)
}

pub fn create(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    if call.asked.header("x-ms-properties").is_some() {
        return Err(DataError::NotImplemented { what: "Properties of a file system".to_string() });
    }
    let DataStep::Submit(command, _) = container::create(call)? else {
        unreachable!("creating is a command")
    };
    DataStep::submit(*command, |call| {
        let there = container::validators(call.found_container()?);
        let is_lake = call.asked.hierarchical.to_string();
        Ok(DataAnswer::empty(201).with_all(there).with("x-ms-namespace-enabled", is_lake))
    })
}

pub fn properties(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    call.viewer.require(action::READ_CONTAINER, &call.asked.container_id())?;
    let answer = DataAnswer::empty(200)
        .with_all(container::validators(call.found_container()?))
        .with("x-ms-namespace-enabled", call.asked.hierarchical.to_string())
        .with("x-ms-default-encryption-scope", "$account-encryption-key")
        .with("x-ms-deny-encryption-scope-override", "false");
    DataStep::answer(answer)
}

pub fn delete(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    container::delete(call)
}
