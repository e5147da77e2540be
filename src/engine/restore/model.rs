//! What a restore brings back, and where to.

use crate::base::ArmId;
use serde::{Deserialize, Serialize};

/// Where a restore writes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RestoreDestination {
    /// New containers in a storage account.
    Account { account: ArmId, selection: RestoreSelection },
    /// A new disk in a resource group.
    Disk { group: ArmId, name: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RestoreSelection {
    /// Restore all backed-up containers.
    All,
    /// Browse and select containers to restore.
    Containers(Vec<ContainerPick>),
}

impl RestoreDestination {
    /// The storage account it writes to.
    pub fn account(&self) -> Option<&ArmId> {
        match self {
            RestoreDestination::Account { account, .. } => Some(account),
            RestoreDestination::Disk { .. } => None,
        }
    }
}

/// A container to restore, whole or in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainerPick {
    pub container: String,
    /// Only paths starting with one of these; all when empty.
    pub prefixes: Vec<String>,
}
