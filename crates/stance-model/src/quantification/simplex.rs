//! The mixture of some points that is nearest to another: least squares over shares.
//!
//! Given columns `a_t` and `b`, find `π` with `π_t ≥ 0` and `Σ π_t = 1` that minimises `|Σ π_t a_t − b|²`: the point of
//! least norm in the polytope of the points `a_t − b`.
//!
//! *Source*: Wolfe, "Finding the nearest point in a polytope", Mathematical Programming 11, 1976: the points in use (the
//! corral) grow by the one that looks nearest and shrink by those whose share would be negative; it ends after finitely
//! many steps, at the solution and not near it.

/// Squared distances and shares below this are taken for 0.
const TINY: f64 = 1e-12;

/// A mixture of points.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mixture {
    /// Share of each point, 0 or more, summing to 1.
    pub(super) shares: Vec<f64>,
    /// Distance of the mixture from the point sought.
    pub(super) distance: f64,
}

/// Returns the mixture of `columns` nearest to `target`.
///
/// *Shape*: one or more columns, each as long as `target`. Where several mixtures are as near, which one it is depends
/// on the order of the columns.
pub(super) fn nearest_mixture(columns: &[Vec<f64>], target: &[f64]) -> Mixture {
    let points: Vec<Vec<f64>> = columns
        .iter()
        .map(|column| column.iter().zip(target).map(|(a, b)| a - b).collect())
        .collect();
    let mut shares = vec![0.0; points.len()];
    let mut corral = vec![least(points.iter().map(|point| dot(point, point))).0];
    shares[corral[0]] = 1.0;
    // Each round adds a point for good or ends; rounding may make two rounds alike, which ends it, too.
    for _ in 0..100 * points.len() {
        let here = combined(&points, &shares);
        let (nearest, value) = least(points.iter().map(|point| dot(&here, point)));
        if value > dot(&here, &here) - TINY || corral.contains(&nearest) {
            break;
        }
        corral.push(nearest);
        if !settle(&points, &mut corral, &mut shares) {
            break;
        }
    }
    let sum: f64 = shares.iter().sum();
    for share in &mut shares {
        *share /= sum;
    }
    let here = combined(&points, &shares);
    Mixture {
        distance: dot(&here, &here).sqrt(),
        shares,
    }
}

/// Moves to the point of least norm among mixtures of the corral, leaving out what has no share in it; returns whether
/// there was such a point.
fn settle(points: &[Vec<f64>], corral: &mut Vec<usize>, shares: &mut [f64]) -> bool {
    loop {
        let Some(affine) = affine_minimiser(points, corral) else {
            return false;
        };
        // How far one can go toward it before a share is negative.
        let steps = corral.iter().zip(&affine).filter(|(_, to)| **to <= TINY);
        let step = steps
            .map(|(&at, to)| shares[at] / (shares[at] - to))
            .fold(1.0, f64::min);
        let is_inside = affine.iter().all(|&to| to > TINY);
        for (&at, to) in corral.iter().zip(&affine) {
            shares[at] += step * (to - shares[at]);
        }
        if is_inside {
            return true;
        }
        corral.retain(|&at| {
            if shares[at] <= TINY {
                shares[at] = 0.0;
            }
            shares[at] > 0.0
        });
    }
}

/// Returns the weights, of any sign and summing to 1, of the point of least norm in the affine hull of the corral;
/// nothing where the points do not tell it.
fn affine_minimiser(points: &[Vec<f64>], corral: &[usize]) -> Option<Vec<f64>> {
    let rows = corral.iter().map(|&a| {
        let products = corral.iter().map(|&b| 1.0 + dot(&points[a], &points[b]));
        products.chain([1.0]).collect()
    });
    let weights = solved(rows.collect())?;
    let sum: f64 = weights.iter().sum();
    (sum.abs() > TINY).then(|| weights.iter().map(|weight| weight / sum).collect())
}

/// Returns the solution of linear equations, each row its coefficients and its right side; nothing where there is not
/// one. Gaussian elimination with partial pivoting.
fn solved(mut rows: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let n = rows.len();
    for column in 0..n {
        let pivot = (column..n).max_by(|&a, &b| {
            let size = |row: usize| rows[row][column].abs();
            size(a).total_cmp(&size(b))
        })?;
        rows.swap(column, pivot);
        if rows[column][column].abs() < TINY {
            return None;
        }
        let (above, below) = rows.split_at_mut(column + 1);
        let pivot = &above[column];
        for row in below {
            let factor = row[column] / pivot[column];
            for (value, above) in row.iter_mut().zip(pivot).skip(column) {
                *value -= factor * above;
            }
        }
    }
    let mut found = vec![0.0; n];
    for row in (0..n).rev() {
        let known = dot(&rows[row][row + 1..n], &found[row + 1..]);
        found[row] = (rows[row][n] - known) / rows[row][row];
    }
    Some(found)
}

/// Returns the sum of the points, each by its weight.
fn combined(points: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; points[0].len()];
    for (point, weight) in points.iter().zip(weights) {
        for (sum, value) in sum.iter_mut().zip(point) {
            *sum += weight * value;
        }
    }
    sum
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Returns place and value of the least value, the first among equals.
fn least(values: impl Iterator<Item = f64>) -> (usize, f64) {
    let mut best = (0, f64::INFINITY);
    for (at, value) in values.enumerate() {
        if value < best.1 {
            best = (at, value);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixture_is_found_again() {
        let columns = [
            vec![0.8, 0.1, 0.1],
            vec![0.2, 0.7, 0.1],
            vec![0.1, 0.3, 0.6],
        ];
        for shares in [[0.2, 0.5, 0.3], [1.0, 0.0, 0.0], [0.0, 0.4, 0.6]] {
            let found = nearest_mixture(&columns, &combined(&columns, &shares));
            for (found, share) in found.shares.iter().zip(shares) {
                assert!((found - share).abs() < 1e-9, "{found} {share}");
            }
            assert!(found.distance < 1e-9);
        }
    }

    #[test]
    fn what_no_mixture_gives_is_met_at_the_edge() {
        // Nearest to (1, 0) on the segment from (0.9, 0.1) to (0.3, 0.7) is its first end.
        let found = nearest_mixture(&[vec![0.9, 0.1], vec![0.3, 0.7]], &[1.0, 0.0]);
        assert_eq!(found.shares, [1.0, 0.0]);
        assert!((found.distance - 0.02_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn points_that_are_one_do_not_stop_it() {
        let same = vec![0.5, 0.5];
        let found = nearest_mixture(&[same.clone(), same.clone(), vec![0.0, 1.0]], &[0.25, 0.75]);
        let sum: f64 = found.shares.iter().sum();
        assert!((sum - 1.0).abs() < 1e-12 && (found.shares[2] - 0.5).abs() < 1e-9);
    }

    #[test]
    fn it_is_no_worse_than_any_mixture_on_a_grid() {
        let columns = [
            vec![0.6, 0.3, 0.1],
            vec![0.3, 0.3, 0.4],
            vec![0.2, 0.6, 0.2],
        ];
        for target in [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.1, 0.85, 0.05]] {
            let found = nearest_mixture(&columns, &target);
            for (a, b) in (0..=50).flat_map(|a| (0..=50 - a).map(move |b| (a, b))) {
                let shares = [a, b, 50 - a - b].map(|part| f64::from(part) / 50.0);
                let here: Vec<f64> = (combined(&columns, &shares).iter().zip(&target))
                    .map(|(a, b)| a - b)
                    .collect();
                assert!(found.distance <= dot(&here, &here).sqrt() + 1e-12);
            }
        }
    }
}
