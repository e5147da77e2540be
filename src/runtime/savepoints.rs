//! Going back to savepoints and taking them, and another world in the place of this one.

use crate::{
    base::SimTime,
    engine::{Command, State, limits, query::Topic},
    rpc::{SavepointCause, SavepointList, SavepointRow, SavepointTrouble, Trouble, savepoint_name},
    runtime::{Executed, World, world::trouble},
    store::{
        Batch, Durability, Storage, StorageError,
        savepoints::{Cause, Opening, Savepoint, SavepointId, removal::Removal},
        world,
    },
};

impl<S: Storage + 'static> World<S> {
    /// All savepoints, and where the world is among them.
    pub fn savepoint_list(&self) -> SavepointList {
        let now = self.state().now();
        SavepointList {
            rows: self.savepoints.iter().map(row).collect(),
            here: self.savepoints.here().map(|row| row.id.0),
            has_moved: self.savepoints.has_moved(now),
            has_returned: self.savepoints.has_returned(),
            undo: self.savepoints.undo_target(now).map(|id| id.0),
        }
    }

    /// Has the next commit take a savepoint of how things are now, before the clock is sent to a moment.
    pub fn open_before_jump(&mut self, from: SimTime, until: SimTime) {
        let at = from.max(self.state().now());
        self.state.begin_epoch();
        self.opening = Some(Opening { at, ..Opening::of(self.state(), Cause::Jump { until }) });
    }

    /// Names the present moment.
    ///
    /// # Errors
    /// The name cannot be, there are too many, or it could not be stored.
    pub async fn take_savepoint(&mut self, name: &str) -> Result<(), Trouble> {
        self.freshen().await?;
        let name = self.free_name(name, None)?;
        if self.savepoints.is_full() {
            return Err(SavepointTrouble::TooMany { max: limits::SAVEPOINTS_NAMED_MAX }.into());
        }
        self.state.begin_epoch();
        self.opening = Some(Opening::of(self.state(), Cause::Named(name)));
        self.commit(Durability::Strict).await.map_err(|error| trouble(&error))
    }

    /// Gives a savepoint a name, or another one. One that has a name keeps its place when others are pruned.
    ///
    /// # Errors
    /// There is no such savepoint, the name cannot be, there are too many, or it could not be stored.
    pub async fn rename_savepoint(&mut self, id: u32, name: &str) -> Result<(), Trouble> {
        self.freshen().await?;
        let found = self.savepoints.get(SavepointId(id)).ok_or(Trouble::from(SavepointTrouble::Gone))?;
        let is_named = matches!(found.cause, Cause::Named(_));
        let name = self.free_name(name, Some(id))?;
        if !is_named && self.savepoints.is_full() {
            return Err(SavepointTrouble::TooMany { max: limits::SAVEPOINTS_NAMED_MAX }.into());
        }
        let rows = self.savepoints.name(SavepointId(id), &name);
        let batch = Batch { rows, ..Batch::new(0, Durability::Strict) };
        self.commit_batch(batch).await.map_err(|error| trouble(&error))
    }

    /// Deletes a savepoint that has a name.
    ///
    /// # Errors
    /// There is no such savepoint, or it could not be stored.
    pub async fn delete_savepoint(&mut self, id: u32) -> Result<(), Trouble> {
        self.freshen().await?;
        let found = self.savepoints.get(SavepointId(id));
        let named = found
            .filter(|row| matches!(row.cause, Cause::Named(_)))
            .ok_or(Trouble::from(SavepointTrouble::Gone))?;
        self.remove(named.id).await.map_err(|error| trouble(&error))
    }

    /// Forgets all savepoints.
    ///
    /// # Errors
    /// Those of storage.
    pub async fn forget_savepoints(&mut self) -> Result<(), Trouble> {
        self.freshen().await?;
        let planned = self.savepoints.removal_of_all(self.shelf().ledger.storage().as_ref()).await;
        let removal = planned.map_err(|error| trouble(&error))?;
        self.take_out(removal).await.map_err(|error| trouble(&error))
    }

    /// Takes out the next of the savepoints that are too many; answers whether it was the last.
    ///
    /// # Errors
    /// Those of storage; the world was opened again then.
    pub async fn prune_savepoints(&mut self) -> Result<bool, StorageError> {
        if self.is_stale {
            self.reopen().await?;
        }
        if let Some(id) = self.savepoints.surplus() {
            self.remove(id).await?;
        }
        Ok(self.savepoints.surplus().is_none())
    }

    /// Goes back, or forward, to a savepoint. The clock stands there.
    ///
    /// # Errors
    /// There is no such savepoint, or it could not be stored: the world is as it was, or where it was to go.
    pub async fn rewind(&mut self, id: u32) -> Result<Executed, Trouble> {
        self.freshen().await?;
        let storage = self.shelf().ledger.storage().clone();
        let planned = self.savepoints.rewind(storage.as_ref(), self.state(), SavepointId(id)).await;
        let batch = planned.map_err(|error| trouble(&error))?.ok_or(Trouble::from(SavepointTrouble::Gone))?;
        self.commit_batch(batch).await.map_err(|error| trouble(&error))?;
        self.reload().await.map_err(|error| trouble(&error))?;
        Ok(self.all_is_new())
    }

    /// Puts another world in the place of this one, which a savepoint keeps.
    ///
    /// # Errors
    /// It could not be stored.
    pub async fn replace(&mut self, new: State) -> Result<Executed, Trouble> {
        self.freshen().await?;
        let opening = Opening::of(self.state(), Cause::Scenario { name: new.world().scenario.clone() });
        match self.try_replace(&new, opening).await {
            Ok(()) => {
                self.state = new;
                drop(self.state.mark_clean());
                // The savepoint keeps none of the rows that both have.
                self.state.begin_epoch();
                Ok(self.all_is_new())
            }
            Err(error) => {
                self.reopen().await.map_err(|error| trouble(&error))?;
                Err(trouble(&error))
            }
        }
    }

    async fn try_replace(&mut self, new: &State, opening: Opening) -> Result<(), StorageError> {
        let (batch, record) = world::collect_replacement(&self.state, new, &mut self.savepoints, opening)?;
        self.shelf.ledger.commit(|sequence| Batch { sequence, ..batch }).await?;
        drop(self.savepoints.complete(record));
        Ok(())
    }

    /// Loads the world again where that has failed before: nothing is done to one that is not what is stored.
    async fn freshen(&mut self) -> Result<(), Trouble> {
        self.let_go();
        if self.is_stale {
            self.reopen().await.map_err(|error| trouble(&error))?;
        }
        Ok(())
    }

    fn free_name(&self, name: &str, own: Option<u32>) -> Result<String, Trouble> {
        let others = self.savepoints.named().filter(|(row, _)| Some(row.id.0) != own).map(|(_, name)| name);
        savepoint_name(name, others).map_err(|error| SavepointTrouble::Name(error).into())
    }

    async fn remove(&mut self, id: SavepointId) -> Result<(), StorageError> {
        let planned = self.savepoints.removal(self.shelf().ledger.storage().as_ref(), id).await?;
        match planned {
            Some(removal) => self.take_out(removal).await,
            None => Ok(()),
        }
    }

    async fn take_out(&mut self, removal: Removal) -> Result<(), StorageError> {
        self.commit_batch(removal.batch(0)).await?;
        self.savepoints = removal.complete();
        Ok(())
    }

    /// Commits what is not derived from changes of the state.
    async fn commit_batch(&mut self, batch: Batch) -> Result<(), StorageError> {
        let committed = self.shelf.ledger.commit(|sequence| Batch { sequence, ..batch }).await;
        match committed {
            Ok(_) => Ok(()),
            Err(error) => {
                self.reopen().await?;
                Err(error)
            }
        }
    }

    fn all_is_new(&mut self) -> Executed {
        self.revision += 1;
        self.told_anew()
    }

    /// What pages are told of a world that is another one than they have seen.
    pub fn told_anew(&self) -> Executed {
        Executed { topics: Topic::ALL.to_vec(), ..self.nothing() }
    }
}

/// What a savepoint before these commands is of, where they were carried out; none where there is none of them.
pub fn cause_of(done: &[&Command]) -> Option<Cause> {
    let (first, subject) = (done.first()?, done.first()?.subject().to_string());
    let count = u32::try_from(done.len()).unwrap_or(u32::MAX);
    Some(if done.iter().all(|command| command.is_upload()) {
        Cause::Uploads { subject, count }
    } else {
        Cause::Commands { name: first.name().to_string(), subject, count }
    })
}

fn row(row: &Savepoint) -> SavepointRow {
    SavepointRow {
        id: row.id.0,
        parent: row.parent.map(|id| id.0),
        cause: cause(&row.cause),
        at: row.at,
        scenario: row.scenario.clone(),
        rows: row.weight.rows,
        size: row.weight.bytes,
    }
}

fn cause(cause: &Cause) -> SavepointCause {
    match cause.clone() {
        Cause::Named(name) => SavepointCause::Named(name),
        Cause::Commands { name, subject, count } => SavepointCause::Commands { name, subject, count },
        Cause::Uploads { subject, count } => SavepointCause::Uploads { subject, count },
        Cause::Jump { until } => SavepointCause::Jump { until },
        Cause::Scenario { name } => SavepointCause::Scenario { name },
        Cause::Rewind { to } => SavepointCause::Rewind { to },
        Cause::Fork => SavepointCause::Fork,
    }
}
