//! The rows of days, version 1.

use crate::{
    engine::usage::{DayCounts, StoredDay},
    store::{
        row::RowError,
        rows::twin::{Stored, twin},
    },
};
use serde::{Deserialize, Serialize};

twin! {
    DayCountsTwin of DayCounts {
        backups_completed: u32,
        backups_failed: u32,
        restores_completed: u32,
        restores_failed: u32,
        points_removed: u32,
    }
}

twin! {
    StoredDayTwin of StoredDay {
        operational: u64,
        vault: u64,
        soft_deleted: u64,
        soft_deleted_billed: u64,
        instances: u32,
        redundancy: String,
    }
}
