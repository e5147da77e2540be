//! Starting, or finding, the worker that runs the engine.
//!
//! A SharedWorker serves every tab. Where there is none, a dedicated worker does the same for one tab; it is
//! guarded by a Web Lock, so that two engines never write to one database.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort, SharedWorker, Worker, WorkerOptions, WorkerType};

/// Name of the worker and of the lock that guards a dedicated one.
const NAME: &str = "vault-lab-engine";
const SCRIPT: &str = "./engine-worker.js";

/// How the engine was reached.
pub enum Reached {
    Port(MessagePort),
    /// Another tab runs the engine in a worker of its own.
    InAnotherTab,
    /// This browser has no module workers.
    Unsupported(String),
}

/// Connects to the engine; with `take_over` the lock is taken from the tab that holds it.
pub async fn reach(take_over: bool) -> Reached {
    if Reflect::has(&js_sys::global(), &"SharedWorker".into()).unwrap_or(false) {
        return match SharedWorker::new_with_worker_options(SCRIPT, &options()) {
            Ok(worker) => Reached::Port(worker.port()),
            Err(error) => Reached::Unsupported(describe(&error)),
        };
    }
    if !hold_lock(take_over).await {
        return Reached::InAnotherTab;
    }
    dedicated().unwrap_or_else(|error| Reached::Unsupported(describe(&error)))
}

fn options() -> WorkerOptions {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name(NAME);
    options
}

fn dedicated() -> Result<Reached, JsValue> {
    let worker = Worker::new_with_options(SCRIPT, &options())?;
    let channel = MessageChannel::new()?;
    worker.post_message_with_transfer(&"connect".into(), &js_sys::Array::of1(&channel.port2()))?;
    // The worker ends with the page; the handle may be forgotten until then.
    std::mem::forget(worker);
    Ok(Reached::Port(channel.port1()))
}

/// Takes the lock for as long as the page lives. Without Web Locks every tab is on its own.
async fn hold_lock(steal: bool) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let locks = Reflect::get(&window.navigator(), &"locks".into()).unwrap_or_default();
    if locks.is_undefined() {
        return true;
    }
    let (sender, receiver) = futures::channel::oneshot::channel();
    let mut sender = Some(sender);
    let granted = Closure::<dyn FnMut(JsValue) -> JsValue>::new(move |lock: JsValue| {
        if let Some(sender) = sender.take() {
            let _ = sender.send(!lock.is_null());
        }
        if lock.is_null() { JsValue::UNDEFINED } else { Promise::new(&mut |_, _| {}).into() }
    });
    let wishes = Object::new();
    let wish = if steal { "steal" } else { "ifAvailable" };
    let _ = Reflect::set(&wishes, &wish.into(), &JsValue::TRUE);
    let request =
        Reflect::get(&locks, &"request".into()).ok().and_then(|found| found.dyn_into::<Function>().ok());
    let Some(request) = request else { return true };
    let held = request.call3(&locks, &NAME.into(), &wishes, granted.as_ref());
    granted.forget();
    if let Ok(held) = held.and_then(|held| held.dyn_into::<Promise>()) {
        // Ends only when the lock is taken from us, which the worker then notices by a commit conflict.
        wasm_bindgen_futures::spawn_local(async move { drop(JsFuture::from(held).await) });
    }
    receiver.await.unwrap_or(false)
}

fn describe(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| format!("{error:?}"), |error| String::from(error.message()))
}
