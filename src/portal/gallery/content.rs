//! Glyphs, buttons, bars, tiles, progress.

use leptos::prelude::*;

use super::Sample;
use crate::portal::controls::*;

const RESOURCE_GLYPHS: [(Glyph, &str); 16] = [
    (Glyph::Vault, "Vault"),
    (Glyph::Storage, "Storage"),
    (Glyph::Container, "Container"),
    (Glyph::Folder, "Folder"),
    (Glyph::File, "File"),
    (Glyph::Disk, "Disk"),
    (Glyph::Snapshot, "Snapshot"),
    (Glyph::ResourceGroup, "Resource group"),
    (Glyph::Subscription, "Subscription"),
    (Glyph::Policy, "Policy"),
    (Glyph::Instance, "Instance"),
    (Glyph::Identity, "Identity"),
    (Glyph::Shield, "Shield"),
    (Glyph::Lock, "Lock"),
    (Glyph::Cloud, "Cloud"),
    (Glyph::Job, "Job"),
];

const COMMAND_GLYPHS: [Glyph; 50] = [
    Glyph::ActivityLog,
    Glyph::Alert,
    Glyph::Bell,
    Glyph::Calendar,
    Glyph::Chart,
    Glyph::Check,
    Glyph::ChevronDown,
    Glyph::ChevronLeft,
    Glyph::Clock,
    Glyph::Close,
    Glyph::Code,
    Glyph::Columns,
    Glyph::Copy,
    Glyph::Delete,
    Glyph::Download,
    Glyph::Edit,
    Glyph::External,
    Glyph::Filter,
    Glyph::Flag,
    Glyph::Gear,
    Glyph::Globe,
    Glyph::Help,
    Glyph::HideMenu,
    Glyph::Home,
    Glyph::Iam,
    Glyph::Key,
    Glyph::Link,
    Glyph::Menu,
    Glyph::More,
    Glyph::Move,
    Glyph::NextEvent,
    Glyph::Overview,
    Glyph::Pause,
    Glyph::Pin,
    Glyph::Play,
    Glyph::Plus,
    Glyph::Properties,
    Glyph::Refresh,
    Glyph::Restore,
    Glyph::Rewind,
    Glyph::Save,
    Glyph::Search,
    Glyph::Shell,
    Glyph::Star,
    Glyph::StarFilled,
    Glyph::Tag,
    Glyph::Undo,
    Glyph::Upload,
    Glyph::User,
    Glyph::Wrench,
];

const TONES: [(Tone, &str); 6] = [
    (Tone::Information, "Information"),
    (Tone::Success, "Completed"),
    (Tone::Warning, "Roles assigned, not yet effective"),
    (Tone::Error, "Failed"),
    (Tone::InProgress, "In progress, 38 %"),
    (Tone::Stopped, "Protection stopped"),
];

#[component]
pub(super) fn ContentSamples() -> impl IntoView {
    view! {
        <Glyphs/>
        <Buttons/>
        <Sample title="Status">
            <div class="pt-gallery__row">
                {TONES.into_iter().map(|(tone, text)| view! { <StatusCell tone text/> }).collect_view()}
                <StatusCell tone=Tone::Error text="Role assignment not done">
                    "· " <a href="#gallery">"View details"</a>
                </StatusCell>
            </div>
        </Sample>
        <Sample title="Bars">
            {TONES
                .into_iter()
                .take(4)
                .map(|(tone, text)| view! {
                    <MessageBar tone on_close=|_| ()>{text} ". " <a href="#gallery">"Learn more"</a></MessageBar>
                })
                .collect_view()}
            <StatusBar tone=Tone::Warning href="#gallery">"This vault has no backup instances yet. Add one."</StatusBar>
        </Sample>
        <Overview/>
        <Sample title="Progress">
            <ProgressBar label="Uploading photos" percent=Signal::stored(Some(62)) labelled=true/>
            <ProgressBar label="Validating" percent=Signal::stored(None) labelled=true/>
            <Spinner label="Validation is in progress."/>
            <Skeleton/>
            <span class="pt-copyable">
                <span class="pt-copyable__text">"6f1c8a52-4c07-4b0f-9a5e-0d2a7c11e9b4"</span>
                <CopyButton value="6f1c8a52-4c07-4b0f-9a5e-0d2a7c11e9b4" label="Copy subscription ID"/>
            </span>
            <p>
                "Balloon "
                <InfoBalloon about="Region" text="Resources live in one region. Choose the one nearest to the data."/>
                " and "
                <ExternalLink href="https://learn.microsoft.com/azure/backup/">"Documentation"</ExternalLink>
            </p>
        </Sample>
        <EmptyState
            glyph=Glyph::Vault
            title="No backup vaults to display"
            text="A Backup vault keeps the recovery points of your data sources."
        >
            <Button kind=ButtonKind::Primary>"Create Backup vault"</Button>
            <a href="#gallery">"Learn more"</a>
        </EmptyState>
    }
}

#[component]
fn Glyphs() -> impl IntoView {
    view! {
        <Sample title="Glyphs">
            <div class="pt-gallery__glyphs">
                {RESOURCE_GLYPHS
                    .into_iter()
                    .map(|(glyph, name)| view! {
                        <span class="pt-gallery__glyph"><Icon glyph size=32 tinted=true/> <Icon glyph size=18 tinted=true/> {name}</span>
                    })
                    .collect_view()}
            </div>
            <div class="pt-gallery__row">
                {COMMAND_GLYPHS.into_iter().map(|glyph| view! { <Icon glyph/> }).collect_view()}
            </div>
        </Sample>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    view! {
        <Sample title="Buttons">
            <div class="pt-gallery__row">
                <Button kind=ButtonKind::Primary>"Review + create"</Button>
                <Button>"Previous"</Button>
                <Button kind=ButtonKind::Danger>"Delete"</Button>
                <Button kind=ButtonKind::Link>"Download a template for automation"</Button>
                <Button glyph=Glyph::Plus>"Add"</Button>
                <Button kind=ButtonKind::Primary busy=true>"Saving"</Button>
                <Button kind=ButtonKind::Primary disabled_reason="Choose a vault first.">"Next"</Button>
                <Button disabled_reason="This is the first step.">"Previous (first step)"</Button>
                <IconButton glyph=Glyph::Star label="Add to favorites" on_click=|_| () pressed=Signal::stored(Some(true))/>
                <MenuButton label="Move" items=Signal::stored(vec![
                    MenuItem::run("To another resource group", || ()),
                    MenuItem::run("To another subscription", || ()).disabled_because(Some("Not simulated")),
                    MenuItem::link("Help", "#gallery").with_glyph(Glyph::Help),
                ])/>
            </div>
        </Sample>
    }
}

#[component]
fn Overview() -> impl IntoView {
    let jobs = vec![
        TileLine::link(Tone::Error, "Failed", 1, "#gallery"),
        TileLine::link(Tone::InProgress, "In progress", 2, "#gallery"),
        TileLine::link(Tone::Success, "Completed", 54, "#gallery"),
    ];
    view! {
        <Sample title="Essentials and tiles">
            <Essentials
                left=vec![
                    Essential::link("Resource group", "rg-backup-weu", "#gallery").with_action("move", "#gallery"),
                    Essential::text("Location", "West Europe"),
                    Essential::link("Subscription", "Tailspin Production", "#gallery"),
                    Essential::copyable("Subscription ID", "6f1c8a52-4c07-4b0f-9a5e-0d2a7c11e9b4"),
                ]
                right=vec![
                    Essential::text("Backup storage redundancy", "Geo-redundant"),
                    Essential::text("Soft delete", "On, 14 days"),
                    Essential::text("Immutability", ""),
                    Essential::view("State", || view! { <StatusCell tone=Tone::Success text="Succeeded"/> }.into_any()),
                ]
                links=vec![("View Cost".into(), "#gallery".into()), ("JSON View".into(), "#gallery".into())]
            />
            <TileGrid>
                <Tile title="Jobs" subtitle="Backup and restore, last 7 days" lines=Signal::stored(jobs)/>
                <Tile title="Backup instances" subtitle="Protection status now"><p>"11 protected, 1 stopped."</p></Tile>
                <Tile title="Stored data"><p class="pt-muted">"Vault store 412.6 GiB"</p></Tile>
            </TileGrid>
        </Sample>
    }
}
