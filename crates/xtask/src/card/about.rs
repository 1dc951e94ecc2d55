//! The sentences of a card that depend on what the model says, of texts in which language, and whether it was
//! measured on texts of others.

use std::path::Path;

use anyhow::Context as _;
use stance_cli::shipped::{Shipped, Task};
use stance_features::Language;

use super::template::fill;
use crate::accuracy::figures::RESAMPLES;
use crate::languages;

/// What the model says of a text.
pub(super) fn what(model: &Shipped) -> String {
    let language = with_article(model.language);
    let [low, middle, high] = model.task.labels();
    match model.task {
        Task::Stance => format!(
            "Labels {language} paragraph for its stance toward artificial intelligence: `{high}`, `{low}` or `{middle}`."
        ),
        Task::Sentiment => {
            format!("Labels {language} text for its tone: `{high}`, `{low}` or `{middle}`.")
        }
    }
}

/// What it is for and what not.
pub(super) fn purpose(model: &Shipped) -> String {
    let language = name(model.language);
    match model.task {
        Task::Stance => format!(
            "Sorting and exploring {language} coverage of AI, paragraph by paragraph and quotation by quotation, with a \
             person reading what counts. **It must not be used** to judge\nindividuals, to infer anyone's political \
             opinions, or to publish a share of opinion without checking a sample by hand."
        ),
        Task::Sentiment => format!(
            "Sorting and exploring {language} news and short opinions by their tone, with a person reading what counts. \
             Tone is not stance: a sad text can speak\nfor something, a cheerful one against it. **It must not be used** \
             to judge individuals, or to publish a share of opinion without checking a sample by hand."
        ),
    }
}

/// Which texts `stance score` hands to it.
pub(super) fn reach(model: &Shipped, root: &Path) -> anyhow::Result<String> {
    let reached = languages::reaching(root, model.language.code().parse()?)?;
    let language = name(model.language);
    Ok(format!(
        "`stance score` hands it the texts that it takes for {language}; `--model {}` hands it any. Of 200 {language} texts of each length, and of 200 in \
         each of six other\nlanguages ([docs/languages.md](../docs/languages.md)):\n\n{reached}",
        model.name
    ))
}

/// How the card was made.
pub(super) fn made(model: &Shipped) -> String {
    let intervals = format!("All intervals hold 95 % of {RESAMPLES} bootstrap samples of groups");
    match model.yardstick {
        Some(_) => format!(
            "This card is written by `cargo xtask card`. The sections on the press need its texts, which are not part of \
             the project: `--data FOLDER` makes them\nanew, and without it they stay as they were. {intervals}, on the \
             press of articles."
        ),
        None => format!("This card is written by `cargo xtask card`. {intervals}."),
    }
}

/// The section on texts of others: that of `press/NAME.md.in`, where the model has a yardstick.
pub(super) fn press(
    model: &Shipped,
    root: &Path,
    texts: &[(&str, String)],
) -> anyhow::Result<String> {
    if model.yardstick.is_none() {
        return Ok("## How well it does on texts of others\n\nNot measured. The figures below are those within its corpus, \
                   which is composed for the purpose: expect less of other texts."
            .to_owned());
    }
    let path = root.join(format!("crates/xtask/src/card/press/{}.md.in", model.name));
    let section = std::fs::read_to_string(&path);
    let section = section.with_context(|| {
        format!(
            "reading {}, which says what the texts of the yardstick are",
            path.display()
        )
    })?;
    fill(&section, texts)
}

/// The language with its article: a French, an English.
fn with_article(language: Language) -> &'static str {
    match language {
        Language::French => "a French",
        Language::English => "an English",
    }
}

fn name(language: Language) -> &'static str {
    match language {
        Language::French => "French",
        Language::English => "English",
    }
}

#[cfg(test)]
mod tests {
    use stance_cli::shipped::SHIPPED;

    use super::*;

    #[test]
    fn a_card_says_what_its_own_model_does() {
        let stance = &SHIPPED[0];
        let sentiment = Shipped {
            task: Task::Sentiment,
            language: Language::English,
            yardstick: None,
            ..*stance
        };
        assert!(what(stance).contains("French") && what(stance).contains("`pro-ai`"));
        assert_eq!(
            what(&sentiment),
            "Labels an English text for its tone: `positive`, `negative` or `neutral`."
        );
        assert!(made(stance).contains("--data") && !made(&sentiment).contains("--data"));
        let press = |model| press(model, Path::new("/nowhere"), &[]);
        assert!(press(&sentiment).unwrap().contains("Not measured"));
        assert!(press(stance).is_err());
    }
}
