//! Going to a savepoint: one transaction that carries the tip there and turns the edges of the way round.

use super::{Cause, EdgeId, Opening, Savepoint, SavepointId, Savepoints, Weight, rows, undo, undo::EdgeRows};
use crate::{
    engine::{State, state::World},
    store::{Batch, Durability, Storage, StorageError, rows as engine_rows, rows::StoredRow},
};

/// Tells what is stored at a place; none where there is no row.
type Stored<'a> = &'a dyn Fn(&[u8]) -> Result<Option<Vec<u8>>, StorageError>;

impl Savepoints {
    /// What a commit has to write, in the order that the next number gives it, to make the moment of a savepoint the
    /// present, when `state` is what is stored. What has happened since the last one is kept as a savepoint of its own. The clock stands there and keeps
    /// its pace; this is the one thing that is not as it was.
    ///
    /// When it is complete, everything that was in memory has to be loaded again.
    ///
    /// Errors: those of reading. Nothing where there is no such savepoint.
    pub async fn rewind(
        &self,
        storage: &impl Storage,
        state: &State,
        target: SavepointId,
    ) -> Result<Option<Batch>, StorageError> {
        self.rewind_from(storage, state, &|place| undo::stored(state, place), target).await
    }

    /// The same, where `stored` tells what is stored at a place.
    pub(super) async fn rewind_from(
        &self,
        storage: &impl Storage,
        state: &State,
        stored: Stored<'_>,
        target: SavepointId,
    ) -> Result<Option<Batch>, StorageError> {
        let Some(to) = self.get(target).map(|row| row.at) else { return Ok(None) };
        let way = self.way_to(target);
        let mut after = self.clone();
        let mut batch = Batch::new(0, Durability::Strict);
        let opening = self.has_moved(state.now()).then(|| Opening::of(state, Cause::Rewind { to }));
        let is_kept = opening.is_some();
        let mut replaced = EdgeRows::new();
        for (step, row) in way.iter().enumerate() {
            let edge = undo::load(storage, row.edge, &[]).await?;
            if step > 0 || is_kept {
                turn_round(row.edge, &edge, &replaced, stored, &mut batch)?;
            } else {
                batch.rows.extend(edge.keys().map(|place| undo::delete(row.edge, place)));
            }
            replaced.extend(edge);
        }
        after.lead_to(&way, opening, &mut batch);
        stand_still(state, after.here(), &mut replaced, &mut batch)?;
        batch.rows.extend(replaced.into_iter().map(|(place, value)| undo::write(&place, value)));
        after.counts.rewinds += 1;
        after.counts.returned = true;
        batch.rows.push(rows::write_counts(after.counts));
        Ok(Some(batch))
    }

    /// The savepoints from the one here to another.
    fn way_to(&self, target: SavepointId) -> Vec<&Savepoint> {
        let mut way: Vec<_> = std::iter::successors(self.get(target), |row| self.get(row.toward?)).collect();
        way.reverse();
        way
    }

    /// Makes all edges of a way lead to its end. Each takes over the rows of the one before it; what has happened since
    /// the first of them becomes the edge of a new savepoint.
    fn lead_to(&mut self, way: &[&Savepoint], opening: Option<Opening>, batch: &mut Batch) {
        let ids: Vec<SavepointId> = way.iter().map(|row| row.id).collect();
        let edges: Vec<EdgeId> = way.iter().map(|row| row.edge).collect();
        if let (Some(Opening { cause, at, scenario }), [first, ..]) = (opening, &ids[..]) {
            let id = SavepointId(self.counts.take_id());
            let (parent, toward) = (Some(*first), Some(*first));
            let row = Savepoint {
                id,
                parent,
                toward,
                edge: edges[0],
                cause,
                at,
                scenario,
                weight: Weight::default(),
            };
            batch.rows.push(rows::write_unweighed(&row));
            self.savepoints.insert(id, row);
        }
        let new_edge = EdgeId(self.counts.take_id());
        for (index, id) in ids.iter().enumerate() {
            let Some(row) = self.savepoints.get_mut(id) else { continue };
            row.toward = ids.get(index + 1).copied();
            row.edge = edges.get(index + 1).copied().unwrap_or(new_edge);
            batch.rows.push(rows::write_unweighed(row));
        }
    }
}

/// Makes the rows of an edge the way back. What stands at the nearer end of it is what the edges before it have put
/// there, otherwise what is stored.
fn turn_round(
    edge: EdgeId,
    edge_rows: &EdgeRows,
    replaced: &EdgeRows,
    stored: Stored<'_>,
    batch: &mut Batch,
) -> Result<(), StorageError> {
    for place in edge_rows.keys() {
        let value = match replaced.get(place) {
            Some(value) => value.clone(),
            None => stored(place)?,
        };
        batch.rows.push(undo::put(edge, place, value.as_deref()));
    }
    Ok(())
}

/// Holds the clock at the moment that was gone to, at the pace that it has now.
fn stand_still(
    state: &State,
    here: Option<&Savepoint>,
    replaced: &mut EdgeRows,
    batch: &mut Batch,
) -> Result<(), StorageError> {
    let place = undo::place(engine_rows::WORLD, &[]);
    let stored = replaced.get(&place).cloned().flatten().unwrap_or_else(|| state.world().encode());
    let mut world = World::decode(&stored).map_err(|error| error.at("the world of a savepoint"))?;
    (world.speed, world.paused) = (state.world().speed, true);
    if let Some(here) = here {
        // What the clock showed then, in which nothing more was due.
        world.now = world.now.max(here.at);
        batch.rows.push(undo::put(here.edge, &place, Some(&stored)));
    }
    replaced.insert(place, Some(world.encode()));
    Ok(())
}
