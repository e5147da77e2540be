//! The row of a Backup vault, version 1.

use crate::{
    engine::vault::{BackupVault, VaultIdentity},
    store::{
        row::RowError,
        rows::twin::{Stored, twin},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

twin! {
    BackupVaultTwin of BackupVault {
        id: u64,
        group: u64,
        name: String,
        region: String,
        redundancy: String,
        identity: Option<VaultIdentityTwin>,
        soft_delete_days: u32,
        tags: BTreeMap<String, String>,
        provisioning: u8,
        created_at: i64,
    }
}

twin! {
    VaultIdentityTwin of VaultIdentity {
        principal: [u8; 16],
    }
}
