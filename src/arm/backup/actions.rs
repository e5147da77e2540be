//! What is done to a backup instance by POST: back up, stop, suspend, resume, find times to restore to.
//!
//! Source: the REST API of Microsoft.DataProtection, "Backup Instances", "Restorable Time Ranges"; recorded answers.

use super::{instance, policy};
use crate::{
    arm::{
        ApiError,
        answer::Answer,
        call::{Call, Step},
        operation, time,
    },
    engine::{
        Command,
        protection::{ProtectionState, backup::policy_of},
        query::BlobRestores,
        rbac::action,
    },
};
use serde_json::json;

/// *Backup now*, by the name of the rule that schedules backups.
pub fn backup(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::BACK_UP, &call.instance())?;
    let options = call.body()?.require("backupRuleOptions")?;
    let rule = options.require("ruleName")?;
    let trigger = options.require("triggerOption")?;
    let tag = match trigger.get("retentionTagOverride") {
        Some(tag) if !tag.text()?.is_empty() => policy::read_tag(tag.text()?)?,
        _ => policy::read_tag("Default")?,
    };
    let row = call.state().find_instance(&call.instance());
    // Without an instance the engine says so, to whoever may know.
    if let Ok(row) = row
        && let Some(scheduled) = &policy_of(call.state(), row).scheduled
        && let name = policy::rule_name(&scheduled.schedule)
        && !name.eq_ignore_ascii_case(rule.text()?)
    {
        return Err(rule.invalid(&format!("the policy has no backup rule of this name, but '{name}'")));
    }
    Step::submit(Command::BackupNow { instance: call.instance(), tag }, operation::accepted)
}

pub fn stop(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::submit(Command::StopProtection { instance: call.instance() }, operation::accepted)
}

pub fn suspend(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::submit(Command::SuspendBackups { instance: call.instance() }, operation::accepted)
}

/// Takes backups up again; where they go on already there is nothing to wait for.
pub fn resume(call: &Call<'_>) -> Result<Step, ApiError> {
    let instance = call.instance();
    let state = call.state().find_instance(&instance).map(|row| row.state);
    if state == Ok(ProtectionState::ProtectionConfigured)
        && call.viewer.may(action::RESUME_PROTECTION, &instance)
    {
        return Step::answer(Answer::empty(200));
    }
    Step::submit(Command::ResumeProtection { instance }, operation::accepted)
}

/// The times that blobs can be put back to: one range at most, cut to what was asked for.
pub fn find_restorable_time_ranges(call: &Call<'_>) -> Result<Step, ApiError> {
    let instance = call.instance();
    call.authorize(action::FIND_RESTORABLE_TIMES, &instance)?;
    let row = call.state().find_instance(&instance)?;
    let body = call.body()?;
    body.require("sourceDataStoreType")?.one_of(&["OperationalStore", "VaultStore"], |name| name)?;
    let bound = |name: &'static str| match body.get(name) {
        Some(text) if !text.text()?.is_empty() => {
            let value = text.text()?;
            let found = time::parse(value).map(Some);
            found.ok_or_else(|| ApiError::InvalidParameter { name, value: value.to_string() })
        }
        _ => Ok(None),
    };
    let (start, end) = (bound("startTime")?, bound("endTime")?);
    if start.zip(end).is_some_and(|(start, end)| start > end) {
        return Err(ApiError::InvalidTimeRange);
    }
    let is_operational = policy_of(call.state(), row).continuous.is_some();
    let view = call.ask(BlobRestores { account: row.datasource.clone() });
    let window = view.ok().and_then(|view| view.window).filter(|_| is_operational);
    let range = window
        .map(|(from, to)| (start.map_or(from, |start| start.max(from)), end.map_or(to, |end| end.min(to))));
    let ranges = range.filter(|(from, to)| from <= to).map(|(from, to)| {
        let (start, end) = (time::ticks(from), time::ticks(to));
        json!({ "startTime": start, "endTime": end, "objectType": "RestorableTimeRange" })
    });
    Step::answer(Answer::json(
        200,
        json!({
            "properties": {
                "restorableTimeRanges": Vec::from_iter(ranges),
                "objectType": "AzureBackupFindRestorableTimeRangesResponse",
            },
            "id": row.name,
            "type": "Microsoft.DataProtection/backupVaults/backupInstances/findRestorableTimeRanges",
        }),
    ))
}

/// Nothing to bring in line: there is one truth only.
pub fn sync(call: &Call<'_>) -> Result<Step, ApiError> {
    instance::get(call)?;
    Step::answer(Answer::empty(200))
}
