//! Rows of disks, snapshots and layers, version 1.

use crate::{
    content::{
        Extent,
        image::{Churn, ExtentMap, Layer, Stage},
    },
    engine::compute::{DiskLayer, DiskSource, ManagedDisk, Snapshot, Workload},
    store::{
        row::RowError,
        rows::{
            twin::{Stored, twin, twin_enum},
            v1::content::ExtentTwin,
        },
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

twin! {
    ManagedDiskTwin of ManagedDisk {
        id: u64,
        group: u64,
        name: String,
        region: String,
        zone: Option<u8>,
        sku: String,
        size_gib: u32,
        origin: DiskOriginTwin,
        unique_id: [u8; 16],
        managed_by: Option<String>,
        workload: Option<WorkloadTwin>,
        layer: u64,
        tags: BTreeMap<String, String>,
        provisioning: u8,
        created_at: i64,
    }
}

twin! {
    WorkloadTwin of Workload {
        per_mille: u32,
        carry: u64,
    }
}

twin_enum! {
    DiskOriginTwin of DiskSource {
        Empty,
        Snapshot(id: String),
    }
}

twin! {
    SnapshotTwin of Snapshot {
        id: u64,
        group: u64,
        name: String,
        region: String,
        sku: String,
        incremental: bool,
        disk: String,
        disk_unique_id: [u8; 16],
        disk_sku: String,
        size_gib: u32,
        layer: u64,
        tags: BTreeMap<String, String>,
        provisioning: u8,
        created_at: i64,
    }
}

twin! {
    DiskLayerTwin of DiskLayer {
        id: u64,
        parent: Option<u64>,
        written: Vec<StageTwin>,
    }
}

/// The order is the stored number.
#[derive(Debug, Serialize, Deserialize)]
pub enum StageTwin {
    Extents(Vec<(u64, ExtentTwin)>),
    Churn(ChurnTwin),
}

twin! {
    ChurnTwin of Churn {
        start: u64,
        region: u64,
        step: u64,
        back: u64,
        shift: u64,
        count: u64,
        pattern: u8,
        seed: u64,
    }
}

impl Stored<Vec<StageTwin>> for Layer {
    fn store(&self) -> Vec<StageTwin> {
        let stage = |stage: &Stage| match stage {
            Stage::Extents(map) => {
                StageTwin::Extents(map.iter().map(|(offset, extent)| (offset, extent.store())).collect())
            }
            Stage::Churn(churn) => StageTwin::Churn(churn.store()),
        };
        self.stages().iter().map(stage).collect()
    }

    fn restore(twins: Vec<StageTwin>) -> Result<Self, RowError> {
        let stage = |twin| {
            Ok(match twin {
                StageTwin::Extents(twins) => Stage::Extents(restore_extents(twins)?),
                StageTwin::Churn(twin) => Stage::Churn(Churn::restore(twin)?),
            })
        };
        let layer = Layer::new(twins.into_iter().map(stage).collect::<Result<_, RowError>>()?);
        if !layer.is_consistent() {
            return Err(RowError::Damaged("its extents are not those of a disk".into()));
        }
        Ok(layer)
    }
}

fn restore_extents(twins: Vec<(u64, ExtentTwin)>) -> Result<ExtentMap, RowError> {
    twins.into_iter().map(|(offset, twin)| Ok((offset, Extent::restore(twin)?))).collect()
}
