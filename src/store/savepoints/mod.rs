//! Savepoints: moments of the world that one can go back to, and forward again.
//!
//! The stored rows are one moment, the tip. Every savepoint knows the next one on the way *toward* the tip, and has an
//! edge to it: the rows that make that moment this one, each with the value it has here or with the word that there is
//! none ([`undo`]). So a savepoint costs what has changed between it and its neighbour, and one that nothing was done
//! after costs a row of its own.
//!
//! While the world goes on, only the savepoint *here*, whose neighbour is the tip, has work ([`record`]): the first
//! change of a row since then keeps what the row was, in the same transaction. Tables tell it what that is, once in an epoch
//! ([`crate::engine::table`]), and one begins before anything changes that a new savepoint has to keep. Going back
//! ([`rewind`]) carries the tip along the edges to another savepoint and turns each of them round: what was replaced becomes
//! the way back. Nothing is lost by it; the savepoints become a tree whose edges all lead to wherever the tip is. Taking a
//! savepoint out ([`removal`]) makes one edge of two.
//!
//! Invariants: where there are savepoints, exactly one is here, and every way leads to it; an edge holds each row once;
//! a chunk that a kept value names is needed ([`Savepoints::chunks`]); a parent is a neighbour.
//!
//! A world without savepoints is valid: nothing is kept until the first one is taken.

pub mod record;
pub mod removal;
pub mod rewind;
mod rows;
mod seen;
#[cfg(test)]
mod tests;
pub mod undo;

pub use record::{Opening, Record};

use crate::{
    base::{ByteSize, Digest, SimTime},
    engine::limits,
    store::{RowWrite, Storage, StorageError, TableTag, rows as engine_rows},
};
use seen::SeenRows;
use std::collections::{BTreeMap, BTreeSet};
use undo::EdgeRows;

/// Names a savepoint. Never given twice in a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SavepointId(pub u32);

/// Names the rows of an edge. Never given twice in a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EdgeId(pub u32);

/// Why there is a savepoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A person asked for it, under this name.
    Named(String),
    /// It was taken before commands that were carried out: what the first one is called and what it is about.
    Commands { name: String, subject: String, count: u32 },
    /// It was taken before bytes were uploaded: where the first ones went.
    Uploads { subject: String, count: u32 },
    /// It was taken before the clock was sent to a moment.
    Jump { until: SimTime },
    /// It was taken before another world was started in the place of this one.
    Scenario { name: String },
    /// It was taken before the world went back, or forward, to a savepoint of this time.
    Rewind { to: SimTime },
    /// It had a name and is kept because ways part here.
    Fork,
}

/// How much an edge holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Weight {
    /// Without the row of the world, which every commit changes.
    pub rows: u64,
    /// Keys and values.
    pub bytes: ByteSize,
    /// Rows that may name chunks.
    pub chunk_rows: u64,
}

/// A moment that one can go back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Savepoint {
    pub id: SavepointId,
    /// The one before which it came about.
    pub parent: Option<SavepointId>,
    /// The next one on the way to the tip; none for the one that the tip comes from.
    pub toward: Option<SavepointId>,
    edge: EdgeId,
    pub cause: Cause,
    /// What the clock showed, which may be a little later than what was stored.
    pub at: SimTime,
    /// The scenario that the world had started from.
    pub scenario: String,
    pub weight: Weight,
}

/// What belongs to all savepoints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    /// The next id, of a savepoint or an edge.
    next: u32,
    /// How often the world was exchanged for another moment.
    rewinds: u64,
    /// Whether the tip came to the savepoint here by going back to it.
    returned: bool,
}

impl Counts {
    fn take_id(&mut self) -> u32 {
        self.next += 1;
        self.next
    }
}

/// All savepoints of a world, as far as they are kept in memory: not what rows were, but which of them are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Savepoints {
    savepoints: BTreeMap<SavepointId, Savepoint>,
    counts: Counts,
    /// For the edge of the savepoint here.
    seen: SeenRows,
    chunks: BTreeMap<EdgeId, BTreeSet<Digest>>,
}

impl Savepoints {
    /// Loads the savepoints from a storage that was opened.
    ///
    /// Errors: those of reading; [`StorageError::NewerVersion`]; [`StorageError::Corrupt`] for rows that cannot be read
    /// and for ways that lead nowhere.
    pub async fn open(storage: &impl Storage) -> Result<Savepoints, StorageError> {
        let (mut savepoints, unweighed) = rows::load(storage).await?;
        savepoints.check_ways()?;
        let all: Vec<_> = savepoints.savepoints.values().map(|row| (row.id, row.edge, row.toward)).collect();
        for (id, edge, toward) in all {
            if toward.is_none() || unweighed.contains(&id) {
                let edge_rows = undo::load(storage, edge, &[]).await?;
                savepoints.take_edge(id, &edge_rows, toward.is_none())?;
            } else if savepoints.savepoints[&id].weight.chunk_rows > 0 {
                let mut digests = BTreeSet::new();
                for table in engine_rows::CHUNK_TABLES {
                    digests.extend(chunks_of(&undo::load(storage, edge, &[table.0]).await?)?);
                }
                savepoints.set_chunks(edge, digests);
            }
        }
        Ok(savepoints)
    }

    /// All of them, in the order in which they were taken.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Savepoint> {
        self.savepoints.values()
    }

    pub fn get(&self, id: SavepointId) -> Option<&Savepoint> {
        self.savepoints.get(&id)
    }

    /// The savepoint that the tip comes from.
    pub fn here(&self) -> Option<&Savepoint> {
        // Mostly the newest.
        self.savepoints.values().rev().find(|row| row.toward.is_none())
    }

    /// Whether the tip came to the savepoint here by going back to it, so that what it was taken before is elsewhere.
    pub fn has_returned(&self) -> bool {
        self.counts.returned
    }

    /// How often the world was exchanged for another moment: what is numbered goes back with it.
    pub fn rewinds(&self) -> u64 {
        self.counts.rewinds
    }

    /// Whether anything has happened since the savepoint here, when the clock is at `now`.
    pub fn has_moved(&self, now: SimTime) -> bool {
        self.here().is_some_and(|here| here.at != now || here.weight.rows > 0)
    }

    /// Where undoing what was done last leads: back to the savepoint here, or where nothing has happened since then, to
    /// the nearest one before it that differs.
    pub fn undo_target(&self, now: SimTime) -> Option<SavepointId> {
        let here = self.here()?;
        if self.has_moved(now) {
            return Some(here.id);
        }
        // A parent is older than its child, so that this comes to an end.
        let parent = |row: &&Savepoint| self.get(row.parent?).filter(|parent| parent.id < row.id);
        let differs = |(child, row): &(&Savepoint, &Savepoint)| {
            let edge = if child.toward == Some(row.id) { child } else { row };
            edge.weight.rows > 0 || child.at != row.at
        };
        let ancestors = std::iter::successors(Some(here), parent);
        let steps = ancestors.clone().zip(ancestors.skip(1));
        let mut found = steps.skip_while(|step| !differs(step));
        found.next().map(|(_, row)| row.id)
    }

    /// The chunks that kept values name.
    pub fn chunks(&self) -> impl Iterator<Item = Digest> {
        self.chunks.values().flatten().copied()
    }

    /// The savepoints that a person has named.
    pub fn named(&self) -> impl Iterator<Item = (&Savepoint, &str)> {
        self.savepoints.values().filter_map(|row| match &row.cause {
            Cause::Named(name) => Some((row, name.as_str())),
            _ => None,
        })
    }

    /// Whether there are as many named ones as may be.
    pub fn is_full(&self) -> bool {
        self.named().count() >= limits::SAVEPOINTS_NAMED_MAX
    }

    /// Gives a savepoint a name, or another one; answers what a commit has to write.
    pub fn name(&mut self, id: SavepointId, name: &str) -> Vec<RowWrite> {
        let Some(row) = self.savepoints.get_mut(&id) else { return Vec::new() };
        row.cause = Cause::Named(name.to_string());
        vec![rows::write(row)]
    }

    /// The savepoints that lead to the tip over this one.
    fn behind(&self, id: SavepointId) -> impl Iterator<Item = &Savepoint> {
        self.savepoints.values().filter(move |row| row.toward == Some(id))
    }

    /// Notes what the edge of a savepoint holds.
    fn take_edge(&mut self, id: SavepointId, edge: &EdgeRows, is_here: bool) -> Result<(), StorageError> {
        let digests = chunks_of(edge)?;
        if let Some(row) = self.savepoints.get_mut(&id) {
            row.weight = weigh(edge);
            let edge = row.edge;
            self.set_chunks(edge, digests);
        }
        if is_here {
            self.seen = SeenRows::of(edge);
        }
        Ok(())
    }

    fn set_chunks(&mut self, edge: EdgeId, digests: BTreeSet<Digest>) {
        if digests.is_empty() {
            self.chunks.remove(&edge);
        } else {
            self.chunks.insert(edge, digests);
        }
    }

    /// Every way has to end at the tip, and only one at the savepoint here.
    fn check_ways(&self) -> Result<(), StorageError> {
        let damaged = |reason: String| StorageError::corrupt("the savepoints", reason);
        let here = self.savepoints.values().filter(|row| row.toward.is_none()).count();
        if here != usize::from(!self.savepoints.is_empty()) {
            return Err(damaged(format!("{here} of {} lead to the present", self.savepoints.len())));
        }
        for row in self.savepoints.values() {
            let way = std::iter::successors(Some(row), |row| self.get(row.toward?));
            let last = way.take(self.savepoints.len()).last();
            if last.is_none_or(|last| last.toward.is_some()) {
                return Err(damaged(format!("number {} leads nowhere", row.id.0)));
            }
        }
        Ok(())
    }
}

/// What an edge holds.
fn weigh(edge: &EdgeRows) -> Weight {
    edge.iter().fold(Weight::default(), |weight, (place, value)| weight.with(place, value.as_deref()))
}

impl Weight {
    fn with(self, place: &[u8], value: Option<&[u8]>) -> Weight {
        Weight {
            rows: self.rows + u64::from(!is_of(place, &[engine_rows::WORLD])),
            bytes: self.bytes + undo::row_bytes(place, value),
            chunk_rows: self.chunk_rows
                + u64::from(value.is_some() && is_of(place, &engine_rows::CHUNK_TABLES)),
        }
    }

    /// Without a row that was absent.
    fn without(self, place: &[u8]) -> Weight {
        let bytes = self.bytes.bytes().saturating_sub(undo::row_bytes(place, None).bytes());
        Weight { rows: self.rows.saturating_sub(1), bytes: ByteSize(bytes), ..self }
    }
}

/// Whether a row belongs to one of these tables.
fn is_of(place: &[u8], tables: &[TableTag]) -> bool {
    tables.iter().any(|table| place.first() == Some(&table.0))
}

/// The chunks that the values of an edge name.
fn chunks_of(edge: &EdgeRows) -> Result<BTreeSet<Digest>, StorageError> {
    let mut digests = BTreeSet::new();
    for (place, value) in edge {
        if let (Some(tag), Some(value)) = (place.first(), value) {
            let named = engine_rows::chunks_of(TableTag(*tag), value);
            digests.extend(named.map_err(|error| error.at("what a row was"))?);
        }
    }
    Ok(digests)
}
