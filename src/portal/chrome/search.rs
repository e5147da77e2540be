//! The search box: services by their keywords, resources by their names.

use crate::{
    engine::query,
    portal::{
        blades::kinds,
        controls::Glyph,
        route::Route,
        search::{SERVICES, Service},
        session::use_query,
        shell::{GlobalSearch, SearchGroup, SearchHit},
    },
};
use leptos::prelude::*;

/// Resources shown at once.
const HITS_MAX: usize = 10;

/// The search box of the top bar.
#[component]
pub fn Search() -> impl IntoView {
    let text = RwSignal::new(String::new());
    let found = use_query(move || {
        let text = text.get();
        (!text.trim().is_empty()).then(|| query::Search { text: text.trim().to_string(), limit: HITS_MAX })
    });
    let groups = move || {
        let text = text.get();
        let mut groups = vec![SearchGroup {
            title: "Services".into(),
            hits: SERVICES.iter().filter(|service| service.answers_to(&text)).map(service_hit).collect(),
        }];
        let hits = if text.trim().is_empty() { Vec::new() } else { found.ready().unwrap_or_default() };
        let (in_groups, resources): (Vec<_>, Vec<_>) =
            hits.into_iter().partition(|hit| hit.kind == "Resource group");
        groups.push(SearchGroup {
            title: "Resources".into(),
            hits: resources.iter().map(resource_hit).collect(),
        });
        groups.push(SearchGroup {
            title: "Resource groups".into(),
            hits: in_groups.iter().map(resource_hit).collect(),
        });
        groups
    };
    view! { <GlobalSearch groups=Signal::derive(groups) on_query=move |query| text.set(query)/> }
}

fn service_hit(service: &Service) -> SearchHit {
    SearchHit {
        glyph: kinds::service_glyph(service.name),
        label: service.name.into(),
        detail: String::new(),
        href: service.route.href(),
        external: false,
    }
}

fn resource_hit(hit: &query::SearchHit) -> SearchHit {
    let glyph = match hit.kind.as_str() {
        "Storage account" => Glyph::Storage,
        "Backup vault" => Glyph::Vault,
        "Resource group" => Glyph::ResourceGroup,
        "Subscription" => Glyph::Subscription,
        _ => Glyph::Overview,
    };
    SearchHit {
        glyph,
        label: hit.name.clone(),
        detail: hit.kind.clone(),
        href: Route::of_resource(&hit.id).href(),
        external: false,
    }
}
