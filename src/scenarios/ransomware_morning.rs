//! The estate on the morning after: last night everything that was in reach was written over.
//!
//! What was protected is in the vault, in earlier versions and in snapshots as it was. The lesson is to find the last good
//! point of each, and to restore beside what is there.

use crate::{
    base::{ArmId, ByteSize, SimSpan},
    content::{Content, Pattern},
    engine::{
        Command,
        storage::{AccessTier, PathEntry},
    },
    scenarios::{
        builder::{Builder, container},
        running_estate, sample_files,
    },
};

/// Of every disk in reach. Units: parts of a thousand.
const ENCRYPTED_PER_MILLE: u32 = 600;

pub fn build(world: &mut Builder) {
    let estate = running_estate::create(world);
    world.pass(SimSpan::from_days(20));
    // The night: a little before the backups of the early morning.
    world.pass(SimSpan::from_hours(18));
    for (account, name) in [
        (&estate.lakes[0], "orders"),
        (&estate.lakes[0], "customers"),
        (&estate.lakes[1], "sensors"),
        (&estate.documents, "contracts"),
    ] {
        encrypt(world, &container(account, name));
    }
    for disk in &estate.disks {
        world.give(Command::RewriteDisk { disk: disk.clone(), per_mille: ENCRYPTED_PER_MILLE });
    }
    world.pass(SimSpan::from_hours(7));
}

/// Each file is written over, and a note is left beside them.
fn encrypt(world: &mut Builder, container: &ArmId) {
    let Ok(row) = world.state().find_container(container) else { return };
    let id = row.id;
    let files: Vec<(String, ByteSize)> = world
        .state()
        .paths
        .iter()
        .filter(|((lies_in, _), _)| *lies_in == id)
        .filter_map(|((_, path), entry)| Some((path.to_string(), PathEntry::file(entry)?.size)))
        .collect();
    let seed = world.state().seed();
    for (path, size) in &files {
        let number = world.state().world().next_id;
        let mut command =
            sample_files::put(container, &sample_files::single(path, *size, AccessTier::Hot), seed, number);
        if let Command::PutFile { content, .. } = &mut command {
            *content = Content::procedural(Pattern::Noise, seed.derive("encrypted", number), *size);
        }
        world.give(command);
    }
    let note = sample_files::single("READ_ME_NOW.txt", ByteSize(912), AccessTier::Hot);
    let number = world.state().world().next_id;
    world.give(sample_files::put(container, &note, seed, number));
}
