//! `quotes(text)` and `article_quotes(text)`: who says what, as a list of structs to unnest.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, Float64Array, Int64Array, ListArray, NullBufferBuilder, StringArray, StructArray,
};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use stance_articles::{CharOffsets, CueEntry, Quotation};
use stance_cli::texts::{ScoredQuotations, TextKind};
use stance_model::Prediction;

use super::score::{prediction_fields, predictions_array};
use super::texts::{coerce_one_text, evaluate};
use crate::models::{Models, TASKS};

/// The function that lists quotations.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Quotes {
    is_article: bool,
    checksum: &'static str,
    family: crate::models::Family,
    signature: Signature,
}

impl Quotes {
    pub(super) fn new(models: &Models, kind: TextKind) -> Self {
        Self {
            is_article: kind == TextKind::Article,
            checksum: models.quotations_checksum(),
            family: *models.embedded_family(),
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

/// What is told of each quotation but for what the models say.
#[derive(Default)]
struct Columns {
    paragraph: Vec<i64>,
    start: Vec<i64>,
    end: Vec<i64>,
    char_start: Vec<i64>,
    char_end: Vec<i64>,
    kind: Vec<&'static str>,
    text: Vec<String>,
    speaker: Vec<Option<String>>,
    speaker_text: Vec<Option<String>>,
    speaker_source: Vec<&'static str>,
    attribution_confidence: Vec<f64>,
    cue: Vec<Option<String>>,
    cue_lemma: Vec<Option<&'static str>>,
    cue_class: Vec<Option<&'static str>>,
    cue_prior: Vec<Option<f64>>,
    rule: Vec<&'static str>,
}

impl Columns {
    fn fields() -> Vec<Field> {
        let of = |data_type: DataType, nullable: bool| {
            move |name: &str| Field::new(name, data_type.clone(), nullable)
        };
        let (number, text) = (of(DataType::Int64, true), of(DataType::Utf8, true));
        let share = of(DataType::Float64, true);
        vec![
            number("paragraph"),
            number("start"),
            number("end"),
            number("char_start"),
            number("char_end"),
            text("type"),
            text("text"),
            text("speaker"),
            text("speaker_text"),
            text("speaker_source"),
            share("attribution_confidence"),
            text("cue"),
            text("cue_lemma"),
            text("cue_class"),
            share("cue_prior"),
            text("rule"),
        ]
    }

    fn into_arrays(self) -> Vec<ArrayRef> {
        vec![
            Arc::new(Int64Array::from(self.paragraph)),
            Arc::new(Int64Array::from(self.start)),
            Arc::new(Int64Array::from(self.end)),
            Arc::new(Int64Array::from(self.char_start)),
            Arc::new(Int64Array::from(self.char_end)),
            Arc::new(StringArray::from(self.kind)),
            Arc::new(StringArray::from(self.text)),
            Arc::new(StringArray::from(self.speaker)),
            Arc::new(StringArray::from(self.speaker_text)),
            Arc::new(StringArray::from(self.speaker_source)),
            Arc::new(Float64Array::from(self.attribution_confidence)),
            Arc::new(StringArray::from(self.cue)),
            Arc::new(StringArray::from(self.cue_lemma)),
            Arc::new(StringArray::from(self.cue_class)),
            Arc::new(Float64Array::from(self.cue_prior)),
            Arc::new(StringArray::from(self.rule)),
        ]
    }

    fn push(
        &mut self,
        scored: &ScoredQuotations,
        offsets: &CharOffsets<'_>,
        paragraph: usize,
        quotation: &Quotation,
    ) {
        let article = &scored.article;
        let slice = |span| article.slice(span).to_owned();
        let chars = offsets.char_span(quotation.span);
        let entry = quotation.cue_entry;
        self.paragraph.push(number(paragraph + 1));
        self.start.push(number(quotation.span.start));
        self.end.push(number(quotation.span.end));
        self.char_start.push(number(chars.start));
        self.char_end.push(number(chars.end));
        self.kind.push(quotation.kind.as_str());
        self.text.push(slice(quotation.span));
        self.speaker
            .push(article.speaker(quotation).map(str::to_owned));
        self.speaker_text.push(quotation.speaker_text.map(slice));
        self.speaker_source.push(quotation.speaker_source.as_str());
        self.attribution_confidence
            .push(quotation.attribution_confidence());
        self.cue.push(quotation.cue.map(slice));
        self.cue_lemma.push(entry.map(|entry| entry.lemma));
        self.cue_class.push(entry.map(|entry| entry.class.as_str()));
        self.cue_prior.push(entry.map(CueEntry::prior));
        self.rule.push(quotation.rule);
    }
}

/// Returns a place in a text, which is far below the largest number.
fn number(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

/// Returns the labels of each task in the order of their numbers.
fn labels() -> [Vec<String>; TASKS.len()] {
    TASKS.map(|task| task.labels().map(str::to_owned).to_vec())
}

fn item() -> FieldRef {
    let mut fields = Columns::fields();
    for (task, labels) in TASKS.iter().zip(labels()) {
        let fields_of_task = DataType::Struct(prediction_fields(&labels));
        fields.push(Field::new(task.name(), fields_of_task, true));
    }
    Arc::new(Field::new(
        "item",
        DataType::Struct(Fields::from(fields)),
        true,
    ))
}

/// Returns the quotations of each text as a list, null where the text is.
fn lists(texts: &[Option<ScoredQuotations>]) -> Result<ArrayRef> {
    let mut columns = Columns::default();
    let mut said: [Vec<Option<Prediction>>; TASKS.len()] = Default::default();
    let mut valid = NullBufferBuilder::new(texts.len());
    let mut lengths = Vec::with_capacity(texts.len());
    for scored in texts {
        valid.append(scored.is_some());
        let before = columns.rule.len();
        if let Some(scored) = scored {
            let offsets = CharOffsets::new(&scored.article.text);
            for (at, paragraph) in scored.article.paragraphs.iter().enumerate() {
                for quotation in &paragraph.quotations {
                    columns.push(scored, &offsets, at, quotation);
                }
            }
            for of_quotation in &scored.predictions {
                for (task, prediction) in said.iter_mut().zip(of_quotation) {
                    task.push(prediction.clone());
                }
            }
        }
        lengths.push(columns.rule.len() - before);
    }
    let mut arrays = columns.into_arrays();
    for (labels, of_task) in labels().iter().zip(&said) {
        arrays.push(predictions_array(labels, of_task)?);
    }
    let item = item();
    let DataType::Struct(fields) = item.data_type() else {
        return datafusion::common::internal_err!("quotations are structs");
    };
    let items = StructArray::try_new(fields.clone(), arrays, None)?;
    let offsets = OffsetBuffer::from_lengths(lengths);
    let list = ListArray::try_new(item, offsets, Arc::new(items), valid.finish())?;
    Ok(Arc::new(list))
}

impl ScalarUDFImpl for Quotes {
    fn name(&self) -> &str {
        if self.is_article {
            "article_quotes"
        } else {
            "quotes"
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, found: &[DataType]) -> Result<Vec<DataType>> {
        coerce_one_text(self.name(), found)
    }

    fn return_type(&self, _arg_types: &[DataType]) -> Result<DataType> {
        Ok(DataType::List(item()))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let kind = if self.is_article {
            TextKind::Article
        } else {
            TextKind::Paragraph
        };
        let scorer = self.family.opened().scorer();
        let each = |thread: &mut stance_cli::texts::ThreadScorer<'_, '_>, text: &str| {
            thread.quotations(kind, text).map(Some)
        };
        evaluate(&args.args[0], scorer, each, lists)
    }
}
