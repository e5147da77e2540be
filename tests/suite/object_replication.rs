//! Object replication between accounts of one's own: what is copied and when, who may make policies, and how many.

use crate::{
    blob_site::versioning,
    immutability::set_hold,
    lab::{Lab, in_lab, put_file},
};
use futures::FutureExt;
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeMap;
use vault_lab::{
    base::ArmId,
    content::ContentId,
    engine::{
        Command, Refusal,
        query::{ReplicationMaker, ReplicationPolicies, ReplicationPolicyRow},
        rbac::Role,
        storage::{
            AccessTier, BlobPath, ChangeFeed, DataProtection, LeaseAction, RehydratePriority,
            ReplicationRefusal, ReplicationRule,
        },
    },
    store::{Durability, MemoryStorage, Storage, world},
};

/// Two accounts that keep versions and changes, with two containers each.
pub struct ReplicationSite {
    pub lab: Lab,
    pub group: ArmId,
    pub source: ArmId,
    pub destination: ArmId,
}

in_lab!(ReplicationSite);

/// What a source of object replication needs.
pub fn replicable() -> DataProtection {
    DataProtection { change_feed: ChangeFeed::KeepAll, ..versioning() }
}

pub fn rule(source: &str, destination: &str, copies_existing: bool) -> ReplicationRule {
    ReplicationRule { source: source.to_string(), destination: destination.to_string(), copies_existing }
}

pub fn replicating(source: &ArmId, destination: &ArmId, rules: &[ReplicationRule]) -> Command {
    let (source, destination) = (source.clone(), destination.clone());
    Command::CreateReplicationPolicy { source, destination, rules: rules.to_vec() }
}

/// An account that keeps versions and changes, with the containers `one` and `two`.
pub fn replicable_account(lab: &mut Lab, group: &ArmId, name: &str) -> ArmId {
    let account = lab.flat_account(group, name);
    lab.do_(Command::SetDataProtection { account: account.clone(), settings: replicable() });
    for container in ["one", "two"] {
        lab.container(&account, container);
    }
    account
}

impl ReplicationSite {
    fn new() -> ReplicationSite {
        let mut lab = Lab::new();
        let group = lab.group("rg-lab");
        let source = replicable_account(&mut lab, &group, "fromaccount");
        let destination = replicable_account(&mut lab, &group, "toaccount");
        ReplicationSite { lab, group, source, destination }
    }

    /// With a policy that copies `one` into `two`.
    fn replicated(copies_existing: bool) -> ReplicationSite {
        let mut site = ReplicationSite::new();
        let command = site.create(&[rule("one", "two", copies_existing)]);
        site.do_(command);
        site
    }

    fn create(&self, rules: &[ReplicationRule]) -> Command {
        replicating(&self.source, &self.destination, rules)
    }

    fn from(&self) -> ArmId {
        container(&self.source, "one")
    }

    fn to(&self) -> ArmId {
        container(&self.destination, "two")
    }

    fn write(&mut self, path: &str, text: &str) {
        let container = self.from();
        self.lab.file(&container, path, text);
    }

    fn delete(&mut self, path: &str) {
        let command = Command::DeletePath { container: self.from(), path: path.to_string() };
        self.do_(command);
    }

    /// Blobs of a container by name, with what is in them and their metadata.
    fn blobs(&self, container: &ArmId) -> BTreeMap<String, (ContentId, BTreeMap<String, String>)> {
        let id = self.state.find_container(container).expect("it is there").id;
        let paths = self.state.paths.iter().filter(|((holder, _), _)| *holder == id);
        let facts = paths.filter_map(|((_, path), entry)| Some((path, entry, entry.file()?)));
        facts
            .map(|(path, entry, facts)| (path.to_string(), (facts.content, entry.metadata.clone())))
            .collect()
    }

    fn names(&self, container: &ArmId) -> Vec<String> {
        self.blobs(container).into_keys().collect()
    }

    fn policies(&self, account: &ArmId) -> Vec<ReplicationPolicyRow> {
        self.ask(ReplicationPolicies { account: account.clone() })
    }

    /// How many changes were carried over, and how many were not.
    fn counts(&self) -> (u64, u64) {
        match self.policies(&self.source)[0].maker {
            ReplicationMaker::Person { copied, failed, .. } => (copied, failed),
            ref other => panic!("{other:?} made it"),
        }
    }

    /// Versions that are kept of a blob at the destination.
    fn kept(&self, path: &str) -> usize {
        let id = self.state.find_container(&self.to()).expect("it is there").id;
        let path = BlobPath(path.to_string());
        self.state.past_blobs.iter().filter(|(key, _)| key.container == id && key.path == path).count()
    }
}

fn container(account: &ArmId, name: &str) -> ArmId {
    account.child("blobServices/default/containers", name)
}

#[test]
fn what_is_written_described_and_deleted_is_carried_over() {
    let mut site = ReplicationSite::replicated(false);
    let (from, to) = (site.from(), site.to());
    site.write("a.csv", "1");
    site.write("b/c.csv", "2");
    site.advance(4);
    assert_eq!(site.names(&to), [""; 0], "it takes some minutes");
    site.advance(1);
    assert_eq!(site.blobs(&to), site.blobs(&from));
    let metadata = Some(BTreeMap::from([("team".to_string(), "data".to_string())]));
    let path = "a.csv".to_string();
    site.do_(Command::SetPathProperties { container: from.clone(), path, tier: None, metadata, acl: None });
    site.delete("b/c.csv");
    site.write("d.csv", "3");
    site.delete("d.csv");
    site.advance(5);
    assert_eq!(site.blobs(&to), site.blobs(&from));
    assert_eq!((site.names(&to), site.counts()), (vec!["a.csv".to_string()], (4, 0)));
    assert_eq!((site.kept("a.csv"), site.kept("b/c.csv"), site.kept("d.csv")), (1, 1, 0), "versions stay");
}

#[test]
fn what_was_there_before_is_copied_where_the_rule_says_so() {
    for (copies_existing, expected) in [(false, vec![]), (true, vec!["old.csv"])] {
        let mut site = ReplicationSite::new();
        site.write("old.csv", "1");
        site.advance(60);
        let command = site.create(&[rule("one", "two", copies_existing), rule("two", "one", false)]);
        site.do_(command);
        site.advance(5);
        assert_eq!(site.names(&site.to()), expected);
        site.write("old.csv", "2");
        site.advance(5);
        assert_eq!(site.blobs(&site.to()), site.blobs(&site.from()), "a change is copied anyhow");
    }
}

/// Nothing is looked for while nothing changes.
#[test]
fn an_idle_policy_sets_no_timer() {
    let mut site = ReplicationSite::replicated(true);
    site.write("a.csv", "1");
    site.write("b.csv", "1");
    site.advance(30);
    assert_eq!(site.state.timers.len(), 0);
    site.advance_days(400);
    site.write("a.csv", "2");
    site.advance(5);
    assert_eq!(site.blobs(&site.to()), site.blobs(&site.from()));
}

#[test]
fn only_the_policy_writes_to_a_destination() {
    let mut site = ReplicationSite::replicated(false);
    site.write("a.csv", "1");
    site.advance(5);
    let (to, path) = (site.to(), "a.csv".to_string());
    let metadata = Some(BTreeMap::from([("team".to_string(), "data".to_string())]));
    let describe = |metadata, tier| Command::SetPathProperties {
        container: site.to(),
        path: "a.csv".to_string(),
        tier,
        metadata,
        acl: None,
    };
    let (described, tiered) = (describe(metadata, None), describe(None, Some(AccessTier::Cool)));
    let expected = Refusal::from(ReplicationRefusal::DestinationContainer { container: "two".to_string() });
    for command in [put_file(&to, "a.csv", "2"), put_file(&to, "new.csv", "2"), described] {
        assert_eq!(site.refusal(command), expected);
    }
    site.do_(tiered);
    site.do_(Command::DeletePath { container: to, path });
    site.lab.file(&container(&site.destination.clone(), "one"), "free.csv", "2");
    site.write("b.csv", "1");
    site.advance(5);
    assert_eq!(site.names(&site.to()), ["b.csv"], "what was deleted there stays away until it changes");
    let policy = site.policies(&site.destination)[0].id.clone();
    site.do_(Command::DeleteReplicationPolicy { policy });
    site.lab.file(&site.to(), "new.csv", "2");
}

/// Counted, and left alone until the blob changes anew.
#[test]
fn what_cannot_be_carried_over_is_counted() {
    let mut site = ReplicationSite::replicated(false);
    let (from, to) = (site.from(), site.to());
    for path in ["leased", "archived", "offline"] {
        site.write(path, "1");
    }
    site.advance(5);
    let tier = |container: &ArmId, path: &str, tier| Command::SetBlobTier {
        container: container.clone(),
        path: path.to_string(),
        tier,
        priority: RehydratePriority::High,
    };
    let path = Some("leased".to_string());
    let lease = |action| Command::Lease { container: to.clone(), path: path.clone(), action };
    site.do_(lease(LeaseAction::Acquire { seconds: None, proposed: None }));
    site.do_(tier(&to, "archived", AccessTier::Archive));
    for path in ["leased", "archived", "offline"] {
        site.write(path, "2");
    }
    site.do_(tier(&from, "offline", AccessTier::Archive));
    site.advance(5);
    assert_eq!(site.counts(), (3, 3));
    site.do_(tier(&from, "offline", AccessTier::Cool));
    site.advance(65);
    assert_eq!(site.counts(), (4, 3), "a blob that comes back from the archive is copied");
    site.do_(set_hold(&to, &["case1"]));
    site.write("offline", "3");
    site.write("new", "3");
    site.advance(5);
    assert_eq!(site.counts(), (5, 4), "what is there is kept, what is new comes in");
    assert_eq!(site.blobs(&to)["new"], site.blobs(&from)["new"]);
}

#[test]
fn a_container_that_is_gone_takes_nothing() {
    let mut site = ReplicationSite::replicated(false);
    let (from, to) = (site.from(), site.to());
    site.write("a.csv", "1");
    site.do_(Command::DeleteContainer { container: to.clone() });
    site.advance(5);
    assert_eq!(site.counts(), (0, 1));
    let destination = site.destination.clone();
    site.container(&destination, "two");
    site.write("a.csv", "2");
    site.advance(5);
    assert_eq!(site.counts(), (1, 1), "one of that name is as good");
    site.write("a.csv", "3");
    site.do_(Command::DeleteContainer { container: from });
    site.advance(5);
    assert_eq!(site.names(&to), ["a.csv"], "the deletion of a container is not carried over");
}

/// Each breaks one rule; the limits are those of the page about object replication.
#[test]
fn what_makes_a_policy_refused() {
    let mut site = ReplicationSite::new();
    let group = site.group.clone();
    let lake = site.lab.data_lake(&group, "lakeaccount");
    let plain = site.lab.flat_account(&group, "plainaccount");
    let (source, to) = (site.source.clone(), site.destination.clone());
    let gone = ArmId::resource(&group, "Microsoft.Storage/storageAccounts", "gone");
    let one = [rule("one", "one", false)];
    let many: Vec<_> = (0..1_001).map(|n| rule(&format!("s{n}"), &format!("d{n}"), false)).collect();
    let invalid = "InvalidRequestPropertyValue";
    for (command, code) in [
        (site.create(&[]), invalid),
        (site.create(&many), invalid),
        (site.create(&[rule("one", "one", false), rule("one", "two", false)]), invalid),
        (site.create(&[rule("one", "two", false), rule("two", "two", false)]), invalid),
        (site.create(&[rule("missing", "one", false)]), "ContainerNotFound"),
        (site.create(&[rule("one", "missing", false)]), "ContainerNotFound"),
        (replicating(&source, &source, &[rule("one", "two", false)]), invalid),
        (replicating(&source, &lake, &one), "FeatureNotSupportedForAccount"),
        (replicating(&lake, &to, &one), "FeatureNotSupportedForAccount"),
        (replicating(&source, &plain, &one), invalid),
        (replicating(&source, &gone, &one), "ResourceNotFound"),
        (replicating(&gone, &to, &one), "ResourceNotFound"),
    ] {
        assert_eq!(site.refused(command.clone()), code, "{command:?}");
    }
    site.do_(Command::SetDataProtection { account: plain.clone(), settings: versioning() });
    let refusal = site.refusal(replicating(&plain, &to, &one));
    assert_eq!(refusal, ReplicationRefusal::NeedsChangeFeed { account: "plainaccount".to_string() }.into());
    site.sign_in("Ravi");
    assert_eq!(site.refused(replicating(&gone, &to, &[])), "AuthorizationFailed", "who, before where");
    site.sign_in("Olivia");
    let command = replicating(&gone, &to, &[]);
    assert_eq!(site.refused(command), "ResourceNotFound", "where, before what");
}

#[test]
fn an_account_has_two_destinations_and_two_sources() {
    let mut site = ReplicationSite::new();
    let group = site.group.clone();
    let mut more = |name: &str| replicable_account(&mut site.lab, &group, name);
    let accounts = [more("account1"), more("account2"), more("account3")];
    let (source, destination) = (site.source.clone(), site.destination.clone());
    let three = |lab: &mut Lab, account: &ArmId| drop(lab.container(account, "three"));
    three(&mut site.lab, &source);
    three(&mut site.lab, &destination);
    for (account, name) in [(&accounts[0], "one"), (&accounts[1], "two")] {
        site.do_(replicating(&source, account, &[rule(name, "one", false)]));
        site.do_(replicating(account, &destination, &[rule("two", name, false)]));
    }
    let again = site.refusal(replicating(&source, &accounts[0], &[rule("three", "two", false)]));
    assert!(again.explain().message.contains("part of another"), "the container, before the number: {again}");
    let third = replicating(&source, &accounts[2], &[rule("three", "one", false)]);
    let refusal = ReplicationRefusal::TooManyDestinations { account: "fromaccount".to_string() };
    assert_eq!(site.refusal(third.clone()), refusal.into());
    let third_source = replicating(&accounts[2], &destination, &[rule("two", "three", false)]);
    let refusal = ReplicationRefusal::TooManySources { account: "toaccount".to_string() };
    assert_eq!(site.refusal(third_source), refusal.into());
    let policy = site.policies(&source)[0].id.clone();
    site.do_(Command::DeleteReplicationPolicy { policy });
    site.do_(third);
}

#[test]
fn two_accounts_have_one_policy_and_a_container_takes_part_in_one() {
    let mut site = ReplicationSite::replicated(false);
    let pair = site.create(&[rule("two", "one", false)]);
    let expected = ReplicationRefusal::PairTaken {
        source: "fromaccount".to_string(),
        destination: "toaccount".to_string(),
    };
    assert_eq!(site.refusal(pair), expected.into());
    let back = |from, to| replicating(&site.destination, &site.source, &[rule(from, to, false)]);
    let (chained, used, free) = (back("two", "two"), back("one", "one"), back("one", "two"));
    let taken = |account: &str, container: &str| ReplicationRefusal::ContainerInPolicy {
        account: account.to_string(),
        container: container.to_string(),
    };
    assert_eq!(site.refusal(chained), taken("toaccount", "two").into());
    assert_eq!(site.refusal(used), taken("fromaccount", "one").into());
    site.do_(free);
    site.lab.file(&container(&site.destination.clone(), "one"), "back.csv", "1");
    site.write("there.csv", "1");
    site.advance(10);
    assert_eq!(site.names(&container(&site.source, "two")), ["back.csv"]);
    assert_eq!(site.names(&site.to()), ["there.csv"]);
}

#[test]
fn what_replication_needs_is_not_switched_off_under_it() {
    let mut site = ReplicationSite::replicated(false);
    let set = |account: &ArmId, settings| Command::SetDataProtection { account: account.clone(), settings };
    let (source, destination) = (site.source.clone(), site.destination.clone());
    let feed_only = DataProtection { versioning: false, ..replicable() };
    for (account, settings, property) in [
        (&source, DataProtection::default(), "isVersioningEnabled"),
        (&source, versioning(), "changeFeed.enabled"),
        (&destination, feed_only, "isVersioningEnabled"),
    ] {
        let refusal = site.refusal(set(account, settings)).explain();
        assert_eq!(refusal.code, "InvalidRequestPropertyValue");
        assert!(refusal.message.contains(property), "{}", refusal.message);
    }
    site.do_(set(&destination, versioning()));
    let policy = site.policies(&source)[0].id.clone();
    site.do_(Command::DeleteReplicationPolicy { policy });
    site.do_(set(&source, DataProtection::default()));
    site.do_(set(&destination, DataProtection::default()));
}

#[test]
fn making_and_deleting_needs_rights_over_both_accounts() {
    let mut site = ReplicationSite::replicated(false);
    let policies =
        [site.policies(&site.source)[0].id.clone(), site.policies(&site.destination)[0].id.clone()];
    assert_eq!(policies[0].name(), policies[1].name(), "one policy, under both accounts");
    let stranger = site.source.child("objectReplicationPolicies", "00000000-0000-0000-0000-000000000000");
    assert_eq!(site.refused(Command::DeleteReplicationPolicy { policy: stranger }), "ResourceNotFound");
    let source = site.source.clone();
    let carlos = crate::lab::persona("Carlos");
    site.give(carlos, Role::StorageAccountBackupContributor, &source);
    let command = replicating(&source, &site.destination, &[rule("two", "one", false)]);
    site.sign_in("Ravi");
    assert_eq!(site.refused(command), "AuthorizationFailed");
    assert_eq!(
        site.refused(Command::DeleteReplicationPolicy { policy: policies[1].clone() }),
        "AuthorizationFailed"
    );
    site.sign_in("Olivia");
    site.do_(Command::DeleteReplicationPolicy { policy: policies[1].clone() });
    assert_eq!((site.policies(&source).len(), site.state.object_replications.len()), (0, 0));
    site.write("late.csv", "1");
    site.advance(30);
    assert_eq!(site.names(&site.to()), [""; 0]);
}

fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("memory never waits")
}

#[test]
fn a_policy_goes_on_where_the_world_is_opened_again_and_goes_with_an_account() {
    let mut site = ReplicationSite::replicated(false);
    site.write("a.csv", "1");
    let storage = MemoryStorage::new();
    now(storage.open()).expect("memory opens");
    now(storage.commit(world::collect(&site.state, 1, Durability::Strict))).expect("memory commits");
    let opened = now(world::open(&storage)).expect("the rows are readable").expect("there is a world");
    assert!(opened == site.state);
    site.lab.state = opened;
    site.advance(5);
    assert_eq!(site.names(&site.to()), ["a.csv"]);
    let account = site.destination.clone();
    site.write("a.csv", "2");
    site.do_(Command::DeleteStorageAccount { account });
    assert_eq!(site.policies(&site.source).len(), 0);
    site.advance(30);
}

#[derive(Clone, Debug)]
enum Step {
    Write(usize, u8),
    Delete(usize),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..4usize, 0..9u8).prop_map(|(path, text)| Step::Write(path, text)),
        2 => (0..4usize).prop_map(Step::Delete),
        2 => (0..12i64).prop_map(Step::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// However writes, deletions and readings of the feed fall together, in the end both sides hold the same.
    #[test]
    fn in_the_end_both_sides_hold_the_same(steps in vec(step(), 1..40)) {
        let mut site = ReplicationSite::replicated(true);
        let paths = ["a", "a/b", "c", "d.txt"];
        for step in steps {
            match step {
                Step::Write(path, text) => site.write(paths[path], &text.to_string()),
                Step::Delete(path) if site.names(&site.from()).iter().any(|name| name == paths[path]) => {
                    site.delete(paths[path]);
                }
                Step::Delete(_) => {}
                Step::Wait(minutes) => drop(site.advance(minutes)),
            }
        }
        site.advance(5);
        prop_assert_eq!(site.blobs(&site.to()), site.blobs(&site.from()));
        prop_assert_eq!((site.counts().1, site.state.timers.len()), (0, 0));
    }
}
