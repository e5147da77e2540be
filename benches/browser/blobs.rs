//! What many blobs cost, in a shared worker of a real browser: prints medians, one `name=value` a line. scripts/bench
//! runs it as a test of the browser's.

#[cfg(all(test, target_arch = "wasm32"))]
#[path = "../blobs/mod.rs"]
mod blobs;

#[cfg(all(test, target_arch = "wasm32"))]
mod measuring {
    use super::blobs::Site;
    use std::hint::black_box;
    use vault_lab::{
        base::SimSpan,
        engine::query::{BlobRestorePreview, Paths},
    };
    use wasm_bindgen::JsCast;
    use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_shared_worker);

    const RUNS: usize = 5;
    const BLOBS: u64 = 1_000_000;
    const DAYS: u64 = 30;

    #[wasm_bindgen_test]
    fn many_blobs() {
        let mut site = Site::new();
        let empty = memory();
        fill(&mut site, BLOBS);
        report("bytes_per_blob", vec![(memory() - empty) / BLOBS as f64]);
        pages(&site);
        plans(&mut site);
        // Memory is measured before anything has been let go of.
        drop(site);
        vaulted_deltas();
    }

    /// The same changes, of a tenth of the blobs and of all.
    fn vaulted_deltas() {
        let times = [BLOBS / 10, BLOBS].map(vaulted_delta);
        console_log!("vaulted_delta_ms={}", times[1]);
        console_log!("vaulted_delta_scaling_ratio={}", times[1] / times[0]);
    }

    /// Median of incremental backups of a thousand changes each, among so many blobs.
    fn vaulted_delta(blobs: u64) -> f64 {
        let mut site = Site::new();
        fill(&mut site, blobs);
        let instance = site.protect_in_vault();
        let mut places = (0..).map(|step: u64| step * 611_953 % blobs);
        let once = |_| {
            site.pass(SimSpan::from_days(1));
            site.state.mark_clean();
            places.by_ref().take(1_000).for_each(|number| site.put(number));
            let started = now();
            site.run(Site::backup_of(&instance));
            now() - started
        };
        median((0..RUNS).map(once).collect())
    }

    fn fill(site: &mut Site, blobs: u64) {
        for number in 0..blobs {
            site.put(number);
            // What waits for a commit is no part of what a blob takes.
            if number % 10_000 == 0 {
                site.state.mark_clean();
            }
        }
    }

    fn memory() -> f64 {
        (core::arch::wasm32::memory_size(0) * (64 << 10)) as f64
    }

    fn now() -> f64 {
        let scope = js_sys::global().unchecked_into::<web_sys::WorkerGlobalScope>();
        scope.performance().expect("a worker has a clock").now()
    }

    fn median(mut values: Vec<f64>) -> f64 {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    }

    fn report(name: &str, values: Vec<f64>) {
        console_log!("{name}={}", median(values));
    }

    fn time(mut work: impl FnMut()) -> Vec<f64> {
        let once = |_| {
            let started = now();
            work();
            now() - started
        };
        (0..RUNS).map(once).collect()
    }

    /// A hundred of a million blobs in one folder.
    fn pages(site: &Site) {
        let query = Paths {
            container: site.container.clone(),
            directory: String::new(),
            prefix: String::new(),
            from: Some(Site::name(BLOBS / 2)),
            limit: 100,
        };
        report("blob_page_ms", time(|| drop(black_box(site.ask(query.clone())))));
    }

    /// What a restore would do to a month of 2,000 writes and 1,000 changes that come and go a day.
    fn plans(site: &mut Site) {
        site.protect(DAYS as u32 + 1);
        site.pass(SimSpan::from_hours(1));
        let time_to_restore = site.state.now();
        site.work(BLOBS, DAYS, 2_000, 500);
        let query =
            BlobRestorePreview { account: site.account.clone(), time: time_to_restore, ranges: Vec::new() };
        let planned = site.ask(query.clone()).outcome.expect("nothing is in the way").total();
        assert!(planned > 60_000, "{planned} blobs change");
        report("pitr_plan_1m_ms", time(|| drop(black_box(site.ask(query.clone())))));
    }
}

#[cfg(not(test))]
fn main() {
    eprintln!("This is measured in a browser: see scripts/bench.");
}
