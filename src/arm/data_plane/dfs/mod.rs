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

const fn operation(
    name: &'static str,
    level: Level,
    method: Method,
    kind: &'static str,
    part: &'static str,
) -> Route {
    Route::new(Endpoint::Dfs, name, level, method, kind, part)
}

/// Operations that are told apart by a header stand before those that are not.
pub const ROUTES: &[Route] = &[
    operation("Service_ListFileSystems", Service, Get, "account", "").served(filesystem::list),
    operation("FileSystem_Create", Container, Put, "filesystem", "").served(filesystem::create),
    operation("FileSystem_GetProperties", Container, Head, "filesystem", "").served(filesystem::properties),
    operation("FileSystem_Delete", Container, Delete, "filesystem", "").served(filesystem::delete),
    operation("FileSystem_ListPaths", Container, Get, "filesystem", "").served(list::paths),
    operation("FileSystem_SetProperties", Container, Patch, "filesystem", ""),
    operation("Path_GetAccessControl", Container, Head, "", "getAccessControl"),
    operation("Path_SetAccessControl", Container, Patch, "", "setAccessControl"),
    operation("Path_SetAccessControlRecursive", Container, Patch, "", "setAccessControlRecursive"),
    operation("Path_Create", Blob, Put, "directory", "").served(path::create_directory),
    operation("Path_Create", Blob, Put, "file", "").served(path::create_file),
    operation("Path_Rename", Blob, Put, "", "").served(path::rename).where_header("x-ms-rename-source"),
    operation("Path_AppendData", Blob, Patch, "", "append")
        .served(update::append)
        .taking(Takes::Bytes(limits::BLOCK_SIZE_MAX)),
    operation("Path_FlushData", Blob, Patch, "", "flush").served(update::flush),
    operation("Path_SetAccessControl", Blob, Patch, "", "setAccessControl").served(acl::set),
    operation("Path_GetAccessControl", Blob, Head, "", "getAccessControl").served(acl::get),
    operation("Path_GetStatus", Blob, Head, "", "getStatus").served(path::status),
    operation("Path_GetProperties", Blob, Head, "", "").served(path::status),
    operation("Path_Read", Blob, Get, "", "").served(path::read),
    operation("Path_Delete", Blob, Delete, "", "").served(path::delete),
    operation("Path_CheckAccess", Blob, Head, "", "checkAccess"),
    operation("Path_SetAccessControlRecursive", Blob, Patch, "", "setAccessControlRecursive"),
    operation("Path_SetProperties", Blob, Patch, "", "setProperties"),
    operation("Path_Update", Blob, Patch, "", "write"),
    operation("Path_Lease", Blob, Post, "", ""),
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
