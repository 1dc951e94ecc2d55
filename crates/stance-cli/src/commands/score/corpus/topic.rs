//! Whether texts name artificial intelligence at all: the embedded models of stance take a side on it for granted.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use stance_articles::Kind;

use crate::commands::score::record::ScoredArticle;
use crate::commands::score::tasks::TaskModels;
use crate::output::counted;
use crate::shipped::Task;

/// Capitals that name it: in small letters `ai` is French for have.
const CAPITALS: [&str; 2] = ["AI", "IA"];

/// Words that name it, or what is known for being it, in small letters.
const WORDS: [&str; 24] = [
    "agi",
    "algorithm",
    "algorithme",
    "algorithmes",
    "algorithmic",
    "algorithmique",
    "algorithmiques",
    "algorithms",
    "anthropic",
    "chatbot",
    "chatbots",
    "chatgpt",
    "deepfake",
    "deepfakes",
    "deepmind",
    "deepseek",
    "genai",
    "gpt",
    "hypertrucage",
    "hypertrucages",
    "llm",
    "llms",
    "midjourney",
    "openai",
];

/// Terms of several words, in small letters.
const TERMS: [&[&str]; 21] = [
    &["intelligence", "artificielle"],
    &["intelligences", "artificielles"],
    &["artificial", "intelligence"],
    &["machine", "learning"],
    &["deep", "learning"],
    &["deep", "fake"],
    &["apprentissage", "automatique"],
    &["apprentissage", "machine"],
    &["apprentissage", "profond"],
    &["neural", "network"],
    &["neural", "networks"],
    &["réseau", "de", "neurones"],
    &["réseaux", "de", "neurones"],
    &["language", "model"],
    &["language", "models"],
    &["modèle", "de", "langage"],
    &["modèles", "de", "langage"],
    &["agent", "conversationnel"],
    &["agents", "conversationnels"],
    &["robot", "conversationnel"],
    &["robots", "conversationnels"],
];

/// Counts of articles and paragraphs, and of those that name artificial intelligence.
#[derive(Debug, Clone, Default)]
pub(crate) struct Topic {
    /// By a hash of its name, whether each article names it: rows of one name are one article.
    articles: BTreeMap<u64, bool>,
    pub(crate) paragraphs: usize,
    pub(crate) naming_paragraphs: usize,
}

impl Topic {
    /// Returns the number of articles.
    pub(crate) fn articles(&self) -> usize {
        self.articles.len()
    }

    /// Returns the number of those that name it.
    pub(crate) fn naming(&self) -> usize {
        self.articles.values().filter(|names| **names).count()
    }

    /// Returns whether it matters to these tasks: not to a model that was named, whatever it is about, nor to tone.
    pub(crate) fn matters(tasks: &[TaskModels]) -> bool {
        tasks
            .iter()
            .any(|task| task.heading() == Task::Stance.name())
    }

    /// Takes an article in, or a row of one, and returns what to ask [`Self::names`] with; furniture does not count.
    pub(crate) fn add(&mut self, scored: &ScoredArticle) -> u64 {
        let own = scored
            .paragraphs
            .iter()
            .filter(|paragraph| paragraph.kind != Kind::Furniture);
        let mut is_named = scored.title().is_some_and(names_ai);
        for paragraph in own {
            let names = names_ai(scored.article.slice(paragraph.range.bytes));
            self.paragraphs += 1;
            self.naming_paragraphs += usize::from(names);
            is_named |= names;
        }
        let mut hasher = DefaultHasher::new();
        scored.name.hash(&mut hasher);
        let key = hasher.finish();
        *self.articles.entry(key).or_default() |= is_named;
        key
    }

    /// Returns whether an article names artificial intelligence in any of the rows taken in.
    pub(crate) fn names(&self, key: u64) -> bool {
        self.articles.get(&key).is_some_and(|names| *names)
    }

    /// Whether half of the articles and more do not name it.
    pub(crate) fn is_astray(&self) -> bool {
        self.articles() > 0 && 2 * self.naming() <= self.articles()
    }

    /// Returns what to tell of it; nothing where it does not matter, or there is no article.
    pub(crate) fn note(&self, tasks: &[TaskModels]) -> Option<String> {
        if !Self::matters(tasks) || self.articles() == 0 {
            return None;
        }
        let (kind, warning) = if self.is_astray() {
            let warning = ": shares of sides on it are of all paragraphs, whatever they are about (give it articles on it)";
            ("warning", warning)
        } else {
            ("note", "")
        };
        Some(format!(
            "{kind}: {} of {}, {} of {} name artificial intelligence{warning}",
            self.naming(),
            counted(self.articles(), "article"),
            self.naming_paragraphs,
            counted(self.paragraphs, "paragraph"),
        ))
    }
}

/// Returns whether a text names artificial intelligence or its kin, in French or English.
fn names_ai(text: &str) -> bool {
    let mut last: [String; 3] = Default::default();
    if ["A.I.", "I.A."].iter().any(|name| stands_alone(text, name)) {
        return true;
    }
    let words = text.split(|c: char| !c.is_alphanumeric());
    for word in words.filter(|word| !word.is_empty()) {
        // J'AI, N'AI, M'AI, in capitals.
        let is_verb = word == "AI" && ["j", "n", "m", "t"].contains(&last[2].as_str());
        if CAPITALS.contains(&word) && !is_verb {
            return true;
        }
        let folded = word.to_lowercase();
        if WORDS.contains(&folded.as_str()) {
            return true;
        }
        last.rotate_left(1);
        last[2] = folded;
        let ends = |term: &&[&str]| last[last.len() - term.len()..].iter().eq(*term);
        if TERMS.iter().any(ends) {
            return true;
        }
    }
    false
}

/// Returns whether an abbreviation with full stops stands in a text, and is not the end of a longer one (C.I.A.).
fn stands_alone(text: &str, abbreviation: &str) -> bool {
    let mut places = text.match_indices(abbreviation);
    places.any(|(at, _)| !text[..at].ends_with(|c: char| c == '.' || c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn artificial_intelligence_is_known_by_its_names_in_both_languages() {
        for text in [
            "L’IA inquiète.",
            "des outils d'IA",
            "« L’I.A. », dit-elle",
            "AI-powered tools",
            "the A.I. boom",
            "L’AI Act",
            "Mistral AI lève des fonds",
            "L’Intelligence\nartificielle",
            "artificial intelligence",
            "un réseau de neurones",
            "ChatGPT-5 arrive",
            "les grands modèles de langage",
            "un chatbot",
        ] {
            assert!(names_ai(text), "{text}");
        }
        for text in [
            "J’ai vu le port.",
            "J’AI VU LE PORT",
            "JE N'AI PAS VU LE PORT",
            "TU M’AI… NON",
            "la C.I.A. enquête",
            "La maire de Saia",
            "an intelligent artist",
            "une intelligence rare, artificielle en rien",
            "a maiden",
            "Le train de nuit",
            "",
        ] {
            assert!(!names_ai(text), "{text}");
        }
    }

    #[test]
    fn half_of_the_articles_astray_is_a_warning() {
        let of = |articles: u64, naming: u64| Topic {
            articles: (0..articles)
                .map(|article| (article, article < naming))
                .collect(),
            ..Topic::default()
        };
        assert!(of(4, 2).is_astray() && of(1, 0).is_astray());
        assert!(!of(3, 2).is_astray() && !of(0, 0).is_astray());
    }
}
