//! The counts behind the figures: what was matched, by type and threshold, and who was named rightly.

use serde::Serialize;
use stance_articles::{Article, Quotation, QuotationType, Span, SpeakerSource};

use super::gold::{GoldQuote, GoldSpeaker, SOURCES};
use super::heads::head;
use super::matching::{Parts, joined, pairs};

/// The thresholds of overlap at which matches are counted, as they are named: all but equal, and the two of
/// the literature.
pub(super) const THRESHOLDS: [(&str, f64); 3] = [("strict", 1.0), ("0.8", 0.8), ("0.3", 0.3)];

/// The overlap at which a quotation counts as found when its speaker and its stance are judged.
const FOUND: f64 = 0.8;

/// The rows of the table, and the types of each.
pub(super) const ROWS: [(&str, &[QuotationType]); 5] = [
    ("direct", &[QuotationType::Direct]),
    ("mixed", &[QuotationType::Mixed]),
    ("indirect", &[QuotationType::Indirect]),
    (
        "direct+mixed",
        &[QuotationType::Direct, QuotationType::Mixed],
    ),
    (
        "all",
        &[
            QuotationType::Direct,
            QuotationType::Mixed,
            QuotationType::Indirect,
        ],
    ),
];

/// How many were marked, found, and both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct Counts {
    pub(super) gold: usize,
    pub(super) found: usize,
    pub(super) matched: usize,
}

impl Counts {
    /// Precision, recall and F1; 0 where there is nothing to divide by.
    pub(super) fn figures(self) -> [f64; 3] {
        let share = |of: usize| {
            if of == 0 {
                0.0
            } else {
                self.matched as f64 / of as f64
            }
        };
        let sum = self.gold + self.found;
        let f1 = if sum == 0 {
            0.0
        } else {
            2.0 * self.matched as f64 / sum as f64
        };
        [share(self.found), share(self.gold), f1]
    }
}

/// How many were judged, and how many of them were right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct Right {
    pub(super) right: usize,
    pub(super) of: usize,
}

impl Right {
    fn judge(&mut self, right: bool) {
        self.of += 1;
        self.right += usize::from(right);
    }
}

/// All counts of an evaluation.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// By row and threshold.
    pub(super) spans: [[Counts; THRESHOLDS.len()]; ROWS.len()],
    /// By source as it was marked.
    pub(super) speakers: [Right; SOURCES.len()],
    /// Whether the words that point at the speaker are those marked, by source.
    pub(super) mentions: [Right; SOURCES.len()],
    /// Whether they have the same head word, by row, of those whose words are marked.
    pub(super) heads: [Right; ROWS.len()],
    pub(super) stance: Right,
    /// What was missed, found where nothing was marked, or given to somebody else, where they are asked for.
    pub(super) errors: Option<Vec<String>>,
    /// By rule: how many quotations it found, how many of them were marked, how many of those have the right
    /// speaker.
    pub(super) rules: std::collections::BTreeMap<&'static str, [usize; 3]>,
}

impl Tally {
    /// Counts one text; `stance` gives the label of a stretch, where a model was given.
    pub(super) fn add(
        &mut self,
        gold: &[GoldQuote],
        article: &Article,
        stance: &mut dyn FnMut(Span) -> Option<String>,
    ) {
        let found: Vec<&Quotation> = article.quotations().collect();
        for (row, (_, types)) in ROWS.iter().enumerate() {
            let marked: Vec<&GoldQuote> = gold
                .iter()
                .filter(|quote| types.contains(&quote.kind))
                .collect();
            let found: Vec<&Quotation> = found
                .iter()
                .copied()
                .filter(|quote| types.contains(&quote.kind))
                .collect();
            let last = row + 1 == ROWS.len();
            let matched = self.count(row, &marked, &found);
            if last {
                self.judge(&marked, &found, &matched, article, stance);
            }
        }
    }

    /// Counts the matches of one row; returns the pairs at [`FOUND`].
    fn count(
        &mut self,
        row: usize,
        marked: &[&GoldQuote],
        found: &[&Quotation],
    ) -> Vec<(usize, usize)> {
        let gold: Vec<Parts> = marked.iter().map(|quote| quote.parts.clone()).collect();
        let spans: Vec<Span> = found.iter().map(|quote| quote.span).collect();
        let units = joined(&gold, &spans);
        let parts: Vec<Parts> = units.iter().map(|unit| unit.0.clone()).collect();
        for (at, (_, threshold)) in THRESHOLDS.iter().enumerate() {
            let counts = &mut self.spans[row][at];
            counts.gold += gold.len();
            counts.found += parts.len();
            counts.matched += pairs(&gold, &parts, *threshold).len();
        }
        pairs(&gold, &parts, FOUND)
            .into_iter()
            .map(|(g, f)| (g, units[f].1))
            .collect()
    }

    fn judge(
        &mut self,
        marked: &[&GoldQuote],
        found: &[&Quotation],
        matched: &[(usize, usize)],
        article: &Article,
        stance: &mut dyn FnMut(Span) -> Option<String>,
    ) {
        for quote in found {
            self.rules.entry(quote.rule).or_default()[0] += 1;
        }
        self.list_errors(marked, found, matched, article);
        for &(g, f) in matched {
            let (gold, quote) = (marked[g], found[f]);
            let source = place(gold.source);
            let rule = self.rules.entry(quote.rule).or_default();
            rule[1] += 1;
            if gold.speaker != GoldSpeaker::Unlabelled {
                let right = same_speaker(&gold.speaker, article, quote);
                self.speakers[source].judge(right);
                rule[2] += usize::from(right);
            }
            self.mentions[source].judge(same_mention(gold.mention, quote.speaker_text));
            if let Some(mention) = gold.mention {
                let marked = head(&article.text, mention);
                let found = quote
                    .speaker_text
                    .and_then(|span| head(&article.text, span));
                for (row, (_, types)) in ROWS.iter().enumerate() {
                    if types.contains(&gold.kind) {
                        self.heads[row].judge(marked.is_some() && marked == found);
                    }
                }
            }
            if let (Some(label), Some(predicted)) = (&gold.stance, stance(quote.span)) {
                self.stance.judge(*label == predicted);
            }
        }
    }
}

impl Tally {
    fn list_errors(
        &mut self,
        marked: &[&GoldQuote],
        found: &[&Quotation],
        matched: &[(usize, usize)],
        article: &Article,
    ) {
        let Some(errors) = &mut self.errors else {
            return;
        };
        for (g, gold) in marked.iter().enumerate() {
            let words: Vec<&str> = gold.parts.iter().map(|part| article.slice(*part)).collect();
            let words = words.join(" … ");
            let kind = gold.kind.as_str();
            match matched.iter().find(|pair| pair.0 == g) {
                None => errors.push(format!("missed   {kind}: {words}")),
                Some(&(_, f)) => {
                    let quote = found[f];
                    if !same_speaker(&gold.speaker, article, quote) {
                        let found = article.speaker(quote).unwrap_or("nobody");
                        let marked = match &gold.speaker {
                            GoldSpeaker::Named(name) => name,
                            GoldSpeaker::Nobody | GoldSpeaker::Unlabelled => "nobody",
                        };
                        let rule = quote.rule;
                        errors.push(format!("speaker  {rule}: {found} for {marked}: {words}"));
                    }
                    if quote.kind != gold.kind {
                        errors.push(format!(
                            "type     {} for {kind}: {words}",
                            quote.kind.as_str()
                        ));
                    }
                }
            }
        }
        for (f, quote) in found.iter().enumerate() {
            if matched.iter().all(|pair| pair.1 != f) {
                let words = article.slice(quote.span);
                errors.push(format!(
                    "spurious {} {}: {words}",
                    quote.kind.as_str(),
                    quote.rule
                ));
            }
        }
    }
}

fn place(source: SpeakerSource) -> usize {
    SOURCES
        .iter()
        .position(|&known| known == source)
        .unwrap_or(SOURCES.len() - 1)
}

/// Whether the two point at the same place: they share a byte, or neither points anywhere.
fn same_mention(gold: Option<Span>, found: Option<Span>) -> bool {
    match (gold, found) {
        (Some(gold), Some(found)) => gold.start < found.end && found.start < gold.end,
        (None, None) => true,
        _ => false,
    }
}

/// Whether a quotation is given to whom it was marked: the same name, and nobody for nobody. Somebody whom
/// the article never names is the common noun that stands for them.
fn same_speaker(gold: &GoldSpeaker, article: &Article, quote: &Quotation) -> bool {
    let noun = quote.speaker_text.map(|span| article.slice(span));
    match (gold, article.speaker(quote)) {
        (GoldSpeaker::Unlabelled, _) => true,
        (GoldSpeaker::Named(gold), Some(found)) => bare(gold) == bare(found),
        (GoldSpeaker::Named(gold), None) => noun.is_some_and(|noun| bare(noun) == bare(gold)),
        (GoldSpeaker::Nobody, found) => found.is_none(),
    }
}

/// A name in lower case without the article before it.
fn bare(name: &str) -> String {
    let name = name.to_lowercase().replace('’', "'");
    let articles = [
        "le ", "la ", "les ", "l'", "un ", "une ", "des ", "the ", "a ", "an ",
    ];
    let stripped = articles
        .iter()
        .find_map(|article| name.strip_prefix(article));
    stripped.unwrap_or(&name).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_nothing_are_zero() {
        assert!(
            Counts::default()
                .figures()
                .iter()
                .all(|figure| *figure == 0.0)
        );
        let counts = Counts {
            gold: 4,
            found: 2,
            matched: 2,
        };
        let [precision, recall, f1] = counts.figures();
        assert!((precision - 1.0).abs() < 1e-12 && (recall - 0.5).abs() < 1e-12);
        assert!((f1 - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn speakers_are_compared_without_their_article() {
        let text = "« Nous serons prêts », dit le Syndicat. Il pleut.".to_owned();
        let article = Article::from_paragraph(text);
        let quote = article.quotations().next().unwrap();
        let named = |name: &str| GoldSpeaker::Named(name.to_owned());
        assert!(same_speaker(&named("le syndicat"), &article, quote));
        assert!(!same_speaker(&named("la mairie"), &article, quote));
    }
}
