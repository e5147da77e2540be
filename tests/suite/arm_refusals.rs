//! What the API refuses, in which order, and that nothing gets through that is not shaped like Azure's answers.

use crate::{
    arm_client::{Client, lake_policy_body, vault_body},
    arm_vaults::client,
    lab::Lab,
};
use futures::executor::block_on;
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};
use uuid::Uuid;
use vault_lab::{
    arm::{
        Door, Submitted,
        budget::{Left, Spending},
        interrupted, serve,
    },
    base::{HttpRequest, Method},
    engine::{Command, query::Viewer, rbac::PrincipalId},
    rpc::{Failure, Trouble},
};

fn with_vault() -> (Client, String) {
    let (mut client, group) = client();
    let vault = format!("{group}/providers/Microsoft.DataProtection/backupVaults/vault-lab");
    let made = client.put(&vault, vault_body());
    client.succeed(&made);
    (client, vault)
}

#[test]
fn requests_are_refused_in_azures_order() {
    let (mut client, vault) = with_vault();
    let group = vault.split("/providers").next().expect("a group").to_string();
    let nowhere = vault.replace(&vault[15..51], &"0".repeat(36));
    let version = "?api-version=2025-07-01";
    let cases: [(Method, String, u16, &str); 9] = [
        (Method::Get, vault.clone(), 400, "MissingApiVersionParameter"),
        (Method::Get, format!("{vault}?api-version=now"), 400, "InvalidApiVersionParameter"),
        (Method::Get, format!("{vault}?api-version=2025-07-02"), 400, "NoRegisteredProviderFound"),
        (
            Method::Get,
            format!("{group}/providers/Microsoft.Nothing/things/x{version}"),
            404,
            "InvalidResourceNamespace",
        ),
        (Method::Get, format!("{vault}/backupThings{version}"), 404, "InvalidResourceType"),
        (Method::Put, format!("{vault}/backupJobs{version}"), 405, "HttpMethodNotAllowed"),
        (Method::Get, format!("{nowhere}{version}"), 404, "SubscriptionNotFound"),
        (
            Method::Get,
            format!("{}{version}", vault.replace("rg-lab", "rg-gone")),
            404,
            "ResourceGroupNotFound",
        ),
        (Method::Get, format!("{vault}/backupResourceGuardProxies{version}"), 501, "NotSimulated"),
    ];
    for (method, path, status, code) in cases {
        let answered = client.send(&signed(&client, method, format!("https://management.azure.com{path}")));
        assert_eq!((answered.status(), answered.code()), (status, code), "{path}");
        assert!(answered.body["error"]["message"].as_str().is_some_and(|message| !message.is_empty()));
    }
}

/// A request as it is, with a token and nothing else.
fn signed(client: &Client, method: Method, url: String) -> HttpRequest {
    HttpRequest { headers: client.request(method, "/", None).headers, ..HttpRequest::new(method, url) }
}

#[test]
fn strangers_are_refused_before_anything_is_looked_at() {
    let (mut client, vault) = with_vault();
    let bare = HttpRequest::new(Method::Get, format!("https://management.azure.com{vault}"));
    let refused = client.send(&bare);
    assert_eq!((refused.status(), refused.code()), (401, "AuthenticationFailed"));
    assert!(refused.header("WWW-Authenticate").starts_with("Bearer"));
    let foreign = client.send(&bare.with_header("Authorization", "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln"));
    assert_eq!((foreign.status(), foreign.code()), (401, "InvalidAuthenticationToken"));
    let elsewhere =
        client.send(&signed(&client, Method::Get, "https://example.com/?api-version=x".to_string()));
    assert_eq!((elsewhere.status(), elsewhere.code()), (404, "NotSimulated"));
    let relative = client.send(&signed(&client, Method::Get, "management.azure.com/x".to_string()));
    assert_eq!((relative.status(), relative.code()), (400, "InvalidRequestUri"));
    // Who may nothing learns nothing of what there is.
    client.lab.sign_in("Ravi");
    for path in [format!("{vault}/backupPolicies/none"), vault.replace("vault-lab", "none")] {
        for refused in [client.delete(&path), client.put(&path, json!({}))] {
            assert_eq!((refused.status(), refused.code()), (403, "AuthorizationFailed"), "{path}");
        }
    }
    for action in ["validateForBackup", "backupInstances/none/backup", "backupInstances/none/restore"] {
        let refused = client.post(format!("{vault}/{action}"), json!([]));
        assert_eq!((refused.status(), refused.code()), (403, "AuthorizationFailed"), "{action}");
    }
}

#[test]
fn bodies_are_refused_with_the_member_that_is_wrong() {
    let (mut client, vault) = with_vault();
    let policy = format!("{vault}/backupPolicies/weekly");
    let broken = |path: &str, value: Value| {
        let mut body = lake_policy_body();
        *body.pointer_mut(path).expect("the body has it") = value;
        body
    };
    let rules = "/properties/policyRules";
    let cases = [
        (json!([]), 400, "InvalidRequestContent", "object"),
        (json!({}), 400, "BMSUserErrorInvalidPolicyInput", "properties"),
        (
            broken("/properties/datasourceTypes", json!([])),
            400,
            "BMSUserErrorInvalidPolicyInput",
            "datasourceTypes",
        ),
        (
            broken("/properties/datasourceTypes/0", json!("Microsoft.Kubernetes/x")),
            501,
            "NotSimulated",
            "Kubernetes",
        ),
        (
            broken(&format!("{rules}/0/trigger/schedule/repeatingTimeIntervals/0"), json!("every day")),
            400,
            "BMSUserErrorInvalidPolicyInput",
            "policyRules[0].trigger.schedule.repeatingTimeIntervals[0]",
        ),
        (
            broken(&format!("{rules}/0/trigger/schedule/timeZone"), json!("Mars Standard Time")),
            400,
            "BMSUserErrorInvalidPolicyInput",
            "timeZone",
        ),
        (
            broken(&format!("{rules}/1/lifecycles/0/deleteAfter/duration"), json!("thirty")),
            400,
            "BMSUserErrorInvalidPolicyInput",
            "duration",
        ),
        (
            broken(&format!("{rules}/1/name"), json!("BackupWeekly")),
            400,
            "BMSUserErrorInvalidInput",
            "BackupWeekly",
        ),
        (
            broken(
                &format!("{rules}/1/lifecycles/0/sourceDataStore/dataStoreType"),
                json!("OperationalStore"),
            ),
            400,
            "BMSUserErrorInvalidPolicyInput",
            "dataStoreType",
        ),
    ];
    let before = client.unlogged();
    for (body, status, code, named) in cases {
        let answered = client.put(&policy, body.clone());
        assert_eq!((answered.status(), answered.code()), (status, code), "{body} {answered:?}");
        let message = answered.body["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(named), "{message}");
    }
    let large = client.request(Method::Put, &policy, Some(&Value::Null));
    let large = HttpRequest { body: vec![b' '; (4 << 20) + 1], ..large };
    assert_eq!(client.send(&large).status(), 413);
    assert!(client.unlogged() == before, "refusals leave nothing but a row of the activity log");
}

/// A laboratory whose database writes nothing.
struct Broken(Lab);

impl Door for Broken {
    fn viewer(&self, principal: PrincipalId) -> Viewer<'_> {
        self.0.viewer(principal)
    }

    fn next_correlation(&mut self) -> Uuid {
        self.0.next_correlation()
    }

    fn spend(&mut self, principal: PrincipalId, subscription: &str, spending: Spending) -> Left {
        self.0.spend(principal, subscription, spending)
    }

    async fn submit(&mut self, _: PrincipalId, _: Command, _: Uuid) -> Result<Submitted, Failure> {
        Err(Failure::Trouble(Trouble::StorageFailed { message: "ordered".to_string() }))
    }
}

#[test]
fn trouble_of_the_browser_is_no_refusal_of_azure() {
    let (client, group) = client();
    let path = format!("{group}/providers/Microsoft.DataProtection/backupVaults/vault-lab");
    let request = client.request(Method::Put, &path, Some(&vault_body()));
    let response = block_on(serve(&mut Broken(client.lab), &request, None)).response;
    let body: Value = serde_json::from_slice(&response.body).expect("bodies are JSON");
    assert_eq!((response.status, &body["error"]["code"]), (503, &json!("StorageUnavailable")));
}

#[test]
fn what_the_browser_breaks_off_is_told_in_azures_words() {
    let (client, group) = client();
    let path = format!("{group}/providers/Microsoft.DataProtection/backupVaults/vault-lab");
    let correlation = "7c0b1f5a-0000-4000-8000-000000000001";
    let request = client.request(Method::Put, &path, Some(&vault_body()));
    let request = request.with_header("x-ms-correlation-request-id", correlation);
    let response = interrupted(&request, Uuid::nil(), client.now(), Trouble::Cancelled).response;
    assert_eq!(response.status, 503);
    assert_eq!(response.header("x-ms-correlation-request-id"), Some(correlation));
    let body: Value = serde_json::from_slice(&response.body).expect("bodies are JSON");
    assert!(body["error"]["code"].is_string() && body["error"]["message"].is_string(), "{body}");
}

fn piece() -> impl Strategy<Value = String> {
    let words = [
        "subscriptions",
        "resourceGroups",
        "rg-lab",
        "providers",
        "Microsoft.DataProtection",
        "backupVaults",
        "vault-lab",
        "Microsoft.Storage",
        "storageAccounts",
        "blobServices",
        "default",
        "containers",
        "Microsoft.Compute",
        "disks",
        "snapshots",
        "backupPolicies",
        "weekly",
        "backupInstances",
        "restore",
        "operationStatus",
        "locations",
        "backup",
        "validateForBackup",
        "%2F",
        "%zz",
        "..",
        "",
        "é",
        "a b",
        "deletedBackupInstances",
        "undelete",
        "6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01",
        "Microsoft.Authorization",
        "roleAssignments",
        "roleDefinitions",
        "locks",
        "resources?$filter=name eq 'x'",
    ];
    prop_oneof![8 => select(words.to_vec()).prop_map(str::to_string), 1 => "[ -~]{0,8}"]
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        select(vec!["", "AzureBackupRule", "AzureRetentionRule", "/subscriptions/x", "R/x/P1D", "P1D"])
            .prop_map(Value::from),
    ];
    let names = select(vec![
        "properties",
        "location",
        "policyRules",
        "objectType",
        "datasourceTypes",
        "backupInstance",
        "dataSourceInfo",
        "resourceID",
        "policyInfo",
        "policyId",
        "tags",
        "identity",
        "storageSettings",
        "restoreRequestObject",
        "restoreTargetInfo",
        "backupRuleOptions",
        "ruleName",
        "triggerOption",
        "name",
        "type",
        "level",
        "roleDefinitionId",
        "principalId",
    ]);
    let value = leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((names.clone().prop_map(str::to_string), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    prop_oneof![4 => value.prop_map(|value| value.to_string().into_bytes()), 1 => vec(any::<u8>(), 0..40)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever comes in, an answer in Azure's shape goes out, and what is refused changes nothing.
    #[test]
    fn anything_is_answered(
        method in select(Method::ALL.to_vec()),
        inside in 0..5usize,
        pieces in vec(piece(), 0..5),
        body in body(),
    ) {
        let mut client = Client::new(Lab::new());
        let group = client.lab.group("rg-lab");
        let vault = client.lab.vault(&group, "vault-lab");
        client.put(vault.child("backupPolicies", "weekly").as_str(), lake_policy_body());
        let places = ["", "/subscriptions", group.as_str(), vault.as_str(), &format!("{vault}/backupInstances/x")];
        let path = format!("{}/{}", places[inside], pieces.join("/"));
        let request = HttpRequest { body, ..client.request(method, &path, Some(&Value::Null)) };
        let before = client.unlogged();
        let answered = client.send(&request);
        if answered.status() >= 400 {
            prop_assert!(answered.status() < 500 || answered.status() == 501, "{answered:?}");
            prop_assert!(client.unlogged() == before);
            if method != Method::Head {
                prop_assert!(!answered.code().is_empty(), "{answered:?}");
            }
        }
    }
}
