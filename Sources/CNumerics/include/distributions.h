#ifndef BRAID_DISTRIBUTIONS_H
#define BRAID_DISTRIBUTIONS_H

// Probability distributions and special functions over Boost.Math.
//
// A call evaluates one function at `count` points, so a loop never crosses the boundary per element. Upper
// tails are computed directly, never as 1 - p; log densities are computed in log space. Every function
// returns a status, and on any status but `BRAID_DISTRIBUTION_OK` the contents of `out` are not to be used.

#include <stddef.h>

#include "boundary.h"

BRAID_BEGIN_C

enum braid_distribution_status {
    BRAID_DISTRIBUTION_OK = 0,
    BRAID_DISTRIBUTION_DOMAIN = 1,      // a parameter or argument outside its range, or not a number
    BRAID_DISTRIBUTION_RANGE = 2,       // the answer is not representable
    BRAID_DISTRIBUTION_CONVERGENCE = 3  // the series or iteration did not settle
};

// The family and the meaning of its parameters a, b, c.
enum braid_distribution_family {
    BRAID_NORMAL = 0,                // mean, standard deviation
    BRAID_STUDENT_T = 1,             // degrees of freedom
    BRAID_CHI_SQUARED = 2,           // degrees of freedom
    BRAID_F = 3,                     // numerator df, denominator df
    BRAID_BETA = 4,                  // first shape, second shape
    BRAID_GAMMA = 5,                 // shape, scale
    BRAID_BINOMIAL = 6,              // trials, success probability
    BRAID_HYPERGEOMETRIC = 7,        // population, successes in it, draws
    BRAID_NONCENTRAL_T = 8,          // degrees of freedom, noncentrality
    BRAID_NONCENTRAL_CHI_SQUARED = 9,  // degrees of freedom, noncentrality
    BRAID_NONCENTRAL_F = 10,         // numerator df, denominator df, noncentrality
    BRAID_STUDENTIZED_RANGE = 11     // number of means, degrees of freedom
};

enum braid_distribution_function {
    BRAID_CUMULATIVE = 0,      // P(X <= x)
    BRAID_SURVIVAL = 1,        // P(X > x)
    BRAID_QUANTILE = 2,        // smallest x with P(X <= x) >= p
    BRAID_UPPER_QUANTILE = 3,  // smallest x with P(X > x) <= p
    BRAID_LOG_DENSITY = 4,     // natural log of the density or mass
    BRAID_LOG_CUMULATIVE = 5   // natural log of P(X <= x)
};

int braid_distribution(int family, int function, double a, double b, double c, const double *x, size_t count,
                       double *out) BRAID_NOEXCEPT;

enum braid_special_function {
    BRAID_LOG_GAMMA = 0,
    BRAID_TRIGAMMA = 1,
    BRAID_HEDGES_J = 2  // gamma(m/2) / (sqrt(m/2) gamma((m-1)/2))
};

int braid_special(int function, const double *x, size_t count, double *out) BRAID_NOEXCEPT;

BRAID_END_C

#endif
