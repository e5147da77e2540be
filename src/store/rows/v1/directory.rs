//! Rows of subscriptions, groups, deployments, principals, role assignments and locks, version 1.

use crate::{
    engine::{
        rbac::{Principal, RoleAssignment},
        resources::{Deployment, ManagementLock, ResourceGroup, Subscription},
    },
    store::{
        row::RowError,
        rows::twin::{Stored, twin},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

twin! {
    SubscriptionTwin of Subscription {
        id: [u8; 16],
        name: String,
    }
}

twin! {
    ResourceGroupTwin of ResourceGroup {
        id: u64,
        subscription: [u8; 16],
        name: String,
        region: String,
        tags: BTreeMap<String, String>,
        created_at: i64,
    }
}

twin! {
    DeploymentTwin of Deployment {
        id: u64,
        name: String,
        group: u64,
        resource: String,
        kind: String,
        status: u8,
        started_at: i64,
        ended_at: Option<i64>,
        correlation: [u8; 16],
    }
}

twin! {
    PrincipalTwin of Principal {
        id: [u8; 16],
        kind: u8,
        name: String,
        resource: Option<String>,
    }
}

twin! {
    RoleAssignmentTwin of RoleAssignment {
        id: u64,
        guid: [u8; 16],
        scope: String,
        principal: [u8; 16],
        role: [u8; 16],
        created_at: i64,
        created_by: [u8; 16],
        effective_at: i64,
    }
}

twin! {
    ManagementLockTwin of ManagementLock {
        id: u64,
        scope: String,
        name: String,
        level: String,
        notes: String,
        created_at: i64,
    }
}
