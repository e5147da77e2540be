//! The lifecycle rules of an account as its one management policy.
//!
//! Source: the REST API of Microsoft.Storage, "Management Policies".

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
        query::LifecycleRules,
        rbac::action,
        storage::{LifecycleActions, LifecycleRule},
    },
};
use serde_json::{Map, Value, json};

const CREATED: &str = "daysAfterCreationGreaterThan";
const MODIFIED: &str = "daysAfterModificationGreaterThan";

const FIXED: &[Fixed] = &[
    ("type", Only::Text("Lifecycle")),
    ("definition.filters.blobIndexMatch", Only::Nothing),
    ("definition.actions.baseBlob.enableAutoTierToHotFromCool", Only::Flag(false)),
];

/// What is done, and by which days: no other ones are simulated.
const ACTIONS: [&str; 4] = ["tierToCool", "tierToCold", "tierToArchive", "delete"];

fn policy_id(call: &Call<'_>) -> ArmId {
    call.account().child("managementPolicies", "default")
}

fn rules(call: &Call<'_>) -> Result<Vec<LifecycleRule>, ApiError> {
    Ok(call.ask(LifecycleRules { account: call.account() })?.rules)
}

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::answer(told(call)?)
}

fn told(call: &Call<'_>) -> Result<Answer, ApiError> {
    let rules = rules(call)?;
    if rules.is_empty() {
        return Err(ApiError::ManagementPolicyNotFound { account: call.capture("account").to_string() });
    }
    let rules: Vec<Value> = rules.iter().map(write_rule).collect();
    let body = json!({
        "id": policy_id(call).as_str(),
        "name": "DefaultManagementPolicy",
        "type": "Microsoft.Storage/storageAccounts/managementPolicies",
        "properties": { "policy": { "rules": rules } },
    });
    Ok(Answer::json(200, body))
}

pub fn put(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::WRITE_LIFECYCLE, &policy_id(call))?;
    let body = call.body()?;
    let list = body.require("properties")?.require("policy")?.require("rules")?;
    let rules = list.list()?.iter().map(read_rule).collect::<Result<Vec<LifecycleRule>, ApiError>>()?;
    if rules.is_empty() {
        return Err(list.invalid("a policy has a rule at least"));
    }
    Step::submit(Command::SetLifecyclePolicy { account: call.account(), rules }, |call, _| told(call))
}

/// No rules are no policy: a second DELETE finds nothing, and that is what was asked for.
pub fn delete(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::DELETE_LIFECYCLE, &policy_id(call))?;
    if rules(call)?.is_empty() {
        return Step::answer(Answer::empty(204));
    }
    let command = Command::SetLifecyclePolicy { account: call.account(), rules: Vec::new() };
    Step::submit(command, |_, _| Ok(Answer::empty(200)))
}

fn read_rule(rule: &Member<'_>) -> Result<LifecycleRule, ApiError> {
    fixed::check(rule, FIXED)?;
    let actions = rule.require("definition")?.require("actions")?;
    let read =
        |name, days| actions.get(name).map_or(Ok(LifecycleActions::default()), |on| read_actions(&on, days));
    Ok(LifecycleRule {
        name: rule.require("name")?.text()?.to_string(),
        enabled: rule.get("enabled").map_or(Ok(true), |enabled| enabled.boolean())?,
        prefixes: read_filters(rule)?,
        blobs: read("baseBlob", MODIFIED)?,
        snapshots: read("snapshot", CREATED)?,
        versions: read("version", CREATED)?,
    })
}

fn read_filters(rule: &Member<'_>) -> Result<Vec<String>, ApiError> {
    let Some(filters) = rule.at("definition.filters") else { return Ok(Vec::new()) };
    for kind in filters.require("blobTypes")?.list()? {
        if kind.one_of(&["blockBlob", "appendBlob"], |name| name)? == "appendBlob" {
            return Err(ApiError::NotSimulated { operation: "A rule for append blobs".to_string() });
        }
    }
    filters.get("prefixMatch").map_or(Ok(Vec::new()), |prefixes| prefixes.texts())
}

fn read_actions(on: &Member<'_>, days: &str) -> Result<LifecycleActions, ApiError> {
    if let Some(hot) = on.get("tierToHot") {
        return Err(ApiError::NotSimulated { operation: format!("'{}'", hot.path()) });
    }
    let mut found = [None; ACTIONS.len()];
    for (action, name) in found.iter_mut().zip(ACTIONS) {
        *action = on.get(name).map(|when| read_days(&when, days)).transpose()?;
    }
    let [cool, cold, archive, delete] = found;
    Ok(LifecycleActions { cool, cold, archive, delete })
}

/// Days since the last access, the last change of tier, or of another kind of beginning are refused where there are any.
fn read_days(when: &Member<'_>, days: &str) -> Result<u32, ApiError> {
    let others =
        ["daysAfterLastAccessTimeGreaterThan", "daysAfterLastTierChangeGreaterThan", CREATED, MODIFIED];
    let other = others.into_iter().filter(|other| *other != days).find_map(|other| when.get(other));
    match other {
        Some(other) => Err(ApiError::NotSimulated { operation: format!("'{}'", other.path()) }),
        None => when.require(days)?.whole_number(),
    }
}

pub fn write_rule(rule: &LifecycleRule) -> Value {
    let mut actions = Map::new();
    for (name, of, days) in [
        ("baseBlob", rule.blobs, MODIFIED),
        ("snapshot", rule.snapshots, CREATED),
        ("version", rule.versions, CREATED),
    ] {
        let written = write_actions(of, days);
        if !written.is_empty() {
            actions.insert(name.to_string(), Value::Object(written));
        }
    }
    let mut filters = json!({ "blobTypes": ["blockBlob"] });
    if !rule.prefixes.is_empty() {
        filters["prefixMatch"] = json!(rule.prefixes);
    }
    json!({
        "enabled": rule.enabled,
        "name": rule.name,
        "type": "Lifecycle",
        "definition": { "actions": actions, "filters": filters },
    })
}

fn write_actions(actions: LifecycleActions, days: &str) -> Map<String, Value> {
    let LifecycleActions { cool, cold, archive, delete } = actions;
    let all = ACTIONS.into_iter().zip([cool, cold, archive, delete]);
    let set = all.filter_map(|(name, after)| Some((name.to_string(), json!({ days: after? }))));
    set.collect()
}
