//! Sample rows of alerts.

use super::{backup::refusals, guid, minute};
use crate::{
    base::ArmId,
    engine::{
        ids::{AlertId, InstanceId},
        monitor::{Alert, AlertChange, AlertRule, AlertState},
        policy::DatasourceType,
        rbac::PrincipalId,
    },
};

pub fn alert(number: u64) -> Alert {
    let subscription = ArmId::subscription(guid("subscription", number));
    Alert {
        id: AlertId(number),
        guid: guid("alert", number),
        rule: AlertRule::ALL[number as usize % 3],
        vault: subscription.child("vaults", "vault"),
        instance: InstanceId(number),
        instance_name: format!("instance-{number}"),
        datasource: subscription.child("disks", "disk"),
        datasource_type: DatasourceType::ALL[number as usize % 3],
        fired_at: minute(number),
        last_at: minute(number + 1),
        occurrences: 1 + u32::try_from(number).unwrap_or(0),
        job: number.is_multiple_of(2).then(|| guid("job", number)),
        correlation: guid("correlation", number),
        error: refusals().into_iter().next().filter(|_| number > 0),
        resolved_at: (number > 2).then(|| minute(number + 2)),
        state: AlertState::ALL[number as usize % 3],
        changes: (0..number).map(change).collect(),
    }
}

pub fn change(number: u64) -> AlertChange {
    AlertChange {
        at: minute(number),
        by: PrincipalId(guid("principal", number)),
        to: AlertState::ALL[number as usize % 3],
        comment: format!("comment {number}"),
    }
}
