//! Soft delete of disks: snapshots stay in their group, out of the vault's hands.

use crate::disk_site::DiskSite;
use vault_lab::{
    base::ArmId,
    engine::{Command, ids::PointSeq, job::JobStatus, protection::ProtectionState, rbac::Role},
};

/// A disk with two points, soft-deleted.
fn soft_deleted() -> DiskSite {
    let mut site = DiskSite::protected();
    site.write(0, 1, 7);
    site.back_up();
    site.write(2, 1, 8);
    site.back_up();
    site.do_(site.delete_instance());
    assert_eq!((site.state.instances.len(), site.state.snapshots.len()), (0, 2));
    site
}

fn deleted_id(site: &DiskSite) -> ArmId {
    site.vault.child("deletedBackupInstances", site.instance.name())
}

fn undelete(site: &DiskSite) -> Command {
    Command::UndeleteBackupInstance { instance: deleted_id(site) }
}

#[test]
fn an_undeleted_disk_restores_to_the_same_bytes() {
    let mut site = soft_deleted();
    site.advance_days(3);
    site.do_(undelete(&site));
    assert_eq!(site.protection(), ProtectionState::ProtectionStopped);
    site.do_(site.resume());
    site.do_(site.restore(PointSeq(2), "again"));
    site.advance(10);
    assert_eq!(site.last_job().status, JobStatus::Completed);
    let restored = crate::disk_site::disk_id(&site.target, "again");
    assert_eq!(site.disk_blocks(&restored), site.disk_blocks(&site.disk));
}

#[test]
fn the_purge_deletes_the_snapshots() {
    let mut site = soft_deleted();
    site.advance_days(14);
    assert_eq!((site.state.snapshots.len(), site.state.points.len()), (0, 0));
    assert_eq!(site.state.deleted_instances.len(), 0);
}

/// Neither vault nor soft delete keeps anybody from deleting them where they lie.
#[test]
fn whoever_may_can_delete_the_snapshots_meanwhile() {
    let mut site = soft_deleted();
    for snapshot in site.state.snapshots.values().map(|row| site.state.snapshot_id(row)).collect::<Vec<_>>() {
        site.do_(Command::DeleteSnapshot { snapshot });
    }
    site.do_(undelete(&site));
    assert_eq!(site.refused(site.restore(PointSeq(2), "again")), "UserErrorDiskSnapshotNotFound");
    let mut site = soft_deleted();
    site.delete_snapshot_group();
    site.advance_days(14);
    assert_eq!((site.state.points.len(), site.state.deleted_instances.len()), (0, 0));
}

#[test]
fn what_the_vault_may_not_delete_is_left_behind() {
    let mut site = soft_deleted();
    let snapshots = site.snapshots.clone();
    site.revoke(Role::DiskSnapshotContributor, &snapshots);
    site.advance_days(14);
    assert_eq!((site.state.snapshots.len(), site.state.deleted_instances.len()), (2, 0));
}
