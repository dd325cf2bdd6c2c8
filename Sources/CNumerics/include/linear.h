#ifndef BRAID_LINEAR_H
#define BRAID_LINEAR_H
#endif
