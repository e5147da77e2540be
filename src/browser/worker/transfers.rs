//! Uploads, downloads and proofs: tasks beside the loop that move bytes.

use crate::{
    base::{ByteSize, Digest},
    browser::{
        files::{BlobBuilder, FileSlices},
        worker::{
            host::{Mailbox, Reply, Work},
            pages::Pages,
            storage::WorkerStorage,
        },
    },
    content::{Content, ReadError, Reader},
    engine::{Command, rbac::PrincipalId},
    rpc::{Failure, Outcome, Progress, ToPage, Trouble, UploadTarget},
    runtime::{Shelf, UploadSession},
};
use futures::channel::oneshot;
use std::{cell::Cell, collections::BTreeMap, rc::Rc};
use wasm_bindgen::JsValue;
use web_sys::{Blob, File};

/// Progress is told this often. Units: milliseconds.
const REPORT_MILLIS: f64 = 100.0;

/// What a transfer needs of the worker.
#[derive(Clone)]
pub struct Transfer {
    pub reply: Reply,
    pub pages: Pages,
    pub shelf: Shelf<WorkerStorage>,
    pub cancelled: Rc<Cell<bool>>,
    pub mailbox: Mailbox,
}

impl Transfer {
    /// Takes a file in and asks the loop to make it visible.
    pub async fn upload(self, principal: PrincipalId, target: UploadTarget, file: File) {
        let mut session = UploadSession::begin(&self.shelf);
        let result = self.take_in(&mut session, principal, target, file).await;
        session.release().await;
        self.finish(result, None);
        // What a cancelled or failed upload left behind is litter.
        self.mailbox.send(Work::CollectGarbage);
    }

    async fn take_in(
        &self,
        session: &mut UploadSession<WorkerStorage>,
        principal: PrincipalId,
        target: UploadTarget,
        file: File,
    ) -> Result<Outcome, Failure> {
        let mut slices = FileSlices::new(Blob::from(file));
        let mut report = Reporter::new(self, slices.size());
        while let Some(bytes) = session.meanwhile(slices.next()).await.map_err(unreadable)? {
            self.check_cancelled()?;
            session.push(&bytes).await.map_err(Failure::Trouble)?;
            report.add(bytes.len() as u64);
        }
        self.check_cancelled()?;
        let content = session.finish().await.map_err(Failure::Trouble)?;
        let (size, digest) = (content.size, content.digest.unwrap_or(content.id.0));
        let (sender, receiver) = oneshot::channel();
        let command = Command::PutFile {
            container: target.container,
            path: target.path,
            content,
            content_type: target.content_type,
            tier: target.tier,
            metadata: BTreeMap::new(),
            overwrite: target.overwrite,
        };
        self.mailbox.send(Work::Command { principal, command: Box::new(command), reply: sender });
        let receipt = receiver.await.unwrap_or(Err(Failure::Trouble(Trouble::Gone)))?;
        Ok(Outcome::Uploaded { receipt, size, digest, new_bytes: ByteSize(session.new_bytes()) })
    }

    /// Gathers a stored file into a blob.
    pub async fn download(self, content: Content, name: String, content_type: String) {
        match self.gather(&content, &content_type).await {
            Ok(blob) => self.finish(Ok(Outcome::Downloaded { name, size: content.size }), Some(&blob)),
            Err(failure) => self.finish(Err(failure), None),
        }
    }

    async fn gather(&self, content: &Content, content_type: &str) -> Result<JsValue, Failure> {
        let _held = self.shelf.hold(content);
        let chunks = self.shelf.chunks();
        let mut reader = Reader::new(content, &chunks);
        let mut report = Reporter::new(self, content.size.bytes());
        let mut blob = BlobBuilder::new();
        while let Some(bytes) = reader.next().await.map_err(damaged)? {
            self.check_cancelled()?;
            blob.push(&bytes).map_err(unreadable)?;
            report.add(bytes.len() as u64);
        }
        Ok(blob.finish(content_type).map_err(unreadable)?.into())
    }

    /// Reads a stored file and answers the digest of its bytes.
    pub async fn prove(self, content: Content) {
        let result = self.digest(&content).await.map(|digest| Outcome::Proven { digest, size: content.size });
        self.finish(result, None);
    }

    async fn digest(&self, content: &Content) -> Result<Digest, Failure> {
        let _held = self.shelf.hold(content);
        let chunks = self.shelf.chunks();
        let mut reader = Reader::new(content, &chunks);
        let mut report = Reporter::new(self, content.size.bytes());
        let mut hasher = crate::content::Hasher::new();
        while let Some(bytes) = reader.next().await.map_err(damaged)? {
            self.check_cancelled()?;
            hasher.update(&bytes);
            report.add(bytes.len() as u64);
        }
        Ok(hasher.finish())
    }

    fn check_cancelled(&self) -> Result<(), Failure> {
        if self.cancelled.get() { Err(Failure::Trouble(Trouble::Cancelled)) } else { Ok(()) }
    }

    fn finish(&self, result: Result<Outcome, Failure>, blob: Option<&JsValue>) {
        let Reply { page, call } = self.reply;
        self.pages.send_with(page, &ToPage::Finished { call, result }, blob);
        self.mailbox.send(Work::TransferEnded(self.reply));
    }
}

/// Tells a page how far its transfer has come, not too often.
struct Reporter<'a> {
    transfer: &'a Transfer,
    done: u64,
    total: u64,
    told: f64,
}

impl<'a> Reporter<'a> {
    fn new(transfer: &'a Transfer, total: u64) -> Self {
        Self { transfer, done: 0, total, told: 0.0 }
    }

    fn add(&mut self, bytes: u64) {
        self.done += bytes;
        let now = js_sys::Date::now();
        if now - self.told < REPORT_MILLIS {
            return;
        }
        self.told = now;
        let Reply { page, call } = self.transfer.reply;
        let progress = Progress { done: self.done, total: self.total };
        self.transfer.pages.send(page, &ToPage::Progress { call, progress });
    }
}

fn unreadable(error: crate::browser::files::FileError) -> Failure {
    Failure::Trouble(Trouble::Unreadable { message: error.to_string() })
}

fn damaged(error: ReadError) -> Failure {
    Failure::Trouble(Trouble::Corrupt { message: error.to_string() })
}
