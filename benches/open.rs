//! Opening a world with 100,000 recovery points, and collecting the commit that wrote it.

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use criterion::{Criterion, criterion_group};
    use futures::FutureExt;
    use std::hint::black_box;
    use vault_lab::{
        base::{ByteSize, Seed, SimSpan, SimTime},
        engine::{
            State,
            ids::{InstanceId, JobId, PointSeq},
            policy::RetentionTag,
            protection::{PointState, RecoveryPoint},
        },
        store::{Durability, MemoryStorage, Storage, world},
    };

    const INSTANCES: u64 = 100;
    const POINTS_PER_INSTANCE: u64 = 1_000;

    fn point(instance: u64, seq: u64) -> RecoveryPoint {
        let created_at = SimTime::from_millis(1_789_372_800_000) + SimSpan::from_days(seq as i64);
        RecoveryPoint {
            instance: InstanceId(instance),
            seq: PointSeq(seq),
            guid: Seed(instance).guid("point", seq),
            state: PointState::Completed,
            created_at,
            job: JobId(instance * POINTS_PER_INSTANCE + seq),
            tag: RetentionTag::Default,
            expires_at: created_at + SimSpan::from_days(3_650),
            containers: vec!["curated".to_string(), "raw".to_string()],
            files: 10_000 + seq,
            size: ByteSize::gib(500 + seq),
            transferred: ByteSize::mib(seq),
        }
    }

    fn world_of_points() -> State {
        let mut state = State::new(Seed(7), "benchmark", SimTime::EPOCH);
        for instance in 0..INSTANCES {
            for seq in 1..=POINTS_PER_INSTANCE {
                let row = point(instance, seq);
                state.points.put((row.instance, row.seq), row);
            }
        }
        state
    }

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
        assert_eq!(open(&storage).points.len() as u64, INSTANCES * POINTS_PER_INSTANCE);
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
