//! Who may use whom: the table of the architecture, and the check that reads `crate::` paths against it.

use crate::source::{File, code_only, crate_paths, line_of};

/// What one module at the top of the crate may name of the others.
pub struct Layer {
    pub module: &'static str,
    pub may_use: &'static [&'static str],
    /// Parts of what it may use that it must leave alone.
    pub never: &'static [&'static str],
}

const fn layer(module: &'static str, may_use: &'static [&'static str]) -> Layer {
    Layer { module, may_use, never: &[] }
}

/// Direction: base, content, engine, store, runtime, then arm, then cli. `rpc` has the words that the runtime says and
/// the page hears, and knows neither; a scenario is a state that the engine made. The portal asks and never decides.
pub const LAYERS: [Layer; 11] = [
    layer("base", &[]),
    layer("content", &["base"]),
    layer("engine", &["base", "content"]),
    layer("store", &["base", "content", "engine"]),
    layer("scenarios", &["base", "content", "engine"]),
    layer("rpc", &["base", "engine"]),
    layer("runtime", &["base", "content", "engine", "store", "scenarios", "rpc"]),
    layer("arm", &["base", "content", "engine", "store", "runtime", "rpc"]),
    layer("cli", &["base", "engine", "arm"]),
    layer("browser", &["base", "content", "engine", "store", "runtime", "rpc", "scenarios", "arm"]),
    Layer {
        module: "portal",
        may_use: &["base", "engine", "rpc", "browser"],
        never: &[
            "browser::idb",
            "browser::worker",
            "engine::decide",
            "engine::apply",
            "engine::next_due",
            "engine::state",
            "engine::State",
            "engine::table",
            "engine::Table",
        ],
    },
];

/// Every path that the table does not allow, and every chain of `super` that climbs out of its top module.
pub fn check(file: &File) -> Vec<String> {
    let Some(relative) = file.path.strip_prefix("src/").filter(|path| path.ends_with(".rs")) else {
        return vec![];
    };
    let module = relative.trim_end_matches(".rs").split('/').next().unwrap_or_default();
    if ["lib", "main", "bin"].contains(&module) {
        return vec![];
    }
    let Some(layer) = LAYERS.iter().find(|layer| layer.module == module) else {
        return vec![format!("{}: the module `{module}` has no row in the table of layers", file.path)];
    };
    let code = code_only(&file.text);
    let mut findings = Vec::new();
    for (path, line) in crate_paths(&code) {
        let target = path.split("::").next().unwrap_or_default();
        let is_module = LAYERS.iter().any(|layer| layer.module == target);
        if is_module && target != module && !layer.may_use.contains(&target) {
            findings.push(format!("{}:{line}: `{module}` must not use `crate::{path}`", file.path));
        }
        if layer.never.iter().any(|never| is_within(&path, never)) {
            findings.push(format!("{}:{line}: `{module}` must leave `crate::{path}` alone", file.path));
        }
    }
    findings.extend(climbing(file, relative, &code));
    findings
}

fn is_within(path: &str, part: &str) -> bool {
    path == part || path.strip_prefix(part).is_some_and(|rest| rest.starts_with("::"))
}

fn climbing(file: &File, relative: &str, code: &str) -> Vec<String> {
    let folders = relative.matches('/').count();
    let own_levels = if relative.ends_with("/mod.rs") { folders } else { folders + 1 };
    let tests_from = code.find("#[cfg(test)]").unwrap_or(code.len());
    let chains = code.match_indices("super::").filter(|(at, _)| !code[..*at].ends_with("super::"));
    chains
        .filter(|(at, _)| {
            let length = code[*at..].split("::").take_while(|part| *part == "super").count();
            length >= own_levels + usize::from(*at > tests_from)
        })
        .map(|(at, _)| {
            format!(
                "{}:{}: `super` climbs to the crate's root: write `crate::`",
                file.path,
                line_of(code, at)
            )
        })
        .collect()
}
