//! What only a browser can show: IndexedDB keeps the storage contract, files arrive whole, and wasm
//! makes the same bytes and names as the native build.
#![cfg(target_arch = "wasm32")]

#[path = "suite/byte_parity.rs"]
mod byte_parity;
#[path = "suite/storage_contract.rs"]
mod storage_contract;

use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, TransactionMode};
use js_sys::{Array, Uint8Array};
use std::{cell::RefCell, rc::Rc};
use vault_lab::base::{Digest, Seed};
use vault_lab::browser::files::{BlobBuilder, FileSlices, SLICE_BYTES};
use vault_lab::browser::idb::IdbStorage;
use vault_lab::content::{Chunker, Pattern, procedural, reader};
use vault_lab::store::gc::{self, SweepLimits};
use vault_lab::store::{
    Batch, Durability, FORMAT_VERSION, Opened, PackBuilder, PackCatalog, PackId, Pins, Storage, StorageError,
    StoredChunks, TableTag,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{ErrorEvent, EventTarget};

wasm_bindgen_test_configure!(run_in_shared_worker);

/// An empty database of its own for each test.
async fn fresh(name: &str) -> IdbStorage {
    let name = format!("test-{name}");
    Factory::new().unwrap().delete(&name).unwrap().await.unwrap();
    IdbStorage::new(&name)
}

#[wasm_bindgen_test]
fn bytes_are_those_of_the_native_build() {
    byte_parity::check();
}

#[wasm_bindgen_test]
async fn indexed_db_keeps_the_contract() {
    let storage = fresh("contract").await;
    storage_contract::check(|| IdbStorage::new("test-contract")).await;
    drop(storage);
}

#[wasm_bindgen_test]
async fn a_storage_must_be_opened_first() {
    let storage = fresh("unopened").await;
    assert_eq!(storage.commit(Batch::new(1, Durability::Strict)).await, Err(StorageError::Closed));
}

/// A database as a later build may leave it: a higher version, and a store unknown here.
async fn newer(name: &str) -> Database {
    let mut request = Factory::new().unwrap().open(name, Some(FORMAT_VERSION + 1)).unwrap();
    request.on_upgrade_needed(|event| {
        let database = event.database().unwrap();
        database.create_object_store("novelty", ObjectStoreParams::new()).unwrap();
    });
    request.await.unwrap()
}

#[wasm_bindgen_test]
async fn a_newer_database_is_read_but_not_written() {
    let storage = fresh("newer").await;
    storage.open().await.unwrap();
    let mut batch = Batch::new(1, Durability::Strict);
    batch.put(TableTag(1), b"key".to_vec(), b"value".to_vec());
    storage.commit(batch).await.unwrap();
    let later = newer("test-newer").await;

    let error = StorageError::NewerVersion { found: FORMAT_VERSION + 1, supported: FORMAT_VERSION };
    assert_eq!(storage.open().await, Err(error.clone()));
    let mut rows = 0;
    let mut sink = |_: &[u8], _: &[u8]| {
        rows += 1;
        Ok(())
    };
    storage.load_table(TableTag(1), &mut sink).await.unwrap();
    assert_eq!(rows, 1);
    assert_eq!(storage.commit(Batch::new(2, Durability::Strict)).await, Err(error));

    // The later build's connection does not let go, so clearing says so instead of waiting.
    assert!(matches!(storage.clear().await, Err(StorageError::Unavailable(_))));
    later.close();
    storage.clear().await.unwrap();
    assert_eq!(storage.open().await.unwrap().sequence, 0);
}

/// A database as format 1 left it: a value for each row, its key in front.
async fn of_format_1(name: &str) {
    let mut request = Factory::new().unwrap().open(name, Some(1)).unwrap();
    request.on_upgrade_needed(|event| {
        for store in ["header", "rows", "packs"] {
            event.database().unwrap().create_object_store(store, ObjectStoreParams::new()).unwrap();
        }
    });
    let database = request.await.unwrap();
    let transaction = database.transaction(&["header", "rows"], TransactionMode::ReadWrite).unwrap();
    let bytes = |bytes: &[u8]| JsValue::from(Uint8Array::from(bytes));
    let header = transaction.object_store("header").unwrap();
    header.put(&bytes(&[1, 4]), Some(&"world".into())).unwrap();
    let rows = transaction.object_store("rows").unwrap();
    for key in [b'b', b'd'] {
        rows.put(&bytes(&[1, 0, key, b'o', b'l', b'd']), Some(&bytes(&[7, key]))).unwrap();
    }
    transaction.commit().unwrap().await.unwrap();
    database.close();
}

#[wasm_bindgen_test]
async fn a_database_of_format_1_is_read_and_written() {
    let storage = fresh("format-1").await;
    of_format_1("test-format-1").await;
    assert_eq!(storage.open().await.unwrap(), Opened { format: FORMAT_VERSION, sequence: 4 });
    let mut batch = Batch::new(5, Durability::Strict);
    batch.put(TableTag(7), b"a".to_vec(), b"new".to_vec());
    batch.put(TableTag(7), b"d".to_vec(), b"changed".to_vec());
    storage.commit(batch).await.unwrap();
    let mut rows = Vec::new();
    let mut sink = |key: &[u8], value: &[u8]| {
        rows.push(format!("{}={}", String::from_utf8_lossy(key), String::from_utf8_lossy(value)));
        Ok(())
    };
    storage.load_table(TableTag(7), &mut sink).await.unwrap();
    assert_eq!(rows, ["a=new", "b=old", "d=changed"]);
}

#[wasm_bindgen_test]
async fn a_database_taken_away_is_told_and_opened_anew() {
    let storage = fresh("taken").await;
    storage.open().await.unwrap();
    storage.commit(Batch::new(1, Durability::Strict)).await.unwrap();
    Factory::new().unwrap().delete("test-taken").unwrap().await.unwrap();
    assert_eq!(storage.commit(Batch::new(2, Durability::Strict)).await, Err(StorageError::Closed));
    assert_eq!(storage.open().await.unwrap().sequence, 0);
}

/// A reader that was given up, or that fetched ahead more than it needed, leaves requests behind.
#[wasm_bindgen_test]
async fn a_read_that_nobody_waits_for_does_no_harm() {
    let storage = fresh("given-up").await;
    storage.open().await.unwrap();
    let thrown = Rc::new(RefCell::new(Vec::new()));
    let listener = {
        let thrown = thrown.clone();
        Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            thrown.borrow_mut().push(event.message());
        })
    };
    let global: EventTarget = js_sys::global().unchecked_into();
    global.add_event_listener_with_callback("error", listener.as_ref().unchecked_ref()).unwrap();
    for _ in 0..3 {
        let mut reading = Box::pin(storage.read_pack(PackId(7)));
        assert!(futures::poll!(&mut reading).is_pending());
    }
    // Requests of one database are answered in their order: what came before this one has had its event.
    assert!(storage.read_pack(PackId(7)).await.is_err());
    global.remove_event_listener_with_callback("error", listener.as_ref().unchecked_ref()).unwrap();
    assert_eq!(*thrown.borrow(), Vec::<String>::new());
}

fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    procedural::fill(Pattern::Noise, Seed(5), 0, &mut bytes);
    bytes
}

fn blob(bytes: &[u8]) -> web_sys::Blob {
    web_sys::Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes))).unwrap()
}

#[wasm_bindgen_test]
async fn a_file_travels_through_packs_and_back() {
    let storage = Rc::new(fresh("journey").await);
    storage.open().await.unwrap();
    let catalog = Rc::new(RefCell::new(PackCatalog::load(&*storage).await.unwrap()));
    let bytes = noise(2 * SLICE_BYTES as usize + 12_345);

    let mut slices = FileSlices::new(blob(&bytes));
    assert_eq!(slices.size(), bytes.len() as u64);
    let (mut chunker, mut builder, mut pins) = (Chunker::new(), PackBuilder::new(), Pins::default());
    let mut batch = Batch::new(1, Durability::Strict);
    let mut packs = Vec::new();
    while let Some(slice) = slices.next().await.unwrap() {
        for chunk in chunker.push(&slice) {
            let added = builder.add(&mut catalog.borrow_mut(), &mut pins, &chunk);
            packs.extend(added.sealed.map(|sealed| sealed.add_to(&mut batch)));
        }
    }
    let (last, content) = chunker.finish();
    for chunk in last {
        let added = builder.add(&mut catalog.borrow_mut(), &mut pins, &chunk);
        packs.extend(added.sealed.map(|sealed| sealed.add_to(&mut batch)));
    }
    packs.extend(builder.seal(&mut catalog.borrow_mut()).map(|sealed| sealed.add_to(&mut batch)));
    storage.commit(batch).await.unwrap();
    packs.into_iter().for_each(|id| catalog.borrow_mut().confirm(id));
    assert_eq!(content.digest, Some(Digest::of(&bytes)));

    let catalog = Rc::new(RefCell::new(PackCatalog::load(&*storage).await.unwrap()));
    let chunks = StoredChunks::new(storage.clone(), catalog.clone());
    let mut reader = reader::Reader::new(&content, &chunks);
    let mut download = BlobBuilder::new();
    while let Some(piece) = reader.next().await.unwrap() {
        download.push(&piece).unwrap();
    }
    let download = download.finish("text/csv").unwrap();
    assert_eq!((download.size(), download.type_()), (bytes.len() as f64, "text/csv".to_string()));
    let mut slices = FileSlices::new(download);
    let mut read = Vec::new();
    while let Some(slice) = slices.next().await.unwrap() {
        read.extend(slice);
    }
    assert!(read == bytes, "the download is the upload");

    let swept = gc::collect(&*storage, &catalog, [], SweepLimits::default(), 2).await.unwrap();
    assert_eq!(swept.unwrap().freed, content.size);
    assert_eq!(PackCatalog::load(&*storage).await.unwrap().totals(), Default::default());
}

#[wasm_bindgen_test]
async fn zeros_of_a_download_are_zeros() {
    let mut download = BlobBuilder::new();
    download.push(b"front").unwrap();
    for count in [0, 3, 8 << 20, (24 << 20) + 5] {
        download.push_zeros(count).unwrap();
    }
    download.push(b"back").unwrap();
    let mut slices = FileSlices::new(download.finish("").unwrap());
    let mut read = Vec::new();
    while let Some(slice) = slices.next().await.unwrap() {
        read.extend(slice);
    }
    assert_eq!(read.len(), 5 + 3 + (32 << 20) + 5 + 4);
    assert!(read.starts_with(b"front\0") && read.ends_with(b"\0back"));
    assert!(read[5..read.len() - 4].iter().all(|byte| *byte == 0));
}

#[wasm_bindgen_test]
async fn an_empty_file_has_no_slices() {
    assert_eq!(FileSlices::new(blob(b"")).next().await, Ok(None));
    assert_eq!(BlobBuilder::new().finish("").unwrap().size(), 0.0);
}
