//! docs/soak.md.

use std::fmt::Write as _;
use std::time::Duration;

use super::Counts;
use super::faults::FAULTS;
use super::usage::{Part, is_flat};

const HEAD: &str = "# A soak\n\n\
    Made by `cargo xtask soak`. Each round generates a corpus, trains on it in a process that lives for all rounds, and by the program on another \
    number of threads: the model files must be equal to the byte. Its scores of rows (CSV, JSON lines) and of an article, its evaluation and its shares \
    are computed anew from the model and the texts, and must agree; three faults follow, at random. A panic, a signal, an output in part, or a prediction \
    that differs ends the soak with an error.\n\n";

/// Returns the page.
pub(super) fn page(
    time: Duration,
    seed: u64,
    counts: &Counts,
    parts: &[Part],
) -> anyhow::Result<String> {
    let mut page = HEAD.to_owned();
    let faults: usize = counts.faults.iter().flat_map(|taken| &taken[..2]).sum();
    page += "| | |\n|---|--:|\n";
    for (name, n) in [
        ("seconds", usize::try_from(time.as_secs())?),
        ("seed", usize::try_from(seed)?),
        ("rounds", counts.rounds),
        ("rows trained on", counts.trained_rows),
        (
            "runs in the process, beside those with a fault",
            counts.in_process,
        ),
        (
            "runs of the program, beside those with a fault",
            counts.as_program,
        ),
        ("predictions computed anew", counts.checked),
        ("faults", faults),
    ] {
        writeln!(page, "| {name} | {n} |")?;
    }
    page += "\n## Faults\n\n\
        Refused: exit code 2 and the reason, no output, what stood in its place as before; or killed before the end. Went on: what could be read was \
        scored, or it was done before the fault came.\n\n\
        | fault | refused | went on | could not be made here |\n|---|--:|--:|--:|\n";
    for ((_, name), [refused, went_on, not_made]) in FAULTS.iter().zip(counts.faults) {
        writeln!(page, "| {name} | {refused} | {went_on} | {not_made} |")?;
    }
    page += "\n## Memory, open files, threads\n\nOf the process that lives for all rounds, after each.\n\n\
        | quarter | rounds | resident, median MB | most MB | open files, most | threads, most |\n|--:|--:|--:|--:|--:|--:|\n";
    for (number, part) in (1..).zip(parts) {
        writeln!(
            page,
            "| {number} | {} | {:.1} | {:.1} | {} | {} |",
            part.rounds,
            part.median_resident as f64 / 1024.0,
            part.most_resident as f64 / 1024.0,
            part.most_handles,
            part.most_threads
        )?;
    }
    let verdict = match parts {
        [] => "not told by fewer than four rounds",
        _ if is_flat(parts) => "flat",
        _ => "not flat",
    };
    writeln!(
        page,
        "\nFrom the second quarter to the last: {verdict} (memory within a tenth by the median; open files no more, threads but for those of the last run)."
    )?;
    Ok(page)
}
