//! The commands of leases on a command bar, and the question before a lease is broken.

use super::{
    leases::{Leasable, acquire, acquire_blocked, break_at_once, break_blocked, break_question, subject},
    sequence::perform_each,
    view_request::view::ViewRequest,
};
use crate::portal::{
    controls::{Command, Dialog, Glyph},
    session::{Session, use_session},
};
use leptos::prelude::*;

/// Handles of the two commands.
#[derive(Clone, Copy)]
pub struct LeaseCommands {
    session: Session,
    /// What they would act on now.
    chosen: Signal<Vec<Leasable>>,
    /// What has to be selected: `blobs`, `containers`.
    noun: &'static str,
    breaking: RwSignal<bool>,
}

impl LeaseCommands {
    pub fn new(chosen: Signal<Vec<Leasable>>, noun: &'static str) -> LeaseCommands {
        LeaseCommands { session: use_session(), chosen, noun, breaking: RwSignal::new(false) }
    }

    /// Disabled also while `elsewhere` gives a reason of its own.
    pub fn commands(
        self,
        elsewhere: impl Fn() -> Option<String> + Copy + Send + Sync + 'static,
    ) -> [Command; 2] {
        let (chosen, noun) = (self.chosen, self.noun);
        [
            Command::run(Glyph::Lock, "Acquire lease", move || self.acquire())
                .disabled_when(move || elsewhere().or_else(|| chosen.with(|all| acquire_blocked(all, noun)))),
            Command::run(Glyph::Key, "Break lease", move || self.breaking.set(true))
                .disabled_when(move || elsewhere().or_else(|| chosen.with(|all| break_blocked(all, noun)))),
        ]
    }

    fn acquire(self) {
        let chosen = self.chosen.get_untracked();
        let what = subject(&chosen);
        let (doing, done) = (format!("Acquiring lease of {what}"), format!("Acquired lease of {what}"));
        leptos::task::spawn_local(async move {
            // The notification tells of a failure.
            let _ = perform_each(self.session, acquire(&chosen), &doing, &done, None).await;
        });
    }

    fn break_leases(self) {
        self.breaking.set(false);
        let chosen = self.chosen.get_untracked();
        let what = subject(&chosen);
        let (doing, done) = (format!("Breaking lease of {what}"), format!("Broke lease of {what}"));
        leptos::task::spawn_local(async move {
            // The notification tells of a failure.
            let _ = perform_each(self.session, break_at_once(&chosen), &doing, &done, None).await;
        });
    }
}

/// The question of *Break lease*.
#[component]
pub fn BreakLeaseDialog(leases: LeaseCommands) -> impl IntoView {
    view! {
        <Dialog
            open=leases.breaking
            title="Break lease"
            action_label="Break lease"
            destructive=true
            on_action=move |()| leases.break_leases()
            on_cancel=move |()| leases.breaking.set(false)
        >
            <p>{move || leases.chosen.with(|chosen| break_question(chosen))}</p>
            <ViewRequest commands=move || leases.chosen.with(|chosen| break_at_once(chosen))/>
        </Dialog>
    }
}
