//! What the arithmetic of blocks promises, held against a plain map of rows.

use super::*;
use crate::store::StorageError;
use proptest::{collection::vec, prelude::*};

const LEFT: TableTag = TableTag(7);
const RIGHT: TableTag = TableTag(255);

/// A database of blocks, and beside it what its rows should be.
#[derive(Default)]
struct Database {
    directory: Directory,
    blocks: BTreeMap<BlockKey, Bytes>,
    rows: BTreeMap<BlockKey, Vec<u8>>,
}

impl Database {
    /// Commits rows, and answers how many blocks were written.
    fn commit(&mut self, rows: Vec<RowWrite>) -> usize {
        for row in &rows {
            match &row.value {
                Some(value) => self.rows.insert(place_of(row), value.clone()),
                None => self.rows.remove(&place_of(row)),
            };
        }
        let mut written = 0;
        let planning = planned(&self.directory, rows);
        self.check_runs(planning.plan());
        for rewrite in planning.plan() {
            let read: Vec<_> = rewrite.reads().iter().map(|key| self.read(key)).collect();
            for write in rewrite.finish(&read).expect("blocks made here are readable") {
                let write = write.expect("keys made here are short");
                written += 1;
                self.directory.record(&write);
                match write.value {
                    Some(value) => self.blocks.insert(write.key, value),
                    None => self.blocks.remove(&write.key),
                };
            }
        }
        written
    }

    /// What is remembered of a block is what is stored.
    fn read(&self, key: &BlockKey) -> Bytes {
        let stored = self.blocks[key].clone();
        if let Some(recent) = self.directory.recent(key) {
            assert_eq!(recent, stored);
        }
        stored
    }

    /// The directory as it is after opening.
    fn forgetful(&self) -> Directory {
        Directory { recent: Recent::default(), ..self.directory.clone() }
    }

    /// Runs read what the plan reads, and no block twice. Of blocks that are remembered nothing has to be read.
    fn check_runs(&self, plan: &[Rewrite]) {
        let reads = plan.iter().flat_map(Rewrite::reads);
        let forgotten = reads.filter(|key| self.directory.recent(key).is_none()).count();
        assert_eq!(self.directory.runs(plan).iter().map(|run| run.count as usize).sum::<usize>(), forgotten);
        let forgetful = self.forgetful();
        let runs = forgetful.runs(plan);
        let read = runs.iter().flat_map(|run| {
            let blocks = self.blocks.range(run.first.clone()..=run.last.clone()).map(|(key, _)| key);
            assert_eq!(blocks.clone().count(), run.count as usize);
            blocks
        });
        assert!(read.eq(plan.iter().flat_map(Rewrite::reads)));
        let reads: Vec<_> = plan.iter().flat_map(Rewrite::reads).collect();
        assert!(reads.is_sorted_by(|left, right| left < right), "{reads:?}");
    }

    fn check(&self) {
        assert!(self.directory.blocks.keys().eq(self.blocks.keys()), "the directory knows every block");
        let mut read = Vec::new();
        for (key, block) in &self.blocks {
            let rows: Vec<_> = frame::rows(block).map(|row| row.expect("readable")).collect();
            assert!(!rows.is_empty(), "no block is empty");
            assert!(rows.len() == 1 || block.len() <= BULK_BYTES + 2, "{} bytes", block.len());
            let table = TableTag(key[0]);
            assert!(*key <= block_key(table, rows[0].0), "rows lie behind the key of their block");
            read.extend(rows.iter().map(|(key, value)| (block_key(table, key), value.to_vec())));
        }
        assert!(read.iter().map(|(key, _)| key).is_sorted(), "rows are in order throughout");
        assert!(self.rows.clone().into_iter().eq(read), "every row is there once, as it was written last");
    }
}

/// Where a row stands among the rows of all tables.
/// What a commit of these rows rewrites, planned a few rows at a time.
fn planned(directory: &Directory, rows: Vec<RowWrite>) -> Planning {
    let mut planning = Planning::of(rows);
    while planning.go_on(directory, 3) {}
    planning
}

fn place_of(row: &RowWrite) -> BlockKey {
    block_key(row.table, &row.key)
}

fn put(key: u32, value: Vec<u8>) -> RowWrite {
    RowWrite { table: LEFT, key: key.to_be_bytes().to_vec(), value: Some(value) }
}

fn delete(key: u32) -> RowWrite {
    RowWrite { table: LEFT, key: key.to_be_bytes().to_vec(), value: None }
}

fn row() -> impl Strategy<Value = RowWrite> {
    let table = prop_oneof![Just(LEFT), Just(RIGHT)];
    let length = prop_oneof![8 => 0usize..2_000, 1 => 10_000usize..40_000];
    let value = prop_oneof![Just(None), length.prop_map(|length| Some(vec![1; length]))];
    (table, vec(0u8..12, 0..3), value).prop_map(|(table, key, value)| RowWrite { table, key, value })
}

proptest! {
    #[test]
    fn blocks_hold_what_rows_would(commits in vec(vec(row(), 0..60), 1..12)) {
        let mut database = Database::default();
        for rows in commits {
            database.commit(rows);
            database.check();
        }
    }
}

#[test]
fn appended_rows_leave_full_blocks_behind() {
    let mut database = Database::default();
    for key in 0..2_000 {
        assert!(database.commit(vec![put(key, vec![0; 54])]) <= 2);
    }
    database.check();
    let full = 2_000 / (BLOCK_BYTES / 64);
    assert_eq!(database.blocks.len(), full + 1);
}

#[test]
fn rows_in_the_middle_halve_a_block() {
    let mut database = Database::default();
    database.commit((0..256).map(|key| put(2 * key, vec![0; 54])).collect());
    assert_eq!(database.blocks.len(), 1);
    database.commit(vec![put(101, vec![0; 54])]);
    database.check();
    let lengths: Vec<_> = database.blocks.values().map(Bytes::len).collect();
    assert_eq!(lengths.len(), 2);
    assert!(lengths.iter().all(|length| (8_000..9_000).contains(length)), "{lengths:?}");
}

#[test]
fn blocks_that_have_become_small_are_fused() {
    let mut database = Database::default();
    database.commit((0..10_000).map(|key| put(key, vec![0; 54])).collect());
    // As retention does: oldest first, a few stay.
    for key in (0..10_000).filter(|key| key % 50 != 0) {
        database.commit(vec![delete(key)]);
    }
    database.check();
    assert_eq!(database.rows.len(), 200);
    assert!(database.blocks.len() <= 4, "{} blocks for 12 kB", database.blocks.len());
}

#[test]
fn what_many_rows_are_written_to_lies_in_longer_blocks() {
    let mut database = Database::default();
    let all = |value: u8| (0..4_000).map(|key| put(key, vec![value; 54])).collect::<Vec<_>>();
    for key in 0..4_000 {
        database.commit(vec![put(key, vec![0; 54])]);
    }
    let small = database.blocks.len();
    assert_eq!(small, 4_000 * 64 / BLOCK_BYTES + 1);
    database.commit(all(1));
    database.check();
    assert!(database.blocks.len() <= (4_000 * 64usize).div_ceil(BULK_BYTES) + 1);
    let planning = planned(&database.directory, all(2));
    assert_eq!(database.forgetful().runs(planning.plan()).len(), 1);
    // A small commit that comes there cuts the one block that it changes.
    assert!(database.commit(vec![put(7, vec![3; 54])]) <= BULK_BYTES / BLOCK_BYTES + 1);
    database.check();
}

#[test]
fn a_long_row_is_not_rewritten_with_its_neighbours() {
    let mut database = Database::default();
    database.commit((0..10).map(|key| put(key, vec![0; if key == 5 { 1 << 20 } else { 100 }])).collect());
    database.check();
    assert_eq!(database.blocks.len(), 3);
    let planning = planned(&database.directory, vec![put(4, vec![1]), put(6, vec![1])]);
    let lengths = planning.plan().iter().flat_map(Rewrite::reads).map(|key| database.blocks[key].len());
    assert!(lengths.sum::<usize>() < 2_000);
}

#[test]
fn what_comes_behind_a_long_row_does_not_read_it() {
    let mut database = Database::default();
    database.commit(vec![put(1, vec![0; 1 << 20])]);
    let rows = || (2..2_000).map(|key| put(key, vec![0; 54])).collect::<Vec<_>>();
    let planning = planned(&database.directory, rows());
    assert!(planning.plan().iter().all(|rewrite| rewrite.reads().is_empty()));
    assert_eq!(planning.plan().len(), 1, "rows of one commit share their blocks");
    database.commit(rows());
    database.check();
    // A row among those of the full block, or one that is changed, belongs to it all the same.
    database.commit(vec![put(0, vec![1]), put(1, vec![0; 1 << 20]), put(3, vec![1])]);
    database.check();
}

#[test]
fn values_of_format_1_are_rows_that_become_blocks() {
    let single = |key: &[u8], value: &[u8]| [&[key.len() as u8, 0], key, value].concat();
    let mut database = Database::default();
    for key in [b"b", b"d"] {
        database.blocks.insert(block_key(LEFT, key), single(key, b"old").into());
        database.rows.insert(block_key(LEFT, key), b"old".to_vec());
    }
    database.directory = Directory::new(database.blocks.keys().cloned());
    database.check();
    let write = |key: &[u8]| RowWrite { table: LEFT, key: key.into(), value: Some(b"new".to_vec()) };
    database.commit(vec![write(b"a"), write(b"c"), write(b"d")]);
    database.check();
    assert_eq!(frame::rows(&single(b"", b"")).collect::<Vec<_>>(), [Ok((&b""[..], &b""[..]))]);
}

#[test]
fn what_is_no_block_is_damage() {
    let corrupt = |value: &[u8]| {
        let rows: Vec<_> = frame::rows(value).collect();
        assert!(matches!(rows.last(), Some(Err(StorageError::Corrupt { .. }))), "{value:?}: {rows:?}");
    };
    corrupt(b"");
    corrupt(&[1]);
    corrupt(&[2, 0, 9]);
    corrupt(&[0xFF, 0xFF, 1]);
    corrupt(&[0xFF, 0xFF, 1, 0, 0, 0, 0, 0]);
    corrupt(&[0xFF, 0xFF, 1, 0, 9, 0, 0, 0, 3, 3]);
    corrupt(&[0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 7]);
}

#[test]
fn a_key_beyond_its_length_field_is_refused() {
    let rewrite = |length: usize| {
        let row = RowWrite { table: LEFT, key: vec![0; length], value: Some(Vec::new()) };
        let planning = planned(&Directory::default(), vec![row]);
        planning.plan()[0].finish(&[])?.collect::<Result<Vec<_>, _>>()
    };
    assert!(rewrite(65_534).is_ok());
    assert!(matches!(rewrite(65_535), Err(StorageError::Failed(_))));
}
