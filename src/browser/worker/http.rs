//! Requests of the REST API: those that the portal passes on, and those that the service worker takes from the network
//! of a page.
//!
//! A body that becomes the content of a blob is stored beside the loop, like an upload of the portal, before the
//! request comes to the loop; all others are read whole.

use crate::{
    arm::{self, Intake, Served, ServedContent, WorldDoor, caller},
    base::HttpRequest,
    browser::{
        files::{BlobBuilder, FileSlices, read_range},
        gateway::{Ask, FrameId, HttpBody},
        worker::{
            host::{Host, Reply, Work, publish},
            pages::PageId,
            transfers::{Transfer, damaged, unreadable},
        },
    },
    content::{Content, Reader},
    engine::{rbac::PrincipalId, request::Command},
    rpc::{CallId, Failure, Outcome, ToPage, Trouble},
    runtime::UploadSession,
};
use futures::channel::oneshot;
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use web_sys::Blob;

/// A request of which the body has been taken in.
pub struct TakenIn {
    pub reply: Reply,
    pub request: HttpRequest,
    pub stored: Option<Content>,
    /// Dropped when the request was served: rows name the content by then, or never will.
    pub served: oneshot::Sender<()>,
}

impl Host {
    /// Answers a request of the portal, in the name of a principal unless it brings a token of its own.
    pub(super) async fn serve(&mut self, reply: Reply, principal: PrincipalId, request: HttpRequest) {
        let request = match request.header("Authorization") {
            Some(_) => request,
            None => request.with_header("Authorization", format!("Bearer {}", caller::token(principal))),
        };
        let result = match self.admit(&request).await {
            Ok(Intake::Bytes { .. }) => Ok(self.carry_out_http(&request, None).await),
            // The portal has ways of its own for large bytes.
            Ok(Intake::Stored) => {
                Err(Trouble::Unreadable { message: "the request has no file with it".into() })
            }
            Err(refused) => Ok(*refused),
        };
        let result = result.map(|served| Outcome::Served(served.response)).map_err(Failure::Trouble);
        self.pages.send(reply.page, &ToPage::Finished { call: reply.call, result });
    }

    /// Answers what a command is as a request. Nothing is carried out.
    pub(super) fn render(&self, reply: Reply, principal: PrincipalId, command: &Command) {
        let result = match &self.world {
            Ok(world) => {
                let rendering = arm::render::render(&world.viewer(principal, self.now()), command);
                rendering.map(Outcome::Rendered).map_err(Failure::Refused)
            }
            Err(trouble) => Err(Failure::Trouble(trouble.clone())),
        };
        self.pages.send(reply.page, &ToPage::Finished { call: reply.call, result });
    }

    /// Takes what came from a script: the service worker, or a page without wasm.
    pub(super) async fn hear_script(&mut self, page: PageId, id: FrameId, ask: Ask) {
        let reply = Reply { page, call: CallId(id) };
        match ask {
            // Answered where it arrives, so that a long errand is not taken for the end of the engine.
            Ask::Ping => {}
            Ask::Cancel => self.cancel(reply).await,
            Ask::Directory => {
                let Ok(world) = &self.world else { return };
                self.pages.tell_directory(page, id, &caller::directory(world.state()).to_string());
            }
            Ask::Http(request, body) => self.receive_http(reply, *request, body).await,
        }
    }

    async fn receive_http(&mut self, reply: Reply, mut request: HttpRequest, body: HttpBody) {
        let intake = match self.admit(&request).await {
            Ok(intake) => intake,
            Err(refused) => return self.pages.answer_http(reply, &refused.response, None),
        };
        // What is in memory already needs no task of its own.
        if let (Intake::Bytes { max }, HttpBody::Empty | HttpBody::Bytes(_)) = (intake, &body) {
            request.body = whole(&body, max);
            let served = self.carry_out_http(&request, None).await;
            return self.send_served(reply, served);
        }
        if let Some(transfer) = self.transfer(reply) {
            wasm_bindgen_futures::spawn_local(transfer.take_in_http(request, body, intake));
        }
    }

    /// Serves a request of which the body was taken in beside the loop.
    pub(super) async fn serve_taken_in(&mut self, taken: TakenIn) {
        let served = self.carry_out_http(&taken.request, taken.stored).await;
        self.send_served(taken.reply, served);
        drop(taken.served);
    }

    async fn admit(&mut self, request: &HttpRequest) -> Result<Intake, Box<Served>> {
        self.catch_up().await;
        let now = self.now();
        let Ok(world) = &mut self.world else { return Err(Box::new(arm::interrupted(Trouble::ReadOnly))) };
        arm::admit(&WorldDoor::new(world, &mut self.budgets, now), request).map_err(Box::new)
    }

    async fn carry_out_http(&mut self, request: &HttpRequest, stored: Option<Content>) -> Served {
        let now = self.now();
        let Ok(world) = &mut self.world else { return arm::interrupted(Trouble::ReadOnly) };
        let mut door = WorldDoor::new(world, &mut self.budgets, now);
        let served = arm::serve(&mut door, request, stored).await;
        // Only what was carried out leaves litter.
        self.litter |= !door.executed.is_empty();
        for executed in door.executed {
            publish(&self.pages, executed, &self.pacer);
        }
        served
    }

    fn send_served(&mut self, reply: Reply, served: Served) {
        match served.content {
            None => self.pages.answer_http(reply, &served.response, None),
            Some(content) => {
                let Some(transfer) = self.transfer(reply) else { return };
                wasm_bindgen_futures::spawn_local(transfer.send_content(served.response, content));
            }
        }
    }
}

/// A body that lies in memory; one byte more than may be, where it is longer, so that whoever reads it refuses it.
fn whole(body: &HttpBody, max: usize) -> Vec<u8> {
    match body {
        HttpBody::Bytes(buffer) if body.size() <= max as u64 => Uint8Array::new(buffer).to_vec(),
        HttpBody::Bytes(_) => vec![b' '; max + 1],
        HttpBody::Empty | HttpBody::Blob(_) => Vec::new(),
    }
}

impl Transfer {
    /// Takes a body in and has its request served.
    async fn take_in_http(self, mut request: HttpRequest, body: HttpBody, intake: Intake) {
        let mut session = UploadSession::begin(&self.shelf);
        let taken = match intake {
            Intake::Stored => self.store(&mut session, &body).await.map(Some),
            Intake::Bytes { max } => read_whole(&body, max).await.map(|bytes| {
                request.body = bytes;
                None
            }),
        };
        match taken {
            Ok(stored) => {
                let (served, is_served) = oneshot::channel();
                let taken = TakenIn { reply: self.reply, request, stored, served };
                self.mailbox.send(Work::TakenIn(Box::new(taken)));
                // The sender is dropped, whether it says something or not.
                let _ = is_served.await;
            }
            Err(failure) => {
                let refused = arm::interrupted(failure);
                self.pages.answer_http(self.reply, &refused.response, None);
            }
        }
        session.release().await;
        self.end();
        // What a refused or cancelled request left behind is litter.
        self.mailbox.send(Work::CollectGarbage);
    }

    async fn store(
        &self,
        session: &mut UploadSession<super::storage::WorkerStorage>,
        body: &HttpBody,
    ) -> Result<Content, Failure> {
        let mut slices = FileSlices::new(as_blob(body).map_err(unreadable)?);
        while let Some(bytes) = session.meanwhile(slices.next()).await.map_err(unreadable)? {
            self.check_cancelled()?;
            session.push(&bytes).await.map_err(Failure::Trouble)?;
        }
        self.check_cancelled()?;
        session.finish().await.map_err(Failure::Trouble)
    }

    /// Sends an answer with bytes that are stored.
    async fn send_content(self, mut response: crate::base::HttpResponse, content: ServedContent) {
        match self.gather_range(&content).await {
            Ok(blob) => self.pages.answer_http(self.reply, &response, Some(&blob)),
            Err(failure) => {
                response = arm::interrupted(failure).response;
                self.pages.answer_http(self.reply, &response, None);
            }
        }
        self.end();
    }

    async fn gather_range(&self, content: &ServedContent) -> Result<JsValue, Failure> {
        let ServedContent { content, range } = content;
        let _held = self.shelf.hold(content);
        let chunks = self.shelf.chunks();
        let mut reader = Reader::range(content, &chunks, range.clone()).map_err(damaged)?;
        let mut blob = BlobBuilder::new();
        while let Some(bytes) = reader.next().await.map_err(damaged)? {
            self.check_cancelled()?;
            blob.push(&bytes).map_err(unreadable)?;
        }
        Ok(blob.finish("").map_err(unreadable)?.into())
    }

    fn end(&self) {
        self.mailbox.send(Work::TransferEnded(self.reply));
    }
}

fn as_blob(body: &HttpBody) -> Result<Blob, crate::browser::files::FileError> {
    match body {
        HttpBody::Blob(blob) => Ok(blob.clone()),
        HttpBody::Empty => BlobBuilder::new().finish(""),
        HttpBody::Bytes(buffer) => {
            let mut blob = BlobBuilder::new();
            blob.push(&Uint8Array::new(buffer).to_vec())?;
            blob.finish("")
        }
    }
}

async fn read_whole(body: &HttpBody, max: usize) -> Result<Vec<u8>, Failure> {
    match body {
        HttpBody::Blob(blob) => {
            read_range(blob, 0..body.size().min(max as u64 + 1)).await.map_err(unreadable)
        }
        HttpBody::Empty | HttpBody::Bytes(_) => Ok(whole(body, max)),
    }
}
