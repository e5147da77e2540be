//! What the reports tell of days that are long past: how backups went, and how much was stored.
//!
//! Jobs are forgotten and recovery points expire; what is left of them is a row for each day, vault and kind of datasource.
//!
//! - [`counts`]: what happened on a day. It only adds up, whatever the order in which it is told.
//! - [`measure`]: what was stored at the end of a day, measured at midnight (UTC) as the service meters what it bills.
//! - [`cost`]: what that would cost.
//! - [`sizes`]: what the snapshots of an instance take, remembered from one midnight to the next.

pub mod cost;
pub mod counts;
pub mod measure;
pub mod sizes;

use crate::{
    base::{ByteSize, SimDay},
    engine::{ids::VaultId, policy::DatasourceType, vault::VaultRedundancy},
};
use std::ops::AddAssign;

/// What is counted and measured together: one kind of datasource in one vault.
pub type Place = (VaultId, DatasourceType);

/// A day of a [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UsageKey {
    pub vault: VaultId,
    pub datasource_type: DatasourceType,
    pub day: SimDay,
}

impl UsageKey {
    /// After every other key.
    const MAX: UsageKey =
        UsageKey { vault: VaultId(u64::MAX), datasource_type: DatasourceType::Blob, day: SimDay::MAX };

    pub fn of((vault, datasource_type): Place, day: SimDay) -> UsageKey {
        UsageKey { vault, datasource_type, day }
    }

    pub fn place(&self) -> Place {
        (self.vault, self.datasource_type)
    }
}

/// What happened on a day. Jobs count on the day on which they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayCounts {
    /// Each has made a recovery point.
    pub backups_completed: u32,
    pub backups_failed: u32,
    pub restores_completed: u32,
    pub restores_failed: u32,
    /// Recovery points that expired or were deleted for good.
    pub points_removed: u32,
}

impl AddAssign for DayCounts {
    fn add_assign(&mut self, other: DayCounts) {
        let add = |count: &mut u32, more: u32| *count = count.saturating_add(more);
        add(&mut self.backups_completed, other.backups_completed);
        add(&mut self.backups_failed, other.backups_failed);
        add(&mut self.restores_completed, other.restores_completed);
        add(&mut self.restores_failed, other.restores_failed);
        add(&mut self.points_removed, other.points_removed);
    }
}

/// What was stored at the end of a day. A day without a row is as the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredDay {
    /// Snapshots of recovery points.
    pub operational: ByteSize,
    /// Every version that a recovery point holds in the vault.
    pub vault: ByteSize,
    /// Of both, what belongs to soft-deleted instances. It is in neither of the others.
    pub soft_deleted: ByteSize,
    /// How much of that is kept longer than costs nothing.
    pub soft_deleted_billed: ByteSize,
    /// Instances whose policy makes recovery points.
    pub instances: u32,
    /// Of the vault; it decides what a byte in the vault costs.
    pub redundancy: VaultRedundancy,
}

impl StoredDay {
    /// Nothing in a vault.
    pub fn nothing(redundancy: VaultRedundancy) -> StoredDay {
        StoredDay {
            operational: ByteSize::ZERO,
            vault: ByteSize::ZERO,
            soft_deleted: ByteSize::ZERO,
            soft_deleted_billed: ByteSize::ZERO,
            instances: 0,
            redundancy,
        }
    }

    /// Whether there is nothing to measure.
    pub fn is_nothing(&self) -> bool {
        *self == StoredDay::nothing(self.redundancy)
    }
}
