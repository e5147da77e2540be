//! Rules for names and sizes of disks and snapshots, shared with the forms that ask for them.

use crate::engine::{
    compute::{ComputeError, DiskSku, DiskUseError, SnapshotSku},
    limits,
    resources::Region,
};
use std::ops::RangeInclusive;

/// Checks the name of a disk or snapshot.
///
/// Source: Azure Resource Manager, "Naming rules and restrictions for Azure resources".
///
/// # Errors
/// [`ComputeError::InvalidName`].
pub fn check_name(name: &str) -> Result<(), ComputeError> {
    let length = (1..=limits::DISK_NAME_LENGTH_MAX).contains(&name.len());
    let letters = name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-.".contains(letter));
    let first = name.starts_with(|letter: char| letter.is_ascii_alphanumeric());
    let last = name.ends_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    if length && letters && first && last {
        return Ok(());
    }
    Err(ComputeError::InvalidName { name: name.to_string() })
}

/// Checks the name of a virtual machine.
///
/// Source: Azure Resource Manager, "Naming rules and restrictions for Azure resources".
///
/// # Errors
/// [`DiskUseError::InvalidMachineName`].
pub fn check_machine_name(name: &str) -> Result<(), DiskUseError> {
    let length = (1..=limits::MACHINE_NAME_LENGTH_MAX).contains(&name.len());
    let letters = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    if length && letters && !name.starts_with('-') && !name.ends_with('-') {
        return Ok(());
    }
    Err(DiskUseError::InvalidMachineName { name: name.to_string() })
}

/// Sizes a kind of disk comes in. Units: GiB.
pub fn sizes(sku: DiskSku) -> RangeInclusive<u32> {
    sku.facts().size_gib_min..=sku.facts().size_gib_max
}

/// # Errors
/// [`ComputeError::SizeNotOffered`].
pub fn check_size(sku: DiskSku, size_gib: u32) -> Result<(), ComputeError> {
    if sizes(sku).contains(&size_gib) {
        return Ok(());
    }
    Err(ComputeError::SizeNotOffered { sku, size_gib })
}

/// Checks that a kind of disk is offered where it is wanted.
///
/// # Errors
/// [`ComputeError::SkuNotInRegion`], [`ComputeError::ZoneNotOffered`].
pub fn check_place(sku: DiskSku, region: Region, zone: Option<u8>) -> Result<(), ComputeError> {
    let has_zones = region.facts().availability_zones;
    let region = region.display_name().to_string();
    if sku.facts().zone_redundant && !has_zones {
        return Err(ComputeError::SkuNotInRegion { sku: sku.display_name().to_string(), region });
    }
    match zone {
        Some(_) if sku.facts().zone_redundant => Err(ComputeError::ZoneNotOffered {
            reason: format!("{} lies in all zones of its region", sku.display_name()),
        }),
        Some(1..=3) if has_zones => Ok(()),
        Some(_) => Err(ComputeError::ZoneNotOffered { reason: format!("{region} has no such zone") }),
        None => Ok(()),
    }
}

/// # Errors
/// [`ComputeError::SkuNotInRegion`].
pub fn check_snapshot_sku(sku: SnapshotSku, region: Region) -> Result<(), ComputeError> {
    if sku == SnapshotSku::StandardZrs && !region.facts().availability_zones {
        let (sku, region) = (sku.arm_name().to_string(), region.display_name().to_string());
        return Err(ComputeError::SkuNotInRegion { sku, region });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let longest = "d".repeat(80);
        for name in ["d", "disk-1", "0.data_", longest.as_str()] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        let too_long = "d".repeat(81);
        for name in ["", "-d", "_d", "d-", "d.", "a b", "größe", too_long.as_str()] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn names_of_machines() {
        let longest = "m".repeat(64);
        for name in ["m", "vm-sql-01", "0", longest.as_str()] {
            assert_eq!(check_machine_name(name), Ok(()), "{name}");
        }
        let too_long = "m".repeat(65);
        for name in ["", "-m", "m-", "vm_1", "vm.1", "a b", "größe", too_long.as_str()] {
            assert!(check_machine_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn sizes_of_each_kind() {
        assert!(check_size(DiskSku::PremiumLrs, 32_767).is_ok());
        assert!(check_size(DiskSku::PremiumLrs, 32_768).is_err());
        assert!(check_size(DiskSku::PremiumLrs, 0).is_err());
        assert!(check_size(DiskSku::UltraLrs, 65_536).is_ok());
        assert!(check_size(DiskSku::UltraLrs, 3).is_err());
    }

    #[test]
    fn zones() {
        let zonal = Region::ALL.iter().copied().find(|region| region.facts().availability_zones);
        let plain = Region::ALL.iter().copied().find(|region| !region.facts().availability_zones);
        let (zonal, plain) = (zonal.expect("some have zones"), plain.expect("some have none"));
        assert!(check_place(DiskSku::PremiumLrs, zonal, Some(3)).is_ok());
        assert!(check_place(DiskSku::PremiumLrs, zonal, Some(4)).is_err());
        assert!(check_place(DiskSku::PremiumLrs, plain, Some(1)).is_err());
        assert!(check_place(DiskSku::PremiumZrs, zonal, Some(1)).is_err());
        assert!(check_place(DiskSku::PremiumZrs, plain, None).is_err());
        assert!(check_snapshot_sku(SnapshotSku::StandardZrs, plain).is_err());
        assert!(check_snapshot_sku(SnapshotSku::StandardZrs, zonal).is_ok());
    }
}
