//! The wizard: frame, steps Basics, Backup policy and Review, footer.

use super::{
    datasources_step::DatasourcesStep,
    view_model::{BASICS, DATASOURCES, Nouns, POLICY, REVIEW, STEPS, policy_details},
    wizard::Wizard,
};
use crate::{
    base::ArmId,
    engine::policy::DatasourceType,
    portal::{
        blades::view_request::view::ViewRequest,
        blades::{
            answered::Answered, backup_words::parameters_text, datasource_type_field::DatasourceTypeField,
        },
        controls::{
            Button, ButtonKind, Choice, Column, Crumb, EmptyState, Field, FormSection, Glyph, Grid,
            MessageBar, Select, StepFooter, StepTabs, Tab, TextBox, Tone,
        },
        route::{MenuItem, Route},
        session::navigate,
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

/// *Configure Backup* of a vault.
#[component]
pub fn ConfigureBackupBlade(vault: ArmId, datasource_type: DatasourceType) -> impl IntoView {
    let crumbs = vec![
        Crumb::new("Home", Route::Home.href()),
        Crumb::new(vault.name(), Route::Vault { id: vault.clone(), item: MenuItem::Overview }.href()),
    ];
    let wizard = Wizard::open(vault, datasource_type);
    let tab = |index: usize| {
        Tab::new(STEPS[index])
            .complete_when(move || {
                wizard.locked(index).is_none() && wizard.missing(index).is_none() && wizard.step.get() > index
            })
            .disabled_when(move || wizard.locked(index))
    };
    let tabs = (0..STEPS.len()).map(tab).collect::<Vec<_>>();
    view! {
        <BladeFrame title="Configure Backup" crumbs on_close=move |()| wizard.close()>
            <Answered answer=wizard.detail ready=move |_| {
                let tabs = tabs.clone();
                view! {
                    <StepTabs tabs selected=wizard.step on_select=move |step| wizard.step.set(step)>
                        {move || match wizard.step.get() {
                            BASICS => view! { <BasicsStep wizard/> }.into_any(),
                            POLICY => view! { <PolicyStep wizard/> }.into_any(),
                            DATASOURCES => view! { <DatasourcesStep wizard/> }.into_any(),
                            _ => view! { <ReviewStep wizard/> }.into_any(),
                        }}
                    </StepTabs>
                    <StepFooter
                        count=STEPS.len()
                        selected=wizard.step
                        on_select=move |step| wizard.step.set(step)
                        next_disabled_reason=move || wizard.missing(wizard.step.get())
                        finish_label="Configure backup"
                        on_finish=move |()| wizard.submit()
                        finish_disabled_reason=move || wizard.locked(REVIEW)
                        busy=wizard.busy
                    >
                        {move || (wizard.step.get() == REVIEW).then(|| view! {
                            <ViewRequest commands=move || wizard.commands()/>
                        })}
                    </StepFooter>
                }
            }/>
        </BladeFrame>
    }
}

#[component]
fn BasicsStep(wizard: Wizard) -> impl IntoView {
    let choose = move |datasource_type| {
        navigate(&Route::ConfigureBackup { vault: wizard.vault.get_value(), datasource_type });
    };
    let details = move || {
        wizard.detail.map(|vault| {
            [
                ("Subscription", vault.subscription_name.clone()),
                ("Resource group", vault.group_name.clone()),
                ("Location", vault.region.display_name().to_string()),
                ("Backup storage redundancy", vault.redundancy.display_name().to_string()),
            ]
            .into_iter()
            .map(|(label, value)| view! { <dt>{label}</dt><dd>{value}</dd> })
            .collect_view()
        })
    };
    let without_identity = move || wizard.detail.map(|vault| vault.identity.is_none()).unwrap_or(false);
    let identity_href = move || {
        wizard.vault.with_value(|id| Route::Vault { id: id.clone(), item: MenuItem::Identity }.href())
    };
    view! {
        <div class="pt-page pt-page--form">
            <p class="pt-text">"Choose what to protect and with which Backup vault."</p>
            <DatasourceTypeField datasource_type=wizard.datasource_type on_choose=choose/>
            <Field label="Vault">
                <TextBox value=wizard.vault.with_value(|id| id.name().to_string()) on_change=|_: String| () readonly=true/>
            </Field>
            <FormSection title="Selected backup vault details">
                <dl class="pt-summary">{details}</dl>
            </FormSection>
            {(wizard.datasource_type == DatasourceType::Disk).then(|| view! {
                <MessageBar>
                    "The disks must lie in the location of the vault. Their backups are incremental snapshots in a "
                    "resource group of your subscription, on Standard HDD, zone-redundant where possible: the storage "
                    "redundancy of the vault does not apply to them."
                </MessageBar>
            })}
            {move || without_identity().then(|| view! {
                <MessageBar tone=Tone::Warning>
                    "This vault has no system-assigned managed identity, so that it cannot reach any datasource. "
                    <a href=identity_href()>"Switch it on"</a>
                </MessageBar>
            })}
        </div>
    }
}

#[component]
fn PolicyStep(wizard: Wizard) -> impl IntoView {
    let choices = Signal::derive(move || {
        let policies = wizard.fitting_policies();
        policies.into_iter().map(|row| Choice::new(row.id.as_str(), row.name)).collect::<Vec<_>>()
    });
    let chosen = move || wizard.chosen_policy.get().map(|row| row.id.to_string()).unwrap_or_default();
    let left = RwSignal::new(false);
    let error = move || {
        let missing = left.get() && wizard.chosen_policy.with(Option::is_none);
        missing.then(|| "Select a backup policy.".to_string())
    };
    let details = move || {
        wizard.chosen_policy.get().map(|policy| {
            let rows = policy_details(&policy);
            view! {
                <FormSection title="Selected policy details">
                    <dl class="pt-summary">
                        {rows.into_iter().map(|(label, value)| view! { <dt>{label}</dt><dd>{value}</dd> }).collect_view()}
                    </dl>
                </FormSection>
            }
        })
    };
    let none = move || wizard.policies.map(|_| ()).is_some() && wizard.fitting_policies().is_empty();
    view! {
        <div class="pt-page pt-page--form">
            <p class="pt-text">"The backup policy says when backups start and how long they are kept."</p>
            {move || none().then(|| view! {
                <MessageBar>"This vault has no backup policy for this datasource type yet. Create one first."</MessageBar>
            })}
            <Field label="Backup policy" required=true error>
                <Select
                    value=chosen
                    on_change=move |id: String| wizard.policy.set(Some(ArmId::new(id)))
                    choices
                    placeholder="Select a policy"
                    on_blur=move |()| left.set(true)
                />
                <Button kind=ButtonKind::Link on_click=move |()| wizard.create_policy()>"Create new"</Button>
            </Field>
            {details}
        </div>
    }
}

/// A line of the review's table.
#[derive(Clone, PartialEq)]
struct ReviewRow {
    name: String,
    datasource: String,
    parameters: String,
}

#[component]
fn ReviewStep(wizard: Wizard) -> impl IntoView {
    let rows = Signal::derive(move || {
        wizard.candidates.with(|candidates| {
            let row = |one: &super::wizard::Candidate| ReviewRow {
                name: one.datasource.instance_name.clone(),
                datasource: one.datasource.id.name().to_string(),
                parameters: one.container_names().filter(|_| wizard.asks_for_containers()).unwrap_or_else(
                    || wizard.list.with(|list| parameters_text(&one.datasource.parameters(list))),
                ),
            };
            candidates.iter().map(row).collect::<Vec<_>>()
        })
    });
    let nouns = Nouns::of(wizard.datasource_type);
    let columns = vec![
        Column::text("Backup instance name", |row: &ReviewRow| row.name.clone()),
        Column::text(nouns.resource, |row: &ReviewRow| row.datasource.clone()),
        Column::text(nouns.parameters, |row: &ReviewRow| row.parameters.clone()).secondary(),
    ];
    let policy = move || {
        let rows = wizard.chosen_policy.get().map(|policy| {
            let name = ("Backup policy".to_string(), policy.name.clone());
            std::iter::once(name).chain(policy_details(&policy)).collect::<Vec<_>>()
        });
        let row = |(label, value)| view! { <dt>{label}</dt><dd>{value}</dd> };
        rows.unwrap_or_default().into_iter().map(row).collect_view()
    };
    view! {
        <div class="pt-page">
            {move || wizard.locked(REVIEW).map(|reason| view! {
                <MessageBar tone=Tone::Error announce=true>{reason}</MessageBar>
            })}
            <h2 class="pt-section-title">"Basics"</h2>
            <dl class="pt-summary">
                <dt>"Datasource type"</dt><dd>{wizard.datasource_type.display_name()}</dd>
                <dt>"Vault"</dt><dd>{wizard.vault.with_value(|id| id.name().to_string())}</dd>
            </dl>
            <h2 class="pt-section-title">"Backup policy"</h2>
            <dl class="pt-summary">{policy}</dl>
            <h2 class="pt-section-title">"Datasources"</h2>
            <Grid
                caption="Datasources to configure"
                columns
                rows
                row_key=|row: &ReviewRow| row.name.clone()
                uncounted=true
                empty=|| view! { <EmptyState glyph=Glyph::Storage title="No datasources to display"/> }
            />
        </div>
    }
}
