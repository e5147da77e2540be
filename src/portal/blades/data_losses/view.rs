//! The page *Recoverability*.

use super::view_model::{Cell, DisasterLine, PlaceLine, disaster_lines, means_name, place_lines};
use crate::{
    base::ArmId,
    engine::query::{DataLossView, DataLosses, Means},
    portal::{
        blades::{answered::Answered, storage_account::frame::StorageAccountFrame},
        controls::{Command, CommandBar, Glyph, MessageBar, SimBadge, StatusCell},
        format::moment,
        route::{MenuItem, Route},
        session::use_query,
    },
};
use leptos::prelude::*;

#[component]
pub fn DataLossesPage(account: ArmId) -> impl IntoView {
    let id = account.clone();
    let answer = use_query(move || Some(DataLosses { account: id.clone() }));
    let commands = vec![Command::run(Glyph::Refresh, "Refresh", move || answer.refresh())];
    view! {
        <StorageAccountFrame account item=MenuItem::DataLosses>
            <CommandBar commands refreshing=move || answer.is_loading()/>
            <Answered answer ready=move |shown| view! {
                <div class="pt-page">
                    <Intro shown/>
                    <Places shown/>
                    <Disasters shown/>
                </div>
            }/>
        </StorageAccountFrame>
    }
}

#[component]
fn Intro(shown: Signal<DataLossView>) -> impl IntoView {
    let instance = move || {
        shown.with(|view| view.protected_by.clone()).map(|id| {
            let name = id.name().to_string();
            view! {
                <p class="pt-text">"Protected by the backup instance "
                    <a href=Route::of_resource(&id).href()>{name}</a>"."
                </p>
            }
        })
    };
    let at = move || shown.with(|view| moment(view.at));
    let lake = move || shown.with(|view| view.hierarchical_namespace);
    view! {
        <MessageBar>
            <SimBadge/>
            " Azure has no such page. It shows where the bytes of this account are now, and what would be left had they been lost at this moment."
        </MessageBar>
        {instance}
        <p class="pt-text pt-muted">"As of " {at} ". It does not follow single writes: refresh to look again."</p>
        {move || lake().then(|| view! {
            <p class="pt-text pt-muted">
                "An account with a hierarchical namespace has neither versions nor operational backup."
            </p>
        })}
    }
}

#[component]
fn Places(shown: Signal<DataLossView>) -> impl IntoView {
    let row = |line: PlaceLine| {
        view! {
            <tr>
                <th scope="row">{line.name}</th>
                <td class="pt-places__number">{line.count}</td>
                <td class="pt-places__number">{line.size}</td>
                <td class="pt-places__bar" aria-hidden="true">
                    <svg viewBox="0 0 100 10" preserveAspectRatio="none" focusable="false">
                        <rect x="0" y="0" width=line.percent.to_string() height="10"></rect>
                    </svg>
                </td>
                <td class="pt-muted">{line.note}</td>
            </tr>
        }
    };
    view! {
        <h2 class="pt-section-title">"Where the bytes are"</h2>
        <table class="pt-places">
            <caption class="pt-visually-hidden">"Bytes by place"</caption>
            <thead>
                <tr>
                    <th scope="col">"Place"</th>
                    <th scope="col" class="pt-places__number">"Blobs"</th>
                    <th scope="col" class="pt-places__number">"Size"</th>
                    <td></td>
                    <td></td>
                </tr>
            </thead>
            <tbody>{move || shown.with(place_lines).into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Disasters(shown: Signal<DataLossView>) -> impl IntoView {
    let cell = |cell: Cell| view! { <td><StatusCell tone=cell.badge text=cell.text/></td> };
    let row = move |line: DisasterLine| {
        view! {
            <tr>
                <th scope="row">{line.name}<span class="pt-losses__detail">{line.detail}</span></th>
                {line.cells.into_iter().map(cell).collect_view()}
            </tr>
        }
    };
    let head = || {
        Means::ALL.into_iter().map(|means| view! { <th scope="col">{means_name(means)}</th> }).collect_view()
    };
    view! {
        <h2 class="pt-section-title">"What each disaster would leave"</h2>
        <div class="pt-losses">
            <table class="pt-losses__table">
                <caption class="pt-visually-hidden">"Disasters and what brings the data back"</caption>
                <thead><tr><th scope="col">"Had this happened now"</th>{head()}</tr></thead>
                <tbody>{move || shown.with(disaster_lines).into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
