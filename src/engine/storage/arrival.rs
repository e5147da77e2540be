//! Files and blobs that a service writes into a container it has just made, as a restore does.

use crate::engine::{
    decide::Context,
    event::Event,
    storage::{
        BlobOperation, BlobPath, Container, PathEntry, StorageAccount,
        change_feed::{self, Previous},
        due, past,
        place::Place,
    },
};

/// What writes `entry` where nothing was before: a version and a record of the change where the account keeps them.
///
/// [`timed`] sees to the timer of all of it.
pub(in crate::engine) fn written(
    context: &mut Context,
    account: &StorageAccount,
    container: &Container,
    path: &BlobPath,
    entry: PathEntry,
) -> Vec<Event> {
    let place = Place { account, container, path: path.clone() };
    let entry = PathEntry { version: past::new_version(context, &place), ..entry };
    let record = change_feed::record(context, &place, BlobOperation::PutBlob, &entry, Previous::Absent);
    record.into_iter().chain([place.written(path.clone(), entry)]).collect()
}

/// The events with a timer for the first of what they make due.
pub(in crate::engine) fn timed(context: &mut Context, events: Vec<Event>) -> Vec<Event> {
    due::timed(context, events)
}
