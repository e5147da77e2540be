//! The page of a policy.

use super::{preview::RunGrid, view_model::RuleLine};
use crate::{
    base::ArmId,
    engine::query::{PolicyDetail, PolicyView},
    portal::{
        blades::{
            answered::Answered,
            backup_words::{datastore, schedule_sentence},
            policies::{
                view::delete_policy,
                view_model::{PolicyLine, in_use_reason},
            },
        },
        controls::{
            Column, Command, CommandBar, Crumb, Dialog, EmptyState, Essential, Essentials, Glyph, Grid,
        },
        format::moment,
        route::{MenuItem, Route},
        session::{Loaded, navigate, use_query, use_session},
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

const NO_EDIT: &str =
    "Existing policies cannot be modified. Create a new policy and assign it to the backup instances.";

#[component]
pub fn PolicyBlade(id: ArmId) -> impl IntoView {
    let vault = ArmId::new(id.as_str().rsplitn(3, '/').nth(2).unwrap_or_default());
    let list = Route::Vault { id: vault.clone(), item: MenuItem::BackupPolicies };
    let crumbs = vec![
        Crumb::new("Home", Route::Home.href()),
        Crumb::new(vault.name(), Route::Vault { id: vault.clone(), item: MenuItem::Overview }.href()),
        Crumb::new("Backup policies", list.href()),
    ];
    let name = id.name().to_string();
    let policy = StoredValue::new(id);
    let detail = use_query(move || Some(PolicyDetail { policy: policy.get_value() }));
    let deleting = RwSignal::new(false);
    let back = list.clone();
    view! {
        <BladeFrame title=name subtitle="Backup policy" glyph=Glyph::Policy crumbs on_close=move |()| navigate(&list)>
            <CommandBar commands=commands(detail, deleting)/>
            <Answered answer=detail ready=move |view| view! { <PolicyPage view/> }/>
        </BladeFrame>
        <DeleteDialog policy open=deleting back/>
    }
}

fn commands(detail: Loaded<PolicyView>, deleting: RwSignal<bool>) -> Vec<Command> {
    vec![
        Command::run(Glyph::Edit, "Edit", || ()).disabled_when(|| Some(NO_EDIT.to_string())),
        Command::run(Glyph::Delete, "Delete", move || deleting.set(true))
            .disabled_when(move || detail.map(|view| in_use_reason(&PolicyLine::new(&view.row))).flatten()),
        Command::separator(),
        Command::run(Glyph::Refresh, "Refresh", move || detail.refresh()),
    ]
}

#[component]
fn DeleteDialog(policy: StoredValue<ArmId>, open: RwSignal<bool>, back: Route) -> impl IntoView {
    let session = use_session();
    let delete = move |()| {
        open.set(false);
        let back = back.clone();
        delete_policy(session, &policy.get_value(), move || navigate(&back));
    };
    view! {
        <Dialog
            open
            title="Delete confirmation"
            action_label="Delete"
            on_action=delete
            on_cancel=move |()| open.set(false)
            destructive=true
        >
            <p>
                "The backup policy " <strong>{policy.with_value(|id| id.name().to_string())}</strong>
                " will be permanently deleted."
            </p>
        </Dialog>
    }
}

#[component]
fn PolicyPage(view: Signal<PolicyView>) -> impl IntoView {
    let text = move |read: fn(&PolicyView) -> String| Signal::derive(move || view.with(read));
    let left = vec![
        Essential::link(
            "Vault",
            text(|view| view.vault.name().to_string()),
            text(|view| Route::Vault { id: view.vault.clone(), item: MenuItem::Overview }.href()),
        ),
        Essential::text("Datasource type", text(|view| view.row.datasource_type.display_name().to_string())),
        Essential::text("Datastore(s)", text(|view| datastore(view.row.datasource_type).to_string())),
    ];
    let right = vec![
        Essential::text("Backup schedule", text(|view| schedule_sentence(&view.row.schedule))),
        Essential::text("Associated instances", text(|view| view.row.instances.to_string())),
        Essential::text("Created", text(|view| moment(view.row.created_at))),
    ];
    view! {
        <Essentials left right/>
        <div class="pt-page">
            <h2 class="pt-section-title">"Retention rules"</h2>
            <RuleGrid rules=Signal::derive(move || {
                view.with(|view| view.row.retention.iter().map(RuleLine::new).collect::<Vec<_>>())
            })/>
            <h2 class="pt-section-title">"Next backups"</h2>
            <p class="pt-text">"As if each run succeeded: the rule that would keep its restore point, and until when."</p>
            <RunGrid runs=Signal::derive(move || view.with(|view| view.preview.clone())) loading=false/>
            <h2 class="pt-section-title">"Associated backup instances"</h2>
            <Users view/>
        </div>
    }
}

#[component]
fn RuleGrid(rules: Signal<Vec<RuleLine>>) -> impl IntoView {
    let columns = vec![
        Column::text("Retention rule", |line: &RuleLine| line.name.to_string()).unsorted(),
        Column::text("Applies to", |line: &RuleLine| line.meaning.to_string()).unsorted(),
        Column::text("Kept for", |line: &RuleLine| line.retention.clone()).unsorted(),
    ];
    view! {
        <Grid
            caption="Retention rules"
            columns
            rows=rules
            row_key=|line: &RuleLine| line.name.to_string()
            uncounted=true
            empty=|| view! { <EmptyState glyph=Glyph::Policy title="No retention rules to display"/> }
        />
    }
}

#[component]
fn Users(view: Signal<PolicyView>) -> impl IntoView {
    let rows = Signal::derive(move || view.with(|view| view.instances.clone()));
    let columns = vec![Column::link(
        "Backup instance",
        |id: &ArmId| id.name().to_string(),
        |id| Route::Instance { id: id.clone() }.href(),
    )];
    view! {
        <Grid
            caption="Backup instances that use this policy"
            columns
            rows
            row_key=ArmId::key
            uncounted=true
            empty=|| view! {
                <EmptyState glyph=Glyph::Instance title="No backup instances to display" text="Nothing uses this policy yet."/>
            }
        />
    }
}
