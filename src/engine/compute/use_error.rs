//! What can be wrong with a request about the use of a disk: by a machine, or by simulated work.

use crate::engine::{
    compute::{ComputeError, disk::WHOLE_DISK},
    limits,
    refusal::{Explanation, Refusal},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum DiskUseError {
    InvalidMachineName {
        name: String,
    },
    AlreadyAttached {
        disk: String,
        machine: String,
        /// The machine that has it.
        holder: String,
    },
    NotAttached {
        disk: String,
    },
    WorkloadNotOffered {
        per_mille: u32,
    },
}

impl From<DiskUseError> for Refusal {
    fn from(error: DiskUseError) -> Self {
        ComputeError::Use(error).into()
    }
}

impl DiskUseError {
    pub fn explain(&self) -> Explanation {
        use DiskUseError::*;
        match self {
            InvalidMachineName { name } => Explanation::new(
                "InvalidParameter",
                format!("The entity name '{name}' is invalid according to its validation rule."),
                format!(
                    "Names of virtual machines have 1 to {} characters: letters, numbers and hyphens, starting and ending with a letter or number.",
                    limits::MACHINE_NAME_LENGTH_MAX
                ),
                "Choose a name that follows the rule.",
            ),
            AlreadyAttached { disk, machine, holder } => Explanation::new(
                "ConflictingUserInput",
                format!(
                    "Cannot attach the disk {disk} to VM {machine} because it is already attached to VM {holder}."
                ),
                "A disk can be attached to only one VM at a time.",
                format!("Detach the disk from {holder} first."),
            ),
            NotAttached { disk } => Explanation::new(
                "OperationNotAllowed",
                format!("Disk {disk} is not attached to a virtual machine."),
                "There is nothing to detach it from.",
                "Refresh the page to see the state of the disk.",
            ),
            WorkloadNotOffered { per_mille } => Explanation::new(
                "WorkloadNotSimulated",
                format!("{per_mille} thousandths of a disk a day are not simulated."),
                format!("The simulator rewrites 1 to {WHOLE_DISK} thousandths of a disk a day."),
                "Choose another share, or none.",
            ),
        }
    }
}
