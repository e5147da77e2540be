//! Disks and snapshots.

use super::{Az, Rendered, ask, put, send, versions};
use crate::{
    arm::compute::disk::write_source,
    base::{ArmId, Method},
    engine::{
        compute::{DiskSku, DiskSource, SnapshotSku},
        query::{DiskFacts, Viewer},
        refusal::Refusal,
        request::Command,
        resources::{Region, ResourceKind, Tags},
    },
};
use serde_json::{Value, json};

/// # Errors
/// The disk of a snapshot is not there, or may not be read.
pub fn render(viewer: &Viewer<'_>, command: &Command) -> Result<Rendered, Refusal> {
    match command {
        Command::CreateDisk { group, name, region, zone, sku, size_gib, source, tags } => {
            let id = ArmId::resource(group, ResourceKind::Disk.resource_type(), name);
            Ok(create_disk(
                &id,
                &DiskBody { region: *region, zone: *zone, sku: *sku, size_gib: *size_gib, source, tags },
            ))
        }
        Command::UpdateDisk { disk, tags, size_gib } => Ok(update_disk(disk, tags.as_ref(), *size_gib)),
        Command::DeleteDisk { disk } => Ok(delete("disk delete", disk)),
        Command::CreateSnapshot { group, name, disk, incremental, sku, tags } => {
            let region = ask(viewer, DiskFacts { disk: disk.clone() })?.region;
            let id = ArmId::resource(group, ResourceKind::Snapshot.resource_type(), name);
            Ok(create_snapshot(&id, region, disk, *incremental, *sku, tags))
        }
        Command::DeleteSnapshot { snapshot } => Ok(delete("snapshot delete", snapshot)),
        other => unreachable!("{other:?} is rendered elsewhere"),
    }
}

/// What a new disk is to be.
struct DiskBody<'a> {
    region: Region,
    zone: Option<u8>,
    sku: DiskSku,
    size_gib: u32,
    source: &'a DiskSource,
    tags: &'a Tags,
}

fn create_disk(id: &ArmId, disk: &DiskBody<'_>) -> Rendered {
    let mut body = json!({ "location": disk.region.name(), "sku": { "name": disk.sku.arm_name() } });
    if let Some(zone) = disk.zone {
        body["zones"] = json!([zone.to_string()]);
    }
    add_tags(&mut body, disk.tags);
    body["properties"] = json!({ "creationData": write_source(disk.source), "diskSizeGB": disk.size_gib });
    let source = match disk.source {
        DiskSource::Empty => None,
        DiskSource::Snapshot(snapshot) => Some(snapshot),
    };
    let az = Az::new("disk create")
        .in_group(id)
        .option("--name", id.name())
        .option("--location", disk.region.name())
        .maybe("--zone", disk.zone)
        .option("--sku", disk.sku.arm_name())
        .option("--size-gb", disk.size_gib)
        .maybe("--source", source)
        .tags(disk.tags);
    put(id, versions::COMPUTE, &body, az)
}

fn update_disk(disk: &ArmId, tags: Option<&Tags>, size_gib: Option<u32>) -> Rendered {
    let mut body = json!({});
    let mut az = Az::new("disk update").in_group(disk).option("--name", disk.name());
    if let Some(tags) = tags {
        body["tags"] = json!(tags);
        let set =
            |az: Az, (name, value): (&String, &String)| az.option("--set", format!("tags.{name}={value}"));
        az = tags.iter().fold(az.option("--set", "tags={}"), set);
    }
    if let Some(size_gib) = size_gib {
        body["properties"] = json!({ "diskSizeGB": size_gib });
        az = az.option("--size-gb", size_gib);
    }
    send(Method::Patch, disk, versions::COMPUTE, Some(&body), az)
}

fn create_snapshot(
    id: &ArmId,
    region: Region,
    disk: &ArmId,
    incremental: bool,
    sku: SnapshotSku,
    tags: &Tags,
) -> Rendered {
    let mut body = json!({ "location": region.name(), "sku": { "name": sku.arm_name() } });
    add_tags(&mut body, tags);
    body["properties"] = json!({
        "creationData": { "createOption": "Copy", "sourceResourceId": disk.as_str() },
        "incremental": incremental,
    });
    let az = Az::new("snapshot create")
        .in_group(id)
        .option("--name", id.name())
        .option("--location", region.name())
        .option("--source", disk)
        .option("--incremental", incremental)
        .option("--sku", sku.arm_name())
        .tags(tags);
    put(id, versions::COMPUTE, &body, az)
}

fn add_tags(body: &mut Value, tags: &Tags) {
    if !tags.is_empty() {
        body["tags"] = json!(tags);
    }
}

fn delete(words: &str, id: &ArmId) -> Rendered {
    let az = Az::new(words).in_group(id).option("--name", id.name());
    // Only deleting a disk asks first.
    let az = if words == "disk delete" { az.flag("--yes") } else { az };
    send(Method::Delete, id, versions::COMPUTE, None, az)
}
