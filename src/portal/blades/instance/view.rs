//! The page of a backup instance.

use super::{
    panes::{InstancePane, InstancePanes, resume, undelete},
    point_calendar::CalendarSection,
    points::PointSection,
    view_model::{
        NOT_DELETED, backup_reason, containers_text, deleted_reason, refusal_reason, restore_reason,
        state_advice,
    },
};
use crate::{
    base::ArmId,
    engine::{
        ids::PointSeq,
        policy::{DatasourceType, RetentionDuration, RetentionTag},
        query::{BlobRestores, InstanceDetail, InstanceView},
        request::Command as Ask,
    },
    portal::{
        blades::{
            answered::Answered,
            backup_words::{continuous_sentence, instance_tiers, protection_badge},
            jobs::{view::JobGrid, view_model::JobFilter},
            refused::use_refusal,
            restore::form::RestoreForm,
        },
        controls::{
            Button, Command, CommandBar, Crumb, Essential, Essentials, Glyph, MessageBar, StatusCell, Tone,
        },
        draft,
        format::moment,
        now::use_now,
        route::{MenuItem, Route},
        session::{Loaded, navigate, use_query, use_session},
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

/// Jobs that the page lists itself; *View all* leads to the others.
const JOBS_SHOWN: usize = 5;

#[component]
pub fn InstanceBlade(id: ArmId) -> impl IntoView {
    let vault = vault_of(&id);
    let list = Route::Vault { id: vault.clone(), item: MenuItem::BackupInstances };
    let crumbs = vec![
        Crumb::new("Home", Route::Home.href()),
        Crumb::new(vault.name(), Route::Vault { id: vault.clone(), item: MenuItem::Overview }.href()),
        Crumb::new("Backup instances", list.href()),
    ];
    let name = id.name().to_string();
    let instance = StoredValue::new(id.clone());
    let detail = use_query(move || Some(InstanceDetail { instance: instance.get_value() }));
    let pane = RwSignal::new(None::<InstancePane>);
    view! {
        <BladeFrame
            title=name
            subtitle="Backup instance"
            glyph=Glyph::Instance
            crumbs
            on_close=move |()| navigate(&list)
        >
            <CommandBar commands=commands(instance, detail, pane)/>
            <Answered answer=detail ready=move |view| view! { <InstancePage instance view/> }/>
            <InstancePanes instance=id detail open=pane/>
        </BladeFrame>
    }
}

/// The vault an instance, policy or job lies in: two segments up.
fn vault_of(child: &ArmId) -> ArmId {
    ArmId::new(child.as_str().rsplitn(3, '/').nth(2).unwrap_or_default())
}

fn commands(
    instance: StoredValue<ArmId>,
    detail: Loaded<InstanceView>,
    pane: RwSignal<Option<InstancePane>>,
) -> Vec<Command> {
    let session = use_session();
    let check = |ask: fn(ArmId) -> Ask| use_refusal(move || Some(ask(instance.get_value())));
    let backup = check(|instance| Ask::BackupNow { instance, tag: RetentionTag::Default });
    let stop = check(|instance| Ask::StopProtection { instance });
    let resumed = check(|instance| Ask::ResumeProtection { instance });
    let edit = use_refusal(move || {
        detail.map(|view| Ask::UpdateProtection {
            instance: instance.get_value(),
            policy: view.row.policy.clone(),
            parameters: view.parameters.clone(),
            tags: view.tags.clone(),
        })
    });
    let unread = move || detail.failure().map(|_| "The backup instance could not be read.".to_string());
    let gone = move || unread().or_else(|| detail.map(deleted_reason).flatten());
    let restored = move || {
        let id = instance.get_value();
        let after = |id| navigate(&Route::Instance { id });
        undelete(session, &vault_of(&id), &id, after);
    };
    let show = move |which| move || pane.set(Some(which));
    vec![
        Command::run(Glyph::Plus, "Backup now", show(InstancePane::BackupNow)).disabled_when(move || {
            gone().or_else(|| backup.with(|refusal| refusal.as_ref().and_then(backup_reason)))
        }),
        Command::run(Glyph::Restore, "Restore", move || start_restore(&instance.get_value(), None))
            .disabled_when(move || gone().or_else(|| detail.map(restore_reason).flatten())),
        Command::separator(),
        Command::run(Glyph::Edit, "Edit backup instance", show(InstancePane::Edit)).disabled_when(
            move || gone().or_else(|| edit.with(|refusal| refusal.as_ref().and_then(edit_reason))),
        ),
        Command::run(Glyph::Stopped, "Stop Backup", show(InstancePane::Stop)).disabled_when(move || {
            gone().or_else(|| stop.with(|refusal| refusal.as_ref().map(refusal_reason)))
        }),
        Command::run(Glyph::Play, "Resume Backup", move || resume(session, &instance.get_value()))
            .disabled_when(move || {
                gone().or_else(|| resumed.with(|refusal| refusal.as_ref().map(refusal_reason)))
            }),
        // What stands in its way the pane says itself.
        Command::run(Glyph::Delete, "Delete", show(InstancePane::Delete)).disabled_when(gone),
        Command::run(Glyph::Undo, "Undelete", restored).disabled_when(move || {
            let there = || detail.map(|view| view.deletion.is_none()).unwrap_or(false);
            unread().or_else(|| there().then(|| NOT_DELETED.to_string()))
        }),
        Command::separator(),
        Command::run(Glyph::Refresh, "Refresh", move || detail.refresh()),
    ]
}

/// A container that was deleted is a reason to edit, not one against it: the pane corrects the list.
fn edit_reason(refusal: &crate::engine::refusal::Refusal) -> Option<String> {
    use crate::engine::{protection::ProtectionError, refusal::Refusal};
    match refusal {
        Refusal::Protection(
            ProtectionError::ContainersNotFound { .. } | ProtectionError::NoContainers { .. },
        ) => None,
        other => Some(refusal_reason(other)),
    }
}

/// Opens the restore wizard, with a point chosen where one was.
fn start_restore(instance: &ArmId, point: Option<PointSeq>) {
    if point.is_some() {
        draft::keep(&RestoreForm::draft_key(instance), &RestoreForm { point, ..RestoreForm::default() });
    }
    navigate(&Route::Restore { instance: instance.clone() });
}

#[component]
fn InstancePage(instance: StoredValue<ArmId>, view: Signal<InstanceView>) -> impl IntoView {
    let now = use_now();
    let advice = move || {
        view.with(|view| state_advice(view, now.get())).map(|(badge, text)| {
            let tone = Tone::from(badge);
            let tone = if tone == Tone::Neutral { Tone::Information } else { tone };
            view! { <div class="pt-page"><MessageBar tone>{text}</MessageBar></div> }
        })
    };
    let jobs = Signal::derive(move || {
        view.with(|view| view.jobs.iter().take(JOBS_SHOWN).cloned().collect::<Vec<_>>())
    });
    let continuous = Memo::new(move |_| view.with(|view| view.continuous));
    // Without recovery points there is a list of them only while some are left of another policy.
    let scheduled =
        Memo::new(move |_| view.with(|view| !view.rules.is_empty() || view.row.latest_point.is_some()));
    let all_jobs = move || {
        let (vault, name) = view.with(|view| (view.vault.clone(), view.row.name.clone()));
        let filter = JobFilter::of_instance(&name).text();
        Route::VaultList { id: vault, item: MenuItem::BackupJobs, filter }.href()
    };
    view! {
        {advice}
        <InstanceEssentials view/>
        <div class="pt-page">
            <h2 class="pt-section-title">"Jobs (last 7 days) " <a href=all_jobs>"View all"</a></h2>
            <JobGrid caption="Jobs of this backup instance" jobs now loading=false/>
            {move || continuous.get().map(|reach| view! { <OperationalSection instance view reach/> })}
            <Show when=move || scheduled.get()>
                <PointSection
                    instance
                    on_restore=move |point| start_restore(&instance.get_value(), Some(point))
                />
                <CalendarSection instance/>
            </Show>
        </div>
    }
}

/// What operational backup can put back now.
#[component]
fn OperationalSection(
    instance: StoredValue<ArmId>,
    view: Signal<InstanceView>,
    reach: RetentionDuration,
) -> impl IntoView {
    let window = use_query(move || {
        let account = view.with(|view| view.row.datasource.clone());
        Some(BlobRestores { account })
    });
    let shown = move || match window.map(|view| view.window) {
        Some(Some((first, last))) => format!("Restorable now: {} to {}.", moment(first), moment(last)),
        Some(None) => {
            "Nothing is restorable yet: the window begins some minutes after protection.".to_string()
        }
        None => String::new(),
    };
    view! {
        <h2 class="pt-section-title">"Operational backup"</h2>
        <p class="pt-text">{continuous_sentence(reach)} " " {shown}</p>
        <p>
            <Button on_click=move |()| start_restore(&instance.get_value(), None)>"Restore to a point in time"</Button>
        </p>
    }
}

#[component]
fn InstanceEssentials(view: Signal<InstanceView>) -> impl IntoView {
    let text = move |read: fn(&InstanceView) -> String| Signal::derive(move || view.with(read));
    let datasource = Essential::view("Datasource", move || {
        let (id, name, exists) = view.with(|view| {
            (view.row.datasource.clone(), view.row.datasource_name.clone(), view.datasource_exists)
        });
        if exists {
            view! { <a href=Route::of_resource(&id).href()>{name}</a> }.into_any()
        } else {
            view! { <span>{name} " (deleted)"</span> }.into_any()
        }
    });
    let status = Essential::view("Protection status", move || {
        view! {
            <StatusCell
                tone=Signal::derive(move || view.with(|view| protection_badge(view.row.state).into()))
                text=text(|view| view.row.state.display_name().to_string())
            />
        }
        .into_any()
    });
    let is_disk = view.with_untracked(|view| view.row.datasource_type == DatasourceType::Disk);
    let left = vec![
        datasource,
        Essential::text("Datasource type", text(|view| view.row.datasource_type.display_name().to_string())),
        Essential::link(
            "Vault",
            text(|view| view.vault_name.clone()),
            text(|view| Route::Vault { id: view.vault.clone(), item: MenuItem::Overview }.href()),
        ),
        Essential::link(
            "Policy",
            text(|view| view.row.policy_name.clone()),
            text(|view| Route::Policy { id: view.row.policy.clone() }.href()),
        ),
        Essential::text("Backup tiers", text(instance_tiers)),
    ];
    let right = vec![
        status,
        Essential::text(
            "Latest restore point",
            text(|view| view.row.latest_point.map(moment).unwrap_or_default()),
        ),
        Essential::text("Next backup", text(|view| view.next_backup.map(moment).unwrap_or_default())),
        match view.with_untracked(|view| view.parameters.snapshot_group().cloned()) {
            None => Essential::text(
                "Containers",
                text(|view| containers_text(&view.parameters, view.protected_containers.len())),
            ),
            Some(group) => {
                let name = group.resource_group_name().unwrap_or_default().to_string();
                Essential::link("Snapshot resource group", name, Route::of_resource(&group).href())
            }
        },
        Essential::text(
            if is_disk { "Snapshots take" } else { "Data stored in the vault" },
            text(|view| view.stored.to_string()),
        ),
    ];
    view! { <Essentials left right/> }
}
