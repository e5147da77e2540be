//! Words that must not occur, where, and why. To ban another one, add a row; its example proves that the row works.

use crate::source::{File, code_only, follows_word, line_of};

pub struct Ban {
    pub word: &'static str,
    /// Path prefixes in which the ban holds; empty means everywhere.
    pub only_in: &'static [&'static str],
    pub except_in: &'static [&'static str],
    pub why: &'static str,
    /// A file in which the word must be found.
    pub example: (&'static str, &'static str),
}

const ENGINE: &[&str] = &["src/engine/"];
const BROWSER_CODE: &[&str] = &["src/browser/", "src/portal/", "tests/web.rs"];

const NOT_WRITTEN_YET: &str = "nothing is called done before it is written";
const NO_HIDDEN_STATE: &str = "the engine has no clock and no chance: same input, same output";
const NO_ORDER: &str = "the order of a hash map differs from run to run; use BTreeMap or Table";
const NO_FLOATS: &str = "floats round differently; keep state in integers of a named unit";
const BROWSER_ONLY: &str = "only `browser` and `portal` know that there is a browser";
const NO_MARKUP_FROM_TEXT: &str = "text set as markup runs what a user typed";
const NO_SLEEP: &str = "a test waits for what it needs, never for time to pass";

const fn ban(
    word: &'static str,
    only_in: &'static [&'static str],
    why: &'static str,
    example: (&'static str, &'static str),
) -> Ban {
    Ban { word, only_in, except_in: &[], why, example }
}

const fn outside_browser(word: &'static str, example: (&'static str, &'static str)) -> Ban {
    Ban { word, only_in: &["src/"], except_in: BROWSER_CODE, why: BROWSER_ONLY, example }
}

pub const BANS: [Ban; 25] = [
    ban("todo!", &[], NOT_WRITTEN_YET, ("src/store/open.rs", "fn open() { todo!() }")),
    ban("unimplemented!", &[], NOT_WRITTEN_YET, ("src/base/time.rs", "unimplemented!(\"zones\")")),
    ban("dbg!", &[], "a left-over of debugging", ("tests/suite/main.rs", "dbg!(state)")),
    ban("#[ignore", &[], "a test that does not run proves nothing", ("tests/web.rs", "#[ignore = \"slow\"]")),
    ban("thread::sleep", &[], NO_SLEEP, ("tests/suite/main.rs", "std::thread::sleep(second)")),
    ban("waitForTimeout", &[], NO_SLEEP, ("tests/e2e/a.test.mjs", "await page.waitForTimeout(500)")),
    ban(
        "test.skip",
        &[],
        "a test that does not run proves nothing",
        ("tests/e2e/a.test.mjs", "test.skip('x')"),
    ),
    ban("test.only", &[], "one test alone hides the others", ("tests/e2e/a.test.mjs", "test.only('x')")),
    ban("std::time", ENGINE, NO_HIDDEN_STATE, ("src/engine/a.rs", "use std::time::Duration;")),
    ban("SystemTime", ENGINE, NO_HIDDEN_STATE, ("src/engine/a.rs", "SystemTime::now()")),
    ban("Instant", ENGINE, NO_HIDDEN_STATE, ("src/engine/a.rs", "Instant::now()")),
    ban("Utc::now", ENGINE, NO_HIDDEN_STATE, ("src/engine/a.rs", "chrono::Utc::now()")),
    ban("new_v4", ENGINE, NO_HIDDEN_STATE, ("src/engine/a.rs", "Uuid::new_v4()")),
    ban("async", ENGINE, "the engine is plain functions", ("src/engine/a.rs", "async fn decide() {}")),
    ban("HashMap", ENGINE, NO_ORDER, ("src/engine/a.rs", "HashMap::new()")),
    ban("HashSet", ENGINE, NO_ORDER, ("src/engine/a.rs", "use std::collections::HashSet;")),
    ban("f32", ENGINE, NO_FLOATS, ("src/engine/a.rs", "progress: f32")),
    ban("f64", ENGINE, NO_FLOATS, ("src/engine/a.rs", "let part = done as f64;")),
    outside_browser("web_sys", ("src/store/a.rs", "web_sys::window()")),
    outside_browser("js_sys", ("src/runtime/a.rs", "js_sys::Date::now()")),
    outside_browser("wasm_bindgen", ("src/rpc/a.rs", "use wasm_bindgen::prelude::*;")),
    outside_browser("gloo_timers", ("src/runtime/a.rs", "gloo_timers::future::sleep(x)")),
    outside_browser("idb::", ("src/store/a.rs", "idb::Factory::new()")),
    ban("innerHTML", &[], NO_MARKUP_FROM_TEXT, ("public/start.js", "notice.innerHTML = text;")),
    ban("inner_html", &[], NO_MARKUP_FROM_TEXT, ("src/portal/a.rs", "<p inner_html=text/>")),
];

/// Every banned word of one file, with its line and the reason.
pub fn check(file: &File) -> Vec<String> {
    let code = match file.path.rsplit('.').next() {
        Some("rs") => code_only(&file.text),
        Some("js" | "mjs" | "html") => file.text.clone(),
        _ => return vec![],
    };
    let in_any = |prefixes: &[&str]| prefixes.iter().any(|prefix| file.path.starts_with(prefix));
    BANS.iter()
        .filter(|ban| (ban.only_in.is_empty() || in_any(ban.only_in)) && !in_any(ban.except_in))
        .flat_map(|ban| {
            whole_words(&code, ban.word)
                .map(|at| format!("{}:{}: `{}`: {}", file.path, line_of(&code, at), ban.word, ban.why))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn whole_words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let starts_a_word = word.starts_with(|letter: char| letter.is_alphanumeric());
    let ends_a_word = word.ends_with(|letter: char| letter.is_alphanumeric());
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let continues =
            code[at + word.len()..].starts_with(|letter: char| letter.is_alphanumeric() || letter == '_');
        !(starts_a_word && follows_word(code.as_bytes(), *at) || ends_a_word && continues)
    })
}
