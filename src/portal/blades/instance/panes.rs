//! The panes of a backup instance, for its own page and for the row menus of the list.

use super::{backup_now_pane::BackupNowPane, edit_pane::EditPane, stop_pane::StopPane};
use crate::{
    base::ArmId,
    engine::{query::InstanceView, request::Command},
    portal::{
        route::Route,
        session::{Loaded, Session},
    },
};
use leptos::prelude::*;

/// Which pane is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstancePane {
    BackupNow,
    Edit,
    Stop,
    Delete,
}

/// All panes of one instance; `open` says which one shows.
#[component]
pub fn InstancePanes(
    instance: ArmId,
    detail: Loaded<InstanceView>,
    open: RwSignal<Option<InstancePane>>,
) -> impl IntoView {
    let shows = move |pane| Signal::derive(move || open.get() == Some(pane));
    let close = Callback::new(move |()| open.set(None));
    let instance = StoredValue::new(instance);
    view! {
        <BackupNowPane instance detail open=shows(InstancePane::BackupNow) close/>
        <EditPane instance detail open=shows(InstancePane::Edit) close/>
        <StopPane instance detail open=shows(InstancePane::Stop) close/>
        <StopPane instance detail open=shows(InstancePane::Delete) close deleting=true/>
    }
}

/// Resumes backup of an instance, with a notification.
pub fn resume(session: Session, instance: &ArmId) {
    let name = instance.name().to_string();
    session.perform(
        Command::ResumeProtection { instance: instance.clone() },
        format!("Resuming backup of {name}"),
        format!("Backup of {name} resumed"),
        Some(Route::Instance { id: instance.clone() }),
        |_| {},
    );
}

/// Takes back a soft-deleted instance of a vault; `after` is told its id from then on.
pub fn undelete(session: Session, vault: &ArmId, deleted: &ArmId, after: impl FnOnce(ArmId) + 'static) {
    let name = deleted.name().to_string();
    let instance = vault.child("backupInstances", &name);
    session.perform(
        Command::UndeleteBackupInstance { instance: deleted.clone() },
        format!("Undeleting {name}"),
        format!("{name} undeleted. Resume backup to take new backups"),
        Some(Route::Instance { id: instance.clone() }),
        move |_| after(instance),
    );
}
