//! An account with many blobs, for measuring what listing them and putting them back costs.

use std::collections::BTreeMap;
use vault_lab::{
    base::{ArmId, ByteSize, Seed, SimSpan, SimTime},
    content::{Content, Pattern},
    engine::{
        self, Command, Request, State, next_due,
        query::{Ask, Viewer},
        rbac::{PERSONAS, PrincipalId},
        resources::{Region, SUBSCRIPTIONS, Tags, found_directory},
        storage::{AccessTier, ChangeFeed, DataProtection, StorageRedundancy},
    },
};

/// A world with one account, whose only container is there to be filled.
pub struct Site {
    pub state: State,
    pub account: ArmId,
    pub container: ArmId,
    requests: u64,
    /// How often blobs were written: each time with other bytes, of a few.
    written: u64,
}

/// Different bytes that a blob can have.
const CONTENTS: u64 = 1_009;

impl Site {
    pub fn new() -> Self {
        let mut state = State::new(Seed(7), "benchmark", SimTime::from_millis(1_789_372_800_000));
        for event in found_directory(&state) {
            engine::apply::apply_event(&mut state, &event);
        }
        let (subscription, region) = (SUBSCRIPTIONS[0].0, Region::WestEurope);
        let group = ArmId::resource_group(subscription, "rg-blobs");
        let account = ArmId::resource(&group, "Microsoft.Storage/storageAccounts", "manyblobs");
        let container = account.child("blobServices/default/containers", "data");
        let mut site = Self { state, account: account.clone(), container, requests: 0, written: 0 };
        let name = "rg-blobs".to_string();
        site.run(Command::CreateResourceGroup { subscription, name, region, tags: Tags::new() });
        site.run(Command::CreateStorageAccount {
            group,
            name: "manyblobs".to_string(),
            region,
            redundancy: StorageRedundancy::Lrs,
            hierarchical_namespace: false,
            tags: Tags::new(),
        });
        site.pass(SimSpan::from_minutes(1));
        site.run(Command::CreateContainer { account, name: "data".to_string() });
        site
    }

    /// Carries out what must not be refused.
    pub fn run(&mut self, command: Command) {
        self.run_as(PERSONAS[0].id, command, self.state.now());
    }

    fn run_as(&mut self, principal: PrincipalId, command: Command, at: SimTime) {
        self.requests += 1;
        let correlation = Seed(1).guid("correlation", self.requests);
        let request = Request { command, principal, at, correlation };
        let events = engine::decide(&self.state, &request).expect("the benchmark asks for what is allowed");
        engine::apply(&mut self.state, &request, &events);
    }

    /// Lets time pass, with what comes due in it.
    pub fn pass(&mut self, span: SimSpan) {
        let until = self.state.now() + span;
        while let Some((due, timer)) = next_due(&self.state).filter(|(due, _)| *due <= until) {
            self.run_as(PrincipalId::SYSTEM, Command::FireTimer { due, timer }, due);
        }
        self.run_as(PrincipalId::SYSTEM, Command::KeepTime, until);
    }

    /// Asks what a blade asks.
    pub fn ask<Q: Ask>(&self, query: Q) -> Q::Answer {
        let viewer = Viewer { state: &self.state, principal: PERSONAS[0].id, now: self.state.now() };
        query.resolve(&viewer).expect("the owner may see everything")
    }

    pub fn protect(&mut self, days: u32) {
        self.run(Command::SetDataProtection {
            account: self.account.clone(),
            settings: DataProtection {
                blob_soft_delete_days: Some(days + 5),
                versioning: true,
                change_feed: ChangeFeed::KeepAll,
                point_in_time_restore_days: Some(days),
                ..DataProtection::default()
            },
        });
    }

    /// The name of a blob; their order is that of the numbers.
    pub fn name(number: u64) -> String {
        format!("orders-of-the-day-{number:08}.parquet")
    }

    pub fn put(&mut self, number: u64) {
        self.written += 1;
        let seed = Seed(self.written % CONTENTS);
        self.run(Command::PutFile {
            container: self.container.clone(),
            path: Self::name(number),
            content: Content::procedural(Pattern::Noise, seed, ByteSize::mib(5)),
            content_type: "application/octet-stream".to_string(),
            tier: AccessTier::Hot,
            metadata: BTreeMap::new(),
            overwrite: true,
        });
    }

    pub fn delete(&mut self, number: u64) {
        self.run(Command::DeletePath { container: self.container.clone(), path: Self::name(number) });
    }

    /// So many writes and so many deletions a day, spread over all `blobs`. What is deleted is written again on
    /// another day.
    pub fn work(&mut self, blobs: u64, days: u64, writes: u64, deletions: u64) {
        let mut place = 0;
        let mut next = || {
            // A prime step visits every blob before it comes to one again.
            place = (place + 611_953) % blobs;
            place
        };
        for _ in 0..days {
            self.pass(SimSpan::from_days(1));
            (0..writes).for_each(|_| self.put(next()));
            (0..deletions).for_each(|_| {
                let number = next();
                self.put(number);
                self.delete(number);
            });
        }
    }
}
