//! Taking savepoints, and keeping what rows were while the world goes on.

use super::{
    Cause, Counts, EdgeId, Savepoint, SavepointId, Savepoints, Weight, rows,
    seen::{Seen, SeenPlace, SeenRows},
    undo,
};
use crate::{
    base::{Digest, SimTime},
    engine::{State, limits, table::Forgotten},
    store::{
        Batch, RowWrite, StorageError, rows as engine_rows,
        rows::{Before, StoredRow},
    },
};
use std::collections::BTreeSet;

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

/// What a commit makes of the savepoints. Nothing of it is so before [`Savepoints::complete`].
#[derive(Debug)]
#[must_use = "nothing is kept before it is stored and completed"]
pub struct Record {
    counts: Counts,
    /// The savepoint here, for which rows are kept.
    here: Option<Savepoint>,
    /// Whether it is taken with this commit.
    is_new: bool,
    /// The one that was here before it.
    passed: Option<Savepoint>,
    /// Rows that are kept for the savepoint here from now on, and those that need not be any more.
    seen: Vec<(SeenPlace, Seen)>,
    unseen: Vec<SeenPlace>,
    /// Chunks that these rows name.
    chunks: BTreeSet<Digest>,
}

impl Savepoints {
    /// Begins the record of a commit, which takes a savepoint where there is an `opening`: what it changes is kept for that.
    /// Uploads go on with the savepoint of those before them, where nothing else was done meanwhile.
    /// Whatever changes is asked for only when the savepoints are ready for it ([`Savepoints::ready_some`]).
    pub fn record(&self, opening: Option<Opening>, batch: &mut Batch) -> Record {
        self.record_from(self.counts, opening, batch)
    }

    /// The same for a world that another one takes the place of.
    pub fn record_replacement(&self, opening: Opening, batch: &mut Batch) -> Record {
        let counts = Counts { rewinds: self.counts.rewinds + 1, ..self.counts };
        self.record_from(counts, Some(opening), batch)
    }

    /// Brings in order as many of the rows that the last commit has kept; answers whether that is all that `record` needs.
    pub fn ready_some(&mut self, record: &Record, count: usize) -> bool {
        record.is_new || self.seen.sort_some(count)
    }

    fn record_from(&self, counts: Counts, opening: Option<Opening>, batch: &mut Batch) -> Record {
        let mut record = Record {
            counts,
            here: self.here().cloned(),
            is_new: false,
            passed: None,
            seen: Vec::new(),
            unseen: Vec::new(),
            chunks: BTreeSet::new(),
        };
        if let Some(opening) = opening {
            record.open(opening, batch);
        }
        record
    }

    /// Keeps what a row was, if this is its first change since the savepoint here: adds to `kept` what has to be written
    /// for that. Each row comes once in a record.
    ///
    /// Errors: [`StorageError::Failed`] where nobody tells any more what the row was, which is a mistake in the program.
    /// One could not go back behind such a commit: it must not be.
    pub fn keep(
        &self,
        record: &mut Record,
        write: &RowWrite,
        before: Before<&dyn StoredRow>,
        kept: &mut Vec<RowWrite>,
    ) -> Result<(), StorageError> {
        if matches!(before, Before::Told) && write.value.is_some() {
            // It is kept, and it stays.
            return Ok(());
        }
        let Some(here) = &mut record.here else { return Ok(()) };
        let place = undo::place(write.table, &write.key).into_boxed_slice();
        let seen = if record.is_new { None } else { self.seen.get(&place) };
        match seen {
            // Born since then and gone again: nothing has happened.
            Some(Seen::Born) if write.value.is_none() => {
                kept.push(undo::delete(here.edge, &place));
                here.weight = here.weight.without(&place);
                record.unseen.push(place);
            }
            Some(_) => {}
            None => {
                let value = undo::value_of(before).ok_or_else(|| untold(write))?;
                let was = undo::before_in(&value);
                here.weight = here.weight.with(&place, was);
                let named = was.map(|was| engine_rows::chunks_of(write.table, was));
                // What this build has just written it can read.
                record.chunks.extend(named.and_then(Result::ok).into_iter().flatten());
                let seen = if was.is_some() { Seen::Changed } else { Seen::Born };
                kept.push(undo::put_value(here.edge, &place, value));
                record.seen.push((place, seen));
            }
        }
        Ok(())
    }

    /// The commit is complete. Answers what nobody needs any more.
    pub fn complete(&mut self, record: Record) -> Forgotten {
        let Record { counts, here, is_new, passed, seen, unseen, chunks } = record;
        self.counts = counts;
        let forgotten = if is_new { std::mem::take(&mut self.seen) } else { SeenRows::default() };
        unseen.iter().for_each(|place| self.seen.remove(place));
        self.seen.add(seen);
        if let Some(here) = here.as_ref().filter(|_| !chunks.is_empty()) {
            self.chunks.entry(here.edge).or_default().extend(chunks);
        }
        self.savepoints.extend(passed.into_iter().chain(here).map(|row| (row.id, row)));
        forgotten.forget()
    }
}

impl Record {
    /// Makes room for so many changes.
    pub fn reserve(&mut self, changes: usize) {
        if self.is_new {
            self.seen.reserve(changes);
        }
    }

    fn open(&mut self, opening: Opening, batch: &mut Batch) {
        if !self.join(&opening, batch) {
            self.push(opening, batch);
        }
        batch.rows.push(rows::write_counts(self.counts));
    }

    fn push(&mut self, opening: Opening, batch: &mut Batch) {
        let Opening { cause, at, scenario } = opening;
        let (id, edge) = (SavepointId(self.counts.take_id()), EdgeId(self.counts.take_id()));
        self.passed = self.here.take().map(|here| Savepoint { toward: Some(id), ..here });
        batch.rows.extend(self.passed.as_ref().map(rows::write));
        let (parent, weight) = (self.passed.as_ref().map(|passed| passed.id), Weight::default());
        let row = Savepoint { id, parent, toward: None, edge, cause, at, scenario, weight };
        batch.rows.push(rows::write(&row));
        self.here = Some(row);
        self.is_new = true;
        self.counts.returned = false;
    }

    fn join(&mut self, opening: &Opening, batch: &mut Batch) -> bool {
        let Cause::Uploads { count: more, .. } = opening.cause else { return false };
        let Some(row) = self.here.as_mut().filter(|_| !self.counts.returned) else { return false };
        let is_soon = opening.at.since(row.at) <= limits::SAVEPOINT_UPLOADS;
        match &mut row.cause {
            Cause::Uploads { count, .. } if is_soon => *count = count.saturating_add(more),
            _ => return false,
        }
        batch.rows.push(rows::write(row));
        true
    }
}

fn untold(write: &RowWrite) -> StorageError {
    StorageError::Failed(format!("what a row of table {} was is not known any more", write.table.0))
}
