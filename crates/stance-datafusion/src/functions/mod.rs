//! The functions of SQL, and what each is pinned to.

mod language;
mod quotations;
mod score;
mod texts;

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::logical_expr::ScalarUDF;
use stance_cli::texts::TextKind;

use self::language::LanguageOf;
use self::quotations::Quotes;
use self::score::{Part, Score};
use crate::models::Models;

/// The functions of some models, each with the checksum of what it computes with.
#[derive(Debug, Clone)]
pub struct Functions {
    functions: BTreeMap<String, (Arc<ScalarUDF>, Arc<str>)>,
}

impl Functions {
    /// Returns the functions of these models: of each family `NAME`, `NAME_label` and `NAME_probability`, then `language`,
    /// `quotes` and `article_quotes`.
    ///
    /// ```
    /// use stance_datafusion::{Functions, Models};
    ///
    /// let functions = Functions::of(&Models::embedded()?);
    /// assert!(functions.checksum("stance_label").is_some_and(|sum| sum.len() == 64));
    /// assert_eq!(functions.checksum("abs"), None);
    /// # Ok::<(), stance_datafusion::Error>(())
    /// ```
    #[must_use]
    pub fn of(models: &Models) -> Self {
        let mut functions = Vec::new();
        for family in models.families() {
            for part in [Part::Whole, Part::Label, Part::Probability] {
                let function = ScalarUDF::new_from_impl(Score::new(*family, part));
                functions.push((function, family.checksum()));
            }
        }
        let all = models.quotations_checksum();
        let language = LanguageOf::new(*models.embedded_family());
        functions.push((ScalarUDF::new_from_impl(language), all));
        for kind in [TextKind::Paragraph, TextKind::Article] {
            functions.push((ScalarUDF::new_from_impl(Quotes::new(models, kind)), all));
        }
        let named = functions.into_iter().map(|(function, checksum)| {
            let name = function.name().to_owned();
            (name, (Arc::new(function), Arc::from(checksum)))
        });
        Self {
            functions: named.collect(),
        }
    }

    /// Returns the functions in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<ScalarUDF>> {
        self.functions.values().map(|(function, _)| function)
    }

    /// Returns a function by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<ScalarUDF>> {
        self.functions.get(name).map(|(function, _)| function)
    }

    /// Returns the checksum of the models that a function computes with, by its name; none where it is not one of these.
    #[must_use]
    pub fn checksum(&self, name: &str) -> Option<&str> {
        self.functions.get(name).map(|(_, checksum)| &**checksum)
    }

    /// Returns names and checksums in the order of names.
    pub fn checksums(&self) -> impl Iterator<Item = (&str, &str)> {
        let functions = self.functions.iter();
        functions.map(|(name, (_, checksum))| (name.as_str(), &**checksum))
    }
}
