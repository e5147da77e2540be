//! A world with 100,000 recovery points, for measuring how it is opened.

use vault_lab::{
    base::{ByteSize, Seed, SimSpan, SimTime},
    engine::{
        State,
        ids::{InstanceId, JobId, PointSeq},
        policy::RetentionTag,
        protection::{PointData, PointState, RecoveryPoint},
    },
};

const INSTANCES: u64 = 100;
const POINTS_PER_INSTANCE: u64 = 1_000;

/// How many there are.
pub const POINTS: usize = (INSTANCES * POINTS_PER_INSTANCE) as usize;

pub fn world_of_points() -> State {
    let mut state = State::new(Seed(7), "benchmark", SimTime::EPOCH);
    for instance in 0..INSTANCES {
        for seq in 1..=POINTS_PER_INSTANCE {
            let row = point(instance, seq);
            state.points.put((row.instance, row.seq), row);
        }
    }
    state
}

fn point(instance: u64, seq: u64) -> RecoveryPoint {
    let created_at = SimTime::from_millis(1_789_372_800_000) + SimSpan::from_days(seq as i64);
    RecoveryPoint {
        instance: InstanceId(instance),
        seq: PointSeq(seq),
        guid: Seed(instance).guid("point", seq),
        state: PointState::Completed,
        created_at,
        job: JobId(instance * POINTS_PER_INSTANCE + seq),
        slot: Some(created_at),
        tag: RetentionTag::Default,
        expires_at: created_at + SimSpan::from_days(3_650),
        data: PointData::VaultStore {
            containers: vec!["curated".to_string(), "raw".to_string()],
            files: 10_000 + seq,
        },
        size: ByteSize::gib(500 + seq),
        transferred: ByteSize::mib(seq),
    }
}
