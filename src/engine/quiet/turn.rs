//! Whose turn it is: a timer of a lane, or one of the table, which whoever runs the clock decides as any other request.

use crate::{
    base::SimTime,
    engine::{
        self,
        ids::{InstanceId, TimerId},
        quiet::{Happened, QuietRun, Told},
        state::{State, TimerAction},
    },
};

/// What came next.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// A timer of a lane came due; nothing happened where the lane came to its end.
    Lane(Option<(InstanceId, Happened)>),
    /// An instance was taken into a lane: its timer is due there.
    Entered,
    /// Lanes have made way for it; [`QuietRun::resume`] comes when it was decided and applied.
    Table { due: SimTime, timer: TimerId, action: TimerAction },
    /// Nothing is due until then.
    Nothing,
}

/// Takes the next turn until `until`. Without lanes every timer is one of the table.
pub fn take(quiet: Option<&mut QuietRun>, state: &mut State, until: SimTime, told: Told) -> Turn {
    let in_table = engine::next_due(state).filter(|(due, _)| *due <= until);
    let Some(quiet) = quiet else {
        return in_table.map_or(Turn::Nothing, |next| of_table(state, next));
    };
    let in_lane = quiet.next_due().filter(|(due, _)| *due <= until);
    let Some(next) = in_table.into_iter().chain(in_lane).min() else { return Turn::Nothing };
    if Some(next) == in_lane {
        return Turn::Lane(quiet.fire(state, told));
    }
    let turn = of_table(state, next);
    let Turn::Table { due, action, .. } = &turn else { return turn };
    if quiet.enter(state, *due, action, until) {
        return Turn::Entered;
    }
    quiet.make_way(state, action, told);
    turn
}

fn of_table(state: &State, (due, timer): (SimTime, TimerId)) -> Turn {
    match state.timers.get(&(due, timer)) {
        Some(action) => Turn::Table { due, timer, action: action.clone() },
        None => Turn::Nothing,
    }
}
