//! Reaching the worker, noticing that it is gone, and passing on what it says.

use crate::{
    browser::{
        engine_worker::{Reached, reach},
        link::{self, Arrived},
    },
    engine::job::JobStatus,
    portal::{
        blades::alerts::view_model::alert_route,
        format,
        route::Route,
        session::{CLIENT, NoticeLevel, Session, jump},
    },
    rpc::{Client, Clock, Happening, ToEngine, ToPage},
};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::MessagePort;

/// How the page stands with the worker.
#[derive(Clone, Debug, PartialEq)]
pub enum Connection {
    Connecting,
    Ready,
    /// The worker runs another build: other tabs have to be closed first.
    WrongBuild {
        running: String,
    },
    /// Another tab runs the engine, and this browser cannot share it.
    InAnotherTab,
    /// The worker panicked, could not start, or stopped answering.
    Crashed {
        message: String,
    },
}

/// How often the worker is asked whether it is there.
const HEARTBEAT_MILLIS: u32 = 4_000;
/// Silence that long means it is not.
const SILENCE_MILLIS_MAX: f64 = 20_000.0;

/// Connects the page to the engine; `take_over` takes it from another tab where it cannot be shared.
pub fn connect(session: Session, take_over: bool) {
    session.connection.set(Connection::Connecting);
    leptos::task::spawn_local(async move {
        match reach(take_over).await {
            Reached::Port(port) => greet(session, port),
            Reached::InAnotherTab => session.connection.set(Connection::InAnotherTab),
            Reached::Unsupported(message) => session.connection.set(Connection::Crashed { message }),
        }
    });
}

fn greet(session: Session, port: MessagePort) {
    let heard = StoredValue::new(js_sys::Date::now());
    link::listen::<ToPage>(&port, move |arrived| {
        heard.set_value(js_sys::Date::now());
        receive(session, arrived);
    });
    let client = Client::connect(move |message: ToEngine, attachment: Option<JsValue>| {
        link::post(&port, &message, attachment.as_ref());
    });
    CLIENT.with_borrow_mut(|slot| *slot = Some(client.clone()));
    leptos::task::spawn_local(heartbeat(session, client.clone(), heard));
    report_visibility(client.clone());
    say_goodbye(client);
}

fn receive(session: Session, arrived: Arrived<ToPage>) {
    let Some(client) = CLIENT.with_borrow(|client| client.clone()) else { return };
    match arrived {
        Arrived::Message(message, attachment) => {
            if let Some(message) = client.receive(message, attachment) {
                act(session, message);
            }
        }
        Arrived::Panic(message) => crash(session, message),
        // A worker whose frames cannot be read is of another build, whatever it meant to say.
        Arrived::Unreadable | Arrived::Plain(_) => {
            session.connection.set(Connection::WrongBuild { running: "another build".into() })
        }
    }
}

fn act(session: Session, message: ToPage) {
    match message {
        ToPage::Welcome { storage, clock, scenarios, work, savepoints } => {
            session.storage.set(storage);
            session.savepoints.set(savepoints);
            jump::welcome(session, clock, work);
            session.scenarios.set(scenarios);
            keep_clock(session, clock);
            session.connection.set(Connection::Ready);
        }
        ToPage::WrongBuild { running } => session.connection.set(Connection::WrongBuild { running }),
        ToPage::Committed { topics, happenings, clock, .. } => {
            keep_clock(session, clock);
            for topic in topics {
                session.topic(topic).update(|count| *count += 1);
            }
            for happening in happenings {
                tell(session, happening);
            }
        }
        ToPage::Clock(clock) => keep_clock(session, clock),
        ToPage::Work(work) => jump::work(session, work),
        ToPage::JumpEnded(summary) => jump::ended(session, summary),
        ToPage::Savepoints(savepoints) => jump::savepoints(session, savepoints),
        ToPage::Panicked { message } => crash(session, message),
        ToPage::Pong { .. } | ToPage::Answered { .. } | ToPage::Progress { .. } | ToPage::Finished { .. } => {
        }
    }
}

fn keep_clock(session: Session, clock: Clock) {
    session.clock.set(Some((clock, js_sys::Date::now())));
}

fn crash(session: Session, message: String) {
    session.connection.set(Connection::Crashed { message });
    CLIENT.with_borrow(|client| client.as_ref().map(Client::close));
}

fn tell(session: Session, happening: Happening) {
    match happening {
        Happening::JobEnded { vault, guid, instance, operation, status, alert } => {
            let (level, ending) = match status {
                JobStatus::Completed => (NoticeLevel::Success, "completed"),
                JobStatus::CompletedWithWarnings => (NoticeLevel::Warning, "completed with warnings"),
                JobStatus::Failed => (NoticeLevel::Error, "failed"),
                JobStatus::InProgress => return,
            };
            let title = format!("{} {ending} for {instance}", operation.display_name());
            let body =
                alert.map(|rule| format!("The alert {} fired.", rule.display_name())).unwrap_or_default();
            session.notices.tell(level, &title, &body, Some(Route::Job { vault, guid }));
        }
        Happening::AlertFired { vault, guid, rule, instance } => {
            let title = format!("Alert fired: {} of {instance}", rule.display_name());
            let body = format!("Severity {}", rule.severity().display_name());
            session.notices.tell(NoticeLevel::Warning, &title, &body, Some(alert_route(&vault, guid)));
        }
        // The deployment page and the wizard that watch these say so in place.
        Happening::DeploymentSucceeded { .. } => {}
        Happening::RoleTookEffect { role, scope } => {
            let body = format!("{role} on {}", scope.name());
            session.notices.tell(NoticeLevel::Information, "Role assignment took effect", &body, None);
        }
        Happening::MoreFailed { count } => {
            let title = format!("{} failed", format::counted(count, "more job", "more jobs"));
            session.notices.tell(NoticeLevel::Error, &title, "Backup jobs of the vaults list them.", None);
        }
    }
}

/// Asks the worker whether it is there, until it is not.
async fn heartbeat(session: Session, client: Client<JsValue>, heard: StoredValue<f64>) {
    let mut nonce = 0;
    loop {
        let asked = js_sys::Date::now();
        client.tell(ToEngine::Ping { nonce });
        nonce += 1;
        gloo_timers::future::TimeoutFuture::new(HEARTBEAT_MILLIS).await;
        let over = session
            .connection
            .with_untracked(|connection| !matches!(connection, Connection::Connecting | Connection::Ready));
        if over {
            return;
        }
        let now = js_sys::Date::now();
        // A page that slept itself has heard nothing either: it has to ask once more before it judges.
        let awake = now - asked < f64::from(HEARTBEAT_MILLIS) * 2.0;
        if awake && now - heard.get_value() > SILENCE_MILLIS_MAX {
            return crash(session, "The simulation has stopped answering.".into());
        }
        if !awake {
            heard.set_value(now);
        }
    }
}

fn report_visibility(client: Client<JsValue>) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    client.tell(ToEngine::Visible(!document.hidden()));
    let source = document.clone();
    let handler = Closure::<dyn FnMut()>::new(move || client.tell(ToEngine::Visible(!source.hidden())));
    document.set_onvisibilitychange(Some(handler.as_ref().unchecked_ref()));
    handler.forget();
}

fn say_goodbye(client: Client<JsValue>) {
    let Some(window) = web_sys::window() else { return };
    let handler = Closure::<dyn FnMut()>::new(move || client.tell(ToEngine::Bye));
    // Failing to listen only means that the worker learns of the page's end by silence.
    let _ = window.add_event_listener_with_callback("pagehide", handler.as_ref().unchecked_ref());
    handler.forget();
}
