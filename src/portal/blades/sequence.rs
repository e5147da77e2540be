//! Several commands, one after the other, under one notification.

use crate::{
    engine::request::Command,
    portal::{route::Route, session::Session},
    rpc::{Failure, Progress},
};

/// Gives the commands one after the other and stops at the first that fails.
///
/// # Errors
/// Why it failed; the notification says so too.
pub async fn perform_each(
    session: Session,
    commands: Vec<Command>,
    doing: &str,
    done: &str,
    link: Option<Route>,
) -> Result<(), Failure> {
    let notice = session.notices.begin(doing, "");
    let total = commands.len() as u64;
    for (number, command) in (1..).zip(commands) {
        if let Err(failure) = session.submit_under(notice, command).await {
            notice.fail(doing, &failure);
            return Err(failure);
        }
        if total > 1 {
            notice.progress(Progress { done: number, total }, &format!("{number} of {total}"));
        }
    }
    notice.succeed(done, "", link);
    Ok(())
}
