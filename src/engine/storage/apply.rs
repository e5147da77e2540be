//! Making events about the protection of blobs true.

use crate::{
    base::SimTime,
    engine::{
        event::Event,
        ids::{AccountId, ChangeSeq, ContainerId},
        state::State,
        storage::{BlobPath, DeletedContainer, LeaseKey, PastKey, PastKind, due::Due, past, replication},
    },
};

pub(in crate::engine) fn apply(state: &mut State, event: &Event) {
    match event {
        Event::DataProtectionSet { account, settings, restorable_since, change_feed_since } => {
            state.accounts.update(account, |row| {
                row.data_protection = settings.clone();
                row.restorable_since = *restorable_since;
                row.change_feed_since = *change_feed_since;
            });
        }
        Event::ContainerSoftDeleted { container, deletion } => {
            forget_deleted(state, *container);
            if let Some(container) = state.containers.remove(container) {
                state.storage_due.insert((deletion.until, Due::Container(container.id)));
                let container = container.into_inner();
                let row = DeletedContainer { container, deletion: *deletion };
                state.deleted_containers.put(row.container.id, row);
            }
        }
        Event::ContainerUndeleted(container) => {
            if let Some(row) = forget_deleted(state, *container) {
                state.containers.put(*container, row.container);
            }
        }
        Event::PastBlobKept { key, past } => state.put_past(key, past),
        Event::PastBlobDeleted { key, deletion } => state.set_past_deletion(key, Some(*deletion)),
        Event::PastBlobUndeleted { key } => state.set_past_deletion(key, None),
        Event::PastBlobDropped { key } => drop_past(state, key),
        Event::BlobChanged { account, seq, change } => {
            state.blob_changes.put((*account, *seq), change.clone());
        }
        Event::ChangesForgotten { account, before } => {
            if let Some(last) = state.forget_changes(*account, *before) {
                state.restorable_from(*account, last);
                state.change_feed_from(*account, last);
            }
        }
        Event::RehydrationSet { blob, rehydration } => state.set_rehydration(blob, *rehydration),
        Event::LeaseSet { key, lease } => {
            match lease {
                Some(lease) => state.leases.put(key.clone(), lease.clone()),
                None => state.leases.remove(key),
            };
        }
        Event::ImmutabilitySet { container, immutability } => {
            match immutability {
                Some(immutability) => state.immutability.put(*container, immutability.clone()),
                None => state.immutability.remove(container),
            };
        }
        Event::LifecycleSet { account, policy } => state.set_lifecycle(*account, policy.clone()),
        Event::ReplicationPolicySet(row) => drop(state.replication_policies.put(row.account, row.clone())),
        Event::ReplicationPolicyDeleted(account) => drop(state.replication_policies.remove(account)),
        Event::ObjectReplicationSet(row) => state.put_object_replication(row),
        Event::ObjectReplicationDeleted(policy) => state.drop_object_replication(*policy),
        Event::RestorePolicySet(row) => {
            state.restore_policies.put((row.account, row.job), row.clone());
        }
        Event::RestorePolicyDeleted { account, job } => {
            state.restore_policies.remove(&(*account, *job));
        }
        Event::CrossTenantReplicationSet { account, allowed } => {
            state.accounts.update(account, |row| row.cross_tenant_replication = *allowed);
        }
        Event::BlobRestoreSet(restore) => drop(state.blob_restores.put(restore.account, restore.clone())),
        other => unreachable!("{other:?} is applied elsewhere"),
    }
}

/// A version that is gone cannot be put back: what was before its end is not restorable any more.
fn drop_past(state: &mut State, key: &PastKey) {
    let version = state.past_blobs.get(key).filter(|past| past.kind == PastKind::Version);
    let deleted = state.deleted_containers.get(&key.container).map(|row| &row.container);
    let container = state.containers.get(&key.container).or(deleted);
    let ended = version.zip(container).map(|(past, container)| (container.account, past.ended_at));
    state.drop_past(key);
    if let Some((account, ended_at)) = ended {
        state.restorable_from(account, ended_at);
    }
}

fn forget_deleted(state: &mut State, container: ContainerId) -> Option<DeletedContainer> {
    let row = state.deleted_containers.remove(&container)?;
    state.storage_due.remove(&(row.deletion.until, Due::Container(container)));
    Some(row.into_inner())
}

impl State {
    /// Takes away what is kept of a container beside its row and its paths.
    pub(in crate::engine) fn forget_container(&mut self, container: ContainerId) {
        let past: Vec<PastKey> = past::of_container(self, container).map(|(key, _)| key.clone()).collect();
        for key in past {
            self.drop_past(&key);
        }
        let start = |container| (container, BlobPath(String::new()));
        let all = start(container)..start(ContainerId(container.0 + 1));
        let leases: Vec<LeaseKey> = self.leases.range(all.clone()).map(|(key, _)| key.clone()).collect();
        for key in leases {
            self.leases.remove(&key);
        }
        let rehydrations: Vec<_> = self.rehydrations.range(all).map(|(key, _)| key.clone()).collect();
        for key in rehydrations {
            self.set_rehydration(&key, None);
        }
        self.forget_blocks_in(container);
        self.immutability.remove(&container);
        forget_deleted(self, container);
    }

    /// Notes that the change feed does not have what happened up to `moment`.
    fn change_feed_from(&mut self, account: AccountId, moment: SimTime) {
        let since = self.accounts.get(&account).and_then(|row| row.change_feed_since);
        if since.is_some_and(|since| since < moment) {
            self.accounts.update(&account, |row| row.change_feed_since = Some(moment));
        }
    }

    /// Takes away the policies through which restores wrote to an account.
    pub(in crate::engine) fn forget_restore_policies(&mut self, account: AccountId) {
        let policies = replication::restore_policies(self, account);
        let gone: Vec<_> = policies.map(|policy| (policy.account, policy.job)).collect();
        for key in gone {
            self.restore_policies.remove(&key);
        }
    }

    /// Takes away the records of an account that lie before one; answers of when the last of them was.
    pub(in crate::engine) fn forget_changes(
        &mut self,
        account: AccountId,
        before: ChangeSeq,
    ) -> Option<SimTime> {
        let records = self.blob_changes.range((account, ChangeSeq(0))..(account, before));
        let forgotten: Vec<_> = records.map(|(key, _)| *key).collect();
        let gone = forgotten.iter().filter_map(|key| self.blob_changes.remove(key));
        gone.last().map(|change| change.at)
    }
}
