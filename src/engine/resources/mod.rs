//! Subscriptions, resource groups, regions, tags: what every resource shares.
//!
//! Invariants: names of resource groups are unique in their subscription without regard to case;
//! a group that is gone has no resources left in it.

pub mod error;
pub mod group;
pub mod model;
pub mod names;
pub mod region;

pub use error::ResourceError;
pub use model::{
    Deployment, DeploymentStatus, ProvisioningState, ResourceGroup, ResourceKind, Subscription, Tags,
};
pub use region::Region;
