//! The status of each refusal, written down for every one of them: a new refusal does not compile without.
//!
//! | Status | What |
//! |---|---|
//! | 400 | what is asked for cannot be, or not in this state |
//! | 403 | nobody allowed it |
//! | 404 | it is not there |
//! | 409 | something that is there stands in the way |
//! | 412 | a condition of the request does not hold |
//! | 413 | more than is taken at once |
//! | 416 | a range outside of what it is a range of |
//! | 429 | too often |
//! | 501 | not simulated |
//!
//! Backup answers 400 to nearly all of its own. Sources: Azure Resource Manager, "Common deployment errors"; Azure
//! Storage, "Common REST API error codes", "Blob Storage error codes"; recorded answers of Microsoft.DataProtection. Those
//! of Compute and of names that are taken are unverified.

use crate::engine::{
    Refusal,
    compute::{ComputeError, DiskUseError},
    monitor::MonitorError,
    policy::PolicyError,
    protection::{BlobProtectionError, DiskProtectionError, ProtectionError},
    rbac::RbacError,
    resources::ResourceError,
    restore::RestoreError,
    storage::{
        BlobRefusal, BlockRefusal, ImmutabilityRefusal, ReplicationRefusal, RestoreRefusal, StorageRefusal,
    },
    vault::VaultError,
};

/// The status of a refusal.
pub fn of(refusal: &Refusal) -> u16 {
    match refusal {
        Refusal::Rbac(error) => rbac(error),
        Refusal::Resource(error) => resource(error),
        Refusal::Storage(error) => storage(error),
        Refusal::Compute(error) => compute(error),
        Refusal::Vault(error) => vault(error),
        Refusal::Policy(error) => policy(error),
        Refusal::Access(_) => 400,
        Refusal::Protection(error) => protection(error),
        Refusal::Restore(error) => restore(error),
        Refusal::Monitor(MonitorError::AlertNotFound { .. }) => 404,
        Refusal::Monitor(MonitorError::AlertCommentTooLong { .. }) => 400,
    }
}

fn rbac(error: &RbacError) -> u16 {
    use RbacError::*;
    match error {
        AuthorizationFailed { .. } => 403,
        RoleAssignmentNotFound { .. } => 404,
        RoleAssignmentExists | LastOwner => 409,
        UpdateNotPermitted | RoleAssignmentLimitExceeded | PrincipalNotFound { .. } => 400,
    }
}

fn resource(error: &ResourceError) -> u16 {
    use ResourceError::*;
    match error {
        SubscriptionNotFound { .. }
        | ResourceGroupNotFound { .. }
        | ResourceNotFound { .. }
        | LockNotFound { .. } => 404,
        ResourceGroupExists { .. } | GroupHoldsProtectedVault { .. } | ScopeLocked { .. } => 409,
        InvalidResourceGroupName { .. }
        | TooManyTags { .. }
        | InvalidTag { .. }
        | UnsupportedSpeed { .. }
        | InvalidLockName { .. }
        | LockNotesTooLong { .. }
        | TooManyLocks { .. } => 400,
        NotSimulated { .. } => 501,
    }
}

fn storage(error: &StorageRefusal) -> u16 {
    use StorageRefusal::*;
    match error {
        ContainerNotFound { .. } | PathNotFound { .. } => 404,
        AccountNameTaken { .. }
        | AccountIsProtected { .. }
        | ContainerExists { .. }
        | PathExists { .. }
        | PathKindMismatch { .. } => 409,
        FileTooLarge { .. } => 413,
        InvalidAccountName { .. }
        | RedundancyNotInRegion { .. }
        | InvalidContainerName { .. }
        | InvalidPath { .. }
        | PathTooDeep { .. }
        | DirectoriesNeedHierarchicalNamespace { .. }
        | MetadataTooLarge { .. }
        | InvalidMetadataName { .. }
        | InvalidAcl { .. } => 400,
        Blob(error) => blob(error),
    }
}

fn blob(error: &BlobRefusal) -> u16 {
    use BlobRefusal::*;
    match error {
        BlobNotFound { .. } => 404,
        BlobArchived { .. }
        | BlobBeingRehydrated { .. }
        | SnapshotsPresent { .. }
        | LeaseAlreadyPresent
        | LeaseIsBreaking
        | LeaseIsBroken
        | LeaseNotPresent
        | LeaseIdMismatch
        | UndeleteUnderBackup { .. } => 409,
        CurrentVersion { .. } => 403,
        LeaseIdMissing { .. } => 412,
        DaysOutOfRange { .. }
        | LakeSoftDeleteNotSimulated
        | LakeLifecycleNotSimulated
        | NotInHierarchicalNamespace { .. }
        | LifecycleInvalid { .. }
        | RestoreNeedsVersioning
        | RestoreNeedsChangeFeed
        | RestoreNeedsSoftDelete
        | RestoreOutlastsSoftDelete { .. }
        | RestoreOutlastsChangeFeed { .. }
        | LeaseLengthOutOfRange { .. } => 400,
        Restore(error) => point_in_time(error),
        Immutable(error) => immutability(error),
        Replication(error) => replication(error),
        Block(error) => block(error),
    }
}

fn block(error: &BlockRefusal) -> u16 {
    use BlockRefusal::*;
    match error {
        TooManyUncommitted { .. } | DirectoryNotEmpty { .. } => 409,
        LeaseMismatch { .. } | NoLease { .. } => 412,
        BlockTooLarge { .. } => 413,
        InvalidId { .. }
        | IdsOfDifferentLength { .. }
        | TooManyBlocks { .. }
        | NotInList { .. }
        | InvalidPosition { .. }
        | RenamedIntoItself { .. }
        | InvalidFlushPosition { .. } => 400,
    }
}

fn point_in_time(error: &RestoreRefusal) -> u16 {
    use RestoreRefusal::*;
    match error {
        InProgress { .. } | Blocked { .. } | RestoreDisabled { .. } => 409,
        TooManyRanges { .. } | InvalidRangeBound { .. } | RangeIsEmpty { .. } | TimeOutsideWindow { .. } => {
            400
        }
    }
}

fn immutability(error: &ImmutabilityRefusal) -> u16 {
    use ImmutabilityRefusal::*;
    match error {
        PolicyNotFound => 404,
        PolicyLocked
        | PolicyNotLocked
        | BlobUnderPolicy { .. }
        | BlobUnderHold { .. }
        | ContainerUnderPolicy { .. }
        | ContainerUnderHold { .. }
        | AccountProtected { .. } => 409,
        DataLake { .. }
        | DaysOutOfRange { .. }
        | NotLonger { .. }
        | ExtendedTooOften
        | NoTags
        | InvalidTag { .. }
        | TooManyTags { .. } => 400,
    }
}

fn replication(error: &ReplicationRefusal) -> u16 {
    use ReplicationRefusal::*;
    match error {
        ContainerMissing { .. } => 404,
        PairTaken { .. }
        | ContainerInPolicy { .. }
        | DestinationContainer { .. }
        | VersioningInUse
        | ChangeFeedInUse
        | CrossTenantInUse { .. }
        | RestoreRunning { .. } => 409,
        NoRules
        | TooManyRules { .. }
        | ContainerTwice { .. }
        | SameAccount { .. }
        | NeedsVersioning { .. }
        | NeedsChangeFeed { .. }
        | TooManyDestinations { .. }
        | TooManySources { .. } => 400,
    }
}

fn compute(error: &ComputeError) -> u16 {
    use ComputeError::*;
    match error {
        NameTaken { .. }
        | DiskAttached { .. }
        | DiskNotEmpty { .. }
        | SnapshotLimitReached { .. }
        | Use(DiskUseError::AlreadyAttached { .. } | DiskUseError::NotAttached { .. }) => 409,
        WriteOutOfRange { .. } | RangeOutsideDisk { .. } => 416,
        RangeTooLong { .. } | ImageTooLarge { .. } => 413,
        SnapshotRateReached { .. } => 429,
        ExportTooLarge { .. } => 501,
        InvalidName { .. }
        | SizeNotOffered { .. }
        | SizeBelowCurrent { .. }
        | SkuNotInRegion { .. }
        | ZoneNotOffered { .. }
        | SourceInOtherRegion { .. }
        | FullSnapshotNotOffered { .. }
        | InvalidImage { .. }
        | Use(DiskUseError::InvalidMachineName { .. } | DiskUseError::WorkloadNotOffered { .. }) => 400,
    }
}

fn vault(error: &VaultError) -> u16 {
    use VaultError::*;
    match error {
        VaultNameTaken { .. } => 409,
        InvalidVaultName { .. }
        | RedundancyNotInRegion { .. }
        | InvalidSoftDeleteDays { .. }
        | SoftDeleteStaysOn { .. }
        | SoftDeleteIsAlwaysOn { .. }
        | RedundancyIsFixed { .. }
        | VaultNotEmpty { .. } => 400,
    }
}

fn policy(error: &PolicyError) -> u16 {
    use PolicyError::*;
    match error {
        InvalidPolicyName { .. }
        | PolicyNameTaken { .. }
        | NoWeekdayChosen
        | InvalidTimeOfDay { .. }
        | FrequencyNotOffered { .. }
        | RuleNotOffered { .. }
        | TooManyRecoveryPoints { .. }
        | NothingBackedUp { .. }
        | ContinuousNotOffered { .. }
        | ContinuousOutOfRange { .. }
        | DefaultRuleMissing
        | DuplicateRule { .. }
        | RetentionOutOfRange { .. }
        | PolicyInUse { .. } => 400,
    }
}

fn protection(error: &ProtectionError) -> u16 {
    use ProtectionError::*;
    match error {
        DeletedInstanceNotFound { .. } => 404,
        InvalidInstanceName { .. }
        | InstanceNameTaken { .. }
        | InvalidDatasource { .. }
        | DatasourceNotFound { .. }
        | UnsupportedStorageAccount { .. }
        | RegionNotOffered { .. }
        | RegionMismatch { .. }
        | AccountLocked { .. }
        | NoContainers { .. }
        | TooManyContainers { .. }
        | ContainersNotFound { .. }
        | AutoProtectionIsPermanent
        | AlreadyProtected { .. }
        | AlreadyHasInstance { .. }
        | WrongDatasourceType { .. }
        | NoSuchRule { .. }
        | StateForbids { .. }
        | BackupInProgress { .. }
        | BackupLimitReached { .. } => 400,
        Blob(error) => blob_protection(error),
        Disk(error) => disk_protection(error),
    }
}

fn blob_protection(error: &BlobProtectionError) -> u16 {
    use BlobProtectionError::*;
    match error {
        RegionNotOffered { .. }
        | NoVaultedBackup { .. }
        | OperationalCannotStop { .. }
        | RequiredFeaturesDisabled { .. }
        | CrossTenantReplicationDisabled { .. }
        | TooManyReplicationPolicies { .. }
        | ContainersReplicated { .. }
        | ContainersUnderHold { .. }
        | VersionsLost { .. } => 400,
    }
}

fn disk_protection(error: &DiskProtectionError) -> u16 {
    use DiskProtectionError::*;
    match error {
        DiskNotFound { .. }
        | SnapshotGroupNotProvided
        | SnapshotGroupNotFound { .. }
        | SnapshotGroupInvalid { .. }
        | SnapshotGroupLocked { .. }
        | SnapshotGroupInOtherSubscription { .. }
        | SnapshotGroupIsFixed { .. }
        | FrequencyNotSupported { .. }
        | SnapshotVanished
        | DiskGrewMeanwhile { .. } => 400,
    }
}

fn restore(error: &RestoreError) -> u16 {
    use RestoreError::*;
    match error {
        LinkedAuthorizationFailed { .. } => 403,
        PointNotFound
        | OriginalLocation { .. }
        | InvalidTarget { .. }
        | TargetNotFound { .. }
        | UnsupportedTarget { .. }
        | RegionMismatch { .. }
        | TargetContainersExist { .. }
        | TargetContainersImmutable { .. }
        | ImmutabilityConfigured { .. }
        | NothingSelected
        | TooManyContainers { .. }
        | TooManyPrefixes { .. }
        | ContainersNotInPoint { .. }
        | NothingMatches { .. }
        | SystemContainer { .. }
        | WrongDestination { .. }
        | TargetGroupNotFound { .. }
        | DiskNameTaken { .. }
        | SnapshotNotFound
        | NoOperationalBackup { .. }
        | NotRestorable(_)
        | NotPutBack(_)
        | TrackingLost { .. }
        | PolicyNotDeleted { .. }
        | PolicyOfEarlierRestore { .. }
        | DailyLimitReached { .. } => 400,
    }
}
