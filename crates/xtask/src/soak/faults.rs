//! Faults: what is done to the inputs, the outputs and the program itself, and what must hold all the same. Nothing panics,
//! an output is whole or not there, what stood in its place stays until it is, and what was refused says so.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::checks;
use super::program::{Ended, here};
use super::{Round, scoring};

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    ModelCut,
    ModelDamaged,
    RowsCut,
    RowsDamaged,
    PackedCut,
    Unreadable,
    NoPlace,
    Kill,
    FullPipe,
    FullDisk,
    ReadOnly,
}

/// All of them, as the page names them.
pub(super) const FAULTS: [(Fault, &str); 11] = [
    (Fault::ModelCut, "model file cut short"),
    (Fault::ModelDamaged, "one bit of the model file turned"),
    (Fault::RowsCut, "rows cut short"),
    (Fault::RowsDamaged, "twenty bytes of the rows overwritten"),
    (Fault::PackedCut, "packed rows cut short"),
    (Fault::Unreadable, "one of two inputs gives a read error"),
    (Fault::NoPlace, "the output's folder takes no files"),
    (Fault::Kill, "killed while it trains"),
    (Fault::FullPipe, "standard output on a full device"),
    (Fault::FullDisk, "the output's file system full"),
    (Fault::ReadOnly, "the output's file system read-only"),
];

/// How a fault was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// With exit code 2 and a message, and no output.
    Refused,
    /// What was left was read, or it was done before the fault came.
    WentOn,
    /// The fault cannot be made here.
    NotMade,
}

/// Makes a fault and checks what must hold.
pub(super) fn make(fault: Fault, round: &mut Round<'_>) -> anyhow::Result<Outcome> {
    match fault {
        Fault::ModelCut | Fault::ModelDamaged => damaged_model(fault, round),
        Fault::RowsCut | Fault::RowsDamaged | Fault::PackedCut => damaged_rows(fault, round),
        Fault::Unreadable => unreadable(round),
        Fault::NoPlace => refused(&here(&round.training("/proc/soak.model"))),
        Fault::Kill => killed(round),
        Fault::FullPipe => {
            let ended = round.program.run_onto("/dev/full", &scoring("rows.csv"))?;
            refused(&ended)
        }
        Fault::FullDisk => mounted(round, "size=4k"),
        Fault::ReadOnly => mounted(round, "ro"),
    }
}

fn refused(ended: &Ended) -> anyhow::Result<Outcome> {
    ensure!(ended.code == 2, "accepted with code {}", ended.code);
    ensure!(ended.told.contains("error: "), "no reason: {}", ended.told);
    ensure!(
        ended.out.is_empty(),
        "refused, and yet something was written"
    );
    Ok(Outcome::Refused)
}

/// A damaged model is refused, whatever the damage.
fn damaged_model(fault: Fault, round: &mut Round<'_>) -> anyhow::Result<Outcome> {
    let mut bytes = fs::read("good.model")?;
    let at = round.numbers.below(bytes.len());
    if fault == Fault::ModelCut {
        bytes.truncate(at);
    } else {
        bytes[at] ^= 1 << round.numbers.below(8);
    }
    fs::write("damaged.model", bytes)?;
    let ended = here(&[
        "score",
        "rows.csv",
        "--format",
        "jsonl",
        "--model",
        "damaged.model",
    ]);
    refused(&ended).with_context(|| format!("damaged at byte {at}"))
}

/// Of damaged rows those that can be read are scored as ever.
fn damaged_rows(fault: Fault, round: &mut Round<'_>) -> anyhow::Result<Outcome> {
    let name = ["rows.csv", "rows.jsonl"][round.numbers.below(2)];
    let mut bytes = fs::read(name)?;
    let mut damaged = format!("damaged-{name}");
    if fault == Fault::PackedCut {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(&bytes)?;
        bytes = packer.finish()?;
        damaged += ".gz";
    }
    if fault == Fault::RowsDamaged {
        for _ in 0..20 {
            let at = round.numbers.below(bytes.len());
            bytes[at] = round.numbers.next().to_le_bytes()[0];
        }
    } else {
        bytes.truncate(round.numbers.below(bytes.len()));
    }
    fs::write(&damaged, bytes)?;
    let ended = here(&scoring(&damaged));
    // A damaged line may come apart into two.
    let most = 2 * round.rows.len() + 20;
    round.counts.checked += checks::remains(&ended.out, most, round.model)
        .with_context(|| format!("{damaged}: {}", ended.told))?;
    match ended.code {
        2 => ensure!(ended.told.contains("error: "), "no reason: {}", ended.told),
        _ => return Ok(Outcome::WentOn),
    }
    Ok(Outcome::Refused)
}

/// What cannot be read is skipped and told; the other input is scored whole.
fn unreadable(round: &mut Round<'_>) -> anyhow::Result<Outcome> {
    // Reading the memory of a process at 0 fails, whoever asks.
    let link = Path::new("unreadable.csv");
    if !link.exists() {
        std::os::unix::fs::symlink("/proc/self/mem", link)?;
    }
    let mut arguments = scoring("rows.csv");
    arguments.insert(1, "unreadable.csv");
    let ended = here(&arguments);
    ensure!(ended.code == 1, "code {}: {}", ended.code, ended.told);
    ensure!(
        ended.told.contains("skipped: reading unreadable.csv"),
        "{}",
        ended.told
    );
    round.counts.checked += checks::rows(&ended.out, round.rows, round.model)?;
    Ok(Outcome::WentOn)
}

/// A model in the place of the new one stays whole when the training is killed.
fn killed(round: &mut Round<'_>) -> anyhow::Result<Outcome> {
    let before = b"what stood there before".as_slice();
    fs::write("killed.model", before)?;
    let after = Duration::from_millis(round.numbers.next() % round.milliseconds.max(1));
    let killed = round.program.kill(&round.training("killed.model"), after)?;
    let found = fs::read("killed.model")?;
    ensure!(
        found == before || found == fs::read("good.model")?,
        "killed after {after:?}: a model of {} bytes, neither the old nor the new one",
        found.len()
    );
    for entry in fs::read_dir(".")? {
        let path = entry?.path();
        if path.to_string_lossy().contains(".stance-tmp-") {
            fs::remove_file(path)?;
        }
    }
    Ok(if killed {
        Outcome::Refused
    } else {
        Outcome::WentOn
    })
}

/// On a file system that takes no more nothing is left, in part or under another name.
fn mounted(round: &Round<'_>, options: &str) -> anyhow::Result<Outcome> {
    fs::create_dir_all("mounted")?;
    let arguments = [
        "score",
        "rows.csv",
        "--format",
        "jsonl",
        "--model",
        "good.model",
        "-o",
        "mounted/scores.jsonl",
    ];
    let ended = round.program.run_mounted("mounted", options, &arguments)?;
    if ended.code == 99 {
        return Ok(Outcome::NotMade);
    }
    let left = String::from_utf8_lossy(&ended.out).into_owned();
    refused(&ended).with_context(|| format!("left there: {left}; told: {}", ended.told))
}
