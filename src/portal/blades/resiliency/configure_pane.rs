//! *Configure protection*: what is to be protected, and by which solution.

use crate::{
    engine::policy::DatasourceType,
    portal::{
        blades::datasource_type_field::DatasourceTypeField,
        controls::{Button, ButtonKind, Choice, ContextPane, Field, PaneSize, Select},
        route::Route,
        session::navigate,
    },
};
use leptos::prelude::*;

#[component]
pub fn ConfigurePane(open: RwSignal<bool>) -> impl IntoView {
    let chosen = RwSignal::new(DatasourceType::Disk);
    let proceed = move |()| {
        open.set(false);
        navigate(&Route::ChooseVault { datasource_type: chosen.get_untracked() });
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=proceed>"Continue"</Button>
            <Button on_click=move |()| open.set(false)>"Cancel"</Button>
        }
    };
    view! {
        <ContextPane
            open
            on_close=move |()| open.set(false)
            title="Configure protection"
            size=PaneSize::Medium
            footer
        >
            <ManagedBy/>
            {move || view! {
                <DatasourceTypeField datasource_type=chosen.get() on_choose=move |one| chosen.set(one)/>
            }}
            <Solution/>
        </ContextPane>
    }
}

/// *Resource managed by*: there is nothing but Azure here.
#[component]
pub fn ManagedBy() -> impl IntoView {
    let choices = vec![Choice::new("Azure", "Azure")];
    view! {
        <Field label="Resource managed by" required=true>
            <Select value="Azure" on_change=|_: String| () choices/>
        </Field>
    }
}

/// *Solution*: Azure Backup alone is simulated.
#[component]
pub fn Solution() -> impl IntoView {
    let choices = vec![
        Choice::new("Azure Backup", "Azure Backup"),
        Choice::new("Azure Site Recovery", "Azure Site Recovery")
            .disabled_because(Some("Not simulated.".to_string())),
    ];
    view! {
        <Field label="Solution" required=true>
            <Select value="Azure Backup" on_change=|_: String| () choices/>
        </Field>
    }
}
