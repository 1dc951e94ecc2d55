//! The text of a card: a template with named gaps, and sections that a card without press texts keeps from the
//! one that stands there.

use anyhow::Context as _;

/// Returns `template` with each `{{name}}` replaced; a gap without text takes the blank lines after it along.
///
/// # Errors
///
/// When a gap has no text or a text no gap.
pub(super) fn fill(template: &str, texts: &[(&str, String)]) -> anyhow::Result<String> {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after
            .split_once("}}")
            .context("the card's template: a gap is not closed")?;
        let found = texts.iter().find(|(key, _)| *key == name);
        let (_, text) =
            found.with_context(|| format!("the card's template: nothing for the gap {name}"))?;
        out.push_str(before);
        out.push_str(text.trim_end());
        rest = if text.is_empty() {
            after.trim_start_matches('\n')
        } else {
            after
        };
    }
    out.push_str(rest);
    let unused = texts
        .iter()
        .find(|(key, _)| !template.contains(&format!("{{{{{key}}}}}")));
    match unused {
        None => Ok(out),
        Some((key, _)) => anyhow::bail!("the card's template has no gap {key}"),
    }
}

/// Returns the section `name` of a card, between the comments that mark it; where it was not made anew, as it
/// stands in the card that is there.
pub(crate) fn section(name: &str, made: Option<String>, card: &str) -> String {
    let (begin, end) = (
        format!("<!-- {name}: begin -->"),
        format!("<!-- {name}: end -->"),
    );
    let kept = || {
        let (_, after) = card.split_once(&begin)?;
        Some(after.split_once(&end)?.0.trim().to_owned())
    };
    let text = made.or_else(kept);
    let text = text.unwrap_or_else(|| "Not measured for this model.".to_owned());
    format!("{begin}\n\n{}\n\n{end}", text.trim())
}

/// Returns a Markdown table; all columns but the first hold numbers.
pub(crate) fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let rule = header
        .iter()
        .enumerate()
        .map(|(at, _)| if at == 0 { "---" } else { "---:" });
    let mut out = line(header.to_vec()) + &line(rule.collect());
    for row in rows {
        out.push_str(&line(row.iter().map(String::as_str).collect()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_and_texts_must_match() {
        let text = |name| vec![(name, "x\n".to_owned())];
        assert_eq!(fill("a {{b}} c", &text("b")).unwrap(), "a x c");
        let nothing = [("b", String::new())];
        assert_eq!(fill("a\n\n{{b}}\n\nc", &nothing).unwrap(), "a\n\nc");
        assert!(fill("a {{b}} c", &text("d")).is_err());
        assert!(fill("a", &text("d")).is_err());
        assert!(fill("a {{b", &text("b")).is_err());
    }

    #[test]
    fn a_section_is_kept_until_it_is_made_anew() {
        let first = section("press", Some("figures\n".to_owned()), "");
        let card = format!("before\n{first}\nafter");
        assert_eq!(section("press", None, &card), first);
        assert!(section("press", Some("newer".to_owned()), &card).contains("newer"));
        assert!(section("other", None, &card).contains("Not measured"));
    }

    #[test]
    fn numbers_stand_right() {
        let made = table(
            &["part", "rows"],
            &[vec!["dev".to_owned(), "110".to_owned()]],
        );
        assert_eq!(made, "| part | rows |\n| --- | ---: |\n| dev | 110 |\n");
    }
}
