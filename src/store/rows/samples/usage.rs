//! Sample rows of days.

use super::pick;
use crate::{
    base::{ByteSize, SimDay},
    engine::{
        ids::VaultId,
        policy::DatasourceType,
        usage::{DayCounts, StoredDay, UsageKey},
        vault::VaultRedundancy,
    },
};

pub fn key(number: u64) -> UsageKey {
    let day = SimDay(20_710 + number as i32);
    UsageKey { vault: VaultId(number / 2), datasource_type: pick(&DatasourceType::ALL, number), day }
}

pub fn counts(number: u64) -> DayCounts {
    let count = number as u32;
    DayCounts {
        backups_completed: 6 + count,
        backups_failed: count,
        restores_completed: count % 3,
        restores_failed: count % 2,
        points_removed: 5 + count,
    }
}

pub fn stored(number: u64) -> StoredDay {
    StoredDay {
        operational: ByteSize::mib(number),
        vault: ByteSize::mib(3 * number),
        soft_deleted: ByteSize::mib(number / 2),
        soft_deleted_billed: ByteSize::mib(number / 3),
        instances: 1 + number as u32,
        redundancy: pick(&VaultRedundancy::ALL, number),
    }
}
