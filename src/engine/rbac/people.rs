//! The fictional people who can be signed in.

use crate::engine::rbac::{PrincipalId, Role};
use uuid::{Uuid, uuid};

/// Somebody who can be signed in, with the role that person holds on every subscription.
#[derive(Debug)]
pub struct Persona {
    pub id: PrincipalId,
    pub name: &'static str,
    pub role: Role,
}

const fn persona(id: Uuid, name: &'static str, role: Role) -> Persona {
    Persona { id: PrincipalId(id), name, role }
}

/// Who can be signed in; the first is signed in at the start.
pub const PERSONAS: &[Persona] = &[
    persona(uuid!("4f1c0a52-93d7-4b7e-8a51-0c6a8f5d2e01"), "Olivia Owner", Role::Owner),
    persona(uuid!("4f1c0a52-93d7-4b7e-8a51-0c6a8f5d2e02"), "Carlos Contributor", Role::Contributor),
    persona(
        uuid!("4f1c0a52-93d7-4b7e-8a51-0c6a8f5d2e03"),
        "Bianca Backup-Contributor",
        Role::BackupContributor,
    ),
    persona(uuid!("4f1c0a52-93d7-4b7e-8a51-0c6a8f5d2e04"), "Oskar Backup-Operator", Role::BackupOperator),
    persona(uuid!("4f1c0a52-93d7-4b7e-8a51-0c6a8f5d2e05"), "Rosa Backup-Reader", Role::BackupReader),
    persona(uuid!("4f1c0a52-93d7-4b7e-8a51-0c6a8f5d2e06"), "Ravi Reader", Role::Reader),
    persona(
        uuid!("4f1c0a52-93d7-4b7e-8a51-0c6a8f5d2e07"),
        "Stella Storage-Admin",
        Role::StorageAccountContributor,
    ),
];

/// The directory all of them belong to.
pub const DIRECTORY: &str = "Tailspin Toys";
