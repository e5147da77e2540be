//! Savepoints as rows of the database.
//!
//! Shape, frozen: a savepoint has its number as key (4 bytes, big-endian), and a [`SavepointTwin`] as value; under the
//! empty key lies what belongs to all of them, a [`CountsTwin`].

use super::{Cause, Counts, EdgeId, Savepoint, SavepointId, Savepoints, Weight};
use crate::{
    base::{ByteSize, SimTime},
    store::{
        RowWrite, Storage, StorageError, TableTag,
        row::{self, RowError},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const VERSION: u8 = 1;

#[derive(Serialize, Deserialize)]
struct CountsTwin {
    next: u32,
    rewinds: u64,
    returned: bool,
}

#[derive(Serialize, Deserialize)]
struct SavepointTwin {
    parent: Option<u32>,
    toward: Option<u32>,
    edge: u32,
    cause: CauseTwin,
    at: i64,
    scenario: String,
    /// None where nobody has counted since the edge was turned round.
    weight: Option<WeightTwin>,
}

#[derive(Serialize, Deserialize)]
struct WeightTwin {
    rows: u64,
    bytes: u64,
    chunk_rows: u64,
}

/// The order is the stored number.
#[derive(Serialize, Deserialize)]
enum CauseTwin {
    Named(String),
    Commands { name: String, subject: String, count: u32 },
    Uploads { subject: String, count: u32 },
    Jump { until: i64 },
    Scenario { name: String },
    Rewind { to: i64 },
    Fork,
}

/// What a commit writes of a savepoint.
pub fn write(row: &Savepoint) -> RowWrite {
    let Weight { rows, bytes, chunk_rows } = row.weight;
    write_with(row, Some(WeightTwin { rows, bytes: bytes.bytes(), chunk_rows }))
}

/// The same for a savepoint of whose edge nobody knows yet how much it will hold.
pub fn write_unweighed(row: &Savepoint) -> RowWrite {
    write_with(row, None)
}

fn write_with(row: &Savepoint, weight: Option<WeightTwin>) -> RowWrite {
    let twin = SavepointTwin {
        parent: row.parent.map(|id| id.0),
        toward: row.toward.map(|id| id.0),
        edge: row.edge.0,
        cause: store_cause(&row.cause),
        at: row.at.millis(),
        scenario: row.scenario.clone(),
        weight,
    };
    RowWrite { table: TableTag::SAVEPOINTS, key: key(row.id), value: Some(row::encode(VERSION, &twin)) }
}

pub fn delete(id: SavepointId) -> RowWrite {
    RowWrite { table: TableTag::SAVEPOINTS, key: key(id), value: None }
}

/// What a commit writes of what belongs to all savepoints.
pub fn write_counts(Counts { next, rewinds, returned }: Counts) -> RowWrite {
    let twin = CountsTwin { next, rewinds, returned };
    RowWrite { table: TableTag::SAVEPOINTS, key: Vec::new(), value: Some(row::encode(VERSION, &twin)) }
}

/// All savepoints, and those of them whose edges have to be weighed. What the edges hold is not looked at.
///
/// Errors: those of reading; [`StorageError::Corrupt`], [`StorageError::NewerVersion`].
pub async fn load(storage: &impl Storage) -> Result<(Savepoints, BTreeSet<SavepointId>), StorageError> {
    let mut savepoints = Savepoints::default();
    let mut unweighed = BTreeSet::new();
    let mut sink = |key: &[u8], value: &[u8]| {
        let taken = match key {
            [] => take_counts(&mut savepoints, value),
            key => read(key, value).map(|(row, is_weighed)| {
                unweighed.extend((!is_weighed).then_some(row.id));
                savepoints.savepoints.insert(row.id, row);
            }),
        };
        taken.map_err(|error| error.at("a savepoint"))
    };
    storage.load_table(TableTag::SAVEPOINTS, &mut sink).await?;
    Ok((savepoints, unweighed))
}

fn take_counts(savepoints: &mut Savepoints, value: &[u8]) -> Result<(), RowError> {
    let CountsTwin { next, rewinds, returned } = row::decode(VERSION, value)?;
    savepoints.counts = Counts { next, rewinds, returned };
    Ok(())
}

/// A savepoint, and whether it was weighed.
fn read(key: &[u8], value: &[u8]) -> Result<(Savepoint, bool), RowError> {
    let number = key.try_into().map(u32::from_be_bytes);
    let number = number.map_err(|_| RowError::Damaged(format!("its key has {} bytes", key.len())))?;
    let twin: SavepointTwin = row::decode(VERSION, value)?;
    let is_weighed = twin.weight.is_some();
    let weight = twin.weight.map(|WeightTwin { rows, bytes, chunk_rows }| Weight {
        rows,
        bytes: ByteSize(bytes),
        chunk_rows,
    });
    let row = Savepoint {
        id: SavepointId(number),
        parent: twin.parent.map(SavepointId),
        toward: twin.toward.map(SavepointId),
        edge: EdgeId(twin.edge),
        cause: restore_cause(twin.cause),
        at: SimTime::from_millis(twin.at),
        scenario: twin.scenario,
        weight: weight.unwrap_or_default(),
    };
    Ok((row, is_weighed))
}

fn key(id: SavepointId) -> Vec<u8> {
    id.0.to_be_bytes().to_vec()
}

fn store_cause(cause: &Cause) -> CauseTwin {
    match cause.clone() {
        Cause::Named(name) => CauseTwin::Named(name),
        Cause::Commands { name, subject, count } => CauseTwin::Commands { name, subject, count },
        Cause::Uploads { subject, count } => CauseTwin::Uploads { subject, count },
        Cause::Jump { until } => CauseTwin::Jump { until: until.millis() },
        Cause::Scenario { name } => CauseTwin::Scenario { name },
        Cause::Rewind { to } => CauseTwin::Rewind { to: to.millis() },
        Cause::Fork => CauseTwin::Fork,
    }
}

fn restore_cause(twin: CauseTwin) -> Cause {
    match twin {
        CauseTwin::Named(name) => Cause::Named(name),
        CauseTwin::Commands { name, subject, count } => Cause::Commands { name, subject, count },
        CauseTwin::Uploads { subject, count } => Cause::Uploads { subject, count },
        CauseTwin::Jump { until } => Cause::Jump { until: SimTime::from_millis(until) },
        CauseTwin::Scenario { name } => Cause::Scenario { name },
        CauseTwin::Rewind { to } => Cause::Rewind { to: SimTime::from_millis(to) },
        CauseTwin::Fork => Cause::Fork,
    }
}
