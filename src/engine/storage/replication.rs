//! Object replication: the policy that Azure Backup keeps on a storage account which it copies to a vault.
//!
//! It has a rule for each protected container, is visible on the account, and can be deleted by whoever may. A backup
//! that does not find it makes it anew and copies everything again. Policies that people make, between accounts of
//! their own, are not simulated.
//!
//! Invariant: an account has at most one, for it is protected by one backup instance at most.
//!
//! Source: Azure Backup, "Overview of Azure Blob backup", "Support matrix for Azure Blobs backup"; Azure Storage, "Object
//! replication for block blobs".

use crate::{
    base::{ArmId, SimTime},
    engine::{
        decide::Context, event::Event, ids::AccountId, refusal::Refusal, request::Command, state::State,
        storage::BlobRefusal,
    },
};
use uuid::Uuid;

const DELETE: &str = "Microsoft.Storage/storageAccounts/objectReplicationPolicies/delete";

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

impl ReplicationPolicy {
    pub fn arm_id(&self, account: &ArmId) -> ArmId {
        account.child("objectReplicationPolicies", &self.guid.to_string())
    }
}

pub fn decide(context: &Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::DeleteReplicationPolicy { policy } => delete(context, policy),
        other => unreachable!("{other:?} is decided elsewhere"),
    }
}

fn delete(context: &Context, id: &ArmId) -> Result<Vec<Event>, Refusal> {
    context.authorize(DELETE, id)?;
    let policy = context.state.find_replication_policy(id)?;
    context.check_delete(id)?;
    Ok(vec![Event::ReplicationPolicyDeleted(policy.account)])
}

/// Checks that versioning, which replication reads from, is not switched off under it.
///
/// # Errors
/// [`BlobRefusal::ReplicationNeedsVersioning`].
pub(super) fn check_versioning(
    state: &State,
    account: AccountId,
    versioning: bool,
) -> Result<(), BlobRefusal> {
    if versioning || !state.replication_policies.contains(&account) {
        return Ok(());
    }
    Err(BlobRefusal::ReplicationNeedsVersioning)
}
