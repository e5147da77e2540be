//! Tenants, subscriptions, groups, all resources, providers and resources by their ids over HTTP.

use crate::{
    arm_client::{Client, vault_body},
    arm_vaults::client,
    lab::Lab,
};
use serde_json::{Value, json};
use vault_lab::{
    arm::version::PROVIDERS,
    base::Method,
    engine::{Command, query::ResourceGroupDetail, resources::Region},
};

fn values(body: &Value) -> Vec<&Value> {
    body["value"].as_array().map(|items| items.iter().collect()).unwrap_or_default()
}

#[test]
fn the_tenant_and_its_subscriptions_are_told() {
    let mut client = Client::new(Lab::new());
    let tenants = client.get("/tenants?api-version=2022-12-01").body;
    let tenant = values(&tenants)[0].clone();
    assert_eq!((&tenant["displayName"], &tenant["tenantType"]), (&json!("Tailspin Toys"), &json!("AAD")));
    let subscriptions = client.get("/subscriptions").body;
    assert_eq!(subscriptions["count"], json!({ "type": "Total", "value": 2 }));
    let one = values(&subscriptions)[0].clone();
    assert_eq!((&one["tenantId"], &one["state"]), (&tenant["tenantId"], &json!("Enabled")));
    let id = one["id"].as_str().expect("an id").to_string();
    assert_eq!(client.get(&id).body, one);

    let locations = client.get(format!("{id}/locations")).body;
    assert_eq!(values(&locations).len(), Region::ALL.len());
    let west = values(&locations).into_iter().find(|row| row["name"] == "westeurope").expect("it is there");
    assert_eq!(west["regionalDisplayName"], "(Europe) West Europe");
    assert_eq!(west["metadata"]["pairedRegion"][0]["name"], "northeurope");
    assert_eq!(west["availabilityZoneMappings"].as_array().map(Vec::len), Some(3));
}

#[test]
fn groups_are_patched_filtered_and_deleted_as_an_operation() {
    let (mut client, group) = client();
    let patch = |client: &mut Client, body: Value| client.call(Method::Patch, &group, Some(body));
    let tagged = patch(&mut client, json!({ "tags": { "team": "finance" } }));
    assert_eq!((tagged.status(), &tagged.body["tags"]), (200, &json!({ "team": "finance" })));
    assert_eq!(patch(&mut client, json!({ "name": "rg-lab" })).body["tags"], json!({ "team": "finance" }));
    assert_eq!(patch(&mut client, json!({ "tags": {} })).body["tags"], json!({}));
    patch(&mut client, json!({ "tags": { "team": "finance" } }));
    client.lab.group("rg-other");
    let groups = format!("{}/resourcegroups", &group[..51]);
    let count = |client: &mut Client, filter: &str| {
        let listed = client.get(format!("{groups}?$filter={filter}"));
        assert_eq!(listed.status(), 200, "{listed:?}");
        values(&listed.body).len()
    };
    assert_eq!(count(&mut client, ""), 2);
    assert_eq!(count(&mut client, "tagName eq 'Team' and tagValue eq 'finance'"), 1);
    assert_eq!(count(&mut client, "tagName eq 'team' and tagValue eq 'Finance'"), 0);
    let refused = client.get(format!("{groups}?$filter=name eq 'x'"));
    assert_eq!((refused.status(), refused.code()), (400, "InvalidFilterInQueryString"));

    // Whoever deletes a group that gave the right to do so learns how it went all the same.
    let owner = vault_lab::engine::rbac::Role::Owner;
    let scope = vault_lab::base::ArmId::new(&group);
    client.lab.give(crate::lab::persona("Rosa"), owner, &scope);
    client.lab.sign_in("Rosa");
    let deleted = client.delete(&group);
    assert_eq!(deleted.status(), 202, "{deleted:?}");
    assert!(deleted.response.header("Azure-AsyncOperation").is_none());
    let location = deleted.header("Location");
    assert!(location.contains("/operationresults/"), "{location}");
    assert_eq!(client.get(&location).status(), 200);
    client.lab.sign_in("Bianca");
    let others = client.get(&location);
    assert_eq!((others.status(), others.code()), (403, "AuthorizationFailed"));
    client.lab.sign_in("Olivia");
    let unknown = client.get(location.replace("operationresults/", "operationresults/x"));
    assert_eq!((unknown.status(), unknown.code()), (404, "ResourceNotFound"));
    assert!(client.lab.query(ResourceGroupDetail { group: scope }).is_err());
}

#[test]
fn groups_are_refused_in_azures_words() {
    let (mut client, group) = client();
    let new = group.replace("rg-lab", "rg-new");
    let cases = [
        (Method::Put, new.clone(), json!({}), 400, "LocationRequired"),
        (
            Method::Put,
            new.clone(),
            json!({ "location": "atlantis" }),
            400,
            "LocationNotAvailableForResourceType",
        ),
        (Method::Put, new.clone(), json!({ "location": 7 }), 400, "InvalidRequestContent"),
        (Method::Put, format!("{new}."), json!({ "location": "westeurope" }), 400, "InvalidResourceGroup"),
        (
            Method::Put,
            new.clone(),
            json!({ "location": "westeurope", "tags": [] }),
            400,
            "InvalidRequestContent",
        ),
        (Method::Patch, new.clone(), json!({ "tags": {} }), 404, "ResourceGroupNotFound"),
        (Method::Delete, new.clone(), Value::Null, 404, "ResourceGroupNotFound"),
        (Method::Post, format!("{group}/moveResources"), json!({}), 501, "NotSimulated"),
    ];
    let before = client.unlogged();
    for (method, path, body, status, code) in cases {
        let refused = client.call(method, &path, Some(body));
        assert_eq!((refused.status(), refused.code()), (status, code), "{method} {path} {refused:?}");
    }
    assert!(client.unlogged() == before, "refusals leave nothing but a row of the activity log");
}

#[test]
fn all_resources_are_listed_filtered_and_paged() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lab");
    let other = lab.group("rg-other");
    lab.vault(&group, "vault-lab");
    let account = lab.data_lake(&group, "lakesource");
    lab.flat_account(&other, "blobsource");
    let tags = [("team".to_string(), "finance".to_string())].into_iter().collect();
    lab.do_(Command::SetTags { resource: account, tags });
    let mut client = Client::new(lab);
    let all = format!("{}/resources", &group.as_str()[..51]);
    let listed = |client: &mut Client, query: &str| {
        let page = client.get(format!("{all}?{query}"));
        assert_eq!(page.status(), 200, "{query} {page:?}");
        let names = values(&page.body).into_iter().map(|row| row["name"].as_str().unwrap_or_default());
        names.map(str::to_string).collect::<Vec<String>>()
    };
    let cases: [(&str, &[&str]); 8] = [
        ("$expand=createdTime", &["blobsource", "lakesource", "vault-lab"]),
        ("$filter=resourceType eq 'microsoft.storage/storageaccounts'", &["blobsource", "lakesource"]),
        ("$filter=name eq 'VAULT-lab'", &["vault-lab"]),
        ("$filter=location eq 'West Europe' and resourceGroup eq 'rg-other'", &["blobsource"]),
        ("$filter=location eq 'northeurope'", &[]),
        ("$filter=tagName eq 'team' and tagValue eq 'finance'", &["lakesource"]),
        ("$filter=tagName eq 'team' and tagValue eq 'sales'", &[]),
        ("$top=2", &["blobsource", "lakesource"]),
    ];
    for (query, names) in cases {
        assert_eq!(listed(&mut client, query), names, "{query}");
    }
    let first = client.get(format!("{all}?$top=2&$expand=createdTime"));
    let next = client.get(first.body["nextLink"].as_str().expect("there is more"));
    let vault = values(&next.body)[0].clone();
    assert_eq!(vault["type"], "Microsoft.DataProtection/backupVaults");
    assert_eq!(vault["identity"]["type"], "SystemAssigned");
    assert!(vault["createdTime"].is_string() && next.body.get("nextLink").is_none());
    assert_eq!(values(&first.body)[0]["sku"], json!({ "name": "Standard_LRS", "tier": "Standard" }));
    assert_eq!(values(&client.get(format!("{group}/resources")).body).len(), 2);
    let refusals = [
        ("$filter=kind eq 'x'", "InvalidFilterInQueryString"),
        ("$filter=substringof('x', name)", "InvalidFilterInQueryString"),
        ("$top=0", "InvalidQueryParameterValue"),
        ("$top=many", "InvalidQueryParameterValue"),
        ("$skipToken=99", "InvalidQueryParameterValue"),
    ];
    for (query, code) in refusals {
        let refused = client.get(format!("{all}?{query}"));
        assert_eq!((refused.status(), refused.code()), (400, code), "{query}");
    }
}

#[test]
fn providers_tell_the_versions_that_are_taken() {
    let (mut client, group) = client();
    let providers = format!("{}/providers", &group[..51]);
    let listed = client.get(&providers).body;
    assert_eq!(values(&listed).len(), PROVIDERS.len());
    let backup = client.get(format!("{providers}/microsoft.dataprotection")).body;
    assert_eq!(
        (&backup["namespace"], &backup["registrationState"]),
        (&json!("Microsoft.DataProtection"), &json!("Registered"))
    );
    let vaults = backup["resourceTypes"][0].clone();
    assert_eq!(
        (&vaults["resourceType"], &vaults["apiVersions"][0]),
        (&json!("BackupVaults"), &json!("2026-06-01"))
    );
    for version in vaults["apiVersions"].as_array().expect("versions") {
        let url = format!(
            "https://management.azure.com{group}/providers/Microsoft.DataProtection/backupVaults?api-version={}",
            version.as_str().expect("a version")
        );
        assert_eq!(client.get(url).status(), 200);
    }
    let registered = client.post(format!("{providers}/Microsoft.Storage/register"), json!({}));
    assert_eq!((registered.status(), &registered.body["registrationState"]), (200, &json!("Registered")));
    let unknown = client.get(format!("{providers}/Microsoft.Nothing"));
    assert_eq!((unknown.status(), unknown.code()), (404, "InvalidResourceNamespace"));
    // The portal shows alerts and the activity log; nothing was recorded to answer requests by.
    for path in ["Microsoft.AlertsManagement/alerts", "microsoft.insights/eventtypes/management/values"] {
        let asked = client.get(format!("{providers}/{path}"));
        assert_eq!((asked.status(), asked.code()), (501, "NotSimulated"), "{path}");
    }
    client.lab.sign_in("Ravi");
    let refused = client.post(format!("{providers}/Microsoft.Storage/register"), json!({}));
    assert_eq!((refused.status(), refused.code()), (403, "AuthorizationFailed"));
}

#[test]
fn a_vault_is_driven_by_its_id_as_the_generic_client_does() {
    let (mut client, group) = client();
    let id = format!(
        "/{}/providers/Microsoft.DataProtection/backupVaults/vault-lab",
        group.replace("resourceGroups", "resourcegroups")
    );
    let made = client.put(&id, vault_body());
    assert_eq!(made.status(), 201, "{made:?}");
    client.succeed(&made);
    assert_eq!(client.get(&id).body["properties"]["provisioningState"], "Succeeded");
    let head = |client: &mut Client, path: &str| client.call(Method::Head, path, None);
    let found = head(&mut client, &id);
    assert_eq!((found.status(), &found.body), (204, &Value::Null));
    assert_eq!(head(&mut client, &id.replace("vault-lab", "none")).status(), 404);
    assert_eq!(head(&mut client, &format!("{id}/backup")).status(), 404);
    let patched = client.call(Method::Patch, &id, Some(json!({ "tags": { "a": "b" } })));
    client.succeed(&patched);
    assert_eq!(client.get(&id).body["tags"]["a"], "b");
    let deleted = client.delete(&id);
    client.succeed(&deleted);
    let gone = client.get(&id);
    assert_eq!((gone.status(), gone.code()), (404, "ResourceNotFound"));
    let message = gone.body["error"]["message"].as_str().unwrap_or_default();
    assert!(
        message.ends_with("For more details please go to https://aka.ms/ARMResourceNotFoundFix"),
        "{message}"
    );
    let graph = client.post("/providers/Microsoft.ResourceGraph/resources", json!({ "query": "x" }));
    assert_eq!((graph.status(), graph.code()), (501, "NotSimulated"));
}

#[test]
fn the_provider_of_backup_tells_of_itself() {
    let (mut client, group) = client();
    let operations = client.get("/providers/Microsoft.DataProtection/operations").body;
    let restore = values(&operations)
        .into_iter()
        .find(|row| row["name"] == "Microsoft.DataProtection/backupVaults/backupInstances/restore/action");
    assert_eq!(restore.expect("it is there")["display"]["operation"], "Restore: Backup Instances");
    let ask = |client: &mut Client, location: &str, body: Value| {
        client.post(
            format!(
                "{}/providers/Microsoft.DataProtection/locations/{location}/checkFeatureSupport",
                &group[..51]
            ),
            body,
        )
    };
    let all = json!({ "objectType": "FeatureValidationRequest", "featureType": "DataSourceType" });
    let west = ask(&mut client, "West Europe", all.clone());
    assert_eq!(west.body["features"].as_array().map(Vec::len), Some(3), "{west:?}");
    let mut lake = all.clone();
    lake["featureName"] = json!("Microsoft.Storage/storageAccounts/adlsBlobServices");
    assert_eq!(
        ask(&mut client, "westeurope", lake.clone()).body["features"][0]["supportStatus"],
        "GenerallyAvailable"
    );
    assert_eq!(ask(&mut client, "polandcentral", lake).body["features"][0]["supportStatus"], "NotSupported");
    let mut server = all.clone();
    server["featureName"] = json!("Microsoft.DBforPostgreSQL/servers/databases");
    let refusals = [
        ("atlantis", all, 400, "LocationNotAvailableForResourceType"),
        ("westeurope", server, 501, "NotSimulated"),
        ("westeurope", json!({ "objectType": "x" }), 400, "BMSUserErrorInvalidInput"),
    ];
    for (location, body, status, code) in refusals {
        let refused = ask(&mut client, location, body);
        assert_eq!((refused.status(), refused.code()), (status, code), "{refused:?}");
    }
}
