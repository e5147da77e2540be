//! A request to an account, taken apart.

use crate::{
    arm::{
        caller,
        data_plane::{DataError, Endpoint, answer::DataAnswer, headers},
        uri::Uri,
    },
    base::{ArmId, HttpRequest, Method},
    content::Content,
    engine::{
        Command, State,
        query::{Viewer, blob_service::Which},
        rbac::PrincipalId,
        storage::{Container, StorageAccount, VersionId},
    },
};
use percent_encoding::percent_decode_str;

/// What of an account a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Service,
    Container,
    Blob,
}

/// A request whose caller is known.
#[derive(Clone, Debug)]
pub struct Asked {
    pub endpoint: Endpoint,
    pub method: Method,
    pub level: Level,
    pub account: ArmId,
    pub account_name: String,
    pub hierarchical: bool,
    /// Empty for the service.
    pub container: String,
    /// Empty unless a blob is meant.
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    pub principal: PrincipalId,
    /// Of a request whose body is read whole.
    pub body: Vec<u8>,
    /// Of a request whose body was stored.
    pub stored: Option<Content>,
}

/// A request together with what its caller sees.
#[derive(Clone, Copy, Debug)]
pub struct DataCall<'a> {
    pub viewer: Viewer<'a>,
    pub asked: &'a Asked,
}

/// What a handler makes of a call.
pub enum DataStep {
    Answer(Box<DataAnswer>),
    /// To be carried out, and answered by what sees the world afterwards.
    Submit(Box<Command>, DataReply),
}

pub type DataHandler = fn(&DataCall<'_>) -> Result<DataStep, DataError>;
pub type DataReply = fn(&DataCall<'_>) -> Result<DataAnswer, DataError>;

impl DataStep {
    pub fn answer(answer: DataAnswer) -> Result<DataStep, DataError> {
        Ok(DataStep::Answer(Box::new(answer)))
    }

    pub fn submit(command: Command, reply: DataReply) -> Result<DataStep, DataError> {
        Ok(DataStep::Submit(Box::new(command), reply))
    }
}

impl Asked {
    /// Reads everything of a request but its body.
    ///
    /// # Errors
    /// No such account; no token of this world; a version that is not served.
    pub fn read(state: &State, request: &HttpRequest) -> Result<Asked, DataError> {
        let (host, path, query) = Uri::split(&request.url).ok_or(DataError::InvalidUri)?;
        let (endpoint, name) = Endpoint::of_host(&host).ok_or(DataError::InvalidUri)?;
        let account =
            account_named(state, name).ok_or_else(|| DataError::UnknownAccount { host: host.clone() })?;
        let segments = segments(path)?;
        let of_query = |name: &str| query.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        if of_query("sig").is_some() {
            return Err(DataError::SharedAccessSignature);
        }
        let principal = principal(state, request.header("Authorization"))?;
        headers::check_version(request.header("x-ms-version"))?;
        let is_container = endpoint == Endpoint::Dfs
            || of_query("restype").is_some_and(|(_, value)| value.eq_ignore_ascii_case("container"));
        let (level, container, path) = match segments.as_slice() {
            [] => (Level::Service, String::new(), String::new()),
            [container] if is_container => (Level::Container, container.clone(), String::new()),
            [blob] => (Level::Blob, "$root".to_string(), blob.clone()),
            [container, path @ ..] => (Level::Blob, container.clone(), path.join("/")),
        };
        Ok(Asked {
            endpoint,
            method: request.method,
            level,
            account: state.account_id(account),
            account_name: account.name.clone(),
            hierarchical: account.hierarchical_namespace,
            container,
            path,
            query,
            headers: request.headers.clone(),
            principal,
            body: Vec::new(),
            stored: None,
        })
    }

    /// The first parameter of this name, whatever its case; an empty one says nothing.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The first header of this name; an empty one says nothing.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The id of the container.
    pub fn container_id(&self) -> ArmId {
        self.account.child(Container::ARM_KIND, &self.container)
    }

    /// Which state of the blob is meant.
    ///
    /// # Errors
    /// A name that no state can have; a version and a snapshot at once.
    pub fn which(&self) -> Result<Which, DataError> {
        let read = |name: &'static str| match self.parameter(name) {
            None => Ok(None),
            Some(text) => headers::version_id(text)
                .map(Some)
                .ok_or_else(|| DataError::InvalidQuery { name, value: text.to_string() }),
        };
        let both: (Option<VersionId>, Option<VersionId>) = (read("versionid")?, read("snapshot")?);
        match both {
            (None, None) => Ok(Which::Current),
            (Some(id), None) => Ok(Which::Version(id)),
            (None, Some(id)) => Ok(Which::Snapshot(id)),
            (Some(_), Some(id)) => Err(DataError::InvalidQuery { name: "snapshot", value: id.to_string() }),
        }
    }

    /// The bytes that were sent, stored.
    pub fn content(&self) -> Content {
        self.stored.clone().unwrap_or_else(Content::empty)
    }

    /// A whole number in the query.
    ///
    /// # Errors
    /// No number, or less than `min`.
    pub fn number<T: std::str::FromStr + PartialOrd>(
        &self,
        name: &'static str,
        min: T,
    ) -> Result<Option<T>, DataError> {
        let Some(text) = self.parameter(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| *number >= min);
        number.map(Some).ok_or_else(|| DataError::InvalidQuery { name, value: text.to_string() })
    }

    /// `true` or `false` in the query; what is missing is false.
    ///
    /// # Errors
    /// Anything else.
    pub fn flag(&self, name: &'static str) -> Result<bool, DataError> {
        match self.parameter(name) {
            None => Ok(false),
            Some(text) if text.eq_ignore_ascii_case("true") => Ok(true),
            Some(text) if text.eq_ignore_ascii_case("false") => Ok(false),
            Some(text) => Err(DataError::InvalidQuery { name, value: text.to_string() }),
        }
    }
}

impl<'a> DataCall<'a> {
    pub fn state(&self) -> &'a State {
        self.viewer.state
    }

    /// A container whose blobs the caller may read, with its account.
    ///
    /// # Errors
    /// Not authorized, or not there.
    pub fn container(&self) -> Result<(&'a StorageAccount, &'a Container), DataError> {
        Ok(self.viewer.readable_container(&self.asked.container_id())?)
    }

    /// Refuses who may not, before anything is told of what there is.
    ///
    /// # Errors
    /// Not authorized.
    pub fn require_data(&self, action: &str) -> Result<(), DataError> {
        Ok(self.viewer.require_data(action, &self.asked.container_id())?)
    }

    /// The container, for whom may do something else than read in it.
    ///
    /// # Errors
    /// Not there.
    pub fn found_container(&self) -> Result<&'a Container, DataError> {
        Ok(self.state().find_container(&self.asked.container_id())?)
    }
}

/// An account by the name that is unique in the world.
fn account_named<'a>(state: &'a State, name: &str) -> Option<&'a StorageAccount> {
    state.accounts.values().find(|account| account.name == name)
}

/// The container and the parts of the blob's name, decoded; an encoded slash divides as a plain one.
fn segments(path: &str) -> Result<Vec<String>, DataError> {
    let decoded = percent_decode_str(path).decode_utf8().map_err(|_| DataError::InvalidUri)?;
    let decoded = decoded.trim_start_matches('/');
    if decoded.is_empty() {
        return Ok(Vec::new());
    }
    // A slash at the end of a container or directory says nothing.
    let decoded = decoded.strip_suffix('/').unwrap_or(decoded);
    Ok(decoded.split('/').map(str::to_string).collect())
}

/// Only tokens of this simulator are taken.
fn principal(state: &State, header: Option<&str>) -> Result<PrincipalId, DataError> {
    let header = header.ok_or(DataError::Anonymous)?;
    let scheme = header.split(' ').next().unwrap_or_default();
    if scheme.eq_ignore_ascii_case("SharedKey") || scheme.eq_ignore_ascii_case("SharedKeyLite") {
        return Err(DataError::SharedKey);
    }
    caller::principal(state, Some(header)).map_err(|_| DataError::ForeignToken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_and_then_divided() {
        let of = |path: &str| segments(path).map(|parts| parts.join("|"));
        assert_eq!(of("/raw/a%20b/c%2Fd.csv"), Ok("raw|a b|c|d.csv".to_string()));
        assert_eq!(of("//raw/"), Ok("raw".to_string()));
        assert_eq!(of("/"), Ok(String::new()));
        assert_eq!(of("/raw//a"), Ok("raw||a".to_string()));
        assert_eq!(of("/%ff"), Err(DataError::InvalidUri));
    }
}
