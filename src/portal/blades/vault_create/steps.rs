//! The steps before the review: Basics and Vault Properties.

use super::{group_field::GroupField, wizard::Wizard};
use crate::{
    engine::{limits, resources::Region, vault::VaultRedundancy},
    portal::{
        blades::{regions::region_choices, vault::properties::redundancy_choices},
        controls::{
            CheckBox, Choice, Combobox, Field, FormSection, MessageBar, NumberBox, RadioGroup, Select,
            TextBox, Tone,
        },
    },
};
use leptos::prelude::*;
use uuid::Uuid;

#[component]
pub fn Basics(wizard: Wizard) -> impl IntoView {
    let subscriptions = move || {
        let rows = wizard.subscriptions.ready().unwrap_or_default();
        rows.into_iter().map(|row| Choice::new(row.id.to_string(), row.name)).collect::<Vec<_>>()
    };
    let subscription = move || wizard.subscription.get().map(|id| id.to_string()).unwrap_or_default();
    view! {
        <div class="pt-page pt-page--form">
            <p class="pt-text">"A Backup vault keeps the backups of its datasources, with the policies that say when they are made and how long they stay."</p>
            <FormSection title="Project details">
                <Field label="Subscription" required=true>
                    <Select
                        value=subscription
                        on_change=move |id: String| wizard.change(|form| form.set_subscription(Uuid::parse_str(&id).ok()))
                        choices=subscriptions
                    />
                </Field>
                <GroupField wizard/>
            </FormSection>
            <FormSection title="Instance details">
                <InstanceFields wizard/>
            </FormSection>
        </div>
    }
}

#[component]
fn InstanceFields(wizard: Wizard) -> impl IntoView {
    let region = Memo::new(move |_| wizard.form.with(|form| form.region));
    let choose_region = move |name: String| {
        if let Some(region) = Region::parse(&name) {
            wizard.change(|form| form.region = region);
        }
    };
    let choose_redundancy = move |name: String| {
        let found = VaultRedundancy::ALL.into_iter().find(|redundancy| redundancy.arm_name() == name);
        if let Some(redundancy) = found {
            wizard.change(|form| form.redundancy = redundancy);
        }
    };
    view! {
        <Field label="Backup vault name" required=true error=move || wizard.name_error()>
            <TextBox
                value=move || wizard.form.with(|form| form.name.clone())
                on_change=move |name: String| wizard.change(|form| form.name = name)
                on_blur=move |()| wizard.name_left.set(true)
            />
        </Field>
        <Field
            label="Region"
            required=true
            hint="It cannot be changed later, and is that of the datasources to protect.".to_string()
        >
            <Combobox value=move || region.get().name().to_string() on_change=choose_region choices=region_choices()/>
        </Field>
        <Field
            label="Backup storage redundancy"
            required=true
            balloon="How many copies of the backups are kept, and where. It cannot be changed once something is protected."
            error=move || wizard.errors().redundancy
        >
            <RadioGroup
                value=move || wizard.form.with(|form| form.redundancy.arm_name().to_string())
                on_change=choose_redundancy
                choices=move || redundancy_choices(region.get())
            />
        </Field>
    }
}

#[component]
pub fn VaultProperties(wizard: Wizard) -> impl IntoView {
    let identity = Memo::new(move |_| wizard.form.with(|form| form.identity));
    view! {
        <div class="pt-page pt-page--form">
            <FormSection title="Soft delete" text="Soft delete is always on: deleted backup data is kept for these days and can be recovered.">
                <Field label="Soft delete retention" required=true error=move || wizard.errors().soft_delete_days>
                    <NumberBox
                        value=move || wizard.form.with(|form| form.soft_delete_days.clone())
                        on_change=move |days: String| wizard.change(|form| form.soft_delete_days = days)
                        min=i64::from(limits::SOFT_DELETE_DAYS_MIN)
                        max=i64::from(limits::SOFT_DELETE_DAYS_MAX)
                        unit="days"
                    />
                </Field>
            </FormSection>
            <FormSection title="Identity">
                <CheckBox
                    checked=identity
                    on_change=move |on: bool| wizard.change(|form| form.identity = on)
                    label="Enable system-assigned managed identity"
                />
                {move || (!identity.get()).then(|| view! {
                    <MessageBar tone=Tone::Warning>
                        "Without an identity the vault cannot reach any storage account. It can be switched on later."
                    </MessageBar>
                })}
            </FormSection>
        </div>
    }
}
