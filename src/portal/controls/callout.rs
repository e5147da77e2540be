//! Places menus, call-outs and tooltips in the browser's top layer beside their anchor.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// Least distance to the window's edge, in CSS pixels.
const MARGIN: f64 = 8.0;
/// Distance between the anchor and what hangs on it, in CSS pixels.
const GAP: f64 = 2.0;

/// Which edges of panel and anchor are in line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    #[default]
    Start,
    End,
}

/// Shows `panel` (an element with `popover="manual"`) below `anchor`, or above where there is no room.
pub fn place_below(panel: &HtmlElement, anchor: &Element, align: Align) {
    let _ = panel.show_popover();
    let (anchor, bounds) = (anchor.get_bounding_client_rect(), panel.get_bounding_client_rect());
    let (width, height) = viewport();
    let right_to_left = document().dir() == "rtl";
    let left = match (align, right_to_left) {
        (Align::Start, false) | (Align::End, true) => anchor.left(),
        (Align::End, false) | (Align::Start, true) => anchor.right() - bounds.width(),
    };
    let below = anchor.bottom() + GAP;
    let above = anchor.top() - GAP - bounds.height();
    let fits_below = below + bounds.height() + MARGIN <= height;
    let top = if fits_below || above < MARGIN { below } else { above };
    move_to(panel, left.min(width - bounds.width() - MARGIN).max(MARGIN), top);
    let room = (height - top - MARGIN).max(96.0);
    let _ = panel.style().set_property("--pt-room", &format!("{room}px"));
}

/// Shows a small `panel` centred under `anchor`, or above where there is no room.
pub fn place_beside(panel: &HtmlElement, anchor: &Element) {
    let _ = panel.show_popover();
    let (anchor, bounds) = (anchor.get_bounding_client_rect(), panel.get_bounding_client_rect());
    let (width, height) = viewport();
    let left = anchor.left() + (anchor.width() - bounds.width()) / 2.0;
    let below = anchor.bottom() + 6.0;
    let top =
        if below + bounds.height() + MARGIN <= height { below } else { anchor.top() - 6.0 - bounds.height() };
    move_to(panel, left.min(width - bounds.width() - MARGIN).max(MARGIN), top);
}

/// Makes `panel` at least as wide as `field`.
pub fn match_width(panel: &HtmlElement, field: &HtmlElement) {
    let _ = panel.style().set_property("min-width", &format!("{}px", field.offset_width()));
}

/// Takes `panel` out of the top layer.
pub fn hide(panel: &HtmlElement) {
    let _ = panel.hide_popover();
}

/// Calls `on_leave` when a person presses the pointer, or moves the focus, outside all of `parts`,
/// and when the window changes size. The listeners go with the current reactive owner.
pub fn on_leave(parts: impl Fn() -> Vec<HtmlElement> + 'static, on_leave: impl Fn() + Clone + 'static) {
    let parts = std::rc::Rc::new(parts);
    let outside = move |event: &web_sys::Event| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        !parts().iter().any(|part| part.contains(target.as_ref()))
    };
    let (press_outside, press_leave) = (outside.clone(), on_leave.clone());
    let press = window_event_listener(ev::pointerdown, move |event| {
        if press_outside(&event) {
            press_leave();
        }
    });
    let focus_leave = on_leave.clone();
    let focus = window_event_listener(ev::focusin, move |event| {
        if outside(&event) {
            focus_leave();
        }
    });
    let resize = window_event_listener(ev::resize, move |_| on_leave());
    on_cleanup(move || {
        press.remove();
        focus.remove();
        resize.remove();
    });
}

fn move_to(panel: &HtmlElement, left: f64, top: f64) {
    let _ = panel.style().set_property("left", &format!("{left}px"));
    let _ = panel.style().set_property("top", &format!("{top}px"));
}

fn viewport() -> (f64, f64) {
    let side =
        |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
    (side(window().inner_width()), side(window().inner_height()))
}
