//! How enums without fields are stored: what Azure names publicly by that name, the rest by number.

use crate::{
    content::Pattern,
    engine::{
        compute::{DiskSku, SnapshotSku},
        job::{JobOperation, JobStatus, JobTrigger},
        monitor::{AlertRule, AlertState},
        policy::{DatasourceType, RetentionTag, TimeZone, Weekday},
        protection::{PointState, ProtectionState},
        rbac::{PrincipalKind, Role},
        resources::{DeploymentStatus, LockLevel, ProvisioningState, Region, ResourceKind},
        storage::{AccessTier, BlobOperation, PastKind, RehydratePriority, StorageRedundancy},
        vault::VaultRedundancy,
    },
    store::{
        row::RowError,
        rows::twin::{Stored, by_name, by_number, unknown},
    },
};
use uuid::Uuid;

by_name! {
    DiskSku by arm_name in DiskSku::ALL;
    SnapshotSku by arm_name in SnapshotSku::ALL;
    DatasourceType by arm_name in DatasourceType::ALL;
    LockLevel by arm_name in LockLevel::ALL;
    Region by name in Region::ALL;
    ResourceKind by resource_type in ResourceKind::ALL;
    StorageRedundancy by sku in StorageRedundancy::ALL;
    TimeZone by windows_name in TimeZone::ALL;
    VaultRedundancy by arm_name in VaultRedundancy::ALL;
}

/// By the GUID of the role definition.
impl Stored<[u8; 16]> for Role {
    fn store(&self) -> [u8; 16] {
        self.facts().guid.store()
    }

    fn restore(bytes: [u8; 16]) -> Result<Self, RowError> {
        let guid = Uuid::restore(bytes)?;
        Role::parse(guid).ok_or_else(|| unknown("Role", guid))
    }
}

by_number! {
    AlertRule { DeleteBackupData = 1, BackupFailure = 2, RestoreFailure = 3 }
    AlertState { New = 1, Acknowledged = 2, Closed = 3 }
    AccessTier { Hot = 1, Cool = 2, Cold = 3, Archive = 4 }
    BlobOperation {
        PutBlob = 1, CopyBlob = 2, SetBlobMetadata = 3, SetBlobTier = 4, RehydrateBlob = 5, SnapshotBlob = 6,
        DeleteBlob = 7, UndeleteBlob = 8, DeleteContainer = 9, UndeleteContainer = 10,
    }
    DeploymentStatus { Running = 1, Succeeded = 2 }
    JobOperation { ConfigureProtection = 1, Backup = 2, Restore = 3 }
    JobStatus { InProgress = 1, Completed = 2, Failed = 3, CompletedWithWarnings = 4 }
    JobTrigger { Scheduled = 1, User = 2 }
    PastKind { Version = 1, Snapshot = 2, Base = 3 }
    Pattern { Noise = 1, Lines = 2 }
    PointState { Replicating = 1, Completed = 2 }
    PrincipalKind { User = 1, ManagedIdentity = 2 }
    ProtectionState {
        ConfiguringProtection = 1, ProtectionConfigured = 2, ProtectionError = 3, ProtectionStopped = 4,
        BackupsSuspended = 5, SoftDeleted = 6,
    }
    ProvisioningState { Provisioning = 1, Succeeded = 2 }
    RehydratePriority { Standard = 1, High = 2 }
    RetentionTag { Default = 1, Weekly = 2, Monthly = 3, Yearly = 4, Daily = 5 }
    Weekday {
        Sunday = 1, Monday = 2, Tuesday = 3, Wednesday = 4, Thursday = 5, Friday = 6, Saturday = 7,
    }
}
