//! Random days of protected blobs against a much simpler model: points hold what was there, settings only rise, and the
//! lock and the replication policy are there when they should be.

use crate::blob_backup_site::{BlobBackupSite, Parts, all_blobs_except, blobs};
use Parts::{Both, Operational, Vaulted};
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeMap;
use vault_lab::{
    base::Digest,
    engine::{
        Command,
        ids::PointSeq,
        policy::{BackupPolicy, RetentionDuration},
        protection::{ProtectionState, blob_account::LOCK_NAME, point::points_of, replica},
        storage::{AccessTier, ChangeFeed, DataProtection, RehydratePriority},
    },
};

const PATHS: [&str; 4] = ["a", "a/b", "c", "d.txt"];
const CONTAINERS: [&str; 2] = ["data", "logs"];

#[derive(Clone, Debug)]
enum Step {
    Write {
        container: usize,
        path: usize,
        text: u8,
    },
    Delete {
        container: usize,
        path: usize,
    },
    Archive {
        container: usize,
        path: usize,
    },
    /// A change that the change feed does not have.
    Unrecorded {
        container: usize,
        path: usize,
        text: u8,
    },
    BackUp,
    Stop,
    Suspend,
    Resume,
    Assign {
        parts: usize,
        everything: bool,
    },
    Operational {
        days: u32,
    },
    Settings {
        days: u32,
        forgetful: bool,
    },
    ForgetReplication,
    Unlock,
    Wait {
        hours: i64,
    },
    /// Deletes the instance and takes it back, or configures it anew where nothing is kept.
    DeleteInstance {
        days: i64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..2usize, 0..4usize, 0..9u8)
            .prop_map(|(container, path, text)| Step::Write { container, path, text }),
        2 => (0..2usize, 0..4usize).prop_map(|(container, path)| Step::Delete { container, path }),
        1 => (0..2usize, 0..4usize).prop_map(|(container, path)| Step::Archive { container, path }),
        1 => (0..2usize, 0..4usize, 0..9u8)
            .prop_map(|(container, path, text)| Step::Unrecorded { container, path, text }),
        4 => Just(Step::BackUp),
        1 => Just(Step::Stop),
        1 => Just(Step::Suspend),
        2 => Just(Step::Resume),
        2 => (0..3usize, any::<bool>()).prop_map(|(parts, everything)| Step::Assign { parts, everything }),
        1 => (1..400u32).prop_map(|days| Step::Operational { days }),
        1 => (1..365u32, any::<bool>()).prop_map(|(days, forgetful)| Step::Settings { days, forgetful }),
        1 => Just(Step::ForgetReplication),
        1 => Just(Step::Unlock),
        2 => (1..30i64).prop_map(|hours| Step::Wait { hours }),
        1 => (0..14i64).prop_map(|days| Step::DeleteInstance { days }),
    ]
}

/// Digests by container and path.
type Held = BTreeMap<(String, String), Digest>;

struct Model {
    site: BlobBackupSite,
    /// What each point should hold.
    points: BTreeMap<PointSeq, Held>,
}

impl Model {
    fn take(&mut self, step: &Step) {
        let before = self.site.settings();
        let site = &mut self.site;
        match step {
            Step::Write { container, path, text } => {
                site.write(CONTAINERS[*container], PATHS[*path], &text.to_string());
            }
            Step::Delete { container, path } => {
                let container = site.container_id(&site.source, CONTAINERS[*container]);
                let _ = site.request(Command::DeletePath { container, path: PATHS[*path].to_string() });
            }
            Step::Archive { container, path } => {
                let container = site.container_id(&site.source, CONTAINERS[*container]);
                let (path, tier) = (PATHS[*path].to_string(), AccessTier::Archive);
                let _ = site.request(Command::SetBlobTier {
                    container,
                    path,
                    tier,
                    priority: RehydratePriority::Standard,
                });
            }
            Step::Unrecorded { container, path, text } => {
                return self.write_unrecorded(CONTAINERS[*container], PATHS[*path], *text);
            }
            Step::BackUp => self.ask(BlobBackupSite::backup_now),
            Step::Stop => self.ask(BlobBackupSite::stop),
            Step::Suspend => self.ask(BlobBackupSite::suspend),
            Step::Resume => self.ask(BlobBackupSite::resume),
            Step::Assign { parts, everything } => {
                self.assign([Operational, Vaulted, Both][*parts], *everything)
            }
            Step::Operational { days } => self.operational(*days),
            Step::Settings { days, forgetful } => return self.set(*days, *forgetful),
            Step::ForgetReplication => {
                let rows = site.state.replication_policies.values();
                let policies: Vec<_> = rows.map(|row| row.arm_id(&site.source)).collect();
                for policy in policies {
                    let _ = site.request(Command::DeleteReplicationPolicy { policy });
                }
            }
            Step::Unlock => {
                for lock in site.locks() {
                    site.do_(Command::DeleteLock { lock: lock.id });
                }
            }
            Step::Wait { hours } => drop(site.advance(hours * 60)),
            Step::DeleteInstance { days } => self.delete_instance(*days),
        }
        let after = self.site.settings();
        assert!(after.point_in_time_restore_days >= before.point_in_time_restore_days, "{step:?}");
        assert!(after.blob_soft_delete_days >= before.blob_soft_delete_days, "{step:?}");
        assert!(after.versioning >= before.versioning, "{step:?}");
    }

    /// However long it stays soft-deleted, no point is lost and none comes.
    fn delete_instance(&mut self, days: i64) {
        let points = |site: &BlobBackupSite| {
            let points = site.state.points.iter();
            points.map(|(key, point)| (*key, point.expires_at)).collect::<Vec<_>>()
        };
        let before = points(&self.site);
        let delete = self.site.delete_instance();
        if self.site.request(delete).is_err() {
            return;
        }
        assert_eq!(self.site.state.replication_policies.len(), 0);
        if before.is_empty() {
            self.points.clear();
            let configure = self.site.configure(Both, blobs(&CONTAINERS));
            self.site.do_(configure);
            self.site.advance(2);
            return;
        }
        self.site.advance_days(days);
        assert_eq!(points(&self.site), before);
        let instance = self.site.vault.child("deletedBackupInstances", self.site.instance.name());
        self.site.do_(Command::UndeleteBackupInstance { instance });
        assert_eq!(points(&self.site), before);
    }

    /// Asks for what may be refused.
    fn ask(&mut self, command: fn(&BlobBackupSite) -> Command) {
        let command = command(&self.site);
        let _ = self.site.request(command);
    }

    fn assign(&mut self, parts: Parts, everything: bool) {
        let parameters = match (parts, everything) {
            (_, true) => all_blobs_except(&[]),
            (Operational, false) => blobs(&[]),
            (Vaulted | Both, false) => blobs(&CONTAINERS),
        };
        let update = self.site.update(&self.site.policy(parts), parameters);
        let _ = self.site.request(update);
    }

    /// A policy for so many days; too many are refused.
    fn operational(&mut self, days: u32) {
        let name = format!("operational-{days}");
        let policy = self.site.vault.child("backupPolicies", &name);
        if days <= 360 && self.site.state.find_policy(&policy).is_err() {
            self.site.create_policy(&name, false, Some(RetentionDuration::Days(days)));
        }
        let parameters = self.site.row().parameters.clone();
        let update = self.site.update(&policy, parameters);
        let updated = self.site.request(update);
        assert!(days <= 360 || updated.is_err());
    }

    fn set(&mut self, days: u32, forgetful: bool) {
        let settings = DataProtection {
            blob_soft_delete_days: Some(days + 1),
            container_soft_delete_days: None,
            versioning: true,
            change_feed: if forgetful { ChangeFeed::Days(days + 1) } else { ChangeFeed::KeepAll },
            point_in_time_restore_days: Some(days),
        };
        let account = self.site.source.clone();
        self.site.do_(Command::SetDataProtection { account, settings });
    }

    /// Writes while the change feed is off.
    fn write_unrecorded(&mut self, container: &str, path: &str, text: u8) {
        let kept = self.site.settings();
        let off =
            DataProtection { change_feed: ChangeFeed::Off, point_in_time_restore_days: None, ..kept.clone() };
        self.site.set(off);
        self.site.write(container, path, &text.to_string());
        self.site.set(kept);
    }

    /// What can be backed up now, by the plainest reading of the rows.
    fn current(&self) -> Held {
        let state = &self.site.state;
        let file = |((container, path), entry): (&(_, _), &vault_lab::engine::storage::PathEntry)| {
            let container = state.containers.get(container)?;
            let owner = state.accounts.get(&container.account)?;
            let digest = state.contents.get(&entry.file()?.content)?.digest?;
            let online = entry.file()?.tier != AccessTier::Archive;
            (owner.name == "blobsource" && online)
                .then(|| ((container.name.clone(), format!("{path}")), digest))
        };
        state.paths.iter().filter_map(file).collect()
    }

    /// New points hold what is there now, for no step both writes and backs up; the others what they held.
    fn check_points(&mut self) {
        let (id, current) = (self.site.row().id, self.current());
        let points: Vec<PointSeq> = points_of(&self.site.state, id).map(|point| point.seq).collect();
        for point in points {
            let expected = self.points.entry(point).or_insert_with(|| current.clone()).clone();
            assert_eq!(self.held(point), expected, "{point:?}");
        }
    }

    fn held(&self, point: PointSeq) -> Held {
        let (state, id) = (&self.site.state, self.site.row().id);
        let of = |container: &'static str| {
            replica::entries_at(state, id, container, point).filter_map(move |(path, entry)| {
                let digest = state.contents.get(&entry.file()?.content)?.digest?;
                Some(((container.to_string(), path.to_string()), digest))
            })
        };
        CONTAINERS.into_iter().flat_map(of).collect()
    }

    fn policy(&self) -> &BackupPolicy {
        self.site.state.policies.get(&self.site.row().policy).expect("a policy in use stays")
    }

    /// Right after protection was put in order.
    fn check_order(&self) {
        let policy = self.policy();
        let locked = self.site.locks().iter().any(|lock| lock.name == LOCK_NAME);
        assert_eq!(locked, policy.continuous.is_some());
        assert_eq!(self.site.state.replication_policies.len() == 1, policy.scheduled.is_some());
        let settings = self.site.settings();
        assert!(settings.versioning && settings.change_feed.is_on());
        if policy.continuous.is_some() {
            let days = settings.point_in_time_restore_days.expect("it is on");
            assert!(settings.blob_soft_delete_days.is_some_and(|kept| kept > days));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn points_hold_what_was_there_and_settings_only_rise(steps in vec(step(), 1..60)) {
        let mut model = Model { site: BlobBackupSite::protected(Both), points: BTreeMap::new() };
        for step in &steps {
            let was = model.site.row().clone();
            model.take(step);
            model.check_points();
            let now = model.site.row();
            let changed = was.policy != now.policy || was.parameters != now.parameters;
            let resumed = !was.state.is_settled() && now.state == ProtectionState::ProtectionConfigured;
            if changed || resumed {
                model.check_order();
            }
        }
    }
}
