//! Whether a recovery point is kept, and why: the one answer that expiry carries out and the portal explains.
//!
//! Source: Azure Backup, "Overview of Azure Disk Backup" (the newest snapshot stays), "Manage Azure Managed Disks"
//! (stopped for good, suspended), "Secure by default with soft delete".

use crate::{
    base::{SimSpan, SimTime},
    engine::{limits, policy::DatasourceType, protection::ProtectionState},
};
use serde::{Deserialize, Serialize};

/// What bears on whether a recovery point is kept.
#[derive(Clone, Copy, Debug)]
pub struct PointCase {
    pub datasource_type: DatasourceType,
    /// Of its instance.
    pub state: ProtectionState,
    /// When its instance is purged, if it is soft-deleted.
    pub purged_at: Option<SimTime>,
    /// The backup that makes it has finished.
    pub is_complete: bool,
    /// No complete one of its instance is newer.
    pub is_newest: bool,
    /// Fixed when it was made, by the rule that keeps it.
    pub expires_at: SimTime,
    /// What would stop the vault from deleting it now.
    pub obstacle: Option<Obstacle>,
}

/// What stops the vault from deleting the snapshot of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Obstacle {
    /// No identity, no role on the resource group, or no such group.
    Access,
    Lock,
}

/// Why a recovery point is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum KeepReason {
    /// The backup that makes it is still running.
    InProgress,
    /// Its rule keeps it until later.
    RuleKeeps,
    /// It has expired, and the service has not cleaned up yet.
    AwaitsCleanup,
    /// The newest snapshot of a disk is never deleted.
    NewestOfDisk,
    /// The newest point stays while backups are suspended.
    NewestWhileSuspended,
    /// Protection is stopped and everything is retained.
    StoppedForGood,
    /// Nothing of a soft-deleted instance expires before it is purged.
    SoftDeleted,
    /// It has expired, and something stops the vault from deleting it.
    Obstacle(Obstacle),
}

impl KeepReason {
    const COUNT: usize = 9;

    fn index(self) -> usize {
        match self {
            KeepReason::InProgress => 0,
            KeepReason::RuleKeeps => 1,
            KeepReason::AwaitsCleanup => 2,
            KeepReason::NewestOfDisk => 3,
            KeepReason::NewestWhileSuspended => 4,
            KeepReason::StoppedForGood => 5,
            KeepReason::SoftDeleted => 6,
            KeepReason::Obstacle(Obstacle::Access) => 7,
            KeepReason::Obstacle(Obstacle::Lock) => 8,
        }
    }
}

/// A few reasons, on the stack: expiry asks about every point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeepReasons([Option<KeepReason>; KeepReason::COUNT]);

impl KeepReasons {
    fn add(&mut self, reason: KeepReason) {
        self.0[reason.index()] = Some(reason);
    }

    pub fn iter(&self) -> impl Iterator<Item = KeepReason> + '_ {
        self.0.iter().flatten().copied()
    }
}

/// What becomes of a recovery point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// `until` a moment, unless something changes; without one for as long as the reasons hold.
    Keep { until: Option<SimTime>, because: KeepReasons },
    /// It is deleted as soon as somebody looks.
    Expire { since: SimTime },
}

impl Verdict {
    pub fn is_kept(&self) -> bool {
        matches!(self, Verdict::Keep { .. })
    }

    /// When it goes, if nothing changes: in the past for what is overdue.
    pub fn removal(&self) -> Option<SimTime> {
        match self {
            Verdict::Keep { until, .. } => *until,
            Verdict::Expire { since } => Some(*since),
        }
    }
}

/// Judges a recovery point.
///
/// Every reason that holds is there, whichever would be enough. Obstacles count once the point is due.
pub fn verdict(case: &PointCase, now: SimTime) -> Verdict {
    let since = case.expires_at + cleanup_delay(case.datasource_type);
    let mut because = KeepReasons::default();
    let mut until = Some(since);
    let mut held = |reason, hold: Option<SimTime>| {
        because.add(reason);
        until = hold;
    };
    if now < case.expires_at {
        held(KeepReason::RuleKeeps, Some(since));
    } else if now < since {
        held(KeepReason::AwaitsCleanup, Some(since));
    } else if let Some(obstacle) = case.obstacle {
        held(KeepReason::Obstacle(obstacle), None);
    }
    if case.is_newest && case.datasource_type == DatasourceType::Disk {
        held(KeepReason::NewestOfDisk, None);
    }
    if case.is_newest && case.state == ProtectionState::BackupsSuspended {
        held(KeepReason::NewestWhileSuspended, None);
    }
    match case.state {
        ProtectionState::ProtectionStopped => held(KeepReason::StoppedForGood, None),
        ProtectionState::SoftDeleted => held(KeepReason::SoftDeleted, case.purged_at),
        ProtectionState::ConfiguringProtection
        | ProtectionState::ProtectionConfigured
        | ProtectionState::ProtectionError
        | ProtectionState::BackupsSuspended => {}
    }
    if !case.is_complete {
        held(KeepReason::InProgress, None);
    }
    match because.iter().next() {
        Some(_) => Verdict::Keep { until, because },
        None => Verdict::Expire { since },
    }
}

/// How long after its expiry a point is cleaned up.
fn cleanup_delay(datasource_type: DatasourceType) -> SimSpan {
    match datasource_type {
        DatasourceType::Disk => limits::DISK_CLEANUP_DELAY,
        DatasourceType::DataLakeStorage | DatasourceType::Blob => SimSpan::ZERO,
    }
}
