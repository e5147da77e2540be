//! A year of protected disks, in memory: prints what it costs, one `name=value` a line.

#[cfg(not(target_arch = "wasm32"))]
mod estate;

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let small = native::measure(100);
    let large = native::measure(200);
    println!("years_scaling_ratio={:.2}", large / small);
    native::keep(100);
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use super::estate::{Estate, YEAR};
    use futures::executor::block_on;
    use std::{
        hint::black_box,
        rc::Rc,
        time::{Duration, Instant},
    };
    use vault_lab::{
        engine::{State, monitor::StopConditions},
        runtime::{Ledger, SliceEnd, World},
        store::MemoryStorage,
    };

    /// Seconds that a year of so many disks takes.
    pub fn measure(disks: usize) -> f64 {
        let mut estate = Estate::new(disks);
        let before = estate.backups();
        let started = Instant::now();
        estate.pass(YEAR);
        let year = started.elapsed().as_secs_f64();
        println!("year_of_{disks}_s={year:.3}");
        println!("backup_of_{disks}_us={:.2}", year * 1e6 / (estate.backups() - before) as f64);
        let started = Instant::now();
        black_box(estate.ask(estate.instances()));
        println!("instances_of_{disks}_ms={:.3}", started.elapsed().as_secs_f64() * 1e3);
        year
    }

    /// Prints what a savepoint before such a year costs in a world that is stored slice by slice.
    pub fn keep(disks: usize) {
        let estate = Estate::new(disks);
        for (what, is_kept) in [("without", false), ("with", true)] {
            let mut world = found(estate.state.clone());
            if is_kept {
                block_on(world.take_savepoint("before the year")).expect("memory keeps it");
            }
            let started = Instant::now();
            let slices = pass_year(&mut world);
            println!("year_of_{disks}_{what}_savepoint_s={:.3}", started.elapsed().as_secs_f64());
            println!("year_of_{disks}_{what}_savepoint_slices={slices}");
            if let Some(row) = world.savepoint_list().rows.first() {
                println!("year_of_{disks}_kept_rows={}", row.rows);
                println!("year_of_{disks}_kept_kib={}", row.size.bytes() / 1_024);
                let started = Instant::now();
                block_on(world.rewind(row.id)).expect("memory goes back");
                println!("year_of_{disks}_rewind_s={:.3}", started.elapsed().as_secs_f64());
            }
        }
    }

    fn found(state: State) -> World<MemoryStorage> {
        let ledger = block_on(Ledger::open(Rc::new(MemoryStorage::new()))).expect("memory opens");
        block_on(World::found(Rc::new(ledger), state)).expect("memory takes a world")
    }

    /// In slices as the worker runs them; answers how many.
    fn pass_year(world: &mut World<MemoryStorage>) -> u64 {
        let until = world.state().now() + YEAR;
        for slices in 1.. {
            let started = Instant::now();
            let spent = || started.elapsed() > Duration::from_millis(12);
            match block_on(world.advance(until, &StopConditions::new(), spent)).end {
                SliceEnd::Reached => return slices,
                SliceEnd::Spent => {}
                end => panic!("the year ended with {end:?}"),
            }
        }
        0
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
