//! Which operation a request is: the routes, as data.
//!
//! Every operation of Microsoft.DataProtection stands in the table, also those that are not served: the table is what
//! the simulator says of its own coverage.

use crate::{
    arm::{
        ApiError, authorization, backup, call::Handler, compute, locks, resources, storage, uri::Uri, version,
    },
    base::Method,
};

/// What the simulator does about an operation.
#[derive(Clone, Copy)]
pub enum Service {
    Served(Handler),
    /// In the contract, and nothing of it is here.
    NotSimulated,
    /// For workloads that are not simulated.
    NotApplicable,
}

pub struct Route {
    /// As the contract names it.
    pub operation: &'static str,
    pub method: Method,
    /// `{name}` stands for one segment; `{scope}` at the beginning for any number of them.
    pub path: &'static str,
    pub service: Service,
}

impl Route {
    pub const fn served(
        operation: &'static str,
        method: Method,
        path: &'static str,
        handler: Handler,
    ) -> Route {
        Route { operation, method, path, service: Service::Served(handler) }
    }

    pub const fn not_simulated(operation: &'static str, method: Method, path: &'static str) -> Route {
        Route { operation, method, path, service: Service::NotSimulated }
    }

    /// The namespace that answers for it, and the type: of the last provider that the path names.
    pub fn provider(&self) -> (&'static str, &'static str) {
        match self.path.rsplit_once("/providers/") {
            Some((_, tail)) if !tail.starts_with('{') => {
                let mut words = tail.split('/');
                (words.next().unwrap_or_default(), words.next().unwrap_or_default())
            }
            // Of providers themselves, and of what needs none.
            _ if self.path.contains("/providers") => (RESOURCES, "providers"),
            _ => (RESOURCES, self.path.split('/').rfind(|word| name_in(word).is_none()).unwrap_or_default()),
        }
    }
}

const RESOURCES: &str = "Microsoft.Resources";
/// Providers of what the portal shows, which nothing was recorded of to answer by.
const NOT_SIMULATED: [&str; 2] = ["Microsoft.AlertsManagement", "Microsoft.Insights"];

/// What the names in a path stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captures(Vec<(&'static str, String)>);

impl Captures {
    /// Empty where the path has no such name.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str())
    }
}

/// All routes.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    let backup = backup::ROUTES.iter().chain(authorization::ROUTES).chain(locks::ROUTES);
    backup.chain(resources::ROUTES).chain(storage::ROUTES).chain(compute::ROUTES)
}

/// The route of a request. What can be got can be asked for by HEAD.
///
/// # Errors
/// No such namespace, type or method.
pub fn find(method: Method, uri: &Uri) -> Result<(&'static Route, Captures), ApiError> {
    let mut is_known_path = false;
    let mut readable = None;
    for route in routes() {
        let Some(captures) = matched(route.path, &uri.segments) else { continue };
        if route.method == method {
            return Ok((route, captures));
        }
        is_known_path = true;
        if route.method == Method::Get && method == Method::Head {
            readable = Some((route, captures));
        }
    }
    let refusal = || if is_known_path { ApiError::MethodNotAllowed { method } } else { unknown(uri) };
    readable.ok_or_else(refusal)
}

fn unknown(uri: &Uri) -> ApiError {
    let (namespace, kind) = type_of(uri);
    if let Some(namespace) = NOT_SIMULATED.iter().find(|known| known.eq_ignore_ascii_case(namespace)) {
        return ApiError::NotSimulated { operation: (*namespace).to_string() };
    }
    if !namespace.is_empty() && version::provider(namespace).is_none() {
        return ApiError::InvalidNamespace { namespace: namespace.to_string() };
    }
    ApiError::InvalidResourceType {
        kind: kind.to_string(),
        namespace: namespace.to_string(),
        version: uri.parameter("api-version").unwrap_or_default().to_string(),
    }
}

/// The namespace that answers for a path, and the type in it: of the last provider that it names.
fn type_of(uri: &Uri) -> (&str, &str) {
    let at = uri.segments.iter().rposition(|segment| segment.eq_ignore_ascii_case("providers"));
    let after = |steps| at.and_then(|at| uri.segments.get(at + steps)).map_or("", String::as_str);
    match at {
        Some(_) => (after(1), after(2)),
        None => (RESOURCES, uri.segments.iter().rev().nth(1).map_or("", String::as_str)),
    }
}

/// Compares a path with a pattern, whatever the case of its words. Nothing is copied of a path that does not match.
fn matched(pattern: &'static str, segments: &[String]) -> Option<Captures> {
    let (pattern, scope, segments) = match pattern.strip_prefix("/{scope}") {
        None => (pattern, None, segments),
        Some(rest) => {
            let (scope, tail) = segments.split_at(segments.len().checked_sub(rest.matches('/').count())?);
            (rest, Some(scope), tail)
        }
    };
    if pattern.matches('/').count() != segments.len() {
        return None;
    }
    // A pattern begins with a slash: nothing stands before its first word.
    let pairs = || pattern.split('/').skip(1).zip(segments);
    if !pairs().all(|(word, segment)| name_in(word).is_some() || word.eq_ignore_ascii_case(segment)) {
        return None;
    }
    let scope = scope.map(|scope| ("scope", format!("/{}", scope.join("/"))));
    let names = pairs().filter_map(|(word, segment)| Some((name_in(word)?, segment.clone())));
    Some(Captures(scope.into_iter().chain(names).collect()))
}

/// What a word of a pattern stands for: `vault` of `{vault}`.
fn name_in(word: &'static str) -> Option<&'static str> {
    word.strip_prefix('{')?.strip_suffix('}')
}
