//! Disks as bodies.
//!
//! What a machine would make of a disk, as its operating system and generation, is read over: there are no machines here
//! but names. What a disk has always stands in [`FIXED`].
//!
//! Source: the REST API of Microsoft.Compute, "Disks".

use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        body::Member,
        call::{Call, Step, Submitted},
        compute::operation,
        fixed::{self, Fixed, Only},
        resources::{read_location, read_tags},
    },
    base::{ArmId, ByteSize},
    engine::{
        Command,
        compute::{DiskSku, DiskSource, ManagedDisk},
        query::{DiskFacts, DiskRow, Disks},
        rbac::action,
        resources::{ProvisioningState, Region, ResourceKind, Tags},
    },
};
use serde_json::{Map, Value, json};

/// Of disks and snapshots.
pub const FIXED: &[Fixed] = &[
    ("extendedLocation", Only::Nothing),
    ("properties.dataAccessAuthMode", Only::Text("None")),
    ("properties.diskAccessId", Only::Nothing),
    ("properties.encryption.diskEncryptionSetId", Only::Nothing),
    ("properties.encryption.type", Only::Text("EncryptionAtRestWithPlatformKey")),
    ("properties.encryptionSettingsCollection.enabled", Only::Flag(false)),
    ("properties.networkAccessPolicy", Only::Text("AllowAll")),
    ("properties.publicNetworkAccess", Only::Text("Enabled")),
    ("properties.securityProfile", Only::Nothing),
    ("properties.supportsHibernation", Only::Flag(false)),
];

const FIXED_OF_DISKS: &[Fixed] = &[
    ("properties.burstingEnabled", Only::Flag(false)),
    ("properties.creationData.performancePlus", Only::Flag(false)),
    ("properties.maxShares", Only::Number(1)),
    ("properties.optimizedForFrequentAttach", Only::Flag(false)),
];

const COPY: &str = "Copy";
const EMPTY: &str = "Empty";
/// What else a disk or a snapshot can be made of in Azure.
const OTHER_SOURCES: [&str; 9] = [
    "Attach",
    "CopyFromSanSnapshot",
    "CopyStart",
    "FromImage",
    "Import",
    "ImportSecure",
    "Restore",
    "Upload",
    "UploadPreparedSecure",
];

/// Azure's own, where a body names no kind of disk.
const SKU: DiskSku = DiskSku::StandardHddLrs;

/// What a body says of a disk; `None` where it says nothing.
struct DiskBody {
    sku: Option<DiskSku>,
    zone: Option<Option<u8>>,
    size_gib: Option<u32>,
    source: Option<DiskSource>,
    tags: Option<Tags>,
}

fn disk(call: &Call<'_>) -> ArmId {
    ArmId::resource(&call.group(), ResourceKind::Disk.resource_type(), call.capture("disk"))
}

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::answer(Answer::json(200, write(&call.ask(DiskFacts { disk: disk(call) })?)))
}

/// Those of a resource group, or of the subscription.
pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    page(call, &call.ask(Disks { scope: call.list_scope() })?, write)
}

pub fn put(call: &Call<'_>) -> Result<Step, ApiError> {
    let id = disk(call);
    call.authorize(action::WRITE_DISK, &id)?;
    let body = call.body()?;
    let region = read_location(&body)?;
    let creation = body.require("properties")?.require("creationData")?;
    creation.require("createOption")?;
    let wanted = read(&body)?;
    match call.state().find_disk(&id) {
        Err(_) => create(call, &body, region, wanted),
        Ok(known) if known.region != region => {
            Err(ApiError::LocationIsFixed { id, known: known.region, wanted: region })
        }
        Ok(known) => {
            let tags = wanted.tags.clone().or(Some(Tags::new()));
            change(call, &body, known, DiskBody { tags, ..wanted })
        }
    }
}

pub fn patch(call: &Call<'_>) -> Result<Step, ApiError> {
    let id = disk(call);
    call.authorize(action::WRITE_DISK, &id)?;
    let body = call.body()?;
    let wanted = read(&body)?;
    let known = call.state().find_disk(&id)?;
    change(call, &body, known, wanted)
}

fn create(call: &Call<'_>, body: &Member<'_>, region: Region, wanted: DiskBody) -> Result<Step, ApiError> {
    let source = wanted.source.unwrap_or(DiskSource::Empty);
    let of_source = match &source {
        DiskSource::Empty => None,
        // Who may not read it is told so in place of its size.
        DiskSource::Snapshot(id) => Some(call.state().find_snapshot(id).map_or(0, |found| found.size_gib)),
    };
    let size_gib = match wanted.size_gib.or(of_source) {
        Some(size_gib) => size_gib,
        None => body.require("properties")?.require("diskSizeGB")?.whole_number()?,
    };
    let sku = wanted.sku.unwrap_or(SKU);
    check_performance(body, sku, &[size_gib])?;
    let command = Command::CreateDisk {
        group: call.group(),
        name: call.capture("disk").to_string(),
        region,
        zone: wanted.zone.flatten(),
        sku,
        size_gib,
        source,
        tags: wanted.tags.unwrap_or_default(),
    };
    Step::submit(command, accepted)
}

fn change(
    call: &Call<'_>,
    body: &Member<'_>,
    known: &ManagedDisk,
    wanted: DiskBody,
) -> Result<Step, ApiError> {
    let fixed = |property| Err(ApiError::PropertyIsFixed { code: "PropertyChangeNotAllowed", property });
    if wanted.source.is_some_and(|source| source != known.origin) {
        return fixed("creationData");
    }
    if wanted.zone.is_some_and(|zone| zone != known.zone) {
        return fixed("zones");
    }
    if wanted.sku.is_some_and(|sku| sku != known.sku) {
        return Err(ApiError::NotSimulated { operation: "Changing the type of a disk".to_string() });
    }
    let (tags, size_gib) = (wanted.tags, wanted.size_gib);
    check_performance(body, known.sku, &[known.size_gib, size_gib.unwrap_or(known.size_gib)])?;
    Step::submit(Command::UpdateDisk { disk: disk(call), tags, size_gib }, accepted)
}

/// What follows from the size of a disk cannot be another way: a client may send it back.
fn check_performance(body: &Member<'_>, sku: DiskSku, sizes: &[u32]) -> Result<(), ApiError> {
    let Some(properties) = body.get("properties") else { return Ok(()) };
    let tiers: Vec<_> = sizes.iter().map(|size| sku.tier(*size)).collect();
    let refuse = |member: &Member<'_>| {
        let operation = format!("'{}' other than what the size of the disk gives", member.path());
        Err(ApiError::NotSimulated { operation })
    };
    if let Some(name) = properties.get("tier") {
        let text = name.text()?;
        if !tiers.iter().any(|tier| tier.name.eq_ignore_ascii_case(text)) {
            return refuse(&name);
        }
    }
    if let Some(iops) = properties.get("diskIOPSReadWrite") {
        let number = iops.whole_number()?;
        if !tiers.iter().any(|tier| tier.iops == number) {
            return refuse(&iops);
        }
    }
    if let Some(throughput) = properties.get("diskMBpsReadWrite") {
        let number = throughput.whole_number()?;
        if !tiers.iter().any(|tier| tier.megabytes_per_second == number) {
            return refuse(&throughput);
        }
    }
    Ok(())
}

/// Where to ask, with the disk as it becomes; nothing to wait for where nothing changes.
fn accepted(call: &Call<'_>, submitted: Submitted) -> Result<Answer, ApiError> {
    let row = call.ask(DiskFacts { disk: disk(call) })?;
    let mut body = write(&row);
    body["properties"]["provisioningState"] = json!(UPDATING);
    let started = operation::started(call, submitted, row.region, Answer::json(202, body));
    Ok(started.unwrap_or_else(|| Answer::json(200, write(&row))))
}

/// A second DELETE finds nothing, and that is what was asked for.
pub fn delete(call: &Call<'_>) -> Result<Step, ApiError> {
    let disk = disk(call);
    if call.state().find_disk(&disk).is_err() && call.viewer.may(action::DELETE_DISK, &disk) {
        return Step::answer(Answer::empty(204));
    }
    Step::submit(Command::DeleteDisk { disk }, operation::deleted)
}

fn read(body: &Member<'_>) -> Result<DiskBody, ApiError> {
    fixed::check(body, FIXED)?;
    fixed::check(body, FIXED_OF_DISKS)?;
    let sku = body.at("sku.name");
    let creation =
        body.at("properties.creationData").filter(|creation| creation.get("createOption").is_some());
    Ok(DiskBody {
        sku: sku.map(|sku| sku.one_of(&DiskSku::ALL, DiskSku::arm_name)).transpose()?,
        zone: body.get("zones").map(|zones| read_zone(&zones)).transpose()?,
        size_gib: body.at("properties.diskSizeGB").map(|size| size.whole_number()).transpose()?,
        source: creation.map(|creation| read_source(&creation)).transpose()?,
        tags: read_tags(body)?,
    })
}

fn read_zone(zones: &Member<'_>) -> Result<Option<u8>, ApiError> {
    match zones.texts()?.as_slice() {
        [] => Ok(None),
        [zone] => zone.parse().map(Some).map_err(|_| zones.invalid("zones are numbers in texts")),
        _ => Err(zones.invalid("a disk lies in one zone")),
    }
}

/// # Errors
/// [`ApiError::NotSimulated`] for what nothing is made of here.
pub fn read_create_option(
    creation: &Member<'_>,
    simulated: &[&'static str],
) -> Result<&'static str, ApiError> {
    let option = creation.require("createOption")?;
    let text = option.text()?;
    let is_other = |other: &&str| other.eq_ignore_ascii_case(text) && !simulated.contains(other);
    if [EMPTY, COPY].iter().chain(&OTHER_SOURCES).any(is_other) {
        return Err(ApiError::NotSimulated { operation: format!("'{}' {text}", option.path()) });
    }
    option.one_of(simulated, |name| name)
}

fn read_source(creation: &Member<'_>) -> Result<DiskSource, ApiError> {
    if read_create_option(creation, &[EMPTY, COPY])? == EMPTY {
        return Ok(DiskSource::Empty);
    }
    let source = creation.require("sourceResourceId")?;
    Ok(DiskSource::Snapshot(read_source_of(&source, ResourceKind::Snapshot)?))
}

/// The id of what is copied.
///
/// # Errors
/// [`ApiError::NotSimulated`] where it is of another kind.
pub fn read_source_of(source: &Member<'_>, kind: ResourceKind) -> Result<ArmId, ApiError> {
    let id = source.arm_id()?;
    match id.resource_type().as_deref().and_then(ResourceKind::parse) {
        Some(found) if found == kind => Ok(id),
        Some(ResourceKind::Disk | ResourceKind::Snapshot) => Err(ApiError::NotSimulated {
            operation: format!("Copying {} here", id.resource_type().unwrap_or_default()),
        }),
        _ => Err(source.invalid(&format!("the id of a {} is expected", kind.display_name().to_lowercase()))),
    }
}

/// Between being asked for and being usable.
pub const UPDATING: &str = "Updating";

pub fn provisioning(state: ProvisioningState) -> &'static str {
    match state {
        ProvisioningState::Provisioning => UPDATING,
        ProvisioningState::Succeeded => "Succeeded",
    }
}

pub fn write(row: &DiskRow) -> Value {
    let mut body = json!({
        "name": row.name,
        "id": row.id.as_str(),
        "type": "Microsoft.Compute/disks",
        "location": row.region.name(),
        "tags": row.tags,
        "sku": { "name": row.sku.arm_name(), "tier": row.sku.arm_name().split('_').next() },
    });
    if let Some(zone) = row.zone {
        body["zones"] = json!([zone.to_string()]);
    }
    if let Some(machine) = &row.managed_by {
        body["managedBy"] = json!(machine.as_str());
    }
    body["properties"] = Value::Object(properties(row));
    body
}

/// `creationData`.
pub fn write_source(source: &DiskSource) -> Value {
    match source {
        DiskSource::Empty => json!({ "createOption": EMPTY }),
        DiskSource::Snapshot(id) => json!({ "createOption": COPY, "sourceResourceId": id.as_str() }),
    }
}

fn properties(row: &DiskRow) -> Map<String, Value> {
    let mut properties = Map::new();
    let mut add = |name: &str, value: Value| drop(properties.insert(name.to_string(), value));
    add("creationData", write_source(&row.origin));
    add("diskSizeGB", json!(row.size_gib));
    add("diskSizeBytes", json!(ByteSize::gib(row.size_gib.into()).bytes()));
    let tier = row.sku.tier(row.size_gib);
    add("diskIOPSReadWrite", json!(tier.iops));
    add("diskMBpsReadWrite", json!(tier.megabytes_per_second));
    if !tier.name.is_empty() {
        add("tier", json!(tier.name));
    }
    add("diskState", json!(if row.managed_by.is_some() { "Attached" } else { "Unattached" }));
    add("timeCreated", json!(operation::moment(row.created_at)));
    add("uniqueId", json!(row.unique_id));
    add("provisioningState", json!(provisioning(row.provisioning)));
    fixed::tell(&mut properties, FIXED);
    fixed::tell(&mut properties, FIXED_OF_DISKS);
    properties
}
