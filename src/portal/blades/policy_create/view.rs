//! *Create Backup Policy*: frame, steps and footer.

use super::{
    form::{Frequency, PolicyForm, RetentionUnit, offered_times, parse_time},
    rules::{Duration, RuleRows},
    wizard::{REVIEW, STEPS, Wizard},
};
use crate::{
    base::ArmId,
    engine::{
        limits,
        policy::{DatasourceType, TimeZone, Weekday},
    },
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            backup_words::{continuous_sentence, datastore, interval_text, schedule_sentence, time_text},
            datasource_type_field::DatasourceTypeField,
            policy::{
                kept_picture::KeptPointsPicture,
                preview::{PreviewGrid, RuleGrid},
            },
        },
        controls::{
            CheckBox, Choice, Crumb, ElementId, Field, FieldError, FormSection, MessageBar, RadioGroup,
            Select, Tab, TextBox, Tone, WizardFooter, WizardTabs,
        },
        route::{MenuItem, Route},
        session::navigate,
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

/// The wizard of a vault.
#[component]
pub fn CreatePolicyBlade(vault: ArmId, datasource_type: DatasourceType) -> impl IntoView {
    let page = |item: MenuItem| Route::Vault { id: vault.clone(), item }.href();
    let crumbs = vec![
        Crumb::new("Home", Route::Home.href()),
        Crumb::new(vault.name(), page(MenuItem::Overview)),
        Crumb::new("Backup policies", page(MenuItem::BackupPolicies)),
    ];
    let wizard = Wizard::open(vault, datasource_type);
    let tabs = vec![
        Tab::new(STEPS[0]).with_errors(move || wizard.name_error().is_some()),
        Tab::new(STEPS[1]).with_errors(move || wizard.schedule_is_wrong()),
        Tab::new(STEPS[2]),
    ];
    view! {
        <BladeFrame title="Create Backup Policy" crumbs on_close=move |()| wizard.close()>
            <WizardTabs tabs selected=wizard.step on_select=move |step| wizard.step.set(step)>
                {move || match wizard.step.get() {
                    0 => view! { <Basics wizard/> }.into_any(),
                    1 => view! { <ScheduleStep wizard/> }.into_any(),
                    _ => view! { <Review wizard/> }.into_any(),
                }}
            </WizardTabs>
            <WizardFooter
                titles=STEPS.map(str::to_string).to_vec()
                selected=wizard.step
                on_select=move |step| wizard.step.set(step)
                on_finish=move |()| wizard.create()
                finish_disabled_reason=move || wizard.problem()
                busy=wizard.busy
            >
                {move || (wizard.step.get() == STEPS.len() - 1).then(|| view! {
                    <ViewRequest commands=move || wizard.command().into_iter().collect()/>
                })}
            </WizardFooter>
        </BladeFrame>
    }
}

#[component]
fn Basics(wizard: Wizard) -> impl IntoView {
    let choose = move |datasource_type| {
        navigate(&Route::CreatePolicy { vault: wizard.vault.get_value(), datasource_type });
    };
    view! {
        <div class="pt-page pt-page--form">
            <p class="pt-text">"A backup policy says when backups start and how long they are kept. It cannot be changed later: a new one is made and assigned."</p>
            <Field label="Policy name" required=true error=move || wizard.name_error()>
                <TextBox
                    value=move || wizard.form.with(|form| form.name.clone())
                    on_change=move |name: String| wizard.form.update(|form| form.name = name)
                    on_blur=move |()| wizard.name_left.set(true)
                />
            </Field>
            <DatasourceTypeField datasource_type=wizard.datasource_type on_choose=choose/>
            <Field label="Vault">
                <TextBox value=wizard.vault.with_value(|id| id.name().to_string()) on_change=|_: String| () readonly=true/>
            </Field>
            {(wizard.datasource_type == DatasourceType::Disk).then(|| view! {
                <MessageBar>
                    "Backups of disks are snapshots in a resource group of your subscription. "
                    "The storage redundancy of the vault does not apply to them."
                </MessageBar>
            })}
        </div>
    }
}

/// What is backed up how: of blobs in one way or two.
#[component]
fn ScheduleStep(wizard: Wizard) -> impl IntoView {
    if wizard.datasource_type != DatasourceType::Blob {
        return view! { <div class="pt-page"><ScheduledPart wizard/></div> }.into_any();
    }
    let scheduled = Memo::new(move |_| wizard.form.with(|form| form.scheduled));
    view! {
        <div class="pt-page">
            {move || wizard.form.with(PolicyForm::parts_error).map(|text| view! {
                <MessageBar tone=Tone::Error announce=true>{text}</MessageBar>
            })}
            <OperationalPart wizard/>
            <FormSection
                title="Vaulted backup"
                text="Copies of chosen containers in the vault, as recovery points. They survive the storage account, and are restored to another one."
            >
                <CheckBox
                    checked=scheduled
                    on_change=move |on| wizard.form.update(|form| form.scheduled = on)
                    label="Use this policy for vaulted backups"
                />
            </FormSection>
            {move || scheduled.get().then(|| view! { <ScheduledPart wizard/> })}
        </div>
    }
    .into_any()
}

/// Continuous backup within the account: how far back.
#[component]
fn OperationalPart(wizard: Wizard) -> impl IntoView {
    let on = Memo::new(move |_| wizard.form.with(|form| form.operational));
    let units = &[RetentionUnit::Days, RetentionUnit::Weeks, RetentionUnit::Months];
    view! {
        <FormSection
            title="Operational backup"
            text="Continuous, within the storage account itself: nothing is copied to the vault. All block blobs can be put back to any moment of the time below. It does not survive the account, nor a deleted container."
        >
            <CheckBox
                checked=on
                on_change=move |on| wizard.form.update(|form| form.operational = on)
                label="Use this policy for operational backups"
            />
            {move || on.get().then(|| view! {
                <div class="pt-rule">
                    <Duration
                        label="Default rule: restore up to"
                        value=move || wizard.form.with(|form| form.reach.clone())
                        change=move |reach| wizard.form.update(|form| form.reach = reach)
                        hint="At most 360 days, 51 weeks or 11 months back."
                        error=move || wizard.form.with(PolicyForm::reach_error)
                        units
                    />
                </div>
            })}
            {move || wizard.form.with(PolicyForm::reach_warning).map(|text| view! {
                <MessageBar tone=Tone::Warning>{text}</MessageBar>
            })}
        </FormSection>
    }
}

#[component]
fn ScheduledPart(wizard: Wizard) -> impl IntoView {
    let offered = Frequency::offered(wizard.datasource_type).into_iter();
    let frequencies: Vec<Choice> =
        offered.map(|frequency| Choice::new(frequency.label(), frequency.label())).collect();
    let frequency = Memo::new(move |_| wizard.form.with(|form| form.frequency));
    let choose = move |label: String| {
        if let Some(frequency) = Frequency::parse(&label) {
            wizard.form.update(|form| form.frequency = frequency);
        }
    };
    view! {
            <FormSection title="Backup schedule">
                <Field label="Backup frequency" required=true>
                    <RadioGroup
                        value=move || frequency.get().label().to_string()
                        on_change=choose
                        choices=frequencies
                        horizontal=true
                    />
                </Field>
                {move || (frequency.get() == Frequency::Weekly).then(|| view! { <Days wizard/> })}
                {move || match frequency.get() {
                    Frequency::Hourly => view! { <IntervalField wizard/> }.into_any(),
                    Frequency::Daily | Frequency::Weekly => view! { <TimeField wizard/> }.into_any(),
                }}
                <TimeZoneField wizard/>
            </FormSection>
            <FormSection title="Add retention" text=format!("Recovery points are kept in the datastore {}.", datastore(wizard.datasource_type))>
                <RuleRows wizard/>
                {move || wizard.form.with(PolicyForm::limit_error).map(|text| view! {
                    <MessageBar tone=Tone::Error announce=true>{text}</MessageBar>
                })}
                {move || wizard.form.with(PolicyForm::retention_warning).map(|text| view! {
                    <MessageBar tone=Tone::Warning>{text}</MessageBar>
                })}
            </FormSection>
            <KeptPointsPicture view=Signal::derive(move || wizard.kept_points())/>
            <Preview wizard/>
    }
}

/// *Time* of an hourly schedule: how often.
#[component]
fn IntervalField(wizard: Wizard) -> impl IntoView {
    let choices: Vec<Choice> = limits::DISK_BACKUP_INTERVALS
        .into_iter()
        .map(|hours| Choice::new(hours.to_string(), interval_text(hours)))
        .collect();
    let choose = move |hours: String| {
        if let Ok(interval) = hours.parse() {
            wizard.form.update(|form| form.interval = interval);
        }
    };
    view! {
        <Field label="Time" required=true hint="Evenly over the day, from midnight on.">
            <Select value=move || wizard.form.with(|form| form.interval.to_string()) on_change=choose choices/>
        </Field>
    }
}

#[component]
fn Days(wizard: Wizard) -> impl IntoView {
    let id = ElementId::new();
    let error = move || wizard.form.with(|form| form.schedule_error());
    let day = move |day: Weekday| {
        let change = move |on: bool| {
            wizard.form.update(|form| {
                if on {
                    form.days.insert(day);
                } else {
                    form.days.remove(&day);
                }
            });
        };
        let checked = move || wizard.form.with(|form| form.days.contains(&day));
        view! { <CheckBox checked on_change=change label=day.display_name()/> }
    };
    view! {
        <fieldset class="pt-radio-group pt-radio-group--horizontal" aria-describedby=move || error().map(|_| id.part("error"))>
            <legend>"Days of the week"</legend>
            {Weekday::ALL.into_iter().map(day).collect_view()}
        </fieldset>
        {move || error().map(|text| view! { <FieldError id=id.part("error") text/> })}
    }
}

#[component]
fn TimeField(wizard: Wizard) -> impl IntoView {
    let times: Vec<Choice> =
        offered_times().into_iter().map(|time| Choice::new(time_text(time), time_text(time))).collect();
    let choose_time = move |text: String| {
        if let Some(time) = parse_time(&text) {
            wizard.form.update(|form| form.time = time);
        }
    };
    view! {
        <Field label="Time" required=true hint="When a backup starts, not when it is done.">
            <Select value=move || wizard.form.with(|form| time_text(form.time)) on_change=choose_time choices=times/>
        </Field>
    }
}

#[component]
fn TimeZoneField(wizard: Wizard) -> impl IntoView {
    let zones: Vec<Choice> =
        TimeZone::ALL.iter().map(|zone| Choice::new(zone.windows_name(), zone.display_name())).collect();
    let choose_zone = move |name: String| {
        if let Some(zone) = TimeZone::parse(&name) {
            wizard.form.update(|form| form.time_zone = zone);
        }
    };
    view! {
        <Field label="Time zone" required=true>
            <Select
                value=move || wizard.form.with(|form| form.time_zone.windows_name().to_string())
                on_change=choose_zone
                choices=zones
            />
        </Field>
    }
}

#[component]
fn Preview(wizard: Wizard) -> impl IntoView {
    view! {
        <h2 class="pt-section-title">"Next runs"</h2>
        <PreviewGrid runs=move || wizard.runs()/>
    }
}

#[component]
fn Review(wizard: Wizard) -> impl IntoView {
    debug_assert_eq!(REVIEW + 1, STEPS.len());
    let banner = move || match wizard.problem() {
        Some(problem) => view! {
            <MessageBar tone=Tone::Error announce=true>{format!("Validation failed. {problem}")}</MessageBar>
        }
        .into_any(),
        None => {
            view! { <MessageBar tone=Tone::Success announce=true>"Validation passed"</MessageBar> }.into_any()
        }
    };
    view! {
        <div class="pt-page">
            {banner}
            <h2 class="pt-section-title">"Basics"</h2>
            <dl class="pt-summary">
                <dt>"Policy name"</dt><dd>{move || wizard.form.with(|form| form.name.clone())}</dd>
                <dt>"Datasource type"</dt><dd>{wizard.datasource_type.display_name()}</dd>
                <dt>"Vault"</dt><dd>{wizard.vault.with_value(|id| id.name().to_string())}</dd>
            </dl>
            {move || wizard.form.with(|form| form.continuous().ok().flatten()).map(|reach| view! {
                <h2 class="pt-section-title">"Operational backup"</h2>
                <p class="pt-text">{continuous_sentence(reach)}</p>
            })}
            {move || wizard.form.with(|form| form.scheduled).then(|| view! {
                <h2 class="pt-section-title">"Backup schedule"</h2>
                <p class="pt-text">{move || wizard.form.with(|form| schedule_sentence(&form.schedule()))}</p>
                <h2 class="pt-section-title">"Retention rules"</h2>
                <RuleGrid rules=move || wizard.rules()/>
                <Preview wizard/>
            })}
        </div>
    }
}
