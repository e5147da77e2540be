//! The pages that are connected.

use crate::{
    base::HttpResponse,
    browser::{
        gateway::{self, FrameId},
        link,
        worker::{answer_stream::Flow, host::Reply},
    },
    rpc::{CallId, ToPage, Trouble},
};
use futures::channel::mpsc::UnboundedSender;
use js_sys::Uint8Array;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};
use wasm_bindgen::JsValue;
use web_sys::MessagePort;

/// One connected page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageId(u64);

struct Page {
    port: MessagePort,
    /// Whether it has said hello as this build does.
    welcome: bool,
    visible: bool,
    /// Answers under way to it, where to say that more of them is taken.
    flows: BTreeMap<CallId, UnboundedSender<u32>>,
}

/// All connected pages. Clones share them.
#[derive(Clone, Default)]
pub struct Pages(Rc<RefCell<Registry>>);

#[derive(Default)]
struct Registry {
    last: u64,
    pages: BTreeMap<PageId, Page>,
}

impl Pages {
    pub fn add(&self, port: MessagePort) -> PageId {
        let mut registry = self.0.borrow_mut();
        registry.last += 1;
        let page = PageId(registry.last);
        let connected = Page { port, welcome: false, visible: false, flows: BTreeMap::new() };
        registry.pages.insert(page, connected);
        page
    }

    pub fn remove(&self, page: PageId) {
        self.0.borrow_mut().pages.remove(&page);
    }

    pub fn welcome(&self, page: PageId) {
        self.change(page, |page| page.welcome = true);
    }

    pub fn is_welcome(&self, page: PageId) -> bool {
        self.0.borrow().pages.get(&page).is_some_and(|page| page.welcome)
    }

    pub fn set_visible(&self, page: PageId, visible: bool) {
        self.change(page, |page| page.visible = visible);
    }

    /// Whether anybody can see the simulation.
    pub fn any_visible(&self) -> bool {
        self.0.borrow().pages.values().any(|page| page.visible)
    }

    pub fn send(&self, page: PageId, message: &ToPage) {
        self.send_with(page, message, None);
    }

    pub fn send_with(&self, page: PageId, message: &ToPage, attachment: Option<&JsValue>) {
        if let Some(page) = self.0.borrow().pages.get(&page) {
            link::post(&page.port, message, attachment);
        }
    }

    /// Answers a request of a script.
    pub fn answer_http(&self, reply: Reply, response: &HttpResponse) {
        self.tell(reply, |port, id| gateway::answer(port, id, response));
    }

    /// Begins an answer in pieces; [`Pages::end_answer`] or [`Pages::break_answer`] ends it.
    pub fn begin_answer(&self, reply: Reply, response: &HttpResponse) {
        self.tell(reply, |port, id| gateway::begin_answer(port, id, response));
    }

    pub fn send_piece(&self, reply: Reply, bytes: &Uint8Array) {
        self.tell(reply, |port, id| gateway::send_piece(port, id, bytes));
    }

    pub fn end_answer(&self, reply: Reply) {
        self.tell(reply, gateway::end_answer);
    }

    pub fn break_answer(&self, reply: Reply, trouble: &Trouble) {
        let (message, next) = trouble.explain();
        self.tell(reply, |port, id| gateway::break_answer(port, id, &format!("{message} {next}")));
    }

    /// Opens the flow of an answer. It ends with the page.
    pub fn open_flow(&self, reply: Reply) -> Flow {
        let (more, flow) = Flow::open();
        self.change(reply.page, |page| drop(page.flows.insert(reply.call, more)));
        flow
    }

    /// Lets as many more pieces through; of what has ended, nobody needs to know.
    pub fn let_through(&self, reply: Reply, pieces: u32) {
        if let Some(page) = self.0.borrow().pages.get(&reply.page)
            && let Some(more) = page.flows.get(&reply.call)
        {
            let _ = more.unbounded_send(pieces);
        }
    }

    pub fn close_flow(&self, reply: Reply) {
        self.change(reply.page, |page| drop(page.flows.remove(&reply.call)));
    }

    /// Whether any answer is under way.
    pub fn is_answering(&self) -> bool {
        self.0.borrow().pages.values().any(|page| !page.flows.is_empty())
    }

    /// Ends all answers under way.
    pub fn close_flows(&self) {
        self.0.borrow_mut().pages.values_mut().for_each(|page| page.flows.clear());
    }

    fn tell(&self, reply: Reply, say: impl FnOnce(&MessagePort, FrameId)) {
        if let Some(page) = self.0.borrow().pages.get(&reply.page) {
            say(&page.port, reply.call.0);
        }
    }

    pub fn tell_directory(&self, page: PageId, id: FrameId, json: &str) {
        if let Some(page) = self.0.borrow().pages.get(&page) {
            gateway::tell_directory(&page.port, id, json);
        }
    }

    /// Tells every page, unless the registry was being changed when the world ended.
    pub fn try_broadcast(&self, message: &ToPage) {
        if let Ok(registry) = self.0.try_borrow() {
            registry.pages.values().for_each(|page| link::post(&page.port, message, None));
        }
    }

    /// Tells every page that has been welcomed; a page of another build would not understand.
    pub fn broadcast(&self, message: &ToPage) {
        for page in self.0.borrow().pages.values().filter(|page| page.welcome) {
            link::post(&page.port, message, None);
        }
    }

    fn change(&self, page: PageId, change: impl FnOnce(&mut Page)) {
        if let Some(page) = self.0.borrow_mut().pages.get_mut(&page) {
            change(page);
        }
    }
}
