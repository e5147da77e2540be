//! Snapshots as bodies: taken of a disk, and of nothing else.
//!
//! Source: the REST API of Microsoft.Compute, "Snapshots".

use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        body::Member,
        call::{Call, Step, Submitted},
        compute::{
            disk::{FIXED, UPDATING, provisioning, read_create_option, read_source_of},
            operation,
        },
        fixed,
        resources::{read_location, read_tags},
    },
    base::{ArmId, ByteSize},
    engine::{
        Command,
        compute::{Snapshot, SnapshotSku},
        query::{DiskFacts, SnapshotFacts, SnapshotFactsRow, Snapshots},
        rbac::action,
        resources::{Region, ResourceKind, Tags},
    },
};
use serde_json::{Map, Value, json};

/// What a body says of a snapshot; `None` where it says nothing.
struct SnapshotBody {
    sku: Option<SnapshotSku>,
    incremental: Option<bool>,
    disk: Option<ArmId>,
    size_gib: Option<u32>,
    tags: Option<Tags>,
}

fn snapshot(call: &Call<'_>) -> ArmId {
    ArmId::resource(&call.group(), ResourceKind::Snapshot.resource_type(), call.capture("snapshot"))
}

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::answer(Answer::json(200, write(&call.ask(SnapshotFacts { snapshot: snapshot(call) })?)))
}

/// Those of a resource group, or of the subscription.
pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    page(call, &call.ask(Snapshots { scope: call.list_scope() })?, write)
}

pub fn put(call: &Call<'_>) -> Result<Step, ApiError> {
    let id = snapshot(call);
    call.authorize(action::WRITE_SNAPSHOT, &id)?;
    let body = call.body()?;
    let region = read_location(&body)?;
    body.require("properties")?.require("creationData")?.require("createOption")?;
    let wanted = read(&body)?;
    match call.state().find_snapshot(&id) {
        Err(_) => create(call, &body, region, wanted),
        Ok(known) if known.region != region => {
            Err(ApiError::LocationIsFixed { id, known: known.region, wanted: region })
        }
        Ok(known) => {
            let tags = wanted.tags.clone().or(Some(Tags::new()));
            change(call, known, SnapshotBody { tags, ..wanted })
        }
    }
}

pub fn patch(call: &Call<'_>) -> Result<Step, ApiError> {
    let id = snapshot(call);
    call.authorize(action::WRITE_SNAPSHOT, &id)?;
    let wanted = read(&call.body()?)?;
    change(call, call.state().find_snapshot(&id)?, wanted)
}

fn create(
    call: &Call<'_>,
    body: &Member<'_>,
    region: Region,
    wanted: SnapshotBody,
) -> Result<Step, ApiError> {
    let source = body.at("properties.creationData.sourceResourceId");
    let disk = wanted.disk.unwrap_or_else(|| ArmId::new(""));
    // Who may not read the disk is told so when the snapshot is taken.
    if let (Ok(known), Some(source)) = (call.ask(DiskFacts { disk: disk.clone() }), source) {
        if known.region != region {
            return Err(source.invalid(&format!("the disk lies in {}", known.region.name())));
        }
        if wanted.size_gib.is_some_and(|size| size != known.size_gib) {
            let operation = "A snapshot of another size than its disk".to_string();
            return Err(ApiError::NotSimulated { operation });
        }
    }
    let command = Command::CreateSnapshot {
        group: call.group(),
        name: call.capture("snapshot").to_string(),
        disk,
        incremental: wanted.incremental.unwrap_or(false),
        sku: wanted.sku.unwrap_or(SnapshotSku::StandardLrs),
        tags: wanted.tags.unwrap_or_default(),
    };
    Step::submit(command, accepted)
}

/// Tags change; what a snapshot holds, and how, does not.
fn change(call: &Call<'_>, known: &Snapshot, wanted: SnapshotBody) -> Result<Step, ApiError> {
    let differs = [
        ("creationData", wanted.disk.is_some_and(|disk| disk != known.disk)),
        ("incremental", wanted.incremental.is_some_and(|incremental| incremental != known.incremental)),
        ("diskSizeGB", wanted.size_gib.is_some_and(|size| size != known.size_gib)),
    ];
    if let Some((property, _)) = differs.into_iter().find(|(_, differs)| *differs) {
        return Err(ApiError::PropertyIsFixed { code: "PropertyChangeNotAllowed", property });
    }
    if wanted.sku.is_some_and(|sku| sku != known.sku) {
        return Err(ApiError::NotSimulated { operation: "Changing the storage of a snapshot".to_string() });
    }
    let tags = wanted.tags.unwrap_or_else(|| known.tags.clone());
    Step::submit(Command::SetTags { resource: snapshot(call), tags }, accepted)
}

/// Where to ask, with the snapshot as it becomes; nothing to wait for where nothing changes.
fn accepted(call: &Call<'_>, submitted: Submitted) -> Result<Answer, ApiError> {
    let row = call.ask(SnapshotFacts { snapshot: snapshot(call) })?;
    let mut body = write(&row);
    body["properties"]["provisioningState"] = json!(UPDATING);
    let started = operation::started(call, submitted, row.region, Answer::json(202, body));
    Ok(started.unwrap_or_else(|| Answer::json(200, write(&row))))
}

/// A second DELETE finds nothing, and that is what was asked for.
pub fn delete(call: &Call<'_>) -> Result<Step, ApiError> {
    let snapshot = snapshot(call);
    if call.state().find_snapshot(&snapshot).is_err() && call.viewer.may(action::DELETE_SNAPSHOT, &snapshot) {
        return Step::answer(Answer::empty(204));
    }
    Step::submit(Command::DeleteSnapshot { snapshot }, operation::deleted)
}

fn read(body: &Member<'_>) -> Result<SnapshotBody, ApiError> {
    fixed::check(body, FIXED)?;
    let sku = body.at("sku.name");
    let creation =
        body.at("properties.creationData").filter(|creation| creation.get("createOption").is_some());
    Ok(SnapshotBody {
        sku: sku.map(|sku| read_sku(&sku)).transpose()?,
        incremental: body.at("properties.incremental").map(|flag| flag.boolean()).transpose()?,
        disk: creation.map(|creation| read_disk(&creation)).transpose()?,
        size_gib: body.at("properties.diskSizeGB").map(|size| size.whole_number()).transpose()?,
        tags: read_tags(body)?,
    })
}

fn read_sku(sku: &Member<'_>) -> Result<SnapshotSku, ApiError> {
    if sku.text()?.eq_ignore_ascii_case("Premium_LRS") {
        return Err(ApiError::NotSimulated { operation: "A snapshot in premium storage".to_string() });
    }
    sku.one_of(&SnapshotSku::ALL, SnapshotSku::arm_name)
}

fn read_disk(creation: &Member<'_>) -> Result<ArmId, ApiError> {
    read_create_option(creation, &["Copy"])?;
    read_source_of(&creation.require("sourceResourceId")?, ResourceKind::Disk)
}

pub fn write(row: &SnapshotFactsRow) -> Value {
    let mut properties = Map::new();
    let mut add = |name: &str, value: Value| drop(properties.insert(name.to_string(), value));
    add(
        "creationData",
        json!({
            "createOption": "Copy",
            "sourceResourceId": row.disk.as_str(),
            "sourceUniqueId": row.family,
        }),
    );
    add("diskSizeGB", json!(row.size_gib));
    add("diskSizeBytes", json!(ByteSize::gib(row.size_gib.into()).bytes()));
    add("diskState", json!("Unattached"));
    add("incremental", json!(row.incremental));
    if row.incremental {
        add("incrementalSnapshotFamilyId", json!(row.family));
    }
    add("completionPercent", json!(100.0));
    add("timeCreated", json!(operation::moment(row.created_at)));
    add("uniqueId", json!(row.unique_id));
    add("provisioningState", json!(provisioning(row.provisioning)));
    fixed::tell(&mut properties, FIXED);
    let mut body = json!({
        "name": row.name,
        "id": row.id.as_str(),
        "type": "Microsoft.Compute/snapshots",
        "location": row.region.name(),
        "tags": row.tags,
        "sku": { "name": row.sku.arm_name(), "tier": "Standard" },
    });
    body["properties"] = Value::Object(properties);
    body
}
