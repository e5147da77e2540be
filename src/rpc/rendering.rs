//! A command as what Azure would be asked instead: an HTTP request, a line for the Azure CLI, a Bicep resource.

use crate::base::HttpRequest;
use serde::{Deserialize, Serialize};

/// One request, in the three ways it is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendered {
    /// Without a token, and without the bytes of a file: the length of those is in a header.
    pub request: HttpRequest,
    /// None where the line of an earlier one of the command's requests does this too.
    pub az: Option<String>,
    /// Of requests that say how a resource should be.
    pub bicep: Option<String>,
}

/// What a command is in Azure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rendering {
    /// One request mostly; several, in order, where no single one does all of it.
    Requests(Vec<Rendered>),
    /// Azure has no request for it: it is about the simulation itself.
    Simulation,
}
