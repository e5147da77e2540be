//! The *Properties* pages of storage accounts and resource groups.

use super::view_model::{Pair, of_account, of_group};
use crate::{
    base::ArmId,
    engine::query::{ResourceGroupDetail, ResourceGroupView, StorageAccountDetail, StorageAccountView},
    portal::{
        blades::{answered::Answered, scope_frame::ScopeFrame},
        controls::{Command, CommandBar, CopyButton, Glyph},
        route::MenuItem,
        session::use_query,
    },
};
use leptos::prelude::*;

#[component]
pub fn StorageAccountProperties(account: ArmId) -> impl IntoView {
    let asked = account.clone();
    let answer = use_query(move || Some(StorageAccountDetail { account: asked.clone() }));
    let page = |view: Signal<StorageAccountView>| {
        view! { <Pairs pairs=Signal::derive(move || view.with(of_account))/> }
    };
    let commands = vec![Command::run(Glyph::Refresh, "Refresh", move || answer.refresh())];
    view! {
        <ScopeFrame scope=account item=MenuItem::Properties>
            <CommandBar commands=commands.clone()/>
            <Answered answer ready=page/>
        </ScopeFrame>
    }
}

#[component]
pub fn ResourceGroupProperties(group: ArmId) -> impl IntoView {
    let asked = group.clone();
    let answer = use_query(move || Some(ResourceGroupDetail { group: asked.clone() }));
    let page = |view: Signal<ResourceGroupView>| {
        view! { <Pairs pairs=Signal::derive(move || view.with(of_group))/> }
    };
    let commands = vec![Command::run(Glyph::Refresh, "Refresh", move || answer.refresh())];
    view! {
        <ScopeFrame scope=group item=MenuItem::Properties>
            <CommandBar commands=commands.clone()/>
            <Answered answer ready=page/>
        </ScopeFrame>
    }
}

#[component]
fn Pairs(pairs: Signal<Vec<Pair>>) -> impl IntoView {
    let row = |pair: Pair| {
        let label = format!("Copy {}", pair.label);
        view! {
            <dt>{pair.label}</dt>
            <dd>
                <span class="pt-copyable">
                    <span class="pt-copyable__text">{pair.value.clone()}</span>
                    <CopyButton value=pair.value label/>
                </span>
            </dd>
        }
    };
    view! {
        <div class="pt-page">
            <dl class="pt-summary">{move || pairs.get().into_iter().map(row).collect_view()}</dl>
        </div>
    }
}
