//! The app: mounts the shell, keeps the route in step with the address, connects to the engine.

use crate::portal::{
    blades::outlet::Outlet,
    chrome::{Preferences, Simulation, StorageBanner, Toasts, Top, TroubleSheet},
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
    view! {
        <Frame
            top_bar=|| view! { <Top/> }
            banners=|| view! { <StorageBanner/> }
            simulation_bar=|| view! { <Simulation/> }
            overlays=|| view! { <Toasts/> <TroubleSheet/> }
        >
            <Outlet/>
        </Frame>
    }
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
