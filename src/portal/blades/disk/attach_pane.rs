//! *Attach to virtual machine* and *Detach*.

use super::{
    change_pane::{ChangePane, ConfirmDialog, Words},
    form::machine_error,
};
use crate::{
    base::ArmId,
    engine::request::Command as EngineCommand,
    portal::controls::{Field, MessageBar, SimBadge, TextBox, Tone},
};
use leptos::prelude::*;

/// Asks for the machine.
#[component]
pub fn AttachPane(disk: ArmId, open: RwSignal<bool>) -> impl IntoView {
    let (machine, touched) = (RwSignal::new(String::new()), RwSignal::new(false));
    let name = disk.name().to_string();
    let disk = StoredValue::new(disk);
    let error = move || machine.with(|machine| machine_error(machine));
    let command = move || {
        touched.set(true);
        let machine = untrack(error).is_none().then(|| machine.get_untracked())?;
        Some(EngineCommand::AttachDisk { disk: disk.get_value(), machine })
    };
    let words = Words {
        title: "Attach to virtual machine",
        action: "Attach",
        doing: format!("Attaching disk {name}"),
        done: format!("Attached disk {name}"),
    };
    view! {
        <ChangePane open words command=command>
            <MessageBar tone=Tone::Information>
                <SimBadge/>
                "Virtual machines are not simulated: the disk keeps the name that you enter, and cannot be deleted until it is detached. In Azure you attach a disk on the page of the machine."
            </MessageBar>
            <Field label="Virtual machine" required=true error=move || error().filter(|_| touched.get())>
                <TextBox
                    value=machine
                    on_change=move |name| machine.set(name)
                    on_blur=move |()| touched.set(true)
                />
            </Field>
        </ChangePane>
    }
}

/// Asks before a machine loses its disk.
#[component]
pub fn DetachDialog(
    disk: ArmId,
    #[prop(into)] machine: Signal<String>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let name = disk.name().to_string();
    let asked = name.clone();
    let question = Signal::derive(move || {
        format!("Detach the disk '{asked}' from the virtual machine '{}'?", machine.get())
    });
    let words = Words {
        title: "Detach disk",
        action: "Detach",
        doing: format!("Detaching disk {name}"),
        done: format!("Detached disk {name}"),
    };
    view! { <ConfirmDialog open words question command=EngineCommand::DetachDisk { disk }/> }
}
