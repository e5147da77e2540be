//! The prices that costs are reckoned with: what is entered, and what is wrong with it.

use crate::engine::usage::cost::Prices;
use crate::portal::format::{decimal_dollars, parse_dollars};

/// One price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    Snapshot,
    LocallyRedundant,
    ZoneRedundant,
    GeoRedundant,
    Instance,
}

/// A million dollars: more is a slip of the keyboard.
const RATE_MAX: u64 = 1_000_000 * 1_000_000;

impl Rate {
    pub const ALL: [Rate; 5] =
        [Rate::Snapshot, Rate::LocallyRedundant, Rate::ZoneRedundant, Rate::GeoRedundant, Rate::Instance];

    pub fn label(self) -> &'static str {
        match self {
            Rate::Snapshot => "Snapshot storage, a GiB and month",
            Rate::LocallyRedundant => "Vault storage, locally-redundant, a GiB and month",
            Rate::ZoneRedundant => "Vault storage, zone-redundant, a GiB and month",
            Rate::GeoRedundant => "Vault storage, geo-redundant, a GiB and month",
            Rate::Instance => "Protected instance, a month",
        }
    }

    /// What else there is to know.
    pub fn hint(self) -> Option<&'static str> {
        (self == Rate::Instance).then_some("Of data lakes and blobs. Disks have no such fee.")
    }

    fn of(self, prices: &Prices) -> u64 {
        match self {
            Rate::Snapshot => prices.snapshot_gib,
            Rate::LocallyRedundant => prices.locally_redundant_gib,
            Rate::ZoneRedundant => prices.zone_redundant_gib,
            Rate::GeoRedundant => prices.geo_redundant_gib,
            Rate::Instance => prices.instance,
        }
    }

    fn set(self, prices: &mut Prices, micro_dollars: u64) {
        let field = match self {
            Rate::Snapshot => &mut prices.snapshot_gib,
            Rate::LocallyRedundant => &mut prices.locally_redundant_gib,
            Rate::ZoneRedundant => &mut prices.zone_redundant_gib,
            Rate::GeoRedundant => &mut prices.geo_redundant_gib,
            Rate::Instance => &mut prices.instance,
        };
        *field = micro_dollars;
    }
}

/// What the pane says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceForm {
    /// In the order of [`Rate::ALL`].
    texts: [String; Rate::ALL.len()],
}

impl PriceForm {
    pub fn of(prices: &Prices) -> PriceForm {
        PriceForm { texts: Rate::ALL.map(|rate| decimal_dollars(rate.of(prices))) }
    }

    pub fn text(&self, rate: Rate) -> String {
        self.texts[rate as usize].clone()
    }

    pub fn set_text(&mut self, rate: Rate, text: String) {
        self.texts[rate as usize] = text;
    }

    fn amount(&self, rate: Rate) -> Result<u64, String> {
        let amount = parse_dollars(&self.texts[rate as usize])
            .ok_or("Enter an amount in US dollars, such as 0.0224, with six decimals at most.")?;
        if amount > RATE_MAX {
            return Err("Enter an amount of up to 1,000,000 US dollars.".to_string());
        }
        Ok(amount)
    }

    /// What is wrong with a price.
    pub fn error(&self, rate: Rate) -> Option<String> {
        self.amount(rate).err()
    }

    /// `None` while one of them is wrong.
    pub fn prices(&self) -> Option<Prices> {
        let mut prices = Prices::default();
        for rate in Rate::ALL {
            rate.set(&mut prices, self.amount(rate).ok()?);
        }
        Some(prices)
    }

    /// Why it cannot be saved.
    pub fn blocked(&self, saved: &Prices) -> Option<String> {
        match self.prices() {
            None => Rate::ALL.into_iter().find_map(|rate| self.error(rate)),
            Some(prices) if prices == *saved => Some("Nothing was changed.".to_string()),
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_entered_is_what_is_saved() {
        let saved = Prices::default();
        let mut form = PriceForm::of(&saved);
        assert_eq!(form.prices(), Some(saved));
        assert_eq!(form.blocked(&saved).as_deref(), Some("Nothing was changed."));
        for (index, rate) in (1..).zip(Rate::ALL) {
            form.set_text(rate, format!("{index}.5"));
        }
        assert_eq!(form.blocked(&saved), None);
        let changed = form.prices().expect("all are amounts");
        assert_eq!(Rate::ALL.map(|rate| rate.of(&changed) / 100_000), [15, 25, 35, 45, 55]);
        assert_eq!(PriceForm::of(&changed).text(Rate::Instance), "5.5");
    }

    #[test]
    fn what_is_no_amount_says_so() {
        let mut form = PriceForm::of(&Prices::default());
        for (text, valid) in
            [("0", true), ("1000000", true), ("1000000.01", false), ("-1", false), ("", false), ("a", false)]
        {
            form.set_text(Rate::ZoneRedundant, text.to_string());
            assert_eq!(form.error(Rate::ZoneRedundant).is_none(), valid, "{text:?}");
            assert_eq!(form.prices().is_some(), valid, "{text:?}");
        }
        assert_eq!(form.error(Rate::Snapshot), None);
        assert!(form.blocked(&Prices::default()).is_some_and(|why| why.contains("US dollars")));
    }
}
