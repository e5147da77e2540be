//! The object replication policy that carries vaulted backups: made with protection, renewed by every backup, and
//! deleted when backups stop, unless somebody's lock keeps it.
//!
//! A backup copies what has changed since the last one. It copies everything again when the policy is new: after
//! somebody deleted it, and after protection was stopped and resumed.
//!
//! What would keep it from being made is refused before: when protection is configured, changed or resumed, and by every
//! backup. So making it never fails, and the error that Azure Backup has for that does not arise. A container under a
//! legal hold is named as unsupported without a code; that the one for immutable containers stands for it is our reading.
//!
//! Source: Azure Backup, "Support matrix for Azure Blobs backup", "Configure and manage backup for Azure Blobs".

use crate::engine::{
    decide::Context,
    event::Event,
    limits,
    policy::BackupPolicy,
    protection::{
        BackupInstance, BlobProtectionError, access::check_access, blob_account, readiness,
        selection::selected, vaulted_storage,
    },
    resources::lock,
    storage::{Container, ReplicationPolicy, StorageAccount, object_replication},
};

/// Checks that nothing of the account or its containers keeps the policy from being made, or from being of use.
///
/// # Errors
/// Cross-tenant replication is not allowed, two other policies, a container that is in one or under a legal hold.
pub fn check(
    context: &Context,
    account: &StorageAccount,
    containers: &[&Container],
) -> Result<(), BlobProtectionError> {
    let state = context.state;
    let name = || account.name.clone();
    if !account.cross_tenant_replication {
        return Err(BlobProtectionError::CrossTenantReplicationDisabled { account: name() });
    }
    let others = object_replication::policies_from(state, account.id).count();
    let has_own = state.replication_policies.contains(&account.id);
    if others >= limits::REPLICATION_DESTINATIONS_MAX && !has_own {
        return Err(BlobProtectionError::TooManyReplicationPolicies { account: name() });
    }
    let replicated = named(containers, |container| {
        object_replication::policy_with(state, account.id, &container.name).is_some()
    });
    if !replicated.is_empty() {
        return Err(BlobProtectionError::ContainersReplicated { account: name(), containers: replicated });
    }
    let held = named(containers, |container| {
        state.immutability.get(&container.id).is_some_and(|immutability| !immutability.holds.is_empty())
    });
    if !held.is_empty() {
        return Err(BlobProtectionError::ContainersUnderHold { account: name(), containers: held });
    }
    Ok(())
}

/// Names of those containers that `is_meant` holds for.
fn named(containers: &[&Container], is_meant: impl Fn(&Container) -> bool) -> Vec<String> {
    let meant = containers.iter().filter(|container| is_meant(container));
    meant.map(|container| container.name.clone()).collect()
}

/// Makes or changes the policy of an instance as its backup policy asks for, or ends it.
pub fn prepare(context: &mut Context, instance: &BackupInstance, policy: &BackupPolicy) -> Vec<Event> {
    let Ok(account) = vaulted_storage::find_account(context, &instance.datasource) else { return Vec::new() };
    let containers = instance.parameters.containers().filter(|_| policy.scheduled.is_some());
    let Some(containers) = containers else { return end(context, instance).into_iter().collect() };
    let containers = selected(context.state, account.id, containers).containers;
    // Where protection begins again, so does replication.
    let is_primed = instance.state.is_settled() && is_primed(context, account);
    vec![renewed(context, account, &containers, is_primed)]
}

/// Whether everything has been copied before, so that a backup copies only what has changed.
pub fn is_primed(context: &Context, account: &StorageAccount) -> bool {
    context.state.replication_policies.get(&account.id).is_some_and(|policy| policy.is_primed)
}

/// The policy with a rule for each of these containers, under the id that it has or gets.
pub fn renewed(
    context: &mut Context,
    account: &StorageAccount,
    containers: &[&Container],
    is_primed: bool,
) -> Event {
    let known = context.state.replication_policies.get(&account.id);
    let containers = containers.iter().map(|container| container.name.clone()).collect();
    let fresh = |number| {
        let guid = context.state.seed().guid("object replication", number);
        ReplicationPolicy {
            account: account.id,
            guid,
            destination: format!("azbkp{}", &guid.simple().to_string()[..16]),
            containers: Vec::new(),
            created_at: context.now,
            is_primed,
        }
    };
    let policy = match known {
        Some(policy) => policy.clone(),
        None => fresh(context.ids.take()),
    };
    Event::ReplicationPolicySet(ReplicationPolicy { containers, is_primed, ..policy })
}

/// Takes the policy away where the vault may and no lock but its own lies on it.
pub fn end(context: &Context, instance: &BackupInstance) -> Option<Event> {
    let account = vaulted_storage::find_account(context, &instance.datasource).ok()?;
    let policy = context.state.replication_policies.get(&account.id)?;
    let id = policy.arm_id(&instance.datasource);
    let locks = lock::forbidding_delete_but(context.state, &id, blob_account::LOCK_NAME);
    let roles = readiness::needed_roles(&instance.datasource, &instance.parameters);
    let may = check_access(context, readiness::vault_of(context, instance), &roles).is_ok();
    (locks.is_empty() && may).then_some(Event::ReplicationPolicyDeleted(account.id))
}
