//! The regions of the public cloud that the simulator knows.
//!
//! Source: Azure documentation, "List of Azure regions" and "Azure Backup support matrix".

use serde::{Deserialize, Serialize};

/// What is known of one region.
#[derive(Debug)]
pub struct RegionFacts {
    /// As ARM writes it: `westeurope`.
    pub name: &'static str,
    /// As the portal shows it: `West Europe`.
    pub display_name: &'static str,
    /// Display name of the region its geo-redundant copies go to.
    pub pair: Option<&'static str>,
    /// Whether storage accounts can be zone-redundant here.
    pub availability_zones: bool,
    /// Whether a Backup vault can be zone-redundant here.
    pub zone_redundant_vaults: bool,
    /// Whether vaulted backup of Azure Data Lake Storage is offered here.
    pub data_lake_backup: bool,
}

macro_rules! regions {
    ($($variant:ident $name:literal $display:literal $pair:expr, $zones:literal, $zrs:literal, $adls:literal;)*) => {
        /// An Azure region.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Region { $($variant),* }

        impl Region {
            pub const ALL: &'static [Region] = &[$(Region::$variant),*];

            pub fn facts(self) -> &'static RegionFacts {
                match self {
                    $(Region::$variant => &RegionFacts {
                        name: $name,
                        display_name: $display,
                        pair: $pair,
                        availability_zones: $zones,
                        zone_redundant_vaults: $zrs,
                        data_lake_backup: $adls,
                    },)*
                }
            }
        }
    };
}

// name, display name, pair, availability zones, zone-redundant vaults, data lake backup
regions! {
    AustraliaEast "australiaeast" "Australia East" Some("Australia Southeast"), true, true, true;
    AustraliaSoutheast "australiasoutheast" "Australia Southeast" Some("Australia East"), false, false, false;
    BrazilSouth "brazilsouth" "Brazil South" Some("South Central US"), true, true, false;
    CanadaCentral "canadacentral" "Canada Central" Some("Canada East"), true, true, false;
    CanadaEast "canadaeast" "Canada East" Some("Canada Central"), false, false, false;
    CentralIndia "centralindia" "Central India" Some("South India"), true, true, true;
    CentralUs "centralus" "Central US" Some("East US 2"), true, true, true;
    EastAsia "eastasia" "East Asia" Some("Southeast Asia"), true, true, true;
    EastUs "eastus" "East US" Some("West US"), true, true, true;
    EastUs2 "eastus2" "East US 2" Some("Central US"), true, true, true;
    FranceCentral "francecentral" "France Central" Some("France South"), true, true, false;
    FranceSouth "francesouth" "France South" Some("France Central"), false, false, true;
    GermanyWestCentral "germanywestcentral" "Germany West Central" Some("Germany North"), true, false, true;
    IsraelCentral "israelcentral" "Israel Central" None, true, false, false;
    ItalyNorth "italynorth" "Italy North" None, true, false, false;
    JapanEast "japaneast" "Japan East" Some("Japan West"), true, true, false;
    JapanWest "japanwest" "Japan West" Some("Japan East"), true, false, false;
    KoreaCentral "koreacentral" "Korea Central" Some("Korea South"), true, true, false;
    NorthCentralUs "northcentralus" "North Central US" Some("South Central US"), false, false, true;
    NorthEurope "northeurope" "North Europe" Some("West Europe"), true, true, true;
    NorwayEast "norwayeast" "Norway East" Some("Norway West"), true, true, false;
    PolandCentral "polandcentral" "Poland Central" None, true, false, false;
    QatarCentral "qatarcentral" "Qatar Central" None, true, true, false;
    SouthAfricaNorth "southafricanorth" "South Africa North" Some("South Africa West"), true, true, false;
    SouthCentralUs "southcentralus" "South Central US" Some("North Central US"), true, true, true;
    SouthIndia "southindia" "South India" Some("Central India"), false, false, true;
    SoutheastAsia "southeastasia" "Southeast Asia" Some("East Asia"), true, true, true;
    SpainCentral "spaincentral" "Spain Central" None, true, false, false;
    SwedenCentral "swedencentral" "Sweden Central" Some("Sweden South"), true, true, false;
    SwitzerlandNorth "switzerlandnorth" "Switzerland North" Some("Switzerland West"), true, true, true;
    SwitzerlandWest "switzerlandwest" "Switzerland West" Some("Switzerland North"), false, false, true;
    UaeNorth "uaenorth" "UAE North" Some("UAE Central"), true, true, true;
    UkSouth "uksouth" "UK South" Some("UK West"), true, true, true;
    UkWest "ukwest" "UK West" Some("UK South"), false, false, true;
    WestCentralUs "westcentralus" "West Central US" Some("West US 2"), false, false, true;
    WestEurope "westeurope" "West Europe" Some("North Europe"), true, true, true;
    WestIndia "westindia" "West India" Some("South India"), false, false, true;
    WestUs "westus" "West US" Some("East US"), false, false, true;
    WestUs2 "westus2" "West US 2" Some("West Central US"), true, true, true;
    WestUs3 "westus3" "West US 3" Some("East US"), true, true, true;
}

impl Region {
    /// As ARM writes it.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// As the portal shows it.
    pub fn display_name(self) -> &'static str {
        self.facts().display_name
    }

    /// Reads either form, without regard to case.
    pub fn parse(text: &str) -> Option<Region> {
        Region::ALL.iter().copied().find(|region| {
            region.name().eq_ignore_ascii_case(text) || region.display_name().eq_ignore_ascii_case(text)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_reads_back() {
        for region in Region::ALL {
            assert_eq!(Region::parse(region.name()), Some(*region));
            assert_eq!(Region::parse(region.display_name()), Some(*region));
        }
        assert_eq!(Region::parse("atlantis"), None);
    }

    #[test]
    fn data_lakes_can_be_backed_up_in_24_regions() {
        // The published list has 24 entries.
        assert_eq!(Region::ALL.iter().filter(|region| region.facts().data_lake_backup).count(), 24);
    }
}
