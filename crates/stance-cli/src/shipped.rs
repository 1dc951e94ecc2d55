//! The models that ship: what each says of a text, what it is trained on, with which options. `cargo xtask models`
//! makes them and a test holds them to it.
//!
//! A model is added by one entry in [`SHIPPED`] beside its corpus in `data/`; embedding, routing by language, cards
//! and the tests of corpora go through that list.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Parser as _;
use stance_features::Language;
use stance_model::{Classifier, TrainOptions, TrainingSet};

use crate::commands::train;
use crate::failure::Skipped;
use crate::io::Io;
use crate::memory::Work;

/// What a model that ships says of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Task {
    /// Side on artificial intelligence
    Stance,
    /// Tone
    Sentiment,
}

impl Task {
    /// Returns the name: `stance` or `sentiment`.
    ///
    /// ```
    /// assert_eq!(stance_cli::shipped::Task::Sentiment.name(), "sentiment");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stance => "stance",
            Self::Sentiment => "sentiment",
        }
    }

    /// Returns the labels in byte order: the ends of the axis first and last.
    ///
    /// ```
    /// use stance_cli::shipped::Task;
    ///
    /// assert_eq!(Task::Stance.labels(), ["concerned", "neutral", "pro-ai"]);
    /// ```
    #[must_use]
    pub const fn labels(self) -> [&'static str; 3] {
        match self {
            Self::Stance => ["concerned", "neutral", "pro-ai"],
            Self::Sentiment => ["negative", "neutral", "positive"],
        }
    }
}

/// Labelled texts that a model never saw: their labels are part of the project, their texts are not.
#[derive(Debug, Clone, Copy)]
pub struct Yardstick {
    /// Labels by id, a CSV file with the columns `id`, `label`, `part`, from the root of the workspace.
    pub labels: &'static str,
    /// Texts, one JSON object a line, from the folder of measuring data: by its field `id`; or, where the ids of the
    /// labels are places, `LINE:START-END`, the bytes of that range in the field `text` of that line, lines from 1.
    pub texts: &'static str,
}

/// A model that ships inside the binary.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// Name, also of the file `models/NAME.model`.
    pub name: &'static str,
    /// What it says of a text.
    pub task: Task,
    /// Language of its texts.
    pub language: Language,
    /// Training data, from the root of the workspace.
    pub data: &'static str,
    /// Options of `stance train` that name a file, from the root of the workspace.
    pub files: &'static [(&'static str, &'static str)],
    /// Other options of `stance train`, where they differ from the defaults.
    pub options: &'static [&'static str],
    /// What its card measures it on beside its corpus.
    pub yardstick: Option<Yardstick>,
    /// The file, in a build with the feature `embedded`.
    pub bytes: Option<&'static [u8]>,
}

/// The file of a model by its name: what is embedded in it, in a build that embeds models.
#[cfg(feature = "embedded")]
macro_rules! embedded {
    ($name:literal) => {
        Some(include_bytes!(concat!("../models/", $name, ".model")))
    };
}

#[cfg(not(feature = "embedded"))]
macro_rules! embedded {
    ($name:literal) => {
        None
    };
}

/// Shares for which the models of sentiment state their probabilities. With the corpora's thirds, more than half of the
/// texts of others came out neutral, whose words of tone are fewer than those of composed rows.
const SENTIMENT_SHARES: &str = "negative=0.42,neutral=0.16,positive=0.42";

/// All of them. Models of one task have the same labels, and there is one of a task and a language.
pub const SHIPPED: &[Shipped] = &[
    Shipped {
        name: "stance-ai-fr",
        task: Task::Stance,
        language: Language::French,
        data: "data/stance-ai-fr.csv",
        files: &[
            ("--vectors", "data/vectors-fr.safetensors"),
            ("--lexicon", "data/lexicon-stance-ai-fr.csv"),
        ],
        options: &[
            "--negation",
            "--min-df",
            "4",
            "--shares",
            "concerned=0.31,neutral=0.38,pro-ai=0.31",
        ],
        yardstick: Some(Yardstick {
            labels: "tests/oracle/ai_press_fr.csv",
            texts: "ai_press/fr.jsonl",
        }),
        bytes: embedded!("stance-ai-fr"),
    },
    Shipped {
        name: "stance-ai-en",
        task: Task::Stance,
        language: Language::English,
        data: "data/stance-ai-en.csv",
        files: &[
            ("--vectors", "data/vectors-en.safetensors"),
            ("--lexicon", "data/lexicon-stance-ai-en.csv"),
        ],
        options: &[
            "--negation",
            "--no-stem",
            "--chars",
            "none",
            "--min-df",
            "2",
        ],
        yardstick: Some(Yardstick {
            labels: "tests/oracle/ai_press_en.csv",
            texts: "ai_press/en.jsonl",
        }),
        bytes: embedded!("stance-ai-en"),
    },
    Shipped {
        name: "sentiment-fr",
        task: Task::Sentiment,
        language: Language::French,
        data: "data/sentiment-fr.csv",
        files: &[("--lexicon", "data/lexicon-sentiment-fr.csv")],
        options: &[
            "--negation",
            "--no-stem",
            "--min-df",
            "3",
            "--shares",
            SENTIMENT_SHARES,
        ],
        yardstick: Some(Yardstick {
            labels: "tests/oracle/news_tone_fr.csv",
            texts: "news_raw_fr/articles.jsonl",
        }),
        bytes: embedded!("sentiment-fr"),
    },
    Shipped {
        name: "sentiment-en",
        task: Task::Sentiment,
        language: Language::English,
        data: "data/sentiment-en.csv",
        files: &[
            ("--vectors", "data/vectors-en.safetensors"),
            ("--lexicon", "data/lexicon-sentiment-en.csv"),
        ],
        options: &[
            "--negation",
            "--no-stem",
            "--chars",
            "none",
            "--min-df",
            "2",
            "--shares",
            SENTIMENT_SHARES,
        ],
        yardstick: None,
        bytes: embedded!("sentiment-en"),
    },
];

/// How a model made anew compares with the one that ships.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// The same bytes.
    SameBytes,
    /// Other bytes, but on all training texts the same labels, and probabilities within 1e-6: made on another kind
    /// of processor, where a matrix product rounds differently.
    SamePredictions,
}

impl Shipped {
    /// Returns where the model's file is, below the root of the workspace.
    #[must_use]
    pub fn path(&self, root: &Path) -> PathBuf {
        root.join("models").join(format!("{}.model", self.name))
    }

    /// Returns the file that an option of `stance train` names, from the root of the workspace.
    ///
    /// ```
    /// use stance_cli::shipped::SHIPPED;
    ///
    /// assert_eq!(SHIPPED[0].file("--lexicon"), Some("data/lexicon-stance-ai-fr.csv"));
    /// assert_eq!(SHIPPED[0].file("--nothing"), None);
    /// ```
    #[must_use]
    pub fn file(&self, option: &str) -> Option<&'static str> {
        let mut files = self.files.iter();
        files
            .find(|(name, _)| *name == option)
            .map(|(_, file)| *file)
    }

    /// Returns the options of `stance train` that name no file.
    ///
    /// ```
    /// use stance_cli::shipped::SHIPPED;
    ///
    /// assert_eq!(SHIPPED[0].plain_options().collect::<Vec<_>>()[..2], ["--language", "fr"]);
    /// ```
    pub fn plain_options(&self) -> impl Iterator<Item = &'static str> {
        let language = ["--language", self.language.code()];
        language.into_iter().chain(self.options.iter().copied())
    }

    /// Trains the model with `stance train` and writes it to `output`.
    ///
    /// # Errors
    ///
    /// Whatever training reports; also rows that were skipped.
    pub fn train(&self, root: &Path, output: &Path, io: &mut Io<'_>) -> anyhow::Result<()> {
        match crate::run(self.arguments(root, output), io)? {
            crate::ExitStatus::Done => Ok(()),
            _ => bail!("{}: rows were skipped", self.data),
        }
    }

    /// Returns the rows that the model is trained on, and with which options.
    ///
    /// # Errors
    ///
    /// When a file cannot be read; also when rows were skipped.
    pub fn training(
        &self,
        root: &Path,
        io: &mut Io<'_>,
    ) -> anyhow::Result<(TrainingSet, TrainOptions)> {
        let arguments = self.arguments(root, &self.path(root));
        let crate::Command::Train(args) = crate::Cli::try_parse_from(arguments)?.command else {
            bail!("{}: the options are not those of `stance train`", self.name);
        };
        let mut skipped = Skipped::default();
        let prepared = train::prepare(&args.training, Work::Training, &[], &mut skipped, io)?;
        match skipped.status() {
            crate::ExitStatus::Done => Ok((prepared.file.set, prepared.options)),
            _ => bail!("{}: rows were skipped", self.data),
        }
    }

    /// Returns the command line that trains the model.
    fn arguments(&self, root: &Path, output: &Path) -> Vec<OsString> {
        let data = root.join(self.data);
        let mut arguments = vec!["stance".into(), "train".into(), data.into_os_string()];
        arguments.extend(["-o".into(), output.as_os_str().to_owned()]);
        for (option, file) in self.files {
            arguments.extend([option.into(), root.join(file).into_os_string()]);
        }
        arguments.extend(self.plain_options().map(Into::into));
        arguments
    }

    /// Compares two model files of this name over the texts the model was trained on.
    ///
    /// # Errors
    ///
    /// When they disagree, saying where; when a file cannot be read.
    pub fn compare(&self, root: &Path, shipped: &Path, made: &Path) -> anyhow::Result<Agreement> {
        let read = |path: &Path| {
            std::fs::read(path).with_context(|| format!("reading {}", path.display()))
        };
        let (shipped, made) = (read(shipped)?, read(made)?);
        if shipped == made {
            return Ok(Agreement::SameBytes);
        }
        let (shipped, made) = (
            Classifier::from_bytes(&shipped)?,
            Classifier::from_bytes(&made)?,
        );
        if shipped.labels() != made.labels() {
            bail!("labels {:?} and {:?}", shipped.labels(), made.labels());
        }
        let (mut old, mut new) = (shipped.scorer(), made.scorer());
        for (row, text) in self.texts(root)?.iter().enumerate() {
            let (old, new) = (old.score(text), new.score(text));
            let far = |(a, b): (&f64, &f64)| (a - b).abs() > 1e-6;
            if old.label != new.label || old.probabilities.iter().zip(&new.probabilities).any(far) {
                bail!(
                    "{}: row {} of {} is scored differently",
                    self.name,
                    row + 1,
                    self.data
                );
            }
        }
        Ok(Agreement::SamePredictions)
    }

    fn texts(&self, root: &Path) -> anyhow::Result<Vec<String>> {
        let mut reader = csv::Reader::from_path(root.join(self.data))?;
        let at = reader
            .headers()?
            .iter()
            .position(|name| name == "text")
            .context("no text column")?;
        let mut texts = Vec::new();
        for record in reader.records() {
            texts.push(record?.get(at).unwrap_or_default().to_owned());
        }
        Ok(texts)
    }
}
