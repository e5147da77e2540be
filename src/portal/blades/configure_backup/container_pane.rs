//! The pane *Select storage containers*, also used to edit a backup instance.

use super::containers_form::{ContainerLine, ContainerMode, ContainersForm, container_lines};
use crate::{
    engine::protection::ContainerSelection,
    portal::{
        controls::{
            Button, ButtonKind, Choice, Column, ContextPane, EmptyState, Field, FieldError, Glyph, Grid,
            MessageBar, PaneSize, RadioGroup, TextArea, Tone,
        },
        format::counted,
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

#[component]
pub fn ContainerPane(
    open: RwSignal<bool>,
    /// Name of the storage account.
    #[prop(into)]
    account: Signal<String>,
    /// Names of the containers it has today, sorted.
    #[prop(into)]
    present: Signal<Vec<String>>,
    /// What was selected before.
    #[prop(into)]
    selection: Signal<Option<ContainerSelection>>,
    /// All present and future containers are protected: that cannot be narrowed again.
    #[prop(optional, into)]
    permanent: Signal<bool>,
    #[prop(into)] on_select: Callback<ContainerSelection>,
) -> impl IntoView {
    // The form starts anew at each opening: the pane's content is built then.
    let form = RwSignal::new(ContainersForm::default());
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let submitted = RwSignal::new(false);
    let begin = move || {
        let start = selection
            .get_untracked()
            .map(|selection| ContainersForm::of(&selection, &present.get_untracked()));
        let start = start.unwrap_or_default();
        ticked.set(start.ticked.clone());
        form.set(start);
        submitted.set(false);
    };
    let filled = move || ContainersForm { ticked: ticked.get(), ..form.get() };
    let validated = Memo::new(move |_| filled().validate(&account.get(), &present.get()));
    let select = move |()| {
        submitted.set(true);
        if let Ok(selection) = validated.get_untracked() {
            open.set(false);
            on_select.run(selection);
        }
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=select>"Select"</Button>
            <Button on_click=move |()| open.set(false)>"Cancel"</Button>
        }
    };
    let error = move || submitted.get().then(|| validated.get().err()).flatten();
    view! {
        <ContextPane
            open
            on_close=move |()| open.set(false)
            title="Select storage containers"
            subtitle=move || Some(account.get())
            size=PaneSize::Medium
            footer
        >
            {begin()}
            <ModeChoice form present permanent/>
            {move || match form.with(|form| form.mode) {
                ContainerMode::AllPresent => ().into_any(),
                ContainerMode::Browse => view! { <ContainerGrid present selection ticked/> }.into_any(),
                ContainerMode::PresentAndFuture => view! { <Exclusions form/> }.into_any(),
            }}
            <div aria-live="polite">
                {move || error().map(|text| view! { <FieldError id="pt-containers-error" text/> })}
            </div>
        </ContextPane>
    }
}

#[component]
fn ModeChoice(
    form: RwSignal<ContainersForm>,
    present: Signal<Vec<String>>,
    permanent: Signal<bool>,
) -> impl IntoView {
    let choices = Signal::derive(move || {
        let today = counted(present.with(Vec::len) as u64, "container", "containers");
        ContainerMode::ALL
            .into_iter()
            .map(|mode| {
                let detail = match mode {
                    ContainerMode::AllPresent => format!("{today} today. {}", mode.detail()),
                    _ => mode.detail().to_string(),
                };
                let blocked = permanent.get() && mode != ContainerMode::PresentAndFuture;
                Choice::new(mode.label(), mode.label()).with_detail(detail).disabled_because(
                    blocked.then_some("All present and future containers are protected; this is permanent."),
                )
            })
            .collect::<Vec<_>>()
    });
    view! {
        <Field label="Containers to back up" required=true>
            <RadioGroup
                value=move || form.with(|form| form.mode.label().to_string())
                on_change=move |label: String| form.update(|form| {
                    form.mode = ContainerMode::parse(&label).unwrap_or_default();
                })
                choices
            />
        </Field>
    }
}

/// Also containers that were selected and are gone: nobody could take them out otherwise.
#[component]
fn ContainerGrid(
    present: Signal<Vec<String>>,
    selection: Signal<Option<ContainerSelection>>,
    ticked: RwSignal<BTreeSet<String>>,
) -> impl IntoView {
    let rows = Memo::new(move |_| {
        present.with(|present| selection.with(|selection| container_lines(selection.as_ref(), present)))
    });
    let state = |line: &ContainerLine| if line.is_gone { "No longer exists" } else { "Present" }.to_string();
    view! {
        <Grid
            caption="Containers"
            columns=vec![
                Column::text("Container", |line: &ContainerLine| line.name.clone()),
                Column::text("State", state),
            ]
            rows
            row_key=|line: &ContainerLine| line.name.clone()
            selection=ticked
            filter=true
            empty=|| view! {
                <EmptyState
                    glyph=Glyph::Container
                    title="No containers to display"
                    text="The storage account has no containers, or you may not list them."
                />
            }
        />
    }
}

#[component]
fn Exclusions(form: RwSignal<ContainersForm>) -> impl IntoView {
    view! {
        <MessageBar tone=Tone::Warning>
            "This choice is permanent: a backup instance cannot go back to selected containers. "
            "Containers can only be left out by the prefixes of their names."
        </MessageBar>
        <Field
            label="Exclude containers by prefix"
            hint="One prefix a line. Containers whose names start with one of them are not backed up."
        >
            <TextArea
                value=move || form.with(|form| form.excluded.clone())
                on_change=move |text: String| form.update(|form| form.excluded = text)
            />
        </Field>
    }
}
