//! Creating and deleting policies.

use crate::{
    base::ArmId,
    engine::{
        decide::Context,
        event::Event,
        ids::PolicyId,
        policy::{
            BackupPolicy, DatasourceType, PolicyError, RetentionDuration, ScheduledBackups,
            validate::{check_parts, check_policy_name},
        },
        rbac::action,
        refusal::Refusal,
        request::Command,
    },
};

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateBackupPolicy { vault, name, datasource_type, scheduled, continuous } => {
            create(context, vault, name, *datasource_type, scheduled.as_ref(), *continuous)
        }
        Command::DeleteBackupPolicy { policy } => delete(context, policy),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

fn create(
    context: &mut Context,
    vault: &ArmId,
    name: &str,
    datasource_type: DatasourceType,
    scheduled: Option<&ScheduledBackups>,
    continuous: Option<RetentionDuration>,
) -> Result<Vec<Event>, Refusal> {
    let policy = vault.child("backupPolicies", name);
    context.authorize(action::WRITE_POLICY, &policy)?;
    let vault = context.state.find_vault(vault)?.id;
    context.check_write(&policy)?;
    check_policy_name(name)?;
    check_parts(datasource_type, scheduled, continuous)?;
    let mut policies = context.state.policies.values();
    if policies.any(|policy| policy.vault == vault && policy.name.eq_ignore_ascii_case(name)) {
        return Err(PolicyError::PolicyNameTaken { name: name.to_string() }.into());
    }
    let mut scheduled = scheduled.cloned();
    if let Some(scheduled) = &mut scheduled {
        scheduled.retention.sort_by_key(|rule| rule.tag);
    }
    Ok(vec![Event::PolicyCreated(BackupPolicy {
        id: PolicyId(context.ids.take()),
        vault,
        name: name.to_string(),
        datasource_type,
        scheduled,
        continuous,
        created_at: context.now,
    })])
}

fn delete(context: &mut Context, id: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::DELETE_POLICY, id)?;
    let policy = context.state.find_policy(id)?;
    context.check_delete(id)?;
    let (state, vault) = (context.state, policy.vault);
    let instances = state.instances_of(vault).filter(|row| row.policy == policy.id).count();
    // Undeleting needs the policy again.
    let deleted = state.deleted_instances_of(vault).filter(|row| row.instance.policy == policy.id);
    let soft_deleted = deleted.count();
    if instances + soft_deleted > 0 {
        return Err(PolicyError::PolicyInUse { name: policy.name.clone(), instances, soft_deleted }.into());
    }
    Ok(vec![Event::PolicyDeleted(policy.id)])
}
