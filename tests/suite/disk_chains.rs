//! Disks and chains of snapshots held against a world that copies everything.

use crate::{
    compute::{bytes, create, disk_id, snapshot_id, take},
    lab::Lab,
};
use proptest::{collection::vec, prelude::*};
use vault_lab::{
    base::{ArmId, Seed},
    content::{
        Extent, Pattern, Source,
        image::{BLOCK_BYTES, Stack, UNIT_BYTES},
    },
    engine::{
        Command,
        compute::{DiskSku, DiskSource, DiskWrite},
    },
};

const GIB: u64 = 1 << 30;

/// What anybody may do to the disks of a small world.
#[derive(Clone, Debug)]
enum Step {
    Write {
        disk: usize,
        block: u64,
        blocks: u64,
        seed: u64,
    },
    Rewrite {
        disk: usize,
        per_mille: u32,
    },
    /// Work that goes on for some days.
    Work {
        disk: usize,
        per_mille: u32,
        days: i64,
    },
    Take {
        disk: usize,
        incremental: bool,
    },
    Restore {
        snapshot: usize,
    },
    DeleteSnapshot {
        snapshot: usize,
    },
    DeleteDisk {
        disk: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let disk = 0..4usize;
    let snapshot = 0..8usize;
    prop_oneof![
        4 => (disk.clone(), 0..BLOCKS, 1..600u64, any::<u64>())
            .prop_map(|(disk, block, blocks, seed)| Step::Write { disk, block, blocks, seed }),
        2 => (disk.clone(), 0..1_000u32).prop_map(|(disk, per_mille)| Step::Rewrite { disk, per_mille }),
        2 => (disk.clone(), 1..400u32, 1..4i64)
            .prop_map(|(disk, per_mille, days)| Step::Work { disk, per_mille, days }),
        4 => (disk.clone(), any::<bool>()).prop_map(|(disk, incremental)| Step::Take { disk, incremental }),
        2 => snapshot.clone().prop_map(|snapshot| Step::Restore { snapshot }),
        3 => snapshot.prop_map(|snapshot| Step::DeleteSnapshot { snapshot }),
        1 => disk.prop_map(|disk| Step::DeleteDisk { disk }),
    ]
}

const BLOCKS: u64 = GIB / BLOCK_BYTES;

/// Where every block comes from.
pub fn blocks(stack: &Stack) -> Vec<Source> {
    let mut blocks = Vec::new();
    for (offset, extent) in stack.extents(0..stack.size()) {
        assert_eq!(offset, blocks.len() as u64 * BLOCK_BYTES);
        let parts = (0..extent.length).step_by(BLOCK_BYTES as usize);
        blocks.extend(parts.map(|within| part(extent.source, within)));
    }
    blocks
}

fn part(source: Source, within: u64) -> Source {
    match source {
        Source::Procedural { pattern, seed, origin } => {
            Source::Procedural { pattern, seed, origin: origin + within }
        }
        other => other,
    }
}

/// The world in full copies: the bytes of each disk and snapshot by name.
type Copies = Vec<(String, Vec<Source>)>;

/// What a disk holds now, after something that this model does not repeat.
fn read(lab: &Lab, name: &str) -> Vec<Source> {
    let disk = lab.state.disks.values().find(|disk| disk.name == name).expect("the disk exists");
    blocks(&lab.state.disk_stack(disk))
}

fn changed(now: &[Source], before: &[Source]) -> u64 {
    now.iter().zip(before).filter(|(now, before)| now != before).count() as u64
}

fn pick(copies: &Copies, index: usize) -> Option<usize> {
    (!copies.is_empty()).then(|| index % copies.len())
}

fn work(lab: &mut Lab, disk: &ArmId, per_mille: u32, days: i64) {
    lab.do_(Command::SetDiskWorkload { disk: disk.clone(), per_mille: Some(per_mille) });
    lab.advance_days(days);
    lab.do_(Command::SetDiskWorkload { disk: disk.clone(), per_mille: None });
}

fn carry_out(
    lab: &mut Lab,
    group: &ArmId,
    step: &Step,
    disks: &mut Copies,
    snapshots: &mut Copies,
    number: usize,
) {
    match *step {
        Step::Write { disk, block, blocks, seed } => {
            let Some(index) = pick(disks, disk) else { return };
            let blocks = blocks.min(BLOCKS - block);
            let source = Source::Procedural { pattern: Pattern::Noise, seed: Seed(seed), origin: 0 };
            let extent = Extent { length: blocks * BLOCK_BYTES, source };
            let (name, copy) = &mut disks[index];
            let writes = vec![DiskWrite { offset: block * BLOCK_BYTES, extent }];
            lab.do_(Command::WriteDisk { disk: disk_id(group, name), writes });
            for at in 0..blocks {
                copy[(block + at) as usize] = part(source, at * BLOCK_BYTES);
            }
        }
        Step::Rewrite { disk, per_mille } => {
            let Some(index) = pick(disks, disk) else { return };
            let (name, copy) = &mut disks[index];
            lab.do_(Command::RewriteDisk { disk: disk_id(group, name), per_mille });
            let now = read(lab, name);
            let units = (GIB / UNIT_BYTES * u64::from(per_mille)).div_ceil(1_000);
            assert_eq!(changed(&now, copy), units * (UNIT_BYTES / BLOCK_BYTES));
            *copy = now;
        }
        Step::Work { disk, per_mille, days } => {
            let Some(index) = pick(disks, disk) else { return };
            let (name, copy) = &mut disks[index];
            work(lab, &disk_id(group, name), per_mille, days);
            let now = read(lab, name);
            let most = GIB / UNIT_BYTES * u64::from(per_mille) * days as u64 / 1_000;
            assert!(changed(&now, copy) <= most * (UNIT_BYTES / BLOCK_BYTES), "of {most} units");
            *copy = now;
        }
        Step::Take { disk, incremental } => {
            let Some(index) = pick(disks, disk) else { return };
            let (name, copy) = &disks[index];
            let name_of_snapshot = format!("s{number}");
            let Command::CreateSnapshot { group, name, disk, sku, tags, .. } =
                take(group, &name_of_snapshot, &disk_id(group, name))
            else {
                unreachable!("it was made above")
            };
            lab.advance(5).do_(Command::CreateSnapshot { group, name, disk, incremental, sku, tags });
            snapshots.push((name_of_snapshot, copy.clone()));
        }
        Step::Restore { snapshot } => {
            let Some(index) = pick(snapshots, snapshot) else { return };
            let name = format!("d{number}");
            let source = DiskSource::Snapshot(snapshot_id(group, &snapshots[index].0));
            lab.do_(create(group, &name, DiskSku::StandardSsdLrs, 1, source));
            disks.push((name, snapshots[index].1.clone()));
        }
        Step::DeleteSnapshot { snapshot } => {
            let Some(index) = pick(snapshots, snapshot) else { return };
            let (name, _) = snapshots.remove(index);
            lab.do_(Command::DeleteSnapshot { snapshot: snapshot_id(group, &name) });
        }
        Step::DeleteDisk { disk } => {
            let Some(index) = pick(disks, disk).filter(|_| disks.len() > 1) else { return };
            let (name, _) = disks.remove(index);
            lab.do_(Command::DeleteDisk { disk: disk_id(group, &name) });
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn chains_hold_what_full_copies_would(steps in vec(step(), 1..40)) {
        let mut lab = Lab::new();
        let group = lab.group("rg-disks");
        lab.do_(create(&group, "d", DiskSku::StandardSsdLrs, 1, DiskSource::Empty));
        let mut disks: Copies = vec![("d".to_string(), vec![Source::Zero; BLOCKS as usize])];
        let mut snapshots: Copies = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            carry_out(&mut lab, &group, step, &mut disks, &mut snapshots, number);
            for (name, copy) in &disks {
                prop_assert_eq!(&read(&lab, name), copy);
            }
            for (name, copy) in &snapshots {
                prop_assert_eq!(&bytes(&lab, name), copy);
            }
        }
    }
}
