//! The models that a page was made with: name, version and checksum.

use sha2::{Digest as _, Sha256};
use stance_model::{Classifier, Model, hex};

use crate::commands::score::tasks::TaskModels;
use crate::models::embedded;

/// A model as the page names it.
#[derive(Debug, Clone)]
pub(super) struct Applied {
    pub(super) name: String,
    /// Of stance, when it was trained.
    pub(super) version: String,
    /// SHA-256 of its file, in hexadecimal.
    pub(super) sha256: String,
    /// Number of the task and language by which it was picked; none of a model that was named.
    pub(super) picked_for: Option<(usize, &'static str)>,
}

/// Returns the model that was named, else the embedded ones of the tasks.
pub(super) fn applied(named: Option<&str>, tasks: &[TaskModels]) -> anyhow::Result<Vec<Applied>> {
    if let (Some(name), [task]) = (named, tasks)
        && let Some(model) = task.the_named()
    {
        return Ok(vec![Applied {
            name: name.to_owned(),
            version: version(model),
            sha256: task.sha256().unwrap_or_default().to_owned(),
            picked_for: None,
        }]);
    }
    let all = embedded().filter_map(|(shipped, bytes)| {
        let mut numbered = tasks.iter().enumerate();
        let (number, task) = numbered.find(|(_, task)| task.heading() == shipped.task.name())?;
        let language = shipped.language.code();
        let model = task.of_language(language);
        Some(model.map(|model| Applied {
            name: shipped.name.to_owned(),
            version: version(model),
            sha256: hex(&Sha256::digest(bytes)),
            picked_for: Some((number, language)),
        }))
    });
    all.collect()
}

fn version(model: &Model) -> String {
    let records = model.classifiers().iter().map(Classifier::record);
    let mut versions = records.map(|record| record.version.clone());
    versions.next().unwrap_or_default()
}
