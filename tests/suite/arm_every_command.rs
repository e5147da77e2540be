//! Every command there is, and the request that it is in Azure; or that it is none, and why.

use crate::{
    arm_round_trip::rendered,
    data_client::DataClient,
    lab::{Lab, bytes_of},
    lock_effects::{busy_site, name},
};
use expect_test::expect_file;
use std::{collections::BTreeMap, fmt::Write};
use vault_lab::{
    arm::render::{Rendering, render},
    base::Method,
    engine::{Command, query::Viewer, storage::AccessTier},
};

/// Commands about the simulation itself, which Azure has no request for; and of providers that are not there.
fn why_none(command: &Command) -> Option<&'static str> {
    match command {
        Command::SetClock { .. } | Command::KeepTime | Command::FireTimer { .. } => {
            Some("the simulated clock")
        }
        Command::WriteDisk { .. } | Command::RewriteDisk { .. } | Command::SetDiskWorkload { .. } => {
            Some("what a machine writes on its disk")
        }
        Command::AttachDisk { .. } | Command::DetachDisk { .. } => {
            Some("a change of a virtual machine, which is no more than a name here")
        }
        Command::LogRefusal { .. } => Some("what becomes of a request, and none itself"),
        Command::ChangeAlertState { .. } => {
            Some("a request of Microsoft.AlertsManagement, which is not simulated")
        }
        _ => None,
    }
}

/// Method, and what follows the ids of subscription, group and account; without versions.
fn line(lab: &Lab, command: &Command) -> String {
    let viewer = Viewer { state: &lab.state, principal: lab.principal, now: lab.now() };
    let all = match render(&viewer, command) {
        Ok(Rendering::Requests(all)) => all,
        Ok(Rendering::Simulation) => {
            let why =
                why_none(command).unwrap_or_else(|| panic!("no request, and nobody said why: {command:?}"));
            return format!("none: {why}");
        }
        Err(refusal) => panic!("{command:?} is not rendered: {refusal}"),
    };
    assert_eq!(why_none(command), None, "{command:?} has a request");
    let one = |request: &vault_lab::base::HttpRequest| {
        let tail = request.url.rsplit("/providers/").next().unwrap_or_default();
        let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
        let query: Vec<&str> = query.split('&').filter(|part| !part.starts_with("api-version=")).collect();
        format!("{} {path} {}", request.method, query.join("&")).trim_end().to_string()
    };
    assert!(
        all.iter().all(|rendered| rendered.az.as_ref().is_none_or(|az| az.starts_with("az "))),
        "{all:?}"
    );
    let requests: Vec<String> = all.iter().map(|rendered| one(&rendered.request)).collect();
    requests.join(", then ")
}

#[test]
fn every_command_has_a_request_or_a_reason() {
    let (site, commands) = busy_site();
    let mut shown = String::new();
    for command in &commands {
        writeln!(shown, "{}: {}", name(command), line(&site, command)).expect("text can be written");
    }
    let shown = shown.replace(&site.subscription(0).to_string(), "SUB");
    expect_file!["../golden/requests.txt"].assert_eq(&shown);
}

/// Sends what a command is rendered to, with the bytes of a file where a request waits for them; the statuses.
fn send(client: &mut DataClient, command: &Command, bytes: &[u8]) -> Vec<u16> {
    let mut statuses = Vec::new();
    for one in rendered(&client.lab, command) {
        let signed = client.request(one.request.method, &one.request.url, &[]);
        let waits = one.request.header("Content-Length").is_some_and(|length| length != "0");
        let own = one.request.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("x-ms-version"));
        let request = own.fold(signed, |request, (name, value)| request.with_header(name, value));
        let got = client.send(request, if waits { bytes } else { b"" });
        statuses.push(got.status);
        if got.status >= 400 {
            break;
        }
    }
    statuses
}

#[test]
fn the_requests_of_an_upload_to_a_data_lake_make_the_file() {
    let mut client = DataClient::lake();
    let put = |text: &str, tier: AccessTier, overwrite: bool| Command::PutFile {
        container: client.container.clone(),
        path: "2026/a b.txt".to_string(),
        content: bytes_of(text),
        content_type: "text/plain".to_string(),
        tier,
        metadata: BTreeMap::from([("taken".to_string(), "today".to_string())]),
        overwrite,
    };
    let [cool, again, other, empty] = [
        put("hello", AccessTier::Cool, false),
        put("world", AccessTier::Hot, false),
        put("other", AccessTier::Hot, true),
        put("", AccessTier::Hot, true),
    ];
    assert_eq!(send(&mut client, &cool, b"hello"), [201, 202, 200, 200]);
    let got = client.get("/data/2026/a%20b.txt");
    assert_eq!((got.text().as_str(), got.header("Content-Type").as_str()), ("hello", "text/plain"));
    assert_eq!(
        (got.header("x-ms-meta-taken").as_str(), got.header("x-ms-access-tier").as_str()),
        ("today", "Cool")
    );

    assert_eq!(send(&mut client, &again, b"world"), [409], "nothing is overwritten, and nothing appended");
    assert_eq!(client.get("/data/2026/a%20b.txt").text(), "hello");
    assert_eq!(send(&mut client, &other, b"other"), [201, 202, 200]);
    assert_eq!(client.get("/data/2026/a%20b.txt").text(), "other");
    assert_eq!(send(&mut client, &empty, b""), [201]);
    let head = client.blob(Method::Head, "/data/2026/a%20b.txt", &[], b"");
    assert_eq!(head.header("Content-Length"), "0");
}
