//! Recorded traffic of the real service, played back here: each request in its turn, with the names that things have
//! here, and each answer held against the recorded one.
//!
//! `tests/golden/replay.txt` is what differs, each line with its reason; a difference without one fails. Times pass as
//! the recording goes on: where it tells of something that has ended, here it is waited for. The recordings are no part
//! of the project: `CONFORMANCE_DATA` names their folder, and `UPDATE_EXPECT=1` writes the table anew.

use crate::{
    arm_client::{Answered, Client},
    arm_contract::{Contract, Recording, is_of},
    arm_replay_compare::{Comparison, Difference, is_made_up, is_passing},
    arm_replay_reasons::{Reason, idle, reason},
    arm_replay_world::World,
};
use expect_test::expect_file;
use serde_json::{Value, json};
use std::{collections::BTreeMap, fmt::Write};
use vault_lab::{
    arm::route::routes,
    base::{ArmId, Method, SimSpan},
    engine::Command,
};

const HOST: &str = "https://management.azure.com";

/// What recordings call everything that has another name here.
const SUBSCRIPTIONS: [&str; 2] =
    ["00000000-0000-0000-0000-000000000000", "11111111-1111-1111-1111-111111111111"];

/// Regions of the recordings, of which two are for testing alone, and where that lies here.
const REGIONS: [(&str, &str); 3] =
    [("eastus2euap", "northeurope"), ("centraluseuap", "westeurope"), ("eastus", "westeurope")];

/// How a recording is played back: what was learned on the way.
struct Playback {
    client: Client,
    /// Texts, and what they are here.
    names: Vec<(String, String)>,
    /// Addresses that were given, without their queries, and those that were given here.
    addresses: BTreeMap<String, String>,
}

/// A recorded exchange.
struct Exchange<'a> {
    recorded: &'a Value,
    method: Method,
    url: &'a str,
}

impl<'a> Exchange<'a> {
    fn of(recorded: &'a Value) -> Exchange<'a> {
        let name = recorded["method"].as_str().unwrap_or_default();
        let methods = [Method::Get, Method::Put, Method::Post, Method::Patch, Method::Delete, Method::Head];
        let method = methods.into_iter().find(|method| method.name() == name).expect("a method");
        Exchange { recorded, method, url: recorded["url"].as_str().expect("a URL") }
    }

    fn status(&self) -> u16 {
        self.recorded["status"].as_u64().and_then(|status| u16::try_from(status).ok()).expect("a status")
    }

    fn path(&self) -> Option<&'a str> {
        without_query(self.url).strip_prefix(HOST)
    }

    /// The operation it calls, as the routes name it.
    fn operation(&self) -> &'static str {
        let Some(path) = self.path() else { return "data plane" };
        let found = routes().find(|route| route.method == self.method && is_of(route.path, path));
        found.map_or("ResourceGraph", |route| route.operation)
    }

    fn header(&self, name: &str) -> Option<&'a str> {
        let headers = self.recorded["responseHeaders"].as_object()?;
        headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?.1.as_str()
    }
}

fn without_query(url: &str) -> &str {
    url.split('?').next().unwrap_or_default()
}

impl Playback {
    fn of(recording: &Recording) -> Playback {
        let world = World::of(recording);
        let mut names: Vec<(String, String)> =
            SUBSCRIPTIONS.map(|name| (name.to_string(), world.subscription.clone())).into();
        names.extend(REGIONS.map(|(name, here)| (name.to_string(), here.to_string())));
        Playback { client: world.client, names, addresses: BTreeMap::new() }
    }

    /// A text with everything in it that has another name here.
    fn here(&self, text: &str) -> String {
        self.names.iter().fold(text.to_string(), |text, (recorded, ours)| text.replace(recorded, ours))
    }

    /// Plays an exchange back; answers how it differs. `None` where it is not for Resource Manager.
    fn play(&mut self, exchange: &Exchange<'_>) -> Option<Vec<Difference>> {
        if exchange.path().is_none() {
            self.change_containers(exchange);
            return None;
        }
        self.learn_what_was_not_listed(exchange);
        let url = match self.addresses.get(without_query(exchange.url)) {
            Some(address) => address.clone(),
            None => self.here(exchange.url),
        };
        let body = exchange.recorded.get("requestBody").map(|body| self.body(body));
        let answered = self.ask(exchange, &url, body.as_ref());
        let mut comparison = Comparison::default();
        self.compare(exchange, &answered, &mut comparison);
        if answered.status() >= 400 && exchange.status() < 300 {
            self.try_again(exchange, &url, body.as_ref(), &answered, &mut comparison);
        }
        Some(comparison.differences.into_iter().collect())
    }

    /// Goes on in another way where the recording went on: without what vaults refuse here, or when a job has ended.
    fn try_again(
        &mut self,
        exchange: &Exchange<'_>,
        url: &str,
        body: Option<&Value>,
        refused: &Answered,
        comparison: &mut Comparison,
    ) {
        let simpler = body.and_then(without_security);
        if refused.code() == "UserErrorMaxConcurrentOperationLimitReached" {
            self.client.lab.advance(60);
        } else if simpler.is_none() {
            return;
        }
        let again = self.client.call(exchange.method, url, simpler.or_else(|| body.cloned()));
        self.compare(exchange, &again, comparison);
    }

    /// What the data plane does to containers in the recordings.
    fn change_containers(&mut self, exchange: &Exchange<'_>) {
        let Some((host, path)) = exchange.url.trim_start_matches("https://").split_once('/') else { return };
        let account = host.split('.').next().unwrap_or_default();
        let accounts: Vec<ArmId> =
            self.client.state.accounts.values().map(|row| self.client.state.account_id(row)).collect();
        let Some(account) = accounts.into_iter().find(|id| id.name() == account) else { return };
        let name = without_query(path).to_string();
        let container = account.child("blobServices/default/containers", &name);
        let is_there = self.client.state.find_container(&container).is_ok();
        match (exchange.method, exchange.status()) {
            (Method::Put, 201) if !is_there => {
                drop(self.client.lab.do_(Command::CreateContainer { account, name }))
            }
            (Method::Delete, 202) if is_there => {
                drop(self.client.lab.do_(Command::DeleteContainer { container }))
            }
            _ => {}
        }
    }

    /// A body as it is sent here. The moment to restore to is as long ago here as it was there.
    fn body(&self, recorded: &Value) -> Value {
        let mut body: Value = serde_json::from_str(&self.here(&recorded.to_string())).expect("still JSON");
        let moment = self.client.now() + SimSpan::from_days(-15);
        let moment = moment.utc().format("%Y-%m-%dT%H:%M:%S.0000000Z").to_string();
        for pointer in ["/recoveryPointTime", "/restoreRequestObject/recoveryPointTime"] {
            if let Some(time) = body.pointer_mut(pointer) {
                *time = json!(moment);
            }
        }
        body
    }

    /// Asks; where the recording tells of something that has ended, asks until it has here.
    fn ask(&mut self, exchange: &Exchange<'_>, url: &str, body: Option<&Value>) -> Answered {
        let first = self.client.call(exchange.method, url, body.cloned());
        let waits = exchange.method == Method::Get && !is_passing(&exchange.recorded["responseBody"]);
        let goes_on = |answered: &Answered| answered.status() == 202 || is_passing(&answered.body);
        if !waits || !goes_on(&first) {
            return first;
        }
        // A moment first, then longer: what else goes on is not to be over too.
        let seconds = [1_i64; 5].into_iter().chain([15; 20]).chain([60; 60]);
        for seconds in seconds {
            let until = self.client.now() + SimSpan::from_seconds(seconds);
            self.client.lab.advance_to(until);
            let answered = self.client.call(exchange.method, url, None);
            if !goes_on(&answered) {
                return answered;
            }
        }
        first
    }

    fn compare(&mut self, exchange: &Exchange<'_>, answered: &Answered, comparison: &mut Comparison) {
        let (recorded, ours) = (exchange.status(), answered.status());
        if recorded != ours {
            let code = answered.code().to_string();
            comparison.differences.insert(Difference::Status { recorded, ours, code });
            return;
        }
        for header in ["Azure-AsyncOperation", "Location"] {
            self.compare_addresses(exchange, answered, header, comparison);
        }
        let body = exchange.recorded.get("responseBody").unwrap_or(&Value::Null);
        comparison.compare("", body, &answered.body);
        for (recorded, ours) in std::mem::take(&mut comparison.names) {
            if is_made_up(&recorded) && !self.names.iter().any(|(known, _)| *known == recorded) {
                self.names.push((recorded, ours));
            }
        }
    }

    fn compare_addresses(
        &mut self,
        exchange: &Exchange<'_>,
        answered: &Answered,
        header: &'static str,
        comparison: &mut Comparison,
    ) {
        let found = match (exchange.header(header), answered.response.header(header)) {
            (None, None) => return,
            (Some(_), None) => Difference::HeaderMissing(header),
            (None, Some(_)) => Difference::HeaderSurplus(header),
            (Some(recorded), Some(ours)) => {
                self.addresses.insert(without_query(recorded).to_string(), ours.to_string());
                let (recorded, ours) = (place(recorded), place(ours));
                if recorded == ours {
                    return;
                }
                Difference::Address { header, recorded, ours }
            }
        };
        comparison.differences.insert(found);
    }

    /// Jobs and points that a cut list did not tell of: the first of what there is here.
    fn learn_what_was_not_listed(&mut self, exchange: &Exchange<'_>) {
        let in_body = ["/recoveryPointId", "/restoreRequestObject/recoveryPointId"];
        let in_body = in_body.iter().find_map(|at| exchange.recorded["requestBody"].pointer(at)?.as_str());
        let path = without_query(exchange.url);
        let (parent, wanted) = match (path.rsplit_once('/'), in_body) {
            (Some((list, name)), None) if is_made_up(name) => (list.to_string(), name),
            (Some((instance, _)), Some(name)) => (format!("{instance}/recoveryPoints"), name),
            _ => return,
        };
        let is_list = parent.ends_with("/backupJobs") || parent.ends_with("/recoveryPoints");
        if !is_list || self.names.iter().any(|(known, _)| known == wanted) {
            return;
        }
        let listed = self.client.get(format!("{}?api-version=2025-07-01", self.here(&parent)));
        if let Some(name) = listed.body["value"][0]["name"].as_str() {
            self.names.push((wanted.to_string(), name.to_string()));
        }
    }
}

/// What an address is the address of, the operation's name and those of resources taken out.
fn place(address: &str) -> String {
    let path = without_query(address).trim_start_matches(HOST);
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let kinds =
        segments.chunks(2).map(|pair| if pair[0] == "providers" { pair.join("/") } else { pair[0].into() });
    kinds.collect::<Vec<String>>().join("/")
}

/// A vault's body without what vaults may refuse here; `None` where there is nothing of that.
fn without_security(body: &Value) -> Option<Value> {
    let mut body = body.clone();
    let properties = body.get_mut("properties")?.as_object_mut()?;
    let removed = [properties.remove("securitySettings"), properties.remove("featureSettings")];
    removed.iter().any(Option::is_some).then_some(body)
}

/// All that differs, and how much was played back.
#[derive(Default)]
struct Table {
    /// Exchanges by recording, operation, and how they differ.
    differences: BTreeMap<(String, &'static str, String), Vec<u64>>,
    played: usize,
    of_data_plane: usize,
    same: usize,
}

impl Table {
    fn play(&mut self, recording: &Recording) {
        let mut playback = Playback::of(recording);
        for recorded in &recording.exchanges {
            let exchange = Exchange::of(recorded);
            let operation = exchange.operation();
            let Some(differences) = playback.play(&exchange) else {
                self.of_data_plane += 1;
                continue;
            };
            self.played += 1;
            self.same += usize::from(differences.is_empty());
            let number = recorded["n"].as_u64().unwrap_or_default();
            for difference in differences {
                let line = (recording.name.clone(), operation, difference.to_string());
                self.differences.entry(line).or_default().push(number);
            }
        }
    }

    fn unexplained(&self) -> Vec<String> {
        let rows = self
            .differences
            .keys()
            .filter(|(recording, operation, difference)| reason(recording, operation, difference).is_none());
        rows.map(|(recording, operation, difference)| format!("{recording} {operation}: {difference}"))
            .collect()
    }

    fn text(&self) -> String {
        let mut reasons: BTreeMap<Reason, usize> = BTreeMap::new();
        let mut lines = Vec::new();
        for ((recording, operation, difference), exchanges) in &self.differences {
            let Some(reason) = reason(recording, operation, difference) else { continue };
            *reasons.entry(reason).or_default() += exchanges.len();
            let numbers = exchanges.iter().map(u64::to_string).collect::<Vec<String>>().join(" ");
            lines.push(format!("{recording} {numbers} {operation}: {difference} ({reason})"));
        }
        let Table { played, of_data_plane, same, .. } = self;
        let mut text =
            format!("{played} exchanges were played back; {same} of them were answered as recorded.\n");
        let mut line = |line: String| writeln!(text, "{line}").expect("text can be written");
        line(format!("{of_data_plane} more are for the data plane."));
        line(format!("{} differences:", reasons.values().sum::<usize>()));
        reasons.iter().for_each(|(reason, count)| line(format!("{count:5} {reason}")));
        line(String::new());
        lines.into_iter().for_each(line);
        text
    }
}

#[test]
fn recorded_requests_are_answered_as_recorded() {
    let Some(contract) = Contract::load() else { return };
    let mut table = Table::default();
    for recording in contract.recordings() {
        table.play(&recording);
    }
    let unexplained = table.unexplained();
    assert!(unexplained.is_empty(), "say why, or mend it:\n{}", unexplained.join("\n"));
    let rows = table.differences.keys();
    let idle = idle(
        rows.map(|(recording, operation, difference)| (recording.as_str(), *operation, difference.as_str())),
    );
    assert_eq!(idle, Vec::<String>::new(), "these reasons explain nothing any more");
    expect_file!["../golden/replay.txt"].assert_eq(&table.text());
}
