//! Subscriptions, resource groups, regions, tags, locks: what every resource shares.
//!
//! Invariants: names of resource groups are unique in their subscription without regard to case;
//! a group that is gone has no resources left in it; a lock lies on something that exists.

pub mod deployment;
pub mod error;
pub mod founding;
pub mod group;
pub mod lock;
pub mod model;
pub mod names;
pub mod region;

pub use error::ResourceError;
pub use founding::{SUBSCRIPTIONS, found_directory};
pub use lock::{LockLevel, LockedOperation, ManagementLock, StandingLock};
pub use model::{
    Deployment, DeploymentStatus, ProvisioningState, ResourceGroup, ResourceKind, Subscription, Tags,
};
pub use names::{check_lock_name, check_lock_notes, check_resource_group_name, check_tags};
pub use region::Region;
