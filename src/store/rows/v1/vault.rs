//! The row of a Backup vault, version 1.

use crate::{
    engine::vault::{BackupVault, SoftDelete, VaultIdentity},
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
        soft_delete: SoftDeleteTwin,
        tags: BTreeMap<String, String>,
        provisioning: u8,
        created_at: i64,
    }
}

twin! {
    SoftDeleteTwin of SoftDelete {
        always_on: bool,
        days: u32,
    }
}

twin! {
    VaultIdentityTwin of VaultIdentity {
        principal: [u8; 16],
    }
}
