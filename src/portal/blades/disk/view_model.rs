//! What the pages of a disk and of its snapshots show.

use crate::{
    base::{ArmId, ByteSize},
    engine::{
        compute::{DiskSku, DiskTier},
        query::{DiskView, SnapshotRow},
        resources::ProvisioningState,
    },
    portal::{
        blades::{
            disk::form::daily_text,
            storage_account::view_model::{PropertySection, provisioning_text},
        },
        format,
        route::Route,
    },
};

pub fn zone_text(zone: Option<u8>) -> String {
    zone.map_or_else(|| "No infrastructure redundancy required".into(), |zone| format!("Zone {zone}"))
}

/// `P30: 5,000 IOPS, 200 MB/s`; kinds without tiers leave the name out.
pub fn performance_text(tier: &DiskTier) -> String {
    let rates = format!(
        "{} IOPS, {} MB/s",
        format::count(tier.iops.into()),
        format::count(tier.megabytes_per_second.into())
    );
    if tier.name.is_empty() { rates } else { format!("{}: {rates}", tier.name) }
}

/// A size of a kind of disk, with what it can do.
#[derive(Clone, Debug, PartialEq)]
pub struct TierLine {
    pub key: String,
    pub size_gib: u32,
    pub size: String,
    pub tier: &'static str,
    pub iops: String,
    pub throughput: String,
}

impl TierLine {
    /// The tiers of a kind of disk, the smallest first; none where it has no tiers.
    pub fn all(sku: DiskSku) -> Vec<TierLine> {
        let line = |tier: &DiskTier| TierLine {
            key: tier.size_gib.to_string(),
            size_gib: tier.size_gib,
            size: format!("{} GiB", format::count(tier.size_gib.into())),
            tier: tier.name,
            iops: format::count(tier.iops.into()),
            throughput: format!("{} MB/s", format::count(tier.megabytes_per_second.into())),
        };
        sku.facts().tiers.iter().map(line).collect()
    }
}

/// `diskState`.
pub fn state_text(view: &DiskView) -> &'static str {
    match (view.provisioning, &view.managed_by) {
        (ProvisioningState::Provisioning, _) => "Creating",
        (ProvisioningState::Succeeded, Some(_)) => "Attached",
        (ProvisioningState::Succeeded, None) => "Unattached",
    }
}

/// Why no image can be uploaded.
pub fn image_blocked(view: &DiskView) -> Option<String> {
    let words = "Something was written on this disk already: an image needs an empty one.";
    (view.used > ByteSize::ZERO).then(|| words.to_string())
}

/// Why it cannot be attached to a machine.
pub fn attach_blocked(view: &DiskView) -> Option<String> {
    view.managed_by.as_ref().map(|machine| format!("The disk is attached to {machine} already."))
}

/// Why it cannot be detached from one.
pub fn detach_blocked(view: &DiskView) -> Option<String> {
    view.managed_by.is_none().then(|| "The disk is attached to no virtual machine.".to_string())
}

/// The *Properties* tab of the overview.
pub fn sections(view: &DiskView) -> Vec<PropertySection> {
    let tier = view.sku.tier(view.size_gib);
    let snapshots = format::counted(view.snapshots.len() as u64, "snapshot", "snapshots");
    let source = view.made_of.as_ref().map_or_else(|| "None (empty disk)".into(), |id| id.name().to_string());
    vec![
        PropertySection::new(
            "Size",
            [
                ("Size", format!("{} GiB", format::count(view.size_gib.into()))),
                ("Storage type", view.sku.display_name().to_string()),
                ("Performance", performance_text(&tier)),
                ("Sector size", format!("{} bytes", view.sku.facts().sector_bytes)),
            ],
        ),
        PropertySection::new(
            "Data",
            [
                ("Written so far", view.used.to_string()),
                ("Written since the last snapshot", view.unsaved.to_string()),
                ("Simulated work", daily_text(view.workload)),
                ("Snapshots", snapshots),
                ("Source", source),
            ],
        ),
        PropertySection::new(
            "Details",
            [
                ("Unique ID", view.unique_id.to_string()),
                ("Provisioning state", provisioning_text(view.provisioning).to_string()),
                ("Encryption type", "Platform-managed key".to_string()),
                ("Network access", "Enabled from all networks".to_string()),
            ],
        ),
    ]
}

/// A line of a chain of snapshots.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotLine {
    pub key: String,
    pub name: String,
    pub href: String,
    pub kind: &'static str,
    pub storage: &'static str,
    pub size: String,
    pub used: String,
    pub created: String,
    pub row: SnapshotRow,
}

pub fn kind_text(incremental: bool) -> &'static str {
    if incremental { "Incremental" } else { "Full" }
}

pub fn snapshot_line(row: &SnapshotRow) -> SnapshotLine {
    SnapshotLine {
        key: row.id.key(),
        name: row.name.clone(),
        href: Route::of_resource(&row.id).href(),
        kind: kind_text(row.incremental),
        storage: row.sku.display_name(),
        size: format!("{} GiB", format::count(row.size_gib.into())),
        used: row.used.to_string(),
        created: format::moment(row.created_at),
        row: row.clone(),
    }
}

/// What all snapshots of a chain take together, which is what is paid for.
pub fn chain_sentence(rows: &[SnapshotRow]) -> String {
    let total: ByteSize = rows.iter().map(|row| row.used).sum();
    let count = format::counted(rows.len() as u64, "snapshot takes", "snapshots take");
    format!(
        "{count} {total} together. Each incremental one takes only what had changed since the one before."
    )
}

/// What deleting a snapshot means for the others.
pub fn delete_snapshot_question(snapshot: &ArmId, chain: &[SnapshotRow]) -> String {
    let own = chain.iter().position(|row| row.id == *snapshot);
    let later = own.map_or(&[][..], |own| &chain[own + 1..]);
    let name = snapshot.name();
    match later.iter().find(|row| row.incremental) {
        Some(next) => format!(
            "Delete the snapshot '{name}'? No other snapshot is harmed: what only this one holds is merged into '{}'.",
            next.name
        ),
        None => format!("Delete the snapshot '{name}'? What only this one holds is gone for good."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::SimTime,
        engine::{
            compute::{DiskSku, SnapshotSku},
            resources::{Region, Tags},
        },
    };
    use uuid::Uuid;

    fn row(name: &str, used: ByteSize) -> SnapshotRow {
        let group = ArmId::resource_group(Uuid::nil(), "rg");
        SnapshotRow {
            id: ArmId::resource(&group, "Microsoft.Compute/snapshots", name),
            name: name.into(),
            incremental: true,
            sku: SnapshotSku::StandardLrs,
            size_gib: 128,
            used,
            created_at: SimTime::EPOCH,
        }
    }

    fn disk() -> DiskView {
        let group = ArmId::resource_group(Uuid::nil(), "rg");
        DiskView {
            id: ArmId::resource(&group, "Microsoft.Compute/disks", "data-1"),
            name: "data-1".into(),
            group,
            group_name: "rg".into(),
            subscription: Uuid::nil(),
            subscription_name: "Production".into(),
            region: Region::WestEurope,
            zone: None,
            sku: DiskSku::PremiumLrs,
            size_gib: 1_024,
            made_of: None,
            source_exists: false,
            workload: None,
            unique_id: Uuid::nil(),
            managed_by: None,
            tags: Tags::new(),
            provisioning: ProvisioningState::Succeeded,
            created_at: SimTime::EPOCH,
            used: ByteSize::gib(3),
            unsaved: ByteSize::mib(7),
            snapshots: vec![row("mon", ByteSize::gib(2))],
        }
    }

    #[test]
    fn the_state_follows_provisioning_and_machine() {
        let mut view = disk();
        assert_eq!(state_text(&view), "Unattached");
        view.managed_by = Some("vm-1".into());
        assert_eq!(state_text(&view), "Attached");
        view.provisioning = ProvisioningState::Provisioning;
        assert_eq!(state_text(&view), "Creating");
    }

    #[test]
    fn what_is_in_use_is_not_attached_again() {
        let mut view = disk();
        assert!(attach_blocked(&view).is_none() && detach_blocked(&view).is_some());
        view.managed_by = Some("vm-1".into());
        assert!(attach_blocked(&view).is_some_and(|text| text.contains("vm-1")));
        assert!(detach_blocked(&view).is_none() && image_blocked(&view).is_some());
        view.used = ByteSize::ZERO;
        assert_eq!(image_blocked(&view), None);
    }

    #[test]
    fn the_overview_says_what_is_not_yet_in_a_snapshot() {
        let all: Vec<_> = sections(&disk()).into_iter().flat_map(|section| section.properties).collect();
        let value = |label: &str| all.iter().find(|row| row.label == label).map(|row| row.value.clone());
        assert_eq!(value("Written since the last snapshot").as_deref(), Some("7.00 MiB"));
        assert_eq!(value("Size").as_deref(), Some("1,024 GiB"));
        assert_eq!(value("Source").as_deref(), Some("None (empty disk)"));
    }

    #[test]
    fn deleting_says_where_the_data_goes() {
        let chain = [row("mon", ByteSize::gib(2)), row("tue", ByteSize::mib(512))];
        assert!(delete_snapshot_question(&chain[0].id, &chain).contains("merged into 'tue'"));
        assert!(delete_snapshot_question(&chain[1].id, &chain).contains("gone for good"));
        assert!(chain_sentence(&chain).starts_with("2 snapshots take 2.50 GiB together."));
        let line = snapshot_line(&chain[1]);
        assert_eq!(
            (line.used.as_str(), line.size.as_str(), line.kind),
            ("512.00 MiB", "128 GiB", "Incremental")
        );
    }

    #[test]
    fn the_tiers_of_a_kind_are_listed_with_what_they_can_do() {
        let lines = TierLine::all(DiskSku::PremiumLrs);
        assert_eq!((lines[0].tier, lines[0].size.as_str()), ("P1", "4 GiB"));
        let last = lines.last().expect("there are some");
        assert_eq!((last.iops.as_str(), last.throughput.as_str()), ("20,000", "900 MB/s"));
        assert!(TierLine::all(DiskSku::UltraLrs).is_empty());
    }
}
