//! The mark of what the simulator adds to the portal.

use leptos::prelude::*;

/// Hatched, violet, and readable: Azure has nothing like what stands beside it.
#[component]
pub fn SimBadge() -> impl IntoView {
    view! { <span class="pt-sim-badge" title="Part of the simulator: Azure shows nothing like this">"SIM"</span> }
}
