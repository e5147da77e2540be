//! Whose request it is.
//!
//! The simulator hands out tokens of its own: three parts like a JSON Web Token, the second with the object id of a
//! principal, the third a fixed word instead of a signature, for there is nothing to protect. Any other token is refused
//! unread, so that real credentials are worth nothing here and are never kept.

use crate::{
    arm::ApiError,
    engine::{
        State,
        rbac::{PERSONAS, PrincipalId},
    },
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use uuid::Uuid;

const ISSUER: &str = "https://sts.vault-lab.invalid/";
const SIGNATURE: &str = "c2ltdWxhdGVk";

/// A token for a principal.
pub fn token(principal: PrincipalId) -> String {
    let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({ "typ": "JWT", "alg": "none" }));
    let claims = part(json!({ "iss": ISSUER, "aud": "https://management.azure.com", "oid": principal.0 }));
    format!("{header}.{claims}.{SIGNATURE}")
}

/// What somebody has to know before asking anything: who can be signed in, with a token for each, and the subscriptions.
///
/// Shape: `{"people":[{"name","token"}],"subscriptions":[id]}`.
pub fn directory(state: &State) -> Value {
    let people = PERSONAS.iter().map(|person| json!({ "name": person.name, "token": token(person.id) }));
    let subscriptions = state.subscriptions.iter().map(|(id, _)| id);
    json!({ "people": people.collect::<Vec<_>>(), "subscriptions": subscriptions.collect::<Vec<_>>() })
}

/// The principal of an `Authorization` header.
///
/// # Errors
/// [`ApiError::MissingToken`], [`ApiError::ForeignToken`].
pub fn principal(state: &State, header: Option<&str>) -> Result<PrincipalId, ApiError> {
    let header = header.ok_or(ApiError::MissingToken)?;
    let (scheme, token) = header.split_once(' ').ok_or(ApiError::ForeignToken)?;
    let found = scheme.eq_ignore_ascii_case("Bearer").then(|| object_id(token)).flatten();
    found.filter(|id| state.principals.contains(id)).ok_or(ApiError::ForeignToken)
}

fn object_id(token: &str) -> Option<PrincipalId> {
    let claims = token.strip_suffix(SIGNATURE)?.strip_suffix('.')?.split('.').nth(1)?;
    let claims: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    if claims["iss"] != ISSUER {
        return None;
    }
    Uuid::parse_str(claims["oid"].as_str()?).ok().map(PrincipalId)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{Seed, SimTime},
        engine::{apply::apply_event, rbac::PERSONAS, resources::found_directory},
    };

    #[test]
    fn only_tokens_of_this_world_are_taken() {
        let mut state = State::new(Seed(7), "tokens", SimTime::EPOCH);
        for event in found_directory(&state) {
            apply_event(&mut state, &event);
        }
        let olivia = PERSONAS[0].id;
        let of = |header: &str| principal(&state, Some(header));
        assert_eq!(of(&format!("Bearer {}", token(olivia))), Ok(olivia));
        assert_eq!(of(&format!("Bearer {}", token(PrincipalId(Uuid::nil())))), Err(ApiError::ForeignToken));
        assert_eq!(of("Bearer eyJ0eXAiOiJKV1QifQ.eyJvaWQiOiJ4In0.c2ln"), Err(ApiError::ForeignToken));
        assert_eq!(of(&format!("SharedKey {}", token(olivia))), Err(ApiError::ForeignToken));
        assert_eq!(principal(&state, None), Err(ApiError::MissingToken));
    }
}
