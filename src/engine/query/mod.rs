//! Queries: read models for screens, ARM bodies and command-line tables.
//!
//! A query borrows the state, changes nothing and answers plain rows. Each is a struct whose fields are the
//! question; its [`Ask`] implementation names the type of the answer. [`Query`] and [`Answer`] are the same
//! questions and answers as one type each, for the wire.

pub mod access;
pub mod accounts;
pub mod activity_log;
pub mod alerts;
pub mod authorization;
pub mod backup;
pub mod blob_service;
pub mod blobs;
pub mod compute;
pub mod deleted_instances;
pub mod directory;
pub mod disks;
pub mod image;
pub mod immutability;
pub mod instance_list;
pub mod job_list;
pub mod kept_points;
pub mod lifecycle;
pub mod locks;
pub mod losses;
pub mod page;
pub mod point_calendar;
pub mod point_in_time;
pub mod protect;
pub mod reports;
pub mod resource_list;
pub mod resources;
pub mod restore;
pub mod shell;
pub mod storage;
pub mod vault;
mod viewer;
pub mod why_kept;

use crate::{
    base::SimTime,
    engine::{
        limits,
        rbac::{PrincipalId, Role},
        refusal::Refusal,
        state::State,
    },
};
use serde::{Deserialize, Serialize};

pub use accounts::*;
pub use activity_log::*;
pub use alerts::*;
pub use authorization::*;
pub use backup::*;
pub use blobs::*;
pub use compute::*;
pub use deleted_instances::*;
pub use directory::*;
pub use disks::*;
pub use image::*;
pub use immutability::*;
pub use instance_list::*;
pub use job_list::*;
pub use kept_points::*;
pub use lifecycle::*;
pub use locks::*;
pub use losses::*;
pub use page::{Direction, ListColumn, Page, PageRequest, any_contains};
pub use point_calendar::*;
pub use point_in_time::*;
pub use protect::*;
pub use reports::*;
pub use resource_list::*;
pub use resources::*;
pub use restore::*;
pub use shell::*;
pub use storage::*;
pub use vault::*;
pub use why_kept::*;

/// Who asks, and when.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    pub state: &'a State,
    pub principal: PrincipalId,
    pub now: SimTime,
}

/// The rows of a page that is continued where it ended: it makes progress, whatever was asked for.
fn page_rows(limit: usize) -> usize {
    limit.clamp(1, limits::PAGE_ROWS_MAX)
}

/// What part of the state an answer is made from: an open query asks again when one of its topics changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Topic {
    World,
    Resources,
    Storage,
    Files,
    Disks,
    Access,
    Vaults,
    Policies,
    Instances,
    Points,
    Jobs,
    /// What the reports tell of past days.
    Usage,
    Alerts,
    Activity,
    Timers,
}

impl Topic {
    pub const ALL: &'static [Topic] = &[
        Topic::World,
        Topic::Resources,
        Topic::Storage,
        Topic::Files,
        Topic::Disks,
        Topic::Access,
        Topic::Vaults,
        Topic::Policies,
        Topic::Instances,
        Topic::Points,
        Topic::Jobs,
        Topic::Usage,
        Topic::Alerts,
        Topic::Activity,
        Topic::Timers,
    ];
}

/// A question with a typed answer.
pub trait Ask: Clone + PartialEq + Into<Query> + 'static {
    type Answer: Clone + PartialEq + 'static;

    /// The topics whose changes can change the answer.
    const TOPICS: &'static [Topic];

    /// # Errors
    /// Not found, or not authorized to look.
    fn resolve(&self, viewer: &Viewer<'_>) -> Result<Self::Answer, Refusal>;

    /// The answer to this question out of an answer to any; `None` for another question's.
    fn unwrap_answer(answer: Answer) -> Option<Self::Answer>;
}

macro_rules! queries {
    ($($name:ident -> $answer:ty, [$($topic:ident),*];)*) => {
        /// Any question.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Query { $($name($name)),* }

        /// Any answer, under the name of its question.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Answer { $($name($answer)),* }

        impl Query {
            /// # Errors
            /// Not found, or not authorized to look.
            pub fn answer(&self, viewer: &Viewer<'_>) -> Result<Answer, Refusal> {
                match self { $(Query::$name(query) => query.resolve(viewer).map(Answer::$name)),* }
            }

            /// The topics whose changes can change the answer.
            pub fn topics(&self) -> &'static [Topic] {
                match self { $(Query::$name(_) => &[$(Topic::$topic),*]),* }
            }
        }

        $(
            impl From<$name> for Query {
                fn from(query: $name) -> Query { Query::$name(query) }
            }

            impl Ask for $name {
                type Answer = $answer;
                const TOPICS: &'static [Topic] = &[$(Topic::$topic),*];

                fn resolve(&self, viewer: &Viewer<'_>) -> Result<$answer, Refusal> {
                    $name::resolve(self, viewer)
                }

                fn unwrap_answer(answer: Answer) -> Option<$answer> {
                    match answer {
                        Answer::$name(answer) => Some(answer),
                        _ => None,
                    }
                }
            }
        )*
    };
}

queries! {
    WorldSummary -> WorldView, [World, Resources, Storage, Disks, Vaults];
    NextEvents -> Vec<NextEvent>, [World, Timers, Jobs, Access];
    Search -> Vec<SearchHit>, [Resources, Vaults, Storage, Disks, Access];
    CheckCommand -> Option<Refusal>, [World, Resources, Storage, Files, Disks, Access, Vaults, Policies, Instances, Jobs];

    Subscriptions -> Vec<SubscriptionRow>, [Resources, Storage, Disks, Vaults, Access];
    ResourceGroups -> Vec<ResourceGroupRow>, [Resources, Storage, Disks, Vaults, Access];
    ResourceGroupDetail -> ResourceGroupView, [Resources, Storage, Disks, Vaults, Instances, Access];
    Resources -> Vec<ResourceRow>, [Resources, Storage, Disks, Vaults, Access];
    ResourcePage -> ResourceRows, [Resources, Storage, Disks, Vaults, Access];
    NewestResources -> Vec<ResourceRow>, [Resources, Storage, Disks, Vaults, Access];
    DeploymentDetail -> DeploymentView, [Resources, World];
    RoleAssignments -> Vec<RoleAssignmentRow>, [Access, World, Timers];
    Locks -> Vec<LockRow>, [Access];
    RoleAssignmentDetail -> RoleAssignmentRow, [Access, World, Timers];
    RoleAssignmentsBelow -> Vec<RoleAssignmentRow>, [Access, World, Timers];
    LockDetail -> LockRow, [Access];
    LocksBelow -> Vec<LockRow>, [Access];
    EffectiveRoles -> Vec<Role>, [Access, World];
    Principals -> Vec<PrincipalRow>, [Access];
    IdentityAssignments -> Vec<RoleAssignmentRow>, [Access, World, Timers, Vaults];

    StorageAccountDetail -> StorageAccountView, [Storage, Files, Resources, Instances, Access];
    StorageAccounts -> Vec<AccountRow>, [Storage, Resources, Access];
    StorageAccountFacts -> AccountRow, [Storage, Resources, Access];
    StorageAccountName -> Option<Refusal>, [Storage, Access];
    ContainerList -> Vec<ContainerItem>, [Storage, World, Access];
    ContainerFacts -> ContainerItem, [Storage, World, Access];
    Containers -> Vec<ContainerRow>, [Storage, Files, Access];
    Paths -> PathPage, [Files, Storage, Access];
    PathDetail -> PathView, [Files, Storage, Access];
    DataProtectionDetail -> DataProtectionView, [Storage, Access];
    BlobVersions -> VersionPage, [Files, Storage, World, Access];
    DeletedBlobs -> DeletedBlobPage, [Files, Storage, World, Access];
    DeletedContainers -> Vec<DeletedContainerRow>, [Storage, World, Access];
    ChangeRecords -> Vec<ChangeRow>, [Files, Storage, Access];
    DataLosses -> DataLossView, [Instances, Points, Access];
    ReplicationPolicies -> Vec<ReplicationPolicyRow>, [Storage, Jobs, Access];
    CrossTenantReplication -> bool, [Storage, Access];
    ContainerImmutability -> ImmutabilityView, [Storage, Access];
    LifecycleRules -> LifecycleView, [Storage, Access];
    BlobRestores -> BlobRestoreView, [Storage, Files, World, Access];
    BlobRestorePreview -> BlobRestorePreviewView, [Storage, Files, Access];

    Disks -> Vec<DiskRow>, [Disks, Resources, Access];
    DiskFacts -> DiskRow, [Disks, Resources, Access];
    Snapshots -> Vec<SnapshotFactsRow>, [Disks, Resources, Access];
    SnapshotFacts -> SnapshotFactsRow, [Disks, Resources, Access];
    DiskDetail -> DiskView, [Disks, Resources, Access];
    SnapshotDetail -> SnapshotView, [Disks, Resources, Access];

    VaultDetail -> VaultView, [Vaults, Policies, Instances, Jobs, Alerts, World, Access];
    Policies -> Vec<PolicyRow>, [Policies, Instances];
    PolicyDetail -> PolicyView, [Policies, Instances];
    PolicyPreview -> Vec<PreviewRun>, [World];

    KeptPoints -> KeptPointsView, [World];

    ProtectableAccounts -> Vec<ProtectableAccount>, [Storage, Instances, Vaults, Access];
    ProtectableDisks -> Vec<ProtectableDisk>, [Disks, Instances, Vaults];
    BackupReadiness -> Readiness, [World, Access, Storage, Disks, Resources, Instances, Policies, Vaults];
    Instances -> Vec<InstanceRow>, [Instances, Points, Jobs, Policies];
    DeletedInstances -> DeletedInstancePage, [Instances, Policies, Access, World];
    InstancePage -> InstanceRows, [Instances, Points, Policies, Access];
    ProtectedItemPage -> ProtectedItemRows, [Instances, Points, Policies, Vaults, Access];
    ProtectedItems -> Vec<ProtectedItem>, [Instances, Points, Policies, Vaults, Access];
    ProtectionOf -> Option<InstanceRow>, [Instances, Points, Policies, Access];
    InstanceDetail -> InstanceView, [Instances, Points, Jobs, Policies, Disks, World];

    RecoveryPoints -> PointPage, [Points, Disks];
    PointCalendar -> CalendarView, [Points, Instances, Policies, World];
    WhyKept -> WhyKeptView, [Points, Instances, Policies, Disks, Resources, Access, World];
    PointContents -> PointView, [Points, Disks];
    Jobs -> Vec<JobRow>, [Jobs, Instances, World];
    JobPage -> JobRows, [Jobs, Instances, World, Access];
    JobDetail -> JobView, [Jobs, Instances, Alerts, World];
    Alerts -> AlertPage, [Alerts, Instances, Access];
    BackupReport -> BackupReportView, [Usage, Instances, Vaults, Disks, Access, World];
    ActivityLog -> ActivityPage, [Activity, Resources, Storage, Access, World];

    RestoreTargets -> Vec<RestoreTarget>, [Storage, Vaults, Jobs];
    RestoreReadiness -> Readiness, [World, Access, Storage, Disks, Resources, Points, Vaults];
}
