//! Versions of blobs that are deleted or archived while a vaulted backup runs.

use crate::{
    blob_backup_site::{BlobBackupSite, Parts},
    lab::put_generated,
};
use vault_lab::{
    base::{ArmId, ByteSize},
    engine::{
        Command,
        job::JobStatus,
        storage::{
            AccessTier, BlobPath, DataProtection, LifecycleActions, LifecycleRule, RehydratePriority,
            VersionId,
        },
    },
};

const DELETED: &str = "UserErrorBlobVersionDeletedDuringBackup";
const ARCHIVED: &str = "UserErrorBlobVersionArchivedDuringBackup";
const BOTH: &str = "UserErrorBlobVersionArchivedAndDeletedDuringBackup";

/// Protected, and `a.csv` and `b.csv` of `data` written twice each, an hour apart.
fn written_twice() -> BlobBackupSite {
    let mut site = BlobBackupSite::protected(Parts::Vaulted);
    for text in ["first", "second"] {
        for path in ["a.csv", "b.csv"] {
            site.write("data", path, text);
        }
        site.advance(60);
    }
    site
}

fn data(site: &BlobBackupSite) -> ArmId {
    site.container_id(&site.source, "data")
}

/// The id of what a blob was before.
fn before(site: &BlobBackupSite, path: &str) -> VersionId {
    let (container, path) =
        (site.state.find_container(&data(site)).expect("there").id, BlobPath(path.into()));
    let mut past = site.state.past_blobs.iter().map(|(key, _)| key);
    past.find(|key| key.container == container && key.path == path).expect("it was overwritten").id
}

fn delete_before(site: &BlobBackupSite, path: &str) -> Command {
    let version = before(site, path);
    Command::DeleteBlobVersion { container: data(site), path: path.to_string(), version }
}

fn archive(site: &BlobBackupSite, path: &str) -> Command {
    let (container, path, tier) = (data(site), path.to_string(), AccessTier::Archive);
    Command::SetBlobTier { container, path, tier, priority: RehydratePriority::Standard }
}

/// Does something while a backup runs; answers why that failed.
fn meanwhile(site: &mut BlobBackupSite, commands: Vec<Command>) -> Option<String> {
    let backup = site.backup_now();
    site.do_(backup);
    for command in commands {
        site.do_(command);
    }
    site.advance(30);
    match site.last_job().status {
        JobStatus::Failed => Some(site.last_failure().code),
        status => {
            assert_eq!(status, JobStatus::Completed);
            None
        }
    }
}

#[test]
fn a_version_that_goes_or_goes_offline_fails_the_backup() {
    for soft_delete in [None, Some(7)] {
        for (archived, deleted, code) in [
            (None, Some("a.csv"), DELETED),
            (Some("a.csv"), None, ARCHIVED),
            (Some("a.csv"), Some("b.csv"), BOTH),
        ] {
            let mut site = written_twice();
            site.set(DataProtection { blob_soft_delete_days: soft_delete, ..site.settings() });
            let archived = archived.map(|path| archive(&site, path));
            let commands =
                archived.into_iter().chain(deleted.map(|path| delete_before(&site, path))).collect();
            assert_eq!(meanwhile(&mut site, commands).as_deref(), Some(code));
            assert_eq!((site.points().len(), site.state.replicas.len()), (0, 0), "nothing is left of it");
            site.back_up();
        }
    }
}

#[test]
fn how_many_versions_were_lost_is_said() {
    let mut site = written_twice();
    let commands = ["a.csv", "b.csv"].map(|path| delete_before(&site, path));
    meanwhile(&mut site, commands.to_vec());
    let failure = site.last_failure();
    assert_eq!(failure.message, "Versions of blobs of blobsource were deleted during the backup: 2.");
    assert!(failure.action.contains("after 7 days or more"), "{}", failure.action);
}

/// What a blob was stays as a version; what came after the start is nobody's affair.
#[test]
fn working_on_blobs_does_not_fail_the_backup() {
    let mut site = written_twice();
    let backup = site.backup_now();
    site.do_(backup);
    site.write("data", "a.csv", "third");
    site.delete("data", "b.csv");
    site.advance(1);
    site.write("data", "new.csv", "new");
    site.write("data", "new.csv", "newer");
    let younger = delete_before(&site, "new.csv");
    site.do_(younger);
    let (container, path) = (data(&site), "a.csv".to_string());
    site.do_(Command::CreateBlobSnapshot { container: container.clone(), path: path.clone() });
    site.do_(Command::DeleteBlobSnapshots { container, path, snapshot: None });
    let source = site.source.clone();
    site.container(&source, "elsewhere");
    site.advance(30);
    assert_eq!(site.last_job().status, JobStatus::Completed);
}

/// A blob that was archived and is back, or was archived before, is where it was.
#[test]
fn what_is_online_again_is_not_lost() {
    let mut site = written_twice();
    let away = archive(&site, "a.csv");
    site.do_(away);
    site.advance(1);
    assert_eq!(meanwhile(&mut site, Vec::new()), None);
    let container = data(&site);
    for number in 0..15 {
        let path = format!("large-{number}.bin");
        site.do_(put_generated(&container, &path, number, ByteSize::gib(60)));
    }
    let gone = archive(&site, "b.csv");
    let path = "b.csv".to_string();
    let (tier, priority) = (AccessTier::Hot, RehydratePriority::High);
    let back = Command::SetBlobTier { container, path, tier, priority };
    let backup = site.backup_now();
    site.do_(backup);
    site.do_(gone);
    site.do_(back);
    let job = site.state.jobs.values().next_back().expect("there is a job");
    let due = job.due_at;
    assert!(due.since(site.now()).minutes() > 60, "a large copy takes its time");
    site.advance_to(due);
    assert_eq!(site.last_job().status, JobStatus::Completed);
}

#[test]
fn a_container_that_is_deleted_takes_its_versions_along() {
    for keeps in [None, Some(7)] {
        let mut site = written_twice();
        site.set(DataProtection { container_soft_delete_days: keeps, ..site.settings() });
        let source = site.source.clone();
        let gone = Command::DeleteContainer { container: data(&site) };
        assert_eq!(meanwhile(&mut site, vec![gone]).as_deref(), Some(DELETED));
        if keeps.is_none() {
            continue;
        }
        let (version, _) = site.state.deleted_containers.first().expect("it was kept");
        let version = *version;
        let back = Command::UndeleteContainer { account: source, name: "data".to_string(), version };
        site.do_(back);
        let gone = Command::DeleteContainer { container: data(&site) };
        let account = site.source.clone();
        let again = Command::UndeleteContainer { account, name: "data".to_string(), version };
        assert_eq!(meanwhile(&mut site, vec![gone, again]), None, "it is back before anybody has missed it");
    }
}

fn rule(versions: LifecycleActions) -> LifecycleRule {
    LifecycleRule {
        name: "old-versions".to_string(),
        enabled: true,
        prefixes: Vec::new(),
        blobs: LifecycleActions::default(),
        snapshots: LifecycleActions::default(),
        versions,
    }
}

/// A rule that acts on versions runs at its hour; where that is the hour of the backup, their age decides.
#[test]
fn lifecycle_rules_leave_versions_alone_for_a_week_or_fail_backups() {
    let delete = |days| LifecycleActions { delete: Some(days), ..LifecycleActions::default() };
    let archive = |days| LifecycleActions { archive: Some(days), ..LifecycleActions::default() };
    for (actions, days, code) in [
        (delete(1), 1, Some(DELETED)),
        (archive(1), 1, Some(ARCHIVED)),
        (delete(6), 6, Some(DELETED)),
        (delete(7), 7, None),
        (archive(7), 7, None),
    ] {
        let mut site = written_twice();
        let stop = site.stop();
        site.do_(stop);
        let (account, kept) = (site.source.clone(), site.state.past_blobs.len());
        site.do_(Command::SetLifecyclePolicy { account, rules: vec![rule(actions)] });
        site.advance(days * 24 * 60 - 1);
        assert_eq!(site.state.past_blobs.len(), kept, "the rule has done nothing yet");
        let resume = site.resume();
        site.do_(resume);
        assert_eq!(meanwhile(&mut site, Vec::new()).as_deref(), code, "{actions:?}");
        let archived = site
            .state
            .past_blobs
            .values()
            .all(|past| past.entry.file().is_some_and(|facts| facts.tier == AccessTier::Archive));
        assert!(archived, "the rule ran, and left none or moved all");
    }
}
