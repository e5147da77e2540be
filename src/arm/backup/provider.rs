//! What Microsoft.DataProtection says of itself: its operations, and which datasources it backs up where.
//!
//! Source: the REST API of Microsoft.DataProtection, "Data Protection Operations - List", "Data Protection - Check
//! Feature Support".

use super::policy;
use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        call::{Call, Step},
        resources::region,
    },
    engine::{
        policy::DatasourceType,
        rbac::action::{CHECK_FEATURE_SUPPORT, DATA_PROTECTION},
        resources::Region,
    },
};
use serde_json::{Value, json};

/// The actions that somebody can be authorized for: everybody may know them.
pub fn operations(call: &Call<'_>) -> Result<Step, ApiError> {
    page(call, DATA_PROTECTION, |name| write_operation(name))
}

fn write_operation(name: &str) -> Value {
    let words: Vec<&str> = name.split('/').skip(1).collect();
    let (kind, verb) = match words.as_slice() {
        [kind @ .., action, "action"] => (kind, spaced(action)),
        [kind @ .., "read"] => (kind, "Get".to_string()),
        [kind @ .., "write"] => (kind, "Create or Update".to_string()),
        [kind @ .., "delete"] => (kind, "Delete".to_string()),
        kind => (kind, String::new()),
    };
    let resource = kind.last().map(|word| spaced(word)).unwrap_or_default();
    let operation = format!("{verb}: {resource}");
    json!({
        "name": name,
        "isDataAction": false,
        "display": {
            "provider": "Microsoft Data Protection",
            "resource": resource,
            "operation": operation,
            "description": operation,
        },
        "origin": "user",
    })
}

/// `backupInstances` in words: `Backup Instances`.
fn spaced(word: &str) -> String {
    let mut text = String::new();
    for (index, letter) in word.chars().enumerate() {
        if index > 0 && letter.is_uppercase() {
            text.push(' ');
        }
        text.push(if index == 0 { letter.to_ascii_uppercase() } else { letter });
    }
    text
}

/// Whether a datasource, or each of them, is backed up in a region.
pub fn check_feature_support(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(CHECK_FEATURE_SUPPORT, &call.subscription())?;
    let location = call.capture("location");
    let region =
        region(location).ok_or_else(|| ApiError::LocationNotAvailable { location: location.to_string() })?;
    let body = call.body()?;
    body.require("objectType")?.one_of(&["FeatureValidationRequest"], |name| name)?;
    body.require("featureType")?.one_of(&["DataSourceType"], |name| name)?;
    let kinds = match body.get("featureName") {
        Some(name) => vec![policy::datasource_type(name.text()?)?],
        None => DatasourceType::ALL.to_vec(),
    };
    let features: Vec<Value> = kinds
        .into_iter()
        .map(|kind| {
            json!({
                "featureName": kind.arm_name(),
                "supportStatus": support(kind, region),
                "exposureControlledFeatures": [],
            })
        })
        .collect();
    let answer = json!({
        "objectType": "FeatureValidationResponse",
        "featureType": "DataSourceType",
        "features": features,
    });
    Step::answer(Answer::json(200, answer))
}

fn support(kind: DatasourceType, region: Region) -> &'static str {
    match kind {
        DatasourceType::DataLakeStorage if !region.facts().data_lake_backup => "NotSupported",
        DatasourceType::DataLakeStorage | DatasourceType::Blob | DatasourceType::Disk => "GenerallyAvailable",
    }
}
