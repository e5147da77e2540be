//! Running simulated time: at the clock's pace, and in jumps ([`crate::runtime::jump`]); and what stops it.

use crate::{
    base::SimTime,
    browser::worker::{
        breath::Breath,
        host::{Host, Reply, publish},
        mailbox::Mailbox,
        pages::Pages,
    },
    engine::{monitor::StopConditions, query::NextEvents},
    rpc::{AdvanceTarget, ClockWork, JumpEnd, JumpState, Outcome, ToPage, Trouble},
    runtime::{
        Advanced, Jump, Pace, SliceEnd, Stretch,
        jump::{News, Taken},
    },
};

/// What is due may take this long before messages are looked at again. Units: milliseconds.
const SLICE_MILLIS: f64 = 12.0;
/// A jump lets messages come in this often. Units: milliseconds.
const BREATH_MILLIS: f64 = 12.0;
/// They wait this long, so that a page that asks again and again does not make a commit of every breath.
const PATIENCE_MILLIS: f64 = 60.0;
/// The clock's reading is stored at least this often while it runs. Units: milliseconds.
const KEEP_TIME_MILLIS: f64 = 5_000.0;

/// The pace of one stretch of a jump: messages come in meanwhile, and one of them may cancel it. Units: milliseconds.
struct JumpPace<'h> {
    mailbox: &'h Mailbox,
    pages: &'h Pages,
    jump: &'h mut Jump,
    longest: f64,
    started: f64,
    breath: &'h Breath,
    /// When messages could come in last.
    breathed: f64,
    /// For how long time has passed.
    passed: f64,
}

impl Pace for JumpPace<'_> {
    async fn is_spent(&mut self, now: SimTime) -> bool {
        self.take_breath().await;
        let real = js_sys::Date::now();
        if let Some(state) = self.jump.show(now, real) {
            self.pages.broadcast(&ToPage::Work(ClockWork::Jump(state)));
        }
        self.passed = real - self.started;
        self.passed > self.longest || self.passed > PATIENCE_MILLIS && self.mailbox.is_waiting()
    }

    async fn take_breath(&mut self) {
        if js_sys::Date::now() - self.breathed > BREATH_MILLIS {
            self.breath.take().await;
            self.breathed = js_sys::Date::now();
        }
    }

    fn is_given_up(&self) -> bool {
        self.mailbox.is_cancelled()
    }
}

/// A jump of the clock under way, and whom to answer.
pub struct Running {
    reply: Reply,
    jump: Jump,
    /// Whether a stretch of it was run.
    is_begun: bool,
    /// How long the next one may be.
    stretch: Stretch,
}

impl Running {
    pub fn state(&self) -> JumpState {
        self.jump.state()
    }

    pub fn is_of(&self, reply: Reply) -> bool {
        self.reply == reply
    }
}

impl Host {
    /// Fires what is due, or the next slice of a jump.
    pub(super) async fn run_time(&mut self) {
        if self.jump.is_some() {
            return self.run_jump().await;
        }
        self.let_go(Mailbox::is_waiting).await;
        let real = js_sys::Date::now();
        let keep = self.pacer.is_running() && real - self.kept_at > KEEP_TIME_MILLIS;
        self.run_until_now(keep, async || js_sys::Date::now() - real > SLICE_MILLIS).await;
    }

    async fn run_jump(&mut self) {
        let started = js_sys::Date::now();
        let (Some(running), Ok(world)) = (&mut self.jump, &mut self.world) else { return };
        let JumpState { from, until, .. } = running.state();
        if !std::mem::replace(&mut running.is_begun, true) {
            world.open_before_jump(from, until);
        }
        let stops = running.jump.stops().clone();
        let mut pace = JumpPace {
            mailbox: &self.mailbox,
            pages: &self.pages,
            jump: &mut running.jump,
            longest: running.stretch.millis(),
            started,
            breath: &self.breath,
            breathed: started,
            passed: 0.0,
        };
        let advanced = world.advance_revocably(until, &stops, &mut pace).await;
        running.stretch.learn(pace.passed, js_sys::Date::now() - started);
        let reached = world.state().now();
        self.kept_at = started;
        // Whoever cancelled it is answered here: their message is among others.
        self.take_slice(advanced, reached);
        self.let_go(Mailbox::is_cancelled).await;
    }

    /// Whoever waited was answered: lets go of what nobody needs any more, as long as nobody else waits.
    async fn let_go(&mut self, is_awaited: fn(&Mailbox) -> bool) {
        let Ok(world) = &mut self.world else { return };
        world.put_back();
        let mut breathed = js_sys::Date::now();
        while !world.let_go_some() && !is_awaited(&self.mailbox) {
            if js_sys::Date::now() - breathed > BREATH_MILLIS {
                self.breath.take().await;
                breathed = js_sys::Date::now();
            }
        }
    }

    /// Whatever is due comes first: a command sees the world as it is by now. Where it cannot be stored the clock
    /// stands, and now is the last moment that is.
    pub(super) async fn catch_up(&mut self) {
        self.run_until_now(false, async || false).await;
    }

    /// The same, and keeps the clock's reading.
    pub(super) async fn keep_time(&mut self) {
        self.run_until_now(true, async || false).await;
    }

    /// Fires what the clock has come to, or only keeps its reading.
    async fn run_until_now(&mut self, keep: bool, spent: impl AsyncFnMut() -> bool) {
        let now = self.now();
        let Ok(world) = &mut self.world else { return };
        // While the clock stands nothing is tried again until a person asks for it.
        if self.halted.is_some() || !world.is_due(now) && !keep {
            return;
        }
        let Advanced { executed, end, .. } = world.advance(now, &StopConditions::new(), spent).await;
        let reached = world.state().now();
        self.kept_at = js_sys::Date::now();
        if let SliceEnd::Failed(cause) = end {
            let stopped = Trouble::ClockStopped { reached, cause: Box::new(cause) };
            match self.jump {
                Some(_) => self.end_jump(JumpEnd::Failed(stopped)),
                None => self.halt(stopped),
            }
        }
        publish(&self.pages, executed, &self.pacer);
    }

    pub(super) fn start_jump(&mut self, reply: Reply, target: AdvanceTarget, stops: StopConditions) {
        let from = self.now();
        let world = match &self.world {
            Ok(world) => world,
            Err(trouble) => return self.fail(reply, trouble.clone()),
        };
        if let Some(running) = &self.jump {
            let JumpState { until, now, .. } = running.state();
            return self.fail(reply, Trouble::JumpUnderWay { until, now });
        }
        let next = NextEvents { limit: 1 }.in_state(world.state()).first().map(|event| event.at);
        match Jump::begin(from, target, next, stops, js_sys::Date::now()) {
            Ok(jump) => {
                self.jump = Some(Running { reply, jump, is_begun: false, stretch: Stretch::default() })
            }
            Err(refused) => self.fail(reply, refused),
        }
    }

    /// Takes in a slice of the jump, and tells pages what there is to tell.
    fn take_slice(&mut self, advanced: Advanced, reached: SimTime) {
        let real = js_sys::Date::now();
        self.pacer.jump(reached, real);
        let Some(running) = &mut self.jump else { return };
        let Taken { news, end } = running.jump.take(advanced, reached, real);
        if let Some(news) = news {
            let state = news.state;
            self.tell(news);
            self.pages.broadcast(&ToPage::Work(ClockWork::Jump(state)));
        }
        if let Some(end) = end {
            self.end_jump(end);
        }
    }

    /// Ends the jump, if there is one. What was stored until now stays.
    pub(super) fn end_jump(&mut self, end: JumpEnd) {
        let Some(Running { reply, jump, .. }) = self.jump.take() else { return };
        let (news, summary) = jump.end(end.clone());
        if let JumpEnd::Failed(trouble) = &end {
            self.halt(trouble.clone());
        } else {
            self.release();
        }
        self.tell(news);
        self.pages.broadcast(&ToPage::Clock(self.clock()));
        self.pages.broadcast(&ToPage::Work(self.work()));
        // Whoever asked is answered before everybody hears of it: a page may ask for the next jump when it has heard.
        match end {
            JumpEnd::Failed(trouble) => self.fail(reply, trouble),
            JumpEnd::Reached | JumpEnd::Stopped(_) | JumpEnd::Cancelled => {
                let result = Ok(Outcome::Advanced(summary.clone()));
                self.pages.send(reply.page, &ToPage::Finished { call: reply.call, result });
            }
        }
        self.pages.broadcast(&ToPage::JumpEnded(summary));
    }

    /// Stops the clock at the last moment that is stored, until a person lets it run again. `stopped` is always a
    /// [`Trouble::ClockStopped`].
    fn halt(&mut self, stopped: Trouble) {
        let Ok(world) = &self.world else { return };
        self.pacer.halt(world.state().now(), js_sys::Date::now());
        self.halted = Some(stopped);
        self.pages.broadcast(&ToPage::Work(self.work()));
    }

    /// Lets the clock keep its pace again.
    pub(super) fn release(&mut self) {
        if self.halted.take().is_some() {
            self.pacer.release(js_sys::Date::now());
            self.pages.broadcast(&ToPage::Clock(self.clock()));
            self.pages.broadcast(&ToPage::Work(self.work()));
        }
    }

    pub(super) fn work(&self) -> ClockWork {
        match (&self.jump, &self.halted) {
            (Some(running), _) => ClockWork::Jump(running.state()),
            (None, Some(trouble)) => ClockWork::Halted(trouble.clone()),
            (None, None) => ClockWork::Nothing,
        }
    }

    fn tell(&self, news: News) {
        let News { revision, topics, happenings, .. } = news;
        self.pages.broadcast(&ToPage::Committed { revision, topics, happenings, clock: self.clock() });
    }
}
