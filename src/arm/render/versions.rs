//! The api-versions that rendered requests ask for.
//!
//! Source: what the Azure CLI and its extension `dataprotection` send.

pub const RESOURCES: &str = "2024-11-01";
pub const STORAGE: &str = "2025-01-01";
pub const COMPUTE: &str = "2025-01-02";
pub const ROLES: &str = "2022-04-01";
pub const LOCKS: &str = "2020-05-01";
/// The first that protects all containers but some.
pub const DATA_PROTECTION: &str = "2026-03-01";
/// Of the data plane of storage accounts.
pub const STORAGE_SERVICES: &str = "2025-07-05";

/// That of the resources that other resources are about.
pub fn of_namespace(namespace: &str) -> Option<&'static str> {
    match namespace {
        "Microsoft.Resources" => Some(RESOURCES),
        "Microsoft.Storage" => Some(STORAGE),
        "Microsoft.Compute" => Some(COMPUTE),
        "Microsoft.DataProtection" => Some(DATA_PROTECTION),
        _ => None,
    }
}
