//! What the pages of a resource have in common: title, menu, breadcrumb.

use crate::portal::{
    controls::{Crumb, Glyph},
    route::{MenuItem, Route},
    session::navigate,
    shell::{BladeFrame, ResourceMenu, ResourceMenuGroup, ResourceMenuItem},
};
use leptos::prelude::*;

/// How the pages of one kind of resource look.
#[derive(Clone)]
pub struct ResourceLook {
    /// The resource's name.
    pub name: String,
    /// Its type, under the name.
    pub subtitle: &'static str,
    pub glyph: Glyph,
    /// From Home to the list it was found in.
    pub crumbs: Vec<Crumb>,
    pub groups: Vec<ResourceMenuGroup>,
    /// Where ✕ leads from its overview.
    pub close: Route,
    pub overview: Route,
}

/// A page of a resource: the frame, with the resource's menu at the left.
#[component]
pub fn ResourceFrame(
    look: ResourceLook,
    item: MenuItem,
    /// The route of the page, to mark it in the menu.
    current: Route,
    children: Children,
) -> impl IntoView {
    let on_overview = item == MenuItem::Overview;
    let ResourceLook { name, subtitle, glyph, mut crumbs, groups, close, overview } = look;
    if !on_overview {
        crumbs.push(Crumb::new(name.clone(), overview.href()));
    }
    let back = if on_overview { close } else { overview };
    let page = (!on_overview).then(|| item.title().to_string());
    let current = current.href();
    let menu_name = name.clone();
    view! {
        <BladeFrame
            title=name
            item=page
            subtitle=Some(subtitle.to_string())
            glyph
            crumbs=crumbs
            on_close=move |()| navigate(&back)
            menu=move || {
                let (groups, current, name) = (groups.clone(), current.clone(), menu_name.clone());
                view! { <ResourceMenu resource=name groups=groups current=current/> }
            }
        >
            {children()}
        </BladeFrame>
    }
}

/// A line of a resource's menu, by its page.
pub fn menu_line(glyph: Glyph, item: MenuItem, route: Route) -> ResourceMenuItem {
    ResourceMenuItem::new(glyph, item.title(), route.href())
}
