//! The ledger: commits in order, one at a time, each with the next number.

use crate::store::{Batch, CommitEnd, Storage, StorageError};
use futures::channel::oneshot;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// Storage behind a queue: whoever commits waits for those who asked before.
///
/// The queue is first come, first served, which a general-purpose async lock does not promise: a row that
/// names a chunk must come behind the pack that holds it.
#[derive(Debug)]
pub struct Ledger<S> {
    storage: Rc<S>,
    /// Number of the last commit.
    sequence: Cell<u64>,
    /// Ends when the last one in the queue has left.
    tail: RefCell<Option<oneshot::Receiver<()>>>,
}

impl<S: Storage + 'static> Ledger<S> {
    /// Opens storage and learns where it stands.
    ///
    /// # Errors
    /// Those of opening; a newer format opens for reading only, see [`StorageError::NewerVersion`].
    pub async fn open(storage: Rc<S>) -> Result<Self, StorageError> {
        let opened = storage.open().await?;
        Ok(Self { storage, sequence: Cell::new(opened.sequence), tail: RefCell::default() })
    }

    pub fn storage(&self) -> &Rc<S> {
        &self.storage
    }

    /// Commits what `build` puts into the batch of the next number. Run it to its end once started.
    ///
    /// # Errors
    /// Those of the commit. The number is learnt anew then, for the commit may have taken effect: the caller
    /// drops what it derived from storage and loads it again.
    pub async fn commit(&self, build: impl FnOnce(u64) -> Batch) -> Result<(), StorageError> {
        self.commit_unless(build, &|| false).await.map(drop)
    }

    /// The same, which can be given up ([`Storage::commit_unless`]). The number is not used up then.
    ///
    /// # Errors
    /// As [`Ledger::commit`].
    pub async fn commit_unless(
        &self,
        build: impl FnOnce(u64) -> Batch,
        is_given_up: &dyn Fn() -> bool,
    ) -> Result<CommitEnd, StorageError> {
        let _turn = self.turn().await;
        let number = self.sequence.get() + 1;
        let result = self.storage.commit_unless(build(number), is_given_up).await;
        match result {
            Ok(CommitEnd::Complete) => self.sequence.set(number),
            Ok(CommitEnd::GivenUp) => {}
            Err(_) => self.relearn().await,
        }
        result
    }

    /// Waits until every commit that was asked for before has ended, well or badly.
    pub async fn settle(&self) {
        drop(self.turn().await);
    }

    /// Reads the number of the last commit from storage.
    pub async fn resume(&self) {
        let _turn = self.turn().await;
        self.relearn().await;
    }

    /// Queues up; the turn lasts until the answer is dropped.
    async fn turn(&self) -> oneshot::Sender<()> {
        let (leave, left) = oneshot::channel();
        let before = self.tail.replace(Some(left));
        if let Some(before) = before {
            // Ends with an error, because senders are dropped, never used.
            let _ = before.await;
        }
        leave
    }

    async fn relearn(&self) {
        // A database that cannot be opened fails the next commit too, and says why then.
        if let Ok(opened) = self.storage.open().await {
            self.sequence.set(opened.sequence);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Durability, FaultMoment, MemoryStorage};
    use futures::{executor::block_on, join};

    fn ledger() -> Ledger<MemoryStorage> {
        block_on(Ledger::open(Rc::new(MemoryStorage::new()))).expect("memory opens")
    }

    #[test]
    fn commits_queue_in_the_order_they_were_asked() {
        let ledger = ledger();
        let numbers = RefCell::new(Vec::new());
        let commit = |name: &'static str| {
            let numbers = &numbers;
            ledger.commit(move |sequence| {
                numbers.borrow_mut().push((name, sequence));
                Batch::new(sequence, Durability::Relaxed)
            })
        };
        let results = block_on(async { join!(commit("a"), commit("b"), commit("c")) });
        assert_eq!(results, (Ok(()), Ok(()), Ok(())));
        assert_eq!(*numbers.borrow(), [("a", 1), ("b", 2), ("c", 3)]);
    }

    #[test]
    fn the_number_is_learnt_anew_after_a_lost_acknowledgement() {
        let ledger = ledger();
        let empty = |sequence| Batch::new(sequence, Durability::Strict);
        ledger.storage().fail_next(FaultMoment::After, StorageError::Closed);
        assert_eq!(block_on(ledger.commit(empty)), Err(StorageError::Closed));
        assert_eq!(block_on(ledger.commit(empty)), Ok(()));
        assert_eq!(ledger.sequence.get(), 2);
    }
}
