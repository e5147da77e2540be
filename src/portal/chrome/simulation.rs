//! The simulation bar tied to the worker's clock.

use crate::{
    base::SimTime,
    engine::{
        monitor::StopConditions,
        query::{NextEvents, WorldSummary},
        rbac::PERSONAS,
        request::Command,
    },
    portal::{
        chrome::{
            run_ahead::{RunUntilPane, Runs},
            savepoints::{Rewinds, Savepoints},
            scenarios::Scenarios,
        },
        controls::{Choice, Dialog},
        format,
        now::shown_time,
        scenarios::button_text,
        session::{Session, use_query, use_session},
        shell::{LineActions, SimulationActions, SimulationBar, SimulationState},
        simulation::{SPEEDS, STEPS, next_event_text},
    },
    rpc::AdvanceTarget,
};
use leptos::prelude::*;

/// The display of the clock moves this often. Units: milliseconds.
const TICK_MILLIS: u32 = 250;

/// The simulation bar.
#[component]
pub fn Simulation() -> impl IntoView {
    let session = use_session();
    let now = ticking_clock(session);
    let runs = Runs::new(session);
    let about = RwSignal::new(false);
    let picking = RwSignal::new(false);
    let looking_back = RwSignal::new(false);
    let choosing = RwSignal::new(false);
    let world = use_query(|| Some(WorldSummary));
    let scenario = Memo::new(move |_| world.map(|world| world.scenario.clone()).unwrap_or_default());
    let rewinds = Rewinds::new(session, runs.busy());
    let state = bar_state(session, now, runs, rewinds, scenario);
    let actions = bar_actions(session, runs, rewinds, Opens { about, picking, looking_back, choosing });
    view! {
        <SimulationBar state actions/>
        <Show when=move || picking.get()><RunUntilPane now runs open=picking/></Show>
        <Show when=move || looking_back.get()><Savepoints now rewinds open=looking_back/></Show>
        <Show when=move || choosing.get()><Scenarios running=scenario.into() open=choosing/></Show>
        <AboutDialog about/>
    }
}

/// What the bar opens.
struct Opens {
    about: RwSignal<bool>,
    picking: RwSignal<bool>,
    looking_back: RwSignal<bool>,
    choosing: RwSignal<bool>,
}

fn bar_state(
    session: Session,
    now: Memo<SimTime>,
    runs: Runs,
    rewinds: Rewinds,
    scenario: Memo<String>,
) -> SimulationState {
    let next = use_query(|| Some(NextEvents { limit: 1 }));
    let next_event = move || {
        let event = next.ready()?.into_iter().next()?;
        Some(next_event_text(&event, now.get()))
    };
    let held = move || session.clock.with(|clock| clock.is_some_and(|(clock, _)| clock.held));
    let clock = move || {
        let is_known = session.clock.with(Option::is_some);
        if is_known { format::clock(now.get()) } else { "Starting…".to_string() }
    };
    SimulationState {
        clock: Signal::derive(clock),
        running: Signal::derive(move || !held()),
        speeds: Signal::stored(speeds()),
        speed: Signal::derive(move || speed(session).to_string()),
        steps: STEPS.iter().map(|step| (step.text, step.name)).collect(),
        next_event: Signal::derive(next_event),
        busy: runs.busy(),
        line: runs.line(),
        undo: rewinds.undo_step(),
        scenario: Signal::derive(move || {
            scenario.with(|name| session.preparing.with(|preparing| button_text(name, preparing.as_ref())))
        }),
        personas: Signal::stored(personas()),
        persona: Signal::derive(move || session.persona.get().name.to_string()),
    }
}

fn bar_actions(session: Session, runs: Runs, rewinds: Rewinds, opens: Opens) -> SimulationActions {
    let Opens { about, picking, looking_back, choosing } = opens;
    let held = move || session.clock.with_untracked(|clock| clock.is_some_and(|(clock, _)| clock.held));
    let set_speed = move |text: String| set_clock(session, text.parse().unwrap_or(60), held());
    let step = move |index: usize| {
        if let Some(step) = STEPS.get(index) {
            runs.run(AdvanceTarget::By(step.span), StopConditions::new());
        }
    };
    let set_persona = move |name: String| {
        if let Some(persona) = PERSONAS.iter().find(|persona| persona.name == name) {
            session.persona.set(persona);
        }
    };
    SimulationActions {
        toggle: Callback::new(move |()| set_clock(session, untrack(move || speed(session)), !held())),
        set_speed: Callback::new(set_speed),
        step: Callback::new(step),
        next_event: Callback::new(move |()| runs.run(AdvanceTarget::NextEvent, StopConditions::new())),
        run_until: Callback::new(move |()| picking.set(true)),
        undo: Callback::new(move |()| rewinds.undo()),
        savepoints: Callback::new(move |()| looking_back.set(true)),
        scenarios: Callback::new(move |()| choosing.set(true)),
        line: LineActions {
            cancel: Callback::new(move |()| session.cancel_jump()),
            dismiss: Callback::new(move |()| runs.dismiss()),
            resume: Callback::new(move |()| runs.resume()),
        },
        set_persona: Callback::new(set_persona),
        about: Callback::new(move |()| about.set(true)),
    }
}

fn speed(session: Session) -> u32 {
    session.clock.with(|clock| clock.map_or(60, |(clock, _)| clock.speed))
}

/// Simulated time as it should read now: the worker's clock, moved on by the page's own.
fn ticking_clock(session: Session) -> Memo<SimTime> {
    let tick = RwSignal::new(js_sys::Date::now());
    leptos::task::spawn_local(async move {
        loop {
            gloo_timers::future::TimeoutFuture::new(TICK_MILLIS).await;
            if tick.try_set(js_sys::Date::now()).is_some() {
                return;
            }
        }
    });
    Memo::new(move |_| {
        let real = tick.get();
        session
            .clock
            .with(|clock| clock.map_or(SimTime::EPOCH, |(clock, heard)| shown_time(clock, real - heard)))
    })
}

fn set_clock(session: Session, speed: u32, paused: bool) {
    leptos::task::spawn_local(async move {
        if let Err(failure) = session.submit(Command::SetClock { speed, paused }).await {
            session.notices.begin("Setting the clock", "").fail("Setting the clock", &failure);
        }
    });
}

fn speeds() -> Vec<Choice> {
    SPEEDS.iter().map(|(speed, text)| Choice::new(speed.to_string(), *text)).collect()
}

fn personas() -> Vec<Choice> {
    PERSONAS.iter().map(|persona| Choice::new(persona.name, persona.role.name())).collect()
}

/// Says what is real and what is not.
#[component]
fn AboutDialog(about: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog
            open=about
            on_cancel=move |()| about.set(false)
            on_action=move |()| about.set(false)
            title="This is a simulator"
            action_label="Got it"
        >
            <p>
                "Nothing here touches Azure. The cloud, its clock and its people are simulated in this browser; the files you upload, the backups and the restores are real bytes, kept in this browser only."
            </p>
            <p>"Vault Lab is not affiliated with Microsoft."</p>
        </Dialog>
    }
}
