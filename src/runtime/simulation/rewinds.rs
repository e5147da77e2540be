//! The same workload with savepoints: after going to one the world is what it was then, row by row and chunk by chunk,
//! whatever fails on the way, is swept meanwhile, or has to be opened again.

use super::{Simulation, found};
use crate::{
    base::Seed,
    engine::{State, limits},
    rpc::{SavepointCause, Trouble},
    scenarios,
    store::{Fault, FaultMoment, MemoryStorage, Savepoints, StorageError},
};
use futures::executor::block_on;
use std::collections::BTreeMap;

const STEPS: u64 = 1_200;
/// Going to a savepoint takes some operations, of which each may fail.
const OPERATIONS: u64 = 60;

/// A simulation, and a copy of the world for each of its savepoints.
struct Rewinding {
    simulation: Simulation,
    copies: BTreeMap<u32, State>,
    rewinds: u64,
    lost_rewinds: u64,
    forward: u64,
    forks: u64,
    pruned: u64,
}

#[test]
fn every_savepoint_leads_to_the_world_as_it_was() {
    let simulation = Simulation::new(Seed(50));
    let copies = BTreeMap::new();
    let mut test =
        Rewinding { simulation, copies, rewinds: 0, lost_rewinds: 0, forward: 0, forks: 0, pruned: 0 };
    for _ in 0..STEPS {
        test.take_step();
    }
    test.visit_all();
    assert!(test.rewinds > 80, "only {} times to a savepoint", test.rewinds);
    assert!(test.forward > 30, "only {} times forward", test.forward);
    assert!(test.lost_rewinds > 5, "only {} acknowledgements were lost", test.lost_rewinds);
    assert!(test.pruned > 50 && test.forks > 0, "{} pruned, {} forks", test.pruned, test.forks);
    assert!(test.simulation.faults > 30, "only {} commits failed", test.simulation.faults);
}

impl Rewinding {
    fn take_step(&mut self) {
        let before = self.simulation.world.state().clone();
        match self.simulation.pick("savepoint step", 8) {
            0 => self.step(&before, Self::rewind),
            1 if self.simulation.pick("rare", 12) == 0 => self.step(&before, Self::start_over),
            1 => self.step(&before, Self::name),
            2 => self.step(&before, Self::tidy),
            _ => self.simulation.take_step(),
        }
        self.remember(&before);
        self.check();
    }

    fn step(&mut self, before: &State, act: impl FnOnce(&mut Self, &State)) {
        self.simulation.step += 1;
        self.order_fault();
        act(self, before);
        self.simulation.storage.forget_faults();
        if self.simulation.world.is_stale {
            self.simulation.reopen();
        }
    }

    fn order_fault(&mut self) {
        if self.simulation.pick("fault", 3) == 0 {
            let operation =
                self.simulation.storage.operations() + 1 + self.simulation.pick("operation", OPERATIONS);
            let moment =
                if self.simulation.pick("moment", 2) == 0 { FaultMoment::After } else { FaultMoment::Before };
            let error = StorageError::Failed("ordered".into());
            self.simulation.storage.inject(Fault { operation, moment, error });
        }
    }

    fn rewind(&mut self, before: &State) {
        let Some(id) = self.some_savepoint() else { return };
        let (at, copy) = (before.now(), self.copies[&id].clone());
        let result = block_on(self.simulation.world.rewind(id));
        self.simulation.storage.forget_faults();
        if self.simulation.world.is_stale {
            self.simulation.reopen();
        }
        let state = self.simulation.world.state();
        let is_there = is_same_but_for_the_clock(state, &copy);
        match result {
            Ok(_) => {
                assert!(is_there, "step {}: not as it was", self.simulation.step);
                self.rewinds += 1;
                self.forward += u64::from(copy.now() > at);
                let list = self.simulation.world.savepoint_list();
                assert_eq!((list.here, list.has_moved, list.has_returned), (Some(id), false, true));
            }
            Err(_) => {
                assert!(is_there || state == before, "step {}: neither here nor there", self.simulation.step);
                self.lost_rewinds += u64::from(is_there && state != before);
            }
        }
        self.follow();
    }

    fn name(&mut self, before: &State) {
        let name = format!("savepoint {}", self.simulation.pick("name", 9));
        let list = self.simulation.world.savepoint_list();
        let is_taken = list.rows.iter().any(|row| row.cause == SavepointCause::Named(name.clone()));
        let result = block_on(self.simulation.world.take_savepoint(&name));
        assert_eq!(is_taken, matches!(result, Err(Trouble::Savepoint(_))), "{result:?}");
        assert!(self.simulation.world.state() == before);
    }

    fn start_over(&mut self, before: &State) {
        let result = block_on(self.simulation.world.replace(scenarios::first_visit()));
        self.simulation.storage.forget_faults();
        if self.simulation.world.is_stale {
            self.simulation.reopen();
        }
        let state = self.simulation.world.state();
        let is_new = *state == scenarios::first_visit();
        assert!(is_new || result.is_err() && state == before);
        self.follow();
    }

    fn tidy(&mut self, before: &State) {
        if self.simulation.pick("delete", 4) == 0 {
            let named = self.simulation.world.savepoint_list().rows.into_iter();
            let named: Vec<u32> =
                named.filter(|row| matches!(row.cause, SavepointCause::Named(_))).map(|row| row.id).collect();
            let pick = self.simulation.pick("which", named.len() as u64) as usize;
            if let Some(id) = named.get(pick) {
                // Where it fails, nothing has happened or all of it.
                let _ = block_on(self.simulation.world.delete_savepoint(*id));
            }
        }
        let mut result = Ok(false);
        while result == Ok(false) {
            result = block_on(self.simulation.world.prune_savepoints());
        }
        if result.is_ok() {
            let list = self.simulation.world.savepoint_list();
            let automatic = list.rows.iter().filter(|row| !matches!(row.cause, SavepointCause::Named(_)));
            assert!(automatic.count() <= limits::SAVEPOINTS_AUTOMATIC_MAX);
        }
        let _ = block_on(self.simulation.world.collect_garbage());
        assert!(self.simulation.world.is_stale || self.simulation.world.state() == before);
    }

    fn some_savepoint(&self) -> Option<u32> {
        let rows = self.simulation.world.savepoint_list().rows;
        let pick = self.simulation.pick("which", rows.len() as u64) as usize;
        rows.get(pick).map(|row| row.id)
    }

    /// Makes the twin agree with where the world is now.
    fn follow(&mut self) {
        let world = &self.simulation.world;
        let mut twin = found(&MemoryStorage::new(), world.state().clone());
        twin.requests = world.requests;
        // For the count of rewinds, which numbers what comes; nobody goes anywhere in the twin.
        twin.savepoints = world.savepoints.clone();
        self.simulation.twin = twin;
    }

    /// Each savepoint that is new is of the world before the step.
    fn remember(&mut self, before: &State) {
        let list = self.simulation.world.savepoint_list();
        let ids: Vec<u32> = list.rows.iter().map(|row| row.id).collect();
        let count = self.copies.len();
        self.copies.retain(|id, _| ids.contains(id));
        self.pruned += (count - self.copies.len()) as u64;
        for row in &list.rows {
            let copy = self.copies.entry(row.id).or_insert_with(|| before.clone());
            assert_eq!(row.at, copy.now(), "savepoint {}", row.id);
            self.forks += u64::from(row.cause == SavepointCause::Fork);
        }
    }

    fn check(&self) {
        let Simulation { world, storage, step, .. } = &self.simulation;
        let catalog = world.shelf().catalog.borrow();
        let missing = world.savepoints.chunks().filter(|digest| catalog.find(*digest).is_none());
        assert_eq!(missing.count(), 0, "step {step}: a savepoint needs chunks that are not there");
        if step.is_multiple_of(7) {
            let stored = block_on(Savepoints::open(storage)).expect("memory reads");
            assert!(stored == world.savepoints, "step {step}: memory is not what is stored");
        }
    }

    /// Goes to every savepoint there is and reads every file of it.
    fn visit_all(&mut self) {
        for row in self.simulation.world.savepoint_list().rows {
            block_on(self.simulation.world.rewind(row.id)).expect("nothing fails any more");
            assert!(is_same_but_for_the_clock(self.simulation.world.state(), &self.copies[&row.id]));
            self.simulation.check_bytes();
        }
        self.simulation.prove_every_file();
    }
}

/// A clock that went back stands, at the pace that it had.
fn is_same_but_for_the_clock(state: &State, copy: &State) -> bool {
    let mut copy = copy.clone();
    let (speed, paused) = (state.world().speed, state.world().paused);
    copy.world.update(&(), |world| (world.speed, world.paused) = (speed, paused));
    *state == copy
}
