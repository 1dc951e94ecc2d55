//! Speech reported without marks, marks that are rarer, interviews: what is one, who says it, what is none.

use crate::support::{by, rows, said, unnamed};
use stance_articles::{CueClass, read_text};

#[test]
fn clauses_after_que_and_their_verbs() {
    for (text, words) in [
        (
            "Lina Morvan affirme que le port fermera.",
            "le port fermera",
        ),
        (
            "Lina Morvan a indiqué mardi à la presse que le port fermera.",
            "le port fermera",
        ),
        (
            "Lina Morvan, grutière à Brest, redoute que le port ne ferme.",
            "le port ne ferme",
        ),
        (
            "Lina Morvan ne croit pas que le port fermera.",
            "le port fermera",
        ),
        ("Lina Morvan dément que le port ferme.", "le port ferme"),
        (
            "Lina Morvan fait savoir que le port fermera.",
            "le port fermera",
        ),
        (
            "Dans un communiqué, Lina Morvan précise que le port fermera.",
            "le port fermera",
        ),
        ("Lina Morvan promet de fermer le port.", "fermer le port"),
        (
            "Lina Morvan accuse la mairie d’avoir fermé le port.",
            "avoir fermé le port",
        ),
        (
            "Lina Morvan dit vouloir fermer le port.",
            "vouloir fermer le port",
        ),
        (
            "Lina Morvan demande si le port fermera.",
            "si le port fermera",
        ),
        (
            "Lina Morvan nuance : le port fermera plus tard.",
            "le port fermera plus tard",
        ),
        ("Le port fermera, prévient Lina Morvan.", "Le port fermera"),
        (
            "Tandis que Lina Morvan affirme que le port fermera, la ville dort.",
            "le port fermera",
        ),
        (
            "Lina Morvan affirme que le port fermera, ce qui inquiète la ville.",
            "le port fermera",
        ),
    ] {
        assert_eq!(
            said(text),
            [by("indirect", words, "Lina Morvan", "explicit")],
            "{text}"
        );
    }
}

#[test]
fn sources_without_a_verb() {
    for text in [
        "Selon Lina Morvan, le port fermera.",
        "D’après Lina Morvan, le port fermera.",
        "Aux yeux de Lina Morvan, le port fermera.",
        "De l’avis de Lina Morvan, le port fermera.",
        "À en croire Lina Morvan, le port fermera.",
        "Pour Lina Morvan, le port fermera.",
        "Selon Lina Morvan, qui dirige le port, le port fermera.",
    ] {
        let found = said(text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(
            found[0],
            by("indirect", "le port fermera", "Lina Morvan", "explicit"),
            "{text}"
        );
    }
    let text = "Le port fermera, selon Lina Morvan.";
    assert_eq!(
        said(text),
        [by("indirect", "Le port fermera", "Lina Morvan", "explicit")]
    );
}

#[test]
fn what_nobody_says_is_none() {
    for text in [
        "Selon la loi, le port fermera.",
        "Selon le calendrier, le port fermera.",
        "Selon les cas, le port fermera.",
        "Pour l’instant, le port reste ouvert.",
        "Lina Morvan n’a pas dit que le port fermera.",
        "Lina Morvan n’a pas dit si le port fermera.",
        "Lina Morvan devrait annoncer que le port fermera.",
        "On dit que le port fermera.",
        "Il faut dire que le port fermera.",
        "C’est-à-dire que le port fermera.",
        "Il convient que le port ferme.",
        "Lina Morvan s’assure que le port fermera.",
        "On appelle cette grue « la girafe ».",
        "Comment dit-on « bogue » au port ?",
        "Lina Morvan a refusé de commenter le plan.",
        "Le patron de la start-up, Hugo Lefort, a demandé à être reçu par la ministre.",
        "Lina Morvan a été invitée à quitter la salle.",
        "Lord Reyes refused to comment on the plan of the board.",
        "Lord Reyes declined to comment on the plan of the board.",
        "Marcus Webb was told to apologise to patients after the failure.",
        "Marcus Webb was asked to leave the room on Monday.",
        "A nurse, who asked not to be named, left the hospital on Monday morning.",
        "Ana Ruiz asked to be heard by the board.",
    ] {
        assert_eq!(said(text), [], "{text}");
    }
}

#[test]
fn one_subject_serves_several_verbs() {
    let text = "Lina Morvan concède que le port est vieux, mais promet que rien ne fermera.";
    assert_eq!(
        said(text),
        [
            by("indirect", "le port est vieux", "Lina Morvan", "explicit"),
            by("indirect", "rien ne fermera", "Lina Morvan", "continuation"),
        ]
    );
    let text = "Lina Morvan s’en félicite, ajoutant que rien ne fermera.";
    assert_eq!(said(text)[0].1, "rien ne fermera");
}

#[test]
fn a_fragment_makes_the_clause_a_mixed_quotation_and_a_title_does_not() {
    let text = "Lina Morvan assure que le port « ne fermera pas » et que la ville vivra.";
    let words = "le port « ne fermera pas » et que la ville vivra";
    assert_eq!(said(text), [by("mixed", words, "Lina Morvan", "explicit")]);
    let text = "Lina Morvan affirme que le film « Port-Sélène » sortira.";
    let words = "le film « Port-Sélène » sortira";
    assert_eq!(
        said(text),
        [by("indirect", words, "Lina Morvan", "explicit")]
    );
}

#[test]
fn nouns_possessives_and_pronouns_lead_to_somebody() {
    let text = "La directrice de l’école de Spa affirme que tout va bien. « Rien ne ferme », ajoute-t-elle.";
    let speakers: Vec<_> = said(text).into_iter().filter_map(|row| row.2).collect();
    assert_eq!(speakers, ["directrice de l’école de Spa"; 2]);
    let text = "Lina Morvan quitte le port. Son avocate affirme que tout va bien.";
    assert_eq!(said(text)[0].2.as_deref(), Some("avocate de Lina Morvan"));
    let text = "La société Norvane ouvre un quai. L’entreprise affirme que tout va bien.";
    assert_eq!(said(text)[0].2.as_deref(), Some("Norvane"));
    let text =
        "Et, selon la directrice de Norvane, tout va bien. Ana Ruiz, directrice de Norvane, part.";
    assert_eq!(said(text)[0].2.as_deref(), Some("Ana Ruiz"));
}

#[test]
fn single_marks_are_told_from_apostrophes() {
    let text = "'La forêt n'a pas besoin d'un quai', écrit Ana Ruiz.";
    assert_eq!(
        said(text),
        [by(
            "direct",
            "La forêt n'a pas besoin d'un quai",
            "Ana Ruiz",
            "explicit"
        )]
    );
    assert_eq!(said("L'eau d'ici n'a pas l'air d'être l'eau d'hier."), []);
    assert_eq!(
        said("The workers' boats and the sailors' hats were the '90s."),
        []
    );
}

#[test]
fn verbs_that_no_list_has_say_when_their_subject_follows() {
    for verb in ["s’esclaffe", "grince", "s’étrangle", "badine"] {
        let text = format!("« Tout va bien ici », {verb} Lina Morvan.");
        assert_eq!(
            said(&text),
            [by("direct", "Tout va bien ici", "Lina Morvan", "explicit")],
            "{text}"
        );
    }
    assert_eq!(said("Le mot « port », mesure la grue."), []);
}

#[test]
fn a_quotation_goes_on_over_paragraphs_that_open_again() {
    let text = "Le port se vide\nLe vent souffle fort sur tous les quais de la ville depuis hier soir.\n\
                « Nous serons prêts, promet Lina Morvan. Le port vivra.\n\
                « Nous ne partirons pas. »\nLe vent tombe enfin sur la ville et sur tous les quais du nord.\n";
    let article = read_text(text.to_owned());
    let found = rows(&article);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].1.starts_with("Nous serons prêts")
            && found[0].1.ends_with("Nous ne partirons pas.")
    );
    assert_eq!(found[0].2.as_deref(), Some("Lina Morvan"));
}

#[test]
fn the_answers_of_an_interview_are_said_by_who_answers() {
    let text = "**Le port fermera-t-il ?**\n\nLina Morvan : – Jamais. Nous serons prêts.\n\n\
                **Et la ville ?**\n\n– Elle vivra, bien sûr, et nous avec elle.\n";
    let article = read_text(text.to_owned());
    assert_eq!(
        rows(&article),
        [
            by(
                "direct",
                "Jamais. Nous serons prêts.",
                "Lina Morvan",
                "explicit"
            ),
            by(
                "direct",
                "Elle vivra, bien sûr, et nous avec elle.",
                "Lina Morvan",
                "continuation"
            ),
        ]
    );
}

#[test]
fn the_author_speaks_for_the_byline() {
    let text = "Le lac gèle\nPar Ana Ruiz\nLe lac a gelé cette nuit, et les bateaux restent à quai. \
                Et je crains que le port ne ferme pour de bon avant la fin de l’hiver.";
    let article = read_text(text.to_owned());
    let found = rows(&article);
    assert_eq!(
        (found[0].2.as_deref(), found[0].3.as_str()),
        (Some("Ana Ruiz"), "byline")
    );
}

#[test]
fn who_is_quoted_is_not_the_author() {
    for quoted in [
        "I was told to wait four hours and then the nurse went home.",
        "I promise to leave now and never to come back here.",
    ] {
        let text = format!(
            "The hospital runs a tool\nBy Ana Ruiz\nThe hospital opened in March, and it runs \
             a tool that nobody there knows.\n> {quoted}\nThe hospital closed in May."
        );
        let article = read_text(text);
        let author = rows(&article)
            .into_iter()
            .find(|row| row.2.as_deref() == Some("Ana Ruiz"));
        assert_eq!(author, None, "{quoted}");
    }
}

#[test]
fn who_is_told_is_not_who_says_it() {
    for (text, kind, words) in [
        (
            "Marcus Webb was told that the port would close.",
            "indirect",
            "the port would close",
        ),
        (
            "Marcus Webb has been told the port would close.",
            "indirect",
            "the port would close",
        ),
        (
            "Marcus Webb was told “to leave the room at once”.",
            "mixed",
            "to leave the room at once",
        ),
        (
            "Marcus Webb was told: “You must leave the room at once.”",
            "direct",
            "You must leave the room at once.",
        ),
    ] {
        assert_eq!(said(text), [unnamed(kind, words, "unknown")], "{text}");
    }
    assert_eq!(
        said("Marcus Webb was told by Ana Ruiz that the port would close."),
        [by(
            "indirect",
            "the port would close",
            "Ana Ruiz",
            "explicit"
        )]
    );
}

#[test]
fn an_adverb_of_several_words_parts_helper_and_participle() {
    for adverb in [
        "par ailleurs",
        "en outre",
        "de son côté",
        "également",
        "aussi",
        "encore",
    ] {
        let text = format!("Lina Morvan a {adverb} promis que « personne ne sera licencié ».");
        assert_eq!(
            said(&text),
            [by(
                "mixed",
                "personne ne sera licencié",
                "Lina Morvan",
                "explicit"
            )],
            "{text}"
        );
    }
}

#[test]
fn english_clauses_with_and_without_that() {
    for (text, words) in [
        (
            "Mary Holt said that the port would close.",
            "the port would close",
        ),
        (
            "Mary Holt said the port would close.",
            "the port would close",
        ),
        (
            "Mary Holt told reporters that the port would close.",
            "the port would close",
        ),
        (
            "Mary Holt warned that the port would close.",
            "the port would close",
        ),
        (
            "According to Mary Holt, the port would close.",
            "the port would close",
        ),
        ("Mary Holt promised to close the port.", "close the port"),
        (
            "Mary Holt asked whether the port would close.",
            "whether the port would close",
        ),
    ] {
        assert_eq!(
            said(text),
            [by("indirect", words, "Mary Holt", "explicit")],
            "{text}"
        );
    }
    for text in [
        "Mary Holt did not say that the port would close.",
        "Mary Holt will announce that the port closes.",
        "According to the law, the port would close.",
    ] {
        assert_eq!(said(text), [], "{text}");
    }
}

#[test]
fn cues_carry_their_lemma_class_and_prior() {
    for (text, lemma, class, prior) in [
        (
            "Lina Morvan redoute que le port ferme.",
            "redouter",
            CueClass::Concern,
            -1.0,
        ),
        (
            "« Tout va bien », s’est réjouie Lina Morvan.",
            "réjouir",
            CueClass::Favour,
            1.0,
        ),
        (
            "« Tout va bien », met en garde Lina Morvan.",
            "mettre en garde",
            CueClass::Concern,
            -1.0,
        ),
        (
            "Selon Lina Morvan, le port fermera.",
            "selon",
            CueClass::Neutral,
            0.0,
        ),
        (
            "Lina Morvan dément que le port ferme.",
            "démentir",
            CueClass::Denial,
            -0.5,
        ),
    ] {
        let article = stance_articles::Article::from_paragraph(text.to_owned());
        let entry = article
            .quotations()
            .next()
            .and_then(|quotation| quotation.cue_entry);
        let entry = entry.unwrap();
        assert_eq!((entry.lemma, entry.class), (lemma, class), "{text}");
        assert!((entry.prior() - prior).abs() < 1e-12, "{text}");
    }
}

#[test]
fn nouns_that_report() {
    for text in [
        "L’affirmation de Lina Morvan selon laquelle le port fermera a surpris la mairie.",
        "La mairie rejette l’affirmation de Lina Morvan selon laquelle le port fermera.",
    ] {
        let expected = by("indirect", "le port fermera", "Lina Morvan", "explicit");
        assert_eq!(said(text), [expected], "{text}");
    }
    for text in [
        "Lina Morvan’s claim that the port is dead was rejected by the mayor.",
        "The claim by Lina Morvan that the port is dead has been denied.",
    ] {
        let expected = by("indirect", "the port is dead", "Lina Morvan", "explicit");
        assert_eq!(said(text), [expected], "{text}");
    }
    for text in [
        "La déclaration de revenus se fait en ligne.",
        "Les promesses de campagne sont oubliées.",
        "Il est étonnant de voir le port fermer.",
        "Un musée, dit « le Puits », rouvrira.",
        "D’après l’ordre du jour, le port fermera.",
    ] {
        assert_eq!(said(text), [], "{text}");
    }
}

#[test]
fn what_stands_between_a_cue_and_its_clause() {
    for text in [
        "Lina Morvan a assuré dimanche soir sur LCI que le port fermera.",
        "Lina Morvan a indiqué dans une tribune parue mardi que le port fermera.",
        "Lina Morvan a prévenu ses salariés que le port fermera.",
        "Lina Morvan se dit convaincue que le port fermera.",
        "Lina Morvan est convaincue que le port fermera.",
        "Lina Morvan l’assure : le port fermera bien.",
        "Comme le souligne Lina Morvan, le port fermera bien.",
        "Lina Morvan assure que le port fermera, sans donner de date.",
    ] {
        let found = said(text);
        assert_eq!(found.len(), 1, "{text}");
        assert!(found[0].1.starts_with("le port fermera"), "{text}");
        assert_eq!(found[0].2.as_deref(), Some("Lina Morvan"), "{text}");
    }
}

#[test]
fn a_bracket_degrees_and_nouns_in_ure_cut_no_clause_wrongly() {
    for (text, words) in [
        (
            "Lina Morvan affirme que le port vote (article 49).",
            vec!["le port vote (article 49)"],
        ),
        (
            "Lina Morvan affirme que le quai fond à 40 °C. Paul Guern nie que la grue fonde.",
            vec!["le quai fond à 40 °C", "la grue fonde"],
        ),
        (
            "La mairie accuse deux régimes de facture différente.",
            vec![],
        ),
    ] {
        let found: Vec<String> = said(text).into_iter().map(|row| row.1).collect();
        assert_eq!(found, words, "{text}");
    }
}
