//! Stand-ins for the engine's report.

use crate::base::{ArmId, ByteSize, SimTime};
use crate::engine::policy::DatasourceType;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SimDay(pub i32);

impl SimDay {
    pub fn of(moment: SimTime) -> SimDay {
        SimDay(moment.millis().div_euclid(86_400_000) as i32)
    }
    pub fn start(self) -> SimTime {
        SimTime::from_millis(i64::from(self.0) * 86_400_000)
    }
    pub fn date(self) -> chrono::NaiveDate {
        self.start().utc().date_naive()
    }
    pub fn of_date(date: chrono::NaiveDate) -> SimDay {
        SimDay::of(SimTime::from_utc(date.and_time(chrono::NaiveTime::MIN).and_utc()))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bucket {
    Day,
    Week,
    Month,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    pub snapshot_gib: u64,
    pub locally_redundant_gib: u64,
    pub zone_redundant_gib: u64,
    pub geo_redundant_gib: u64,
    pub instance: u64,
}

impl Default for Prices {
    fn default() -> Prices {
        Prices {
            snapshot_gib: 50_000,
            locally_redundant_gib: 22_400,
            zone_redundant_gib: 28_000,
            geo_redundant_gib: 44_800,
            instance: 0,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct BackupReport {
    pub vault: Option<ArmId>,
    pub datasource_type: Option<DatasourceType>,
    pub since: SimTime,
    pub until: SimTime,
    pub bucket: Bucket,
    pub prices: Prices,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    pub operational: ByteSize,
    pub vault: ByteSize,
    pub soft_deleted: ByteSize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ReportBucket {
    pub start: SimDay,
    pub end: SimDay,
    pub backups_completed: u64,
    pub backups_failed: u64,
    pub restores_completed: u64,
    pub restores_failed: u64,
    pub points_removed: u64,
    pub points: u64,
    pub stored: Stored,
    pub instances: u64,
}

impl ReportBucket {
    pub fn points_made(&self) -> u64 {
        self.backups_completed
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meter {
    Snapshots,
    VaultStorage,
    SoftDeleted,
    Instances,
}

impl Meter {
    pub const ALL: [Meter; 4] = [Meter::Snapshots, Meter::VaultStorage, Meter::SoftDeleted, Meter::Instances];

    pub fn display_name(self) -> &'static str {
        match self {
            Meter::Snapshots => "Snapshot storage",
            Meter::VaultStorage => "Vault storage",
            Meter::SoftDeleted => "Soft-deleted data",
            Meter::Instances => "Protected instances",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct MonthCost {
    pub month: SimDay,
    pub meter: Meter,
    pub average: u64,
    pub cost: u64,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct BackupReportView {
    pub buckets: Vec<ReportBucket>,
    pub costs: Vec<MonthCost>,
}
