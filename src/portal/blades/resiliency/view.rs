//! The page of the hub.

use super::{configure_pane::ConfigurePane, recover_pane::RecoverPane, view_model::ItemLine};
use crate::{
    engine::query::{ItemColumn, ListColumn, PageRequest, ProtectedItemPage},
    portal::{
        blades::{answered::NoAnswer, paged::use_paged},
        controls::{
            Asked, Button, ButtonKind, Column, Command, CommandBar, Crumb, EmptyState, Glyph, Grid,
            StatusCell,
        },
        route::Route,
        search::RESILIENCY,
        session::navigate,
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

/// *Protected items* of all vaults, with *Configure protection* and *Recover*.
#[component]
pub fn ResiliencyBlade() -> impl IntoView {
    let question = |page: PageRequest<ItemColumn>| ProtectedItemPage { page };
    let paged = use_paged(Asked::sorted_by(ItemColumn::SORTED_BY), question);
    let items = paged.answer;
    let configuring = RwSignal::new(false);
    let recovering = RwSignal::new(false);
    let commands = vec![
        Command::run(Glyph::Plus, "Configure protection", move || configuring.set(true)),
        Command::run(Glyph::Restore, "Recover", move || recovering.set(true)),
        Command::separator(),
        Command::link(Glyph::Alert, "Alerts", Route::Alerts.href()),
        Command::link(Glyph::Chart, "Backup reports", Route::Reports.href()),
        Command::run(Glyph::Refresh, "Refresh", move || items.refresh()),
    ];
    let crumbs = vec![Crumb::new("Home", Route::Home.href())];
    view! {
        <BladeFrame
            title=RESILIENCY
            subtitle="Protected items"
            glyph=Glyph::Instance
            crumbs
            on_close=|()| navigate(&Route::Home)
        >
            <CommandBar commands refreshing=move || items.is_loading()/>
            <div class="pt-page">
                {move || items.failure().map(|failure| view! {
                    <NoAnswer failure retry=move |()| items.refresh()/>
                })}
                <Grid
                    caption="Protected items"
                    columns=columns()
                    rows=paged.lines(ItemLine::new)
                    feed=paged.feed
                    row_key=|line: &ItemLine| line.key.clone()
                    loading=move || items.is_loading()
                    filter=true
                    empty=move || view! {
                        <EmptyState
                            glyph=Glyph::Instance
                            title="Nothing is protected yet"
                            text="Choose a datasource and a Backup vault to protect it with."
                        >
                            <Button kind=ButtonKind::Primary on_click=move |()| configuring.set(true)>
                                "Configure protection"
                            </Button>
                        </EmptyState>
                    }
                />
            </div>
            <ConfigurePane open=configuring/>
            <RecoverPane open=recovering/>
        </BladeFrame>
    }
}

fn columns() -> Vec<Column<ItemLine>> {
    vec![
        Column::link(
            ItemColumn::Datasource.title(),
            |line: &ItemLine| line.datasource.clone(),
            |line| line.instance_href.clone(),
        ),
        Column::text(ItemColumn::DatasourceType.title(), |line: &ItemLine| line.datasource_type.to_string()),
        Column::view(ItemColumn::ProtectionStatus.title(), |line: &ItemLine| {
            view! { <StatusCell tone=line.badge text=line.status/> }
        })
        .searched_by(|line| line.status.to_string()),
        Column::link(
            ItemColumn::Vault.title(),
            |line: &ItemLine| line.vault.clone(),
            |line| line.vault_href.clone(),
        ),
        Column::text(ItemColumn::Policy.title(), |line: &ItemLine| line.policy.clone()).secondary(),
        Column::text(ItemColumn::LatestPoint.title(), |line: &ItemLine| line.latest.clone())
            .sorted_by(|left, right| left.latest_at.cmp(&right.latest_at))
            .secondary(),
        Column::text(ItemColumn::Subscription.title(), |line: &ItemLine| line.subscription.clone())
            .secondary(),
    ]
}
