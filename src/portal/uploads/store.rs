//! Sends files to the worker, a few at a time, and tells of them by one notification a batch.

use super::list::{NewUpload, UploadList, UploadNumber};
use crate::{
    base::{ArmId, ByteSize},
    engine::storage::AccessTier,
    portal::{
        route::Route,
        session::{Notice, Session, Upload},
    },
    rpc::{Failure, Outcome, Trouble, UploadTarget},
};
use leptos::prelude::*;
use std::{cell::RefCell, collections::BTreeMap};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{BeforeUnloadEvent, File};

/// A notification changes at most this often while files run. Units: milliseconds.
const NOTICE_EVERY: f64 = 200.0;

thread_local! {
    /// The browser's files, which cannot live in signals.
    static FILES: RefCell<BTreeMap<UploadNumber, File>> = const { RefCell::new(BTreeMap::new()) };
}

/// A file as a person picked it, with the path it is to have in the container.
#[derive(Clone)]
pub struct PickedFile {
    pub path: String,
    pub file: File,
}

impl PickedFile {
    /// Where it goes, and as what.
    pub fn target(&self, container: &ArmId, tier: AccessTier, overwrite: bool) -> UploadTarget {
        UploadTarget {
            container: container.clone(),
            path: self.path.clone(),
            content_type: media_type(&self.file),
            tier,
            overwrite,
        }
    }
}

#[derive(Clone, Copy)]
struct BatchNotice {
    notice: Notice,
    told_at: f64,
}

/// All uploads of this page. Get it with [`use_uploads`].
#[derive(Clone, Copy)]
pub struct Uploads {
    session: Session,
    pub list: RwSignal<UploadList>,
    notices: StoredValue<BTreeMap<u64, BatchNotice>>,
}

/// The uploads of this page.
///
/// # Panics
/// Outside the app: a bug.
pub fn use_uploads() -> Uploads {
    expect_context::<Uploads>()
}

impl Uploads {
    pub fn new(session: Session) -> Uploads {
        let uploads = Uploads {
            session,
            list: RwSignal::new(UploadList::default()),
            notices: StoredValue::new(BTreeMap::new()),
        };
        uploads.ask_before_leaving();
        uploads
    }

    /// Lines files up for a container and starts as many as may run.
    pub fn add(self, container: ArmId, files: Vec<PickedFile>, tier: AccessTier, overwrite: bool) {
        if files.is_empty() {
            return;
        }
        // Sizes of files are whole numbers far below 2^53.
        let upload = |picked: &PickedFile| NewUpload {
            target: picked.target(&container, tier, overwrite),
            size: ByteSize(picked.file.size() as u64),
        };
        let new: Vec<NewUpload> = files.iter().map(upload).collect();
        let now = js_sys::Date::now();
        let (batch, numbers) = self
            .list
            .try_update(|list| list.add(container.clone(), new, now))
            .expect("the list lives as long as the page");
        FILES.with_borrow_mut(|kept| {
            kept.extend(numbers.into_iter().zip(files.into_iter().map(|picked| picked.file)));
        });
        let doing = self.list.with_untracked(|list| list.batch(batch).map(|batch| batch.doing()));
        let notice = self.session.notices.begin(&doing.unwrap_or_default(), "");
        self.notices.update_value(|notices| {
            notices.insert(batch, BatchNotice { notice, told_at: 0.0 });
        });
        self.start_waiting();
    }

    /// Gives one file up.
    pub fn cancel(self, number: UploadNumber) {
        if let Some(call) = self.list.try_update(|list| list.cancel(number)).flatten() {
            self.session.cancel(call);
        }
    }

    /// Gives everything up that goes to a container.
    pub fn cancel_all(self, container: &ArmId) {
        let Some((calls, dropped)) = self.list.try_update(|list| list.cancel_all(container)) else { return };
        forget(&dropped);
        calls.into_iter().for_each(|call| self.session.cancel(call));
        self.tell_all();
    }

    fn start_waiting(self) {
        while let Some((number, batch, target)) = self.list.try_update(UploadList::start_next).flatten() {
            let Some(file) = FILES.with_borrow(|files| files.get(&number).cloned()) else { continue };
            leptos::task::spawn_local(self.send(number, batch, target, file));
        }
    }

    async fn send(self, number: UploadNumber, batch: u64, target: UploadTarget, file: File) {
        let report = move |upload: Upload| {
            let step =
                move |list: &mut UploadList| list.report(number, upload.call, upload.done, upload.rate);
            if upload.result.is_none()
                && let Some(late) = self.list.try_update(step).flatten()
            {
                self.session.cancel(late);
            }
            self.tell(batch);
        };
        let notice = self.notices.with_value(|notices| notices.get(&batch).map(|entry| entry.notice));
        let result = match self.session.upload(file, target, notice, report).await {
            Ok(Outcome::Uploaded { new_bytes, .. }) => Ok(new_bytes),
            Ok(_) => Err(Failure::Trouble(Trouble::Gone)),
            Err(failure) => Err(failure),
        };
        let dropped = self.list.try_update(|list| list.end(number, result)).unwrap_or_default();
        forget(&[number]);
        forget(&dropped);
        self.tell(batch);
        self.start_waiting();
    }

    fn tell_all(self) {
        let batches = self.notices.with_value(|notices| notices.keys().copied().collect::<Vec<_>>());
        batches.into_iter().for_each(|batch| self.tell(batch));
    }

    /// Updates the notification of a batch, not too often.
    fn tell(self, batch: u64) {
        let Some(entry) = self.notices.with_value(|notices| notices.get(&batch).copied()) else { return };
        let Some(row) = self.list.with_untracked(|list| list.batch(batch).cloned()) else { return };
        let now = js_sys::Date::now();
        if row.is_over() {
            let link = Route::Container { id: row.container.clone(), directory: String::new() };
            match self.list.with_untracked(|list| list.failure(batch)).filter(|_| row.failed > 0) {
                Some(failure) => entry.notice.fail(&row.failing(), &failure),
                None if row.uploaded == 0 => {
                    let title = format!("{} cancelled", row.doing());
                    entry.notice.give_up(&title, "Nothing half-written was kept.");
                }
                None => entry.notice.succeed(&row.done(), &row.rest(), Some(link)),
            }
            self.notices.update_value(|notices| {
                notices.remove(&batch);
            });
            self.list.update(|list| list.forget_batch(batch));
        } else if now - entry.told_at >= NOTICE_EVERY {
            let (progress, body) =
                self.list.with_untracked(|list| (list.progress(batch), list.progress_text(batch, now)));
            entry.notice.progress(progress, &body);
            self.notices.update_value(|notices| {
                notices.insert(batch, BatchNotice { told_at: now, ..entry });
            });
        }
    }

    /// Leaving the page ends uploads: the browser asks first.
    fn ask_before_leaving(self) {
        let handler = Closure::<dyn FnMut(BeforeUnloadEvent)>::new(move |event: BeforeUnloadEvent| {
            if self.list.try_with_untracked(UploadList::is_active) == Some(true) {
                event.prevent_default();
            }
        });
        // Without the question, files under way are lost and nothing else.
        let _ = window().add_event_listener_with_callback("beforeunload", handler.as_ref().unchecked_ref());
        handler.forget();
    }
}

fn forget(numbers: &[UploadNumber]) {
    FILES.with_borrow_mut(|files| numbers.iter().for_each(|number| drop(files.remove(number))));
}

/// What the browser takes the file for.
fn media_type(file: &File) -> String {
    match file.type_() {
        unknown if unknown.is_empty() => "application/octet-stream".into(),
        known => known,
    }
}
