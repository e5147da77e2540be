//! From a request to an account to its answer.

use crate::{
    arm::{
        Door,
        data_plane::{
            DataError, Endpoint,
            answer::{DataAnswer, Envelope},
            headers,
            request::{Asked, DataCall, DataStep, Level},
            route::{self, Route, Service, Takes},
            xml::XML_BYTES_MAX,
        },
        serve::{Intake, Served},
    },
    base::{HttpRequest, SimTime},
    content::Content,
    engine::{
        Command,
        rbac::{PrincipalId, action},
        refusal::Refusal,
        storage::BlockRefusal,
    },
    rpc::{Failure, Trouble},
};
use uuid::Uuid;

/// Bodies that nobody reads are short, if there are any.
const IGNORED_BYTES_MAX: usize = 4 << 20;

/// Looks at a request without its body.
///
/// # Errors
/// The refusal, where nobody has to see the body to refuse it.
#[allow(clippy::result_large_err, reason = "refused is an answer like any other, and there is one of them")]
pub fn admit(door: &impl Door, endpoint: Endpoint, request: &HttpRequest) -> Result<Intake, Served> {
    intake(door, request).map_err(|error| {
        let viewer = door.viewer(PrincipalId::SYSTEM);
        let id = viewer.state.seed().guid("refused request", viewer.state.world().next_id);
        refuse(&Envelope { request, endpoint, id, now: viewer.now }, error)
    })
}

/// What a client is told when the browser kept a request from being carried out.
pub fn interrupted(
    endpoint: Endpoint,
    request: &HttpRequest,
    id: Uuid,
    now: SimTime,
    failure: Failure,
) -> Served {
    refuse(&Envelope { request, endpoint, id, now }, DataError::of_failure(failure))
}

/// A refusal before it is known what of the account is asked for.
fn refuse(envelope: &Envelope<'_>, error: DataError) -> Served {
    envelope.render(envelope.error(error.words(envelope.endpoint, Level::Service)))
}

fn intake(door: &impl Door, request: &HttpRequest) -> Result<Intake, DataError> {
    let (asked, route) = receive(door, request)?;
    let max = match route.takes {
        Takes::Nothing => return Ok(Intake::Bytes { max: IGNORED_BYTES_MAX }),
        Takes::Xml => return Ok(Intake::Bytes { max: XML_BYTES_MAX }),
        Takes::Bytes(max) => max,
    };
    let call = DataCall { viewer: door.viewer(asked.principal), asked: &asked };
    call.require_data(action::WRITE_BLOBS)?;
    call.found_container()?;
    // Pages do not always know the length; whoever knows it is spared the way.
    match headers::number(&asked, "Content-Length")? {
        Some(length) if u64::try_from(length).is_ok_and(|length| length > max.bytes()) => {
            Err(DataError::BodyTooLarge { max: max.bytes() })
        }
        _ => Ok(Intake::Stored),
    }
}

/// Answers a request. Whatever it says, this answers in Azure's words.
pub async fn serve(
    door: &mut impl Door,
    endpoint: Endpoint,
    request: &HttpRequest,
    stored: Option<Content>,
) -> Served {
    let id = door.next_correlation();
    let (answer, level) = answer(door, request, stored, id).await;
    let envelope = Envelope { request, endpoint, id, now: door.viewer(PrincipalId::SYSTEM).now };
    let answer = answer.unwrap_or_else(|error| envelope.error(error.words(endpoint, level)));
    envelope.render(answer)
}

async fn answer(
    door: &mut impl Door,
    request: &HttpRequest,
    stored: Option<Content>,
    id: Uuid,
) -> (Result<DataAnswer, DataError>, Level) {
    let (mut asked, route) = match receive(door, request) {
        Ok(received) => received,
        Err(error) => return (Err(error), Level::Service),
    };
    asked.body = request.body.clone();
    asked.stored = stored;
    (carry_out(door, &asked, route, id).await, asked.level)
}

fn receive(door: &impl Door, request: &HttpRequest) -> Result<(Asked, &'static Route), DataError> {
    let asked = Asked::read(door.viewer(PrincipalId::SYSTEM).state, request)?;
    let route = route::find(&asked)?;
    headers::check_simulated(&asked)?;
    Ok((asked, route))
}

async fn carry_out(
    door: &mut impl Door,
    asked: &Asked,
    route: &Route,
    id: Uuid,
) -> Result<DataAnswer, DataError> {
    let Service::Served(handler) = route.service else {
        return Err(DataError::NotImplemented { what: route.operation.to_string() });
    };
    let size = asked.stored.as_ref().map_or(0, |content| content.size.bytes());
    match route.takes {
        // Whoever does not store bodies must not be told that one was.
        Takes::Bytes(_) if asked.stored.is_none() => {
            let message = "the body of the request was not stored".to_string();
            return Err(DataError::Trouble(Trouble::StorageFailed { message }));
        }
        Takes::Bytes(max) if size > max.bytes() => return Err(DataError::BodyTooLarge { max: max.bytes() }),
        Takes::Xml if asked.body.len() > XML_BYTES_MAX => {
            return Err(DataError::BodyTooLarge { max: XML_BYTES_MAX as u64 });
        }
        _ => {}
    }
    let call = DataCall { viewer: door.viewer(asked.principal), asked };
    match handler(&call)? {
        DataStep::Answer(answer) => Ok(*answer),
        DataStep::Submit(command, reply) => {
            let command = with_lease(asked, *command)?;
            let submitted = door.submit(asked.principal, command, id).await;
            submitted.map_err(DataError::of_failure)?;
            reply(&DataCall { viewer: door.viewer(asked.principal), asked })
        }
    }
}

/// The command in the name of whoever holds the lease that the request names. Commands about the lease name it themselves.
fn with_lease(asked: &Asked, command: Command) -> Result<Command, DataError> {
    if matches!(command, Command::Lease { .. }) {
        return Ok(command);
    }
    let Some(lease) = headers::guid(asked, "x-ms-lease-id")? else { return Ok(command) };
    if asked.hierarchical && asked.level == Level::Blob {
        // Paths of a data lake are not leased here.
        return Err(Refusal::from(BlockRefusal::NoLease { path: asked.path.clone() }).into());
    }
    Ok(Command::WithLease { lease, command: Box::new(command) })
}
