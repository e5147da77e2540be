//! Blades, one folder each: `mod.rs` says what the blade is, `view_model.rs` turns rows into strings, badges and
//! reasons, `form.rs` turns input into a command, `view.rs` is markup and wiring.

#[cfg(target_arch = "wasm32")]
pub mod answered;
pub mod backup_words;
pub mod badge;
pub mod browse;
pub mod configure_backup;
pub mod deployment;
pub mod home;
pub mod identity;
pub mod instance;
pub mod instances;
pub mod job;
pub mod jobs;
#[cfg(target_arch = "wasm32")]
pub mod kinds;
pub mod missing_roles;
#[cfg(target_arch = "wasm32")]
pub mod outlet;
pub mod policies;
pub mod policy;
pub mod policy_create;
#[cfg(target_arch = "wasm32")]
pub mod regions;
#[cfg(target_arch = "wasm32")]
pub mod resource_frame;
pub mod resource_group;
pub mod restore;
pub mod services;
pub mod settings;
pub mod subscription;
#[cfg(target_arch = "wasm32")]
pub mod tag_rows;
pub mod vault;
pub mod vault_properties;

use crate::engine::refusal::Explanation;

/// A refusal as the sentence beside a field: what is wrong, and the rule.
pub fn words(explanation: &Explanation) -> String {
    format!("{} {}", explanation.message, explanation.cause)
}
