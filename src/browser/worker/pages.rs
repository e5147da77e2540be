//! The pages that are connected.

use crate::{
    base::HttpResponse,
    browser::{
        gateway::{self, FrameId},
        link,
        worker::host::Reply,
    },
    rpc::ToPage,
};
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
        registry.pages.insert(page, Page { port, welcome: false, visible: false });
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

    /// Answers a request; `blob` is the body where the response has none of its own.
    pub fn answer_http(&self, reply: Reply, response: &HttpResponse, blob: Option<&JsValue>) {
        if let Some(page) = self.0.borrow().pages.get(&reply.page) {
            gateway::answer(&page.port, reply.call.0, response, blob);
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
