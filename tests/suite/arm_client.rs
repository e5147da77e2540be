//! A client of the REST API, and a laboratory behind it.

use crate::{arm_contract::Contract, lab::Lab};
use futures::executor::block_on;
use serde_json::{Value, json};
use uuid::Uuid;
use vault_lab::{
    arm::{
        Door, Submitted,
        budget::{Left, Spending},
        caller, serve,
        version::ApiVersion,
    },
    base::{ArmId, HttpRequest, HttpResponse, Method, Seed},
    engine::{Command, Event, Request, query::Viewer, rbac::PrincipalId},
    rpc::Failure,
};

impl Door for Lab {
    fn viewer(&self, principal: PrincipalId) -> Viewer<'_> {
        Viewer { state: &self.state, principal, now: self.now() }
    }

    fn next_correlation(&mut self) -> Uuid {
        Seed(2).guid("correlation", self.state.world().next_id)
    }

    fn spend(&mut self, principal: PrincipalId, subscription: &str, spending: Spending) -> Left {
        let now = self.now();
        self.budgets.spend(principal, subscription, spending, now)
    }

    async fn submit(
        &mut self,
        principal: PrincipalId,
        command: Command,
        correlation: Uuid,
    ) -> Result<Submitted, Failure> {
        let request = Request { command, principal, at: self.now(), correlation };
        let events = self.settle(&request)?;
        let activity = events.iter().find_map(|event| match event {
            Event::ActivityRecorded(activity) => Some(activity.guid),
            _ => None,
        });
        Ok(Submitted { activity })
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answered {
    pub response: HttpResponse,
    pub body: Value,
}

impl Answered {
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// Azure's code of an error.
    pub fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }

    #[track_caller]
    pub fn header(&self, name: &str) -> String {
        self.response.header(name).unwrap_or_else(|| panic!("no {name} in {self:?}")).to_string()
    }
}

/// A client that is signed in as whoever the laboratory is.
pub struct Client {
    pub lab: Lab,
    pub version: &'static str,
}

impl std::ops::Deref for Client {
    type Target = Lab;

    fn deref(&self) -> &Lab {
        &self.lab
    }
}

impl Client {
    pub fn new(lab: Lab) -> Client {
        Client { lab, version: "2025-07-01" }
    }

    /// Signs in as somebody who may nothing: the identity of a vault that nobody gave a role.
    pub fn sign_in_as_stranger(&mut self, group: &str) {
        let vault = self.lab.sign_in("Olivia").vault(&ArmId::new(group), "vault-of-strangers");
        self.lab.principal = self.lab.identity(&vault);
    }

    /// Sends a request as it is. Where the contract of Backup is at hand, what succeeds has to keep to it.
    #[track_caller]
    pub fn send(&mut self, request: &HttpRequest) -> Answered {
        let response = block_on(serve(&mut self.lab, request, None)).response;
        let body = match response.body.as_slice() {
            [] => Value::Null,
            bytes => serde_json::from_slice(bytes).expect("bodies are JSON"),
        };
        let answered = Answered { response, body };
        check_contract(request, &answered);
        answered
    }

    /// A request with everything that a client adds to it.
    pub fn request(&self, method: Method, path: &str, body: Option<&Value>) -> HttpRequest {
        let url = match path.starts_with("https://") {
            true => path.to_string(),
            false => {
                let joint = if path.contains('?') { '&' } else { '?' };
                format!("https://management.azure.com{path}{joint}api-version={}", self.version_for(path))
            }
        };
        let token = format!("Bearer {}", caller::token(self.lab.principal));
        let request = HttpRequest::new(method, url).with_header("authorization", token);
        match body {
            Some(body) => HttpRequest { body: body.to_string().into_bytes(), ..request }
                .with_header("content-type", "application/json"),
            None => request,
        }
    }

    /// The version of whoever answers for a path: that of the client where it has it, else one that clients use.
    fn version_for(&self, path: &str) -> &'static str {
        let path = path.split('?').next().unwrap_or_default().to_lowercase();
        let tail = path.rsplit_once("/providers/microsoft.").map_or("resources", |(_, tail)| tail);
        let (namespace, kind) = tail.split_once('/').unwrap_or(("resources", ""));
        let kind = kind.split('/').next().unwrap_or_default();
        // Of a provider itself, not of something it has.
        let (namespace, kind) = match kind {
            "" | "register" | "unregister" => ("resources", "providers"),
            kind => (namespace, kind),
        };
        let usual = match (namespace, kind) {
            ("dataprotection", _) => return self.version,
            ("authorization", "locks") => "2020-05-01",
            ("authorization", _) => "2022-04-01",
            ("storage", _) => "2023-05-01",
            ("compute", _) => "2023-10-02",
            ("resourcegraph", _) => "2021-03-01",
            ("resources", _) => "2024-11-01",
            _ => return self.version,
        };
        let namespace = format!("Microsoft.{namespace}");
        match ApiVersion::parse(Some(self.version), &namespace, kind) {
            Ok(_) => self.version,
            Err(_) => usual,
        }
    }

    pub fn call(&mut self, method: Method, path: impl AsRef<str>, body: Option<Value>) -> Answered {
        let request = self.request(method, path.as_ref(), body.as_ref());
        self.send(&request)
    }

    pub fn get(&mut self, path: impl AsRef<str>) -> Answered {
        self.call(Method::Get, path, None)
    }

    pub fn put(&mut self, path: impl AsRef<str>, body: Value) -> Answered {
        self.call(Method::Put, path, Some(body))
    }

    pub fn post(&mut self, path: impl AsRef<str>, body: Value) -> Answered {
        self.call(Method::Post, path, Some(body))
    }

    pub fn delete(&mut self, path: impl AsRef<str>) -> Answered {
        self.call(Method::Delete, path, None)
    }

    /// Follows an operation to its end as a client does; answers the last status document.
    #[track_caller]
    pub fn follow(&mut self, started: &Answered) -> Value {
        let url = started.header("Azure-AsyncOperation");
        for _ in 0..100 {
            let polled = self.get(&url);
            assert_eq!(polled.status(), 200, "{polled:?}");
            // Backup spells it in a way of its own.
            let status = polled.body["status"].as_str().unwrap_or_default();
            if !status.eq_ignore_ascii_case("InProgress") {
                return polled.body;
            }
            self.lab.advance(1);
        }
        panic!("it never ends");
    }

    /// Asks the `Location` of an operation until there is an answer.
    #[track_caller]
    pub fn settle(&mut self, started: &Answered) -> Answered {
        let url = started.header("Location");
        for _ in 0..100 {
            let polled = self.get(&url);
            if polled.status() != 202 {
                return polled;
            }
            assert_eq!(polled.header("Location"), url, "one address from the beginning to the end");
            polled.header("Retry-After");
            self.lab.advance(1);
        }
        panic!("it never ends");
    }

    /// Follows an operation that has to succeed.
    #[track_caller]
    pub fn succeed(&mut self, started: &Answered) -> Value {
        let ended = self.follow(started);
        assert_eq!(ended["status"], "Succeeded", "{ended}");
        ended
    }
}

#[track_caller]
fn check_contract(request: &HttpRequest, answered: &Answered) {
    let path = request.url.trim_start_matches("https://management.azure.com");
    let path = path.split('?').next().unwrap_or_default();
    let is_told = (200..300).contains(&answered.status()) && !answered.body.is_null();
    if !is_told || !path.to_lowercase().contains("/providers/microsoft.dataprotection") {
        return;
    }
    let Some(contract) = Contract::load() else { return };
    let complaints = contract.complaints_of_answer(request.method.name(), path, &answered.body);
    assert_eq!(complaints, Vec::<String>::new(), "{path}: {}", answered.body);
}

/// The body of a vault with an identity.
pub fn vault_body() -> Value {
    json!({
        "location": "West Europe",
        "identity": { "type": "systemAssigned" },
        "properties": { "storageSettings": [{ "datastoreType": "VaultStore", "type": "LocallyRedundant" }] },
    })
}

/// A data lake's policy: weekly, with a default rule.
pub fn lake_policy_body() -> Value {
    json!({ "properties": {
        "objectType": "BackupPolicy",
        "datasourceTypes": ["Microsoft.Storage/storageAccounts/adlsBlobServices"],
        "policyRules": [
            {
                "objectType": "AzureBackupRule", "name": "BackupWeekly",
                "backupParameters": { "objectType": "AzureBackupParams", "backupType": "Discrete" },
                "dataStore": { "objectType": "DataStoreInfoBase", "dataStoreType": "VaultStore" },
                "trigger": {
                    "objectType": "ScheduleBasedTriggerContext",
                    "schedule": { "repeatingTimeIntervals": ["R/2026-05-03T13:00:00+00:00/P1W"], "timeZone": "UTC" },
                    "taggingCriteria": [
                        { "isDefault": true, "taggingPriority": 99, "tagInfo": { "tagName": "Default" } }
                    ],
                },
            },
            retention("Default", "P30D", "VaultStore"),
        ],
    } })
}

pub fn retention(name: &str, duration: &str, store: &str) -> Value {
    json!({
        "objectType": "AzureRetentionRule", "name": name, "isDefault": name.starts_with("Default"),
        "lifecycles": [{
            "deleteAfter": { "objectType": "AbsoluteDeleteOption", "duration": duration },
            "sourceDataStore": { "objectType": "DataStoreInfoBase", "dataStoreType": store },
        }],
    })
}

/// Protection of containers of a data lake.
pub fn lake_instance_body(account: &ArmId, policy: &ArmId, containers: &[&str]) -> Value {
    let id = account.as_str();
    json!({
        "objectType": "BackupInstance",
        "friendlyName": account.name(),
        "dataSourceInfo": {
            "objectType": "Datasource", "resourceID": id, "resourceUri": "", "resourceName": account.name(),
            "resourceType": "Microsoft.Storage/storageAccounts", "resourceLocation": "westeurope",
            "datasourceType": "Microsoft.Storage/storageAccounts/adlsBlobServices",
        },
        "policyInfo": { "policyId": policy.as_str(), "policyParameters": { "backupDatasourceParametersList": [
            { "objectType": "AdlsBlobBackupDatasourceParameters", "containersList": containers }
        ] } },
    })
}
