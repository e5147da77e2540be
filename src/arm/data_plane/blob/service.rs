//! The service itself: its properties, and what kind of account it is of.

use crate::{
    arm::data_plane::{
        DataError,
        answer::DataAnswer,
        request::{DataCall, DataStep},
        xml::{self, Element, Xml},
    },
    engine::{Command, rbac::action, storage::DataProtection},
};

pub fn get(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    call.viewer.require(action::READ_BLOB_SERVICE, &call.asked.account)?;
    let account = call.state().find_account(&call.asked.account)?;
    let mut xml = Xml::document("StorageServiceProperties", &[]);
    xml.begin("Logging").element("Version", "1.0");
    xml.element("Delete", "false").element("Read", "false").element("Write", "false");
    off(xml.begin("RetentionPolicy")).end();
    for metrics in ["HourMetrics", "MinuteMetrics"] {
        xml.begin(metrics).element("Version", "1.0").element("Enabled", "false");
        off(xml.begin("RetentionPolicy")).end();
    }
    xml.begin("Cors").end();
    let days = account.data_protection.blob_soft_delete_days;
    xml.begin("DeleteRetentionPolicy")
        .element("Enabled", days.is_some().to_string())
        .maybe("Days", days.map(|days| days.to_string()))
        .end();
    off(xml.begin("StaticWebsite"));
    DataStep::answer(DataAnswer::xml(xml.finish()))
}

/// Says that what was begun is off, and ends it where nothing else stands in it.
fn off(xml: &mut Xml) -> &mut Xml {
    xml.element("Enabled", "false").end()
}

/// Only soft delete can be changed here; what else is asked for has to be off, as it is.
pub fn set(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    call.viewer.require(action::WRITE_BLOB_SERVICE, &asked.account)?;
    let root = xml::read(&asked.body, "StorageServiceProperties")?;
    for section in &root.children {
        if section.name != "DeleteRetentionPolicy" && asks_for_something(section) {
            return Err(DataError::NotImplemented { what: section.name.clone() });
        }
    }
    let account = call.state().find_account(&asked.account)?;
    let mut settings = account.data_protection.clone();
    if let Some(policy) = root.child("DeleteRetentionPolicy") {
        settings.blob_soft_delete_days = days(policy)?;
    }
    if settings == account.data_protection {
        return DataStep::answer(DataAnswer::empty(202));
    }
    submit(call, settings)
}

fn submit(call: &DataCall<'_>, settings: DataProtection) -> Result<DataStep, DataError> {
    let command = Command::SetDataProtection { account: call.asked.account.clone(), settings };
    DataStep::submit(command, |_| Ok(DataAnswer::empty(202)))
}

fn days(policy: &Element) -> Result<Option<u32>, DataError> {
    let invalid = |reason: &str| DataError::InvalidXml { reason: reason.to_string() };
    match policy.text_of("Enabled") {
        Some("false") => Ok(None),
        Some("true") => {
            let days = policy.text_of("Days").and_then(|days| days.parse().ok());
            days.map(Some).ok_or_else(|| invalid("DeleteRetentionPolicy needs a number of Days."))
        }
        _ => Err(invalid("DeleteRetentionPolicy is either enabled or not.")),
    }
}

/// Whether a section switches something on, or has rules.
fn asks_for_something(section: &Element) -> bool {
    section.text.trim() == "true"
        || section.name == "CorsRule"
        || section.children.iter().any(asks_for_something)
}

pub fn account(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    call.viewer.require(action::READ_ACCOUNT, &call.asked.account)?;
    let account = call.state().find_account(&call.asked.account)?;
    let answer = DataAnswer::empty(200)
        .with("x-ms-sku-name", account.redundancy.sku())
        .with("x-ms-account-kind", "StorageV2")
        .with("x-ms-is-hns-enabled", account.hierarchical_namespace.to_string());
    DataStep::answer(answer)
}
