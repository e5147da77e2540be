//! What every [`Storage`] promises. Memory is held to it here, IndexedDB in `tests/web.rs`.

use bytes::Bytes;
use std::cell::Cell;
use vault_lab::store::{
    Batch, CommitEnd, Durability, NewPack, PackId, RowWrite, Storage, StorageError, TableTag,
};

const LEFT: TableTag = TableTag(7);
const RIGHT: TableTag = TableTag(8);
const LAST: TableTag = TableTag(255);

type Rows = Vec<(Vec<u8>, Vec<u8>)>;

/// Checks an empty database; `handle` gives a new handle to it, as another start of the worker would.
pub async fn check<S: Storage>(handle: impl Fn() -> S) {
    let storage = handle();
    let opened = storage.open().await.expect("an empty database opens");
    assert_eq!(opened.sequence, 0);
    assert_eq!(rows(&storage, LEFT).await, []);
    tables_keep_apart_and_in_order(&storage).await;
    the_last_write_wins(&storage).await;
    packs_come_and_go(&storage).await;
    a_commit_follows_the_last(&storage).await;
    a_sink_stops_loading(&storage).await;
    another_handle_sees_it(&handle(), &storage).await;
    many_rows_are_all_there(&storage).await;
    rows_are_found_by_how_their_keys_begin(&storage).await;
    a_commit_that_is_given_up_writes_nothing(&storage).await;
    clearing_forgets(&storage, &handle()).await;
}

fn put(table: TableTag, key: &[u8], value: &[u8]) -> RowWrite {
    RowWrite { table, key: key.into(), value: Some(value.into()) }
}

fn delete(table: TableTag, key: &[u8]) -> RowWrite {
    RowWrite { table, key: key.into(), value: None }
}

async fn sequence(storage: &impl Storage) -> u64 {
    storage.open().await.expect("an open database opens again").sequence
}

async fn commit(storage: &impl Storage, rows: Vec<RowWrite>) {
    let batch = Batch { rows, ..Batch::new(sequence(storage).await + 1, Durability::Relaxed) };
    storage.commit(batch).await.expect("the commit follows the last");
}

async fn rows(storage: &impl Storage, table: TableTag) -> Rows {
    let mut rows = Vec::new();
    let mut sink = |key: &[u8], value: &[u8]| {
        rows.push((key.to_vec(), value.to_vec()));
        Ok(())
    };
    storage.load_table(table, &mut sink).await.expect("a table loads");
    rows
}

/// However far it has come: while it is planned, before anything is read, between two blocks, or with all of them on their
/// way.
async fn a_commit_that_is_given_up_writes_nothing(storage: &impl Storage) {
    const GIVEN: TableTag = TableTag(11);
    let all = |value: u8| -> Vec<RowWrite> {
        (0..40_000u32).map(|key| put(GIVEN, &key.to_be_bytes(), &[value; 150])).collect()
    };
    commit(storage, all(0)).await;
    let next = sequence(storage).await + 1;
    let before = rows(storage, GIVEN).await;
    let (mut patience, mut given_up) = (0, 0);
    loop {
        let asked = Cell::new(0);
        let is_given_up = || asked.replace(asked.get() + 1) >= patience;
        let batch = Batch { rows: all(1), ..Batch::new(next, Durability::Relaxed) };
        match storage.commit_unless(batch, &is_given_up).await.expect("there is room") {
            CommitEnd::Complete => break,
            CommitEnd::GivenUp => assert!(rows(storage, GIVEN).await == before, "after {patience} questions"),
        }
        given_up += 1;
        patience = 2 * patience + 1;
    }
    assert!(given_up > 0, "it could not be given up");
    assert!(rows(storage, GIVEN).await.iter().all(|(_, row)| row[0] == 1));
    assert_eq!(sequence(storage).await, next);
}

async fn tables_keep_apart_and_in_order(storage: &impl Storage) {
    let keys: [&[u8]; 6] = [&[255, 255], &[0], &[], &[255], &[0, 0], &[1, 2, 3]];
    for table in [LAST, LEFT, RIGHT] {
        commit(storage, keys.iter().map(|key| put(table, key, &[table.0])).collect()).await;
    }
    let mut sorted: Vec<Vec<u8>> = keys.iter().map(|key| key.to_vec()).collect();
    sorted.sort();
    for table in [LEFT, RIGHT, LAST] {
        let expected: Rows = sorted.iter().map(|key| (key.clone(), vec![table.0])).collect();
        assert_eq!(rows(storage, table).await, expected);
    }
    assert_eq!(sequence(storage).await, 3);
}

async fn the_last_write_wins(storage: &impl Storage) {
    let clean = rows(storage, LEFT).await.iter().map(|(key, _)| delete(LEFT, key)).collect();
    commit(storage, clean).await;
    commit(
        storage,
        vec![
            put(LEFT, b"twice", b"first"),
            put(LEFT, b"twice", b"second"),
            put(LEFT, b"gone", b"soon"),
            delete(LEFT, b"gone"),
            delete(LEFT, b"never there"),
            delete(LEFT, b"back"),
            put(LEFT, b"back", b""),
        ],
    )
    .await;
    let expected = vec![(b"back".to_vec(), b"".to_vec()), (b"twice".to_vec(), b"second".to_vec())];
    assert_eq!(rows(storage, LEFT).await, expected);
    commit(storage, vec![put(LEFT, b"back", b"changed")]).await;
    assert_eq!(rows(storage, LEFT).await[0].1, b"changed");
    commit(storage, Vec::new()).await;
}

async fn packs_come_and_go(storage: &impl Storage) {
    let bytes = Bytes::from((0..=255).cycle().take(1_500_000).collect::<Vec<u8>>());
    let pack = |id: u32, bytes: &Bytes| NewPack { id: PackId(id), bytes: bytes.clone() };
    let mut batch = Batch::new(sequence(storage).await + 1, Durability::Strict);
    batch.packs = vec![pack(1, &bytes), pack(u32::MAX, &Bytes::from_static(b"small"))];
    batch.put(LEFT, b"with a pack".to_vec(), b"row".to_vec());
    storage.commit(batch).await.expect("packs are written");
    assert_eq!(storage.read_pack(PackId(1)).await.as_ref(), Ok(&bytes));
    let usage = storage.estimate().await.expect("usage is known");
    assert!(usage.usage <= usage.quota);

    let mut batch = Batch::new(sequence(storage).await + 1, Durability::Relaxed);
    batch.packs = vec![pack(2, &bytes)];
    batch.dropped_packs = vec![PackId(1), PackId(77)];
    storage.commit(batch).await.expect("a pack is dropped");
    assert!(matches!(storage.read_pack(PackId(1)).await, Err(StorageError::Corrupt { .. })));
    assert_eq!(storage.read_pack(PackId(2)).await.as_ref(), Ok(&bytes));
    assert_eq!(storage.read_pack(PackId(u32::MAX)).await.as_deref(), Ok(&b"small"[..]));
}

async fn a_commit_follows_the_last(storage: &impl Storage) {
    let stored = sequence(storage).await;
    let before = rows(storage, LEFT).await;
    for attempted in [0, stored, stored + 2] {
        let mut batch = Batch::new(attempted, Durability::Relaxed);
        batch.put(LEFT, b"from another worker".to_vec(), b"lost".to_vec());
        batch.packs = vec![NewPack { id: PackId(9), bytes: Bytes::from_static(b"lost") }];
        batch.dropped_packs = vec![PackId(2)];
        assert_eq!(storage.commit(batch).await, Err(StorageError::Conflict { stored, attempted }));
    }
    assert_eq!(sequence(storage).await, stored);
    assert_eq!(rows(storage, LEFT).await, before);
    assert!(storage.read_pack(PackId(9)).await.is_err());
    assert!(storage.read_pack(PackId(2)).await.is_ok());
}

async fn a_sink_stops_loading(storage: &impl Storage) {
    let mut seen = 0;
    let mut sink = |_: &[u8], _: &[u8]| {
        seen += 1;
        Err(StorageError::corrupt("this row", "the test says so"))
    };
    let stopped = storage.load_table(RIGHT, &mut sink).await;
    assert_eq!(stopped, Err(StorageError::corrupt("this row", "the test says so")));
    assert_eq!(seen, 1);
}

async fn another_handle_sees_it(other: &impl Storage, storage: &impl Storage) {
    assert_eq!(sequence(other).await, sequence(storage).await);
    assert_eq!(rows(other, LEFT).await, rows(storage, LEFT).await);
    assert!(other.read_pack(PackId(2)).await.is_ok());
    commit(other, vec![put(RIGHT, b"from the other", b"")]).await;
    assert!(rows(storage, RIGHT).await.contains(&(b"from the other".to_vec(), Vec::new())));
}

/// More than two pages of any sensible length, and a whole number of them.
async fn many_rows_are_all_there(storage: &impl Storage) {
    const MANY: TableTag = TableTag(9);
    for thousand in 0..8u16 {
        let numbers = thousand * 1000..(thousand + 1) * 1000;
        let written = numbers.map(|number| put(MANY, &number.to_be_bytes(), &number.to_le_bytes()));
        commit(storage, written.collect()).await;
    }
    for count in [8000u16, 8001] {
        let expected: Rows =
            (0..count).map(|number| (number.to_be_bytes().to_vec(), number.to_le_bytes().to_vec())).collect();
        assert!(rows(storage, MANY).await == expected, "{count} rows load in order");
        commit(storage, vec![put(MANY, &count.to_be_bytes(), &count.to_le_bytes())]).await;
    }
}

/// Over several blocks, and pages of them.
async fn rows_are_found_by_how_their_keys_begin(storage: &impl Storage) {
    const GROUPS: TableTag = TableTag(10);
    let key = |group: u8, number: u16| [&[7, group], &number.to_be_bytes()[..]].concat();
    for group in [0, 1, 2, 254, 255] {
        let count = if group == 1 { 40_000 } else { 30 };
        let written = (0..count).map(|number| put(GROUPS, &key(group, number), &[group; 60]));
        commit(storage, written.collect()).await;
    }
    for (prefix, count) in [
        (&[7, 0][..], 30),
        (&[7, 1], 40_000),
        (&[7, 1, 0], 256),
        (&[7, 2], 30),
        (&[7, 3], 0),
        (&[7, 255], 30),
        (&[7, 255, 0, 29], 1),
        (&[6], 0),
        (&[8], 0),
        (&[255, 255], 0),
    ] {
        let mut found = Vec::new();
        let mut sink = |key: &[u8], _: &[u8]| {
            found.push(key.to_vec());
            Ok(())
        };
        storage.load_rows(GROUPS, prefix, &mut sink).await.expect("rows load");
        assert_eq!(found.len(), count, "{prefix:?}");
        assert!(found.iter().all(|key| key.starts_with(prefix)) && found.is_sorted());
    }
}

async fn clearing_forgets(storage: &impl Storage, other: &impl Storage) {
    storage.clear().await.expect("a database is cleared");
    assert_eq!(sequence(storage).await, 0);
    assert_eq!(rows(storage, LEFT).await, []);
    assert!(storage.read_pack(PackId(2)).await.is_err());
    commit(storage, vec![put(LEFT, b"new", b"world")]).await;
    assert_eq!(sequence(other).await, 1);
    assert_eq!(rows(other, LEFT).await, [(b"new".to_vec(), b"world".to_vec())]);
}

#[cfg(not(target_arch = "wasm32"))]
mod memory {
    use super::*;
    use futures::FutureExt;
    use vault_lab::store::{FORMAT_VERSION, FaultMoment, MemoryStorage};

    fn now<T>(future: impl Future<Output = T>) -> T {
        future.now_or_never().expect("memory never waits")
    }

    #[test]
    fn memory_keeps_the_contract() {
        let storage = MemoryStorage::new();
        now(check(|| storage.clone()));
    }

    #[test]
    fn a_failure_strikes_before_or_behind() {
        let error = StorageError::Failed("injected".into());
        let storage = MemoryStorage::new();
        for (moment, rows_after) in [(FaultMoment::Before, 0), (FaultMoment::After, 1)] {
            let sequence = now(sequence(&storage));
            storage.fail_next(moment, error.clone());
            let mut batch = Batch::new(sequence + 1, Durability::Strict);
            batch.put(LEFT, b"key".to_vec(), b"value".to_vec());
            assert_eq!(now(storage.commit(batch)), Err(error.clone()));
            assert_eq!(now(rows(&storage, LEFT)).len(), rows_after);
        }
    }

    #[test]
    fn a_newer_database_is_read_but_not_written() {
        let storage = MemoryStorage::new();
        now(commit(&storage, vec![put(LEFT, b"key", b"value")]));
        storage.set_format(FORMAT_VERSION + 1);
        let newer = StorageError::NewerVersion { found: FORMAT_VERSION + 1, supported: FORMAT_VERSION };
        assert_eq!(now(storage.open()), Err(newer.clone()));
        assert_eq!(now(rows(&storage, LEFT)).len(), 1);
        assert_eq!(now(storage.commit(Batch::new(2, Durability::Strict))), Err(newer));
        now(storage.clear()).expect("a person may start again");
        assert_eq!(now(sequence(&storage)), 0);
    }
}
