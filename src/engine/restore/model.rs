//! What a restore brings back.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RestoreSelection {
    /// Restore all backed-up containers.
    All,
    /// Browse and select containers to restore.
    Containers(Vec<ContainerPick>),
}

/// A container to restore, whole or in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainerPick {
    pub container: String,
    /// Only paths starting with one of these; all when empty.
    pub prefixes: Vec<String>,
}
