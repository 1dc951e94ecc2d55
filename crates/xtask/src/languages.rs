//! `cargo xtask languages`: which texts of which language reach the French and the English models, by length.
//!
//! 1,000 texts of each language: real sentences, put together or cut at a word so that every length is met equally
//! often. They are routed as `stance score` routes a row. Sentences are read where they lie; none reaches the table.

use std::fs;
use std::io::{Write as _, stderr};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use stance_articles::language::{SHORT, guess};
use stance_articles::{Language, Reader, sentences};

use crate::accuracy::press::texts;
use crate::card::template::table;

/// Where the table goes.
const OUTPUT: &str = "docs/languages.md";
/// Shortest and longest text of each class, in words.
const CLASSES: [(usize, usize); 5] = [(1, 4), (5, 9), (10, 19), (20, 39), (40, 79)];
/// Texts of each language in each class.
const PER_CLASS: usize = 200;

/// Options of `cargo xtask languages`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder that holds `ai_press/fr.jsonl` and `ai_press/en.jsonl`
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// Folder of sentences in other languages: a file `CODE.txt` for each, one sentence a line
    #[arg(long, value_name = "FOLDER")]
    others: PathBuf,
    /// What the sentences of the other languages are, for the table
    #[arg(long, value_name = "TEXT")]
    others_are: String,
}

/// Sentences of a language.
struct Sample {
    code: String,
    language: Option<Language>,
    sentences: Vec<String>,
}

/// How many texts of one language and class were taken for which language.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Routed {
    french: usize,
    english: usize,
    neither: usize,
}

/// Measures, and writes the table.
pub(crate) fn run(args: &Args, root: &Path) -> anyhow::Result<()> {
    let mut languages = Vec::new();
    for language in [Language::French, Language::English] {
        languages.push(press(&args.data, language)?);
    }
    languages.extend(others(&args.others)?);
    let measured: Vec<(&Sample, [Routed; CLASSES.len()])> = languages
        .iter()
        .map(|language| Ok((language, measure(language)?)))
        .collect::<anyhow::Result<_>>()?;
    fs::write(root.join(OUTPUT), page(&measured, &args.others_are))?;
    writeln!(stderr(), "wrote {OUTPUT}")?;
    Ok(())
}

/// Reads the sentences of the press paragraphs in a language.
fn press(data: &Path, language: Language) -> anyhow::Result<Sample> {
    let code = language.as_str();
    let paragraphs = texts(&data.join(format!("ai_press/{code}.jsonl")))?;
    let sentences = paragraphs.values().flat_map(|text| {
        let spans = sentences::split(text, language);
        spans
            .into_iter()
            .filter_map(|span| Some(span.slice(text)?.to_owned()))
    });
    Ok(Sample {
        code: code.to_owned(),
        language: Some(language),
        sentences: sentences.collect(),
    })
}

/// Reads the sentences of the other languages, in the order of their codes.
fn others(folder: &Path) -> anyhow::Result<Vec<Sample>> {
    let reading = || format!("reading {}", folder.display());
    let entries = fs::read_dir(folder).with_context(reading)?;
    let mut paths = entries
        .map(|entry| Ok(entry.with_context(reading)?.path()))
        .collect::<anyhow::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let read = |path: PathBuf| {
        let content =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let lines = content.lines().map(str::trim);
        let stem = path.file_stem().unwrap_or_default();
        Ok(Sample {
            code: stem.to_string_lossy().into_owned(),
            language: None,
            sentences: lines
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect(),
        })
    };
    paths.into_iter().map(read).collect()
}

/// Routes the texts of a language, class by class.
fn measure(language: &Sample) -> anyhow::Result<[Routed; CLASSES.len()]> {
    anyhow::ensure!(
        language.sentences.len() >= PER_CLASS,
        "{}: {} sentences, {PER_CLASS} expected at least",
        language.code,
        language.sentences.len()
    );
    let reader = Reader::new().quotations(false);
    let mut routed = [Routed::default(); CLASSES.len()];
    for (class, routed) in CLASSES.iter().zip(&mut routed) {
        for number in 0..PER_CLASS {
            let text = cut(&language.sentences, *class, number);
            let article = reader.read_paragraph(text);
            let is_short = article.text.split(' ').count() < SHORT;
            let guessed = || guess(&article.text).filter(|_| is_short);
            match article.language.or_else(guessed) {
                Some(Language::French) => routed.french += 1,
                Some(Language::English) => routed.english += 1,
                None => routed.neither += 1,
            }
        }
    }
    Ok(routed)
}

/// Returns text `number` of a class: sentences from a place of their own on, cut at the length that is its turn.
fn cut(sentences: &[String], (least, most): (usize, usize), number: usize) -> String {
    let length = least + number % (most - least + 1);
    let start = number * sentences.len() / PER_CLASS;
    let words = sentences.iter().cycle().skip(start);
    let words = words.flat_map(|sentence| sentence.split_whitespace());
    words.take(length).collect::<Vec<_>>().join(" ")
}

impl Routed {
    fn wrong(self, language: Option<Language>) -> usize {
        match language {
            Some(Language::French) => self.english,
            Some(Language::English) => self.french,
            None => self.french + self.english,
        }
    }
}

/// The page with its table.
fn page(measured: &[(&Sample, [Routed; CLASSES.len()])], others_are: &str) -> String {
    let mut rows = Vec::new();
    for (language, routed) in measured {
        for ((least, most), routed) in CLASSES.iter().zip(routed) {
            let share = |n: usize| format!("{:.1}", 100.0 * n as f64 / PER_CLASS as f64);
            rows.push(vec![
                language.code.clone(),
                format!("{least}-{most}"),
                share(routed.french),
                share(routed.english),
                share(routed.neither),
            ]);
        }
    }
    let header = ["language", "words", "fr, %", "en, %", "neither, %"];
    let (short, long) = (sums(measured, false), sums(measured, true));
    format!(
        "# Which language a text is taken for\n\n\
         Written by `cargo xtask languages`. `stance score` picks the model by the language that it takes a text for; what is neither French nor \
         English\ngets no label. Measured on {} texts of each language, {PER_CLASS} of each class of length: sentences put together, or cut at a word, \
         until they have\nthe length that is their turn. French and English: press on AI of 2025-2026. The others: {others_are}.\n\n\
         - {SHORT} words or more: {long}.\n- Under {SHORT} words: {short}.\n\n\
         A row of a table is told alone, as here; under {SHORT} words it takes the likeliest language, sure or not, and gets none where that is another or none can be told; \
         where all models are of one language it takes that one.\nA short paragraph of an article takes the language of the article. `--language` overrides all that.\n\n{}",
        PER_CLASS * CLASSES.len(),
        table(&header, &rows)
    )
}

/// Says how many texts of the long or the short classes are routed wrong, and how many not at all.
fn sums(measured: &[(&Sample, [Routed; CLASSES.len()])], long: bool) -> String {
    let (mut ours, mut wrong, mut none, mut others, mut taken) = (0, 0, 0, 0, 0);
    for (language, routed) in measured {
        for ((least, _), routed) in CLASSES.iter().zip(routed) {
            if (*least >= SHORT) != long {
                continue;
            }
            if language.language.is_some() {
                ours += PER_CLASS;
                wrong += routed.wrong(language.language);
                none += routed.neither;
            } else {
                others += PER_CLASS;
                taken += routed.wrong(None);
            }
        }
    }
    format!(
        "{wrong} of {ours} French and English ones are taken for the other language and {none} for neither; {taken} of {others} in \
         other languages are taken for French or English"
    )
}

/// Returns what the page says of the models for a language: which texts in it reach them, and which of the others do.
///
/// # Errors
///
/// When the page is missing or has no rows of the language.
pub(crate) fn reaching(root: &Path, language: Language) -> anyhow::Result<String> {
    let path = root.join(OUTPUT);
    let page = fs::read_to_string(&path).with_context(|| {
        format!(
            "reading {}: `cargo xtask languages` writes it",
            path.display()
        )
    })?;
    let rows: Vec<Shares> = page.lines().filter_map(Shares::parse).collect();
    let own = |shares: &Shares| match language {
        Language::French => shares.french,
        Language::English => shares.english,
    };
    let row = |(least, most): &(usize, usize)| {
        let words = format!("{least}-{most}");
        let (ours, others): (Vec<&Shares>, Vec<&Shares>) = rows
            .iter()
            .filter(|row| row.words == words)
            .partition(|row| row.code == language.as_str());
        let ours = ours
            .first()
            .with_context(|| format!("{OUTPUT}: no row {language} {words}"))?;
        let reached: f64 = others.iter().map(|row| own(row)).sum();
        let other = ours.french + ours.english - own(ours);
        let figures = [
            own(ours),
            other,
            ours.neither,
            reached / others.len().max(1) as f64,
        ];
        let figures = figures.iter().map(|figure| format!("{figure:.1}"));
        Ok(std::iter::once(words).chain(figures).collect())
    };
    let rows = CLASSES
        .iter()
        .map(row)
        .collect::<anyhow::Result<Vec<Vec<String>>>>()?;
    let header = [
        "words",
        "reach it, %",
        "taken for the other language, %",
        "for neither, %",
        "texts in other languages that reach it, %",
    ];
    Ok(table(&header, &rows))
}

/// A row of the page's table.
struct Shares {
    code: String,
    words: String,
    french: f64,
    english: f64,
    neither: f64,
}

impl Shares {
    fn parse(line: &str) -> Option<Self> {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [code, words, french, english, neither] = cells.as_slice() else {
            return None;
        };
        Some(Self {
            code: (*code).to_owned(),
            words: (*words).to_owned(),
            french: french.parse().ok()?,
            english: english.parse().ok()?,
            neither: neither.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_the_length_that_is_their_turn() {
        let sentences = ["un deux trois", "quatre cinq"].map(str::to_owned);
        assert_eq!(cut(&sentences, (1, 4), 0), "un");
        assert_eq!(cut(&sentences, (1, 4), 3), "un deux trois quatre");
        let last = cut(&sentences, (5, 9), PER_CLASS - 1);
        assert_eq!(last.split(' ').count(), 5 + (PER_CLASS - 1) % 5);
        assert!(last.starts_with("quatre cinq un"), "{last}");
    }

    #[test]
    fn wrong_is_the_other_language_or_any() {
        let routed = Routed {
            french: 1,
            english: 2,
            neither: 4,
        };
        assert_eq!(routed.wrong(Some(Language::French)), 2);
        assert_eq!(routed.wrong(Some(Language::English)), 1);
        assert_eq!(routed.wrong(None), 3);
    }

    #[test]
    fn a_card_is_told_which_texts_reach_its_model() {
        let sample = |code: &str| Sample {
            code: code.to_owned(),
            language: code.parse().ok(),
            sentences: Vec::new(),
        };
        let routed = |french: usize, english: usize| Routed {
            french,
            english,
            neither: PER_CLASS - french - english,
        };
        let samples = ["fr", "en", "de"].map(sample);
        let counts = [routed(180, 10), routed(4, 190), routed(0, 2)];
        let measured: Vec<_> = samples
            .iter()
            .zip(counts)
            .map(|(sample, routed)| (sample, [routed; CLASSES.len()]))
            .collect();
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("docs")).unwrap();
        fs::write(folder.path().join(OUTPUT), page(&measured, "prose")).unwrap();
        let french = reaching(folder.path(), Language::French).unwrap();
        assert!(
            french.contains("| 1-4 | 90.0 | 5.0 | 5.0 | 1.0 |"),
            "{french}"
        );
        let english = reaching(folder.path(), Language::English).unwrap();
        assert!(
            english.contains("| 40-79 | 95.0 | 2.0 | 3.0 | 3.0 |"),
            "{english}"
        );
        assert!(reaching(Path::new("/nowhere"), Language::French).is_err());
    }

    #[test]
    fn each_text_is_counted_where_it_is_routed() {
        let sentences = Sample {
            code: "fr".to_owned(),
            language: Some(Language::French),
            sentences: vec![
                "Les quais sont déserts et la ville dort dans le froid.".to_owned();
                PER_CLASS
            ],
        };
        let routed = measure(&sentences).unwrap();
        assert_eq!(routed[4].french, PER_CLASS);
        assert!(
            routed
                .iter()
                .all(|r| r.french + r.english + r.neither == PER_CLASS)
        );
        let few = Sample {
            sentences: vec!["Non.".to_owned()],
            ..sentences
        };
        assert!(measure(&few).is_err());
    }
}
