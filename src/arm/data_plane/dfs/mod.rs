//! The Data Lake endpoint: file systems, and directories and files in them. Only accounts with a hierarchical namespace
//! have paths to serve here.

pub mod acl;
pub mod filesystem;
pub mod list;
pub mod path;
pub mod update;

use crate::{
    arm::data_plane::{
        DataError, Endpoint,
        request::{
            DataCall,
            Level::{self, Blob, Container, Service},
        },
        route::{Route, Takes},
    },
    base::Method::{self, Delete, Get, Head, Patch, Post, Put},
    engine::{limits, refusal::Refusal, storage::StorageRefusal},
};

const fn absent(
    operation: &'static str,
    level: Level,
    method: Method,
    kind: &'static str,
    part: &'static str,
) -> Route {
    Route::absent(operation, Endpoint::Dfs, level, method, kind, part)
}

/// Operations that are told apart by a header stand before those that are not.
pub const ROUTES: &[Route] = &[
    Route::dfs("Service_ListFileSystems", Service, Get, "account", "", filesystem::list),
    Route::dfs("FileSystem_Create", Container, Put, "filesystem", "", filesystem::create),
    Route::dfs("FileSystem_GetProperties", Container, Head, "filesystem", "", filesystem::properties),
    Route::dfs("FileSystem_Delete", Container, Delete, "filesystem", "", filesystem::delete),
    Route::dfs("FileSystem_ListPaths", Container, Get, "filesystem", "", list::paths),
    absent("FileSystem_SetProperties", Container, Patch, "filesystem", ""),
    absent("Path_GetAccessControl", Container, Head, "", "getAccessControl"),
    absent("Path_SetAccessControl", Container, Patch, "", "setAccessControl"),
    absent("Path_SetAccessControlRecursive", Container, Patch, "", "setAccessControlRecursive"),
    Route::dfs("Path_Create", Blob, Put, "directory", "", path::create_directory),
    Route::dfs("Path_Create", Blob, Put, "file", "", path::create_file),
    Route::dfs("Path_Rename", Blob, Put, "", "", path::rename).where_header("x-ms-rename-source"),
    Route::dfs("Path_AppendData", Blob, Patch, "", "append", update::append)
        .taking(Takes::Bytes(limits::BLOCK_SIZE_MAX)),
    Route::dfs("Path_FlushData", Blob, Patch, "", "flush", update::flush),
    Route::dfs("Path_SetAccessControl", Blob, Patch, "", "setAccessControl", acl::set),
    Route::dfs("Path_GetAccessControl", Blob, Head, "", "getAccessControl", acl::get),
    Route::dfs("Path_GetStatus", Blob, Head, "", "getStatus", path::status),
    Route::dfs("Path_GetProperties", Blob, Head, "", "", path::status),
    Route::dfs("Path_Read", Blob, Get, "", "", path::read),
    Route::dfs("Path_Delete", Blob, Delete, "", "", path::delete),
    absent("Path_CheckAccess", Blob, Head, "", "checkAccess"),
    absent("Path_SetAccessControlRecursive", Blob, Patch, "", "setAccessControlRecursive"),
    absent("Path_SetProperties", Blob, Patch, "", "setProperties"),
    absent("Path_Update", Blob, Patch, "", "write"),
    absent("Path_Lease", Blob, Post, "", ""),
];

/// # Errors
/// The account has no hierarchical namespace.
pub(super) fn check_hierarchical(call: &DataCall<'_>) -> Result<(), DataError> {
    if call.asked.hierarchical {
        return Ok(());
    }
    let account = call.asked.account_name.clone();
    Err(Refusal::from(StorageRefusal::DirectoriesNeedHierarchicalNamespace { account }).into())
}
