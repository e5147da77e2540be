//! Drafts: what was typed into a wizard, kept for the browser tab's session so that a reload loses nothing.

use serde::{Serialize, de::DeserializeOwned};

/// Drafts share the storage with nothing else of ours, but with other pages of the same host.
const PREFIX: &str = "vault-lab.draft.";

/// What was kept under this key; `None` when there is nothing, or nothing this build can read.
pub fn load<T: DeserializeOwned>(key: &str) -> Option<T> {
    let text = storage()?.get_item(&format!("{PREFIX}{key}")).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// Keeps a draft. A browser that keeps nothing only means that a reload starts over.
pub fn keep<T: Serialize>(key: &str, draft: &T) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(draft)) {
        let _ = storage.set_item(&format!("{PREFIX}{key}"), &text);
    }
}

/// Forgets a draft: its wizard was finished or given up.
pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&format!("{PREFIX}{key}"));
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
