//! Blades, one folder each: `mod.rs` says what the blade is, `view_model.rs` turns rows into strings, badges and
//! reasons, `form.rs` turns input into a command, `view.rs` is markup and wiring.

#[cfg(target_arch = "wasm32")]
pub mod answered;
pub mod backup_words;
pub mod badge;
pub mod configure_backup;
pub mod identity;
pub mod instance;
pub mod instances;
pub mod job;
pub mod jobs;
pub mod missing_roles;
#[cfg(target_arch = "wasm32")]
pub mod outlet;
pub mod policies;
pub mod policy;
pub mod policy_create;
pub mod restore;
pub mod vault;
pub mod vault_properties;
