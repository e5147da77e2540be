//! The pane that adds a retention rule or edits one.

use super::rule_form::{DurationUnit, RuleForm};
use crate::{
    engine::policy::RetentionTag,
    portal::{
        blades::backup_words::tag_meaning,
        controls::{Button, ButtonKind, Choice, ContextPane, Field, NumberBox, PaneSize, RadioGroup, Select},
    },
};
use leptos::prelude::*;

/// What the pane is open for.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleEdit {
    /// A new rule, with one of these tags.
    Add(Vec<RetentionTag>),
    Change(RuleForm),
}

#[component]
pub fn RulePane(
    open: RwSignal<Option<RuleEdit>>,
    #[prop(into)] on_done: Callback<RuleForm>,
) -> impl IntoView {
    let form = RwSignal::new(RuleForm::new(RetentionTag::Default));
    let begin = move || {
        let start = match open.get_untracked() {
            Some(RuleEdit::Change(rule)) => rule,
            Some(RuleEdit::Add(tags)) => RuleForm::new(tags.first().copied().unwrap_or(RetentionTag::Weekly)),
            None => return,
        };
        form.set(start);
    };
    let error = Memo::new(move |_| form.with(|form| form.validate().err()));
    let done = move |()| {
        if error.get_untracked().is_none() {
            open.set(None);
            on_done.run(form.get_untracked());
        }
    };
    let adding = move || open.with(|open| matches!(open, Some(RuleEdit::Add(_))));
    let title = move || if adding() { "Add retention rule" } else { "Edit retention rule" }.to_string();
    let footer = move || {
        let label = if untrack(adding) { "Add" } else { "Modify" };
        view! {
            <Button kind=ButtonKind::Primary on_click=done disabled_reason=error>{label}</Button>
            <Button on_click=move |()| open.set(None)>"Cancel"</Button>
        }
    };
    view! {
        <ContextPane
            open=move || open.with(Option::is_some)
            on_close=move |()| open.set(None)
            title
            size=PaneSize::Medium
            footer
        >
            {begin()}
            {untrack(|| open.get()).and_then(|edit| match edit {
                RuleEdit::Add(tags) => Some(view! { <TagChoice form tags/> }),
                RuleEdit::Change(_) => None,
            })}
            <p class="pt-text">
                "Applies to: " <strong>{move || form.with(|form| tag_meaning(form.tag))}</strong>
            </p>
            <DurationFields form error/>
        </ContextPane>
    }
}

#[component]
fn TagChoice(form: RwSignal<RuleForm>, tags: Vec<RetentionTag>) -> impl IntoView {
    let choices: Vec<Choice> = tags
        .into_iter()
        .map(|tag| Choice::new(tag.display_name(), tag.display_name()).with_detail(tag_meaning(tag)))
        .collect();
    let choose = move |name: String| {
        if let Some(tag) = RetentionTag::ALL.into_iter().find(|tag| tag.display_name() == name) {
            form.set(RuleForm::new(tag));
        }
    };
    view! {
        <Field label="Retention rule" required=true>
            <RadioGroup value=move || form.with(|form| form.tag.display_name().to_string()) on_change=choose choices/>
        </Field>
    }
}

#[component]
fn DurationFields(form: RwSignal<RuleForm>, error: Memo<Option<String>>) -> impl IntoView {
    let units: Vec<Choice> =
        DurationUnit::ALL.into_iter().map(|unit| Choice::new(unit.label(), unit.label())).collect();
    let bounds = move || {
        let (min, max) = form.with(RuleForm::bounds);
        format!("{min} to {max}")
    };
    view! {
        <Field label="Retain for" required=true error hint=bounds>
            <NumberBox
                value=move || form.with(|form| form.count.clone())
                on_change=move |count: String| form.update(|form| form.count = count)
                min=1
            />
        </Field>
        <Field label="Unit" required=true nested=true>
            <Select
                value=move || form.with(|form| form.unit.label().to_string())
                on_change=move |label: String| form.update(|form| {
                    form.unit = DurationUnit::parse(&label).unwrap_or(form.unit);
                })
                choices=units
            />
        </Field>
    }
}
