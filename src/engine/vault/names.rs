//! Rules for names and settings of vaults, shared with the forms that ask for them.
//!
//! Source: Azure Backup, "Create and manage Backup vaults".

use crate::engine::{
    limits,
    resources::Region,
    vault::{VaultError, VaultRedundancy},
};

/// # Errors
/// [`VaultError::InvalidVaultName`].
pub fn check_vault_name(name: &str) -> Result<(), VaultError> {
    let valid = (limits::VAULT_NAME_LENGTH_MIN..=limits::VAULT_NAME_LENGTH_MAX).contains(&name.len())
        && name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    if valid { Ok(()) } else { Err(VaultError::InvalidVaultName { name: name.to_string() }) }
}

/// Whether vaults in `region` can be that redundant.
///
/// # Errors
/// [`VaultError::RedundancyNotInRegion`].
pub fn check_vault_redundancy(redundancy: VaultRedundancy, region: Region) -> Result<(), VaultError> {
    let offered = match redundancy {
        VaultRedundancy::LocallyRedundant => true,
        VaultRedundancy::ZoneRedundant => region.facts().zone_redundant_vaults,
        VaultRedundancy::GeoRedundant => region.facts().pair.is_some(),
    };
    if offered {
        return Ok(());
    }
    let (redundancy, region) = (redundancy.display_name().to_string(), region.display_name().to_string());
    Err(VaultError::RedundancyNotInRegion { redundancy, region })
}

/// # Errors
/// [`VaultError::InvalidSoftDeleteDays`].
pub fn check_soft_delete_days(days: u32) -> Result<(), VaultError> {
    if (limits::SOFT_DELETE_DAYS_MIN..=limits::SOFT_DELETE_DAYS_MAX).contains(&days) {
        Ok(())
    } else {
        Err(VaultError::InvalidSoftDeleteDays { days })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_vaults() {
        let (longest, too_long) = ("v".repeat(50), "v".repeat(51));
        for name in ["v1", "Vault-West", longest.as_str()] {
            assert_eq!(check_vault_name(name), Ok(()), "{name}");
        }
        for name in ["", "v", "1vault", "-vault", "my vault", "vält", "vault_1", too_long.as_str()] {
            assert!(check_vault_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn redundancy_by_region() {
        let offered = |region: Region| {
            let all = VaultRedundancy::ALL.into_iter();
            all.filter(move |redundancy| check_vault_redundancy(*redundancy, region).is_ok())
                .collect::<Vec<_>>()
        };
        use VaultRedundancy::*;
        assert_eq!(offered(Region::WestEurope), [GeoRedundant, ZoneRedundant, LocallyRedundant]);
        assert_eq!(offered(Region::WestUs), [GeoRedundant, LocallyRedundant]);
        assert_eq!(offered(Region::QatarCentral), [ZoneRedundant, LocallyRedundant]);
    }
}
