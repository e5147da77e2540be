//! The request behind a click: every command as what Azure would be asked for it.
//!
//! A command is rendered to its request of Resource Manager or of the data plane, to a line for the Azure CLI and, where it
//! says how a resource should be, to Bicep. The requests are those that [`crate::arm::serve`] reads back into the same
//! command, and both directions write and read with the same functions; a test of the suite sends whatever is rendered
//! through the routes again.
//!
//! A request may need what the command does not say: the region of a disk, the name of a recovery point. That is looked up
//! by the queries that the portal asks, in the name of the same viewer: nobody learns from a rendering what they may not
//! read.
//!
//! There is no token in a request, nor the bytes of a file.

pub mod authorization;
pub mod az;
pub mod backup;
pub mod bicep;
pub mod blobs;
pub mod compute;
pub mod lake;
pub mod protection;
pub mod resources;
pub mod storage;
pub mod versions;

pub use crate::rpc::{Rendered, Rendering};

use crate::{
    arm::uri::MANAGEMENT,
    base::{ArmId, HttpRequest, Method},
    engine::{
        query::{Ask, Viewer},
        refusal::Refusal,
        request::Command,
    },
};
use az::Az;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

/// What cannot stand in a path as it is.
const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What a command is in Azure, for one who may look up what it names.
///
/// # Errors
/// What the request would name is not there, or the viewer may not read it.
pub fn render(viewer: &Viewer<'_>, command: &Command) -> Result<Rendering, Refusal> {
    match command {
        Command::CreateResourceGroup { .. }
        | Command::DeleteResourceGroup { .. }
        | Command::SetTags { .. }
        | Command::CreateLock { .. }
        | Command::DeleteLock { .. } => one(resources::render(command)),
        Command::CreateStorageAccount { .. }
        | Command::UpdateStorageAccount { .. }
        | Command::DeleteStorageAccount { .. }
        | Command::CreateContainer { .. }
        | Command::DeleteContainer { .. }
        | Command::SetDataProtection { .. }
        | Command::RestoreBlobRanges { .. }
        | Command::CreateReplicationPolicy { .. }
        | Command::DeleteReplicationPolicy { .. }
        | Command::SetLifecyclePolicy { .. }
        | Command::SetImmutabilityPolicy { .. }
        | Command::ExtendImmutabilityPolicy { .. }
        | Command::LockImmutabilityPolicy { .. }
        | Command::DeleteImmutabilityPolicy { .. }
        | Command::SetLegalHold { .. }
        | Command::ClearLegalHold { .. } => one(storage::render(command)),
        Command::StageBlock { .. }
        | Command::CommitBlockList { .. }
        | Command::SetContentType { .. }
        | Command::SetBlobTier { .. }
        | Command::UndeleteContainer { .. }
        | Command::UndeleteBlob { .. }
        | Command::PromoteBlobVersion { .. }
        | Command::DeleteBlobVersion { .. }
        | Command::CreateBlobSnapshot { .. }
        | Command::DeleteBlobSnapshots { .. }
        | Command::Lease { .. } => one(blobs::render(command)),
        Command::PutFile { .. }
        | Command::CreateDirectory { .. }
        | Command::AppendToFile { .. }
        | Command::FlushFile { .. }
        | Command::RenamePath { .. }
        | Command::DeletePath { .. }
        | Command::DeleteBlob { .. }
        | Command::SetPathProperties { .. } => Ok(Rendering::Requests(lake::render(viewer, command))),
        Command::WithLease { lease, command } => {
            let inner = match command.as_ref() {
                Command::DeleteContainer { container } => one(blobs::delete_container(container)),
                command => render(viewer, command),
            };
            Ok(blobs::with_lease(inner?, *lease))
        }
        Command::CreateDisk { .. }
        | Command::UpdateDisk { .. }
        | Command::DeleteDisk { .. }
        | Command::CreateSnapshot { .. }
        | Command::DeleteSnapshot { .. } => one(compute::render(viewer, command)?),
        Command::CreateRoleAssignment { .. } | Command::DeleteRoleAssignment { .. } => {
            one(authorization::render(viewer, command))
        }
        Command::CreateBackupVault { .. }
        | Command::SetVaultIdentity { .. }
        | Command::SetVaultRedundancy { .. }
        | Command::UpdateBackupVault { .. }
        | Command::SetVaultSoftDelete { .. }
        | Command::DeleteBackupVault { .. }
        | Command::CreateBackupPolicy { .. }
        | Command::DeleteBackupPolicy { .. } => one(backup::render(viewer, command)),
        Command::ConfigureProtection { .. }
        | Command::UpdateProtection { .. }
        | Command::BackupNow { .. }
        | Command::StopProtection { .. }
        | Command::SuspendBackups { .. }
        | Command::ResumeProtection { .. }
        | Command::Restore { .. }
        | Command::DeleteBackupInstance { .. }
        | Command::UndeleteBackupInstance { .. } => one(protection::render(viewer, command)?),
        Command::Validate { command } => {
            let validation = protection::validation(viewer, command)?;
            Ok(validation.map_or(Rendering::Simulation, |rendered| Rendering::Requests(vec![rendered])))
        }
        // A machine is no more than its name here, and in Azure it is the machine that is changed.
        Command::AttachDisk { .. } | Command::DetachDisk { .. } => Ok(Rendering::Simulation),
        // Bytes come upon a disk from the machine that it is attached to.
        Command::WriteDisk { .. } | Command::RewriteDisk { .. } | Command::SetDiskWorkload { .. } => {
            Ok(Rendering::Simulation)
        }
        // Azure has a request for it, of a provider that is not simulated.
        Command::ChangeAlertState { .. } => Ok(Rendering::Simulation),
        Command::SetClock { .. }
        | Command::KeepTime
        | Command::LogRefusal { .. }
        | Command::FireTimer { .. } => Ok(Rendering::Simulation),
    }
}

fn one(rendered: Rendered) -> Result<Rendering, Refusal> {
    Ok(Rendering::Requests(vec![rendered]))
}

/// What a query answers to the viewer.
fn ask<Q: Ask>(viewer: &Viewer<'_>, query: Q) -> Result<Q::Answer, Refusal> {
    query.resolve(viewer)
}

/// A request to Resource Manager about `id`.
fn managed(method: Method, id: &ArmId, version: &str, body: Option<&Value>) -> HttpRequest {
    let path = encoded(id.as_str());
    let request = HttpRequest::new(method, format!("{MANAGEMENT}{path}?api-version={version}"));
    match body {
        None => request,
        Some(body) => HttpRequest { body: body.to_string().into_bytes(), ..request }
            .with_header("Content-Type", "application/json"),
    }
}

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, IN_PATH).to_string()
}

/// A resource as it should be, with its Bicep.
fn put(id: &ArmId, version: &str, body: &Value, az: Az) -> Rendered {
    let bicep = Some(bicep::write(id, version, body));
    Rendered { request: managed(Method::Put, id, version, Some(body)), az: Some(az.build()), bicep }
}

fn send(method: Method, id: &ArmId, version: &str, body: Option<&Value>, az: Az) -> Rendered {
    Rendered { request: managed(method, id, version, body), az: Some(az.build()), bicep: None }
}

/// An action: its name is the last segment of the path.
fn post(id: &ArmId, name: &str, version: &str, body: Option<&Value>, az: Az) -> Rendered {
    send(Method::Post, &ArmId::new(format!("{id}/{name}")), version, body, az)
}
