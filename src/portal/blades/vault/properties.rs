//! Properties of a vault, and the panes that change its redundancy and its soft delete.

use super::{
    frame::VaultFrame,
    soft_delete_form::soft_delete_text,
    soft_delete_pane::{Keeping, SoftDeletePane},
    view_model::protected,
};
use crate::{
    base::ArmId,
    engine::{
        query::{VaultDetail, VaultView},
        request,
        vault::{VaultRedundancy, check_vault_redundancy},
    },
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            answered::Answered,
            refused::{reason_of, use_refusal},
        },
        controls::{
            Button, ButtonKind, Choice, Command, CommandBar, ContextPane, CopyButton, Field, Glyph,
            MessageBar, PaneSize, RadioGroup,
        },
        format::moment,
        route::MenuItem,
        session::{use_query, use_session},
    },
};
use leptos::prelude::*;

#[component]
pub fn PropertiesBlade(vault: ArmId) -> impl IntoView {
    let id = vault.clone();
    let vault = StoredValue::new(vault);
    let detail = use_query(move || Some(VaultDetail { vault: vault.get_value() }));
    let open = RwSignal::new(false);
    let commands = vec![Command::run(Glyph::Refresh, "Refresh", move || detail.refresh())];
    view! {
        <VaultFrame vault=id item=MenuItem::Properties>
        <CommandBar commands refreshing=move || detail.is_loading()/>
        <Answered answer=detail ready=move |shown| {
            let keeping = Keeping::new(shown);
            view! {
                <div class="pt-page">
                    <h2 class="pt-section-title">"Settings"</h2>
                    <Settings shown open keeping/>
                    <h2 class="pt-section-title">"Resource"</h2>
                    <Resource shown/>
                </div>
                <RedundancyPane shown open/>
                <SoftDeletePane keeping/>
            }
        }/>
        </VaultFrame>
    }
}

#[component]
fn Settings(shown: Signal<VaultView>, open: RwSignal<bool>, keeping: Keeping) -> impl IntoView {
    view! {
        <dl class="pt-summary">
            <dt>"Backup storage redundancy"</dt>
            <dd>
                {move || shown.with(|vault| vault.redundancy.display_name())} " "
                <Button kind=ButtonKind::Link aria_label="Update Backup storage redundancy".to_string()
                    on_click=move |()| open.set(true)>"Update"</Button>
            </dd>
            <dt>"Soft delete"</dt>
            <dd>
                {move || shown.with(|vault| soft_delete_text(vault.soft_delete))} " "
                <Button kind=ButtonKind::Link aria_label="Update Soft delete".to_string()
                    on_click=move |()| keeping.begin()>"Update"</Button>
            </dd>
        </dl>
    }
}

#[component]
fn Resource(shown: Signal<VaultView>) -> impl IntoView {
    let id = Signal::derive(move || shown.with(|vault| vault.id.to_string()));
    view! {
        <dl class="pt-summary">
            <dt>"Resource ID"</dt>
            <dd>{id} " " <CopyButton value=id label="Copy Resource ID"/></dd>
            <dt>"Location"</dt>
            <dd>{move || shown.with(|vault| vault.region.display_name())}</dd>
            <dt>"Resource group"</dt>
            <dd>{move || shown.with(|vault| vault.group_name.clone())}</dd>
            <dt>"Subscription"</dt>
            <dd>{move || shown.with(|vault| vault.subscription_name.clone())}</dd>
            <dt>"Created"</dt>
            <dd>{move || shown.with(|vault| moment(vault.created_at))}</dd>
        </dl>
    }
}

/// Redundancy as radio buttons; those the region lacks say so.
pub fn redundancy_choices(region: crate::engine::resources::Region) -> Vec<Choice> {
    let choice = |redundancy: VaultRedundancy| {
        let reason = check_vault_redundancy(redundancy, region).err().map(|error| error.explain().message);
        Choice::new(redundancy.arm_name(), redundancy.display_name()).disabled_because(reason)
    };
    VaultRedundancy::ALL.into_iter().map(choice).collect()
}

#[component]
fn RedundancyPane(shown: Signal<VaultView>, open: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let wanted = RwSignal::new(None::<VaultRedundancy>);
    let stored = Memo::new(move |_| shown.with(|vault| vault.redundancy));
    let changed = Memo::new(move |_| wanted.get().filter(|wanted| *wanted != stored.get()));
    let fixed = Memo::new(move |_| shown.with(protected) > 0);
    let command = move || {
        let redundancy = changed.get()?;
        Some(request::Command::SetVaultRedundancy { vault: shown.with(|vault| vault.id.clone()), redundancy })
    };
    let refusal = use_refusal(command);
    let close = move || {
        open.set(false);
        wanted.set(None);
    };
    let apply = move || {
        if let Some(command) = untrack(command) {
            let name = shown.with_untracked(|vault| vault.name.clone());
            let (doing, done) =
                (format!("Updating Backup vault {name}"), format!("Backup vault {name} updated"));
            session.perform(command, doing, done, None, |_| ());
        }
        close();
    };
    let blocked = move || {
        let unchanged = || changed.get().is_none().then(|| "Choose another redundancy first.".to_string());
        let reason = fixed.get().then(|| "Redundancy is fixed once something is protected.".to_string());
        reason.or_else(unchanged).or_else(|| reason_of(refusal))
    };
    let value = move || wanted.get().unwrap_or_else(|| stored.get()).arm_name().to_string();
    let choose = move |name: String| {
        wanted.set(VaultRedundancy::ALL.into_iter().find(|redundancy| redundancy.arm_name() == name));
    };
    view! {
        <ContextPane
            open
            on_close=move |()| close()
            title="Backup storage redundancy"
            size=PaneSize::Medium
            footer=move || view! {
                <Button kind=ButtonKind::Primary on_click=move |()| apply() disabled_reason=blocked>"Apply"</Button>
                <Button on_click=move |()| close()>"Cancel"</Button>
                <ViewRequest commands=move || command().into_iter().collect()/>
            }
        >
            <p class="pt-text">"How many copies of the backup data are kept, and where. It can be changed only while the vault protects nothing."</p>
            {move || fixed.get().then(|| view! {
                <MessageBar>"This vault protects backup instances, so that its redundancy is fixed."</MessageBar>
            })}
            <Field label="Backup storage redundancy">
                <RadioGroup value choices=move || redundancy_choices(shown.with(|vault| vault.region)) on_change=choose disabled=fixed/>
            </Field>
        </ContextPane>
    }
}
