//! Looking whether a command would be carried out, without carrying it out.
//!
//! The service answers such a request at once and tells later what it found. What nobody may ask, and what is asked of
//! things that are not there, is refused at once all the same, as is a datasource that is protected already.
//!
//! Source: Azure Backup REST API, "Validate for backup", "Validate for restore".

use crate::engine::{
    decide::{Context, decide_command},
    event::Event,
    limits,
    protection::ProtectionError,
    rbac::action,
    refusal::Refusal,
    request::Command,
    resources::ResourceError,
};

pub fn decide(context: &mut Context, command: &Command) -> Result<Vec<Event>, Refusal> {
    authorize(context, command)?;
    let refusal = decide_command(context, command).err();
    match refusal {
        Some(refusal) if is_refused_at_once(&refusal) => Err(refusal),
        refusal => Ok(vec![Event::Checked { until: context.now + limits::VALIDATION, refusal }]),
    }
}

/// # Errors
/// Not authorized, locked; [`ResourceError::NotSimulated`] for what cannot be validated.
fn authorize(context: &Context, command: &Command) -> Result<(), Refusal> {
    let (action, scope) = match command {
        Command::ConfigureProtection { vault, .. } => (action::VALIDATE_FOR_BACKUP, vault),
        Command::UpdateProtection { instance, .. } => (action::VALIDATE_FOR_CHANGE, instance),
        Command::Restore { instance, .. } => (action::VALIDATE_FOR_RESTORE, instance),
        _ => {
            return Err(ResourceError::NotSimulated { operation: "Validating this".to_string() }.into());
        }
    };
    context.authorize(action, scope)?;
    context.check_write(scope)
}

fn is_refused_at_once(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::Rbac(_) | Refusal::Resource(_) | Refusal::Policy(_) | Refusal::Vault(_) => true,
        Refusal::Protection(error) => matches!(
            error,
            ProtectionError::AlreadyProtected { .. }
                | ProtectionError::InvalidInstanceName { .. }
                | ProtectionError::InstanceNameTaken { .. }
                | ProtectionError::WrongDatasourceType { .. }
        ),
        Refusal::Storage(_)
        | Refusal::Compute(_)
        | Refusal::Access(_)
        | Refusal::Restore(_)
        | Refusal::Monitor(_) => false,
    }
}
