//! Storage accounts as bodies.
//!
//! A PUT makes an account, or changes the tags of the one there is and whether it replicates across tenants. What an
//! account has always here stands in [`FIXED`]; members in no table are read over, as the service reads over what it does
//! not know: routing of networks that nothing runs in, and the sizes of file shares.
//!
//! Source: the REST API of Microsoft.Storage, "Storage Accounts".

use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        body::Member,
        call::{Call, Step, Submitted},
        fixed::{self, Fixed, Only},
        operation, regional,
        resources::{read_location, read_tags},
        storage::{PROVIDER, restore},
        time,
    },
    engine::{
        Command,
        monitor::{ActivityWork, Progress},
        query::{AccountRow, StorageAccountFacts, StorageAccountName, StorageAccounts},
        rbac::action,
        resources::{ProvisioningState, Region, Tags},
        storage::StorageRedundancy,
    },
};
use serde_json::{Map, Value, json};

/// The kind of operations that the addresses of this provider name.
pub const OPERATIONS: (&str, &str) = (PROVIDER, "asyncoperations");

const FIXED: &[Fixed] = &[
    ("identity.type", Only::Text("None")),
    ("extendedLocation", Only::Nothing),
    ("zones", Only::Nothing),
    ("properties.accessTier", Only::Text("Hot")),
    ("properties.allowBlobPublicAccess", Only::Flag(false)),
    ("properties.allowSharedKeyAccess", Only::Flag(true)),
    ("properties.allowedCopyScope", Only::Nothing),
    ("properties.azureFilesIdentityBasedAuthentication", Only::Nothing),
    ("properties.customDomain", Only::Nothing),
    ("properties.defaultToOAuthAuthentication", Only::Flag(false)),
    ("properties.dnsEndpointType", Only::Text("Standard")),
    ("properties.encryption.keySource", Only::Text("Microsoft.Storage")),
    ("properties.encryption.keyvaultproperties", Only::Nothing),
    ("properties.encryption.requireInfrastructureEncryption", Only::Flag(false)),
    ("properties.immutableStorageWithVersioning.enabled", Only::Flag(false)),
    ("properties.isLocalUserEnabled", Only::Flag(false)),
    ("properties.isNfsV3Enabled", Only::Flag(false)),
    ("properties.isSftpEnabled", Only::Flag(false)),
    ("properties.keyPolicy", Only::Nothing),
    ("properties.minimumTlsVersion", Only::Text("TLS1_2")),
    ("properties.networkAcls.bypass", Only::Text("AzureServices")),
    ("properties.networkAcls.defaultAction", Only::Text("Allow")),
    ("properties.networkAcls.ipRules", Only::Nothing),
    ("properties.networkAcls.resourceAccessRules", Only::Nothing),
    ("properties.networkAcls.virtualNetworkRules", Only::Nothing),
    ("properties.publicNetworkAccess", Only::Text("Enabled")),
    ("properties.sasPolicy", Only::Nothing),
    ("properties.supportsHttpsTrafficOnly", Only::Flag(true)),
];

/// Azure has these, too.
const OTHER_SKUS: [&str; 9] = [
    "Standard_RAGRS",
    "Standard_GZRS",
    "Standard_RAGZRS",
    "Premium_LRS",
    "Premium_ZRS",
    "StandardV2_LRS",
    "StandardV2_GRS",
    "StandardV2_ZRS",
    "StandardV2_GZRS",
];
pub const KIND: &str = "StorageV2";
const KINDS: [&str; 5] = [KIND, "Storage", "BlobStorage", "BlockBlobStorage", "FileStorage"];

/// What a body says of an account; `None` where it says nothing.
#[derive(Clone, Debug, PartialEq)]
struct AccountBody {
    redundancy: Option<StorageRedundancy>,
    hierarchical_namespace: Option<bool>,
    cross_tenant_replication: Option<bool>,
    tags: Option<Tags>,
}

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::answer(Answer::json(200, read_back(call)?))
}

fn read_back(call: &Call<'_>) -> Result<Value, ApiError> {
    Ok(write(&call.ask(StorageAccountFacts { account: call.account() })?))
}

/// Those of a resource group, or of the subscription.
pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    page(call, &call.ask(StorageAccounts { scope: call.list_scope() })?, write)
}

pub fn put(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::WRITE_ACCOUNT, &call.account())?;
    let body = call.body()?;
    let region = read_location(&body)?;
    body.require("sku")?;
    body.require("kind")?;
    let wanted = read(&body)?;
    match call.state().find_account(&call.account()) {
        Err(_) => create(call, region, wanted),
        Ok(account) if account.region != region => {
            Err(ApiError::LocationIsFixed { id: call.account(), known: account.region, wanted: region })
        }
        Ok(_) => {
            let tags = wanted.tags.clone().or(Some(Tags::new()));
            change(call, AccountBody { tags, ..wanted })
        }
    }
}

pub fn patch(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::WRITE_ACCOUNT, &call.account())?;
    let wanted = read(&call.body()?)?;
    change(call, wanted)
}

fn create(call: &Call<'_>, region: Region, wanted: AccountBody) -> Result<Step, ApiError> {
    let command = Command::CreateStorageAccount {
        group: call.group(),
        name: call.capture("account").to_string(),
        region,
        redundancy: wanted.redundancy.unwrap_or(StorageRedundancy::Lrs),
        hierarchical_namespace: wanted.hierarchical_namespace.unwrap_or(false),
        // Unlike in Azure, where backup to a vault has to be allowed first.
        cross_tenant_replication: wanted.cross_tenant_replication.unwrap_or(true),
        tags: wanted.tags.unwrap_or_default(),
    };
    Step::submit(command, accepted)
}

/// 202 and nothing but where to ask.
fn accepted(call: &Call<'_>, submitted: Submitted) -> Result<Answer, ApiError> {
    let account = call.ask(StorageAccountFacts { account: call.account() })?;
    let Some(activity) = regional::began(call, submitted) else {
        return Ok(Answer::json(200, write(&account)));
    };
    let location = regional::address(call, activity, account.region, OPERATIONS, "monitor=true&");
    Ok(operation::later(call, activity, Answer::empty(202).with("Location", location)))
}

fn change(call: &Call<'_>, wanted: AccountBody) -> Result<Step, ApiError> {
    let account = call.state().find_account(&call.account())?;
    if wanted.redundancy.is_some_and(|redundancy| redundancy != account.redundancy) {
        let operation = "Changing the redundancy of a storage account".to_string();
        return Err(ApiError::NotSimulated { operation });
    }
    if wanted.hierarchical_namespace.is_some_and(|wanted| wanted != account.hierarchical_namespace) {
        let (code, property) = ("AccountPropertyCannotBeUpdated", "isHnsEnabled");
        return Err(ApiError::PropertyIsFixed { code, property });
    }
    let (tags, cross_tenant_replication) = (wanted.tags, wanted.cross_tenant_replication);
    let command = Command::UpdateStorageAccount { account: call.account(), tags, cross_tenant_replication };
    Step::submit(command, |call, _| Ok(Answer::json(200, read_back(call)?)))
}

/// A second DELETE finds nothing, and that is what was asked for.
pub fn delete(call: &Call<'_>) -> Result<Step, ApiError> {
    let account = call.account();
    if call.state().find_account(&account).is_err() && call.viewer.may(action::DELETE_ACCOUNT, &account) {
        return Step::answer(Answer::empty(204));
    }
    Step::submit(Command::DeleteStorageAccount { account }, |_, _| Ok(Answer::empty(200)))
}

/// What an operation of an account came to: the account, or how the restore of its blobs went.
pub fn result(call: &Call<'_>) -> Result<Step, ApiError> {
    let (activity, _) = regional::find(call, PROVIDER)?;
    if let ActivityWork::BlobRestore(id) = activity.work {
        return restore::result(call, activity, id);
    }
    match activity.progress(call.state(), call.viewer.now) {
        Progress::Running { .. } => {
            let answer = Answer::empty(202).with("Location", regional::same_address(call));
            Step::answer(operation::later(call, activity, answer))
        }
        Progress::Succeeded { .. } | Progress::Failed { .. } => {
            let account = call.ask(StorageAccountFacts { account: activity.resource.clone() })?;
            Step::answer(Answer::json(200, write(&account)))
        }
    }
}

pub fn check_name(call: &Call<'_>) -> Result<Step, ApiError> {
    let subscription = call.subscription();
    call.authorize(action::CHECK_ACCOUNT_NAME, &subscription)?;
    let body = call.body()?;
    let name = body.require("name")?.text()?.to_string();
    body.require("type")?.one_of(&["Microsoft.Storage/storageAccounts"], |name| name)?;
    let body = match call.ask(StorageAccountName { subscription, name })? {
        None => json!({ "nameAvailable": true }),
        Some(refusal) => json!({
            "nameAvailable": false,
            "reason": if refusal.code() == "AccountNameInvalid" { "AccountNameInvalid" } else { "AlreadyExists" },
            "message": refusal.record().message,
        }),
    };
    Step::answer(Answer::json(200, body))
}

fn read(body: &Member<'_>) -> Result<AccountBody, ApiError> {
    if let Some(kind) = body.get("kind")
        && kind.one_of(&KINDS, |name| name)? != KIND
    {
        return Err(ApiError::NotSimulated {
            operation: format!("A storage account of kind {}", kind.text()?),
        });
    }
    fixed::check(body, FIXED)?;
    let flag = |path| body.at(path).map(|member| member.boolean()).transpose();
    Ok(AccountBody {
        redundancy: body.get("sku").map(|sku| read_sku(&sku)).transpose()?,
        hierarchical_namespace: flag("properties.isHnsEnabled")?,
        cross_tenant_replication: flag("properties.allowCrossTenantReplication")?,
        tags: read_tags(body)?,
    })
}

fn read_sku(sku: &Member<'_>) -> Result<StorageRedundancy, ApiError> {
    let name = sku.require("name")?;
    let text = name.text()?;
    if OTHER_SKUS.iter().any(|other| other.eq_ignore_ascii_case(text)) {
        return Err(ApiError::NotSimulated { operation: format!("A storage account of {text}") });
    }
    name.one_of(&StorageRedundancy::ALL, StorageRedundancy::sku)
}

fn write(row: &AccountRow) -> Value {
    let mut body = json!({
        "id": row.id.as_str(),
        "name": row.name,
        "type": "Microsoft.Storage/storageAccounts",
        "location": row.region.name(),
        "tags": row.tags,
        "sku": { "name": row.redundancy.sku(), "tier": "Standard" },
        "kind": KIND,
    });
    body["properties"] = Value::Object(properties(row));
    body
}

fn properties(row: &AccountRow) -> Map<String, Value> {
    let created = time::ticks(row.created_at);
    let service = json!({ "keyType": "Account", "enabled": true, "lastEnabledTime": created });
    let provisioning = match row.provisioning {
        ProvisioningState::Provisioning => "Creating",
        ProvisioningState::Succeeded => "Succeeded",
    };
    let mut properties = Map::new();
    let mut add = |name: &str, value: Value| drop(properties.insert(name.to_string(), value));
    add("provisioningState", json!(provisioning));
    add("creationTime", json!(created));
    add("keyCreationTime", json!({ "key1": created, "key2": created }));
    add("isHnsEnabled", json!(row.hierarchical_namespace));
    add("allowCrossTenantReplication", json!(row.cross_tenant_replication));
    add("primaryEndpoints", endpoints(&row.name));
    add("primaryLocation", json!(row.region.name()));
    add("statusOfPrimary", json!("available"));
    let pair = row.region.facts().pair.filter(|_| row.redundancy == StorageRedundancy::Grs);
    if let Some(pair) = pair {
        // A pair may be a region that nothing is created in here.
        let name = Region::parse(pair)
            .map_or_else(|| pair.replace(' ', "").to_lowercase(), |pair| pair.name().to_string());
        add("secondaryLocation", json!(name));
        add("statusOfSecondary", json!("available"));
    }
    add("encryption", json!({ "services": { "blob": service, "file": service } }));
    add("privateEndpointConnections", json!([]));
    if let Some(latest) = &row.restore {
        add("blobRestoreStatus", restore::write(latest));
    }
    fixed::tell(&mut properties, FIXED);
    properties["networkAcls"]["ipRules"] = json!([]);
    properties["networkAcls"]["virtualNetworkRules"] = json!([]);
    properties
}

fn endpoints(account: &str) -> Value {
    let endpoint = |service: &str| format!("https://{account}.{service}.core.windows.net/");
    let services = ["blob", "dfs", "file", "queue", "table", "web"];
    Value::Object(
        services.into_iter().map(|service| (service.to_string(), json!(endpoint(service)))).collect(),
    )
}
