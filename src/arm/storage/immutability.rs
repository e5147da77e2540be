//! Retention policies and legal holds of containers.
//!
//! A policy is changed by whoever has seen it last: its etag says what it is, and `If-Match` has to name it where a policy
//! is made longer, locked or deleted; `*` stands for any.
//!
//! Source: the REST API of Microsoft.Storage, "Blob Containers - Create Or Update Immutability Policy" and following.

use crate::{
    arm::{
        ApiError,
        answer::Answer,
        body::Member,
        call::{Call, Step},
        fixed::{self, Fixed, Only},
    },
    base::ArmId,
    engine::{
        Command,
        query::{ContainerImmutability, ImmutabilityPolicyView},
        rbac::action,
        storage::{ImmutabilityRefusal, immutability::policy_id},
    },
};
use serde_json::{Value, json};

const FIXED: &[Fixed] = &[
    ("properties.allowProtectedAppendWrites", Only::Flag(false)),
    ("properties.allowProtectedAppendWritesAll", Only::Flag(false)),
];

const FIXED_OF_HOLDS: &[Fixed] = &[("allowProtectedAppendWritesAll", Only::Flag(false))];

/// Names what a policy says.
pub fn etag(policy: &ImmutabilityPolicyView) -> String {
    let lock = u32::from(policy.locked);
    format!("\"0x{:X}{lock}{}\"", policy.days, policy.extensions_left)
}

pub fn properties(policy: Option<&ImmutabilityPolicyView>) -> Value {
    let state = if policy.is_some_and(|policy| policy.locked) { "Locked" } else { "Unlocked" };
    json!({
        "immutabilityPeriodSinceCreationInDays": policy.map_or(0, |policy| policy.days),
        "state": state,
        "allowProtectedAppendWrites": false,
        "allowProtectedAppendWritesAll": false,
    })
}

fn policy(call: &Call<'_>) -> Result<Option<ImmutabilityPolicyView>, ApiError> {
    Ok(call.ask(ContainerImmutability { container: call.container() })?.policy)
}

fn found(call: &Call<'_>) -> Result<ImmutabilityPolicyView, ApiError> {
    policy(call)?.ok_or_else(|| ApiError::Refused(ImmutabilityRefusal::PolicyNotFound.into()))
}

fn write(call: &Call<'_>, policy: Option<&ImmutabilityPolicyView>) -> Value {
    let etag = policy.map(etag).unwrap_or_default();
    json!({
        "id": policy_id(&call.container()).as_str(),
        "name": "default",
        "type": "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies",
        "etag": etag,
        "properties": properties(policy),
    })
}

fn told(call: &Call<'_>) -> Result<Answer, ApiError> {
    let policy = policy(call)?;
    let answer = Answer::json(200, write(call, policy.as_ref()));
    Ok(match &policy {
        Some(policy) => answer.with("ETag", etag(policy)),
        None => answer,
    })
}

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    found(call)?;
    Step::answer(told(call)?)
}

pub fn put(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::WRITE_IMMUTABILITY, &policy_id(&call.container()))?;
    let days = read_days(&call.body()?)?;
    let known = call.state().find_container(&call.container()).ok().and_then(|_| policy(call).ok()?);
    check_match(call, known.as_ref())?;
    Step::submit(Command::SetImmutabilityPolicy { container: call.container(), days }, |call, _| told(call))
}

pub fn extend(call: &Call<'_>) -> Result<Step, ApiError> {
    let container = seen(call, action::EXTEND_IMMUTABILITY)?;
    let days = read_days(&call.body()?)?;
    Step::submit(Command::ExtendImmutabilityPolicy { container, days }, |call, _| told(call))
}

pub fn lock(call: &Call<'_>) -> Result<Step, ApiError> {
    let container = seen(call, action::LOCK_IMMUTABILITY)?;
    Step::submit(Command::LockImmutabilityPolicy { container }, |call, _| told(call))
}

pub fn delete(call: &Call<'_>) -> Result<Step, ApiError> {
    let container = seen(call, action::DELETE_IMMUTABILITY)?;
    Step::submit(Command::DeleteImmutabilityPolicy { container }, |call, _| told(call))
}

/// The container, for one who may do this and knows the policy as it is.
fn seen(call: &Call<'_>, action: &str) -> Result<ArmId, ApiError> {
    let container = call.container();
    call.authorize(action, &policy_id(&container))?;
    let policy = found(call)?;
    if !call.received.conditions.expects_match() {
        return Err(ApiError::MissingHeader { name: "If-Match" });
    }
    check_match(call, Some(&policy))?;
    Ok(container)
}

fn check_match(call: &Call<'_>, policy: Option<&ImmutabilityPolicyView>) -> Result<(), ApiError> {
    call.received.conditions.check(policy.map(etag).as_deref())
}

fn read_days(body: &Member<'_>) -> Result<u32, ApiError> {
    fixed::check(body, FIXED)?;
    body.require("properties")?.require("immutabilityPeriodSinceCreationInDays")?.whole_number()
}

pub fn set_hold(call: &Call<'_>) -> Result<Step, ApiError> {
    let (container, tags) = read_hold(call, action::SET_HOLD)?;
    Step::submit(Command::SetLegalHold { container, tags }, |call, _| told_holds(call))
}

pub fn clear_hold(call: &Call<'_>) -> Result<Step, ApiError> {
    let (container, tags) = read_hold(call, action::CLEAR_HOLD)?;
    Step::submit(Command::ClearLegalHold { container, tags }, |call, _| told_holds(call))
}

fn read_hold(call: &Call<'_>, action: &str) -> Result<(ArmId, Vec<String>), ApiError> {
    let container = call.container();
    call.authorize(action, &policy_id(&container))?;
    let body = call.body()?;
    fixed::check(&body, FIXED_OF_HOLDS)?;
    Ok((container, body.require("tags")?.texts()?))
}

fn told_holds(call: &Call<'_>) -> Result<Answer, ApiError> {
    let tags = call.ask(ContainerImmutability { container: call.container() })?.legal_hold_tags;
    Ok(Answer::json(200, json!({ "hasLegalHold": !tags.is_empty(), "tags": tags })))
}
