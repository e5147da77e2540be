//! Which operation a request is: the operations of both endpoints, as data.

use crate::{
    arm::data_plane::{
        DataError, Endpoint, blob, dfs,
        request::{Asked, DataHandler, Level},
    },
    base::{ByteSize, Method},
};

/// What the simulator does about an operation.
#[derive(Clone, Copy)]
pub enum Service {
    Served(DataHandler),
    /// In the contract, and nothing of it is here.
    NotImplemented,
}

/// What an operation does with the body of its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    Nothing,
    /// A document, which is read whole.
    Xml,
    /// Bytes, which are stored; at most so many.
    Bytes(ByteSize),
}

pub struct Route {
    /// As the contract names it.
    pub operation: &'static str,
    pub endpoint: Endpoint,
    pub level: Level,
    pub method: Method,
    /// The parameter `restype`, or `resource` of the Data Lake endpoint; empty where there is none.
    pub kind: &'static str,
    /// The parameter `comp`, or `action` of the Data Lake endpoint; empty where there is none.
    pub part: &'static str,
    /// A header that tells the operation from the next one.
    pub header: Option<&'static str>,
    pub takes: Takes,
    pub service: Service,
}

impl Route {
    /// An operation of the contract that is not built; see [`Route::served`].
    pub const fn new(
        endpoint: Endpoint,
        operation: &'static str,
        level: Level,
        method: Method,
        kind: &'static str,
        part: &'static str,
    ) -> Route {
        let (header, takes, service) = (None, Takes::Nothing, Service::NotImplemented);
        Route { operation, endpoint, level, method, kind, part, header, takes, service }
    }

    #[must_use]
    pub const fn served(self, handler: DataHandler) -> Route {
        Route { service: Service::Served(handler), ..self }
    }

    #[must_use]
    pub const fn taking(self, takes: Takes) -> Route {
        Route { takes, ..self }
    }

    #[must_use]
    pub const fn where_header(self, header: &'static str) -> Route {
        Route { header: Some(header), ..self }
    }

    fn is_path_of(&self, asked: &Asked) -> bool {
        let (kind, part) = match self.endpoint {
            Endpoint::Blob => ("restype", "comp"),
            Endpoint::Dfs => ("resource", "action"),
        };
        let is =
            |name: &str, value: &str| asked.parameter(name).unwrap_or_default().eq_ignore_ascii_case(value);
        self.endpoint == asked.endpoint
            && self.level == asked.level
            && is(kind, self.kind)
            && is(part, self.part)
    }
}

/// All operations.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    blob::ROUTES.iter().chain(dfs::ROUTES)
}

/// The operation of a request.
///
/// # Errors
/// No such operation, or not by this method.
pub fn find(asked: &Asked) -> Result<&'static Route, DataError> {
    let mut is_known = false;
    for route in routes().filter(|route| route.is_path_of(asked)) {
        is_known = true;
        if route.method == asked.method && route.header.is_none_or(|name| asked.header(name).is_some()) {
            return Ok(route);
        }
    }
    if is_known {
        return Err(DataError::MethodNotAllowed { method: asked.method });
    }
    let names = match asked.endpoint {
        Endpoint::Blob => ["comp", "restype"],
        Endpoint::Dfs => ["action", "resource"],
    };
    let said = names.into_iter().find_map(|name| Some((name, asked.parameter(name)?)));
    Err(match said {
        Some((name, value)) => DataError::InvalidQuery { name, value: value.to_string() },
        None => DataError::MissingQuery { name: names[0] },
    })
}
