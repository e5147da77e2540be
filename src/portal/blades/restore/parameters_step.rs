//! The step Restore parameters: the destination, and whether it will work.

use super::{
    destination_pane::DestinationPane,
    disk_target::DiskTarget,
    in_place_target::InPlaceTarget,
    view::summary,
    view_model::{Check, destination_details},
    wizard::Wizard,
};
use crate::portal::{
    blades::{
        backup_words::ReadinessText,
        missing_roles::{MissingRolesPane, ReadinessDetails, download_template},
    },
    controls::{Button, ButtonKind, Command, CommandBar, Field, Glyph, MessageBar, StatusCell, Tone},
};
use leptos::prelude::*;

#[component]
pub fn ParametersStep(wizard: Wizard) -> impl IntoView {
    let choosing = RwSignal::new(false);
    let assigning = RwSignal::new(false);
    let identity = Signal::derive(move || wizard.vault.map(|vault| vault.identity).flatten());
    let is_disk = Memo::new(move |_| wizard.is_disk());
    let in_place = Memo::new(move |_| wizard.is_operational());
    view! {
        <div class="pt-page">
            {move || if is_disk.get() {
                view! { <DiskTarget wizard/> }.into_any()
            } else if in_place.get() {
                view! { <InPlaceTarget wizard/> }.into_any()
            } else {
                view! { <AccountTarget wizard choosing/> }.into_any()
            }}
            <CommandBar commands=commands(wizard, assigning) label="Validation" inline=true/>
            <ValidationResult wizard/>
        </div>
        <DestinationPane wizard open=choosing/>
        <MissingRolesPane
            open=assigning
            identity
            missing=move || wizard.missing_roles()
            on_assigned=move |()| wizard.validate()
        />
    }
}

/// A storage account, chosen in a pane.
#[component]
fn AccountTarget(wizard: Wizard, choosing: RwSignal<bool>) -> impl IntoView {
    view! {
        <p class="pt-text">
            "Choose the storage account to restore to: another one than the source, in the same region. "
            "It must not hold containers of the same names; a restore never overwrites."
        </p>
        <Field label="Restore destination" required=true>
            <Button
                kind=ButtonKind::Link
                aria_label="Select restore destination".to_string()
                on_click=move |()| choosing.set(true)
            >"Select"</Button>
        </Field>
        {move || wizard.destination.get().map(|destination| summary(destination_details(&destination)))}
    }
}

fn commands(wizard: Wizard, assigning: RwSignal<bool>) -> Vec<Command> {
    let no_destination = move || {
        wizard.destination.with(Option::is_none).then(|| "Select where to restore to first.".to_string())
    };
    let not_assignable = move || {
        wizard
            .missing_roles()
            .is_empty()
            .then(|| "Validation has found no role missing on the target that you can assign.".to_string())
    };
    let no_template = move || {
        no_destination().or_else(|| {
            let identity = wizard.vault.map(|vault| vault.identity).flatten();
            identity.is_none().then(|| "The vault has no system-assigned managed identity.".to_string())
        })
    };
    // The pages of the two datasources name it differently.
    let grant = if untrack(|| wizard.is_disk()) { "Grant Permissions" } else { "Assign missing roles" };
    vec![
        Command::run(Glyph::Check, "Validate", move || wizard.validate()).disabled_when(no_destination),
        Command::run(Glyph::Key, grant, move || assigning.set(true)).disabled_when(not_assignable),
        Command::run(Glyph::Download, "Download role assignment template", move || {
            let identity = untrack(|| wizard.vault.map(|vault| vault.identity).flatten());
            if let Some(identity) = identity {
                download_template(identity, &wizard.needed_roles());
            }
        })
        .disabled_when(no_template),
    ]
}

/// What *Validate* found, said as it changes.
#[component]
fn ValidationResult(wizard: Wizard) -> impl IntoView {
    let known = Memo::new(move |_| wizard.check().text(wizard.now.get()));
    let check = Memo::new(move |_| wizard.check());
    view! {
        <div role="status">
            {move || match check.get() {
                Check::NotAsked => ().into_any(),
                Check::Running => view! { <StatusCell tone=Tone::InProgress text="Validation is in progress."/> }.into_any(),
                Check::Failed(message) => view! { <MessageBar tone=Tone::Error>{message}</MessageBar> }.into_any(),
                Check::Known(_) => view! { {move || known.get().map(|text| view! { <Found text wizard/> })} }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Found(text: ReadinessText, wizard: Wizard) -> impl IntoView {
    let found = text.clone();
    view! {
        <p>
            <StatusCell tone=text.badge text=text.text>
                {text.waiting.then(|| view! {
                    <Button kind=ButtonKind::Link on_click=move |()| wizard.validate()>"Revalidate"</Button>
                })}
            </StatusCell>
        </p>
        <ReadinessDetails text=found/>
    }
}
