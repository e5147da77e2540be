//! What the loop has to do, and who tells it.

use crate::{
    browser::{
        gateway::{Ask, FrameId},
        worker::{host::Reply, http::TakenIn, pages::PageId},
    },
    engine::{Command, rbac::PrincipalId},
    rpc::{Failure, Receipt, ToEngine},
};
use futures::channel::{
    mpsc::{self, UnboundedReceiver, UnboundedSender},
    oneshot,
};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsValue;

/// What the loop has to do.
pub enum Work {
    Message {
        page: PageId,
        message: ToEngine,
        attachment: Option<JsValue>,
    },
    /// A transfer has stored its bytes and gives its command.
    Command {
        principal: PrincipalId,
        command: Box<Command>,
        reply: oneshot::Sender<Result<Receipt, Failure>>,
    },
    /// A program that is JavaScript asks for something.
    Script {
        page: PageId,
        id: FrameId,
        ask: Ask,
    },
    /// The body of a request is there.
    TakenIn(Box<TakenIn>),
    TransferEnded(Reply),
    CollectGarbage,
}

/// Sends work to the loop.
#[derive(Clone)]
pub struct Mailbox {
    inbox: UnboundedSender<Work>,
    /// Whether somebody waits for the jump to end.
    is_cancelled: Rc<Cell<bool>>,
}

impl Mailbox {
    /// A mailbox, and where its work arrives.
    pub fn new() -> (Mailbox, UnboundedReceiver<Work>) {
        let (inbox, work) = mpsc::unbounded();
        (Mailbox { inbox, is_cancelled: Rc::default() }, work)
    }

    pub fn send(&self, work: Work) {
        // It is known before its turn comes: until then the jump would go on.
        if matches!(work, Work::Message { message: ToEngine::CancelJump, .. }) {
            self.is_cancelled.set(true);
        }
        // The loop ends only with the worker.
        let _ = self.inbox.unbounded_send(work);
    }

    /// Whether work waits for the loop.
    pub fn is_waiting(&self) -> bool {
        !self.inbox.is_empty()
    }

    /// Whether a cancel of the jump waits for the loop.
    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled.get()
    }

    /// The loop has taken the cancel.
    pub fn take_cancel(&self) {
        self.is_cancelled.set(false);
    }
}
