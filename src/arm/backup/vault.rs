//! Backup vaults as bodies.
//!
//! A PUT replaces what a vault says of itself: members that are left out fall back to their defaults, but for the
//! identity and the redundancy, which stay. A PATCH changes what it names.
//!
//! Source: the REST API of Microsoft.DataProtection, "Backup Vaults"; recorded answers.

use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        body::Member,
        call::{Call, Reply, Step, Submitted},
        condition,
        operation::{self, Results},
        resources::{read_location, read_tags},
        time,
    },
    base::ArmId,
    engine::{
        Command,
        query::{Resources, VaultDetail, VaultView},
        rbac::{PrincipalKind, action},
        resources::{ProvisioningState, Region, ResourceKind, Tags},
        vault::{SoftDeleteState, VaultChanges, VaultRedundancy},
    },
};
use serde_json::{Value, json};

/// Where a body says nothing else.
const SOFT_DELETE_DAYS: u32 = 14;

/// States that can be off only, and what they would switch on.
const NOT_SIMULATED: &[(&str, &str)] = &[
    ("securitySettings.immutabilitySettings.state", "Immutability of a vault"),
    ("securitySettings.encryptionSettings.state", "Encryption of a vault with keys of one's own"),
    ("featureSettings.crossRegionRestoreSettings.state", "Restore to the paired region"),
];

/// What a body says of a vault; `None` where it says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
struct VaultBody {
    tags: Option<Tags>,
    system_assigned_identity: Option<bool>,
    redundancy: Option<VaultRedundancy>,
    soft_delete: Option<(SoftDeleteState, u32)>,
}

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::answer(tagged(200, read_back(call)?))
}

/// A vault with its tag.
fn tagged(status: u16, body: Value) -> Answer {
    let tag = condition::tag(&body);
    Answer::json(status, body).with("ETag", tag)
}

/// Refuses where the vault is not as the request expects it, to whoever may read it.
fn check_conditions(call: &Call<'_>) -> Result<(), ApiError> {
    let tag = read_back(call).ok().map(|body| condition::tag(&body));
    call.received.conditions.check(tag.as_deref())
}

fn read_back(call: &Call<'_>) -> Result<Value, ApiError> {
    Ok(write(call, &call.ask(VaultDetail { vault: call.vault() })?))
}

/// Those of a resource group, or of the subscription.
pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    let group = (!call.capture("group").is_empty()).then(|| call.group());
    let subscription = call.subscription();
    let rows = call.ask(Resources { kind: Some(ResourceKind::BackupVault), group })?;
    let of_subscription = rows.iter().filter(|row| subscription.contains(&row.id));
    let vaults = of_subscription.map(|row| call.ask(VaultDetail { vault: row.id.clone() }));
    let vaults = vaults.collect::<Result<Vec<VaultView>, ApiError>>()?;
    page(call, &vaults, |vault| write(call, vault))
}

pub fn put(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::WRITE_VAULT, &call.vault())?;
    let body = call.body()?;
    let region = read_location(&body)?;
    let properties = body.require("properties")?;
    let wanted = read(&body, Some(&properties))?;
    check_conditions(call)?;
    match call.state().find_vault(&call.vault()) {
        Err(_) => create(call, region, wanted),
        Ok(vault) if vault.region != region => {
            Err(ApiError::LocationIsFixed { id: call.vault(), known: vault.region, wanted: region })
        }
        Ok(_) => {
            let tags = wanted.tags.clone().or(Some(Tags::new()));
            change(call, VaultBody { tags, ..wanted }, updated)
        }
    }
}

pub fn patch(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::WRITE_VAULT, &call.vault())?;
    let body = call.body()?;
    let wanted = read(&body, body.get("properties").as_ref())?;
    change(call, wanted, |call, submitted| {
        operation::started(call, submitted, Answer::empty(202), Results::OfVault)
    })
}

fn create(call: &Call<'_>, region: Region, wanted: VaultBody) -> Result<Step, ApiError> {
    let (soft_delete, soft_delete_days) =
        wanted.soft_delete.unwrap_or((SoftDeleteState::On, SOFT_DELETE_DAYS));
    let command = Command::CreateBackupVault {
        group: call.group(),
        name: call.capture("vault").to_string(),
        region,
        redundancy: wanted.redundancy.unwrap_or(VaultRedundancy::GeoRedundant),
        system_assigned_identity: wanted.system_assigned_identity.unwrap_or(false),
        soft_delete,
        soft_delete_days,
        tags: wanted.tags.unwrap_or_default(),
    };
    Step::submit(command, created)
}

fn created(call: &Call<'_>, submitted: Submitted) -> Result<Answer, ApiError> {
    put_answer(call, submitted, true)
}

fn updated(call: &Call<'_>, submitted: Submitted) -> Result<Answer, ApiError> {
    put_answer(call, submitted, false)
}

fn put_answer(call: &Call<'_>, submitted: Submitted, is_new: bool) -> Result<Answer, ApiError> {
    let answer = tagged(201, read_back(call)?).with("x-ms-arm-resource-system-data", system(call, is_new)?);
    operation::started(call, submitted, answer, Results::None)
}

/// Who made a vault, and who changed it: who asks now, as far as it is known.
fn system(call: &Call<'_>, is_new: bool) -> Result<String, ApiError> {
    let view = call.ask(VaultDetail { vault: call.vault() })?;
    let caller = call.state().principals.get(&call.viewer.principal);
    let (name, kind) = match caller {
        Some(row) if row.kind == PrincipalKind::User => (row.name.clone(), "User"),
        _ => (call.viewer.principal.0.to_string(), "ManagedIdentity"),
    };
    let mut system = json!({ "createdAt": time::ticks(view.created_at) });
    if is_new {
        system["createdBy"] = json!(name);
        system["createdByType"] = json!(kind);
    }
    system["lastModifiedBy"] = json!(name);
    system["lastModifiedByType"] = json!(kind);
    system["lastModifiedAt"] = json!(time::ticks(call.viewer.now));
    Ok(system.to_string())
}

/// Nothing to wait for where nothing changes.
fn change(call: &Call<'_>, wanted: VaultBody, reply: Reply) -> Result<Step, ApiError> {
    let view = call.ask(VaultDetail { vault: call.vault() })?;
    let changes = VaultChanges {
        tags: wanted.tags.filter(|tags| *tags != view.tags),
        system_assigned_identity: wanted
            .system_assigned_identity
            .filter(|wanted| *wanted != view.identity.is_some()),
        redundancy: wanted.redundancy.filter(|redundancy| *redundancy != view.redundancy),
        soft_delete: wanted
            .soft_delete
            .filter(|wanted| *wanted != (view.soft_delete.state(), view.soft_delete.days)),
    };
    if changes.is_empty() {
        return Step::answer(tagged(200, write(call, &view)));
    }
    Step::submit(Command::UpdateBackupVault { vault: call.vault(), changes }, reply)
}

/// A second DELETE finds nothing, and that is what was asked for.
pub fn delete(call: &Call<'_>) -> Result<Step, ApiError> {
    let vault = call.vault();
    call.authorize(action::DELETE_VAULT, &vault)?;
    let Ok(row) = call.state().find_vault(&vault) else { return Step::answer(Answer::empty(204)) };
    check_conditions(call)?;
    Step::then(Command::DeleteBackupVault { vault }, operation::vault_deletion(call, row))
}

/// What is told when a change of a vault is over.
pub fn result(call: &Call<'_>) -> Result<Step, ApiError> {
    match operation::unfinished(call)? {
        Some(step) => Ok(step),
        None => Step::answer(Answer::json(200, read_back(call)?)),
    }
}

pub fn check_name(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::CHECK_VAULT_NAME, &call.group())?;
    let body = call.body()?;
    let name = body.require("name")?.text()?;
    body.require("type")?.one_of(&["Microsoft.DataProtection/backupVaults"], |name| name)?;
    let vault = ArmId::resource(&call.group(), ResourceKind::BackupVault.resource_type(), name);
    let body = match call.state().find_vault(&vault) {
        Err(_) => json!({ "nameAvailable": true }),
        Ok(_) => json!({
            "nameAvailable": false,
            "reason": "AlreadyExists",
            "message": format!("A Backup vault named '{name}' already exists in this resource group."),
        }),
    };
    Step::answer(Answer::json(200, body))
}

fn read(body: &Member<'_>, properties: Option<&Member<'_>>) -> Result<VaultBody, ApiError> {
    let storage = properties.and_then(|properties| properties.get("storageSettings"));
    let security = properties.and_then(|properties| properties.get("securitySettings"));
    for (setting, operation) in NOT_SIMULATED {
        let state = properties.and_then(|properties| properties.at(setting));
        if let Some(state) = state
            && !state.text()?.eq_ignore_ascii_case("Disabled")
        {
            return Err(ApiError::NotSimulated { operation: (*operation).to_string() });
        }
    }
    Ok(VaultBody {
        tags: read_tags(body)?,
        system_assigned_identity: read_identity(body)?,
        redundancy: storage.map_or(Ok(None), |storage| read_redundancy(&storage))?,
        soft_delete: security.map_or(Ok(None), |security| read_soft_delete(&security))?,
    })
}

fn read_identity(body: &Member<'_>) -> Result<Option<bool>, ApiError> {
    let Some(kind) = body.get("identity").and_then(|identity| identity.get("type")) else { return Ok(None) };
    match kind.text()? {
        text if text.eq_ignore_ascii_case("SystemAssigned") => Ok(Some(true)),
        text if text.eq_ignore_ascii_case("None") => Ok(Some(false)),
        text if text.to_ascii_lowercase().contains("userassigned") => {
            Err(ApiError::NotSimulated { operation: "A user-assigned identity of a vault".to_string() })
        }
        _ => Err(kind.invalid("SystemAssigned or None is expected")),
    }
}

fn read_redundancy(storage: &Member<'_>) -> Result<Option<VaultRedundancy>, ApiError> {
    for setting in storage.list()? {
        let store = setting.get("datastoreType").map_or(Ok("VaultStore"), |store| store.text())?;
        if store.eq_ignore_ascii_case("VaultStore") {
            let kind = setting.require("type")?;
            return kind.one_of(&VaultRedundancy::ALL, VaultRedundancy::arm_name).map(Some);
        }
    }
    Ok(None)
}

fn read_soft_delete(security: &Member<'_>) -> Result<Option<(SoftDeleteState, u32)>, ApiError> {
    let Some(settings) = security.get("softDeleteSettings") else { return Ok(None) };
    let states = [SoftDeleteState::Off, SoftDeleteState::On, SoftDeleteState::AlwaysOn];
    let state =
        settings.get("state").map_or(Ok(SoftDeleteState::On), |state| state.one_of(&states, state_name))?;
    let days = settings.get("retentionDurationInDays");
    let days = days.map_or(Ok(SOFT_DELETE_DAYS), |days| days.whole_number())?;
    Ok(Some((state, days)))
}

pub fn state_name(state: SoftDeleteState) -> &'static str {
    match state {
        SoftDeleteState::Off => "Off",
        SoftDeleteState::On => "On",
        SoftDeleteState::AlwaysOn => "AlwaysOn",
    }
}

/// `storageSettings`.
pub fn write_redundancy(redundancy: VaultRedundancy) -> Value {
    json!([{ "datastoreType": "VaultStore", "type": redundancy.arm_name() }])
}

/// `securitySettings`.
pub fn write_soft_delete(state: SoftDeleteState, days: u32) -> Value {
    json!({ "softDeleteSettings": {
        "state": state_name(state),
        "retentionDurationInDays": f64::from(days),
    } })
}

fn write(call: &Call<'_>, view: &VaultView) -> Value {
    let (score, level) = match view.soft_delete.state() {
        SoftDeleteState::AlwaysOn => ("Adequate", "Good"),
        SoftDeleteState::On | SoftDeleteState::Off => ("None", "Poor"),
    };
    let mut body = json!({
        "location": view.region.name(),
        "properties": {
            "provisioningState": match view.provisioning {
                ProvisioningState::Provisioning => "Provisioning",
                ProvisioningState::Succeeded => "Succeeded",
            },
            "storageSettings": write_redundancy(view.redundancy),
            "securitySettings": write_soft_delete(view.soft_delete.state(), view.soft_delete.days),
            "isVaultProtectedByResourceGuard": false,
            "secureScore": score,
            "bcdrSecurityLevel": level,
            "replicatedRegions": replicated_regions(view),
        },
        "id": view.id.as_str(),
        "name": view.name,
        "type": "Microsoft.DataProtection/backupVaults",
    });
    if let Some(identity) = view.identity {
        body["identity"] =
            json!({ "type": "SystemAssigned", "principalId": identity.0, "tenantId": call.tenant() });
    }
    if !view.tags.is_empty() {
        body["tags"] = json!(view.tags);
    }
    body
}

/// The paired region, where copies go there.
fn replicated_regions(view: &VaultView) -> Vec<&'static str> {
    let pair = view.region.facts().pair.filter(|_| view.redundancy == VaultRedundancy::GeoRedundant);
    pair.and_then(Region::parse).map(Region::name).into_iter().collect()
}
