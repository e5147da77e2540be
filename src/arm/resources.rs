//! What every provider's bodies have in common, and Microsoft.Resources: subscriptions and resource groups.
//!
//! Source: the REST API of Azure Resource Manager, "Subscriptions", "Resource Groups".

use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        body::Member,
        call::{Call, Step},
        route::Route,
    },
    base::Method::{Delete, Get, Head, Put},
    engine::{
        Command,
        query::{ResourceGroupDetail, ResourceGroupRow, ResourceGroups, SubscriptionRow, Subscriptions},
        resources::{Region, Tags, group::WRITE_GROUP},
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

const GROUP: &str = "/subscriptions/{subscription}/resourceGroups/{group}";

pub const ROUTES: &[Route] = &[
    Route::served("Subscriptions_List", Get, "/subscriptions", list_subscriptions),
    Route::served("Subscriptions_Get", Get, "/subscriptions/{subscription}", get_subscription),
    Route::served("ResourceGroups_List", Get, "/subscriptions/{subscription}/resourceGroups", list_groups),
    Route::served("ResourceGroups_Get", Get, GROUP, get_group),
    Route::served("ResourceGroups_CheckExistence", Head, GROUP, has_group),
    Route::served("ResourceGroups_CreateOrUpdate", Put, GROUP, put_group),
    Route::served("ResourceGroups_Delete", Delete, GROUP, delete_group),
];

/// # Errors
/// [`ApiError::InvalidInput`] for no region, or none that is simulated.
pub fn read_location(body: &Member<'_>) -> Result<Region, ApiError> {
    let location = body.require("location")?;
    let text: String = location.text()?.chars().filter(|letter| !letter.is_whitespace()).collect();
    Region::parse(&text).ok_or_else(|| location.invalid("it is no region that is simulated"))
}

/// `tags`; `None` where the body has none.
///
/// # Errors
/// [`ApiError::InvalidInput`] where they are not texts.
pub fn read_tags(body: &Member<'_>) -> Result<Option<Tags>, ApiError> {
    body.get("tags").map(|tags| Ok(tags.map_of_texts()?.into_iter().collect())).transpose()
}

fn list_subscriptions(call: &Call<'_>) -> Result<Step, ApiError> {
    page(call, &call.ask(Subscriptions {})?, |row| write_subscription(call, row))
}

fn get_subscription(call: &Call<'_>) -> Result<Step, ApiError> {
    let subscription = call.subscription();
    let rows = call.ask(Subscriptions {})?;
    let row = rows.iter().find(|row| row.arm_id == subscription);
    let row = row.ok_or_else(|| ApiError::SubscriptionNotFound {
        subscription: call.capture("subscription").to_string(),
    })?;
    Step::answer(Answer::json(200, write_subscription(call, row)))
}

fn write_subscription(call: &Call<'_>, row: &SubscriptionRow) -> Value {
    json!({
        "id": row.arm_id.as_str(),
        "subscriptionId": row.id,
        "tenantId": call.tenant(),
        "displayName": row.name,
        "state": "Enabled",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
    })
}

fn subscription_of(call: &Call<'_>) -> Uuid {
    Uuid::parse_str(call.capture("subscription")).unwrap_or_default()
}

fn list_groups(call: &Call<'_>) -> Result<Step, ApiError> {
    page(call, &call.ask(ResourceGroups { subscription: Some(subscription_of(call)) })?, write_group)
}

fn get_group(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::answer(Answer::json(200, read_group(call)?))
}

fn read_group(call: &Call<'_>) -> Result<Value, ApiError> {
    Ok(write_group(&call.ask(ResourceGroupDetail { group: call.group() })?.row))
}

fn has_group(call: &Call<'_>) -> Result<Step, ApiError> {
    call.ask(ResourceGroupDetail { group: call.group() })?;
    Step::answer(Answer::empty(204))
}

/// Creates a group, or replaces the tags of the one there is.
fn put_group(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(WRITE_GROUP, &call.group())?;
    let body = call.body()?;
    let region = read_location(&body)?;
    let tags = read_tags(&body)?.unwrap_or_default();
    match call.state().find_group(&call.group()) {
        Ok(group) if group.region != region => {
            Err(ApiError::LocationIsFixed { id: call.group(), known: group.region, wanted: region })
        }
        Ok(_) => Step::submit(Command::SetTags { resource: call.group(), tags }, |call, _| {
            Ok(Answer::json(200, read_group(call)?))
        }),
        Err(_) => {
            let (subscription, name) = (subscription_of(call), call.capture("group").to_string());
            Step::submit(Command::CreateResourceGroup { subscription, name, region, tags }, |call, _| {
                Ok(Answer::json(201, read_group(call)?))
            })
        }
    }
}

fn delete_group(call: &Call<'_>) -> Result<Step, ApiError> {
    Step::submit(Command::DeleteResourceGroup { group: call.group() }, |_, _| Ok(Answer::empty(200)))
}

fn write_group(row: &ResourceGroupRow) -> Value {
    let mut body = json!({
        "id": row.id.as_str(),
        "name": row.name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": row.region.name(),
        "properties": { "provisioningState": "Succeeded" },
    });
    if !row.tags.is_empty() {
        body["tags"] = json!(row.tags);
    }
    body
}
