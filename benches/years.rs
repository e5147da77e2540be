//! Years of protected disks, in memory: prints what they cost, one `name=value` a line.
//!
//! The estate is backed up every four hours, and points expire: ten years of 100 disks are 2.19 million backups.

#[cfg(not(target_arch = "wasm32"))]
mod estate;

#[cfg(not(target_arch = "wasm32"))]
#[global_allocator]
static HEAP: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::measure();
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use super::{
        HEAP,
        estate::{
            Estate, YEAR,
            clock::{Clock, Run, bare_heap},
        },
    };
    use futures::executor::block_on;
    use std::{sync::LazyLock, time::Instant};
    use vault_lab::{base::SimSpan, store::MemoryStorage};

    const DISKS: usize = 100;

    /// As often a run is measured where two are compared.
    const TURNS: usize = 6;

    fn real() -> f64 {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed().as_secs_f64() * 1e3
    }

    fn years(count: i64) -> SimSpan {
        SimSpan::from_millis(YEAR.millis() * count)
    }

    /// So many years of so many disks, and the most memory in use meanwhile. Units: MiB.
    fn run(disks: usize, span: SimSpan) -> (Run, f32) {
        let estate = Estate::new(disks);
        block_on(async {
            let mut clock = Clock::new(MemoryStorage::new(), estate.state.clone(), real).await;
            drop(estate);
            HEAP.reset_peak_usage();
            let run = clock.jump(span).await;
            (run, HEAP.peak_usage_as_mb())
        })
    }

    pub fn measure() {
        let (ten, peak_of_ten) = run(DISKS, years(10));
        println!("years10_native_s={:.2}", ten.seconds);
        println!("years10_backups={}", ten.backups);
        println!("years10_backup_us={:.2}", ten.seconds * 1e6 / ten.backups as f64);
        let heap = bare_heap(ten.fired, 2 * DISKS, real);
        println!("years10_heap_s={heap:.3}");
        println!("years10_heap_ratio={:.1}", ten.seconds / heap);
        let (_, peak_of_two) = run(DISKS, years(2));
        println!("years_memory_ratio={:.2}", peak_of_ten / peak_of_two);
        println!("years10_peak_mb={:.1}", peak_of_ten);
        scale();
        keep(DISKS);
    }

    /// Prints how many times as long twice as much takes. The runs take turns, and the fastest of each counts: what else the
    /// machine does lengthens one at a time.
    fn scale() {
        // Long enough for what a stretch costs besides to be a part of it.
        let runs = [(DISKS, years(5)), (DISKS, years(10)), (2 * DISKS, years(5))];
        let mut fastest = [f64::INFINITY; 3];
        for _ in 0..TURNS {
            for (fastest, (disks, span)) in fastest.iter_mut().zip(runs) {
                *fastest = fastest.min(run(disks, span).0.seconds);
            }
        }
        let [five, ten, twice] = fastest;
        println!("years_twice_the_years={:.2}", ten / five);
        println!("years_twice_the_disks={:.2}", twice / five);
        println!("years_scaling_ratio={:.2}", ten.max(twice) / five);
    }

    /// Prints what a savepoint before a year costs.
    fn keep(disks: usize) {
        let estate = Estate::new(disks);
        for (what, is_kept) in [("without", false), ("with", true)] {
            let mut clock = block_on(Clock::new(MemoryStorage::new(), estate.state.clone(), real));
            let year = match is_kept {
                true => block_on(clock.jump(YEAR)),
                false => block_on(clock.pass(YEAR)),
            };
            let year = year.seconds;
            println!("year_{what}_savepoint_s={year:.3}");
            if let Some(row) = clock.world.savepoint_list().rows.first() {
                println!("year_kept_rows={}", row.rows);
                println!("year_kept_kib={}", row.size.bytes() / 1_024);
                let started = real();
                block_on(clock.world.rewind(row.id)).expect("memory goes back");
                println!("year_rewind_s={:.3}", (real() - started) / 1e3);
            }
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
