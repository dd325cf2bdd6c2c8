#include "linear.h"

#include <cmath>
#include <eigen3/Eigen/Dense>
#include <new>

namespace {

using Input = Eigen::Map<const Eigen::MatrixXd>;
using Output = Eigen::Map<Eigen::MatrixXd>;

/// Runs a problem and turns running out of memory, the only exception Eigen raises, into a status.
template <typename Problem>
int32_t guarded(Problem problem) noexcept {
    try {
        return problem();
    } catch (const std::bad_alloc &) {
        return BRAID_LINEAR_NO_MEMORY;
    } catch (...) {
        return BRAID_LINEAR_NO_CONVERGENCE;
    }
}

/// Marks each column that lies in the span of the columns before it: Gram-Schmidt with one repetition on
/// columns of length one, so that the answer follows the order in which the caller wrote the terms.
void mark_dependent(const Eigen::MatrixXd &scaled, double tolerance, uint8_t *dependent) {
    const Eigen::Index columns = scaled.cols();
    Eigen::MatrixXd basis(scaled.rows(), columns);
    Eigen::Index rank = 0;
    for (Eigen::Index column = 0; column < columns; ++column) {
        Eigen::VectorXd rest = scaled.col(column);
        for (int pass = 0; pass < 2; ++pass) {
            rest -= basis.leftCols(rank) * (basis.leftCols(rank).transpose() * rest);
        }
        const double length = rest.norm();
        const bool spanned = !(length > tolerance);
        dependent[column] = spanned ? 1 : 0;
        if (!spanned) {
            basis.col(rank++) = rest / length;
        }
    }
}

}  // namespace

int32_t braid_multiply(const double *a, int64_t a_rows, int64_t a_columns, int32_t transpose_a,
                       const double *b, int64_t b_rows, int64_t b_columns, int32_t transpose_b,
                       double *out) noexcept {
    return guarded([&]() -> int32_t {
        const Input left(a, a_rows, a_columns);
        const Input right(b, b_rows, b_columns);
        Output result(out, transpose_a ? a_columns : a_rows, transpose_b ? b_rows : b_columns);
        if (transpose_a && transpose_b) {
            result.noalias() = left.transpose() * right.transpose();
        } else if (transpose_a) {
            result.noalias() = left.transpose() * right;
        } else if (transpose_b) {
            result.noalias() = left * right.transpose();
        } else {
            result.noalias() = left * right;
        }
        return BRAID_LINEAR_OK;
    });
}

int32_t braid_least_squares(const double *x, int64_t rows, int64_t columns, const double *y, int64_t sides,
                            double tolerance, double *coefficients, double *unscaled_covariance,
                            double *leverage, uint8_t *dependent) noexcept {
    return guarded([&]() -> int32_t {
        const Input design(x, rows, columns);
        const Input responses(y, rows, sides);
        if (!design.allFinite() || !responses.allFinite()) {
            return BRAID_LINEAR_NOT_FINITE;
        }
        Eigen::VectorXd length = design.colwise().norm().transpose();
        for (Eigen::Index column = 0; column < columns; ++column) {
            if (length[column] == 0) {
                length[column] = 1;
            }
        }
        const Eigen::MatrixXd scaled = design * length.cwiseInverse().asDiagonal();
        Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(scaled);
        // The diagonal of R falls from at most one: below the tolerance a column adds nothing to the others.
        bool full = rows >= columns;
        for (Eigen::Index column = 0; full && column < columns; ++column) {
            full = std::abs(qr.matrixR()(column, column)) > tolerance;
        }
        if (!full) {
            mark_dependent(scaled, tolerance, dependent);
            bool any = false;
            for (Eigen::Index column = 0; column < columns; ++column) {
                any = any || dependent[column];
            }
            if (!any && columns > 0) {
                dependent[qr.colsPermutation().indices()[columns - 1]] = 1;
            }
            return BRAID_LINEAR_RANK_DEFICIENT;
        }
        const auto triangle = qr.matrixR().topRows(columns).template triangularView<Eigen::Upper>();
        Eigen::MatrixXd rotated = responses;
        rotated.applyOnTheLeft(qr.householderQ().setLength(columns).adjoint());
        const Eigen::MatrixXd solved = triangle.solve(rotated.topRows(columns));
        Output result(coefficients, columns, sides);
        result = length.cwiseInverse().asDiagonal() * (qr.colsPermutation() * solved);
        const Eigen::MatrixXd inverse = triangle.solve(Eigen::MatrixXd::Identity(columns, columns));
        const Eigen::MatrixXd root = length.cwiseInverse().asDiagonal() * (qr.colsPermutation() * inverse);
        Output covariance(unscaled_covariance, columns, columns);
        covariance.noalias() = root * root.transpose();
        if (leverage != nullptr) {
            Eigen::MatrixXd thin = Eigen::MatrixXd::Identity(rows, columns);
            thin.applyOnTheLeft(qr.householderQ().setLength(columns));
            Eigen::Map<Eigen::VectorXd>(leverage, rows) = thin.rowwise().squaredNorm();
        }
        return BRAID_LINEAR_OK;
    });
}

int32_t braid_cholesky(const double *a, int64_t size, int64_t count, double *lower, int64_t *failed) noexcept {
    return guarded([&]() -> int32_t {
        for (int64_t index = 0; index < count; ++index) {
            const Input matrix(a + index * size * size, size, size);
            Output factor(lower + index * size * size, size, size);
            const Eigen::LLT<Eigen::MatrixXd> cholesky(matrix);
            *failed = index;
            if (!matrix.allFinite()) {
                return BRAID_LINEAR_NOT_FINITE;
            }
            if (cholesky.info() != Eigen::Success) {
                return BRAID_LINEAR_NOT_POSITIVE_DEFINITE;
            }
            factor = cholesky.matrixL();
        }
        return BRAID_LINEAR_OK;
    });
}

int32_t braid_cholesky_solve(const double *lower, int64_t size, const double *b, int64_t sides,
                             double *x) noexcept {
    return guarded([&]() -> int32_t {
        const Input factor(lower, size, size);
        Output solution(x, size, sides);
        solution = Input(b, size, sides);
        factor.template triangularView<Eigen::Lower>().solveInPlace(solution);
        factor.transpose().template triangularView<Eigen::Upper>().solveInPlace(solution);
        return BRAID_LINEAR_OK;
    });
}

int32_t braid_symmetric_eigen(const double *a, int64_t size, int64_t count, double *values,
                              double *vectors, int64_t *failed) noexcept {
    return guarded([&]() -> int32_t {
        const int options = vectors == nullptr ? Eigen::EigenvaluesOnly : Eigen::ComputeEigenvectors;
        for (int64_t index = 0; index < count; ++index) {
            const Input matrix(a + index * size * size, size, size);
            *failed = index;
            if (!matrix.allFinite()) {
                return BRAID_LINEAR_NOT_FINITE;
            }
            const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix, options);
            if (solver.info() != Eigen::Success) {
                return BRAID_LINEAR_NO_CONVERGENCE;
            }
            Eigen::Map<Eigen::VectorXd>(values + index * size, size) = solver.eigenvalues();
            if (vectors != nullptr) {
                Output(vectors + index * size * size, size, size) = solver.eigenvectors();
            }
        }
        return BRAID_LINEAR_OK;
    });
}
