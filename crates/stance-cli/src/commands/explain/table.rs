//! Explanations for people: the words on either side, and the text with its words coloured.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use anyhow::Context as _;
use stance_model::{Contribution, Explanation};

use super::{explained, labels, strongest};
use crate::commands::score::record::ScoredArticle;
use crate::commands::score::tasks::TaskModels;
use crate::commands::score::writer::{ArticleWriter, OutputError};
use crate::failure::Skipped;
use crate::printable::{one_line, printable};

/// Columns of a paragraph's text where it is not coloured.
const TEXT_WIDTH: usize = 88;
/// Words that add less than this part of the strongest are not coloured.
const FAINT: f64 = 0.15;
/// Words that add at least this part of the strongest are bold.
const STRONG: f64 = 0.5;

/// Writes explanations as they come.
pub(super) struct Table<'a> {
    pub(super) out: &'a mut dyn Write,
    pub(super) task: &'a TaskModels,
    pub(super) words: usize,
    pub(super) coloured: bool,
}

impl ArticleWriter for Table<'_> {
    fn article(&mut self, scored: &ScoredArticle) -> anyhow::Result<()> {
        self.write(scored).context(OutputError)
    }

    fn finish(&mut self, _: &Skipped) -> anyhow::Result<()> {
        self.out.flush().context(OutputError)
    }
}

impl Table<'_> {
    fn write(&mut self, scored: &ScoredArticle) -> io::Result<()> {
        let labels = labels(self.task, scored);
        let target = scored.target.as_deref();
        let target = target.map_or(String::new(), |target| format!(" on {target}"));
        let heading = format!("{}{target}", scored.name);
        writeln!(self.out, "{}", printable(&heading))?;
        let mut n_explained = 0;
        for (number, paragraph, explanation) in explained(scored) {
            n_explained += 1;
            let text = scored.article.slice(paragraph.range.bytes);
            self.paragraph(number, labels, text, explanation)?;
        }
        if n_explained == 0 {
            writeln!(self.out, "  nothing to explain: no paragraph is scored")?;
        }
        writeln!(self.out)
    }

    fn paragraph(
        &mut self,
        number: usize,
        labels: &[String],
        text: &str,
        explanation: &Explanation,
    ) -> io::Result<()> {
        let prediction = &explanation.prediction;
        let label = printable(&labels[prediction.label]);
        let toward = printable(&labels[explanation.toward]);
        let words: f64 = explanation
            .contributions
            .iter()
            .map(|word| word.value)
            .sum();
        writeln!(
            self.out,
            "\n{number:>3}  {label} {:.2}   decision for {toward} {:+.3} = intercept {:+.3}, words {words:+.3}",
            prediction.confidence(),
            explanation.decision,
            explanation.intercept,
        )?;
        if self.coloured {
            writeln!(self.out, "     {}", coloured(text, explanation))?;
        } else {
            writeln!(self.out, "     {}", one_line(text, TEXT_WIDTH))?;
        }
        let sums = by_word(text, &explanation.contributions);
        for (name, sign) in [("for", 1.0), ("against", -1.0)] {
            let list = strongest_words(&sums, sign, self.words);
            writeln!(self.out, "     {name:<8} {list}")?;
        }
        match &explanation.removal {
            None => writeln!(self.out, "     without  no set of words found to change it"),
            Some(removal) => {
                let words = removal.words.iter().map(|places| {
                    let word = one_line(&text[places[0].clone()], 40);
                    match places.len() {
                        1 => word,
                        n => format!("{word} ({n} places)"),
                    }
                });
                let words: Vec<String> = words.collect();
                let prediction = &removal.prediction;
                writeln!(
                    self.out,
                    "     without  {}: {} {:.2}",
                    words.join(", "),
                    printable(&labels[prediction.label]),
                    prediction.confidence()
                )
            }
        }
    }
}

/// Returns what each word adds, all its places together.
fn by_word(text: &str, contributions: &[Contribution]) -> Vec<(String, f64)> {
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    for word in contributions {
        let name = one_line(&text[word.range.clone()].to_lowercase(), 40);
        *sums.entry(name).or_default() += word.value;
    }
    sums.into_iter().collect()
}

/// Returns the words that add most on one side, the strongest first.
fn strongest_words(sums: &[(String, f64)], sign: f64, number: usize) -> String {
    let mut words: Vec<&(String, f64)> = sums.iter().filter(|word| sign * word.1 > 0.0).collect();
    words.sort_by(|a, b| (sign * b.1).total_cmp(&(sign * a.1)));
    let more = words.len().saturating_sub(number);
    words.truncate(number);
    let mut parts: Vec<String> = words
        .into_iter()
        .map(|(word, value)| format!("{word} {value:+.3}"))
        .collect();
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    if parts.is_empty() {
        return "-".to_owned();
    }
    parts.join(", ")
}

/// Returns the text with words that speak for the label green and underlined, those against red.
fn coloured(text: &str, explanation: &Explanation) -> String {
    let most = strongest(explanation);
    let (mut out, mut at) = (String::new(), 0);
    for word in &explanation.contributions {
        let part = word.value.abs() / most;
        if part < FAINT || word.range.start < at {
            continue;
        }
        let colour = if word.value > 0.0 {
            AnsiColor::Green.on_default().underline()
        } else {
            AnsiColor::Red.on_default()
        };
        let style = if part >= STRONG {
            colour.bold()
        } else {
            colour
        };
        out.push_str(&printable(&text[at..word.range.start]));
        out.push_str(&styled(style, &printable(&text[word.range.clone()])));
        at = word.range.end;
    }
    out.push_str(&printable(&text[at..]));
    out
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
