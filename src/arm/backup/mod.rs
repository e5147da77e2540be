//! Microsoft.DataProtection: every operation of the contract, and what becomes of it.

pub mod actions;
pub mod deleted;
pub mod instance;
pub mod job;
pub mod point;
pub mod policy;
pub mod provider;
pub mod restore;
pub mod schedule;
pub mod vault;

use crate::{
    arm::{
        operation,
        route::{Route, Service},
    },
    base::Method::{self, Delete, Get, Patch, Post, Put},
};

macro_rules! provider {
    ($tail:literal) => {
        concat!("/subscriptions/{subscription}/providers/Microsoft.DataProtection", $tail)
    };
}

macro_rules! in_group {
    ($tail:literal) => {
        concat!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.DataProtection",
            $tail
        )
    };
}

macro_rules! in_vault {
    ($tail:literal) => {
        concat!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.DataProtection/backupVaults/{vault}",
            $tail
        )
    };
}

macro_rules! of_instance {
    ($tail:literal) => {
        concat!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.DataProtection/backupVaults/{vault}/backupInstances/{instance}",
            $tail
        )
    };
}

const fn not_simulated(operation: &'static str, method: Method, path: &'static str) -> Route {
    Route::not_simulated(operation, method, path)
}

const fn not_applicable(operation: &'static str, method: Method, path: &'static str) -> Route {
    Route { operation, method, path, service: Service::NotApplicable }
}

/// The 75 operations of version 2026-06-01, and the one that recorded vault deletions point to.
pub const ROUTES: &[Route] = &[
    Route::served(
        "DataProtectionOperations_List",
        Get,
        "/providers/Microsoft.DataProtection/operations",
        provider::operations,
    ),
    Route::served("BackupVaults_GetInSubscription", Get, provider!("/backupVaults"), vault::list),
    Route::served("BackupVaults_GetInResourceGroup", Get, in_group!("/backupVaults"), vault::list),
    Route::served("BackupVaults_Get", Get, in_vault!(""), vault::get),
    Route::served("BackupVaults_CreateOrUpdate", Put, in_vault!(""), vault::put),
    Route::served("BackupVaults_Update", Patch, in_vault!(""), vault::patch),
    Route::served("BackupVaults_Delete", Delete, in_vault!(""), vault::delete),
    Route::served(
        "BackupVaults_CheckNameAvailability",
        Post,
        in_group!("/locations/{location}/checkNameAvailability"),
        vault::check_name,
    ),
    Route::served(
        "BackupVaultOperationResults_Get",
        Get,
        in_vault!("/operationResults/{operation}"),
        vault::result,
    ),
    Route::served(
        "OperationStatusBackupVaultContext_Get",
        Get,
        in_vault!("/operationStatus/{operation}"),
        operation::status,
    ),
    Route::served(
        "OperationStatusResourceGroupContext_Get",
        Get,
        in_group!("/operationStatus/{operation}"),
        operation::status,
    ),
    Route::served(
        "OperationStatusResourceGroupLocation_Get",
        Get,
        in_group!("/locations/{location}/operationStatus/{operation}"),
        operation::status,
    ),
    Route::served(
        "OperationStatus_Get",
        Get,
        provider!("/locations/{location}/operationStatus/{operation}"),
        operation::status,
    ),
    Route::served(
        "OperationResult_Get",
        Get,
        provider!("/locations/{location}/operationResults/{operation}"),
        operation::result,
    ),
    Route::served(
        "DataProtection_CheckFeatureSupport",
        Post,
        provider!("/locations/{location}/checkFeatureSupport"),
        provider::check_feature_support,
    ),
    not_simulated(
        "DeletedBackupVaults_ListByLocation",
        Get,
        provider!("/locations/{location}/deletedVaults"),
    ),
    not_simulated("DeletedBackupVaults_Get", Get, provider!("/locations/{location}/deletedVaults/{name}")),
    Route::served("BackupPolicies_List", Get, in_vault!("/backupPolicies"), policy::list),
    Route::served("BackupPolicies_Get", Get, in_vault!("/backupPolicies/{policy}"), policy::get),
    Route::served("BackupPolicies_CreateOrUpdate", Put, in_vault!("/backupPolicies/{policy}"), policy::put),
    Route::served("BackupPolicies_Delete", Delete, in_vault!("/backupPolicies/{policy}"), policy::delete),
    Route::served("BackupInstances_List", Get, in_vault!("/backupInstances"), instance::list),
    Route::served("BackupInstances_Get", Get, of_instance!(""), instance::get),
    Route::served("BackupInstances_CreateOrUpdate", Put, of_instance!(""), instance::put),
    Route::served(
        "BackupInstances_GetBackupInstanceOperationResult",
        Get,
        of_instance!("/operationResults/{operation}"),
        instance::result,
    ),
    Route::served("BackupInstances_Delete", Delete, of_instance!(""), instance::delete),
    Route::served(
        "BackupInstances_ValidateForBackup",
        Post,
        in_vault!("/validateForBackup"),
        instance::validate,
    ),
    Route::served(
        "BackupInstances_ValidateForModifyBackup",
        Post,
        of_instance!("/validateForModifyBackup"),
        instance::validate_change,
    ),
    Route::served("BackupInstances_AdhocBackup", Post, of_instance!("/backup"), actions::backup),
    Route::served(
        "BackupInstances_ValidateForRestore",
        Post,
        of_instance!("/validateRestore"),
        restore::validate,
    ),
    Route::served("BackupInstances_TriggerRestore", Post, of_instance!("/restore"), restore::trigger),
    Route::served("BackupInstances_StopProtection", Post, of_instance!("/stopProtection"), actions::stop),
    Route::served("BackupInstances_SuspendBackups", Post, of_instance!("/suspendBackups"), actions::suspend),
    Route::served(
        "BackupInstances_ResumeProtection",
        Post,
        of_instance!("/resumeProtection"),
        actions::resume,
    ),
    Route::served("BackupInstances_ResumeBackups", Post, of_instance!("/resumeBackups"), actions::resume),
    Route::served("BackupInstances_SyncBackupInstance", Post, of_instance!("/sync"), actions::sync),
    not_applicable("BackupInstances_TriggerRehydrate", Post, of_instance!("/rehydrate")),
    Route::served(
        "RestorableTimeRanges_Find",
        Post,
        of_instance!("/findRestorableTimeRanges"),
        actions::find_restorable_time_ranges,
    ),
    Route::served("RecoveryPoints_List", Get, of_instance!("/recoveryPoints"), point::list),
    Route::served("RecoveryPoints_Get", Get, of_instance!("/recoveryPoints/{point}"), point::get),
    Route::served(
        "BackupInstancesExtensionRouting_List",
        Get,
        "/{scope}/providers/Microsoft.DataProtection/backupInstances",
        instance::list_of_resource,
    ),
    Route::served("DeletedBackupInstances_List", Get, in_vault!("/deletedBackupInstances"), deleted::list),
    Route::served(
        "DeletedBackupInstances_Get",
        Get,
        in_vault!("/deletedBackupInstances/{instance}"),
        deleted::get,
    ),
    Route::served(
        "DeletedBackupInstances_Undelete",
        Post,
        in_vault!("/deletedBackupInstances/{instance}/undelete"),
        deleted::undelete,
    ),
    Route::served("Jobs_List", Get, in_vault!("/backupJobs"), job::list),
    Route::served("Jobs_Get", Get, in_vault!("/backupJobs/{job}"), job::get),
    not_simulated("ExportJobs_Trigger", Post, in_vault!("/exportBackupJobs")),
    not_simulated("ExportJobsOperationResult_Get", Get, in_vault!("/backupJobs/operations/{operation}")),
    not_simulated("ResourceGuards_GetResourcesInSubscription", Get, provider!("/resourceGuards")),
    not_simulated("ResourceGuards_GetResourcesInResourceGroup", Get, in_group!("/resourceGuards")),
    not_simulated("ResourceGuards_Get", Get, in_group!("/resourceGuards/{guard}")),
    not_simulated("ResourceGuards_Put", Put, in_group!("/resourceGuards/{guard}")),
    not_simulated("ResourceGuards_Patch", Patch, in_group!("/resourceGuards/{guard}")),
    not_simulated("ResourceGuards_Delete", Delete, in_group!("/resourceGuards/{guard}")),
    not_simulated(
        "ResourceGuards_GetDeleteResourceGuardProxyRequestsObjects",
        Get,
        in_group!("/resourceGuards/{guard}/deleteResourceGuardProxyRequests"),
    ),
    not_simulated(
        "ResourceGuards_GetDefaultDeleteResourceGuardProxyRequestsObject",
        Get,
        in_group!("/resourceGuards/{guard}/deleteResourceGuardProxyRequests/{name}"),
    ),
    not_simulated(
        "ResourceGuards_GetDisableSoftDeleteRequestsObjects",
        Get,
        in_group!("/resourceGuards/{guard}/disableSoftDeleteRequests"),
    ),
    not_simulated(
        "ResourceGuards_GetDefaultDisableSoftDeleteRequestsObject",
        Get,
        in_group!("/resourceGuards/{guard}/disableSoftDeleteRequests/{name}"),
    ),
    not_simulated(
        "ResourceGuards_GetUpdateProtectedItemRequestsObjects",
        Get,
        in_group!("/resourceGuards/{guard}/updateProtectedItemRequests"),
    ),
    not_simulated(
        "ResourceGuards_GetDefaultUpdateProtectedItemRequestsObject",
        Get,
        in_group!("/resourceGuards/{guard}/updateProtectedItemRequests/{name}"),
    ),
    not_simulated(
        "ResourceGuards_GetUpdateProtectionPolicyRequestsObjects",
        Get,
        in_group!("/resourceGuards/{guard}/updateProtectionPolicyRequests"),
    ),
    not_simulated(
        "ResourceGuards_GetDefaultUpdateProtectionPolicyRequestsObject",
        Get,
        in_group!("/resourceGuards/{guard}/updateProtectionPolicyRequests/{name}"),
    ),
    not_simulated(
        "ResourceGuards_GetDeleteProtectedItemRequestsObjects",
        Get,
        in_group!("/resourceGuards/{guard}/deleteProtectedItemRequests"),
    ),
    not_simulated(
        "ResourceGuards_GetDefaultDeleteProtectedItemRequestsObject",
        Get,
        in_group!("/resourceGuards/{guard}/deleteProtectedItemRequests/{name}"),
    ),
    not_simulated(
        "ResourceGuards_GetBackupSecurityPINRequestsObjects",
        Get,
        in_group!("/resourceGuards/{guard}/getBackupSecurityPINRequests"),
    ),
    not_simulated(
        "ResourceGuards_GetDefaultBackupSecurityPINRequestsObject",
        Get,
        in_group!("/resourceGuards/{guard}/getBackupSecurityPINRequests/{name}"),
    ),
    not_simulated("DppResourceGuardProxy_List", Get, in_vault!("/backupResourceGuardProxies")),
    not_simulated("DppResourceGuardProxy_Get", Get, in_vault!("/backupResourceGuardProxies/{proxy}")),
    not_simulated(
        "DppResourceGuardProxy_CreateOrUpdate",
        Put,
        in_vault!("/backupResourceGuardProxies/{proxy}"),
    ),
    not_simulated("DppResourceGuardProxy_Delete", Delete, in_vault!("/backupResourceGuardProxies/{proxy}")),
    not_simulated(
        "DppResourceGuardProxy_UnlockDelete",
        Post,
        in_vault!("/backupResourceGuardProxies/{proxy}/unlockDelete"),
    ),
    not_simulated(
        "BackupInstances_TriggerCrossRegionRestore",
        Post,
        in_group!("/locations/{location}/crossRegionRestore"),
    ),
    not_simulated(
        "BackupInstances_ValidateCrossRegionRestore",
        Post,
        in_group!("/locations/{location}/validateCrossRegionRestore"),
    ),
    not_simulated(
        "FetchSecondaryRecoveryPoints_List",
        Post,
        in_group!("/locations/{location}/fetchSecondaryRecoveryPoints"),
    ),
    not_simulated(
        "FetchCrossRegionRestoreJob_Get",
        Post,
        in_group!("/locations/{location}/fetchCrossRegionRestoreJob"),
    ),
    not_simulated(
        "FetchCrossRegionRestoreJobs_List",
        Post,
        in_group!("/locations/{location}/fetchCrossRegionRestoreJobs"),
    ),
];
