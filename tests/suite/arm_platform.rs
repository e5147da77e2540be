//! What Resource Manager adds to every answer, and what it looks at before a provider does.

use crate::{
    arm_client::{Client, vault_body},
    arm_vaults::client,
};
use serde_json::{Value, json};
use uuid::Uuid;
use vault_lab::{
    arm::route::{Service, routes},
    base::{HttpRequest, Method},
};

fn vault(group: &str) -> String {
    format!("{group}/providers/Microsoft.DataProtection/backupVaults/vault-lab")
}

fn with(
    client: &Client,
    method: Method,
    path: &str,
    body: Option<Value>,
    headers: &[(&str, &str)],
) -> HttpRequest {
    headers.iter().fold(client.request(method, path, body.as_ref()), |request, (name, value)| {
        request.with_header(name, *value)
    })
}

#[test]
fn every_answer_says_what_azures_say() {
    let (mut client, group) = client();
    let correlation = "3e7cacb3-65cd-4b3c-8145-71fe90d57327";
    let headers = [
        ("x-ms-correlation-request-id", correlation),
        ("x-ms-client-request-id", "mine"),
        ("x-ms-return-client-request-id", "True"),
    ];
    let request = with(&client, Method::Get, &vault(&group), None, &headers);
    let answered = client.send(&request);
    assert_eq!(answered.status(), 404);
    assert_eq!(answered.header("x-ms-correlation-request-id"), correlation);
    assert_eq!(answered.header("x-ms-client-request-id"), "mine");
    let own = answered.header("x-ms-request-id");
    assert!(Uuid::parse_str(&own).is_ok() && own != correlation);
    assert_eq!(answered.header("x-ms-routing-request-id"), format!("WESTEUROPE:20260914T080000Z:{own}"));
    let who = answered.header("x-ms-operation-identifier");
    assert!(who.contains("objectId=4f1c0a52-93d7-4b7e-8a51-0c6a8f5d2e01/westeurope/"), "{who}");
    for name in ["Cache-Control", "Pragma", "Expires", "Date", "X-Content-Type-Options", "X-Powered-By"] {
        assert!(!answered.header(name).is_empty());
    }
    // Nobody asked for it back here, and nobody is known there.
    let plain = with(&client, Method::Get, &group, None, &[("x-ms-client-request-id", "mine")]);
    assert_eq!(client.send(&plain).response.header("x-ms-client-request-id"), None);
    let stranger = client.send(&HttpRequest::new(Method::Get, "https://management.azure.com/subscriptions"));
    assert_eq!(stranger.status(), 401);
    assert_eq!(stranger.response.header("x-ms-operation-identifier"), None);
}

#[test]
fn requests_are_counted_by_kind_and_caller() {
    let (mut client, group) = client();
    let left = |client: &mut Client, method, path: &str, name: &str| {
        let answered = client.call(method, path, None);
        answered.header(&format!("x-ms-ratelimit-remaining-{name}"))
    };
    assert_eq!(left(&mut client, Method::Get, &group, "subscription-reads"), "1099");
    assert_eq!(left(&mut client, Method::Head, &group, "subscription-global-reads"), "16498");
    let vaults = format!("{group}/providers/Microsoft.DataProtection/backupVaults");
    assert_eq!(left(&mut client, Method::Get, &vaults, "subscription-resource-requests"), "1097");
    assert_eq!(left(&mut client, Method::Put, &group, "subscription-writes"), "799");
    let action = format!("{}/validateForBackup", vault(&group));
    assert_eq!(left(&mut client, Method::Post, &action, "subscription-global-writes"), "11998");
    assert_eq!(left(&mut client, Method::Delete, &vault(&group), "subscription-resource-requests"), "799");
    assert_eq!(left(&mut client, Method::Get, "/subscriptions", "tenant-reads"), "1099");
    client.lab.sign_in("Ravi");
    assert_eq!(left(&mut client, Method::Get, &group, "subscription-reads"), "1099");
    for _ in 0..1_200 {
        assert_eq!(client.get(&group).status(), 200, "nobody is held up");
    }
    assert_eq!(left(&mut client, Method::Get, &group, "subscription-reads"), "0");
}

#[test]
fn only_json_is_taken() {
    let (mut client, group) = client();
    let path = vault(&group);
    let send = |client: &mut Client, kind: Option<&str>| {
        let body = vault_body().to_string().into_bytes();
        let request = HttpRequest { body, ..client.request(Method::Put, &path, None) };
        let request =
            kind.into_iter().fold(request, |request, kind| request.with_header("Content-Type", kind));
        let answered = client.send(&request);
        (answered.status(), answered.code().to_string())
    };
    for kind in [None, Some("text/plain"), Some("application/xml; charset=utf-8")] {
        assert_eq!(send(&mut client, kind), (415, "UnsupportedMediaType".to_string()), "{kind:?}");
    }
    assert_eq!(send(&mut client, Some("Application/JSON; charset=utf-8")).0, 201);
    // Where nothing is sent its type is nobody's business.
    let request = with(&client, Method::Get, &path, None, &[("Content-Type", "text/plain")]);
    assert_eq!(client.send(&request).status(), 200);
}

#[test]
fn vaults_are_written_on_conditions() {
    let (mut client, group) = client();
    let path = vault(&group);
    let on = |client: &mut Client, method, header: (&str, &str), body: Option<Value>| {
        let request = with(client, method, &path, body, &[header]);
        let answered = client.send(&request);
        (answered.status(), answered.code().to_string())
    };
    let failed = || (412, "PreconditionFailed".to_string());
    let body = || Some(vault_body());
    assert_eq!(on(&mut client, Method::Put, ("If-Match", "*"), body()), failed());
    assert_eq!(on(&mut client, Method::Delete, ("If-Match", "*"), None).0, 204);
    assert_eq!(on(&mut client, Method::Put, ("If-None-Match", "*"), body()).0, 201);
    assert_eq!(on(&mut client, Method::Put, ("If-None-Match", "*"), body()), failed());
    client.lab.advance(2);
    let tag = client.get(&path).header("ETag");
    assert_eq!(on(&mut client, Method::Put, ("If-Match", "\"other\""), body()), failed());
    let tagged = json!({ "location": "westeurope", "tags": { "a": "b" }, "properties": {} });
    assert_eq!(on(&mut client, Method::Put, ("If-Match", &tag), Some(tagged)).0, 201);
    let newer = client.get(&path).header("ETag");
    assert_ne!(newer, tag);
    assert_eq!(on(&mut client, Method::Delete, ("If-Match", &tag), None), failed());
    assert_eq!(on(&mut client, Method::Delete, ("If-Match", &newer), None).0, 202);
}

#[test]
fn a_vault_is_made_with_the_soft_delete_that_is_asked_for() {
    let (mut client, group) = client();
    let path = vault(&group);
    let body = |state: &str| {
        let mut body = vault_body();
        body["properties"]["securitySettings"] =
            json!({ "softDeleteSettings": { "state": state, "retentionDurationInDays": 30.0 } });
        body
    };
    let before = client.unlogged();
    let off = client.put(&path, body("Off"));
    assert_eq!((off.status(), off.code()), (400, "BMSUserErrorDisablingSoftDeleteStateNotAllowed"));
    assert!(client.unlogged() == before);
    let made = client.put(&path, body("alwaysOn"));
    assert_eq!(made.status(), 201, "{made:?}");
    let settings = &made.body["properties"]["securitySettings"]["softDeleteSettings"];
    assert_eq!(settings, &json!({ "state": "AlwaysOn", "retentionDurationInDays": 30.0 }));
    assert_eq!(made.body["properties"]["secureScore"], "Adequate");
    let system: Value = serde_json::from_str(&made.header("x-ms-arm-resource-system-data")).expect("JSON");
    assert_eq!((&system["createdBy"], &system["createdByType"]), (&json!("Olivia Owner"), &json!("User")));
    assert_eq!(system["createdAt"], system["lastModifiedAt"]);
    client.lab.advance(5);
    let changed =
        client.put(&path, json!({ "location": "westeurope", "tags": { "a": "b" }, "properties": {} }));
    let system: Value = serde_json::from_str(&changed.header("x-ms-arm-resource-system-data")).expect("JSON");
    assert_ne!(system["createdAt"], system["lastModifiedAt"]);
}

#[test]
fn each_type_has_its_own_versions() {
    let (mut client, group) = client();
    let url = |path: &str, version: &str| format!("https://management.azure.com{path}?api-version={version}");
    let authorization = format!("{group}/providers/Microsoft.Authorization");
    let cases = [
        (format!("{authorization}/locks"), "2020-05-01", 200),
        (format!("{authorization}/roleAssignments"), "2020-05-01", 400),
        (format!("{authorization}/roleAssignments"), "2022-04-01", 200),
        (format!("{authorization}/roleAssignments"), "2020-10-01-preview", 200),
        (group.clone(), "2024-11-01", 200),
        (group.clone(), "2025-04-01", 200),
        (group.clone(), "2025-04-02", 400),
        ("/subscriptions".to_string(), "2022-12-01", 200),
        (format!("{}/providers/Microsoft.Storage", &group[..51]), "2025-04-01", 200),
    ];
    for (path, version, status) in cases {
        let answered = client.get(url(&path, version));
        assert_eq!(answered.status(), status, "{path} {version} {answered:?}");
        if status == 400 {
            assert_eq!(answered.code(), "NoRegisteredProviderFound");
        }
    }
}

/// The path of a route, with names of what is there and of what is not.
fn filled(path: &str, group: &str) -> String {
    let subscription = &group["/subscriptions/".len()..51];
    [
        ("/{scope}", group),
        ("{subscription}", subscription),
        ("{group}", "rg-lab"),
        ("{vault}", "vault-lab"),
        ("{location}", "westeurope"),
        ("{namespace}", "Microsoft.Storage"),
        ("{assignment}", "05c5a614-a7d6-4502-b150-c2fb455033ff"),
        ("{definition}", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    ]
    .iter()
    .fold(path.to_string(), |path, (name, value)| path.replace(name, value))
    .replace(['{', '}'], "")
}

/// Nothing that is served answers 5xx, whatever it is sent, and what is refused changes nothing.
#[test]
fn every_route_answers_whatever_it_is_sent() {
    let bodies = [json!({}), json!([]), json!({ "properties": {} }), json!({ "properties": 7, "tags": [] })];
    for route in routes() {
        for body in &bodies {
            let (mut client, group) = client();
            let made = client.put(vault(&group), vault_body());
            client.succeed(&made);
            let before = client.unlogged();
            let answered = client.call(route.method, filled(route.path, &group), Some(body.clone()));
            let (status, operation) = (answered.status(), route.operation);
            let is_simulated = matches!(route.service, Service::Served(_));
            assert!(status < 500 && is_simulated || status == 501, "{operation} {answered:?}");
            assert!(status < 400 || client.unlogged() == before, "{operation}");
        }
    }
}
