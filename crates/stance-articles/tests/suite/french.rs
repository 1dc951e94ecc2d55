//! French quotations, pattern by pattern: what is one and who says it, and what is none.

use crate::support::{by, said, unnamed};

#[test]
fn an_incise_names_the_speaker_after_the_verb() {
    for (text, speaker) in [
        (
            "« Nous serons prêts », explique Lina Morvan, grutière à Brest.",
            "Lina Morvan",
        ),
        (
            "« Nous serons prêts », a déclaré mardi Mme Morvan.",
            "Morvan",
        ),
        (
            "« Nous serons prêts », s'est réjoui le docteur Jo Le Gall.",
            "Jo Le Gall",
        ),
        (
            "« Nous serons prêts », tient à préciser Anne-Marie de Kersaint.",
            "Anne-Marie de Kersaint",
        ),
        (
            "« Nous serons prêts » assure, pour sa part, J. P. Morvan.",
            "J. P. Morvan",
        ),
        (
            "« Nous serons prêts », a fait valoir auprès de l'ADN Lina Morvan.",
            "Lina Morvan",
        ),
        (
            "« Nous serons prêts », rappelle d'emblée le député du Nord, Jo Le Gall.",
            "Jo Le Gall",
        ),
        (
            "« Nous serons prêts », met en garde la ministre Lina Morvan.",
            "Lina Morvan",
        ),
        ("« Nous serons prêts », selon Lina Morvan.", "Lina Morvan"),
    ] {
        assert_eq!(
            said(text),
            [by("direct", "Nous serons prêts", speaker, "explicit")],
            "{text}"
        );
    }
}

#[test]
fn organisations_speak_too() {
    let text = "« Le service reprendra demain », indique la Compagnie du port dans un communiqué.";
    let expected = by(
        "direct",
        "Le service reprendra demain",
        "Compagnie du port",
        "explicit",
    );
    assert_eq!(said(text), [expected]);
}

#[test]
fn a_colon_introduces_what_the_subject_says() {
    for text in [
        "Lina Morvan explique : « Nous serons prêts demain. »",
        "Lina Morvan, grutière au port de Brest, explique : « Nous serons prêts demain. »",
        "Hier, Lina Morvan a tenu à rassurer et a ajouté : « Nous serons prêts demain. »",
        "Interrogée par la presse, Lina Morvan répond ceci : « Nous serons prêts demain. »",
        "Comme le rappelle Lina Morvan : « Nous serons prêts demain. »",
        "Lina Morvan : « Nous serons prêts demain. »",
        "La grutière Lina Morvan ne décolère pas : « Nous serons prêts demain. »",
    ] {
        let expected = by(
            "direct",
            "Nous serons prêts demain.",
            "Lina Morvan",
            "explicit",
        );
        assert_eq!(said(text), [expected], "{text}");
    }
}

#[test]
fn a_paragraph_that_ends_in_a_colon_announces_the_next_one() {
    let text = "Le port se vide\nLina Morvan ne mâche pas ses mots et déclare :\n\
                « Nous serons prêts demain. »\nLe port se taira ce soir.";
    let article = stance_articles::read_text(text.to_owned());
    let rows = crate::support::rows(&article);
    assert_eq!(
        rows,
        [by(
            "direct",
            "Nous serons prêts demain.",
            "Lina Morvan",
            "explicit"
        )]
    );
}

#[test]
fn a_fragment_in_an_attributing_frame_is_mixed() {
    for (text, words) in [
        (
            "Lina Morvan dénonce « un recul historique ».",
            "un recul historique",
        ),
        (
            "Lina Morvan affirme que ce choix « mène droit au mur ».",
            "ce choix « mène droit au mur »",
        ),
        (
            "Lina Morvan a jugé mardi « indigne » la réponse du port.",
            "indigne",
        ),
        ("Lina Morvan qualifie le projet d’« erreur ».", "erreur"),
        (
            "Lina Morvan estime qu'« il reste du temps ».",
            "il reste du temps",
        ),
        (
            "Selon Lina Morvan, le quai est « à bout de souffle ».",
            "le quai est « à bout de souffle »",
        ),
        (
            "D'après Lina Morvan, le quai est « à bout de souffle ».",
            "le quai est « à bout de souffle »",
        ),
        (
            "Le quai est « à bout de souffle », estime Lina Morvan.",
            "à bout de souffle",
        ),
    ] {
        assert_eq!(
            said(text),
            [by("mixed", words, "Lina Morvan", "explicit")],
            "{text}"
        );
    }
}

#[test]
fn titles_terms_and_scare_quotes_are_none() {
    for text in [
        "Le film « Port-Sélène » sort mercredi.",
        "Lina Morvan annonce « Port-Sélène » pour le printemps.",
        "Lina Morvan a lancé le site « quai ouvert ».",
        "Selon la loi « climat », le port doit fermer.",
        "Selon le calendrier, la « grande nuit » aura lieu.",
        "La « vitesse » explique le succès du port.",
        "Le navire était jugé « perdu » depuis des mois.",
        "Une critique « acide » circule.",
    ] {
        assert_eq!(said(text), [], "{text}");
    }
}

#[test]
fn pronouns_and_demonstratives_point_back() {
    let text = "Lina Morvan est arrivée. « Nous serons prêts », dit-elle. Jo Le Gall, pêcheur, n'y croit \
                pas. Celui-ci répond ainsi : « Il est trop tard pour nous tous. » « Le port est mort », \
                ajoute ce dernier.";
    assert_eq!(
        said(text),
        [
            by("direct", "Nous serons prêts", "Lina Morvan", "pronoun"),
            by(
                "direct",
                "Il est trop tard pour nous tous.",
                "Jo Le Gall",
                "pronoun"
            ),
            by("direct", "Le port est mort", "Jo Le Gall", "pronoun"),
        ]
    );
}

#[test]
fn a_pronoun_agrees_in_gender_or_points_at_nobody() {
    let text = "Lina Morvan a croisé Jean Guern. « Nous serons prêts », dit-il.";
    assert_eq!(
        said(text),
        [by("direct", "Nous serons prêts", "Jean Guern", "pronoun")]
    );
    let text = "Lina Morvan a croisé Anne Guern. « Nous serons prêts », dit-elle.";
    assert_eq!(
        said(text),
        [unnamed("direct", "Nous serons prêts", "pronoun")]
    );
    let text = "Anne Guern a croisé Lina Morvan. Norva dort. « Nous serons prêts », dit-elle.";
    assert_eq!(
        said(text),
        [unnamed("direct", "Nous serons prêts", "pronoun")]
    );
    let text = "Lina Morvan est arrivée. « Nous serons prêts », dit-on au port.";
    assert_eq!(
        said(text),
        [unnamed("direct", "Nous serons prêts", "pronoun")]
    );
    let text = "Le vent souffle à Saint-Brieuc. « Nous serons prêts », dit-il.";
    assert_eq!(
        said(text),
        [unnamed("direct", "Nous serons prêts", "pronoun")]
    );
}

#[test]
fn a_role_leads_to_whom_the_article_gives_it() {
    let text = "Lina Morvan, directrice du port de Brest, est arrivée. Jo Le Gall est parti. « Nous serons \
                prêts », promet la directrice. « Rien ne change », dit le préfet.";
    assert_eq!(
        said(text),
        [
            by("direct", "Nous serons prêts", "Lina Morvan", "role"),
            by("direct", "Rien ne change", "préfet", "role"),
        ]
    );
    let text = "« Nous serons prêts », dit Jean Guern. « Rien ne change », ajoute le responsable.";
    assert_eq!(
        said(text)[1],
        by("direct", "Rien ne change", "Jean Guern", "role")
    );
    let text = "« Nous serons prêts », dit Jean Guern. « Rien ne change », ajoute un responsable.";
    assert_eq!(
        said(text)[1],
        by("direct", "Rien ne change", "responsable", "role")
    );
}

#[test]
fn a_sentence_right_after_goes_on_from_the_speaker() {
    let text = "« Nous serons prêts », dit Lina Morvan. « Le port ne fermera pas cette année. »";
    assert_eq!(
        said(text),
        [
            by("direct", "Nous serons prêts", "Lina Morvan", "explicit"),
            by(
                "direct",
                "Le port ne fermera pas cette année.",
                "Lina Morvan",
                "continuation"
            ),
        ]
    );
}

#[test]
fn a_sentence_between_marks_after_nobody_is_of_unknown_source() {
    let text = "Le port se vide. « Nous ne partirons pas avant le printemps. » Le vent tombe.";
    let expected = unnamed(
        "direct",
        "Nous ne partirons pas avant le printemps.",
        "unknown",
    );
    assert_eq!(said(text), [expected]);
}

#[test]
fn an_incise_inside_the_marks_is_part_of_the_quotation() {
    let text = "« Nous serons prêts, promet Lina Morvan. Le port ne fermera pas. »";
    assert_eq!(
        said(text),
        [by(
            "direct",
            "Nous serons prêts, promet Lina Morvan. Le port ne fermera pas.",
            "Lina Morvan",
            "explicit"
        )]
    );
    let text = "Lina Morvan est arrivée. « Le port, dit-elle, ne fermera pas cette année. »";
    assert_eq!(
        said(text),
        [by(
            "direct",
            "Le port, dit-elle, ne fermera pas cette année.",
            "Lina Morvan",
            "pronoun"
        )]
    );
}

#[test]
fn quotations_joined_in_one_sentence_share_a_speaker() {
    let text = "« Nous serons prêts », dit Lina Morvan, « et nous le resterons ».";
    assert_eq!(
        said(text),
        [
            by("direct", "Nous serons prêts", "Lina Morvan", "explicit"),
            by(
                "direct",
                "et nous le resterons",
                "Lina Morvan",
                "continuation"
            ),
        ]
    );
    let text = "« Nous serons prêts », dit Lina Morvan, dénonçant « un recul ».";
    assert_eq!(
        said(text)[1],
        by("mixed", "un recul", "Lina Morvan", "continuation")
    );
    let text = "Lina Morvan dénonce « un recul » et « une honte ».";
    assert_eq!(
        said(text)[1],
        by("mixed", "une honte", "Lina Morvan", "explicit")
    );
}

#[test]
fn the_fullest_name_of_the_article_is_the_speaker() {
    let text = "« Nous serons prêts », dit Mme Morvan. « Le port ne fermera pas », a ajouté Morvan. \
                Lina Morvan dirige le port.";
    let speakers: Vec<_> = said(text).into_iter().filter_map(|row| row.2).collect();
    assert_eq!(speakers, ["Lina Morvan", "Lina Morvan"]);
}

#[test]
fn marks_nest_and_may_be_straight_or_curly() {
    for text in [
        "Jo Guern dit : « Le mot « vite » revient trop souvent. »",
        "Jo Guern dit : « Le mot “vite” revient trop souvent. »",
        "Jo Guern dit : “Le mot « vite » revient trop souvent.”",
        "Jo Guern dit : \"Le mot « vite » revient trop souvent.\"",
        "Jo Guern dit : «\u{a0}Le mot «\u{202f}vite\u{202f}» revient trop souvent.\u{a0}»",
    ] {
        let found = said(text);
        assert_eq!(found.len(), 1, "{text}");
        assert!(
            found[0].1.starts_with("Le mot") && found[0].1.ends_with("souvent."),
            "{text}"
        );
        assert_eq!(found[0].2.as_deref(), Some("Jo Guern"), "{text}");
    }
}

#[test]
fn a_mark_left_open_hides_no_quotation() {
    let text = "Le port « se vide. « Nous serons prêts », dit Lina Morvan.";
    assert_eq!(
        said(text),
        [by("direct", "Nous serons prêts", "Lina Morvan", "explicit")]
    );
    let text = "Le port se vide ». « Nous serons prêts », dit Lina Morvan.";
    assert_eq!(
        said(text),
        [by("direct", "Nous serons prêts", "Lina Morvan", "explicit")]
    );
}

#[test]
fn the_cue_and_the_mention_stand_where_they_are_said_to() {
    let text = "« Nous serons prêts », a-t-elle déclaré à propos du port.";
    let article = stance_articles::Article::from_paragraph(text.to_owned());
    let quotation = article.quotations().next().unwrap();
    assert_eq!(quotation.cue.map(|cue| article.slice(cue)), Some("déclaré"));
    assert_eq!(
        quotation.speaker_text.map(|mention| article.slice(mention)),
        Some("elle")
    );
    let text =
        "La présidente du port, Lina Morvan, a tenu à rassurer : « Nous serons prêts demain. »";
    let article = stance_articles::Article::from_paragraph(text.to_owned());
    let quotation = article.quotations().next().unwrap();
    assert_eq!(
        quotation.cue.map(|cue| article.slice(cue)),
        Some("a tenu à rassurer")
    );
    assert_eq!(
        quotation.speaker_text.map(|mention| article.slice(mention)),
        Some("La présidente du port, Lina Morvan")
    );
}

/// Returns whom the last quotation of a text is given to.
fn last_speaker(text: &str) -> Option<String> {
    said(text).pop().and_then(|row| row.2)
}

#[test]
fn descriptions_lead_to_whom_the_article_names() {
    for (text, speaker) in [
        (
            "Lina Morvan, présidente de Norva, arrive. La présidente assure que tout va bien.",
            "Lina Morvan",
        ),
        (
            "Lina Morvan dirige le port. Cette quadragénaire assure que tout va bien.",
            "Lina Morvan",
        ),
        (
            "Oumar Savané arrive. « On tient », s’amuse l’agriculteur guinéen.",
            "Oumar Savané",
        ),
        (
            "Norva ferme un site. Le groupe assure que tout va bien. Norva embauche.",
            "Norva",
        ),
        (
            "L’exploitant, Norva Ports, hésite. « On tient », dit sa porte-parole.",
            "porte-parole de Norva Ports",
        ),
        (
            "Le maire (PS) de Brest, Jo Le Gall, assure que tout va bien.",
            "Jo Le Gall",
        ),
        (
            "Une candidate, Maëlys Prouteau, assure que tout va bien.",
            "Maëlys Prouteau",
        ),
        (
            "« On tient », a déclaré à Caen Chloé Tessier, professeure.",
            "Chloé Tessier",
        ),
        (
            "La mère de Jo Le Gall, Anna, raconte : « On coule. »",
            "Anna",
        ),
        (
            "Selon le collectif militant « Désarmons-les », 20 personnes sont parties.",
            "Désarmons-les",
        ),
    ] {
        assert_eq!(last_speaker(text).as_deref(), Some(speaker), "{text}");
    }
}

#[test]
fn several_people_and_one_of_them_speak_too() {
    for (text, speaker) in [
        (
            "Les dockers sont furieux. Ils préviennent que rien ne bougera.",
            "dockers",
        ),
        (
            "Les dockers sont furieux. Certains parlent de « trahison ».",
            "dockers",
        ),
        (
            "Les trieurs sont partagés. L’un d’eux craint de perdre son poste.",
            "trieur",
        ),
        (
            "Lina Morvan part. L’un de ses conseillers affirme que tout est fini.",
            "conseiller de Lina Morvan",
        ),
        ("Un des grutiers affirme que tout est fini.", "grutier"),
        (
            "Les « gilets jaunes » persistent : « On ne lâche rien, on ira au bout. »",
            "gilets jaunes",
        ),
        (
            "Quant au syndicat, il doute que le port rouvre.",
            "syndicat",
        ),
        ("Chez Norva, on assure que le port rouvrira.", "Norva"),
        (
            "Le directeur des grues soutient un projet. Ce dernier assure que tout va bien.",
            "directeur des grues",
        ),
        (
            "Un diplomate présent dans la salle confie que tout est fini.",
            "diplomate présent dans la salle",
        ),
    ] {
        assert_eq!(last_speaker(text).as_deref(), Some(speaker), "{text}");
    }
}

#[test]
fn somebody_set_against_another_is_somebody_else() {
    let text = "Oumou Sy tourne à Brest. Le comédien principal, lui, assure que tout va bien.";
    assert_eq!(last_speaker(text).as_deref(), Some("comédien principal"));
    let text =
        "Le collectif Désarmons a parlé. Vingt personnes sont parties, selon la gendarmerie.";
    assert_eq!(last_speaker(text).as_deref(), Some("gendarmerie"));
}

#[test]
fn frames_that_are_rarer() {
    for (text, kind, words) in [
        (
            "« Une catastrophe silencieuse » : c’est ainsi que Lina Morvan décrit le port.",
            "direct",
            "Une catastrophe silencieuse",
        ),
        (
            "« On ferme tout », selon les mots de Lina Morvan.",
            "direct",
            "On ferme tout",
        ),
        (
            "La réponse de Lina Morvan : « On ferme tout et on part. »",
            "direct",
            "On ferme tout et on part.",
        ),
        (
            "Un projet jugé « absurde » par Lina Morvan.",
            "mixed",
            "absurde",
        ),
        (
            "Lina Morvan appelle la mairie à « prendre ses responsabilités ».",
            "mixed",
            "prendre ses responsabilités",
        ),
        (
            "Lina Morvan, elle, voit dans ce projet « une chance ».",
            "mixed",
            "une chance",
        ),
        (
            "Comme l’a dit un jour Lina Morvan, « un port ne dort jamais ».",
            "direct",
            "un port ne dort jamais",
        ),
        (
            "Lina Morvan « craint que le port ne ferme un jour ».",
            "mixed",
            "craint que le port ne ferme un jour",
        ),
        (
            "Lina Morvan a dit : « Le port est mort. Personne ne viendra.",
            "direct",
            "Le port est mort. Personne ne viendra.",
        ),
        (
            "— Vous partez ? demande Lina Morvan.",
            "direct",
            "Vous partez ?",
        ),
    ] {
        assert_eq!(
            said(text),
            [by(kind, words, "Lina Morvan", "explicit")],
            "{text}"
        );
    }
}
