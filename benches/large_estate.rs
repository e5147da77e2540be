//! The large estate in memory: prints what it costs, one `name=value` a line.

#[cfg(not(target_arch = "wasm32"))]
mod large;

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    use futures::executor::block_on;
    use std::{sync::LazyLock, time::Instant};
    use vault_lab::store::MemoryStorage;

    fn real() -> f64 {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed().as_secs_f64() * 1e3
    }
    let say = |name: &str, value: f64| println!("{name}={value:.2}");
    let state = large::make(real, &say);
    let storage = MemoryStorage::new();
    block_on(async {
        large::store(storage.clone(), state, real, &say).await;
        let world = large::open(|| storage.clone(), real, &say).await;
        large::questions(&world, real, &say);
        large::days(world, real, &say).await;
    });
}

#[cfg(target_arch = "wasm32")]
fn main() {}
