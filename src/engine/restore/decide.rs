//! Starting and finishing restores.

use crate::{
    base::ArmId,
    engine::{
        decide::Context,
        event::Event,
        ids::{JobId, PointSeq},
        refusal::Refusal,
        restore::RestoreSelection,
    },
};

pub fn start(
    _context: &mut Context,
    _instance: &ArmId,
    _point: PointSeq,
    _target: &ArmId,
    _selection: &RestoreSelection,
) -> Result<Vec<Event>, Refusal> {
    Ok(Vec::new()) // BUILD ME
}

pub fn finish(_context: &mut Context, _job: JobId) -> Vec<Event> {
    Vec::new() // BUILD ME
}
