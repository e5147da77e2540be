//! The wizard's state: what was entered, what the engine says of it, and what the buttons do.

use super::form::{VaultErrors, VaultForm};
use crate::{
    engine::{
        query::{ResourceGroupRow, ResourceGroups, SubscriptionRow, Subscriptions, WorldSummary},
        refusal::Refusal,
        resources::ResourceKind,
        vault::VaultError,
    },
    portal::{
        blades::{
            refused::{reason_of, use_refusal},
            tags::form::TagsForm,
        },
        draft,
        route::{BrowseList, Route},
        session::{Loaded, Session, navigate, use_query, use_session},
    },
    rpc::Made,
};
use leptos::prelude::*;
use uuid::Uuid;

pub const STEPS: [&str; 4] = ["Basics", "Vault Properties", "Tags", "Review + create"];
pub const REVIEW: usize = 3;

/// Handles of the wizard's signals; every part of it gets a copy.
#[derive(Clone, Copy)]
pub struct Wizard {
    pub session: Session,
    /// Everything but the tags.
    pub entered: RwSignal<VaultForm>,
    pub tags: RwSignal<TagsForm>,
    pub form: Memo<VaultForm>,
    pub step: RwSignal<usize>,
    pub name_left: RwSignal<bool>,
    pub busy: RwSignal<bool>,
    pub subscriptions: Loaded<Vec<SubscriptionRow>>,
    pub subscription: Memo<Option<Uuid>>,
    pub groups: Loaded<Vec<ResourceGroupRow>>,
    refusal: Memo<Option<Refusal>>,
}

/// The list that vaults are found in.
pub fn vault_list() -> Route {
    Route::Browse(BrowseList::Kind(ResourceKind::BackupVault))
}

impl Wizard {
    pub fn open() -> Wizard {
        let drafted = draft::load::<VaultForm>(VaultForm::DRAFT).unwrap_or_default();
        let tags = RwSignal::new(drafted.tags.clone());
        let entered = RwSignal::new(drafted);
        let form = Memo::new(move |_| VaultForm { tags: tags.get(), ..entered.get() });
        // Reaches outside: the draft in the tab's storage follows what was entered.
        Effect::new(move || form.with(|form| draft::keep(VaultForm::DRAFT, form)));
        let world = use_query(|| Some(WorldSummary));
        let subscription = Memo::new(move |_| {
            entered.with(|form| form.subscription).or_else(|| world.map(|world| world.default_subscription))
        });
        Wizard {
            session: use_session(),
            entered,
            tags,
            form,
            step: RwSignal::new(0),
            name_left: RwSignal::new(false),
            busy: RwSignal::new(false),
            subscriptions: use_query(|| Some(Subscriptions)),
            subscription,
            groups: use_query(move || Some(ResourceGroups { subscription: Some(subscription.get()?) })),
            refusal: use_refusal(move || form.with(VaultForm::command)),
        }
    }

    pub fn change(self, change: impl FnOnce(&mut VaultForm)) {
        self.entered.update(change);
    }

    pub fn errors(self) -> VaultErrors {
        self.form.with(VaultForm::errors)
    }

    /// What is wrong with the name, once it was left; a taken name shows at once.
    pub fn name_error(self) -> Option<String> {
        let taken = self.refusal.with(|refusal| match refusal {
            Some(refusal @ Refusal::Vault(VaultError::VaultNameTaken { .. })) => {
                Some(refusal.explain().message)
            }
            _ => None,
        });
        taken.or_else(|| (self.name_left.get() || self.reviewing()).then(|| self.errors().name).flatten())
    }

    pub fn group_error(self) -> Option<String> {
        self.reviewing().then(|| self.errors().group).flatten()
    }

    /// From the review on, everything that is missing is said.
    fn reviewing(self) -> bool {
        self.step.get() == REVIEW
    }

    /// What stands between here and the vault.
    pub fn problem(self) -> Option<String> {
        self.errors().first().or_else(|| reason_of(self.refusal))
    }

    /// The name of the chosen subscription.
    pub fn subscription_name(self) -> String {
        let wanted = self.subscription.get();
        let named = self
            .subscriptions
            .map(|rows| rows.iter().find(|row| Some(row.id) == wanted).map(|row| row.name.clone()));
        named.flatten().unwrap_or_default()
    }

    pub fn close(self) {
        draft::forget(VaultForm::DRAFT);
        navigate(&vault_list());
    }

    pub fn create(self) {
        let Some(command) = self.form.with_untracked(VaultForm::command) else { return };
        let name = self.form.with_untracked(|form| form.name.clone());
        let notice = self.session.notices.begin("Submitting deployment", &name);
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let result = self.session.submit_under(notice, command).await;
            let _ = self.busy.try_set(false);
            match result {
                Ok(receipt) => {
                    let route = match receipt.made {
                        Made::Deployment { group, name } => Route::Deployment { group, name },
                        Made::Resource(id) => Route::of_resource(&id),
                        _ => vault_list(),
                    };
                    notice.succeed("Deployment submitted", &name, Some(route.clone()));
                    draft::forget(VaultForm::DRAFT);
                    navigate(&route);
                }
                Err(failure) => notice.fail(&format!("Creating Backup vault {name}"), &failure),
            }
        });
    }
}
