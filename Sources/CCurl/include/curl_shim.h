#ifndef BRAID_CURL_SHIM_H
#define BRAID_CURL_SHIM_H
#include <curl/curl.h>
#endif
