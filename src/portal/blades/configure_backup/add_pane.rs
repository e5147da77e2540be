//! The panes that add a datasource: name and account, the account picker, the containers.

use super::{
    container_pane::ContainerPane,
    form::{Datasource, DatasourceForm},
    view_model::{AccountRow, picked},
    wizard::Wizard,
};
use crate::portal::{
    blades::{answered::NoAnswer, backup_words::selection_text, pick_pane::PickPane},
    controls::{
        Button, ButtonKind, Column, ContextPane, EmptyState, Field, Glyph, Grid, PaneSize, RowBlock, TextBox,
    },
};
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

#[component]
pub fn AddDatasource(wizard: Wizard, open: RwSignal<bool>) -> impl IntoView {
    let form = RwSignal::new(DatasourceForm::default());
    let picking_account = RwSignal::new(false);
    let picking_containers = RwSignal::new(false);
    let close = move |()| {
        open.set(false);
        form.set(DatasourceForm::default());
    };
    let others = move || -> Vec<Datasource> {
        wizard.candidates.with(|candidates| candidates.iter().map(|one| one.datasource.clone()).collect())
    };
    let select = move |()| {
        form.update(|form| form.submitted = true);
        if let Ok(datasource) = form.with_untracked(|form| form.validate(&untrack(others))) {
            wizard.add(datasource);
            close(());
        }
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=select>"Select"</Button>
            <Button on_click=close>"Cancel"</Button>
        }
    };
    let errors = Memo::new(move |_| form.with(|form| form.shown_errors(&others())));
    view! {
        <ContextPane open on_close=close title="Select storage account container" size=PaneSize::Medium footer>
            <Field
                label="Backup instance name"
                required=true
                error=move || errors.with(|errors| errors.name.clone())
                balloon="The name under which this storage account is listed in the vault."
            >
                <TextBox
                    value=move || form.with(|form| form.name.clone())
                    on_change=move |name: String| form.update(|form| form.name = name)
                    // The account proposes a name: nothing is wrong before it was chosen.
                    on_blur=move |()| form.update(|form| form.name_left = form.account.is_some() || !form.name.is_empty())
                    autofocus=true
                />
            </Field>
            <Field
                label="Storage account"
                required=true
                error=move || errors.with(|errors| errors.account.clone())
            >
                <AccountChoice form picking_account/>
            </Field>
            <Field
                label="Containers"
                required=true
                error=move || errors.with(|errors| errors.containers.clone())
            >
                <ContainerChoice form picking_containers/>
            </Field>
        </ContextPane>
        <AccountPane wizard form open=picking_account/>
        <ContainerPane
            open=picking_containers
            account=move || form.with(|form| {
                form.account.as_ref().map(|account| account.id.name().to_string()).unwrap_or_default()
            })
            present=move || form.with(|form| {
                form.account.as_ref().map(|account| account.containers.clone()).unwrap_or_default()
            })
            selection=move || form.with(|form| form.containers.clone())
            on_select=move |selection| form.update(|form| form.containers = Some(selection))
        />
    }
}

fn verb(chosen: bool) -> &'static str {
    if chosen { "Change" } else { "Select" }
}

#[component]
fn AccountChoice(form: RwSignal<DatasourceForm>, picking_account: RwSignal<bool>) -> impl IntoView {
    let chosen = move || form.with(|form| form.account.as_ref().map(|account| account.id.name().to_string()));
    view! {
        <span>{move || chosen().map(|name| format!("{name} "))}</span>
        <Button
            kind=ButtonKind::Link
            aria_label=move || format!("{} storage account", verb(chosen().is_some()))
            on_click=move |()| picking_account.set(true)
        >{move || verb(chosen().is_some())}</Button>
    }
}

#[component]
fn ContainerChoice(form: RwSignal<DatasourceForm>, picking_containers: RwSignal<bool>) -> impl IntoView {
    let chosen = move || form.with(|form| form.containers.as_ref().map(selection_text));
    let reason = move || {
        form.with(|form| form.account.is_none()).then(|| "Select a storage account first.".to_string())
    };
    view! {
        <span>{move || chosen().map(|text| format!("{text} "))}</span>
        <Button
            kind=ButtonKind::Link
            aria_label=move || format!("{} containers", verb(chosen().is_some()))
            disabled_reason=reason
            on_click=move |()| picking_containers.set(true)
        >{move || verb(chosen().is_some())}</Button>
    }
}

/// Data lakes in the vault's region, in all subscriptions; those that cannot be protected say why.
#[component]
fn AccountPane(wizard: Wizard, form: RwSignal<DatasourceForm>, open: RwSignal<bool>) -> impl IntoView {
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let rows = Signal::derive(move || {
        wizard.accounts.map(|accounts| accounts.iter().map(AccountRow::new).collect()).unwrap_or_default()
    });
    let pick = move |key: String| {
        let account = untrack(|| wizard.accounts.map(|accounts| picked(accounts, &key)).flatten());
        if account.is_some() {
            form.update(|form| {
                // The containers that were chosen are those of another account.
                if form.account.as_ref().map(|one| &one.id) != account.as_ref().map(|one| &one.id) {
                    form.containers = None;
                }
                // A name is proposed, not imposed.
                if let Some(account) = account.as_ref().filter(|_| form.name.is_empty()) {
                    form.name = account.id.name().to_string();
                }
                form.account = account;
            });
        }
    };
    view! {
        <PickPane
            open
            title="Select hierarchical namespace enabled storage account"
            subtitle="Data lakes in the region of the vault, in all subscriptions"
            noun="storage account"
            ticked
            on_pick=pick
        >
            <AccountGrid wizard rows ticked single_choice=true/>
        </PickPane>
    }
}

/// Storage accounts to choose from.
#[component]
pub fn AccountGrid(
    wizard: Wizard,
    rows: Signal<Vec<AccountRow>>,
    ticked: RwSignal<BTreeSet<String>>,
    #[prop(default = "Storage accounts with a hierarchical namespace")] caption: &'static str,
    #[prop(optional)] single_choice: bool,
) -> impl IntoView {
    let columns = vec![
        Column::text("Storage account", |row: &AccountRow| row.name.clone()),
        Column::text("Resource group", |row: &AccountRow| row.group_name.clone()).secondary(),
        Column::text("Subscription", |row: &AccountRow| row.subscription_name.clone()).secondary(),
        Column::text("Location", |row: &AccountRow| row.location.clone()).secondary(),
        Column::text("Containers", |row: &AccountRow| row.containers.to_string()).numeric().unsorted(),
        Column::text("Not available because", |row: &AccountRow| {
            row.reason.clone().unwrap_or_else(|| "-".to_string())
        })
        .unsorted(),
    ];
    let block: RowBlock<AccountRow> = Arc::new(|row: &AccountRow| row.reason.clone());
    let accounts = wizard.accounts;
    view! {
        {move || accounts.failure().map(|failure| view! { <NoAnswer failure retry=move |()| accounts.refresh()/> })}
        <Grid
            caption
            columns
            rows
            row_key=|row: &AccountRow| row.key.clone()
            loading=move || accounts.is_loading()
            selection=ticked
            single_choice
            row_block=block
            filter=true
            sorted_by=("Storage account", crate::portal::controls::Direction::Ascending)
            empty=|| view! {
                <EmptyState
                    glyph=Glyph::Storage
                    title="No storage accounts to display"
                    text="No storage account of this kind that you can see lies in the region of this vault."
                />
            }
        />
    }
}
