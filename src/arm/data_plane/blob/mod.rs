//! The Blob service.

pub mod blocks;
pub mod container;
pub mod copy;
pub mod history;
pub mod lease;
pub mod list;
pub mod properties;
pub mod read;
pub mod service;
pub mod write;

use crate::{
    arm::data_plane::{
        Endpoint,
        request::Level::{Blob, Container, Service},
        route::{Route, Takes},
    },
    base::Method::{Delete, Get, Head, Post, Put},
    engine::limits,
};

const fn absent(
    operation: &'static str,
    level: crate::arm::data_plane::request::Level,
    method: crate::base::Method,
    kind: &'static str,
    part: &'static str,
) -> Route {
    Route::absent(operation, Endpoint::Blob, level, method, kind, part)
}

/// Operations that are told apart by a header stand before those that are not.
pub const ROUTES: &[Route] = &[
    Route::blob("Service_ListContainers", Service, Get, "", "list", list::containers),
    Route::blob("Service_GetProperties", Service, Get, "service", "properties", service::get),
    Route::blob("Service_SetProperties", Service, Put, "service", "properties", service::set)
        .taking(Takes::Xml),
    Route::blob("Service_GetAccountInfo", Service, Get, "account", "properties", service::account),
    Route::blob("Service_GetAccountInfo", Service, Head, "account", "properties", service::account),
    absent("Service_GetStatistics", Service, Get, "service", "stats"),
    absent("Service_GetUserDelegationKey", Service, Post, "service", "userdelegationkey"),
    absent("Service_SubmitBatch", Service, Post, "", "batch"),
    absent("Service_FilterBlobs", Service, Get, "", "blobs"),
    Route::blob("Container_Create", Container, Put, "container", "", container::create),
    Route::blob("Container_GetProperties", Container, Get, "container", "", container::properties),
    Route::blob("Container_GetProperties", Container, Head, "container", "", container::properties),
    Route::blob("Container_Delete", Container, Delete, "container", "", container::delete),
    Route::blob("Container_Restore", Container, Put, "container", "undelete", container::undelete),
    Route::blob("Container_ListBlobs", Container, Get, "container", "list", list::blobs),
    Route::blob("Container_Lease", Container, Put, "container", "lease", lease::of_container),
    absent("Container_SetMetadata", Container, Put, "container", "metadata"),
    absent("Container_GetAccessPolicy", Container, Get, "container", "acl"),
    absent("Container_SetAccessPolicy", Container, Put, "container", "acl"),
    absent("Container_Rename", Container, Put, "container", "rename"),
    absent("Container_SubmitBatch", Container, Post, "container", "batch"),
    absent("Container_FilterBlobs", Container, Get, "container", "blobs"),
    Route::blob("Blob_CopyFromUrl", Blob, Put, "", "", copy::start).where_header("x-ms-copy-source"),
    Route::blob("BlockBlob_Upload", Blob, Put, "", "", write::put)
        .taking(Takes::Bytes(limits::PUT_BLOB_SIZE_MAX)),
    absent("BlockBlob_StageBlockFromUrl", Blob, Put, "", "block").where_header("x-ms-copy-source"),
    Route::blob("BlockBlob_StageBlock", Blob, Put, "", "block", blocks::stage)
        .taking(Takes::Bytes(limits::BLOCK_SIZE_MAX)),
    Route::blob("BlockBlob_CommitBlockList", Blob, Put, "", "blocklist", blocks::commit).taking(Takes::Xml),
    Route::blob("BlockBlob_GetBlockList", Blob, Get, "", "blocklist", blocks::list),
    Route::blob("Blob_Download", Blob, Get, "", "", read::get),
    Route::blob("Blob_GetProperties", Blob, Head, "", "", read::get),
    Route::blob("Blob_Delete", Blob, Delete, "", "", history::delete),
    Route::blob("Blob_Undelete", Blob, Put, "", "undelete", history::undelete),
    Route::blob("Blob_CreateSnapshot", Blob, Put, "", "snapshot", history::snapshot),
    Route::blob("Blob_SetMetadata", Blob, Put, "", "metadata", properties::metadata),
    Route::blob("Blob_SetHttpHeaders", Blob, Put, "", "properties", properties::headers),
    Route::blob("Blob_SetTier", Blob, Put, "", "tier", properties::tier),
    Route::blob("Blob_Lease", Blob, Put, "", "lease", lease::of_blob),
    Route::blob("Blob_GetAccountInfo", Blob, Get, "account", "properties", service::account),
    Route::blob("Container_GetAccountInfo", Container, Get, "account", "properties", service::account),
    absent("Blob_AbortCopyFromUrl", Blob, Put, "", "copy"),
    absent("Blob_GetTags", Blob, Get, "", "tags"),
    absent("Blob_SetTags", Blob, Put, "", "tags"),
    absent("Blob_Query", Blob, Post, "", "query"),
    absent("Blob_SetExpiry", Blob, Put, "", "expiry"),
    absent("Blob_SetImmutabilityPolicy", Blob, Put, "", "immutabilityPolicies"),
    absent("Blob_DeleteImmutabilityPolicy", Blob, Delete, "", "immutabilityPolicies"),
    absent("Blob_SetLegalHold", Blob, Put, "", "legalhold"),
    absent("AppendBlob_AppendBlock", Blob, Put, "", "appendblock"),
    absent("AppendBlob_Seal", Blob, Put, "", "seal"),
    absent("PageBlob_UploadPages", Blob, Put, "", "page"),
    absent("PageBlob_GetPageRanges", Blob, Get, "", "pagelist"),
    absent("PageBlob_CopyIncremental", Blob, Put, "", "incrementalcopy"),
];
