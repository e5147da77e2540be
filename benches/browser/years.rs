//! Ten years of a hundred disks in a shared worker of a real browser, committed to IndexedDB as in a jump: prints what
//! they take, one `name=value` a line. scripts/bench runs it as a test of the browser's.

#[cfg(all(test, target_arch = "wasm32"))]
#[path = "../estate/mod.rs"]
mod estate;

#[cfg(all(test, target_arch = "wasm32"))]
mod measuring {
    use super::estate::{
        Estate, YEAR,
        clock::{Clock, bare_heap},
    };
    use vault_lab::{base::SimSpan, browser::idb::IdbStorage};
    use wasm_bindgen::JsCast;
    use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_shared_worker);

    const DISKS: usize = 100;
    const YEARS: i64 = 10;

    fn now() -> f64 {
        let scope = js_sys::global().unchecked_into::<web_sys::WorkerGlobalScope>();
        scope.performance().expect("a worker has a clock").now()
    }

    #[wasm_bindgen_test]
    async fn ten_years() {
        let estate = Estate::new(DISKS);
        let storage = IdbStorage::new("bench-years");
        let mut clock = Clock::new(storage, estate.state.clone(), now).await;
        drop(estate);
        let run = clock.jump(SimSpan::from_millis(YEAR.millis() * YEARS)).await;
        console_log!("years10_s={:.2}", run.seconds);
        console_log!("years10_browser_backups={}", run.backups);
        console_log!("years10_browser_timers={}", run.fired);
        console_log!("years10_browser_heap_s={:.3}", bare_heap(run.fired, 2 * DISKS, now));
        let memory = core::arch::wasm32::memory_size(0) * (64 << 10);
        console_log!("years10_browser_mb={:.1}", memory as f64 / f64::from(1 << 20));
    }
}

#[cfg(not(test))]
fn main() {
    eprintln!("This is measured in a browser: see scripts/bench.");
}
