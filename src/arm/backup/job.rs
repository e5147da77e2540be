//! Jobs as bodies.
//!
//! Configuring protection is an operation to the API and no job, though the portal lists it among them.
//!
//! Source: recorded answers of Microsoft.DataProtection. A job says how long it took in two ways: asked for alone as
//! an ISO duration, in a list as on a clock.

use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
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
    page(call, &jobs, |job| write(call.state(), job, properties(call, job, false)))
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
    let is_disk = job.datasource_type == DatasourceType::Disk;
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
        "dataSourceSetName": if is_disk { Value::Null } else { json!(job.datasource.name()) },
        "dataSourceName": job.datasource.name(),
        "sourceDataStoreName": null,
        "destinationDataStoreName": null,
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
        "isCrossRegionRestore": false,
        "errorDetails": errors(job),
        "extendedInfo": null,
    })
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
    let is_restore = job.destination.is_some();
    let (source, target) = if is_restore { (point, None) } else { (None, point) };
    let tasks = view.sub_tasks.iter().enumerate().map(|(index, task)| {
        json!({
            "taskId": index + 1,
            "taskName": task.name,
            "taskStatus": task_status(task.state),
            "taskProgress": null,
            "additionalDetails": {
                "DataTransferredInBytes": job.transfer.bytes().to_string(),
                "TaskId": job.activity,
                "DatasourceType": job.datasource_type.arm_name(),
            },
        })
    });
    json!({
        "backupInstanceState": null,
        "dataTransferredInBytes": null,
        "targetRecoverPoint": target,
        "sourceRecoverPoint": source,
        "recoveryDestination": job.destination.as_ref().map(|destination| destination_id(job, destination)),
        "subTasks": tasks.collect::<Vec<Value>>(),
        "additionalDetails": null,
        "warningDetails": null,
    })
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
