//! A jump of the clock: where it may go, how far it has come, and what is told of it meanwhile.
//!
//! A jump is run in slices, and each slice commits. Pages are told a few times a second, with everything in one message,
//! for each message makes every open query ask again; what happened is counted, and named only as far as a person can
//! take it in.

use crate::{
    base::SimTime,
    engine::{
        job::JobStatus,
        limits,
        monitor::{StopConditions, Tally},
        query::Topic,
    },
    rpc::{AdvanceTarget, Happening, JumpEnd, JumpState, JumpSummary, Trouble},
    runtime::{Advanced, SliceEnd},
};
use std::collections::BTreeSet;

/// Pages are told at most this often. Units: milliseconds of real time.
const TELL_MILLIS: f64 = 250.0;
/// As many happenings are named. Where there are more, only failures are.
pub(in crate::runtime) const NAMED_MAX: usize = 5;

/// A jump under way.
#[derive(Debug)]
pub struct Jump {
    state: JumpState,
    stops: StopConditions,
    fired: u64,
    tally: Tally,
    /// The first ones of all that happened, and of all that failed.
    happenings: Vec<Happening>,
    happened: usize,
    failures: Vec<Happening>,
    failed: usize,
    /// What changed since pages were told.
    topics: BTreeSet<Topic>,
    revision: u64,
    /// When that was, in real milliseconds.
    told: f64,
    /// When pages were shown how far it has come, in real milliseconds.
    shown: f64,
}

/// What pages are to be told now.
#[derive(Debug, PartialEq)]
pub struct News {
    pub revision: u64,
    pub topics: Vec<Topic>,
    pub happenings: Vec<Happening>,
    pub state: JumpState,
}

/// A slice that was taken in.
#[derive(Debug, PartialEq)]
pub struct Taken {
    pub news: Option<News>,
    /// Set when the jump is over.
    pub end: Option<JumpEnd>,
}

impl Jump {
    /// A jump from `from`, told of at `real` for the first time. `next` is when something of consequence comes next.
    ///
    /// # Errors
    /// [`Trouble::NeverBack`], [`Trouble::PastTheEnd`].
    pub fn begin(
        from: SimTime,
        target: AdvanceTarget,
        next: Option<SimTime>,
        stops: StopConditions,
        real: f64,
    ) -> Result<Jump, Trouble> {
        let until = match target {
            AdvanceTarget::By(span) => from + span,
            AdvanceTarget::Until(moment) => moment,
            AdvanceTarget::NextEvent => next.map_or(from, |next| next.max(from)),
        };
        if until < from {
            return Err(Trouble::NeverBack { now: from });
        }
        if until > limits::CLOCK_END {
            return Err(Trouble::PastTheEnd { end: limits::CLOCK_END });
        }
        Ok(Jump {
            state: JumpState { from, until, now: from },
            stops,
            fired: 0,
            tally: Tally::default(),
            happenings: Vec::new(),
            happened: 0,
            failures: Vec::new(),
            failed: 0,
            topics: BTreeSet::new(),
            revision: 0,
            told: real,
            shown: real,
        })
    }

    pub fn state(&self) -> JumpState {
        self.state
    }

    pub fn stops(&self) -> &StopConditions {
        &self.stops
    }

    /// What to show at `real` of a slice that has come to `now` and is not stored yet, if it is time to.
    pub fn show(&mut self, now: SimTime, real: f64) -> Option<JumpState> {
        let is_time = real - self.shown >= TELL_MILLIS;
        is_time.then(|| {
            self.shown = real;
            JumpState { now, ..self.state }
        })
    }

    /// Takes a slice in that came to `reached`, at `real`.
    pub fn take(&mut self, advanced: Advanced, reached: SimTime, real: f64) -> Taken {
        let Advanced { executed, fired, tally, end } = advanced;
        self.state.now = reached;
        self.fired += fired;
        self.tally.add(tally);
        self.topics.extend(executed.topics);
        self.revision = executed.revision;
        executed.happenings.into_iter().for_each(|happening| self.note(happening));
        let end = match end {
            SliceEnd::Spent => None,
            SliceEnd::GivenUp => Some(JumpEnd::Cancelled),
            SliceEnd::Reached => Some(JumpEnd::Reached),
            SliceEnd::Stopped(reason) => Some(JumpEnd::Stopped(reason)),
            SliceEnd::Failed(cause) => {
                Some(JumpEnd::Failed(Trouble::ClockStopped { reached, cause: Box::new(cause) }))
            }
        };
        let is_time = real - self.told >= TELL_MILLIS;
        let news = (end.is_none() && is_time).then(|| {
            self.told = real;
            self.news(Vec::new())
        });
        Taken { news, end }
    }

    /// Ends the jump: what pages have not been told yet, and what it came to.
    pub fn end(mut self, end: JumpEnd) -> (News, JumpSummary) {
        let happenings = self.named();
        let JumpState { from, now, .. } = self.state;
        let summary = JumpSummary { from, reached: now, fired: self.fired, tally: self.tally, end };
        (self.news(happenings), summary)
    }

    fn news(&mut self, happenings: Vec<Happening>) -> News {
        let topics = std::mem::take(&mut self.topics).into_iter().collect();
        News { revision: self.revision, topics, happenings, state: self.state }
    }

    fn note(&mut self, happening: Happening) {
        if matches!(happening, Happening::JobEnded { status: JobStatus::Failed, .. }) {
            self.failed += 1;
            if self.failures.len() < NAMED_MAX {
                self.failures.push(happening.clone());
            }
        }
        self.happened += 1;
        if self.happenings.len() < NAMED_MAX {
            self.happenings.push(happening);
        }
    }

    /// A short jump is told of like time that passes by itself; of a long one only what went wrong.
    fn named(&mut self) -> Vec<Happening> {
        if self.happened <= NAMED_MAX {
            return std::mem::take(&mut self.happenings);
        }
        let mut named = std::mem::take(&mut self.failures);
        let more = self.failed - named.len();
        if more > 0 {
            named.push(Happening::MoreFailed { count: more as u64 });
        }
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ArmId, SimSpan},
        engine::job::JobOperation,
        runtime::Executed,
    };
    use uuid::Uuid;

    const NOW: SimTime = SimTime::from_millis(1_000_000);

    fn begin(target: AdvanceTarget) -> Result<Jump, Trouble> {
        Jump::begin(NOW, target, None, StopConditions::new(), 0.0)
    }

    fn slice(statuses: &[JobStatus], end: SliceEnd) -> Advanced {
        let ended = |status: &JobStatus| Happening::JobEnded {
            vault: ArmId::new("/"),
            guid: Uuid::nil(),
            instance: "disk".into(),
            operation: JobOperation::Backup,
            status: *status,
            alert: None,
        };
        let executed = Executed {
            results: Vec::new(),
            revision: 7,
            topics: vec![Topic::Jobs, Topic::Points],
            happenings: statuses.iter().map(ended).collect(),
            trouble: None,
        };
        Advanced { executed, fired: statuses.len() as u64, tally: Tally::default(), end }
    }

    #[test]
    fn the_clock_goes_neither_back_nor_behind_its_end() {
        let refused = |target| begin(target).err();
        let back = Some(Trouble::NeverBack { now: NOW });
        assert_eq!(refused(AdvanceTarget::Until(NOW - SimSpan::from_seconds(1))), back);
        assert_eq!(refused(AdvanceTarget::By(SimSpan::from_seconds(-1))), back);
        let year_10000 = SimTime::parse("9999-12-31T23:59:59Z").expect("valid") + SimSpan::from_seconds(1);
        let end = Some(Trouble::PastTheEnd { end: limits::CLOCK_END });
        assert_eq!(refused(AdvanceTarget::Until(year_10000)), end);
        assert_eq!(refused(AdvanceTarget::By(SimSpan::from_millis(i64::MAX))), end);
        assert_eq!(refused(AdvanceTarget::Until(limits::CLOCK_END)), None);
        assert_eq!(refused(AdvanceTarget::Until(NOW)), None);
    }

    #[test]
    fn pages_are_told_four_times_a_second_with_everything_at_once() {
        let mut jump = begin(AdvanceTarget::By(SimSpan::from_hours(1))).expect("ahead");
        let mut told = Vec::new();
        for slice_number in 1..=100 {
            let reached = NOW + SimSpan::from_seconds(slice_number * 36);
            let taken = jump.take(slice(&[], SliceEnd::Spent), reached, slice_number as f64 * 10.0);
            told.extend(taken.news);
            assert_eq!(taken.end, None);
        }
        assert_eq!(told.len(), 4);
        assert_eq!(told.iter().map(|news| news.state.percent()).collect::<Vec<_>>(), [25, 50, 75, 100]);
        let changed = BTreeSet::from([Topic::Jobs, Topic::Points]);
        let says_all = |news: &News| BTreeSet::from_iter(news.topics.iter().copied()) == changed;
        assert!(told.iter().all(|news| says_all(news) && news.revision == 7));
        assert_eq!(jump.end(JumpEnd::Cancelled).0.topics, [], "nothing is told twice");
    }

    #[test]
    fn how_far_it_has_come_is_shown_before_it_is_stored() {
        let mut jump = begin(AdvanceTarget::By(SimSpan::from_hours(1))).expect("ahead");
        let half = NOW + SimSpan::from_minutes(30);
        assert_eq!(jump.show(half, 249.0), None);
        assert_eq!(jump.show(half, 250.0).map(|state| state.percent()), Some(50));
        assert_eq!(jump.show(half, 499.0), None);
        assert_eq!(jump.state().now, NOW, "it is not there before that is stored");
    }

    #[test]
    fn of_much_that_happened_only_failures_are_named() {
        use JobStatus::{Completed, Failed};
        let run = |statuses: &[JobStatus]| {
            let mut jump = begin(AdvanceTarget::By(SimSpan::from_hours(1))).expect("ahead");
            let taken = jump.take(slice(statuses, SliceEnd::Reached), NOW, 900.0);
            assert_eq!((taken.news, taken.end.clone()), (None, Some(JumpEnd::Reached)));
            jump.end(JumpEnd::Reached).0.happenings
        };
        assert_eq!(run(&[Completed; 5]).len(), 5);
        assert_eq!(run(&[Completed; 6]), []);
        assert_eq!(run(&[[Completed; 3], [Failed; 3]].concat()).len(), 3);
        let many = run(&[Failed; 9]);
        assert_eq!((many.len(), many.last()), (6, Some(&Happening::MoreFailed { count: 4 })));
    }

    #[test]
    fn a_slice_that_is_given_up_ends_the_jump_where_it_was_stored_last() {
        let mut jump = begin(AdvanceTarget::By(SimSpan::from_hours(1))).expect("ahead");
        let taken = jump.take(slice(&[], SliceEnd::GivenUp), NOW, 900.0);
        assert_eq!((taken.news, taken.end.clone()), (None, Some(JumpEnd::Cancelled)));
        assert_eq!(jump.end(JumpEnd::Cancelled).1.reached, NOW);
    }

    #[test]
    fn a_slice_that_cannot_be_stored_ends_the_jump_and_says_how_far_it_came() {
        let mut jump = begin(AdvanceTarget::By(SimSpan::from_hours(1))).expect("ahead");
        let full = Trouble::StorageFailed { message: "full".into() };
        let taken = jump.take(slice(&[], SliceEnd::Failed(full.clone())), NOW, 900.0);
        let stopped = Trouble::ClockStopped { reached: NOW, cause: Box::new(full) };
        assert_eq!(taken.end, Some(JumpEnd::Failed(stopped)));
    }
}
