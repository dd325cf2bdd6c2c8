#include "distributions.h"
