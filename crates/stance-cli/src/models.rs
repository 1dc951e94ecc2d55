//! Finding a model: by path, else by the name of one that ships inside the binary.

use std::borrow::Cow;
use std::path::Path;
use std::sync::OnceLock;

use anyhow::Context as _;
use stance_model::Model;

use crate::failure::Failure;
use crate::input::{list, read_whole, with_nearest};
use crate::shipped::{SHIPPED, Shipped};

/// Returns the models inside the binary, each with its file.
pub(crate) fn embedded() -> impl Iterator<Item = (&'static Shipped, &'static [u8])> {
    SHIPPED
        .iter()
        .filter_map(|model| Some((model, model.bytes?)))
}

/// A model that is opened when it is first needed, by the thread that comes first; the others wait for it.
#[derive(Debug)]
pub(crate) enum LazyModel {
    /// Open from the start.
    Open(Model),
    /// Inside the binary: its entry, its file, and what came of opening it.
    Embedded(
        &'static Shipped,
        &'static [u8],
        OnceLock<Result<Model, stance_model::Error>>,
    ),
}

impl From<Model> for LazyModel {
    fn from(model: Model) -> Self {
        Self::Open(model)
    }
}

impl LazyModel {
    /// Returns an embedded model, which is not opened yet.
    pub(crate) fn embedded(model: &'static Shipped, bytes: &'static [u8]) -> Self {
        Self::Embedded(model, bytes, OnceLock::new())
    }

    /// Returns the model, and opens it if that is still to be done.
    ///
    /// # Errors
    ///
    /// When the file is damaged.
    pub(crate) fn open(&self) -> anyhow::Result<&Model> {
        match self {
            Self::Open(model) => Ok(model),
            Self::Embedded(model, bytes, opened) => {
                let opened = opened.get_or_init(|| Model::from_bytes(bytes));
                opened.as_ref().map_err(|error| {
                    let message = format!("opening the embedded model {}: {error}", model.name);
                    Failure::new(message, "the program is damaged: install it again").into()
                })
            }
        }
    }

    /// Returns the model where it was open from the start.
    pub(crate) fn as_open(&self) -> Option<&Model> {
        match self {
            Self::Open(model) => Some(model),
            Self::Embedded(..) => None,
        }
    }
}

/// Opens an embedded model.
pub(crate) fn open_embedded(model: &Shipped, bytes: &[u8]) -> anyhow::Result<Model> {
    Model::from_bytes(bytes).with_context(|| format!("opening the embedded model {}", model.name))
}

/// Opens the model at a path, else the embedded one of that name.
pub(crate) fn open_model(name: &str) -> anyhow::Result<Model> {
    read_model(name).map(|(model, _)| model)
}

/// The same, with the bytes of its file.
pub(crate) fn read_model(name: &str) -> anyhow::Result<(Model, Cow<'static, [u8]>)> {
    let path = Path::new(name);
    if path.is_dir() {
        let message = format!("the model {name} is a folder");
        return Err(Failure::new(message, "name a model file").into());
    }
    if path.exists() {
        let bytes = read_whole(path).with_context(|| format!("reading the model {name}"))?;
        let model = Model::from_bytes(&bytes).with_context(|| {
            Failure::new(
                format!("opening the model {name}"),
                "name a model made by `stance train` of this version; train it again if it is older",
            )
        })?;
        return Ok((model, Cow::Owned(bytes)));
    }
    if let Some((model, bytes)) = embedded().find(|(model, _)| model.name == name) {
        return Ok((open_embedded(model, bytes)?, Cow::Borrowed(bytes)));
    }
    let names: Vec<&str> = embedded().map(|(model, _)| model.name).collect();
    let known = if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    };
    let message = format!("no model {name}: neither a file of that path nor an embedded model");
    let hint = format!("embedded models: {known}; or give the path of a model file");
    let hint = with_nearest(name, names.into_iter(), &hint);
    Err(Failure::new(message, hint).into())
}

/// Returns the column that a row's target is read from: the one asked for, else the one that the model was
/// trained with; none for a model without targets.
pub(crate) fn target_column<'a>(
    model: &'a Model,
    asked: Option<&'a str>,
) -> anyhow::Result<Option<&'a str>> {
    match (model.target_column(), asked) {
        (None, Some(_)) => {
            let message = "--target-column: the model has no targets";
            let hint = "leave the option out, or use a model trained with --target-column";
            Err(Failure::new(message, hint).into())
        }
        (known, asked) => Ok(known.map(|known| asked.unwrap_or(known))),
    }
}

/// Returns the number of the classifier for a row's target, or what is wrong with the target: the message
/// and what to do.
pub(crate) fn find_target(
    model: &Model,
    column: &str,
    target: &str,
) -> Result<usize, (String, &'static str)> {
    let target = target.trim();
    model.find(target).ok_or_else(|| {
        let known = list(model.targets().iter().map(String::as_str));
        let found = if target.is_empty() {
            "the target is empty".to_owned()
        } else {
            format!("the model does not know the target {target:?}")
        };
        (
            format!("column `{column}`: {found}; it knows {known}"),
            "name one of these targets, or train a model on rows of this one",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_embedded_model_is_opened_once_and_only_when_it_is_needed() {
        for (model, bytes) in embedded() {
            let lazy = LazyModel::embedded(model, bytes);
            let LazyModel::Embedded(_, _, opened) = &lazy else {
                panic!("{} is open", model.name);
            };
            assert!(opened.get().is_none(), "{}", model.name);
            let first = lazy.open().unwrap();
            assert!(std::ptr::eq(first, lazy.open().unwrap()), "{}", model.name);
            // What is told of it before it is open.
            assert_eq!(first.labels(), model.task.labels());
            assert_eq!(first.classifiers().len(), 1);
        }
        let damaged = LazyModel::embedded(&SHIPPED[0], b"nothing");
        let told = damaged.open().unwrap_err().to_string();
        assert!(
            told.starts_with("opening the embedded model stance-ai-fr: "),
            "{told}"
        );
    }

    #[test]
    fn an_embedded_model_is_checked_as_any_file_is() {
        for (model, bytes) in embedded() {
            assert!(open_embedded(model, bytes).is_ok(), "{}", model.name);
            for at in [0, 9, 200, bytes.len() / 2, bytes.len() - 1] {
                let mut damaged = bytes.to_vec();
                damaged[at] ^= 1;
                let error = open_embedded(model, &damaged).unwrap_err();
                let told = format!("{error:#}");
                let named = format!("opening the embedded model {}: ", model.name);
                assert!(told.starts_with(&named), "{told}");
                assert!(open_embedded(model, &bytes[..at]).is_err(), "{at}");
            }
        }
    }
}
