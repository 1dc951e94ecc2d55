//! What can go wrong before a query runs. Errors of a query are those of DataFusion.

use std::path::PathBuf;

/// Why models or tables cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A model cannot be opened.
    #[error("{0:#}")]
    Model(anyhow::Error),
    /// A folder of models cannot be read.
    #[error("reading the models of {}: {source}", folder.display())]
    Folder {
        /// The folder, as it was named.
        folder: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A model's name cannot be that of a function.
    #[error(
        "the model {name:?} cannot give functions their name: letters a to z, digits, - and _ expected, \
         a letter first, and a name that no other model or function has"
    )]
    Name {
        /// The name of the file, without its extension.
        name: String,
    },
}
