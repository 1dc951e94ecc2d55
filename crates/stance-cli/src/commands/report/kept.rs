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
        let rank = (
            Reverse(quotations),
            Reverse(paragraphs),
            article.place.article,
        );
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::report::excerpt::Place;

    fn article(number: usize, attributed: usize, cost: usize) -> ShownArticle {
        let place = Place {
            article: number,
            paragraph: 1,
            title: String::new(),
            source: None,
            date: None,
        };
        ShownArticle {
            place,
            name: String::new(),
            author: None,
            target: None,
            paragraphs: Vec::new(),
            furniture: 0,
            left_out: 0,
            attributed,
            labelled: 1,
            cost,
        }
    }

    #[test]
    fn the_articles_kept_do_not_depend_on_their_order() {
        // By rank 2, 0, 3, 1: 2 and 0 fit, 3 does not, and so 1 is not taken either, though it would fit.
        let all = [(0, 5, 40), (1, 1, 10), (2, 9, 50), (3, 4, 30)];
        let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]];
        for order in orders {
            let mut kept = Kept::new(100);
            for at in order {
                let (number, attributed, cost) = all[at];
                kept.add(article(number, attributed, cost));
            }
            let numbers: Vec<usize> = kept
                .in_order()
                .iter()
                .map(|article| article.place.article)
                .collect();
            assert_eq!(numbers, [0, 2], "{order:?}");
        }
    }
}
