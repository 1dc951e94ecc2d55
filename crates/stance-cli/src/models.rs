//! Finding a model: by path, else by the name of one that ships inside the binary.

use std::path::Path;

use anyhow::Context as _;
use stance_model::Classifier;

use crate::failure::Failure;

/// A model inside the binary.
struct Embedded {
    name: &'static str,
    bytes: &'static [u8],
}

#[cfg(feature = "embedded")]
const EMBEDDED: &[Embedded] = &[Embedded {
    name: "stance-ai-fr",
    bytes: include_bytes!("../models/stance-ai-fr.model"),
}];

#[cfg(not(feature = "embedded"))]
const EMBEDDED: &[Embedded] = &[];

/// Opens the model at a path, else the embedded one of that name.
pub(crate) fn open_model(name: &str) -> anyhow::Result<Classifier> {
    let path = Path::new(name);
    if path.is_dir() {
        let message = format!("the model {name} is a folder");
        return Err(Failure::new(message, "name a model file").into());
    }
    if path.exists() {
        let bytes = std::fs::read(path).with_context(|| format!("reading the model {name}"))?;
        return Classifier::from_bytes(&bytes).with_context(|| {
            Failure::new(
                format!("opening the model {name}"),
                "name a model made by `stance train` of this version; train it again if it is older",
            )
        });
    }
    if let Some(embedded) = EMBEDDED.iter().find(|embedded| embedded.name == name) {
        return Classifier::from_bytes(embedded.bytes)
            .with_context(|| format!("opening the embedded model {name}"));
    }
    let names: Vec<&str> = EMBEDDED.iter().map(|embedded| embedded.name).collect();
    let known = if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    };
    let message = format!("no model {name}: neither a file of that path nor an embedded model");
    Err(Failure::new(
        message,
        format!("embedded models: {known}; or give the path of a model file"),
    )
    .into())
}
