//! The blobs of the first world that are backed up: contracts that go back to any moment and to the vault, with a change
//! and a loss behind them.

use crate::{
    base::{ArmId, ByteSize, SimSpan},
    engine::{
        policy::{
            DatasourceType, RetentionDuration, RetentionRule, RetentionTag, Schedule, ScheduleFrequency,
            ScheduledBackups, TimeOfDay, TimeZone,
        },
        protection::{ContainerSelection, PolicyParameters},
        rbac::Role,
        request::Command,
        resources::{Region, Tags},
        storage::{AccessTier, StorageRedundancy},
    },
    scenarios::{
        builder::{Builder, account, container, group, vault},
        first_backup::{fill, tags},
        sample_files,
    },
};

const ACCOUNT: &str = "stdocsweu";
const POLICY: &str = "blobs-30-days";
const CONTAINERS: [&str; 2] = ["contracts", "scans"];

/// Creates the account and protects it both ways; the window to go back to begins some minutes later.
pub fn create(world: &mut Builder) {
    let documents = create_account(world);
    let vault = vault(&group("rg-backup-weu"), "vault-weu-prod");
    create_policy(world, &vault);
    let identity = world.state().find_vault(&vault).ok().and_then(|vault| vault.identity);
    world.give(Command::CreateRoleAssignment {
        scope: documents.clone(),
        role: Role::StorageAccountBackupContributor,
        principal: identity.expect("the vault was created with one").principal,
        name: None,
    });
    world.pass(SimSpan::from_minutes(31));
    let selection = ContainerSelection::Listed(CONTAINERS.map(String::from).to_vec());
    world.give(Command::ConfigureProtection {
        policy: vault.child("backupPolicies", POLICY),
        vault,
        instance_name: format!("{ACCOUNT}-backup"),
        datasource: documents,
        parameters: PolicyParameters::Blobs(Some(selection)),
        tags: Tags::new(),
    });
}

/// What happens to the blobs in between: some are written anew, one is deleted.
pub fn work(world: &mut Builder) {
    let documents = account(&group("rg-data-weu"), ACCOUNT);
    fill(world, &documents, CONTAINERS[0], &sample_files::daily_exports("clients", 8, 9, 64));
    world.give(Command::DeletePath {
        container: container(&documents, CONTAINERS[1]),
        path: "archive/2025.bin".to_string(),
    });
}

fn create_account(world: &mut Builder) -> ArmId {
    let group = group("rg-data-weu");
    world.give(Command::CreateStorageAccount {
        group: group.clone(),
        name: ACCOUNT.to_string(),
        region: Region::WestEurope,
        redundancy: StorageRedundancy::Zrs,
        hierarchical_namespace: false,
        cross_tenant_replication: true,
        tags: tags(&[("purpose", "Contracts and scans")]),
    });
    world.pass(SimSpan::from_minutes(2));
    let documents = account(&group, ACCOUNT);
    fill(world, &documents, CONTAINERS[0], &sample_files::daily_exports("clients", 8, 24, 64));
    let scans = [
        sample_files::single("archive/2025.bin", ByteSize::mib(9), AccessTier::Cool),
        sample_files::single("inbox/letter.bin", ByteSize::mib(2), AccessTier::Hot),
    ];
    fill(world, &documents, CONTAINERS[1], &scans);
    documents
}

/// Any moment of the last 30 days in the account, and a copy a day in the vault.
fn create_policy(world: &mut Builder, vault: &ArmId) {
    let rule = |tag, duration| RetentionRule { tag, duration };
    world.give(Command::CreateBackupPolicy {
        vault: vault.clone(),
        name: POLICY.to_string(),
        datasource_type: DatasourceType::Blob,
        scheduled: Some(ScheduledBackups {
            schedule: Schedule {
                frequency: ScheduleFrequency::Daily,
                time: TimeOfDay { hour: 21, minute: 0 },
                time_zone: TimeZone::Utc,
            },
            retention: vec![
                rule(RetentionTag::Default, RetentionDuration::Days(30)),
                rule(RetentionTag::Weekly, RetentionDuration::Weeks(12)),
            ],
        }),
        continuous: Some(RetentionDuration::Days(30)),
    });
}
