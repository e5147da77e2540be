//! The world in memory and the one door into it.

use crate::{
    base::{ArmId, ByteSize, SimTime},
    engine::{
        self, Command, Decision, Refusal, Request, State,
        query::{self, Answer, DiskImage, Query, Topic, Viewer},
        rbac::PrincipalId,
        table::Forgotten,
    },
    rpc::{Failure, Happening, Receipt, Trouble},
    runtime::{
        Ledger, Shelf, journal,
        pace::{Pace, Unhurried},
        savepoints::cause_of,
    },
    store::{
        self, Batch, CommitEnd, Durability, PackCatalog, Savepoints, Storage, StorageError,
        savepoints::Opening, world,
    },
};
use std::{cell::RefCell, collections::BTreeSet, num::NonZeroUsize, rc::Rc};
use uuid::Uuid;

/// As many rows are let go of at once.
const LET_GO_AT_ONCE: NonZeroUsize = NonZeroUsize::new(4_096).unwrap();

/// The open world: state, catalog of packs, ledger.
pub struct World<S> {
    pub(in crate::runtime) state: State,
    pub(in crate::runtime) shelf: Shelf<S>,
    /// Counts commits of rows since opening: what pages are told.
    pub(in crate::runtime) revision: u64,
    /// Counts requests since opening, to number correlation ids.
    pub(in crate::runtime) requests: u64,
    pub(in crate::runtime) savepoints: Savepoints,
    /// A savepoint that the next commit takes.
    pub(in crate::runtime) opening: Option<Opening>,
    /// What is let go of when nobody waits, or when there is more of it.
    pub(in crate::runtime) forgotten: Vec<Forgotten>,
    /// Set while a stretch of time that was given up is still in the rows.
    pub(in crate::runtime) is_given_up: bool,
    /// Set while what is in memory is not what is stored, because loading it again has failed.
    pub(in crate::runtime) is_stale: bool,
}

/// What a batch of requests led to.
#[derive(Debug)]
pub struct Executed {
    /// One for each request, in order.
    pub results: Vec<Result<Receipt, Failure>>,
    pub revision: u64,
    pub topics: Vec<Topic>,
    pub happenings: Vec<Happening>,
    /// Why nothing of it was stored. The state is as it was before then.
    pub trouble: Option<Trouble>,
}

/// What became of changes in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::runtime) enum Stored {
    /// There were none.
    Nothing,
    Changes,
    /// They were given up.
    GivenUp,
}

/// What a batch has gathered on its way to the commit.
#[derive(Debug, Default)]
pub(in crate::runtime) struct Gathered {
    pub topics: BTreeSet<Topic>,
    pub happenings: Vec<Happening>,
    /// Whether the command that was carried out last did anything.
    pub is_done: bool,
}

impl<S: Storage + 'static> World<S> {
    /// Opens the stored world; `None` where there is none yet.
    ///
    /// # Errors
    /// Those of storage.
    pub async fn open(ledger: Rc<Ledger<S>>) -> Result<Option<World<S>>, StorageError> {
        let catalog = PackCatalog::load(ledger.storage().as_ref()).await?;
        let Some(state) = world::open(ledger.storage().as_ref()).await? else { return Ok(None) };
        let savepoints = Savepoints::open(ledger.storage().as_ref()).await?;
        let shelf = Shelf::new(ledger, Rc::new(RefCell::new(catalog)));
        Ok(Some(World::of(state, shelf, savepoints)))
    }

    /// Stores a world that was made in memory, in the place of whatever was there.
    ///
    /// # Errors
    /// Those of storage; nothing is stored then.
    pub async fn found(ledger: Rc<Ledger<S>>, state: State) -> Result<World<S>, StorageError> {
        ledger.storage().clear().await?;
        ledger.resume().await;
        let shelf = Shelf::new(ledger, Rc::default());
        let savepoints = Savepoints::default();
        let mut world = World::of(state, shelf, savepoints);
        world.commit(Durability::Strict).await?;
        Ok(world)
    }

    fn of(state: State, shelf: Shelf<S>, savepoints: Savepoints) -> World<S> {
        World {
            state,
            shelf,
            revision: 0,
            requests: 0,
            savepoints,
            opening: None,
            forgotten: Vec::new(),
            is_given_up: false,
            is_stale: false,
        }
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    /// Where bytes go and come from.
    pub fn shelf(&self) -> &Shelf<S> {
        &self.shelf
    }

    /// Answers a question at a simulated moment.
    ///
    /// # Errors
    /// The refusal of the query.
    pub fn answer(&self, principal: PrincipalId, query: &Query, now: SimTime) -> Result<Answer, Refusal> {
        query.answer(&self.viewer(principal, now))
    }

    /// The bytes of a disk or snapshot at a simulated moment.
    ///
    /// # Errors
    /// Not authorized, not found, too large.
    pub fn image(&self, principal: PrincipalId, id: &ArmId, now: SimTime) -> Result<DiskImage, Refusal> {
        query::image(&self.viewer(principal, now), id)
    }

    /// The size of a disk that an image may be uploaded to.
    ///
    /// # Errors
    /// Not authorized, not found, not empty.
    pub fn upload_target(
        &self,
        principal: PrincipalId,
        disk: &ArmId,
        now: SimTime,
    ) -> Result<ByteSize, Refusal> {
        query::upload_target(&self.viewer(principal, now), disk)
    }

    pub fn viewer(&self, principal: PrincipalId, now: SimTime) -> Viewer<'_> {
        debug_assert!(!self.is_given_up, "what was given up is put back before anybody looks");
        Viewer { state: &self.state, principal, now: now.max(self.state.now()) }
    }

    /// Decides, applies and commits a batch of commands; answers when they are durable.
    ///
    /// A refused command changes nothing and does not hold up the others. When the commit fails every one of
    /// them failed: the state is opened again from storage.
    pub async fn execute(&mut self, commands: Vec<(PrincipalId, Command)>, now: SimTime) -> Executed {
        let mut requests = Vec::with_capacity(commands.len());
        for (principal, command) in commands {
            requests.push(self.request(principal, command, now));
        }
        self.execute_all(&requests).await
    }

    /// The same for one command, under a correlation id that whoever asks has given it.
    pub async fn execute_correlated(
        &mut self,
        principal: PrincipalId,
        command: Command,
        correlation: Uuid,
        now: SimTime,
    ) -> Executed {
        let request = Request { command, principal, at: now.max(self.state.now()), correlation };
        self.execute_all(&[request]).await
    }

    async fn execute_all(&mut self, requests: &[Request]) -> Executed {
        self.let_go();
        // If anything is done, a savepoint is taken of how things are now.
        self.state.begin_epoch();
        let mut gathered = Gathered::default();
        let mut results = Vec::with_capacity(requests.len());
        // What the clock shows when they are given, which is stored with them and not before.
        let at = requests.first().map_or(self.state.now(), |request| request.at);
        let mut done = Vec::new();
        for request in requests {
            gathered.is_done = false;
            results.push(self.missing_chunks(&request.command).map_or_else(
                || self.carry_out(request, &mut gathered).map_err(Failure::from),
                |trouble| Err(Failure::Trouble(trouble)),
            ));
            done.extend(gathered.is_done.then_some(&request.command));
        }
        if let Some(cause) = cause_of(&done) {
            self.opening = Some(Opening { at, ..Opening::of(&self.state, cause) });
        }
        self.finish(results, gathered, Durability::Strict).await
    }

    /// What a request led to that was refused before it became a command.
    pub(in crate::runtime) fn unchanged(&self, failure: Failure) -> Executed {
        Executed { results: vec![Err(failure)], ..self.nothing() }
    }

    /// What nothing led to.
    pub(in crate::runtime) fn nothing(&self) -> Executed {
        let (results, topics, happenings) = (Vec::new(), Vec::new(), Vec::new());
        Executed { results, revision: self.revision, topics, happenings, trouble: None }
    }

    /// Lets go of all that nobody needs any more, and puts back what was changed in a stretch of time that was given up. Takes
    /// some tenths of a second after a long one: [`World::let_go_some`] may be called while nobody waits.
    pub fn let_go(&mut self) {
        self.forgotten.clear();
        self.put_back();
    }

    /// Puts back what was changed in a stretch of time that was given up: comes before the next question.
    pub fn put_back(&mut self) {
        if std::mem::take(&mut self.is_given_up) {
            self.state.revert();
        }
    }

    /// Lets go of some of what nobody needs any more; answers whether that was all. Takes a millisecond or two.
    pub fn let_go_some(&mut self) -> bool {
        if let Some(last) = self.forgotten.last_mut()
            && last.let_go_some(LET_GO_AT_ONCE)
        {
            self.forgotten.pop();
        }
        self.forgotten.is_empty()
    }

    /// Whether anything is due at `now`.
    pub fn is_due(&self, now: SimTime) -> bool {
        engine::next_due(&self.state).is_some_and(|(due, _)| due <= now)
    }

    /// Drops what is in memory and takes what storage holds.
    ///
    /// # Errors
    /// Those of storage; the world is unusable then.
    pub async fn reopen(&mut self) -> Result<(), StorageError> {
        self.is_stale = true;
        self.shelf.reload().await?;
        self.reload().await
    }

    /// The same where nothing was written that packs are concerned with.
    ///
    /// # Errors
    /// Those of storage; nothing is committed before the world was opened again.
    pub(in crate::runtime) async fn reload(&mut self) -> Result<(), StorageError> {
        self.is_stale = true;
        self.opening = None;
        self.is_given_up = false;
        let state = world::open(self.shelf.ledger.storage().as_ref()).await?;
        self.savepoints = Savepoints::open(self.shelf.ledger.storage().as_ref()).await?;
        self.state = state.ok_or_else(|| StorageError::Failed("the world is gone from storage".into()))?;
        self.is_stale = false;
        Ok(())
    }

    /// Frees what no row needs any more, a bounded amount at a time.
    ///
    /// # Errors
    /// Those of storage; the world was opened again then.
    pub async fn collect_garbage(&mut self) -> Result<bool, StorageError> {
        self.let_go();
        if self.is_stale {
            self.reopen().await?;
        }
        let live: Vec<_> = world::live_chunks(&self.state).chain(self.savepoints.chunks()).collect();
        let planned = store::gc::Sweep::plan(
            &mut self.shelf.catalog.borrow_mut(),
            live,
            store::gc::SweepLimits::default(),
        );
        let Some(sweep) = planned else { return Ok(true) };
        let change = match sweep.gather(self.shelf.ledger.storage().as_ref()).await {
            Ok(change) => change,
            Err(error) => {
                sweep.pardon(&mut self.shelf.catalog.borrow_mut());
                return Err(error);
            }
        };
        let committed = self
            .shelf
            .ledger
            .commit(|sequence| {
                let mut batch = Batch::new(sequence, Durability::Relaxed);
                change.add_to(&mut batch);
                batch
            })
            .await;
        match committed {
            Ok(_) => Ok(change.complete(&mut self.shelf.catalog.borrow_mut()).is_finished),
            Err(error) => {
                self.reopen().await?;
                Err(error)
            }
        }
    }

    fn request(&mut self, principal: PrincipalId, command: Command, now: SimTime) -> Request {
        let correlation = self.next_correlation();
        Request { command, principal, at: now.max(self.state.now()), correlation }
    }

    /// A correlation id that no other request has.
    pub fn next_correlation(&mut self) -> Uuid {
        self.requests += 1;
        // Distinct across reopenings: the row counter moves with everything that is stored. It goes back with the world,
        // and the count of that does not.
        let number = self.state.world().next_id.wrapping_mul(1 << 20).wrapping_add(self.requests);
        let seed = match self.savepoints.rewinds() {
            0 => self.state.seed(),
            rewinds => self.state.seed().derive("rewind", rewinds),
        };
        seed.guid("correlation", number)
    }

    fn carry_out(&mut self, request: &Request, gathered: &mut Gathered) -> Result<Receipt, Refusal> {
        let Decision { events, refusal } = engine::settle(&self.state, request);
        // Of a refused request nothing is true but its row of the activity log.
        if refusal.is_none() || !events.is_empty() {
            engine::apply(&mut self.state, request, &events);
        }
        for event in &events {
            journal::add_topics(event, &mut gathered.topics);
        }
        if let Some(refusal) = refusal {
            return Err(refusal);
        }
        gathered.happenings.extend(journal::happenings(&self.state, None, &events));
        gathered.is_done = journal::is_done(&events);
        Ok(Receipt {
            correlation: request.correlation,
            at: request.at,
            made: journal::made(&self.state, &events),
            activity: journal::activity(&events),
        })
    }

    /// An upload whose chunks were lost on the way (another upload's pack could not be written) must fail.
    fn missing_chunks(&self, command: &Command) -> Option<Trouble> {
        let catalog = self.shelf.catalog.borrow();
        let is_missing = |digest| catalog.find(digest).is_none();
        let is_missing = match command {
            Command::WithLease { command, .. } => return self.missing_chunks(command),
            Command::PutFile { content, .. }
            | Command::StageBlock { content, .. }
            | Command::AppendToFile { content, .. } => content.chunks().any(is_missing),
            Command::WriteDisk { writes, .. } => {
                writes.iter().filter_map(|write| write.extent.chunk()).any(is_missing)
            }
            _ => false,
        };
        is_missing.then(|| Trouble::StorageFailed { message: "a part of the file was not stored".into() })
    }

    pub(in crate::runtime) async fn finish(
        &mut self,
        results: Vec<Result<Receipt, Failure>>,
        gathered: Gathered,
        durability: Durability,
    ) -> Executed {
        let stored = self.store(durability, &mut Unhurried).await;
        self.executed(results, gathered, stored)
    }

    /// What a batch led to of which this was stored.
    pub(in crate::runtime) fn executed(
        &mut self,
        mut results: Vec<Result<Receipt, Failure>>,
        mut gathered: Gathered,
        stored: Result<Stored, StorageError>,
    ) -> Executed {
        let mut found = None;
        match stored {
            Ok(Stored::Nothing | Stored::GivenUp) => {}
            Ok(Stored::Changes) => self.revision += 1,
            Err(error) => {
                let trouble = trouble(&error);
                results.iter_mut().filter(|result| result.is_ok()).for_each(|result| {
                    *result = Err(Failure::Trouble(trouble.clone()));
                });
                found = Some(trouble);
                // The commit may have taken effect: every open query has to ask again.
                gathered = Gathered { topics: Topic::ALL.iter().copied().collect(), ..Gathered::default() };
            }
        }
        Executed {
            results,
            revision: self.revision,
            topics: gathered.topics.into_iter().collect(),
            happenings: gathered.happenings,
            trouble: found,
        }
    }

    /// Commits what has changed, if anything has.
    pub(in crate::runtime) async fn store(
        &mut self,
        durability: Durability,
        pace: &mut impl Pace,
    ) -> Result<Stored, StorageError> {
        if !self.state.is_dirty() {
            self.opening = None;
            return Ok(Stored::Nothing);
        }
        self.commit_unless(durability, pace).await.map(|end| match end {
            CommitEnd::Complete => Stored::Changes,
            CommitEnd::GivenUp => Stored::GivenUp,
        })
    }

    pub(in crate::runtime) async fn commit(&mut self, durability: Durability) -> Result<(), StorageError> {
        self.commit_unless(durability, &mut Unhurried).await.map(drop)
    }

    /// Commits, and takes the savepoint that is to be taken. Where it is given up, nothing is stored, and what is in memory has
    /// to be put back ([`World::let_go`]).
    async fn commit_unless(
        &mut self,
        durability: Durability,
        pace: &mut impl Pace,
    ) -> Result<CommitEnd, StorageError> {
        if self.is_stale {
            self.reopen().await?;
            return Err(StorageError::Failed("the world had to be loaded again".into()));
        }
        match self.try_commit(durability, pace).await {
            Ok(end) => Ok(end),
            Err(error) => {
                // Crash-only: what is in memory is not what is stored, so it is not kept.
                self.reopen().await?;
                Err(error)
            }
        }
    }

    async fn try_commit(
        &mut self,
        durability: Durability,
        pace: &mut impl Pace,
    ) -> Result<CommitEnd, StorageError> {
        let (state, savepoints, opening) = (&self.state, &mut self.savepoints, self.opening.take());
        let go_on = async || {
            pace.take_breath().await;
            !pace.is_given_up()
        };
        let collected = world::collect_kept(state, savepoints, opening, durability, go_on).await?;
        let Some((batch, record)) = collected else { return Ok(CommitEnd::GivenUp) };
        let number = |sequence| Batch { sequence, ..batch };
        let end = self.shelf.ledger.commit_unless(number, &|| pace.is_given_up()).await?;
        if end == CommitEnd::Complete {
            self.forgotten.extend(self.state.mark_clean());
            self.forgotten.push(self.savepoints.complete(record));
        }
        Ok(end)
    }
}

/// Storage trouble as pages are told of it.
pub fn trouble(error: &StorageError) -> Trouble {
    match error {
        StorageError::QuotaExceeded { needed, available } => {
            Trouble::QuotaExceeded { needed: *needed, available: *available }
        }
        StorageError::NewerVersion { .. } => Trouble::ReadOnly,
        StorageError::Corrupt { .. } => Trouble::Corrupt { message: error.to_string() },
        StorageError::Unavailable(_)
        | StorageError::Closed
        | StorageError::Conflict { .. }
        | StorageError::Failed(_) => Trouble::StorageFailed { message: error.to_string() },
    }
}
