//! Backup instances as bodies: protect, change, read.
//!
//! Source: the REST API of Microsoft.DataProtection, "Backup Instances"; Azure Backup, "Back up Azure Blobs by using
//! REST API", "Back up Azure Disks using REST API".

use super::policy;
use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        body::Member,
        call::{Call, Step, Submitted},
        operation::{self, Results},
        resources::read_tags,
    },
    base::ArmId,
    engine::{
        Command, State,
        policy::DatasourceType,
        protection::{BackupInstance, ContainerSelection, PolicyParameters, ProtectionState},
        rbac::action,
        resources::{Region, Tags},
    },
};
use serde_json::{Value, json};

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::answer(Answer::json(200, read_back(call)?))
}

fn read_back(call: &Call<'_>) -> Result<Value, ApiError> {
    call.authorize(action::READ_INSTANCES, &call.instance())?;
    Ok(write(call.state(), call.state().find_instance(&call.instance())?))
}

pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::READ_INSTANCES, &call.vault())?;
    let state = call.state();
    let vault = state.find_vault(&call.vault())?.id;
    let mut rows: Vec<&BackupInstance> = state.instances_of(vault).collect();
    rows.sort_by_key(|row| row.name.to_lowercase());
    page(call, &rows, |row| write(state, row))
}

/// `{resource}/providers/Microsoft.DataProtection/backupInstances`: who protects a resource.
pub fn list_of_resource(call: &Call<'_>) -> Result<Step, ApiError> {
    let state = call.state();
    let datasource = ArmId::new(call.capture("scope"));
    let protecting = state.instances_for(&datasource);
    let rows: Vec<&BackupInstance> =
        protecting.filter(|row| call.viewer.may(action::READ_INSTANCES, &state.instance_id(row))).collect();
    page(call, &rows, |row| write(state, row))
}

/// What is told when configuring is over.
pub fn result(call: &Call<'_>) -> Result<Step, ApiError> {
    match operation::unfinished(call)? {
        Some(step) => Ok(step),
        None => Step::answer(Answer::json(200, read_back(call)?)),
    }
}

/// Protects a datasource, or changes how it is.
pub fn put(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::WRITE_INSTANCE, &call.instance())?;
    let body = call.body()?;
    let tags = read_tags(&body)?.unwrap_or_default();
    let command = command(call, &body.require("properties")?, call.capture("instance"), tags)?;
    Step::submit(command, protected)
}

fn protected(call: &Call<'_>, submitted: Submitted) -> Result<Answer, ApiError> {
    let is_disk = call.state().find_instance(&call.instance())?.datasource_type == DatasourceType::Disk;
    if is_disk || !call.received.version.accepts_without_body() {
        let mut body = read_back(call)?;
        if body["properties"]["currentProtectionState"] == "ConfiguringProtection" {
            body["properties"]["provisioningState"] = json!("Provisioning");
        }
        return operation::started(call, submitted, Answer::json(201, body), Results::None);
    }
    operation::started(call, submitted, Answer::empty(202), Results::OfInstance)
}

pub fn validate(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::VALIDATE_FOR_BACKUP, &call.vault())?;
    let body = call.body()?.require("backupInstance")?;
    let properties = body.get("properties").unwrap_or(body);
    // The instance has no name yet: one that nobody else has stands for it.
    let name = format!("validate-{}", call.received.correlation.simple());
    let command = Box::new(command(call, &properties, &name, Tags::new())?);
    Step::submit(Command::Validate { command }, operation::accepted)
}

pub fn validate_change(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::VALIDATE_FOR_CHANGE, &call.instance())?;
    let body = call.body()?.require("backupInstance")?;
    let properties = body.get("properties").unwrap_or(body);
    let command = Box::new(command(call, &properties, call.capture("instance"), Tags::new())?);
    Step::submit(Command::Validate { command }, operation::accepted)
}

/// A second DELETE finds nothing, and that is what was asked for.
pub fn delete(call: &Call<'_>) -> Result<Step, ApiError> {
    let instance = call.instance();
    if call.state().find_instance(&instance).is_err() && call.viewer.may(action::DELETE_INSTANCE, &instance) {
        return Step::answer(Answer::empty(204));
    }
    Step::submit(Command::DeleteBackupInstance { instance }, operation::accepted)
}

/// Protecting what is not protected, or changing the instance of this name.
fn command(call: &Call<'_>, properties: &Member<'_>, name: &str, tags: Tags) -> Result<Command, ApiError> {
    let source = properties.require("dataSourceInfo")?;
    let datasource = source.require("resourceID")?.arm_id()?;
    let kind = match source.get("datasourceType") {
        Some(kind) => policy::datasource_type(kind.text()?)?,
        None => return Err(source.invalid("datasourceType is required")),
    };
    let policy_info = properties.require("policyInfo")?;
    let policy = policy_info.require("policyId")?.arm_id()?;
    let parameters = read_parameters(kind, policy_info.get("policyParameters").as_ref())?;
    let instance = call.vault().child("backupInstances", name);
    if let Ok(known) = call.state().find_instance(&instance) {
        if known.datasource != datasource {
            return Err(
                source.invalid("an instance keeps its datasource; protect another one under another name")
            );
        }
        return Ok(Command::UpdateProtection { instance, policy, parameters, tags });
    }
    let (vault, instance_name) = (call.vault(), name.to_string());
    Ok(Command::ConfigureProtection { vault, instance_name, datasource, policy, parameters, tags })
}

fn read_parameters(
    kind: DatasourceType,
    parameters: Option<&Member<'_>>,
) -> Result<PolicyParameters, ApiError> {
    match kind {
        DatasourceType::Disk => read_snapshot_group(parameters).map(PolicyParameters::SnapshotGroup),
        DatasourceType::Blob => read_containers(parameters).map(PolicyParameters::Blobs),
        DatasourceType::DataLakeStorage => {
            let containers = read_containers(parameters)?;
            let containers = containers.unwrap_or_else(|| ContainerSelection::Listed(Vec::new()));
            Ok(PolicyParameters::Containers(containers))
        }
    }
}

fn read_snapshot_group(parameters: Option<&Member<'_>>) -> Result<ArmId, ApiError> {
    let list = parameters.and_then(|parameters| parameters.get("dataStoreParametersList"));
    let stores = list.map_or(Ok(Vec::new()), |list| list.list())?;
    let group = stores.iter().find_map(|store| store.get("resourceGroupId"));
    match group {
        Some(group) => group.arm_id(),
        None => Err(ApiError::InvalidInput {
            target: "policyInfo.policyParameters.dataStoreParametersList".to_string(),
            reason: "the resource group of snapshots is required (AzureOperationalStoreParameters)"
                .to_string(),
        }),
    }
}

fn read_containers(parameters: Option<&Member<'_>>) -> Result<Option<ContainerSelection>, ApiError> {
    let list = parameters.and_then(|parameters| parameters.get("backupDatasourceParametersList"));
    let Some(first) = list.map_or(Ok(Vec::new()), |list| list.list())?.into_iter().next() else {
        return Ok(None);
    };
    if let Some(settings) = first.get("autoProtectionSettings") {
        return read_auto_protection(&settings).map(Some);
    }
    Ok(Some(ContainerSelection::Listed(first.require("containersList")?.texts()?)))
}

fn read_auto_protection(settings: &Member<'_>) -> Result<ContainerSelection, ApiError> {
    let enabled = settings.require("enabled")?;
    if !enabled.boolean()? {
        return Err(enabled.invalid("list the containers instead of switching this off"));
    }
    let mut prefixes = Vec::new();
    for rule in settings.get("rules").map_or(Ok(Vec::new()), |rules| rules.list())? {
        rule.require("mode")?.one_of(&["Exclude"], |name| name)?;
        rule.require("type")?.one_of(&["Prefix"], |name| name)?;
        prefixes.push(rule.require("pattern")?.text()?.to_string());
    }
    Ok(ContainerSelection::AllExcept { prefixes })
}

/// The state under the name that the service gives it.
///
/// Source: recorded answers; `BackupsSuspended` is in no published list of states.
pub fn state_name(state: ProtectionState) -> &'static str {
    match state {
        ProtectionState::ConfiguringProtection => "ConfiguringProtection",
        ProtectionState::ProtectionConfigured => "ProtectionConfigured",
        ProtectionState::ProtectionError => "ProtectionError",
        ProtectionState::ProtectionStopped => "ProtectionStopped",
        ProtectionState::BackupsSuspended => "BackupsSuspended",
        ProtectionState::SoftDeleted => "SoftDeleted",
    }
}

/// Writes an instance.
pub fn write(state: &State, row: &BackupInstance) -> Value {
    let mut body = write_body(properties(state, row), &row.tags);
    body["id"] = json!(state.instance_id(row).as_str());
    body["name"] = json!(row.name);
    body["type"] = json!("Microsoft.DataProtection/backupVaults/backupInstances");
    body
}

/// What is protected, and its tags where there are any.
pub fn write_body(properties: Value, tags: &Tags) -> Value {
    let mut body = json!({ "properties": properties });
    if !tags.is_empty() {
        body["tags"] = json!(tags);
    }
    body
}

fn properties(state: &State, row: &BackupInstance) -> Value {
    let policy = state.policies.get(&row.policy).map(|policy| state.policy_id(policy));
    let mut properties = write_properties(&InstanceBody {
        datasource: &row.datasource,
        region: state.vaults.get(&row.vault).map(|vault| vault.region),
        policy: policy.as_ref(),
        parameters: &row.parameters,
    });
    properties["protectionStatus"] = json!({ "status": state_name(row.state) });
    properties["currentProtectionState"] = json!(state_name(row.state));
    // Of the resource, which is there from the beginning; protection has a state of its own.
    properties["provisioningState"] = json!("Succeeded");
    properties
}

/// What a request says of an instance, and an answer repeats.
#[derive(Clone, Copy, Debug)]
pub struct InstanceBody<'a> {
    pub datasource: &'a ArmId,
    /// Where the datasource lies: where its vault does.
    pub region: Option<Region>,
    pub policy: Option<&'a ArmId>,
    pub parameters: &'a PolicyParameters,
}

/// Writes what is protected, and how.
pub fn write_properties(body: &InstanceBody<'_>) -> Value {
    let mut policy_info = json!({ "policyId": body.policy.map(ArmId::as_str) });
    if let Some(parameters) = write_parameters(body.parameters) {
        policy_info["policyParameters"] = parameters;
    }
    let mut properties = json!({
        "friendlyName": body.datasource.name(),
        "dataSourceInfo": write_datasource(body.datasource, body.datasource_type(), body.region, "Datasource"),
        "policyInfo": policy_info,
        "objectType": "BackupInstance",
    });
    if body.datasource_type() != DatasourceType::Disk {
        properties["dataSourceSetInfo"] =
            write_datasource(body.datasource, body.datasource_type(), body.region, "DatasourceSet");
    }
    properties
}

impl InstanceBody<'_> {
    fn datasource_type(&self) -> DatasourceType {
        self.parameters.datasource_type()
    }
}

/// What is protected or written to, as `Datasource` or as the `DatasourceSet` that an account is of itself.
pub fn write_datasource(
    id: &ArmId,
    kind: DatasourceType,
    region: Option<Region>,
    object_type: &str,
) -> Value {
    json!({
        "resourceID": id.as_str(),
        "resourceUri": id.as_str(),
        "datasourceType": kind.arm_name(),
        "resourceName": id.name(),
        "resourceType": id.resource_type(),
        "resourceLocation": region.map(|region| region.facts().name),
        "objectType": object_type,
    })
}

pub fn write_parameters(parameters: &PolicyParameters) -> Option<Value> {
    let (containers, prefix) = match parameters {
        PolicyParameters::SnapshotGroup(group) => {
            return Some(json!({ "dataStoreParametersList": [{
                "resourceGroupId": group.as_str(),
                "objectType": "AzureOperationalStoreParameters",
                "dataStoreType": "OperationalStore",
            }] }));
        }
        PolicyParameters::Containers(containers) => (containers, "Adls"),
        PolicyParameters::Blobs(containers) => (containers.as_ref()?, ""),
    };
    let list = match containers {
        ContainerSelection::Listed(names) => {
            json!({ "containersList": names, "objectType": format!("{prefix}BlobBackupDatasourceParameters") })
        }
        ContainerSelection::AllExcept { prefixes } => {
            let rule = |pattern: &String| {
                let rule = "BlobBackupAutoProtectionRule";
                json!({ "mode": "Exclude", "type": "Prefix", "pattern": pattern, "objectType": rule })
            };
            json!({
                "autoProtectionSettings": {
                    "enabled": true,
                    "rules": prefixes.iter().map(rule).collect::<Vec<Value>>(),
                    "objectType": "BlobBackupRuleBasedAutoProtectionSettings",
                },
                "objectType": format!("{prefix}BlobBackupDatasourceParametersForAutoProtection"),
            })
        }
    };
    Some(json!({ "backupDatasourceParametersList": [list] }))
}
