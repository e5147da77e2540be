//! Role assignments, role definitions, permissions and locks over HTTP.

use crate::{
    arm_client::{Answered, Client},
    arm_vaults::client,
    lab::{Lab, persona},
};
use serde_json::{Value, json};
use vault_lab::{
    base::{ArmId, Method},
    engine::rbac::Role,
};

const NAME: &str = "05c5a614-a7d6-4502-b150-c2fb455033ff";
const OTHER: &str = "b0f43c54-e787-4862-89b1-a653fa9cf747";

fn assignment(scope: &str, name: &str) -> String {
    format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}")
}

fn body(role: Role, who: &str) -> Value {
    let role = role.facts().guid;
    json!({ "properties": {
        "roleDefinitionId": format!("/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/{role}"),
        "principalId": persona(who).0,
        "principalType": "User",
    } })
}

/// The names of what a list holds, following its pages.
fn names(client: &mut Client, path: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut next = Some(path.to_string());
    while let Some(url) = next {
        let page = client.get(url);
        assert_eq!(page.status(), 200, "{page:?}");
        let items = page.body["value"].as_array().cloned().unwrap_or_default();
        names.extend(items.iter().map(|item| item["name"].as_str().unwrap_or_default().to_string()));
        next = page.body["nextLink"].as_str().map(str::to_string);
    }
    names
}

#[test]
fn an_assignment_is_made_under_its_clients_name_and_removed() {
    let (mut client, group) = client();
    let path = assignment(&group, NAME);
    let made = client.put(&path, body(Role::DiskBackupReader, "Rosa"));
    assert_eq!(made.status(), 201, "{made:?}");
    assert_eq!(made.body["name"], NAME);
    assert_eq!(made.body["id"], path.as_str());
    let properties = &made.body["properties"];
    assert_eq!(properties["scope"], group.as_str());
    assert_eq!((&properties["principalType"], &properties["condition"]), (&json!("User"), &Value::Null));
    let role = properties["roleDefinitionId"].as_str().expect("a role").to_string();
    assert_eq!(client.get(&role).body["properties"]["roleName"], "Disk Backup Reader");
    // In whatever case it is asked for, and with the slash that the generic client doubles.
    assert_eq!(client.get(path.to_uppercase()).body, made.body);
    assert_eq!(client.get(format!("/{path}")).body, made.body);

    // The same again changes nothing.
    let before = client.unlogged();
    let again = client.put(&path, body(Role::DiskBackupReader, "Rosa"));
    assert_eq!((again.status(), again.body), (200, made.body.clone()));
    assert!(client.unlogged() == before);

    // It counts later, and is gone at once.
    let removed = client.delete(&path);
    assert_eq!((removed.status(), &removed.body), (200, &made.body));
    assert_eq!(client.delete(&path).status(), 204);
    let gone = client.get(&path);
    assert_eq!((gone.status(), gone.code()), (404, "RoleAssignmentNotFound"));
}

#[test]
fn a_name_can_be_used_again_while_its_last_assignment_fades() {
    let (mut client, group) = client();
    let path = assignment(&group, NAME);
    client.put(&path, body(Role::Reader, "Rosa"));
    client.lab.advance(60);
    assert_eq!(client.delete(&path).status(), 200);
    let made = client.put(&path, body(Role::Contributor, "Stella"));
    assert_eq!(made.status(), 201, "{made:?}");
    client.lab.advance(60);
    assert_eq!(client.get(&path).body["properties"]["principalId"], persona("Stella").0.to_string());
    assert_eq!(client.delete(&path).status(), 200);
}

/// A body that says something else at a place.
fn broken(path: &str, value: Value) -> Value {
    let mut body = body(Role::Reader, "Rosa");
    *body.pointer_mut(path).expect("the body has it") = value;
    body
}

#[test]
fn assignments_are_refused_in_azures_words() {
    let (mut client, group) = client();
    client.put(assignment(&group, NAME), body(Role::Reader, "Rosa"));
    let stranger = "7d1f1e7a-0000-4000-8000-000000000001";
    let nobody = broken("/properties/principalId", json!(stranger));
    let mut conditional = body(Role::Reader, "Ravi");
    conditional["properties"]["condition"] = json!("@Resource[x] == 'y'");
    let gone = group.replace("rg-lab", "rg-gone");
    let cases = [
        (assignment(&group, NAME), body(Role::Owner, "Rosa"), 400, "RoleAssignmentUpdateNotPermitted"),
        (assignment(&group, NAME), body(Role::Reader, "Ravi"), 400, "RoleAssignmentUpdateNotPermitted"),
        (assignment(&group[..51], NAME), body(Role::Reader, "Rosa"), 400, "RoleAssignmentUpdateNotPermitted"),
        (assignment(&group, OTHER), body(Role::Reader, "Rosa"), 409, "RoleAssignmentExists"),
        (assignment(&group, "reader"), body(Role::Reader, "Ravi"), 400, "InvalidRoleAssignmentId"),
        (assignment(&group, OTHER), nobody, 400, "PrincipalNotFound"),
        (
            assignment(&group, OTHER),
            broken("/properties/principalId", json!("rosa")),
            400,
            "InvalidPrincipalId",
        ),
        (
            assignment(&group, OTHER),
            broken("/properties/principalType", json!("ServicePrincipal")),
            400,
            "UnmatchedPrincipalType",
        ),
        (
            assignment(&group, OTHER),
            broken(
                "/properties/roleDefinitionId",
                json!(format!("/providers/Microsoft.Authorization/roleDefinitions/{stranger}")),
            ),
            404,
            "RoleDefinitionDoesNotExist",
        ),
        (
            assignment(&group, OTHER),
            broken("/properties/roleDefinitionId", json!("Reader")),
            404,
            "RoleDefinitionDoesNotExist",
        ),
        (assignment(&group, OTHER), json!({}), 400, "InvalidRequestContent"),
        (assignment(&group, OTHER), conditional, 501, "NotSimulated"),
        (assignment(&gone, OTHER), body(Role::Reader, "Rosa"), 404, "ResourceGroupNotFound"),
        (
            assignment(&format!("{group}/providers/Microsoft.Storage/storageAccounts/none"), OTHER),
            body(Role::Reader, "Rosa"),
            404,
            "ResourceNotFound",
        ),
        (assignment("", OTHER), body(Role::Reader, "Rosa"), 403, "AuthorizationFailed"),
    ];
    let before = client.unlogged();
    for (path, body, status, code) in cases {
        let refused = client.put(&path, body.clone());
        assert_eq!((refused.status(), refused.code()), (status, code), "{path} {body} {refused:?}");
        assert!(refused.body["error"]["additionalInfo"].is_null(), "{refused:?}");
    }
    client.lab.sign_in("Carlos");
    for refused in [client.put(assignment(&group, OTHER), json!([])), client.delete(assignment(&group, NAME))]
    {
        assert_eq!((refused.status(), refused.code()), (403, "AuthorizationFailed"));
    }
    assert!(client.unlogged() == before, "refusals leave nothing but a row of the activity log");
}

#[test]
fn lists_show_what_counts_at_a_scope_and_below() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lab");
    let account = lab.data_lake(&group, "lakesource");
    let mut client = Client::new(lab);
    let at = [(group.as_str(), NAME, "Rosa"), (account.as_str(), OTHER, "Ravi")];
    for (scope, name, who) in at {
        let made = client.put(assignment(scope, name), body(Role::StorageBlobDataReader, who));
        assert_eq!(made.status(), 201, "{made:?}");
    }
    let list = |client: &mut Client, scope: &ArmId, filter: &str| {
        names(client, &format!("{scope}/providers/Microsoft.Authorization/roleAssignments?$filter={filter}"))
    };
    // Seven people have a role in the subscription.
    assert_eq!(list(&mut client, &group, "").len(), 9);
    assert_eq!(list(&mut client, &group, "atScope()").len(), 8);
    assert_eq!(list(&mut client, &account, "atScope()").len(), 9);
    let rosa = persona("Rosa").0;
    let hers = list(&mut client, &account, &format!("principalId eq '{rosa}'"));
    assert_eq!((hers.len(), hers.contains(&NAME.to_string())), (2, true));
    assert_eq!(list(&mut client, &group, &format!("atScope() and assignedTo('{rosa}')")).len(), 2);
    assert_eq!(list(&mut client, &group, "%20").len(), 9);
    let paged =
        names(&mut client, &format!("{group}/providers/Microsoft.Authorization/roleAssignments?$top=2"));
    assert_eq!(paged.len(), 9);
    for filter in ["principalName eq 'x'", "atScope('x')", "principalId ne 'x'", "assignedTo()"] {
        let path = format!("{group}/providers/Microsoft.Authorization/roleAssignments?$filter={filter}");
        let refused = client.get(path);
        assert_eq!((refused.status(), refused.code()), (400, "InvalidFilterInQueryString"), "{filter}");
    }
}

#[test]
fn role_definitions_are_found_by_name_and_by_id() {
    let (mut client, group) = client();
    let list = format!("{group}/providers/Microsoft.Authorization/roleDefinitions");
    assert_eq!(names(&mut client, &list).len(), Role::ALL.len());
    let found = client.get(format!("{list}?%24filter=roleName%20eq%20'disk%20snapshot%20contributor'"));
    let found = found.body["value"].as_array().cloned().unwrap_or_default();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["name"], Role::DiskSnapshotContributor.facts().guid.to_string());
    assert_eq!(found[0]["properties"]["type"], "BuiltInRole");
    let permission = &found[0]["properties"]["permissions"][0];
    assert!(permission["actions"].as_array().is_some_and(|actions| actions.len() > 5), "{permission}");
    assert!(client.get(format!("{list}?$filter=type eq 'CustomRole'")).body["value"] == json!([]));
    // Without a scope, to whoever asks.
    client.lab.sign_in("Rosa");
    let id = format!("/providers/Microsoft.Authorization/roleDefinitions/{}", Role::Owner.facts().guid);
    assert_eq!(client.get(&id).body["id"], id.as_str());
    let unknown = client.get(format!("{list}/{NAME}"));
    assert_eq!((unknown.status(), unknown.code()), (404, "RoleDefinitionDoesNotExist"));
    let custom = client.put(format!("{list}/{NAME}"), json!({}));
    assert_eq!((custom.status(), custom.code()), (501, "NotSimulated"));
}

#[test]
fn permissions_are_those_of_the_roles_that_count() {
    let (mut client, group) = client();
    let path = format!("{group}/providers/Microsoft.Authorization/permissions");
    assert_eq!(client.get(&path).body["value"][0]["actions"], json!(["*"]));
    client.put(assignment(&group, NAME), body(Role::Contributor, "Ravi"));
    client.lab.sign_in("Ravi");
    let count = |client: &mut Client| client.get(&path).body["value"].as_array().map(Vec::len);
    assert_eq!(count(&mut client), Some(1));
    client.lab.advance(40);
    assert_eq!(count(&mut client), Some(2));
}

fn lock(scope: &str, name: &str) -> String {
    format!("{scope}/providers/Microsoft.Authorization/locks/{name}")
}

fn level(level: &str) -> Value {
    json!({ "properties": { "level": level, "notes": "ours" } })
}

#[test]
fn locks_are_put_listed_and_removed_at_every_scope() {
    let mut lab = Lab::new();
    let group = lab.group("rg-lab");
    let vault = lab.vault(&group, "vault-lab");
    let mut client = Client::new(lab);
    let scopes = [group.as_str()[..51].to_string(), group.to_string(), vault.to_string()];
    for scope in &scopes {
        let path = lock(scope, "Keep");
        let made = client.put(&path, level("cannotdelete"));
        assert_eq!(made.status(), 201, "{made:?}");
        assert_eq!(made.body["properties"], json!({ "level": "CanNotDelete", "notes": "ours" }));
        assert_eq!((&made.body["id"], &made.body["name"]), (&json!(path), &json!("Keep")));
        assert_eq!(client.put(&path, level("CanNotDelete")).status(), 200);
        assert_eq!(client.get(&path).body, made.body);
    }
    let list = |client: &mut Client, scope: &str, filter: &str| {
        names(client, &format!("{scope}/providers/Microsoft.Authorization/locks{filter}")).len()
    };
    for (scope, at_scope) in scopes.iter().zip(1..) {
        assert_eq!(list(&mut client, scope, ""), 3, "{scope}");
        assert_eq!(list(&mut client, scope, "?$filter=atScope()"), at_scope, "{scope}");
    }
    // One of the clients encodes the slashes of a scope.
    let encoded = format!("/{}", group.as_str().trim_start_matches('/').replace('/', "%2F"));
    assert_eq!(list(&mut client, &encoded, ""), 3);
    // A lock has the id of what it lies on, however that was written.
    let shouted = lock(&vault.as_str().to_uppercase(), "Loud");
    let made = client.put(&shouted, level("ReadOnly"));
    assert_eq!((made.status(), &made.body["id"]), (201, &json!(lock(vault.as_str(), "Loud"))), "{made:?}");
    assert_eq!(client.delete(&shouted).status(), 200);
    let refused = client.delete(vault.as_str());
    assert_eq!((refused.status(), refused.code()), (409, "ScopeLocked"));
    let refused = client.delete(group.as_str());
    assert_eq!((refused.status(), refused.code()), (409, "ScopeLocked"));
    for scope in &scopes {
        assert_eq!(client.delete(lock(scope, "KEEP")).status(), 200);
        assert_eq!(client.delete(lock(scope, "Keep")).status(), 204);
    }
    assert_eq!(list(&mut client, &scopes[0], ""), 0);
    let gone = client.get(lock(&scopes[0], "Keep"));
    assert_eq!((gone.status(), gone.code()), (404, "LockNotFound"));
}

#[test]
fn locks_are_refused_in_azures_words() {
    let (mut client, group) = client();
    let notes = json!({ "properties": { "level": "ReadOnly", "notes": "n".repeat(513) } });
    let owned = json!({ "properties": { "level": "ReadOnly", "owners": [{ "applicationId": "x" }] } });
    let nowhere = format!("{group}/providers/Microsoft.Compute/disks/none");
    let cases = [
        (lock(&group, "keep."), level("ReadOnly"), 400, "InvalidLockName"),
        (lock(&group, "keep"), level("Frozen"), 400, "InvalidRequestContent"),
        (lock(&group, "keep"), json!({ "properties": {} }), 400, "InvalidRequestContent"),
        (lock(&group, "keep"), json!(7), 400, "InvalidRequestContent"),
        (lock(&group, "keep"), notes, 400, "InvalidLockNotes"),
        (lock(&group, "keep"), owned, 501, "NotSimulated"),
        (lock(&nowhere, "keep"), level("ReadOnly"), 404, "ResourceNotFound"),
    ];
    let before = client.unlogged();
    let check = |answered: Answered, status, code: &str, path: &str| {
        assert_eq!((answered.status(), answered.code()), (status, code), "{path} {answered:?}");
    };
    for (path, body, status, code) in cases {
        check(client.put(&path, body), status, code, &path);
    }
    client.lab.sign_in("Carlos");
    let path = lock(&group, "keep");
    check(client.put(&path, json!([])), 403, "AuthorizationFailed", &path);
    check(client.delete(&path), 403, "AuthorizationFailed", &path);
    check(client.call(Method::Patch, &path, None), 405, "HttpMethodNotAllowed", &path);
    assert!(client.unlogged() == before, "refusals leave nothing but a row of the activity log");
}
