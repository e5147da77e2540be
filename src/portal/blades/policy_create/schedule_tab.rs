//! The tab Schedule + retention, with what the schedule will do.

use super::{
    form::{Frequency, PolicyErrors, PolicyForm},
    rule_form::{RuleForm, free_tags, rank_warning, rules_of},
    rule_pane::{RuleEdit, RulePane},
};
use crate::{
    engine::{
        policy::{RetentionTag, TimeZone, Weekday},
        query::PolicyPreview,
    },
    portal::{
        blades::{
            backup_words::{duration_text, tag_meaning},
            policy::preview::RunGrid,
        },
        controls::{
            Button, CheckBox, Choice, Column, EmptyState, Field, FieldError, FormSection, Glyph, Grid,
            IconButton, MessageBar, RadioGroup, Select, TextBox, Tone,
        },
        session::use_query,
    },
};
use leptos::prelude::*;

/// Runs that the preview shows.
const PREVIEW_RUNS: usize = 12;

#[component]
pub fn ScheduleTab(form: RwSignal<PolicyForm>, errors: Memo<PolicyErrors>) -> impl IntoView {
    view! {
        <div class="pt-page">
            <p class="pt-text">"Vaulted backups start at most once a day, and each makes one restore point."</p>
            <FormSection title="Backup schedule">
                <ScheduleFields form errors/>
            </FormSection>
            <FormSection
                title="Add retention"
                text="Each restore point is kept by one rule: Yearly before Monthly before Weekly before Default."
            >
                <Rules form errors/>
            </FormSection>
            <FormSection title="Next backups" text="What this schedule would do from now on.">
                <Preview form/>
            </FormSection>
        </div>
    }
}

#[component]
fn ScheduleFields(form: RwSignal<PolicyForm>, errors: Memo<PolicyErrors>) -> impl IntoView {
    let frequencies: Vec<Choice> =
        Frequency::ALL.into_iter().map(|one| Choice::new(one.label(), one.label())).collect();
    let zones: Vec<Choice> =
        TimeZone::ALL.iter().map(|zone| Choice::new(zone.windows_name(), zone.display_name())).collect();
    let weekly = move || form.with(|form| form.frequency == Frequency::Weekly);
    view! {
        <Field label="Backup Frequency" required=true>
            <RadioGroup
                value=move || form.with(|form| form.frequency.label().to_string())
                on_change=move |label: String| form.update(|form| {
                    form.frequency = Frequency::parse(&label).unwrap_or(form.frequency);
                })
                choices=frequencies
            />
        </Field>
        {move || weekly().then(|| view! { <Days form errors/> })}
        <Field label="Time" required=true error=move || errors.with(|errors| errors.time.clone()) hint="24 hours, for example 07:30">
            <TextBox
                value=move || form.with(|form| form.time.clone())
                on_change=move |time: String| form.update(|form| form.time = time)
                max_length=5_u32
            />
        </Field>
        <Field label="Timezone" required=true>
            <Select
                value=move || form.with(|form| form.time_zone.windows_name().to_string())
                on_change=move |name: String| form.update(|form| {
                    form.time_zone = TimeZone::parse(&name).unwrap_or(form.time_zone);
                })
                choices=zones
            />
        </Field>
    }
}

#[component]
fn Days(form: RwSignal<PolicyForm>, errors: Memo<PolicyErrors>) -> impl IntoView {
    let day = move |day: Weekday| {
        view! {
            <CheckBox
                label=day.display_name()
                checked=move || form.with(|form| form.days.contains(&day))
                on_change=move |on: bool| form.update(|form| {
                    if on {
                        form.days.insert(day);
                    } else {
                        form.days.remove(&day);
                    }
                })
            />
        }
    };
    view! {
        <fieldset class="pt-days">
            <legend>"Days of the week" <span class="pt-field__star" aria-hidden="true">"*"</span></legend>
            {Weekday::ALL.into_iter().map(day).collect_view()}
            <div aria-live="polite">
                {move || errors.with(|errors| errors.days.clone()).map(|text| view! {
                    <FieldError id="pt-days-error" text/>
                })}
            </div>
        </fieldset>
    }
}

#[component]
fn Rules(form: RwSignal<PolicyForm>, errors: Memo<PolicyErrors>) -> impl IntoView {
    let editing = RwSignal::new(None::<RuleEdit>);
    let rows = Signal::derive(move || form.with(|form| form.rules.clone()));
    let add = move |()| {
        let tags = form.with_untracked(|form| free_tags(&form.rules));
        editing.set(Some(RuleEdit::Add(tags)));
    };
    let full = move || {
        form.with(|form| free_tags(&form.rules).is_empty())
            .then(|| "Each kind of rule is there already.".to_string())
    };
    let done = move |rule: RuleForm| {
        form.update(|form| {
            form.rules.retain(|other| other.tag != rule.tag);
            form.rules.push(rule);
            form.rules.sort_by_key(|rule| rule.tag);
        });
    };
    let warning = move || form.with(|form| rules_of(&form.rules).ok().as_deref().and_then(rank_warning));
    view! {
        <Grid
            caption="Retention rules"
            columns=rule_columns(form, editing)
            rows
            row_key=|rule: &RuleForm| rule.tag.display_name().to_string()
            uncounted=true
            empty=|| view! { <EmptyState glyph=Glyph::Policy title="No retention rules to display"/> }
        />
        <p><Button on_click=add disabled_reason=full glyph=Glyph::Plus>"Add retention rule"</Button></p>
        {move || errors.with(|errors| errors.retention.clone()).map(|text| view! {
            <MessageBar tone=Tone::Error>{text}</MessageBar>
        })}
        {move || warning().map(|text| view! { <MessageBar tone=Tone::Warning>{text}</MessageBar> })}
        <RulePane open=editing on_done=done/>
    }
}

fn rule_columns(form: RwSignal<PolicyForm>, editing: RwSignal<Option<RuleEdit>>) -> Vec<Column<RuleForm>> {
    let actions = move |rule: &RuleForm| {
        let (edited, tag) = (rule.clone(), rule.tag);
        let name = tag.display_name();
        let remove = move |()| form.update(|form| form.rules.retain(|rule| rule.tag != tag));
        view! {
            <IconButton
                glyph=Glyph::Edit
                label=format!("Edit {name} rule")
                on_click=move |()| editing.set(Some(RuleEdit::Change(edited.clone())))
            />
            {(tag != RetentionTag::Default).then(|| view! {
                <IconButton glyph=Glyph::Delete label=format!("Delete {name} rule") on_click=remove/>
            })}
        }
        .into_any()
    };
    vec![
        Column::text("Retention rule", |rule: &RuleForm| rule.tag.display_name().to_string()).unsorted(),
        Column::text("Applies to", |rule: &RuleForm| tag_meaning(rule.tag).to_string())
            .unsorted()
            .secondary(),
        Column::text("Kept for", |rule: &RuleForm| match rule.validate() {
            Ok(valid) => duration_text(valid.duration),
            Err(_) => format!("{} {}", rule.count, rule.unit.label()),
        })
        .unsorted(),
        Column::view("Actions", actions).with_hidden_title(),
    ]
}

#[component]
fn Preview(form: RwSignal<PolicyForm>) -> impl IntoView {
    let question = Memo::new(move |_| {
        form.with(|form| {
            let (schedule, retention) = (form.schedule().ok()?, rules_of(&form.rules).ok()?);
            Some(PolicyPreview { schedule, retention, runs: PREVIEW_RUNS })
        })
    });
    let preview = use_query(move || question.get());
    let runs = Signal::derive(move || preview.ready().unwrap_or_default());
    move || {
        if question.with(Option::is_none) {
            view! { <p class="pt-muted">"Correct the schedule and the rules to see the next backups."</p> }
                .into_any()
        } else {
            view! { <RunGrid runs loading=move || preview.is_loading()/> }.into_any()
        }
    }
}
