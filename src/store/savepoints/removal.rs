//! Taking savepoints out: of those that nobody named, the oldest ones; others when a person says so.

use super::{
    Cause, Counts, EdgeId, Savepoint, SavepointId, Savepoints, chunks_of, rows, seen::SeenRows, undo,
    undo::EdgeRows, weigh,
};
use crate::{
    engine::limits,
    store::{Batch, Durability, RowWrite, Storage, StorageError, TableTag},
};

/// A savepoint that is to be taken out: what to write, and what there is when that is stored.
#[derive(Debug)]
#[must_use = "nothing is taken out before it is stored and completed"]
pub struct Removal {
    writes: Vec<RowWrite>,
    after: Savepoints,
}

impl Removal {
    /// The commit that does it.
    pub fn batch(&self, sequence: u64) -> Batch {
        Batch { rows: self.writes.clone(), ..Batch::new(sequence, Durability::Relaxed) }
    }

    /// The savepoints that are left.
    pub fn complete(self) -> Savepoints {
        self.after
    }
}

impl Savepoints {
    /// The savepoint to be taken out next, because there are too many that nobody named. Where ways part a savepoint
    /// stays until one of them is gone; so does the one here.
    pub fn surplus(&self) -> Option<SavepointId> {
        let automatic = self.savepoints.values().filter(|row| !matches!(row.cause, Cause::Named(_)));
        let is_too_many = automatic.clone().count() > limits::SAVEPOINTS_AUTOMATIC_MAX;
        let mut removable = automatic.filter(|row| row.toward.is_some() && self.behind(row.id).count() < 2);
        removable.find(|row| is_too_many || row.cause == Cause::Fork).map(|row| row.id)
    }

    /// Takes a savepoint out. One where ways part loses its name and stays for as long as they do.
    ///
    /// Errors: those of reading. Nothing where there is no such savepoint.
    pub async fn removal(
        &self,
        storage: &impl Storage,
        id: SavepointId,
    ) -> Result<Option<Removal>, StorageError> {
        let Some(row) = self.get(id) else { return Ok(None) };
        let behind: Vec<SavepointId> = self.behind(id).map(|row| row.id).collect();
        Ok(Some(match behind[..] {
            [] => self.without_end(storage, row).await?,
            [far] => self.without_link(storage, row, far).await?,
            _ => self.without_name(row),
        }))
    }

    /// Forgets all savepoints; what they were numbered by goes on.
    ///
    /// Errors: those of reading.
    pub async fn removal_of_all(&self, storage: &impl Storage) -> Result<Removal, StorageError> {
        let mut writes: Vec<_> = self.savepoints.keys().map(|id| rows::delete(*id)).collect();
        let mut sink = |key: &[u8], _: &[u8]| {
            writes.push(RowWrite { table: TableTag::UNDO, key: key.to_vec(), value: None });
            Ok(())
        };
        storage.load_table(TableTag::UNDO, &mut sink).await?;
        let counts = Counts { returned: false, ..self.counts };
        let after = Savepoints { counts, ..Savepoints::default() };
        writes.push(rows::write_counts(counts));
        Ok(Removal { writes, after })
    }

    /// The end of a way goes with its edge.
    async fn without_end(&self, storage: &impl Storage, row: &Savepoint) -> Result<Removal, StorageError> {
        let edge = undo::load(storage, row.edge, &[]).await?;
        let mut writes = forget(row.edge, &edge);
        let mut after = self.clone();
        if row.toward.is_none() {
            after.seen = SeenRows::default();
        }
        after.drop_savepoint(row, &mut writes);
        Ok(Removal { writes, after })
    }

    /// The edge behind a savepoint and its own become one: where both keep a row, the farther end is the one that the
    /// row has to become. The shorter of the two moves.
    async fn without_link(
        &self,
        storage: &impl Storage,
        row: &Savepoint,
        far: SavepointId,
    ) -> Result<Removal, StorageError> {
        let mut after = self.clone();
        let far_edge = self.savepoints[&far].edge;
        let mut merged = undo::load(storage, row.edge, &[]).await?;
        let far_rows = undo::load(storage, far_edge, &[]).await?;
        let (kept_edge, mut writes) = if merged.len() > far_rows.len() {
            let moved = far_rows.iter().map(|(place, value)| undo::put(row.edge, place, value.as_deref()));
            (row.edge, moved.chain(forget(far_edge, &far_rows)).collect())
        } else {
            let new = merged.iter().filter(|(place, _)| !far_rows.contains_key(*place));
            let moved: Vec<_> =
                new.map(|(place, value)| undo::put(far_edge, place, value.as_deref())).collect();
            (far_edge, moved.into_iter().chain(forget(row.edge, &merged)).collect::<Vec<_>>())
        };
        merged.extend(far_rows);
        after.chunks.remove(&far_edge);
        if let Some(far) = after.savepoints.get_mut(&far) {
            (far.toward, far.edge, far.weight) = (row.toward, kept_edge, weigh(&merged));
            writes.push(rows::write(far));
        }
        after.drop_savepoint(row, &mut writes);
        after.set_chunks(kept_edge, chunks_of(&merged)?);
        if row.toward.is_none() {
            after.seen = SeenRows::of(&merged);
        }
        Ok(Removal { writes, after })
    }

    fn without_name(&self, row: &Savepoint) -> Removal {
        let mut after = self.clone();
        let fork = Savepoint { cause: Cause::Fork, ..row.clone() };
        let writes = vec![rows::write(&fork)];
        after.savepoints.insert(fork.id, fork);
        Removal { writes, after }
    }

    fn drop_savepoint(&mut self, gone: &Savepoint, writes: &mut Vec<RowWrite>) {
        self.savepoints.remove(&gone.id);
        self.chunks.remove(&gone.edge);
        writes.push(rows::delete(gone.id));
        for child in self.savepoints.values_mut().filter(|row| row.parent == Some(gone.id)) {
            child.parent = gone.parent;
            // A later write of a row counts; this one may follow another of the same savepoint.
            writes.push(rows::write(child));
        }
    }
}

fn forget(edge: EdgeId, edge_rows: &EdgeRows) -> Vec<RowWrite> {
    edge_rows.keys().map(|place| undo::delete(edge, place)).collect()
}
