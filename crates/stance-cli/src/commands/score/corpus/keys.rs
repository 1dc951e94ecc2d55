//! The month and the source of an article, from what is told of it.

use std::path::Path;

use clap::ValueEnum;

/// What stands for a month or a source that is not told.
pub(crate) const UNKNOWN: &str = "unknown";

/// The months' names, French and English, short and long; without full stop.
const MONTHS: [&[&str]; 12] = [
    &["janvier", "janv", "january", "jan"],
    &[
        "février", "fevrier", "févr", "fevr", "fév", "february", "feb",
    ],
    &["mars", "march", "mar"],
    &["avril", "avr", "april", "apr"],
    &["mai", "may"],
    &["juin", "june", "jun"],
    &["juillet", "juil", "july", "jul"],
    &["août", "aout", "august", "aug"],
    &["septembre", "sept", "september", "sep"],
    &["octobre", "oct", "october"],
    &["novembre", "nov", "november"],
    &["décembre", "decembre", "déc", "dec", "december"],
];

/// Which comes first where a date has both as numbers and the year last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DateOrder {
    /// The day: 04/02/2026 is of February
    Dmy,
    /// The month: 04/02/2026 is of April
    Mdy,
}

/// What a date tells of its month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Month {
    /// As `YYYY-MM`.
    Told(String),
    /// One of two, which depends on whether the day or the month comes first.
    Ambiguous,
    Unread,
}

impl Month {
    /// Returns the month, where it is told.
    pub(crate) fn told(self) -> Option<String> {
        match self {
            Self::Told(month) => Some(month),
            Self::Ambiguous | Self::Unread => None,
        }
    }
}

/// Returns the month of a date.
///
/// A year comes first (`2026-02-04T08:00:00Z`, `2026/2/4`, `20260204`), or the month has a name (`4 février 2026`,
/// `February 4, 2026`), or it can be told from the day (`24/02/2026`, `2/24/2026`, `4.2.2026`: no day comes after its month
/// before a full stop). `04/02/2026` may be of April or of February: neither is guessed, `order` says which.
pub(crate) fn month(date: &str, order: Option<DateOrder>) -> Month {
    let first = |order| written(date, Some(order));
    match written(date, order) {
        Some(month) => Month::Told(month),
        None if order.is_none() && first(DateOrder::Dmy).or(first(DateOrder::Mdy)).is_some() => {
            Month::Ambiguous
        }
        None => Month::Unread,
    }
}

/// Returns the month of a date as `YYYY-MM`; nothing where it cannot be told.
fn written(date: &str, order: Option<DateOrder>) -> Option<String> {
    let date = date
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let parts: Vec<&str> = date
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    let (year, month) = year_first(&parts)
        .or_else(|| named(&parts))
        .or_else(|| day_and_month(&date, &parts, order))?;
    Some(format!("{year:04}-{month:02}"))
}

fn year_first(parts: &[&str]) -> Option<(u32, u32)> {
    let first = parts.first()?;
    if first.len() == 8 && first.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((year(&first[..4])?, number(&first[4..6])?));
    }
    Some((year(first)?, number(parts.get(1)?)?))
}

/// The first year, and what stands before it.
fn first_year<'a, 'b>(parts: &'a [&'b str]) -> Option<(&'a [&'b str], u32)> {
    let (at, year) = parts
        .iter()
        .enumerate()
        .find_map(|(at, part)| Some((at, year(part)?)))?;
    Some((&parts[..at], year))
}

/// The month's name that stands last before the year, else the first after it; none where two numbers stand right before it.
fn named(parts: &[&str]) -> Option<(u32, u32)> {
    let (told, year) = first_year(parts)?;
    if let [.., first, second] = told
        && day(first).is_some()
        && day(second).is_some()
    {
        return None;
    }
    let at = told.len();
    let mut before = told.iter().rev();
    let mut after = parts[at..].iter();
    let month = before
        .find_map(|part| by_name(part))
        .or_else(|| after.find_map(|part| by_name(part)))?;
    Some((year, month))
}

/// The day and the month as numbers right before the year.
fn day_and_month(date: &str, parts: &[&str], order: Option<DateOrder>) -> Option<(u32, u32)> {
    let (told, year) = first_year(parts)?;
    let [.., first, second] = told else {
        return None;
    };
    let (a, b) = (day(first)?, day(second)?);
    let is_day_first = is_after_full_stop(date, second, year) || a > 12 || a == b;
    let month = if is_day_first {
        b
    } else if b > 12 {
        a
    } else {
        match order? {
            DateOrder::Dmy => b,
            DateOrder::Mdy => a,
        }
    };
    Some((year, Some(month).filter(|month| *month <= 12)?))
}

/// Whether a full stop is the first of what stands before the number before a year.
fn is_after_full_stop(date: &str, number: &str, year: u32) -> bool {
    let is_between = |c: char| !c.is_alphanumeric();
    let before = date.split(&format!("{year:04}")).next().unwrap_or("");
    let before = before.trim_end_matches(is_between).strip_suffix(number);
    before
        .is_some_and(|before| before[before.trim_end_matches(is_between).len()..].starts_with('.'))
}

/// The day or the month that a part of a date may be.
fn day(part: &str) -> Option<u32> {
    part.parse().ok().filter(|day| (1..=31).contains(day))
}

fn year(part: &str) -> Option<u32> {
    let is_year = part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    is_year.then(|| part.parse().ok()).flatten()
}

/// Returns the number of a month written as one; the time may stand after the day.
fn number(part: &str) -> Option<u32> {
    let is_number = part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let month = is_number.then(|| part.parse().ok()).flatten()?;
    (1..=12).contains(&month).then_some(month)
}

fn by_name(part: &str) -> Option<u32> {
    (1..)
        .zip(MONTHS)
        .find_map(|(month, names)| names.contains(&part).then_some(month))
}

/// Returns the name of the folder that a file stands in, as far as its path tells.
pub(crate) fn folder(path: &str) -> Option<&str> {
    let name = Path::new(path).parent()?.file_name()?;
    name.to_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_however_dates_are_written() {
        for (date, expected) in [
            ("2026-02-04", "2026-02"),
            ("2026-02-04T08:00:00Z", "2026-02"),
            (" 2026-02 ", "2026-02"),
            ("2026/2/4", "2026-02"),
            ("20260204", "2026-02"),
            ("4 février 2026", "2026-02"),
            ("Le 1er AOÛT 2024 à 8 h 30", "2024-08"),
            ("mar. 3 févr. 2026", "2026-02"),
            ("February 4, 2026", "2026-02"),
            ("Wed, 04 Mar 2026 10:00:00 GMT", "2026-03"),
            ("14 octobre 2025, mis à jour le 3 mars 2026", "2025-10"),
            ("24/02/2026", "2026-02"),
            ("2/24/2026", "2026-02"),
            ("3/3/2026", "2026-03"),
            ("4.2.2026", "2026-02"),
            ("4. 2. 2026", "2026-02"),
            ("le 4.2.2026 à 10 h", "2026-02"),
            ("“24/2/2026”", "2026-02"),
            ("mar. 24/12/2024", "2024-12"),
            (
                "Publié le 24/12/2024, mis à jour le 3 janvier 2025",
                "2024-12",
            ),
            ("\u{200e}4 février 2026", "2026-02"),
        ] {
            for order in [None, Some(DateOrder::Dmy), Some(DateOrder::Mdy)] {
                let found = month(date, order).told();
                assert_eq!(found.as_deref(), Some(expected), "{date} {order:?}");
            }
        }
    }

    #[test]
    fn what_may_be_either_of_two_months_is_neither_unless_the_order_is_told() {
        for date in [
            "04/02/2026",
            "04-02-2026",
            "\u{200e}04/02/2026",
            "« 4/2/2026 »",
        ] {
            let of = |order| month(date, order);
            assert_eq!(of(None), Month::Ambiguous, "{date}");
            assert_eq!(of(Some(DateOrder::Dmy)), Month::Told("2026-02".to_owned()));
            assert_eq!(of(Some(DateOrder::Mdy)), Month::Told("2026-04".to_owned()));
        }
    }

    #[test]
    fn what_tells_no_month_tells_none_in_any_order() {
        for date in [
            "",
            "hier",
            "2026",
            "février",
            "2026-13-01",
            "12026-02-04",
            "31/31/2026",
            "٢٠٢٦-٠٢-٠٤",
        ] {
            for order in [None, Some(DateOrder::Dmy), Some(DateOrder::Mdy)] {
                assert_eq!(month(date, order), Month::Unread, "{date}");
            }
        }
    }

    #[test]
    fn a_folder_is_told_by_the_path() {
        assert_eq!(folder("press/Le Quai/a.html"), Some("Le Quai"));
        assert_eq!(folder("./press/a.html"), Some("press"));
        assert_eq!(folder("a.html"), None);
        assert_eq!(folder("../a.html"), None);
        assert_eq!(folder("-"), None);
    }
}
