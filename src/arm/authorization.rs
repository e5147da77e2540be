//! Microsoft.Authorization: role assignments, role definitions, and what one may do.
//!
//! Role assignments lie at a scope, which is the id of anything. A list shows what counts at its scope: its own
//! assignments, inherited ones and, unless the filter says `atScope()`, those of what lies below.
//!
//! A description is not kept. Conditions and delegated identities are not simulated, and refused.
//!
//! Source: the REST API of Azure RBAC, "Role Assignments", "Role Definitions", "Permissions".

use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        body::Member,
        call::{Call, Step},
        filter,
        route::Route,
        time,
    },
    base::{
        ArmId,
        Method::{Delete, Get, Put},
    },
    engine::{
        Command,
        query::{
            EffectiveRoles, RoleAssignmentDetail, RoleAssignmentRow, RoleAssignments, RoleAssignmentsBelow,
        },
        rbac::{PrincipalId, PrincipalKind, Role, action, action::READ_ROLE_DEFINITIONS},
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

const DEFINITION: &str = "/{scope}/providers/Microsoft.Authorization/roleDefinitions/{definition}";
const ASSIGNMENT: &str = "/{scope}/providers/Microsoft.Authorization/roleAssignments/{assignment}";

pub const ROUTES: &[Route] = &[
    Route::served("RoleAssignments_Get", Get, ASSIGNMENT, get),
    Route::served("RoleAssignments_Create", Put, ASSIGNMENT, put),
    Route::served("RoleAssignments_Delete", Delete, ASSIGNMENT, delete),
    Route::served(
        "RoleAssignments_ListForScope",
        Get,
        "/{scope}/providers/Microsoft.Authorization/roleAssignments",
        list,
    ),
    Route::served("RoleDefinitions_Get", Get, DEFINITION, get_definition),
    Route::not_simulated("RoleDefinitions_CreateOrUpdate", Put, DEFINITION),
    Route::not_simulated("RoleDefinitions_Delete", Delete, DEFINITION),
    Route::served(
        "RoleDefinitions_List",
        Get,
        "/{scope}/providers/Microsoft.Authorization/roleDefinitions",
        list_definitions,
    ),
    Route::not_simulated(
        "ProviderOperationsMetadata_List",
        Get,
        "/providers/Microsoft.Authorization/providerOperations",
    ),
    Route::served(
        "Permissions_ListForResource",
        Get,
        "/{scope}/providers/Microsoft.Authorization/permissions",
        list_permissions,
    ),
];

fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::answer(Answer::json(200, read_back(call)?))
}

fn read_back(call: &Call<'_>) -> Result<Value, ApiError> {
    assignment_name(call)?;
    Ok(write(&call.ask(RoleAssignmentDetail { assignment: call.id() })?))
}

fn assignment_name(call: &Call<'_>) -> Result<Uuid, ApiError> {
    let name = call.capture("assignment");
    Uuid::try_parse(name).map_err(|_| ApiError::InvalidAssignmentName { name: name.to_string() })
}

/// Makes an assignment under the name that the client gave it. Made again as it is, it is there already.
fn put(call: &Call<'_>) -> Result<Step, ApiError> {
    let scope = call.scope();
    call.authorize(action::ASSIGN_ROLES, &scope)?;
    let name = Some(assignment_name(call)?);
    let properties = call.body()?.require("properties")?;
    let role = read_role(&properties)?;
    let principal = read_principal(call, &properties)?;
    for unheard in ["condition", "delegatedManagedIdentityResourceId"] {
        if properties.get(unheard).is_some() {
            let operation = format!("A role assignment with '{unheard}'");
            return Err(ApiError::NotSimulated { operation });
        }
    }
    let is_there = call.ask(RoleAssignmentDetail { assignment: call.id() }).is_ok();
    let command = Command::CreateRoleAssignment { scope, role, principal, name };
    match is_there {
        true => Step::submit(command, |call, _| Ok(Answer::json(200, read_back(call)?))),
        false => Step::submit(command, |call, _| Ok(Answer::json(201, read_back(call)?))),
    }
}

/// The role that an id names, at whatever scope.
fn read_role(properties: &Member<'_>) -> Result<Role, ApiError> {
    let id = properties.require("roleDefinitionId")?.text()?;
    let (place, name) = id.rsplit_once('/').unwrap_or_default();
    let is_definition =
        place.to_ascii_lowercase().ends_with("/providers/microsoft.authorization/roledefinitions");
    let role = Uuid::try_parse(name).ok().filter(|_| is_definition).and_then(Role::parse);
    role.ok_or_else(|| ApiError::RoleDefinitionNotFound { definition: name.to_string() })
}

/// Whom to give the role; where the body says what that is, it has to be right.
fn read_principal(call: &Call<'_>, properties: &Member<'_>) -> Result<PrincipalId, ApiError> {
    let id = properties.require("principalId")?.text()?;
    let principal = Uuid::try_parse(id).map(PrincipalId).map_err(|_| ApiError::InvalidPrincipal)?;
    let known = call.state().principals.get(&principal).map(|row| kind_name(Some(row.kind)));
    if let (Some(known), Some(given)) = (known, properties.get("principalType")) {
        let given = given.text()?;
        if !given.eq_ignore_ascii_case(known) {
            let given = given.to_string();
            return Err(ApiError::PrincipalTypeMismatch { principal: principal.0, known, given });
        }
    }
    Ok(principal)
}

/// Answers what is gone; a second DELETE finds nothing, and that is what was asked for.
fn delete(call: &Call<'_>) -> Result<Step, ApiError> {
    let assignment = call.id();
    call.authorize(action::UNASSIGN_ROLES, &assignment)?;
    assignment_name(call)?;
    match call.ask(RoleAssignmentDetail { assignment: assignment.clone() }) {
        Ok(row) => Step::then(Command::DeleteRoleAssignment { assignment }, move |_, _| {
            Ok(Answer::json(200, write(&row)))
        }),
        Err(_) => Step::answer(Answer::empty(204)),
    }
}

fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    let (scope, terms) = (call.scope(), filter::read(call)?);
    let (mut here_only, mut principals) = (false, Vec::new());
    for term in &terms {
        // Nobody is in a group here: what is assigned to somebody is assigned to nobody else.
        let assigned_to = term.argument_of("assignedTo").flatten();
        match term.value_of("principalId").or(assigned_to) {
            Some(principal) => principals.push(principal),
            None if term.argument_of("atScope") == Some(None) => here_only = true,
            None => return Err(filter::invalid(call)),
        }
    }
    let mut rows = call.ask(RoleAssignments { scope: scope.clone() })?;
    if !here_only {
        rows.extend(call.ask(RoleAssignmentsBelow { scope })?);
    }
    rows.retain(|row| {
        let id = row.principal.0.to_string();
        principals.iter().all(|wanted| wanted.eq_ignore_ascii_case(&id))
    });
    page(call, &rows, write)
}

fn write(row: &RoleAssignmentRow) -> Value {
    json!({
        "properties": {
            "roleDefinitionId": definition_id(&row.scope, row.role),
            "principalId": row.principal.0,
            "principalType": kind_name(row.principal_kind),
            "scope": row.scope.as_str(),
            "condition": null,
            "conditionVersion": null,
            "createdOn": time::ticks(row.created_at),
            "updatedOn": time::ticks(row.created_at),
            "createdBy": row.created_by.0,
            "updatedBy": row.created_by.0,
            "delegatedManagedIdentityResourceId": null,
            "description": null,
        },
        "id": row.id.as_str(),
        "type": "Microsoft.Authorization/roleAssignments",
        "name": row.id.name(),
    })
}

fn kind_name(kind: Option<PrincipalKind>) -> &'static str {
    match kind {
        Some(PrincipalKind::User) => "User",
        Some(PrincipalKind::ManagedIdentity) => "ServicePrincipal",
        None => "Unknown",
    }
}

/// The id of a role, as it is told in a subscription.
fn definition_id(scope: &ArmId, role: Role) -> String {
    let subscription = scope.subscription_id().map(ArmId::subscription);
    let place = subscription.as_ref().map_or("", ArmId::as_str);
    format!("{place}/providers/Microsoft.Authorization/roleDefinitions/{}", role.facts().guid)
}

/// Built-in roles are no secret: without a scope everybody may read them.
fn check_reader(call: &Call<'_>) -> Result<(), ApiError> {
    let scope = call.scope();
    if scope.as_str() == "/" {
        return Ok(());
    }
    call.authorize(READ_ROLE_DEFINITIONS, &scope)?;
    call.state().scope(&scope)?;
    Ok(())
}

fn get_definition(call: &Call<'_>) -> Result<Step, ApiError> {
    check_reader(call)?;
    let name = call.capture("definition");
    let role = Uuid::try_parse(name).ok().and_then(Role::parse);
    let role = role.ok_or_else(|| ApiError::RoleDefinitionNotFound { definition: name.to_string() })?;
    Step::answer(Answer::json(200, write_definition(call, role)))
}

fn list_definitions(call: &Call<'_>) -> Result<Step, ApiError> {
    check_reader(call)?;
    let mut roles = Role::ALL.to_vec();
    for term in filter::read(call)? {
        if let Some(name) = term.value_of("roleName") {
            roles.retain(|role| role.name().eq_ignore_ascii_case(name));
        } else if let Some(kind) = term.value_of("type") {
            roles.retain(|_| kind.eq_ignore_ascii_case("BuiltInRole"));
        } else if term.argument_of("atScopeAndBelow") != Some(None)
            && term.argument_of("atScope") != Some(None)
        {
            return Err(filter::invalid(call));
        }
    }
    page(call, &roles, |role| write_definition(call, *role))
}

fn write_definition(call: &Call<'_>, role: Role) -> Value {
    let facts = role.facts();
    json!({
        "properties": {
            "roleName": facts.name,
            "type": "BuiltInRole",
            "description": facts.description,
            "assignableScopes": ["/"],
            "permissions": [permission(role)],
        },
        "id": definition_id(&call.scope(), role),
        "type": "Microsoft.Authorization/roleDefinitions",
        "name": facts.guid,
    })
}

fn permission(role: Role) -> Value {
    let facts = role.facts();
    json!({
        "actions": facts.actions,
        "notActions": facts.not_actions,
        "dataActions": facts.data_actions,
        "notDataActions": [],
    })
}

/// What the caller may do at a scope: one item for each role that counts there now.
fn list_permissions(call: &Call<'_>) -> Result<Step, ApiError> {
    page(call, &call.ask(EffectiveRoles { scope: call.scope() })?, |role| permission(*role))
}
