//! The large estate, measured in whatever storage there is: making it, opening it, what its largest blades ask, and a day.

use std::{hint::black_box, rc::Rc};
use vault_lab::{
    base::{SimSpan, SimTime},
    engine::{
        State, limits,
        monitor::StopConditions,
        query::{self, Query},
        rbac::PERSONAS,
        usage::cost::Prices,
    },
    runtime::{Ledger, SliceEnd, Unhurried, World},
    scenarios,
    store::Storage,
};

const OPENINGS: usize = 5;
const ASKED: usize = 5;
const DAYS: usize = 5;
const PAGE_ROWS: usize = 100;

/// Prints `name=value`.
pub type Say<'s> = &'s dyn Fn(&str, f64);

/// Prints what making it takes, and the longest piece of that.
pub fn make(real: fn() -> f64, say: Say) -> State {
    let started = real();
    let mut preparation = scenarios::find("Large estate").expect("there is one").prepare();
    let mut longest: f64 = 0.0;
    loop {
        let began = real();
        let is_more = preparation.go_on();
        longest = longest.max(real() - began);
        if !is_more {
            break;
        }
    }
    let state = preparation.finish();
    say("large_estate_make_ms", real() - started);
    say("large_estate_make_piece_ms", longest);
    for (name, count) in [
        ("instances", state.instances.len()),
        ("points", state.points.len()),
        ("snapshots", state.snapshots.len()),
        ("layers", state.layers.len()),
        ("jobs", state.jobs.len()),
        ("timers", state.timers.len()),
        ("alerts", state.alerts.len()),
        ("replicas", state.replicas.len()),
        ("activities", state.activities.len()),
        ("deployments", state.deployments.len()),
    ] {
        say(&format!("large_estate_{name}"), count as f64);
    }
    state
}

/// Stores it.
pub async fn store<S: Storage + 'static>(storage: S, state: State, real: fn() -> f64, say: Say<'_>) {
    let started = real();
    let ledger = Ledger::open(Rc::new(storage)).await.expect("the storage opens");
    World::found(Rc::new(ledger), state).await.expect("there is room");
    say("large_estate_store_ms", real() - started);
}

/// Opens the stored world until its first question is answered; the median of some times. Answers the last.
pub async fn open<S: Storage + 'static>(
    storage: impl Fn() -> S,
    real: fn() -> f64,
    say: Say<'_>,
) -> World<S> {
    let mut times = Vec::new();
    loop {
        let storage = Rc::new(storage());
        let started = real();
        let ledger = Ledger::open(storage).await.expect("the storage opens");
        let world =
            World::open(Rc::new(ledger)).await.expect("the rows are readable").expect("there is a world");
        ask(&world, &query::WorldSummary.into());
        times.push(real() - started);
        if times.len() == OPENINGS {
            say("large_estate_open_ms", median(times));
            return world;
        }
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// How long the answer is, as it goes over the wire.
fn ask<S: Storage + 'static>(world: &World<S>, query: &Query) -> usize {
    let answer =
        world.answer(PERSONAS[0].id, query, world.state().now()).expect("the owner may see everything");
    black_box(postcard::to_allocvec(&answer).expect("answers are written")).len()
}

/// The first page as a blade asks for it.
fn page<C>(sort: (C, query::Direction)) -> query::PageRequest<C> {
    query::PageRequest { sort: Some(sort), ..query::PageRequest::first(PAGE_ROWS) }
}

/// What the blades ask that grow with an estate: the median of each, and the slowest.
pub fn questions<S: Storage + 'static>(world: &World<S>, real: fn() -> f64, say: Say) {
    let state = world.state();
    let vault = state.vaults.values().next().expect("there are some");
    let vault = state.vault_id(vault);
    let window = limits::JOB_LIST_WINDOW;
    let jobs = query::JobPage {
        vault: vault.clone(),
        window,
        operations: Vec::new(),
        statuses: Vec::new(),
        datasource_types: Vec::new(),
        instances: Vec::new(),
        page: page(query::JobColumn::SORTED_BY),
    };
    let instances = query::InstancePage {
        vault: vault.clone(),
        states: Vec::new(),
        page: page(query::InstanceColumn::SORTED_BY),
    };
    let resources = query::ResourcePage {
        kind: None,
        group: None,
        subscriptions: Vec::new(),
        groups: Vec::new(),
        locations: Vec::new(),
        page: page(query::ResourceColumn::SORTED_BY),
    };
    let page_of_log = page(query::ActivityColumn::SORTED_BY);
    let log = query::ActivityLog { window, page: page_of_log, ..Default::default() };
    let mut slowest: f64 = 0.0;
    let report = query::BackupReport {
        vault: None,
        datasource_type: None,
        since: SimTime::MIN,
        until: SimTime::MAX,
        bucket: query::Bucket::Month,
        prices: Prices::default(),
    };
    let questions: [(&str, Query); 11] = [
        ("report", report.into()),
        ("instances", instances.into()),
        ("items", query::ProtectedItemPage { page: page(query::ItemColumn::SORTED_BY) }.into()),
        ("vault", query::VaultDetail { vault: vault.clone() }.into()),
        ("policies", query::Policies { vault: vault.clone() }.into()),
        ("jobs", jobs.into()),
        ("alerts", query::Alerts { vault: None, window: limits::ALERT_LIST_WINDOW }.into()),
        ("activity", log.into()),
        ("resources", resources.into()),
        ("groups", query::ResourceGroups { subscription: None }.into()),
        ("next_events", query::NextEvents { limit: 20 }.into()),
    ];
    for (name, query) in questions {
        let mut times = Vec::new();
        let mut bytes = 0;
        for _ in 0..ASKED {
            let started = real();
            bytes = ask(world, &query);
            times.push(real() - started);
        }
        let time = median(times);
        slowest = slowest.max(time);
        say(&format!("large_estate_ask_{name}_ms"), time);
        say(&format!("large_estate_ask_{name}_kib"), bytes as f64 / 1_024.0);
    }
    say("large_estate_ask_ms", slowest);
}

/// Steps of a day as the bar's button makes them, each with a savepoint before it and its commit; the median.
pub async fn days<S: Storage + 'static>(mut world: World<S>, real: fn() -> f64, say: Say<'_>) {
    let started = real();
    let copies: Vec<State> = (0..DAYS).map(|_| world.state().clone()).collect();
    say("large_estate_clone_ms", (real() - started) / DAYS as f64);
    drop(copies);
    let mut times = Vec::new();
    for _ in 0..DAYS {
        let now = world.state().now();
        let until = now + SimSpan::from_days(1);
        let started = real();
        world.open_before_jump(now, until);
        let advanced = world.advance_revocably(until, &StopConditions::new(), &mut Unhurried).await;
        times.push(real() - started);
        // As the worker does when it has answered.
        let answered = real();
        world.let_go();
        say("large_estate_let_go_ms", real() - answered);
        assert_eq!(advanced.end, SliceEnd::Reached);
        say("large_estate_day_timers", advanced.fired as f64);
    }
    times.iter().for_each(|time| say("large_estate_day_ms", *time));
    say("day_step_ms", median(times));
}
