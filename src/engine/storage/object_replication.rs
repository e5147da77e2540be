//! Object replication between two accounts of one's own: policies, who takes part in them, and copying.
//!
//! A policy copies the blobs of some containers of a source account into containers of a destination account as they
//! change. A few minutes after a change [`replication_copy`](crate::engine::storage::replication_copy) reads what the
//! change feed of the source has written down since it was there last, and carries over what each blob is by then:
//!
//! | Policy | What happens | after |
//! |---|---|---|
//! | made, with a rule for existing blobs | reads all blobs of these containers once | some minutes |
//! | idle | a blob of the source changes | |
//! | behind | reads the change feed to its end, copies or deletes each blob that changed | some minutes |
//! | deleted, or one of its accounts is | nothing is copied any more, what was copied stays | at once |
//!
//! People read and delete in a destination container; only the policy writes there. A change that cannot be carried over,
//! because one of the two blobs is archived, leased or immutable, or the destination container is gone, is counted and
//! not tried again until the blob changes anew.
//!
//! Here the policy is one row that both accounts show; in Azure each has a copy of it under the same id, and deleting it
//! means deleting both. What is not simulated: versions that came and went between two readings, filters by prefix and
//! by a time of one's own, metrics, priority replication, tags.
//!
//! Invariants: a container takes part in one policy at most, those of Azure Backup included; the source account of a
//! policy keeps versions and a change feed, its destination versions.
//!
//! Source: Azure Storage, "Object replication for block blobs", "Configure object replication for block blobs".

use crate::{
    base::{ArmId, SimTime},
    engine::{
        decide::Context,
        event::Event,
        ids::{AccountId, ChangeSeq, ReplicationId},
        limits,
        rbac::action,
        refusal::Refusal,
        state::State,
        storage::{
            BlobRefusal, Container, DataProtection, ReplicationRefusal, StorageAccount, change_feed, due,
            replication::ARM_KIND,
        },
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A policy between two accounts.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectReplication {
    pub id: ReplicationId,
    pub guid: Uuid,
    pub source: AccountId,
    pub destination: AccountId,
    pub rules: Vec<ReplicationRule>,
    pub created_at: SimTime,
    /// The last record of the source's change feed that it has read.
    pub read_to: ChangeSeq,
    /// Whether it has yet to copy what was there before it.
    pub is_catching_up: bool,
    /// Changes that it carried over, and that it could not.
    pub copied: u64,
    pub failed: u64,
}

/// Which container is copied into which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplicationRule {
    pub source: String,
    pub destination: String,
    /// Copy over *everything*, not only what is written from now on.
    pub copies_existing: bool,
}

impl ObjectReplication {
    pub fn arm_id(&self, account: &ArmId) -> ArmId {
        account.child(ARM_KIND, &self.guid.to_string())
    }

    /// When it copies next: some minutes after the first change that it has not read.
    pub fn due(&self, state: &State) -> Option<SimTime> {
        let first = match self.is_catching_up {
            true => Some(self.created_at),
            false => unread(state, self).next().map(|(_, change)| change.at),
        };
        first.map(|first| first + limits::REPLICATION_DELAY)
    }

    /// The containers that take part, with their accounts.
    fn parts(&self) -> impl Iterator<Item = (AccountId, &str)> {
        self.rules.iter().flat_map(|rule| {
            [(self.source, rule.source.as_str()), (self.destination, rule.destination.as_str())]
        })
    }
}

/// What the change feed of the source has written down since a policy was there last.
pub(super) fn unread<'a>(
    state: &'a State,
    policy: &ObjectReplication,
) -> impl Iterator<Item = (ChangeSeq, &'a change_feed::BlobChange)> + use<'a> {
    change_feed::of_account(state, policy.source, ChangeSeq(policy.read_to.0 + 1))
}

/// Makes a policy.
///
/// # Errors
/// Not authorized over one of the accounts, not found, locked; rules that are none; containers that are not there or
/// replicated already; features that are off; as many policies as there can be.
pub(super) fn create(
    context: &mut Context,
    source: &ArmId,
    destination: &ArmId,
    rules: &[ReplicationRule],
) -> Result<Vec<Event>, Refusal> {
    let policy = |account: &ArmId| account.child(ARM_KIND, "default");
    context.authorize(action::WRITE_REPLICATION, &policy(destination))?;
    context.authorize(action::WRITE_REPLICATION, &policy(source))?;
    let state = context.state;
    let (from, to) = (state.find_account(source)?, state.find_account(destination)?);
    context.check_write(&policy(destination))?;
    context.check_write(&policy(source))?;
    check_rules(rules)?;
    check_accounts(from, to)?;
    for rule in rules {
        check_container(state, from, &rule.source)?;
        check_container(state, to, &rule.destination)?;
    }
    check_room(state, from, to)?;
    let id = ReplicationId(context.ids.take());
    let row = ObjectReplication {
        id,
        guid: context.seed().guid("object replication", id.0),
        source: from.id,
        destination: to.id,
        rules: rules.to_vec(),
        created_at: context.now,
        // Records are numbered by the counter that the policy has its number from.
        read_to: ChangeSeq(id.0),
        is_catching_up: rules.iter().any(|rule| rule.copies_existing),
        copied: 0,
        failed: 0,
    };
    Ok(due::timed(context, vec![Event::ObjectReplicationSet(row)]))
}

/// Checks rules for themselves: a form may ask before it sends them.
///
/// # Errors
/// None, too many, a container that stands on one side of two.
pub fn check_rules(rules: &[ReplicationRule]) -> Result<(), ReplicationRefusal> {
    if rules.is_empty() {
        return Err(ReplicationRefusal::NoRules);
    }
    if rules.len() > limits::REPLICATION_RULES_MAX {
        return Err(ReplicationRefusal::TooManyRules { rules: rules.len() });
    }
    let (mut sources, mut destinations) = (BTreeSet::new(), BTreeSet::new());
    for rule in rules {
        let twice = [(&mut sources, &rule.source), (&mut destinations, &rule.destination)]
            .into_iter()
            .find_map(|(known, name)| (!known.insert(name)).then(|| name.clone()));
        if let Some(container) = twice {
            return Err(ReplicationRefusal::ContainerTwice { container });
        }
    }
    Ok(())
}

fn check_accounts(source: &StorageAccount, destination: &StorageAccount) -> Result<(), BlobRefusal> {
    if source.id == destination.id {
        return Err(ReplicationRefusal::SameAccount { account: source.name.clone() }.into());
    }
    for account in [source, destination] {
        if account.hierarchical_namespace {
            let feature = "Object replication".to_string();
            return Err(BlobRefusal::NotInHierarchicalNamespace { feature });
        }
        if !account.data_protection.versioning {
            return Err(ReplicationRefusal::NeedsVersioning { account: account.name.clone() }.into());
        }
    }
    if !source.data_protection.change_feed.is_on() {
        return Err(ReplicationRefusal::NeedsChangeFeed { account: source.name.clone() }.into());
    }
    Ok(())
}

fn check_container(state: &State, account: &StorageAccount, name: &str) -> Result<(), ReplicationRefusal> {
    let (account_name, container) = (account.name.clone(), name.to_string());
    if state.container_named(account.id, name).is_none() {
        return Err(ReplicationRefusal::ContainerMissing { account: account_name, container });
    }
    let backup = state.replication_policies.get(&account.id);
    let of_backup = backup.is_some_and(|policy| policy.containers.iter().any(|other| other == name));
    if of_backup || policy_with(state, account.id, name).is_some() {
        return Err(ReplicationRefusal::ContainerInPolicy { account: account_name, container });
    }
    Ok(())
}

fn check_room(
    state: &State,
    source: &StorageAccount,
    destination: &StorageAccount,
) -> Result<(), ReplicationRefusal> {
    if policies_from(state, source.id).any(|policy| policy.destination == destination.id) {
        let (source, destination) = (source.name.clone(), destination.name.clone());
        return Err(ReplicationRefusal::PairTaken { source, destination });
    }
    let backup = usize::from(state.replication_policies.contains(&source.id));
    if policies_from(state, source.id).count() + backup >= limits::REPLICATION_DESTINATIONS_MAX {
        return Err(ReplicationRefusal::TooManyDestinations { account: source.name.clone() });
    }
    if policies_to(state, destination.id).count() >= limits::REPLICATION_SOURCES_MAX {
        return Err(ReplicationRefusal::TooManySources { account: destination.name.clone() });
    }
    Ok(())
}

/// Checks that what policies of one's own need of an account is not switched off under them.
///
/// # Errors
/// [`ReplicationRefusal::VersioningInUse`], [`ReplicationRefusal::ChangeFeedInUse`].
pub(super) fn check_settings(
    state: &State,
    account: AccountId,
    settings: &DataProtection,
) -> Result<(), ReplicationRefusal> {
    let is_source = policies_from(state, account).next().is_some();
    if !settings.versioning && (is_source || policies_to(state, account).next().is_some()) {
        return Err(ReplicationRefusal::VersioningInUse);
    }
    if !settings.change_feed.is_on() && is_source {
        return Err(ReplicationRefusal::ChangeFeedInUse);
    }
    Ok(())
}

/// Checks that people may write to a container: a policy may have it for itself.
///
/// # Errors
/// [`ReplicationRefusal::DestinationContainer`].
pub(super) fn check_writable(state: &State, container: &Container) -> Result<(), BlobRefusal> {
    let policy = policy_with(state, container.account, &container.name);
    match policy.filter(|policy| policy.destination == container.account) {
        None => Ok(()),
        Some(_) => Err(ReplicationRefusal::DestinationContainer { container: container.name.clone() }.into()),
    }
}

/// The policy that a container takes part in.
pub fn policy_with<'a>(
    state: &'a State,
    account: AccountId,
    container: &str,
) -> Option<&'a ObjectReplication> {
    let index = &state.replication_index;
    if index.parts.is_empty() {
        return None;
    }
    let key = |id| (account, container.to_string(), ReplicationId(id));
    let (_, _, id) = index.parts.range(key(0)..=key(u64::MAX)).next()?;
    state.object_replications.get(id)
}

/// The policies that copy from an account.
pub fn policies_from(state: &State, account: AccountId) -> impl Iterator<Item = &ObjectReplication> {
    policies_in(state, &state.replication_index.sources, account)
}

/// The policies that copy to an account.
pub fn policies_to(state: &State, account: AccountId) -> impl Iterator<Item = &ObjectReplication> {
    policies_in(state, &state.replication_index.destinations, account)
}

fn policies_in<'a>(
    state: &'a State,
    index: &'a BTreeSet<(AccountId, ReplicationId)>,
    account: AccountId,
) -> impl Iterator<Item = &'a ObjectReplication> {
    let all = (account, ReplicationId(0))..=(account, ReplicationId(u64::MAX));
    index.range(all).filter_map(|(_, id)| state.object_replications.get(id))
}

/// Derived: who takes part in which policy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReplicationIndex {
    parts: BTreeSet<(AccountId, String, ReplicationId)>,
    sources: BTreeSet<(AccountId, ReplicationId)>,
    destinations: BTreeSet<(AccountId, ReplicationId)>,
}

impl ReplicationIndex {
    pub(in crate::engine) fn of<'a>(
        policies: impl Iterator<Item = &'a ObjectReplication>,
    ) -> ReplicationIndex {
        let mut index = ReplicationIndex::default();
        policies.for_each(|policy| index.add(policy));
        index
    }

    fn add(&mut self, policy: &ObjectReplication) {
        self.sources.insert((policy.source, policy.id));
        self.destinations.insert((policy.destination, policy.id));
        let parts = policy.parts().map(|(account, name)| (account, name.to_string(), policy.id));
        self.parts.extend(parts);
    }

    fn remove(&mut self, policy: &ObjectReplication) {
        self.sources.remove(&(policy.source, policy.id));
        self.destinations.remove(&(policy.destination, policy.id));
        for (account, name) in policy.parts() {
            self.parts.remove(&(account, name.to_string(), policy.id));
        }
    }
}

/// The table together with what is derived from it.
impl State {
    pub(in crate::engine) fn put_object_replication(&mut self, policy: &ObjectReplication) {
        let before = self.object_replications.put(policy.id, policy.clone());
        // What a reading changes is not in the index.
        let accounts = |row: &ObjectReplication| (row.source, row.destination);
        let is_same = |before: &ObjectReplication| {
            accounts(before) == accounts(policy) && before.parts().eq(policy.parts())
        };
        if before.as_deref().is_some_and(is_same) {
            return;
        }
        before.iter().for_each(|before| self.replication_index.remove(before));
        self.replication_index.add(policy);
    }

    pub(in crate::engine) fn drop_object_replication(&mut self, id: ReplicationId) {
        if let Some(policy) = self.object_replications.remove(&id) {
            self.replication_index.remove(&policy);
        }
    }

    /// Takes away the policies of an account that is gone.
    pub(in crate::engine) fn forget_replications(&mut self, account: AccountId) {
        let policies = policies_from(self, account).chain(policies_to(self, account));
        let gone: Vec<ReplicationId> = policies.map(|policy| policy.id).collect();
        for id in gone {
            self.drop_object_replication(id);
        }
    }
}
