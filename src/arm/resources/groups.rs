//! Resource groups.
//!
//! A group is deleted with everything in it at once. The answer is an operation all the same, as the service's: its
//! address is another than that of Backup's operations, and there is no status document.
//!
//! Source: the REST API of Azure Resource Manager, "Resource Groups".

use super::{read_location, read_tags, subscription_of};
use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        call::{Call, Step, Submitted},
        filter::{self, Term},
        operation,
        uri::MANAGEMENT,
    },
    engine::{
        Command,
        monitor::Progress,
        query::{ResourceGroupDetail, ResourceGroupRow, ResourceGroups},
        rbac::action,
    },
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use uuid::Uuid;

/// What the token of a deletion calls its job.
const DELETION: &str = "RESOURCEGROUPDELETIONJOB-";

/// Those with a tag, where the filter asks for it.
pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    let terms = filter::read(call)?;
    let mut rows = call.ask(ResourceGroups { subscription: Some(subscription_of(call)) })?;
    let (names, values) = tags_of(&terms);
    if names.len() + values.len() < terms.len() {
        return Err(filter::invalid(call));
    }
    rows.retain(|row| has_tags(&row.tags, &names, &values));
    page(call, &rows, write)
}

/// What a filter says of tags: names, and values.
pub fn tags_of(terms: &[Term]) -> (Vec<&str>, Vec<&str>) {
    let of = |member| terms.iter().filter_map(|term| term.value_of(member)).collect();
    (of("tagName"), of("tagValue"))
}

/// Whether tags have a name and a value that a filter asks for.
pub fn has_tags(tags: &crate::engine::resources::Tags, names: &[&str], values: &[&str]) -> bool {
    names.is_empty() && values.is_empty()
        || tags.iter().any(|(name, value)| {
            names.iter().all(|wanted| wanted.eq_ignore_ascii_case(name))
                && values.iter().all(|wanted| wanted == value)
        })
}

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::answer(Answer::json(200, read_back(call)?))
}

fn read_back(call: &Call<'_>) -> Result<Value, ApiError> {
    Ok(write(&call.ask(ResourceGroupDetail { group: call.group() })?.row))
}

pub fn has(call: &Call<'_>) -> Result<Step, ApiError> {
    call.ask(ResourceGroupDetail { group: call.group() })?;
    Step::answer(Answer::empty(204))
}

fn replaced(call: &Call<'_>, _: Submitted) -> Result<Answer, ApiError> {
    Ok(Answer::json(200, read_back(call)?))
}

/// Creates a group, or replaces the tags of the one there is.
pub fn put(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::WRITE_GROUP, &call.group())?;
    let body = call.body()?;
    let region = read_location(&body)?;
    let tags = read_tags(&body)?.unwrap_or_default();
    match call.state().find_group(&call.group()) {
        Ok(group) if group.region != region => {
            Err(ApiError::LocationIsFixed { id: call.group(), known: group.region, wanted: region })
        }
        Ok(_) => Step::submit(Command::SetTags { resource: call.group(), tags }, replaced),
        Err(_) => {
            let (subscription, name) = (subscription_of(call), call.capture("group").to_string());
            Step::submit(Command::CreateResourceGroup { subscription, name, region, tags }, |call, _| {
                Ok(Answer::json(201, read_back(call)?))
            })
        }
    }
}

/// Replaces the tags, where the body has any; nothing else of a group changes.
pub fn patch(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::WRITE_GROUP, &call.group())?;
    match read_tags(&call.body()?)? {
        Some(tags) => Step::submit(Command::SetTags { resource: call.group(), tags }, replaced),
        None => get(call),
    }
}

pub fn delete(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::submit(Command::DeleteResourceGroup { group: call.group() }, |call, submitted| {
        let Some(activity) = submitted.activity else { return Ok(Answer::empty(200)) };
        let token = json!({ "jobId": format!("{DELETION}{activity}"), "jobLocation": "westeurope" });
        let token = BASE64_URL_SAFE_NO_PAD.encode(token.to_string());
        let version = call.received.version.as_str();
        let place = format!("{}/operationresults/{token}", call.subscription());
        Ok(Answer::empty(202)
            .with("Location", format!("{MANAGEMENT}{place}?api-version={version}"))
            .with("Retry-After", "0"))
    })
}

/// How a deletion goes: 202 while it does, then 200.
pub fn deleted(call: &Call<'_>) -> Result<Step, ApiError> {
    let guid = deletion_in(call.capture("operation"));
    let activity = operation::named(call, guid, &call.subscription(), action::READ_OPERATION_RESULTS)?;
    let status = match activity.progress(call.state(), call.viewer.now) {
        Progress::Running { .. } => 202,
        Progress::Succeeded { .. } | Progress::Failed { .. } => 200,
    };
    Step::answer(Answer::empty(status))
}

fn deletion_in(token: &str) -> Option<Uuid> {
    let token: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    Uuid::parse_str(token["jobId"].as_str()?.strip_prefix(DELETION)?).ok()
}

fn write(row: &ResourceGroupRow) -> Value {
    json!({
        "id": row.id.as_str(),
        "name": row.name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": row.region.name(),
        "tags": row.tags,
        "properties": { "provisioningState": "Succeeded" },
    })
}
