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
        request::Level::{self, Blob, Container, Service},
        route::{Route, Takes},
    },
    base::Method::{self, Delete, Get, Head, Post, Put},
    engine::limits,
};

const fn operation(
    name: &'static str,
    level: Level,
    method: Method,
    kind: &'static str,
    part: &'static str,
) -> Route {
    Route::new(Endpoint::Blob, name, level, method, kind, part)
}

/// Operations that are told apart by a header stand before those that are not.
pub const ROUTES: &[Route] = &[
    operation("Service_ListContainers", Service, Get, "", "list").served(list::containers),
    operation("Service_GetProperties", Service, Get, "service", "properties").served(service::get),
    operation("Service_SetProperties", Service, Put, "service", "properties")
        .served(service::set)
        .taking(Takes::Xml),
    operation("Service_GetAccountInfo", Service, Get, "account", "properties").served(service::account),
    operation("Service_GetAccountInfo", Service, Head, "account", "properties").served(service::account),
    operation("Service_GetStatistics", Service, Get, "service", "stats"),
    operation("Service_GetUserDelegationKey", Service, Post, "service", "userdelegationkey"),
    operation("Service_SubmitBatch", Service, Post, "", "batch"),
    operation("Service_FilterBlobs", Service, Get, "", "blobs"),
    operation("Container_Create", Container, Put, "container", "").served(container::create),
    operation("Container_GetProperties", Container, Get, "container", "").served(container::properties),
    operation("Container_GetProperties", Container, Head, "container", "").served(container::properties),
    operation("Container_Delete", Container, Delete, "container", "").served(container::delete),
    operation("Container_Restore", Container, Put, "container", "undelete").served(container::undelete),
    operation("Container_ListBlobs", Container, Get, "container", "list").served(list::blobs),
    operation("Container_Lease", Container, Put, "container", "lease").served(lease::of_container),
    operation("Container_SetMetadata", Container, Put, "container", "metadata"),
    operation("Container_GetAccessPolicy", Container, Get, "container", "acl"),
    operation("Container_SetAccessPolicy", Container, Put, "container", "acl"),
    operation("Container_Rename", Container, Put, "container", "rename"),
    operation("Container_SubmitBatch", Container, Post, "container", "batch"),
    operation("Container_FilterBlobs", Container, Get, "container", "blobs"),
    operation("Blob_CopyFromUrl", Blob, Put, "", "").served(copy::start).where_header("x-ms-copy-source"),
    operation("BlockBlob_Upload", Blob, Put, "", "")
        .served(write::put)
        .taking(Takes::Bytes(limits::PUT_BLOB_SIZE_MAX)),
    operation("BlockBlob_StageBlockFromUrl", Blob, Put, "", "block").where_header("x-ms-copy-source"),
    operation("BlockBlob_StageBlock", Blob, Put, "", "block")
        .served(blocks::stage)
        .taking(Takes::Bytes(limits::BLOCK_SIZE_MAX)),
    operation("BlockBlob_CommitBlockList", Blob, Put, "", "blocklist")
        .served(blocks::commit)
        .taking(Takes::Xml),
    operation("BlockBlob_GetBlockList", Blob, Get, "", "blocklist").served(blocks::list),
    operation("Blob_Download", Blob, Get, "", "").served(read::get),
    operation("Blob_GetProperties", Blob, Head, "", "").served(read::get),
    operation("Blob_Delete", Blob, Delete, "", "").served(history::delete),
    operation("Blob_Undelete", Blob, Put, "", "undelete").served(history::undelete),
    operation("Blob_CreateSnapshot", Blob, Put, "", "snapshot").served(history::snapshot),
    operation("Blob_SetMetadata", Blob, Put, "", "metadata").served(properties::metadata),
    operation("Blob_SetHttpHeaders", Blob, Put, "", "properties").served(properties::headers),
    operation("Blob_SetTier", Blob, Put, "", "tier").served(properties::tier),
    operation("Blob_Lease", Blob, Put, "", "lease").served(lease::of_blob),
    operation("Blob_GetAccountInfo", Blob, Get, "account", "properties").served(service::account),
    operation("Container_GetAccountInfo", Container, Get, "account", "properties").served(service::account),
    operation("Blob_AbortCopyFromUrl", Blob, Put, "", "copy"),
    operation("Blob_GetTags", Blob, Get, "", "tags"),
    operation("Blob_SetTags", Blob, Put, "", "tags"),
    operation("Blob_Query", Blob, Post, "", "query"),
    operation("Blob_SetExpiry", Blob, Put, "", "expiry"),
    operation("Blob_SetImmutabilityPolicy", Blob, Put, "", "immutabilityPolicies"),
    operation("Blob_DeleteImmutabilityPolicy", Blob, Delete, "", "immutabilityPolicies"),
    operation("Blob_SetLegalHold", Blob, Put, "", "legalhold"),
    operation("AppendBlob_AppendBlock", Blob, Put, "", "appendblock"),
    operation("AppendBlob_Seal", Blob, Put, "", "seal"),
    operation("PageBlob_UploadPages", Blob, Put, "", "page"),
    operation("PageBlob_GetPageRanges", Blob, Get, "", "pagelist"),
    operation("PageBlob_CopyIncremental", Blob, Put, "", "incrementalcopy"),
];
