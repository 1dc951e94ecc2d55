//! Who speaks, where it is told by a trade, an office, a firm's noun, a pronoun or a possessive.

use crate::support::said;
use stance_articles::read_text;

/// Returns the speakers of a paragraph, one for each quotation; "-" for nobody.
fn speakers(text: &str) -> Vec<String> {
    let speaker = |speaker: Option<String>| speaker.unwrap_or_else(|| "-".to_owned());
    said(text).into_iter().map(|row| speaker(row.2)).collect()
}

#[test]
fn a_trade_takes_up_the_one_person_named_and_an_office_does_not() {
    for (text, expected) in [
        (
            "« C’est trop tard », plaisante Odile Morvan. L’épicière avoue qu’elle a peur.",
            ["Odile Morvan", "Odile Morvan"],
        ),
        (
            "« On tient », prévient Paul Morvan, délégué CGT. Le syndicaliste affirme que rien n’avance.",
            ["Paul Morvan", "Paul Morvan"],
        ),
        (
            "« On tient », prévient Paul Morvan, délégué CGT. Le préfet affirme que tout avance.",
            ["Paul Morvan", "préfet"],
        ),
        (
            "« La voiture était lente », regrette Paul Morvan. Le patron de l’écurie dénonce « un mauvais choix ».",
            ["Paul Morvan", "patron de l’écurie"],
        ),
        (
            "« C’est grave », estime Anne Morvan. « Cela suffit », poursuit la maire de Brest.",
            ["Anne Morvan", "Anne Morvan"],
        ),
        (
            "« C’est grave », estime Anne Morvan. « Cela suffit », ajoute la maire de Brest.",
            ["Anne Morvan", "Anne Morvan"],
        ),
    ] {
        assert_eq!(speakers(text), expected, "{text}");
    }
}

#[test]
fn firms_are_taken_up_by_a_firms_noun_only() {
    for (text, expected) in [
        (
            "La société Norva assure que tout va bien. L’entreprise ajoute que rien ne change.",
            ["Norva", "Norva"],
        ),
        (
            "L’association Frimousse assure que tout va mal. Le fabricant répond que rien ne change.",
            ["Frimousse", "fabricant"],
        ),
    ] {
        assert_eq!(speakers(text), expected, "{text}");
    }
}

#[test]
fn a_noun_takes_up_its_longer_form() {
    let text = "La fédération de pétanque des Landes a voté. Le doyen en rit. La fédération précise que tout est légal.";
    assert_eq!(speakers(text), ["fédération de pétanque des Landes"]);
}

#[test]
fn pronouns_look_into_their_own_sentence_and_the_next() {
    for (text, expected) in [
        (
            "Les abonnés ont compté : ils parlent de « deux heures de silence ».",
            "abonnés",
        ),
        (
            "« Je dors mal depuis », confie-t-il. Paul Morvan a vu la machine s’emballer.",
            "Paul Morvan",
        ),
        (
            "Quand la mairie a signé, l’opposition a protesté. Elle soutient que la facture a doublé.",
            "opposition",
        ),
        (
            "Odile Morvan est vigneronne. À ses yeux, la vigne a fait son temps.",
            "Odile Morvan",
        ),
        (
            "Odile Morvan est vigneronne. À l’en croire, la vigne a fait son temps.",
            "Odile Morvan",
        ),
    ] {
        assert_eq!(speakers(text), [expected], "{text}");
    }
}

#[test]
fn names_keep_their_particles_titles_and_last_names() {
    for (text, expected) in [
        ("M. Le Guennec affirme que tout va bien.", "Le Guennec"),
        (
            "Le Pr Aubert-Lacaze affirme que tout va bien.",
            "Aubert-Lacaze",
        ),
        ("Inès Ben Salah affirme que tout va bien.", "Inès Ben Salah"),
        (
            "La start-up Poulpe & Fils affirme que tout va bien.",
            "Poulpe & Fils",
        ),
    ] {
        assert_eq!(speakers(text), [expected], "{text}");
    }
    let text =
        "Léonie van der Elst dit que tout va bien. Mme van der Elst ajoute que rien ne presse.";
    assert_eq!(speakers(text), ["Léonie van der Elst"; 2]);
}

#[test]
fn the_author_is_nobody_elses_antecedent() {
    let text = "Par Paul Morvan\n\nJe crois que l’école a besoin de lenteur. Le ministre répète que tout va bien.";
    let article = read_text(text.to_owned());
    let found: Vec<_> = article
        .quotations()
        .map(|quotation| article.speaker(quotation))
        .collect();
    assert_eq!(found, [Some("Paul Morvan"), Some("ministre")]);
}

#[test]
fn denied_and_wished_words_are_not_said() {
    for text in [
        "Je n’y ai jamais vu de « zone de non-droit ».",
        "La salle, qui espérait un « oui », s’est tue.",
        "Le prix dit « du chaudron d’or » sera remis samedi.",
    ] {
        assert_eq!(said(text), [], "{text}");
    }
    let text = "La mère de la victime a crié « Menteur ! » avant de sortir.";
    assert_eq!(speakers(text), ["mère de la victime"]);
}

#[test]
fn answers_without_label_follow_one_that_has_it() {
    let text = "**Pourquoi ?**\n\nOdile Morvan : Parce que c’est ainsi.\n\n**Des regrets ?**\n\nUn seul : la région.";
    let article = read_text(text.to_owned());
    let found: Vec<_> = article
        .quotations()
        .map(|quotation| (article.slice(quotation.span), article.speaker(quotation)))
        .collect();
    let odile = Some("Odile Morvan");
    assert_eq!(
        found,
        [
            ("Parce que c’est ainsi.", odile),
            ("Un seul : la région.", odile)
        ]
    );
}

#[test]
fn english_incises_stand_after_what_is_not_marked() {
    for (text, expected) in [
        (
            "The ferry ran aground on Sunday, authorities said.",
            "authorities",
        ),
        (
            "The ferry ran aground, Mary Holt said on Monday.",
            "Mary Holt",
        ),
        (
            "Local fishermen say the drones scare off the herring.",
            "Local fishermen",
        ),
    ] {
        assert_eq!(speakers(text), [expected], "{text}");
    }
    assert_eq!(said("After the long storm, officials said nothing."), []);
}

#[test]
fn another_noun_after_a_quotation_is_whom_the_text_is_about() {
    for (text, expected) in [
        (
            "Lise Morvan a salué l’accord. « C’est un bon texte », assure la secrétaire d’État chargée de la Mer.",
            vec!["Lise Morvan"],
        ),
        (
            "Le président des Indépendants Paul Guern dénonce « un oubli ». « C’est trop peu », critique le président de \
             l’Union des ports. « Il faut agir », poursuit l’élu de Brest.",
            vec!["Paul Guern", "Paul Guern", "Paul Guern"],
        ),
        (
            "« C’est grave », estime Anne Morvan. L’ancienne ministre de la Mer redoute que rien ne change.",
            vec!["Anne Morvan", "Anne Morvan"],
        ),
    ] {
        assert_eq!(speakers(text), expected, "{text}");
    }
}

#[test]
fn what_floats_in_a_portrait_is_said_by_the_one_person_quoted() {
    let text = "« Je répare tout », confie Paul Guern. Le hangar est vaste. Les outils pendent aux murs. « Mon père m’a tout \
                appris ici. » Le soir tombe.";
    assert_eq!(speakers(text), ["Paul Guern", "Paul Guern"]);
    let text = "« Je répare tout », confie Paul Guern. « Il ment », rit Anne Morvan. Le hangar est vaste. Les outils pendent \
                aux murs. « Mon père m’a tout appris ici. » Le soir tombe.";
    assert_eq!(speakers(text), ["Paul Guern", "Anne Morvan", "-"]);
}

#[test]
fn a_name_is_parted_from_a_party_and_an_employer_before_it() {
    for (text, expected) in [
        (
            "La députée UniR Amélie Guern salue « un geste ».",
            "Amélie Guern",
        ),
        (
            "« Le vote baisse », souligne le chercheur au Cevipol Luc Guern.",
            "Luc Guern",
        ),
        (
            "Lise Morvan est venue. Cette artiste de rue rallie Brest à pied. Pour elle, rien ne change.",
            "Lise Morvan",
        ),
    ] {
        assert_eq!(speakers(text), [expected], "{text}");
    }
}

#[test]
fn what_stands_between_a_subject_and_its_verb_hides_no_speaker() {
    for (text, expected) in [
        (
            "A Brest, où la foule est venue, Michel Guern, retraité de 68 ans, estime que rien ne change.",
            "Michel Guern",
        ),
        (
            "Monique Guern de Brest, 22 ans, affirme lutter pour tous : « Nous ne voulons pas moins de taxes. »",
            "Monique Guern",
        ),
        (
            "Paul Guern a parlé. L’ancien candidat à l’élection municipale a dit n’être « pas déçu par ce vote ».",
            "Paul Guern",
        ),
        ("La société Norva « prend acte » de la sanction.", "Norva"),
    ] {
        assert_eq!(
            speakers(text).last().map(String::as_str),
            Some(expected),
            "{text}"
        );
    }
}

#[test]
fn an_example_of_what_a_sentence_is_about_says_nothing() {
    for text in [
        "Cette vague, lancée par des outils comme Norva Studio, promet de transformer le métier.",
        "That wave, begun by tools such as Norva Studio, promises to change the trade.",
        "That wave, begun by tools like Norva Studio, promises to change the trade.",
    ] {
        let found = speakers(text);
        assert!(!found.iter().any(|name| name == "Norva Studio"), "{text}");
    }
}

#[test]
fn a_colon_belongs_to_the_verb_right_before_it() {
    for (text, expected) in [
        (
            "C’est un seul homme qui a brûlé les deux camions, a affirmé le préfet : « Il est bien connu de nous tous. »",
            vec!["préfet"],
        ),
        (
            "Alors que Paul Guern disait : « Tout va bien ici », l’un des soucis du port est là : « La grue ne marche plus \
             depuis deux ans. »",
            vec!["Paul Guern", "-"],
        ),
        (
            "Nous insistons. Réponse : « Revenez donc demain matin. »",
            vec!["-"],
        ),
    ] {
        assert_eq!(speakers(text), expected, "{text}");
    }
}

#[test]
fn offices_of_a_country_and_roles_by_their_field_lead_to_their_holder() {
    for (text, expected) in [
        (
            "Armand Guern élude la question.\n\nLe Premier ministre, fragilisé par la crise, a assuré jeudi qu’il resterait.",
            vec!["Armand Guern"],
        ),
        (
            "Lise Morvan a reçu les élus. Le vent souffle. « Rien ne change », a dit la cheffe de l’État.",
            vec!["Lise Morvan"],
        ),
        (
            "Le porte-parole du gouvernement Benoît Guern est venu. Le porte-parole local des Dockers, Tristan Morvan, dénonce \
             « un coup ». Le porte-parole du gouvernement a assuré que rien ne pressait.",
            vec!["Tristan Morvan", "Benoît Guern"],
        ),
        (
            "Me Guern a plaidé. Pour l’avocat, ce dossier est vide.",
            vec!["Guern"],
        ),
        (
            "Anne Morvan est venue. Dix hommes ont été pris, a indiqué la préfecture du Nord. Six ont fui, a-t-elle ajouté.",
            vec!["préfecture du Nord", "préfecture du Nord"],
        ),
    ] {
        assert_eq!(speakers(text), expected, "{text}");
    }
}

#[test]
fn names_end_where_another_begins() {
    for (text, expected) in [
        (
            "Le patron de la CGX Laurent Guern dénonce « un oubli ».",
            "Laurent Guern",
        ),
        (
            "Le chef de groupe à l’Assemblée Christian Guern dénonce « un oubli ».",
            "Christian Guern",
        ),
        ("Yacine Ait Guern dénonce « un oubli ».", "Yacine Ait Guern"),
        (
            "Bien qu’il taise le chiffre exact, le patron de Norva en France, Luc Guern, affirme vendre « des milliers » de vélos.",
            "Luc Guern",
        ),
        (
            "Roland Guern est venu. « C’est fini », a déclaré à l’AFX M. Guern.",
            "Roland Guern",
        ),
        (
            "Paul Guern est venu. Début septembre, il avait dénoncé « un oubli ».",
            "Paul Guern",
        ),
    ] {
        assert_eq!(speakers(text), [expected], "{text}");
    }
}

#[test]
fn somebody_s_own_are_those_of_whom_the_text_named_last() {
    let text =
        "Alors que tout ferme, Ferronnerie Guern embauche. Son gérant assure que tout va bien.";
    assert_eq!(speakers(text), ["gérant de Ferronnerie Guern"]);
}

#[test]
fn who_stands_before_a_colon_is_told() {
    for (text, expected) in [
        (
            "Le texte dérange. Une analyse partagée par la philosophe Isabelle Guern : « Ce siècle a besoin de nous. »",
            "Isabelle Guern",
        ),
        (
            "Là comme ailleurs, le pouvoir fait la sourde oreille et dénonce « un plan ».",
            "pouvoir",
        ),
    ] {
        assert_eq!(speakers(text), [expected], "{text}");
    }
}

#[test]
fn even_if_and_what_explains_something_report_nothing() {
    for text in [
        "« Je vais bien », explique Paul Guern, même s’il dort peu.",
        "« Je vais bien », explique Paul Guern. Cela s’explique par la baisse du « bond note ».",
    ] {
        assert_eq!(speakers(text), ["Paul Guern"], "{text}");
    }
}

#[test]
fn who_was_named_before_a_question_answers_it() {
    let text = "Une liste a gagné. Elle est menée par le maire Pierre Guern.\n\nComment expliquer ce score ?\n\n\
                « J’ai senti que les gens étaient prêts à changer. »";
    let article = read_text(text.to_owned());
    let found: Vec<_> = article
        .quotations()
        .map(|quotation| article.speaker(quotation))
        .collect();
    assert_eq!(found, [Some("Pierre Guern")]);
}

#[test]
fn an_apposed_name_and_a_gerund_are_told_apart() {
    for (text, expected) in [
        (
            "La commission vote. Tout ira bien, a précisé sa présidente, Chantal Guern qui exclut de partir.",
            "Chantal Guern",
        ),
        (
            "Présentant les comptes, Mathieu Guern a déclaré que tout allait bien.",
            "Mathieu Guern",
        ),
    ] {
        assert_eq!(speakers(text), [expected], "{text}");
    }
    assert!(speakers("Pour le pouvoir, se taire ne peut que nuire.").is_empty());
}
