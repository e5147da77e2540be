//! The list of uploads: waiting, running, ended.

use crate::{
    base::{ArmId, ByteSize},
    engine::{refusal::Refusal, storage::StorageRefusal},
    portal::format,
    rpc::{CallId, Failure, Progress, Trouble, UploadTarget},
};
use std::collections::{BTreeMap, VecDeque};

/// So many files are sent at once.
pub const RUNNING_MAX: usize = 3;
/// The list forgets ended files that lie further back.
pub const ENDED_MAX: usize = 200;

/// Tells one file of this page's session from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UploadNumber(pub u64);

/// A file somebody wants uploaded.
#[derive(Clone, Debug, PartialEq)]
pub struct NewUpload {
    pub target: UploadTarget,
    pub size: ByteSize,
}

/// Files that were asked for together; they share one notification.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    pub container: ArmId,
    pub files: u64,
    pub size: ByteSize,
    /// Bytes of files that have ended, well or not.
    settled: ByteSize,
    pub uploaded: u64,
    pub failed: u64,
    pub cancelled: u64,
    /// Page time in milliseconds.
    started_at: f64,
}

#[derive(Clone, Debug, PartialEq)]
struct Waiting {
    number: UploadNumber,
    batch: u64,
    upload: NewUpload,
}

/// A file that is being sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Running {
    pub number: UploadNumber,
    batch: u64,
    pub container: ArmId,
    pub path: String,
    pub size: ByteSize,
    pub done: ByteSize,
    /// Bytes a second.
    pub rate: ByteSize,
    pub call: Option<CallId>,
    pub cancelling: bool,
}

impl Running {
    pub fn percent(&self) -> u8 {
        percent(self.done, self.size)
    }

    /// `12.00 MiB of 300.00 MiB, 45.10 MiB/s`.
    pub fn progress_text(&self) -> String {
        if self.cancelling {
            return "Cancelling…".into();
        }
        format!("{} of {}, {}/s", self.done, self.size, self.rate)
    }
}

/// How a file ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    Uploaded {
        /// Bytes that were not stored before.
        new_bytes: ByteSize,
    },
    Failed(Failure),
    Cancelled,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    pub number: UploadNumber,
    pub container: ArmId,
    pub path: String,
    pub size: ByteSize,
    pub ending: Ending,
}

/// What is waiting, running and ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UploadList {
    next: u64,
    batches: BTreeMap<u64, Batch>,
    waiting: VecDeque<Waiting>,
    running: BTreeMap<UploadNumber, Running>,
    ended: VecDeque<Ended>,
}

impl UploadList {
    /// Lines files up; answers the number of the batch and of each file, in order.
    pub fn add(&mut self, container: ArmId, uploads: Vec<NewUpload>, now: f64) -> (u64, Vec<UploadNumber>) {
        let batch = self.take_number();
        let size = uploads.iter().map(|upload| upload.size).sum();
        let files = uploads.len() as u64;
        let mut numbers = Vec::with_capacity(uploads.len());
        for upload in uploads {
            let number = UploadNumber(self.take_number());
            numbers.push(number);
            self.waiting.push_back(Waiting { number, batch, upload });
        }
        let settled = ByteSize::ZERO;
        let row =
            Batch { container, files, size, settled, uploaded: 0, failed: 0, cancelled: 0, started_at: now };
        self.batches.insert(batch, row);
        (batch, numbers)
    }

    fn take_number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// The next file to send, where there is room for one more; it counts as running from now on.
    pub fn start_next(&mut self) -> Option<(UploadNumber, u64, UploadTarget)> {
        if self.running.len() >= RUNNING_MAX {
            return None;
        }
        let Waiting { number, batch, upload } = self.waiting.pop_front()?;
        let running = Running {
            number,
            batch,
            container: upload.target.container.clone(),
            path: upload.target.path.clone(),
            size: upload.size,
            done: ByteSize::ZERO,
            rate: ByteSize::ZERO,
            call: None,
            cancelling: false,
        };
        self.running.insert(number, running);
        Some((number, batch, upload.target))
    }

    /// Notes how far a running file has come. Answers the call to cancel, when that was asked for before the call
    /// was known.
    pub fn report(
        &mut self,
        number: UploadNumber,
        call: CallId,
        done: ByteSize,
        rate: ByteSize,
    ) -> Option<CallId> {
        let running = self.running.get_mut(&number)?;
        let late_cancel = running.cancelling && running.call.is_none();
        running.call = Some(call);
        running.done = done;
        running.rate = rate;
        late_cancel.then_some(call)
    }

    /// Notes the end of a running file. After a failure that would meet every other file of the batch too, those
    /// that still wait end with it.
    pub fn end(&mut self, number: UploadNumber, result: Result<ByteSize, Failure>) -> Vec<UploadNumber> {
        let Some(running) = self.running.remove(&number) else { return Vec::new() };
        let ending = match result {
            Ok(new_bytes) => Ending::Uploaded { new_bytes },
            Err(Failure::Trouble(Trouble::Cancelled)) => Ending::Cancelled,
            Err(failure) => Ending::Failed(failure),
        };
        let hopeless = match &ending {
            Ending::Failed(failure) if meets_all(failure) => Some(failure.clone()),
            _ => None,
        };
        let Running { batch, container, path, size, .. } = running;
        self.settle(batch, Ended { number, container, path, size, ending });
        let Some(failure) = hopeless else { return Vec::new() };
        self.drop_waiting(|waiting| waiting.batch == batch, &Ending::Failed(failure))
    }

    fn settle(&mut self, batch: u64, ended: Ended) {
        if let Some(batch) = self.batches.get_mut(&batch) {
            batch.settled = batch.settled + ended.size;
            match ended.ending {
                Ending::Uploaded { .. } => batch.uploaded += 1,
                Ending::Failed(_) => batch.failed += 1,
                Ending::Cancelled => batch.cancelled += 1,
            }
        }
        self.ended.push_front(ended);
        self.ended.truncate(ENDED_MAX);
    }

    fn drop_waiting(&mut self, which: impl Fn(&Waiting) -> bool, ending: &Ending) -> Vec<UploadNumber> {
        let (dropped, kept): (VecDeque<_>, VecDeque<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(which);
        self.waiting = kept;
        let mut numbers = Vec::with_capacity(dropped.len());
        for Waiting { number, batch, upload } in dropped {
            numbers.push(number);
            let NewUpload { target, size } = upload;
            let ended = Ended {
                number,
                container: target.container,
                path: target.path,
                size,
                ending: ending.clone(),
            };
            self.settle(batch, ended);
        }
        numbers
    }

    /// Gives a file up. Answers the call to cancel, if it is already being sent.
    pub fn cancel(&mut self, number: UploadNumber) -> Option<CallId> {
        let running = self.running.get_mut(&number)?;
        running.cancelling = true;
        running.call
    }

    /// Gives everything up that goes to a container. Answers the calls to cancel and the files that never started.
    pub fn cancel_all(&mut self, container: &ArmId) -> (Vec<CallId>, Vec<UploadNumber>) {
        let dropped =
            self.drop_waiting(|waiting| waiting.upload.target.container == *container, &Ending::Cancelled);
        let running = self.running.values_mut().filter(|running| running.container == *container);
        let calls = running.filter_map(|running| {
            running.cancelling = true;
            running.call
        });
        (calls.collect(), dropped)
    }

    pub fn is_active(&self) -> bool {
        !self.running.is_empty() || !self.waiting.is_empty()
    }

    pub fn running(&self, container: &ArmId) -> Vec<Running> {
        self.running.values().filter(|running| running.container == *container).cloned().collect()
    }

    pub fn waiting(&self, container: &ArmId) -> usize {
        self.waiting.iter().filter(|waiting| waiting.upload.target.container == *container).count()
    }

    /// Ended files of a container, newest first.
    pub fn ended(&self, container: &ArmId) -> Vec<Ended> {
        self.ended.iter().filter(|ended| ended.container == *container).cloned().collect()
    }

    /// Forgets the ended files of a container.
    pub fn forget_ended(&mut self, container: &ArmId) {
        self.ended.retain(|ended| ended.container != *container);
    }

    pub fn batch(&self, batch: u64) -> Option<&Batch> {
        self.batches.get(&batch)
    }

    /// Forgets a batch that has been told of.
    pub fn forget_batch(&mut self, batch: u64) {
        self.batches.remove(&batch);
    }

    /// How far a batch has come, in bytes.
    pub fn progress(&self, batch: u64) -> Progress {
        let Some(row) = self.batches.get(&batch) else { return Progress { done: 0, total: 0 } };
        let running = self.running.values().filter(|running| running.batch == batch);
        let done: ByteSize = running.map(|running| running.done).sum();
        Progress { done: (row.settled + done).bytes().min(row.size.bytes()), total: row.size.bytes() }
    }

    /// `2 of 5 files, 12.00 MiB of 300.00 MiB, 45.10 MiB/s`.
    pub fn progress_text(&self, batch: u64, now: f64) -> String {
        let Some(row) = self.batches.get(&batch) else { return String::new() };
        let Progress { done, total } = self.progress(batch);
        // Floats of the page's clock; the cast saturates.
        let rate = (done as f64 / ((now - row.started_at) / 1_000.0).max(0.001)) as u64;
        format!(
            "{} of {}, {} of {}, {}/s",
            format::count(row.ended()),
            format::counted(row.files, "file", "files"),
            ByteSize(done),
            ByteSize(total),
            ByteSize(rate)
        )
    }

    /// The failure a batch is told of: the newest.
    pub fn failure(&self, batch: u64) -> Option<Failure> {
        let container = &self.batches.get(&batch)?.container;
        self.ended.iter().filter(|ended| ended.container == *container).find_map(|ended| {
            match &ended.ending {
                Ending::Failed(failure) => Some(failure.clone()),
                Ending::Uploaded { .. } | Ending::Cancelled => None,
            }
        })
    }
}

impl Batch {
    fn ended(&self) -> u64 {
        self.uploaded + self.failed + self.cancelled
    }

    pub fn is_over(&self) -> bool {
        self.ended() == self.files
    }

    /// `Uploading 3 files to raw`.
    pub fn doing(&self) -> String {
        format!("Uploading {} to {}", format::counted(self.files, "file", "files"), self.container.name())
    }

    /// `Uploading 2 of 3 files to raw`, of which it will be said that it failed.
    pub fn failing(&self) -> String {
        let files = format::counted(self.files, "file", "files");
        format!("Uploading {} of {files} to {}", format::count(self.failed), self.container.name())
    }

    /// `Uploaded 3 files to raw`.
    pub fn done(&self) -> String {
        format!("Uploaded {} to {}", format::counted(self.uploaded, "file", "files"), self.container.name())
    }

    /// What became of files that were not uploaded; empty when all were.
    pub fn rest(&self) -> String {
        let parts = [(self.failed, "failed"), (self.cancelled, "cancelled")];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts
            .map(|(count, what)| format!("{} {what}", format::counted(count, "file", "files")))
            .collect();
        parts.join(", ")
    }
}

/// Whether the other files of a batch would meet the same failure.
fn meets_all(failure: &Failure) -> bool {
    match failure {
        Failure::Trouble(trouble) => match trouble {
            Trouble::QuotaExceeded { .. }
            | Trouble::StorageFailed { .. }
            | Trouble::ReadOnly
            | Trouble::Gone => true,
            Trouble::Cancelled
            | Trouble::Unreadable { .. }
            | Trouble::Corrupt { .. }
            | Trouble::NeverBack { .. }
            | Trouble::PastTheEnd { .. }
            | Trouble::JumpUnderWay { .. }
            | Trouble::ClockStopped { .. }
            | Trouble::UnknownScenario { .. }
            | Trouble::Savepoint(_)
            | Trouble::TransferUnderWay => false,
        },
        Failure::Refused(refusal) => {
            matches!(
                refusal,
                Refusal::Rbac(_)
                    | Refusal::Resource(_)
                    | Refusal::Storage(StorageRefusal::ContainerNotFound { .. })
            )
        }
    }
}

/// `done` of `size`; nothing of nothing is all of it.
fn percent(done: ByteSize, size: ByteSize) -> u8 {
    match size.bytes() {
        0 => 100,
        size => (u128::from(done.bytes()) * 100 / u128::from(size)).min(100) as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::storage::AccessTier;

    fn container(name: &str) -> ArmId {
        ArmId::new(format!("/subscriptions/s/containers/{name}"))
    }

    fn upload(container: &ArmId, path: &str, bytes: u64) -> NewUpload {
        NewUpload {
            target: UploadTarget {
                container: container.clone(),
                path: path.into(),
                content_type: "text/plain".into(),
                tier: AccessTier::Hot,
                overwrite: false,
            },
            size: ByteSize(bytes),
        }
    }

    fn five() -> (UploadList, u64, Vec<UploadNumber>, ArmId) {
        let raw = container("raw");
        let mut list = UploadList::default();
        let uploads = ["a", "b", "c", "d", "e"].map(|path| upload(&raw, path, 1_024));
        let (batch, numbers) = list.add(raw.clone(), uploads.into(), 0.0);
        while list.start_next().is_some() {}
        (list, batch, numbers, raw)
    }

    #[test]
    fn a_few_run_at_a_time_and_the_rest_follows_in_order() {
        let (mut list, batch, numbers, raw) = five();
        assert_eq!((list.running(&raw).len(), list.waiting(&raw)), (RUNNING_MAX, 2));
        list.report(numbers[0], CallId(7), ByteSize(512), ByteSize(256));
        assert_eq!(list.progress(batch), Progress { done: 512, total: 5 * 1_024 });
        assert_eq!(list.progress_text(batch, 2_000.0), "0 of 5 files, 512 B of 5.00 KiB, 256 B/s");
        assert_eq!(list.running(&raw)[0].progress_text(), "512 B of 1.00 KiB, 256 B/s");
        list.end(numbers[0], Ok(ByteSize(1_024)));
        assert_eq!(list.start_next().map(|(number, ..)| number), Some(numbers[3]));
        assert!(list.start_next().is_none());
    }

    #[test]
    fn a_batch_tells_what_became_of_its_files() {
        let (mut list, batch, numbers, raw) = five();
        let exists = StorageRefusal::PathExists { path: "b".into() };
        list.end(numbers[0], Ok(ByteSize::ZERO));
        list.end(numbers[1], Err(Refusal::from(exists).into()));
        list.end(numbers[2], Err(Failure::Trouble(Trouble::Cancelled)));
        while let Some((number, ..)) = list.start_next() {
            list.end(number, Ok(ByteSize::ZERO));
        }
        let told = list.batch(batch).expect("it was added").clone();
        assert!(told.is_over() && !list.is_active());
        assert_eq!(told.done(), "Uploaded 3 files to raw");
        assert_eq!(told.rest(), "1 file failed, 1 file cancelled");
        assert!(matches!(list.failure(batch), Some(Failure::Refused(_))));
        assert_eq!(list.ended(&raw).len(), 5);
    }

    #[test]
    fn a_full_disk_stops_the_whole_batch() {
        let (mut list, batch, numbers, _) = five();
        let full = Trouble::QuotaExceeded { needed: ByteSize(10), available: ByteSize(1) };
        let dropped = list.end(numbers[0], Err(Failure::Trouble(full)));
        assert_eq!(dropped, numbers[3..]);
        assert_eq!(list.batch(batch).map(|batch| batch.failed), Some(3));
    }

    #[test]
    fn cancelling_reaches_calls_that_are_not_known_yet() {
        let (mut list, batch, numbers, raw) = five();
        list.report(numbers[0], CallId(1), ByteSize::ZERO, ByteSize::ZERO);
        let (calls, dropped) = list.cancel_all(&raw);
        assert_eq!((calls, dropped), (vec![CallId(1)], numbers[3..].to_vec()));
        assert_eq!(list.report(numbers[1], CallId(2), ByteSize::ZERO, ByteSize::ZERO), Some(CallId(2)));
        assert_eq!(list.report(numbers[1], CallId(2), ByteSize::ZERO, ByteSize::ZERO), None);
        assert!(list.batch(batch).is_some_and(|batch| !batch.is_over()));
    }

    #[test]
    fn an_empty_file_is_whole_at_once() {
        assert_eq!((percent(ByteSize::ZERO, ByteSize::ZERO), percent(ByteSize(1), ByteSize(3))), (100, 33));
    }
}
