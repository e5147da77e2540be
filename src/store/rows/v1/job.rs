//! The row of a job, version 1.

use crate::{
    engine::{
        RecordedRefusal,
        job::{Job, SubTask},
        refusal::Denial,
        restore::{ContainerPick, RestoreDestination, RestoreSelection},
    },
    store::{
        row::RowError,
        rows::{
            twin::{Stored, twin, twin_enum},
            v1::blobs::RestoreRangeTwin,
        },
    },
};
use serde::{Deserialize, Serialize};

twin! {
    JobTwin of Job {
        id: u64,
        guid: [u8; 16],
        activity: [u8; 16],
        vault: u64,
        instance: u64,
        instance_name: String,
        datasource: String,
        datasource_type: String,
        policy_name: String,
        operation: u8,
        trigger: u8,
        status: u8,
        started_at: i64,
        due_at: i64,
        ended_at: Option<i64>,
        sub_tasks: Vec<SubTaskTwin>,
        transfer: u64,
        point: Option<u64>,
        restored_time: Option<i64>,
        destination: Option<RestoreDestinationTwin>,
        error: Option<RefusalTwin>,
    }
}

twin! {
    SubTaskTwin of SubTask {
        name: String,
        starts_at: i64,
        ends_at: i64,
    }
}

/// The order is the stored number.
#[derive(Debug, Serialize, Deserialize)]
pub enum RestoreDestinationTwin {
    Account { account: String, selection: RestoreSelectionTwin },
    Disk { group: String, name: String },
    InPlace { ranges: Vec<RestoreRangeTwin> },
}

impl Stored<RestoreDestinationTwin> for RestoreDestination {
    fn store(&self) -> RestoreDestinationTwin {
        match self {
            RestoreDestination::Account { account, selection } => {
                RestoreDestinationTwin::Account { account: account.store(), selection: selection.store() }
            }
            RestoreDestination::Disk { group, name } => {
                RestoreDestinationTwin::Disk { group: group.store(), name: name.clone() }
            }
            RestoreDestination::InPlace { ranges } => {
                RestoreDestinationTwin::InPlace { ranges: ranges.store() }
            }
        }
    }

    fn restore(twin: RestoreDestinationTwin) -> Result<Self, RowError> {
        Ok(match twin {
            RestoreDestinationTwin::Account { account, selection } => RestoreDestination::Account {
                account: Stored::restore(account)?,
                selection: Stored::restore(selection)?,
            },
            RestoreDestinationTwin::Disk { group, name } => {
                RestoreDestination::Disk { group: Stored::restore(group)?, name }
            }
            RestoreDestinationTwin::InPlace { ranges } => {
                RestoreDestination::InPlace { ranges: Stored::restore(ranges)? }
            }
        })
    }
}

twin_enum! {
    RestoreSelectionTwin of RestoreSelection {
        All,
        Containers(picks: Vec<ContainerPickTwin>),
    }
}

twin! {
    ContainerPickTwin of ContainerPick {
        container: String,
        prefixes: Vec<String>,
    }
}

twin! {
    RefusalTwin of RecordedRefusal {
        code: String,
        message: String,
        cause: String,
        action: String,
        denial: Option<DenialTwin>,
    }
}

twin! {
    DenialTwin of Denial {
        principal: [u8; 16],
        action: String,
        scope: String,
    }
}
