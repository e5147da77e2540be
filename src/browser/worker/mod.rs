//! The worker: ports in, answers out, and the loop between them.
//!
//! One loop owns the world and takes messages one after the other; only transfers of bytes run beside it, and
//! they end by sending the loop a command like everybody else.

mod answer_stream;
mod breath;
mod disk_calls;
mod errands;
mod export;
mod host;
mod http;
mod images;
mod jump;
mod mailbox;
mod pages;
mod portal_requests;
mod savepoints;
mod scenario;
mod storage;
mod transfers;

use crate::{
    browser::{
        gateway::{self, Ask},
        link::{self, Arrived},
    },
    rpc::{CallId, ToEngine, ToPage},
};
use host::{Host, Reply};
use js_sys::{Array, Reflect};
use mailbox::{Mailbox, Work};
use pages::{PageId, Pages};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::MessagePort;

/// Starts the engine in this worker.
pub fn start() {
    let pages = Pages::default();
    announce_panics(&pages);
    let (mailbox, work) = Mailbox::new();
    take_ports(&pages, &mailbox);
    wasm_bindgen_futures::spawn_local(async move { Host::open(pages, mailbox).await.run(work).await });
}

/// Takes the ports that connected while the wasm was loading, and all later ones.
fn take_ports(pages: &Pages, mailbox: &Mailbox) {
    let global = js_sys::global();
    let early = Reflect::get(&global, &"vaultLabPorts".into()).unwrap_or_default();
    let accept = {
        let (pages, mailbox) = (pages.clone(), mailbox.clone());
        move |port: JsValue| accept(&pages, &mailbox, port.unchecked_into())
    };
    if let Some(ports) = early.dyn_ref::<Array>() {
        while ports.length() > 0 {
            accept(ports.shift());
        }
    }
    let connect = Closure::<dyn FnMut(JsValue)>::new(accept);
    // Without the hook later pages would wait in vain, and say so by the missing heartbeat.
    let _ = Reflect::set(&global, &"vaultLabConnect".into(), connect.as_ref());
    connect.forget();
}

fn accept(pages: &Pages, mailbox: &Mailbox, port: MessagePort) {
    let page = pages.add(port.clone());
    say_bye_when_closed(page, mailbox, &port);
    let (pages, mailbox, answers) = (pages.clone(), mailbox.clone(), port.clone());
    link::listen::<ToEngine>(&port, move |arrived| match arrived {
        Arrived::Message(message, attachment) => {
            mailbox.send(Work::Message { page, message, attachment });
        }
        Arrived::Plain(frame) => match gateway::read(&frame) {
            Some((id, Ask::Ping)) => gateway::pong(&answers, id),
            // For what runs beside the loop.
            Some((id, Ask::More(pieces))) => pages.let_through(Reply { page, call: CallId(id) }, pieces),
            Some((id, ask)) => mailbox.send(Work::Script { page, id, ask }),
            None => {}
        },
        Arrived::Panic(_) => {}
        Arrived::Unreadable => {
            pages.send(page, &ToPage::WrongBuild { running: crate::rpc::BUILD.to_string() });
        }
    });
}

/// Scripts say no goodbye: a service worker is ended, and what it was answered ends with it.
fn say_bye_when_closed(page: PageId, mailbox: &Mailbox, port: &MessagePort) {
    let mailbox = mailbox.clone();
    let closed = Closure::once_into_js(move || {
        mailbox.send(Work::Message { page, message: ToEngine::Bye, attachment: None });
    });
    // Browsers without the event keep a page that is gone, as they always have.
    let _ = port.add_event_listener_with_callback("close", closed.unchecked_ref());
}

thread_local! {
    /// Whom a panic is told to. The hook has to be `Send`, so it finds them here.
    static WITNESSES: RefCell<Option<Pages>> = const { RefCell::new(None) };
}

/// A panic ends the engine: every page is told before the worker closes.
fn announce_panics(pages: &Pages) {
    WITNESSES.set(Some(pages.clone()));
    std::panic::set_hook(Box::new(|panic| {
        let message = panic.to_string();
        web_sys::console::error_1(&message.clone().into());
        WITNESSES.with(|witnesses| {
            if let Some(pages) = witnesses.try_borrow().ok().as_deref().and_then(Option::as_ref) {
                pages.try_broadcast(&ToPage::Panicked { message });
            }
        });
    }));
}
