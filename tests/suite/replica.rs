//! The vault copy against a much simpler model: one that keeps a whole copy of every past state.

use crate::{
    lab::create_account,
    site::{Site, all_except, all_rules},
};
use proptest::{prelude::*, sample::select};
use std::collections::BTreeMap;
use vault_lab::{
    base::{ArmId, SimSpan},
    content::ContentId,
    engine::{
        Command,
        ids::{InstanceId, PointSeq},
        job::JobStatus,
        protection::{PointState, replica::entries_at},
        rbac::Role,
        restore::RestoreSelection,
        storage::AccessTier,
    },
};

const CONTAINERS: [&str; 3] = ["bronze", "gold", "silver"];
/// Neighbours in different orders: `a`, `a/b`, `a-b`.
const PATHS: [&str; 6] = ["a-b.txt", "a/b.txt", "a/b/c.txt", "a/d.txt", "e.txt", "é/ü.txt"];
/// Texts repeat, so that files share contents.
const TEXTS: [&str; 4] = ["", "one", "two", "three"];

#[derive(Clone, Debug)]
enum Step {
    Write {
        container: &'static str,
        path: &'static str,
        text: &'static str,
    },
    Delete {
        container: &'static str,
        path: &'static str,
    },
    Archive {
        container: &'static str,
        path: &'static str,
    },
    DropContainer(&'static str),
    /// Starts a backup and lets some of its minutes pass.
    BackUp {
        minutes: i64,
    },
    Wait {
        hours: i64,
    },
    /// The role is gone for a while; a running backup fails.
    LoseRole,
    Restore {
        nth: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let container = || select(&CONTAINERS[..]);
    let path = || select(&PATHS[..]);
    prop_oneof![
        8 => (container(), path(), select(&TEXTS[..]))
            .prop_map(|(container, path, text)| Step::Write { container, path, text }),
        3 => (container(), select(&["a", "a/b", "a/b.txt", "e.txt"][..]))
            .prop_map(|(container, path)| Step::Delete { container, path }),
        1 => (container(), path()).prop_map(|(container, path)| Step::Archive { container, path }),
        1 => container().prop_map(Step::DropContainer),
        4 => (0..60i64).prop_map(|minutes| Step::BackUp { minutes }),
        3 => (1..80i64).prop_map(|hours| Step::Wait { hours }),
        1 => Just(Step::LoseRole),
        1 => (0..8usize).prop_map(|nth| Step::Restore { nth }),
    ]
}

type Contents = BTreeMap<String, Option<ContentId>>;

/// A protected site, and what its source held when each point was made.
struct Trial {
    site: Site,
    /// Role assignments at the group reach every account, also those made later.
    group_assignment: Option<ArmId>,
    history: BTreeMap<PointSeq, Contents>,
    restores: usize,
}

impl Trial {
    fn new() -> Trial {
        let mut site = Site::new();
        let source = site.source.clone();
        site.lab.container(&source, CONTAINERS[0]);
        site.policy = site.create_policy("short", all_rules()[..2].to_vec());
        site.do_(site.configure(all_except(&[])));
        site.revoke(&source);
        let mut trial = Trial { site, group_assignment: None, history: BTreeMap::new(), restores: 0 };
        trial.give_role();
        trial
    }

    fn give_role(&mut self) {
        let (group, identity) = (self.site.group.clone(), self.site.identity(&self.site.vault));
        self.site.give(identity, Role::StorageAccountBackupContributor, &group);
        let assignment = self.site.state.assignments.values().find(|row| row.scope == group);
        self.group_assignment = assignment.map(|row| row.arm_id());
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Write { container, path, text } => self.write(container, path, text),
            Step::Delete { container, path } => {
                let container = self.site.source_container(container);
                // There may be nothing to delete.
                self.site.request(Command::DeletePath { container, path: path.to_string() }).ok();
            }
            Step::Archive { container, path } => {
                let (container, path) = (self.site.source_container(container), path.to_string());
                let tier = Some(AccessTier::Archive);
                let command = Command::SetPathProperties { container, path, tier, metadata: None, acl: None };
                self.site.request(command).ok();
            }
            Step::DropContainer(container) => {
                let container = self.site.source_container(container);
                self.site.request(Command::DeleteContainer { container }).ok();
            }
            Step::BackUp { minutes } => {
                // Four a day, one at a time: some are refused.
                let command = self.site.backup_now();
                self.site.request(command).ok();
                self.note_points();
                self.pass(SimSpan::from_minutes(minutes));
            }
            Step::Wait { hours } => self.pass(SimSpan::from_hours(hours)),
            Step::LoseRole => {
                let assignment = self.group_assignment.take().expect("the role is there");
                self.site.do_(Command::DeleteRoleAssignment { assignment });
                self.pass(SimSpan::from_minutes(60));
                self.give_role();
                self.note_points();
            }
            Step::Restore { nth } => self.restore(nth),
        }
        self.check();
    }

    fn write(&mut self, container: &str, path: &str, text: &str) {
        let id = self.site.source_container(container);
        if self.site.state.find_container(&id).is_err() {
            let source = self.site.source.clone();
            self.site.lab.container(&source, container);
        }
        // A file may stand where a directory is needed.
        self.site.request(crate::lab::put_file(&id, path, text)).ok();
    }

    fn pass(&mut self, span: SimSpan) {
        let until = self.site.now() + span;
        self.site.advance_to(until);
        self.note_points();
    }

    /// Remembers what the source holds for every point that was started since: nothing was written in between.
    fn note_points(&mut self) {
        let source = self.current();
        let known = self.history.keys().next_back().copied().unwrap_or(PointSeq(0));
        for (_, seq) in self.site.state.points.iter().map(|(key, _)| *key) {
            if seq > known {
                self.history.insert(seq, source.clone());
            }
        }
    }

    /// Containers and paths of the source without what a backup leaves out.
    fn current(&self) -> Contents {
        let mut contents = self.site.contents(&self.site.source);
        let account = self.site.state.find_account(&self.site.source).expect("the source stays");
        for container in self.site.state.containers_of(account.id) {
            let paths = self.site.state.paths.iter().filter(|((owner, _), _)| *owner == container.id);
            for ((_, path), entry) in paths {
                if entry.file().is_some_and(|facts| facts.tier == AccessTier::Archive) {
                    contents.remove(&format!("{}/{path}", container.name));
                }
            }
        }
        contents
    }

    /// Every point shows what the model remembers, and every version is shown by some point.
    fn check(&self) {
        let state = &self.site.state;
        let mut shown = 0;
        for point in state.points.values() {
            assert_eq!(self.shown_at(point.instance, point.seq), self.history[&point.seq], "{:?}", point.seq);
        }
        for (key, replica) in state.replicas.iter() {
            let mut points = state.points.values();
            assert!(
                points.any(|point| replica.is_visible_at(key.from, point.seq)),
                "{key:?} is shown by no point"
            );
            shown += 1;
        }
        assert_eq!(shown, state.replicas.len());
    }

    fn shown_at(&self, instance: InstanceId, seq: PointSeq) -> Contents {
        let point = self.site.state.points.get(&(instance, seq)).expect("the point exists");
        let mut contents = Contents::new();
        for name in point.containers() {
            contents.insert(name.clone(), None);
            for (path, entry) in entries_at(&self.site.state, instance, name, seq) {
                contents.insert(format!("{name}/{path}"), entry.file().map(|facts| facts.content));
            }
        }
        contents
    }

    /// Restores one of the completed points to an account of its own and compares what arrives.
    fn restore(&mut self, nth: usize) {
        let completed: Vec<PointSeq> = (self.site.state.points.values())
            .filter(|point| point.state == PointState::Completed)
            // It must still be there when the restore ends.
            .filter(|point| point.expires_at > self.site.now() + SimSpan::from_minutes(20))
            .map(|point| point.seq)
            .collect();
        let Some(seq) = completed.get(nth.min(completed.len().saturating_sub(1))).copied() else { return };
        self.restores += 1;
        let name = format!("lakerestored{}", self.restores);
        let group = self.site.group.clone();
        self.site.do_(create_account(&group, &name, true));
        self.pass(SimSpan::from_minutes(1));
        let target = ArmId::resource(&group, "Microsoft.Storage/storageAccounts", &name);
        let command = self.site.restore_to(&target, seq, RestoreSelection::All);
        if self.history[&seq].is_empty() {
            return;
        }
        self.site.do_(command);
        self.pass(SimSpan::from_minutes(10));
        let jobs = self.site.state.jobs.values();
        assert!(
            jobs.rev()
                .find(|job| job.destination.is_some())
                .is_some_and(|job| job.status == JobStatus::Completed)
        );
        assert_eq!(self.site.contents(&target), self.history[&seq]);
        self.site.do_(Command::DeleteStorageAccount { account: target });
    }

    /// Everything is deleted and every point expires: nothing may be left.
    fn end(mut self) {
        for nth in 0..8 {
            self.restore(nth);
        }
        let source = self.site.source.clone();
        // A job that still reads from the account has to end first.
        while self.site.state.points.values().any(|point| point.state == PointState::Replicating) {
            self.pass(SimSpan::from_minutes(10));
        }
        self.site.do_(Command::DeleteStorageAccount { account: source });
        let until = self.site.now() + SimSpan::from_days(40);
        self.site.advance_to(until);
        assert!(self.site.state.points.is_empty(), "{:?}", self.site.state.points);
        assert!(self.site.state.replicas.is_empty());
        assert!(self.site.state.contents.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_point_is_a_whole_copy(steps in prop::collection::vec(step(), 1..60)) {
        let mut trial = Trial::new();
        for step in steps {
            trial.take(step);
        }
        trial.end();
    }
}
