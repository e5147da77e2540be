//! Moving the focus: roving in toolbars, tabs and menus; the first stop of a pane.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::portal::roving::{Axis, roving_target};

const FOCUSABLE: &str = "input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled), \
                         button:not(:disabled), a[href], summary, [tabindex='0']";

/// The elements below `root` that match `selector` and are rendered.
pub fn visible_matches(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(nodes) = root.query_selector_all(selector) else { return Vec::new() };
    (0..nodes.length())
        .filter_map(|index| nodes.get(index)?.dyn_into::<HtmlElement>().ok())
        .filter(|element| {
            element.offset_width() > 0
                && element.closest("[data-overflowed]").is_ok_and(|overflowed| overflowed.is_none())
        })
        .collect()
}

/// Walks the focus among `stops`; true if the key was one that walks.
pub fn rove(stops: &[HtmlElement], key: &str, axis: Axis) -> bool {
    let active = document().active_element();
    let current = stops.iter().position(|stop| active.as_ref() == Some(stop.as_ref())).unwrap_or(0);
    let Some(target) = roving_target(key, current, stops.len(), axis) else { return false };
    let _ = stops[target].focus();
    true
}

/// Puts the focus where a person will want it in a newly opened `root`: the element marked
/// `data-autofocus`, else the first field or button below `body`, else the heading.
pub fn focus_first(root: &Element, body: &str, heading: &str) {
    let marked = root.query_selector("[data-autofocus]").ok().flatten();
    let first = marked.or_else(|| {
        let area = root.query_selector(body).ok().flatten()?;
        visible_matches(&area, FOCUSABLE).into_iter().next().map(Into::into)
    });
    let target = first.or_else(|| root.query_selector(heading).ok().flatten());
    if let Some(target) = target.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = target.focus();
    }
}

/// The element that has the focus, if it is more than the page itself.
pub fn focused_element() -> Option<HtmlElement> {
    document().active_element()?.dyn_into::<HtmlElement>().ok().filter(|element| element.tag_name() != "BODY")
}
