//! Backup policies as bodies.
//!
//! A policy is a list of rules: one that says when, and for each tag one that says how long. Blobs with both parts have
//! two default rules, told apart by their names: `Default` for the vault, `Default_OperationalStore` for the account.
//!
//! Source: the REST API of Microsoft.DataProtection, "Backup Policies"; Azure Backup, "Create Azure Blobs backup
//! policies by using REST API".

use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        body::Member,
        call::{Call, Step},
    },
    base::SimTime,
    engine::{
        Command,
        policy::{
            DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule, ScheduleFrequency,
            ScheduledBackups,
        },
        query::{Policies, PolicyDetail, PolicyRow},
        rbac::action,
    },
};
use serde_json::{Value, json};

use super::schedule;

const OPERATIONAL_DEFAULT: &str = "Default_OperationalStore";

/// What a body says of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyBody {
    pub datasource_type: DatasourceType,
    pub scheduled: Option<ScheduledBackups>,
    pub continuous: Option<RetentionDuration>,
}

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    let view = call.ask(PolicyDetail { policy: call.id() })?;
    Step::answer(Answer::json(200, write(&view.row)))
}

pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    page(call, &call.ask(Policies { vault: call.vault() })?, write)
}

/// Creates a policy, or answers the one that is as the body says. Changing one is not simulated.
pub fn put(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::WRITE_POLICY, &call.id())?;
    let PolicyBody { datasource_type, scheduled, continuous } = read(&call.body()?)?;
    if let Ok(view) = call.ask(PolicyDetail { policy: call.id() }) {
        let row = &view.row;
        let same = row.datasource_type == datasource_type
            && row.scheduled == scheduled
            && row.continuous == continuous;
        return match same {
            true => Step::answer(Answer::json(200, write(row))),
            false => Err(ApiError::NotSimulated { operation: "Changing a policy that exists".to_string() }),
        };
    }
    let (vault, name) = (call.vault(), call.capture("policy").to_string());
    let command = Command::CreateBackupPolicy { vault, name, datasource_type, scheduled, continuous };
    Step::submit(command, |call, _| {
        Ok(Answer::json(200, write(&call.ask(PolicyDetail { policy: call.id() })?.row)))
    })
}

pub fn delete(call: &Call<'_>) -> Result<Step, ApiError> {
    match call.state().find_policy(&call.id()) {
        // Who may not delete learns nothing of what there is.
        Err(_) if call.viewer.may(action::DELETE_POLICY, &call.id()) => Step::answer(Answer::empty(204)),
        _ => Step::submit(Command::DeleteBackupPolicy { policy: call.id() }, |_, _| Ok(Answer::empty(200))),
    }
}

/// Reads a policy.
///
/// # Errors
/// [`ApiError::InvalidPolicyInput`]; [`ApiError::InvalidInput`] for two rules of one name; [`ApiError::NotSimulated`].
pub fn read(body: &Member<'_>) -> Result<PolicyBody, ApiError> {
    read_rules(body).map_err(|error| match error {
        ApiError::InvalidInput { target, reason } if !target.is_empty() => {
            ApiError::InvalidPolicyInput { target, reason }
        }
        other => other,
    })
}

fn read_rules(body: &Member<'_>) -> Result<PolicyBody, ApiError> {
    let properties = body.require("properties")?;
    let datasource_type = read_datasource_type(&properties.require("datasourceTypes")?)?;
    let rules = properties.require("policyRules")?;
    let (mut backup, mut retention, mut continuous) = (None, Vec::new(), None);
    let mut names = Vec::new();
    for rule in rules.list()? {
        let name = rule.require("name")?.text()?.to_string();
        if names.iter().any(|known: &String| known.eq_ignore_ascii_case(&name)) {
            let reason = format!("two rules have the name '{name}'");
            return Err(ApiError::InvalidInput { target: String::new(), reason });
        }
        names.push(name);
        if rule.is_type("AzureBackupRule") {
            backup = Some(rule);
        } else if !rule.is_type("AzureRetentionRule") {
            return Err(rule.invalid("its objectType is neither AzureBackupRule nor AzureRetentionRule"));
        } else if is_continuous(datasource_type, &rule)? {
            continuous = Some(read_duration(&rule)?);
        } else {
            retention.push(read_retention(&rule)?);
        }
    }
    retention.sort_by_key(|rule| rule.tag);
    let scheduled = match backup {
        Some(rule) => Some(read_backup_rule(&rule, retention)?),
        None if retention.is_empty() && continuous.is_some() => None,
        None => return Err(rules.invalid("a rule of type AzureBackupRule is required")),
    };
    if scheduled.is_some() && continuous.is_some() && !names.iter().any(|name| name == OPERATIONAL_DEFAULT) {
        return Err(
            rules.invalid("the default rule of the operational store is called Default_OperationalStore")
        );
    }
    Ok(PolicyBody { datasource_type, scheduled, continuous })
}

/// Reads the only datasource type.
///
/// # Errors
/// [`ApiError::InvalidInput`]; [`ApiError::NotSimulated`] for a workload that is not here.
pub fn read_datasource_type(list: &Member<'_>) -> Result<DatasourceType, ApiError> {
    match list.list()?.as_slice() {
        [one] => datasource_type(one.text()?),
        _ => Err(list.invalid("a policy is for one datasource type")),
    }
}

/// # Errors
/// [`ApiError::NotSimulated`].
pub fn datasource_type(name: &str) -> Result<DatasourceType, ApiError> {
    let found = DatasourceType::ALL.into_iter().find(|known| known.arm_name().eq_ignore_ascii_case(name));
    found.ok_or_else(|| ApiError::NotSimulated { operation: format!("Backup of '{name}'") })
}

/// Whether a rule is about operational backup of blobs.
fn is_continuous(datasource_type: DatasourceType, rule: &Member<'_>) -> Result<bool, ApiError> {
    let store = lifecycle(rule)?.require("sourceDataStore")?.require("dataStoreType")?;
    let is_operational = match store.text()? {
        text if text.eq_ignore_ascii_case("OperationalStore") => true,
        text if text.eq_ignore_ascii_case("VaultStore") => false,
        _ => return Err(store.invalid("OperationalStore or VaultStore is expected")),
    };
    match datasource_type {
        DatasourceType::Blob => Ok(is_operational),
        DatasourceType::Disk if is_operational => Ok(false),
        DatasourceType::DataLakeStorage if !is_operational => Ok(false),
        DatasourceType::Disk | DatasourceType::DataLakeStorage => {
            Err(store.invalid("this datasource type is not backed up to that store"))
        }
    }
}

fn lifecycle<'a>(rule: &Member<'a>) -> Result<Member<'a>, ApiError> {
    let list = rule.require("lifecycles")?;
    let first = list.list()?.into_iter().next();
    first.ok_or_else(|| list.invalid("one lifecycle is required"))
}

fn read_duration(rule: &Member<'_>) -> Result<RetentionDuration, ApiError> {
    let duration = lifecycle(rule)?.require("deleteAfter")?.require("duration")?;
    let read = |text: &str| {
        let number = text.strip_prefix(['P', 'p'])?;
        let (number, unit) = number.split_at_checked(number.len().checked_sub(1)?)?;
        let count: u32 = number.parse().ok()?;
        match unit {
            "D" | "d" => Some(RetentionDuration::Days(count)),
            "W" | "w" => Some(RetentionDuration::Weeks(count)),
            "M" | "m" => Some(RetentionDuration::Months(count)),
            "Y" | "y" => Some(RetentionDuration::Years(count)),
            _ => None,
        }
    };
    read(duration.text()?)
        .ok_or_else(|| duration.invalid("a duration such as P30D, P4W, P12M or P1Y is expected"))
}

fn read_retention(rule: &Member<'_>) -> Result<RetentionRule, ApiError> {
    let name = rule.require("name")?;
    let tag = read_tag(name.text()?)?;
    Ok(RetentionRule { tag, duration: read_duration(rule)? })
}

/// # Errors
/// [`ApiError::NotSimulated`] for tags of one's own.
pub fn read_tag(name: &str) -> Result<RetentionTag, ApiError> {
    let found = RetentionTag::ALL.into_iter().find(|tag| tag.display_name().eq_ignore_ascii_case(name));
    found.ok_or_else(|| ApiError::NotSimulated { operation: format!("A retention rule named '{name}'") })
}

fn read_backup_rule(rule: &Member<'_>, retention: Vec<RetentionRule>) -> Result<ScheduledBackups, ApiError> {
    let trigger = rule.require("trigger")?;
    let schedule = schedule::read(&trigger.require("schedule")?)?;
    for criterion in trigger.require("taggingCriteria")?.list()? {
        let tag = read_tag(criterion.require("tagInfo")?.require("tagName")?.text()?)?;
        check_criterion(&criterion, tag)?;
        if !retention.iter().any(|rule| rule.tag == tag) {
            return Err(criterion.invalid("there is no retention rule of the name of its tag"));
        }
    }
    Ok(ScheduledBackups { schedule, retention })
}

/// Only the first backup of a day, week, month or year is tagged here.
fn check_criterion(criterion: &Member<'_>, tag: RetentionTag) -> Result<(), ApiError> {
    let Some(expected) = absolute(tag) else { return Ok(()) };
    let first = criterion.require("criteria")?.list()?.into_iter().next();
    let absolute = first.and_then(|first| first.get("absoluteCriteria"));
    let texts = absolute.map_or(Ok(Vec::new()), |absolute| absolute.texts())?;
    match texts.as_slice() {
        [one] if one.eq_ignore_ascii_case(expected) => Ok(()),
        _ => Err(ApiError::NotSimulated { operation: format!("Tagging by other criteria than {expected}") }),
    }
}

fn absolute(tag: RetentionTag) -> Option<&'static str> {
    match tag {
        RetentionTag::Default => None,
        RetentionTag::Daily => Some("FirstOfDay"),
        RetentionTag::Weekly => Some("FirstOfWeek"),
        RetentionTag::Monthly => Some("FirstOfMonth"),
        RetentionTag::Yearly => Some("FirstOfYear"),
    }
}

/// Of rules that match, the one with the lowest number counts.
fn priority(tag: RetentionTag) -> u32 {
    match tag {
        RetentionTag::Default => 99,
        RetentionTag::Daily => 25,
        RetentionTag::Weekly => 20,
        RetentionTag::Monthly => 15,
        RetentionTag::Yearly => 10,
    }
}

/// Writes a policy.
pub fn write(row: &PolicyRow) -> Value {
    let body = PolicyBody {
        datasource_type: row.datasource_type,
        scheduled: row.scheduled.clone(),
        continuous: row.continuous,
    };
    json!({
        "properties": write_properties(&body, row.created_at),
        "id": row.id.as_str(),
        "name": row.name,
        "type": "Microsoft.DataProtection/backupVaults/backupPolicies",
    })
}

/// Writes what a policy says; its intervals start with the first run after `since`.
pub fn write_properties(body: &PolicyBody, since: SimTime) -> Value {
    let PolicyBody { datasource_type, scheduled, continuous } = body;
    let is_disk = *datasource_type == DatasourceType::Disk;
    let mut rules = Vec::new();
    if let Some(scheduled) = scheduled {
        rules.push(write_backup_rule(is_disk, scheduled, since));
    }
    if let Some(continuous) = continuous {
        let name = if scheduled.is_some() { OPERATIONAL_DEFAULT } else { "Default" };
        rules.push(write_retention(name, true, *continuous, "OperationalStore"));
    }
    let store = if is_disk { "OperationalStore" } else { "VaultStore" };
    for rule in scheduled.iter().flat_map(|scheduled| &scheduled.retention) {
        let is_default = rule.tag == RetentionTag::Default;
        rules.push(write_retention(rule.tag.display_name(), is_default, rule.duration, store));
    }
    json!({
        "policyRules": rules,
        "datasourceTypes": [datasource_type.arm_name()],
        "objectType": "BackupPolicy",
    })
}

fn write_backup_rule(is_disk: bool, scheduled: &ScheduledBackups, since: SimTime) -> Value {
    let name = rule_name(&scheduled.schedule);
    let tagging: Vec<Value> =
        scheduled.retention.iter().rev().map(|rule| write_criterion(rule.tag)).collect();
    json!({
        "backupParameters": {
            "backupType": if is_disk { "Incremental" } else { "Discrete" },
            "objectType": "AzureBackupParams",
        },
        "trigger": {
            "schedule": schedule::write(&scheduled.schedule, since),
            "taggingCriteria": tagging,
            "objectType": "ScheduleBasedTriggerContext",
        },
        "dataStore": {
            "dataStoreType": if is_disk { "OperationalStore" } else { "VaultStore" },
            "objectType": "DataStoreInfoBase",
        },
        "name": name,
        "objectType": "AzureBackupRule",
    })
}

/// What the rule that schedules backups is called.
pub fn rule_name(schedule: &Schedule) -> &'static str {
    match schedule.frequency {
        ScheduleFrequency::Daily => "BackupDaily",
        ScheduleFrequency::Weekly(_) => "BackupWeekly",
        ScheduleFrequency::Hourly(_) => "BackupHourly",
    }
}

fn write_criterion(tag: RetentionTag) -> Value {
    let name = tag.display_name();
    let mut criterion = json!({
        "tagInfo": { "tagName": name, "id": format!("{name}_") },
        "taggingPriority": priority(tag),
        "isDefault": tag == RetentionTag::Default,
    });
    if let Some(absolute) = absolute(tag) {
        criterion["criteria"] =
            json!([{ "absoluteCriteria": [absolute], "objectType": "ScheduleBasedBackupCriteria" }]);
    }
    criterion
}

fn write_retention(name: &str, is_default: bool, duration: RetentionDuration, store: &str) -> Value {
    let duration = match duration {
        RetentionDuration::Days(count) => format!("P{count}D"),
        RetentionDuration::Weeks(count) => format!("P{count}W"),
        RetentionDuration::Months(count) => format!("P{count}M"),
        RetentionDuration::Years(count) => format!("P{count}Y"),
    };
    json!({
        "lifecycles": [{
            "deleteAfter": { "duration": duration, "objectType": "AbsoluteDeleteOption" },
            "sourceDataStore": { "dataStoreType": store, "objectType": "DataStoreInfoBase" },
            "targetDataStoreCopySettings": [],
        }],
        "isDefault": is_default,
        "name": name,
        "objectType": "AzureRetentionRule",
    })
}
