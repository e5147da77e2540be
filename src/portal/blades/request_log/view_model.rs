//! The log as rows, and as a table to take away.

use crate::{
    engine::rbac::PERSONAS,
    portal::{
        csv::table,
        failure::FailureText,
        format,
        request_log::{Ended, Entry},
    },
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    pub number: u64,
    pub time: String,
    pub who: String,
    pub method: String,
    /// Path of the first request, without its query; the whole address where it is of a storage account.
    pub path: String,
    pub outcome: String,
    pub succeeded: bool,
    /// Empty where nothing was carried out.
    pub correlation: String,
}

pub fn log_line(entry: &Entry) -> LogLine {
    let request = entry.rendered.first().map(|one| &one.request);
    let url = request.map(|request| request.url.split('?').next().unwrap_or_default()).unwrap_or_default();
    let who = PERSONAS.iter().find(|persona| persona.id == entry.who).map_or("", |persona| persona.name);
    let (outcome, correlation) = match &entry.ended {
        Ended::CarriedOut { correlation } => ("Succeeded".to_string(), correlation.to_string()),
        Ended::Failed(failure) => {
            let text = FailureText::of(failure);
            let why = if text.code.is_empty() { text.message } else { text.code };
            (format!("Failed: {why}"), String::new())
        }
    };
    LogLine {
        number: entry.number,
        time: entry.at.map_or_else(|| "-".to_string(), format::moment),
        who: who.to_string(),
        method: request.map(|request| request.method.to_string()).unwrap_or_default(),
        path: url.strip_prefix("https://management.azure.com").unwrap_or(url).to_string(),
        succeeded: matches!(entry.ended, Ended::CarriedOut { .. }),
        outcome,
        correlation,
    }
}

/// Comma-separated values, one line for each command, oldest first.
pub fn csv(entries: &[Entry]) -> String {
    let head = ["Number", "Time", "Who", "Method", "Path", "Outcome", "Correlation id", "Azure CLI"];
    let cells = |entry: &Entry| {
        let line = log_line(entry);
        let az: Vec<&str> = entry.rendered.iter().filter_map(|one| one.az.as_deref()).collect();
        [
            line.number.to_string(),
            line.time,
            line.who,
            line.method,
            line.path,
            line.outcome,
            line.correlation,
            az.join("\n"),
        ]
    };
    table(head, entries.iter().rev().map(cells))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{HttpRequest, Method, SimTime},
        engine::request::Command,
        rpc::{Failure, Rendered, Trouble},
    };
    use uuid::Uuid;

    fn entry(url: &str, ended: Ended) -> Entry {
        let request = HttpRequest::new(Method::Put, url);
        let rendered = vec![Rendered { request, az: Some("=az \"x\"".to_string()), bicep: None }];
        let (who, command) = (PERSONAS[0].id, Command::KeepTime);
        Entry { number: 7, at: Some(SimTime::EPOCH), who, command, rendered, ended }
    }

    #[test]
    fn a_line_names_path_and_outcome() {
        let done = Ended::CarriedOut { correlation: Uuid::nil() };
        let line =
            log_line(&entry("https://management.azure.com/subscriptions/s?api-version=1", done.clone()));
        assert_eq!((line.method.as_str(), line.path.as_str()), ("PUT", "/subscriptions/s"));
        assert_eq!((line.outcome.as_str(), line.succeeded), ("Succeeded", true));
        assert_eq!(line.who, PERSONAS[0].name);
        let line = log_line(&entry("https://a.blob.core.windows.net/c/b", done));
        assert_eq!(line.path, "https://a.blob.core.windows.net/c/b");
        let line = log_line(&entry("https://x/", Ended::Failed(Failure::Trouble(Trouble::Gone))));
        assert!(line.outcome.starts_with("Failed: ") && line.correlation.is_empty());
    }

    #[test]
    fn cells_are_quoted_and_are_no_formulas() {
        let done = Ended::CarriedOut { correlation: Uuid::nil() };
        let text = csv(&[entry("https://management.azure.com/x", done)]);
        assert!(text.ends_with(",\"'=az \"\"x\"\"\"\r\n"), "{text}");
        assert_eq!(text.matches("\r\n").count(), 2);
    }
}
