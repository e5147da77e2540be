//! Running the clock ahead: from the steps of the bar and from the pane *Run until*.

use crate::{
    base::SimTime,
    engine::{
        limits,
        monitor::{StopCondition, StopConditions, StopReason},
        query::{NextEvent, NextEvents, ResourceRow, Resources},
        resources::ResourceKind,
    },
    portal::{
        blades::alerts::view_model::alert_route,
        route::{BrowseList, MenuItem, Route},
        session::{Loaded, Session, use_query, use_session},
        shell::{RunPane, RunPaneActions, RunPaneEvent, RunPaneState, SimulationLine},
        simulation::{
            NEXT_EVENTS, RunUntil, condition_text, date_of, event_text, jump_text, moment, summary_text,
        },
    },
    rpc::{AdvanceTarget, ClockWork, JumpEnd, JumpSummary},
};
use leptos::prelude::*;

/// The jumps of this page and what is known of those of others.
#[derive(Clone, Copy)]
pub struct Runs {
    session: Session,
    /// This page has asked for one and has no answer yet.
    asked: RwSignal<bool>,
    /// Where the links of a summary lead.
    vaults: Loaded<Vec<ResourceRow>>,
}

impl Runs {
    pub fn new(session: Session) -> Runs {
        let vaults = use_query(move || {
            session
                .last_jump
                .with(Option::is_some)
                .then_some(Resources { kind: Some(ResourceKind::BackupVault), group: None })
        });
        Runs { session, asked: RwSignal::new(false), vaults }
    }

    /// Why the clock cannot be moved, while a jump runs here or in another tab.
    pub fn busy(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            let is_jumping = self.session.work.with(|work| matches!(work, ClockWork::Jump(_)));
            (is_jumping || self.asked.get())
                .then(|| "The clock is running ahead. Wait until it is there, or cancel it.".to_string())
        })
    }

    pub fn line(self) -> Signal<Option<SimulationLine>> {
        Memo::new(move |_| self.what_to_say()).into()
    }

    fn what_to_say(self) -> Option<SimulationLine> {
        let session = self.session;
        match session.work.get() {
            ClockWork::Jump(jump) => {
                return Some(SimulationLine::Jump { text: jump_text(&jump), percent: Some(jump.percent()) });
            }
            _ if self.asked.get() => {
                return Some(SimulationLine::Jump { text: "Running ahead…".to_string(), percent: None });
            }
            ClockWork::Halted(trouble) => {
                let (message, action) = trouble.explain();
                return Some(SimulationLine::Halt { message, action });
            }
            ClockWork::Nothing => {}
        }
        if let Some(until) = session.unfinished.get() {
            let now = session.clock.with(|clock| clock.map(|(clock, _)| moment(clock.now)))?;
            let until = moment(until);
            let text = format!("The clock stands at {now}; the run to {until} was not finished.");
            return Some(SimulationLine::Unfinished { text });
        }
        let summary = session.last_jump.get()?;
        let text = summary_text(&summary)?;
        Some(SimulationLine::Summary { text, links: self.links(&summary) })
    }

    /// To the job that ended the run, or to the lists of what happened in it.
    fn links(self, summary: &JumpSummary) -> Vec<(String, String)> {
        let link = |label: &str, route: Route| (label.to_string(), route.href());
        if let JumpEnd::Stopped(StopReason::JobEnded { vault, guid, .. }) = &summary.end {
            return vec![link("View job", Route::Job { vault: vault.clone(), guid: *guid })];
        }
        if let JumpEnd::Stopped(StopReason::AlertFired { vault, guid, .. }) = &summary.end {
            return vec![link("View alert", alert_route(vault, *guid))];
        }
        let of_vaults = |item: MenuItem| {
            let vaults = self.vaults.ready().unwrap_or_default();
            match vaults.as_slice() {
                [only] => Route::Vault { id: only.id.clone(), item },
                _ => Route::Browse(BrowseList::Kind(ResourceKind::BackupVault)),
            }
        };
        let mut links = Vec::new();
        if summary.tally.jobs > 0 {
            links.push(link("Jobs", of_vaults(MenuItem::BackupJobs)));
        }
        if summary.tally.alerts > 0 {
            links.push(link("Alerts", Route::Alerts));
        }
        if summary.tally.jobs + summary.tally.points_expired > 0 {
            links.push(link("Backup instances", of_vaults(MenuItem::BackupInstances)));
        }
        links
    }

    /// Runs ahead, unless a jump is under way.
    pub fn run(self, target: AdvanceTarget, stops: StopConditions) {
        if untrack(move || self.busy().get()).is_some() {
            return;
        }
        let session = self.session;
        self.dismiss();
        self.asked.set(true);
        leptos::task::spawn_local(async move {
            let result = session.advance(target, stops).await;
            self.asked.set(false);
            if let Err(failure) = result {
                session.notices.begin("Running the clock", "").fail("Running the clock", &failure);
            }
        });
    }

    /// Goes on to where the unfinished jump was going.
    pub fn resume(self) {
        if let Some(until) = self.session.unfinished.get_untracked() {
            self.run(AdvanceTarget::Until(until), self.session.stops.get_untracked());
        }
    }

    pub fn dismiss(self) {
        self.session.last_jump.set(None);
        self.session.unfinished.set(None);
    }
}

/// *Run until*, open as long as it exists.
#[component]
pub fn RunUntilPane(now: Memo<SimTime>, runs: Runs, open: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let form = RwSignal::new(RunUntil::tomorrow(now.get_untracked()));
    // Nothing is wrong before somebody has tried.
    let tried = RwSignal::new(false);
    let events = use_query(|| Some(NextEvents { limit: NEXT_EVENTS }));
    let go = move |until: SimTime| {
        open.set(false);
        runs.run(AdvanceTarget::Until(until), session.stops.get_untracked());
    };
    let run = move |()| match form.with_untracked(|form| form.validate(now.get_untracked())) {
        Ok(until) => go(until),
        Err(_) => tried.set(true),
    };
    let set_stop = move |(index, ticked): (usize, bool)| {
        let Some(condition) = StopCondition::ALL.get(index) else { return };
        session.stops.update(|stops| {
            if ticked {
                stops.insert(*condition)
            } else {
                stops.remove(condition)
            };
        });
    };
    let run_to_event = move |index: usize| {
        let event = untrack(move || events.ready()).and_then(|events| events.into_iter().nth(index));
        if let Some(event) = event {
            go(event.at);
        }
    };
    let error = move || form.with(|form| form.validate(now.get()).err()).filter(|_| tried.get());
    let state = RunPaneState {
        clock: Signal::derive(move || moment(now.get())),
        date: Signal::derive(move || form.with(|form| form.date.clone())),
        time: Signal::derive(move || form.with(|form| form.time.clone())),
        first: Signal::derive(move || date_of(now.get())),
        last: Signal::stored(date_of(limits::CLOCK_END)),
        error: Signal::derive(error),
        stops: stops(session),
        // Compared, so that a button is not made anew while somebody is about to press it.
        events: Memo::new(move |_| shown(&events.ready().unwrap_or_default())).into(),
    };
    let actions = RunPaneActions {
        close: Callback::new(move |()| open.set(false)),
        set_date: Callback::new(move |date| form.update(|form| form.date = date)),
        set_time: Callback::new(move |time| form.update(|form| form.time = time)),
        run: Callback::new(run),
        set_stop: Callback::new(set_stop),
        run_to_event: Callback::new(run_to_event),
    };
    view! { <RunPane state actions/> }
}

fn stops(session: Session) -> Vec<(&'static str, Signal<bool>)> {
    let line = |condition: &'static StopCondition| {
        let ticked = Signal::derive(move || session.stops.with(|stops| stops.contains(condition)));
        (condition_text(*condition), ticked)
    };
    StopCondition::ALL.iter().map(line).collect()
}

fn shown(events: &[NextEvent]) -> Vec<RunPaneEvent> {
    let event = |event: &NextEvent| RunPaneEvent { when: moment(event.at), what: event_text(event) };
    events.iter().map(event).collect()
}
