//! Containers as bodies.
//!
//! Source: the REST API of Microsoft.Storage, "Blob Containers".

use crate::{
    arm::{
        ApiError,
        answer::{Answer, PAGE_ITEMS, page_of},
        body::Member,
        call::{Call, Step},
        fixed::{self, Fixed, Only},
        storage::immutability,
        time,
    },
    engine::{
        Command,
        query::{ContainerFacts, ContainerItem, ContainerList},
        rbac::action,
        storage::LeaseState,
    },
};
use serde_json::{Value, json};

const FIXED: &[Fixed] = &[
    ("properties.defaultEncryptionScope", Only::Text("$account-encryption-key")),
    ("properties.denyEncryptionScopeOverride", Only::Flag(false)),
    ("properties.enableNfsV3AllSquash", Only::Flag(false)),
    ("properties.enableNfsV3RootSquash", Only::Flag(false)),
    ("properties.immutableStorageWithVersioning.enabled", Only::Flag(false)),
    ("properties.metadata", Only::Nothing),
];

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::answer(Answer::json(200, read_back(call)?))
}

fn read_back(call: &Call<'_>) -> Result<Value, ApiError> {
    let item = call.ask(ContainerFacts { container: call.container() })?;
    let mut body = write(&item);
    if let Some(policy) = &item.policy {
        body["properties"]["immutabilityPolicy"] = json!({ "etag": immutability::etag(policy), "properties": immutability::properties(Some(policy)) });
    }
    let tags: Vec<Value> = item.legal_hold_tags.iter().map(|tag| json!({ "tag": tag })).collect();
    body["properties"]["legalHold"] = json!({ "hasLegalHold": !tags.is_empty(), "tags": tags });
    Ok(body)
}

/// A container that is there is what was asked for.
pub fn put(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::WRITE_CONTAINER, &call.container())?;
    check(&call.body()?)?;
    if call.state().find_container(&call.container()).is_ok() {
        return Step::answer(Answer::json(200, read_back(call)?));
    }
    let (account, name) = (call.account(), call.capture("container").to_string());
    Step::submit(Command::CreateContainer { account, name }, |call, _| {
        Ok(Answer::json(201, read_back(call)?))
    })
}

/// Nothing of a container can be another way here than it is.
pub fn patch(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::WRITE_CONTAINER, &call.container())?;
    call.state().find_container(&call.container())?;
    check(&call.body()?)?;
    Step::answer(Answer::json(200, read_back(call)?))
}

fn check(body: &Member<'_>) -> Result<(), ApiError> {
    if let Some(access) = body.at("properties.publicAccess")
        && access.one_of(&["None", "Blob", "Container"], |name| name)? != "None"
    {
        return Err(ApiError::PublicAccessNotPermitted);
    }
    fixed::check(body, FIXED)
}

/// A second DELETE finds nothing, and that is what was asked for.
pub fn delete(call: &Call<'_>) -> Result<Step, ApiError> {
    let container = call.container();
    let is_gone = call.state().find_account(&call.account()).is_ok()
        && call.state().find_container(&container).is_err();
    if is_gone && call.viewer.may(action::DELETE_CONTAINER, &container) {
        return Step::answer(Answer::empty(204));
    }
    Step::submit(Command::DeleteContainer { container }, |_, _| Ok(Answer::empty(200)))
}

pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    let list = ContainerList {
        account: call.account(),
        prefix: read_prefix(call)?,
        with_deleted: read_include(call)?,
    };
    page_of(call, read_page_size(call)?, &call.ask(list)?, write)
}

/// `startswith(name, 'x')`
fn read_prefix(call: &Call<'_>) -> Result<String, ApiError> {
    let Some(filter) = call.parameter("$filter").filter(|filter| !filter.trim().is_empty()) else {
        return Ok(String::new());
    };
    let prefix = prefix_in(filter);
    prefix.ok_or_else(|| ApiError::InvalidParameter { name: "$filter", value: filter.to_string() })
}

fn prefix_in(filter: &str) -> Option<String> {
    let (function, rest) = filter.trim().split_once('(')?;
    let (name, value) = rest.strip_suffix(')')?.split_once(',')?;
    let value = value.trim().strip_prefix('\'')?.strip_suffix('\'')?;
    let is_ours =
        function.trim().eq_ignore_ascii_case("startswith") && name.trim().eq_ignore_ascii_case("name");
    is_ours.then(|| value.to_string())
}

fn read_include(call: &Call<'_>) -> Result<bool, ApiError> {
    match call.parameter("$include").filter(|include| !include.is_empty()) {
        None => Ok(false),
        Some(include) if include.eq_ignore_ascii_case("deleted") => Ok(true),
        Some(include) => Err(ApiError::InvalidParameter { name: "$include", value: include.to_string() }),
    }
}

fn read_page_size(call: &Call<'_>) -> Result<usize, ApiError> {
    let Some(text) = call.parameter("$maxpagesize").filter(|text| !text.is_empty()) else {
        return Ok(PAGE_ITEMS);
    };
    let size = text.parse::<usize>().ok().filter(|size| *size > 0);
    size.ok_or_else(|| ApiError::InvalidParameter { name: "$maxpagesize", value: text.to_string() })
}

fn write(item: &ContainerItem) -> Value {
    let (status, state) = match item.lease {
        LeaseState::Available => ("Unlocked", "Available"),
        LeaseState::Leased => ("Locked", "Leased"),
        LeaseState::Expired => ("Unlocked", "Expired"),
        LeaseState::Breaking => ("Locked", "Breaking"),
        LeaseState::Broken => ("Unlocked", "Broken"),
    };
    let mut body = json!({
        "id": item.id.as_str(),
        "name": item.name,
        "type": "Microsoft.Storage/storageAccounts/blobServices/containers",
        "etag": format!("\"0x{:X}\"", time::dot_net_ticks(item.modified_at)),
        "properties": {
            "publicAccess": "None",
            "leaseStatus": status,
            "leaseState": state,
            "lastModifiedTime": time::ticks(item.modified_at),
            "hasImmutabilityPolicy": item.policy.is_some(),
            "hasLegalHold": !item.legal_hold_tags.is_empty(),
            "immutableStorageWithVersioning": { "enabled": false },
            "defaultEncryptionScope": "$account-encryption-key",
            "denyEncryptionScopeOverride": false,
            "deleted": item.deleted.is_some(),
            "remainingRetentionDays": item.deleted.map_or(0, |deleted| deleted.days_left),
        },
    });
    if let Some(deleted) = item.deleted {
        body["properties"]["deletedTime"] = json!(time::ticks(deleted.at));
        body["properties"]["version"] = json!(format!("{:016X}", deleted.version));
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_filter_is_understood() {
        let of = |filter| prefix_in(filter);
        assert_eq!(of("startswith(name, 'raw')"), Some("raw".to_string()));
        assert_eq!(of(" StartsWith( Name ,'')"), Some(String::new()));
        for filter in ["startswith(name)", "endswith(name, 'x')", "startswith(id, 'x')", "name eq 'x'", "("] {
            assert_eq!(of(filter), None, "{filter}");
        }
    }
}
