//! The questions of the file browser: delete, add a directory, change the tier.

use super::{
    commands::{Asking, Browser},
    form,
    view_model::{Afterlife, FileLine, delete_question},
};
use crate::{
    engine::storage::{AccessTier, RehydratePriority},
    portal::{
        blades::answered::FailureBar,
        blades::view_request::view::ViewRequest,
        controls::{Choice, Dialog, Field, RadioGroup, Select, TextBox},
        failure::FailureText,
    },
};
use leptos::prelude::*;

/// Whichever question is asked.
#[component]
pub fn Dialogs(browser: Browser) -> impl IntoView {
    move || match browser.asking.get() {
        None => ().into_any(),
        Some(Asking::Delete(lines)) => view! { <DeleteDialog browser lines/> }.into_any(),
        Some(Asking::AddDirectory) => view! { <AddDirectoryDialog browser/> }.into_any(),
        Some(Asking::ChangeTier(lines)) => view! { <ChangeTierDialog browser lines/> }.into_any(),
    }
}

#[component]
fn DeleteDialog(browser: Browser, lines: Vec<FileLine>) -> impl IntoView {
    let afterlife = browser.answer.map(Afterlife::of).unwrap_or_default();
    let question = delete_question(&lines, afterlife);
    let lines = StoredValue::new(lines);
    let delete = move |()| {
        let lines = lines.get_value();
        browser.asking.set(None);
        browser.delete(&lines);
    };
    view! {
        <Dialog
            open=true
            title="Delete confirmation"
            action_label="Delete"
            destructive=true
            on_action=delete
            on_cancel=move |()| browser.asking.set(None)
        >
            <p>{question.clone()}</p>
            <ViewRequest commands=move || lines.with_value(|lines| browser.deletes(lines))/>
        </Dialog>
    }
}

#[component]
fn AddDirectoryDialog(browser: Browser) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let touched = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<FailureText>);
    let command = move || {
        let directory = browser.directory.get_value();
        browser.container.with_value(|container| form::add_directory(container, &directory, &name.get()))
    };
    let save = move |()| {
        touched.set(true);
        let Ok(command) = untrack(command) else { return };
        busy.set(true);
        leptos::task::spawn_local(async move {
            let result = browser.session.submit(command).await;
            let _ = busy.try_set(false);
            match result {
                Ok(_) => drop(browser.asking.try_set(None)),
                Err(refused) => drop(failure.try_set(Some(FailureText::of(&refused)))),
            }
        });
    };
    view! {
        <Dialog
            open=true
            title="Add Directory"
            action_label="Save"
            on_action=save
            on_cancel=move |()| browser.asking.set(None)
            busy
        >
            <Field label="Name" required=true error=move || command().err().filter(|_| touched.get())>
                <TextBox
                    value=name
                    on_change=move |text| {
                        failure.set(None);
                        name.set(text);
                    }
                    on_blur=move |()| touched.set(true)
                    autofocus=true
                />
            </Field>
            <ViewRequest commands=move || command().into_iter().collect()/>
            {move || failure.get().map(|text| view! { <FailureBar text/> })}
        </Dialog>
    }
}

#[component]
fn ChangeTierDialog(browser: Browser, lines: Vec<FileLine>) -> impl IntoView {
    let lines = StoredValue::new(lines);
    let tier = RwSignal::new(AccessTier::Hot);
    let high = RwSignal::new(false);
    // Files in a data lake change their tier at once.
    let rehydrates = lines.with_value(|lines| lines.iter().any(|line| line.archived)) && browser.is_flat();
    let wakes = move || rehydrates && tier.get() != AccessTier::Archive;
    let choices: Vec<Choice> =
        AccessTier::ALL.map(|tier| Choice::new(tier.display_name(), tier.display_name())).into();
    let choices = StoredValue::new(choices);
    let priority = move || if high.get() { RehydratePriority::High } else { RehydratePriority::Standard };
    let save = move |()| {
        let lines = lines.get_value();
        browser.asking.set(None);
        browser.change_tier(&lines, tier.get_untracked(), untrack(priority));
    };
    view! {
        <Dialog
            open=true
            title="Change tier"
            action_label="Save"
            on_action=save
            on_cancel=move |()| browser.asking.set(None)
        >
            <Field
                label="Access tier"
                required=true
                balloon="Archived files are offline: they cannot be read, and vaulted backups leave them out."
            >
                <Select
                    value=move || tier.get().display_name().to_string()
                    on_change=move |name: String| tier.set(form::parse_tier(&name).unwrap_or(AccessTier::Hot))
                    choices=choices.get_value()
                />
            </Field>
            {move || wakes().then(|| view! {
                <Field label="Rehydrate priority" required=true>
                    <RadioGroup
                        value=move || if high.get() { "high" } else { "standard" }.to_string()
                        on_change=move |value: String| high.set(value == "high")
                        choices=vec![
                            Choice::new("standard", "Standard").with_detail("Up to 15 hours"),
                            Choice::new("high", "High").with_detail("Within an hour, for blobs up to 10 GB"),
                        ]
                    />
                </Field>
            })}
            <ViewRequest commands=move || {
                lines.with_value(|lines| browser.changes_tier(lines, tier.get(), priority()))
            }/>
        </Dialog>
    }
}
