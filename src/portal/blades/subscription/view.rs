//! The pages of a subscription.

use crate::{
    base::ArmId,
    engine::{
        query::{ResourceGroups, Subscriptions},
        rbac::people::DIRECTORY,
    },
    portal::{
        blades::{
            answered::Answered,
            browse::view::GroupGrid,
            resource_frame::{ResourceFrame, ResourceLook, menu_line},
        },
        controls::{Crumb, Essential, Essentials, Glyph},
        route::{BrowseList, MenuItem, Route},
        session::use_query,
        shell::ResourceMenuGroup,
    },
};
use leptos::prelude::*;

/// The frame of every page of a subscription.
#[component]
pub fn SubscriptionFrame(subscription: ArmId, item: MenuItem, children: Children) -> impl IntoView {
    let page = |item| Route::Subscription { id: subscription.clone(), item };
    let look = ResourceLook {
        name: subscription.name().to_string(),
        subtitle: "Subscription",
        glyph: Glyph::Subscription,
        crumbs: vec![
            Crumb::new("Home", Route::Home.href()),
            Crumb::new("Subscriptions", Route::Browse(BrowseList::Subscriptions).href()),
        ],
        groups: vec![
            ResourceMenuGroup::top(vec![
                menu_line(Glyph::Overview, MenuItem::Overview, page(MenuItem::Overview)),
                menu_line(Glyph::ActivityLog, MenuItem::ActivityLog, page(MenuItem::ActivityLog)),
                menu_line(Glyph::Iam, MenuItem::AccessControl, page(MenuItem::AccessControl)),
            ]),
            ResourceMenuGroup::new(
                "Settings",
                vec![menu_line(Glyph::Lock, MenuItem::Locks, page(MenuItem::Locks))],
            ),
        ],
        close: Route::Browse(BrowseList::Subscriptions),
        overview: page(MenuItem::Overview),
    };
    let current = page(item);
    view! { <ResourceFrame look item current>{children()}</ResourceFrame> }
}

/// The overview of a subscription.
#[component]
pub fn SubscriptionOverview(subscription: ArmId) -> impl IntoView {
    let rows = use_query(|| Some(Subscriptions));
    let id = subscription.subscription_id();
    let groups = use_query(move || id.map(|id| ResourceGroups { subscription: Some(id) }));
    let row = move || rows.ready().and_then(|rows| rows.into_iter().find(|row| Some(row.id) == id));
    let text = move |part: fn(&crate::engine::query::SubscriptionRow) -> String| {
        Signal::derive(move || row().as_ref().map(part).unwrap_or_else(|| "---".to_string()))
    };
    let left = vec![
        Essential::text("Subscription name", text(|row| row.name.clone())),
        Essential::copyable("Subscription ID", id.map(|id| id.to_string()).unwrap_or_default()),
        Essential::text("Directory", DIRECTORY.to_string()),
    ];
    let right = vec![
        Essential::text("My role", text(|row| row.my_role.clone())),
        Essential::text("Status", "Active".to_string()),
    ];
    view! {
        <SubscriptionFrame subscription item=MenuItem::Overview>
            <Essentials left right/>
            <Answered answer=groups ready=move |rows| view! { <GroupGrid rows/> }/>
        </SubscriptionFrame>
    }
}
