//! Object replication policies of a storage account, and whether it may replicate into another tenant.
//!
//! | Whose | From | To | Lives |
//! |---|---|---|---|
//! | vaulted backup ([`ReplicationPolicy`]) | a protected account | an account of the service | as long as backups are made |
//! | a vaulted restore ([`RestorePolicy`]) | an account of the service | the target of the restore | as long as its job, or until somebody deletes what a lock kept |
//! | one's own ([`ObjectReplication`](crate::engine::storage::ObjectReplication)) | a flat account | another one | until somebody deletes it |
//!
//! The first has a rule for each protected container, and can be deleted by whoever may. A backup that does not find it
//! makes it anew and copies everything again. The first two reach into the tenant of the service: an account that does
//! not allow that has no vaulted backups, and it cannot be disallowed while such a policy is there.
//!
//! Accounts are created here with cross-tenant replication allowed, unlike those that Azure creates since December 2023:
//! else nothing could be backed up to a vault before somebody had found the switch. That is a choice of the simulator.
//!
//! Invariant: an account has one policy of vaulted backup at most, for it is protected by one backup instance at most.
//!
//! Source: Azure Backup, "Overview of Azure Blob backup", "Support matrix for Azure Blobs backup", "Troubleshoot issues in
//! Azure Blob backup"; Azure Storage, "Object replication for block blobs", "Prevent object replication across Microsoft
//! Entra tenants".

use crate::{
    base::{ArmId, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::{AccountId, JobId, ReplicationId},
        job::JobStatus,
        rbac::action,
        refusal::Refusal,
        request::Command,
        state::State,
        storage::{BlobRefusal, ReplicationRefusal, object_replication},
    },
};
use uuid::Uuid;

/// The path segment between an account and a policy in an ARM id.
pub const ARM_KIND: &str = "objectReplicationPolicies";

/// The policy that vaulted backups of an account copy through.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicationPolicy {
    pub account: AccountId,
    pub guid: Uuid,
    /// Name of the account that it copies to: one of the service, out of reach.
    pub destination: String,
    /// Names of the containers that have a rule, sorted.
    pub containers: Vec<String>,
    pub created_at: SimTime,
    /// Whether everything has been copied through it: only then a backup copies no more than what has changed.
    pub is_primed: bool,
}

/// The policy that a restore writes through to its target.
#[derive(Clone, Debug, PartialEq)]
pub struct RestorePolicy {
    pub account: AccountId,
    /// The restore.
    pub job: JobId,
    pub guid: Uuid,
    /// Name of the account that it copies from: one of the service, out of reach.
    pub source: String,
    /// Names of the containers that are restored, sorted.
    pub containers: Vec<String>,
    pub created_at: SimTime,
}

impl ReplicationPolicy {
    pub fn arm_id(&self, account: &ArmId) -> ArmId {
        account.child(ARM_KIND, &self.guid.to_string())
    }
}

impl RestorePolicy {
    pub fn arm_id(&self, account: &ArmId) -> ArmId {
        account.child(ARM_KIND, &self.guid.to_string())
    }
}

/// A policy that an ARM id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundReplication {
    OfBackup(AccountId),
    OfRestore(AccountId, JobId),
    Own(ReplicationId),
}

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateReplicationPolicy { source, destination, rules } => {
            object_replication::create(context, source, destination, rules)
        }
        Command::DeleteReplicationPolicy { policy } => delete(context, policy),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

/// Deletes a policy, whoever made it.
fn delete(context: &Context, id: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(action::DELETE_REPLICATION, id)?;
    let found = context.state.find_replication_policy(id)?;
    context.check_delete(id)?;
    Ok(vec![match found {
        FoundReplication::OfBackup(account) => Event::ReplicationPolicyDeleted(account),
        FoundReplication::Own(policy) => Event::ObjectReplicationDeleted(policy),
        FoundReplication::OfRestore(account, job) => {
            if is_running(context.state, job) {
                let account = context.state.accounts.get(&account).map(|row| row.name.clone());
                let account = account.unwrap_or_default();
                return Err(ReplicationRefusal::RestoreRunning { account }.into());
            }
            Event::RestorePolicyDeleted { account, job }
        }
    }])
}

/// Whether object replication of an account may reach into another tenant.
///
/// # Errors
/// No such account, locked, or [`ReplicationRefusal`] while policies reach there.
pub(super) fn set_cross_tenant(context: &Context, id: &ArmId, allowed: bool) -> Result<Vec<Event>, Refusal> {
    let account = context.state.find_account(id)?;
    context.check_write(id)?;
    if account.cross_tenant_replication == allowed {
        return Ok(Vec::new());
    }
    let policies = cross_tenant_policies(context.state, account.id);
    if !policies.is_empty() {
        let account = account.name.clone();
        return Err(ReplicationRefusal::CrossTenantInUse { account, policies }.into());
    }
    Ok(vec![Event::CrossTenantReplicationSet { account: account.id, allowed }])
}

/// Names of the policies of an account that reach into the tenant of the service.
fn cross_tenant_policies(state: &State, account: AccountId) -> Vec<String> {
    let backup = state.replication_policies.get(&account).map(|policy| policy.guid);
    let restores = restore_policies(state, account).map(|policy| policy.guid);
    backup.into_iter().chain(restores).map(|guid| guid.to_string()).collect()
}

/// The policies of restores to an account, running and left behind.
pub fn restore_policies(state: &State, account: AccountId) -> impl Iterator<Item = &RestorePolicy> {
    let all = (account, JobId(0))..=(account, JobId(u64::MAX));
    state.restore_policies.range(all).map(|(_, policy)| policy)
}

/// Those of restores that have ended: something kept them from being deleted.
pub fn left_behind(state: &State, account: AccountId) -> impl Iterator<Item = &RestorePolicy> {
    restore_policies(state, account).filter(|policy| !is_running(state, policy.job))
}

fn is_running(state: &State, job: JobId) -> bool {
    state.jobs.get(&job).is_some_and(|job| job.status == JobStatus::InProgress)
}

/// Checks that versioning, which replication reads from, is not switched off under it.
///
/// # Errors
/// [`ReplicationRefusal::VersioningInUse`].
pub(super) fn check_versioning(
    state: &State,
    account: AccountId,
    versioning: bool,
) -> Result<(), BlobRefusal> {
    if versioning || !state.replication_policies.contains(&account) {
        return Ok(());
    }
    Err(ReplicationRefusal::VersioningInUse.into())
}
