//! Home.

use crate::{
    engine::query::{NewestResources, ResourceRow},
    portal::{
        blades::{answered::Answered, kinds},
        controls::{Column, EmptyState, Glyph, Grid, Icon},
        route::{BrowseList, CreateForm, Route},
        search::SERVICES,
        session::use_query,
        shell::BladeFrame,
    },
};
use leptos::prelude::*;

/// Rows of *Resources* on home, the newest first: what somebody is most likely working on.
const ROWS_MAX: usize = 8;

/// The page one starts at.
#[component]
pub fn HomeBlade() -> impl IntoView {
    let resources = use_query(|| Some(NewestResources { limit: ROWS_MAX }));
    view! {
        <BladeFrame title="Home">
            <div class="pt-home">
                <section aria-labelledby="pt-home-services">
                    <h2 id="pt-home-services" class="pt-section-title">"Azure services"</h2>
                    <ul class="pt-home__services">
                        <li>{service("Create a resource", Glyph::Plus, &Route::Create(CreateForm::Hub))}</li>
                        {SERVICES.iter().filter(|found| found.has_resources()).map(|found| view! {
                            <li>{service(found.name, kinds::service_glyph(found.name), &found.route)}</li>
                        }).collect_view()}
                        <li>{service("More services", Glyph::ChevronRight, &Route::AllServices)}</li>
                    </ul>
                </section>
                <div>
                    <h2 id="pt-home-resources" class="pt-section-title">"Resources"</h2>
                    <Answered answer=resources ready=move |rows| view! { <ResourceTable rows/> }/>
                    <p class="pt-home__all"><a href=Route::Browse(BrowseList::All).href()>"See all"</a></p>
                </div>
            </div>
        </BladeFrame>
    }
}

fn service(name: &str, glyph: Glyph, route: &Route) -> impl IntoView + use<> {
    view! {
        <a class="pt-home__service" href=route.href()>
            <Icon glyph size=32 tinted=true/>
            <span>{name.to_string()}</span>
        </a>
    }
}

#[component]
fn ResourceTable(rows: Signal<Vec<ResourceRow>>) -> impl IntoView {
    let columns = vec![
        Column::view("Name", |row: &ResourceRow| kinds::resource_link(row))
            .searched_by(|row| row.name.clone()),
        Column::text("Type", |row: &ResourceRow| row.kind.display_name().to_string()),
        Column::text("Resource group", |row: &ResourceRow| row.group_name.clone()).secondary(),
        Column::text("Location", |row: &ResourceRow| row.region.display_name().to_string()).secondary(),
    ];
    view! {
        <Grid
            caption="Resources"
            columns
            rows
            row_key=|row: &ResourceRow| row.id.key()
            uncounted=true
            empty=|| view! {
                <EmptyState glyph=Glyph::Overview title="No resources to display" text="Create a resource to see it here.">
                    <a class="pt-button pt-button--primary" href=Route::Create(CreateForm::Hub).href()>"Create resources"</a>
                </EmptyState>
            }
        />
    }
}
