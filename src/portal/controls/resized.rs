//! Watching the rendered size of elements.

use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlElement, ResizeObserver};

/// Runs `changed` when the element is there and whenever it, or one of its `parts`, changes its size, until the component
/// around goes.
pub fn on_resize(
    element: NodeRef<html::Div>,
    parts: fn(&Element) -> Vec<HtmlElement>,
    changed: impl Fn(&HtmlElement) + Clone + 'static,
) {
    let observer = StoredValue::new_local(None::<(ResizeObserver, Closure<dyn FnMut()>)>);
    // Reaches outside: watches the rendered sizes.
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        let measured: HtmlElement = element.unchecked_into();
        let (watched, changed) = (measured.clone(), changed.clone());
        let on_change = Closure::<dyn FnMut()>::new(move || changed(&measured));
        let Ok(watcher) = ResizeObserver::new(on_change.as_ref().unchecked_ref()) else { return };
        watcher.observe(&watched);
        for part in parts(&watched) {
            watcher.observe(&part);
        }
        observer.set_value(Some((watcher, on_change)));
    });
    on_cleanup(move || {
        observer.try_update_value(|observer| {
            if let Some((observer, _)) = observer.take() {
                observer.disconnect();
            }
        });
    });
}
