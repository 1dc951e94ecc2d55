//! The articles that the page shows: the most informative ones, as far as the budget goes.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::excerpt::ShownArticle;

/// Rank of an article: quotations of known speakers, most first, paragraphs with a label, most first, then the order
/// of the input.
type Rank = (Reverse<usize>, Reverse<usize>, usize);

/// The first articles by rank that fit into a budget together.
///
/// Which they are depends on the articles alone, not on the order they come in: once one did not fit, none that
/// ranks after it is taken.
pub(super) struct Kept {
    budget: usize,
    cost: usize,
    articles: BTreeMap<Rank, ShownArticle>,
    /// The best that did not fit.
    barred: Option<Rank>,
}

impl Kept {
    pub(super) fn new(budget: usize) -> Self {
        Self {
            budget,
            cost: 0,
            articles: BTreeMap::new(),
            barred: None,
        }
    }

    pub(super) fn add(&mut self, article: ShownArticle) {
        let (quotations, paragraphs) = (article.attributed, article.labelled);
        let rank = (Reverse(quotations), Reverse(paragraphs), article.place.article);
        if self.barred.as_ref().is_some_and(|barred| rank > *barred) {
            return;
        }
        self.cost += article.cost;
        self.articles.insert(rank, article);
        while self.cost > self.budget {
            let Some((rank, last)) = self.articles.pop_last() else {
                break;
            };
            self.cost -= last.cost;
            self.barred = Some(rank);
        }
    }

    /// Returns the articles in the order of the input.
    pub(super) fn in_order(&self) -> Vec<&ShownArticle> {
        let mut articles: Vec<&ShownArticle> = self.articles.values().collect();
        articles.sort_by_key(|article| article.place.article);
        articles
    }
}
