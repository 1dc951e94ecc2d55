//! Memory of scoring rows without end, from a generator of words that never repeats itself.

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write as _, stderr};
use std::process::ChildStdin;

use fastrand::Rng;

use super::measure::Program;

/// Processor seconds after which a run is ended.
const MOST_SECONDS: u32 = 24 * 3600;
/// Words of a paragraph.
const WORDS: u64 = 40;

/// How many different words there are.
#[derive(Debug, Clone, Copy)]
enum Vocabulary {
    /// Those of a paragraph of prose.
    Small,
    /// A hundred thousand.
    Large,
    /// Every fourth word is new.
    Endless,
}

const VOCABULARIES: [(Vocabulary, &str); 3] = [
    (Vocabulary::Small, "a hundred words"),
    (Vocabulary::Large, "a hundred thousand words"),
    (Vocabulary::Endless, "every fourth word new"),
];

/// Words of the two languages, so that each paragraph has one.
const FRENCH: &str = "le maire de la ville dit que les machines sont une chance pour nous et nos enfants mais pas sans \
    règles qui les tiennent";
const ENGLISH: &str = "the mayor of the town says that machines are a chance for us and our children but not without \
    rules that hold them";

/// Measures, and returns the table.
pub(super) fn measure(program: &Program, paragraphs: &[u64]) -> anyhow::Result<String> {
    let mut out = format!(
        "\n## Memory of scoring\n\n`stance score - --input-format csv --task both --threads 2 --format csv`: paragraphs of {WORDS} words, every \
         other one French or English, from a generator through stdin, scored by four models on two threads.\n\n\
         | paragraphs | words | peak memory, MB |\n| ---: | --- | ---: |\n"
    );
    for &n in paragraphs {
        for (vocabulary, name) in VOCABULARIES {
            let arguments = [
                "score",
                "-",
                "--input-format",
                "csv",
                "--task",
                "both",
                "--threads",
                "2",
                "--format",
                "csv",
            ];
            let taken = program.run(&arguments, MOST_SECONDS, |pipe| write(pipe, n, vocabulary))?;
            anyhow::ensure!(taken.code == 0, "scoring ended with {}", taken.code);
            writeln!(
                stderr(),
                "{n} {name}: {:.1} MB, {:.0} s",
                taken.peak_mb,
                taken.seconds
            )?;
            let _ = writeln!(out, "| {n} | {name} | {:.0} |", taken.peak_mb);
        }
    }
    Ok(out)
}

/// Writes rows of paragraphs.
fn write(pipe: &mut ChildStdin, paragraphs: u64, vocabulary: Vocabulary) -> io::Result<()> {
    let mut pipe = BufWriter::with_capacity(1 << 16, pipe);
    let texts = [FRENCH, ENGLISH].map(|text| text.split(' ').collect::<Vec<_>>());
    writeln!(pipe, "id,text")?;
    let mut random = Rng::with_seed(0);
    for number in 0..paragraphs {
        write!(pipe, "{number},")?;
        let words = if number % 2 == 0 {
            &texts[0]
        } else {
            &texts[1]
        };
        for at in 0..WORDS {
            match vocabulary {
                Vocabulary::Large if at % 4 == 0 => {
                    write!(pipe, "mot{} ", letters(random.u64(..100_000)))?;
                }
                Vocabulary::Endless if at % 4 == 0 => {
                    write!(pipe, "mot{} ", letters(number * WORDS + at))?;
                }
                _ => write!(pipe, "{} ", random.choice(words).unwrap_or(&"et"))?,
            }
        }
        writeln!(pipe)?;
    }
    pipe.flush()
}

/// Returns a number in letters.
fn letters(number: u64) -> String {
    let letter = |digit: u8| char::from(b'a' + (digit - b'0'));
    number.to_string().bytes().map(letter).collect()
}
