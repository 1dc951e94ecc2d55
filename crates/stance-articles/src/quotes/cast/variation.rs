//! Another noun for somebody named: le skippeur, l'élue de Brest, where no role of theirs says so.

use super::Cast;
use super::referents::Nearest;
use super::roles::role_of;
use crate::lexicon::{Classes, fold};
use crate::quotes::mentions::{Mention, Person};
use crate::quotes::reading::Reading;

/// How many bytes back the noun of somebody else is looked for.
const LOOK_BACK: usize = 4000;

impl Cast {
    /// le Norvégien, l'agricultrice: the one person named shortly before, where no role of theirs is known
    /// and the text has not used the noun of somebody else before.
    pub(super) fn taken_up(
        &self,
        reading: Reading<'_>,
        mention: &Mention,
        sentence: usize,
        last_speaker: Option<usize>,
    ) -> Option<usize> {
        let member = match self.nearest(mention, sentence, false) {
            Nearest::One(member) => member,
            Nearest::Several(members) => last_speaker.filter(|last| members.contains(last))?,
            Nearest::Nobody => return None,
        };
        let known = &self.members[member];
        let noun = mention.noun.as_deref()?;
        // Le comédien, lui, …: somebody else.
        let contrast = matches!(reading.folded(mention.end + 1), "lui" | "elle");
        if contrast && reading.is_sign(mention.end, ',') {
            return None;
        }
        let plain = is_plain(reading, mention);
        let before = text_before(reading.text, mention.span.start);
        // l'étudiant, after un étudiant, is nobody named since.
        let described_before = || {
            let articles = ["un ", "une "];
            articles
                .iter()
                .any(|article| before.contains(&format!("{article}{noun}")))
        };
        if mention.classes.has(Classes::GENERIC) && plain && !described_before() {
            return Some(member);
        }
        // le préfet may be anybody; l'éleveuse bretonne is somebody described before.
        let rank = matches!(reading.folded(mention.start + 1), "premier" | "première");
        let described = mention.end > mention.start + 2 + usize::from(rank);
        // cette salariée de 45 ans, ce porte-parole: whoever was named last.
        let shown = ["ce", "cet", "cette", "this"].contains(&reading.folded(mention.start));
        let agrees = known.gender.agrees(mention.gender);
        if shown && known.person == Person::Certain && agrees {
            return Some(member);
        }
        let office = mention.classes.has(Classes::OFFICE);
        let alone = || self.only_person(mention.span.start) == Some(member);
        // X a prévenu que … « … », a plaisanté le président de l'organisation
        let of_body = || last_speaker == Some(member) && ends_in_body(reading, mention);
        let fits = if !plain {
            (!office || of_body()) && known.roles.is_empty() && alone()
        } else if office {
            known.roles.is_empty() && described
        } else {
            // le skippeur, l'historienne: a trade that nobody else was said to have.
            true
        };
        (fits && !before.contains(noun)).then_some(member)
    }

    /// Notes a role that the text has used for somebody without saying that it is theirs.
    pub(crate) fn learn(&mut self, reading: Reading<'_>, mention: &Mention, member: usize) {
        let office = mention.classes.has(Classes::OFFICE) || reading.is_unique_office(mention);
        if let Some(role) = role_of(reading, mention).filter(|_| office) {
            self.members[member].learned.push(role);
        }
    }

    /// X a salué l'accord. « … », ajoute la maire de Brest: returns whether a noun can be another way to say `member`,
    /// whom the text is about.
    pub(super) fn varies(
        &self,
        reading: Reading<'_>,
        mention: &Mention,
        member: usize,
        last: Option<usize>,
    ) -> bool {
        let known = &self.members[member];
        // la femme de Paul is not Paul.
        let name = known.name.slice(reading.text).unwrap_or_default();
        let written = mention.span.slice(reading.text).unwrap_or_default();
        let own = known
            .words
            .first()
            .is_some_and(|first| fold(written).contains(first.as_str()));
        if own || written.contains(name) {
            return false;
        }
        let person = known.named && known.person > Person::No && !known.plural;
        if !(person && known.gender.agrees(mention.gender)) {
            return false;
        }
        let noun = mention.noun.as_deref().unwrap_or_default();
        let before = text_before(reading.text, mention.span.start);
        let another = ["un", "une"]
            .iter()
            .any(|article| before.contains(&format!("{article} {noun}")));
        // le préfet may be anybody; le préfet du Nord, in an article that names one person, is them.
        let plain = is_plain(reading, mention);
        let office =
            plain && mention.classes.has(Classes::OFFICE) && mention.end <= mention.start + 2;
        let known_office = reading.is_unique_office(mention);
        let fresh = known_office || !(office || plain && before.contains(noun));
        // le retraité, after a cariste; le chef de zone, after a commissaire: no office.
        let trade = last == Some(member) && !mention.classes.has(Classes::OFFICE);
        let alone = known.roles.is_empty() || self.only_voice() == Some(member) || trade;
        alone && fresh && !another
    }
}

/// Returns the text before byte `at`, as far back as the noun of somebody else is looked for.
fn text_before(text: &str, at: usize) -> &str {
    let start = at.saturating_sub(LOOK_BACK);
    (start..=at)
        .find_map(|start| text.get(start..at))
        .unwrap_or_default()
}

/// Returns whether a noun stands without a complement, or with that of what somebody has written: le patron,
/// l'autrice de l'étude, not le patron de l'écurie.
pub(super) fn is_plain(reading: Reading<'_>, mention: &Mention) -> bool {
    let genitive = |&at: &usize| reading.is(at, Classes::GENITIVE);
    // the care home's manager
    let owned = (mention.start..mention.end).any(|at| {
        let word = reading.folded(at);
        word.ends_with("'s") || word.ends_with("s'")
    });
    if owned {
        return false;
    }
    let of = (mention.start + 1..mention.end).find(genitive);
    of.is_none_or(|of| {
        let noun = of + 1 + usize::from(reading.is(of + 1, Classes::DETERMINER));
        reading.is(noun, Classes::DOCUMENT)
    })
}

/// Returns whether a noun is that of a body without a name: le président de l'organisation.
fn ends_in_body(reading: Reading<'_>, mention: &Mention) -> bool {
    let Some(last) = mention.end.checked_sub(1).filter(|&last| last > 0) else {
        return false;
    };
    // l'école, l'hôpital: one of many that an article may mean.
    let taken_up = matches!(
        reading.folded(last),
        "organisation"
            | "association"
            | "fédération"
            | "syndicat"
            | "parti"
            | "mouvement"
            | "collectif"
    );
    let body = taken_up || reading.is(last, Classes::COMPANY);
    body && !reading.is_capitalised(last) && reading.is(last - 1, Classes::DEFINITE)
}
