//! Storage accounts, their settings, containers and policies: what is managed, without the blobs.

use super::{Az, Rendered, managed, post, put, send, versions};
use crate::{
    arm::{
        storage::{account::KIND, blob_service, lifecycle, replication, restore},
        time,
    },
    base::{ArmId, Method, SimTime},
    engine::{
        request::Command,
        resources::{Region, ResourceKind, Tags},
        storage::{
            ChangeFeed, Container, DataProtection, LifecycleRule, ReplicationRule, RestoreRange,
            StorageRedundancy, immutability::policy_id, replication::ARM_KIND,
        },
    },
};
use serde_json::{Value, json};

pub fn render(command: &Command) -> Rendered {
    match command {
        Command::CreateStorageAccount {
            group,
            name,
            region,
            redundancy,
            hierarchical_namespace,
            cross_tenant_replication,
            tags,
        } => {
            let id = ArmId::resource(group, ResourceKind::StorageAccount.resource_type(), name);
            let flags = (*hierarchical_namespace, *cross_tenant_replication);
            create_account(&id, *region, *redundancy, flags, tags)
        }
        Command::UpdateStorageAccount { account, tags, cross_tenant_replication } => {
            update_account(account, tags.as_ref(), *cross_tenant_replication)
        }
        Command::DeleteStorageAccount { account } => {
            let az = Az::new("storage account delete").in_group(account).option("--name", account.name());
            send(Method::Delete, account, versions::STORAGE, None, az.flag("--yes"))
        }
        Command::CreateContainer { account, name } => {
            let az = of_account("storage container-rm create", "--storage-account", account)
                .option("--name", name);
            put(
                &account.child(Container::ARM_KIND, name),
                versions::STORAGE,
                &json!({ "properties": {} }),
                az,
            )
        }
        Command::DeleteContainer { container } => {
            let az = of_account("storage container-rm delete", "--storage-account", &account_of(container));
            let az = az.option("--name", container.name()).flag("--yes");
            send(Method::Delete, container, versions::STORAGE, None, az)
        }
        Command::SetDataProtection { account, settings } => set_data_protection(account, settings),
        Command::RestoreBlobRanges { account, time, ranges } => restore_ranges(account, *time, ranges),
        Command::CreateReplicationPolicy { source, destination, rules } => {
            create_replication(source, destination, rules)
        }
        Command::DeleteReplicationPolicy { policy } => {
            let az = of_account("storage account or-policy delete", "--account-name", &parent(policy));
            send(Method::Delete, policy, versions::STORAGE, None, az.option("--policy-id", policy.name()))
        }
        Command::SetLifecyclePolicy { account, rules } => set_lifecycle(account, rules),
        Command::SetImmutabilityPolicy { container, days } => {
            let az = immutability("create", container).option("--period", days);
            put(&policy_id(container), versions::STORAGE, &period(*days), az)
        }
        Command::ExtendImmutabilityPolicy { container, days } => {
            let az = immutability("extend", container).option("--if-match", "*").option("--period", days);
            of_any(post(&policy_id(container), "extend", versions::STORAGE, Some(&period(*days)), az))
        }
        Command::LockImmutabilityPolicy { container } => {
            let az = immutability("lock", container).option("--if-match", "*");
            of_any(post(&policy_id(container), "lock", versions::STORAGE, None, az))
        }
        Command::DeleteImmutabilityPolicy { container } => {
            let az = immutability("delete", container).option("--if-match", "*");
            of_any(send(Method::Delete, &policy_id(container), versions::STORAGE, None, az))
        }
        Command::SetLegalHold { container, tags } => legal_hold("set", container, tags),
        Command::ClearLegalHold { container, tags } => legal_hold("clear", container, tags),
        other => unreachable!("{other:?} is rendered elsewhere"),
    }
}

/// A line about something of an account.
fn of_account(words: &str, option: &str, account: &ArmId) -> Az {
    Az::new(words).in_group(account).option(option, account.name())
}

/// The account that a container lies in.
pub fn account_of(container: &ArmId) -> ArmId {
    let (account, _) = container.as_str().rsplit_once("/blobServices/").unwrap_or((container.as_str(), ""));
    ArmId::new(account)
}

/// What a child of one level lies in.
fn parent(id: &ArmId) -> ArmId {
    let kind = format!("/{ARM_KIND}/");
    let (account, _) = id.as_str().rsplit_once(&kind).unwrap_or((id.as_str(), ""));
    ArmId::new(account)
}

fn create_account(
    id: &ArmId,
    region: Region,
    redundancy: StorageRedundancy,
    (hierarchical_namespace, cross_tenant_replication): (bool, bool),
    tags: &Tags,
) -> Rendered {
    let mut body = json!({
        "location": region.name(),
        "sku": { "name": redundancy.sku() },
        "kind": KIND,
    });
    if !tags.is_empty() {
        body["tags"] = json!(tags);
    }
    body["properties"] = json!({
        "isHnsEnabled": hierarchical_namespace,
        "allowCrossTenantReplication": cross_tenant_replication,
    });
    let az = Az::new("storage account create")
        .in_group(id)
        .option("--name", id.name())
        .option("--location", region.name())
        .option("--sku", redundancy.sku())
        .option("--kind", KIND)
        .option("--enable-hierarchical-namespace", hierarchical_namespace)
        .option("--allow-cross-tenant-replication", cross_tenant_replication)
        .tags(tags);
    put(id, versions::STORAGE, &body, az)
}

fn update_account(account: &ArmId, tags: Option<&Tags>, allowed: Option<bool>) -> Rendered {
    let mut body = json!({});
    let mut az = Az::new("storage account update").in_group(account).option("--name", account.name());
    if let Some(tags) = tags {
        body["tags"] = json!(tags);
        az = az.all_tags(tags);
    }
    if let Some(allowed) = allowed {
        body["properties"] = json!({ "allowCrossTenantReplication": allowed });
        az = az.option("--allow-cross-tenant-replication", allowed);
    }
    send(Method::Patch, account, versions::STORAGE, Some(&body), az)
}

fn set_data_protection(account: &ArmId, settings: &DataProtection) -> Rendered {
    let body = json!({ "properties": blob_service::write_settings(settings) });
    let az = of_account("storage account blob-service-properties update", "--account-name", account);
    let days = |az: Az, switch: &str, option: &str, days: Option<u32>| {
        az.option(switch, days.is_some()).maybe(option, days)
    };
    let az = days(az, "--enable-delete-retention", "--delete-retention-days", settings.blob_soft_delete_days);
    let az = days(
        az,
        "--enable-container-delete-retention",
        "--container-delete-retention-days",
        settings.container_soft_delete_days,
    );
    let kept = match settings.change_feed {
        ChangeFeed::Off | ChangeFeed::KeepAll => None,
        ChangeFeed::Days(days) => Some(days),
    };
    let az = az
        .option("--enable-versioning", settings.versioning)
        .option("--enable-change-feed", settings.change_feed != ChangeFeed::Off)
        .maybe("--change-feed-retention-days", kept);
    let az = days(az, "--enable-restore-policy", "--restore-days", settings.point_in_time_restore_days);
    put(&account.child("blobServices", "default"), versions::STORAGE, &body, az)
}

fn restore_ranges(account: &ArmId, time: SimTime, ranges: &[RestoreRange]) -> Rendered {
    let body = restore::write_wanted(time, ranges);
    let az = of_account("storage blob restore", "--account-name", account)
        .option("--time-to-restore", time::ticks(time));
    let az = ranges.iter().fold(az, |az, range| az.list("--blob-range", [&range.start, &range.end]));
    post(account, "restoreBlobRanges", versions::STORAGE, Some(&body), az)
}

/// A policy is made at its destination; there the service gives it its id.
fn create_replication(source: &ArmId, destination: &ArmId, rules: &[ReplicationRule]) -> Rendered {
    let rules: Vec<Value> = rules.iter().map(replication::write_wanted).collect();
    let properties = json!({
        "sourceAccount": source.as_str(),
        "destinationAccount": destination.as_str(),
        "rules": rules,
    });
    let body = json!({ "properties": properties });
    let az =
        of_account("storage account or-policy create", "--account-name", destination).json("--policy", &body);
    put(&destination.child(ARM_KIND, "default"), versions::STORAGE, &body, az)
}

/// Without rules there is no policy.
fn set_lifecycle(account: &ArmId, rules: &[LifecycleRule]) -> Rendered {
    let id = account.child("managementPolicies", "default");
    if rules.is_empty() {
        let az = of_account("storage account management-policy delete", "--account-name", account);
        return send(Method::Delete, &id, versions::STORAGE, None, az.flag("--yes"));
    }
    let rules: Vec<Value> = rules.iter().map(lifecycle::write_rule).collect();
    let policy = json!({ "rules": rules });
    let az = of_account("storage account management-policy create", "--account-name", account)
        .json("--policy", &policy);
    put(&id, versions::STORAGE, &json!({ "properties": { "policy": policy } }), az)
}

fn period(days: u32) -> Value {
    json!({ "properties": { "immutabilityPeriodSinceCreationInDays": days } })
}

fn immutability(verb: &str, container: &ArmId) -> Az {
    let words = format!("storage container immutability-policy {verb}");
    of_account(&words, "--account-name", &account_of(container)).option("--container-name", container.name())
}

/// Whatever the policy is by now.
fn of_any(rendered: Rendered) -> Rendered {
    Rendered { request: rendered.request.with_header("If-Match", "*"), ..rendered }
}

fn legal_hold(verb: &str, container: &ArmId, tags: &[String]) -> Rendered {
    let words = format!("storage container legal-hold {verb}");
    let az = of_account(&words, "--account-name", &account_of(container))
        .option("--container-name", container.name())
        .list("--tags", tags);
    let action = if verb == "set" { "setLegalHold" } else { "clearLegalHold" };
    let id = ArmId::new(format!("{container}/{action}"));
    let request = managed(Method::Post, &id, versions::STORAGE, Some(&json!({ "tags": tags })));
    Rendered { request, az: Some(az.build()), bicep: None }
}
