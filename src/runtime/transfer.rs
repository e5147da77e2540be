//! Transfers: bytes into packs, without ever holding more than a few of them in memory.

use crate::{
    base::Digest,
    content::{Chunk, Chunker, Content},
    rpc::Trouble,
    runtime::{Ledger, world::trouble},
    store::{
        Batch, Durability, PackBuilder, PackCatalog, PackId, Pins, SealedPack, Storage, StorageError,
        StoredChunks,
    },
};
use futures::{FutureExt, future::LocalBoxFuture};
use std::{
    cell::RefCell,
    future::{Future, poll_fn, ready},
    pin::pin,
    rc::Rc,
    task::Poll,
};

/// The open pack and the way into storage, shared by all uploads.
pub struct Shelf<S> {
    pub ledger: Rc<Ledger<S>>,
    pub catalog: Rc<RefCell<PackCatalog>>,
    builder: Rc<RefCell<PackBuilder>>,
    /// Full packs, of all uploads, that are not yet on their way.
    sealed: Rc<RefCell<Vec<SealedPack>>>,
}

impl<S> Clone for Shelf<S> {
    fn clone(&self) -> Self {
        Self {
            ledger: self.ledger.clone(),
            catalog: self.catalog.clone(),
            builder: self.builder.clone(),
            sealed: self.sealed.clone(),
        }
    }
}

/// Packs written together: enough for throughput, few enough to keep memory small.
const PACKS_PER_COMMIT: usize = 4;

impl<S: Storage + 'static> Shelf<S> {
    pub fn new(ledger: Rc<Ledger<S>>, catalog: Rc<RefCell<PackCatalog>>) -> Self {
        Self { ledger, catalog, builder: Rc::default(), sealed: Rc::default() }
    }

    /// Where stored chunks are read.
    pub fn chunks(&self) -> StoredChunks<S> {
        StoredChunks::new(self.ledger.storage().clone(), self.catalog.clone())
    }

    /// Keeps the chunks of a stored content while somebody reads them.
    #[must_use = "the guard holds the chunks"]
    pub fn hold(&self, content: &Content) -> Held {
        self.hold_chunks(content.chunks())
    }

    /// Keeps stored chunks while somebody reads them.
    #[must_use = "the guard holds the chunks"]
    pub fn hold_chunks(&self, chunks: impl Iterator<Item = Digest>) -> Held {
        let mut pins = Pins::default();
        let catalog = &mut self.catalog.borrow_mut();
        chunks.for_each(|digest| catalog.pin(&mut pins, digest));
        Held { catalog: self.catalog.clone(), pins }
    }

    /// Takes a chunk into the open pack where it is new; answers whether it was.
    fn keep(&self, pins: &mut Pins, chunk: &Chunk) -> bool {
        let catalog = &mut self.catalog.borrow_mut();
        let added = self.builder.borrow_mut().add(catalog, pins, chunk);
        self.sealed.borrow_mut().extend(added.sealed);
        added.is_new
    }

    fn is_full(&self) -> bool {
        self.sealed.borrow().len() >= PACKS_PER_COMMIT
    }

    /// Closes the open pack and returns when every pack sealed so far, by whomever, is stored or lost.
    async fn flush_all(&self) -> Result<(), StorageError> {
        let last = self.builder.borrow_mut().seal(&mut self.catalog.borrow_mut());
        self.sealed.borrow_mut().extend(last);
        self.flush().await?;
        // A chunk of this upload may lie in a pack that another upload is writing right now.
        self.ledger.settle().await;
        Ok(())
    }

    async fn flush(&self) -> Result<(), StorageError> {
        let packs = std::mem::take(&mut *self.sealed.borrow_mut());
        if packs.is_empty() {
            return Ok(());
        }
        let mut ids: Vec<PackId> = Vec::new();
        let written = self
            .ledger
            .commit(|sequence| {
                // The row that needs these packs is committed strictly, behind them.
                let mut batch = Batch::new(sequence, Durability::Relaxed);
                ids.extend(packs.into_iter().map(|pack| pack.add_to(&mut batch)));
                batch
            })
            .await;
        match written {
            Ok(_) => {
                let mut catalog = self.catalog.borrow_mut();
                ids.into_iter().for_each(|id| catalog.confirm(id));
                Ok(())
            }
            Err(error) => {
                self.forget().await;
                Err(error)
            }
        }
    }

    /// After a failed commit the catalog and the open pack promise chunks that are not there.
    async fn forget(&self) {
        // A database that cannot be read fails whatever comes next, and says why then.
        let _ = self.reload().await;
    }

    /// Drops what is promised but not stored: uploads under way that need it will fail.
    ///
    /// # Errors
    /// Those of reading.
    pub async fn reload(&self) -> Result<(), StorageError> {
        *self.builder.borrow_mut() = PackBuilder::new();
        self.sealed.borrow_mut().clear();
        let stored = PackCatalog::load(self.ledger.storage().as_ref()).await?;
        self.catalog.borrow_mut().take_over(stored);
        Ok(())
    }
}

/// Keeps chunks from garbage collection until it is dropped.
pub struct Held {
    catalog: Rc<RefCell<PackCatalog>>,
    pins: Pins,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.catalog.borrow_mut().release(std::mem::take(&mut self.pins));
    }
}

/// One file on its way in.
///
/// While packs are being written, the next ones are filled. Whatever else the upload waits for, it does so through
/// [`UploadSession::meanwhile`], which keeps the writing going.
pub struct UploadSession<S> {
    shelf: Shelf<S>,
    chunker: Chunker,
    pins: Pins,
    new_bytes: u64,
    writing: Option<LocalBoxFuture<'static, Result<(), StorageError>>>,
    /// How the last writing ended.
    written: Result<(), StorageError>,
}

impl<S: Storage + 'static> UploadSession<S> {
    pub fn begin(shelf: &Shelf<S>) -> Self {
        Self {
            shelf: shelf.clone(),
            chunker: Chunker::new(),
            pins: Pins::default(),
            new_bytes: 0,
            writing: None,
            written: Ok(()),
        }
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// Quota exceeded or another trouble of storage; call [`UploadSession::release`] then.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        let chunks = self.chunker.push(bytes);
        self.keep(&chunks).await
    }

    /// Takes chunks that somebody else has cut.
    ///
    /// # Errors
    /// As for [`UploadSession::push`].
    pub async fn add(&mut self, chunks: &[Chunk]) -> Result<(), Trouble> {
        self.keep(chunks).await
    }

    /// Writes what is left. Rows may name the content from now on; give the pins back with
    /// [`UploadSession::release`] when they do.
    ///
    /// # Errors
    /// As for [`UploadSession::push`].
    pub async fn finish(&mut self) -> Result<Content, Trouble> {
        let chunker = std::mem::take(&mut self.chunker);
        let (chunks, content) = chunker.finish();
        self.keep(&chunks).await?;
        self.settle().await?;
        self.shelf.flush_all().await.map_err(|error| trouble(&error))?;
        Ok(content)
    }

    /// Bytes that were not stored before.
    pub fn new_bytes(&self) -> u64 {
        self.new_bytes
    }

    /// Waits for something else, and lets the packs under way be written meanwhile.
    pub async fn meanwhile<F: Future>(&mut self, other: F) -> F::Output {
        let mut other = pin!(other);
        poll_fn(|context| {
            if let Some(Poll::Ready(written)) =
                self.writing.as_mut().map(|writing| writing.poll_unpin(context))
            {
                self.writing = None;
                self.written = written;
            }
            other.as_mut().poll(context)
        })
        .await
    }

    /// Lets garbage collection have what no row needs: all of it, where the upload was given up.
    pub async fn release(mut self) {
        // A commit that was begun is run to its end, however it ends.
        let _ = self.settle().await;
        self.shelf.catalog.borrow_mut().release(self.pins);
    }

    async fn keep(&mut self, chunks: &[Chunk]) -> Result<(), Trouble> {
        for chunk in chunks {
            if self.shelf.keep(&mut self.pins, chunk) {
                self.new_bytes += chunk.bytes.len() as u64;
            }
            if self.shelf.is_full() {
                self.settle().await?;
                let shelf = self.shelf.clone();
                self.writing = Some(async move { shelf.flush().await }.boxed_local());
                // Sends the packs off before the next ones are filled.
                self.meanwhile(ready(())).await;
            }
        }
        Ok(())
    }

    /// Waits until the packs under way are written.
    async fn settle(&mut self) -> Result<(), Trouble> {
        if let Some(writing) = self.writing.take() {
            self.written = writing.await;
        }
        std::mem::replace(&mut self.written, Ok(())).map_err(|error| trouble(&error))
    }
}
