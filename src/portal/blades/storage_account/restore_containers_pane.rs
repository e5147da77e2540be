//! The pane *Restore containers*: point-in-time restore of the account itself.

use super::restore_containers::{NO_WINDOW, Obstacle, command, latest_text, obstacle};
use crate::{
    base::{ArmId, SimTime},
    engine::{
        query::{BlobRestoreView, BlobRestores, DataProtectionDetail, ProtectionOf},
        storage::RestoreRange,
    },
    portal::{
        blades::{
            answered::NoAnswer,
            disk::change_pane::Change,
            refused::{reason_of, use_refusal},
            restore::{
                in_place_form::InPlaceForm,
                in_place_target::{Expected, InPlaceFields},
                moment_step::MomentPicker,
            },
            view_request::view::ViewRequest,
        },
        controls::{
            Button, ButtonKind, ContextPane, FormSection, MessageBar, PaneSize, Skeleton, StatusCell, Tone,
        },
        session::{Loadable, Loaded, use_query},
    },
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Handles of what is shown and entered.
#[derive(Clone, Copy)]
struct Restore {
    account: StoredValue<ArmId>,
    /// `None` until it is known whether anything is in the way.
    obstacle: Memo<Option<Option<Obstacle>>>,
    restores: Loaded<BlobRestoreView>,
    time: RwSignal<Option<SimTime>>,
    form: RwSignal<InPlaceForm>,
    ticked: RwSignal<BTreeSet<String>>,
    ranges: Memo<Option<Vec<RestoreRange>>>,
}

impl Restore {
    fn new(account: ArmId, open: RwSignal<bool>) -> Restore {
        let account = StoredValue::new(account);
        let wanted = move || open.get().then(|| account.get_value());
        let settings = use_query(move || wanted().map(|account| DataProtectionDetail { account }));
        let instance = use_query(move || wanted().map(|datasource| ProtectionOf { datasource }));
        let obstacle = Memo::new(move |_| {
            let instance = match instance.state.get() {
                Loadable::Loading => return None,
                Loadable::Ready(instance) => instance,
                // Whoever may not look into the vault is not kept from restoring for that.
                Loadable::Failed(_) => None,
            };
            settings.map(|settings| obstacle(settings, instance.as_ref()))
        });
        let free = move || obstacle.with(|obstacle| *obstacle == Some(None));
        let restores = use_query(move || wanted().filter(|_| free()).map(|account| BlobRestores { account }));
        let form = RwSignal::new(InPlaceForm::default());
        let ticked = RwSignal::new(BTreeSet::new());
        let time = RwSignal::new(None::<SimTime>);
        let restore = Restore {
            account,
            obstacle,
            restores,
            time,
            form,
            ticked,
            ranges: Memo::new(move |_| InPlaceForm { containers: ticked.get(), ..form.get() }.ranges().ok()),
        };
        restore.begin_anew(open);
        restore
    }

    /// Nothing is entered when the pane opens, and the moment stands still from then on.
    fn begin_anew(self, open: RwSignal<bool>) {
        // Reaches outside: what was entered before goes when the pane opens.
        Effect::new(move || {
            if open.get() {
                self.form.set(InPlaceForm::default());
                self.ticked.set(BTreeSet::new());
                self.time.set(None);
            }
        });
        // Reaches outside: what is asked about the moment is asked once, not at every tick.
        Effect::new(move || {
            let last = self.restores.map(|view| view.window.map(|(_, last)| last)).flatten();
            if let (None, Some(last)) = (self.time.get(), last.filter(|_| open.get())) {
                self.time.set(Some(last));
            }
        });
    }

    fn command(self) -> Option<crate::engine::request::Command> {
        let (time, ranges) = (self.time.get()?, self.ranges.get()?);
        Some(self.account.with_value(|account| command(account, time, ranges)))
    }

    /// What is missing for *Restore*.
    fn missing(self) -> Option<String> {
        let text = match self.obstacle.get() {
            None => "Waiting for the settings of the account.".to_string(),
            Some(Some(obstacle)) => obstacle.text,
            Some(None) if self.time.get().is_none() => "Choose a moment first.".to_string(),
            Some(None) if self.ranges.with(Option::is_none) => {
                "Choose the blobs to restore first.".to_string()
            }
            Some(None) => return None,
        };
        Some(text)
    }
}

#[component]
pub fn RestoreContainersPane(account: ArmId, open: RwSignal<bool>) -> impl IntoView {
    let name = account.name().to_string();
    let restore = Restore::new(account, open);
    let change = Change::new(open);
    let refusal = use_refusal(move || restore.command());
    let subtitle = format!("Storage account {name}");
    let give = move |()| {
        let Some(command) = untrack(move || restore.command()) else { return };
        let doing = format!("Starting to restore blobs of {name}");
        change.give(command, doing, format!("Started to restore blobs of {name}"));
    };
    let footer = move || {
        view! {
            <Button
                kind=ButtonKind::Primary
                on_click=give.clone()
                busy=change.busy
                disabled_reason=Signal::derive(move || restore.missing().or_else(|| reason_of(refusal)))
            >"Restore"</Button>
            <Button on_click=move |()| change.close()>"Cancel"</Button>
            <ViewRequest commands=move || restore.command().into_iter().collect()/>
        }
    };
    view! {
        <ContextPane
            open
            on_close=move |()| change.close()
            title="Restore containers"
            subtitle
            size=PaneSize::Large
            footer
        >
            {move || match restore.obstacle.get() {
                None => view! { <div aria-busy="true"><Skeleton lines=6/></div> }.into_any(),
                Some(Some(obstacle)) => view! { <InTheWay obstacle/> }.into_any(),
                Some(None) => view! { <Fields restore/> }.into_any(),
            }}
            {change.failed()}
        </ContextPane>
    }
}

#[component]
fn InTheWay(obstacle: Obstacle) -> impl IntoView {
    view! {
        <MessageBar>
            {obstacle.text} " "
            {obstacle.link.map(|(text, href)| view! { <a href=href>{text}</a> })}
        </MessageBar>
    }
}

#[component]
fn Fields(restore: Restore) -> impl IntoView {
    let restores = restore.restores;
    let account = Signal::derive(move || Some(restore.account.get_value()));
    let any = Memo::new(move |_| restores.map(|view| view.window.is_some()).unwrap_or(false));
    let none = move || restores.map(|view| view.window.is_none()).unwrap_or(false);
    let latest = Memo::new(move |_| restores.map(|view| view.latest.as_ref().map(latest_text)).flatten());
    view! {
        {move || restores.failure().map(|failure| view! { <NoAnswer failure retry=move |()| restores.refresh()/> })}
        {move || latest.get().map(|(badge, text)| view! {
            <p class="pt-text" role="status"><StatusCell tone=badge text=text/></p>
        })}
        {move || none().then(|| view! { <MessageBar tone=Tone::Warning>{NO_WINDOW}</MessageBar> })}
        <Show when=move || any.get()>
            <FormSection
                title="Restore point"
                text="Choose the moment to put the blobs back to. What was written later is undone."
            >
                <MomentPicker restores time=restore.time.into() on_choose=move |at| restore.time.set(Some(at))/>
            </FormSection>
            <FormSection title="Containers and blobs">
                <InPlaceFields account form=restore.form ticked=restore.ticked/>
                <Expected account time=restore.time.into() ranges=restore.ranges.into()/>
            </FormSection>
        </Show>
    }
}
