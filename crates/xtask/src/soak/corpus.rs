//! Generated rows and articles, of which nothing is said but what follows from their seed.

use std::fmt::Write as _;

/// Numbers that follow from a seed: `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014).
#[derive(Debug)]
pub(super) struct Numbers(u64);

impl Numbers {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number from 0 to below a bound, which is more than 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % bound).unwrap_or(0)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// Whether one of `n` cases is met.
    fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// A labelled row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) label: &'static str,
    pub(super) text: String,
}

/// The labels, in byte order.
pub(super) const LABELS: [&str; 3] = ["against", "neither", "toward"];

/// Words that lean to each label, in both languages.
const LEANING: [[&str; 8]; 3] = [
    [
        "menace", "danger", "crainte", "refus", "threat", "fear", "risk", "harm",
    ],
    [
        "rapport",
        "réunion",
        "calendrier",
        "mesure",
        "report",
        "meeting",
        "schedule",
        "figure",
    ],
    [
        "espoir",
        "progrès",
        "chance",
        "réussite",
        "hope",
        "progress",
        "benefit",
        "success",
    ],
];

const COMMON: [&str; 40] = [
    "le",
    "la",
    "les",
    "une",
    "des",
    "port",
    "ville",
    "machines",
    "l'école",
    "aujourd'hui",
    "pour",
    "dans",
    "n'est",
    "pas",
    "selon",
    "travail",
    "outil",
    "entreprise",
    "hôpital",
    "été",
    "the",
    "of",
    "town",
    "school",
    "workers",
    "tool",
    "isn't",
    "not",
    "says",
    "company",
    "hospital",
    "summer",
    "with",
    "every",
    "old",
    "new",
    "long",
    "river",
    "bridge",
    "office",
];

/// What text holds now and then and readers trip over.
const ODD: [&str; 12] = [
    "« entre guillemets »",
    "“quoted, here”",
    "a,b;c\td",
    "line\nbreak",
    "e\u{301}te\u{301}",
    "👩\u{200D}💻",
    "1\u{a0}234,5",
    "<b>&amp;</b>",
    "=1+1",
    "\u{feff}",
    "𝔘𝔫𝔦",
    "\"",
];

/// Returns labelled rows, one in ten of which has another label than its words say.
pub(super) fn rows(numbers: &mut Numbers, n: usize) -> Vec<Row> {
    let row = |_| {
        let leaning = numbers.below(LABELS.len());
        let label = if numbers.once_in(10) {
            numbers.below(LABELS.len())
        } else {
            leaning
        };
        Row {
            label: LABELS[label],
            text: text(numbers, leaning),
        }
    };
    (0..n).map(row).collect()
}

fn text(numbers: &mut Numbers, leaning: usize) -> String {
    let longest = if numbers.once_in(100) { 2000 } else { 30 };
    let n_words = 3 + numbers.below(longest);
    let mut words = Vec::with_capacity(n_words + 1);
    for _ in 0..n_words {
        words.push(match numbers.below(20) {
            0 => numbers.pick(&ODD),
            1..=4 => numbers.pick(&LEANING[leaning]),
            _ => numbers.pick(&COMMON),
        });
    }
    // A text is never blank.
    words.push("fin");
    words.join(" ")
}

/// Returns an article of a few paragraphs, some with a quotation.
pub(super) fn article(numbers: &mut Numbers) -> String {
    let mut page = String::from("Le port et la ville\n\n");
    for _ in 0..2 + numbers.below(8) {
        let leaning = numbers.below(LABELS.len());
        let body = text(numbers, leaning).replace(['\n', '\t'], " ");
        let said = numbers.pick(&LEANING[leaning]);
        // Writing to a text cannot fail.
        let _ = match numbers.below(4) {
            0 => write!(
                page,
                "« Il y a {said} pour la ville, {body} », dit Ana Ruiz.\n\n"
            ),
            1 => write!(
                page,
                "“There is {said} for the town, {body},” says Ben Hill.\n\n"
            ),
            _ => write!(page, "{body}.\n\n"),
        };
    }
    page
}

/// Returns rows as CSV with the columns `label` and `text`.
pub(super) fn csv(rows: &[Row]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["label", "text"])?;
    for row in rows {
        writer.write_record([row.label, &row.text])?;
    }
    Ok(writer.into_inner()?)
}

/// Returns rows as JSON, one object a line.
pub(super) fn jsonl(rows: &[Row]) -> Vec<u8> {
    let object = |row: &Row| serde_json::json!({"label": row.label, "text": row.text}).to_string();
    let lines: Vec<String> = rows.iter().map(object).collect();
    (lines.join("\n") + "\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_rows_and_another_seed_others() {
        let of = |seed| csv(&rows(&mut Numbers::new(seed), 20)).unwrap();
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }

    #[test]
    fn numbers_are_those_of_the_paper() {
        // The first values for the seed 1234567 of the reference implementation by Vigna.
        let mut numbers = Numbers::new(1_234_567);
        let first = [numbers.next(), numbers.next(), numbers.next()];
        assert_eq!(
            first,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }
}
