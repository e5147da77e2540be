//! Draws a glyph as an inline SVG; always decoration, the text beside it carries the meaning.

use leptos::prelude::*;

pub use super::glyph::Glyph;

/// A glyph. Its colour is the text's, or the glyph's own hue when `tinted`.
#[component]
pub fn Icon(
    /// The picture.
    glyph: Glyph,
    /// Edge length in CSS pixels at the usual text size.
    #[prop(default = 16)]
    size: u16,
    /// Uses the glyph's own hue instead of the text colour.
    #[prop(optional)]
    tinted: bool,
) -> impl IntoView {
    let art = glyph.art();
    // In rem, so that glyphs grow with the text.
    let edge = format!("{}rem", f32::from(size) / 16.0);
    let class = if tinted { format!("pt-icon {}", glyph.hue_class()) } else { "pt-icon".to_string() };
    view! {
        <svg class=class width=edge.clone() height=edge viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            {art.wash.map(|wash| view! { <path class="pt-icon__wash" d=wash></path> })}
            {art.solid.map(|solid| view! { <path class="pt-icon__solid" d=solid></path> })}
            {art.line.map(|line| view! { <path class="pt-icon__line" d=line></path> })}
            {art.mark.map(|mark| view! { <path class="pt-icon__mark" d=mark></path> })}
        </svg>
    }
}
