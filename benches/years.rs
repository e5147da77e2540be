//! A year of protected disks, in memory: prints what it costs, one `name=value` a line.

#[cfg(not(target_arch = "wasm32"))]
mod estate;

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let small = native::measure(100);
    let large = native::measure(200);
    println!("years_scaling_ratio={:.2}", large / small);
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use super::estate::{Estate, YEAR};
    use std::{hint::black_box, time::Instant};

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
}

#[cfg(target_arch = "wasm32")]
fn main() {}
