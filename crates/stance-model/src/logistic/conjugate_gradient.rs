//! Preconditioned conjugate gradients for the Newton system.
//!
//! ```text
//! H s = -g,  H = diag(penalty) + Xᵀ D X
//! ```
//!
//! Given the gradient `g` and the derivatives of the loss at the point, returns `s` with
//! `‖H s + g‖ ≤ accuracy · ‖g‖` in the norm of the preconditioner's inverse, and `X s`, which costs
//! nothing more. *Source*: Algorithm 2 of Hsia, Chiang & Lin (2018), without a trust region.

use rayon::prelude::*;

use super::design::Partials;
use super::loss::Derivatives;
use super::newton::Problem;
use super::preconditioner::Preconditioner;
use super::vector::{add_scaled, dot};

/// Numbers that one task takes.
const BLOCK: usize = 16_384;

/// A search direction.
#[derive(Debug)]
pub(super) struct Step {
    /// The direction, shaped as the parameters.
    pub(super) parameters: Vec<f64>,
    /// Its decision values, `X s`.
    pub(super) values: Vec<f64>,
    /// Products with the Hessian that it took.
    pub(super) products: usize,
}

/// Working memory, kept from one Newton iteration to the next; the last step stands in it.
#[derive(Debug)]
pub(super) struct ConjugateGradient {
    pub(super) step: Step,
    /// What is left of the system, `-g - H s`, and the square of its norm.
    residual: Vec<f64>,
    norm: f64,
    /// The residual after the preconditioner.
    turned: Vec<f64>,
    direction: Vec<f64>,
    product: Vec<f64>,
    values: Vec<f64>,
    weighted: Vec<f64>,
}

impl ConjugateGradient {
    pub(super) fn new(problem: &Problem<'_>) -> Self {
        let (n, m) = (problem.n_parameters(), problem.loss.n_vectors);
        let parameters = || vec![0.0; n];
        let values = || vec![0.0; problem.design.n_rows() * m];
        Self {
            step: Step {
                parameters: parameters(),
                values: values(),
                products: 0,
            },
            residual: parameters(),
            norm: 0.0,
            turned: parameters(),
            direction: parameters(),
            product: parameters(),
            values: values(),
            weighted: values(),
        }
    }

    /// Begins at no step for the gradient `g`, and returns `gᵀ M⁻¹ g` for the preconditioner `M`.
    pub(super) fn start(&mut self, gradient: &[f64], preconditioner: &Preconditioner<'_>) -> f64 {
        self.step.parameters.fill(0.0);
        self.step.values.fill(0.0);
        self.step.products = 0;
        self.residual.fill(0.0);
        self.norm = preconditioner.reduce(&mut self.residual, (1.0, gradient), &mut self.turned);
        self.direction.copy_from_slice(&self.turned);
        self.norm
    }

    /// Goes on from [`ConjugateGradient::start`] to an approximate solution, left in `step`.
    pub(super) fn solve(
        &mut self,
        problem: &Problem<'_>,
        at: &Derivatives,
        preconditioner: &Preconditioner<'_>,
        accuracy: f64,
        partials: &mut Partials,
    ) {
        let goal = accuracy * accuracy * self.norm;
        // In exact arithmetic as many products as there are parameters suffice.
        while self.norm > goal && self.step.products <= self.residual.len() {
            let length = self.norm / self.multiply_hessian(problem, at, partials);
            if !(length > 0.0 && length.is_finite()) {
                break; // rounding has used up the direction
            }
            add_scaled(length, &self.direction, &mut self.step.parameters);
            add_scaled(length, &self.values, &mut self.step.values);
            let change = (length, self.product.as_slice());
            let next = preconditioner.reduce(&mut self.residual, change, &mut self.turned);
            self.turn(next / self.norm);
            self.norm = next;
        }
    }

    /// Writes `X d` into `values` and `H d` into `product`, for the direction `d`; returns `dᵀ H d`.
    fn multiply_hessian(
        &mut self,
        problem: &Problem<'_>,
        at: &Derivatives,
        partials: &mut Partials,
    ) -> f64 {
        let m = problem.loss.n_vectors;
        problem
            .design
            .multiply(&self.direction, m, &mut self.values);
        self.weighted.copy_from_slice(&self.values);
        problem.loss.multiply_hessian(at, &mut self.weighted);
        problem
            .design
            .multiply_transposed(&self.weighted, m, partials, &mut self.product);
        problem.add_penalty_gradient(&self.direction, &mut self.product);
        self.step.products += 1;
        dot(&self.direction, &self.product)
    }

    /// Turns the direction to the preconditioned residual, conjugate to the directions so far.
    fn turn(&mut self, share: f64) {
        self.direction
            .par_chunks_mut(BLOCK)
            .zip(self.turned.par_chunks(BLOCK))
            .for_each(|(direction, turned)| {
                for (direction, turned) in direction.iter_mut().zip(turned) {
                    *direction = turned + share * *direction;
                }
            });
    }
}
