#ifndef BRAID_LINEAR_H
#define BRAID_LINEAR_H
// Dense linear algebra over Eigen. Matrices are column-major doubles; every call does a whole problem (or a
// whole batch of equal problems), so that crossing the boundary costs nothing beside the arithmetic.
// Nothing throws: each function returns one of the statuses below and writes results through pointers.
#include <stdint.h>

#include "boundary.h"

BRAID_BEGIN_C

enum {
    BRAID_LINEAR_OK = 0,
    BRAID_LINEAR_NOT_FINITE = 1,
    BRAID_LINEAR_RANK_DEFICIENT = 2,
    BRAID_LINEAR_NOT_POSITIVE_DEFINITE = 3,
    BRAID_LINEAR_NO_CONVERGENCE = 4,
    BRAID_LINEAR_NO_MEMORY = 5
};

// out (m x n) = op(a) op(b), where op transposes when its flag is not zero.
int32_t braid_multiply(const double *a, int64_t a_rows, int64_t a_columns, int32_t transpose_a,
                       const double *b, int64_t b_rows, int64_t b_columns, int32_t transpose_b,
                       double *out) BRAID_NOEXCEPT;

// Least squares by column-pivoted Householder QR of x (rows x columns, each column scaled to length one first)
// for `sides` right-hand sides. Writes the coefficients (columns x sides), (x'x)^-1 (columns x columns) and,
// when `leverage` is not null, the diagonal of the hat matrix. When x is not of full rank nothing but
// `dependent` is written: 1 for each column that the columns before it already span.
int32_t braid_least_squares(const double *x, int64_t rows, int64_t columns, const double *y, int64_t sides,
                            double tolerance, double *coefficients, double *unscaled_covariance,
                            double *leverage, uint8_t *dependent) BRAID_NOEXCEPT;

// Lower Cholesky factors of `count` symmetric matrices of one size, one after another. `failed` receives the
// index of the first matrix that is not positive definite.
int32_t braid_cholesky(const double *a, int64_t size, int64_t count, double *lower, int64_t *failed) BRAID_NOEXCEPT;

// Solves (lower lower') x = b for `sides` columns.
int32_t braid_cholesky_solve(const double *lower, int64_t size, const double *b, int64_t sides,
                             double *x) BRAID_NOEXCEPT;

// Eigenvalues (ascending) and, when `vectors` is not null, orthonormal eigenvectors of `count` symmetric
// matrices of one size.
int32_t braid_symmetric_eigen(const double *a, int64_t size, int64_t count, double *values,
                              double *vectors, int64_t *failed) BRAID_NOEXCEPT;

BRAID_END_C

#endif
