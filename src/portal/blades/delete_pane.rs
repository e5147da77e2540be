//! Deleting something with dependants: what goes with it, its name to be entered, a last question.

use crate::{
    engine::request::Command,
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{answered::FailureBar, refused::use_refusal},
        controls::{
            Button, ButtonKind, Column, ContextPane, CopyButton, Dialog, EmptyState, Field, Glyph, Grid,
            PaneSize, TextBox,
        },
        failure::FailureText,
        format,
        route::Route,
        session::{navigate, use_session},
    },
};
use leptos::prelude::*;

/// Something that is deleted together with what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependant {
    pub name: String,
    pub kind: String,
}

/// What is deleted and how it is called.
#[derive(Clone)]
pub struct Deletion {
    /// `resource group`, `storage account`.
    pub kind: &'static str,
    pub name: String,
    pub command: Command,
    /// What it means, one sentence each.
    pub consequences: Vec<String>,
    /// Where to go afterwards.
    pub next: Route,
}

/// The pane and its last question.
#[component]
pub fn DeletePane(
    open: RwSignal<bool>,
    deletion: Deletion,
    #[prop(into)] dependants: Signal<Vec<Dependant>>,
    /// It is not known yet what goes with it.
    #[prop(optional, into)]
    loading: Signal<bool>,
) -> impl IntoView {
    let session = use_session();
    let typed = RwSignal::new(String::new());
    let asking = RwSignal::new(false);
    let name = deletion.name.clone();
    let title = format!("Delete a {}", deletion.kind);
    let subtitle = deletion.name.clone();
    let question = format!(
        "Deleting the {} '{}' and {} is permanent and cannot be undone.",
        deletion.kind, deletion.name, "everything in it"
    );
    let deletion = StoredValue::new(deletion);
    let asked = deletion.with_value(|deletion| deletion.command.clone());
    let refused = use_refusal(move || open.get().then(|| asked.clone()));
    let close = move || {
        open.set(false);
        typed.set(String::new());
    };
    let blocked = move || {
        if let Some(refusal) = refused.get() {
            return Some(refusal.explain().message);
        }
        (typed.with(|typed| *typed != name))
            .then(|| format!("Enter the name '{name}' exactly to confirm the deletion."))
    };
    let delete = move |()| {
        let Deletion { kind, name, command, next, .. } = deletion.get_value();
        asking.set(false);
        close();
        let doing = format!("Deleting {kind} {name}");
        session.perform(command, doing, format!("Deleted {kind} {name}"), None, move |_| navigate(&next));
    };
    let blocked = Signal::derive(blocked);
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Danger on_click=move |()| asking.set(true) disabled_reason=blocked>"Delete"</Button>
            <Button on_click=move |()| close()>"Cancel"</Button>
            <ViewRequest commands=move || vec![deletion.with_value(|deletion| deletion.command.clone())]/>
        }
    };
    view! {
        <ContextPane open on_close=move |()| close() title subtitle=Some(subtitle) size=PaneSize::Medium footer>
            {move || refused.get().map(|refusal| view! {
                <FailureBar text=FailureText::of(&refusal.into())/>
            })}
            <DeletionBody deletion dependants loading typed/>
        </ContextPane>
        <Dialog
            open=asking
            title="Delete confirmation"
            action_label="Delete"
            cancel_label="Go back"
            destructive=true
            on_action=delete
            on_cancel=move |()| asking.set(false)
        >
            <p>{question.clone()}</p>
        </Dialog>
    }
}

#[component]
fn DeletionBody(
    deletion: StoredValue<Deletion>,
    dependants: Signal<Vec<Dependant>>,
    loading: Signal<bool>,
    typed: RwSignal<String>,
) -> impl IntoView {
    let Deletion { kind, name, consequences, .. } = deletion.get_value();
    let heading = move || {
        format!("Dependent resources to be deleted ({})", format::count(dependants.with(Vec::len) as u64))
    };
    let columns = vec![
        Column::text("Resource", |row: &Dependant| row.name.clone()),
        Column::text("Resource type", |row: &Dependant| row.kind.clone()),
    ];
    let line = |text: String| view! { <li>{text}</li> };
    view! {
        <p class="pt-text">{format!("The following {kind} will be permanently deleted:")}</p>
        <p class="pt-copyable">
            <strong class="pt-copyable__text">{name.clone()}</strong>
            <CopyButton value=name label="Copy name"/>
        </p>
        <ul class="pt-text">{consequences.into_iter().map(line).collect_view()}</ul>
        <h3 class="pt-section-title">{heading}</h3>
        <Grid
            caption="Dependent resources"
            columns
            rows=dependants
            loading
            row_key=|row: &Dependant| format!("{}/{}", row.kind, row.name)
            uncounted=true
            empty=|| view! { <EmptyState glyph=Glyph::Check title="Nothing else is deleted"/> }
        />
        <Field label=format!("Enter {kind} name to confirm deletion") required=true>
            <TextBox value=typed on_change=move |text| typed.set(text)/>
        </Field>
    }
}
