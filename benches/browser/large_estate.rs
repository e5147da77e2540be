//! The large estate in a shared worker of a real browser, with IndexedDB behind it: prints what it costs, one
//! `name=value` a line. scripts/bench runs it as a test of the browser's.

#[cfg(all(test, target_arch = "wasm32"))]
#[path = "../large/mod.rs"]
mod large;

#[cfg(all(test, target_arch = "wasm32"))]
mod measuring {
    use super::large;
    use vault_lab::browser::idb::IdbStorage;
    use wasm_bindgen::JsCast;
    use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_shared_worker);

    fn now() -> f64 {
        let scope = js_sys::global().unchecked_into::<web_sys::WorkerGlobalScope>();
        scope.performance().expect("a worker has a clock").now()
    }

    #[wasm_bindgen_test]
    async fn the_large_estate() {
        let say = |name: &str, value: f64| console_log!("{name}={value:.2}");
        let storage = || IdbStorage::new("bench-large-estate");
        let state = large::make(now, &say);
        large::store(storage(), state, now, &say).await;
        let world = large::open(storage, now, &say).await;
        large::questions(&world, now, &say);
        large::days(world, now, &say).await;
    }
}

#[cfg(not(test))]
fn main() {
    eprintln!("This is measured in a browser: see scripts/bench.");
}
