//! The bytes of disks and snapshots.

use crate::{
    base::{ArmId, ByteSize, Digest},
    engine::query::Topic,
    portal::session::{Connection, Loadable, Loaded, Session, use_session},
    rpc::{CallId, Failure, Outcome, Progress, Receipt, ToEngine, Trouble},
};
use leptos::prelude::*;

/// Some bytes of a disk or snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageBytes {
    pub offset: u64,
    pub bytes: Vec<u8>,
    /// Of the disk.
    pub size: ByteSize,
    /// Where the next run of written bytes starts.
    pub next_run: Option<u64>,
}

/// What reading a whole disk or snapshot led to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImageDigest {
    pub digest: Digest,
    /// Of the disk.
    pub size: ByteSize,
    /// What was written on it, and had to be read.
    pub read: ByteSize,
}

impl Session {
    /// Some bytes of a disk or snapshot.
    ///
    /// # Errors
    /// The refusal, or [`Trouble::Corrupt`].
    pub async fn read_image(self, image: ArmId, offset: u64, length: u64) -> Result<ImageBytes, Failure> {
        let principal = self.persona.get_untracked().id;
        let message = |call| ToEngine::ReadImage { call, principal, image, offset, length };
        match self.client()?.call(None, |_| {}, message).outcome().await? {
            (Outcome::ImageRead { bytes, size, next_run }, _) => {
                Ok(ImageBytes { offset, bytes, size, next_run })
            }
            _ => Err(Failure::Trouble(Trouble::Gone)),
        }
    }

    /// Writes bytes at an offset of a disk: all of them or none.
    ///
    /// # Errors
    /// The refusal, or the trouble that kept them from being stored.
    pub async fn write_bytes(self, disk: ArmId, offset: u64, bytes: Vec<u8>) -> Result<Receipt, Failure> {
        let principal = self.persona.get_untracked().id;
        let message = |call| ToEngine::WriteBytes { call, principal, disk, offset, bytes };
        match self.client()?.call(None, |_| {}, message).outcome().await? {
            (Outcome::Submitted(receipt), _) => Ok(receipt),
            _ => Err(Failure::Trouble(Trouble::Gone)),
        }
    }

    /// Reads a disk or snapshot and answers the digest of its bytes. `started` gets what to cancel it by.
    ///
    /// # Errors
    /// The refusal, [`Trouble::Cancelled`], [`Trouble::Corrupt`].
    pub async fn digest_image(
        self,
        image: ArmId,
        started: impl FnOnce(CallId),
        report: impl Fn(Progress) + 'static,
    ) -> Result<ImageDigest, Failure> {
        let principal = self.persona.get_untracked().id;
        let pending =
            self.client()?.call(None, report, |call| ToEngine::DigestImage { call, principal, image });
        started(pending.id);
        match pending.outcome().await? {
            (Outcome::ImageDigested { digest, size, read }, _) => Ok(ImageDigest { digest, size, read }),
            _ => Err(Failure::Trouble(Trouble::Gone)),
        }
    }
}

/// Bytes of a disk or snapshot that are read again when disks change.
pub fn use_image_bytes(image: ArmId, offset: Signal<u64>, length: u64) -> Loaded<ImageBytes> {
    let session = use_session();
    let loaded = Loaded::loading();
    // Counts the readings, so that a late answer to an old one is dropped.
    let asked = StoredValue::new(0_u64);
    // Reaches outside the graph: asks the worker.
    Effect::new(move || {
        loaded.track_refresh();
        session.topic(Topic::Disks).track();
        session.persona.track();
        let offset = offset.get();
        if session.connection.with(|connection| *connection != Connection::Ready) {
            return;
        }
        let number = asked.get_value() + 1;
        asked.set_value(number);
        let image = image.clone();
        leptos::task::spawn_local(async move {
            let shown = match session.read_image(image, offset, length).await {
                Ok(bytes) => Loadable::Ready(bytes),
                Err(failure) => Loadable::Failed(failure),
            };
            if asked.try_get_value() == Some(number) && loaded.state.with_untracked(|state| *state != shown) {
                loaded.state.set(shown);
            }
        });
    });
    loaded
}
