//! Microsoft.Storage, the control plane: accounts, their settings, containers, and what is done with all blobs of an
//! account. Blobs themselves are not managed here, but over the endpoints of the account.
//!
//! Not simulated: SAS and new keys, failover, migrations, network perimeters, leases of containers over this API, policies
//! of single versions, files, queues and tables.
//!
//! Source: the REST API of Microsoft.Storage.

pub mod account;
pub mod blob_service;
pub mod container;
pub mod immutability;
pub mod keys;
pub mod lifecycle;
pub mod replication;
pub mod restore;

use crate::{
    arm::route::Route,
    base::Method::{Delete, Get, Patch, Post, Put},
};

/// The namespace.
pub const PROVIDER: &str = "Microsoft.Storage";

macro_rules! provider {
    ($tail:literal) => {
        concat!("/subscriptions/{subscription}/providers/Microsoft.Storage", $tail)
    };
}

macro_rules! account {
    ($tail:literal) => {
        concat!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{account}",
            $tail
        )
    };
}

macro_rules! container {
    ($tail:literal) => {
        concat!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{account}/blobServices/default/containers/{container}",
            $tail
        )
    };
}

const ACCOUNT: &str = account!("");
const CONTAINER: &str = container!("");
const CONTAINERS: &str = account!("/blobServices/default/containers");
const BLOB_SERVICE: &str = account!("/blobServices/default");
const IMMUTABILITY: &str = container!("/immutabilityPolicies/default");
const LIFECYCLE: &str = account!("/managementPolicies/default");
const REPLICATION: &str = account!("/objectReplicationPolicies/{policy}");

/// The operations on accounts, blob services, containers and policies.
pub const ROUTES: &[Route] = &[
    Route::served("StorageAccounts_List", Get, provider!("/storageAccounts"), account::list),
    Route::served(
        "StorageAccounts_ListByResourceGroup",
        Get,
        "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts",
        account::list,
    ),
    Route::served("StorageAccounts_Create", Put, ACCOUNT, account::put),
    Route::served("StorageAccounts_Update", Patch, ACCOUNT, account::patch),
    Route::served("StorageAccounts_GetProperties", Get, ACCOUNT, account::get),
    Route::served("StorageAccounts_Delete", Delete, ACCOUNT, account::delete),
    Route::served(
        "StorageAccounts_CheckNameAvailability",
        Post,
        provider!("/checkNameAvailability"),
        account::check_name,
    ),
    Route::served("StorageAccounts_ListKeys", Post, account!("/listKeys"), keys::list),
    Route::not_simulated("StorageAccounts_RegenerateKey", Post, account!("/regenerateKey")),
    Route::not_simulated("StorageAccounts_ListAccountSAS", Post, account!("/ListAccountSas")),
    Route::not_simulated("StorageAccounts_ListServiceSAS", Post, account!("/ListServiceSas")),
    Route::not_simulated("StorageAccounts_Failover", Post, account!("/failover")),
    Route::not_simulated("StorageAccounts_HierarchicalNamespaceMigration", Post, account!("/hnsonmigration")),
    Route::not_simulated(
        "StorageAccounts_CustomerInitiatedMigration",
        Post,
        account!("/startAccountMigration"),
    ),
    Route::not_simulated(
        "StorageAccounts_RevokeUserDelegationKeys",
        Post,
        account!("/revokeUserDelegationKeys"),
    ),
    Route::served("StorageAccounts_RestoreBlobRanges", Post, account!("/restoreBlobRanges"), restore::start),
    Route::served(
        "StorageAccounts_AsyncOperation",
        Get,
        provider!("/locations/{location}/asyncoperations/{operation}"),
        account::result,
    ),
    Route::served("BlobServices_List", Get, account!("/blobServices"), blob_service::list),
    Route::served("BlobServices_GetServiceProperties", Get, BLOB_SERVICE, blob_service::get),
    Route::served("BlobServices_SetServiceProperties", Put, BLOB_SERVICE, blob_service::put),
    Route::served("BlobContainers_List", Get, CONTAINERS, container::list),
    Route::served("BlobContainers_Create", Put, CONTAINER, container::put),
    Route::served("BlobContainers_Update", Patch, CONTAINER, container::patch),
    Route::served("BlobContainers_Get", Get, CONTAINER, container::get),
    Route::served("BlobContainers_Delete", Delete, CONTAINER, container::delete),
    Route::served("BlobContainers_SetLegalHold", Post, container!("/setLegalHold"), immutability::set_hold),
    Route::served(
        "BlobContainers_ClearLegalHold",
        Post,
        container!("/clearLegalHold"),
        immutability::clear_hold,
    ),
    Route::served("BlobContainers_CreateOrUpdateImmutabilityPolicy", Put, IMMUTABILITY, immutability::put),
    Route::served("BlobContainers_GetImmutabilityPolicy", Get, IMMUTABILITY, immutability::get),
    Route::served("BlobContainers_DeleteImmutabilityPolicy", Delete, IMMUTABILITY, immutability::delete),
    Route::served(
        "BlobContainers_LockImmutabilityPolicy",
        Post,
        container!("/immutabilityPolicies/default/lock"),
        immutability::lock,
    ),
    Route::served(
        "BlobContainers_ExtendImmutabilityPolicy",
        Post,
        container!("/immutabilityPolicies/default/extend"),
        immutability::extend,
    ),
    Route::not_simulated("BlobContainers_Lease", Post, container!("/lease")),
    Route::not_simulated("BlobContainers_ObjectLevelWorm", Post, container!("/migrate")),
    Route::served("ManagementPolicies_Get", Get, LIFECYCLE, lifecycle::get),
    Route::served("ManagementPolicies_CreateOrUpdate", Put, LIFECYCLE, lifecycle::put),
    Route::served("ManagementPolicies_Delete", Delete, LIFECYCLE, lifecycle::delete),
    Route::served(
        "ObjectReplicationPolicies_List",
        Get,
        account!("/objectReplicationPolicies"),
        replication::list,
    ),
    Route::served("ObjectReplicationPolicies_Get", Get, REPLICATION, replication::get),
    Route::served("ObjectReplicationPolicies_CreateOrUpdate", Put, REPLICATION, replication::put),
    Route::served("ObjectReplicationPolicies_Delete", Delete, REPLICATION, replication::delete),
];
