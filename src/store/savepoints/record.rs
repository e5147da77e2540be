//! Taking savepoints, and keeping what rows were while the world goes on.

use super::{Cause, EdgeId, Savepoint, SavepointId, Savepoints, Seen, Weight, rows, undo};
use crate::{
    base::SimTime,
    engine::{State, limits},
    store::{Batch, RowWrite, rows as engine_rows, rows::Before},
};

/// A savepoint that is to be taken with the next commit, of how things were before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    pub cause: Cause,
    pub at: SimTime,
    pub scenario: String,
}

impl Opening {
    /// Of how things are before a request makes its changes.
    pub fn of(state: &State, cause: Cause) -> Opening {
        Opening { cause, at: state.now(), scenario: state.world().scenario.clone() }
    }
}

impl Savepoints {
    /// Takes a savepoint: what this batch changes is kept for it. Uploads go on with the savepoint of those before them,
    /// where nothing else was done meanwhile.
    pub fn begin(&mut self, opening: Opening, batch: &mut Batch) {
        if !self.join(&opening, batch) {
            self.push(opening, batch);
        }
        batch.rows.push(rows::write_counts(self));
    }

    /// The same for a world that another one takes the place of.
    pub fn replace(&mut self, opening: Opening, batch: &mut Batch) {
        self.rewinds += 1;
        self.begin(opening, batch);
    }

    fn push(&mut self, opening: Opening, batch: &mut Batch) {
        let Opening { cause, at, scenario } = opening;
        let (id, edge) = (SavepointId(self.take_id()), EdgeId(self.take_id()));
        let parent = self.here().map(|here| here.id);
        if let Some(here) = parent.and_then(|here| self.savepoints.get_mut(&here)) {
            here.toward = Some(id);
            batch.rows.push(rows::write(here));
        }
        let row =
            Savepoint { id, parent, toward: None, edge, cause, at, scenario, weight: Weight::default() };
        batch.rows.push(rows::write(&row));
        self.savepoints.insert(id, row);
        self.seen.clear();
        self.returned = false;
    }

    fn join(&mut self, opening: &Opening, batch: &mut Batch) -> bool {
        let Cause::Uploads { count: more, .. } = opening.cause else { return false };
        let Some(here) = self.here().map(|here| here.id).filter(|_| !self.returned) else { return false };
        let Some(row) = self.savepoints.get_mut(&here) else { return false };
        let is_soon = opening.at.since(row.at) <= limits::SAVEPOINT_UPLOADS;
        match &mut row.cause {
            Cause::Uploads { count, .. } if is_soon => *count = count.saturating_add(more),
            _ => return false,
        }
        batch.rows.push(rows::write(row));
        true
    }

    /// Keeps what a row was, if this is its first change since the savepoint here: adds to `kept` what has to be written
    /// for that.
    pub fn keep(&mut self, write: &RowWrite, before: Before<'_>, kept: &mut Vec<RowWrite>) {
        let Some(here) = self.here().map(|here| here.id) else { return };
        let Some(row) = self.savepoints.get_mut(&here) else { return };
        let place = undo::place(write.table, &write.key).into_boxed_slice();
        match self.seen.get(&place) {
            // Born since then and gone again: nothing has happened.
            Some(Seen::Born) if write.value.is_none() => {
                kept.push(undo::delete(row.edge, &place));
                row.weight = row.weight.without(&place);
                self.seen.remove(&place);
            }
            Some(_) => {}
            None => {
                let value = before.map(|value| value());
                kept.push(undo::put(row.edge, &place, value.as_deref()));
                row.weight = row.weight.with(&place, value.as_deref());
                let named = value.as_deref().map(|value| engine_rows::chunks_of(write.table, value));
                // What this build has just written it can read.
                if let Some(Ok(named)) = named
                    && !named.is_empty()
                {
                    self.chunks.entry(row.edge).or_default().extend(named);
                }
                self.seen.insert(place, if value.is_some() { Seen::Changed } else { Seen::Born });
            }
        }
    }
}
