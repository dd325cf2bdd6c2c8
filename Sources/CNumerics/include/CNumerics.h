#ifndef BRAID_CNUMERICS_H
#define BRAID_CNUMERICS_H
// Special functions and distributions (Boost.Math) and linear algebra (Eigen) behind a C interface.
// Every function is noexcept and returns a status; results go through pointers.
#include "distributions.h"
#include "linear.h"
#endif
