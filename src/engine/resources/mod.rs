//! Subscriptions, resource groups, regions, tags: what every resource shares.
//!
//! Invariants: names of resource groups are unique in their subscription without regard to case;
//! a group that is gone has no resources left in it.

pub mod deployment;
pub mod error;
pub mod founding;
pub mod group;
pub mod model;
pub mod names;
pub mod region;

pub use error::ResourceError;
pub use founding::{SUBSCRIPTIONS, found_directory};
pub use model::{
    Deployment, DeploymentStatus, ProvisioningState, ResourceGroup, ResourceKind, Subscription, Tags,
};
pub use names::{check_resource_group_name, check_tags};
pub use region::Region;
