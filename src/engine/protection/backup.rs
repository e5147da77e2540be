//! Backups: started by a schedule or by a person, finished by a timer.

use crate::{
    base::ArmId,
    engine::{
        decide::Context,
        event::Event,
        ids::{InstanceId, JobId},
        policy::RetentionTag,
        refusal::Refusal,
    },
};

pub fn backup_now(
    _context: &mut Context,
    _instance: &ArmId,
    _tag: RetentionTag,
) -> Result<Vec<Event>, Refusal> {
    Ok(Vec::new()) // BUILD ME
}

pub fn scheduled(_context: &mut Context, _instance: InstanceId) -> Vec<Event> {
    Vec::new() // BUILD ME
}

pub fn finish(_context: &mut Context, _job: JobId) -> Vec<Event> {
    Vec::new() // BUILD ME
}
