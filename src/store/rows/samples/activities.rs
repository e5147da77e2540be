//! Sample rows of the activity log.

use super::{backup::refusals, guid, minute};
use crate::{
    base::ArmId,
    engine::{
        ids::{ActivityId, DeploymentId, JobId},
        monitor::{Activity, ActivityCheck, ActivityWork},
        rbac::PrincipalId,
    },
};

pub fn activity(number: u64) -> Activity {
    Activity {
        id: ActivityId(number),
        guid: guid("activity", number),
        at: minute(number),
        principal: PrincipalId(guid("principal", number)),
        correlation: guid("correlation", number),
        action: "Microsoft.DataProtection/backupVaults/write".to_string(),
        resource: ArmId::subscription(guid("subscription", number)),
        work: work(number),
    }
}

fn work(number: u64) -> ActivityWork {
    let check = |refusal| ActivityWork::Check(ActivityCheck { until: minute(number + 1), refusal });
    match number % 6 {
        0 => ActivityWork::Nothing,
        1 => ActivityWork::Job(JobId(number)),
        2 => ActivityWork::Deployment(DeploymentId(number)),
        3 => check(None),
        4 => ActivityWork::BlobRestore(guid("blob restore", number)),
        _ => check(refusals().into_iter().next()),
    }
}
