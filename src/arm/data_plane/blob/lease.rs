//! Lease Blob and Lease Container.

use crate::{
    arm::data_plane::{
        DataError,
        answer::DataAnswer,
        blob::container,
        headers,
        request::{Asked, DataCall, DataStep, Level},
    },
    base::SimSpan,
    engine::{
        Command,
        query::blob_service::Which,
        storage::{BlobPath, Lease, LeaseAction, LeaseKey},
    },
};

const ACTION: &str = "x-ms-lease-action";

pub fn of_blob(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    lease(call.asked, Some(call.asked.path.clone()))
}

pub fn of_container(call: &DataCall<'_>) -> Result<DataStep, DataError> {
    lease(call.asked, None)
}

fn lease(asked: &Asked, path: Option<String>) -> Result<DataStep, DataError> {
    let action = asked.header(ACTION).ok_or(DataError::MissingHeader { name: ACTION })?;
    let named = || {
        const NAME: &str = "x-ms-lease-id";
        headers::guid(asked, NAME)?.ok_or(DataError::MissingHeader { name: NAME })
    };
    let command = |action| Command::Lease { container: asked.container_id(), path: path.clone(), action };
    match action.to_ascii_lowercase().as_str() {
        "acquire" => {
            let (seconds, proposed) = (duration(asked)?, headers::guid(asked, "x-ms-proposed-lease-id")?);
            DataStep::submit(command(LeaseAction::Acquire { seconds, proposed }), |call| told(call, 201))
        }
        "renew" => DataStep::submit(command(LeaseAction::Renew { lease: named()? }), |call| told(call, 200)),
        "change" => {
            const NAME: &str = "x-ms-proposed-lease-id";
            let proposed = headers::guid(asked, NAME)?.ok_or(DataError::MissingHeader { name: NAME })?;
            let action = LeaseAction::Change { lease: named()?, proposed };
            DataStep::submit(command(action), |call| told(call, 200))
        }
        "release" => {
            DataStep::submit(command(LeaseAction::Release { lease: named()? }), |call| told(call, 200))
        }
        "break" => {
            let seconds = seconds(asked, "x-ms-lease-break-period")?;
            DataStep::submit(command(LeaseAction::Break { seconds }), |call| told(call, 202))
        }
        other => Err(DataError::InvalidHeader { name: ACTION, value: other.to_string() }),
    }
}

/// For how long a lease is acquired; -1 is for ever.
fn duration(asked: &Asked) -> Result<Option<u32>, DataError> {
    const NAME: &str = "x-ms-lease-duration";
    match headers::number(asked, NAME)? {
        None => Err(DataError::MissingHeader { name: NAME }),
        Some(-1) => Ok(None),
        Some(_) => seconds(asked, NAME),
    }
}

fn seconds(asked: &Asked, name: &'static str) -> Result<Option<u32>, DataError> {
    let Some(number) = headers::number(asked, name)? else { return Ok(None) };
    let seconds = u32::try_from(number);
    seconds.map(Some).map_err(|_| DataError::InvalidHeader { name, value: number.to_string() })
}

/// How the lease stands now.
fn told(call: &DataCall<'_>, status: u16) -> Result<DataAnswer, DataError> {
    let container = call.found_container()?;
    let key: LeaseKey = (container.id, BlobPath(call.asked.path.clone()));
    let answer = match call.asked.level {
        Level::Blob => {
            let there = call.viewer.blob_state(container.id, &call.asked.path, Which::Current)?;
            DataAnswer::empty(status).with_all(super::read::validators(&there))
        }
        Level::Container | Level::Service => {
            DataAnswer::empty(status).with_all(container::validators(container))
        }
    };
    let lease = call.state().leases.get(&key);
    Ok(match (status, lease) {
        (202, lease) => answer.with("x-ms-lease-time", left(call, lease).to_string()),
        (_, Some(lease)) => answer.with("x-ms-lease-id", lease.id.to_string()),
        (_, None) => answer,
    })
}

/// Whole seconds until a lease is broken.
fn left(call: &DataCall<'_>, lease: Option<&Lease>) -> i64 {
    let broken = lease.and_then(|lease| lease.broken_from);
    let left = broken.map_or(SimSpan::from_millis(0), |broken| broken.since(call.viewer.now));
    (left.millis().max(0) + 999) / 1_000
}
