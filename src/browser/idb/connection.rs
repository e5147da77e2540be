//! Opening and deleting the database, and noticing that a connection is gone.

use super::failure::Failure;
use crate::store::{FORMAT_VERSION, StorageError};
use ::idb::event::VersionChangeEvent;
use ::idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams};
use futures::{
    channel::oneshot,
    future::{Either, select},
};
use std::{
    cell::{Cell, RefCell},
    future::IntoFuture,
    rc::Rc,
};
use wasm_bindgen::JsValue;

/// Object stores since format 1.
pub const HEADER: &str = "header";
pub const ROWS: &str = "rows";
pub const PACKS: &str = "packs";

const BLOCKED: &str = "another tab of this site keeps an older version of it open";

/// An open connection.
#[derive(Debug)]
pub struct Connection {
    database: JsValue,
    is_closed: Rc<Cell<bool>>,
    format: u32,
    /// Owns the handlers of the connection's events.
    _handlers: Database,
}

impl Connection {
    /// Opens the database, making it where there is none; one of a later format as it is.
    ///
    /// Errors: [`StorageError::Unavailable`] in the browser's words.
    pub async fn open(name: &str) -> Result<Self, StorageError> {
        let factory = Factory::new().map_err(unavailable)?;
        match open_version(&factory, name, Some(FORMAT_VERSION)).await {
            Err(failure) if failure.is_version() => {
                Self::watch(open_version(&factory, name, None).await.map_err(unavailable)?)
            }
            Err(failure) => Err(unavailable(failure)),
            Ok(database) => Self::watch(database),
        }
    }

    /// Deletes the database, whatever its format.
    pub async fn delete(name: &str) -> Result<(), StorageError> {
        let mut request = Factory::new().and_then(|factory| factory.delete(name)).map_err(unavailable)?;
        let (sender, blocked) = oneshot::channel();
        request.on_blocked(move |_| sender.send(()).unwrap_or_default());
        unless_blocked(request.into_future(), blocked, |_| ()).await.map_err(unavailable)
    }

    fn watch(database: Database) -> Result<Self, StorageError> {
        let format = database.version().map_err(unavailable)?;
        let database = JsValue::from(database);
        let mut handlers = Database::try_from(database.clone()).map_err(unavailable)?;
        let is_closed = Rc::new(Cell::new(false));
        let flag = is_closed.clone();
        handlers.on_close(move |_| flag.set(true));
        let (flag, held) = (is_closed.clone(), database.clone());
        // Another worker wants to upgrade or delete the database: it waits until this one lets go.
        handlers.on_version_change(move |_| {
            flag.set(true);
            close(&held);
        });
        Ok(Self { database, is_closed, format, _handlers: handlers })
    }

    /// The `IDBDatabase`.
    pub fn database(&self) -> &JsValue {
        &self.database
    }

    /// Whether the connection is of no more use.
    pub fn is_closed(&self) -> bool {
        self.is_closed.get()
    }

    /// Lets the database go when the running transactions have ended.
    pub fn close(&self) {
        self.is_closed.set(true);
        close(&self.database);
    }

    /// Errors: [`StorageError::NewerVersion`] where a later build has made the database.
    pub fn check_format(&self) -> Result<(), StorageError> {
        if self.format > FORMAT_VERSION {
            return Err(StorageError::NewerVersion { found: self.format, supported: FORMAT_VERSION });
        }
        Ok(())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.close();
    }
}

fn close(database: &JsValue) {
    if let Ok(database) = Database::try_from(database.clone()) {
        database.close();
    }
}

fn unavailable(error: impl Into<Failure>) -> StorageError {
    StorageError::Unavailable(error.into().text())
}

async fn open_version(factory: &Factory, name: &str, version: Option<u32>) -> Result<Database, Failure> {
    let mut request = factory.open(name, version)?;
    let unmade = Rc::new(RefCell::new(None));
    let report = unmade.clone();
    request.on_upgrade_needed(move |event| *report.borrow_mut() = make_stores(&event).err());
    let (sender, blocked) = oneshot::channel();
    request.on_blocked(move |_| sender.send(()).unwrap_or_default());
    let opened =
        unless_blocked(request.into_future(), blocked, |database: Database| database.close()).await?;
    match unmade.take() {
        Some(error) => Err(Failure::from(error)),
        None => Ok(opened),
    }
}

fn make_stores(event: &VersionChangeEvent) -> Result<(), Error> {
    if event.old_version()? > 0 {
        // All formats have the same stores.
        return Ok(());
    }
    let database = event.database()?;
    for name in [HEADER, ROWS, PACKS] {
        database.create_object_store(name, ObjectStoreParams::new())?;
    }
    Ok(())
}

/// Gives up when the request is blocked, instead of waiting for another tab for ever.
///
/// The request itself cannot be taken back: what it brings later is handed to `release`.
async fn unless_blocked<T: 'static>(
    request: impl Future<Output = Result<T, Error>> + Unpin + 'static,
    blocked: oneshot::Receiver<()>,
    release: impl FnOnce(T) + 'static,
) -> Result<T, Failure> {
    match select(request, blocked).await {
        Either::Left((outcome, _)) => Ok(outcome?),
        Either::Right((Ok(()), request)) => {
            wasm_bindgen_futures::spawn_local(async move { drop(request.await.map(release)) });
            Err(Failure { name: String::new(), message: BLOCKED.into() })
        }
        // The handler went away without having been called: the request has ended.
        Either::Right((Err(_), request)) => Ok(request.await?),
    }
}
