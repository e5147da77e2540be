//! The list of backup instances.

use super::view_model::{InstanceLine, parse_filter, question};
use crate::{
    base::ArmId,
    engine::policy::DatasourceType,
    engine::{
        protection::ProtectionState,
        query::{InstanceColumn, InstanceDetail, InstanceRow, ListColumn, PageRequest, VaultDetail},
    },
    portal::{
        blades::{
            answered::NoAnswer,
            instance::panes::{InstancePane, InstancePanes, resume, undelete},
            paged::{Paged, use_paged},
            vault::{
                frame::VaultFrame,
                pick_instance_pane::PickInstancePane,
                view_model::{restore_reason, unusable_reason},
            },
        },
        controls::{
            Asked, Button, ButtonKind, Choice, Column, Command, CommandBar, EmptyState, FilterPill, Glyph,
            Grid, MenuItem as Line, RowMenu, StatusCell,
        },
        route::{MenuItem, Route},
        session::{Session, navigate, use_query, use_session},
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// Handles of what a row's menu opens.
#[derive(Clone, Copy)]
struct RowPanes {
    session: Session,
    /// The instance whose panes are mounted.
    instance: RwSignal<Option<ArmId>>,
    open: RwSignal<Option<InstancePane>>,
}

impl RowPanes {
    fn show(self, instance: &ArmId, pane: InstancePane) {
        self.instance.set(Some(instance.clone()));
        self.open.set(Some(pane));
    }
}

/// *Backup instances* of a vault, with a status preset by whoever linked here.
#[component]
pub fn InstancesBlade(vault: ArmId, #[prop(optional)] filter: String) -> impl IntoView {
    let id = StoredValue::new(vault.clone());
    let states = RwSignal::new(parse_filter(&filter));
    let instances =
        use_paged(Asked::sorted_by(InstanceColumn::SORTED_BY), move |page: PageRequest<InstanceColumn>| {
            id.with_value(|vault| states.with(|states| question(vault, states, page)))
        });
    let answer = instances.answer;
    let detail = use_query(move || Some(VaultDetail { vault: id.get_value() }));
    let panes = RowPanes { session: use_session(), instance: RwSignal::new(None), open: RwSignal::new(None) };
    let restoring = RwSignal::new(false);
    let configure = move || {
        navigate(&Route::ConfigureBackup {
            vault: id.get_value(),
            datasource_type: DatasourceType::DataLakeStorage,
        })
    };
    let commands = vec![
        Command::run(Glyph::Plus, "Backup", configure)
            .disabled_when(move || detail.map(unusable_reason).flatten()),
        Command::run(Glyph::Restore, "Restore", move || restoring.set(true))
            .disabled_when(move || detail.map(restore_reason).flatten()),
        Command::separator(),
        Command::run(Glyph::Refresh, "Refresh", move || answer.refresh()),
    ];
    let picked = vault.clone();
    view! {
        <VaultFrame vault item=MenuItem::BackupInstances>
            <CommandBar commands/>
            <div class="pt-page">
                {move || answer.failure().map(|failure| view! { <NoAnswer failure retry=move |()| answer.refresh()/> })}
                <InstanceGrid instances states panes vault=id/>
            </div>
        </VaultFrame>
        <PickInstancePane vault=picked open=restoring/>
        {move || panes.instance.get().map(|instance| view! { <MountedPanes instance open=panes.open/> })}
    }
}

#[component]
fn MountedPanes(instance: ArmId, open: RwSignal<Option<InstancePane>>) -> impl IntoView {
    let id = StoredValue::new(instance.clone());
    let detail = use_query(move || Some(InstanceDetail { instance: id.get_value() }));
    view! { <InstancePanes instance detail open/> }
}

#[component]
fn InstanceGrid(
    instances: Paged<InstanceRow, InstanceColumn>,
    states: RwSignal<Vec<String>>,
    panes: RowPanes,
    vault: StoredValue<ArmId>,
) -> impl IntoView {
    let choices: Vec<Choice> = ProtectionState::ALL
        .into_iter()
        .map(|state| Choice::new(state.display_name(), state.display_name()))
        .collect();
    let pills = move || {
        let choices = choices.clone();
        view! {
            <FilterPill field="Protection status" choices selected=states on_apply=move |chosen| states.set(chosen)/>
        }
    };
    let lines = instances.lines(move |row| vault.with_value(|vault| InstanceLine::new(row, vault)));
    let row_menu: RowMenu<InstanceLine> =
        Arc::new(move |line: &InstanceLine| vault.with_value(|vault| row_lines(line, panes, vault)));
    let configure = move |()| {
        navigate(&Route::ConfigureBackup {
            vault: vault.get_value(),
            datasource_type: DatasourceType::DataLakeStorage,
        })
    };
    view! {
        <Grid
            caption="Backup instances"
            columns=columns()
            rows=lines
            feed=instances.feed
            row_key=|line: &InstanceLine| line.key.clone()
            loading=move || instances.answer.is_loading()
            row_menu
            filter=true
            pills
            empty=move || view! {
                <EmptyState
                    glyph=Glyph::Instance
                    title="No backup instances to display"
                    text="A backup instance is a storage account or a disk that this vault protects."
                >
                    <Button kind=ButtonKind::Primary on_click=configure>"Configure backup"</Button>
                </EmptyState>
            }
        />
    }
}

fn row_lines(line: &InstanceLine, panes: RowPanes, vault: &ArmId) -> Vec<Line> {
    let show = |label: &str, pane: InstancePane, blocked: &Option<String>| {
        let id = line.id.clone();
        Line::run(label, move || panes.show(&id, pane)).disabled_because(blocked.clone())
    };
    let resumed = line.id.clone();
    let (deleted, vault) = (line.id.clone(), vault.clone());
    vec![
        show("Backup now", InstancePane::BackupNow, &line.backup_blocked),
        Line::link("Restore", Route::Restore { instance: line.id.clone() }.href())
            .disabled_because(line.restore_blocked.clone()),
        show("Edit backup instance", InstancePane::Edit, &line.backup_blocked),
        show("Stop backup", InstancePane::Stop, &line.backup_blocked),
        Line::run("Resume backup", move || resume(panes.session, &resumed))
            .disabled_because(line.resume_blocked.clone()),
        show("Delete", InstancePane::Delete, &line.delete_blocked),
        Line::run("Undelete", move || undelete(panes.session, &vault, &deleted, drop))
            .disabled_because(line.undelete_blocked.clone()),
        Line::link("View jobs", line.jobs_href.clone()),
    ]
}

fn columns() -> Vec<Column<InstanceLine>> {
    vec![
        Column::link(
            InstanceColumn::Name.title(),
            |line: &InstanceLine| line.name.clone(),
            |line| line.href.clone(),
        ),
        Column::text(InstanceColumn::Datasource.title(), |line: &InstanceLine| line.datasource.clone())
            .secondary(),
        Column::text(InstanceColumn::DatasourceType.title(), |line: &InstanceLine| {
            line.datasource_type.to_string()
        })
        .secondary(),
        Column::view(InstanceColumn::ProtectionStatus.title(), |line: &InstanceLine| {
            view! { <StatusCell tone=line.badge text=line.status/> }
        })
        .searched_by(|line| line.status.to_string()),
        Column::link(
            InstanceColumn::Policy.title(),
            |line: &InstanceLine| line.policy.clone(),
            |line| line.policy_href.clone(),
        )
        .secondary(),
        Column::text(InstanceColumn::LatestPoint.title(), |line: &InstanceLine| line.latest.clone())
            .sorted_by(|left, right| left.latest_at.cmp(&right.latest_at))
            .secondary(),
        Column::text(InstanceColumn::ResourceGroup.title(), |line: &InstanceLine| line.group.clone())
            .secondary(),
    ]
}
