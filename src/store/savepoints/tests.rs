//! Savepoints against a model that keeps a full copy of every moment.

use super::{Cause, Opening, Savepoint, SavepointId, Savepoints, undo};
use crate::{
    base::{Digest, Seed, SimSpan, SimTime},
    engine::{State, limits},
    store::{
        Batch, Durability, MemoryStorage, RowWrite, Storage, StorageError, TableTag, row,
        rows::{self as engine_rows, Before, CHUNK_TABLES, StoredRow, samples},
    },
};
use futures::FutureExt;
use proptest::{collection::vec, prelude::*};
use std::collections::{BTreeMap, BTreeSet};

const CONTENTS: TableTag = CHUNK_TABLES[0];
const PLAIN: TableTag = TableTag(0x50);
const TABLES: [TableTag; 3] = [engine_rows::WORLD, CONTENTS, PLAIN];

fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("memory never waits")
}

type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

/// What stands for a row here.
struct Value(Vec<u8>);

impl StoredRow for Value {
    fn encode_behind(&self, before: &[u8]) -> Vec<u8> {
        [before, &self.0].concat()
    }

    fn decode(value: &[u8]) -> Result<Self, row::RowError> {
        Ok(Value(value.to_vec()))
    }
}

/// A storage with savepoints, and beside it a copy of all rows at each of them.
struct Bench {
    storage: MemoryStorage,
    savepoints: Savepoints,
    state: State,
    sequence: u64,
    copies: BTreeMap<SavepointId, Rows>,
}

impl Bench {
    fn new() -> Bench {
        let storage = MemoryStorage::new();
        now(storage.open()).expect("memory opens");
        let state = State::new(Seed(1), "bench", SimTime::EPOCH);
        let (savepoints, copies) = (Savepoints::default(), BTreeMap::new());
        let mut bench = Bench { storage, savepoints, state, sequence: 0, copies };
        bench.change(Vec::new(), None);
        bench
    }

    fn rows(&self) -> Rows {
        let mut rows = Rows::new();
        for table in TABLES {
            let mut sink = |key: &[u8], value: &[u8]| {
                rows.insert(undo::place(table, key), value.to_vec());
                Ok(())
            };
            now(self.storage.load_table(table, &mut sink)).expect("memory reads");
        }
        rows
    }

    fn commit(&mut self, batch: Batch) {
        self.sequence += 1;
        now(self.storage.commit(Batch { sequence: self.sequence, ..batch })).expect("memory commits")
    }

    /// Lets a minute pass and changes rows, of which it knows the places.
    fn change(&mut self, changes: Vec<(Vec<u8>, Option<Vec<u8>>)>, cause: Option<Cause>) {
        let before = self.rows();
        let mut batch = Batch::new(0, Durability::Strict);
        let opening = cause.map(|cause| Opening::of(&self.state, cause));
        let mut record = self.savepoints.record(opening, &mut batch);
        while !self.savepoints.ready_some(&record, 1) {}
        let minute = SimSpan::from_minutes(u64::from(!changes.is_empty()) as i64);
        self.state.world.update(&(), |world| world.now = world.now + minute);
        let clock = (undo::place(engine_rows::WORLD, &[]), Some(self.state.world().encode()));
        for (place, value) in changes.into_iter().chain([clock]).collect::<BTreeMap<_, _>>() {
            let write = undo::write(&place, value);
            let value = before.get(&place).cloned().map(Value);
            let was = match &value {
                Some(value) => Before::Row(value as &dyn StoredRow),
                None if write.value.is_some() => Before::Nothing,
                None => continue,
            };
            self.savepoints.keep(&mut record, &write, was, &mut batch.rows).expect("what it was is told");
            batch.rows.push(write);
        }
        self.commit(batch);
        drop(self.savepoints.complete(record));
        self.remember(&before);
    }

    /// Copies what the newest savepoints are of.
    fn remember(&mut self, before: &Rows) {
        for row in self.savepoints.iter() {
            self.copies.entry(row.id).or_insert_with(|| before.clone());
        }
    }

    fn some_savepoint(&self, pick: usize) -> Option<SavepointId> {
        let count = self.savepoints.iter().count();
        self.savepoints.iter().nth(pick % count.max(1)).map(|row| row.id)
    }

    fn rewind(&mut self, target: SavepointId) {
        let before = self.rows();
        let stored = |place: &[u8]| Ok(before.get(place).cloned());
        let planned = self.savepoints.rewind_from(&self.storage, &self.state, &stored, target);
        let planned = now(planned).expect("memory reads");
        self.commit(planned.expect("there is such a savepoint"));
        self.savepoints = now(Savepoints::open(&self.storage)).expect("savepoints open");
        let after = self.rows();
        let place = undo::place(engine_rows::WORLD, &[]);
        let world = StoredRow::decode(&after[&place]).expect("the world is readable");
        self.state.world.put((), world);
        self.remember(&before);
        assert!(self.state.world().paused);
        assert_eq!(self.savepoints.here().map(|row| row.id), Some(target));
        assert!(!self.savepoints.has_moved(self.state.now()));
        assert_eq!(without_clock(&after), without_clock(&self.copies[&target]));
    }

    fn remove(&mut self, target: SavepointId) {
        let planned = now(self.savepoints.removal(&self.storage, target)).expect("memory reads");
        let removal = planned.expect("there is such a savepoint");
        self.commit(removal.batch(0));
        self.savepoints = removal.complete();
        if self.savepoints.get(target).is_none() {
            self.copies.remove(&target);
        }
    }

    /// The rows of a savepoint, from those of the tip and the edges between.
    fn made_up(&self, row: &Savepoint) -> Rows {
        let mut way: Vec<_> =
            std::iter::successors(Some(row), |row| self.savepoints.get(row.toward?)).collect();
        way.reverse();
        let mut rows = self.rows();
        for row in way {
            for (place, value) in now(undo::load(&self.storage, row.edge, &[])).expect("memory reads") {
                match value {
                    Some(value) => rows.insert(place, value),
                    None => rows.remove(&place),
                };
            }
        }
        rows
    }

    fn check(&self) {
        let opened = now(Savepoints::open(&self.storage)).expect("savepoints open");
        assert_eq!(opened, self.savepoints, "what is in memory is what is stored");
        let ids = |rows: &mut dyn Iterator<Item = SavepointId>| rows.collect::<BTreeSet<_>>();
        assert_eq!(ids(&mut self.savepoints.iter().map(|row| row.id)), ids(&mut self.copies.keys().copied()));
        let live: BTreeSet<Digest> = chunks(&self.rows()).chain(self.savepoints.chunks()).collect();
        for row in self.savepoints.iter() {
            let rows = self.made_up(row);
            assert!(rows == self.copies[&row.id], "savepoint {} is not what it was", row.id.0);
            assert!(chunks(&rows).all(|chunk| live.contains(&chunk)), "a chunk would be collected");
        }
        self.check_nothing_is_left_over();
    }

    /// Every kept row belongs to an edge that somebody has.
    fn check_nothing_is_left_over(&self) {
        let edges: BTreeSet<_> = self.savepoints.iter().map(|row| row.edge.0.to_be_bytes()).collect();
        let mut sink = |key: &[u8], _: &[u8]| {
            assert!(edges.iter().any(|edge| key.starts_with(edge)), "nobody needs {key:?}");
            Ok(())
        };
        now(self.storage.load_table(TableTag::UNDO, &mut sink)).expect("memory reads");
    }
}

fn chunks(rows: &Rows) -> impl Iterator<Item = Digest> {
    let contents = rows.iter().filter(|(place, _)| place[0] == CONTENTS.0);
    contents.flat_map(|(_, value)| engine_rows::chunks_of(CONTENTS, value).expect("contents are readable"))
}

/// A clock that went back stands.
fn without_clock(rows: &Rows) -> Rows {
    let mut rows = rows.clone();
    rows.remove(&undo::place(engine_rows::WORLD, &[]));
    rows
}

#[derive(Clone, Debug)]
enum Step {
    Change(Vec<(Vec<u8>, Option<Vec<u8>>)>),
    Act(Vec<(Vec<u8>, Option<Vec<u8>>)>),
    Upload(Vec<(Vec<u8>, Option<Vec<u8>>)>),
    Name,
    Rewind(usize),
    Undo,
    Remove(usize),
    Rename(usize),
    Reopen,
}

fn changes() -> impl Strategy<Value = Vec<(Vec<u8>, Option<Vec<u8>>)>> {
    let content = |number: u64| samples::content(number).encode();
    let plain = (0u8..5, prop_oneof![Just(None), vec(any::<u8>(), 0..4).prop_map(Some)]);
    let change = prop_oneof![
        4 => plain.prop_map(|(key, value)| (undo::place(PLAIN, &[key]), value)),
        1 => (0u8..3, 0u64..4).prop_map(move |(key, number)| {
            (undo::place(CONTENTS, &[key]), (number > 0).then(|| content(number)))
        }),
    ];
    vec(change, 1..5)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => changes().prop_map(Step::Change),
        4 => changes().prop_map(Step::Act),
        1 => changes().prop_map(Step::Upload),
        1 => Just(Step::Name),
        3 => (0usize..100).prop_map(Step::Rewind),
        1 => Just(Step::Undo),
        2 => (0usize..100).prop_map(Step::Remove),
        1 => (0usize..100).prop_map(Step::Rename),
        1 => Just(Step::Reopen),
    ]
}

fn acting() -> Cause {
    Cause::Commands { name: "CreateContainer".into(), subject: "raw".into(), count: 1 }
}

fn named() -> Cause {
    Cause::Named("a moment".into())
}

proptest! {
    #[test]
    fn every_savepoint_stays_what_it_was(steps in vec(step(), 1..40)) {
        let mut bench = Bench::new();
        for step in steps {
            match step {
                Step::Change(changes) => bench.change(changes, None),
                Step::Act(changes) => bench.change(changes, Some(acting())),
                Step::Upload(changes) => {
                    bench.change(changes, Some(Cause::Uploads { subject: "a.bin".into(), count: 1 }));
                }
                Step::Name => bench.change(Vec::new(), Some(named())),
                Step::Rewind(pick) => bench.some_savepoint(pick).into_iter().for_each(|id| bench.rewind(id)),
                Step::Undo => {
                    let target = bench.savepoints.undo_target(bench.state.now());
                    target.into_iter().for_each(|id| bench.rewind(id));
                }
                Step::Remove(pick) => bench.some_savepoint(pick).into_iter().for_each(|id| bench.remove(id)),
                Step::Rename(pick) => if let Some(id) = bench.some_savepoint(pick) {
                    let rows = bench.savepoints.name(id, "another name");
                    bench.commit(Batch { rows, ..Batch::new(0, Durability::Strict) });
                },
                Step::Reopen => {
                    bench.savepoints = now(Savepoints::open(&bench.storage)).expect("savepoints open");
                }
            }
            bench.check();
        }
    }
}

fn plain(key: u8, value: Option<&str>) -> (Vec<u8>, Option<Vec<u8>>) {
    (undo::place(PLAIN, &[key]), value.map(|value| value.as_bytes().to_vec()))
}

fn ids(bench: &Bench) -> Vec<u32> {
    bench.savepoints.iter().map(|row| row.id.0).collect()
}

#[test]
fn back_forward_and_another_way() {
    let mut bench = Bench::new();
    bench.change(vec![plain(1, Some("one"))], Some(acting()));
    bench.change(vec![plain(1, Some("two")), plain(2, Some("new"))], Some(acting()));
    let all: Vec<_> = bench.savepoints.iter().map(|row| row.id).collect();
    bench.rewind(all[0]);
    assert!(!bench.rows().contains_key(&plain(1, None).0));
    // What had happened since the last savepoint is one of its own now.
    let ahead = bench.savepoints.iter().last().expect("one more").id;
    assert!(matches!(bench.savepoints.get(ahead).map(|row| &row.cause), Some(Cause::Rewind { .. })));
    bench.change(vec![plain(3, Some("another way"))], Some(acting()));
    bench.rewind(ahead);
    assert_eq!(bench.rows()[&plain(1, None).0], b"two");
    assert!(!bench.rows().contains_key(&plain(3, None).0));
    // Going back where nothing has happened takes no savepoint.
    let count = ids(&bench).len();
    bench.rewind(all[1]);
    assert_eq!(ids(&bench).len(), count);
    bench.check();
}

#[test]
fn undoing_skips_what_changed_nothing() {
    let mut bench = Bench::new();
    let undo = |bench: &Bench| bench.savepoints.undo_target(bench.state.now());
    assert_eq!(undo(&bench), None);
    bench.change(vec![plain(1, Some("one"))], Some(acting()));
    bench.change(vec![plain(1, Some("two"))], Some(acting()));
    let all: Vec<_> = bench.savepoints.iter().map(|row| row.id).collect();
    assert_eq!(undo(&bench), Some(all[1]));
    bench.rewind(all[1]);
    assert!(bench.savepoints.has_returned());
    bench.change(Vec::new(), Some(named()));
    assert!(!bench.savepoints.has_returned());
    // The named one is the same moment as the one before it.
    assert_eq!(undo(&bench), Some(all[0]));
    bench.rewind(all[0]);
    assert_eq!(undo(&bench), None);
}

#[test]
fn a_row_that_came_and_went_leaves_nothing() {
    let mut bench = Bench::new();
    bench.change(vec![plain(1, Some("one"))], Some(acting()));
    let weight = |bench: &Bench| bench.savepoints.here().expect("one is here").weight.rows;
    assert_eq!(weight(&bench), 1);
    for number in 0..100 {
        bench.change(vec![plain(number, Some("brief")), plain(200, Some("stays"))], None);
        bench.change((0..number).map(|key| plain(key, None)).collect(), None);
    }
    assert_eq!(weight(&bench), 2, "of all rows that were born 99 and 200 are there");
}

#[test]
fn uploads_share_a_savepoint_while_they_last() {
    let mut bench = Bench::new();
    let upload = || Some(Cause::Uploads { subject: "a.bin".into(), count: 2 });
    bench.change(vec![plain(1, Some("one"))], upload());
    bench.change(vec![plain(2, Some("two"))], upload());
    assert_eq!(
        bench.savepoints.here().map(|row| &row.cause),
        upload().map(|_| Cause::Uploads { subject: "a.bin".into(), count: 4 }).as_ref()
    );
    assert_eq!(ids(&bench).len(), 1);
    bench.state.world.update(&(), |world| world.now = world.now + limits::SAVEPOINT_UPLOADS);
    bench.change(vec![plain(2, Some("later"))], upload());
    assert_eq!(ids(&bench).len(), 2);
    bench.change(vec![plain(2, None)], Some(acting()));
    bench.change(vec![plain(2, Some("again"))], upload());
    assert_eq!(ids(&bench).len(), 4);
    bench.check();
}

#[test]
fn the_oldest_that_nobody_named_go_first() {
    let mut bench = Bench::new();
    bench.change(Vec::new(), Some(named()));
    for number in 0..80 {
        bench.change(vec![plain(number, Some("one"))], Some(acting()));
        while let Some(id) = bench.savepoints.surplus() {
            bench.remove(id);
        }
    }
    bench.check();
    assert_eq!(ids(&bench).len(), limits::SAVEPOINTS_AUTOMATIC_MAX + 1);
    // From the named one everything since can still be reached, and from there the present.
    let first = bench.savepoints.iter().next().expect("the named one").id;
    bench.rewind(first);
    assert_eq!(without_clock(&bench.rows()), Rows::new());
    let last = bench.savepoints.iter().last().expect("there are many").id;
    bench.rewind(last);
    assert_eq!(bench.rows().len(), 81);
}

#[test]
fn a_savepoint_where_ways_part_stays_until_they_do_not() {
    let mut bench = Bench::new();
    bench.change(vec![plain(1, Some("one"))], Some(named()));
    bench.change(vec![plain(1, Some("two"))], Some(named()));
    let all: Vec<_> = bench.savepoints.iter().map(|row| row.id).collect();
    bench.rewind(all[1]);
    bench.change(vec![plain(2, Some("another way"))], Some(acting()));
    bench.remove(all[1]);
    assert_eq!(bench.savepoints.get(all[1]).map(|row| &row.cause), Some(&Cause::Fork));
    assert_eq!(bench.savepoints.surplus(), None);
    let end = bench.savepoints.iter().find(|row| matches!(row.cause, Cause::Rewind { .. }));
    bench.remove(end.expect("the end of the first way").id);
    assert_eq!(bench.savepoints.surplus(), Some(all[1]));
    bench.remove(all[1]);
    bench.check();
    assert_eq!(
        bench.savepoints.get(bench.savepoints.here().expect("one").id).and_then(|row| row.parent),
        Some(all[0])
    );
}

#[test]
fn all_of_them_are_forgotten_and_numbers_go_on() {
    let mut bench = Bench::new();
    bench.change(vec![plain(1, Some("one"))], Some(acting()));
    let rows = bench.rows();
    let last = bench.savepoints.counts.next;
    let removal = now(bench.savepoints.removal_of_all(&bench.storage)).expect("memory reads");
    bench.commit(removal.batch(0));
    bench.savepoints = removal.complete();
    bench.copies.clear();
    bench.check();
    assert_eq!(bench.rows(), rows);
    bench.change(vec![plain(1, Some("two"))], Some(acting()));
    assert!(ids(&bench)[0] > last);
}

/// Rows as they were written first: a savepoint and an edge of version 1.
#[test]
fn the_shape_of_savepoints_is_frozen() {
    let mut bench = Bench::new();
    bench.change(vec![plain(1, Some("one"))], None);
    bench.change(
        vec![plain(1, Some("two")), plain(2, Some("new"))],
        Some(Cause::Jump { until: SimTime::EPOCH }),
    );
    let mut lines = String::new();
    for table in [TableTag::UNDO, TableTag::SAVEPOINTS] {
        let mut sink = |key: &[u8], value: &[u8]| {
            lines += &format!("{:02x} {key:02x?} {value:02x?}\n", table.0);
            Ok(())
        };
        now(bench.storage.load_table(table, &mut sink)).expect("memory reads");
    }
    expect_test::expect![[r#"
        f1 [00, 00, 00, 02, 01] [01, 01, 01, 05, 62, 65, 6e, 63, 68, c0, a9, 07, 3c, 00, 01]
        f1 [00, 00, 00, 02, 50, 01] [01, 6f, 6e, 65]
        f1 [00, 00, 00, 02, 50, 02] [00]
        f2 [] [01, 02, 00, 00]
        f2 [00, 00, 00, 01] [01, 00, 00, 02, 03, 00, c0, a9, 07, 05, 62, 65, 6e, 63, 68, 01, 00, 00, 00]
    "#]]
    .assert_eq(&lines);
}

#[test]
fn ways_that_lead_nowhere_are_damage() {
    let mut bench = Bench::new();
    bench.change(vec![plain(1, Some("one"))], Some(acting()));
    bench.change(vec![plain(1, Some("two"))], Some(acting()));
    let write = |bench: &mut Bench, key: Vec<u8>, value: Option<Vec<u8>>| {
        let rows = vec![RowWrite { table: TableTag::SAVEPOINTS, key, value }];
        bench.commit(Batch { rows, ..Batch::new(0, Durability::Strict) });
        now(Savepoints::open(&bench.storage))
    };
    let here = bench.savepoints.here().expect("one is here").id.0.to_be_bytes().to_vec();
    let first = bench.savepoints.iter().next().expect("two").id.0.to_be_bytes().to_vec();
    let newer = write(&mut bench, first.clone(), Some(row::encode(9, &1u8)));
    assert!(matches!(newer, Err(StorageError::NewerVersion { found: 9, .. })), "{newer:?}");
    for (key, value) in [(first, Some(vec![])), (here, None)] {
        let opened = write(&mut bench, key, value);
        assert!(matches!(opened, Err(StorageError::Corrupt { .. })), "{opened:?}");
    }
}

/// Garbage collection marks by these: every chunk that is live is named by the stored value of some row.
#[test]
fn stored_rows_name_the_chunks_that_the_state_needs() {
    let state = samples::world();
    let batch = crate::store::world::collect(&state, 1, Durability::Strict);
    let named: BTreeSet<Digest> = batch
        .rows
        .iter()
        .flat_map(|row| {
            engine_rows::chunks_of(row.table, row.value.as_deref().unwrap_or_default()).expect("readable")
        })
        .collect();
    assert_eq!(named, crate::store::world::live_chunks(&state).collect());
}
