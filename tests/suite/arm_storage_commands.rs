//! Commands about storage accounts, blobs and data lakes, made up.

use crate::{
    arm_commands::{Commands, just, name, region, tags, validated},
    blob_backup_site::{BlobBackupSite, Parts},
    lab::bytes_of,
    site::Site,
};
use proptest::{
    collection::{btree_map, vec},
    option,
    prelude::*,
    sample::select,
};
use std::collections::BTreeMap;
use uuid::Uuid;
use vault_lab::{
    base::{ArmId, SimTime},
    engine::{
        Command,
        ids::ContainerId,
        protection::{ContainerSelection, PolicyParameters},
        resources::Tags,
        restore::{ContainerPick, RestoreDestination, RestoreSelection, RestoreSource},
        storage::{
            AccessTier, ChangeFeed, DataProtection, LeaseAction, LifecycleActions, LifecycleRule,
            RehydratePriority, ReplicationRule, RestoreRange, StorageRedundancy,
        },
    },
};

fn selection() -> impl Strategy<Value = ContainerSelection> {
    prop_oneof![
        vec(name(), 1..4).prop_map(ContainerSelection::Listed),
        vec("[a-z]{1,5}", 0..3).prop_map(|prefixes| ContainerSelection::AllExcept { prefixes }),
    ]
}

fn ranges() -> impl Strategy<Value = Vec<RestoreRange>> {
    let bound = || "[a-z]{3,6}(/[a-z]{0,4})?";
    vec((bound(), bound()).prop_map(|(start, end)| RestoreRange::new(start, end)), 1..4)
}

fn blob_protection(site: &BlobBackupSite) -> Commands {
    let (vault, target, account) = (site.vault.clone(), site.target.clone(), site.target.clone());
    let (instance, restored) = (site.instance.clone(), site.instance.clone());
    let policies =
        vec![site.policy(Parts::Vaulted), site.policy(Parts::Both), site.policy(Parts::Operational)];
    let (seq, now) = (site.points()[0].seq, site.now());
    let pick = (name(), vec("[a-z/]{1,6}", 0..3))
        .prop_map(|(container, prefixes)| ContainerPick { container, prefixes });
    let whole = RestoreDestination::Account { account: target.clone(), selection: RestoreSelection::All };
    let in_place = RestoreDestination::InPlace { ranges: Vec::new() };
    let destination = prop_oneof![
        Just((seq.into(), whole)),
        vec(pick, 1..4).prop_map(move |picks| {
            let selection = RestoreSelection::Containers(picks);
            (seq.into(), RestoreDestination::Account { account: account.clone(), selection })
        }),
        Just((RestoreSource::Time(now), in_place)),
        ranges()
            .prop_map(move |ranges| { (RestoreSource::Time(now), RestoreDestination::InPlace { ranges }) }),
    ];
    prop_oneof![
        (name(), select(policies.clone()), option::of(selection())).prop_flat_map(
            move |(name, policy, chosen)| {
                validated(Command::ConfigureProtection {
                    vault: vault.clone(),
                    instance_name: format!("new-{name}"),
                    datasource: target.clone(),
                    policy,
                    parameters: PolicyParameters::Blobs(chosen),
                    tags: Tags::new(),
                })
            }
        ),
        (select(policies), option::of(selection())).prop_flat_map(move |(policy, chosen)| {
            validated(Command::UpdateProtection {
                instance: instance.clone(),
                policy,
                parameters: PolicyParameters::Blobs(chosen),
                tags: Tags::new(),
            })
        }),
        destination.prop_flat_map(move |(source, destination)| {
            validated(Command::Restore { instance: restored.clone(), source, destination })
        }),
    ]
    .boxed()
}

fn data_protection() -> impl Strategy<Value = DataProtection> {
    let days = || option::of(1u32..365);
    let feed = prop_oneof![
        Just(ChangeFeed::Off),
        Just(ChangeFeed::KeepAll),
        (1u32..1_000).prop_map(ChangeFeed::Days)
    ];
    (days(), days(), any::<bool>(), feed, days()).prop_map(|(blobs, containers, versioning, feed, past)| {
        DataProtection {
            blob_soft_delete_days: blobs,
            container_soft_delete_days: containers,
            versioning,
            change_feed: feed,
            point_in_time_restore_days: past,
        }
    })
}

fn accounts(site: &BlobBackupSite) -> Commands {
    let (group, account) = (site.group.clone(), site.source.clone());
    let [updated, protected, restored, contained] = [(); 4].map(|()| account.clone());
    let (target, now) = (site.target.clone(), site.now());
    let rule = (name(), name(), any::<bool>()).prop_map(|(source, destination, copies_existing)| {
        ReplicationRule { source, destination, copies_existing }
    });
    prop_oneof![
        (
            "[a-z0-9]{3,24}",
            region(),
            select(StorageRedundancy::ALL.to_vec()),
            any::<bool>(),
            any::<bool>(),
            tags()
        )
            .prop_map(
                move |(name, region, redundancy, hierarchical_namespace, cross_tenant_replication, tags)| {
                    Command::CreateStorageAccount {
                        group: group.clone(),
                        name,
                        region,
                        redundancy,
                        hierarchical_namespace,
                        cross_tenant_replication,
                        tags,
                    }
                }
            ),
        (option::of(tags()), option::of(any::<bool>())).prop_map(move |(tags, cross_tenant_replication)| {
            Command::UpdateStorageAccount { account: updated.clone(), tags, cross_tenant_replication }
        }),
        data_protection()
            .prop_map(move |settings| Command::SetDataProtection { account: protected.clone(), settings }),
        (option::of(ranges()), 0i64..1_000_000).prop_map(move |(ranges, earlier)| {
            Command::RestoreBlobRanges {
                account: restored.clone(),
                time: SimTime::from_millis(now.millis() - earlier),
                ranges: ranges.unwrap_or_default(),
            }
        }),
        name().prop_map(move |name| Command::CreateContainer {
            account: contained.clone(),
            name: format!("n{name}")
        }),
        vec(rule, 1..3).prop_map(move |rules| Command::CreateReplicationPolicy {
            source: account.clone(),
            destination: target.clone(),
            rules,
        }),
        just(Command::DeleteStorageAccount { account: site.source.clone() }),
        lifecycle(site.source.clone()),
    ]
    .boxed()
}

fn lifecycle(account: ArmId) -> Commands {
    let actions = || {
        let days = || option::of(0u32..500);
        (days(), days(), days(), days()).prop_map(|(cool, cold, archive, delete)| LifecycleActions {
            cool,
            cold,
            archive,
            delete,
        })
    };
    let rule = (name(), any::<bool>(), vec("[a-z]{3,5}/[a-z]{0,3}", 0..3), actions(), actions(), actions())
        .prop_map(|(name, enabled, prefixes, blobs, snapshots, versions)| LifecycleRule {
            name,
            enabled,
            prefixes,
            blobs,
            snapshots,
            versions,
        });
    vec(rule, 1..4)
        .prop_map(move |rules| Command::SetLifecyclePolicy { account: account.clone(), rules })
        .boxed()
}

fn lease_action() -> impl Strategy<Value = LeaseAction> {
    prop_oneof![
        option::of(15u32..60).prop_map(|seconds| LeaseAction::Acquire { seconds, proposed: None }),
        Just(LeaseAction::Renew { lease: Uuid::from_u128(7) }),
        Just(LeaseAction::Change { lease: Uuid::from_u128(7), proposed: Uuid::from_u128(8) }),
        Just(LeaseAction::Release { lease: Uuid::from_u128(7) }),
        option::of(0u32..60).prop_map(|seconds| LeaseAction::Break { seconds }),
    ]
}

/// Over the data plane of a flat account.
fn blobs(site: &BlobBackupSite) -> Commands {
    let container = site.source.child("blobServices/default/containers", "data");
    let [put, tiered, leased, held, days] = [(); 5].map(|()| container.clone());
    let (path, account) = ("readme.txt".to_string(), site.source.clone());
    let metadata = btree_map("[a-z]{1,6}", "[a-z]{1,6}", 0..3);
    prop_oneof![
        ("[a-z #?%+&=ä]{1,8}[a-z](/[a-z]{1,4})?", "[a-z]{0,8}", select(AccessTier::ALL.to_vec()), metadata)
            .prop_map(
                move |(path, text, tier, metadata): (
                    String,
                    String,
                    AccessTier,
                    BTreeMap<String, String>
                )| {
                    Command::PutFile {
                        container: put.clone(),
                        path: format!("a{path}"),
                        content: bytes_of(&text),
                        content_type: "text/plain".to_string(),
                        tier,
                        metadata,
                        overwrite: true,
                    }
                }
            ),
        (select(AccessTier::ALL.to_vec()), select(RehydratePriority::ALL.to_vec())).prop_map(
            move |(tier, priority)| Command::SetBlobTier {
                container: tiered.clone(),
                path: "readme.txt".to_string(),
                tier,
                priority
            }
        ),
        (lease_action(), any::<bool>()).prop_map(move |(action, of_blob)| Command::Lease {
            container: leased.clone(),
            path: of_blob.then(|| "readme.txt".to_string()),
            action,
        }),
        vec("[a-z]{3,8}", 1..4).prop_map(move |tags| Command::SetLegalHold { container: held.clone(), tags }),
        (1u32..1_000).prop_map(move |days_kept| Command::SetImmutabilityPolicy {
            container: days.clone(),
            days: days_kept
        }),
        just(Command::DeleteContainer { container: container.clone() }),
        just(Command::UndeleteBlob { container: container.clone(), path: path.clone() }),
        just(Command::CreateBlobSnapshot { container: container.clone(), path: path.clone() }),
        just(Command::DeleteBlobSnapshots {
            container: container.clone(),
            path: path.clone(),
            snapshot: None
        }),
        just(Command::DeleteBlob { container: container.clone(), path: path.clone(), with_snapshots: true }),
        just(Command::SetContentType {
            container: container.clone(),
            path,
            content_type: "text/csv".to_string()
        }),
        just(Command::UndeleteContainer { account, name: "gone".to_string(), version: ContainerId(42) }),
        just(Command::WithLease {
            lease: Uuid::from_u128(9),
            command: Box::new(Command::DeleteContainer { container }),
        }),
    ]
    .boxed()
}

pub fn blob_site_command(site: &BlobBackupSite) -> Commands {
    prop_oneof![blob_protection(site), accounts(site), blobs(site)].boxed()
}

pub fn lake_site_command(site: &Site) -> Commands {
    let (vault, source, policy) = (site.vault.clone(), site.target.clone(), site.policy.clone());
    let container = site.source_container("bronze");
    let path = "readme.txt".to_string();
    let seq = site.points()[0].seq;
    let (updated, made) = (site.instance.clone(), container.clone());
    let same_policy = site.policy.clone();
    prop_oneof![
        (name(), selection()).prop_flat_map(move |(name, chosen)| {
            validated(Command::ConfigureProtection {
                vault: vault.clone(),
                instance_name: format!("new-{name}"),
                datasource: source.clone(),
                policy: policy.clone(),
                parameters: PolicyParameters::Containers(chosen),
                tags: Tags::new(),
            })
        }),
        (selection(), tags()).prop_flat_map(move |(chosen, tags)| {
            validated(Command::UpdateProtection {
                instance: updated.clone(),
                policy: same_policy.clone(),
                parameters: PolicyParameters::Containers(chosen),
                tags,
            })
        }),
        validated(site.restore(seq, RestoreSelection::All)),
        "[a-z ]{1,8}[a-z]".prop_map(move |path| Command::CreateDirectory {
            container: made.clone(),
            path: format!("d{path}")
        }),
        just(Command::DeletePath { container: container.clone(), path: path.clone() }),
        just(Command::RenamePath {
            container: container.clone(),
            path: path.clone(),
            to: "moved here.txt".to_string(),
            overwrite: true,
        }),
        just(Command::SetPathProperties {
            container: container.clone(),
            path: path.clone(),
            tier: Some(AccessTier::Cool),
            metadata: None,
            acl: None,
        }),
        just(Command::AppendToFile {
            container: container.clone(),
            path: path.clone(),
            position: 6,
            content: bytes_of("more"),
        }),
        just(Command::FlushFile { container, path, position: 10, keep_rest: true, content_type: None }),
    ]
    .boxed()
}
