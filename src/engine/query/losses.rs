//! Where the bytes of a storage account are, and what each way of losing them would leave.
//!
//! | | soft delete | versioning | operational backup | vaulted backup |
//! |---|---|---|---|---|
//! | a blob is deleted | undelete | previous version | any moment | last recovery point |
//! | blobs are overwritten | undelete | previous version | any moment | last recovery point |
//! | a container is deleted | undelete, if containers have it | with the container | with the container | last recovery point |
//! | the account is deleted | - | - | - | last recovery point |
//!
//! What lies within the account goes with the account; what is kept of blobs goes with their container.
//!
//! Sources: Azure Storage, "Data protection overview"; Azure Backup, "Overview of Azure Blob backup".

use crate::{
    base::{ArmId, ByteSize, SimSpan, SimTime},
    engine::{
        protection::{BackupInstance, PointData, ProtectionState, RecoveryPoint, point::newest_point},
        query::Viewer,
        rbac::action,
        refusal::Refusal,
        state::State,
        storage::{PastKind, PathEntry, StorageAccount, past, point_in_time::restorable_window, tree},
    },
};
use serde::{Deserialize, Serialize};

/// What an account would have left after each way of losing data, had it happened now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataLosses {
    pub account: ArmId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataLossView {
    pub account: ArmId,
    /// The moment it speaks of: it reads every blob of the account, and is asked again neither at each tick of the
    /// clock nor at each write.
    pub at: SimTime,
    pub hierarchical_namespace: bool,
    pub places: Vec<StoredAt>,
    /// One for each disaster and means, in the order of both.
    pub rescues: Vec<Rescue>,
    /// The instance that protects it, if one does.
    pub protected_by: Option<ArmId>,
    /// Whether a lock keeps the account from being deleted.
    pub locked: bool,
}

/// Bytes in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredAt {
    pub place: DataPlace,
    /// Blobs or states of blobs.
    pub count: u64,
    pub size: ByteSize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DataPlace {
    Current,
    Versions,
    Snapshots,
    SoftDeleted,
    DeletedContainers,
    /// The newest recovery point.
    Vault,
}

/// A way of losing data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Disaster {
    BlobDeleted,
    /// Everything is overwritten, as ransomware does.
    Overwritten,
    ContainerDeleted,
    AccountDeleted,
}

impl Disaster {
    pub const ALL: [Disaster; 4] =
        [Disaster::BlobDeleted, Disaster::Overwritten, Disaster::ContainerDeleted, Disaster::AccountDeleted];
}

/// A way of getting data back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Means {
    SoftDelete,
    Versioning,
    OperationalBackup,
    VaultedBackup,
}

impl Means {
    pub const ALL: [Means; 4] =
        [Means::SoftDelete, Means::Versioning, Means::OperationalBackup, Means::VaultedBackup];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rescue {
    pub disaster: Disaster,
    pub means: Means,
    pub outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Brings the data back.
    Recovers {
        /// The moment whose data comes back; `None` for the last one before the disaster.
        state_of: Option<SimTime>,
        /// How long it can be done; `None` while nobody deletes what it needs.
        until: Option<SimTime>,
    },
    /// It would, but is not switched on, or has nothing yet.
    NotThere,
    /// It does not reach so far, switched on or not.
    OutOfReach,
}

impl DataLosses {
    pub fn resolve(&self, viewer: &Viewer<'_>) -> Result<DataLossView, Refusal> {
        viewer.require(action::READ_ACCOUNT, &self.account)?;
        let state = viewer.state;
        let account = state.find_account(&self.account)?;
        let id = state.account_id(account);
        let instance = state.protecting(&id);
        let safety = Safety { state, account, instance, now: viewer.now };
        let rescue = |disaster, means| Rescue { disaster, means, outcome: safety.outcome(disaster, means) };
        let all = Disaster::ALL.into_iter();
        Ok(DataLossView {
            at: viewer.now,
            hierarchical_namespace: account.hierarchical_namespace,
            places: places(state, account, instance),
            rescues: all.flat_map(|disaster| Means::ALL.map(|means| rescue(disaster, means))).collect(),
            protected_by: instance.map(|instance| state.instance_id(instance)),
            locked: viewer.context(viewer.principal).check_delete(&id).is_err(),
            account: id,
        })
    }
}

/// What keeps an account's data.
struct Safety<'a> {
    state: &'a State,
    account: &'a StorageAccount,
    instance: Option<&'a BackupInstance>,
    now: SimTime,
}

impl Safety<'_> {
    fn outcome(&self, disaster: Disaster, means: Means) -> Outcome {
        let settings = &self.account.data_protection;
        match (disaster, means) {
            (_, Means::VaultedBackup) => self.vaulted(),
            (Disaster::AccountDeleted, _) => Outcome::OutOfReach,
            (Disaster::ContainerDeleted, Means::SoftDelete) => {
                self.for_days(settings.container_soft_delete_days)
            }
            (Disaster::ContainerDeleted, _) => Outcome::OutOfReach,
            (_, Means::SoftDelete) => self.for_days(settings.blob_soft_delete_days),
            (_, Means::Versioning) if settings.versioning => {
                Outcome::Recovers { state_of: None, until: None }
            }
            (_, Means::Versioning) => Outcome::NotThere,
            (_, Means::OperationalBackup) => self.operational(),
        }
    }

    fn for_days(&self, days: Option<u32>) -> Outcome {
        let until = |days: u32| Some(self.now + SimSpan::from_days(days.into()));
        days.map_or(Outcome::NotThere, |days| Outcome::Recovers { state_of: None, until: until(days) })
    }

    /// What happens now can be undone for as many days as restoring reaches back.
    fn operational(&self) -> Outcome {
        let reaches = restorable_window(self.account, self.now).is_some();
        self.for_days(self.account.data_protection.point_in_time_restore_days.filter(|_| reaches))
    }

    fn vaulted(&self) -> Outcome {
        let Some(instance) = self.instance else { return Outcome::NotThere };
        let Some(point) = newest_point(self.state, instance.id) else { return Outcome::NotThere };
        // The newest point of what is not backed up any more stays.
        let kept = match instance.state {
            ProtectionState::ProtectionStopped | ProtectionState::BackupsSuspended => None,
            _ => Some(point.expires_at),
        };
        Outcome::Recovers { state_of: Some(point.created_at), until: kept }
    }
}

fn places(state: &State, account: &StorageAccount, instance: Option<&BackupInstance>) -> Vec<StoredAt> {
    let (mut current, mut versions, mut snapshots, mut soft_deleted) =
        (Sum::default(), Sum::default(), Sum::default(), Sum::default());
    for container in state.containers_of(account.id) {
        tree::all(state, container.id).for_each(|(_, entry)| current.add(entry));
        for (_, past) in past::of_container(state, container.id) {
            match past.kind {
                _ if past.deletion.is_some() => soft_deleted.add(&past.entry),
                PastKind::Snapshot => snapshots.add(&past.entry),
                PastKind::Version | PastKind::Base => versions.add(&past.entry),
            }
        }
    }
    let mut deleted = Sum::default();
    for row in state.deleted_containers_of(account.id) {
        tree::all(state, row.container.id).for_each(|(_, entry)| deleted.add(entry));
        past::of_container(state, row.container.id).for_each(|(_, past)| deleted.add(&past.entry));
    }
    let newest = instance.and_then(|instance| newest_point(state, instance.id));
    [
        (DataPlace::Current, current),
        (DataPlace::Versions, versions),
        (DataPlace::Snapshots, snapshots),
        (DataPlace::SoftDeleted, soft_deleted),
        (DataPlace::DeletedContainers, deleted),
        (DataPlace::Vault, newest.map(in_vault).unwrap_or_default()),
    ]
    .map(|(place, Sum { count, size })| StoredAt { place, count, size })
    .to_vec()
}

fn in_vault(point: &RecoveryPoint) -> Sum {
    match point.data {
        PointData::VaultStore { files, .. } => Sum { count: files, size: point.size },
        PointData::OperationalStore { .. } => Sum::default(),
    }
}

#[derive(Clone, Copy, Default)]
struct Sum {
    count: u64,
    size: ByteSize,
}

impl Sum {
    fn add(&mut self, entry: &PathEntry) {
        if let Some(facts) = entry.file() {
            self.count += 1;
            self.size = self.size + facts.size;
        }
    }
}
