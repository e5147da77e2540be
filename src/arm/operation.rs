//! Long-running operations: where a client is told to look, and what it finds there.
//!
//! The name of an operation is two GUIDs in base64, the first one the same for everything in a vault, the second the
//! name of a row of the activity log. Its address works with the row alone.
//!
//! Source: Azure Resource Manager resource provider contract, "Asynchronous operations"; recorded answers of
//! Microsoft.DataProtection.

use crate::{
    arm::{
        ApiError,
        answer::Answer,
        call::{Call, Step, Submitted},
        error::provider_error,
        time,
        uri::MANAGEMENT,
    },
    base::{ArmId, SimSpan, SimTime},
    engine::{
        RecordedRefusal, State,
        ids::VaultId,
        monitor::{Activity, ActivityWork, Progress},
        rbac::{RbacError, action},
        refusal::Denial,
        vault::BackupVault,
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// How long an operation takes at least.
const OPERATION_MIN: SimSpan = SimSpan::from_seconds(1);

/// Which addresses an answer gives besides the status of the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Results {
    None,
    /// `…/locations/{location}/operationResults/{operation}`.
    OfLocation,
    /// `…/backupInstances/{instance}/operationResults/{operation}`.
    OfInstance,
    /// `…/backupVaults/{vault}/operationResults/{operation}`.
    OfVault,
}

/// An answer with the addresses of the operation that a command began.
///
/// # Errors
/// The vault is gone meanwhile.
pub fn started(
    call: &Call<'_>,
    submitted: Submitted,
    answer: Answer,
    results: Results,
) -> Result<Answer, ApiError> {
    let Some(activity) = submitted.activity.and_then(|guid| call.state().activity_named(guid)) else {
        return Ok(answer);
    };
    let vault = call.state().find_vault(&call.vault())?;
    let name = name(call.state(), vault.id, activity.guid);
    let version = call.received.version.as_str();
    let link = |place: String| format!("{MANAGEMENT}{place}/{name}?api-version={version}");
    let status = match call.received.version.follows_at_location() {
        true => location(call, vault),
        false => call.vault().to_string(),
    };
    let answer = answer.with("Azure-AsyncOperation", link(status + "/operationStatus"));
    let answer = match results {
        Results::None => answer,
        Results::OfLocation => answer.with("Location", link(location(call, vault) + "/operationResults")),
        Results::OfInstance => answer.with("Location", link(format!("{}/operationResults", call.instance()))),
        Results::OfVault => answer.with("Location", link(format!("{}/operationResults", call.vault()))),
    };
    Ok(with_delay(call, &progress(call, activity), answer))
}

/// The answer of a call that has nothing to say but where to look.
///
/// # Errors
/// See [`started`].
pub fn accepted(call: &Call<'_>, submitted: Submitted) -> Result<Answer, ApiError> {
    started(call, submitted, Answer::empty(202), Results::OfLocation)
}

/// What answers the deletion of a vault: it is followed where the vault lay, for the vault is gone.
pub fn vault_deletion(
    call: &Call<'_>,
    vault: &BackupVault,
) -> impl FnOnce(&Call<'_>, Submitted) -> Result<Answer, ApiError> + use<> {
    let (place, id, region) = (location(call, vault), vault.id, vault.region.name());
    move |call, submitted| {
        let Some(activity) = submitted.activity else { return Ok(Answer::empty(200)) };
        let name = name(call.state(), id, activity);
        let version = call.received.version.as_str();
        let link = |place: String| format!("{MANAGEMENT}{place}/{name}?api-version={version}");
        let in_group = format!("{}/providers/Microsoft.DataProtection/locations/{region}", call.group());
        let answer = Answer::empty(202)
            .with("Azure-AsyncOperation", link(in_group + "/operationStatus"))
            .with("Location", link(place + "/operationResults"));
        let row = call.state().activity_named(activity);
        Ok(match row {
            Some(row) => with_delay(call, &progress(call, row), answer),
            None => answer,
        })
    }
}

/// When to come back, in real seconds, while it goes on.
pub fn later(call: &Call<'_>, activity: &Activity, answer: Answer) -> Answer {
    with_delay(call, &activity.progress(call.state(), call.viewer.now), answer)
}

fn with_delay(call: &Call<'_>, progress: &Progress, answer: Answer) -> Answer {
    match progress {
        Progress::Running { until } => answer.with("Retry-After", retry_after(call, *until).to_string()),
        Progress::Succeeded { .. } | Progress::Failed { .. } => answer,
    }
}

/// How an operation stands. What it does is done or begun when it is accepted; it is over a second later at the
/// earliest, as recorded.
fn progress(call: &Call<'_>, activity: &Activity) -> Progress {
    let (now, earliest) = (call.viewer.now, activity.at + OPERATION_MIN);
    match activity.progress(call.state(), now) {
        Progress::Succeeded { .. } if now < earliest => Progress::Running { until: earliest },
        Progress::Succeeded { at } => Progress::Succeeded { at: at.max(earliest) },
        other => other,
    }
}

/// Clients wait as long as they are told, in a world where an hour may be a second.
fn retry_after(call: &Call<'_>, until: SimTime) -> i64 {
    let left = until.since(call.viewer.now).millis();
    let speed = i64::from(call.state().world().speed.max(1));
    (left / speed / 1_000 + 1).clamp(1, 60)
}

fn location(call: &Call<'_>, vault: &BackupVault) -> String {
    let region = vault.region.facts().name;
    format!("{}/providers/Microsoft.DataProtection/locations/{region}", call.subscription())
}

fn name(state: &State, vault: VaultId, activity: Uuid) -> String {
    let of_vault = state.seed().guid("operations of a vault", vault.0);
    BASE64_STANDARD.encode(format!("{of_vault};{activity}"))
}

fn guid_in(name: &str) -> Option<Uuid> {
    let text = String::from_utf8(BASE64_STANDARD.decode(name).ok()?).ok()?;
    let (of_vault, guid) = text.split_once(';')?;
    Uuid::parse_str(of_vault).ok()?;
    Uuid::parse_str(guid).ok()
}

/// The operation in the path, of this vault or, without one, of this subscription.
fn find<'a>(call: &Call<'a>) -> Result<&'a Activity, ApiError> {
    let (scope, action) = match call.capture("vault") {
        "" => (call.subscription(), action::READ_LOCATION_OPERATION),
        _ => (call.vault(), action::READ_OPERATION),
    };
    named(call, guid_in(call.capture("operation")), &scope, action)
}

/// The operation of this name at a scope. Whoever began it may follow it, also where that took away what allows it.
///
/// # Errors
/// Not authorized; [`ApiError::OperationNotFound`].
pub fn named<'a>(
    call: &Call<'a>,
    guid: Option<Uuid>,
    scope: &ArmId,
    action: &str,
) -> Result<&'a Activity, ApiError> {
    let activity = guid.and_then(|guid| call.state().activity_named(guid));
    let activity = activity.filter(|activity| scope.contains(&activity.resource));
    if activity.is_none_or(|activity| activity.principal != call.viewer.principal) {
        call.authorize(action, scope)?;
    }
    let operation = call.capture("operation").to_string();
    activity.ok_or(ApiError::OperationNotFound { operation })
}

/// `operationStatus/{operation}`: 200 always.
///
/// # Errors
/// Not authorized; [`ApiError::OperationNotFound`].
pub fn status(call: &Call<'_>) -> Result<Step, ApiError> {
    let activity = find(call)?;
    let progress = progress(call, activity);
    let (status, ended) = match &progress {
        Progress::Running { .. } => ("Inprogress", time::NEVER.to_string()),
        Progress::Succeeded { at } => ("Succeeded", time::seconds(*at)),
        Progress::Failed { at, .. } => ("Failed", time::seconds(*at)),
    };
    let mut body = Map::new();
    body.insert("id".into(), json!(call.id().as_str()));
    body.insert("name".into(), json!(call.capture("operation")));
    body.insert("status".into(), json!(status));
    if let Progress::Failed { refusal, .. } = &progress {
        body.insert("error".into(), failure(refusal, activity.correlation)["error"].clone());
    }
    body.insert("startTime".into(), json!(time::ticks(activity.at)));
    body.insert("endTime".into(), json!(ended));
    let is_running = matches!(progress, Progress::Running { .. });
    if let Some(job) = job(call.state(), activity).filter(|_| !is_running) {
        body.insert("properties".into(), extended(Some(&job)));
    }
    Step::answer(with_delay(call, &progress, Answer::json(200, Value::Object(body))))
}

/// `operationResults/{operation}`: 202 while it goes on, then what came of it.
///
/// # Errors
/// Not authorized; [`ApiError::OperationNotFound`].
pub fn result(call: &Call<'_>) -> Result<Step, ApiError> {
    let activity = find(call)?;
    let link = |kind| {
        let place = call.received.uri.path.replace("operationResults", kind);
        format!("{MANAGEMENT}{place}?api-version={}", call.received.version.as_str())
    };
    let progress = progress(call, activity);
    let answer = match &progress {
        Progress::Running { .. } => Answer::empty(202).with("Location", link("operationResults")),
        Progress::Succeeded { .. } => Answer::json(200, extended(job(call.state(), activity).as_ref())),
        Progress::Failed { refusal, .. } => Answer::json(400, failure(refusal, activity.correlation)),
    };
    let answer = answer.with("Azure-AsyncOperation", link("operationStatus"));
    Step::answer(with_delay(call, &progress, answer))
}

/// Whether the operation in the path is still going on; the answer to give then.
///
/// # Errors
/// Not authorized; [`ApiError::OperationNotFound`]; what the operation failed with is an answer.
pub fn unfinished(call: &Call<'_>) -> Result<Option<Step>, ApiError> {
    match progress(call, find(call)?) {
        Progress::Succeeded { .. } => Ok(None),
        Progress::Running { .. } | Progress::Failed { .. } => result(call).map(Some),
    }
}

fn extended(job: Option<&ArmId>) -> Value {
    match job {
        Some(job) => json!({ "jobId": job.as_str(), "objectType": "OperationJobExtendedInfo" }),
        None => json!({ "objectType": "OperationJobExtendedInfo" }),
    }
}

/// The job that an operation started. Configuring protection is no job to the API.
fn job(state: &State, activity: &Activity) -> Option<ArmId> {
    let ActivityWork::Job(job) = activity.work else { return None };
    let job = state.jobs.get(&job).filter(|job| job.operation.is_listed())?;
    let vault = state.vault_id(state.vaults.get(&job.vault)?);
    Some(vault.child("backupJobs", &job.guid.to_string()))
}

/// What an operation failed with. Of missing permissions the service tells which, inside, and names the vault's identity by
/// its object id where it names others.
///
/// Source: Azure Backup, "Back up blobs in a storage account using Azure Data Protection via REST API".
fn failure(refusal: &RecordedRefusal, activity: Uuid) -> Value {
    let mut error = provider_error(&refusal.code, &refusal.message, &refusal.action, activity);
    if let Some(Denial { principal, action, scope }) = &refusal.denial {
        let denied = RbacError::AuthorizationFailed {
            client: principal.0.to_string(),
            principal: *principal,
            action: action.clone(),
            scope: scope.clone(),
        };
        let detail =
            format!("Validate for Protection failed. Exception Message: {}", denied.explain().message);
        error["error"]["additionalInfo"][0]["info"]["innerError"] = json!({
            "code": refusal.code,
            "additionalInfo": { "DetailedNonLocalisedMessage": detail },
        });
    }
    error
}
