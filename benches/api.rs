//! A request of the REST API from its bytes to its answer: parsed, routed, authorised, asked of the engine and written.

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use criterion::{Criterion, criterion_group};
    use futures::FutureExt;
    use std::{hint::black_box, rc::Rc};
    use vault_lab::{
        arm::{WorldDoor, budget::Budgets, caller, serve},
        base::{HttpRequest, Method},
        engine::rbac::PERSONAS,
        runtime::{Ledger, World},
        scenarios,
        store::{MemoryStorage, Storage},
    };

    fn world() -> World<MemoryStorage> {
        let storage = Rc::new(MemoryStorage::new());
        storage.open().now_or_never().expect("memory never waits").expect("memory opens");
        let ledger = Ledger::open(storage).now_or_never().expect("memory never waits").expect("memory opens");
        let founded = World::found(Rc::new(ledger), scenarios::first_visit()).now_or_never();
        founded.expect("memory never waits").expect("memory keeps")
    }

    fn measure(criterion: &mut Criterion) {
        let mut world = world();
        let now = world.state().now();
        let (_, vault) = world.state().vaults.first().expect("a vault");
        let id = world.state().vault_id(vault);
        let url = format!("https://management.azure.com{id}?api-version=2025-07-01");
        let token = format!("Bearer {}", caller::token(PERSONAS[0].id));
        let request = HttpRequest::new(Method::Get, url).with_header("authorization", token);
        let mut budgets = Budgets::default();
        let mut ask = move || {
            let mut door = WorldDoor::new(&mut world, &mut budgets, now);
            let served = serve(&mut door, black_box(&request), None).now_or_never();
            served.expect("reading never waits").response.status
        };
        assert_eq!(ask(), 200);
        criterion.bench_function("arm_route", |bencher| bencher.iter(&mut ask));
    }

    criterion_group!(benches, measure);
}

#[cfg(not(target_arch = "wasm32"))]
criterion::criterion_main!(native::benches);

#[cfg(target_arch = "wasm32")]
fn main() {}
