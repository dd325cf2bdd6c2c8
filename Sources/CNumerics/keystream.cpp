#include "keystream.h"

namespace {

/// One word of the state of four blocks: a lane for each. Every processor that Braid runs on has registers of 16 bytes,
/// and the compiler turns shifts of the whole vector into instructions for them.
typedef uint32_t Lanes __attribute__((vector_size(16)));

inline Lanes all(uint32_t value) noexcept { return Lanes{value, value, value, value}; }

template <int bits>
inline void turn(Lanes &word) noexcept {
    word = (word << bits) | (word >> (32 - bits));
}

/// The quarter round of the standard.
inline void mix(Lanes &a, Lanes &b, Lanes &c, Lanes &d) noexcept {
    a += b;
    d ^= a;
    turn<16>(d);
    c += d;
    b ^= c;
    turn<12>(b);
    a += b;
    d ^= a;
    turn<8>(d);
    c += d;
    b ^= c;
    turn<7>(b);
}

/// Blocks `counter` to `counter` + 3.
void four_blocks(const uint32_t (&words)[16], uint32_t counter, uint64_t *out) noexcept {
    Lanes start[16];
    Lanes state[16];
    for (int word = 0; word < 16; ++word) {
        start[word] = all(words[word]);
    }
    start[12] = Lanes{counter, counter + 1, counter + 2, counter + 3};
    for (int word = 0; word < 16; ++word) {
        state[word] = start[word];
    }
    for (int round = 0; round < 10; ++round) {
        mix(state[0], state[4], state[8], state[12]);
        mix(state[1], state[5], state[9], state[13]);
        mix(state[2], state[6], state[10], state[14]);
        mix(state[3], state[7], state[11], state[15]);
        mix(state[0], state[5], state[10], state[15]);
        mix(state[1], state[6], state[11], state[12]);
        mix(state[2], state[7], state[8], state[13]);
        mix(state[3], state[4], state[9], state[14]);
    }
    for (int word = 0; word < 16; ++word) {
        state[word] += start[word];
    }
    for (int block = 0; block < 4; ++block) {
        for (int pair = 0; pair < 8; ++pair) {
            const uint64_t low = state[2 * pair][block];
            const uint64_t high = state[2 * pair + 1][block];
            out[8 * block + pair] = low | high << 32;
        }
    }
}

}  // namespace

void braid_keystream(uint64_t key0, uint64_t key1, uint64_t key2, uint64_t key3, uint32_t counter,
                     uint64_t stream, uint64_t *out) noexcept {
    const uint64_t pairs[4] = {key0, key1, key2, key3};
    // "expand 32-byte k", the key, the counter in its place, and the nonce.
    uint32_t words[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    for (int pair = 0; pair < 4; ++pair) {
        words[4 + 2 * pair] = static_cast<uint32_t>(pairs[pair]);
        words[5 + 2 * pair] = static_cast<uint32_t>(pairs[pair] >> 32);
    }
    words[14] = static_cast<uint32_t>(stream);
    words[15] = static_cast<uint32_t>(stream >> 32);
    four_blocks(words, counter, out);
    four_blocks(words, counter + 4, out + 32);
}
