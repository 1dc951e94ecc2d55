//! Kinds of lines: what a text on several lines is cut into.

use crate::support::kinds;

const PROSE: &str = "Le port reçoit chaque nuit dix navires venus de loin, et les grues tournent \
                     jusqu'au matin sans que personne les conduise.";

fn kind_of(line: &str) -> String {
    let text = format!("Un port la nuit\n{PROSE}\n{line}\n{PROSE}\n");
    let found = kinds(&text);
    assert_eq!(found[0].0, "heading");
    assert_eq!(found.len(), 4, "{found:?}");
    found[2].0.to_owned()
}

#[test]
fn each_line_has_its_kind() {
    for (line, kind) in [
        ("Des grues sans grutiers", "heading"),
        ("## Des grues sans grutiers", "heading"),
        ("Faut-il craindre la nuit ?", "heading"),
        ("Les grues se taisent enfin.", "paragraph"),
        ("- Rapidité : les navires repartent plus tôt.", "list-item"),
        ("• Rapidité", "list-item"),
        ("2. Les navires repartent plus tôt.", "list-item"),
        ("2. Les navires repartent plus tôt", "heading"),
        ("| navires | grues |", "table-row"),
        ("navires\tgrues\t12", "table-row"),
        ("Légende : la grue du quai nord", "caption"),
        ("La grue du quai nord, en mai. © Agence du Nord", "caption"),
        (
            "> Nous avons appris à vivre avec ces machines.",
            "pull-quote",
        ),
        ("Lire aussi : Les phares s'éteignent", "furniture"),
        ("Partager", "furniture"),
        ("Source : Le Quai", "furniture"),
    ] {
        assert_eq!(kind_of(line), kind, "{line}");
    }
}

#[test]
fn a_signed_paragraph_is_a_pull_quote_with_its_signature() {
    let text = format!(
        "Un port la nuit\n{PROSE}\nCes machines nous soulagent vraiment.\n– Lina Morvan, grutière\n{PROSE}\n"
    );
    let article = stance_articles::read_text(text);
    let paragraph = &article.paragraphs[2];
    assert_eq!(paragraph.kind.as_str(), "pull-quote");
    assert_eq!(
        paragraph.signature.map(|line| article.slice(line)),
        Some("– Lina Morvan, grutière")
    );
    let quotation = &paragraph.quotations[0];
    assert_eq!(
        article.slice(quotation.span),
        "Ces machines nous soulagent vraiment."
    );
    assert_eq!(article.speaker(quotation), Some("Lina Morvan"));
    assert_eq!(quotation.speaker_source.as_str(), "signature");
    assert!(paragraph.span.contains(quotation.span));
}

#[test]
fn a_list_with_dashes_is_not_signed() {
    let text = format!("{PROSE}\n– Lina Morvan, grutière\n– Jo Le Gall, pêcheur\n{PROSE}\n");
    let found: Vec<_> = kinds(&text).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(found, ["paragraph", "list-item", "list-item", "paragraph"]);
}

#[test]
fn questions_and_answers_need_to_be_several() {
    let block = format!("Faut-il craindre la nuit ?\n{PROSE}\n");
    let found: Vec<_> = kinds(&format!("Un port\n{}", block.repeat(3)))
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(
        found[1..],
        [
            "question", "answer", "question", "answer", "question", "answer"
        ]
    );
    let found: Vec<_> = kinds(&format!("Un port\n{block}"))
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(found[1..], ["heading", "paragraph"]);
}

#[test]
fn what_follows_the_end_is_furniture_even_if_it_is_prose() {
    let text = format!(
        "Un port\n{PROSE}\n{PROSE}\n{PROSE}\n{PROSE}\nSur le même sujet\nLes phares\n{PROSE}\n"
    );
    let found: Vec<_> = kinds(&text).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(found[5..], ["furniture", "furniture", "furniture"]);
    // In the middle only the titles under it are.
    let text =
        format!("Un port\n{PROSE}\nSur le même sujet\nLes phares s'éteignent\n{PROSE}\n{PROSE}\n");
    let found: Vec<_> = kinds(&text).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(
        found[2..],
        ["furniture", "furniture", "paragraph", "paragraph"]
    );
}

#[test]
fn lines_cut_in_the_middle_of_a_sentence_are_joined() {
    let text = "Le port reçoit chaque nuit dix navires venus de loin,\net les grues tournent jusqu'au matin.\n";
    assert_eq!(kinds(text).len(), 1);
    let text =
        "Le port reçoit chaque nuit dix navires venus de loin.\n\net les grues tournent encore.\n";
    assert_eq!(kinds(text).len(), 2);
}

#[test]
fn byline_and_date_are_found_and_are_furniture() {
    for (line, byline, date) in [
        ("Par Lina Morvan", "Lina Morvan", None),
        (
            "Par Lina Morvan, le 3 mai 2025",
            "Lina Morvan",
            Some("3 mai 2025"),
        ),
        (
            "Par Lina Morvan et Jo Le Gall – Mis à jour le 3 mai 2025 à 10 h 12",
            "Lina Morvan et Jo Le Gall",
            Some("3 mai 2025"),
        ),
        (
            "By Mary Holt | May 3, 2025",
            "Mary Holt",
            Some("May 3, 2025"),
        ),
        (
            "La rédaction, le 3 mai 2025",
            "La rédaction",
            Some("3 mai 2025"),
        ),
    ] {
        let article = stance_articles::read_text(format!("Un port la nuit\n{line}\n{PROSE}\n"));
        assert_eq!(article.title(), Some("Un port la nuit"), "{line}");
        assert_eq!(article.byline(), Some(byline), "{line}");
        assert_eq!(article.date(), date, "{line}");
        assert_eq!(article.paragraphs[1].kind.as_str(), "furniture", "{line}");
    }
}

#[test]
fn prose_that_starts_like_a_byline_is_none() {
    let text = format!(
        "Un port la nuit\nPar Brest passent tous les navires du Nord, chaque hiver.\n{PROSE}\n"
    );
    let article = stance_articles::read_text(text);
    assert_eq!(article.byline(), None);
    assert_eq!(article.paragraphs[1].kind.as_str(), "paragraph");
}

#[test]
fn a_blank_text_has_no_paragraph_and_a_row_is_never_cut() {
    assert!(kinds(" \n\t\r\n ").is_empty());
    let row = format!("{PROSE}\n{PROSE}");
    let article = stance_articles::Article::from_paragraph(row.clone());
    assert_eq!(article.paragraphs.len(), 1);
    assert_eq!(article.slice(article.paragraphs[0].span), row);
}

#[test]
fn prose_after_a_late_list_of_other_articles_stays() {
    let text = format!(
        "Menu\nS’abonner\nUn port sans grutiers cherche ses marins\nPar Ana Ruiz\n3 mai 2025\n{PROSE}\n{PROSE}\n\
         À lire aussi\nLes phares du large s’éteignent\n{PROSE}\n{PROSE}\n{PROSE}\n\
         Partager sur Facebook\nNos newsletters\nLes plus lus\nUn phare se rallume\n"
    );
    let found: Vec<_> = kinds(&text).into_iter().map(|(kind, _)| kind).collect();
    let (f, p) = ("furniture", "paragraph");
    let expected = [f, f, "heading", f, f, p, p, f, f, p, p, p, f, f, f, f];
    assert_eq!(found, expected);
}

#[test]
fn values_before_a_text_in_markdown_are_furniture() {
    let text = format!(
        "---\ntitle: \"Un port\"\ndate: 2025-03-09\ntags: [port]\n---\n# Un port la nuit\n{PROSE}\n{PROSE}\n## Le matin\n{PROSE}\n"
    );
    let article = stance_articles::read_text(text);
    assert_eq!(article.title(), Some("Un port la nuit"));
    let furniture = |paragraph: &stance_articles::Paragraph| paragraph.kind.as_str() == "furniture";
    let found: Vec<_> = article.paragraphs.iter().map(furniture).collect();
    assert_eq!(
        found,
        [
            true, true, true, true, true, false, false, false, false, false
        ]
    );
}

#[test]
fn a_headline_that_names_an_interview_is_the_title() {
    let text = format!(
        "Accueil\nEntretien avec Lina Morvan, grutière au port de Brest\n{PROSE}\nQue voyez-vous la nuit ?\n\
         {PROSE}\nEt le matin ?\n{PROSE}\nReviendrez-vous ?\n{PROSE}\nPartager\n"
    );
    let title = stance_articles::read_text(text).title().map(str::to_owned);
    let expected = "Entretien avec Lina Morvan, grutière au port de Brest";
    assert_eq!(title.as_deref(), Some(expected));
}

#[test]
fn the_menu_before_a_text_on_one_line_is_furniture() {
    let body = format!("{PROSE} ").repeat(8);
    let text = format!(
        "Menu Accueil Rubriques Société Vidéos {body}Newsletter Recevez nos titres Mentions légales"
    );
    let found = kinds(&text);
    assert_eq!(
        found[0],
        (
            "furniture",
            "Menu Accueil Rubriques Société Vidéos".to_owned()
        )
    );
    assert_eq!(found[found.len() - 1].0, "furniture");
    assert!(
        found[1..found.len() - 1]
            .iter()
            .all(|(kind, _)| *kind == "passage")
    );
}

#[test]
fn a_page_on_one_line_has_title_byline_date_and_headings() {
    let text = format!(
        "Accueil Société Sports Annonces Je m'abonne Mon compte La nuit, le port de Brest se passe de grutiers Par Ana \
         Ruiz Publié le 3 mai 2025 à 18h42 Partager {PROSE} {PROSE} Des grues sans grutiers {PROSE} {PROSE} \
         À lire aussi Les phares s'éteignent La criée a un toit \
         Mentions légales Contact Paramétrer les cookies"
    );
    let article = stance_articles::read_text(text.clone());
    assert_eq!(
        article.title(),
        Some("La nuit, le port de Brest se passe de grutiers")
    );
    assert_eq!(article.byline(), Some("Ana Ruiz"));
    assert!(
        article
            .date()
            .is_some_and(|date| date.contains("3 mai 2025"))
    );
    let found = kinds(&text);
    assert_eq!(found[0].0, "furniture");
    assert!(found.contains(&("heading", "Des grues sans grutiers".to_owned())));
    assert_eq!(found[found.len() - 1].0, "furniture");
    let prose: String = found
        .iter()
        .filter(|(kind, _)| *kind == "passage")
        .map(|(_, text)| text.as_str())
        .collect();
    assert_eq!(prose.matches("dix navires").count(), 4);
}

#[test]
fn what_leads_to_a_list_is_no_heading() {
    let found = kinds(&format!(
        "Un port la nuit\n{PROSE}\nDes grues\n{PROSE}\nVoici quelques avantages de ces grues :\n- Rapidité\n- Sûreté\n\
         Et demain ?\n{PROSE}\n"
    ));
    assert_eq!(found[4].0, "paragraph");
    assert_eq!(found[5].0, "list-item");
}
