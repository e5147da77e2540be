//! Restore requests: what of, from when, and where to.
//!
//! Source: the REST API of Microsoft.DataProtection, "Backup Instances - Trigger Restore"; Azure Backup, "Restore Azure
//! Blobs by using REST API", "Restore Azure Disks using REST API".

use super::{instance::write_datasource, point};
use crate::{
    arm::{
        ApiError,
        body::Member,
        call::{Call, Step},
        operation, time,
    },
    base::ArmId,
    engine::{
        Command,
        policy::DatasourceType,
        protection::BackupInstance,
        rbac::action,
        resources::Region,
        restore::{ContainerPick, RestoreDestination, RestoreError, RestoreSelection, RestoreSource},
        storage::RestoreRange,
    },
};
use serde_json::{Value, json};

pub fn trigger(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::RESTORE, &call.instance())?;
    Step::submit(command(call, &call.body()?)?, operation::accepted)
}

pub fn validate(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::VALIDATE_FOR_RESTORE, &call.instance())?;
    let command = Box::new(command(call, &call.body()?.require("restoreRequestObject")?)?);
    Step::submit(Command::Validate { command }, operation::accepted)
}

fn command(call: &Call<'_>, request: &Member<'_>) -> Result<Command, ApiError> {
    let instance = call.instance();
    let row = call.state().find_instance(&instance)?;
    let source = read_source(call, row, request)?;
    let destination = read_destination(row, &request.require("restoreTargetInfo")?)?;
    Ok(Command::Restore { instance, source, destination })
}

fn read_source(
    call: &Call<'_>,
    row: &BackupInstance,
    request: &Member<'_>,
) -> Result<RestoreSource, ApiError> {
    if request.is_type("AzureBackupRecoveryTimeBasedRestoreRequest") {
        let member = request.require("recoveryPointTime")?;
        let moment = time::parse(member.text()?);
        return moment.map(RestoreSource::Time).ok_or_else(|| member.invalid("a moment in UTC is expected"));
    }
    if !request.is_type("AzureBackupRecoveryPointBasedRestoreRequest") {
        let operation = format!("A restore request of type '{}'", request.object_type());
        return Err(ApiError::NotSimulated { operation });
    }
    // One of the official samples has it beside the request.
    let beside = || Member::root(&call.received.body).ok().and_then(|root| root.get("recoveryPointId"));
    let id = request.get("recoveryPointId").or_else(beside);
    let id = id.ok_or_else(|| request.invalid("recoveryPointId is required"))?;
    match point::named(call.state(), row, id.text()?) {
        Some(point) => Ok(RestoreSource::Point(point.seq)),
        None => Err(ApiError::Refused(RestoreError::PointNotFound.into())),
    }
}

fn read_destination(row: &BackupInstance, target: &Member<'_>) -> Result<RestoreDestination, ApiError> {
    let resource = target.require("datasourceInfo")?.require("resourceID")?.arm_id()?;
    if row.datasource_type == DatasourceType::Disk {
        let group = resource.as_str().split("/providers/").next().unwrap_or_default();
        let (group, name) = (ArmId::new(group), resource.name().to_string());
        return Ok(RestoreDestination::Disk { group, name });
    }
    let criteria = target.get("restoreCriteria").map_or(Ok(Vec::new()), |criteria| criteria.list())?;
    if resource == row.datasource && criteria.iter().all(is_range) {
        let ranges = criteria.iter().map(read_range).collect::<Result<_, _>>()?;
        return Ok(RestoreDestination::InPlace { ranges });
    }
    let selection = match criteria.as_slice() {
        [] => RestoreSelection::All,
        picks => RestoreSelection::Containers(picks.iter().map(read_pick).collect::<Result<_, _>>()?),
    };
    Ok(RestoreDestination::Account { account: resource, selection })
}

fn is_range(criterion: &Member<'_>) -> bool {
    criterion.is_type("RangeBasedItemLevelRestoreCriteria")
}

fn read_range(criterion: &Member<'_>) -> Result<RestoreRange, ApiError> {
    let bound = |name: &str| criterion.get(name).map_or(Ok(""), |bound| bound.text());
    Ok(RestoreRange::new(bound("minMatchingValue")?, bound("maxMatchingValue")?))
}

fn read_pick(criterion: &Member<'_>) -> Result<ContainerPick, ApiError> {
    if !criterion.is_type("ItemPathBasedRestoreCriteria") {
        let operation = format!("A restore by '{}'", criterion.object_type());
        return Err(ApiError::NotSimulated { operation });
    }
    if criterion.get("renameTo").is_some() {
        return Err(ApiError::NotSimulated {
            operation: "Restoring a container under another name".to_string(),
        });
    }
    let container = criterion.require("itemPath")?.text()?.to_string();
    let prefixes = criterion.get("subItemPathPrefix").map_or(Ok(Vec::new()), |list| list.texts())?;
    Ok(ContainerPick { container, prefixes })
}

/// What a restore request says.
#[derive(Clone, Debug)]
pub struct RestoreBody<'a> {
    pub datasource: &'a ArmId,
    pub datasource_type: DatasourceType,
    /// Where it is restored to: where the vault lies.
    pub region: Region,
    /// The name of the recovery point, unless blobs are put back to a moment.
    pub point: Option<String>,
    pub source: RestoreSource,
    pub destination: &'a RestoreDestination,
}

/// Writes a restore request.
pub fn write(body: &RestoreBody<'_>) -> Value {
    let store = match (body.source, body.datasource_type) {
        (RestoreSource::Time(_), _) | (_, DatasourceType::Disk) => "OperationalStore",
        (_, DatasourceType::Blob | DatasourceType::DataLakeStorage) => "VaultStore",
    };
    let mut request = json!({
        "objectType": "AzureBackupRecoveryPointBasedRestoreRequest",
        "sourceDataStoreType": store,
        "sourceResourceId": body.datasource.as_str(),
        "restoreTargetInfo": write_target(body),
    });
    match body.source {
        RestoreSource::Point(_) => request["recoveryPointId"] = json!(body.point),
        RestoreSource::Time(moment) => {
            request["objectType"] = json!("AzureBackupRecoveryTimeBasedRestoreRequest");
            request["recoveryPointTime"] = json!(time::ticks(moment));
        }
    }
    request
}

fn write_target(body: &RestoreBody<'_>) -> Value {
    let target = match body.destination {
        RestoreDestination::Account { account, .. } => account.clone(),
        RestoreDestination::Disk { group, name } => ArmId::resource(group, "Microsoft.Compute/disks", name),
        RestoreDestination::InPlace { .. } => body.datasource.clone(),
    };
    let criteria: Vec<Value> = match body.destination {
        RestoreDestination::Account { selection: RestoreSelection::Containers(picks), .. } => {
            picks.iter().map(write_pick).collect()
        }
        RestoreDestination::InPlace { ranges } => ranges.iter().map(write_range).collect(),
        RestoreDestination::Account { selection: RestoreSelection::All, .. }
        | RestoreDestination::Disk { .. } => Vec::new(),
    };
    let datasource =
        |object_type| write_datasource(&target, body.datasource_type, Some(body.region), object_type);
    let mut written = json!({
        "objectType": if criteria.is_empty() { "RestoreTargetInfo" } else { "ItemLevelRestoreTargetInfo" },
        "recoveryOption": "FailIfExists",
        "restoreLocation": body.region.name(),
        "datasourceInfo": datasource("Datasource"),
    });
    if body.datasource_type != DatasourceType::Disk {
        written["datasourceSetInfo"] = datasource("DatasourceSet");
    }
    if !criteria.is_empty() {
        written["restoreCriteria"] = Value::Array(criteria);
    }
    written
}

fn write_pick(pick: &ContainerPick) -> Value {
    let mut criterion = json!({
        "objectType": "ItemPathBasedRestoreCriteria",
        "itemPath": pick.container,
        "isPathRelativeToBackupItem": true,
    });
    if !pick.prefixes.is_empty() {
        criterion["subItemPathPrefix"] = json!(pick.prefixes);
    }
    criterion
}

fn write_range(range: &RestoreRange) -> Value {
    json!({
        "objectType": "RangeBasedItemLevelRestoreCriteria",
        "minMatchingValue": range.start,
        "maxMatchingValue": range.end,
    })
}
