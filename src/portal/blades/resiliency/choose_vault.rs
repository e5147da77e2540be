//! *Configure Backup* before a vault is chosen: only the first step is open.

use crate::{
    base::ArmId,
    engine::{
        policy::DatasourceType,
        query::{ResourceRow, Resources},
        resources::ResourceKind,
    },
    portal::{
        blades::{answered::NoAnswer, datasource_type_field::DatasourceTypeField, pick_pane::PickPane},
        controls::{Button, Column, Crumb, Direction, EmptyState, Field, Glyph, Grid},
        route::{CreateForm, Route},
        search::RESILIENCY,
        session::{navigate, use_query},
        shell::BladeFrame,
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Asks for the vault, then opens its wizard.
#[component]
pub fn ChooseVaultBlade(datasource_type: DatasourceType) -> impl IntoView {
    let picking = RwSignal::new(false);
    let crumbs =
        vec![Crumb::new("Home", Route::Home.href()), Crumb::new(RESILIENCY, Route::Resiliency.href())];
    let choose = |datasource_type| navigate(&Route::ChooseVault { datasource_type });
    view! {
        <BladeFrame title="Configure Backup" crumbs on_close=|()| navigate(&Route::Resiliency)>
            <div class="pt-page pt-page--form">
                <p class="pt-text">"Choose what to protect and with which Backup vault."</p>
                <DatasourceTypeField datasource_type on_choose=choose/>
                <Field label="Vault" required=true>
                    <Button on_click=move |()| picking.set(true)>"Select vault"</Button>
                </Field>
            </div>
            <VaultPane datasource_type open=picking/>
        </BladeFrame>
    }
}

#[component]
fn VaultPane(datasource_type: DatasourceType, open: RwSignal<bool>) -> impl IntoView {
    let vaults =
        use_query(|| Some(Resources { kind: Some(ResourceKind::BackupVault), ..Resources::default() }));
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let pick = move |vault: String| {
        navigate(&Route::ConfigureBackup { vault: ArmId::new(vault), datasource_type });
    };
    let columns = || {
        vec![
            Column::text("Name", |row: &ResourceRow| row.name.clone()),
            Column::text("Resource group", |row: &ResourceRow| row.group_name.clone()).secondary(),
            Column::text("Location", |row: &ResourceRow| row.region.display_name().to_string()),
            Column::text("Subscription", |row: &ResourceRow| row.subscription_name.clone()).secondary(),
        ]
    };
    view! {
        <PickPane
            open
            title="Select a Vault"
            subtitle="The vault and what it protects lie in the same location"
            noun="vault"
            ticked
            on_pick=pick
        >
            {move || vaults.failure().map(|failure| view! {
                <NoAnswer failure retry=move |()| vaults.refresh()/>
            })}
            <Grid
                caption="Backup vaults"
                columns=columns()
                rows=Signal::derive(move || vaults.ready().unwrap_or_default())
                row_key=|row: &ResourceRow| row.id.to_string()
                loading=move || vaults.is_loading()
                selection=ticked
                single_choice=true
                filter=true
                sorted_by=("Name", Direction::Ascending)
                empty=|| view! {
                    <EmptyState
                        glyph=Glyph::Vault
                        title="No Backup vaults to display"
                        text="Create a vault in the location of what you want to protect."
                    >
                        <Button on_click=|()| navigate(&Route::Create(CreateForm::BackupVault))>
                            "Create a vault"
                        </Button>
                    </EmptyState>
                }
            />
        </PickPane>
    }
}
