//! How many requests somebody has left: counted, shown in headers, and never held against anybody.
//!
//! One bucket for each principal, subscription and kind of request, and a fifteen times larger one for each subscription,
//! whoever asks. They fill again on the simulated clock. They live as long as the worker: Azure tells of now, not of what
//! was.
//!
//! Source: Azure Resource Manager, "Understand how Azure Resource Manager throttles requests" (token buckets and how
//! fast they fill); recorded answers of Microsoft.DataProtection (how much is in one).

use crate::{
    base::{Method, SimTime},
    engine::rbac::PrincipalId,
};
use std::collections::BTreeMap;

/// Buckets that are kept; beyond that all are forgotten, and are full again.
const BUCKETS_MAX: usize = 1_000;
/// How much more a subscription has than one principal in it.
const GLOBAL_TIMES: u32 = 15;

/// What a request takes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spending {
    Reads,
    Writes,
    Deletes,
}

impl Spending {
    pub fn of(method: Method) -> Spending {
        match method {
            Method::Get | Method::Head => Spending::Reads,
            Method::Put | Method::Patch | Method::Post => Spending::Writes,
            Method::Delete => Spending::Deletes,
        }
    }

    /// As headers call it.
    pub fn name(self) -> &'static str {
        match self {
            Spending::Reads => "reads",
            Spending::Writes => "writes",
            Spending::Deletes => "deletes",
        }
    }

    fn most(self) -> u32 {
        match self {
            Spending::Reads => 1_100,
            Spending::Writes | Spending::Deletes => 800,
        }
    }

    fn per_second(self) -> u32 {
        match self {
            Spending::Reads => 25,
            Spending::Writes | Spending::Deletes => 10,
        }
    }
}

/// What is left after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    pub of_principal: u32,
    pub of_subscription: u32,
}

/// All buckets; the key of one for whoever asks has no principal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Budgets {
    buckets: BTreeMap<(String, Option<PrincipalId>, Spending), Bucket>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bucket {
    left: u32,
    at: SimTime,
}

impl Budgets {
    /// Takes one request out of two buckets.
    pub fn spend(
        &mut self,
        principal: PrincipalId,
        subscription: &str,
        spending: Spending,
        now: SimTime,
    ) -> Left {
        let subscription = subscription.to_ascii_lowercase();
        let of_subscription = self.take((subscription.clone(), None, spending), GLOBAL_TIMES, now);
        let of_principal = self.take((subscription, Some(principal), spending), 1, now);
        Left { of_principal, of_subscription }
    }

    fn take(&mut self, key: (String, Option<PrincipalId>, Spending), times: u32, now: SimTime) -> u32 {
        let (most, per_second) = (key.2.most() * times, key.2.per_second() * times);
        if self.buckets.len() >= BUCKETS_MAX && !self.buckets.contains_key(&key) {
            self.buckets.clear();
        }
        let bucket = self.buckets.entry(key).or_insert(Bucket { left: most, at: now });
        let seconds = now.since(bucket.at).seconds().clamp(0, i64::from(most)) as u32;
        bucket.left =
            bucket.left.saturating_add(seconds.saturating_mul(per_second)).min(most).saturating_sub(1);
        bucket.at = now;
        bucket.left
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::SimSpan, engine::rbac::PERSONAS};

    #[test]
    fn requests_are_counted_and_come_back() {
        let (mut budgets, now) = (Budgets::default(), SimTime::EPOCH);
        let spend = |budgets: &mut Budgets, who: usize, now| {
            budgets.spend(PERSONAS[who].id, "s", Spending::Writes, now)
        };
        assert_eq!(spend(&mut budgets, 0, now), Left { of_principal: 799, of_subscription: 11_999 });
        assert_eq!(spend(&mut budgets, 0, now), Left { of_principal: 798, of_subscription: 11_998 });
        assert_eq!(spend(&mut budgets, 1, now), Left { of_principal: 799, of_subscription: 11_997 });
        for _ in 0..1_000 {
            spend(&mut budgets, 0, now);
        }
        assert_eq!(spend(&mut budgets, 0, now).of_principal, 0, "nobody is held up");
        let later = now + SimSpan::from_seconds(10);
        assert_eq!(spend(&mut budgets, 0, later).of_principal, 99);
        assert_eq!(budgets.spend(PERSONAS[0].id, "s", Spending::Reads, now).of_principal, 1_099);
    }
}
