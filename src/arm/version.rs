//! Versions of the API: which a provider has published for each of its types, and which a request asks for.
//!
//! One table says what is looked up under `/providers`, what a version is checked against, and what is told of a version
//! that was never published.
//!
//! Source: the published REST APIs of the providers, folders of stable versions. Between the first and the last of them
//! any preview is taken for published.

use crate::arm::ApiError;

/// A type of resource, with what is told of it.
pub struct Published {
    pub name: &'static str,
    pub versions: &'static [&'static str],
    /// Whether its resources lie in regions, and have tags.
    pub located: bool,
}

/// A provider that something of is simulated.
pub struct Provider {
    pub namespace: &'static str,
    pub types: &'static [Published],
}

const DATA_PROTECTION: &[&str] = &[
    "2021-01-01",
    "2021-07-01",
    "2022-01-01",
    "2022-03-01",
    "2022-04-01",
    "2022-05-01",
    "2022-12-01",
    "2023-01-01",
    "2023-05-01",
    "2023-11-01",
    "2023-12-01",
    "2024-03-01",
    "2024-04-01",
    "2025-01-01",
    "2025-02-01",
    "2025-07-01",
    "2025-09-01",
    "2026-03-01",
    "2026-06-01",
];

const RESOURCES: &[&str] = &[
    "2015-11-01",
    "2016-02-01",
    "2016-06-01",
    "2016-07-01",
    "2016-09-01",
    "2017-05-10",
    "2018-02-01",
    "2018-05-01",
    "2019-03-01",
    "2019-05-01",
    "2019-05-10",
    "2019-07-01",
    "2019-08-01",
    "2019-10-01",
    "2020-06-01",
    "2020-08-01",
    "2020-10-01",
    "2021-01-01",
    "2021-04-01",
    "2022-09-01",
    "2023-07-01",
    "2024-03-01",
    "2024-07-01",
    "2024-11-01",
    "2025-03-01",
    "2025-04-01",
];

const SUBSCRIPTIONS: &[&str] = &[
    "2015-11-01",
    "2016-06-01",
    "2018-06-01",
    "2019-06-01",
    "2019-11-01",
    "2020-01-01",
    "2021-01-01",
    "2021-04-01",
    "2022-12-01",
    "2024-11-01",
    "2025-04-01",
];

const ROLES: &[&str] = &["2015-07-01", "2018-07-01", "2022-04-01"];

const LOCKS: &[&str] = &["2015-01-01", "2016-09-01", "2017-04-01", "2020-05-01"];

const STORAGE: &[&str] = &[
    "2015-06-15",
    "2016-01-01",
    "2016-05-01",
    "2016-12-01",
    "2017-06-01",
    "2017-10-01",
    "2018-02-01",
    "2018-07-01",
    "2018-11-01",
    "2019-04-01",
    "2019-06-01",
    "2021-01-01",
    "2021-02-01",
    "2021-04-01",
    "2021-05-01",
    "2021-06-01",
    "2021-08-01",
    "2021-09-01",
    "2022-05-01",
    "2022-09-01",
    "2023-01-01",
    "2023-04-01",
    "2023-05-01",
    "2024-01-01",
    "2025-01-01",
    "2025-06-01",
    "2025-08-01",
    "2026-09-01",
];

const DISKS: &[&str] = &[
    "2017-03-30",
    "2018-04-01",
    "2018-06-01",
    "2018-09-30",
    "2019-03-01",
    "2019-07-01",
    "2019-11-01",
    "2020-05-01",
    "2020-06-30",
    "2020-09-30",
    "2020-12-01",
    "2021-04-01",
    "2021-08-01",
    "2021-12-01",
    "2022-03-02",
    "2022-07-02",
    "2023-01-02",
    "2023-04-02",
    "2023-10-02",
    "2024-03-02",
    "2025-01-02",
    "2026-03-02",
];

const fn located(name: &'static str, versions: &'static [&'static str]) -> Published {
    Published { name, versions, located: true }
}

const fn global(name: &'static str, versions: &'static [&'static str]) -> Published {
    Published { name, versions, located: false }
}

/// The namespaces that something of is simulated.
pub const PROVIDERS: &[Provider] = &[
    Provider {
        namespace: "Microsoft.Authorization",
        types: &[
            global("roleAssignments", ROLES),
            global("roleDefinitions", ROLES),
            global("permissions", ROLES),
            global("locks", LOCKS),
        ],
    },
    Provider {
        namespace: "Microsoft.Compute",
        types: &[
            located("disks", DISKS),
            located("snapshots", DISKS),
            global("locations", DISKS),
            global("locations/diskOperations", DISKS),
        ],
    },
    Provider {
        namespace: "Microsoft.DataProtection",
        types: &[
            located("BackupVaults", DATA_PROTECTION),
            located("ResourceGuards", DATA_PROTECTION),
            global("backupInstances", DATA_PROTECTION),
            global("operations", DATA_PROTECTION),
            global("locations", DATA_PROTECTION),
            global("locations/checkNameAvailability", DATA_PROTECTION),
            global("locations/checkFeatureSupport", DATA_PROTECTION),
            global("locations/operationStatus", DATA_PROTECTION),
            global("locations/operationResults", DATA_PROTECTION),
        ],
    },
    Provider {
        namespace: "Microsoft.Resources",
        types: &[
            global("tenants", SUBSCRIPTIONS),
            global("subscriptions", SUBSCRIPTIONS),
            global("locations", SUBSCRIPTIONS),
            global("providers", RESOURCES),
            global("operationresults", RESOURCES),
            global("resources", RESOURCES),
            located("resourceGroups", RESOURCES),
            global("deployments", RESOURCES),
            global("tags", RESOURCES),
        ],
    },
    Provider {
        namespace: "Microsoft.Storage",
        types: &[
            located("storageAccounts", STORAGE),
            global("storageAccounts/blobServices", STORAGE),
            global("operations", STORAGE),
            global("checkNameAvailability", STORAGE),
            global("locations", STORAGE),
        ],
    },
];

/// The provider of this namespace, whatever its case.
pub fn provider(namespace: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.namespace.eq_ignore_ascii_case(namespace))
}

impl Provider {
    /// What was published of a type; of all of them where it is none that is listed.
    fn versions(&self, kind: &str) -> Vec<&'static str> {
        let named = self.types.iter().find(|known| known.name.eq_ignore_ascii_case(kind));
        let types = named.map_or(self.types, std::slice::from_ref);
        let mut versions: Vec<&str> = types.iter().flat_map(|known| known.versions).copied().collect();
        versions.sort_unstable();
        versions.dedup();
        versions
    }
}

/// From this version on, protecting a storage account answers 202 and no body.
const ACCEPTED_WITHOUT_BODY: &str = "2025-07-01";

/// Up to this version operations are followed at a location, later ones at their vault.
///
/// Source: Azure Backup, "Back up blobs in a storage account using Azure Data Protection via REST API", "Back up Azure
/// Managed Disks using Azure Backup via REST API".
const FOLLOWED_AT_LOCATION: &str = "2021-07-01";

/// The version that a request asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApiVersion(String);

impl ApiVersion {
    /// # Errors
    /// Missing, no date, or never published by the namespace for this type. Namespaces that nothing of is served have
    /// every version.
    pub fn parse(text: Option<&str>, namespace: &str, kind: &str) -> Result<ApiVersion, ApiError> {
        let text = text.filter(|text| !text.is_empty()).ok_or(ApiError::MissingApiVersion)?;
        let published = provider(namespace).map(|provider| provider.versions(kind)).unwrap_or_default();
        let supported = || published.join(", ");
        let day = text.strip_suffix("-preview").unwrap_or(text);
        if !is_date(day) {
            return Err(ApiError::InvalidApiVersion { version: text.to_string(), supported: supported() });
        }
        let (Some(first), Some(last)) = (published.first(), published.last()) else {
            return Ok(ApiVersion(text.to_string()));
        };
        if published.contains(&text) || text != day && (*first..=*last).contains(&day) {
            return Ok(ApiVersion(text.to_string()));
        }
        let (version, kind) = (text.to_string(), kind.to_string());
        Err(ApiError::NoRegisteredProvider { version, kind, supported: supported() })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether protecting a storage account answers without a body.
    pub fn accepts_without_body(&self) -> bool {
        self.0.as_str() >= ACCEPTED_WITHOUT_BODY
    }

    /// Whether operations are followed at a location instead of their vault.
    pub fn follows_at_location(&self) -> bool {
        self.0.as_str() <= FOLLOWED_AT_LOCATION
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_published_versions_are_served() {
        let of = |text| ApiVersion::parse(Some(text), "microsoft.dataprotection", "backupVaults");
        assert!(of("2025-07-01").is_ok() && of("2024-02-01-preview").is_ok());
        assert!(matches!(of("2025-07-02"), Err(ApiError::NoRegisteredProvider { .. })));
        assert!(matches!(of("1999-01-01-preview"), Err(ApiError::NoRegisteredProvider { .. })));
        assert!(matches!(of("latest"), Err(ApiError::InvalidApiVersion { .. })));
        assert_eq!(ApiVersion::parse(None, "x", "y"), Err(ApiError::MissingApiVersion));
        assert!(ApiVersion::parse(Some("2030-01-01"), "Microsoft.ResourceGraph", "resources").is_ok());
        // Types of one namespace have versions of their own.
        let authorization = |kind| ApiVersion::parse(Some("2020-05-01"), "Microsoft.Authorization", kind);
        assert!(authorization("locks").is_ok());
        assert!(matches!(
            authorization("roleAssignments"),
            Err(ApiError::NoRegisteredProvider { supported, .. }) if supported.contains("2022-04-01")
        ));
    }

    #[test]
    fn versions_are_listed_in_order() {
        for provider in PROVIDERS {
            for kind in provider.types {
                assert!(kind.versions.is_sorted(), "{}/{}", provider.namespace, kind.name);
                assert!(kind.versions.iter().all(|version| is_date(version)), "{}", kind.name);
            }
        }
    }
}
