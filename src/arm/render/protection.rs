//! Backup instances, and what is done with them.

use super::{
    Az, Rendered, ask,
    backup::{of_vault, vault_of},
    post, put, send, versions,
};
use crate::{
    arm::backup::{
        instance::{InstanceBody, write_body, write_parameters, write_properties},
        policy,
        restore::{self, RestoreBody},
    },
    base::{ArmId, Method},
    engine::{
        policy::RetentionTag,
        protection::PolicyParameters,
        query::{InstanceDetail, PolicyDetail, VaultDetail, Viewer},
        rbac::action,
        refusal::Refusal,
        request::Command,
        resources::Tags,
        restore::{RestoreDestination, RestoreError, RestoreSource},
    },
};
use serde_json::{Value, json};

/// # Errors
/// What the request would name is not there, or may not be read.
pub fn render(viewer: &Viewer<'_>, command: &Command) -> Result<Rendered, Refusal> {
    match command {
        Command::ConfigureProtection { vault, instance_name, datasource, policy, parameters, tags } => {
            configure(viewer, vault, instance_name, &wanted(datasource, policy, parameters), tags)
        }
        Command::UpdateProtection { instance, policy, parameters, tags } => {
            update(viewer, instance, policy, parameters, tags)
        }
        Command::BackupNow { instance, tag } => backup_now(viewer, instance, *tag),
        Command::StopProtection { instance } => Ok(act(instance, "stopProtection", "stop-protection")),
        Command::SuspendBackups { instance } => Ok(act(instance, "suspendBackups", "suspend-backup")),
        Command::ResumeProtection { instance } => Ok(act(instance, "resumeProtection", "resume-protection")),
        Command::Restore { instance, source, destination } => {
            let request = restore_request(viewer, instance, *source, destination)?;
            let az = of_instance("restore trigger", instance).json("--restore-request-object", &request);
            Ok(post(instance, "restore", versions::DATA_PROTECTION, Some(&request), az))
        }
        Command::DeleteBackupInstance { instance } => {
            let az = of_instance("delete", instance).flag("--yes");
            Ok(send(Method::Delete, instance, versions::DATA_PROTECTION, None, az))
        }
        Command::UndeleteBackupInstance { instance } => {
            let az = of_instance("deleted-backup-instance undelete", instance);
            Ok(post(instance, "undelete", versions::DATA_PROTECTION, None, az))
        }
        other => unreachable!("{other:?} is rendered elsewhere"),
    }
}

/// The request that only looks whether a command would be carried out; `None` where there is no such request.
///
/// # Errors
/// See [`render`].
pub fn validation(viewer: &Viewer<'_>, command: &Command) -> Result<Option<Rendered>, Refusal> {
    let version = versions::DATA_PROTECTION;
    match command {
        Command::ConfigureProtection { vault, instance_name, datasource, policy, parameters, tags } => {
            let properties = properties(viewer, vault, &wanted(datasource, policy, parameters))?;
            let az = of_vault("backup-instance validate-for-backup", vault)
                .json("--backup-instance", &named(instance_name, &write_body(properties.clone(), tags)));
            let body = json!({ "backupInstance": properties });
            Ok(Some(post(vault, "validateForBackup", version, Some(&body), az)))
        }
        Command::UpdateProtection { instance, policy, parameters, tags: _ } => {
            let view = ask(viewer, InstanceDetail { instance: instance.clone() })?;
            let wanted = wanted(&view.row.datasource, policy, parameters);
            let body = json!({ "backupInstance": properties(viewer, &view.vault, &wanted)? });
            let az = with_containers(of_named("validate-for-update", instance), parameters);
            Ok(Some(post(instance, "validateForModifyBackup", version, Some(&body), az)))
        }
        Command::Restore { instance, source, destination } => {
            let request = restore_request(viewer, instance, *source, destination)?;
            let az = of_instance("validate-for-restore", instance).json("--restore-request-object", &request);
            let body = json!({ "restoreRequestObject": request });
            Ok(Some(post(instance, "validateRestore", version, Some(&body), az)))
        }
        _ => Ok(None),
    }
}

fn wanted<'a>(
    datasource: &'a ArmId,
    policy: &'a ArmId,
    parameters: &'a PolicyParameters,
) -> InstanceBody<'a> {
    InstanceBody { datasource, region: None, policy: Some(policy), parameters }
}

/// A line about an instance.
fn of_instance(words: &str, instance: &ArmId) -> Az {
    of_named(words, instance)
}

fn of_named(words: &str, instance: &ArmId) -> Az {
    of_vault(&format!("backup-instance {words}"), &vault_of(instance))
        .option("--backup-instance-name", instance.name())
}

/// What the CLI takes for an instance.
fn named(name: &str, body: &Value) -> Value {
    let mut named = json!({ "backup_instance_name": name });
    for (member, value) in body.as_object().into_iter().flatten() {
        named[member] = value.clone();
    }
    named
}

/// A datasource lies where its vault does.
fn properties(viewer: &Viewer<'_>, vault: &ArmId, body: &InstanceBody<'_>) -> Result<Value, Refusal> {
    let region = ask(viewer, VaultDetail { vault: vault.clone() })?.region;
    Ok(write_properties(&InstanceBody { region: Some(region), ..*body }))
}

fn configure(
    viewer: &Viewer<'_>,
    vault: &ArmId,
    name: &str,
    body: &InstanceBody<'_>,
    tags: &Tags,
) -> Result<Rendered, Refusal> {
    let body = write_body(properties(viewer, vault, body)?, tags);
    let az = of_vault("backup-instance create", vault).json("--backup-instance", &named(name, &body));
    Ok(put(&vault.child("backupInstances", name), versions::DATA_PROTECTION, &body, az))
}

/// The same request as for a new one. The CLI has a command for the policy, another for the containers, and for the tags those
/// that it has for everything.
fn update(
    viewer: &Viewer<'_>,
    instance: &ArmId,
    policy: &ArmId,
    parameters: &PolicyParameters,
    tags: &Tags,
) -> Result<Rendered, Refusal> {
    let view = ask(viewer, InstanceDetail { instance: instance.clone() })?;
    let properties = properties(viewer, &view.vault, &wanted(&view.row.datasource, policy, parameters))?;
    let new_policy = of_named("update-policy", instance).option("--policy-id", policy);
    let new_containers = with_containers(of_named("update", instance), parameters);
    let rendered =
        put(instance, versions::DATA_PROTECTION, &write_body(properties, tags), new_containers.clone());
    let parts = [
        (view.row.policy != *policy, new_policy.clone()),
        (view.parameters != *parameters, new_containers),
        (view.tags != *tags, retagged(instance, tags)),
    ];
    let lines: Vec<String> =
        parts.into_iter().filter(|(changes, _)| *changes).map(|(_, line)| line.build()).collect();
    let az = if lines.is_empty() { new_policy.build() } else { lines.join(" && ") };
    Ok(Rendered { az: Some(az), ..rendered })
}

/// Source: Azure CLI reference, `az tag`.
fn retagged(instance: &ArmId, tags: &Tags) -> Az {
    match tags.is_empty() {
        true => Az::new("tag delete").option("--resource-id", instance).flag("--yes"),
        false => Az::new("tag create").option("--resource-id", instance).all_tags(tags),
    }
}

fn with_containers(az: Az, parameters: &PolicyParameters) -> Az {
    let written = write_parameters(parameters);
    let list = written.and_then(|written| written["backupDatasourceParametersList"].get(0).cloned());
    match list {
        Some(list) => az.json("--vaulted-blob-container-list", &list),
        None => az,
    }
}

/// A backup on demand names the rule that schedules the others.
fn backup_now(viewer: &Viewer<'_>, instance: &ArmId, tag: RetentionTag) -> Result<Rendered, Refusal> {
    let policy = ask(viewer, InstanceDetail { instance: instance.clone() })?.row.policy;
    let scheduled = ask(viewer, PolicyDetail { policy })?.row.scheduled;
    // Where nothing is scheduled the request is refused, whatever it names.
    let rule = scheduled.as_ref().map_or("Default", |scheduled| policy::rule_name(&scheduled.schedule));
    let body = json!({ "backupRuleOptions": {
        "ruleName": rule,
        "triggerOption": { "retentionTagOverride": tag.display_name() },
    } });
    let az = of_instance("adhoc-backup", instance)
        .option("--rule-name", rule)
        .option("--retention-tag-override", tag.display_name());
    Ok(post(instance, "backup", versions::DATA_PROTECTION, Some(&body), az))
}

fn act(instance: &ArmId, name: &str, words: &str) -> Rendered {
    post(instance, name, versions::DATA_PROTECTION, None, of_instance(words, instance))
}

/// # Errors
/// Not there, not to be read; [`RestoreError::PointNotFound`].
fn restore_request(
    viewer: &Viewer<'_>,
    instance: &ArmId,
    source: RestoreSource,
    destination: &RestoreDestination,
) -> Result<Value, Refusal> {
    let view = ask(viewer, InstanceDetail { instance: instance.clone() })?;
    let region = ask(viewer, VaultDetail { vault: view.vault.clone() })?.region;
    let point = match source {
        RestoreSource::Time(_) => None,
        RestoreSource::Point(seq) => {
            viewer.require(action::READ_POINTS, instance)?;
            let row = viewer.state.find_instance(instance)?;
            let found = viewer.state.points.get(&(row.id, seq)).map(|point| point.guid.simple().to_string());
            Some(found.ok_or(RestoreError::PointNotFound)?)
        }
    };
    Ok(restore::write(&RestoreBody {
        datasource: &view.row.datasource,
        datasource_type: view.row.datasource_type,
        region,
        point,
        source,
        destination,
    }))
}
