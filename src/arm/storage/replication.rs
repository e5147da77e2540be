//! Object replication policies as bodies.
//!
//! A client makes a policy at the destination account under the name `default`, and then sends what came back to the source
//! account under the id that it got. Here both accounts show one policy: the second request finds it there already. A
//! policy is not changed but deleted and made anew, and deleting it at one account deletes it at both.
//!
//! Source: the REST API of Microsoft.Storage, "Object Replication Policies".

use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        body::Member,
        call::{Call, Step},
        fixed::{self, Fixed, Only},
        time,
    },
    base::ArmId,
    engine::{
        Command,
        query::{
            ReplicationMaker, ReplicationPolicies, ReplicationPolicyRow, StorageAccountFacts, StorageAccounts,
        },
        rbac::action,
        storage::{ReplicationRule, replication::ARM_KIND},
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

const FIXED: &[Fixed] = &[
    ("properties.metrics.enabled", Only::Flag(false)),
    ("properties.priorityReplication.enabled", Only::Flag(false)),
    ("properties.tagsReplication.enabled", Only::Flag(false)),
];

/// Copy everything that is there, however old. Source: Azure Storage, "Object replication for block blobs".
const SINCE_EVER: &str = "1601-01-01T00:00:00Z";

fn policy_id(call: &Call<'_>) -> ArmId {
    call.account().child(ARM_KIND, call.capture("policy"))
}

fn policies(call: &Call<'_>) -> Result<Vec<ReplicationPolicyRow>, ApiError> {
    call.ask(ReplicationPolicies { account: call.account() })
}

/// The policy in the path.
fn find(call: &Call<'_>) -> Result<ReplicationPolicyRow, ApiError> {
    let id = policy_id(call);
    let found = policies(call)?.into_iter().find(|row| row.id == id);
    match found {
        Some(row) => Ok(row),
        // It answers in the words for what is not there.
        None => Err(call
            .state()
            .find_replication_policy(&id)
            .map_or_else(ApiError::from, |_| ApiError::GenericNotFound)),
    }
}

pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    page(call, &policies(call)?, |row| write(call, row))
}

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::answer(Answer::json(200, write(call, &find(call)?)))
}

/// A second DELETE finds nothing, and that is what was asked for.
pub fn delete(call: &Call<'_>) -> Result<Step, ApiError> {
    let policy = policy_id(call);
    call.authorize(action::DELETE_REPLICATION, &policy)?;
    call.state().find_account(&call.account())?;
    if call.state().find_replication_policy(&policy).is_err() {
        return Step::answer(Answer::empty(204));
    }
    Step::submit(Command::DeleteReplicationPolicy { policy }, |_, _| Ok(Answer::empty(200)))
}

/// What a body says.
struct PolicyBody {
    source: ArmId,
    destination: ArmId,
    rules: Vec<ReplicationRule>,
}

pub fn put(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::WRITE_REPLICATION, &policy_id(call))?;
    call.state().find_account(&call.account())?;
    let wanted = read(call)?;
    if !call.capture("policy").eq_ignore_ascii_case("default") {
        return confirm(call, &wanted);
    }
    if wanted.destination != call.account() {
        let account = call.body()?.require("properties")?.require("destinationAccount")?;
        return Err(account.invalid("a policy is made at its destination first"));
    }
    let PolicyBody { source, destination, rules } = wanted;
    Step::submit(Command::CreateReplicationPolicy { source, destination, rules }, |call, _| made(call))
}

/// The other account of a policy that is there already.
fn confirm(call: &Call<'_>, wanted: &PolicyBody) -> Result<Step, ApiError> {
    let row = find(call)?;
    let ReplicationMaker::Person { rules, .. } = &row.maker else {
        return Err(ApiError::NotSimulated { operation: "Changing a policy of Azure Backup".to_string() });
    };
    let is_same = row.source == wanted.source.name()
        && row.destination == wanted.destination.name()
        && *rules == wanted.rules;
    if !is_same {
        let operation = "Changing an object replication policy".to_string();
        return Err(ApiError::NotSimulated { operation });
    }
    Step::answer(Answer::json(200, write(call, &row)))
}

fn made(call: &Call<'_>) -> Result<Answer, ApiError> {
    let wanted = read(call)?;
    let is_ours = |row: &&ReplicationPolicyRow| {
        matches!(row.maker, ReplicationMaker::Person { .. })
            && row.source == wanted.source.name()
            && row.destination == wanted.destination.name()
    };
    let policies = policies(call)?;
    let row = policies.iter().find(is_ours).ok_or(ApiError::GenericNotFound)?;
    Ok(Answer::json(200, write(call, row)))
}

fn read(call: &Call<'_>) -> Result<PolicyBody, ApiError> {
    let body = call.body()?;
    fixed::check(&body, FIXED)?;
    let properties = body.require("properties")?;
    let account = |name| read_account(call, &properties.require(name)?);
    let rules = properties.require("rules")?.list()?;
    Ok(PolicyBody {
        source: account("sourceAccount")?,
        destination: account("destinationAccount")?,
        rules: rules.iter().map(read_rule).collect::<Result<_, ApiError>>()?,
    })
}

/// An id, or the name of an account that the caller may see.
fn read_account(call: &Call<'_>, account: &Member<'_>) -> Result<ArmId, ApiError> {
    let name = account.text()?;
    if name.starts_with('/') {
        let id = account.arm_id()?;
        return Ok(call.ask(StorageAccountFacts { account: id.clone() }).map_or(id, |row| row.id));
    }
    let all = call.ask(StorageAccounts { scope: ArmId::new("/subscriptions") })?;
    let found = all.into_iter().find(|row| row.name.eq_ignore_ascii_case(name)).map(|row| row.id);
    found.ok_or_else(|| account.invalid(&format!("there is no storage account '{name}' that you may see")))
}

fn read_rule(rule: &Member<'_>) -> Result<ReplicationRule, ApiError> {
    let name = |name| Ok::<_, ApiError>(rule.require(name)?.text()?.to_string());
    if let Some(prefixes) = rule.at("filters.prefixMatch")
        && !prefixes.is_empty()
    {
        return Err(ApiError::NotSimulated { operation: format!("'{}'", prefixes.path()) });
    }
    let since = rule.at("filters.minCreationTime");
    Ok(ReplicationRule {
        source: name("sourceContainer")?,
        destination: name("destinationContainer")?,
        copies_existing: since.map_or(Ok(false), |since| read_since(&since))?,
    })
}

fn read_since(since: &Member<'_>) -> Result<bool, ApiError> {
    let moment = time::parse(since.text()?).ok_or_else(|| since.invalid("a moment is expected"))?;
    if Some(moment) == time::parse(SINCE_EVER) {
        return Ok(true);
    }
    Err(ApiError::NotSimulated { operation: format!("'{}' other than {SINCE_EVER}", since.path()) })
}

fn write(call: &Call<'_>, row: &ReplicationPolicyRow) -> Value {
    let of_backup = |name: &String| ReplicationRule {
        source: name.clone(),
        destination: name.clone(),
        copies_existing: true,
    };
    let rules = match &row.maker {
        ReplicationMaker::Person { rules, .. } => rules.clone(),
        ReplicationMaker::Backup | ReplicationMaker::Restore { .. } => {
            row.containers.iter().map(of_backup).collect()
        }
    };
    let numbered = (0u64..).zip(&rules);
    let rules: Vec<Value> = numbered.map(|(number, rule)| write_rule(call, row, number, rule)).collect();
    json!({
        "id": row.id.as_str(),
        "name": row.id.name(),
        "type": "Microsoft.Storage/storageAccounts/objectReplicationPolicies",
        "properties": {
            "policyId": row.id.name(),
            "enabledTime": time::ticks(row.created_at),
            "sourceAccount": row.source,
            "destinationAccount": row.destination,
            "rules": rules,
        },
    })
}

fn write_rule(call: &Call<'_>, row: &ReplicationPolicyRow, number: u64, rule: &ReplicationRule) -> Value {
    let mut body = json!({ "ruleId": rule_id(call, row, number) });
    if let (Some(body), Value::Object(wanted)) = (body.as_object_mut(), write_wanted(rule)) {
        body.extend(wanted);
    }
    body
}

/// What a request says of a rule.
pub fn write_wanted(rule: &ReplicationRule) -> Value {
    let mut body = json!({ "sourceContainer": rule.source, "destinationContainer": rule.destination });
    if rule.copies_existing {
        body["filters"] = json!({ "prefixMatch": [], "minCreationTime": SINCE_EVER });
    }
    body
}

/// Follows from the policy and the place of the rule in it, which both stay.
fn rule_id(call: &Call<'_>, row: &ReplicationPolicyRow, number: u64) -> Uuid {
    let (_, low) = row.id.name().parse::<Uuid>().unwrap_or_default().as_u64_pair();
    call.state().seed().guid("replication rule", low.wrapping_add(number))
}
