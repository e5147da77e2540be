//! The row of a timer, version 1.

use crate::{
    engine::state::TimerAction,
    store::{
        row::RowError,
        rows::twin::{Stored, twin_enum},
    },
};
use serde::{Deserialize, Serialize};

twin_enum! {
    TimerActionTwin of TimerAction {
        FinishDeployment(deployment: u64),
        RoleEffective(assignment: u64),
        RemoveRole(assignment: u64),
        FinishConfiguring(job: u64),
        ScheduledBackup(instance: u64),
        FinishBackup(job: u64),
        FinishRestore(job: u64),
        ExpirePoints(instance: u64),
        WorkDisk(disk: u64),
        TendStorage,
        FinishBlobRestore(account: u64),
        PurgeInstances(vault: u64),
        MeasureStores,
    }
}
