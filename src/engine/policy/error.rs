//! What can be wrong with a backup policy.

use crate::engine::{limits, policy::RetentionTag, refusal::Explanation};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PolicyError {
    InvalidPolicyName { name: String },
    PolicyNameTaken { name: String },
    NoWeekdayChosen,
    InvalidTimeOfDay { hour: u8, minute: u8 },
    DefaultRuleMissing,
    DuplicateRule { tag: RetentionTag },
    RetentionOutOfRange { tag: RetentionTag, count: u32, min: u32, max: u32, unit: String },
    PolicyInUse { name: String, instances: usize },
}

impl PolicyError {
    pub fn explain(&self) -> Explanation {
        use PolicyError::*;
        let invalid = "BMSUserErrorInvalidPolicyInput";
        match self {
            InvalidPolicyName { name } => Explanation::new(
                invalid,
                format!("'{name}' is not a valid policy name."),
                format!(
                    "Policy names have {} to {} characters: letters, numbers and hyphens.",
                    limits::POLICY_NAME_LENGTH_MIN,
                    limits::POLICY_NAME_LENGTH_MAX
                ),
                "Choose a name that follows the rule.",
            ),
            PolicyNameTaken { name } => Explanation::new(
                invalid,
                format!("A backup policy named '{name}' already exists in this vault."),
                "Existing policies cannot be modified; names are unique in their vault.",
                "Choose another name for the new policy.",
            ),
            NoWeekdayChosen => Explanation::new(
                invalid,
                "No day of the week is chosen.",
                "A weekly schedule runs on one day at least.",
                "Choose one or more days.",
            ),
            InvalidTimeOfDay { hour, minute } => Explanation::new(
                invalid,
                format!("{hour:02}:{minute:02} is not a time of day."),
                "Hours go from 0 to 23 and minutes from 0 to 59.",
                "Choose a valid time.",
            ),
            DefaultRuleMissing => Explanation::new(
                invalid,
                "The policy has no default retention rule.",
                "The default rule applies to every recovery point that no other rule matches.",
                "Add the default rule.",
            ),
            DuplicateRule { tag } => Explanation::new(
                invalid,
                format!("There are two {} retention rules.", tag.display_name()),
                "Each kind of rule can be there once.",
                "Remove one of them.",
            ),
            RetentionOutOfRange { tag, count, min, max, unit } => Explanation::new(
                invalid,
                format!("The {} rule cannot keep recovery points for {count} {unit}.", tag.display_name()),
                format!("It keeps them for {min} to {max} {unit}."),
                "Choose a duration in that range.",
            ),
            PolicyInUse { name, instances } => Explanation::new(
                "UserErrorDppPolicyObjectInUse",
                "Cannot delete the backup policy as one or more backup instances have been configured for protection with this policy.",
                format!("{instances} backup instances use the policy '{name}'."),
                "Assign another policy to these backup instances first.",
            ),
        }
    }
}
