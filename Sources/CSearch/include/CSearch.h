#ifndef BRAID_SEARCH_H
#define BRAID_SEARCH_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

// SQLite's FTS5 hands its matches to C functions only. This target collects every match of a query with its score in one
// pass, and cuts text into the same words as the index does.

#ifdef __cplusplus
extern "C" {
#endif

#define BRAID_COLUMNS 4

// How many words each column of a document has.
typedef struct {
    uint16_t words[BRAID_COLUMNS];
} braid_lengths;

typedef struct {
    int64_t document;
    double score;
    uint64_t groups; // bit g: some phrase of group g is in the document
} braid_hit;

typedef struct {
    double weight;
    int32_t group; // -1: only filters, does not score
    int32_t twin;  // the first phrase that is the same; of twins under 64, one counts in a document
} braid_phrase;

// A query: its phrases in the order of the MATCH text, gathered into groups of phrases that mean the same.
typedef struct {
    const braid_phrase *phrases;
    int phrase_count;
    int group_count;               // at most 64
    const double *group_weight;
    int required;                  // fewest groups that a document must have
    double k1;
    double column_weight[BRAID_COLUMNS];
    double b[BRAID_COLUMNS];
    double average_words[BRAID_COLUMNS];
    const braid_lengths *lengths;  // by document
    int64_t length_count;
    braid_hit *hits;               // the answer; freed by braid_search_free
    size_t hit_count;
    size_t hit_capacity;
    int is_out_of_memory;
} braid_plan;

// Makes the collecting function and the tokenizer `braid_letters` known to a connection. The tokenizer stands before others
// (`tokenize = 'braid_letters porter unicode61'`) and makes a word of each letter of scripts without blanks: of Chinese,
// Japanese, Thai, Lao, Khmer and Burmese. Returns an SQLite result code.
int braid_search_prepare(sqlite3 *connection);

// Runs `sql`, which must be SELECT braid_collect(TABLE, ?2) FROM TABLE WHERE TABLE MATCH ?1, to its end.
int braid_search_collect(sqlite3 *connection, const char *sql, const char *match, braid_plan *plan);

void braid_search_free(braid_plan *plan);

// Cuts text into the index's words. Not to be shared between threads.
typedef struct braid_cutter braid_cutter;

// NULL when SQLite has no FTS5.
braid_cutter *braid_cutter_make(void);
void braid_cutter_free(braid_cutter *cutter);

// A word of a text: a hash of its stem, and where it stands in the text, in bytes.
typedef struct {
    uint64_t stem;
    int32_t start;
    int32_t end;
} braid_word;

// The words of a text. They stay valid until the next call with the same cutter.
size_t braid_cutter_cut(braid_cutter *cutter, const char *text, size_t length, const braid_word **words);

#ifdef __cplusplus
}
#endif

#endif
