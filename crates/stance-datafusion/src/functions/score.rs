//! `stance(text)`, `stance_label(text)`, `stance_probability(text, label)`, and the same of every other family of models.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array as _, ArrayRef, Float64Array, NullBufferBuilder, StringArray, StructArray,
};
use datafusion::arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::simplify::{ExprSimplifyResult, SimplifyContext};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use stance_model::Prediction;

use super::texts::{coerce_text, evaluate, texts, wrong_count};
use crate::models::{Family, LABEL, PROBABILITY};

/// Which part of a prediction a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// A struct of label, confidence and the probability of each label.
    Whole,
    /// The label.
    Label,
    /// The probability of the label that is the second argument.
    Probability,
}

/// A function that scores texts.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Score {
    name: String,
    family: Family,
    part: Part,
    signature: Signature,
}

impl Score {
    pub(super) fn new(family: Family, part: Part) -> Self {
        let name = match part {
            Part::Whole => family.name().to_owned(),
            Part::Label => [family.name(), LABEL].concat(),
            Part::Probability => [family.name(), PROBABILITY].concat(),
        };
        Self {
            name,
            family,
            part,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }

    fn n_arguments(&self) -> usize {
        if self.part == Part::Probability { 2 } else { 1 }
    }

    /// Returns the place of a label among those of the model.
    fn place(&self, label: &str) -> Option<usize> {
        self.family.labels().iter().position(|known| known == label)
    }

    fn unknown(&self, label: &str) -> String {
        let known = self.family.labels().join(", ");
        format!("{}: no label {label:?}; the labels are {known}", self.name)
    }

    fn score(
        &self,
        text: &ColumnarValue,
        build: impl Fn(&[Option<Prediction>]) -> Result<ArrayRef>,
    ) -> Result<ColumnarValue> {
        let task = self.family.task();
        let scorer = self.family.opened().scorer();
        let each = |thread: &mut stance_cli::texts::ThreadScorer<'_, '_>, text: &str| {
            let found = thread.score(task, text)?;
            Ok(found.and_then(|(_, prediction)| prediction))
        };
        evaluate(text, scorer, each, build)
    }

    /// Returns the probability of each row's label.
    fn probabilities(&self, args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
        let whole = self.score(&args.args[0], |predictions| {
            predictions_array(self.family.labels(), predictions)
        })?;
        let whole = whole.to_array(args.number_rows)?;
        let labels = args.args[1].to_array(args.number_rows)?;
        let whole = datafusion::common::cast::as_struct_array(&whole)?;
        let of_label = |number: usize| {
            let column = whole.column(FIRST_PROBABILITY + number);
            datafusion::common::cast::as_float64_array(column)
        };
        let columns = (0..self.family.labels().len()).map(of_label);
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let mut found = Vec::with_capacity(args.number_rows);
        for (row, label) in texts(&labels)?.into_iter().enumerate() {
            let probability = match label {
                None => None,
                Some(label) => {
                    let Some(place) = self.place(label) else {
                        return exec_err!("{}", self.unknown(label));
                    };
                    columns[place]
                        .is_valid(row)
                        .then(|| columns[place].value(row))
                }
            };
            found.push(probability);
        }
        Ok(ColumnarValue::Array(Arc::new(Float64Array::from(found))))
    }
}

/// The place of the first label's probability among the fields of a prediction.
const FIRST_PROBABILITY: usize = 2;

/// Returns the name of the field that holds the probability of a label.
fn field_of(label: &str) -> String {
    format!("p_{label}")
}

/// Returns the fields of what is said of a text: `label`, `confidence`, and `p_LABEL` for each label.
pub(super) fn prediction_fields(labels: &[String]) -> Fields {
    let head = [
        Field::new("label", DataType::Utf8, true),
        Field::new("confidence", DataType::Float64, true),
    ];
    let probability = |label: &String| Field::new(field_of(label), DataType::Float64, true);
    head.into_iter()
        .chain(labels.iter().map(probability))
        .collect()
}

/// Returns predictions as an array of structs, null where there is none.
pub(super) fn predictions_array(
    labels: &[String],
    predictions: &[Option<Prediction>],
) -> Result<ArrayRef> {
    let mut valid = NullBufferBuilder::new(predictions.len());
    for prediction in predictions {
        valid.append(prediction.is_some());
    }
    let said = || predictions.iter().map(Option::as_ref);
    let name = |prediction: &Prediction| labels[prediction.label].as_str();
    let label: StringArray = said().map(|one| one.map(name)).collect();
    let confidence: Float64Array = said().map(|one| one.map(Prediction::confidence)).collect();
    let mut columns: Vec<ArrayRef> = vec![Arc::new(label), Arc::new(confidence)];
    for number in 0..labels.len() {
        let of_label: Float64Array = said()
            .map(|one| one.map(|prediction| prediction.probabilities[number]))
            .collect();
        columns.push(Arc::new(of_label));
    }
    let fields = prediction_fields(labels);
    let array =
        StructArray::try_new_with_length(fields, columns, valid.finish(), predictions.len())?;
    Ok(Arc::new(array))
}

impl ScalarUDFImpl for Score {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, found: &[DataType]) -> Result<Vec<DataType>> {
        if found.len() != self.n_arguments() {
            return Err(wrong_count(&self.name, self.n_arguments(), found.len()));
        }
        let mut types = vec![coerce_text(&self.name, &found[0])?];
        types.extend(found.get(1).map(|_| DataType::Utf8));
        Ok(types)
    }

    fn return_type(&self, _arg_types: &[DataType]) -> Result<DataType> {
        Ok(match self.part {
            Part::Whole => DataType::Struct(prediction_fields(self.family.labels())),
            Part::Label => DataType::Utf8,
            Part::Probability => DataType::Float64,
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let labels = self.family.labels();
        match self.part {
            Part::Whole => self.score(&args.args[0], |found| predictions_array(labels, found)),
            Part::Label => self.score(&args.args[0], |found| {
                let name = |one: &Prediction| labels[one.label].as_str();
                let found = found.iter().map(|one| one.as_ref().map(name));
                Ok(Arc::new(found.collect::<StringArray>()))
            }),
            Part::Probability => self.probabilities(&args),
        }
    }

    /// Makes a part of a prediction a field of the whole, so that a text whose label and probabilities are asked for is
    /// scored once.
    fn simplify(&self, args: Vec<Expr>, _info: &SimplifyContext) -> Result<ExprSimplifyResult> {
        let field = match (self.part, args.as_slice()) {
            (Part::Label, [_]) => "label".to_owned(),
            (Part::Probability, [_, Expr::Literal(label, _)]) => match label.try_as_str() {
                Some(Some(label)) if self.place(label).is_none() => {
                    return plan_err!("{}", self.unknown(label));
                }
                Some(Some(label)) => field_of(label),
                _ => return Ok(ExprSimplifyResult::Original(args)),
            },
            _ => return Ok(ExprSimplifyResult::Original(args)),
        };
        let whole = ScalarUDF::new_from_impl(Self::new(self.family, Part::Whole));
        let text = args.into_iter().take(1).collect();
        let whole = Expr::ScalarFunction(ScalarFunction::new_udf(Arc::new(whole), text));
        let field = ScalarValue::Utf8(Some(field));
        Ok(ExprSimplifyResult::Simplified(get_field(whole, field)))
    }
}
