//! What every world starts with: a directory with its people, and two subscriptions.

use crate::{
    base::ArmId,
    engine::{
        event::Event,
        ids::{AssignmentId, IdAllocator},
        rbac::{PERSONAS, Principal, PrincipalId, PrincipalKind, RoleAssignment},
        resources::Subscription,
        state::State,
    },
};
use uuid::{Uuid, uuid};

/// Ids and names of the subscriptions; the first is the one that is preselected.
pub const SUBSCRIPTIONS: [(Uuid, &str); 2] = [
    (uuid!("6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b01"), "Tailspin Production"),
    (uuid!("6b1d7c2e-58fa-4f2b-9f44-3d5f0a9c1b02"), "Tailspin Sandbox"),
];

/// Makes the subscriptions and the people, with roles that count at once.
pub fn found_directory(state: &State) -> Vec<Event> {
    let mut ids = IdAllocator::starting_at(state.world().next_id);
    let mut events: Vec<Event> = SUBSCRIPTIONS
        .iter()
        .map(|(id, name)| Event::SubscriptionCreated(Subscription { id: *id, name: name.to_string() }))
        .collect();
    for persona in PERSONAS {
        events.push(Event::PrincipalCreated(Principal {
            id: persona.id,
            kind: PrincipalKind::User,
            name: persona.name.to_string(),
            resource: None,
        }));
        for (subscription, _) in SUBSCRIPTIONS {
            let id = ids.take();
            events.push(Event::RoleAssigned(RoleAssignment {
                id: AssignmentId(id),
                guid: state.seed().guid("role assignment", id),
                scope: ArmId::subscription(subscription),
                principal: persona.id,
                role: persona.role,
                created_at: state.now(),
                created_by: PrincipalId::SYSTEM,
                effective_at: state.now(),
            }));
        }
    }
    events
}
