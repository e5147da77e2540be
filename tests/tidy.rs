//! Reads the repository and holds it to the house rules: who may use whom, what must not occur, how long things may be.
//!
//! Each rule is a function from one file to its findings, and has an example that it must object to.

#[path = "tidy/bans.rs"]
mod bans;
#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/source.rs"]
mod source;

use source::{File, Function, code_only, functions, line_of, repository};

const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;
/// A function that is one `match` and nothing else: each refusal with its text, say.
const TABLE_LINES_MAX: usize = 150;

/// A rule takes one file and returns a line for each thing it objects to.
type Rule = fn(&File) -> Vec<String>;

/// Fails with all findings of a rule over the whole repository.
fn hold(rule: Rule) {
    let findings: Vec<String> = repository().iter().flat_map(rule).collect();
    assert!(findings.is_empty(), "{} finding(s):\n{}\n", findings.len(), findings.join("\n"));
}

/// The findings of a rule on one made-up file.
fn findings(rule: Rule, path: &str, text: &str) -> Vec<String> {
    rule(&File { path: path.to_owned(), text: text.to_owned() })
}

fn has_extension(file: &File, extensions: &[&str]) -> bool {
    file.path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
}

// ---- Rules ------------------------------------------------------------------------------------------------------

fn starts_with_its_purpose(file: &File) -> Vec<String> {
    let fails = has_extension(file, &["rs"]) && !file.text.starts_with("//! ");
    if fails {
        vec![format!("{}:1: begin with a line `//! ` that says what the file is for", file.path)]
    } else {
        vec![]
    }
}

fn file_is_short(file: &File) -> Vec<String> {
    let lines = file.text.lines().count();
    if has_extension(file, &["rs", "js", "mjs", "css"]) && lines > FILE_LINES_MAX {
        return vec![format!("{}: {lines} lines, at most {FILE_LINES_MAX}: split it by meaning", file.path)];
    }
    vec![]
}

fn functions_are_short(file: &File) -> Vec<String> {
    if !has_extension(file, &["rs"]) {
        return vec![];
    }
    functions(&code_only(&file.text))
        .into_iter()
        .map(|function| (if function.is_table { TABLE_LINES_MAX } else { FUNCTION_LINES_MAX }, function))
        .filter(|(most, function)| function.lines > *most)
        .map(|(most, Function { name, line, lines, .. })| {
            format!("{}:{line}: `{name}` has {lines} lines, at most {most}", file.path)
        })
        .collect()
}

fn name_says_what_it_is(file: &File) -> Vec<String> {
    let vague = [
        "util", "utils", "helper", "helpers", "mgr", "manager", "info", "data", "misc", "common", "src",
        "dest",
    ];
    let stem = file.path.rsplit('/').next().unwrap_or_default().split('.').next().unwrap_or_default();
    if has_extension(file, &["rs", "js", "mjs", "css"])
        && stem.rsplit(['_', '-']).next().is_some_and(|word| vague.contains(&word))
    {
        return vec![format!(
            "{}: name the file after its main item, without words such as {vague:?}",
            file.path
        )];
    }
    vec![]
}

/// A path of one person's machine works nowhere else.
fn no_machine_paths(file: &File) -> Vec<String> {
    let roots = [concat!("/", "root/"), concat!("/", "work/"), concat!("/", "home/"), concat!("/", "Users/")];
    let outside = concat!("..", "/shared");
    // Where the contract is looked for that conformance tests read, and that may be absent.
    let reads_contract = file.path == "tests/suite/arm_contract.rs";
    let begins =
        |at: usize| at == 0 || file.text[..at].ends_with([' ', '\n', '\t', '"', '\'', '`', '(', '=', ':']);
    let found = roots.iter().flat_map(|root| file.text.match_indices(root).filter(|(at, _)| begins(*at)));
    found
        .chain(file.text.match_indices(outside).filter(|_| !reads_contract))
        .map(|(at, path)| {
            format!("{}:{}: `{path}` exists on one machine only", file.path, line_of(&file.text, at))
        })
        .collect()
}

/// Colours have one home, so that a theme can change them.
fn colours_are_tokens(file: &File) -> Vec<String> {
    if !has_extension(file, &["css"]) || file.path.ends_with("/tokens.css") {
        return vec![];
    }
    let text = without_css_comments(&file.text);
    let functions = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab("];
    declarations(&text)
        .filter(|(_, value)| functions.iter().any(|name| value.contains(name)) || has_hex_colour(value))
        .map(|(at, value)| {
            format!("{}:{}: `{}` is no token: use var(--…)", file.path, line_of(&text, at), value.trim())
        })
        .collect()
}

fn without_css_comments(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once("/*") {
        let (comment, following) = after.split_once("*/").unwrap_or((after, ""));
        kept.push_str(before);
        kept.extend(comment.chars().filter(|letter| *letter == '\n'));
        rest = following;
    }
    kept + rest
}

/// The value of each `name: value` between braces or semicolons, with where it starts. A selector is no value: after it
/// comes a brace.
fn declarations(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(['{', '}', ';']).filter_map(move |piece| {
        let start = at;
        at += piece.len();
        let (name, value) = piece.split_once(':')?;
        (!piece.ends_with('{')).then_some((start + name.len(), value.trim_end_matches(['}', ';'])))
    })
}

fn has_hex_colour(value: &str) -> bool {
    value.match_indices('#').any(|(at, _)| {
        let digits = value[at + 1..].chars().take_while(char::is_ascii_hexdigit).count();
        [3, 4, 6, 8].contains(&digits)
    })
}

// ---- The repository keeps them ----------------------------------------------------------------------------------

#[test]
fn modules_use_only_what_lies_below_them() {
    hold(layers::check);
}

#[test]
fn no_banned_word_occurs() {
    hold(bans::check);
}

#[test]
fn every_file_starts_with_its_purpose() {
    hold(starts_with_its_purpose);
}

#[test]
fn files_and_functions_are_short() {
    hold(file_is_short);
    hold(functions_are_short);
}

#[test]
fn files_are_named_after_their_main_item() {
    hold(name_says_what_it_is);
}

#[test]
fn nothing_names_a_path_of_one_machine() {
    hold(no_machine_paths);
}

#[test]
fn style_sheets_take_colours_from_the_tokens() {
    hold(colours_are_tokens);
}

// ---- The rules object to what they should -----------------------------------------------------------------------

#[test]
fn each_ban_objects_to_its_example() {
    for ban in &bans::BANS {
        let (path, text) = ban.example;
        let all = findings(bans::check, path, text);
        assert!(
            all.iter().any(|finding| finding.contains(ban.word)),
            "`{}` was not found in {text}",
            ban.word
        );
    }
    assert!(
        findings(bans::check, "src/engine/a.rs", "// no HashMap here\nlet text = \"HashMap\";").is_empty()
    );
    assert!(findings(bans::check, "src/store/a.rs", "let a: HashMap<u8, u8>; my_idb::open();").is_empty());
}

#[test]
fn the_layer_table_objects_to_paths_against_its_direction() {
    let bad = [
        ("src/base/time.rs", "use crate::engine::State;"),
        ("src/engine/a.rs", "use crate::{base::{SimTime, time}, store::Row};"),
        ("src/store/a.rs", "fn f() { crate::runtime::run() }"),
        ("src/portal/a.rs", "use crate::browser::idb;"),
        ("src/portal/blades/a.rs", "use crate::engine::{Command, decide};"),
        ("src/portal/blades/a.rs", "use crate::engine::state::State;"),
        ("src/engine/a.rs", "use super::super::store;"),
        ("src/engine/mod.rs", "use super::store;"),
        ("src/cloud/mod.rs", "use crate::base;"),
    ];
    for (path, text) in bad {
        assert_eq!(findings(layers::check, path, text).len(), 1, "{path}: {text}");
    }
    let good = [
        ("src/engine/a.rs", "use crate::{base::SimTime, content as bytes, engine::{Event, Table as T}};"),
        ("src/engine/a.rs", "use super::b;\n#[cfg(test)]\nmod tests { use super::super::b; }"),
        ("src/engine/vault/a.rs", "use super::super::policy; // crate::store"),
        ("src/portal/blades/a.rs", "use crate::engine::{statement, query::vault};"),
    ];
    for (path, text) in good {
        assert_eq!(findings(layers::check, path, text), Vec::<String>::new(), "{path}: {text}");
    }
}

#[test]
fn the_other_rules_object_to_their_examples() {
    let long_file = "x\n".repeat(FILE_LINES_MAX + 1);
    let long_function = format!("fn long(a: [u8; 3]) {{\n{}}}", "a();\n".repeat(FUNCTION_LINES_MAX));
    let home = ["/", "home/someone/vault"].concat();
    let long_table =
        format!("fn long() {{\nuse A::*;\nmatch a {{\n{}}}}}", "B => b,\n".repeat(TABLE_LINES_MAX));
    let cases: [(Rule, &str, &str); 9] = [
        (starts_with_its_purpose, "src/a.rs", "use std::fmt;\n"),
        (file_is_short, "style/a.css", &long_file),
        (functions_are_short, "src/a.rs", &long_function),
        (functions_are_short, "src/a.rs", &long_table),
        (name_says_what_it_is, "src/portal/string_utils.rs", ""),
        (no_machine_paths, "README.md", &home),
        (colours_are_tokens, "style/a.css", "a:hover { color: #fff }"),
        (colours_are_tokens, "style/a.css", ".a { margin: 0; border: 1px solid rgb(1 2 3); }"),
        (colours_are_tokens, "style/a.css", "/* a: b; */ .a { background: #0f6cbd80 }"),
    ];
    for (rule, path, text) in cases {
        assert_eq!(findings(rule, path, text).len(), 1, "{path}: {text}");
    }
    let fine = "#fade:hover { color: var(--a); /* was #fff */ } /* #000 */ .b { background: url(#abc-def) }";
    assert_eq!(
        findings(colours_are_tokens, "style/a.css", fine).len(),
        1,
        "only the address looks like a colour"
    );
}

#[test]
fn rust_text_is_read_without_comments_and_strings() {
    let text = "let a = 'x'; let b: &'a str = \"fn \\\" {\"; // {\nlet c = r#\"}\" {\"#; /* { /* } */ } */ let d = '\\'';";
    let code = code_only(text);
    assert_eq!(code.lines().count(), 2);
    assert!(!code.contains(['{', '}', '"']), "{code}");
    assert!(code.contains("let b: &'a str ="), "{code}");
    let found = functions(&code_only(
        "trait A { fn a(&self); }\nfn b() {\n  \"}\";\n}\nfn c() {}\nfn d() { use A::*; match a { B => {} } }",
    ));
    let function =
        |name: &str, line, lines, is_table| Function { name: name.to_owned(), line, lines, is_table };
    assert_eq!(found, [function("b", 2, 3, false), function("c", 5, 1, false), function("d", 6, 1, true)]);
}
