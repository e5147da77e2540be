//! The app: mounts the shell, keeps the route in step with the address, connects to the engine.

use crate::portal::{
    blades::{outlet::Outlet, view_request::view::RequestPane},
    chrome::{Preferences, Simulation, StorageBanner, Toasts, Top, TroubleSheet, UpdateBanner},
    controls::watch_pointer,
    route::Route,
    session::{Session, connect},
    shell::Frame,
    uploads::Uploads,
};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};

/// Starts the portal in this page.
pub fn start() {
    leptos::mount::mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let session = Session::new();
    provide_context(session);
    provide_context(Preferences::load(session));
    provide_context(Uploads::new(session));
    watch_pointer();
    follow_address(session);
    connect(session, false);
    let built = build_in_steps();
    let has = move |step: u8| move || built.get() >= step;
    view! {
        <Frame
            top_bar=move || view! { <Show when=has(1)><Top/></Show> }
            banners=|| view! { <StorageBanner/> <UpdateBanner/> }
            simulation_bar=move || view! { <Show when=has(3)><Simulation/></Show> }
            overlays=move || view! { <Show when=has(4)><Toasts/> <RequestPane/> <TroubleSheet/></Show> }
        >
            <Show when=has(2)><Outlet/></Show>
        </Frame>
    }
}

/// Counts the parts of the page that are there: each gets a task of its own.
///
/// At a first visit the browser compiles functions when they are called first; all of them in one task would keep it
/// from answering for a fifth of a second.
fn build_in_steps() -> RwSignal<u8> {
    let built = RwSignal::new(0);
    leptos::task::spawn_local(async move {
        for step in 1..=4 {
            gloo_timers::future::TimeoutFuture::new(0).await;
            built.set(step);
        }
    });
    built
}

/// The address is the truth about where the person is; the route signal follows it.
fn follow_address(session: Session) {
    let read = move || {
        let hash = window().location().hash().unwrap_or_default();
        session.route.set(Route::parse(&hash));
    };
    read();
    let handler = Closure::<dyn FnMut()>::new(read);
    window().set_onhashchange(Some(handler.as_ref().unchecked_ref()));
    handler.forget();
}
