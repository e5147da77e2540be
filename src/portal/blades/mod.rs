//! Blades, one folder each: `mod.rs` says what the blade is, `view_model.rs` turns rows into strings, badges and
//! reasons, `form.rs` turns input into a command, `view.rs` is markup and wiring.

pub mod access_control;
pub mod access_policy;
pub mod activity_log;
pub mod alerts;
#[cfg(target_arch = "wasm32")]
pub mod answered;
pub mod api_playground;
pub mod backup_words;
pub mod badge;
pub mod browse;
pub mod configure_backup;
pub mod container;
pub mod create_wizard;
pub mod data_losses;
pub mod data_protection;
#[cfg(target_arch = "wasm32")]
pub mod datasource_type_field;
#[cfg(target_arch = "wasm32")]
pub mod delete_pane;
pub mod deployment;
pub mod disk;
#[cfg(target_arch = "wasm32")]
pub mod filter_pills;
pub mod home;
pub mod image;
pub mod instance;
pub mod instances;
pub mod job;
pub mod jobs;
#[cfg(target_arch = "wasm32")]
pub mod kinds;
#[cfg(target_arch = "wasm32")]
pub mod lease_commands;
pub mod leases;
pub mod lifecycle;
pub mod locks;
#[cfg(target_arch = "wasm32")]
pub mod marker_pager;
pub mod missing_roles;
pub mod object_replication;
#[cfg(target_arch = "wasm32")]
pub mod outlet;
#[cfg(target_arch = "wasm32")]
pub mod paged;
#[cfg(target_arch = "wasm32")]
pub mod pick_pane;
pub mod policy;
pub mod policy_create;
pub mod project_details;
pub mod properties;
#[cfg(target_arch = "wasm32")]
pub mod refused;
#[cfg(target_arch = "wasm32")]
pub mod regions;
pub mod reports;
pub mod request_log;
pub mod resiliency;
#[cfg(target_arch = "wasm32")]
pub mod resource_frame;
pub mod resource_group;
pub mod restore;
#[cfg(target_arch = "wasm32")]
pub mod scope_frame;
#[cfg(target_arch = "wasm32")]
pub mod sequence;
pub mod services;
pub mod settings;
pub mod snapshot;
pub mod storage_account;
pub mod subscription;
pub mod tags;
pub mod vault;
pub mod vault_create;
pub mod view_request;

use crate::engine::refusal::Explanation;

/// A refusal as the sentence beside a field: what is wrong, and the rule.
pub fn words(explanation: &Explanation) -> String {
    format!("{} {}", explanation.message, explanation.cause)
}
