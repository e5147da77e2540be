//! The services the search box knows, with everything people call them.

use crate::{
    engine::resources::ResourceKind,
    portal::route::{BrowseList, Route},
};

/// The hub over all vaults. It was Backup center, then Business Continuity Center.
pub const RESILIENCY: &str = "Resiliency";

/// A service of the portal.
#[derive(Debug)]
pub struct Service {
    pub name: &'static str,
    keywords: &'static [&'static str],
    pub route: Route,
}

const fn service(name: &'static str, keywords: &'static [&'static str], list: BrowseList) -> Service {
    Service { name, keywords, route: Route::Browse(list) }
}

/// Services in the order the portal lists them.
pub const SERVICES: &[Service] = &[
    Service {
        name: "Activity log",
        keywords: &["monitor", "audit", "events", "who did", "operations"],
        route: Route::ActivityLog,
    },
    Service {
        name: "Alerts",
        keywords: &["monitor", "backup alerts", "azure monitor", "severity"],
        route: Route::Alerts,
    },
    service("All resources", &["inventory"], BrowseList::All),
    Service {
        name: "Backup reports",
        keywords: &["cost", "storage over time", "success rate", "charts", "price"],
        route: Route::Reports,
    },
    service(
        "Backup vaults",
        &[
            "backup",
            "backup center",
            "business continuity center",
            "resiliency",
            "abcc",
            "bcdr",
            "restore",
            "recovery",
        ],
        BrowseList::Kind(ResourceKind::BackupVault),
    ),
    service(
        "Disks",
        &["managed disk", "vhd", "volume", "ultra", "premium ssd"],
        BrowseList::Kind(ResourceKind::Disk),
    ),
    Service {
        name: RESILIENCY,
        keywords: &["backup center", "business continuity center", "abcc", "bcdr", "recover", "protect"],
        route: Route::Resiliency,
    },
    service("Resource groups", &["rg"], BrowseList::ResourceGroups),
    service("Snapshots", &["disk snapshot", "incremental"], BrowseList::Kind(ResourceKind::Snapshot)),
    service(
        "Storage accounts",
        &["adls", "data lake", "blob", "container", "file"],
        BrowseList::Kind(ResourceKind::StorageAccount),
    ),
    service("Subscriptions", &["billing"], BrowseList::Subscriptions),
];

impl Service {
    /// Whether it leads to resources: home shows these, and leaves what watches them to the search and to *All services*.
    pub fn has_resources(&self) -> bool {
        !matches!(self.route, Route::ActivityLog | Route::Alerts | Route::Reports)
    }

    /// Whether somebody typing `text` may mean this service; nothing typed means all.
    pub fn answers_to(&self, text: &str) -> bool {
        let text = text.trim().to_lowercase();
        self.name.to_lowercase().contains(&text)
            || (text.len() > 1 && self.keywords.iter().any(|keyword| keyword.contains(&text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&'static str> {
        SERVICES.iter().filter(|service| service.answers_to(text)).map(|service| service.name).collect()
    }

    #[test]
    fn former_names_lead_to_the_hub_and_the_vaults() {
        assert_eq!(found("backup center"), ["Backup vaults", RESILIENCY]);
        assert_eq!(found("Business Continuity"), ["Backup vaults", RESILIENCY]);
        assert_eq!(found("ADLS"), ["Storage accounts"]);
        assert_eq!(found("managed disk"), ["Disks"]);
        assert_eq!(found("").len(), SERVICES.len());
        assert!(found("kubernetes").is_empty());
    }
}
