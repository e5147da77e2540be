//! Input of the file browser: where uploads go, names of directories.

use crate::{
    base::{ArmId, ByteSize},
    engine::{
        limits,
        request::Command,
        storage::{AccessTier, RehydratePriority, StorageRefusal, names::check_path},
    },
    portal::blades::words,
};

/// What the *Upload* pane asks for beside the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadOptions {
    pub overwrite: bool,
    pub tier: AccessTier,
    /// Directory below the one that is shown; empty for that one.
    pub folder: String,
}

impl Default for UploadOptions {
    fn default() -> Self {
        Self { overwrite: false, tier: AccessTier::Hot, folder: String::new() }
    }
}

impl UploadOptions {
    /// What is wrong with the folder.
    pub fn folder_error(&self, directory: &str) -> Option<String> {
        let folder = trimmed(&self.folder);
        if folder.is_empty() {
            return None;
        }
        check_path(&joined(directory, folder)).err().map(|refusal| words(&refusal.explain()))
    }

    /// The path in the container of a file picked as `relative` (`photos/2026/a.jpg` for one of a folder).
    pub fn target_path(&self, directory: &str, relative: &str) -> String {
        joined(&joined(directory, trimmed(&self.folder)), relative)
    }
}

/// What is wrong with a file that was picked.
pub fn file_error(path: &str, size: ByteSize) -> Option<String> {
    let too_large = || (size > limits::FILE_SIZE_MAX).then_some(StorageRefusal::FileTooLarge { size });
    check_path(path).err().or_else(too_large).map(|refusal| words(&refusal.explain()))
}

/// Reads a tier as the pane's drop-down names it.
pub fn parse_tier(name: &str) -> Option<AccessTier> {
    AccessTier::ALL.into_iter().find(|tier| tier.display_name() == name)
}

/// Makes a directory below the one that is shown.
///
/// # Errors
/// What is wrong with the name.
pub fn add_directory(container: &ArmId, directory: &str, name: &str) -> Result<Command, String> {
    let name = name.trim();
    if name.is_empty() {
        return Err("The value must not be empty.".into());
    }
    let path = joined(directory, trimmed(name));
    check_path(&path).map_err(|refusal| words(&refusal.explain()))?;
    Ok(Command::CreateDirectory { container: container.clone(), path })
}

/// Moves a file into another access tier; blobs of a flat account have a priority for the way from the archive.
pub fn change_tier(
    container: &ArmId,
    path: &str,
    tier: AccessTier,
    priority: Option<RehydratePriority>,
) -> Command {
    let (container, path) = (container.clone(), path.to_string());
    match priority {
        Some(priority) => Command::SetBlobTier { container, path, tier, priority },
        None => Command::SetPathProperties { container, path, tier: Some(tier), metadata: None, acl: None },
    }
}

fn trimmed(folder: &str) -> &str {
    folder.trim().trim_matches('/')
}

fn joined(directory: &str, below: &str) -> String {
    match (directory, below) {
        ("", below) => below.to_string(),
        (directory, "") => directory.to_string(),
        (directory, below) => format!("{directory}/{below}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn into(folder: &str) -> UploadOptions {
        UploadOptions { folder: folder.into(), ..UploadOptions::default() }
    }

    #[test]
    fn uploads_keep_the_folders_they_came_with() {
        assert_eq!(into("").target_path("", "a.txt"), "a.txt");
        assert_eq!(into("").target_path("raw", "photos/a.jpg"), "raw/photos/a.jpg");
        assert_eq!(into("/2026/09/").target_path("raw", "photos/a.jpg"), "raw/2026/09/photos/a.jpg");
    }

    #[test]
    fn folders_and_files_follow_the_rule_for_paths() {
        assert_eq!(into("").folder_error("raw"), None);
        assert_eq!(into("/2026/").folder_error("raw"), None);
        assert!(into("a//b").folder_error("").is_some());
        assert_eq!(file_error("raw/a.txt", ByteSize(1)), None);
        assert!(file_error("raw/..", ByteSize(1)).is_some());
        assert!(file_error("raw/a", ByteSize::gib(65)).is_some_and(|text| text.contains("64.00 GiB")));
    }

    #[test]
    fn a_directory_needs_a_name() {
        let container = ArmId::new("/c");
        let path = |name: &str| match add_directory(&container, "raw", name) {
            Ok(Command::CreateDirectory { path, .. }) => path,
            other => format!("{other:?}"),
        };
        assert_eq!(path(" 2026 "), "raw/2026");
        assert!(add_directory(&container, "raw", " ").is_err());
        assert!(add_directory(&container, "raw", "a.").is_err());
    }

    #[test]
    fn tiers_read_back() {
        for tier in AccessTier::ALL {
            assert_eq!(parse_tier(tier.display_name()), Some(tier));
        }
    }
}
