//! Long-running operations on disks and snapshots: one address tells how it goes, the same with `monitor=true` what came
//! of it.
//!
//! Source: the REST API of Microsoft.Compute, "Disks", "Snapshots" (long-running operations).

use crate::{
    arm::{
        ApiError,
        answer::Answer,
        call::{Call, Step, Submitted},
        compute::{PROVIDER, disk, snapshot},
        operation::later,
        regional, time,
    },
    base::SimTime,
    engine::{
        monitor::{Activity, Progress},
        query::{DiskFacts, SnapshotFacts},
        rbac::action,
        resources::{Region, ResourceKind},
    },
};
use serde_json::{Value, json};

const OPERATIONS: (&str, &str) = (PROVIDER, "DiskOperations");

/// An answer with the addresses of the operation that a command began; `None` where it began none.
pub fn started(call: &Call<'_>, submitted: Submitted, region: Region, answer: Answer) -> Option<Answer> {
    let activity = regional::began(call, submitted)?;
    let address = |query| regional::address(call, activity, region, OPERATIONS, query);
    let answer = answer.with("Azure-AsyncOperation", address("")).with("Location", address("monitor=true&"));
    Some(later(call, activity, answer))
}

/// What was deleted is gone, and where it was with it. Addresses are opaque: that of its group serves.
pub fn deleted(call: &Call<'_>, submitted: Submitted) -> Result<Answer, ApiError> {
    let region = call.state().find_group(&call.group())?.region;
    Ok(started(call, submitted, region, Answer::empty(202)).unwrap_or_else(|| Answer::empty(200)))
}

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    let (activity, kind) = regional::find(call, PROVIDER)?;
    let progress = activity.progress(call.state(), call.viewer.now);
    let is_monitor = call.parameter("monitor").is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
    let answer = match (is_monitor, &progress) {
        (false, progress) => Answer::json(200, status(call, activity, kind, progress)),
        (true, Progress::Running { .. }) => Answer::empty(202).with("Location", regional::same_address(call)),
        (true, _) if is_deletion(activity) => Answer::empty(200),
        (true, _) => Answer::json(200, resource(call, activity, kind)?),
    };
    Step::answer(later(call, activity, answer))
}

fn is_deletion(activity: &Activity) -> bool {
    [action::DELETE_DISK, action::DELETE_SNAPSHOT].contains(&activity.action.as_str())
}

fn resource(call: &Call<'_>, activity: &Activity, kind: ResourceKind) -> Result<Value, ApiError> {
    let id = activity.resource.clone();
    Ok(match kind {
        ResourceKind::Snapshot => snapshot::write(&call.ask(SnapshotFacts { snapshot: id })?),
        ResourceKind::Disk | ResourceKind::StorageAccount | ResourceKind::BackupVault => {
            disk::write(&call.ask(DiskFacts { disk: id })?)
        }
    })
}

fn status(call: &Call<'_>, activity: &Activity, kind: ResourceKind, progress: &Progress) -> Value {
    let (status, ended) = match progress {
        Progress::Running { .. } => ("InProgress", None),
        Progress::Succeeded { at } => ("Succeeded", Some(at)),
        Progress::Failed { at, .. } => ("Failed", Some(at)),
    };
    let mut body =
        json!({ "startTime": moment(activity.at), "status": status, "name": call.capture("operation") });
    if let Some(at) = ended {
        body["endTime"] = json!(moment(*at));
    }
    if let Progress::Failed { refusal, .. } = progress {
        body["error"] = json!({ "code": refusal.code, "message": refusal.message });
    }
    if let (Progress::Succeeded { .. }, false) = (progress, is_deletion(activity))
        && let Ok(output) = resource(call, activity, kind)
    {
        body["properties"] = json!({ "output": output });
    }
    body
}

/// As this provider writes it: `2016-12-28T04:41:35.0790000+00:00`.
pub fn moment(at: SimTime) -> String {
    time::ticks(at).replace('Z', "+00:00")
}
