//! Recovery points as bodies.
//!
//! Source: the REST API of Microsoft.DataProtection, "Recovery Points"; recorded answers.

use crate::{
    arm::{
        ApiError,
        answer::{Answer, page},
        call::{Call, Step},
        time,
    },
    base::{ArmId, SimTime},
    engine::{
        State,
        protection::{BackupInstance, PointState, RecoveryPoint, disk::snapshot_of, point::points_of},
        rbac::action,
        restore::RestoreError,
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Newest first, those of the moments that `$filter` asks for.
pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    let (state, row) = instance(call)?;
    let (from, to) = read_filter(call.parameter("$filter").unwrap_or_default())?;
    let within = |point: &&RecoveryPoint| {
        from.is_none_or(|from| point.created_at >= from) && to.is_none_or(|to| point.created_at <= to)
    };
    let complete = points_of(state, row.id).rev().filter(|point| point.state == PointState::Completed);
    let points: Vec<&RecoveryPoint> = complete.filter(within).collect();
    page(call, &points, |point| write(state, row, point))
}

pub fn get(call: &Call<'_>) -> Result<Step, ApiError> {
    let (state, row) = instance(call)?;
    let point = named(state, row, call.capture("point"));
    let point = point.ok_or(ApiError::Refused(RestoreError::PointNotFound.into()))?;
    let mut body = write(state, row, point);
    body["properties"]["recoveryPointDataStoresDetails"][0]["metaData"] = metadata(state, row, point);
    Step::answer(Answer::json(200, body))
}

fn instance<'a>(call: &Call<'a>) -> Result<(&'a State, &'a BackupInstance), ApiError> {
    call.authorize(action::READ_POINTS, &call.instance())?;
    Ok((call.state(), call.state().find_instance(&call.instance())?))
}

/// What is told of the snapshot when a point is asked for alone: JSON as text, as recorded. Null where it is none.
fn metadata(state: &State, row: &BackupInstance, point: &RecoveryPoint) -> Value {
    let Some(snapshot) = snapshot_of(state, point) else { return Value::Null };
    let group = state.groups.get(&snapshot.group);
    let subscription = |id: &ArmId| id.subscription_id().map(|id| id.to_string());
    let disk = state.find_disk(&row.datasource).ok();
    let machine = disk.and_then(|disk| disk.managed_by.as_deref()).map(|name| {
        let group = row.datasource.as_str().split("/providers/").next().unwrap_or_default();
        format!("{group}/providers/Microsoft.Compute/virtualMachines/{name}")
    });
    let text = json!([{
        "diskName": row.datasource.name(),
        "sizeBytes": point.size.bytes(),
        "diskSnapshotConsistency": "CrashConsistent",
        "subscriptionId": subscription(&row.datasource),
        "location": snapshot.region.name(),
        "resourceGroupName": row.datasource.resource_group_name(),
        "skuName": snapshot.disk_sku.arm_name(),
        "osType": "",
        "managedBy": machine,
        "snapshotSubscriptionId": point.snapshot().and_then(subscription),
        "snapshotRGName": group.map(|group| group.name.as_str()),
        "snapshotName": snapshot.name,
    }]);
    json!(text.to_string())
}

/// The point of this name, 32 hexadecimal digits.
pub fn named<'a>(state: &'a State, row: &BackupInstance, name: &str) -> Option<&'a RecoveryPoint> {
    let guid = Uuid::parse_str(name).ok()?;
    points_of(state, row.id).rev().find(|point| point.guid == guid)
}

/// `startDate eq '…' and endDate eq '…'`, either of them, or nothing.
fn read_filter(filter: &str) -> Result<(Option<SimTime>, Option<SimTime>), ApiError> {
    let invalid = || ApiError::InvalidParameter { name: "$filter", value: filter.to_string() };
    let (mut from, mut to) = (None, None);
    for term in filter.split(" and ").map(str::trim).filter(|term| !term.is_empty()) {
        let (name, value) = term.split_once(" eq ").ok_or_else(invalid)?;
        let value = value.trim().strip_prefix('\'').and_then(|value| value.strip_suffix('\''));
        let moment = value.and_then(time::parse).ok_or_else(invalid)?;
        match name.trim() {
            name if name.eq_ignore_ascii_case("startDate") => from = Some(moment),
            name if name.eq_ignore_ascii_case("endDate") => to = Some(moment),
            _ => return Err(invalid()),
        }
    }
    Ok((from, to))
}

fn write(state: &State, row: &BackupInstance, point: &RecoveryPoint) -> Value {
    let name = point.guid.simple().to_string();
    let (store, kind) = match point.snapshot() {
        Some(_) => ("OperationalStore", "Incremental"),
        None => ("VaultStore", "Full"),
    };
    let expiry = time::ticks(point.expires_at);
    let policy = state.policies.get(&row.policy);
    json!({
        "properties": {
            "objectType": "AzureBackupDiscreteRecoveryPoint",
            "recoveryPointId": name,
            "recoveryPointTime": time::ticks(point.created_at),
            "recoveryPointType": kind,
            "friendlyName": name,
            "recoveryPointDataStoresDetails": [{
                "id": state.seed().guid("data store of a recovery point", point.job.0),
                "type": store,
                "creationTime": time::ticks(point.created_at),
                "expiryTime": expiry,
                "metaData": null,
                "visible": true,
                "state": "COMMITTED",
                "rehydrationExpiryTime": null,
                "rehydrationStatus": null,
            }],
            "retentionTagName": point.tag.display_name(),
            "retentionTagVersion": policy.map(|policy| time::dot_net_ticks(policy.created_at).to_string()),
            "policyName": policy.map(|policy| policy.name.as_str()),
            "policyVersion": null,
            "expiryTime": expiry,
            "recoveryPointState": "Completed",
        },
        "id": state.instance_id(row).child("recoveryPoints", &name).as_str(),
        "name": name,
        "type": "Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read() {
        let moment = SimTime::parse("2026-09-14T08:00:00Z").expect("a moment");
        let text = "startDate eq '2026-09-14T08:00:00.0000000Z'";
        assert_eq!(read_filter(""), Ok((None, None)));
        assert_eq!(read_filter(text), Ok((Some(moment), None)));
        assert_eq!(
            read_filter(&format!("{text} and endDate eq '2026-09-14T08:00:00.0000000Z'")),
            Ok((Some(moment), Some(moment)))
        );
        for filter in ["startDate", "startDate eq 2026", "name eq 'x'", "startDate eq 'x'"] {
            assert!(matches!(read_filter(filter), Err(ApiError::InvalidParameter { .. })), "{filter}");
        }
    }
}
