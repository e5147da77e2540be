//! The *Advanced settings* pane.

use crate::{
    base::ArmId,
    engine::{query::CrossTenantReplication, request::Command as EngineCommand},
    portal::{
        blades::disk::change_pane::{ChangePane, Words},
        controls::CheckBox,
        session::use_query,
    },
};
use leptos::prelude::*;

/// Whether object replication may reach into another tenant. `edited` is emptied by whoever opens the pane.
#[component]
pub fn AdvancedSettingsPane(
    account: ArmId,
    edited: RwSignal<Option<bool>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let id = StoredValue::new(account);
    let answer = use_query(move || Some(CrossTenantReplication { account: id.get_value() }));
    let allowed = Signal::derive(move || edited.get().or_else(|| answer.ready()).unwrap_or(false));
    let command = move || {
        let known = untrack(|| edited.get().or_else(|| answer.ready()))?;
        Some(EngineCommand::UpdateStorageAccount {
            account: id.get_value(),
            tags: None,
            cross_tenant_replication: Some(known),
        })
    };
    let words = Words {
        title: "Advanced settings",
        action: "Save",
        doing: "Saving advanced settings".to_string(),
        done: "Saved advanced settings".to_string(),
    };
    view! {
        <ChangePane open words command=command>
            <p class="pt-text">
                "Object replication can copy to accounts of another Microsoft Entra tenant. The accounts that vaulted backup "
                "copies to belong to one: without this setting vaulted backups fail."
            </p>
            <CheckBox
                checked=allowed
                on_change=move |on| edited.set(Some(on))
                label=Signal::stored("Allow cross-tenant replication".to_string())
            />
        </ChangePane>
    }
}
