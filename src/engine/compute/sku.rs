//! What kinds of disks there are, and what each size of them can do.
//!
//! Source: Azure Compute, "Azure managed disk types".

use crate::engine::limits;
use serde::{Deserialize, Serialize};

/// `sku.name` of a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DiskSku {
    StandardHddLrs,
    StandardSsdLrs,
    StandardSsdZrs,
    PremiumLrs,
    PremiumZrs,
    PremiumV2Lrs,
    UltraLrs,
}

/// What is known of one kind of disk.
#[derive(Debug)]
pub struct SkuFacts {
    pub arm_name: &'static str,
    pub display_name: &'static str,
    pub size_gib_min: u32,
    pub size_gib_max: u32,
    pub zone_redundant: bool,
    /// Bytes of a logical sector.
    pub sector_bytes: u32,
    /// Empty where performance is provisioned apart from size.
    pub tiers: &'static [DiskTier],
}

/// What a disk of one size can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiskTier {
    /// `P10`; empty where the kind has no tiers.
    pub name: &'static str,
    pub size_gib: u32,
    pub iops: u32,
    pub megabytes_per_second: u32,
}

impl DiskSku {
    pub const ALL: [DiskSku; 7] = [
        DiskSku::PremiumLrs,
        DiskSku::PremiumZrs,
        DiskSku::PremiumV2Lrs,
        DiskSku::StandardSsdLrs,
        DiskSku::StandardSsdZrs,
        DiskSku::StandardHddLrs,
        DiskSku::UltraLrs,
    ];

    pub fn facts(self) -> &'static SkuFacts {
        match self {
            DiskSku::StandardHddLrs => &STANDARD_HDD_LRS,
            DiskSku::StandardSsdLrs => &STANDARD_SSD_LRS,
            DiskSku::StandardSsdZrs => &STANDARD_SSD_ZRS,
            DiskSku::PremiumLrs => &PREMIUM_LRS,
            DiskSku::PremiumZrs => &PREMIUM_ZRS,
            DiskSku::PremiumV2Lrs => &PREMIUM_V2_LRS,
            DiskSku::UltraLrs => &ULTRA_LRS,
        }
    }

    pub fn arm_name(self) -> &'static str {
        self.facts().arm_name
    }

    pub fn display_name(self) -> &'static str {
        self.facts().display_name
    }

    /// Whether its snapshots are copied in the background before they can be used.
    pub fn copies_snapshots(self) -> bool {
        matches!(self, DiskSku::PremiumV2Lrs | DiskSku::UltraLrs)
    }

    /// What a disk of this size can do: the smallest tier it fits into, or the baseline of kinds without tiers.
    pub fn tier(self, size_gib: u32) -> DiskTier {
        let tiers = self.facts().tiers;
        let fitting = tiers.iter().find(|tier| size_gib <= tier.size_gib).or(tiers.last());
        fitting.copied().unwrap_or_else(|| self.baseline(size_gib))
    }

    /// Premium SSD v2 includes this much; an Ultra Disk is offered with half of what its size allows (unverified).
    fn baseline(self, size_gib: u32) -> DiskTier {
        let (iops, megabytes_per_second) = match self {
            DiskSku::UltraLrs => {
                let iops = (size_gib.saturating_mul(1_000)).min(400_000) / 2;
                (iops, (iops / 4).clamp(1, 10_000))
            }
            _ => (3_000, 125),
        };
        DiskTier { name: "", size_gib, iops, megabytes_per_second }
    }
}

const fn tier(name: &'static str, size_gib: u32, iops: u32, megabytes_per_second: u32) -> DiskTier {
    DiskTier { name, size_gib, iops, megabytes_per_second }
}

const PREMIUM_TIERS: &[DiskTier] = &[
    tier("P1", 4, 120, 25),
    tier("P2", 8, 120, 25),
    tier("P3", 16, 120, 25),
    tier("P4", 32, 120, 25),
    tier("P6", 64, 240, 50),
    tier("P10", 128, 500, 100),
    tier("P15", 256, 1_100, 125),
    tier("P20", 512, 2_300, 150),
    tier("P30", 1_024, 5_000, 200),
    tier("P40", 2_048, 7_500, 250),
    tier("P50", 4_096, 7_500, 250),
    tier("P60", 8_192, 16_000, 500),
    tier("P70", 16_384, 18_000, 750),
    tier("P80", 32_767, 20_000, 900),
];

const STANDARD_SSD_TIERS: &[DiskTier] = &[
    tier("E1", 4, 500, 60),
    tier("E2", 8, 500, 60),
    tier("E3", 16, 500, 60),
    tier("E4", 32, 500, 60),
    tier("E6", 64, 500, 60),
    tier("E10", 128, 500, 60),
    tier("E15", 256, 500, 60),
    tier("E20", 512, 500, 60),
    tier("E30", 1_024, 500, 60),
    tier("E40", 2_048, 500, 60),
    tier("E50", 4_096, 500, 60),
    tier("E60", 8_192, 2_000, 400),
    tier("E70", 16_384, 4_000, 600),
    tier("E80", 32_767, 6_000, 750),
];

const STANDARD_HDD_TIERS: &[DiskTier] = &[
    tier("S4", 32, 500, 60),
    tier("S6", 64, 500, 60),
    tier("S10", 128, 500, 60),
    tier("S15", 256, 500, 60),
    tier("S20", 512, 500, 60),
    tier("S30", 1_024, 500, 60),
    tier("S40", 2_048, 500, 60),
    tier("S50", 4_096, 500, 60),
    tier("S60", 8_192, 1_300, 300),
    tier("S70", 16_384, 2_000, 500),
    tier("S80", 32_767, 2_000, 500),
];

/// A kind of disk whose performance follows its size.
const fn tiered(
    arm_name: &'static str,
    display_name: &'static str,
    zone_redundant: bool,
    tiers: &'static [DiskTier],
) -> SkuFacts {
    let (size_gib_min, size_gib_max, sector_bytes) = (1, 32_767, 512);
    SkuFacts { arm_name, display_name, size_gib_min, size_gib_max, zone_redundant, sector_bytes, tiers }
}

/// A kind of disk whose performance is provisioned apart from its size.
const fn untiered(arm_name: &'static str, display_name: &'static str, size_gib_min: u32) -> SkuFacts {
    let (size_gib_max, zone_redundant, sector_bytes) = (65_536, false, limits::LARGE_SECTOR_BYTES);
    SkuFacts { arm_name, display_name, size_gib_min, size_gib_max, zone_redundant, sector_bytes, tiers: &[] }
}

static STANDARD_HDD_LRS: SkuFacts = tiered("Standard_LRS", "Standard HDD LRS", false, STANDARD_HDD_TIERS);
static STANDARD_SSD_LRS: SkuFacts = tiered("StandardSSD_LRS", "Standard SSD LRS", false, STANDARD_SSD_TIERS);
static STANDARD_SSD_ZRS: SkuFacts = tiered("StandardSSD_ZRS", "Standard SSD ZRS", true, STANDARD_SSD_TIERS);
static PREMIUM_LRS: SkuFacts = tiered("Premium_LRS", "Premium SSD LRS", false, PREMIUM_TIERS);
static PREMIUM_ZRS: SkuFacts = tiered("Premium_ZRS", "Premium SSD ZRS", true, PREMIUM_TIERS);
static PREMIUM_V2_LRS: SkuFacts = untiered("PremiumV2_LRS", "Premium SSD v2 LRS", 1);
static ULTRA_LRS: SkuFacts = untiered("UltraSSD_LRS", "Ultra Disk LRS", 4);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_gets_the_smallest_tier_it_fits_into() {
        let name = |sku: DiskSku, size_gib| sku.tier(size_gib).name;
        assert_eq!(name(DiskSku::PremiumLrs, 1), "P1");
        assert_eq!(name(DiskSku::PremiumLrs, 128), "P10");
        assert_eq!(name(DiskSku::PremiumZrs, 129), "P15");
        assert_eq!(name(DiskSku::StandardSsdLrs, 200), "E15");
        assert_eq!(name(DiskSku::StandardHddLrs, 4), "S4");
        assert_eq!(name(DiskSku::PremiumLrs, 32_767), "P80");
    }

    #[test]
    fn kinds_without_tiers_have_a_baseline() {
        let of = |sku: DiskSku, size_gib| {
            let tier = sku.tier(size_gib);
            (tier.iops, tier.megabytes_per_second)
        };
        assert_eq!(of(DiskSku::PremiumV2Lrs, 1_024), (3_000, 125));
        assert_eq!(of(DiskSku::UltraLrs, 4), (2_000, 500));
        assert_eq!(of(DiskSku::UltraLrs, 65_536), (200_000, 10_000));
    }

    #[test]
    fn tiers_are_in_order_and_names_are_unique() {
        for sku in DiskSku::ALL {
            assert!(sku.facts().tiers.is_sorted_by_key(|tier| tier.size_gib), "{sku:?}");
            assert_eq!(DiskSku::ALL.iter().filter(|other| other.arm_name() == sku.arm_name()).count(), 1);
        }
    }
}
