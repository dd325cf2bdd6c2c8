#ifndef BRAID_KEYSTREAM_H
#define BRAID_KEYSTREAM_H
// The ChaCha20 keystream of RFC 8439, section 2.3, eight blocks in a call.
#include <stdint.h>

#include "boundary.h"

BRAID_BEGIN_C

// Writes blocks `counter` to `counter` + 7 as 64 numbers, each of eight bytes of keystream, least significant first.
// `key` is in four such numbers; the nonce is four zero bytes and the eight of `stream`.
void braid_keystream(uint64_t key0, uint64_t key1, uint64_t key2, uint64_t key3, uint32_t counter,
                     uint64_t stream, uint64_t *out) BRAID_NOEXCEPT;

BRAID_END_C

#endif
