//! The world in the database: what a commit writes of it, and opening it again.

use crate::{
    base::Digest,
    content::Content,
    engine::State,
    store::{Batch, Durability, Storage, StorageError, rows},
};

/// Everything of the state that storage does not hold yet, as commit number `sequence`.
///
/// Call [`State::mark_clean`] when the commit is complete; drop the state when it failed.
pub fn collect(state: &State, sequence: u64, durability: Durability) -> Batch {
    let mut batch = Batch::new(sequence, durability);
    rows::add_changes(state, &mut batch);
    batch
}

/// Loads the world from a storage that was opened; `None` where there is none yet.
///
/// Errors: those of reading; [`StorageError::NewerVersion`] for rows of a later build;
/// [`StorageError::Corrupt`] for rows that cannot be read, and for rows without a world to be in.
pub async fn open(storage: &impl Storage) -> Result<Option<State>, StorageError> {
    let mut state = State::unloaded();
    let row_count = rows::load(storage, &mut state).await?;
    if row_count == 0 {
        return Ok(None);
    }
    if state.world.is_empty() {
        // Starting a new world on top of them would mix two worlds.
        return Err(StorageError::corrupt("the world", format!("its row is missing among {row_count}")));
    }
    state.rebuild_indexes();
    Ok(Some(state))
}

/// The chunks that the rows need, in the order of the contents; repeated where they repeat.
pub fn live_chunks(state: &State) -> impl Iterator<Item = Digest> {
    state.contents.values().flat_map(Content::chunks)
}
