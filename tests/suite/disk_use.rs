//! Disks in use: attached to machines, and written by work that goes on by itself.

use crate::{
    compute::{disk_id, lab, snapshot_id, take, write},
    disk_site::resize,
    lab::Lab,
};
use expect_test::expect;
use vault_lab::{
    base::{ArmId, ByteSize},
    engine::{
        Command,
        query::{DiskDetail, NextEvents, SnapshotDetail},
        state::TimerAction,
    },
};

fn attach(disk: &ArmId, machine: &str) -> Command {
    Command::AttachDisk { disk: disk.clone(), machine: machine.to_string() }
}

fn detach(disk: &ArmId) -> Command {
    Command::DetachDisk { disk: disk.clone() }
}

fn work(disk: &ArmId, per_mille: u32) -> Command {
    Command::SetDiskWorkload { disk: disk.clone(), per_mille: Some(per_mille) }
}

fn rest(disk: &ArmId) -> Command {
    Command::SetDiskWorkload { disk: disk.clone(), per_mille: None }
}

fn unsaved(lab: &Lab, disk: &ArmId) -> ByteSize {
    lab.ask(DiskDetail { disk: disk.clone() }).unsaved
}

fn work_timers(lab: &Lab) -> usize {
    lab.state.timers.values().filter(|action| matches!(action, TimerAction::WorkDisk(_))).count()
}

#[test]
fn a_disk_in_use_stays_until_it_is_detached() {
    let (mut lab, group, disk) = lab();
    lab.do_(attach(&disk, "vm-sql-01"));
    assert_eq!(lab.ask(DiskDetail { disk: disk.clone() }).managed_by.as_deref(), Some("vm-sql-01"));
    let refusal = lab.refusal(Command::DeleteDisk { disk: disk.clone() }).explain();
    assert_eq!(
        (refusal.code, refusal.message.as_str()),
        ("OperationNotAllowed", "Disk data-1 is attached to VM vm-sql-01.")
    );
    // It is written, resized and kept in snapshots like any other.
    lab.do_(write(&disk, 0, 1, 1));
    lab.do_(take(&group, "mon", &disk));
    lab.do_(detach(&disk));
    assert_eq!(lab.ask(DiskDetail { disk: disk.clone() }).managed_by, None);
    lab.do_(Command::DeleteDisk { disk });
}

#[test]
fn one_machine_at_a_time() {
    let (mut lab, group, disk) = lab();
    assert_eq!(lab.refused(detach(&disk)), "OperationNotAllowed");
    lab.do_(attach(&disk, "vm-1"));
    for machine in ["vm-1", "vm-2"] {
        let refusal = lab.refusal(attach(&disk, machine)).explain();
        assert_eq!(refusal.code, "ConflictingUserInput");
        assert_eq!(
            refusal.message,
            format!(
                "Cannot attach the disk data-1 to VM {machine} because it is already attached to VM vm-1."
            )
        );
    }
    // The name is looked at before who holds the disk.
    for name in ["", "-vm", "vm-", "vm_1", &"v".repeat(65)] {
        assert_eq!(lab.refused(attach(&disk, name)), "InvalidParameter", "{name}");
    }
    assert_eq!(lab.refused(attach(&disk_id(&group, "gone"), "vm-1")), "ResourceNotFound");
    assert_eq!(lab.refused(detach(&disk_id(&group, "gone"))), "ResourceNotFound");
    // Who comes before where, and where before what.
    assert_eq!(lab.refused(attach(&disk_id(&group, "gone"), "-vm")), "ResourceNotFound");
    lab.sign_in("Ravi");
    assert_eq!(lab.refused(attach(&disk_id(&group, "gone"), "-vm")), "AuthorizationFailed");
    assert_eq!(lab.refused(attach(&disk, "vm-2")), "AuthorizationFailed");
    assert_eq!(lab.refused(detach(&disk)), "AuthorizationFailed");
}

#[test]
fn a_group_takes_attached_disks_and_their_work_with_it() {
    let (mut lab, group, disk) = lab();
    lab.do_(attach(&disk, "vm-1"));
    lab.do_(work(&disk, 10));
    lab.do_(Command::DeleteResourceGroup { group });
    assert!(lab.state.disks.is_empty() && lab.state.timers.is_empty());
}

#[test]
fn a_day_of_work_is_the_share_of_a_day_to_the_unit() {
    let (mut lab, group, disk) = lab();
    lab.do_(take(&group, "before", &disk));
    lab.do_(work(&disk, 50));
    lab.advance(4 * 60 - 1);
    assert_eq!(unsaved(&lab, &disk), ByteSize::ZERO);
    lab.advance(1);
    // Five per cent of 131,072 units are 6,553.6 a day, in six steps.
    assert_eq!(unsaved(&lab, &disk), ByteSize::mib(1_092));
    let mut daily = Vec::new();
    for day in 1..=5 {
        lab.advance(if day == 1 { 20 * 60 } else { 24 * 60 });
        lab.do_(take(&group, &format!("day-{day}"), &disk));
        let snapshot = snapshot_id(&group, &format!("day-{day}"));
        daily.push(lab.ask(SnapshotDetail { snapshot }).row.used.bytes() >> 20);
    }
    expect!["[6553, 6554, 6553, 6554, 6554]"].assert_eq(&format!("{daily:?}"));
    assert_eq!(daily.iter().sum::<u64>(), 131_072 / 4);
}

#[test]
fn what_is_too_little_for_a_step_is_not_lost() {
    let (mut lab, group, disk) = lab();
    lab.do_(take(&group, "before", &disk));
    lab.do_(work(&disk, 1));
    // 131.072 units a day: 125 days of them are a whole number.
    lab.advance_days(125);
    assert_eq!(unsaved(&lab, &disk), ByteSize::mib(16_384));
}

#[test]
fn steady_work_costs_one_entry() {
    let (mut lab, _, disk) = lab();
    lab.do_(work(&disk, 200));
    // Six times everything, and a fifth: what was full hides what came before it.
    lab.advance_days(31);
    let layer = lab.state.find_disk(&disk).expect("it was created").layer;
    let stages = lab.state.layers.get(&layer).map(|row| row.written.stages().len());
    assert_eq!((stages, work_timers(&lab)), (Some(2), 1));
    assert_eq!(unsaved(&lab, &disk), ByteSize::gib(128));
}

#[test]
fn work_takes_its_steps_without_being_waited_for_and_ends_when_told_to() {
    let (mut lab, _, disk) = lab();
    lab.do_(work(&disk, 10));
    let next = |lab: &Lab| lab.state.timers.first().map(|((due, _), _)| *due);
    assert_eq!(lab.ask(NextEvents { limit: 3 }), []);
    lab.advance(60);
    // Another share takes effect with the step that was to come anyway.
    let due = next(&lab).expect("it goes on");
    lab.do_(work(&disk, 1_000));
    assert_eq!((next(&lab), work_timers(&lab)), (Some(due), 1));
    assert_eq!(lab.do_(work(&disk, 1_000)).len(), 0);
    lab.advance_to(due);
    // A sixth of everything.
    assert_eq!(unsaved(&lab, &disk), ByteSize::mib(21_845));
    assert_eq!(lab.ask(DiskDetail { disk: disk.clone() }).workload, Some(1_000));
    lab.do_(rest(&disk));
    assert_eq!((next(&lab), lab.do_(rest(&disk)).len()), (None, 0));
    lab.advance_days(2);
    assert_eq!(unsaved(&lab, &disk), ByteSize::mib(21_845));
    lab.do_(work(&disk, 1));
    lab.do_(Command::DeleteDisk { disk });
    assert_eq!(work_timers(&lab), 0);
}

#[test]
fn a_larger_disk_has_more_work() {
    let (mut lab, group, disk) = lab();
    lab.do_(work(&disk, 1_000));
    lab.advance(4 * 60);
    lab.do_(take(&group, "small", &disk));
    lab.do_(resize(&disk, 256));
    lab.advance(4 * 60);
    // 262,144 units and what 131,072 had left over, by six.
    assert_eq!(unsaved(&lab, &disk), ByteSize::mib(43_691));
}

#[test]
fn the_same_world_does_the_same_work() {
    let run = || {
        let (mut lab, group, disk) = lab();
        lab.do_(work(&disk, 30));
        lab.advance_days(2).do_(take(&group, "mon", &disk));
        lab.advance_days(2);
        lab.state
    };
    assert!(run() == run());
}

#[test]
fn work_that_cannot_be_is_refused() {
    let (mut lab, group, disk) = lab();
    assert_eq!(lab.refused(work(&disk, 0)), "WorkloadNotSimulated");
    assert_eq!(lab.refused(work(&disk, 1_001)), "WorkloadNotSimulated");
    assert_eq!(lab.refused(work(&disk_id(&group, "gone"), 1)), "ResourceNotFound");
    assert_eq!(lab.refused(work(&disk_id(&group, "gone"), 0)), "ResourceNotFound");
    lab.sign_in("Ravi");
    assert_eq!(lab.refused(work(&disk, 0)), "AuthorizationFailed");
}
