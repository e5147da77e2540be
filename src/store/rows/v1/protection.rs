//! Rows of backup instances, recovery points and vault copies, version 1.

use super::storage::PathEntryTwin;
use crate::{
    engine::protection::{BackupInstance, ContainerSelection, RecoveryPoint, ReplicaEntry},
    store::{
        row::RowError,
        rows::twin::{Stored, twin},
    },
};
use serde::{Deserialize, Serialize};

twin! {
    BackupInstanceTwin of BackupInstance {
        id: u64,
        vault: u64,
        name: String,
        datasource_type: String,
        datasource: String,
        policy: u64,
        containers: ContainerSelectionTwin,
        state: u8,
        created_at: i64,
        next_point: u64,
    }
}

/// The order is the stored number.
#[derive(Debug, Serialize, Deserialize)]
pub enum ContainerSelectionTwin {
    Listed(Vec<String>),
    AllExcept { prefixes: Vec<String> },
}

impl Stored<ContainerSelectionTwin> for ContainerSelection {
    fn store(&self) -> ContainerSelectionTwin {
        match self {
            ContainerSelection::Listed(names) => ContainerSelectionTwin::Listed(names.store()),
            ContainerSelection::AllExcept { prefixes } => {
                ContainerSelectionTwin::AllExcept { prefixes: prefixes.store() }
            }
        }
    }

    fn restore(twin: ContainerSelectionTwin) -> Result<Self, RowError> {
        Ok(match twin {
            ContainerSelectionTwin::Listed(names) => ContainerSelection::Listed(names),
            ContainerSelectionTwin::AllExcept { prefixes } => ContainerSelection::AllExcept { prefixes },
        })
    }
}

twin! {
    RecoveryPointTwin of RecoveryPoint {
        instance: u64,
        seq: u64,
        guid: [u8; 16],
        state: u8,
        created_at: i64,
        job: u64,
        tag: u8,
        expires_at: i64,
        containers: Vec<String>,
        files: u64,
        size: u64,
        transferred: u64,
    }
}

twin! {
    ReplicaEntryTwin of ReplicaEntry {
        until: Option<u64>,
        entry: PathEntryTwin,
    }
}
