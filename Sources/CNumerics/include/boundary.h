#ifndef BRAID_BOUNDARY_H
#define BRAID_BOUNDARY_H
// What every header needs so that C++ is called from C and Swift: plain names, and functions that throw nothing.

#ifdef __cplusplus
#define BRAID_NOEXCEPT noexcept
#define BRAID_BEGIN_C extern "C" {
#define BRAID_END_C }
#else
#define BRAID_NOEXCEPT
#define BRAID_BEGIN_C
#define BRAID_END_C
#endif

#endif
