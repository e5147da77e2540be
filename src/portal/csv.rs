//! Tables to take away, as comma-separated values.
//!
//! Source: RFC 4180.

/// A table: the names of its columns, then one line for each row.
pub fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut text = line(&head.map(str::to_string));
    for row in rows {
        text += &line(&row);
    }
    text
}

/// A table with as many columns as its head has.
pub fn wide_table(head: Vec<String>, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    std::iter::once(head).chain(rows).map(|row| line(&row)).collect()
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell. One that a spreadsheet would read as a formula begins with an apostrophe: names and messages are written by
/// others, and `=HYPERLINK(...)` in the name of a container would run on the machine of whoever opens the table.
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.len() > 1;
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_lines_end_as_the_format_says() {
        let rows = [["a,b".to_string(), "say \"x\"\nand y".to_string()], [String::new(), "-".to_string()]];
        let expected = "\"One\",\"Two\"\r\n\"a,b\",\"say \"\"x\"\"\nand y\"\r\n\"\",\"-\"\r\n";
        assert_eq!(table(["One", "Two"], rows), expected);
    }

    #[test]
    fn what_would_be_a_formula_is_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            let text = table(["Name"], [[formula.to_string()]]);
            assert_eq!(text, format!("\"Name\"\r\n\"'{formula}\"\r\n"));
        }
        assert_eq!(table(["Name"], [["a=1".to_string()]]), "\"Name\"\r\n\"a=1\"\r\n");
    }
}
