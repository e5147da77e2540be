//! Point-in-time restore of blobs, and how it went.
//!
//! Its operation is over when the restore is, whether it put the blobs back or not: the body says which. An account
//! remembers the newest restore alone, and so does the address.
//!
//! Source: the REST API of Microsoft.Storage, "Storage Accounts - Restore Blob Ranges".

use crate::{
    arm::{
        ApiError,
        answer::Answer,
        body::Member,
        call::{Call, Step, Submitted},
        operation, regional,
        storage::account::OPERATIONS,
        time,
    },
    base::SimTime,
    engine::{
        Command,
        monitor::Activity,
        query::{BlobRestoreRow, StorageAccountFacts},
        rbac::action,
        storage::{BlobRestoreStatus, RestoreRange},
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

pub fn start(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::RESTORE_BLOB_RANGES, &call.account())?;
    let body = call.body()?;
    let time = body.require("timeToRestore")?;
    let parsed = time::parse(time.text()?).ok_or_else(|| time.invalid("a moment is expected"))?;
    let ranges = body.require("blobRanges")?.list()?;
    let ranges = ranges.iter().map(read_range).collect::<Result<Vec<RestoreRange>, ApiError>>()?;
    let command = Command::RestoreBlobRanges { account: call.account(), time: parsed, ranges };
    Step::submit(command, accepted)
}

/// Two empty bounds are everything.
fn read_range(range: &Member<'_>) -> Result<RestoreRange, ApiError> {
    let bound = |name| Ok::<_, ApiError>(range.require(name)?.text()?.to_string());
    Ok(RestoreRange { start: bound("startRange")?, end: bound("endRange")? })
}

fn accepted(call: &Call<'_>, submitted: Submitted) -> Result<Answer, ApiError> {
    let account = call.ask(StorageAccountFacts { account: call.account() })?;
    let body = account.restore.as_ref().map_or(Value::Null, write);
    let answer = Answer::json(202, body);
    let Some(activity) = regional::began(call, submitted) else { return Ok(answer) };
    let location = regional::address(call, activity, account.region, OPERATIONS, "monitor=true&");
    Ok(operation::later(call, activity, answer.with("Location", location)))
}

/// # Errors
/// [`ApiError::OperationNotFound`] once another restore came after it.
pub fn result(call: &Call<'_>, activity: &Activity, id: Uuid) -> Result<Step, ApiError> {
    let account = call.ask(StorageAccountFacts { account: activity.resource.clone() })?;
    let latest = account.restore.filter(|latest| latest.id == id);
    let latest = latest
        .ok_or_else(|| ApiError::OperationNotFound { operation: call.capture("operation").to_string() })?;
    if latest.status != BlobRestoreStatus::InProgress {
        return Step::answer(Answer::json(200, write(&latest)));
    }
    let answer = Answer::json(202, write(&latest)).with("Location", regional::same_address(call));
    Step::answer(operation::later(call, activity, answer))
}

/// `blobRestoreStatus`.
pub fn write(row: &BlobRestoreRow) -> Value {
    let mut body = json!({
        "status": row.status.arm_name(),
        "restoreId": row.id,
        "parameters": write_wanted(row.time, &row.ranges),
    });
    if let Some(failure) = &row.failure {
        body["failureReason"] = json!(failure);
    }
    body
}

/// What a request says.
pub fn write_wanted(time: SimTime, ranges: &[RestoreRange]) -> Value {
    let ranges: Vec<Value> =
        ranges.iter().map(|range| json!({ "startRange": range.start, "endRange": range.end })).collect();
    json!({ "timeToRestore": time::ticks(time), "blobRanges": ranges })
}
