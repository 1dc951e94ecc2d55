//! Line search by the derivative along the line, which is convex.
//!
//! ```text
//! find t > 0 with  |φ'(t)| ≤ ½ |φ'(0)|  and  φ(t) ≤ φ(0) + 10⁻⁴ t φ'(0),   φ(t) = f(w + t s)
//! ```
//!
//! The decision values of `w` and `s` are known, so a trial costs one pass over the rows' decision
//! values and none over the matrix. The full Newton step is tried first, then Newton steps in one
//! dimension, each at most half as long as the move before; otherwise the bracket is halved, since
//! Newton steps by themselves may circle about the minimum for ever. *Sources*: the strong Wolfe
//! conditions, Nocedal & Wright, "Numerical Optimization", 2006, section 3.1; the safeguard, Dekker
//! (1969) as told by Brent, "Algorithms for Minimization without Derivatives", 1973, chapter 4.

use super::conjugate_gradient::Step;
use super::newton::Problem;

/// Largest slope, relative to the first, at which the search ends.
const SLOPE: f64 = 0.5;
/// Smallest decrease, relative to what the slope promises.
const DECREASE: f64 = 1e-4;
/// Change of the objective, relative to it, that may be rounding.
const ROUNDING: f64 = 1e-12;
/// Most that a trial is longer than the one before.
const STRETCH: f64 = 1e9;
/// Trials before the search gives up: halving has used up the 53 bits of a step by then.
const TRIALS: usize = 128;

/// Returns the step length, or nothing when rounding hides any decrease.
///
/// `parameters` and `values` are the point and its decision values; `objective` and `slope` are the
/// objective there and its derivative along `step`.
pub(super) fn search(
    problem: &Problem<'_>,
    (parameters, values): (&[f64], &[f64]),
    objective: f64,
    slope: f64,
    step: &Step,
) -> Option<f64> {
    if slope.is_nan() || slope >= 0.0 {
        return None;
    }
    let constant = 0.5 * problem.penalty_product(parameters, parameters);
    let linear = problem.penalty_product(parameters, &step.parameters);
    let square = problem.penalty_product(&step.parameters, &step.parameters);
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let (mut t, mut last_move) = (1.0, f64::INFINITY);
    for _ in 0..TRIALS {
        let loss = problem.loss.along(values, &step.values, t);
        let value = constant + t * (linear + 0.5 * t * square) + loss.value;
        let here = linear + t * square + loss.slope;
        let decreased = value <= objective + DECREASE * t * slope + ROUNDING * objective.abs();
        if decreased && here.abs() <= -SLOPE * slope {
            return Some(t);
        }
        if here > 0.0 || !decreased {
            high = t;
        } else {
            low = t;
        }
        let newton = t - here / (square + loss.curvature);
        let is_safe = newton > low && newton < high && (newton - t).abs() <= 0.5 * last_move;
        let next = if high.is_infinite() {
            newton.max(2.0 * t).min(STRETCH * t)
        } else if is_safe {
            newton
        } else {
            0.5 * (low + high)
        };
        (t, last_move) = (next, (next - t).abs());
    }
    None
}

#[cfg(test)]
mod tests {
    use stance_features::Csr;

    use super::super::design::Design;
    use super::super::loss::Loss;
    use super::*;

    /// Searches from no weights along `step`, and returns the step length.
    fn length_along(step: &[f64]) -> Option<f64> {
        let records = Csr::new(1, vec![0, 1, 2, 3], vec![0; 3], vec![1.0, 0.5, -1.0]).unwrap();
        let design = Design::new(&records).unwrap();
        let loss = Loss {
            labels: &[1, 0, 0],
            weights: vec![3.0; 3],
            n_vectors: 1,
        };
        let problem = Problem {
            design,
            loss,
            intercept_penalty: 1.0,
        };
        let mut values = vec![0.0; 3];
        design.multiply(step, 1, &mut values);
        let start = problem.loss.along(&[0.0; 3], &values, 0.0);
        let step = Step {
            parameters: step.to_vec(),
            values,
            products: 0,
        };
        let from = ([0.0; 2].as_slice(), [0.0; 3].as_slice());
        let found = search(&problem, from, start.value, start.slope, &step)?;
        let end = problem.loss.along(&[0.0; 3], &step.values, found);
        let square = problem.penalty_product(&step.parameters, &step.parameters);
        assert!(end.value + 0.5 * found * found * square < start.value);
        assert!((end.slope + found * square).abs() <= 0.5 * start.slope.abs());
        Some(found)
    }

    #[test]
    fn a_good_step_is_taken_whole() {
        assert_eq!(length_along(&[1.0, -0.2]), Some(1.0));
    }

    #[test]
    fn a_step_too_long_is_cut_and_one_too_short_is_stretched() {
        let whole = length_along(&[1e6, -2e5]).unwrap();
        assert!(whole < 1e-5, "{whole}");
        let whole = length_along(&[1e-6, -2e-7]).unwrap();
        assert!(whole > 1e5, "{whole}");
    }

    #[test]
    fn a_step_uphill_is_refused() {
        assert_eq!(length_along(&[-1.0, 0.0]), None);
    }
}
