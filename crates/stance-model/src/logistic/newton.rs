//! Truncated Newton method for L2-regularised logistic regression.
//!
//! ```text
//! minimise  f(w, b) = ½ Σ ‖wₖ‖² + ½ penalty Σ bₖ² + Σᵢ cᵢ loss(labelᵢ, X w + b)
//! ```
//!
//! Each iteration solves `H s = -∇f` roughly by preconditioned conjugate gradients, `H` being the
//! Hessian, and searches along `s`. Returned are the parameters at which the norm of the gradient,
//! relative to that of the null model, is at most the tolerance, or the last ones reached. The norm
//! is that of the inverse preconditioner: its square is about twice what the objective can still
//! lose, in whatever units the features are. *Sources*: Lin,
//! Weng & Keerthi, "Trust region Newton method for large-scale logistic regression", JMLR 9, 2008;
//! Hsia, Chiang & Lin, "Preconditioned conjugate gradient methods in truncated Newton frameworks for
//! large-scale linear classification", ACML 2018; Galli & Lin, "A study on truncated Newton methods
//! for linear classification", IEEE TNNLS 33, 2022 (a line search in place of the trust region).

use super::conjugate_gradient::{ConjugateGradient, Step};
use super::design::{Design, Partials};
use super::line_search::search;
use super::loss::{Derivatives, Loss};
use super::preconditioner::{FeatureSpread, Preconditioner};
use super::vector::{add_scaled, dot};

/// Iterations after which the decision values are multiplied out afresh, so that the rounding of
/// their updates does not pile up.
const REFRESH: usize = 16;
/// Gradient norm of the null model, relative to the root of the rows' weight, that may be rounding.
const ROUNDING: f64 = 1e-10;

/// A problem: design matrix, loss and penalty.
#[derive(Debug)]
pub(super) struct Problem<'a> {
    pub(super) design: Design<'a>,
    pub(super) loss: Loss<'a>,
    /// Penalty on each intercept, where that on each weight is 1.
    pub(super) intercept_penalty: f64,
}

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) tolerance: f64,
    pub(super) max_iterations: usize,
}

/// What the solver returns.
#[derive(Debug, Clone)]
pub(super) struct Solution {
    /// `(n_features + 1) × n_vectors`, feature by feature, the intercepts last.
    pub(super) parameters: Vec<f64>,
    /// Decision values of all rows, `n_rows × n_vectors`.
    pub(super) decision_values: Vec<f64>,
    pub(super) iterations: usize,
    pub(super) products: usize,
    /// Relative to the null model's.
    pub(super) gradient_norm: f64,
    pub(super) objective: f64,
    pub(super) converged: bool,
}

impl Problem<'_> {
    pub(super) fn n_parameters(&self) -> usize {
        (self.design.n_features() + 1) * self.loss.n_vectors
    }

    /// Returns the product of two parameter vectors weighed by the penalty: `aᵀ diag(penalty) b`.
    pub(super) fn penalty_product(&self, a: &[f64], b: &[f64]) -> f64 {
        let n_weights = self.n_weights();
        let intercepts: f64 = a[n_weights..]
            .iter()
            .zip(&b[n_weights..])
            .map(|(a, b)| a * b)
            .sum();
        dot(&a[..n_weights], &b[..n_weights]) + self.intercept_penalty * intercepts
    }

    /// Adds the gradient of the penalty at `parameters`.
    pub(super) fn add_penalty_gradient(&self, parameters: &[f64], out: &mut [f64]) {
        let n_weights = self.n_weights();
        add_scaled(1.0, &parameters[..n_weights], &mut out[..n_weights]);
        add_scaled(
            self.intercept_penalty,
            &parameters[n_weights..],
            &mut out[n_weights..],
        );
    }

    fn n_weights(&self) -> usize {
        self.design.n_features() * self.loss.n_vectors
    }

    fn preconditioner<'a>(
        &self,
        spread: &'a FeatureSpread,
        at: &Derivatives,
    ) -> Preconditioner<'a> {
        Preconditioner::new(
            spread,
            &at.diagonal,
            self.loss.n_vectors,
            self.intercept_penalty,
        )
    }

    /// Returns the parameters of the null model: no weights, and intercepts that give each class
    /// its share of the rows' weight. With a penalty on the intercepts they are 0 too.
    pub(super) fn null_parameters(&self) -> Vec<f64> {
        let mut parameters = vec![0.0; self.n_parameters()];
        if self.intercept_penalty == 0.0 {
            let n_weights = self.n_weights();
            self.loss.null_values(&mut parameters[n_weights..]);
        }
        parameters
    }
}

/// Parameters, decision values and derivatives that move together.
struct Point {
    parameters: Vec<f64>,
    values: Vec<f64>,
    at: Derivatives,
    objective: f64,
    gradient: Vec<f64>,
}

impl Point {
    fn new(problem: &Problem<'_>, parameters: Vec<f64>, partials: &mut Partials) -> Self {
        let (n_rows, m) = (problem.design.n_rows(), problem.loss.n_vectors);
        let mut point = Self {
            values: vec![0.0; n_rows * m],
            at: Derivatives::zeros(n_rows, m),
            objective: 0.0,
            gradient: vec![0.0; parameters.len()],
            parameters,
        };
        problem
            .design
            .multiply(&point.parameters, m, &mut point.values);
        point.evaluate(problem, partials);
        point
    }

    fn evaluate(&mut self, problem: &Problem<'_>, partials: &mut Partials) {
        let loss = problem.loss.evaluate(&self.values, &mut self.at);
        let penalty = problem.penalty_product(&self.parameters, &self.parameters);
        self.objective = 0.5 * penalty + loss;
        let (design, m) = (problem.design, problem.loss.n_vectors);
        design.multiply_transposed(&self.at.residuals, m, partials, &mut self.gradient);
        problem.add_penalty_gradient(&self.parameters, &mut self.gradient);
    }

    fn advance(&mut self, problem: &Problem<'_>, t: f64, step: &Step, refresh: bool) {
        add_scaled(t, &step.parameters, &mut self.parameters);
        if refresh {
            problem
                .design
                .multiply(&self.parameters, problem.loss.n_vectors, &mut self.values);
        } else {
            add_scaled(t, &step.values, &mut self.values);
        }
    }
}

/// Solves `problem` from `start`, or from its null model.
pub(super) fn minimise(problem: &Problem<'_>, start: Option<Vec<f64>>, limits: Limits) -> Solution {
    let mut partials = Partials::default();
    let mut inner = ConjugateGradient::new(problem);
    let spread = FeatureSpread::new(problem.design, &problem.loss.weights, &mut partials);
    let mut point = Point::new(problem, problem.null_parameters(), &mut partials);
    let null_norm = inner
        .start(&point.gradient, &problem.preconditioner(&spread, &point.at))
        .sqrt();
    let total: f64 = problem.loss.weights.iter().sum();
    let reference = null_norm.max(ROUNDING * total.sqrt());
    if let Some(start) = start {
        point = Point::new(problem, start, &mut partials);
    }
    let (mut iterations, mut products) = (0, 0);
    let gradient_norm = loop {
        let preconditioner = problem.preconditioner(&spread, &point.at);
        let gradient_norm = inner.start(&point.gradient, &preconditioner).sqrt() / reference;
        if gradient_norm <= limits.tolerance || iterations == limits.max_iterations {
            break gradient_norm;
        }
        inner.solve(
            problem,
            &point.at,
            &preconditioner,
            forcing(gradient_norm),
            &mut partials,
        );
        let step = &inner.step;
        products += step.products;
        let slope = dot(&point.gradient, &step.parameters);
        let from = (point.parameters.as_slice(), point.values.as_slice());
        let Some(t) = search(problem, from, point.objective, slope, step) else {
            break gradient_norm; // rounding hides any further decrease
        };
        iterations += 1;
        point.advance(problem, t, step, iterations % REFRESH == 0);
        point.evaluate(problem, &mut partials);
    };
    Solution {
        parameters: point.parameters,
        decision_values: point.values,
        iterations,
        products,
        gradient_norm,
        objective: point.objective,
        converged: gradient_norm <= limits.tolerance,
    }
}

/// Returns how far conjugate gradients reduce the residual of the Newton system, relative to the
/// gradient: roughly at first, ever closer near the optimum, so that convergence is superlinear.
fn forcing(gradient_norm: f64) -> f64 {
    gradient_norm.sqrt().clamp(1e-4, 0.3)
}
