//! The loop that owns the world.

use crate::{
    arm::budget::Budgets,
    base::SimTime,
    browser::worker::{
        breath::Breath,
        errands::Found,
        jump::Running,
        mailbox::{Mailbox, Work},
        pages::{PageId, Pages},
        scenario::{self, Preparing},
        storage::WorkerStorage,
        transfers::Transfer,
    },
    engine::{
        Command,
        query::{PathDetail, Query},
        rbac::PrincipalId,
    },
    rpc::{
        BUILD, CallId, Clock, Failure, JumpEnd, Outcome, PROTOCOL, Receipt, SavepointList, StorageMode,
        ToEngine, ToPage, Trouble, UploadTarget,
    },
    runtime::{Executed, Ledger, Pacer, World, world::trouble},
    scenarios,
    store::StorageError,
};
use futures::{
    StreamExt,
    channel::{mpsc::UnboundedReceiver, oneshot},
    future::{Either, select},
};
use gloo_timers::future::TimeoutFuture;
use std::{cell::Cell, collections::BTreeMap, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

/// The loop looks around at least this often. Units: milliseconds.
const IDLE_MILLIS_MAX: f64 = 1_000.0;
/// As many commands share one commit at most.
const BATCH_MAX: usize = 256;

/// Which call of which page to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reply {
    pub page: PageId,
    pub call: CallId,
}

/// Whom a command is answered to.
enum Asker {
    Page(Reply),
    Transfer(oneshot::Sender<Result<Receipt, Failure>>),
}

/// The worker's state.
pub struct Host {
    pub(super) pages: Pages,
    pub(super) mailbox: Mailbox,
    pub(super) breath: Breath,
    pub(super) storage: Rc<WorkerStorage>,
    pub(super) mode: StorageMode,
    /// The world, or why there is none.
    pub(super) world: Result<World<WorkerStorage>, Trouble>,
    pub(super) pacer: Pacer,
    commands: Vec<(PrincipalId, Command, Asker)>,
    pub(super) jump: Option<Running>,
    pub(super) preparing: Option<Preparing>,
    /// Why the clock stands, where it does so by itself: always [`Trouble::ClockStopped`].
    pub(super) halted: Option<Trouble>,
    pub(super) transfers: BTreeMap<Reply, Rc<Cell<bool>>>,
    pub(super) kept_at: f64,
    pub(super) litter: bool,
    /// Whether a sweep may have left something because it was being read.
    held_litter: bool,
    /// How many requests of the REST API everybody has left.
    pub(super) budgets: Budgets,
    /// The savepoints as pages were told of them.
    pub(super) told_savepoints: SavepointList,
}

impl Host {
    /// Opens the stored world, or makes the one a first visit starts with.
    pub async fn open(pages: Pages, mailbox: Mailbox) -> Host {
        let (storage, refused) = WorkerStorage::choose().await;
        let storage = Rc::new(storage);
        let opened = open_world(&storage).await;
        let mode = match (&opened, refused) {
            (Err(StorageError::NewerVersion { found, supported }), _) => {
                StorageMode::ReadOnly { found: *found, supported: *supported }
            }
            (_, Some(reason)) => StorageMode::MemoryOnly { reason },
            (_, None) => StorageMode::Kept,
        };
        let real = js_sys::Date::now();
        let pacer = match &opened {
            Ok(world) => {
                let row = world.state().world();
                Pacer::new(row.now, real, row.speed, row.paused)
            }
            Err(_) => Pacer::new(SimTime::EPOCH, real, 1, true),
        };
        Host {
            pages,
            mailbox,
            breath: Breath::new(),
            storage,
            mode,
            world: opened.map_err(|error| trouble(&error)),
            pacer,
            commands: Vec::new(),
            jump: None,
            preparing: None,
            halted: None,
            transfers: BTreeMap::new(),
            kept_at: real,
            budgets: Budgets::default(),
            told_savepoints: SavepointList::default(),
            litter: true,
            held_litter: false,
        }
    }

    /// Takes work until the worker ends.
    pub async fn run(mut self, mut inbox: UnboundedReceiver<Work>) {
        loop {
            let wait = self.wait_millis();
            if let Either::Left((Some(work), _)) = select(inbox.next(), TimeoutFuture::new(wait)).await {
                self.take(work).await;
            }
            while self.commands.len() < BATCH_MAX
                && let Ok(work) = inbox.try_recv()
            {
                self.take(work).await;
            }
            self.carry_out().await;
            self.run_time().await;
            self.prepare().await;
            self.tell_savepoints();
            if self.litter && self.transfers.is_empty() && self.jump.is_none() {
                self.sweep().await;
            }
        }
    }

    fn wait_millis(&self) -> u32 {
        if self.jump.is_some() || self.preparing.is_some() {
            return 0;
        }
        let due = self.world.as_ref().ok().and_then(|world| crate::engine::next_due(world.state()));
        let due = due.and_then(|(due, _)| self.pacer.until(due, js_sys::Date::now()));
        due.unwrap_or(IDLE_MILLIS_MAX).clamp(0.0, IDLE_MILLIS_MAX).ceil() as u32
    }

    pub(super) fn now(&self) -> SimTime {
        self.pacer.now(js_sys::Date::now())
    }

    pub(super) fn clock(&self) -> Clock {
        self.pacer.clock(js_sys::Date::now())
    }

    async fn take(&mut self, work: Work) {
        match work {
            Work::Message { page, message, attachment } => {
                if matches!(message, ToEngine::CancelJump) {
                    self.mailbox.take_cancel();
                }
                if self.pages.is_welcome(page) || matches!(message, ToEngine::Hello { .. } | ToEngine::Bye) {
                    self.hear(page, message, attachment).await;
                }
            }
            Work::Command { principal, command, reply } => {
                self.commands.push((principal, *command, Asker::Transfer(reply)));
            }
            // Whatever is asked comes behind the commands given before it.
            Work::Script { page, id, ask } => {
                self.carry_out().await;
                self.hear_script(page, id, ask).await;
            }
            Work::TakenIn(taken) => {
                self.carry_out().await;
                self.serve_taken_in(*taken).await;
            }
            Work::TransferEnded(reply) => {
                self.transfers.remove(&reply);
                self.litter |= self.held_litter && !self.pages.is_answering();
            }
            Work::CollectGarbage => self.litter = true,
        }
    }

    async fn hear(&mut self, page: PageId, message: ToEngine, attachment: Option<JsValue>) {
        // Whatever is asked comes behind the commands given before it.
        if !matches!(message, ToEngine::Submit { .. } | ToEngine::Ping { .. }) {
            self.carry_out().await;
        }
        let reply = |call| Reply { page, call };
        match message {
            ToEngine::Hello { protocol, build } => self.greet(page, protocol, &build),
            ToEngine::Ask { call, principal, query } => self.answer(reply(call), principal, &query),
            ToEngine::Submit { call, principal, command } => {
                self.commands.push((principal, command, Asker::Page(reply(call))));
            }
            ToEngine::Render { call, principal, command } => {
                self.render(reply(call), principal, &command);
            }
            ToEngine::Serve { call, principal, request } => {
                self.serve(reply(call), principal, request).await;
            }
            ToEngine::Upload { call, principal, target } => {
                let file = attachment.and_then(|attachment| attachment.dyn_into::<File>().ok());
                self.upload(reply(call), principal, target, file);
            }
            ToEngine::Download { call, principal, container, path } => {
                let detail = PathDetail { container, path };
                self.read(reply(call), principal, detail, |transfer, found| {
                    wasm_bindgen_futures::spawn_local(transfer.download(
                        found.content,
                        found.name,
                        found.content_type,
                    ));
                });
            }
            ToEngine::UploadImage { call, principal, disk } => {
                let file = attachment.and_then(|attachment| attachment.dyn_into::<File>().ok());
                self.upload_image(reply(call), principal, disk, file);
            }
            ToEngine::ExportDisk { call, principal, source } => {
                self.export_disk(reply(call), principal, &source);
            }
            ToEngine::ReadImage { call, principal, image, offset, length } => {
                self.read_image(reply(call), principal, &image, offset, length);
            }
            ToEngine::WriteBytes { call, principal, disk, offset, bytes } => {
                self.write_bytes(reply(call), principal, &disk, offset, &bytes).await;
            }
            ToEngine::DigestImage { call, principal, image } => {
                self.digest_image(reply(call), principal, &image);
            }
            ToEngine::Prove { call, principal, container, path } => {
                let detail = PathDetail { container, path };
                self.read(reply(call), principal, detail, |transfer, found| {
                    wasm_bindgen_futures::spawn_local(transfer.prove(found.content));
                });
            }
            ToEngine::Advance { call, target, stops } => {
                self.start_jump(reply(call), target, stops);
            }
            ToEngine::CancelJump => self.end_jump(JumpEnd::Cancelled),
            ToEngine::Savepoint { call, action } => self.savepoint(reply(call), action).await,
            ToEngine::LoadScenario { call, scenario } => self.load_scenario(reply(call), &scenario),
            ToEngine::Export { call } => self.export(reply(call)),
            ToEngine::Cancel { call } => self.cancel(reply(call)).await,
            ToEngine::Visible(visible) => self.see(page, visible),
            ToEngine::Ping { nonce } => self.pages.send(page, &ToPage::Pong { nonce }),
            ToEngine::Bye => self.part(page),
        }
    }

    /// A page is gone.
    fn part(&mut self, page: PageId) {
        self.forget_scenario(page);
        self.pages.remove(page);
        self.watch();
    }

    fn greet(&mut self, page: PageId, protocol: u32, build: &str) {
        if protocol != PROTOCOL || build != BUILD {
            return self.pages.send(page, &ToPage::WrongBuild { running: BUILD.to_string() });
        }
        self.pages.welcome(page);
        if let Err(trouble) = &self.world
            && !matches!(self.mode, StorageMode::ReadOnly { .. })
        {
            let message = trouble.explain().0;
            return self.pages.send(page, &ToPage::Panicked { message });
        }
        let scenarios = scenario::rows();
        let (storage, clock, work) = (self.mode.clone(), self.clock(), self.work());
        let savepoints = self.world.as_ref().map(World::savepoint_list).unwrap_or_default();
        self.pages.send(page, &ToPage::Welcome { storage, clock, scenarios, work, savepoints });
    }

    fn answer(&mut self, reply: Reply, principal: PrincipalId, query: &Query) {
        let now = self.now();
        let result = match &self.world {
            Ok(world) => world.answer(principal, query, now).map_err(Failure::from),
            Err(trouble) => Err(Failure::Trouble(trouble.clone())),
        };
        self.pages.send(reply.page, &ToPage::Answered { call: reply.call, result });
    }

    /// Executes what has gathered, in one commit.
    async fn carry_out(&mut self) {
        if self.commands.is_empty() {
            return;
        }
        self.catch_up().await;
        let gathered = std::mem::take(&mut self.commands);
        let now = self.now();
        let Ok(world) = &mut self.world else {
            return gathered
                .into_iter()
                .for_each(|(.., asker)| self.reply(asker, Err(Failure::Trouble(Trouble::ReadOnly))));
        };
        let (commands, askers): (Vec<_>, Vec<_>) =
            gathered.into_iter().map(|(principal, command, asker)| ((principal, command), asker)).unzip();
        let plays =
            commands.iter().any(|(_, command)| matches!(command, Command::SetClock { paused: false, .. }));
        let mut executed = world.execute(commands, now).await;
        let results = std::mem::take(&mut executed.results);
        let row = world.state().world();
        self.pacer.set(row.speed, row.paused, js_sys::Date::now());
        if plays && executed.trouble.is_none() {
            self.release();
        }
        publish(&self.pages, executed, &self.pacer);
        for (asker, result) in askers.into_iter().zip(results) {
            self.reply(asker, result);
        }
        // Deleted files leave chunks that nobody needs.
        self.litter = true;
    }

    fn reply(&self, asker: Asker, result: Result<Receipt, Failure>) {
        match asker {
            Asker::Page(Reply { page, call }) => {
                let result = result.map(Outcome::Submitted);
                self.pages.send(page, &ToPage::Finished { call, result });
            }
            // A transfer that is gone does not need its answer.
            Asker::Transfer(sender) => drop(sender.send(result)),
        }
    }

    pub(super) fn fail(&self, reply: Reply, trouble: Trouble) {
        let result = Err(Failure::Trouble(trouble));
        self.pages.send(reply.page, &ToPage::Finished { call: reply.call, result });
    }

    pub(super) async fn cancel(&mut self, reply: Reply) {
        self.pages.close_flow(reply);
        if let Some(cancelled) = self.transfers.get(&reply) {
            cancelled.set(true);
        }
        if self.jump.as_ref().is_some_and(|jump| jump.is_of(reply)) {
            self.end_jump(JumpEnd::Cancelled);
        }
        self.cancel_scenario(reply);
    }

    pub(super) fn transfer(&mut self, reply: Reply) -> Option<Transfer> {
        let world = self.world.as_ref().ok()?;
        let cancelled: Rc<Cell<bool>> = Rc::default();
        self.transfers.insert(reply, cancelled.clone());
        Some(Transfer {
            reply,
            pages: self.pages.clone(),
            shelf: world.shelf().clone(),
            cancelled,
            mailbox: self.mailbox.clone(),
        })
    }

    fn upload(&mut self, reply: Reply, principal: PrincipalId, target: UploadTarget, file: Option<File>) {
        match (file, self.transfer(reply)) {
            (Some(file), Some(transfer)) => {
                wasm_bindgen_futures::spawn_local(transfer.upload(principal, target, file));
            }
            _ => self.fail(reply, Trouble::Unreadable { message: "no file came along".into() }),
        }
    }

    fn read(
        &mut self,
        reply: Reply,
        principal: PrincipalId,
        detail: PathDetail,
        start: impl FnOnce(Transfer, Found),
    ) {
        match self.find(principal, detail) {
            Ok(found) => {
                if let Some(transfer) = self.transfer(reply) {
                    start(transfer, found);
                }
            }
            Err(failure) => {
                self.pages.send(reply.page, &ToPage::Finished { call: reply.call, result: Err(failure) });
            }
        }
    }

    pub(super) fn refuse(&self, reply: Reply, failure: Failure) {
        self.pages.send(reply.page, &ToPage::Finished { call: reply.call, result: Err(failure) });
    }

    fn see(&mut self, page: PageId, visible: bool) {
        self.pages.set_visible(page, visible);
        self.watch();
    }

    /// The clock runs while some page can be seen.
    pub(super) fn watch(&mut self) {
        self.pacer.watch(self.pages.any_visible(), js_sys::Date::now());
        self.pages.broadcast(&ToPage::Clock(self.clock()));
    }

    async fn sweep(&mut self) {
        if !self.prune_savepoints().await {
            return;
        }
        let Ok(world) = &mut self.world else { return };
        // Trouble while tidying up concerns nobody; the next commit will say what is wrong.
        self.held_litter = self.pages.is_answering();
        self.litter = !world.collect_garbage().await.unwrap_or(true);
    }
}

pub(super) fn publish(pages: &Pages, executed: Executed, pacer: &Pacer) {
    if executed.topics.is_empty() && executed.happenings.is_empty() {
        return;
    }
    let clock = pacer.clock(js_sys::Date::now());
    let Executed { revision, topics, happenings, .. } = executed;
    pages.broadcast(&ToPage::Committed { revision, topics, happenings, clock });
}

async fn open_world(storage: &Rc<WorkerStorage>) -> Result<World<WorkerStorage>, StorageError> {
    let ledger = Rc::new(Ledger::open(storage.clone()).await?);
    if let Some(world) = World::open(ledger.clone()).await? {
        return Ok(world);
    }
    World::found(ledger, scenarios::first_visit()).await
}
