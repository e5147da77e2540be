//! What large disks and long chains of snapshots cost, in a shared worker of a real browser: prints medians, one
//! `name=value` a line. scripts/bench runs it as a test of the browser's.

#[cfg(all(test, target_arch = "wasm32"))]
#[path = "../disks/mod.rs"]
mod disks;

#[cfg(all(test, target_arch = "wasm32"))]
mod measuring {
    use super::disks::{IMAGE_BLOCKS, Site};
    use bytes::Bytes;
    use std::hint::black_box;
    use vault_lab::{
        base::{Digest, SimSpan},
        browser::idb::IdbStorage,
        content::{ChunkSource, ReadError, image::digest_of},
        engine::{
            compute::DiskSource,
            query::{DiskDetail, SnapshotDetail},
        },
        store::{Durability, Storage, world},
    };
    use wasm_bindgen::JsCast;
    use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_shared_worker);

    const RUNS: usize = 5;
    const TIB: u32 = 1_024;
    const DAYS: usize = 450;
    const MANY_EXTENTS: u64 = 1_000_000;
    const VERIFIED_BYTES: u64 = 1 << 30;
    const DELTA_RUNS: usize = 41;

    /// In an order: the memory of wasm never shrinks, so what needs little is looked at first.
    #[wasm_bindgen_test]
    async fn large_disks() {
        months_of_snapshots().await;
        delta_scaling();
        image_written().await;
        many_extents().await;
    }

    fn now() -> f64 {
        let scope = js_sys::global().unchecked_into::<web_sys::WorkerGlobalScope>();
        scope.performance().expect("a worker has a clock").now()
    }

    fn report(name: &str, mut values: Vec<f64>) {
        values.sort_by(f64::total_cmp);
        console_log!("{name}={}", values[values.len() / 2]);
    }

    /// A site that is stored as far as it is clean.
    struct Stored {
        storage: IdbStorage,
        sequence: u64,
    }

    impl Stored {
        async fn new(name: &str) -> Self {
            let storage = IdbStorage::new(name);
            storage.open().await.expect("a fresh profile has room");
            storage.clear().await.expect("a database of its own");
            storage.open().await.expect("it was just cleared");
            Self { storage, sequence: 0 }
        }

        /// Answers how many milliseconds it took.
        async fn commit(&mut self, site: &mut Site) -> f64 {
            self.sequence += 1;
            let started = now();
            let batch = world::collect(&site.state, self.sequence, Durability::Strict);
            self.storage.commit(batch).await.expect("there is room");
            let took = now() - started;
            site.state.mark_clean();
            took
        }
    }

    fn time(work: impl FnOnce()) -> f64 {
        let started = now();
        work();
        now() - started
    }

    /// 450 days of a disk of which one per cent changes every day.
    async fn months_of_snapshots() {
        let mut stored = Stored::new("bench-months").await;
        let mut site = Site::new();
        site.create_disk("data", TIB, DiskSource::Empty);
        for day in 0..DAYS {
            site.pass(SimSpan::from_days(1));
            site.rewrite("data", 10);
            site.take_snapshot("data", &format!("day-{day}"));
        }
        site.pass(SimSpan::from_days(1));
        stored.commit(&mut site).await;
        stored.storage.close();
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let storage = IdbStorage::new("bench-months");
            let started = now();
            storage.open().await.expect("it was there before");
            let state =
                world::open(&storage).await.expect("the rows are readable").expect("there is a world");
            times.push(now() - started);
            assert!(state == site.state);
            storage.close();
            site.state = state;
        }
        report("disk_450_open_ms", times);
        ask_and_restore(&mut site);
        verify(&site).await;
        // Its wasm is nearly all that a worker has, and the building of this world is part of it.
        let memory = core::arch::wasm32::memory_size(0) * (64 << 10);
        report("disk_450_snapshots_mb", vec![memory as f64 / f64::from(1 << 20)]);
    }

    /// What the blade of the disk asks after something was written; a disk made of its newest snapshot, and what the
    /// blade of that disk's own first snapshot asks.
    fn ask_and_restore(site: &mut Site) {
        let (mut asked, mut restores, mut questions) = (Vec::new(), Vec::new(), Vec::new());
        for run in 0..RUNS {
            site.rewrite("data", 10);
            asked.push(time(|| drop(black_box(site.ask(DiskDetail { disk: site.disk_id("data") })))));
            let (disk, snapshot) = (format!("restored-{run}"), format!("of-restored-{run}"));
            let source = DiskSource::Snapshot(site.snapshot_id(&format!("day-{}", DAYS - 1)));
            restores.push(time(|| site.create_disk(&disk, TIB, source)));
            site.take_snapshot(&disk, &snapshot);
            let snapshot = site.snapshot_id(&snapshot);
            questions.push(time(|| drop(black_box(site.ask(SnapshotDetail { snapshot })))));
        }
        report("disk_450_question_ms", asked);
        report("restore_ms", restores);
        report("restored_question_ms", questions);
    }

    /// The digest of the first gibibyte that the disk restored last has, at the pace at which the worker makes it.
    async fn verify(site: &Site) {
        let held = site.held_image(&site.disk_id(&format!("restored-{}", RUNS - 1)));
        let mut rates = Vec::new();
        for _ in 0..RUNS {
            let (started, mut read) = (now(), 0);
            let go_on = async |bytes| {
                read += bytes;
                read < VERIFIED_BYTES
            };
            let digest = digest_of(&held.image.stack(), &NothingStored, go_on).await;
            assert_eq!(digest, Ok(None), "there is more of it than is read here");
            rates.push(read as f64 / 1_000.0 / (now() - started));
        }
        report("verify_mb_s", rates);
    }

    /// All that was ever written to the disk is generated.
    struct NothingStored;

    impl ChunkSource for NothingStored {
        async fn chunk(&self, digest: Digest) -> Result<Bytes, ReadError> {
            Err(ReadError::Missing(digest))
        }
    }

    /// What counting the same change takes on a disk, and on one that is ten times as large. In turns, so that what
    /// else the machine does meets both.
    fn delta_scaling() {
        let sizes = [(TIB, 10), (10 * TIB, 1)];
        let mut sites = sizes.map(|(size_gib, _)| {
            let mut site = Site::new();
            site.create_disk("data", size_gib, DiskSource::Empty);
            site.write_blocks("data", size_gib, 16 * u64::from(size_gib));
            site.take_snapshot("data", "base");
            site
        });
        let mut times = [Vec::new(), Vec::new()];
        for run in 0..DELTA_RUNS {
            for ((site, (size_gib, per_mille)), times) in sites.iter_mut().zip(sizes).zip(&mut times) {
                let snapshot = format!("run-{run}");
                site.pass(SimSpan::from_minutes(5));
                (0..5).for_each(|_| site.rewrite("data", per_mille));
                site.write_blocks("data", size_gib, IMAGE_BLOCKS);
                site.take_snapshot("data", &snapshot);
                let row = site.state.find_snapshot(&site.snapshot_id(&snapshot)).expect("it was just taken");
                times.push(time(|| {
                    black_box(site.state.snapshot_used(row));
                }));
            }
        }
        let [small, large] = times;
        report("delta_small_ms", small);
        report("delta_large_ms", large);
    }

    /// An image of a gibibyte, and a little work on the same disk behind it.
    async fn image_written() {
        let mut stored = Stored::new("bench-image").await;
        let mut site = Site::new();
        let (mut writes, mut commits, mut after) = (Vec::new(), Vec::new(), Vec::new());
        for run in 0..RUNS {
            let disk = format!("data-{run}");
            site.create_disk(&disk, 1, DiskSource::Empty);
            stored.commit(&mut site).await;
            writes.push(time(|| site.write_blocks(&disk, 1, IMAGE_BLOCKS)));
            commits.push(stored.commit(&mut site).await);
            site.rewrite(&disk, 1);
            after.push(stored.commit(&mut site).await);
        }
        report("image_command_ms", writes);
        report("image_commit_ms", commits);
        report("work_on_image_commit_ms", after);
    }

    /// A disk of 32 TiB that was written in a million places.
    async fn many_extents() {
        let mut stored = Stored::new("bench-extents").await;
        let mut site = Site::new();
        site.create_disk("data", 32 * TIB, DiskSource::Empty);
        site.write_blocks("data", 32 * TIB, MANY_EXTENTS);
        stored.commit(&mut site).await;
        let (mut snapshots, mut commits) = (Vec::new(), Vec::new());
        for run in 0..RUNS {
            let name = format!("run-{run}");
            site.pass(SimSpan::from_minutes(5));
            stored.commit(&mut site).await;
            snapshots.push(time(|| site.take_snapshot("data", &name)));
            commits.push(stored.commit(&mut site).await);
            // Its million extents go back to the disk.
            site.delete_snapshot(&name);
        }
        report("snapshot_1m_extents_ms", snapshots);
        report("snapshot_1m_commit_ms", commits);
    }
}

#[cfg(not(test))]
fn main() {
    eprintln!("This is measured in a browser: see scripts/bench.");
}
