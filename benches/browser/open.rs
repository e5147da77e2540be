//! Opening a world with 100,000 recovery points from IndexedDB, in a shared worker of a real browser: prints the
//! median of some runs in milliseconds. scripts/bench runs it as a test of the browser's.

#[cfg(all(test, target_arch = "wasm32"))]
#[path = "../points/mod.rs"]
mod points;

#[cfg(all(test, target_arch = "wasm32"))]
mod opening {
    use super::points::{POINTS, world_of_points};
    use vault_lab::{
        browser::idb::IdbStorage,
        store::{Durability, Storage, world},
    };
    use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_shared_worker);

    const RUNS: usize = 5;

    #[wasm_bindgen_test]
    async fn opens_100k_points() {
        let storage = IdbStorage::new("bench-open");
        storage.open().await.expect("a fresh profile has room");
        storage.clear().await.expect("a database of its own");
        storage.open().await.expect("it was just cleared");
        storage
            .commit(world::collect(&world_of_points(), 1, Durability::Strict))
            .await
            .expect("there is room");
        storage.close();
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let storage = IdbStorage::new("bench-open");
            let started = js_sys::Date::now();
            storage.open().await.expect("it was there before");
            let state =
                world::open(&storage).await.expect("the rows are readable").expect("there is a world");
            times.push(js_sys::Date::now() - started);
            assert_eq!(state.points.len(), POINTS);
            storage.close();
        }
        times.sort_by(f64::total_cmp);
        console_log!("open_100k_points_ms={}", times[RUNS / 2]);
    }
}

#[cfg(not(test))]
fn main() {
    eprintln!("This is measured in a browser: see scripts/bench.");
}
