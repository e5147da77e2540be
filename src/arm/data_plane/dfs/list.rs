//! Listing paths: JSON, in which numbers and truth are text.

use crate::{
    arm::{
        data_plane::{
            DataError,
            answer::DataAnswer,
            blob, dfs, headers,
            request::{DataCall, DataStep},
        },
        time,
    },
    base::SimTime,
    engine::{
        query::blob_service::{self, BlobListing, Including, Listed, Which},
        refusal::Refusal,
        storage::{Acl, PathEntry, StorageRefusal},
    },
};
use serde_json::{Value, json};

pub fn paths(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    let asked = call.asked;
    let (_, container) = call.container()?;
    dfs::check_hierarchical(call)?;
    if asked.parameter("recursive").is_none() {
        return Err(DataError::MissingQuery { name: "recursive" });
    }
    if asked.parameter("beginFrom").is_some() {
        return Err(DataError::NotImplemented { what: "beginFrom".to_string() });
    }
    let directory = asked.parameter("directory").unwrap_or_default().trim_matches('/');
    if !directory.is_empty() {
        let there = call.viewer.blob_state(container.id, directory, Which::Current)?;
        if !there.entry.is_directory() {
            let path = directory.to_string();
            return Err(Refusal::from(StorageRefusal::PathKindMismatch { path }).into());
        }
    }
    let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
    let from = blob::list::marker(asked, "continuation")?;
    let listing = BlobListing {
        prefix: &prefix,
        delimiter: (!asked.flag("recursive")?).then_some("/"),
        including: Including::default(),
        from: from.as_ref(),
        limit: blob::list::rows_max(asked, "maxResults")?,
    };
    let page = blob_service::blobs(call.state(), container.id, &listing);
    let rows = page.rows.iter().filter_map(|row| match row {
        Listed::Blob(blob) => Some(row_of(blob.path.as_str(), blob.entry)),
        Listed::Folder { prefix, entry } => entry.map(|entry| row_of(prefix.trim_end_matches('/'), entry)),
        Listed::Uncommitted(_) => None,
    });
    let mut answer = DataAnswer::json(200, json!({ "paths": rows.collect::<Vec<Value>>() }))
        .with_all(blob::container::validators(container));
    if let Some(next) = &page.next {
        answer = answer.with("x-ms-continuation", blob::list::written(next));
    }
    DataStep::answer(answer)
}

fn row_of(path: &str, entry: &PathEntry) -> Value {
    let size = entry.file().map_or(0, |facts| facts.size.bytes());
    let mut row = json!({
        "name": path,
        "contentLength": size.to_string(),
        "creationTime": file_time(entry.created_at).to_string(),
        "lastModified": time::header(entry.modified_at),
        "etag": headers::etag(entry.etag).trim_matches('"'),
    });
    if entry.is_directory() {
        row["isDirectory"] = json!("true");
    }
    if let Some(acl) = entry.acl.as_deref() {
        row["owner"] = json!(acl.owner);
        row["group"] = json!(acl.group);
        row["permissions"] = json!(Acl::permissions(acl));
    }
    row
}

/// Tenths of microseconds since 1601, as this list writes moments of creation.
fn file_time(at: SimTime) -> i64 {
    const FROM_1601_TO_1970: i64 = 11_644_473_600_000;
    (at.millis() + FROM_1601_TO_1970) * 10_000
}
