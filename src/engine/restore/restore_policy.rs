//! The object replication policy that a vaulted restore writes through: made on the target when the job starts, deleted
//! when it ends.
//!
//! | When the job ends | the policy | the job | the next restore to that account |
//! |---|---|---|---|
//! | nothing in the way | is deleted | as it ended | can begin |
//! | a lock, or a vault without its role | is left behind | completed with warnings, or failed | is refused until somebody deletes it |
//!
//! The lock that operational backup puts on an account does not stand in the way of Azure Backup itself.
//!
//! Source: Azure Backup, "Troubleshoot issues in Azure Blob backup".

use crate::engine::{
    decide::Context,
    event::Event,
    job::{Job, JobStatus},
    protection::{BackupInstance, access::check_access, blob_account, readiness::vault_of},
    resources::lock,
    restore::{RestoreError, vaulted_storage},
    storage::{RestorePolicy, StorageAccount, replication},
};

/// The policy of a job that begins to restore to `target`.
pub fn made(context: &Context, job: &Job, feasible: &vaulted_storage::Feasible) -> Event {
    let guid = context.seed().guid("restore policy", job.id.0);
    let containers = feasible.plan.containers.iter().map(|container| container.name.clone()).collect();
    Event::RestorePolicySet(RestorePolicy {
        account: feasible.target.id,
        job: job.id,
        guid,
        source: format!("azbkp{}", &guid.simple().to_string()[..16]),
        containers,
        created_at: context.now,
    })
}

/// Deletes the policy of a job that ends.
///
/// # Errors
/// [`RestoreError::PolicyNotDeleted`] where it has to be left behind.
pub fn ended(context: &Context, job: &Job) -> Result<Option<Event>, RestoreError> {
    let state = context.state;
    let target = job.destination.as_ref().and_then(|destination| destination.account());
    let Some(account) = target.and_then(|target| state.find_account(target).ok()) else { return Ok(None) };
    let Some(policy) = state.restore_policies.get(&(account.id, job.id)) else { return Ok(None) };
    let account_id = state.account_id(account);
    let locks = lock::forbidding_delete_but(state, &policy.arm_id(&account_id), blob_account::LOCK_NAME);
    let roles = vaulted_storage::needed_roles(&account_id);
    let may = |instance: &BackupInstance| check_access(context, vault_of(context, instance), &roles).is_ok();
    if locks.is_empty() && state.instances.get(&job.instance).is_some_and(may) {
        return Ok(Some(Event::RestorePolicyDeleted { account: account.id, job: job.id }));
    }
    let (account, policy) = (account.name.clone(), policy.guid.to_string());
    Err(RestoreError::PolicyNotDeleted { account, policy, locks })
}

/// How a job ends that has done what it was to do.
pub fn completed(context: &Context, job: &Job) -> Vec<Event> {
    let at = context.now;
    let end = |status, error| Event::JobEnded { job: job.id, status, at, error };
    match ended(context, job) {
        Ok(event) => event.into_iter().chain([end(JobStatus::Completed, None)]).collect(),
        Err(error) => vec![end(JobStatus::CompletedWithWarnings, Some(error.into()))],
    }
}

/// Checks that no earlier restore left its policy on the target.
///
/// # Errors
/// [`RestoreError::PolicyOfEarlierRestore`].
pub fn check_none_left(context: &Context, account: &StorageAccount) -> Result<(), RestoreError> {
    let left = replication::left_behind(context.state, account.id);
    let policies: Vec<String> = left.map(|policy| policy.guid.to_string()).collect();
    if policies.is_empty() {
        return Ok(());
    }
    Err(RestoreError::PolicyOfEarlierRestore { account: account.name.clone(), policies })
}
