//! What the parts of the file browser share, and its command bar.

use super::{
    form,
    view_model::{
        FileLine, change_tier_blocked, delete_blocked, download_blocked, file_line, leasables, lease_blocked,
    },
};
use crate::{
    base::ArmId,
    engine::{
        query::{PathPage, Paths},
        request::Command as EngineCommand,
        storage::{AccessTier, RehydratePriority},
    },
    portal::{
        blades::{
            container::view_model::PAGE_ROWS, lease_commands::LeaseCommands, marker_pager::Markers,
            sequence::perform_each,
        },
        controls::{Command, Glyph},
        format,
        session::{Loaded, Session, use_query, use_session},
        uploads::{PickedFile, Uploads, use_uploads},
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What a dialog asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Asking {
    Delete(Vec<FileLine>),
    AddDirectory,
    ChangeTier(Vec<FileLine>),
}

/// State of one directory on screen.
#[derive(Clone, Copy)]
pub struct Browser {
    pub session: Session,
    pub uploads: Uploads,
    pub container: StoredValue<ArmId>,
    pub directory: StoredValue<String>,
    pub prefix: RwSignal<String>,
    pub markers: Markers<String>,
    pub answer: Loaded<PathPage>,
    pub lines: Memo<Vec<FileLine>>,
    pub selection: RwSignal<BTreeSet<String>>,
    pub selected: Memo<Vec<FileLine>>,
    pub asking: RwSignal<Option<Asking>>,
    pub leases: LeaseCommands,
    /// The container while its policies and holds are shown.
    pub access_policy: RwSignal<Option<ArmId>>,
    /// Path of the file whose details are shown.
    pub opened: RwSignal<Option<String>>,
    pub uploading: RwSignal<bool>,
    /// Whether the blobs that are not there are listed instead of those that are.
    pub shows_deleted: RwSignal<bool>,
    /// Files that wait for *Upload* to be pressed.
    pub picked: RwSignal<Vec<PickedFile>, LocalStorage>,
}

impl Browser {
    pub fn new(container: ArmId, directory: String) -> Browser {
        let (prefix, markers) = (RwSignal::new(String::new()), Markers::<String>::at_first_page());
        let (asked, place) = (container.clone(), directory.clone());
        let answer = use_query(move || {
            Some(Paths {
                container: asked.clone(),
                directory: place.clone(),
                prefix: prefix.get(),
                from: markers.current(),
                limit: PAGE_ROWS,
            })
        });
        let own = container.clone();
        let lines = Memo::new(move |_| {
            let lines =
                |page: &PathPage| page.rows.iter().map(|row| file_line(&own, row)).collect::<Vec<_>>();
            answer.map(lines).unwrap_or_default()
        });
        let selection = RwSignal::new(BTreeSet::new());
        let selected = Memo::new(move |_| {
            let ticked = |line: &FileLine| selection.with(|selection| selection.contains(&line.path));
            lines.with(|lines| lines.iter().filter(|line| ticked(line)).cloned().collect::<Vec<_>>())
        });
        let own = container.clone();
        let leased = Signal::derive(move || selected.with(|lines| leasables(&own, lines)));
        Browser {
            session: use_session(),
            uploads: use_uploads(),
            container: StoredValue::new(container),
            directory: StoredValue::new(directory),
            prefix,
            markers,
            answer,
            lines,
            selection,
            selected,
            asking: RwSignal::new(None),
            leases: LeaseCommands::new(leased, "blobs"),
            access_policy: RwSignal::new(None),
            opened: RwSignal::new(None),
            uploading: RwSignal::new(false),
            shows_deleted: RwSignal::new(false),
            picked: RwSignal::new_local(Vec::new()),
        }
    }

    pub fn filter(self, prefix: String) {
        self.selection.update(BTreeSet::clear);
        self.markers.restart();
        self.prefix.set(prefix);
    }

    pub fn download(self, lines: &[FileLine]) {
        let paths = lines.iter().map(|line| line.path.clone()).collect();
        self.session.download_each(self.container.get_value(), paths);
    }

    /// What deletes these lines.
    pub fn deletes(self, lines: &[FileLine]) -> Vec<EngineCommand> {
        let container = self.container.get_value();
        let command = |line: &FileLine| EngineCommand::DeletePath {
            container: container.clone(),
            path: line.path.clone(),
        };
        lines.iter().map(command).collect()
    }

    pub fn delete(self, lines: &[FileLine]) {
        let what = subject(lines);
        self.run(self.deletes(lines), format!("Deleting {what}"), format!("Deleted {what}"));
    }

    /// What changes the tier of these lines.
    pub fn changes_tier(
        self,
        lines: &[FileLine],
        tier: AccessTier,
        priority: RehydratePriority,
    ) -> Vec<EngineCommand> {
        let container = self.container.get_value();
        let priority = untrack(|| self.is_flat()).then_some(priority);
        lines.iter().map(|line| form::change_tier(&container, &line.path, tier, priority)).collect()
    }

    pub fn change_tier(self, lines: &[FileLine], tier: AccessTier, priority: RehydratePriority) {
        let commands = self.changes_tier(lines, tier, priority);
        let (what, tier) = (subject(lines), tier.display_name());
        let doing = format!("Changing access tier of {what} to {tier}");
        self.run(commands, doing, format!("Changed access tier of {what} to {tier}"));
    }

    /// Takes back everything of these blobs that is soft-deleted.
    pub fn undelete(self, paths: Vec<String>) {
        let what = match paths.as_slice() {
            [one] => one.clone(),
            many => format::counted(many.len() as u64, "blob", "blobs"),
        };
        let container = self.container.get_value();
        let command = |path| EngineCommand::UndeleteBlob { container: container.clone(), path };
        let commands = paths.into_iter().map(command).collect();
        self.run(commands, format!("Undeleting {what}"), format!("Undeleted {what}"));
    }

    /// Gives one command, with a notification.
    pub fn give(self, command: EngineCommand, doing: String, done: String) {
        self.run(vec![command], doing, done);
    }

    pub fn is_flat(self) -> bool {
        self.answer.map(|page| !page.hierarchical_namespace).unwrap_or(false)
    }

    fn run(self, commands: Vec<EngineCommand>, doing: String, done: String) {
        self.selection.update(BTreeSet::clear);
        leptos::task::spawn_local(async move {
            // The notification tells of a failure.
            let _ = perform_each(self.session, commands, &doing, &done, None).await;
        });
    }

    /// The command bar's commands.
    pub fn commands(self) -> Vec<Command> {
        let selected = move || self.selected.get_untracked();
        let mut commands = vec![
            Command::run(Glyph::Upload, "Upload", move || self.uploading.set(true)),
            Command::run(Glyph::Folder, "Add Directory", move || self.asking.set(Some(Asking::AddDirectory)))
                .disabled_when(move || self.directories_blocked()),
            Command::run(Glyph::Refresh, "Refresh", move || self.answer.refresh()),
            Command::run(Glyph::Clock, "Show deleted blobs", move || {
                self.selection.update(BTreeSet::clear);
                self.shows_deleted.update(|shows| *shows = !*shows);
            })
            .disabled_when(move || (!self.is_flat()).then(|| LAKES_KEEP_NOTHING.to_string())),
            Command::separator(),
            Command::run(Glyph::Download, "Download", move || self.download(&selected()))
                .disabled_when(move || self.selected.with(|lines| download_blocked(lines))),
            Command::run(Glyph::Delete, "Delete", move || self.asking.set(Some(Asking::Delete(selected()))))
                .disabled_when(move || self.selected.with(|lines| delete_blocked(lines))),
            Command::run(Glyph::Edit, "Change tier", move || {
                self.asking.set(Some(Asking::ChangeTier(selected())));
            })
            .disabled_when(move || self.selected.with(|lines| change_tier_blocked(lines))),
        ];
        commands.extend(self.leases.commands(move || {
            let hierarchical = self.answer.map(|page| page.hierarchical_namespace).unwrap_or(false);
            self.selected.with(|lines| lease_blocked(lines, hierarchical))
        }));
        commands.push(Command::separator());
        let show_policy = move || self.access_policy.set(Some(self.container.get_value()));
        commands.push(Command::run(Glyph::Policy, "Access policy", show_policy));
        commands
    }

    fn directories_blocked(self) -> Option<String> {
        let hierarchical = self.answer.map(|page| page.hierarchical_namespace);
        (hierarchical == Some(false)).then(|| {
            "This storage account has no hierarchical namespace: folders exist only as parts of blob names.".into()
        })
    }
}

/// Why nothing that is deleted can be shown in a data lake.
const LAKES_KEEP_NOTHING: &str = "Soft delete of files is not simulated for accounts with a hierarchical namespace: only a backup brings them back.";

/// The name of the only line, or how many there are.
fn subject(lines: &[FileLine]) -> String {
    match lines {
        [one] => one.name.clone(),
        many => format::counted(many.len() as u64, "item", "items"),
    }
}
