//! Rows of backup instances, recovery points and vault copies, version 1.

use super::{blobs::DeletionTwin, storage::PathEntryTwin};
use crate::{
    engine::protection::{
        BackupInstance, ContainerSelection, DeletedInstance, PointData, PolicyParameters, RecoveryPoint,
        ReplicaEntry,
    },
    store::{
        row::RowError,
        rows::twin::{Stored, twin, twin_enum},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

twin! {
    BackupInstanceTwin of BackupInstance {
        id: u64,
        vault: u64,
        name: String,
        datasource_type: String,
        datasource: String,
        policy: u64,
        parameters: PolicyParametersTwin,
        tags: BTreeMap<String, String>,
        state: u8,
        created_at: i64,
        next_point: u64,
    }
}

twin! {
    DeletedInstanceTwin of DeletedInstance {
        instance: BackupInstanceTwin,
        deletion: DeletionTwin,
    }
}

twin_enum! {
    PolicyParametersTwin of PolicyParameters {
        Containers(containers: ContainerSelectionTwin),
        SnapshotGroup(group: String),
        Blobs(containers: Option<ContainerSelectionTwin>),
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
        slot: Option<i64>,
        tag: u8,
        expires_at: i64,
        data: PointDataTwin,
        size: u64,
        transferred: u64,
    }
}

/// The order is the stored number.
#[derive(Debug, Serialize, Deserialize)]
pub enum PointDataTwin {
    VaultStore { containers: Vec<String>, files: u64 },
    OperationalStore { snapshot: String },
}

impl Stored<PointDataTwin> for PointData {
    fn store(&self) -> PointDataTwin {
        match self {
            PointData::VaultStore { containers, files } => {
                PointDataTwin::VaultStore { containers: containers.store(), files: *files }
            }
            PointData::OperationalStore { snapshot } => {
                PointDataTwin::OperationalStore { snapshot: snapshot.store() }
            }
        }
    }

    fn restore(twin: PointDataTwin) -> Result<Self, RowError> {
        Ok(match twin {
            PointDataTwin::VaultStore { containers, files } => PointData::VaultStore { containers, files },
            PointDataTwin::OperationalStore { snapshot } => {
                PointData::OperationalStore { snapshot: Stored::restore(snapshot)? }
            }
        })
    }
}

twin! {
    ReplicaEntryTwin of ReplicaEntry {
        until: Option<u64>,
        entry: PathEntryTwin,
    }
}
