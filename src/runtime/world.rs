//! The world in memory and the one door into it.

use crate::{
    base::{ArmId, ByteSize, SimTime},
    engine::{
        self, Command, Decision, Refusal, Request, State,
        ids::TimerId,
        monitor::{StopConditions, StopReason, Tally, stop},
        query::{self, Answer, DiskImage, Query, Topic, Viewer},
        rbac::PrincipalId,
        state::TimerAction,
    },
    rpc::{Failure, Happening, Receipt, Trouble},
    runtime::{Ledger, Shelf, journal},
    store::{self, Durability, PackCatalog, Storage, StorageError, world},
};
use std::{cell::RefCell, collections::BTreeSet, rc::Rc};
use uuid::Uuid;

/// The open world: state, catalog of packs, ledger.
pub struct World<S> {
    state: State,
    shelf: Shelf<S>,
    /// Counts commits of rows since opening: what pages are told.
    revision: u64,
    /// Counts requests since opening, to number correlation ids.
    pub(in crate::runtime) requests: u64,
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

/// What a batch has gathered on its way to the commit.
#[derive(Default)]
struct Gathered {
    topics: BTreeSet<Topic>,
    happenings: Vec<Happening>,
}

/// A slice of simulated time that was run.
#[derive(Debug)]
pub struct Advanced {
    pub executed: Executed,
    /// Timers that came due in it.
    pub fired: u64,
    /// What these timers did.
    pub tally: Tally,
    pub end: SliceEnd,
}

/// Why a slice of simulated time ended.
#[derive(Clone, Debug, PartialEq)]
pub enum SliceEnd {
    /// The moment to which time was to run is reached.
    Reached,
    /// The real time for one slice was used up: there is more.
    Spent,
    /// Something happened that whoever runs the clock wanted to stop for.
    Stopped(StopReason),
    /// It could not be stored. Nothing of it happened.
    Failed(Trouble),
}

impl<S: Storage + 'static> World<S> {
    /// Opens the stored world; `None` where there is none yet.
    ///
    /// # Errors
    /// Those of storage.
    pub async fn open(ledger: Rc<Ledger<S>>) -> Result<Option<World<S>>, StorageError> {
        let catalog = PackCatalog::load(ledger.storage().as_ref()).await?;
        let Some(state) = world::open(ledger.storage().as_ref()).await? else { return Ok(None) };
        let shelf = Shelf::new(ledger, Rc::new(RefCell::new(catalog)));
        Ok(Some(World { state, shelf, revision: 0, requests: 0 }))
    }

    /// Stores a world that was made in memory, in the place of whatever was there.
    ///
    /// # Errors
    /// Those of storage; nothing is stored then.
    pub async fn found(ledger: Rc<Ledger<S>>, state: State) -> Result<World<S>, StorageError> {
        ledger.storage().clear().await?;
        ledger.resume().await;
        let shelf = Shelf::new(ledger, Rc::default());
        let mut world = World { state, shelf, revision: 0, requests: 0 };
        world.commit(Durability::Strict).await?;
        Ok(world)
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
        let mut gathered = Gathered::default();
        let mut results = Vec::with_capacity(requests.len());
        for request in requests {
            results.push(self.missing_chunks(&request.command).map_or_else(
                || self.carry_out(request, &mut gathered).map_err(Failure::from),
                |trouble| Err(Failure::Trouble(trouble)),
            ));
        }
        self.finish(results, gathered, Durability::Strict).await
    }

    /// Fires timers in order until `until`, something to stop for, or the end of one slice; one commit.
    ///
    /// `spent` tells whether the time for one slice is used up; it is asked between timers. Where the commit fails,
    /// the state is the one that storage holds, and nobody may go on as if time had passed.
    pub async fn advance(
        &mut self,
        until: SimTime,
        stops: &StopConditions,
        mut spent: impl FnMut() -> bool,
    ) -> Advanced {
        let mut gathered = Gathered::default();
        let (mut fired, mut tally, mut end) = (0, Tally::default(), SliceEnd::Reached);
        while let Some((due, timer)) = engine::next_due(&self.state).filter(|(due, _)| *due <= until) {
            if fired > 0 && spent() {
                end = SliceEnd::Spent;
                break;
            }
            let stopped = self.fire(due, timer, stops, &mut tally, &mut gathered);
            fired += 1;
            if let Some(reason) = stopped {
                end = SliceEnd::Stopped(reason);
                break;
            }
        }
        if end == SliceEnd::Reached && until > self.state.now() {
            let request = Request::of_time(&self.state, until);
            engine::apply(&mut self.state, &request, &[]);
        }
        // Timers fire again if their commit is lost: nobody was told that they had.
        let executed = self.finish(Vec::new(), gathered, Durability::Relaxed).await;
        match executed.trouble.clone() {
            Some(trouble) => {
                Advanced { executed, fired: 0, tally: Tally::default(), end: SliceEnd::Failed(trouble) }
            }
            None => Advanced { executed, fired, tally, end },
        }
    }

    /// What a request led to that was refused before it became a command.
    pub(in crate::runtime) fn unchanged(&self, failure: Failure) -> Executed {
        let (topics, happenings, trouble) = (Vec::new(), Vec::new(), None);
        Executed { results: vec![Err(failure)], revision: self.revision, topics, happenings, trouble }
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
        self.shelf.reload().await?;
        let state = world::open(self.shelf.ledger.storage().as_ref()).await?;
        self.state = state.ok_or_else(|| StorageError::Failed("the world is gone from storage".into()))?;
        Ok(())
    }

    /// Frees what no row needs any more, a bounded amount at a time.
    ///
    /// # Errors
    /// Those of storage; the world was opened again then.
    pub async fn collect_garbage(&mut self) -> Result<bool, StorageError> {
        let live: Vec<_> = world::live_chunks(&self.state).collect();
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
                let mut batch = store::Batch::new(sequence, Durability::Relaxed);
                change.add_to(&mut batch);
                batch
            })
            .await;
        match committed {
            Ok(()) => Ok(change.complete(&mut self.shelf.catalog.borrow_mut()).is_finished),
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
        // Distinct across reopenings: the row counter moves with everything that is stored.
        let number = self.state.world().next_id.wrapping_mul(1 << 20).wrapping_add(self.requests);
        self.state.seed().guid("correlation", number)
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
        Ok(Receipt {
            correlation: request.correlation,
            at: request.at,
            made: journal::made(&self.state, &events),
            activity: journal::activity(&events),
        })
    }

    /// Answers what to stop for, if it brought that about.
    fn fire(
        &mut self,
        due: SimTime,
        timer: TimerId,
        stops: &StopConditions,
        tally: &mut Tally,
        gathered: &mut Gathered,
    ) -> Option<StopReason> {
        let request = Request::of_timer(&self.state, due, timer);
        let action = self.state.timers.get(&(due, timer)).cloned();
        // A timer's own decision turns refusals into failed jobs; what is left is a bug, not an answer.
        let events = engine::decide(&self.state, &request).expect("a due timer is never refused");
        engine::apply(&mut self.state, &request, &events);
        for event in &events {
            journal::add_topics(event, &mut gathered.topics);
        }
        let action = action?;
        if matches!(action, TimerAction::RoleEffective(_)) {
            gathered.topics.insert(Topic::Access);
        }
        gathered.happenings.extend(journal::happenings(&self.state, Some(&action), &events));
        tally.count(&self.state, &action, &events);
        stop::reason(&self.state, stops, &action, &events)
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

    async fn finish(
        &mut self,
        mut results: Vec<Result<Receipt, Failure>>,
        mut gathered: Gathered,
        durability: Durability,
    ) -> Executed {
        let mut found = None;
        if self.state.is_dirty() {
            match self.commit(durability).await {
                Ok(()) => self.revision += 1,
                Err(error) => {
                    let trouble = trouble(&error);
                    results.iter_mut().filter(|result| result.is_ok()).for_each(|result| {
                        *result = Err(Failure::Trouble(trouble.clone()));
                    });
                    found = Some(trouble);
                    // The commit may have taken effect: every open query has to ask again.
                    gathered =
                        Gathered { topics: Topic::ALL.iter().copied().collect(), happenings: Vec::new() };
                }
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

    async fn commit(&mut self, durability: Durability) -> Result<(), StorageError> {
        let state = &self.state;
        let committed =
            self.shelf.ledger.commit(|sequence| world::collect(state, sequence, durability)).await;
        match committed {
            Ok(()) => {
                self.state.mark_clean();
                Ok(())
            }
            Err(error) => {
                // Crash-only: what is in memory is not what is stored, so it is not kept.
                self.reopen().await?;
                Err(error)
            }
        }
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
