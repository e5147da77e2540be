//! *All services* and *Create a resource*.

use crate::portal::{
    blades::kinds,
    controls::{Crumb, Glyph, Icon, TextBox},
    route::{CreateForm, Route},
    search::SERVICES,
    session::navigate,
    shell::BladeFrame,
};
use leptos::prelude::*;

/// Services of the portal that are not simulated: named, so that nobody searches in vain.
const NOT_SIMULATED: &[&str] = &["Key vaults", "Monitor", "Recovery Services vaults", "Virtual machines"];

/// Every service, with what is not simulated greyed.
#[component]
pub fn AllServicesBlade() -> impl IntoView {
    let text = RwSignal::new(String::new());
    let found = move || {
        let text = text.get();
        SERVICES
            .iter()
            .filter(|service| service.answers_to(&text))
            .map(|service| {
                view! {
                    <li>{card(service.name, kinds::service_glyph(service.name), &service.route, "")}</li>
                }
            })
            .collect_view()
    };
    let missing = move || {
        let text = text.get().to_lowercase();
        NOT_SIMULATED.iter().filter(|name| name.to_lowercase().contains(&text)).map(|name| view! {
            <li><span class="pt-card pt-card--off"><Icon glyph=Glyph::Cloud size=24/><span>{*name}<small>"Not simulated"</small></span></span></li>
        }).collect_view()
    };
    view! {
        <BladeFrame title="All services" crumbs=home() on_close=|()| navigate(&Route::Home)>
            <div class="pt-page">
                <TextBox value=text on_change=move |typed| text.set(typed) placeholder="Filter services" aria_label="Filter services".to_string()/>
                <ul class="pt-cards">{found}{missing}</ul>
            </div>
        </BladeFrame>
    }
}

/// What can be created.
#[component]
pub fn CreateHubBlade() -> impl IntoView {
    let forms = [
        (
            "Resource group",
            Glyph::ResourceGroup,
            Route::Create(CreateForm::ResourceGroup),
            "A container for related resources",
        ),
        (
            "Storage account",
            Glyph::Storage,
            Route::Create(CreateForm::StorageAccount),
            "Blobs and data lakes",
        ),
        ("Managed disk", Glyph::Disk, Route::CreateDisk { snapshot: None }, "A volume for a virtual machine"),
        ("Snapshot", Glyph::Snapshot, Route::CreateSnapshot { disk: None }, "What a disk held at one moment"),
        (
            "Backup vault",
            Glyph::Vault,
            Route::Create(CreateForm::BackupVault),
            "Where backups of Azure resources are kept",
        ),
    ];
    view! {
        <BladeFrame title="Create a resource" crumbs=home() on_close=|()| navigate(&Route::Home)>
            <div class="pt-page">
                <ul class="pt-cards">
                    {forms.into_iter().map(|(name, glyph, route, text)| view! {
                        <li>{card(name, glyph, &route, text)}</li>
                    }).collect_view()}
                </ul>
            </div>
        </BladeFrame>
    }
}

fn home() -> Vec<Crumb> {
    vec![Crumb::new("Home", Route::Home.href())]
}

fn card(name: &str, glyph: Glyph, route: &Route, text: &'static str) -> impl IntoView + use<> {
    view! {
        <a class="pt-card" href=route.href()>
            <Icon glyph size=24 tinted=true/>
            <span>{name.to_string()}{(!text.is_empty()).then(|| view! { <small>{text}</small> })}</span>
        </a>
    }
}
