//! The shell's parts tied to the session: what surrounds every blade.

mod notifications;
mod preferences;
mod run_ahead;
mod savepoints;
mod scenarios;
mod search;
mod simulation;
mod trouble;
mod update;

pub use notifications::{Notifications, Toasts};
pub use preferences::{Preferences, Theme, use_preferences};
pub use search::Search;
pub use simulation::Simulation;
pub use trouble::{StorageBanner, TroubleSheet};
pub use update::UpdateBanner;

use crate::{
    engine::{
        rbac::{PERSONAS, people::DIRECTORY},
        resources::ResourceKind,
    },
    portal::{
        controls::{Glyph, MenuItem},
        route::{BrowseList, CreateForm, Route},
        session::{NoticeLevel, use_session},
        shell::{PortalMenu, PortalMenuEntry, TopBar, TopBarButton},
    },
};
use leptos::prelude::*;

/// The top bar, with the portal menu and the notifications pane it opens.
#[component]
pub fn Top() -> impl IntoView {
    let session = use_session();
    let menu_open = RwSignal::new(false);
    let notifications_open = RwSignal::new(false);
    let unseen = move || {
        let count = session.notices.rows.with(|rows| rows.iter().filter(|row| !row.seen).count());
        (count > 0).then_some(count as u32)
    };
    let running =
        move || session.notices.rows.with(|rows| rows.iter().any(|row| row.level == NoticeLevel::InProgress));
    let buttons = vec![
        TopBarButton::new(Glyph::Bell, "Notifications", move || {
            notifications_open.set(true);
            session.notices.mark_seen();
        })
        .with_badge(unseen)
        .busy_when(running),
        TopBarButton::new(Glyph::Gear, "Settings", || crate::portal::session::navigate(&Route::Settings)),
    ];
    let account_items = move || {
        let line = |persona: &'static crate::engine::rbac::Persona| {
            MenuItem::run(format!("{} ({})", persona.name, persona.role.name()), move || {
                session.persona.set(persona)
            })
        };
        PERSONAS.iter().map(line).collect::<Vec<_>>()
    };
    let current = move || session.route.with(Route::href);
    view! {
        <TopBar
            menu_open
            on_menu=move |()| menu_open.update(|open| *open = !*open)
            search=|| view! { <Search/> }
            buttons
            user=move || session.persona.get().name.to_string()
            directory=DIRECTORY.to_uppercase()
            account_items=Signal::derive(account_items)
        />
        <PortalMenu
            open=menu_open
            on_close=move |()| menu_open.set(false)
            entries=Signal::stored(places())
            favorites=Signal::stored(favorites())
            current=Signal::derive(current)
        />
        <Notifications open=notifications_open/>
    }
}

fn places() -> Vec<PortalMenuEntry> {
    vec![
        PortalMenuEntry::new(Glyph::Plus, "Create a resource", Route::Create(CreateForm::Hub).href()),
        PortalMenuEntry::new(Glyph::Home, "Home", Route::Home.href()),
        PortalMenuEntry::new(Glyph::Menu, "All services", Route::AllServices.href()),
        PortalMenuEntry::new(Glyph::Code, "API playground", Route::ApiPlayground.href()),
        PortalMenuEntry::new(Glyph::Code, "Request log", Route::RequestLog.href()),
    ]
}

fn favorites() -> Vec<PortalMenuEntry> {
    let browse = |glyph, label: &str, list| PortalMenuEntry::new(glyph, label, Route::Browse(list).href());
    vec![
        browse(Glyph::Overview, "All resources", BrowseList::All),
        browse(Glyph::ResourceGroup, "Resource groups", BrowseList::ResourceGroups),
        browse(Glyph::Storage, "Storage accounts", BrowseList::Kind(ResourceKind::StorageAccount)),
        browse(Glyph::Disk, "Disks", BrowseList::Kind(ResourceKind::Disk)),
        browse(Glyph::Vault, "Backup vaults", BrowseList::Kind(ResourceKind::BackupVault)),
        browse(Glyph::Subscription, "Subscriptions", BrowseList::Subscriptions),
    ]
}
