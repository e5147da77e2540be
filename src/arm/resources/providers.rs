//! Resource providers: what they have, and that they are registered.
//!
//! Every provider that something of is simulated is registered from the start, and stays so.
//!
//! Source: the REST API of Azure Resource Manager, "Providers".

use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        call::{Call, Step},
        version::{PROVIDERS, Provider, Published, provider},
    },
    engine::{rbac::action::READ_PROVIDERS, resources::Region},
};
use serde_json::{Value, json};

pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(READ_PROVIDERS, &call.subscription())?;
    page(call, PROVIDERS, |provider| write(call, provider))
}

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(READ_PROVIDERS, &call.subscription())?;
    Step::answer(Answer::json(200, write(call, named(call)?)))
}

/// Changes nothing: it is registered already.
pub fn register(call: &Call<'_>) -> Result<Step, ApiError> {
    let provider = named(call)?;
    call.authorize(&format!("{}/register/action", provider.namespace), &call.subscription())?;
    Step::answer(Answer::json(200, write(call, provider)))
}

fn named(call: &Call<'_>) -> Result<&'static Provider, ApiError> {
    let namespace = call.capture("namespace");
    provider(namespace).ok_or_else(|| ApiError::InvalidNamespace { namespace: namespace.to_string() })
}

fn write(call: &Call<'_>, provider: &Provider) -> Value {
    json!({
        "id": format!("{}/providers/{}", call.subscription(), provider.namespace),
        "namespace": provider.namespace,
        "registrationState": "Registered",
        "registrationPolicy": "RegistrationRequired",
        "resourceTypes": provider.types.iter().map(write_type).collect::<Vec<Value>>(),
    })
}

/// The newest version comes first, as clients expect who take the first that is no preview.
fn write_type(kind: &Published) -> Value {
    let (locations, capabilities) = match kind.located {
        true => (
            Region::ALL.iter().map(|region| region.display_name()).collect(),
            "SupportsTags, SupportsLocation",
        ),
        false => (Vec::new(), "None"),
    };
    json!({
        "resourceType": kind.name,
        "locations": locations,
        "apiVersions": kind.versions.iter().rev().collect::<Vec<&&str>>(),
        "capabilities": capabilities,
    })
}
