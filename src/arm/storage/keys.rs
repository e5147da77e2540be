//! The two keys of an account. They open nothing: nobody is asked for one here, and decoded they say so.
//!
//! Source: the REST API of Microsoft.Storage, "Storage Accounts - List Keys".

use crate::{
    arm::{
        ApiError,
        answer::Answer,
        call::{Call, Step},
        time,
    },
    engine::{rbac::action, resources::lock},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

/// Of a key before it is written in base64. Source: Azure Storage, "Manage account access keys" (512 bits).
const KEY_BYTES: usize = 64;

/// It is a POST, and a read-only lock keeps keys from being seen.
pub fn list(call: &Call<'_>) -> Result<Step, ApiError> {
    call.authorize(action::LIST_KEYS, &call.account())?;
    let account = call.state().find_account(&call.account())?;
    lock::check_write(call.state(), &call.account())?;
    let key = |number: u8| -> Value {
        json!({
            "creationTime": time::ticks(account.created_at),
            "keyName": format!("key{number}"),
            "value": value(&account.name, number),
            "permissions": "FULL",
        })
    };
    Step::answer(Answer::json(200, json!({ "keys": [key(1), key(2)] })))
}

fn value(account: &str, number: u8) -> String {
    let text = format!("simulated key {number} of {account}, worth nothing");
    BASE64_STANDARD.encode(format!("{text:.<KEY_BYTES$}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_length_of_keys_and_say_what_they_are() {
        let keys = [value("a", 1), value("a", 2), value(&"z".repeat(24), 1)];
        for key in &keys {
            let bytes = BASE64_STANDARD.decode(key).expect("base64");
            assert_eq!(bytes.len(), KEY_BYTES);
            assert!(String::from_utf8_lossy(&bytes).contains("worth nothing"));
        }
        assert_ne!(keys[0], keys[1]);
    }
}
