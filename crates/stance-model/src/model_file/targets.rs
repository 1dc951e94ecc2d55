//! The file of a model: a classifier's, or one that holds a classifier's file per target.
//!
//! The metadata of a file with targets holds `targets`, their names in byte order, and `target_column`; the
//! tensor `classifier.N` holds the bytes of the file of target `N`, from 0, with a checksum of its own.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::container::{self, Container, Tensor, to_json};
use super::{FORMAT_VERSION, Parts};
use crate::classifier::Classifier;
use crate::error::{Error, FormatError};
use crate::labels::check_label;
use crate::targets::Model;
use crate::tensor_file::Dtype;

impl Model {
    /// Returns the bytes of the model file; for a model without targets they are those of its classifier.
    ///
    /// *Determinism*: equal models give equal bytes.
    ///
    /// # Errors
    ///
    /// [`FormatError::Metadata`] when a setting cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        if let Some(classifier) = self.single() {
            return classifier.to_bytes();
        }
        let column = self.target_column().unwrap_or_default();
        let metadata = BTreeMap::from([
            ("target_column", to_json("target_column", &column)?),
            ("targets", to_json("targets", &self.targets())?),
        ]);
        let tensor = |(number, classifier): (usize, &Classifier)| -> Result<Tensor, Error> {
            let bytes = classifier.to_bytes()?;
            Ok(Tensor {
                name: Cow::Owned(tensor_name(number)),
                dtype: Dtype::U8,
                shape: vec![bytes.len()],
                bytes,
            })
        };
        let tensors = self.classifiers().iter().enumerate().map(tensor);
        let tensors = tensors.collect::<Result<Vec<_>, _>>()?;
        Ok(container::write(FORMAT_VERSION, metadata, &tensors)?)
    }

    /// Returns the model in the bytes of a model file, with targets or without.
    ///
    /// # Errors
    ///
    /// As [`Classifier::from_bytes`]; [`Error::Target`] when the classifier of a target is refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let container = Container::open(bytes)?;
        if !container.has_targets() {
            return Parts::read(&container).map(|parts| Classifier::from(parts).into());
        }
        let names = container.names("targets", 1)?;
        let column: String = container.json("target_column")?;
        if let Some(rule) = check_label(&column) {
            return Err(FormatError::Metadata {
                entry: "target_column",
                rule: format!("it {rule}"),
            }
            .into());
        }
        let tensors: Vec<Cow<'_, str>> = (0..names.len()).map(|n| tensor_name(n).into()).collect();
        container.holds(&tensors)?;
        let mut by_target = Vec::with_capacity(names.len());
        for (target, tensor) in names.into_iter().zip(&tensors) {
            let tensor = container.tensor(tensor, Dtype::U8, 1)?;
            match Parts::of_file(tensor.data) {
                Ok(parts) => by_target.push((target, parts)),
                Err(error) => {
                    let source = Box::new(error);
                    return Err(Error::Target { target, source });
                }
            }
        }
        let by_target = by_target.into_iter();
        let by_target = by_target.map(|(target, parts)| (target, parts.into()));
        Ok(Self::of_targets(column, by_target.collect()))
    }
}

fn tensor_name(number: usize) -> String {
    format!("classifier.{number}")
}
