//! Versions of the API: which a provider has published, and which a request asks for.

use crate::arm::ApiError;

/// Published versions of Microsoft.DataProtection.
///
/// Source: the REST API of Microsoft.DataProtection, folders of stable versions.
const DATA_PROTECTION: [&str; 19] = [
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

/// From this version on, protecting a storage account answers 202 and no body.
const ACCEPTED_WITHOUT_BODY: &str = "2025-07-01";

/// The version that a request asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApiVersion(String);

impl ApiVersion {
    /// # Errors
    /// Missing, no date, or never published by the namespace.
    pub fn parse(text: Option<&str>, namespace: &str, kind: &str) -> Result<ApiVersion, ApiError> {
        let text = text.filter(|text| !text.is_empty()).ok_or(ApiError::MissingApiVersion)?;
        let supported = || DATA_PROTECTION.join(", ");
        let day = text.strip_suffix("-preview").unwrap_or(text);
        if !is_date(day) {
            return Err(ApiError::InvalidApiVersion { version: text.to_string(), supported: supported() });
        }
        let is_ours = namespace.eq_ignore_ascii_case("Microsoft.DataProtection");
        let is_within = (DATA_PROTECTION[0]..=DATA_PROTECTION[DATA_PROTECTION.len() - 1]).contains(&day);
        let is_known = DATA_PROTECTION.contains(&text) || text != day && is_within;
        if is_ours && !is_known {
            let (version, kind) = (text.to_string(), kind.to_string());
            return Err(ApiError::NoRegisteredProvider { version, kind, supported: supported() });
        }
        Ok(ApiVersion(text.to_string()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether protecting a storage account answers without a body.
    pub fn accepts_without_body(&self) -> bool {
        self.0.as_str() >= ACCEPTED_WITHOUT_BODY
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_published_versions_of_backup_are_served() {
        let of = |text| ApiVersion::parse(Some(text), "microsoft.dataprotection", "backupVaults");
        assert!(of("2025-07-01").is_ok() && of("2024-02-01-preview").is_ok());
        assert!(matches!(of("2025-07-02"), Err(ApiError::NoRegisteredProvider { .. })));
        assert!(matches!(of("1999-01-01-preview"), Err(ApiError::NoRegisteredProvider { .. })));
        assert!(matches!(of("latest"), Err(ApiError::InvalidApiVersion { .. })));
        assert_eq!(ApiVersion::parse(None, "x", "y"), Err(ApiError::MissingApiVersion));
        assert!(ApiVersion::parse(Some("2030-01-01"), "Microsoft.Storage", "storageAccounts").is_ok());
    }
}
