//! Uploads and downloads: calls that move bytes, with progress, rate and cancel.

use crate::{
    base::{ArmId, ByteSize, Digest},
    portal::{
        format,
        session::{Connection, Notice, NoticeLevel, Session, requests::Recording},
    },
    rpc::{CallId, Failure, Outcome, Progress, ToEngine, Trouble, UploadTarget},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// One file on its way into a container.
#[derive(Clone, Debug, PartialEq)]
pub struct Upload {
    pub path: String,
    pub size: ByteSize,
    pub done: ByteSize,
    /// Bytes a second, over the whole upload so far.
    pub rate: ByteSize,
    pub call: CallId,
    pub result: Option<Result<ByteSize, Failure>>,
}

/// What a download ended with.
#[derive(Clone, Debug, PartialEq)]
pub struct Download {
    pub name: String,
    pub size: ByteSize,
}

impl Session {
    /// Sends a file to the worker, which reads it in slices. `report` hears of every step, the request log of the end.
    ///
    /// # Errors
    /// The refusal, [`Trouble::QuotaExceeded`], [`Trouble::Cancelled`], [`Trouble::Unreadable`]; nothing
    /// half-written is visible in any case.
    pub async fn upload(
        self,
        file: web_sys::File,
        target: UploadTarget,
        notice: Option<Notice>,
        report: impl Fn(Upload) + Clone + 'static,
    ) -> Result<Outcome, Failure> {
        let principal = self.persona.get_untracked().id;
        let started = js_sys::Date::now();
        let path = target.path.clone();
        let size = ByteSize(file.size() as u64);
        let call = StoredValue::new(CallId(0));
        let step = {
            let report = report.clone();
            move |done: u64, result: Option<Result<ByteSize, Failure>>| {
                let seconds = ((js_sys::Date::now() - started) / 1_000.0).max(0.001);
                report(Upload {
                    path: path.clone(),
                    size,
                    done: ByteSize(done),
                    rate: ByteSize((done as f64 / seconds) as u64),
                    call: call.try_get_value().unwrap_or(CallId(0)),
                    result,
                });
            }
        };
        let on_progress = {
            let step = step.clone();
            move |progress: Progress| step(progress.done, None)
        };
        let client = self.client()?;
        let recording = Recording::begin(&client, principal, target.command(size));
        let message = |call| ToEngine::Upload { call, principal, target };
        let pending = client.call(Some(file.into()), on_progress, message);
        call.set_value(pending.id);
        step(0, None);
        let result = pending.outcome().await.map(|(outcome, _)| outcome);
        let summary = match &result {
            Ok(Outcome::Uploaded { new_bytes, .. }) => Ok(*new_bytes),
            Ok(_) => Ok(ByteSize::ZERO),
            Err(failure) => Err(failure.clone()),
        };
        step(if result.is_ok() { size.bytes() } else { 0 }, Some(summary));
        let ended = match &result {
            Ok(Outcome::Uploaded { receipt, .. }) => Ok(receipt.clone()),
            Ok(_) => Err(Failure::Trouble(Trouble::Gone)),
            Err(failure) => Err(failure.clone()),
        };
        recording.end(self, notice, &ended).await;
        result
    }

    /// Gives a running call up.
    pub fn cancel(self, call: CallId) {
        if let Ok(client) = self.client() {
            client.cancel(call);
        }
    }

    /// Downloads a file through the browser's own download list.
    pub fn download(self, container: ArmId, path: String) {
        self.download_each(container, vec![path]);
    }

    /// Downloads files one after the other.
    pub fn download_each(self, container: ArmId, paths: Vec<String>) {
        leptos::task::spawn_local(async move {
            for path in paths {
                self.download_one(container.clone(), path).await;
            }
        });
    }

    async fn download_one(self, container: ArmId, path: String) {
        let name = path.rsplit('/').next().unwrap_or_default().to_string();
        let principal = self.persona.get_untracked().id;
        self.follow_download(name, move |call| ToEngine::Download { call, principal, container, path }).await;
    }

    /// A download with its notification.
    async fn follow_download(self, name: String, message: impl FnOnce(CallId) -> ToEngine) {
        let notice = self.notices.begin(&format!("Downloading {name}"), "");
        let report = move |progress: Progress| {
            notice
                .progress(progress, &format!("{} of {}", ByteSize(progress.done), ByteSize(progress.total)));
        };
        match self.fetch(message, report).await {
            Ok(download) => {
                notice.succeed(&format!("Downloaded {}", download.name), &download.size.to_string(), None)
            }
            Err(failure) => notice.fail(&format!("Downloading {name}"), &failure),
        }
    }

    /// Exports a disk or snapshot as a VHD, through the browser's own download list.
    pub fn export_disk(self, source: ArmId) {
        leptos::task::spawn_local(async move {
            let principal = self.persona.get_untracked().id;
            let name = source.name().to_string();
            self.follow_download(name, move |call| ToEngine::ExportDisk { call, principal, source }).await;
        });
    }

    /// Sends a disk image to the worker, which writes it on an empty disk. `started` gets what to cancel it by.
    ///
    /// # Errors
    /// The refusal, or what went wrong on the way; the disk is empty then.
    pub async fn upload_image(
        self,
        file: web_sys::File,
        disk: ArmId,
        started: impl FnOnce(CallId),
        report: impl Fn(Progress) + 'static,
    ) -> Result<Outcome, Failure> {
        let principal = self.persona.get_untracked().id;
        let pending = self.client()?.call(Some(file.into()), report, |call| ToEngine::UploadImage {
            call,
            principal,
            disk,
        });
        started(pending.id);
        pending.outcome().await.map(|(outcome, _)| outcome)
    }

    async fn fetch(
        self,
        message: impl FnOnce(CallId) -> ToEngine,
        report: impl Fn(Progress) + 'static,
    ) -> Result<Download, Failure> {
        let pending = self.client()?.call(None, report, message);
        match pending.outcome().await? {
            (Outcome::Downloaded { name, size }, Some(blob)) => {
                save(&blob.unchecked_into(), &name);
                Ok(Download { name, size })
            }
            _ => Err(Failure::Trouble(Trouble::Gone)),
        }
    }

    /// Reads a stored file and answers the digest of its bytes.
    ///
    /// # Errors
    /// Not found, not authorized, or [`Trouble::Corrupt`].
    pub async fn prove(self, container: ArmId, path: String) -> Result<Digest, Failure> {
        let principal = self.persona.get_untracked().id;
        let pending =
            self.client()?.call(None, |_| {}, |call| ToEngine::Prove { call, principal, container, path });
        match pending.outcome().await? {
            (Outcome::Proven { digest, .. }, _) => Ok(digest),
            _ => Err(Failure::Trouble(Trouble::Gone)),
        }
    }

    /// Saves the whole world to a file as soon as a worker answers.
    pub fn export_when_ready(self) {
        let done = StoredValue::new(false);
        // Reaches outside: asks the worker that has just come up.
        Effect::new(move || {
            if !done.get_value() && self.connection.with(|connection| *connection == Connection::Ready) {
                done.set_value(true);
                self.export();
            }
        });
    }

    /// Saves the whole world to a file.
    pub fn export(self) {
        let notice = self.notices.begin("Exporting the world", "");
        leptos::task::spawn_local(async move {
            let Ok(client) = self.client() else { return };
            let report = move |progress: Progress| {
                notice.progress(progress, &format::count(progress.done));
            };
            match client.call(None, report, |call| ToEngine::Export { call }).outcome().await {
                Ok((Outcome::Exported { name }, Some(blob))) => {
                    save(&blob.unchecked_into(), &name);
                    notice.succeed("World exported", &name, None);
                }
                Ok(_) => self.notices.tell(NoticeLevel::Error, "Exporting the world failed", "", None),
                Err(failure) => notice.fail("Exporting the world", &failure),
            }
        });
    }
}

/// Hands a blob to the browser's download list.
pub fn save(blob: &web_sys::Blob, name: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(blob) else { return };
    if let Ok(element) = document.create_element("a") {
        let anchor: web_sys::HtmlAnchorElement = element.unchecked_into();
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
    }
    // The browser needs the address until it has started to read; a minute is plenty.
    leptos::task::spawn_local(async move {
        gloo_timers::future::TimeoutFuture::new(60_000).await;
        let _ = web_sys::Url::revoke_object_url(&url);
    });
}

/// Gives somebody a table as a file. A mark at its beginning tells spreadsheets that it is UTF-8.
pub fn save_csv(table: &str, name: &str) {
    let parts = js_sys::Array::of1(&format!("\u{feff}{table}").into());
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("text/csv;charset=utf-8");
    if let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind) {
        save(&blob, name);
    }
}
