//! Time zones of schedules, under the Windows names that the service stores.
//!
//! Source: Unicode CLDR, windowsZones (which IANA zone each is); the words of the list are those of Windows (unverified
//! for the portal's list).

use super::{
    calendar::Clocks,
    zone_clocks::{
        AUSTRALIA, CHATHAM, CHILE, CUBA, EASTER, EGYPT, ISRAEL, LEBANON, LORD_HOWE, MOLDOVA, MOROCCO,
        NEW_ZEALAND, NORTH_AMERICA, PALESTINE, europe,
    },
};
use serde::{Deserialize, Serialize};

/// What is known of a zone.
struct Facts {
    windows_name: &'static str,
    display_name: &'static str,
    iana_name: &'static str,
    clocks: Clocks,
}

macro_rules! time_zones {
    ($($variant:ident $windows:literal $display:literal $iana:literal $clocks:expr;)*) => {
        /// A time zone a schedule can run in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum TimeZone { $($variant),* }

        impl TimeZone {
            pub const ALL: &'static [TimeZone] = &[$(TimeZone::$variant),*];

            fn facts(self) -> &'static Facts {
                &FACTS[self as usize]
            }
        }

        /// In the order of the variants.
        static FACTS: [Facts; TimeZone::ALL.len()] = [$(Facts {
            windows_name: $windows,
            display_name: $display,
            iana_name: $iana,
            clocks: $clocks,
        }),*];
    };
}

// Offsets in minutes east of UTC.
time_zones! {
    Utc "UTC" "(UTC) Coordinated Universal Time" "Etc/UTC" Clocks::fixed(0);
    DateLine "Dateline Standard Time" "(UTC-12:00) International Date Line West" "Etc/GMT+12" Clocks::fixed(-720);
    UtcMinus11 "UTC-11" "(UTC-11:00) Coordinated Universal Time-11" "Etc/GMT+11" Clocks::fixed(-660);
    Adak "Aleutian Standard Time" "(UTC-10:00) Aleutian Islands" "America/Adak" Clocks::yearly(-600, NORTH_AMERICA);
    Hawaii "Hawaiian Standard Time" "(UTC-10:00) Hawaii" "Pacific/Honolulu" Clocks::fixed(-600);
    Marquesas "Marquesas Standard Time" "(UTC-09:30) Marquesas Islands" "Pacific/Marquesas" Clocks::fixed(-570);
    Alaska "Alaskan Standard Time" "(UTC-09:00) Alaska" "America/Anchorage" Clocks::yearly(-540, NORTH_AMERICA);
    UtcMinus09 "UTC-09" "(UTC-09:00) Coordinated Universal Time-09" "Etc/GMT+9" Clocks::fixed(-540);
    Tijuana "Pacific Standard Time (Mexico)" "(UTC-08:00) Baja California" "America/Tijuana" Clocks::yearly(-480, NORTH_AMERICA);
    UtcMinus08 "UTC-08" "(UTC-08:00) Coordinated Universal Time-08" "Etc/GMT+8" Clocks::fixed(-480);
    Pacific "Pacific Standard Time" "(UTC-08:00) Pacific Time (US & Canada)" "America/Los_Angeles" Clocks::yearly(-480, NORTH_AMERICA);
    Phoenix "US Mountain Standard Time" "(UTC-07:00) Arizona" "America/Phoenix" Clocks::fixed(-420);
    Mazatlan "Mountain Standard Time (Mexico)" "(UTC-07:00) La Paz, Mazatlan" "America/Mazatlan" Clocks::fixed(-420);
    Mountain "Mountain Standard Time" "(UTC-07:00) Mountain Time (US & Canada)" "America/Denver" Clocks::yearly(-420, NORTH_AMERICA);
    Whitehorse "Yukon Standard Time" "(UTC-07:00) Yukon" "America/Whitehorse" Clocks::fixed(-420);
    Guatemala "Central America Standard Time" "(UTC-06:00) Central America" "America/Guatemala" Clocks::fixed(-360);
    Central "Central Standard Time" "(UTC-06:00) Central Time (US & Canada)" "America/Chicago" Clocks::yearly(-360, NORTH_AMERICA);
    Easter "Easter Island Standard Time" "(UTC-06:00) Easter Island" "Pacific/Easter" Clocks::yearly(-360, EASTER);
    MexicoCity "Central Standard Time (Mexico)" "(UTC-06:00) Guadalajara, Mexico City, Monterrey" "America/Mexico_City" Clocks::fixed(-360);
    Regina "Canada Central Standard Time" "(UTC-06:00) Saskatchewan" "America/Regina" Clocks::fixed(-360);
    Bogota "SA Pacific Standard Time" "(UTC-05:00) Bogota, Lima, Quito, Rio Branco" "America/Bogota" Clocks::fixed(-300);
    Cancun "Eastern Standard Time (Mexico)" "(UTC-05:00) Chetumal" "America/Cancun" Clocks::fixed(-300);
    Eastern "Eastern Standard Time" "(UTC-05:00) Eastern Time (US & Canada)" "America/New_York" Clocks::yearly(-300, NORTH_AMERICA);
    PortAuPrince "Haiti Standard Time" "(UTC-05:00) Haiti" "America/Port-au-Prince" Clocks::yearly(-300, NORTH_AMERICA);
    Havana "Cuba Standard Time" "(UTC-05:00) Havana" "America/Havana" Clocks::yearly(-300, CUBA);
    Indianapolis "US Eastern Standard Time" "(UTC-05:00) Indiana (East)" "America/Indiana/Indianapolis" Clocks::yearly(-300, NORTH_AMERICA);
    GrandTurk "Turks And Caicos Standard Time" "(UTC-05:00) Turks and Caicos" "America/Grand_Turk" Clocks::yearly(-300, NORTH_AMERICA);
    Halifax "Atlantic Standard Time" "(UTC-04:00) Atlantic Time (Canada)" "America/Halifax" Clocks::yearly(-240, NORTH_AMERICA);
    Caracas "Venezuela Standard Time" "(UTC-04:00) Caracas" "America/Caracas" Clocks::fixed(-240);
    Cuiaba "Central Brazilian Standard Time" "(UTC-04:00) Cuiaba" "America/Cuiaba" Clocks::fixed(-240);
    LaPaz "SA Western Standard Time" "(UTC-04:00) Georgetown, La Paz, Manaus, San Juan" "America/La_Paz" Clocks::fixed(-240);
    Santiago "Pacific SA Standard Time" "(UTC-04:00) Santiago" "America/Santiago" Clocks::yearly(-240, CHILE);
    StJohns "Newfoundland Standard Time" "(UTC-03:30) Newfoundland" "America/St_Johns" Clocks::yearly(-210, NORTH_AMERICA);
    Araguaina "Tocantins Standard Time" "(UTC-03:00) Araguaina" "America/Araguaina" Clocks::fixed(-180);
    Asuncion "Paraguay Standard Time" "(UTC-03:00) Asuncion" "America/Asuncion" Clocks::fixed(-180);
    Brasilia "E. South America Standard Time" "(UTC-03:00) Brasilia" "America/Sao_Paulo" Clocks::fixed(-180);
    Cayenne "SA Eastern Standard Time" "(UTC-03:00) Cayenne, Fortaleza" "America/Cayenne" Clocks::fixed(-180);
    BuenosAires "Argentina Standard Time" "(UTC-03:00) City of Buenos Aires" "America/Argentina/Buenos_Aires" Clocks::fixed(-180);
    Montevideo "Montevideo Standard Time" "(UTC-03:00) Montevideo" "America/Montevideo" Clocks::fixed(-180);
    PuntaArenas "Magallanes Standard Time" "(UTC-03:00) Punta Arenas" "America/Punta_Arenas" Clocks::fixed(-180);
    Miquelon "Saint Pierre Standard Time" "(UTC-03:00) Saint Pierre and Miquelon" "America/Miquelon" Clocks::yearly(-180, NORTH_AMERICA);
    Bahia "Bahia Standard Time" "(UTC-03:00) Salvador" "America/Bahia" Clocks::fixed(-180);
    UtcMinus02 "UTC-02" "(UTC-02:00) Coordinated Universal Time-02" "Etc/GMT+2" Clocks::fixed(-120);
    Nuuk "Greenland Standard Time" "(UTC-02:00) Greenland" "America/Nuuk" europe(-120);
    Azores "Azores Standard Time" "(UTC-01:00) Azores" "Atlantic/Azores" europe(-60);
    CapeVerde "Cape Verde Standard Time" "(UTC-01:00) Cabo Verde Is." "Atlantic/Cape_Verde" Clocks::fixed(-60);
    Gmt "GMT Standard Time" "(UTC+00:00) Dublin, Edinburgh, Lisbon, London" "Europe/London" europe(0);
    Reykjavik "Greenwich Standard Time" "(UTC+00:00) Monrovia, Reykjavik" "Atlantic/Reykjavik" Clocks::fixed(0);
    SaoTome "Sao Tome Standard Time" "(UTC+00:00) Sao Tome" "Africa/Sao_Tome" Clocks::fixed(0);
    Casablanca "Morocco Standard Time" "(UTC+01:00) Casablanca" "Africa/Casablanca" Clocks::listed(&MOROCCO);
    WesternEurope "W. Europe Standard Time" "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna" "Europe/Berlin" europe(60);
    Budapest "Central Europe Standard Time" "(UTC+01:00) Belgrade, Bratislava, Budapest, Ljubljana, Prague" "Europe/Budapest" europe(60);
    Romance "Romance Standard Time" "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris" "Europe/Paris" europe(60);
    Warsaw "Central European Standard Time" "(UTC+01:00) Sarajevo, Skopje, Warsaw, Zagreb" "Europe/Warsaw" europe(60);
    Lagos "W. Central Africa Standard Time" "(UTC+01:00) West Central Africa" "Africa/Lagos" Clocks::fixed(60);
    Bucharest "GTB Standard Time" "(UTC+02:00) Athens, Bucharest" "Europe/Bucharest" europe(120);
    Beirut "Middle East Standard Time" "(UTC+02:00) Beirut" "Asia/Beirut" Clocks::yearly(120, LEBANON);
    Cairo "Egypt Standard Time" "(UTC+02:00) Cairo" "Africa/Cairo" Clocks::yearly(120, EGYPT);
    Chisinau "E. Europe Standard Time" "(UTC+02:00) Chisinau" "Europe/Chisinau" Clocks::yearly(120, MOLDOVA);
    Gaza "West Bank Standard Time" "(UTC+02:00) Gaza, Hebron" "Asia/Gaza" Clocks::listed(&PALESTINE);
    SouthAfrica "South Africa Standard Time" "(UTC+02:00) Harare, Pretoria" "Africa/Johannesburg" Clocks::fixed(120);
    EasternEurope "FLE Standard Time" "(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius" "Europe/Kyiv" europe(120);
    Jerusalem "Israel Standard Time" "(UTC+02:00) Jerusalem" "Asia/Jerusalem" Clocks::yearly(120, ISRAEL);
    Juba "South Sudan Standard Time" "(UTC+02:00) Juba" "Africa/Juba" Clocks::fixed(120);
    Kaliningrad "Kaliningrad Standard Time" "(UTC+02:00) Kaliningrad" "Europe/Kaliningrad" Clocks::fixed(120);
    Khartoum "Sudan Standard Time" "(UTC+02:00) Khartoum" "Africa/Khartoum" Clocks::fixed(120);
    Tripoli "Libya Standard Time" "(UTC+02:00) Tripoli" "Africa/Tripoli" Clocks::fixed(120);
    Windhoek "Namibia Standard Time" "(UTC+02:00) Windhoek" "Africa/Windhoek" Clocks::fixed(120);
    Amman "Jordan Standard Time" "(UTC+03:00) Amman" "Asia/Amman" Clocks::fixed(180);
    Baghdad "Arabic Standard Time" "(UTC+03:00) Baghdad" "Asia/Baghdad" Clocks::fixed(180);
    Damascus "Syria Standard Time" "(UTC+03:00) Damascus" "Asia/Damascus" Clocks::fixed(180);
    Istanbul "Turkey Standard Time" "(UTC+03:00) Istanbul" "Europe/Istanbul" Clocks::fixed(180);
    Riyadh "Arab Standard Time" "(UTC+03:00) Kuwait, Riyadh" "Asia/Riyadh" Clocks::fixed(180);
    Minsk "Belarus Standard Time" "(UTC+03:00) Minsk" "Europe/Minsk" Clocks::fixed(180);
    Moscow "Russian Standard Time" "(UTC+03:00) Moscow, St. Petersburg" "Europe/Moscow" Clocks::fixed(180);
    Nairobi "E. Africa Standard Time" "(UTC+03:00) Nairobi" "Africa/Nairobi" Clocks::fixed(180);
    Volgograd "Volgograd Standard Time" "(UTC+03:00) Volgograd" "Europe/Volgograd" Clocks::fixed(180);
    Tehran "Iran Standard Time" "(UTC+03:30) Tehran" "Asia/Tehran" Clocks::fixed(210);
    Arabian "Arabian Standard Time" "(UTC+04:00) Abu Dhabi, Muscat" "Asia/Dubai" Clocks::fixed(240);
    Astrakhan "Astrakhan Standard Time" "(UTC+04:00) Astrakhan, Ulyanovsk" "Europe/Astrakhan" Clocks::fixed(240);
    Baku "Azerbaijan Standard Time" "(UTC+04:00) Baku" "Asia/Baku" Clocks::fixed(240);
    Samara "Russia Time Zone 3" "(UTC+04:00) Izhevsk, Samara" "Europe/Samara" Clocks::fixed(240);
    Mauritius "Mauritius Standard Time" "(UTC+04:00) Port Louis" "Indian/Mauritius" Clocks::fixed(240);
    Saratov "Saratov Standard Time" "(UTC+04:00) Saratov" "Europe/Saratov" Clocks::fixed(240);
    Tbilisi "Georgian Standard Time" "(UTC+04:00) Tbilisi" "Asia/Tbilisi" Clocks::fixed(240);
    Yerevan "Caucasus Standard Time" "(UTC+04:00) Yerevan" "Asia/Yerevan" Clocks::fixed(240);
    Kabul "Afghanistan Standard Time" "(UTC+04:30) Kabul" "Asia/Kabul" Clocks::fixed(270);
    Tashkent "West Asia Standard Time" "(UTC+05:00) Ashgabat, Tashkent" "Asia/Tashkent" Clocks::fixed(300);
    Qyzylorda "Qyzylorda Standard Time" "(UTC+05:00) Astana" "Asia/Qyzylorda" Clocks::fixed(300);
    Yekaterinburg "Ekaterinburg Standard Time" "(UTC+05:00) Ekaterinburg" "Asia/Yekaterinburg" Clocks::fixed(300);
    Karachi "Pakistan Standard Time" "(UTC+05:00) Islamabad, Karachi" "Asia/Karachi" Clocks::fixed(300);
    India "India Standard Time" "(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi" "Asia/Kolkata" Clocks::fixed(330);
    Colombo "Sri Lanka Standard Time" "(UTC+05:30) Sri Jayawardenepura" "Asia/Colombo" Clocks::fixed(330);
    Kathmandu "Nepal Standard Time" "(UTC+05:45) Kathmandu" "Asia/Kathmandu" Clocks::fixed(345);
    Bishkek "Central Asia Standard Time" "(UTC+06:00) Bishkek" "Asia/Bishkek" Clocks::fixed(360);
    Dhaka "Bangladesh Standard Time" "(UTC+06:00) Dhaka" "Asia/Dhaka" Clocks::fixed(360);
    Omsk "Omsk Standard Time" "(UTC+06:00) Omsk" "Asia/Omsk" Clocks::fixed(360);
    Yangon "Myanmar Standard Time" "(UTC+06:30) Yangon (Rangoon)" "Asia/Yangon" Clocks::fixed(390);
    Bangkok "SE Asia Standard Time" "(UTC+07:00) Bangkok, Hanoi, Jakarta" "Asia/Bangkok" Clocks::fixed(420);
    Barnaul "Altai Standard Time" "(UTC+07:00) Barnaul, Gorno-Altaysk" "Asia/Barnaul" Clocks::fixed(420);
    Hovd "W. Mongolia Standard Time" "(UTC+07:00) Hovd" "Asia/Hovd" Clocks::fixed(420);
    Krasnoyarsk "North Asia Standard Time" "(UTC+07:00) Krasnoyarsk" "Asia/Krasnoyarsk" Clocks::fixed(420);
    Novosibirsk "N. Central Asia Standard Time" "(UTC+07:00) Novosibirsk" "Asia/Novosibirsk" Clocks::fixed(420);
    Tomsk "Tomsk Standard Time" "(UTC+07:00) Tomsk" "Asia/Tomsk" Clocks::fixed(420);
    Shanghai "China Standard Time" "(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi" "Asia/Shanghai" Clocks::fixed(480);
    Irkutsk "North Asia East Standard Time" "(UTC+08:00) Irkutsk" "Asia/Irkutsk" Clocks::fixed(480);
    Singapore "Singapore Standard Time" "(UTC+08:00) Kuala Lumpur, Singapore" "Asia/Singapore" Clocks::fixed(480);
    Perth "W. Australia Standard Time" "(UTC+08:00) Perth" "Australia/Perth" Clocks::fixed(480);
    Taipei "Taipei Standard Time" "(UTC+08:00) Taipei" "Asia/Taipei" Clocks::fixed(480);
    Ulaanbaatar "Ulaanbaatar Standard Time" "(UTC+08:00) Ulaanbaatar" "Asia/Ulaanbaatar" Clocks::fixed(480);
    Eucla "Aus Central W. Standard Time" "(UTC+08:45) Eucla" "Australia/Eucla" Clocks::fixed(525);
    Chita "Transbaikal Standard Time" "(UTC+09:00) Chita" "Asia/Chita" Clocks::fixed(540);
    Tokyo "Tokyo Standard Time" "(UTC+09:00) Osaka, Sapporo, Tokyo" "Asia/Tokyo" Clocks::fixed(540);
    Pyongyang "North Korea Standard Time" "(UTC+09:00) Pyongyang" "Asia/Pyongyang" Clocks::fixed(540);
    Seoul "Korea Standard Time" "(UTC+09:00) Seoul" "Asia/Seoul" Clocks::fixed(540);
    Yakutsk "Yakutsk Standard Time" "(UTC+09:00) Yakutsk" "Asia/Yakutsk" Clocks::fixed(540);
    Adelaide "Cen. Australia Standard Time" "(UTC+09:30) Adelaide" "Australia/Adelaide" Clocks::yearly(570, AUSTRALIA);
    Darwin "AUS Central Standard Time" "(UTC+09:30) Darwin" "Australia/Darwin" Clocks::fixed(570);
    Brisbane "E. Australia Standard Time" "(UTC+10:00) Brisbane" "Australia/Brisbane" Clocks::fixed(600);
    EasternAustralia "AUS Eastern Standard Time" "(UTC+10:00) Canberra, Melbourne, Sydney" "Australia/Sydney" Clocks::yearly(600, AUSTRALIA);
    PortMoresby "West Pacific Standard Time" "(UTC+10:00) Guam, Port Moresby" "Pacific/Port_Moresby" Clocks::fixed(600);
    Hobart "Tasmania Standard Time" "(UTC+10:00) Hobart" "Australia/Hobart" Clocks::yearly(600, AUSTRALIA);
    Vladivostok "Vladivostok Standard Time" "(UTC+10:00) Vladivostok" "Asia/Vladivostok" Clocks::fixed(600);
    LordHowe "Lord Howe Standard Time" "(UTC+10:30) Lord Howe Island" "Australia/Lord_Howe" Clocks::yearly(630, LORD_HOWE);
    Bougainville "Bougainville Standard Time" "(UTC+11:00) Bougainville Island" "Pacific/Bougainville" Clocks::fixed(660);
    Srednekolymsk "Russia Time Zone 10" "(UTC+11:00) Chokurdakh" "Asia/Srednekolymsk" Clocks::fixed(660);
    Magadan "Magadan Standard Time" "(UTC+11:00) Magadan" "Asia/Magadan" Clocks::fixed(660);
    Norfolk "Norfolk Standard Time" "(UTC+11:00) Norfolk Island" "Pacific/Norfolk" Clocks::yearly(660, AUSTRALIA);
    Sakhalin "Sakhalin Standard Time" "(UTC+11:00) Sakhalin" "Asia/Sakhalin" Clocks::fixed(660);
    Guadalcanal "Central Pacific Standard Time" "(UTC+11:00) Solomon Is., New Caledonia" "Pacific/Guadalcanal" Clocks::fixed(660);
    Kamchatka "Russia Time Zone 11" "(UTC+12:00) Anadyr, Petropavlovsk-Kamchatsky" "Asia/Kamchatka" Clocks::fixed(720);
    NewZealand "New Zealand Standard Time" "(UTC+12:00) Auckland, Wellington" "Pacific/Auckland" Clocks::yearly(720, NEW_ZEALAND);
    UtcPlus12 "UTC+12" "(UTC+12:00) Coordinated Universal Time+12" "Etc/GMT-12" Clocks::fixed(720);
    Fiji "Fiji Standard Time" "(UTC+12:00) Fiji" "Pacific/Fiji" Clocks::fixed(720);
    Chatham "Chatham Islands Standard Time" "(UTC+12:45) Chatham Islands" "Pacific/Chatham" Clocks::yearly(765, CHATHAM);
    UtcPlus13 "UTC+13" "(UTC+13:00) Coordinated Universal Time+13" "Etc/GMT-13" Clocks::fixed(780);
    Tongatapu "Tonga Standard Time" "(UTC+13:00) Nuku'alofa" "Pacific/Tongatapu" Clocks::fixed(780);
    Apia "Samoa Standard Time" "(UTC+13:00) Samoa" "Pacific/Apia" Clocks::fixed(780);
    Kiritimati "Line Islands Standard Time" "(UTC+14:00) Kiritimati Island" "Pacific/Kiritimati" Clocks::fixed(840);
}

impl TimeZone {
    /// The Windows id that ARM bodies carry.
    pub fn windows_name(self) -> &'static str {
        self.facts().windows_name
    }

    /// As the portal lists it.
    pub fn display_name(self) -> &'static str {
        self.facts().display_name
    }

    /// `Europe/Berlin`: the zone whose rules it has in the IANA database.
    pub fn iana_name(self) -> &'static str {
        self.facts().iana_name
    }

    pub fn clocks(self) -> &'static Clocks {
        &self.facts().clocks
    }

    /// Reads a Windows id or the name of an IANA zone in the table, in any case.
    pub fn parse(name: &str) -> Option<TimeZone> {
        let is_named = |zone: &TimeZone| {
            [zone.windows_name(), zone.iana_name()].iter().any(|known| known.eq_ignore_ascii_case(name))
        };
        TimeZone::ALL.iter().copied().find(is_named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_reads_back_by_either_name() {
        for zone in TimeZone::ALL {
            assert_eq!(TimeZone::parse(zone.windows_name()), Some(*zone));
            assert_eq!(TimeZone::parse(&zone.iana_name().to_lowercase()), Some(*zone));
        }
        assert_eq!(TimeZone::parse("Mars Standard Time"), None);
        assert_eq!(TimeZone::parse(""), None);
    }
}
