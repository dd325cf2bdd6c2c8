#ifndef BRAID_CNUMERICS_H
#define BRAID_CNUMERICS_H
// Special functions and distributions (Boost.Math), linear algebra (Eigen) and the keystream of seeded random numbers
// behind a C interface.
// Every function is noexcept and, where it can fail, returns a status; results go through pointers.
#include "distributions.h"
#include "keystream.h"
#include "linear.h"
#endif
