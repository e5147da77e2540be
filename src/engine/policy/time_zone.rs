//! Time zones of schedules, under the Windows names that the service stores.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

macro_rules! time_zones {
    ($($variant:ident $windows:literal $display:literal $iana:ident $(:: $city:ident)*;)*) => {
        /// A time zone a schedule can run in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum TimeZone { $($variant),* }

        impl TimeZone {
            pub const ALL: &'static [TimeZone] = &[$(TimeZone::$variant),*];

            /// The Windows id that ARM bodies carry.
            pub fn windows_name(self) -> &'static str {
                match self { $(TimeZone::$variant => $windows,)* }
            }

            /// As the portal lists it.
            pub fn display_name(self) -> &'static str {
                match self { $(TimeZone::$variant => $display,)* }
            }

            /// The zone's rules in the IANA database (mapping of Unicode CLDR).
            pub fn rules(self) -> Tz {
                match self { $(TimeZone::$variant => chrono_tz::$iana$(::$city)*,)* }
            }
        }
    };
}

time_zones! {
    Utc "UTC" "(UTC) Coordinated Universal Time" UTC;
    Hawaii "Hawaiian Standard Time" "(UTC-10:00) Hawaii" Pacific::Honolulu;
    Alaska "Alaskan Standard Time" "(UTC-09:00) Alaska" America::Anchorage;
    Pacific "Pacific Standard Time" "(UTC-08:00) Pacific Time (US & Canada)" America::Los_Angeles;
    Mountain "Mountain Standard Time" "(UTC-07:00) Mountain Time (US & Canada)" America::Denver;
    Central "Central Standard Time" "(UTC-06:00) Central Time (US & Canada)" America::Chicago;
    Eastern "Eastern Standard Time" "(UTC-05:00) Eastern Time (US & Canada)" America::New_York;
    Brasilia "E. South America Standard Time" "(UTC-03:00) Brasilia" America::Sao_Paulo;
    Gmt "GMT Standard Time" "(UTC+00:00) Dublin, Edinburgh, Lisbon, London" Europe::London;
    WesternEurope "W. Europe Standard Time" "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna" Europe::Berlin;
    Romance "Romance Standard Time" "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris" Europe::Paris;
    EasternEurope "FLE Standard Time" "(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius" Europe::Kyiv;
    SouthAfrica "South Africa Standard Time" "(UTC+02:00) Harare, Pretoria" Africa::Johannesburg;
    Arabian "Arabian Standard Time" "(UTC+04:00) Abu Dhabi, Muscat" Asia::Dubai;
    India "India Standard Time" "(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi" Asia::Kolkata;
    Singapore "Singapore Standard Time" "(UTC+08:00) Kuala Lumpur, Singapore" Asia::Singapore;
    Tokyo "Tokyo Standard Time" "(UTC+09:00) Osaka, Sapporo, Tokyo" Asia::Tokyo;
    EasternAustralia "AUS Eastern Standard Time" "(UTC+10:00) Canberra, Melbourne, Sydney" Australia::Sydney;
    NewZealand "New Zealand Standard Time" "(UTC+12:00) Auckland, Wellington" Pacific::Auckland;
}

impl TimeZone {
    pub fn parse(windows_name: &str) -> Option<TimeZone> {
        TimeZone::ALL.iter().copied().find(|zone| zone.windows_name().eq_ignore_ascii_case(windows_name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_reads_back() {
        for zone in TimeZone::ALL {
            assert_eq!(TimeZone::parse(zone.windows_name()), Some(*zone));
        }
        assert_eq!(TimeZone::parse("Mars Standard Time"), None);
    }
}
