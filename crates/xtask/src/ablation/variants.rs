//! The variants: the model that ships, and that model with one thing otherwise.

use std::path::Path;

use anyhow::Context as _;
use stance_cli::Io;
use stance_cli::shipped::SHIPPED;
use stance_features::Ngrams;
use stance_model::logistic::ClassWeight;
use stance_model::{CChoice, TrainOptions};

/// What is trained.
pub(super) struct Variant {
    pub(super) name: &'static str,
    pub(super) options: TrainOptions,
    /// Rows of the corpus that are trained on, from its first.
    pub(super) rows: usize,
}

/// Returns the options of the model that ships.
pub(super) fn base(root: &Path) -> anyhow::Result<TrainOptions> {
    let model = SHIPPED.first().context("no model ships")?;
    let mut io = Io {
        stdin: &mut std::io::empty(),
        stdout: &mut std::io::sink(),
        stderr: &mut std::io::stderr(),
    };
    Ok(model.training(root, &mut io)?.1)
}

/// Returns all variants of `base`, itself first.
pub(super) fn all(base: &TrainOptions) -> Vec<Variant> {
    let with = |name, change: &dyn Fn(&mut TrainOptions)| {
        let mut options = base.clone();
        change(&mut options);
        Variant {
            name,
            options,
            rows: usize::MAX,
        }
    };
    let fixed = |c: f64| move |o: &mut TrainOptions| o.c = CChoice::Fixed(c);
    let order = ["concerned", "neutral", "pro-ai"];
    vec![
        with("shipped", &|_| {}),
        with("without vectors", &|o| o.vectors = None),
        with("without lexicon", &|o| o.lexicon = None),
        with("without vectors and lexicon", &|o| {
            o.vectors = None;
            o.lexicon = None;
        }),
        with("without characters", &|o| o.chars = None),
        with("words 1-1", &|o| o.words = Ngrams::new(1, 1).ok()),
        with("characters 3-5", &|o| o.chars = Ngrams::new(3, 5).ok()),
        with("min_df 2", &|o| o.min_df = Some(2)),
        with("negation marked", &|o| o.negation = true),
        with("words, not stems", &|o| o.stem = false),
        with("ordered axis", &|o| {
            o.ordered = Some(order.map(str::to_owned).to_vec());
        }),
        with("labels unweighted", &|o| o.class_weight = ClassWeight::None),
        with("C = 1", &fixed(1.0)),
        with("C = 10", &fixed(10.0)),
        with("C = 100", &fixed(100.0)),
        Variant {
            rows: 1393,
            ..with("first 1,393 rows", &|_| {})
        },
    ]
}
