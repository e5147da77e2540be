//! Taking savepoints, and keeping what rows were while the world goes on.

use super::{Cause, EdgeId, Savepoint, SavepointId, Savepoints, Seen, Weight, rows, undo};
use crate::{
    base::SimTime,
    engine::{State, limits, table::Before},
    store::{Batch, RowWrite, StorageError, rows as engine_rows, rows::StoredRow},
};
use std::collections::hash_map::Entry;

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

    /// Makes room for so many changes, where none has happened since the savepoint here.
    pub fn reserve(&mut self, changes: usize) {
        if self.seen.is_empty() {
            self.seen.reserve(changes);
        }
    }

    /// Keeps what a row was, if this is its first change since the savepoint here: adds to `kept` what has to be written
    /// for that.
    ///
    /// Errors: [`StorageError::Failed`] where nobody tells any more what the row was, which is a mistake in the program.
    /// One could not go back behind such a commit: it must not be.
    pub fn keep(
        &mut self,
        write: &RowWrite,
        before: Before<&dyn StoredRow>,
        kept: &mut Vec<RowWrite>,
    ) -> Result<(), StorageError> {
        if matches!(before, Before::Told) && write.value.is_some() {
            // It is kept, and it stays.
            return Ok(());
        }
        let Some(here) = self.here().map(|here| here.id) else { return Ok(()) };
        let Some(row) = self.savepoints.get_mut(&here) else { return Ok(()) };
        match self.seen.entry(undo::place(write.table, &write.key).into_boxed_slice()) {
            Entry::Occupied(entry) => {
                // Born since then and gone again: nothing has happened.
                if *entry.get() == Seen::Born && write.value.is_none() {
                    kept.push(undo::delete(row.edge, entry.key()));
                    row.weight = row.weight.without(entry.key());
                    entry.remove();
                }
            }
            Entry::Vacant(entry) => {
                let value = undo::value_of(before).ok_or_else(|| untold(write))?;
                let was = undo::before_in(&value);
                row.weight = row.weight.with(entry.key(), was);
                let named = was.map(|was| engine_rows::chunks_of(write.table, was));
                // What this build has just written it can read.
                if let Some(Ok(named)) = named
                    && !named.is_empty()
                {
                    self.chunks.entry(row.edge).or_default().extend(named);
                }
                let seen = if was.is_some() { Seen::Changed } else { Seen::Born };
                kept.push(undo::put_value(row.edge, entry.key(), value));
                entry.insert(seen);
            }
        }
        Ok(())
    }
}

fn untold(write: &RowWrite) -> StorageError {
    StorageError::Failed(format!("what a row of table {} was is not known any more", write.table.0))
}
