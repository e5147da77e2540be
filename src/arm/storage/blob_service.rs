//! The blob service of an account: what is kept of blobs that change or go.
//!
//! Settings that a PUT leaves out stay as they are: every client sends those that it is about, and no others (unverified).
//!
//! Source: the REST API of Microsoft.Storage, "Blob Services".

use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        body::Member,
        call::{Call, Step},
        fixed::{self, Fixed, Only},
        time,
    },
    engine::{
        Command,
        query::{DataProtectionDetail, DataProtectionView},
        rbac::action,
        storage::{ChangeFeed, DataProtection},
    },
};
use serde_json::{Value, json};

const FIXED: &[Fixed] = &[
    ("properties.automaticSnapshotPolicyEnabled", Only::Flag(false)),
    ("properties.cors.corsRules", Only::Nothing),
    ("properties.defaultServiceVersion", Only::Nothing),
    ("properties.deleteRetentionPolicy.allowPermanentDelete", Only::Flag(false)),
    ("properties.lastAccessTimeTrackingPolicy.enable", Only::Flag(false)),
    ("properties.staticWebsite.enabled", Only::Flag(false)),
];

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::answer(Answer::json(200, read_back(call)?))
}

fn read_back(call: &Call<'_>) -> Result<Value, ApiError> {
    Ok(write(&call.ask(DataProtectionDetail { account: call.account() })?))
}

/// There is one of them in an account.
pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    page(call, &[call.ask(DataProtectionDetail { account: call.account() })?], write)
}

pub fn put(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::WRITE_BLOB_SERVICE, &call.account())?;
    let body = call.body()?;
    let before = &call.state().find_account(&call.account())?.data_protection;
    fixed::check(&body, FIXED)?;
    let settings = match body.get("properties") {
        Some(properties) => read(&properties, before)?,
        None => before.clone(),
    };
    Step::submit(Command::SetDataProtection { account: call.account(), settings }, |call, _| {
        Ok(Answer::json(200, read_back(call)?))
    })
}

fn read(properties: &Member<'_>, before: &DataProtection) -> Result<DataProtection, ApiError> {
    let days = |name, before| match properties.get(name) {
        None => Ok(before),
        Some(policy) => read_days(&policy),
    };
    let versioning = properties.get("isVersioningEnabled").map(|flag| flag.boolean()).transpose()?;
    let feed = properties.get("changeFeed").map(|feed| read_feed(&feed)).transpose()?;
    Ok(DataProtection {
        blob_soft_delete_days: days("deleteRetentionPolicy", before.blob_soft_delete_days)?,
        container_soft_delete_days: days(
            "containerDeleteRetentionPolicy",
            before.container_soft_delete_days,
        )?,
        versioning: versioning.unwrap_or(before.versioning),
        change_feed: feed.unwrap_or(before.change_feed),
        point_in_time_restore_days: days("restorePolicy", before.point_in_time_restore_days)?,
    })
}

/// Days count only where the policy is switched on, and have to be said then.
fn read_days(policy: &Member<'_>) -> Result<Option<u32>, ApiError> {
    match policy.require("enabled")?.boolean()? {
        true => policy.require("days")?.whole_number().map(Some),
        false => Ok(None),
    }
}

fn read_feed(feed: &Member<'_>) -> Result<ChangeFeed, ApiError> {
    let days = feed.get("retentionInDays").map(|days| days.whole_number()).transpose()?;
    Ok(match (feed.require("enabled")?.boolean()?, days) {
        (false, _) => ChangeFeed::Off,
        (true, None) => ChangeFeed::KeepAll,
        (true, Some(days)) => ChangeFeed::Days(days),
    })
}

fn write(view: &DataProtectionView) -> Value {
    let mut properties = write_settings(&view.settings);
    properties["cors"] = json!({ "corsRules": [] });
    if let Some(since) = view.restorable_since {
        let policy = &mut properties["restorePolicy"];
        policy["lastEnabledTime"] = json!(time::ticks(since));
        policy["minRestoreTime"] = json!(time::ticks(view.restorable_from.unwrap_or(since)));
    }
    json!({
        "id": view.account.child("blobServices", "default").as_str(),
        "name": "default",
        "type": "Microsoft.Storage/storageAccounts/blobServices",
        "properties": properties,
    })
}

/// Writes all settings that are simulated.
pub fn write_settings(settings: &DataProtection) -> Value {
    json!({
        "deleteRetentionPolicy": write_days(settings.blob_soft_delete_days),
        "containerDeleteRetentionPolicy": write_days(settings.container_soft_delete_days),
        "isVersioningEnabled": settings.versioning,
        "changeFeed": match settings.change_feed {
            ChangeFeed::Off => json!({ "enabled": false }),
            ChangeFeed::KeepAll => json!({ "enabled": true }),
            ChangeFeed::Days(days) => json!({ "enabled": true, "retentionInDays": days }),
        },
        "restorePolicy": write_days(settings.point_in_time_restore_days),
    })
}

fn write_days(days: Option<u32>) -> Value {
    match days {
        None => json!({ "enabled": false }),
        Some(days) => json!({ "enabled": true, "days": days }),
    }
}
