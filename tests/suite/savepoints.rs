//! When savepoints are taken and when not, and what going to one means to whoever remembers ids.

use futures::executor::block_on;
use std::{collections::BTreeSet, rc::Rc};
use vault_lab::{
    base::{ArmId, SimSpan},
    engine::{
        Command, limits,
        monitor::StopConditions,
        rbac::PERSONAS,
        resources::{Region, SUBSCRIPTIONS, Tags},
    },
    rpc::{SavepointCause, SavepointNameError, SavepointTrouble, Trouble},
    runtime::{Ledger, World},
    scenarios,
    store::MemoryStorage,
};

const OWNER: usize = 0;
const READER: usize = 4;

fn world() -> World<MemoryStorage> {
    let ledger = block_on(Ledger::open(Rc::new(MemoryStorage::new()))).expect("memory opens");
    block_on(World::found(Rc::new(ledger), scenarios::first_visit())).expect("memory takes a world")
}

fn create_group(name: &str) -> Command {
    Command::CreateResourceGroup {
        subscription: SUBSCRIPTIONS[0].0,
        name: name.to_string(),
        region: Region::WestEurope,
        tags: Tags::new(),
    }
}

/// Gives commands in one batch; answers how many were carried out.
fn give(world: &mut World<MemoryStorage>, persona: usize, commands: Vec<Command>) -> usize {
    let now = world.state().now();
    let commands = commands.into_iter().map(|command| (PERSONAS[persona].id, command)).collect();
    block_on(world.execute(commands, now)).results.iter().filter(|result| result.is_ok()).count()
}

fn causes(world: &World<MemoryStorage>) -> Vec<SavepointCause> {
    world.savepoint_list().rows.into_iter().map(|row| row.cause).collect()
}

fn has_group(world: &World<MemoryStorage>, name: &str) -> bool {
    world.state().find_group(&ArmId::resource_group(SUBSCRIPTIONS[0].0, name)).is_ok()
}

#[test]
fn what_does_nothing_takes_none() {
    let mut world = world();
    let clock = Command::SetClock { speed: 600, paused: true };
    assert_eq!(give(&mut world, OWNER, vec![clock]), 1);
    assert_eq!(give(&mut world, READER, vec![create_group("rg-refused")]), 0);
    let later = world.state().now() + SimSpan::from_hours(3);
    block_on(world.advance(later, &StopConditions::new(), async || false));
    assert_eq!(causes(&world), []);
    assert_eq!(world.savepoint_list().undo, None);
}

#[test]
fn commands_and_jumps_take_one_each() {
    let mut world = world();
    let now = world.state().now();
    give(&mut world, OWNER, vec![create_group("rg-one")]);
    let refused = create_group("not a good name?");
    give(&mut world, OWNER, vec![refused, create_group("rg-two"), create_group("rg-three")]);
    let until = now + SimSpan::from_days(1);
    world.open_before_jump(now, until);
    block_on(world.advance(until, &StopConditions::new(), async || false));
    let commands = |subject: &str, count| SavepointCause::Commands {
        name: "CreateResourceGroup".to_string(),
        subject: subject.to_string(),
        count,
    };
    let expected = [commands("rg-one", 1), commands("rg-two", 2), SavepointCause::Jump { until }];
    assert_eq!(causes(&world), expected);

    let undo = |world: &mut World<MemoryStorage>| {
        let target = world.savepoint_list().undo.expect("there is something to undo");
        block_on(world.rewind(target)).expect("memory goes back");
    };
    undo(&mut world);
    assert_eq!(world.state().now(), now);
    assert!(has_group(&world, "rg-three"));
    undo(&mut world);
    assert!(has_group(&world, "rg-one") && !has_group(&world, "rg-two") && !has_group(&world, "rg-three"));
    undo(&mut world);
    assert!(!has_group(&world, "rg-one"));
    assert_eq!(world.savepoint_list().undo, None);
}

#[test]
fn a_jump_that_goes_nowhere_takes_none() {
    let mut world = world();
    let now = world.state().now();
    world.open_before_jump(now, now);
    block_on(world.advance(now, &StopConditions::new(), async || false));
    block_on(world.advance(now + SimSpan::from_hours(1), &StopConditions::new(), async || false));
    assert_eq!(causes(&world), []);
}

#[test]
fn names_are_few_and_each_is_there_once() {
    let mut world = world();
    let take = |world: &mut World<MemoryStorage>, name: &str| block_on(world.take_savepoint(name));
    for number in 0..limits::SAVEPOINTS_NAMED_MAX {
        assert_eq!(take(&mut world, &format!("moment {number}")), Ok(()));
    }
    let taken = SavepointNameError::Taken { name: "moment 3".to_string() };
    assert_eq!(take(&mut world, " Moment 3 "), Err(SavepointTrouble::Name(taken).into()));
    let full = SavepointTrouble::TooMany { max: limits::SAVEPOINTS_NAMED_MAX };
    assert_eq!(take(&mut world, "one more"), Err(full.clone().into()));
    give(&mut world, OWNER, vec![create_group("rg-one")]);
    let rows = world.savepoint_list().rows;
    let automatic = rows.last().expect("there are many").id;
    assert_eq!(block_on(world.rename_savepoint(automatic, "one more")), Err(full.into()));
    let gone = Err(Trouble::from(SavepointTrouble::Gone));
    assert_eq!(block_on(world.delete_savepoint(automatic)), gone, "only those with names");
    assert_eq!(block_on(world.delete_savepoint(rows[0].id)), Ok(()));
    assert_eq!(block_on(world.rename_savepoint(automatic, "one more")), Ok(()));
    assert_eq!(block_on(world.rename_savepoint(rows[0].id, "gone")), gone);
    assert!(block_on(world.rewind(rows[0].id)).is_err());
}

/// Ids of resources and jobs go back with the world; those of requests do not, for a page remembers them.
#[test]
fn no_two_requests_have_one_correlation_id() {
    let mut world = world();
    let mut seen = BTreeSet::new();
    for round in 0..4 {
        give(&mut world, OWNER, vec![create_group(&format!("rg-{round}"))]);
        for _ in 0..5 {
            assert!(seen.insert(world.next_correlation()), "round {round}");
        }
        let first = world.savepoint_list().rows[0].id;
        block_on(world.rewind(first)).expect("memory goes back");
        let ledger = world.shelf().ledger.clone();
        world = block_on(World::open(ledger)).expect("memory reads").expect("a world is stored");
    }
}

#[test]
fn another_scenario_is_left_again() {
    let mut world = world();
    give(&mut world, OWNER, vec![create_group("rg-mine")]);
    let before = world.state().clone();
    let empty = scenarios::build("Empty subscription").expect("there is one");
    block_on(world.replace(empty.clone())).expect("memory takes it");
    assert!(*world.state() == empty);
    let undo = world.savepoint_list().undo.expect("it can be undone");
    block_on(world.rewind(undo)).expect("memory goes back");
    assert!(has_group(&world, "rg-mine"));
    assert_eq!(world.state().paths, before.paths);
    assert_eq!(world.state().world().scenario, "First backup");
}
