//! What is shown when the engine is gone, is of another build, or keeps nothing.

use crate::{
    portal::{
        controls::{Button, Tone},
        session::{Connection, connect, use_session},
        shell::{Banner, CrashSheet},
    },
    rpc::{BUILD, StorageMode},
};
use leptos::prelude::*;

/// Covers the page while there is no engine to talk to.
#[component]
pub fn TroubleSheet() -> impl IntoView {
    let session = use_session();
    let sheet = move || match session.connection.get() {
        Connection::Connecting | Connection::Ready => None,
        Connection::WrongBuild { running } => Some(other_build(&running).into_any()),
        Connection::InAnotherTab => Some(another_tab().into_any()),
        Connection::Crashed { message } => Some(crashed(message).into_any()),
    };
    let read_only = move || {
        let StorageMode::ReadOnly { found, supported } = session.storage.get() else { return None };
        Some(newer_world(found, supported))
    };
    view! {
        {sheet}
        {read_only}
    }
}

fn reload() {
    // A page that cannot reload itself is reloaded by hand.
    let _ = window().location().reload();
}

fn other_build(running: &str) -> impl IntoView + use<> {
    let details = format!("This page is build {BUILD}; the running simulation is build {running}.");
    view! {
        <CrashSheet
            title="Another version of Vault Lab is running"
            text="Close all other tabs of Vault Lab, then reload this one. Your world is safe."
            details=Some(details)
            on_reload=|()| reload()
            on_export=|()| ()
            export_disabled_reason="Export from the tab that is running.".to_string()
        />
    }
}

fn crashed(message: String) -> impl IntoView {
    let session = use_session();
    view! {
        <CrashSheet
            title="The simulation has stopped"
            text="Everything that was confirmed is kept. Reload to go on; what was under way will say how it ended."
            details=Some(format!("{message}\nBuild {BUILD}"))
            on_reload=|()| reload()
            on_export=move |()| {
                // A stopped worker has closed itself: a fresh one reads the same database.
                connect(session, false);
                session.export_when_ready();
            }
        />
    }
}

fn newer_world(found: u32, supported: u32) -> impl IntoView {
    let session = use_session();
    view! {
        <CrashSheet
            title="This world was made by a newer version"
            text="It can be read but not changed by this one. Reload to get the newer version, or export the world."
            details=Some(format!("Format {found}; this build writes {supported}."))
            on_reload=|()| reload()
            on_export=move |()| session.export()
        />
    }
}

/// For browsers without shared workers: one tab runs the engine.
fn another_tab() -> impl IntoView {
    let session = use_session();
    view! {
        <div class="pt-sheet__card" role="alertdialog" aria-labelledby="pt-another-tab">
            <h2 id="pt-another-tab">"Vault Lab is open in another tab"</h2>
            <p>"This browser cannot share one simulation between tabs. Go on there, or take over here; the other tab then stops."</p>
            <Button on_click=move |_| connect(session, true)>"Take over"</Button>
        </div>
    }
}

/// Says that nothing will be kept, where the browser refuses a database.
#[component]
pub fn StorageBanner() -> impl IntoView {
    let session = use_session();
    move || match session.storage.get() {
        StorageMode::MemoryOnly { reason } => Some(view! {
            <Banner tone=Tone::Warning>
                {format!("This browser refuses to store data ({reason}). Everything here ends when the last tab is closed.")}
            </Banner>
        }),
        StorageMode::Kept | StorageMode::ReadOnly { .. } => None,
    }
}
