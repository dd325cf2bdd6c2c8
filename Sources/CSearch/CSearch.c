#include "CSearch.h"

#include <stdlib.h>
#include <string.h>

static const char pointer_kind[] = "braid-plan";

static fts5_api *fts5_of(sqlite3 *connection) {
    fts5_api *api = NULL;
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(connection, "SELECT fts5(?1)", -1, &statement, NULL) != SQLITE_OK) return NULL;
    sqlite3_bind_pointer(statement, 1, (void *)&api, "fts5_api_ptr", NULL);
    sqlite3_step(statement);
    sqlite3_finalize(statement);
    return api;
}

static void keep(braid_plan *plan, braid_hit hit) {
    if (plan->hit_count == plan->hit_capacity) {
        size_t capacity = plan->hit_capacity == 0 ? 1024 : plan->hit_capacity * 2;
        braid_hit *grown = realloc(plan->hits, capacity * sizeof(braid_hit));
        if (grown == NULL) {
            plan->is_out_of_memory = 1;
            return;
        }
        plan->hits = grown;
        plan->hit_capacity = capacity;
    }
    plan->hits[plan->hit_count++] = hit;
}

// Scores the current document by BM25F (Robertson, Zaragoza & Taylor 2004): occurrences are normalised by the length of
// their column, weighted and added up over columns and over the phrases of a group, and then saturated.
static void collect(const Fts5ExtensionApi *api, Fts5Context *context, sqlite3_context *result, int count,
                    sqlite3_value **values) {
    braid_plan *plan = count == 1 ? sqlite3_value_pointer(values[0], pointer_kind) : NULL;
    if (plan == NULL) {
        sqlite3_result_error(result, "braid_collect needs a plan", -1);
        return;
    }
    sqlite3_int64 document = api->xRowid(context);
    if (document < 0 || document >= plan->length_count) return;
    const braid_lengths *lengths = &plan->lengths[document];
    double share[BRAID_COLUMNS];
    for (int column = 0; column < BRAID_COLUMNS; column++) {
        double average = plan->average_words[column];
        double relative = average > 0 ? lengths->words[column] / average : 1;
        share[column] = plan->column_weight[column] / (1 - plan->b[column] + plan->b[column] * relative);
    }
    double frequency[64] = {0};
    uint64_t groups = 0;
    uint64_t counted = 0;
    for (int phrase = 0; phrase < plan->phrase_count; phrase++) {
        int group = plan->phrase_group[phrase];
        if (group < 0) continue;
        int twin = plan->phrase_twin[phrase];
        if (twin < 64 && counted >> twin & 1) continue;
        double weight = plan->phrase_weight[phrase];
        Fts5PhraseIter place;
        int column, offset;
        int code = api->xPhraseFirst(context, phrase, &place, &column, &offset);
        if (code != SQLITE_OK) {
            sqlite3_result_error_code(result, code);
            return;
        }
        if (column >= 0 && twin < 64) counted |= (uint64_t)1 << twin;
        while (column >= 0) {
            groups |= (uint64_t)1 << group;
            if (column < BRAID_COLUMNS) frequency[group] += weight * share[column];
            api->xPhraseNext(context, &place, &column, &offset);
        }
    }
    if (__builtin_popcountll(groups) < plan->required) return;
    double score = 0;
    for (int group = 0; group < plan->group_count; group++) {
        double f = frequency[group];
        if (f > 0) score += plan->group_weight[group] * f * (plan->k1 + 1) / (f + plan->k1);
    }
    braid_hit hit = {document, score, groups};
    keep(plan, hit);
}

int braid_search_prepare(sqlite3 *connection) {
    fts5_api *api = fts5_of(connection);
    if (api == NULL) return SQLITE_ERROR;
    return api->xCreateFunction(api, "braid_collect", NULL, collect, NULL);
}

int braid_search_collect(sqlite3 *connection, const char *sql, const char *match, braid_plan *plan) {
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(connection, sql, -1, &statement, NULL);
    if (code != SQLITE_OK) return code;
    sqlite3_bind_text(statement, 1, match, -1, SQLITE_STATIC);
    sqlite3_bind_pointer(statement, 2, plan, pointer_kind, NULL);
    do {
        code = sqlite3_step(statement);
    } while (code == SQLITE_ROW && !plan->is_out_of_memory);
    int final = sqlite3_finalize(statement);
    if (plan->is_out_of_memory) return SQLITE_NOMEM;
    return code == SQLITE_DONE ? SQLITE_OK : final;
}

void braid_search_free(braid_plan *plan) {
    free(plan->hits);
    plan->hits = NULL;
    plan->hit_count = plan->hit_capacity = 0;
}

struct braid_cutter {
    sqlite3 *connection; // an empty database in memory: the tokenizers live in a connection
    fts5_tokenizer tokenizer;
    Fts5Tokenizer *instance;
    braid_word *words;
    size_t count;
    size_t capacity;
};

static int take(void *context, int flags, const char *token, int length, int start, int end) {
    braid_cutter *cutter = context;
    if (flags & FTS5_TOKEN_COLOCATED) return SQLITE_OK;
    if (cutter->count == cutter->capacity) {
        size_t capacity = cutter->capacity == 0 ? 256 : cutter->capacity * 2;
        braid_word *grown = realloc(cutter->words, capacity * sizeof(braid_word));
        if (grown == NULL) return SQLITE_NOMEM;
        cutter->words = grown;
        cutter->capacity = capacity;
    }
    uint64_t stem = 0xCBF29CE484222325u; // FNV-1a
    for (int position = 0; position < length; position++) {
        stem = (stem ^ (unsigned char)token[position]) * 0x100000001B3u;
    }
    braid_word word = {stem, start, end};
    cutter->words[cutter->count++] = word;
    return SQLITE_OK;
}

braid_cutter *braid_cutter_make(void) {
    braid_cutter *cutter = calloc(1, sizeof(braid_cutter));
    if (cutter == NULL) return NULL;
    const char *arguments[] = {"unicode61", "remove_diacritics", "2"};
    void *context = NULL;
    fts5_api *api = NULL;
    if (sqlite3_open(":memory:", &cutter->connection) == SQLITE_OK) api = fts5_of(cutter->connection);
    if (api == NULL || api->xFindTokenizer(api, "porter", &context, &cutter->tokenizer) != SQLITE_OK
        || cutter->tokenizer.xCreate(context, arguments, 3, &cutter->instance) != SQLITE_OK) {
        braid_cutter_free(cutter);
        return NULL;
    }
    return cutter;
}

void braid_cutter_free(braid_cutter *cutter) {
    if (cutter == NULL) return;
    if (cutter->instance != NULL) cutter->tokenizer.xDelete(cutter->instance);
    sqlite3_close(cutter->connection);
    free(cutter->words);
    free(cutter);
}

size_t braid_cutter_cut(braid_cutter *cutter, const char *text, size_t length, const braid_word **words) {
    cutter->count = 0;
    if (length > INT32_MAX) length = INT32_MAX;
    cutter->tokenizer.xTokenize(cutter->instance, cutter, FTS5_TOKENIZE_DOCUMENT, text, (int)length, take);
    *words = cutter->words;
    return cutter->count;
}
