//! Submitting what a create wizard made.

use crate::{
    engine::request::Command,
    portal::{
        route::Route,
        session::{Notice, Session, navigate},
    },
    rpc::{Failure, Made, Receipt, Trouble},
};

/// Gives the commands one after the other and goes to the deployment that the last one started. `after` hears how
/// it went, before the page changes.
pub fn submit_deployment(
    session: Session,
    commands: Vec<Command>,
    after: impl FnOnce(Result<(), Failure>) + 'static,
) {
    let notice = session.notices.begin("Submitting deployment", "");
    leptos::task::spawn_local(async move {
        match submit_all(session, notice, commands).await {
            Ok(receipt) => {
                let route = destination(&receipt);
                notice.succeed("Deployment submitted", "", route.clone());
                after(Ok(()));
                if let Some(route) = route {
                    navigate(&route);
                }
            }
            Err(failure) => {
                notice.fail("Deployment", &failure);
                after(Err(failure));
            }
        }
    });
}

async fn submit_all(session: Session, notice: Notice, commands: Vec<Command>) -> Result<Receipt, Failure> {
    let mut last = Err(Failure::Trouble(Trouble::Cancelled));
    for command in commands {
        last = Ok(session.submit_under(notice, command).await?);
    }
    last
}

fn destination(receipt: &Receipt) -> Option<Route> {
    match &receipt.made {
        Made::Nothing => None,
        Made::Resource(id) => Some(Route::of_resource(id)),
        Made::Deployment { group, name } => {
            Some(Route::Deployment { group: group.clone(), name: name.clone() })
        }
        Made::Job { vault, guid } => Some(Route::Job { vault: vault.clone(), guid: *guid }),
    }
}
