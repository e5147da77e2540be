//! Storing rows and reading them back, and databases of earlier builds that have to open for ever.

use super::{StoredRow, TABLES, add_all, key, print, replacement, samples, value_of};
use crate::{
    base::{ArmId, ByteSize, Digest},
    engine::{
        State,
        ids::{ContainerId, InstanceId, PointSeq},
        protection::RecoveryPoint,
        rbac::Role,
        storage::{AccessTier, BlobPath, ContentType, FileFacts, PathEntry, PathKind, VersionId},
    },
    store::{Batch, Durability, MemoryStorage, Storage, StorageError, TableTag, world},
};
use expect_test::{expect, expect_file};
use futures::FutureExt;
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write,
    fs,
    path::PathBuf,
};

fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("memory never waits")
}

/// A storage that holds what `batch` writes.
fn storage_with(batch: Batch) -> MemoryStorage {
    let storage = MemoryStorage::new();
    now(storage.open()).expect("memory opens");
    now(storage.commit(batch)).expect("memory commits");
    storage
}

fn stored(state: &State) -> MemoryStorage {
    storage_with(world::collect(state, 1, Durability::Strict))
}

fn reopened(storage: &MemoryStorage) -> Result<State, StorageError> {
    now(world::open(storage)).map(|state| state.expect("there is a world"))
}

/// The samples with one row's value changed.
fn damaged(table: &str, damage: impl Fn(&mut Vec<u8>)) -> Result<State, StorageError> {
    let (tag, _) = TABLES.iter().find(|(_, name)| *name == table).expect("the table exists");
    let mut batch = world::collect(&samples::world(), 1, Durability::Strict);
    let row = batch.rows.iter_mut().find(|row| row.table == *tag).expect("every table has a sample");
    damage(row.value.as_mut().expect("samples are put"));
    reopened(&storage_with(batch))
}

#[test]
fn every_row_reads_back() {
    let state = samples::world();
    let opened = reopened(&stored(&state)).expect("samples are readable");
    assert!(opened == state);
    assert!(!opened.is_dirty());
    // Ids compare without regard to case, but are printed as they were.
    assert_eq!(print(&opened), print(&state));
}

#[test]
fn every_table_is_stored() {
    let debug = format!("{:#?}", State::unloaded());
    let fields = debug.lines().filter_map(|line| line.strip_prefix("    "));
    let tables: Vec<&str> = fields.filter_map(|line| line.strip_suffix(": Table {")).collect();
    let known: Vec<&str> = TABLES.iter().map(|(_, name)| *name).collect();
    assert_eq!(tables, known);
    let tags: BTreeSet<TableTag> = TABLES.iter().map(|(tag, _)| *tag).collect();
    assert_eq!(tags.len(), TABLES.len(), "a tag is used twice");
    assert!(tags.iter().all(|tag| (0x01..=0xEF).contains(&tag.0)));
    let batch = world::collect(&samples::world(), 1, Durability::Strict);
    assert_eq!(batch.rows.iter().map(|row| row.table).collect::<BTreeSet<_>>(), tags);
}

/// A million blobs that nobody touches have to fit into a browser's storage.
#[test]
fn a_blob_that_never_changed_costs_little() {
    let file = FileFacts {
        content: samples::content_id(1),
        size: ByteSize::mib(5),
        content_type: ContentType::new("application/octet-stream"),
        tier: AccessTier::Hot,
    };
    let entry = PathEntry {
        kind: PathKind::File(file),
        created_at: samples::minute(1),
        modified_at: samples::minute(1),
        metadata: BTreeMap::new(),
        acl: None,
        etag: 1_000_000,
        version: Some(VersionId::at(samples::minute(1))),
    };
    let path = BlobPath("warehouse/region-west/2026/09/14/orders-of-the-day-000001.parquet".to_string());
    let bytes = key::encode(&(ContainerId(1_000), path)).len() + entry.encode().len();
    assert!(bytes <= 250, "{bytes} bytes are stored");
    assert!(size_of::<PathEntry>() <= 136, "{} bytes are kept in mind", size_of::<PathEntry>());
}

#[test]
fn rows_of_a_later_build_are_refused() {
    for (_, table) in TABLES {
        let error = damaged(table, |value| value[0] = 2).expect_err("version 2 is unknown");
        assert_eq!(error, StorageError::NewerVersion { found: 2, supported: 1 }, "{table}");
    }
}

#[test]
fn unreadable_rows_are_named() {
    for (_, table) in TABLES {
        let error = damaged(table, |value| value.truncate(1)).expect_err("there is nothing to read");
        assert!(matches!(&error, StorageError::Corrupt { place, .. } if place.ends_with(table)), "{error}");
    }
    let no_region = damaged("groups", |value| replace(value, b"australiaeast", b"atlantistoast"));
    expect![[
        r#"row 0000000000000000 of groups is damaged: the row is damaged: "atlantistoast" is not a known Region"#
    ]]
    .assert_eq(&no_region.expect_err("there is no such region").to_string());
    let no_role = damaged("assignments", |value| {
        let owner = Role::Owner.facts().guid;
        replace(value, owner.as_bytes(), &[0; 16]);
    });
    expect![[r#"row 0000000000000000 of assignments is damaged: the row is damaged: 00000000-0000-0000-0000-000000000000 is not a known Role"#]]
        .assert_eq(&no_role.expect_err("there is no such role").to_string());
    let no_action = damaged("timers", |value| value[1] = 99).expect_err("there is no such action");
    assert!(matches!(no_action, StorageError::Corrupt { .. }));
    let no_sum = damaged("contents", |value| *value.last_mut().expect("not empty") ^= 1);
    assert!(no_sum.is_ok(), "a chunk's digest is only found to be wrong when it is read");
    let no_sum = damaged("contents", |value| value[33] ^= 1).expect_err("sizes do not add up");
    assert!(matches!(no_sum, StorageError::Corrupt { .. }));
}

fn replace(value: &mut [u8], from: &[u8], to: &[u8]) {
    let start = value.windows(from.len()).position(|window| window == from).expect("it is there");
    value[start..start + to.len()].copy_from_slice(to);
}

#[test]
fn chunks_of_contents_are_live() {
    let mut state = samples::world();
    let live: BTreeSet<Digest> = world::live_chunks(&state).collect();
    let expected = ["first", "last"].into_iter().flat_map(|label| {
        (0..4).chain(10..16).map(move |number| Digest::of(format!("{label} {number}").as_bytes()))
    });
    let blocks = (0..16).map(|number| Digest::of(format!("block {number}").as_bytes()));
    assert_eq!(live, expected.chain(blocks).collect());
    state.contents.remove(&samples::content_id(2));
    assert_eq!(world::live_chunks(&state).count(), live.len() - 2);
}

#[test]
fn ids_keep_their_case() {
    let mut state = samples::world();
    let id = ArmId::new("/Subscriptions/X/resourcegroups/Y");
    state.instances.update(&InstanceId(1), |row| row.datasource = id.clone());
    let opened = reopened(&stored(&state)).expect("samples are readable");
    let row = opened.instances.get(&InstanceId(1)).expect("it is there");
    assert_eq!(row.datasource.as_str(), id.as_str());
}

// The golden databases: one line for each row, with table tag, key and value in hexadecimal digits. The first has its recovery
// points in the order of their instances, the second in the order of time.
const GOLDEN: [&str; 2] = ["v1.rows", "v2.rows"];

fn golden(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("ASCII"));
    digits.map(|pair| u8::from_str_radix(pair, 16).expect("hexadecimal digits")).collect()
}

fn lines_of(storage: &MemoryStorage) -> String {
    let mut lines = String::new();
    for tag in 0x01..=0xEF {
        let mut sink = |key: &[u8], value: &[u8]| {
            writeln!(lines, "{tag:02x} {} {}", hex(key), hex(value)).expect("memory does not refuse");
            Ok(())
        };
        now(storage.load_table(TableTag(tag), &mut sink)).expect("memory reads");
    }
    lines
}

fn storage_of(lines: &str) -> MemoryStorage {
    let mut batch = Batch::new(1, Durability::Strict);
    for line in lines.lines() {
        let parts: Vec<Vec<u8>> = line.split(' ').map(unhex).collect();
        let [tag, key, value] = parts.try_into().expect("a line has three parts");
        batch.put(TableTag(tag[0]), key, value);
    }
    storage_with(batch)
}

/// Writes the samples as the newest database, with `UPDATE_GOLDEN=1` and where there is none: once released, a golden database
/// is never written again.
fn write_golden() {
    let path = golden(GOLDEN[GOLDEN.len() - 1]);
    if env::var_os("UPDATE_GOLDEN").is_some() && !path.exists() {
        fs::create_dir_all(golden("")).expect("the folder can be made");
        fs::write(path, lines_of(&stored(&samples::world()))).expect("the file can be written");
    }
}

fn golden_lines(file: &str) -> String {
    fs::read_to_string(golden(file)).expect("the golden database exists")
}

#[test]
fn databases_of_earlier_builds_open() {
    write_golden();
    for file in GOLDEN {
        let opened = reopened(&storage_of(&golden_lines(file))).expect("it opens for ever");
        expect_file![golden("v1.txt")].assert_eq(&print(&opened));
    }
}

#[test]
fn rows_are_written_as_they_were() {
    for file in GOLDEN {
        let lines = golden_lines(file);
        let opened = reopened(&storage_of(&lines)).expect("it opens for ever");
        let mut batch = Batch::new(1, Durability::Strict);
        add_all(&opened, &mut batch);
        let written = lines_of(&storage_with(batch));
        let sorted = |lines: &str| lines.lines().map(str::to_string).collect::<BTreeSet<_>>();
        for (before, after) in sorted(&lines).iter().zip(&sorted(&written)) {
            assert_eq!(after, before, "a row is written in another shape than in {file}");
        }
        assert_eq!(written.lines().count(), lines.lines().count());
    }
}

/// What an earlier build has stored stays where it is: nobody has to move a database to open it.
#[test]
fn points_of_an_earlier_build_stay_until_they_go() {
    let storage = storage_of(&golden_lines("v1.rows"));
    let mut state = reopened(&storage).expect("it opens for ever");
    let keys: Vec<_> = state.points.iter().map(|(key, _)| *key).collect();
    let (changed, gone) = (keys[0], keys[1]);
    state.points.update(&changed, |point| point.transferred = ByteSize(7));
    state.points.remove(&gone);
    let mut born = state.points.get(&changed).expect("it is there").clone();
    born.seq = PointSeq(99);
    state.points.put((born.instance, born.seq), born.clone());
    let again = state.points.remove(&keys[2]).expect("it is there").into_inner();
    state.points.put(keys[2], again.clone());
    let batch = world::collect(&state, 2, Durability::Strict);
    let place = |point: &RecoveryPoint| (0x0E, key::encode(&(point.instance, point.seq)));
    let old = [place(state.points.get(&changed).expect("it is there")), (0x0E, key::encode(&gone))];
    let by_time =
        |point: &RecoveryPoint| (0x34, key::encode(&(point.created_at, (point.instance, point.seq))));
    let (new, moved) = (by_time(&born), [place(&again), by_time(&again)]);
    let written = batch.rows.iter().map(|row| (row.table.0, row.key.clone()));
    let expected = old.into_iter().chain(moved.clone()).chain([new.clone()]);
    assert_eq!(written.collect::<BTreeSet<_>>(), expected.collect());
    for (table, key) in moved.into_iter().chain([place(&born), new]) {
        let value = value_of(&state, TableTag(table), &key).expect("a key of a point");
        assert_eq!(value.is_some(), table == 0x34, "a point lies in one place");
    }
    now(storage.commit(batch)).expect("memory commits");
    state.mark_clean();
    assert!(reopened(&storage).expect("it is readable") == state);
}

/// Whoever puts a new world in the place of one that an earlier build has stored leaves nothing of that behind.
#[test]
fn another_world_takes_the_place_of_one_of_an_earlier_build() {
    let storage = storage_of(&golden_lines("v1.rows"));
    let old = reopened(&storage).expect("it opens for ever");
    let new = reopened(&storage_of(&golden_lines("v2.rows"))).expect("it opens for ever");
    let rows = replacement(&old, &new).map(|change| change.write).collect();
    now(storage.commit(Batch { rows, ..Batch::new(2, Durability::Strict) })).expect("memory commits");
    assert_eq!(lines_of(&storage), golden_lines("v2.rows"));
    assert!(reopened(&storage).expect("it is readable") == new);
}
