//! Rows of storage accounts, containers and paths, version 1.

use super::blobs::DataProtectionTwin;
use crate::{
    engine::storage::{
        Acl, AclEntry, AclScope, Container, FileFacts, ObjectReplication, PathEntry, PathKind,
        ReplicationPolicy, ReplicationRule, RestorePolicy, StorageAccount,
    },
    store::{
        row::RowError,
        rows::twin::{Stored, twin, twin_enum},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

twin! {
    StorageAccountTwin of StorageAccount {
        id: u64,
        group: u64,
        name: String,
        region: String,
        redundancy: String,
        hierarchical_namespace: bool,
        tags: BTreeMap<String, String>,
        provisioning: u8,
        created_at: i64,
        data_protection: DataProtectionTwin,
        restorable_since: Option<i64>,
        change_feed_since: Option<i64>,
        cross_tenant_replication: bool,
    }
}

twin! {
    ContainerTwin of Container {
        id: u64,
        account: u64,
        name: String,
        created_at: i64,
        modified_at: i64,
    }
}

twin! {
    ReplicationPolicyTwin of ReplicationPolicy {
        account: u64,
        guid: [u8; 16],
        destination: String,
        containers: Vec<String>,
        created_at: i64,
        is_primed: bool,
    }
}

twin! {
    RestorePolicyTwin of RestorePolicy {
        account: u64,
        job: u64,
        guid: [u8; 16],
        source: String,
        containers: Vec<String>,
        created_at: i64,
    }
}

twin! {
    ObjectReplicationTwin of ObjectReplication {
        id: u64,
        guid: [u8; 16],
        source: u64,
        destination: u64,
        rules: Vec<ReplicationRuleTwin>,
        created_at: i64,
        read_to: u64,
        is_catching_up: bool,
        copied: u64,
        failed: u64,
    }
}

twin! {
    ReplicationRuleTwin of ReplicationRule {
        source: String,
        destination: String,
        copies_existing: bool,
    }
}

twin! {
    PathEntryTwin of PathEntry {
        kind: PathKindTwin,
        created_at: i64,
        modified_at: i64,
        metadata: BTreeMap<String, String>,
        acl: Option<AclTwin>,
        etag: u64,
        version: Option<u64>,
    }
}

twin_enum! {
    PathKindTwin of PathKind {
        Directory,
        File(facts: FileFactsTwin),
    }
}

twin! {
    FileFactsTwin of FileFacts {
        content: [u8; 32],
        size: u64,
        content_type: String,
        tier: u8,
    }
}

twin! {
    AclTwin of Acl {
        owner: String,
        group: String,
        entries: Vec<AclEntryTwin>,
    }
}

twin! {
    AclEntryTwin of AclEntry {
        default: bool,
        scope: AclScopeTwin,
        read: bool,
        write: bool,
        execute: bool,
    }
}

twin_enum! {
    AclScopeTwin of AclScope {
        OwningUser,
        OwningGroup,
        NamedUser(id: String),
        NamedGroup(id: String),
        Mask,
        Other,
    }
}
