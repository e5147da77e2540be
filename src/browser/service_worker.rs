//! The service worker, seen from a page: it keeps the app's files, and a newer build of them waits until somebody
//! asks for it.

use js_sys::Reflect;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};

const SCRIPT: &str = "./service-worker.js";

/// A newer build that is ready to be used.
#[derive(Clone, Debug)]
pub struct Update(ServiceWorkerRegistration);

impl Update {
    /// Uses it: the page loads again when the newer service worker has taken over.
    pub fn take(&self) {
        let (Some(container), Some(waiting)) = (container(), self.0.waiting()) else { return reload() };
        let taken_over = Closure::<dyn FnMut()>::new(reload);
        container.set_oncontrollerchange(Some(taken_over.as_ref().unchecked_ref()));
        taken_over.forget();
        if waiting.post_message(&"activate".into()).is_err() {
            reload();
        }
    }
}

fn reload() {
    // A page that cannot reload itself is reloaded by hand.
    let _ = web_sys::window().map(|window| window.location().reload());
}

/// Has the browser keep the app, and calls `on_update` for each newer build.
///
/// # Errors
/// What the browser says where it keeps nothing: the page works then as long as its server is there.
pub async fn keep_app(on_update: impl Fn(Update) + 'static) -> Result<(), JsValue> {
    let Some(container) = container() else { return Ok(()) };
    let registration = JsFuture::from(container.register(SCRIPT)).await?;
    let registration: ServiceWorkerRegistration = registration.unchecked_into();
    let tell = Rc::new(on_update);
    // The first one of all is no update.
    if registration.waiting().is_some() && container.controller().is_some() {
        tell(Update(registration.clone()));
    }
    let found = {
        let registration = registration.clone();
        let tell = tell.clone();
        Closure::<dyn FnMut()>::new(move || watch_installing(&registration, tell.clone()))
    };
    registration.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
    found.forget();
    // It may have been found before anybody listened; and browsers look only now and then by themselves.
    watch_installing(&registration, tell);
    JsFuture::from(registration.update()?).await.map(drop)
}

fn watch_installing(registration: &ServiceWorkerRegistration, tell: Rc<impl Fn(Update) + 'static>) {
    let Some(worker) = registration.installing() else { return };
    let changed = {
        let (registration, worker) = (registration.clone(), worker.clone());
        Closure::<dyn FnMut()>::new(move || {
            let is_update = container().is_some_and(|container| container.controller().is_some());
            if worker.state() == ServiceWorkerState::Installed && is_update {
                tell(Update(registration.clone()));
            }
        })
    };
    worker.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
}

/// Where there are service workers: not in every private window, and only on secure origins.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    let has = Reflect::get(&navigator, &"serviceWorker".into()).is_ok_and(|found| found.is_object());
    has.then(|| navigator.service_worker())
}
