//! What belongs to the site, told by the form of a line: credits, links, datelines, breadcrumbs, share bars,
//! hashtags, counts of comments, consent to cookies and letters.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::has_words;
use crate::lexicon::fold;

/// Returns whether a line is furniture by its form.
pub(super) fn is_furniture(line: &str) -> bool {
    is_credit(line)
        || is_link(line)
        || is_dateline(line)
        || is_trail(line)
        || is_hashtags(line)
        || is_rule(line)
        || is_markdown_links(line)
        || has_few_words(line, SHARE_WORDS) && is_share_bar(line)
        || has_few_words(line, COUNT_WORDS) && is_count(line)
        || line.len() <= CONSENT_WORDS * LONG_WORD
            && asks_consent(line)
            && has_few_words(line, CONSENT_WORDS)
}

/// Words up to which a line can be a row of networks, a count, a notice.
const SHARE_WORDS: usize = 14;
const COUNT_WORDS: usize = 6;
const CONSENT_WORDS: usize = 90;

/// Bytes that words of a line have on average at most.
const LONG_WORD: usize = 16;

/// Returns whether a line has at most so many words; one of very long words has not.
fn has_few_words(line: &str, most: usize) -> bool {
    line.len() <= most * LONG_WORD && !has_words(line, most + 1)
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '\'' | '’'))
        .filter(|word| word.contains(char::is_alphanumeric))
}

/// Names of networks, and what stands between them in a row of buttons.
const BUTTONS: &[&str] = &[
    "facebook",
    "twitter",
    "x",
    "linkedin",
    "whatsapp",
    "pinterest",
    "instagram",
    "bluesky",
    "telegram",
    "mastodon",
    "threads",
    "reddit",
    "tumblr",
    "messenger",
    "flipboard",
    "youtube",
    "tiktok",
    "e-mail",
    "email",
    "mail",
    "courriel",
    "partager",
    "share",
    "tweeter",
    "tweet",
    "imprimer",
    "print",
    "copier",
    "copy",
    "lien",
    "link",
    "le",
    "sur",
    "on",
    "par",
    "via",
    "suivre",
    "follow",
    "save",
    "sms",
    "rss",
    "envoyer",
    "pocket",
];

/// Facebook Twitter Telegram E-mail: two networks or more, and nothing but buttons.
fn is_share_bar(line: &str) -> bool {
    let mut n = 0;
    let all = words(line).all(|word| {
        n += 1;
        BUTTONS.contains(&fold(word).as_ref())
    });
    all && n >= 2
}

/// #IA #emploi: hashtags and nothing else.
fn is_hashtags(line: &str) -> bool {
    line.starts_with('#')
        && line
            .split_whitespace()
            .all(|word| word.len() > 1 && word.starts_with('#') && !word.starts_with("##"))
}

/// ----, ***, ====: a line across the page.
fn is_rule(line: &str) -> bool {
    line.chars().all(|c| "-–—_*=~•·.# ".contains(c))
}

/// What is counted beside an article: 12 commentaires, 3 min read, 1,204 views.
const COUNTED: &[&str] = &[
    "commentaire",
    "commentaires",
    "comment",
    "comments",
    "partage",
    "partages",
    "shares",
    "vues",
    "views",
    "réponses",
    "replies",
    "responses",
    "thoughts",
    "votes",
    "réactions",
    "likes",
    "min",
    "mn",
    "minutes",
    "minute",
    "lectures",
];

/// 12 commentaires, Lecture : 4 min, 3 min read: a number, what is counted, hardly more.
fn is_count(line: &str) -> bool {
    let is_number = |word: &str| word.chars().all(|c| c.is_ascii_digit());
    let mut words = words(line).peekable();
    let first = words.peek().copied().unwrap_or_default();
    let opens = is_number(first)
        || ["lecture", "reading", "durée", "temps"].contains(&fold(first).as_ref());
    let all: Vec<_> = words.map(fold).collect();
    let counted = all.iter().any(|word| COUNTED.contains(&word.as_ref()));
    opens
        && counted
        && all.len() <= 5
        && all.iter().any(|word| is_number(word))
        && (!line.ends_with('.') || all.len() <= 3)
}

/// What a notice asks consent for, and whom it addresses.
const CONSENT: &[&str] = &[
    "cookie",
    "cookies",
    "traceurs",
    "newsletter",
    "newsletters",
    "infolettre",
    "désinscription",
    "désabonner",
    "désinscrire",
    "unsubscribe",
    "inbox",
];
const ADDRESSED: &[&str] = &["vous", "votre", "vos", "you", "your"];
const ASKING: &[&str] = &[
    "nous",
    "nos",
    "notre",
    "we",
    "our",
    "us",
    "acceptez",
    "accepter",
    "accept",
    "recevez",
    "recevoir",
    "inscrivez-vous",
    "abonnez-vous",
    "subscribe",
    "sign",
    "consent",
    "consentez",
    "consentement",
    "site",
    "cliquant",
    "clicking",
    "clic",
    "préférences",
    "preferences",
    "choix",
    "settings",
];

/// What the words of [`CONSENT`] hold, however they start.
static CONSENT_PARTS: LazyLock<[Finder<'static>; 8]> = LazyLock::new(|| {
    [
        "ookie",
        "ewsletter",
        "nfolettre",
        "raceurs",
        "nscri",
        "bonner",
        "nsubscribe",
        "nbox",
    ]
    .map(Finder::new)
});

/// Nous utilisons des cookies pour votre confort; get our newsletter in your inbox.
fn asks_consent(line: &str) -> bool {
    // What every word of the list holds is looked for first: few lines go on.
    if !CONSENT_PARTS
        .iter()
        .any(|part| part.find(line.as_bytes()).is_some())
    {
        return false;
    }
    let (mut about, mut addressed, mut asking) = (false, false, false);
    for word in words(line) {
        let word = fold(word);
        // L'inscription, d'un: what stands after the elision counts.
        let word = word.rsplit(['\'', '’']).next().unwrap_or_default();
        about |= CONSENT.contains(&word);
        addressed |= ADDRESSED.contains(&word);
        asking |= ASKING.contains(&word);
    }
    about && asking && (addressed || has_few_words(line, 30)) && !line.contains(['«', '“'])
}

/// © AFP, Photo La Dépêche/Ana Ruiz, (Ana Ruiz / Agence du Nord): a credit that stands alone.
pub(super) fn is_credit(line: &str) -> bool {
    if !has_few_words(line, 12) {
        return false;
    }
    let labelled = [
        "Photo",
        "Photos",
        "PHOTO",
        "Photograph",
        "Crédit",
        "Crédits",
        "Credit",
    ];
    let mut rest = line.split_whitespace();
    let first = rest.next().unwrap_or_default();
    let named = rest.all(|word| {
        word.starts_with(|c: char| c.is_uppercase() || "/:©&".contains(c)) || word.len() <= 3
    });
    let bracketed = line.starts_with('(') && line.ends_with(')') && line.contains('/');
    line.starts_with('©')
        || bracketed
        || (labelled.contains(&first.trim_end_matches(':')) && named && first.len() < line.len())
}

/// [Pourquoi](#pourquoi) · [Comment](#comment), ![logo](/logo.svg): links of Markdown and nothing else.
fn is_markdown_links(line: &str) -> bool {
    if line.starts_with("![") {
        return true;
    }
    let mut rest = line;
    let mut links = 0;
    let mut between = 0;
    while let Some((before, link)) = rest.split_once('[') {
        let Some((_, after)) = link.split_once("](") else {
            return false;
        };
        let Some((_, after)) = after.split_once(')') else {
            return false;
        };
        between += words(before).count();
        links += 1;
        rest = after;
    }
    links > 0 && between + words(rest).count() <= 1
}

/// A bare address.
fn is_link(line: &str) -> bool {
    let address = ["http://", "https://", "www."]
        .iter()
        .any(|start| line.starts_with(start));
    address && line.split_whitespace().nth(1).is_none()
}

/// Paris (AFP) -, or the initials of an agency's desk: bur-kap/lum.
fn is_dateline(line: &str) -> bool {
    let place = line.ends_with(['-', '–'])
        && line.contains('(')
        && line.contains(')')
        && line.split_whitespace().nth(6).is_none();
    let desk = line.len() <= 40
        && line.contains('/')
        && line.chars().all(|c| c.is_lowercase() || "/-".contains(c));
    place || desk
}

/// Bytes up to which a line can be a way without a home.
const TRAIL: usize = 320;

/// Accueil > Culture > Cinéma: the way to the page.
fn is_trail(line: &str) -> bool {
    let home = ["accueil", "home"].iter().any(|home| {
        let start = &line[..line.floor_char_boundary(home.len())];
        start.eq_ignore_ascii_case(home)
    });
    let few = has_few_words(line, 24) && !line.ends_with('.');
    let steps = [">", "›", "»", "/", "|", "→", "•"];
    if home && few && steps.iter().any(|step| line.contains(step)) {
        return true;
    }
    // The last bytes of these signs.
    line.len() <= TRAIL
        && memchr::memchr3(b'>', 0xBA, 0xBB, line.as_bytes()).is_some()
        && [" > ", " › ", " » "].iter().any(|&step| {
            line.contains(step)
                && line.matches(step).count() >= 2
                && line
                    .split(step)
                    .all(|cell| cell.split_whitespace().nth(5).is_none())
        })
}

#[cfg(test)]
mod tests {
    use super::is_furniture;

    #[test]
    fn the_form_tells_what_belongs_to_the_site() {
        for line in [
            "© Agence du Nord",
            "https://exemple.org/port",
            "Brest (ADN) -",
            "Accueil > Économie > Ports",
            "Accueil / Économie",
            "Facebook Twitter LinkedIn E-mail",
            "Partager sur WhatsApp",
            "#IA #emploi #port",
            "12 commentaires",
            "Temps de lecture : 4 min",
            "3 min read",
            "* * *",
            "Nous utilisons des cookies pour améliorer votre visite. Vous pouvez changer vos choix.",
            "Get our newsletter in your inbox every Monday.",
        ] {
            assert!(is_furniture(line), "{line}");
        }
    }

    #[test]
    fn prose_with_the_same_words_stays() {
        for line in [
            "La grue du quai – vide – attend.",
            "Facebook et Twitter ont refusé de répondre.",
            "12 commentaires suffisent à lancer une rumeur.",
            "Il faut 40 minutes pour charger un navire.",
            "Le juge estime que les cookies du groupe suivaient les internautes sans leur accord.",
            "« Nous utilisons des cookies », admet votre maire.",
            "#1 du marché, le port grandit",
        ] {
            assert!(!is_furniture(line), "{line}");
        }
    }
}
