//! Offers a newer version of the app, and never forces it on anybody in the middle of work.

use crate::{
    browser::service_worker::{Update, keep_app},
    portal::{
        controls::{Button, ButtonKind, Tone},
        session::{Connection, use_session},
        shell::Banner,
    },
};
use leptos::prelude::*;

/// Has the browser keep the app once the portal is ready, and says when there is a newer one.
#[component]
pub fn UpdateBanner() -> impl IntoView {
    let session = use_session();
    let update = RwSignal::new_local(None::<Update>);
    let started = StoredValue::new(false);
    // Outside of the reactive graph: registers the service worker when nothing else has to be loaded any more.
    Effect::new(move |_| {
        if session.connection.get() == Connection::Ready && !started.get_value() {
            started.set_value(true);
            leptos::task::spawn_local(async move {
                // Where the browser keeps nothing, the app is fetched from its server each time.
                let _ = keep_app(move |found| drop(update.try_set(Some(found)))).await;
            });
        }
    });
    move || {
        update.get().map(|update| {
            view! {
                <Banner tone=Tone::Information>
                    "A newer version of Vault Lab is ready. "
                    <Button kind=ButtonKind::Link on_click=move |()| update.take()>"Reload to use it"</Button>
                </Banner>
            }
        })
    }
}
