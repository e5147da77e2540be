//! Files a person picked or dropped, with the folders they came in.

use crate::portal::uploads::PickedFile;
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry,
    FileSystemFileEntry,
};

/// So many files can be picked at once.
pub const FILES_MAX: usize = 20_000;

/// The files of a file or folder field. `path` is still relative to where they are to go.
pub fn of_list(list: &FileList) -> Vec<PickedFile> {
    (0..list.length()).filter_map(|index| list.get(index)).map(of_file).collect()
}

fn of_file(file: File) -> PickedFile {
    let relative = Reflect::get(&file, &JsValue::from_str("webkitRelativePath")).ok();
    let relative = relative.and_then(|path| path.as_string()).filter(|path| !path.is_empty());
    PickedFile { path: relative.unwrap_or_else(|| file.name()), file }
}

/// What was dropped. To be asked for while the drop is handled: the browser forgets it right after.
pub fn dropped_entries(transfer: &DataTransfer) -> Vec<FileSystemEntry> {
    let items = transfer.items();
    let entry = |index| items.get(index)?.webkit_get_as_entry().ok().flatten();
    (0..items.length()).filter_map(entry).collect()
}

/// The files of dropped entries, folders with everything below; one more than [`FILES_MAX`] at most.
pub async fn of_entries(entries: Vec<FileSystemEntry>) -> Vec<PickedFile> {
    let mut files = Vec::new();
    let mut rest = entries;
    rest.reverse();
    while let Some(entry) = rest.pop() {
        if files.len() > FILES_MAX {
            break;
        }
        if entry.is_directory() {
            let below = children(&entry.unchecked_into::<FileSystemDirectoryEntry>().create_reader()).await;
            rest.extend(below.into_iter().rev());
        } else if let Some(file) = file_of(entry.unchecked_ref()).await {
            files.push(PickedFile { path: entry.full_path().trim_start_matches('/').to_string(), file });
        }
    }
    files
}

/// Everything directly in a folder: the reader hands it out in portions, the last one empty.
async fn children(reader: &FileSystemDirectoryReader) -> Vec<FileSystemEntry> {
    let mut found = Vec::new();
    loop {
        let portion = JsFuture::from(Promise::new(&mut |resolve, reject| {
            // A folder that cannot be read counts as read to its end.
            let _ = reader.read_entries_with_callback_and_callback(&resolve, &reject);
        }));
        let Ok(portion) = portion.await else { return found };
        let portion = Array::from(&portion);
        if portion.length() == 0 || found.len() > FILES_MAX {
            return found;
        }
        found.extend(portion.iter().map(|entry| entry.unchecked_into::<FileSystemEntry>()));
    }
}

async fn file_of(entry: &FileSystemFileEntry) -> Option<File> {
    let file = Promise::new(&mut |resolve, reject| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    });
    JsFuture::from(file).await.ok().map(|file| file.unchecked_into())
}
