//! The portal's tie to the engine: queries that keep themselves fresh, commands, long calls, notifications.
//!
//! Everything here is a `Copy` handle of signals; the connection itself lives in a thread-local, because the
//! page has exactly one.

mod api;
mod connection;
mod images;
mod jump;
mod notices;
mod query;
mod requests;
mod scenario;
mod tasks;

pub use connection::{Connection, connect};
pub use images::{ImageBytes, ImageDigest, use_image_bytes};
pub use notices::{Notice, NoticeLevel, NoticeRow, Notices};
pub use query::{Loadable, Loaded, use_kept_query, use_query};
pub use requests::Viewed;
pub use tasks::{Download, Upload, save, save_csv};

use crate::{
    base::{HttpRequest, SimTime},
    engine::{
        monitor::StopConditions,
        query::Topic,
        rbac::{PERSONAS, Persona},
        request::Command,
    },
    portal::{request_log::RequestLog, route::Route, scenarios::Preparing, simulation::STOPS_AT_FIRST},
    rpc::{
        AdvanceTarget, CallId, Client, Clock, ClockWork, Failure, JumpSummary, Receipt, SavepointAction,
        SavepointList, ScenarioRow, StorageMode, ToEngine, Trouble,
    },
};
use leptos::prelude::*;
use std::{cell::RefCell, collections::BTreeMap};
use wasm_bindgen::JsValue;

thread_local! {
    static CLIENT: RefCell<Option<Client<JsValue>>> = const { RefCell::new(None) };
}

/// Handles of everything blades share. Get it with [`use_session`].
#[derive(Clone, Copy)]
pub struct Session {
    pub connection: RwSignal<Connection>,
    pub storage: RwSignal<StorageMode>,
    /// The prepared worlds the worker can start.
    pub scenarios: RwSignal<Vec<ScenarioRow>>,
    /// The prepared world that this page has asked for and that is being made.
    pub preparing: RwSignal<Option<Preparing>>,
    /// The call that makes it.
    preparing_call: RwSignal<Option<CallId>>,
    /// The worker's clock as last heard, with the page's time of hearing it in milliseconds.
    pub clock: RwSignal<Option<(Clock, f64)>>,
    /// What the worker's clock is busy with.
    pub work: RwSignal<ClockWork>,
    /// What the last jump came to, until it is dismissed or the next one begins.
    pub last_jump: RwSignal<Option<JumpSummary>>,
    /// Where a jump was going that ended with the tab.
    pub unfinished: RwSignal<Option<SimTime>>,
    /// The moments that one can go back to.
    pub savepoints: RwSignal<SavepointList>,
    /// What ends a run of the clock before its time.
    pub stops: RwSignal<StopConditions>,
    pub persona: RwSignal<&'static Persona>,
    pub route: RwSignal<Route>,
    pub notices: Notices,
    /// What was asked for since the page was opened.
    pub requests: RwSignal<RequestLog>,
    /// What the pane *View request* shows, while it is open.
    pub viewed: RwSignal<Option<Viewed>>,
    /// A request on its way to the playground.
    pub handed: RwSignal<Option<HttpRequest>>,
    topics: StoredValue<BTreeMap<Topic, RwSignal<u64>>>,
}

/// The session of this page.
///
/// # Panics
/// Outside the app: a bug.
pub fn use_session() -> Session {
    expect_context::<Session>()
}

impl Session {
    pub fn new() -> Session {
        Session {
            connection: RwSignal::new(Connection::Connecting),
            storage: RwSignal::new(StorageMode::Kept),
            scenarios: RwSignal::new(Vec::new()),
            preparing: RwSignal::new(None),
            preparing_call: RwSignal::new(None),
            clock: RwSignal::new(None),
            work: RwSignal::new(ClockWork::Nothing),
            last_jump: RwSignal::new(None),
            unfinished: RwSignal::new(None),
            savepoints: RwSignal::new(SavepointList::default()),
            stops: RwSignal::new(STOPS_AT_FIRST.into_iter().collect()),
            persona: RwSignal::new(&PERSONAS[0]),
            route: RwSignal::new(Route::Home),
            notices: Notices::new(),
            requests: RwSignal::new(RequestLog::default()),
            viewed: RwSignal::new(None),
            handed: RwSignal::new(None),
            // All of them here, where the page owns them: a signal made inside an effect dies with its next run.
            topics: StoredValue::new(Topic::ALL.iter().map(|topic| (*topic, RwSignal::new(0))).collect()),
        }
    }

    /// The counter that moves when something of this topic was committed.
    fn topic(self, topic: Topic) -> RwSignal<u64> {
        self.topics.with_value(|topics| topics[&topic])
    }

    /// Gives a command as the signed-in persona.
    ///
    /// # Errors
    /// The refusal, or the trouble that kept it from being stored.
    pub async fn submit(self, command: Command) -> Result<Receipt, Failure> {
        let principal = self.persona.get_untracked().id;
        let client = self.client()?;
        self.submit_recorded(&client, principal, command, None).await
    }

    /// Gives a command that a notification tells of: *View request* of that shows what was asked for.
    ///
    /// # Errors
    /// See [`Session::submit`].
    pub async fn submit_under(self, notice: Notice, command: Command) -> Result<Receipt, Failure> {
        let principal = self.persona.get_untracked().id;
        let client = self.client()?;
        self.submit_recorded(&client, principal, command, Some(notice)).await
    }

    /// Gives a command and tells of it by a notification: `doing` while it runs, then `done` with a link, or
    /// what went wrong. `after` runs when it was carried out.
    pub fn perform(
        self,
        command: Command,
        doing: impl Into<String>,
        done: impl Into<String>,
        link: Option<Route>,
        after: impl FnOnce(Receipt) + 'static,
    ) {
        let (doing, done) = (doing.into(), done.into());
        let notice = self.notices.begin(&doing, "");
        leptos::task::spawn_local(async move {
            match self.submit_under(notice, command).await {
                Ok(receipt) => {
                    notice.succeed(&done, "", link);
                    after(receipt);
                }
                Err(failure) => notice.fail(&doing, &failure),
            }
        });
    }

    /// Runs simulated time.
    ///
    /// # Errors
    /// A moment that the clock cannot go to, another jump under way, or what stopped it; what had happened until then
    /// stays.
    pub async fn advance(self, target: AdvanceTarget, stops: StopConditions) -> Result<JumpSummary, Failure> {
        self.client()?.advance(target, stops).await
    }

    /// Ends the jump that is under way, whichever page began it.
    pub fn cancel_jump(self) {
        if let Ok(client) = self.client() {
            client.tell(ToEngine::CancelJump);
        }
    }

    /// Takes, names or deletes savepoints, or goes to one.
    ///
    /// # Errors
    /// What stands in the way, or the trouble that kept it from being stored.
    pub async fn savepoint(self, action: SavepointAction) -> Result<(), Failure> {
        let pending = self.client()?.call(None, |_| {}, |call| ToEngine::Savepoint { call, action });
        pending.outcome().await.map(drop)
    }

    fn client(self) -> Result<Client<JsValue>, Failure> {
        CLIENT.with_borrow(|client| client.clone()).ok_or(Failure::Trouble(Trouble::Gone))
    }
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

/// Goes to a place, as if its link had been clicked.
pub fn navigate(route: &Route) {
    if let Some(window) = web_sys::window() {
        // Failing to set a fragment leaves the person where they are.
        let _ = window.location().set_hash(&route.href());
    }
}
