//! The regions that a subscription can use.
//!
//! Source: the REST API of Azure Resource Manager, "Subscriptions - List Locations"; Azure documentation, "List of Azure
//! regions".

use crate::{
    arm::{
        ApiError,
        answer::page,
        call::{Call, Step},
    },
    engine::{
        rbac::action::READ_LOCATIONS,
        resources::{Region, region::RegionFacts},
    },
};
use serde_json::{Value, json};

pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(READ_LOCATIONS, &call.subscription())?;
    page(call, Region::ALL, |region| write(call, *region))
}

fn write(call: &Call<'_>, region: Region) -> Value {
    let RegionFacts { name, display_name, pair, availability_zones, .. } = region.facts();
    let place = place(region);
    let id = |name: &str| format!("{}/locations/{name}", call.subscription());
    let pair = pair.map(|pair| pair.to_lowercase().replace(' ', ""));
    let mut body = json!({
        "id": id(name),
        "name": name,
        "type": "Region",
        "displayName": display_name,
        "regionalDisplayName": format!("({}) {display_name}", place.prefix),
        "metadata": {
            "regionType": "Physical",
            "regionCategory": if *availability_zones { "Recommended" } else { "Other" },
            "geographyGroup": place.group,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "physicalLocation": place.city,
            "pairedRegion": pair.iter().map(|name| json!({ "name": name, "id": id(name) })).collect::<Vec<Value>>(),
        },
    });
    if *availability_zones {
        let zone = |number: u8| json!({ "logicalZone": number.to_string(), "physicalZone": format!("{name}-az{number}") });
        body["availabilityZoneMappings"] = (1..=3).map(zone).collect();
    }
    body
}

/// Where a region lies.
struct Place {
    group: &'static str,
    /// What stands before its name, such as `Europe`.
    prefix: &'static str,
    latitude: &'static str,
    longitude: &'static str,
    city: &'static str,
}

const fn at(
    group: &'static str,
    prefix: &'static str,
    latitude: &'static str,
    longitude: &'static str,
    city: &'static str,
) -> Place {
    Place { group, prefix, latitude, longitude, city }
}

fn place(region: Region) -> Place {
    use Region::*;
    const PACIFIC: &str = "Asia Pacific";
    match region {
        AustraliaEast => at(PACIFIC, PACIFIC, "-33.86", "151.2094", "New South Wales"),
        AustraliaSoutheast => at(PACIFIC, PACIFIC, "-37.8136", "144.9631", "Victoria"),
        BrazilSouth => at("South America", "South America", "-23.55", "-46.633", "Sao Paulo State"),
        CanadaCentral => at("Canada", "Canada", "43.653", "-79.383", "Toronto"),
        CanadaEast => at("Canada", "Canada", "46.817", "-71.217", "Quebec"),
        CentralIndia => at(PACIFIC, PACIFIC, "18.5822", "73.9197", "Pune"),
        CentralUs => at("US", "US", "41.5908", "-93.6208", "Iowa"),
        EastAsia => at(PACIFIC, PACIFIC, "22.267", "114.188", "Hong Kong"),
        EastUs => at("US", "US", "37.3719", "-79.8164", "Virginia"),
        EastUs2 => at("US", "US", "36.6681", "-78.3889", "Virginia"),
        FranceCentral => at("Europe", "Europe", "46.3772", "2.373", "Paris"),
        FranceSouth => at("Europe", "Europe", "43.8345", "2.1972", "Marseille"),
        GermanyWestCentral => at("Europe", "Europe", "50.110924", "8.682127", "Frankfurt"),
        IsraelCentral => at("Middle East", "Middle East", "31.2655698", "33.4506633", "Israel"),
        ItalyNorth => at("Europe", "Europe", "45.46888", "9.18109", "Milan"),
        JapanEast => at(PACIFIC, PACIFIC, "35.68", "139.77", "Tokyo, Saitama"),
        JapanWest => at(PACIFIC, PACIFIC, "34.6939", "135.5022", "Osaka"),
        KoreaCentral => at(PACIFIC, PACIFIC, "37.5665", "126.978", "Seoul"),
        NorthCentralUs => at("US", "US", "41.8819", "-87.6278", "Illinois"),
        NorthEurope => at("Europe", "Europe", "53.3478", "-6.2597", "Ireland"),
        NorwayEast => at("Europe", "Europe", "59.913868", "10.752245", "Norway"),
        PolandCentral => at("Europe", "Europe", "52.23334", "21.01666", "Warsaw"),
        QatarCentral => at("Middle East", "Middle East", "25.551462", "51.439327", "Doha"),
        SouthAfricaNorth => at("Africa", "Africa", "-25.73134", "28.21837", "Johannesburg"),
        SouthCentralUs => at("US", "US", "29.4167", "-98.5", "Texas"),
        SouthIndia => at(PACIFIC, PACIFIC, "12.9822", "80.1636", "Chennai"),
        SoutheastAsia => at(PACIFIC, PACIFIC, "1.283", "103.833", "Singapore"),
        SpainCentral => at("Europe", "Europe", "40.4259", "3.4209", "Madrid"),
        SwedenCentral => at("Europe", "Europe", "60.67488", "17.14127", "Gävle"),
        SwitzerlandNorth => at("Europe", "Europe", "47.451542", "8.564572", "Zurich"),
        SwitzerlandWest => at("Europe", "Europe", "46.204391", "6.143158", "Geneva"),
        UaeNorth => at("Middle East", "Middle East", "25.266666", "55.316666", "Dubai"),
        UkSouth => at("Europe", "Europe", "50.941", "-0.799", "London"),
        UkWest => at("Europe", "Europe", "53.427", "-3.084", "Cardiff"),
        WestCentralUs => at("US", "US", "40.89", "-110.234", "Wyoming"),
        WestEurope => at("Europe", "Europe", "52.3667", "4.9", "Netherlands"),
        WestIndia => at(PACIFIC, PACIFIC, "19.088", "72.868", "Mumbai"),
        WestUs => at("US", "US", "37.783", "-122.417", "California"),
        WestUs2 => at("US", "US", "47.233", "-119.852", "Washington"),
        WestUs3 => at("US", "US", "33.448376", "-112.074036", "Phoenix"),
    }
}
