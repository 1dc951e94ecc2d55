//! Which quotation found is which quotation marked: one to one, by how much of the longer they share.

use stance_articles::Span;

/// A quotation as the stretches of bytes that it is made of, in order.
pub(super) type Parts = Vec<Span>;

/// Returns the bytes shared by two quotations over the bytes of the longer one, from 0 to 1.
pub(super) fn overlap(one: &[Span], other: &[Span]) -> f64 {
    let shared: usize = one
        .iter()
        .flat_map(|a| other.iter().map(|b| shared(*a, *b)))
        .sum();
    let len = |parts: &[Span]| parts.iter().map(|part| part.len()).sum::<usize>();
    let longer = len(one).max(len(other));
    if longer == 0 {
        0.0
    } else {
        shared as f64 / longer as f64
    }
}

fn shared(one: Span, other: Span) -> usize {
    let end = one.end.min(other.end);
    end.saturating_sub(one.start.max(other.start))
}

/// Joins the quotations found that lie, by more than half, in one marked quotation of several parts: the
/// marks of one quotation that an incise cuts in two.
pub(super) fn joined(gold: &[Parts], found: &[Span]) -> Vec<(Parts, usize)> {
    let home = |span: Span| {
        gold.iter().position(|parts| {
            let within: usize = parts.iter().map(|part| shared(*part, span)).sum();
            parts.len() > 1 && 2 * within > span.len()
        })
    };
    let mut units: Vec<(Option<usize>, Parts, usize)> = Vec::new();
    for (at, &span) in found.iter().enumerate() {
        let home = home(span);
        match units
            .iter_mut()
            .find(|unit| home.is_some() && unit.0 == home)
        {
            Some(unit) => unit.1.push(span),
            None => units.push((home, vec![span], at)),
        }
    }
    units
        .into_iter()
        .map(|(_, parts, at)| (parts, at))
        .collect()
}

/// Returns the pairs (marked, found) that overlap by at least `threshold`, each used once, the closest
/// first; of equal ones the earlier.
pub(super) fn pairs(gold: &[Parts], found: &[Parts], threshold: f64) -> Vec<(usize, usize)> {
    let mut candidates: Vec<(f64, usize, usize)> = Vec::new();
    for (g, marked) in gold.iter().enumerate() {
        for (f, parts) in found.iter().enumerate() {
            let overlap = overlap(marked, parts);
            if overlap > 0.0 && overlap >= threshold {
                candidates.push((overlap, g, f));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut used_gold, mut used_found) = (vec![false; gold.len()], vec![false; found.len()]);
    let mut pairs = Vec::new();
    for (_, g, f) in candidates {
        if !used_gold[g] && !used_found[f] {
            (used_gold[g], used_found[f]) = (true, true);
            pairs.push((g, f));
        }
    }
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize) -> Span {
        Span::new(start, end)
    }

    #[test]
    fn overlap_is_over_the_longer_of_the_two() {
        assert!((overlap(&[span(0, 8)], &[span(0, 10)]) - 0.8).abs() < 1e-12);
        assert!((overlap(&[span(0, 10)], &[span(2, 10)]) - 0.8).abs() < 1e-12);
        assert!(
            (overlap(&[span(0, 4), span(6, 10)], &[span(0, 4), span(6, 10)]) - 1.0).abs() < 1e-12
        );
        assert!(overlap(&[span(0, 4)], &[span(4, 8)]).abs() < 1e-12);
    }

    #[test]
    fn each_is_used_once_the_closest_first() {
        let gold = [vec![span(0, 10)], vec![span(10, 14)]];
        let found = [vec![span(0, 14)], vec![span(0, 9)]];
        assert_eq!(pairs(&gold, &found, 0.3), [(0, 1)]);
        let found = [vec![span(0, 12)], vec![span(10, 13)]];
        assert_eq!(pairs(&gold, &found, 0.7), [(0, 0), (1, 1)]);
    }

    #[test]
    fn what_an_incise_cuts_is_one_where_it_was_marked_as_one() {
        let gold = [vec![span(0, 4), span(8, 12)], vec![span(20, 24)]];
        let found = [span(0, 4), span(8, 12), span(20, 22), span(22, 24)];
        let units = joined(&gold, &found);
        assert_eq!(units[0], (vec![span(0, 4), span(8, 12)], 0));
        assert_eq!(units.len(), 3);
    }
}
