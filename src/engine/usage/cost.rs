//! What a month of backup would cost: meters, prices, and money in whole numbers.
//!
//! Azure bills snapshots by what they take, vaults by what is stored and how often it is copied, and for some kinds of
//! datasource a fee for each protected instance. Its prices differ by region and agreement and stand in no article: those
//! here are for practice, and whoever looks at a report can put in others.
//!
//! Source: Azure Backup, "Overview of Azure Disk Backup" (no fee, snapshots billed by what changed), "Secure by default with
//! soft delete" (fourteen days cost nothing).

use crate::{
    base::{ByteSize, SimDay},
    engine::{policy::DatasourceType, usage::StoredDay, vault::VaultRedundancy},
};
use chrono::Datelike;
use serde::{Deserialize, Serialize};

/// Money. Units: millionths of a US dollar.
pub type MicroDollars = u64;

/// What is charged for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Meter {
    /// Snapshots in the operational tier.
    Snapshots,
    /// Backup data in the vault tier.
    VaultStorage,
    /// Soft-deleted backup data, once it is kept longer than costs nothing.
    SoftDeleted,
    /// Protected instances.
    Instances,
}

impl Meter {
    pub const ALL: [Meter; 4] = [Meter::Snapshots, Meter::VaultStorage, Meter::SoftDeleted, Meter::Instances];

    pub fn display_name(self) -> &'static str {
        match self {
            Meter::Snapshots => "Snapshot storage",
            Meter::VaultStorage => "Vault storage",
            Meter::SoftDeleted => "Soft-deleted data",
            Meter::Instances => "Protected instances",
        }
    }
}

/// What things cost for a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    /// A GiB that a snapshot takes.
    pub snapshot_gib: MicroDollars,
    /// A GiB in a vault, by its redundancy.
    pub locally_redundant_gib: MicroDollars,
    pub zone_redundant_gib: MicroDollars,
    pub geo_redundant_gib: MicroDollars,
    /// A protected instance of a kind that has such a fee: disks have none.
    pub instance: MicroDollars,
}

impl Default for Prices {
    /// Roughly what they are in the East US, unverified; fees for instances are unknown and none.
    fn default() -> Prices {
        Prices {
            snapshot_gib: 50_000,
            locally_redundant_gib: 22_400,
            zone_redundant_gib: 28_000,
            geo_redundant_gib: 44_800,
            instance: 0,
        }
    }
}

impl Prices {
    fn vault_gib(&self, redundancy: VaultRedundancy) -> MicroDollars {
        match redundancy {
            VaultRedundancy::LocallyRedundant => self.locally_redundant_gib,
            VaultRedundancy::ZoneRedundant => self.zone_redundant_gib,
            VaultRedundancy::GeoRedundant => self.geo_redundant_gib,
        }
    }
}

/// Amounts and charges of one meter in one month, added up day by day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Charge {
    /// Of each day. Units: bytes, or instances.
    amounts: u128,
    /// Of each day, times the price of a month. Units: amounts times millionths of a dollar.
    charges: u128,
}

impl Charge {
    fn add(&mut self, amount: u64, price: MicroDollars) {
        self.amounts = self.amounts.saturating_add(u128::from(amount));
        self.charges = self.charges.saturating_add(u128::from(amount) * u128::from(price));
    }

    /// What it was on average over the days of the month that starts on a date. Units: bytes, or thousandths of an instance.
    pub fn average(&self, meter: Meter, month: SimDay) -> u64 {
        let amounts =
            if meter == Meter::Instances { self.amounts.saturating_mul(1_000) } else { self.amounts };
        clamp(amounts / u128::from(days_in(month)))
    }

    /// What it comes to, rounded to the nearest millionth.
    pub fn cost(&self, meter: Meter, month: SimDay) -> MicroDollars {
        let unit = if meter == Meter::Instances { 1 } else { ByteSize::gib(1).bytes() };
        let divisor = u128::from(unit) * u128::from(days_in(month));
        clamp(self.charges.saturating_add(divisor / 2) / divisor)
    }
}

/// The charges of one month by meter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthCharges([Charge; Meter::ALL.len()]);

impl MonthCharges {
    /// Charges for a day that ended with so much.
    pub fn add_day(&mut self, datasource_type: DatasourceType, stored: &StoredDay, prices: &Prices) {
        let vault_gib = prices.vault_gib(stored.redundancy);
        // Disks have no such fee.
        let instances = if datasource_type == DatasourceType::Disk { 0 } else { stored.instances };
        let charges = [
            (stored.operational.bytes(), prices.snapshot_gib),
            (stored.vault.bytes(), vault_gib),
            (stored.soft_deleted_billed.bytes(), vault_gib),
            (u64::from(instances), prices.instance),
        ];
        for (charge, (amount, price)) in self.0.iter_mut().zip(charges) {
            charge.add(amount, price);
        }
    }

    /// What a meter is charged for.
    pub fn of(&self, meter: Meter) -> Charge {
        self.0[meter as usize]
    }
}

fn clamp(amount: u128) -> u64 {
    u64::try_from(amount).unwrap_or(u64::MAX)
}

/// The first day of the month of a day.
pub fn month_of(day: SimDay) -> SimDay {
    SimDay(day.0 - day.date().day0().cast_signed())
}

fn days_in(month: SimDay) -> u64 {
    u64::from(month.date().num_days_in_month())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> SimDay {
        SimDay::of_date(text.parse().expect("a date"))
    }

    fn month_of_days(
        first: &str,
        stored: StoredDay,
        kind: DatasourceType,
        prices: &Prices,
    ) -> Vec<(Meter, u64, MicroDollars)> {
        let first = date(first);
        let mut charges = MonthCharges::default();
        (0..days_in(first)).for_each(|_| charges.add_day(kind, &stored, prices));
        let row = |meter| {
            let charge = charges.of(meter);
            (meter, charge.average(meter, first), charge.cost(meter, first))
        };
        Meter::ALL.map(row).to_vec()
    }

    #[test]
    fn a_gib_that_is_there_all_month_costs_the_price_of_a_month_however_long_it_is() {
        let stored = StoredDay {
            operational: ByteSize::gib(1),
            vault: ByteSize::gib(10),
            soft_deleted: ByteSize::gib(5),
            soft_deleted_billed: ByteSize::gib(2),
            instances: 3,
            redundancy: VaultRedundancy::ZoneRedundant,
        };
        let prices = Prices { instance: 5_000_000, ..Prices::default() };
        let gib = ByteSize::gib(1).bytes();
        let expected = [
            (Meter::Snapshots, gib, 50_000),
            (Meter::VaultStorage, 10 * gib, 280_000),
            (Meter::SoftDeleted, 2 * gib, 56_000),
            (Meter::Instances, 3_000, 15_000_000),
        ];
        for first in ["2027-02-01", "2028-02-01", "2026-12-01"] {
            assert_eq!(month_of_days(first, stored, DatasourceType::Blob, &prices), expected, "{first}");
        }
        let of_disks = month_of_days("2026-12-01", stored, DatasourceType::Disk, &prices);
        assert_eq!(of_disks[3], (Meter::Instances, 0, 0), "disks have no fee");
    }

    #[test]
    fn no_amount_and_no_price_is_too_large() {
        let mut charges = MonthCharges::default();
        let stored = StoredDay {
            operational: ByteSize(u64::MAX),
            ..StoredDay::nothing(VaultRedundancy::GeoRedundant)
        };
        let prices = Prices { snapshot_gib: u64::MAX, ..Prices::default() };
        (0..31).for_each(|_| charges.add_day(DatasourceType::Disk, &stored, &prices));
        assert_eq!(charges.of(Meter::Snapshots).cost(Meter::Snapshots, date("2026-12-01")), u64::MAX);
    }

    #[test]
    fn a_month_has_its_days() {
        assert_eq!(month_of(date("2028-02-29")), date("2028-02-01"));
        assert_eq!(
            ["2027-02-01", "2028-02-01", "2026-12-01"].map(|first| days_in(date(first))),
            [28, 29, 31]
        );
    }
}
