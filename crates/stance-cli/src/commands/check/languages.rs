//! Rows in another language than most.

use stance_articles::language::{Language, SHORT, detect};

use super::{Case, Check, Finding, counted, finding};

/// Returns the rows that are in another language than most of those whose language can be told, and the long ones
/// that are in none of the languages known.
pub(super) fn find(texts: &[String]) -> Option<Finding> {
    let told: Vec<Option<Language>> = texts.iter().map(|text| detect(text)).collect();
    let of = |language| told.iter().filter(|&&told| told == Some(language)).count();
    let (french, english) = (of(Language::French), of(Language::English));
    let (most, name) = if french >= english {
        (Language::French, "French")
    } else {
        (Language::English, "English")
    };
    let is_long = |text: &str| text.split_whitespace().nth(SHORT - 1).is_some();
    let mut cases = Vec::new();
    for (row, (&told, text)) in told.iter().zip(texts).enumerate() {
        let detail = match told {
            Some(language) if language == most => continue,
            Some(Language::French) => "French",
            Some(Language::English) => "English",
            None if is_long(text) => "neither French nor English, as far as can be told",
            // Too short to tell.
            None => continue,
        };
        cases.push(Case {
            rows: vec![row],
            detail: detail.to_owned(),
        });
    }
    let message = counted(cases.len(), "row is", "rows are");
    let message = if french + english == 0 {
        format!("{message} in neither French nor English")
    } else {
        format!("{message} in another language than most, {name}")
    };
    finding(Check::Languages, message, cases)
}
