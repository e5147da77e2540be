//! Microsoft.Resources, and what every provider's bodies have in common.
//!
//! Source: the REST API of Azure Resource Manager, "Subscriptions", "Resource Groups", "Resources", "Providers".

pub mod groups;
pub mod listing;
pub mod locations;
pub mod providers;
pub mod subscriptions;

use crate::{
    arm::{ApiError, body::Member, call::Call, route::Route},
    base::Method::{Delete, Get, Head, Patch, Post, Put},
    engine::resources::{Region, Tags},
};
use uuid::Uuid;

const GROUP: &str = "/subscriptions/{subscription}/resourceGroups/{group}";

macro_rules! in_subscription {
    ($tail:literal) => {
        concat!("/subscriptions/{subscription}", $tail)
    };
}

pub const ROUTES: &[Route] = &[
    Route::served("Tenants_List", Get, "/tenants", subscriptions::list_tenants),
    Route::served("Subscriptions_List", Get, "/subscriptions", subscriptions::list),
    Route::served("Subscriptions_Get", Get, in_subscription!(""), subscriptions::get),
    Route::served("Subscriptions_ListLocations", Get, in_subscription!("/locations"), locations::list),
    Route::served("ResourceGroups_List", Get, in_subscription!("/resourceGroups"), groups::list),
    Route::served("ResourceGroups_Get", Get, GROUP, groups::get),
    Route::served("ResourceGroups_CheckExistence", Head, GROUP, groups::has),
    Route::served("ResourceGroups_CreateOrUpdate", Put, GROUP, groups::put),
    Route::served("ResourceGroups_Update", Patch, GROUP, groups::patch),
    Route::served("ResourceGroups_Delete", Delete, GROUP, groups::delete),
    Route::served(
        "OperationResults_Get",
        Get,
        in_subscription!("/operationresults/{operation}"),
        groups::deleted,
    ),
    Route::served("Resources_List", Get, in_subscription!("/resources"), listing::list),
    Route::served(
        "Resources_ListByResourceGroup",
        Get,
        in_subscription!("/resourceGroups/{group}/resources"),
        listing::list,
    ),
    Route::served("Providers_List", Get, in_subscription!("/providers"), providers::list),
    Route::served("Providers_Get", Get, in_subscription!("/providers/{namespace}"), providers::get),
    Route::served(
        "Providers_Register",
        Post,
        in_subscription!("/providers/{namespace}/register"),
        providers::register,
    ),
    Route::not_simulated("Providers_Unregister", Post, in_subscription!("/providers/{namespace}/unregister")),
    Route::not_simulated(
        "Resources_MoveResources",
        Post,
        in_subscription!("/resourceGroups/{group}/moveResources"),
    ),
    Route::not_simulated(
        "ResourceGroups_ExportTemplate",
        Post,
        in_subscription!("/resourceGroups/{group}/exportTemplate"),
    ),
    Route::not_simulated(
        "Deployments_CreateOrUpdate",
        Put,
        in_subscription!("/resourceGroups/{group}/providers/Microsoft.Resources/deployments/{name}"),
    ),
    Route::not_simulated("Tags_GetAtScope", Get, "/{scope}/providers/Microsoft.Resources/tags/default"),
    Route::not_simulated("Tags_UpdateAtScope", Patch, "/{scope}/providers/Microsoft.Resources/tags/default"),
    Route::not_simulated(
        "Tags_CreateOrUpdateAtScope",
        Put,
        "/{scope}/providers/Microsoft.Resources/tags/default",
    ),
    Route::not_simulated("ResourceGraph_Resources", Post, "/providers/Microsoft.ResourceGraph/resources"),
];

/// # Errors
/// [`ApiError::LocationRequired`]; [`ApiError::LocationNotAvailable`] for a region that is not simulated.
pub fn read_location(body: &Member<'_>) -> Result<Region, ApiError> {
    let location = body.get("location").ok_or(ApiError::LocationRequired)?.text()?;
    region(location).ok_or_else(|| ApiError::LocationNotAvailable { location: location.to_string() })
}

/// The region of a name, whatever its case and spaces.
pub fn region(name: &str) -> Option<Region> {
    let name: String = name.chars().filter(|letter| !letter.is_whitespace()).collect();
    Region::parse(&name)
}

/// `tags`; `None` where the body has none.
///
/// # Errors
/// [`ApiError::InvalidInput`] where they are not texts.
pub fn read_tags(body: &Member<'_>) -> Result<Option<Tags>, ApiError> {
    body.get("tags").map(|tags| Ok(tags.map_of_texts()?.into_iter().collect())).transpose()
}

/// The subscription in the path, which was looked for before any handler is asked.
fn subscription_of(call: &Call<'_>) -> Uuid {
    Uuid::parse_str(call.capture("subscription")).unwrap_or_default()
}
