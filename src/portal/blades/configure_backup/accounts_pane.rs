//! Choosing storage accounts with blobs, several at once.

use super::{add_pane::AccountGrid, view_model::AccountRow, wizard::Wizard};
use crate::portal::controls::{Button, ButtonKind, ContextPane, PaneSize};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Accounts in the vault's region, in all subscriptions; those that cannot be protected say why.
#[component]
pub fn AccountsPane(wizard: Wizard, open: RwSignal<bool>) -> impl IntoView {
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let rows = Signal::derive(move || {
        wizard.accounts.map(|accounts| accounts.iter().map(AccountRow::new).collect()).unwrap_or_default()
    });
    let select = move |()| {
        wizard.choose_accounts(&ticked.get_untracked());
        open.set(false);
    };
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=select>"Select"</Button>
            <Button on_click=move |()| open.set(false)>"Cancel"</Button>
        }
    };
    view! {
        <ContextPane
            open
            on_close=move |()| open.set(false)
            title="Select storage accounts"
            subtitle="Accounts without hierarchical namespace in the location of the vault, in all subscriptions"
            size=PaneSize::Large
            footer
        >
            // The pane opens with what is in the list already.
            {ticked.set(wizard.chosen_keys())}
            <AccountGrid wizard rows ticked caption="Storage accounts"/>
        </ContextPane>
    }
}
