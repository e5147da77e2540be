//! The pane in which a rule is entered.

use super::{
    form::{Deed, RuleForm, Subject},
    view_model::{conflicts, days_label},
};
use crate::{
    base::ArmId,
    engine::{query::InstanceRow, request::Command, storage::LifecycleRule},
    portal::{
        blades::{disk::change_pane::Change, view_request::view::ViewRequest},
        controls::{
            Button, ButtonKind, CheckBox, Choice, ContextPane, Field, FieldError, FormSection, MessageBar,
            NumberBox, PaneSize, RadioGroup, TextArea, TextBox, Tone,
        },
    },
};
use leptos::prelude::*;

/// Values of the choice of blobs.
const ALL: &str = "all";
const FILTERED: &str = "filtered";

/// The pane; `form` is filled by whoever opens it.
#[component]
pub fn RulePane(
    account: StoredValue<ArmId>,
    rules: Memo<Vec<LifecycleRule>>,
    protection: Memo<Option<InstanceRow>>,
    form: RwSignal<RuleForm>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let change = Change::new(open);
    let after = Memo::new(move |_| form.with(|form| rules.with(|rules| form.rules(rules))));
    let is_new = move || form.with(|form| form.before.is_none());
    let command = move || {
        let rules = after.get().and_then(Result::ok)?;
        Some(Command::SetLifecyclePolicy { account: account.get_value(), rules })
    };
    let save = move |()| {
        form.update(|form| form.tried = true);
        let Some(command) = untrack(command) else { return };
        let name = form.with_untracked(|form| form.name.trim().to_string());
        let (doing, done) = if untrack(is_new) {
            (format!("Adding rule {name}"), format!("Added rule {name}"))
        } else {
            (format!("Saving rule {name}"), format!("Saved rule {name}"))
        };
        change.give(command, doing, done);
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=save busy=change.busy>
                {move || if is_new() { "Add" } else { "Save" }}
            </Button>
            <Button on_click=move |()| change.close()>"Cancel"</Button>
            <ViewRequest commands=move || command().into_iter().collect()/>
        }
    };
    let title = move || if is_new() { "Add rule" } else { "Edit rule" }.to_string();
    view! {
        <ContextPane
            open
            on_close=move |()| change.close()
            title=Signal::derive(title)
            size=PaneSize::Large
            footer
        >
            <Details rules form/>
            <Actions form/>
            <Conflicts after form protection/>
            {move || after.get().and_then(Result::err).map(|text| view! {
                <MessageBar tone=Tone::Error announce=true>{text}</MessageBar>
            })}
            {change.failed()}
        </ContextPane>
    }
}

#[component]
fn Details(rules: Memo<Vec<LifecycleRule>>, form: RwSignal<RuleForm>) -> impl IntoView {
    let touched = RwSignal::new(false);
    let name_error = move || {
        let shown = touched.get() || form.with(|form| form.tried);
        rules.with(|rules| form.with(|form| form.name_error(rules))).filter(|_| shown)
    };
    let prefixes_error = move || form.with(|form| form.prefixes_error().filter(|_| form.tried));
    let scope = move || form.with(|form| if form.filtered { FILTERED } else { ALL }.to_string());
    let filtered = Memo::new(move |_| form.with(|form| form.filtered));
    let choices = vec![
        Choice::new(ALL, "Apply rule to all blobs in your storage account"),
        Choice::new(FILTERED, "Limit blobs with filters"),
    ];
    view! {
        <FormSection title="Details">
            <Field label="Rule name" required=true error=Signal::derive(name_error)>
                <TextBox
                    value=Signal::derive(move || form.with(|form| form.name.clone()))
                    on_change=move |name: String| form.update(|form| form.name = name)
                    on_blur=move |()| touched.set(form.with_untracked(|form| !form.name.is_empty()))
                    autofocus=true
                />
            </Field>
            <Field label="Rule scope" required=true>
                <RadioGroup
                    value=Signal::derive(scope)
                    on_change=move |value: String| form.update(|form| form.filtered = value == FILTERED)
                    choices=Signal::stored(choices)
                />
            </Field>
            <Show when=move || filtered.get()>
                <Field
                    label="Blob prefix"
                    required=true
                    hint="Up to 10, one a line, each as container/folder or the beginning of a name. Capitals count."
                    error=Signal::derive(prefixes_error)
                >
                    <TextArea
                        value=Signal::derive(move || form.with(|form| form.prefixes.clone()))
                        on_change=move |text: String| form.update(|form| form.prefixes = text)
                        rows=3
                    />
                </Field>
            </Show>
        </FormSection>
    }
}

/// What is done after how many days, for each kind of thing a rule acts on.
#[component]
fn Actions(form: RwSignal<RuleForm>) -> impl IntoView {
    let error = move || form.with(|form| form.actions_error().filter(|_| form.tried));
    view! {
        {Subject::ALL.map(|subject| view! { <SubjectActions form subject/> }).collect_view()}
        <div aria-live="polite">
            {move || error().map(|text| view! { <FieldError id="pt-rule-actions-error" text/> })}
        </div>
    }
}

#[component]
fn SubjectActions(form: RwSignal<RuleForm>, subject: Subject) -> impl IntoView {
    view! {
        <FormSection title=subject.label() text=subject.since()>
            <div role="group" aria-label=subject.label()>
                {Deed::ALL.map(|deed| view! { <DeedLine form subject deed/> }).collect_view()}
            </div>
        </FormSection>
    }
}

/// One box, and while it is ticked the days.
#[component]
fn DeedLine(form: RwSignal<RuleForm>, subject: Subject, deed: Deed) -> impl IntoView {
    let on = Memo::new(move |_| form.with(|form| form.aging(subject, deed).on));
    let days = move || form.with(|form| form.aging(subject, deed).days.clone());
    let error = move || {
        let shown = form.with(|form| form.tried || !form.aging(subject, deed).days.is_empty());
        form.with(|form| form.days_error(subject, deed)).filter(|_| shown)
    };
    let error_id = format!("pt-days-{}-{}", subject as usize, deed as usize);
    view! {
        <div class="pt-rule-deed">
            <CheckBox
                label=deed.label()
                checked=on
                on_change=move |on| form.update(|form| form.aging_mut(subject, deed).on = on)
            />
            <Show when=move || on.get()>
                <span class="pt-rule-deed__days">
                    <span aria-hidden="true">"after more than"</span>
                    <NumberBox
                        value=Signal::derive(days)
                        on_change=move |days: String| form.update(|form| form.aging_mut(subject, deed).days = days)
                        min=0
                        unit="days"
                        aria_label=days_label(subject, deed)
                    />
                </span>
            </Show>
            <div class="pt-rule-deed__error" aria-live="polite">
                {move || {
                    let id = error_id.clone();
                    error().map(|text| view! { <FieldError id text/> })
                }}
            </div>
        </div>
    }
}

/// What the rule as it stands would do to backup.
#[component]
fn Conflicts(
    after: Memo<Option<Result<Vec<LifecycleRule>, String>>>,
    form: RwSignal<RuleForm>,
    protection: Memo<Option<InstanceRow>>,
) -> impl IntoView {
    let found = Memo::new(move |_| {
        let name = form.with(|form| form.name.trim().to_string());
        let rules = after.get().and_then(Result::ok).unwrap_or_default();
        let own = rules.into_iter().find(|rule| rule.name == name);
        own.map(|rule| protection.with(|instance| conflicts(&rule, instance.as_ref()))).unwrap_or_default()
    });
    view! {
        <div role="status">
            {move || found.get().into_iter().map(|text| view! {
                <MessageBar tone=Tone::Warning>{text}</MessageBar>
            }).collect_view()}
        </div>
    }
}
