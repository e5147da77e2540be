//! Requests of the REST API: those that the portal passes on, and those that the service worker takes from the network
//! of a page.
//!
//! A body that becomes the content of a blob is stored beside the loop, like an upload of the portal, before the
//! request comes to the loop; all others are read whole.

use crate::{
    arm::{self, Intake, Served, WorldDoor, caller},
    base::{HttpRequest, Method},
    browser::{
        files::{BlobBuilder, FileSlices, read_range},
        gateway::{Ask, FrameId, HttpBody},
        worker::{
            answer_stream::AnswerStream,
            host::{Host, Reply, publish},
            mailbox::Work,
            pages::PageId,
            transfers::{Transfer, unreadable},
        },
    },
    content::Content,
    engine::{rbac::PrincipalId, request::Command},
    rpc::{CallId, Failure, Outcome, ToPage, Trouble},
    runtime::{UploadSession, World},
};
use futures::channel::oneshot;
use js_sys::Uint8Array;
use uuid::Uuid;
use web_sys::Blob;

/// A request of which the body has been taken in.
pub struct TakenIn {
    pub reply: Reply,
    pub request: HttpRequest,
    /// What the body became, where it was stored.
    pub body: Result<Option<Content>, Failure>,
    /// Told whether the request was carried out.
    pub served: oneshot::Sender<bool>,
}

impl Host {
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
            // Taken where they arrive: a long errand is not to be taken for the end of the engine, nor to hold up an answer.
            Ask::Ping | Ask::More(_) => {}
            Ask::Cancel => self.cancel(reply).await,
            Ask::Directory => {
                let Ok(world) = &self.world else { return };
                self.pages.tell_directory(page, id, &caller::directory(world.state()).to_string());
            }
            Ask::Http(request, body) => self.receive_http(reply, *request, body).await,
        }
    }

    async fn receive_http(&mut self, reply: Reply, mut request: HttpRequest, body: HttpBody) {
        let intake = match request.method {
            // Bodies of these say nothing.
            Method::Get | Method::Head => Ok(Intake::Bytes { max: 0 }),
            _ => self.admit(&request).await,
        };
        let intake = match intake {
            Ok(intake) => intake,
            Err(refused) => return self.pages.answer_http(reply, &refused.response),
        };
        // What is in memory already needs no task of its own.
        if let (Intake::Bytes { max }, HttpBody::Empty | HttpBody::Bytes(_)) = (intake, &body) {
            request.body = first_bytes(&body, max.saturating_add(1));
            let served = self.carry_out_http(&request, None).await;
            return self.send_served(reply, request, served);
        }
        if let Some(transfer) = self.transfer(reply) {
            wasm_bindgen_futures::spawn_local(transfer.take_in_http(request, body, intake));
        }
    }

    /// Serves a request of which the body was taken in beside the loop.
    pub(super) async fn serve_taken_in(&mut self, taken: TakenIn) {
        let TakenIn { reply, request, body, served } = taken;
        let answer = match body {
            Ok(stored) => self.carry_out_http(&request, stored).await,
            Err(failure) => self.interrupted(&request, failure),
        };
        // Whoever is gone does not need to know.
        let _ = served.send(answer.response.status < 400);
        self.send_served(reply, request, answer);
    }

    pub(super) async fn admit(&mut self, request: &HttpRequest) -> Result<Intake, Box<Served>> {
        self.catch_up().await;
        let now = self.now();
        let Ok(world) = &mut self.world else {
            return Err(Box::new(self.interrupted(request, Trouble::ReadOnly)));
        };
        arm::admit(&WorldDoor::new(world, &mut self.budgets, now), request).map_err(Box::new)
    }

    pub(super) async fn carry_out_http(&mut self, request: &HttpRequest, stored: Option<Content>) -> Served {
        self.catch_up().await;
        let now = self.now();
        let Ok(world) = &mut self.world else { return self.interrupted(request, Trouble::ReadOnly) };
        let mut door = WorldDoor::new(world, &mut self.budgets, now);
        let served = arm::serve(&mut door, request, stored).await;
        // Only what was carried out leaves litter.
        self.litter |= !door.executed.is_empty();
        for executed in door.executed {
            publish(&self.pages, executed, &self.pacer);
        }
        served
    }

    fn interrupted(&mut self, request: &HttpRequest, failure: impl Into<Failure>) -> Served {
        arm::interrupted(request, self.request_id(), self.now(), failure)
    }

    /// A name for a request; where there is no world, nothing of it is looked up anywhere.
    fn request_id(&mut self) -> Uuid {
        self.world.as_mut().map_or(Uuid::nil(), World::next_correlation)
    }

    fn send_served(&mut self, reply: Reply, request: HttpRequest, served: Served) {
        let (Some(content), Ok(world)) = (served.content, &mut self.world) else {
            return self.pages.answer_http(reply, &served.response);
        };
        let (id, shelf) = (world.next_correlation(), world.shelf().clone());
        let (pages, mailbox) = (self.pages.clone(), self.mailbox.clone());
        let flow = pages.open_flow(reply);
        let stream = AnswerStream { reply, request, id, now: self.now(), pages, shelf, flow, mailbox };
        wasm_bindgen_futures::spawn_local(stream.send(served.response, content));
    }
}

/// The beginning of a body that lies in memory: where it is longer than may be, one byte too many is enough to refuse it.
fn first_bytes(body: &HttpBody, max: usize) -> Vec<u8> {
    let HttpBody::Bytes(buffer) = body else { return Vec::new() };
    let end = body.size().min(max as u64);
    // No longer than its buffer, which is below 4 GiB.
    Uint8Array::new(buffer).subarray(0, end as u32).to_vec()
}

impl Transfer {
    /// Takes a body in and has its request served.
    async fn take_in_http(self, mut request: HttpRequest, body: HttpBody, intake: Intake) {
        let Intake::Bytes { max } = intake else { return self.take_in_stored(request, &body).await };
        let body = read_whole(&body, max).await.map(|bytes| {
            request.body = bytes;
            None
        });
        self.have_served(request, body).await;
        self.end();
    }

    async fn take_in_stored(self, request: HttpRequest, body: &HttpBody) {
        let mut session = UploadSession::begin(&self.shelf);
        let stored = self.store(&mut session, body).await;
        let is_kept = self.have_served(request, stored.map(Some)).await;
        // Rows name the content by now, or never will.
        session.release().await;
        self.end();
        if !is_kept {
            // What a refused, failed or cancelled request left behind is litter.
            self.mailbox.send(Work::CollectGarbage);
        }
    }

    /// Has a request served, or answered with what became of its body; tells whether it was carried out.
    async fn have_served(&self, request: HttpRequest, body: Result<Option<Content>, Failure>) -> bool {
        let (served, is_served) = oneshot::channel();
        let taken = TakenIn { reply: self.reply, request, body, served };
        self.mailbox.send(Work::TakenIn(Box::new(taken)));
        is_served.await.unwrap_or(false)
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
        HttpBody::Empty | HttpBody::Bytes(_) => Ok(first_bytes(body, max.saturating_add(1))),
    }
}
