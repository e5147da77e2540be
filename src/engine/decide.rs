//! Deciding: who may, where, what, when, how much. Changes nothing.

use crate::{
    base::{ArmId, Seed, SimTime},
    engine::{
        compute,
        event::Event,
        ids::{IdAllocator, TimerId},
        monitor::{activity, alerting, validation},
        policy, protection,
        rbac::{self, PrincipalId},
        refusal::Refusal,
        request::{Command, Request},
        resources::{self, lock},
        restore,
        state::{State, TimerAction},
        storage, usage, vault,
    },
};
use std::cell::OnceCell;
use uuid::Uuid;

/// What a decision may look at, and the ids it may hand out.
#[derive(Debug)]
pub struct Context<'a> {
    pub state: &'a State,
    pub principal: PrincipalId,
    pub now: SimTime,
    pub correlation: Uuid,
    pub ids: IdAllocator,
    /// The lease that the caller says to hold.
    pub lease: Option<Uuid>,
    /// What the caller asked to be authorized for first, over which scope: the activity log names a request by it.
    pub(in crate::engine) asked: OnceCell<(String, ArmId)>,
}

impl<'a> Context<'a> {
    pub fn new(state: &'a State, principal: PrincipalId, now: SimTime, correlation: Uuid) -> Self {
        let ids = IdAllocator::starting_at(state.world().next_id);
        Self { state, principal, now, correlation, ids, lease: None, asked: OnceCell::new() }
    }

    pub fn seed(&self) -> Seed {
        self.state.seed()
    }

    /// Refuses unless the caller may perform `action` over `scope`.
    pub fn authorize(&self, action: &str, scope: &ArmId) -> Result<(), Refusal> {
        self.asked.get_or_init(|| (action.to_string(), scope.clone()));
        Ok(rbac::authorize(self.state, self.principal, action, scope, self.now)?)
    }

    /// Refuses unless the caller may perform `action` on the data in `container`.
    pub fn authorize_data(&self, action: &str, container: &ArmId) -> Result<(), Refusal> {
        rbac::authorize_data(self.state, self.principal, action, container, self.now)
    }

    /// Refuses where a lock forbids creating or changing `scope`, or another action on it that is a POST.
    pub fn check_write(&self, scope: &ArmId) -> Result<(), Refusal> {
        Ok(lock::check_write(self.state, scope)?)
    }

    /// Refuses where a lock forbids deleting `scope`.
    pub fn check_delete(&self, scope: &ArmId) -> Result<(), Refusal> {
        Ok(lock::check_delete(self.state, scope)?)
    }

    /// A timer that will come due.
    pub fn timer(&mut self, due: SimTime, action: TimerAction) -> Event {
        Event::TimerSet { due, timer: TimerId(self.ids.take()), action }
    }
}

/// What comes of a request.
#[derive(Debug)]
pub struct Decision {
    /// What happens. Of a request that was refused: that the activity log says so, and nothing else.
    pub events: Vec<Event>,
    pub refusal: Option<Refusal>,
}

/// Answers what a request makes happen, or why it cannot.
///
/// # Errors
/// The first refusal in the order of checks; the state is as it was in any case.
pub fn decide(state: &State, request: &Request) -> Result<Vec<Event>, Refusal> {
    let Decision { events, refusal } = settle(state, request);
    refusal.map_or(Ok(events), Err)
}

/// Decides a request, and what is written down of it.
pub fn settle(state: &State, request: &Request) -> Decision {
    let context = &mut Context::new(state, request.principal, request.at, request.correlation);
    if let Command::LogRefusal { action, resource, refusal } = &request.command {
        let asked = (action.clone(), resource.clone());
        return Decision { events: activity::record_told(context, asked, refusal.clone()), refusal: None };
    }
    let decided = decide_command(context, &request.command);
    let is_logged = request.principal != PrincipalId::SYSTEM;
    match decided {
        Ok(mut events) => {
            events.extend(alerting::follow(context, &events));
            if is_logged && !events.is_empty() {
                events.extend(activity::record(context, &events));
            }
            Decision { events, refusal: None }
        }
        Err(refusal) => {
            let events = if is_logged { activity::record_refused(context, &refusal) } else { Vec::new() };
            Decision { events, refusal: Some(refusal) }
        }
    }
}

pub(in crate::engine) fn decide_command(
    context: &mut Context,
    command: &Command,
) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::CreateResourceGroup { .. }
        | Command::DeleteResourceGroup { .. }
        | Command::SetTags { .. }
        | Command::SetClock { .. } => resources::group::decide(context, command),
        Command::CreateStorageAccount { .. }
        | Command::UpdateStorageAccount { .. }
        | Command::DeleteStorageAccount { .. } => storage::account::decide(context, command),
        Command::CreateContainer { .. }
        | Command::DeleteContainer { .. }
        | Command::UndeleteContainer { .. } => storage::container::decide(context, command),
        Command::CreateDirectory { .. }
        | Command::PutFile { .. }
        | Command::DeletePath { .. }
        | Command::DeleteBlob { .. }
        | Command::RenamePath { .. }
        | Command::SetContentType { .. }
        | Command::SetPathProperties { .. }
        | Command::SetBlobTier { .. } => storage::path::decide(context, command),
        Command::StageBlock { .. }
        | Command::CommitBlockList { .. }
        | Command::AppendToFile { .. }
        | Command::FlushFile { .. } => storage::staging::decide(context, command),
        Command::WithLease { lease, command } => {
            context.lease = Some(*lease);
            decide_command(context, command)
        }
        Command::SetDataProtection { .. } => storage::data_protection::decide(context, command),
        Command::RestoreBlobRanges { .. } => storage::point_in_time::decide(context, command),
        Command::UndeleteBlob { .. }
        | Command::PromoteBlobVersion { .. }
        | Command::DeleteBlobVersion { .. }
        | Command::CreateBlobSnapshot { .. }
        | Command::DeleteBlobSnapshots { .. } => storage::history::decide(context, command),
        Command::CreateReplicationPolicy { .. } | Command::DeleteReplicationPolicy { .. } => {
            storage::replication::decide(context, command)
        }
        Command::Lease { .. } => storage::lease::decide(context, command),
        Command::SetLifecyclePolicy { .. } => storage::lifecycle::decide(context, command),
        Command::SetImmutabilityPolicy { .. }
        | Command::ExtendImmutabilityPolicy { .. }
        | Command::LockImmutabilityPolicy { .. }
        | Command::DeleteImmutabilityPolicy { .. }
        | Command::SetLegalHold { .. }
        | Command::ClearLegalHold { .. } => storage::immutability::decide(context, command),
        Command::CreateDisk { .. }
        | Command::UpdateDisk { .. }
        | Command::WriteDisk { .. }
        | Command::RewriteDisk { .. }
        | Command::SetDiskWorkload { .. }
        | Command::AttachDisk { .. }
        | Command::DetachDisk { .. }
        | Command::DeleteDisk { .. } => compute::disk::decide(context, command),
        Command::CreateSnapshot { .. } | Command::DeleteSnapshot { .. } => {
            compute::snapshot::decide(context, command)
        }
        Command::CreateRoleAssignment { .. } | Command::DeleteRoleAssignment { .. } => {
            rbac::assignment::decide(context, command)
        }
        Command::CreateLock { .. } | Command::DeleteLock { .. } => lock::decide(context, command),
        Command::CreateBackupVault { .. }
        | Command::SetVaultIdentity { .. }
        | Command::SetVaultRedundancy { .. }
        | Command::SetVaultSoftDelete { .. }
        | Command::UpdateBackupVault { .. }
        | Command::DeleteBackupVault { .. } => vault::decide::decide(context, command),
        Command::CreateBackupPolicy { .. } | Command::DeleteBackupPolicy { .. } => {
            policy::decide::decide(context, command)
        }
        Command::ConfigureProtection { .. }
        | Command::UpdateProtection { .. }
        | Command::StopProtection { .. }
        | Command::SuspendBackups { .. }
        | Command::ResumeProtection { .. } => protection::configure::decide(context, command),
        Command::DeleteBackupInstance { instance } => protection::deletion::delete(context, instance),
        Command::UndeleteBackupInstance { instance } => protection::deletion::undelete(context, instance),
        Command::BackupNow { instance, tag } => protection::backup::backup_now(context, instance, *tag),
        Command::Restore { instance, source, destination } => {
            restore::decide::start(context, instance, *source, destination)
        }
        Command::ChangeAlertState { vault, alert, state, comment } => {
            alerting::change_state(context, vault, *alert, *state, comment)
        }
        Command::Validate { command } => validation::decide(context, command),
        Command::KeepTime | Command::LogRefusal { .. } => Ok(Vec::new()),
        Command::FireTimer { due, timer } => fire(context, *due, *timer),
    }
}

/// What a due timer makes happen. A timer that is gone already makes nothing happen.
fn fire(context: &mut Context, due: SimTime, timer: TimerId) -> Result<Vec<Event>, Refusal> {
    let Some(action) = context.state.timers.get(&(due, timer)) else { return Ok(Vec::new()) };
    let mut events = vec![Event::TimerRemoved { due, timer }];
    events.extend(match action {
        TimerAction::FinishDeployment(deployment) => {
            vec![Event::DeploymentSucceeded { deployment: *deployment, at: due }]
        }
        TimerAction::RoleEffective(_) => Vec::new(),
        TimerAction::RemoveRole(assignment) => vec![Event::RoleUnassigned(*assignment)],
        TimerAction::FinishConfiguring(job) => protection::configure::finish(context, *job),
        TimerAction::ScheduledBackup(instance) => protection::backup::scheduled(context, *instance),
        TimerAction::FinishBackup(job) => protection::backup::finish(context, *job),
        TimerAction::FinishRestore(job) => restore::decide::finish(context, *job),
        TimerAction::ExpirePoints(instance) => protection::point::expire(context, *instance),
        TimerAction::TendStorage => storage::due::tend(context),
        TimerAction::FinishBlobRestore(account) => storage::point_in_time::finish(context, *account),
        TimerAction::PurgeInstances(vault) => protection::deletion::purge(context, *vault),
        TimerAction::MeasureStores => usage::measure::measure(context),
        TimerAction::WorkDisk(disk) => compute::workload::work(context, *disk),
    });
    Ok(events)
}
