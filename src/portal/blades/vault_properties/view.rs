//! The Properties page of a vault.

use super::view_model::{facts, parse_redundancy, redundancies, redundancy_fixed, soft_delete_text};
use crate::{
    base::ArmId,
    engine::{
        query::{VaultDetail, VaultView},
        request::Command as Ask,
    },
    portal::{
        blades::{
            answered::{Answered, FailureBar},
            instance::panes::use_check,
            vault::frame::VaultFrame,
        },
        controls::{
            Button, ButtonKind, Choice, Command, CommandBar, ContextPane, CopyButton, Field, Glyph, PaneSize,
            RadioGroup,
        },
        failure::FailureText,
        route::MenuItem,
        session::{Loaded, use_query, use_session},
    },
    rpc::Failure,
};
use leptos::prelude::*;

const SOFT_DELETE_FIXED: &str =
    "Soft delete is always on, and its retention is set when the vault is created.";

/// *Properties* of a vault.
#[component]
pub fn VaultPropertiesBlade(vault: ArmId) -> impl IntoView {
    let id = StoredValue::new(vault.clone());
    let detail = use_query(move || Some(VaultDetail { vault: id.get_value() }));
    let changing = RwSignal::new(false);
    let commands = vec![Command::run(Glyph::Refresh, "Refresh", move || detail.refresh())];
    view! {
        <VaultFrame vault item=MenuItem::Properties>
            <CommandBar commands/>
            <Answered answer=detail ready=move |view| view! { <PropertyRows view changing/> }/>
        </VaultFrame>
        <RedundancyPane vault=id detail open=changing/>
    }
}

#[component]
fn PropertyRows(view: Signal<VaultView>, changing: RwSignal<bool>) -> impl IntoView {
    let fact = |(label, value, copied): (&'static str, String, bool)| {
        let button =
            copied.then(|| view! { <CopyButton value=value.clone() label=format!("Copy {label}")/> });
        view! { <dt>{label}</dt><dd>{value} " " {button}</dd> }
    };
    view! {
        <div class="pt-page">
            <h2 class="pt-section-title">"Settings"</h2>
            <dl class="pt-summary">
                <dt>"Backup storage redundancy"</dt>
                <dd>
                    {move || view.with(|view| view.redundancy.display_name())} " "
                    <Button
                        kind=ButtonKind::Link
                        aria_label="Update backup storage redundancy".to_string()
                        disabled_reason=move || view.with(redundancy_fixed)
                        on_click=move |()| changing.set(true)
                    >"Update"</Button>
                    {move || view.with(redundancy_fixed).map(|reason| view! { <p class="pt-muted">{reason}</p> })}
                </dd>
                <dt>"Soft Delete"</dt>
                <dd>
                    {move || view.with(|view| soft_delete_text(view.soft_delete_days))}
                    <p class="pt-muted">{SOFT_DELETE_FIXED}</p>
                </dd>
            </dl>
            <h2 class="pt-section-title">"Essentials"</h2>
            <dl class="pt-summary">{move || view.with(facts).into_iter().map(fact).collect_view()}</dl>
        </div>
    }
}

#[component]
fn RedundancyPane(
    vault: StoredValue<ArmId>,
    detail: Loaded<VaultView>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let session = use_session();
    let edited = RwSignal::new(None::<String>);
    let current = move || detail.map(|view| view.redundancy.arm_name().to_string()).unwrap_or_default();
    let chosen = Memo::new(move |_| edited.get().unwrap_or_else(current));
    let command = move || {
        let redundancy = parse_redundancy(&chosen.get()).filter(|_| chosen.get() != current())?;
        Some(Ask::SetVaultRedundancy { vault: vault.get_value(), redundancy })
    };
    let check = use_check(command);
    let close = move |()| {
        open.set(false);
        edited.set(None);
    };
    let update = move |()| {
        if let Some(command) = untrack(command) {
            session.perform(command, "Updating vault properties", "Vault properties updated", None, |_| {});
            close(());
        }
    };
    let footer = move || {
        view! {
            <Button
                kind=ButtonKind::Primary
                on_click=update
                disabled_reason=move || command().is_none().then(|| "Nothing was changed.".to_string())
            >"Update"</Button>
            <Button on_click=close>"Cancel"</Button>
        }
    };
    let choices = Signal::derive(move || {
        let offered = detail.map(|view| redundancies(view.region)).unwrap_or_default();
        offered
            .into_iter()
            .map(|(redundancy, reason)| {
                Choice::new(redundancy.arm_name(), redundancy.display_name()).disabled_because(reason)
            })
            .collect::<Vec<_>>()
    });
    let refused = move || check.ready().flatten().filter(|_| command().is_some());
    view! {
        <ContextPane open on_close=close title="Backup storage redundancy" size=PaneSize::Medium footer>
            <p class="pt-text">"Redundancy can be changed until the vault protects its first backup instance."</p>
            <Field label="Backup storage redundancy" required=true>
                <RadioGroup value=chosen on_change=move |name: String| edited.set(Some(name)) choices/>
            </Field>
            {move || refused().map(|refusal| {
                let text = FailureText::of(&Failure::Refused(refusal));
                view! { <FailureBar text/> }
            })}
        </ContextPane>
    }
}
