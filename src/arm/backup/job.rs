//! Jobs as bodies.
//!
//! Configuring protection is an operation to the API and no job, though the portal lists it among them.
//!
//! Source: recorded answers of Microsoft.DataProtection. A job says how long it took in two ways: asked for alone as
//! an ISO duration, in a list as on a clock.

use crate::{
    arm::{
        ApiError,
        answer::{Answer, PAGE_ITEMS, page_body},
        call::{Call, Step},
        error::user_facing,
        time,
    },
    base::{ArmId, SimSpan},
    engine::{
        State,
        job::{Job, JobStatus, JobTrigger},
        limits,
        policy::DatasourceType,
        query::{JobDetail, JobView, SubTaskState, backup::jobs_of},
        rbac::action,
        restore::RestoreDestination,
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::READ_VAULT, &call.vault())?;
    let vault = call.state().find_vault(&call.vault())?.id;
    let recent = jobs_of(&call.viewer, vault, limits::JOB_LIST_WINDOW);
    let jobs: Vec<&Job> = recent.filter(|job| job.operation.is_listed()).collect();
    let write = |job: &&Job| write(call.state(), job, properties(call, job, false));
    let mut body = page_body(call, PAGE_ITEMS, &jobs, write)?;
    // Other lists do not say that nothing comes after; this one does.
    if body.get("nextLink").is_none() {
        body["nextLink"] = Value::Null;
    }
    Step::answer(Answer::json(200, body))
}

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    let guid = Uuid::parse_str(call.capture("job")).unwrap_or_default();
    let view = call.ask(JobDetail { vault: call.vault(), guid })?;
    let job = call.state().find_job(&call.vault(), guid)?;
    let mut properties = properties(call, job, true);
    properties["extendedInfo"] = extended(call, job, &view);
    Step::answer(Answer::json(200, write(call.state(), job, properties)))
}

fn write(state: &State, job: &Job, properties: Value) -> Value {
    let vault = state.vaults.get(&job.vault).map(|vault| state.vault_id(vault));
    let id = vault.map(|vault| vault.child("backupJobs", &job.guid.to_string()));
    json!({
        "properties": properties,
        "id": id.as_ref().map(ArmId::as_str),
        "name": job.guid,
        "type": "Microsoft.DataProtection/backupVaults/backupJobs",
    })
}

fn properties(call: &Call<'_>, job: &Job, alone: bool) -> Value {
    let state = call.state();
    let instance = state.instances.get(&job.instance);
    let policy = instance.and_then(|row| state.policies.get(&row.policy)).map(|row| state.policy_id(row));
    let vault = state.vaults.get(&job.vault);
    let took = job.ended_at.map_or(SimSpan::ZERO, |ended| ended.since(job.started_at));
    let operation = job.operation.display_name();
    json!({
        "activityID": job.activity,
        "subscriptionId": job.datasource.subscription_id(),
        "backupInstanceId": instance.map(|row| state.instance_id(row).as_str().to_string()),
        "policyId": policy.as_ref().map(ArmId::as_str),
        "dataSourceId": job.datasource.as_str(),
        "vaultName": vault.map(|vault| vault.name.as_str()),
        "backupInstanceFriendlyName": job.datasource.name(),
        "policyName": job.policy_name,
        "sourceResourceGroup": job.datasource.resource_group_name(),
        "dataSourceSetName": set_name(job),
        "dataSourceName": job.datasource.name(),
        "sourceDataStoreName": null,
        "sourceDataStoreType": job.destination.as_ref().map(|destination| source_store(destination)),
        "destinationDataStoreName": destination_store(job),
        "progressEnabled": false,
        "etag": format!("W/\"datetime'{}'\"", time::ticks(job.ended_at.unwrap_or(job.started_at)).replace(':', "%3A")),
        "sourceSubscriptionID": job.datasource.subscription_id(),
        "dataSourceLocation": vault.map(|vault| vault.region.facts().name),
        "startTime": time::ticks(job.started_at),
        "endTime": job.ended_at.map(time::ticks),
        "dataSourceType": job.datasource_type.arm_name(),
        "operationCategory": operation,
        "operation": operation,
        "status": status(job.status),
        "restoreType": null,
        "isUserTriggered": job.trigger == JobTrigger::User,
        "rehydrationPriority": null,
        "supportedActions": if job.trigger == JobTrigger::User { json!([""]) } else { json!([]) },
        "duration": if alone { time::iso_duration(took) } else { time::clock_duration(took) },
        "progressUrl": null,
        "isCrossRegionRestore": null,
        "errorDetails": errors(job),
        "extendedInfo": null,
    })
}

/// The account of blobs and data lakes, but where its own blobs are put back.
fn set_name(job: &Job) -> Value {
    let is_in_place = matches!(job.destination, Some(RestoreDestination::InPlace { .. }));
    match job.datasource_type {
        DatasourceType::Disk => Value::Null,
        DatasourceType::Blob if is_in_place => Value::Null,
        DatasourceType::Blob | DatasourceType::DataLakeStorage => json!(job.datasource.name()),
    }
}

/// Where a restore takes its bytes from.
fn source_store(destination: &RestoreDestination) -> &'static str {
    match destination {
        RestoreDestination::Account { .. } => "VaultStore",
        RestoreDestination::Disk { .. } | RestoreDestination::InPlace { .. } => "OperationalStore",
    }
}

/// Told of backups of disks alone, when they are over.
fn destination_store(job: &Job) -> Option<&'static str> {
    let is_disk_backup = job.datasource_type == DatasourceType::Disk && job.destination.is_none();
    (is_disk_backup && job.ended_at.is_some()).then_some("OperationalTierStore")
}

fn status(status: JobStatus) -> &'static str {
    match status {
        JobStatus::InProgress => "InProgress",
        JobStatus::Completed => "Completed",
        JobStatus::CompletedWithWarnings => "CompletedWithWarnings",
        JobStatus::Failed => "Failed",
    }
}

fn errors(job: &Job) -> Value {
    let Some(refusal) = &job.error else { return Value::Null };
    json!([user_facing(&refusal.code, &refusal.message, &refusal.action, job.activity)])
}

fn extended(call: &Call<'_>, job: &Job, view: &JobView) -> Value {
    let point = job.point.and_then(|seq| call.state().points.get(&(job.instance, seq)));
    let point = point.map(|point| {
        json!({ "recoveryPointID": point.guid.simple().to_string(), "recoveryPointTime": time::ticks(point.created_at) })
    });
    // A restore in place goes to a moment; no point has it.
    let moment = job
        .restored_time
        .map(|time| json!({ "recoveryPointID": null, "recoveryPointTime": time::seconds(time) }));
    let is_restore = job.destination.is_some();
    let (source, target) = if is_restore { (moment.or(point), None) } else { (None, point) };
    let tasks = view.sub_tasks.iter().enumerate().map(|(index, task)| {
        json!({
            "taskId": index + 1,
            "taskName": task.name,
            "taskStatus": task_status(task.state),
            "taskProgress": null,
            "additionalDetails": task_details(call, job, task.state),
        })
    });
    json!({
        "backupInstanceState": null,
        "dataTransferredInBytes": null,
        "targetRecoverPoint": target,
        "sourceRecoverPoint": source,
        "recoveryDestination": job.destination.as_ref().map(|destination| destination_id(job, destination)),
        "subTasks": tasks.collect::<Vec<Value>>(),
        "additionalDetails": retention_tag(call, job).map(|tag| json!({ "RetentionTag": tag })),
        "warningDetails": null,
    })
}

/// What a sub-task says when it is over, all of it as text.
fn task_details(call: &Call<'_>, job: &Job, state: SubTaskState) -> Value {
    if matches!(state, SubTaskState::NotStarted | SubTaskState::InProgress) {
        return Value::Null;
    }
    let mut details = json!({ "TaskId": job.activity, "DatasourceType": job.datasource_type.arm_name() });
    let point = job.point.and_then(|seq| call.state().points.get(&(job.instance, seq)));
    match (job.datasource_type, &job.destination) {
        (DatasourceType::Disk, None) => {
            let size = point.map_or(0, |point| point.size.bytes());
            details["OriginalDatasourceSizeInBytes"] = json!(size.to_string());
        }
        _ => details["DataTransferredInBytes"] = json!(job.transfer.bytes().to_string()),
    }
    details
}

/// The rule that a backup is kept by.
fn retention_tag(call: &Call<'_>, job: &Job) -> Option<&'static str> {
    let point = job.point.filter(|_| job.destination.is_none())?;
    call.state().points.get(&(job.instance, point)).map(|point| point.tag.display_name())
}

fn destination_id(job: &Job, destination: &RestoreDestination) -> String {
    match destination {
        RestoreDestination::Account { account, .. } => account.as_str().to_string(),
        RestoreDestination::Disk { group, name } => {
            ArmId::resource(group, "Microsoft.Compute/disks", name).as_str().to_string()
        }
        RestoreDestination::InPlace { .. } => job.datasource.as_str().to_string(),
    }
}

fn task_status(state: SubTaskState) -> &'static str {
    match state {
        SubTaskState::NotStarted => "NotStarted",
        SubTaskState::InProgress => "InProgress",
        SubTaskState::Completed => "Completed",
        SubTaskState::Failed => "Failed",
    }
}
