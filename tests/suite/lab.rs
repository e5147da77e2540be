//! A laboratory: a small world, somebody signed in, and a clock that only moves when told to.

use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use vault_lab::{
    arm::budget::Budgets,
    base::{ArmId, ByteSize, Seed, SimSpan, SimTime},
    content::{Chunker, Content, Pattern},
    engine::{
        self, Command, Decision, Event, Refusal, Request, State,
        ids::ContainerId,
        next_due,
        query::{Ask, Viewer},
        rbac::{PERSONAS, PrincipalId, Role},
        resources::{LockLevel, Region, SUBSCRIPTIONS, Tags, found_directory},
        state::TimerAction,
        storage::{AccessTier, PastKind, StorageAccount, StorageRedundancy},
        vault::{SoftDeleteState, VaultRedundancy},
    },
};

/// When every laboratory opens: a Monday morning.
pub const OPENING: &str = "2026-09-14T08:00:00Z";

/// A world with two subscriptions, the personas, and nothing else. Olivia Owner is signed in.
pub struct Lab {
    pub state: State,
    pub principal: PrincipalId,
    requests: u64,
    /// How many requests of the REST API everybody has left.
    pub budgets: Budgets,
}

impl Lab {
    pub fn new() -> Lab {
        Lab::with_seed(7)
    }

    pub fn with_seed(seed: u64) -> Lab {
        let now = SimTime::parse(OPENING).expect("a valid moment");
        let mut state = State::new(Seed(seed), "lab", now);
        for event in found_directory(&state) {
            engine::apply::apply_event(&mut state, &event);
        }
        Lab { state, principal: PERSONAS[0].id, requests: 0, budgets: Budgets::default() }
    }

    /// Signs in the persona whose name starts with `name`.
    pub fn sign_in(&mut self, name: &str) -> &mut Lab {
        self.principal = persona(name);
        self
    }

    pub fn now(&self) -> SimTime {
        self.state.now()
    }

    /// Minutes since the laboratory opened.
    pub fn minutes(&self) -> i64 {
        self.now().since(SimTime::parse(OPENING).expect("a valid moment")).minutes()
    }

    /// Asks for `command` and applies what it makes happen.
    pub fn request(&mut self, command: Command) -> Result<Vec<Event>, Refusal> {
        self.requests += 1;
        let correlation = Seed(1).guid("correlation", self.requests);
        let request = Request { command, principal: self.principal, at: self.now(), correlation };
        self.carry_out(&request)
    }

    fn carry_out(&mut self, request: &Request) -> Result<Vec<Event>, Refusal> {
        let events = self.settle(request)?;
        self.check_invariants();
        Ok(events)
    }

    /// Decides and applies; a refusal adds its row to the activity log.
    pub fn settle(&mut self, request: &Request) -> Result<Vec<Event>, Refusal> {
        let Decision { events, refusal } = engine::settle(&self.state, request);
        engine::apply(&mut self.state, request, &events);
        refusal.map_or(Ok(events), Err)
    }

    /// Does what has to work.
    #[track_caller]
    pub fn do_(&mut self, command: Command) -> Vec<Event> {
        let shown = format!("{command:?}");
        self.request(command).unwrap_or_else(|refusal| panic!("{shown}\nwas refused: {refusal}"))
    }

    /// Does what has to be refused; answers Azure's code.
    #[track_caller]
    pub fn refused(&mut self, command: Command) -> &'static str {
        self.refusal(command).code()
    }

    /// Does what has to be refused; answers the refusal.
    #[track_caller]
    pub fn refusal(&mut self, command: Command) -> Refusal {
        let shown = format!("{command:?}");
        match self.request(command) {
            Ok(events) => panic!("{shown}\nwas not refused: {events:?}"),
            Err(refusal) => refusal,
        }
    }

    /// The state without what a refused request may add to it: a row of the activity log, whose id is taken.
    pub fn unlogged(&self) -> State {
        let mut state = self.state.clone();
        state.activities = Default::default();
        state.world.update(&(), |world| world.next_id = 0);
        state.rebuild_indexes();
        state
    }

    /// Lets time pass; what comes due on the way happens, in order.
    pub fn advance(&mut self, minutes: i64) -> &mut Lab {
        self.advance_to(self.now() + SimSpan::from_minutes(minutes))
    }

    pub fn advance_days(&mut self, days: i64) -> &mut Lab {
        self.advance_to(self.now() + SimSpan::from_days(days))
    }

    pub fn advance_to(&mut self, until: SimTime) -> &mut Lab {
        while let Some((due, timer)) = next_due(&self.state).filter(|(due, _)| *due <= until) {
            let request = Request::of_timer(&self.state, due, timer);
            self.carry_out(&request).expect("due timers are never refused");
        }
        let request = Request::of_time(&self.state, until);
        self.carry_out(&request).expect("time is never refused");
        self
    }

    /// How many timers are set, but for that which measures what is stored.
    pub fn timers_left(&self) -> usize {
        self.state.timers.values().filter(|action| **action != TimerAction::MeasureStores).count()
    }

    /// Goes to the next due timer and fires it; answers when that was.
    pub fn next_event(&mut self) -> Option<SimTime> {
        let (due, _) = next_due(&self.state)?;
        self.advance_to(due);
        Some(due)
    }

    /// Asks a question as whoever is signed in.
    pub fn query<Q: Ask>(&self, query: Q) -> Result<Q::Answer, Refusal> {
        query.resolve(&Viewer { state: &self.state, principal: self.principal, now: self.now() })
    }

    #[track_caller]
    pub fn ask<Q: Ask>(&self, query: Q) -> Q::Answer {
        self.query(query).unwrap_or_else(|refusal| panic!("the question was refused: {refusal}"))
    }

    /// What the module docs of the engine promise, checked after every request.
    fn check_invariants(&self) {
        let mut uses = BTreeMap::new();
        let replicas = self.state.replicas.values().map(|replica| &replica.entry);
        let past = self.state.past_blobs.values().map(|past| &past.entry);
        let entries = self.state.paths.values().chain(replicas).chain(past);
        for facts in entries.filter_map(|entry| entry.file()) {
            *uses.entry(facts.content).or_insert(0) += 1;
            assert!(self.state.contents.contains(&facts.content), "a file has no bytes");
        }
        for content in self.state.contents.values() {
            assert!(uses.contains_key(&content.id), "{:?} is litter", content.id);
            assert_eq!(uses[&content.id], self.state.content_uses(content.id));
        }
        for (container, path) in self.state.paths.iter().map(|(key, _)| key) {
            let account = self.account_holding(*container);
            if let Some(parent) = path.parent().filter(|_| account.hierarchical_namespace) {
                let parent = self.state.paths.get(&(*container, parent));
                assert!(parent.is_some_and(|entry| entry.is_directory()), "{path} has no directory");
            }
        }
        for lock in self.state.locks.values() {
            assert!(self.state.scope(&lock.scope).is_ok(), "{} lies on nothing", lock.name);
        }
        self.check_past_blobs();
        self.check_layers();
        let newest = self.state.timers.iter().map(|((_, timer), _)| timer.0).max().unwrap_or_default();
        assert!(newest < self.state.world().next_id, "ids are never reused");
    }
}

impl Lab {
    /// The account of a container that is there or soft-deleted.
    fn account_holding(&self, container: ContainerId) -> &StorageAccount {
        let deleted = self.state.deleted_containers.get(&container).map(|row| &row.container);
        let container = self.state.containers.get(&container).or(deleted).expect("paths lie in containers");
        self.state.accounts.get(&container.account).expect("containers lie in accounts")
    }

    /// What `storage::past` and `storage::due` promise.
    fn check_past_blobs(&self) {
        let state = &self.state;
        let mut bases = BTreeSet::new();
        for (key, past) in state.past_blobs.iter() {
            assert!(!self.account_holding(key.container).hierarchical_namespace, "{key:?} is in a data lake");
            let blob = (key.container, key.path.clone());
            let current = state.paths.get(&blob);
            let newest = current.and_then(|entry| entry.version).filter(|_| past.kind == PastKind::Version);
            assert!(newest.is_none_or(|newest| newest > key.id), "{key:?} is newer than what is current");
            if past.kind == PastKind::Base {
                assert!(past.deletion.is_some() && current.is_none(), "{key:?} is not deleted");
                assert!(bases.insert(blob), "{key:?} is deleted twice");
            }
        }
        for blob in state.rehydrations.iter().map(|(blob, _)| blob) {
            let facts = state.paths.get(blob).and_then(|entry| entry.file()).expect("only blobs come back");
            assert_eq!(facts.tier, AccessTier::Archive, "{blob:?} is online already");
        }
        let past = state.past_blobs.values().filter_map(|past| past.deletion);
        let containers = state.deleted_containers.values().map(|row| row.deletion);
        let goes = past.chain(containers).map(|deletion| deletion.until);
        let copies = state.object_replications.values().filter_map(|policy| policy.due(state));
        let first = goes.chain(state.rehydrations.values().map(|row| row.until)).chain(copies).min();
        let tends = |(_, action): &(_, &TimerAction)| **action == TimerAction::TendStorage;
        let timer = state.timers.iter().find(tends).map(|((due, _), _)| *due);
        assert!(
            first.is_none_or(|first| timer.is_some_and(|timer| timer <= first)),
            "nobody looks at {first:?}"
        );
    }

    /// Every layer is one's own, or the common ground of several; and what is derived follows from the rows.
    fn check_layers(&self) {
        let disks = self.state.disks.values().map(|disk| disk.layer);
        let owned = disks.chain(self.state.snapshots.values().map(|row| row.layer));
        let count = |layers: Vec<_>| {
            layers.into_iter().fold(BTreeMap::new(), |mut counts, layer| {
                *counts.entry(layer).or_insert(0) += 1;
                counts
            })
        };
        let owners = count(owned.collect());
        let above = count(self.state.layers.values().filter_map(|row| row.parent).collect());
        for layer in self.state.layers.values() {
            let (owners, above) = (owners.get(&layer.id), above.get(&layer.id).copied().unwrap_or(0));
            assert!(owners == Some(&1) || (owners.is_none() && above > 1), "{:?}: {owners:?}", layer.id);
        }
        let exists = |layer| self.state.layers.contains(layer);
        assert!(owners.keys().chain(above.keys()).all(exists), "a layer is missing");
        let mut rebuilt = self.state.clone();
        rebuilt.rebuild_indexes();
        assert!(rebuilt == self.state, "an index is not what the rows say");
        // What was counted before, when it was asked for here after an earlier request, is what counting anew gives.
        for disk in self.state.disks.values() {
            assert_eq!(self.state.disk_used(disk), rebuilt.disk_used(disk), "{}", disk.name);
            assert_eq!(self.state.disk_unsaved(disk), rebuilt.disk_unsaved(disk), "{}", disk.name);
        }
        let deleted = self.state.deleted_instances.values().map(|row| &row.instance);
        for instance in self.state.instances.values().chain(deleted) {
            let (followed, counted) =
                (self.state.snapshots_used(instance.id), rebuilt.snapshots_used(instance.id));
            assert_eq!(followed, counted, "{}", instance.name);
        }
        for snapshot in self.state.snapshots.values() {
            assert_eq!(
                self.state.snapshot_used(snapshot),
                rebuilt.snapshot_used(snapshot),
                "{}",
                snapshot.name
            );
        }
    }
}

/// Shorthands for what scenarios do all the time.
impl Lab {
    /// Id of the first or second subscription.
    pub fn subscription(&self, index: usize) -> Uuid {
        SUBSCRIPTIONS[index].0
    }

    /// Creates a resource group in West Europe in the first subscription.
    pub fn group(&mut self, name: &str) -> ArmId {
        let subscription = self.subscription(0);
        self.do_(Command::CreateResourceGroup {
            subscription,
            name: name.to_string(),
            region: Region::WestEurope,
            tags: Tags::new(),
        });
        ArmId::resource_group(subscription, name)
    }

    /// Creates a data lake in West Europe and waits until it is deployed.
    pub fn data_lake(&mut self, group: &ArmId, name: &str) -> ArmId {
        self.do_(create_account(group, name, true));
        self.advance(1);
        ArmId::resource(group, "Microsoft.Storage/storageAccounts", name)
    }

    /// Creates an account without hierarchical namespace and waits until it is deployed.
    pub fn flat_account(&mut self, group: &ArmId, name: &str) -> ArmId {
        self.do_(create_account(group, name, false));
        self.advance(1);
        ArmId::resource(group, "Microsoft.Storage/storageAccounts", name)
    }

    pub fn container(&mut self, account: &ArmId, name: &str) -> ArmId {
        self.do_(Command::CreateContainer { account: account.clone(), name: name.to_string() });
        account.child("blobServices/default/containers", name)
    }

    /// Writes a small text file, in the place of what was there.
    pub fn file(&mut self, container: &ArmId, path: &str, text: &str) -> Vec<Event> {
        self.do_(put_file(container, path, text))
    }

    /// Creates a vault with identity in West Europe and waits until it is deployed.
    pub fn vault(&mut self, group: &ArmId, name: &str) -> ArmId {
        self.do_(create_vault(group, name));
        self.advance(1);
        ArmId::resource(group, "Microsoft.DataProtection/backupVaults", name)
    }

    /// Locks a scope; answers the id of the lock.
    pub fn lock(&mut self, scope: &ArmId, level: LockLevel) -> ArmId {
        self.do_(create_lock(scope, "keep", level));
        scope.child("providers/Microsoft.Authorization/locks", "keep")
    }

    /// Principal of the identity of a vault.
    pub fn identity(&self, vault: &ArmId) -> PrincipalId {
        let vault = self.state.find_vault(vault).expect("the vault exists");
        vault.identity.expect("the vault has an identity").principal
    }

    /// Gives a role and waits until it counts.
    pub fn give(&mut self, principal: PrincipalId, role: Role, scope: &ArmId) {
        self.do_(Command::CreateRoleAssignment { scope: scope.clone(), role, principal, name: None });
        self.advance(30);
    }
}

/// Id of the persona whose name starts with `name`.
pub fn persona(name: &str) -> PrincipalId {
    PERSONAS.iter().find(|persona| persona.name.starts_with(name)).expect("a persona of that name").id
}

pub fn create_account(group: &ArmId, name: &str, hierarchical_namespace: bool) -> Command {
    Command::CreateStorageAccount {
        group: group.clone(),
        name: name.to_string(),
        region: Region::WestEurope,
        redundancy: StorageRedundancy::Lrs,
        hierarchical_namespace,
        cross_tenant_replication: true,
        tags: Tags::new(),
    }
}

pub fn cross_tenant(account: &ArmId, allowed: bool) -> Command {
    Command::UpdateStorageAccount {
        account: account.clone(),
        tags: None,
        cross_tenant_replication: Some(allowed),
    }
}

pub fn create_lock(scope: &ArmId, name: &str, level: LockLevel) -> Command {
    Command::CreateLock { scope: scope.clone(), name: name.to_string(), level, notes: String::new() }
}

pub fn create_vault(group: &ArmId, name: &str) -> Command {
    Command::CreateBackupVault {
        group: group.clone(),
        name: name.to_string(),
        region: Region::WestEurope,
        redundancy: VaultRedundancy::LocallyRedundant,
        system_assigned_identity: true,
        soft_delete: SoftDeleteState::On,
        soft_delete_days: 14,
        tags: Tags::new(),
    }
}

pub fn put_file(container: &ArmId, path: &str, text: &str) -> Command {
    put_content(container, path, bytes_of(text))
}

/// A file of generated bytes, as large as you like.
pub fn put_generated(container: &ArmId, path: &str, seed: u64, size: ByteSize) -> Command {
    put_content(container, path, Content::procedural(Pattern::Noise, Seed(seed), size))
}

fn put_content(container: &ArmId, path: &str, content: Content) -> Command {
    Command::PutFile {
        container: container.clone(),
        path: path.to_string(),
        content,
        content_type: "text/plain".to_string(),
        tier: AccessTier::Hot,
        metadata: BTreeMap::new(),
        overwrite: true,
    }
}

/// The content of a file with this text, as an upload would describe it.
pub fn bytes_of(text: &str) -> Content {
    let mut chunker = Chunker::new();
    chunker.push(text.as_bytes());
    chunker.finish().1
}

/// What every site has of the laboratory it is built in: all of it, and commands made from the site itself.
macro_rules! in_lab {
    ($site:ty) => {
        impl std::ops::Deref for $site {
            type Target = crate::lab::Lab;
            fn deref(&self) -> &crate::lab::Lab {
                &self.lab
            }
        }

        impl std::ops::DerefMut for $site {
            fn deref_mut(&mut self) -> &mut crate::lab::Lab {
                &mut self.lab
            }
        }

        impl $site {
            /// As [`crate::lab::Lab::do_`], for commands made from the site itself.
            #[track_caller]
            pub fn do_(&mut self, command: vault_lab::engine::Command) -> Vec<vault_lab::engine::Event> {
                self.lab.do_(command)
            }

            #[track_caller]
            pub fn refused(&mut self, command: vault_lab::engine::Command) -> &'static str {
                self.lab.refused(command)
            }

            #[track_caller]
            pub fn refusal(&mut self, command: vault_lab::engine::Command) -> vault_lab::engine::Refusal {
                self.lab.refusal(command)
            }
        }
    };
}

pub(crate) use in_lab;
