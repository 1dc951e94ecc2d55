//! The two languages of the page, with their typography.

use clap::ValueEnum;

/// The language of the page itself; its texts stay in theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Interface {
    /// French
    Fr,
    /// English
    En,
}

/// Narrow no-break space: between groups of digits, before `%`, `;`, `!`, `?` and inside guillemets.
const NARROW: char = '\u{202f}';

impl Interface {
    /// Returns the code of the language.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// Returns whichever is in this language.
    pub(super) fn say<'a>(self, french: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Fr => french,
            Self::En => english,
        }
    }

    /// Returns a whole number, its thousands apart: `12 345` with narrow spaces, `12,345`.
    pub(super) fn number(self, number: usize) -> String {
        let digits = number.to_string();
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(match self {
                    Self::Fr => NARROW,
                    Self::En => ',',
                });
            }
            out.push(digit);
        }
        out
    }

    /// Returns a number of things: in each language the noun for one and for several.
    pub(super) fn counted(self, number: usize, french: [&str; 2], english: [&str; 2]) -> String {
        let noun = match self {
            Self::Fr => french[usize::from(number > 1)],
            Self::En => english[usize::from(number != 1)],
        };
        format!("{}{}{noun}", self.number(number), '\u{a0}')
    }

    /// Returns a share in percent with this many decimals: `23,4 %` with a narrow space, `23.4%`.
    pub(super) fn percent(self, share: f64, decimals: usize) -> String {
        let figure = format!("{:.decimals$}", 100.0 * share);
        match self {
            Self::Fr => format!("{}{NARROW}%", figure.replace('.', ",")),
            Self::En => format!("{figure}%"),
        }
    }

    /// Returns a probability in percent, never a certainty that it is not.
    pub(super) fn probability(self, value: f64) -> String {
        let bound = |mark: &str, value| match self {
            Self::Fr => format!("{mark}{NARROW}{}", self.percent(value, 0)),
            Self::En => format!("{mark}{}", self.percent(value, 0)),
        };
        match value {
            value if (0.995..1.0).contains(&value) => bound(">", 0.99),
            value if 0.0 < value && value < 0.005 => bound("<", 0.01),
            value => self.percent(value, 0),
        }
    }

    /// Returns a month that is written `YYYY-MM`.
    pub(super) fn month(self, month: &str) -> String {
        let names = match self {
            Self::Fr => [
                "janvier",
                "février",
                "mars",
                "avril",
                "mai",
                "juin",
                "juillet",
                "août",
                "septembre",
                "octobre",
                "novembre",
                "décembre",
            ],
            Self::En => [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
        };
        let name = month.split_once('-').and_then(|(year, number)| {
            let number: usize = number.parse().ok()?;
            Some(format!("{} {year}", names.get(number.checked_sub(1)?)?))
        });
        name.unwrap_or_else(|| month.to_owned())
    }

    /// Returns two shares as the ends of a range.
    pub(super) fn range(self, low: f64, high: f64, decimals: usize) -> String {
        let (low, high) = (self.percent(low, decimals), self.percent(high, decimals));
        match self {
            Self::Fr => format!("de {} à {high}", low.trim_end_matches(['%', NARROW])),
            Self::En => format!("{}–{high}", low.trim_end_matches('%')),
        }
    }

    /// Returns what stands before and after a quotation.
    pub(super) fn marks(self) -> [&'static str; 2] {
        match self {
            Self::Fr => ["«\u{202f}", "\u{202f}»"],
            Self::En => ["“", "”"],
        }
    }

    /// Returns a colon with what stands before it.
    pub(super) fn colon(self) -> &'static str {
        self.say("\u{a0}: ", ": ")
    }

    /// Returns what an attribution rests on, in words.
    pub(super) fn speaker_source(self, source: &str) -> &str {
        match source {
            "explicit" => self.say("nom à côté de la citation", "name beside the quotation"),
            "role" => self.say("désignation par la fonction", "by what the speaker is"),
            "pronoun" => self.say("pronom", "pronoun"),
            "continuation" => self.say("suite d’une citation", "goes on from a quotation"),
            "signature" => self.say("signature", "signature"),
            "byline" => self.say("auteur de l’article", "author of the article"),
            "unknown" => self.say("inconnue", "unknown"),
            other => other,
        }
    }

    /// Returns what the rule that found a quotation goes by, in words.
    pub(super) fn rule(self, rule: &str) -> &str {
        match rule {
            "incise" => self.say("« … », explique X", "“…,” says X"),
            "subject-after" => self.say("« … » X a dit", "“…,” X said"),
            "incise-inside" => self.say("« …, explique X. … »", "“…, says X. …”"),
            "according-after" => self.say("« … », selon X", "“…,” according to X"),
            "according-before" => self.say("selon X, « … »", "according to X, “…”"),
            "colon" => self.say("X explique\u{a0}: « … »", "X explains: “…”"),
            "colon-only" => self.say("X, deux-points, puis « … »", "X, a colon, then “…”"),
            "as-said" => self.say("comme l’a dit X, « … »", "as X said, “…”"),
            "dialogue" => self.say("dialogue au tiret", "dialogue by dashes"),
            "announced" => self.say(
                "annoncée par le paragraphe précédent",
                "announced by the paragraph before",
            ),
            "fragment" => self.say("X dénonce « … »", "X said it was “…”"),
            "participle" => self.say("dit X, dénonçant « … »", "says X, denouncing “…”"),
            "interrupted" => self.say("« … », dit X, « … »", "“…,” says X, “…”"),
            "continuation" => self.say("suite d’une citation", "right after a quotation"),
            "introduced" => self.say("après une phrase sur X", "after a sentence about X"),
            "followed" => self.say("avant une phrase sur X", "before a sentence about X"),
            "floating" => self.say("rien ne l’attribue", "nothing attributes it"),
            "that-clause" => self.say("X affirme que …", "X says that …"),
            "bare-clause" => self.say(
                "X dit, sans «\u{202f}que\u{202f}»",
                "X said …, without “that”",
            ),
            "whether-clause" => self.say("X demande si …", "X asks whether …"),
            "infinitive" => self.say("X promet de …", "X promises to …"),
            "colon-clause" => self.say(
                "X nuance\u{a0}: …, sans guillemets",
                "X adds: …, without marks",
            ),
            "incise-clause" => self.say(
                "…, rapporte X, sans guillemets",
                "…, X reports, without marks",
            ),
            "nominal" => self.say("l’affirmation de X selon laquelle …", "X’s claim that …"),
            "source-clause" => self.say(
                "selon X, …, sans guillemets",
                "according to X, …, without marks",
            ),
            "answer" => self.say("réponse dans un entretien", "answer in an interview"),
            "signature-after" => self.say("« … » – X, signature", "“…” – X, a signature"),
            "pull-quote" => self.say(
                "paragraphe signé en dessous",
                "paragraph with a signature under it",
            ),
            other => other,
        }
    }

    /// Returns what to call a label: those of the models inside the binary have a name in French.
    pub(super) fn label(self, label: &str) -> &str {
        if self == Self::En {
            return label;
        }
        match label {
            "concerned" => "inquiet",
            "pro-ai" => "favorable",
            "neutral" => "neutre",
            "negative" => "négatif",
            "positive" => "positif",
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_follow_the_typography_of_the_language() {
        let (fr, en) = (Interface::Fr, Interface::En);
        assert_eq!(fr.number(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(en.number(1_234_567), "1,234,567");
        assert_eq!((fr.number(999), en.number(0)), ("999".into(), "0".into()));
        assert_eq!(fr.percent(0.23456, 1), "23,5\u{202f}%");
        assert_eq!(en.percent(0.23456, 1), "23.5%");
        assert_eq!(en.probability(0.9996), ">99%");
        assert_eq!(fr.probability(0.001), "<\u{202f}1\u{202f}%");
        assert_eq!(
            (en.probability(1.0), en.probability(0.5)),
            ("100%".into(), "50%".into())
        );
        assert_eq!(fr.month("2025-08"), "août 2025");
        assert_eq!(en.month("2025-13"), "2025-13");
        assert_eq!(fr.range(0.1, 0.25, 0), "de 10 à 25\u{202f}%");
        assert_eq!(en.range(0.1, 0.25, 0), "10–25%");
        let articles = |language: Interface, n| {
            language.counted(n, ["article", "articles"], ["article", "articles"])
        };
        assert_eq!(articles(fr, 0), "0\u{a0}article");
        assert_eq!(articles(en, 0), "0\u{a0}articles");
        assert_eq!(articles(fr, 2), "2\u{a0}articles");
    }

    #[test]
    fn every_rule_of_a_quotation_is_said_in_words_in_both_languages() {
        let rules = include_str!("../../../../stance-articles/src/quotes/mod.rs");
        let table = rules
            .lines()
            .filter_map(|line| line.strip_prefix("//! | `"));
        let names = table.filter_map(|line| line.split(" | ").next());
        let names = names.flat_map(|names| names.split(", "));
        let names: Vec<&str> = names.map(|name| name.trim_matches('`')).collect();
        assert!(names.len() > 25, "{names:?}");
        for name in names {
            let said = [Interface::Fr, Interface::En].map(|language| language.rule(name));
            assert!(
                !said.contains(&name) && said[0] != said[1],
                "{name}: {said:?}"
            );
        }
    }
}
