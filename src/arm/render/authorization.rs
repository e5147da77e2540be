//! Role assignments.

use super::{Az, Rendered, put, send, versions};
use crate::{
    base::{ArmId, Method},
    engine::{
        query::Viewer,
        rbac::{PrincipalId, PrincipalKind, Role},
        request::Command,
    },
};
use serde_json::json;
use uuid::Uuid;

pub fn render(viewer: &Viewer<'_>, command: &Command) -> Rendered {
    match command {
        Command::CreateRoleAssignment { scope, role, principal, name } => {
            create(viewer, scope, *role, *principal, *name)
        }
        Command::DeleteRoleAssignment { assignment } => {
            let az = Az::new("role assignment delete").option("--ids", assignment);
            send(Method::Delete, assignment, versions::ROLES, None, az)
        }
        other => unreachable!("{other:?} is rendered elsewhere"),
    }
}

fn create(
    viewer: &Viewer<'_>,
    scope: &ArmId,
    role: Role,
    principal: PrincipalId,
    name: Option<Uuid>,
) -> Rendered {
    let kind = match viewer.state.principals.get(&principal).map(|row| row.kind) {
        Some(PrincipalKind::ManagedIdentity) => "ServicePrincipal",
        Some(PrincipalKind::User) | None => "User",
    };
    let subscription = scope.subscription_id().map(ArmId::subscription);
    let place = subscription.as_ref().map_or("", ArmId::as_str);
    let definition =
        format!("{place}/providers/Microsoft.Authorization/roleDefinitions/{}", role.facts().guid);
    let body = json!({ "properties": {
        "roleDefinitionId": definition,
        "principalId": principal.0,
        "principalType": kind,
    } });
    let az = Az::new("role assignment create")
        .option("--assignee-object-id", principal.0)
        .option("--assignee-principal-type", kind)
        .option("--role", role.name())
        .option("--scope", scope);
    let az = az.maybe("--name", name);
    let name = name.unwrap_or_else(|| own_name(viewer, scope, role, principal));
    let id = scope.child("providers/Microsoft.Authorization/roleAssignments", &name.to_string());
    put(&id, versions::ROLES, &body, az)
}

/// A name that follows from what is assigned: whoever sends the request again makes no second assignment.
fn own_name(viewer: &Viewer<'_>, scope: &ArmId, role: Role, principal: PrincipalId) -> Uuid {
    let what = format!("{} {} {}", scope.key(), role.facts().guid, principal.0);
    let digest = crate::base::Digest::of(what.as_bytes()).hex();
    let number = u64::from_str_radix(&digest[..16], 16).unwrap_or_default();
    viewer.state.seed().guid("name of a role assignment", number)
}
