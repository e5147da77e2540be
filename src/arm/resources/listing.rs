//! All resources of a subscription or a resource group, whatever they are.
//!
//! Source: the REST API of Azure Resource Manager, "Resources - List", "Resources - List By Resource Group".

use super::{
    groups::{has_tags, tags_of},
    region,
};
use crate::{
    arm::{
        ApiError,
        answer::page,
        call::{Call, Step},
        filter::{self, Term},
        time,
    },
    engine::{
        query::{ResourceRow, Resources},
        rbac::action,
        resources::ResourceKind,
    },
};
use serde_json::{Value, json};

/// Those that the viewer may read and the filter asks for.
pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    let group = (!call.capture("group").is_empty()).then(|| call.group());
    let subscription = call.subscription();
    call.authorize(action::READ_RESOURCES, group.as_ref().unwrap_or(&subscription))?;
    let terms = filter::read(call)?;
    if !terms.iter().all(is_understood) {
        return Err(filter::invalid(call));
    }
    let mut rows = call.ask(Resources { kind: None, group })?;
    let (names, values) = tags_of(&terms);
    rows.retain(|row| {
        subscription.contains(&row.id)
            && terms.iter().all(|term| wants(term, row))
            && has_tags(&row.tags, &names, &values)
    });
    let expanded = call.parameter("$expand").unwrap_or_default();
    let with_time = expanded.split(',').any(|name| name.trim().eq_ignore_ascii_case("createdTime"));
    page(call, &rows, |row| write(call, row, with_time))
}

const MEMBERS: [&str; 6] = ["resourceType", "name", "location", "resourceGroup", "tagName", "tagValue"];

fn is_understood(term: &Term) -> bool {
    MEMBERS.iter().any(|member| term.value_of(member).is_some())
}

fn wants(term: &Term, row: &ResourceRow) -> bool {
    let is = |member: &str, known: &str| {
        term.value_of(member).is_none_or(|value| value.eq_ignore_ascii_case(known))
    };
    is("resourceType", row.kind.resource_type())
        && is("name", &row.name)
        && is("resourceGroup", &row.group_name)
        && term.value_of("location").is_none_or(|value| region(value) == Some(row.region))
}

fn write(call: &Call<'_>, row: &ResourceRow, with_time: bool) -> Value {
    let mut body = json!({
        "id": row.id.as_str(),
        "name": row.name,
        "type": row.kind.resource_type(),
        "location": row.region.name(),
        "tags": row.tags,
    });
    if row.kind == ResourceKind::StorageAccount {
        body["kind"] = json!("StorageV2");
    }
    if !row.sku.is_empty() {
        let tier = row.sku.split('_').next();
        body["sku"] = json!({ "name": row.sku, "tier": tier });
    }
    if let Some(identity) = row.identity {
        body["identity"] =
            json!({ "type": "SystemAssigned", "principalId": identity.0, "tenantId": call.tenant() });
    }
    if with_time {
        body["createdTime"] = json!(time::ticks(row.created_at));
    }
    body
}
