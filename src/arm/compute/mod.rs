//! Microsoft.Compute: disks and snapshots.
//!
//! Not simulated: access to the bytes of a disk over a URL, which the portal exports instead; disk encryption sets, disk
//! accesses, restore points, virtual machines.
//!
//! Source: the REST API of Microsoft.Compute, "Disks", "Snapshots".

pub mod disk;
pub mod operation;
pub mod snapshot;

use crate::{
    arm::route::Route,
    base::Method::{Delete, Get, Patch, Post, Put},
};

/// The namespace.
pub const PROVIDER: &str = "Microsoft.Compute";

macro_rules! provider {
    ($tail:literal) => {
        concat!("/subscriptions/{subscription}/providers/Microsoft.Compute", $tail)
    };
}

macro_rules! in_group {
    ($tail:literal) => {
        concat!("/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute", $tail)
    };
}

const DISK: &str = in_group!("/disks/{disk}");
const SNAPSHOT: &str = in_group!("/snapshots/{snapshot}");

/// The operations on disks and snapshots.
pub const ROUTES: &[Route] = &[
    Route::served("Disks_List", Get, provider!("/disks"), disk::list),
    Route::served("Disks_ListByResourceGroup", Get, in_group!("/disks"), disk::list),
    Route::served("Disks_Get", Get, DISK, disk::get),
    Route::served("Disks_CreateOrUpdate", Put, DISK, disk::put),
    Route::served("Disks_Update", Patch, DISK, disk::patch),
    Route::served("Disks_Delete", Delete, DISK, disk::delete),
    Route::not_simulated("Disks_GrantAccess", Post, in_group!("/disks/{disk}/beginGetAccess")),
    Route::not_simulated("Disks_RevokeAccess", Post, in_group!("/disks/{disk}/endGetAccess")),
    Route::served("Snapshots_List", Get, provider!("/snapshots"), snapshot::list),
    Route::served("Snapshots_ListByResourceGroup", Get, in_group!("/snapshots"), snapshot::list),
    Route::served("Snapshots_Get", Get, SNAPSHOT, snapshot::get),
    Route::served("Snapshots_CreateOrUpdate", Put, SNAPSHOT, snapshot::put),
    Route::served("Snapshots_Update", Patch, SNAPSHOT, snapshot::patch),
    Route::served("Snapshots_Delete", Delete, SNAPSHOT, snapshot::delete),
    Route::not_simulated("Snapshots_GrantAccess", Post, in_group!("/snapshots/{snapshot}/beginGetAccess")),
    Route::not_simulated("Snapshots_RevokeAccess", Post, in_group!("/snapshots/{snapshot}/endGetAccess")),
    Route::served(
        "DiskOperations_Get",
        Get,
        provider!("/locations/{location}/DiskOperations/{operation}"),
        operation::get,
    ),
];
