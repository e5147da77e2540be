//! The blobs of the first world that are backed up: contracts that go back to any moment and to the vault, with a change
//! and a loss behind them.

use crate::{
    base::{ArmId, ByteSize, SimSpan},
    engine::{
        policy::{DatasourceType, RetentionDuration, RetentionTag, ScheduleFrequency},
        protection::{ContainerSelection, PolicyParameters},
        rbac::Role,
        request::Command,
        storage::AccessTier,
    },
    scenarios::{
        builder::{Builder, account, container, group, vault},
        estate::{
            PROPAGATION, PlannedPolicy, at_hour, create_account, create_policy, grant, protect_as_proposed,
        },
        first_backup::fill,
        sample_files,
    },
};

const ACCOUNT: &str = "stdocsweu";
const CONTAINERS: [&str; 2] = ["contracts", "scans"];

/// Any moment of the last 30 days in the account, and a copy a day in the vault.
const PLAN: PlannedPolicy = PlannedPolicy {
    name: "blobs-30-days",
    datasource_type: DatasourceType::Blob,
    frequency: ScheduleFrequency::Daily,
    time: at_hour(21),
    rules: &[
        (RetentionTag::Default, RetentionDuration::Days(30)),
        (RetentionTag::Weekly, RetentionDuration::Weeks(12)),
    ],
    continuous: Some(30),
};

/// Creates the account and protects it both ways; the window to go back to begins some minutes later.
pub fn create(world: &mut Builder) {
    let documents = create_documents(world);
    let vault = vault(&group("rg-backup-weu"), "vault-weu-prod");
    let policy = create_policy(world, &vault, &PLAN);
    grant(world, &vault, Role::StorageAccountBackupContributor, &documents);
    world.pass(PROPAGATION);
    let selection = ContainerSelection::Listed(CONTAINERS.map(String::from).to_vec());
    protect_as_proposed(world, &policy, &documents, PolicyParameters::Blobs(Some(selection)));
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

fn create_documents(world: &mut Builder) -> ArmId {
    let documents = create_account(world, "rg-data-weu", ACCOUNT, false, "Contracts and scans");
    world.pass(SimSpan::from_minutes(2));
    fill(world, &documents, CONTAINERS[0], &sample_files::daily_exports("clients", 8, 24, 64));
    let scans = [
        sample_files::single("archive/2025.bin", ByteSize::mib(9), AccessTier::Cool),
        sample_files::single("inbox/letter.bin", ByteSize::mib(2), AccessTier::Hot),
    ];
    fill(world, &documents, CONTAINERS[1], &scans);
    documents
}
