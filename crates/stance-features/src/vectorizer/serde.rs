//! A vectoriser written and read as its parts; what is read is checked as any parts are.

use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Vectorizer;
use crate::Settings;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    settings: Settings,
    names: Vec<String>,
    document_frequencies: Vec<u32>,
    n_documents: u64,
}

/// The names as a sequence of strings.
struct Names<'a>(&'a Vectorizer);

impl Serialize for Names<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.feature_names())
    }
}

impl Serialize for Vectorizer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut parts = serializer.serialize_struct("Vectorizer", 4)?;
        parts.serialize_field("settings", &self.settings)?;
        parts.serialize_field("names", &Names(self))?;
        parts.serialize_field("document_frequencies", &self.document_frequencies)?;
        parts.serialize_field("n_documents", &self.n_documents)?;
        parts.end()
    }
}

impl<'de> Deserialize<'de> for Vectorizer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parts = Parts::deserialize(deserializer)?;
        let Parts {
            settings,
            names,
            document_frequencies,
            n_documents,
        } = parts;
        Self::from_parts(settings, names, document_frequencies, n_documents)
            .map_err(de::Error::custom)
    }
}
