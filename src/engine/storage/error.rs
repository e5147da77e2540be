//! What can be wrong with a request about storage accounts and what is in them.

use crate::{
    base::ByteSize,
    engine::{limits, refusal::Explanation, storage::BlobRefusal},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StorageRefusal {
    InvalidAccountName {
        name: String,
    },
    AccountNameTaken {
        name: String,
    },
    /// Zone redundancy needs a region with availability zones, geo redundancy one with a pair.
    RedundancyNotInRegion {
        redundancy: String,
        region: String,
    },
    AccountIsProtected {
        account: String,
        vault: String,
    },
    InvalidContainerName {
        name: String,
    },
    ContainerExists {
        name: String,
    },
    ContainerNotFound {
        name: String,
    },
    InvalidPath {
        path: String,
    },
    PathTooDeep {
        path: String,
    },
    PathNotFound {
        path: String,
    },
    PathExists {
        path: String,
    },
    /// A file stands where a directory is needed, or the other way round.
    PathKindMismatch {
        path: String,
    },
    DirectoriesNeedHierarchicalNamespace {
        account: String,
    },
    FileTooLarge {
        size: ByteSize,
    },
    MetadataTooLarge {
        bytes: usize,
    },
    InvalidMetadataName {
        name: String,
    },
    InvalidAcl {
        reason: String,
    },
    Blob(BlobRefusal),
}

impl StorageRefusal {
    pub fn explain(&self) -> Explanation {
        use StorageRefusal::*;
        match self {
            InvalidAccountName { name } => Explanation::new(
                "AccountNameInvalid",
                format!("{name} is not a valid storage account name."),
                format!(
                    "The name must be between {} and {} characters long and use lowercase letters and numbers only.",
                    limits::STORAGE_ACCOUNT_NAME_LENGTH_MIN,
                    limits::STORAGE_ACCOUNT_NAME_LENGTH_MAX
                ),
                "Choose a name that follows the rule.",
            ),
            AccountNameTaken { name } => Explanation::new(
                "StorageAccountAlreadyTaken",
                format!("The storage account named {name} is already taken."),
                "Storage account names are unique across all of Azure.",
                "Choose another name.",
            ),
            RedundancyNotInRegion { redundancy, region } => Explanation::new(
                "SkuNotAvailable",
                format!("{redundancy} is not available in {region}."),
                "Zone redundancy needs availability zones, geo-redundancy needs a paired region.",
                "Choose another redundancy or another region.",
            ),
            AccountIsProtected { account, vault } => Explanation::new(
                "StorageAccountOperationInProgress",
                format!(
                    "The storage account {account} is the datasource of a running backup job in the vault {vault}."
                ),
                "A job is reading from this account.",
                "Wait until the job has ended and try again.",
            ),
            InvalidContainerName { name } => Explanation::new(
                "InvalidResourceName",
                format!("'{name}' is not a valid container name."),
                format!(
                    "Container names have {} to {} characters: lowercase letters, numbers and hyphens, starting and ending with a letter or number, no two hyphens in a row.",
                    limits::CONTAINER_NAME_LENGTH_MIN,
                    limits::CONTAINER_NAME_LENGTH_MAX
                ),
                "Choose a name that follows the rule.",
            ),
            ContainerExists { name } => Explanation::new(
                "ContainerAlreadyExists",
                format!("The specified container '{name}' already exists."),
                "Container names are unique in their storage account.",
                "Choose another name, or use the existing container.",
            ),
            ContainerNotFound { name } => Explanation::new(
                "ContainerNotFound",
                format!("The specified container '{name}' does not exist."),
                "It was deleted, or its name is different.",
                "Refresh the list of containers.",
            ),
            InvalidPath { path } => Explanation::new(
                "InvalidResourceName",
                format!("'{path}' is not a valid path."),
                format!(
                    "A path has 1 to {} characters; no part of it is empty, '.' or '..', ends with a period or holds control characters.",
                    limits::BLOB_NAME_LENGTH_MAX
                ),
                "Rename the file or directory and try again.",
            ),
            PathTooDeep { path } => Explanation::new(
                "InvalidResourceName",
                format!("'{path}' lies too deep."),
                format!("A path has at most {} parts.", limits::PATH_DEPTH_MAX),
                "Move it higher up.",
            ),
            PathNotFound { path } => Explanation::new(
                "PathNotFound",
                format!("The specified path '{path}' does not exist."),
                "It was deleted or renamed.",
                "Refresh the list.",
            ),
            PathExists { path } => Explanation::new(
                "PathAlreadyExists",
                format!("The specified path '{path}' already exists."),
                "Overwriting was not asked for.",
                "Tick Overwrite if files already exist, or choose another name.",
            ),
            PathKindMismatch { path } => Explanation::new(
                "ResourceTypeMismatch",
                format!("'{path}' exists and is of the other kind."),
                "A file cannot take the place of a directory, nor a directory that of a file.",
                "Choose another name, or delete what is there.",
            ),
            DirectoriesNeedHierarchicalNamespace { account } => Explanation::new(
                "HierarchicalNamespaceNotEnabled",
                format!("{account} has no hierarchical namespace."),
                "Directories exist only in accounts with a hierarchical namespace; elsewhere a folder is part of a blob's name.",
                "Upload a blob whose name contains the folder.",
            ),
            FileTooLarge { size } => Explanation::new(
                "RequestBodyTooLarge",
                format!("A file of {size} is too large."),
                format!("The simulator takes files of up to {}.", limits::FILE_SIZE_MAX),
                "Upload a smaller file.",
            ),
            MetadataTooLarge { bytes } => Explanation::new(
                "MetadataTooLarge",
                format!("The metadata has {bytes} bytes."),
                format!("Names and values have at most {} bytes together.", limits::METADATA_BYTES_MAX),
                "Shorten or remove metadata.",
            ),
            InvalidMetadataName { name } => Explanation::new(
                "InvalidMetadata",
                format!("'{name}' is not a valid metadata name."),
                "Names are C# identifiers: a letter or underscore, then letters, digits and underscores.",
                "Rename it.",
            ),
            InvalidAcl { reason } => Explanation::new(
                "InvalidAccessControlList",
                format!("The access control list is not valid: {reason}."),
                format!(
                    "An ACL has one entry each for owner, group and others, and at most {} access and as many default entries.",
                    limits::ACL_ENTRIES_MAX
                ),
                "Correct the entries.",
            ),
            Blob(refusal) => refusal.explain(),
        }
    }
}
