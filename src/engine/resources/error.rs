//! What can be wrong with a request about groups, regions, tags and names.

use crate::{
    base::ArmId,
    engine::{limits, refusal::Explanation},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ResourceError {
    SubscriptionNotFound {
        subscription: Uuid,
    },
    ResourceGroupNotFound {
        name: String,
    },
    ResourceNotFound {
        resource: ArmId,
    },
    InvalidResourceGroupName {
        name: String,
    },
    ResourceGroupExists {
        name: String,
        region: String,
    },
    TooManyTags {
        count: usize,
    },
    InvalidTag {
        name: String,
    },
    /// The group holds backup data that has to go first.
    GroupHoldsProtectedVault {
        vault: ArmId,
        instances: usize,
    },
    UnsupportedSpeed {
        speed: u32,
    },
}

impl ResourceError {
    pub fn explain(&self) -> Explanation {
        use ResourceError::*;
        match self {
            SubscriptionNotFound { subscription } => Explanation::new(
                "SubscriptionNotFound",
                format!("The subscription '{subscription}' could not be found."),
                "No subscription of this directory has that id.",
                "Choose one of the subscriptions listed under Subscriptions.",
            ),
            ResourceGroupNotFound { name } => Explanation::new(
                "ResourceGroupNotFound",
                format!("Resource group '{name}' could not be found."),
                "It was deleted, or never existed in this subscription.",
                "Choose an existing resource group or create a new one.",
            ),
            ResourceNotFound { resource } => Explanation::new(
                "ResourceNotFound",
                format!(
                    "The Resource '{}/{}' under resource group '{}' was not found.",
                    resource.resource_type().unwrap_or_default(),
                    resource.name(),
                    resource.resource_group_name().unwrap_or_default(),
                ),
                "It was deleted, or its name is different.",
                "Refresh the list and choose an existing resource.",
            ),
            InvalidResourceGroupName { name } => Explanation::new(
                "InvalidResourceGroup",
                format!("The provided resource group name '{name}' is not valid."),
                format!(
                    "Resource group names have up to {} characters: letters, digits, periods, underscores, hyphens and parentheses, and do not end with a period.",
                    limits::RESOURCE_GROUP_NAME_LENGTH_MAX
                ),
                "Choose a name that follows the rule.",
            ),
            ResourceGroupExists { name, region } => Explanation::new(
                "InvalidResourceGroupLocation",
                format!("A resource group with the same name '{name}' already exists in '{region}'."),
                "Names of resource groups are unique in their subscription.",
                "Use the existing resource group, or choose another name.",
            ),
            TooManyTags { count } => Explanation::new(
                "InvalidTagCount",
                format!("{count} tags were given; a resource can have {}.", limits::TAGS_PER_RESOURCE_MAX),
                "The number of tags is limited.",
                "Remove some tags and try again.",
            ),
            InvalidTag { name } => Explanation::new(
                "InvalidTagNameCharacters",
                format!("The tag '{name}' is not valid."),
                format!(
                    "Tag names have 1 to {} characters (128 on storage accounts) without < > % & \\ ? /; values have up to {}.",
                    limits::TAG_NAME_LENGTH_MAX,
                    limits::TAG_VALUE_LENGTH_MAX
                ),
                "Change the name or the value of the tag.",
            ),
            GroupHoldsProtectedVault { vault, instances } => Explanation::new(
                "ResourceGroupDeletionBlocked",
                format!(
                    "The Backup vault '{}' in this resource group protects {instances} backup instances.",
                    vault.name()
                ),
                "A vault that holds backup instances cannot be deleted.",
                "Delete the backup instances of the vault first.",
            ),
            UnsupportedSpeed { speed } => Explanation::new(
                "InvalidParameter",
                format!("The simulation cannot run at {speed} times real time."),
                format!("Speeds go from 1 to {}.", limits::SPEED_MAX),
                "Choose one of the listed speeds.",
            ),
        }
    }
}
