//! Fields, boxes, pickers, wizards.

use leptos::prelude::*;

use super::Sample;
use crate::portal::controls::*;

fn regions() -> Vec<Choice> {
    [
        ("westeurope", "West Europe"),
        ("northeurope", "North Europe"),
        ("eastus", "East US"),
        ("uksouth", "UK South"),
    ]
    .into_iter()
    .map(|(value, label)| Choice::new(value, label))
    .collect()
}

fn redundancies() -> Vec<Choice> {
    vec![
        Choice::new("lrs", "Locally-redundant").with_detail("Three copies in one data centre."),
        Choice::new("grs", "Geo-redundant").with_detail("Copies in the paired region too."),
        Choice::new("zrs", "Zone-redundant").disabled_because(Some("Not offered in this region.")),
    ]
}

#[component]
pub(super) fn FormSamples() -> impl IntoView {
    view! {
        <Fields/>
        <FreeWizard/>
        <RequiredSteps/>
    }
}

#[component]
fn Fields() -> impl IntoView {
    let name = RwSignal::new("vault-weu-prod".to_string());
    let wrong = RwSignal::new("v".to_string());
    let account = ElementId::new();
    let region = RwSignal::new("westeurope".to_string());
    let group = RwSignal::new(String::new());
    let redundancy = RwSignal::new("grs".to_string());
    let days = RwSignal::new("14".to_string());
    let keep = RwSignal::new(true);
    let notes = RwSignal::new(String::new());
    view! {
        <Sample title="Fields">
            <ErrorSummary errors=Signal::stored(vec![("Storage account name: 3 to 24 characters.".to_string(), account)])/>
            <FormSection title="Project details" text="Select the subscription to manage deployed resources and costs.">
                <Field label="Subscription" required=true>
                    <Select value="a" on_change=|_: String| () choices=Signal::stored(vec![Choice::new("a", "Tailspin Production")])/>
                </Field>
                <Field label="Resource group" required=true nested=true hint="Create new">
                    <Select value=group on_change=move |value| group.set(value) choices=Signal::stored(regions()) placeholder="Select existing…"/>
                </Field>
            </FormSection>
            <FormSection title="Instance details">
                <Field label="Backup vault name" required=true balloon="The name cannot be changed later.">
                    <TextBox value=name on_change=move |value| name.set(value)/>
                </Field>
                <Field label="Storage account name" id=account required=true error="The name must have 3 to 24 characters.">
                    <TextBox value=wrong on_change=move |value| wrong.set(value) checking=true/>
                </Field>
                <Field label="Region" required=true>
                    <Combobox value=region on_change=move |value| region.set(value) choices=Signal::stored(regions())/>
                </Field>
                <Field label="Backup storage redundancy">
                    <RadioGroup value=redundancy on_change=move |value| redundancy.set(value) choices=Signal::stored(redundancies())/>
                </Field>
                <Field label="Soft delete retention">
                    <NumberBox value=days on_change=move |value| days.set(value) min=14 max=180 unit="days"/>
                </Field>
                <Field label="Soft delete">
                    <CheckBox label="Enable soft delete" checked=keep on_change=move |on| keep.set(on)/>
                </Field>
                <Field label="Some of them">
                    <CheckBox label="All containers" checked=false mixed=true on_change=|_| ()/>
                </Field>
                <Field label="Not now">
                    <CheckBox label="Cross-region restore" checked=true disabled=true on_change=|_| ()/>
                </Field>
                <Field label="Comments">
                    <TextArea value=notes on_change=move |value| notes.set(value) placeholder="Why?"/>
                </Field>
                <Field label="Directory"><TextBox value="Tailspin Toys" on_change=|_: String| () readonly=true/></Field>
                <Field label="Disabled"><TextBox value="Nobody can type here" on_change=|_: String| () disabled=true/></Field>
                <Field label="Unsaved"><TextBox value="Edited" on_change=|_: String| () dirty=true/></Field>
            </FormSection>
        </Sample>
    }
}

#[component]
fn FreeWizard() -> impl IntoView {
    let step = RwSignal::new(0_usize);
    let names = ["Basics", "Vault properties", "Tags", "Review + create"];
    let mut tabs: Vec<Tab> = names.iter().map(|name| Tab::new(*name)).collect();
    tabs[1] = Tab::new(names[1]).with_errors(|| true);
    view! {
        <Sample title="Create wizard">
            <WizardTabs tabs selected=step on_select=move |index| step.set(index)>
                <p>{move || format!("The panel of {}.", names[step.get()])}</p>
            </WizardTabs>
            <WizardFooter
                titles=names.map(String::from).to_vec()
                selected=step
                on_select=move |index| step.set(index)
                on_finish=|_| ()
                finish_disabled_reason="Validation failed."
            >
                <a href="#gallery">"Download a template for automation"</a>
            </WizardFooter>
        </Sample>
    }
}

#[component]
fn RequiredSteps() -> impl IntoView {
    let step = RwSignal::new(2_usize);
    let tabs = vec![
        Tab::new("Basics").complete_when(|| true),
        Tab::new("Backup policy").complete_when(|| true),
        Tab::new("Datasources"),
        Tab::new("Review + configure")
            .disabled_when(|| Some("Select at least one storage account.".to_string())),
    ];
    let content = RwSignal::new(0_usize);
    view! {
        <Sample title="Required steps">
            <StepTabs tabs selected=step on_select=move |index| step.set(index)>
                <MessageBar>"The snapshot resource group cannot be changed after backup is configured."</MessageBar>
            </StepTabs>
            <StepFooter
                count=4
                selected=step
                on_select=move |index| step.set(index)
                next_disabled_reason="Select at least one storage account."
                finish_label="Configure backup"
                on_finish=|_| ()
            >
                <a href="#gallery">"View request"</a>
            </StepFooter>
        </Sample>
        <Sample title="Tabs">
            <Tabs
                tabs=vec![Tab::new("Summary"), Tab::new("Raw Error")]
                selected=content
                on_select=move |index| content.set(index)
                label="Error"
            >
                <p>{move || if content.get() == 0 { "In plain words." } else { "As JSON." }}</p>
            </Tabs>
        </Sample>
    }
}
