//! Opening a world with 100,000 recovery points from memory, and collecting the commit that wrote it.

#[cfg(not(target_arch = "wasm32"))]
mod points;

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use super::points::{POINTS, world_of_points};
    use criterion::{Criterion, criterion_group};
    use futures::FutureExt;
    use std::hint::black_box;
    use vault_lab::{
        engine::State,
        store::{Durability, MemoryStorage, Storage, world},
    };

    fn stored(state: &State) -> MemoryStorage {
        let storage = MemoryStorage::new();
        storage.open().now_or_never().expect("memory never waits").expect("memory opens");
        let batch = world::collect(state, 1, Durability::Strict);
        storage.commit(batch).now_or_never().expect("memory never waits").expect("memory commits");
        storage
    }

    fn open(storage: &MemoryStorage) -> State {
        let opened = world::open(storage).now_or_never().expect("memory never waits");
        opened.expect("the rows are readable").expect("there is a world")
    }

    fn measure(criterion: &mut Criterion) {
        let state = world_of_points();
        let storage = stored(&state);
        assert_eq!(open(&storage).points.len(), POINTS);
        let mut group = criterion.benchmark_group("100k points");
        group.sample_size(20);
        group.bench_function("collect", |bencher| {
            bencher.iter(|| world::collect(black_box(&state), 1, Durability::Strict));
        });
        // Dropping the opened world is not part of opening it.
        group.bench_function("open", |bencher| bencher.iter_with_large_drop(|| open(black_box(&storage))));
        group.finish();
    }

    criterion_group!(benches, measure);
}

#[cfg(not(target_arch = "wasm32"))]
criterion::criterion_main!(native::benches);

#[cfg(target_arch = "wasm32")]
fn main() {}
