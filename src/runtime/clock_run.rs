//! One stretch of simulated time: timers come due in their order, those of [quiet lanes](crate::engine::quiet) among
//! those of the table.

use crate::{
    base::SimTime,
    engine::{
        self, Event, Request, State,
        ids::{InstanceId, JobId, TimerId},
        job::{JobOperation, JobStatus},
        monitor::{StopCondition, StopConditions, StopReason, Tally, stop},
        query::Topic,
        quiet::{
            Happened, QuietRun,
            turn::{self, Turn},
        },
        state::TimerAction,
    },
    rpc::Happening,
    runtime::{journal, jump::NAMED_MAX, world::Gathered},
};

/// Whoever runs the clock is asked after so many timers of lanes, and after each other one, which takes about as long.
const ASK_AFTER: u32 = 32;

/// As many lanes are settled between two questions: a few milliseconds.
const SETTLE_AT_ONCE: usize = 16;

/// A stretch of time under way.
pub struct ClockRun<'r> {
    until: SimTime,
    stops: &'r StopConditions,
    /// None where something to stop for could come about in a lane.
    quiet: Option<QuietRun>,
    gathered: Gathered,
    /// Backups of lanes that are told of. Of more than a few pages hear only how many there were.
    named: usize,
    fired: u64,
    tally: Tally,
    asked: u32,
}

/// What one step did.
#[derive(Debug, PartialEq)]
pub enum Stepped {
    Fired,
    Stopped(StopReason),
    /// Nothing is due until the end of the stretch.
    NothingDue,
}

impl<'r> ClockRun<'r> {
    pub fn new(state: &State, until: SimTime, stops: &'r StopConditions) -> ClockRun<'r> {
        let in_lanes = [StopCondition::JobEnds, StopCondition::PointExpires];
        let is_quiet = !in_lanes.iter().any(|condition| stops.contains(condition));
        ClockRun {
            until,
            stops,
            quiet: is_quiet.then(|| QuietRun::new(state)),
            gathered: Gathered::default(),
            named: 0,
            fired: 0,
            tally: Tally::default(),
            asked: 0,
        }
    }

    /// Whether it is time to ask for how long to go on. Something always comes first.
    pub fn is_to_ask(&mut self) -> bool {
        let is_time = self.fired > 0 && self.asked >= ASK_AFTER;
        if is_time {
            self.asked = 0;
        }
        is_time
    }

    /// Lets the next timer come due.
    pub fn step(&mut self, state: &mut State) -> Stepped {
        let ClockRun { quiet, gathered, until, .. } = self;
        let told = &mut |event: &Event| journal::add_topics(event, &mut gathered.topics);
        match turn::take(quiet.as_mut(), state, *until, told) {
            Turn::Nothing => Stepped::NothingDue,
            Turn::Entered => Stepped::Fired,
            Turn::Lane(happened) => {
                if let Some((instance, happened)) = happened {
                    self.note(state, instance, happened);
                }
                Stepped::Fired
            }
            Turn::Table { due, timer, action } => {
                self.asked = ASK_AFTER;
                self.fired += 1;
                let stopped = self.fire(state, due, timer, &action);
                if let Some(quiet) = &mut self.quiet {
                    quiet.resume(state);
                }
                stopped.map_or(Stepped::Fired, Stepped::Stopped)
            }
        }
    }

    /// Makes rows of what some lanes hold; answers whether that is all. No timer may come due between these calls.
    pub fn settle_some(&mut self, state: &mut State) -> bool {
        let ClockRun { quiet, gathered, .. } = self;
        let Some(quiet) = quiet else { return true };
        quiet.settle_some(state, SETTLE_AT_ONCE, &mut |event| {
            journal::add_topics(event, &mut gathered.topics);
        })
    }

    /// What there is to tell, how many timers came due, and what they did. All lanes are settled by now.
    pub fn end(self) -> (Gathered, u64, Tally) {
        (self.gathered, self.fired, self.tally)
    }

    /// Takes note of what a timer of a lane did.
    fn note(&mut self, state: &State, instance: InstanceId, happened: Happened) {
        self.asked += 1;
        self.fired += 1;
        match happened {
            Happened::BackupStarted => {}
            Happened::BackupCompleted(job) => {
                self.tally.jobs += 1;
                if self.named <= NAMED_MAX {
                    self.named += 1;
                    self.gathered.happenings.extend(completed(state, instance, job));
                }
            }
            Happened::PointsExpired(count) => self.tally.points_expired += count,
        }
    }

    /// Answers what to stop for, if it brought that about.
    fn fire(
        &mut self,
        state: &mut State,
        due: SimTime,
        timer: TimerId,
        action: &TimerAction,
    ) -> Option<StopReason> {
        let request = Request::of_timer(state, due, timer);
        // A timer's own decision turns refusals into failed jobs; what is left is a bug, not an answer.
        let events = engine::decide(state, &request).expect("a due timer is never refused");
        engine::apply(state, &request, &events);
        for event in &events {
            journal::add_topics(event, &mut self.gathered.topics);
        }
        if matches!(action, TimerAction::RoleEffective(_)) {
            self.gathered.topics.insert(Topic::Access);
        }
        self.gathered.happenings.extend(journal::happenings(state, Some(action), &events));
        self.tally.count(state, action, &events);
        stop::reason(state, self.stops, action, &events)
    }
}

/// As the end of any other backup is told.
fn completed(state: &State, instance: InstanceId, job: JobId) -> Option<Happening> {
    let row = state.instances.get(&instance)?;
    Some(Happening::JobEnded {
        vault: state.vault_id(state.vaults.get(&row.vault)?),
        guid: state.seed().guid("job", job.0),
        instance: row.name.clone(),
        operation: JobOperation::Backup,
        status: JobStatus::Completed,
        alert: None,
    })
}
