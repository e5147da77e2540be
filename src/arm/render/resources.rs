//! Resource groups, tags and locks.

use super::{Az, Rendered, put, send, versions};
use crate::{
    base::{ArmId, Method},
    engine::{
        request::Command,
        resources::{LockLevel, Region, ResourceKind, Tags},
    },
};
use serde_json::json;

pub fn render(command: &Command) -> Rendered {
    match command {
        Command::CreateResourceGroup { subscription, name, region, tags } => {
            create_group(&ArmId::resource_group(*subscription, name), *region, tags)
        }
        Command::DeleteResourceGroup { group } => {
            let az =
                Az::new("group delete").option("--name", group.name()).flag("--yes").in_subscription(group);
            send(Method::Delete, group, versions::RESOURCES, None, az)
        }
        Command::SetTags { resource, tags } => set_tags(resource, tags),
        Command::CreateLock { scope, name, level, notes } => create_lock(scope, name, *level, notes),
        Command::DeleteLock { lock } => {
            let az = Az::new("lock delete").option("--ids", lock);
            send(Method::Delete, lock, versions::LOCKS, None, az)
        }
        other => unreachable!("{other:?} is rendered elsewhere"),
    }
}

fn create_group(group: &ArmId, region: Region, tags: &Tags) -> Rendered {
    let mut body = json!({ "location": region.name() });
    if !tags.is_empty() {
        body["tags"] = json!(tags);
    }
    let az = Az::new("group create").option("--name", group.name()).option("--location", region.name());
    put(group, versions::RESOURCES, &body, az.tags(tags).in_subscription(group))
}

/// Tags are part of what they are on.
fn set_tags(resource: &ArmId, tags: &Tags) -> Rendered {
    let kind = resource.resource_type().as_deref().and_then(ResourceKind::parse);
    let version = match kind {
        None => versions::RESOURCES,
        Some(ResourceKind::StorageAccount) => versions::STORAGE,
        Some(ResourceKind::Disk | ResourceKind::Snapshot) => versions::COMPUTE,
        Some(ResourceKind::BackupVault) => versions::DATA_PROTECTION,
    };
    let az = match kind {
        None => {
            Az::new("group update").option("--name", resource.name()).all_tags(tags).in_subscription(resource)
        }
        Some(_) => Az::new("resource tag").option("--ids", resource).all_tags(tags),
    };
    send(Method::Patch, resource, version, Some(&json!({ "tags": tags })), az)
}

fn create_lock(scope: &ArmId, name: &str, level: LockLevel, notes: &str) -> Rendered {
    let mut properties = json!({ "level": level.arm_name() });
    if !notes.is_empty() {
        properties["notes"] = json!(notes);
    }
    let az = Az::new("lock create").option("--name", name).option("--lock-type", level.arm_name());
    let az = az.maybe("--notes", (!notes.is_empty()).then_some(notes));
    let az = match scope.resource_type() {
        Some(_) => az.option("--resource", scope),
        None => az.in_group(scope),
    };
    let lock = scope.child("providers/Microsoft.Authorization/locks", name);
    put(&lock, versions::LOCKS, &json!({ "properties": properties }), az)
}
