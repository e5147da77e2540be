//! *Size + performance*: makes a disk larger.

use super::{
    change_pane::{ChangePane, Words},
    form::size_error,
};
use crate::{
    engine::{query::DiskView, request::Command as EngineCommand},
    portal::controls::{Field, NumberBox},
};
use leptos::prelude::*;

/// Makes the disk larger.
#[component]
pub fn ResizePane(view: Signal<DiskView>, open: RwSignal<bool>) -> impl IntoView {
    let facts = view.get_untracked();
    let size = RwSignal::new(facts.size_gib.to_string());
    let (disk, sku) = (StoredValue::new(facts.id), facts.sku);
    let size_min = i64::from(facts.size_gib);
    let error = move || {
        let smaller = size.with(|size| size.trim().parse::<u32>().is_ok_and(|new| new < view.get().size_gib));
        let too_small = smaller.then(|| "A disk can grow, but never shrink.".to_string());
        too_small.or_else(|| size.with(|size| size_error(sku, size)))
    };
    let command = move || {
        let size_gib =
            untrack(error).is_none().then(|| size.get_untracked().trim().parse().ok()).flatten()?;
        Some(EngineCommand::UpdateDisk { disk: disk.get_value(), tags: None, size_gib: Some(size_gib) })
    };
    let words = Words {
        title: "Size + performance",
        action: "Save",
        doing: format!("Updating disk {}", facts.name),
        done: format!("Updated disk {}", facts.name),
    };
    view! {
        <ChangePane open words command=command>
            <Field label="Size (GiB)" required=true error hint="The performance of most disks follows their size.">
                <NumberBox value=size on_change=move |value| size.set(value) min=size_min/>
            </Field>
        </ChangePane>
    }
}
