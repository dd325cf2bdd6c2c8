#include "distributions.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/hypergeometric.hpp>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/distributions/non_central_f.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace {

namespace bm = boost::math;
using Real = double;
// Log densities are differences of large terms: they are formed in extended precision and rounded once.
using Long = long double;

using Policy = bm::policies::policy<bm::policies::discrete_quantile<bm::policies::integer_round_up>>;

const Real infinity = std::numeric_limits<Real>::infinity();

struct Domain : std::domain_error {
    Domain() : std::domain_error("outside the range of the distribution") {}
};

Long log_gamma(Long x) { return bm::lgamma(x); }

/// log Phi(x): the asymptotic series below -30, where the tail itself is about to underflow.
Real log_normal_cumulative(Real x) {
    if (x > 0) return Real(std::log1p(-0.5L * bm::erfc(Long(x) * 0.707106781186547524400844362104849039L)));
    if (x > -30) return std::log(0.5L * bm::erfc(-Long(x) * 0.707106781186547524400844362104849039L));
    const Long square = Long(x) * Long(x);
    Long term = 1, sum = 1;
    for (int n = 1; n < 60; ++n) {
        const Long next = -term * (2 * n - 1) / square;
        if (std::fabs(next) >= std::fabs(term) || std::fabs(next) < 1e-21L) break;
        term = next;
        sum += term;
    }
    return Real(-0.5L * square - std::log(-Long(x)) - 0.918938533204672741780329736405617640L + std::log(sum));
}

Long log_gamma_density(Long shape, Long x) {
    return (shape - 1) * std::log(x) - x - log_gamma(shape);
}

Long log_beta_function(Long a, Long b) {
    if (a > b) std::swap(a, b);
    // The ratio of gamma functions keeps its digits where the difference of their logs would not.
    if (a < 20) return log_gamma(a) + std::log(bm::tgamma_delta_ratio(b, a));
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

template <class Distribution>
Real bounded(const Distribution &d, int function, Real x, Real lowest, Real highest) {
    switch (function) {
        case BRAID_CUMULATIVE:
            if (x <= lowest) return 0;
            if (x >= highest) return 1;
            return bm::cdf(d, x);
        case BRAID_SURVIVAL:
            if (x <= lowest) return 1;
            if (x >= highest) return 0;
            return bm::cdf(bm::complement(d, x));
        case BRAID_QUANTILE:
            if (!(x >= 0 && x <= 1)) throw Domain();
            if (x == 0) return lowest;
            if (x == 1) return highest;
            return bm::quantile(d, x);
        case BRAID_UPPER_QUANTILE:
            if (!(x >= 0 && x <= 1)) throw Domain();
            if (x == 0) return highest;
            if (x == 1) return lowest;
            return bm::quantile(bm::complement(d, x));
        case BRAID_LOG_CUMULATIVE: {
            if (x <= lowest) return -infinity;
            if (x >= highest) return 0;
            const Real lower = bm::cdf(d, x);
            if (lower > 0.5) return std::log1p(-bm::cdf(bm::complement(d, x)));
            if (lower == 0) throw std::underflow_error("the tail underflows");
            return std::log(lower);
        }
        default: throw Domain();
    }
}

Real normal(int function, Real mean, Real deviation, Real x) {
    const Real z = (x - mean) / deviation;
    if (function == BRAID_LOG_DENSITY) {
        const Long wide = (Long(x) - mean) / deviation;
        return Real(-0.5L * wide * wide - 0.918938533204672741780329736405617640L - std::log(Long(deviation)));
    }
    if (function == BRAID_LOG_CUMULATIVE) {
        if (std::isinf(z)) return z > 0 ? 0 : -infinity;
        return log_normal_cumulative(z);
    }
    const Long wide = (Long(x) - mean) / deviation * 0.707106781186547524400844362104849039L;
    if (function == BRAID_CUMULATIVE) return std::isinf(z) ? z > 0 : Real(0.5L * bm::erfc(-wide));
    if (function == BRAID_SURVIVAL) return std::isinf(z) ? z < 0 : Real(0.5L * bm::erfc(wide));
    return bounded(bm::normal_distribution<Real, Policy>(mean, deviation), function, x, -infinity, infinity);
}

Real student(int function, Real df, Real x) {
    if (std::isinf(df)) return normal(function, 0, 1, x);
    if (function == BRAID_LOG_DENSITY) {
        if (std::isinf(x)) return -infinity;
        const Long n = df;
        const Long ratio = Long(x) / std::sqrt(n);
        const Long kernel = std::fabs(ratio) > 1e10L ? 2 * std::log(std::fabs(ratio)) : std::log1p(ratio * ratio);
        return Real(-0.5L * std::log(n) - log_beta_function(0.5L, n / 2) - (n + 1) / 2 * kernel);
    }
    return bounded(bm::students_t_distribution<Real, Policy>(df), function, x, -infinity, infinity);
}

Real gamma_family(int function, Real shape, Real scale, Real x) {
    if (function == BRAID_LOG_DENSITY) {
        if (x < 0 || std::isinf(x)) return -infinity;
        if (x == 0 && shape != 1) {
            if (shape < 1) throw std::overflow_error("the density is unbounded at zero");
            return -infinity;
        }
        if (x == 0) return -std::log(scale);
        return Real(log_gamma_density(shape, Long(x) / scale) - std::log(Long(scale)));
    }
    return bounded(bm::gamma_distribution<Real, Policy>(shape, scale), function, x, 0, infinity);
}

Real chi_squared(int function, Real df, Real x) {
    if (function == BRAID_LOG_DENSITY) return gamma_family(function, df / 2, 2, x);
    return bounded(bm::chi_squared_distribution<Real, Policy>(df), function, x, 0, infinity);
}

Real fisher(int function, Real m, Real n, Real x) {
    if (std::isinf(n)) {
        // F with an infinite denominator is a chi-squared over its degrees of freedom.
        switch (function) {
            case BRAID_LOG_DENSITY: return chi_squared(function, m, x * m) + std::log(m);
            case BRAID_QUANTILE:
            case BRAID_UPPER_QUANTILE: return chi_squared(function, m, x) / m;
            default: return chi_squared(function, m, x * m);
        }
    }
    if (function == BRAID_LOG_DENSITY) {
        if (x < 0 || std::isinf(x)) return -infinity;
        if (x == 0) {
            if (m < 2) throw std::overflow_error("the density is unbounded at zero");
            return m == 2 ? 0 : -infinity;
        }
        const Long a = Long(m) / 2, b = Long(n) / 2, ratio = Long(m) / n;
        return Real(a * std::log(ratio) + (a - 1) * std::log(Long(x)) - (a + b) * std::log1p(ratio * x)
                    - log_beta_function(a, b));
    }
    return bounded(bm::fisher_f_distribution<Real, Policy>(m, n), function, x, 0, infinity);
}

Real beta(int function, Real a, Real b, Real x) {
    if (function == BRAID_LOG_DENSITY) {
        if (x < 0 || x > 1) return -infinity;
        const bool unbounded = (x == 0 && a < 1) || (x == 1 && b < 1);
        if (unbounded) throw std::overflow_error("the density is unbounded at the end");
        if ((x == 0 && a > 1) || (x == 1 && b > 1)) return -infinity;
        Long log_density = -log_beta_function(a, b);
        if (a != 1) log_density += (Long(a) - 1) * std::log(Long(x));
        if (b != 1) log_density += (Long(b) - 1) * std::log1p(-Long(x));
        return Real(log_density);
    }
    return bounded(bm::beta_distribution<Real, Policy>(a, b), function, x, 0, 1);
}

Long log_choose(Long n, Long k) {
    return log_gamma(n + 1) - log_gamma(k + 1) - log_gamma(n - k + 1);
}

Real binomial(int function, Real trials, Real probability, Real x) {
    if (trials != std::floor(trials)) throw Domain();
    if (function == BRAID_LOG_DENSITY) {
        if (x < 0 || x > trials || x != std::floor(x)) return -infinity;
        Long log_mass = log_choose(trials, x);
        if (x > 0) log_mass += Long(x) * std::log(Long(probability));
        if (x < trials) log_mass += (Long(trials) - x) * std::log1p(-Long(probability));
        return Real(log_mass);
    }
    const bm::binomial_distribution<Real, Policy> d(trials, probability);
    if (function == BRAID_CUMULATIVE || function == BRAID_SURVIVAL || function == BRAID_LOG_CUMULATIVE) {
        const Real whole = std::floor(x);
        if (whole < 0) return function == BRAID_SURVIVAL ? 1 : function == BRAID_CUMULATIVE ? 0 : -infinity;
        return bounded(d, function, whole, -1, trials);
    }
    if (probability == 0) return 0;
    if (probability == 1) return trials;
    Real k = bounded(d, function, x, 0, trials);
    const bool upper = function == BRAID_UPPER_QUANTILE;
    auto reached = [&](Real at) {
        return upper ? bm::cdf(bm::complement(d, at)) <= x : bm::cdf(d, at) >= x;
    };
    // Boost rounds a continuous root: settle on the defining integer.
    while (k > 0 && reached(k - 1)) k -= 1;
    while (k < trials && !reached(k)) k += 1;
    return k;
}

Real hypergeometric(int function, Real population, Real successes, Real draws, Real x) {
    const bool whole = population == std::floor(population) && successes == std::floor(successes)
        && draws == std::floor(draws);
    const bool fits = population >= 0 && population <= 4e9 && successes >= 0 && successes <= population
        && draws >= 0 && draws <= population;
    if (!whole || !fits) throw Domain();
    const Real lowest = std::fmax(0, draws + successes - population), highest = std::fmin(draws, successes);
    if (function == BRAID_LOG_DENSITY) {
        if (x < lowest || x > highest || x != std::floor(x)) return -infinity;
        return Real(log_choose(successes, x) + log_choose(population - successes, draws - x)
                    - log_choose(population, draws));
    }
    const bm::hypergeometric_distribution<Real, Policy> d(
        static_cast<unsigned>(successes), static_cast<unsigned>(draws), static_cast<unsigned>(population));
    auto lower = [&](Real k) { return k < lowest ? 0.0 : k >= highest ? 1.0 : bm::cdf(d, k); };
    auto upper = [&](Real k) { return k < lowest ? 1.0 : k >= highest ? 0.0 : bm::cdf(bm::complement(d, k)); };
    switch (function) {
        case BRAID_CUMULATIVE: return lower(std::floor(x));
        case BRAID_SURVIVAL: return upper(std::floor(x));
        case BRAID_LOG_CUMULATIVE: return std::log(lower(std::floor(x)));
        case BRAID_QUANTILE:
        case BRAID_UPPER_QUANTILE: {
            if (!(x >= 0 && x <= 1)) throw Domain();
            Real low = lowest, high = highest;
            while (low < high) {
                const Real middle = std::floor((low + high) / 2);
                const bool reached = function == BRAID_QUANTILE ? lower(middle) >= x : upper(middle) <= x;
                if (reached) high = middle; else low = middle + 1;
            }
            return low;
        }
        default: throw Domain();
    }
}

/// P(T <= t) or P(T > t) of the noncentral t as the integral over s = sqrt(chi²/df) of Phi(±(t s - ncp)).
///
/// Every term is positive, so both tails keep their relative digits; Boost 1.74's series loses them in the
/// far lower tail.
Real noncentral_t_tail(Real t, Real df, Real noncentrality, bool upper) {
    const Long n = df;
    const Long constant = std::log(2.0L) + n / 2 * std::log(n / 2) - log_gamma(n / 2);
    auto log_integrand = [&](Long s) -> Long {
        const Real z = Real(Long(t) * s - Long(noncentrality));
        return constant + (n - 1) * std::log(s) - n * s * s / 2 + log_normal_cumulative(upper ? -z : z);
    };
    // The mode of the integrand, by golden section on its unimodal logarithm; then outwards until negligible.
    Long low = 1e-12L, high = 2;
    while (log_integrand(high * 2) > log_integrand(high)) high *= 2;
    high *= 2;
    for (int i = 0; i < 120; ++i) {
        const Long a = low + 0.381966011250105L * (high - low), b = low + 0.618033988749895L * (high - low);
        if (log_integrand(a) < log_integrand(b)) low = a; else high = b;
    }
    const Long mode = (low + high) / 2, peak = log_integrand(mode);
    const Long step = 0.25L / std::sqrt(n + 1);
    Long left = mode, right = mode;
    Long width = step;
    while (left > 0 && log_integrand(left) > peak - 46) { left -= width; width *= 1.3L; }
    if (left < 0) left = 0;
    width = step;
    while (log_integrand(right) > peak - 46) { right += width; width *= 1.3L; }
    const int panels = 24;
    Long total = 0;
    for (int i = 0; i < panels; ++i) {
        const Long from = left + (right - left) * i / panels, to = left + (right - left) * (i + 1) / panels;
        total += bm::quadrature::gauss<Long, 30>::integrate(
            [&](Long s) { return s <= 0 ? 0.0L : std::exp(log_integrand(s) - peak); }, from, to);
    }
    return Real(std::exp(peak + std::log(total)));
}

/// The root of an increasing function of the real line, sought outwards from `guess`.
template <class Function>
Real increasing_root(Real guess, Function difference) {
    Real low = guess, high = guess, step = 1;
    Real at_low = difference(low), at_high = at_low;
    while (at_low > 0) {
        high = low; at_high = at_low;
        low -= step; step *= 2;
        if (step > 1e12) throw std::overflow_error("no bracket");
        at_low = difference(low);
    }
    while (at_high < 0) {
        low = high; at_low = at_high;
        high += step; step *= 2;
        if (step > 1e12) throw std::overflow_error("no bracket");
        at_high = difference(high);
    }
    if (at_low == 0) return low;
    if (at_high == 0) return high;
    std::uintmax_t iterations = 200;
    const auto root = bm::tools::toms748_solve(
        difference, low, high, at_low, at_high, bm::tools::eps_tolerance<Real>(51), iterations);
    return (root.first + root.second) / 2;
}

Real noncentral_t(int function, Real df, Real noncentrality, Real x) {
    if (std::isinf(df)) return normal(function, noncentrality, 1, x);
    if (noncentrality == 0) return student(function, df, x);
    if (function == BRAID_LOG_DENSITY) {
        const Real density = bm::pdf(bm::non_central_t_distribution<Real, Policy>(df, noncentrality), x);
        if (!(density > 0)) throw std::underflow_error("the density underflows");
        return std::log(density);
    }
    const bm::non_central_t_distribution<Real, Policy> d(df, noncentrality);
    // Boost's series is exact to the last digits in the body and loses them where a tail is small.
    auto tail = [&](Real at, bool upper) -> Real {
        if (std::isinf(at)) return (at > 0) == upper ? 0 : 1;
        const Real body = upper ? bm::cdf(bm::complement(d, at)) : bm::cdf(d, at);
        return body > 1e-3 ? body : noncentral_t_tail(at, df, noncentrality, upper);
    };
    switch (function) {
        case BRAID_CUMULATIVE: return tail(x, false);
        case BRAID_SURVIVAL: return tail(x, true);
        case BRAID_LOG_CUMULATIVE: {
            const Real lower = tail(x, false);
            return lower > 0.5 ? std::log1p(-tail(x, true)) : std::log(lower);
        }
        case BRAID_QUANTILE:
        case BRAID_UPPER_QUANTILE: {
            const bool upper = function == BRAID_UPPER_QUANTILE;
            if (!(x >= 0 && x <= 1)) throw Domain();
            if (x == 0 || x == 1) return (x == 1) == upper ? -infinity : infinity;
            return increasing_root(noncentrality, [&](Real at) {
                const Real reached = std::log(tail(at, upper)) - std::log(x);
                return upper ? -reached : reached;
            });
        }
        default: throw Domain();
    }
}

/// The distribution of the range of `means` normals over an independent estimate of their deviation.
///
/// Gauss-Legendre panels over the deviation and, inside, over the largest of the normals.
Real studentized_range_cumulative(Real q, Real means, Real df) {
    const int points = 20;
    using Rule = bm::quadrature::gauss<Real, points>;
    auto phi = [](Real z) { return std::exp(-0.5 * z * z) * 0.39894228040143267794; };
    auto below = [](Real z) { return 0.5 * std::erfc(-z * 0.70710678118654752440); };
    auto range = [&](Real width) {
        const Real from = -8.5, to = 8.5 + std::fmin(width, 17.0);
        const int panels = 10;
        Real sum = 0;
        for (int i = 0; i < panels; ++i) {
            const Real a = from + (to - from) * i / panels, b = from + (to - from) * (i + 1) / panels;
            sum += Rule::integrate(
                [&](Real z) { return phi(z) * std::pow(below(z) - below(z - width), means - 1); }, a, b);
        }
        return std::fmin(1.0, means * sum);
    };
    if (std::isinf(df)) return range(q);
    const Long n = df;
    const Long constant = std::log(2.0L) + n / 2 * std::log(n / 2) - log_gamma(n / 2);
    auto density = [&](Real s) -> Real {
        if (s <= 0) return 0;
        return Real(std::exp(constant + (n - 1) * std::log(Long(s)) - n * Long(s) * s / 2));
    };
    const Real spread = 9 / std::sqrt(df);
    const Real from = std::fmax(0.0, 1 - spread), to = 1 + spread * 1.2;
    const int panels = 12;
    Real sum = 0;
    for (int i = 0; i < panels; ++i) {
        const Real a = from + (to - from) * i / panels, b = from + (to - from) * (i + 1) / panels;
        sum += Rule::integrate([&](Real s) { return density(s) * range(q * s); }, a, b);
    }
    return std::fmin(1.0, sum);
}

Real studentized_range(int function, Real means, Real df, Real x) {
    switch (function) {
        case BRAID_CUMULATIVE: return x <= 0 ? 0 : studentized_range_cumulative(x, means, df);
        case BRAID_SURVIVAL: return x <= 0 ? 1 : 1 - studentized_range_cumulative(x, means, df);
        case BRAID_QUANTILE:
        case BRAID_UPPER_QUANTILE: {
            if (!(x >= 0 && x <= 1)) throw Domain();
            const bool upper = function == BRAID_UPPER_QUANTILE;
            if (x == 0 || x == 1) return (x == 1) == upper ? 0 : infinity;
            const Real target = upper ? 1 - x : x;
            return std::exp(increasing_root(1, [&](Real log_range) {
                return studentized_range_cumulative(std::exp(log_range), means, df) - target;
            }));
        }
        default: throw Domain();
    }
}

Real noncentral_chi_squared(int function, Real df, Real noncentrality, Real x) {
    if (noncentrality == 0) return chi_squared(function, df, x);
    const bm::non_central_chi_squared_distribution<Real, Policy> d(df, noncentrality);
    if (function == BRAID_LOG_DENSITY) {
        if (x < 0 || std::isinf(x)) return -infinity;
        const Real density = bm::pdf(d, x);
        if (!(density > 0)) throw std::underflow_error("the density underflows");
        return std::log(density);
    }
    return bounded(d, function, x, 0, infinity);
}

Real noncentral_f(int function, Real m, Real n, Real noncentrality, Real x) {
    if (noncentrality == 0) return fisher(function, m, n, x);
    const bm::non_central_f_distribution<Real, Policy> d(m, n, noncentrality);
    if (function == BRAID_LOG_DENSITY) {
        if (x < 0 || std::isinf(x)) return -infinity;
        const Real density = bm::pdf(d, x);
        if (!(density > 0)) throw std::underflow_error("the density underflows");
        return std::log(density);
    }
    return bounded(d, function, x, 0, infinity);
}

bool valid(int family, Real a, Real b, Real c) {
    if (std::isnan(a) || std::isnan(b) || std::isnan(c)) return false;
    const bool finite = std::isfinite(a) && std::isfinite(b) && std::isfinite(c);
    switch (family) {
        case BRAID_NORMAL: return finite && b > 0;
        case BRAID_STUDENT_T: return a > 0;
        case BRAID_CHI_SQUARED: return finite && a > 0;
        case BRAID_F: return std::isfinite(a) && a > 0 && b > 0;
        case BRAID_BETA:
        case BRAID_GAMMA: return finite && a > 0 && b > 0;
        case BRAID_BINOMIAL: return finite && a >= 0 && b >= 0 && b <= 1;
        case BRAID_HYPERGEOMETRIC: return finite;
        case BRAID_NONCENTRAL_T: return a > 0 && std::isfinite(b);
        case BRAID_NONCENTRAL_CHI_SQUARED: return finite && a > 0 && b >= 0;
        case BRAID_NONCENTRAL_F: return finite && a > 0 && b > 0 && c >= 0;
        case BRAID_STUDENTIZED_RANGE: return std::isfinite(a) && a >= 2 && b >= 1;
        default: return false;
    }
}

Real evaluate(int family, int function, Real a, Real b, Real c, Real x) {
    switch (family) {
        case BRAID_NORMAL: return normal(function, a, b, x);
        case BRAID_STUDENT_T: return student(function, a, x);
        case BRAID_CHI_SQUARED: return chi_squared(function, a, x);
        case BRAID_F: return fisher(function, a, b, x);
        case BRAID_BETA: return beta(function, a, b, x);
        case BRAID_GAMMA: return gamma_family(function, a, b, x);
        case BRAID_BINOMIAL: return binomial(function, a, b, x);
        case BRAID_HYPERGEOMETRIC: return hypergeometric(function, a, b, c, x);
        case BRAID_NONCENTRAL_T: return noncentral_t(function, a, b, x);
        case BRAID_NONCENTRAL_CHI_SQUARED: return noncentral_chi_squared(function, a, b, x);
        case BRAID_NONCENTRAL_F: return noncentral_f(function, a, b, c, x);
        case BRAID_STUDENTIZED_RANGE: return studentized_range(function, a, b, x);
        default: throw Domain();
    }
}

/// Runs `body` for each point; Boost's exceptions become statuses here, so that none reaches C.
template <class Body>
int each(const double *x, size_t count, double *out, Body body) noexcept {
    try {
        for (size_t i = 0; i < count; ++i) {
            if (std::isnan(x[i])) return BRAID_DISTRIBUTION_DOMAIN;
            out[i] = body(x[i]);
            if (std::isnan(out[i])) return BRAID_DISTRIBUTION_CONVERGENCE;
        }
        return BRAID_DISTRIBUTION_OK;
    } catch (const std::domain_error &) {
        return BRAID_DISTRIBUTION_DOMAIN;
    } catch (const std::overflow_error &) {
        return BRAID_DISTRIBUTION_RANGE;
    } catch (const std::underflow_error &) {
        return BRAID_DISTRIBUTION_RANGE;
    } catch (...) {
        return BRAID_DISTRIBUTION_CONVERGENCE;
    }
}

}  // namespace

extern "C" int braid_distribution(int family, int function, double a, double b, double c, const double *x,
                                  size_t count, double *out) noexcept {
    if (!valid(family, a, b, c)) return BRAID_DISTRIBUTION_DOMAIN;
    return each(x, count, out, [=](Real at) { return evaluate(family, function, a, b, c, at); });
}

extern "C" int braid_special(int function, const double *x, size_t count, double *out) noexcept {
    return each(x, count, out, [=](Real at) -> Real {
        if (!(at > 0)) throw Domain();
        switch (function) {
            case BRAID_LOG_GAMMA: return bm::lgamma(at);
            case BRAID_TRIGAMMA: return bm::trigamma(at);
            case BRAID_HEDGES_J:
                if (!(at > 1)) throw Domain();
                return Real(1 / (std::sqrt(Long(at) / 2) * bm::tgamma_delta_ratio((Long(at) - 1) / 2, 0.5L)));
            default: throw Domain();
        }
    });
}
