//! `language(text)`: `fr`, `en`, or `und` for all else, as `stance score` writes it.

use std::sync::Arc;

use datafusion::arrow::array::StringArray;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use super::texts::{coerce_one_text, evaluate};
use crate::models::Family;

/// The function that tells languages.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct LanguageOf {
    /// Any of those with a model for each language.
    family: Family,
    signature: Signature,
}

impl LanguageOf {
    pub(super) fn new(family: Family) -> Self {
        Self {
            family,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for LanguageOf {
    fn name(&self) -> &'static str {
        "language"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, found: &[DataType]) -> Result<Vec<DataType>> {
        coerce_one_text(self.name(), found)
    }

    fn return_type(&self, _arg_types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let scorer = self.family.opened().scorer();
        evaluate(
            &args.args[0],
            scorer,
            |thread, text| Ok(thread.language(text)),
            |found| Ok(Arc::new(found.iter().copied().collect::<StringArray>())),
        )
    }
}
