//! The tenant and its subscriptions.
//!
//! Source: the REST API of Azure Resource Manager, "Tenants", "Subscriptions".

use crate::{
    arm::{
        ApiError,
        answer::{Answer, PAGE_ITEMS, page, page_body},
        call::{Call, Step},
    },
    engine::{
        query::{SubscriptionRow, Subscriptions},
        rbac::people::DIRECTORY,
    },
};
use serde_json::{Value, json};

/// Where the people of the directory have their addresses; a name that Microsoft keeps for examples.
const DOMAIN: &str = "tailspintoys.com";

/// The one directory that everybody here belongs to.
pub fn list_tenants(call: &Call<'_>) -> Result<Step, ApiError> {
    page(call, &[call.tenant()], |tenant| {
        json!({
            "id": format!("/tenants/{tenant}"),
            "tenantId": tenant,
            "displayName": DIRECTORY,
            "defaultDomain": DOMAIN,
            "domains": [DOMAIN],
            "tenantType": "AAD",
            "tenantCategory": "Home",
            "countryCode": "US",
        })
    })
}

pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    let rows = call.ask(Subscriptions {})?;
    let mut body = page_body(call, PAGE_ITEMS, &rows, |row| write(call, row))?;
    body["count"] = json!({ "type": "Total", "value": rows.len() });
    Step::answer(Answer::json(200, body))
}

/// Who holds no role in a subscription is not told of it.
pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    let subscription = call.subscription();
    let rows = call.ask(Subscriptions {})?;
    let row = rows.iter().find(|row| row.arm_id == subscription);
    let row = row.ok_or_else(|| ApiError::SubscriptionNotFound {
        subscription: call.capture("subscription").to_string(),
    })?;
    Step::answer(Answer::json(200, write(call, row)))
}

fn write(call: &Call<'_>, row: &SubscriptionRow) -> Value {
    json!({
        "id": row.arm_id.as_str(),
        "subscriptionId": row.id,
        "tenantId": call.tenant(),
        "displayName": row.name,
        "state": "Enabled",
        "authorizationSource": "RoleBased",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
        "managedByTenants": [],
        "tags": {},
    })
}
