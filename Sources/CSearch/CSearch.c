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
    for (int number = 0; number < plan->phrase_count; number++) {
        braid_phrase phrase = plan->phrases[number];
        if (phrase.group < 0) continue;
        if (phrase.twin < 64 && counted >> phrase.twin & 1) continue;
        Fts5PhraseIter place;
        int column, offset;
        int code = api->xPhraseFirst(context, number, &place, &column, &offset);
        if (code != SQLITE_OK) {
            sqlite3_result_error_code(result, code);
            return;
        }
        if (column >= 0 && phrase.twin < 64) counted |= (uint64_t)1 << phrase.twin;
        while (column >= 0) {
            groups |= (uint64_t)1 << phrase.group;
            if (column < BRAID_COLUMNS) frequency[phrase.group] += phrase.weight * share[column];
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

// A tokenizer around another one. Chinese, Japanese, Thai, Lao, Khmer and Burmese have no blanks between words, and the
// others make one word of a whole sentence; here each of their letters is a word, with the marks that belong to it, so that
// FTS5 finds a run of them as it finds a phrase. And "one" stays itself: its stem is "on", and "year on year" is not year one.
typedef struct {
    fts5_tokenizer rest;
    Fts5Tokenizer *instance;
} letter_tokenizer;

typedef struct {
    void *context;
    int (*take)(void *, int, const char *, int, int, int);
    const char *text;
    int offset; // where the piece that the other one is given begins in the text
} piece;

static int take_piece(void *context, int flags, const char *token, int length, int start, int end) {
    piece *cut = context;
    if (length == 2 && end - start == 3 && token[0] == 'o' && token[1] == 'n'
        && (cut->text[cut->offset + start + 2] | 0x20) == 'e') {
        token = "one";
        length = 3;
    }
    return cut->take(cut->context, flags, token, length, cut->offset + start, cut->offset + end);
}

// The character of three bytes that begins a text; 0 where none does.
static int character_of_three(const unsigned char *text, int length) {
    if (length < 3 || (text[0] & 0xF0) != 0xE0 || (text[1] & 0xC0) != 0x80 || (text[2] & 0xC0) != 0x80) return 0;
    return (text[0] & 0x0F) << 12 | (text[1] & 0x3F) << 6 | (text[2] & 0x3F);
}

static int is_southern_letter(int code) {
    return (code >= 0x0E01 && code <= 0x0E30) || code == 0x0E32 || code == 0x0E33 // Thai
           || (code >= 0x0E40 && code <= 0x0E46)
           || (code >= 0x0E81 && code <= 0x0EB0) || code == 0x0EB2 || code == 0x0EB3 // Lao
           || code == 0x0EBD || (code >= 0x0EC0 && code <= 0x0EC6) || (code >= 0x0EDC && code <= 0x0EDF)
           || (code >= 0x1000 && code <= 0x102A) || code == 0x103F || (code >= 0x1050 && code <= 0x1055) // Burmese
           || (code >= 0x1780 && code <= 0x17B3) || code == 0x17D7 || code == 0x17DC; // Khmer
}

// Vowels and tones above, below and beside a letter.
static int is_southern_mark(int code) {
    return code == 0x0E31 || (code >= 0x0E34 && code <= 0x0E3A) || (code >= 0x0E47 && code <= 0x0E4E)
           || code == 0x0EB1 || (code >= 0x0EB4 && code <= 0x0EBC) || (code >= 0x0EC8 && code <= 0x0ECE)
           || (code >= 0x102B && code <= 0x103E) || (code >= 0x1056 && code <= 0x1059)
           || (code >= 0x17B4 && code <= 0x17D3) || code == 0x17DD;
}

// How many bytes a letter of these scripts has with its marks, and with the letters that are written below it.
static int southern_letter(const unsigned char *text, int length) {
    int code = character_of_three(text, length);
    if (!is_southern_letter(code)) return 0;
    int place = 3;
    for (;;) {
        int next = character_of_three(text + place, length - place);
        int is_below = (code == 0x1039 || code == 0x17D2) && is_southern_letter(next);
        if (!is_below && !is_southern_mark(next)) return place;
        code = next;
        place += 3;
    }
}

// How many bytes the letter of a script without blanks has that begins a text; 0 where none does.
static int unspaced_letter(const unsigned char *text, int length) {
    if (text[0] == 0xE0 || text[0] == 0xE1) return southern_letter(text, length);
    if (length >= 3 && text[0] >= 0xE3 && text[0] <= 0xEF && (text[1] & 0xC0) == 0x80 && (text[2] & 0xC0) == 0x80) {
        int code = (text[0] & 0x0F) << 12 | (text[1] & 0x3F) << 6 | (text[2] & 0x3F);
        int is_one = (code >= 0x3005 && code <= 0x3007)     // 々〆〇
                     || (code >= 0x3041 && code <= 0x3096)  // hiragana
                     || (code >= 0x309D && code <= 0x309F)
                     || (code >= 0x30A1 && code <= 0x30FA)  // katakana
                     || (code >= 0x30FC && code <= 0x30FF)
                     || (code >= 0x31F0 && code <= 0x31FF)
                     || (code >= 0x3400 && code <= 0x4DBF)  // ideographs
                     || (code >= 0x4E00 && code <= 0x9FFF)
                     || (code >= 0xF900 && code <= 0xFAFF)
                     || (code >= 0xFF66 && code <= 0xFF9D); // narrow katakana
        return is_one ? 3 : 0;
    }
    if (length >= 4 && text[0] == 0xF0 && text[1] >= 0xA0 && text[1] <= 0xBF && (text[2] & 0xC0) == 0x80
        && (text[3] & 0xC0) == 0x80) {
        return 4; // the planes of rarer ideographs
    }
    return 0;
}

static int letters_create(void *context, const char **arguments, int count, Fts5Tokenizer **made) {
    fts5_api *api = context;
    void *rest = NULL;
    letter_tokenizer *tokenizer = calloc(1, sizeof(letter_tokenizer));
    if (tokenizer == NULL) return SQLITE_NOMEM;
    int code = count == 0 ? SQLITE_ERROR : api->xFindTokenizer(api, arguments[0], &rest, &tokenizer->rest);
    if (code == SQLITE_OK) code = tokenizer->rest.xCreate(rest, arguments + 1, count - 1, &tokenizer->instance);
    if (code != SQLITE_OK) {
        free(tokenizer);
        return code;
    }
    *made = (Fts5Tokenizer *)tokenizer;
    return SQLITE_OK;
}

static void letters_delete(Fts5Tokenizer *made) {
    letter_tokenizer *tokenizer = (letter_tokenizer *)made;
    tokenizer->rest.xDelete(tokenizer->instance);
    free(tokenizer);
}

static int letters_tokenize(Fts5Tokenizer *made, void *context, int flags, const char *text, int length,
                            int (*take)(void *, int, const char *, int, int, int)) {
    letter_tokenizer *tokenizer = (letter_tokenizer *)made;
    const unsigned char *bytes = (const unsigned char *)text;
    piece cut = {context, take, text, 0};
    int start = 0;
    int place = 0;
    while (place < length) {
        int letter = bytes[place] < 0xE0 ? 0 : unspaced_letter(bytes + place, length - place);
        if (letter == 0) {
            place++;
            continue;
        }
        int code = SQLITE_OK;
        if (place > start) {
            cut.offset = start;
            code = tokenizer->rest.xTokenize(tokenizer->instance, &cut, flags, text + start, place - start, take_piece);
        }
        if (code == SQLITE_OK) code = take(context, 0, text + place, letter, place, place + letter);
        if (code != SQLITE_OK) return code;
        place += letter;
        start = place;
    }
    if (start == length) return SQLITE_OK;
    cut.offset = start;
    return tokenizer->rest.xTokenize(tokenizer->instance, &cut, flags, text + start, length - start, take_piece);
}

static int add_letters(fts5_api *api) {
    fts5_tokenizer tokenizer = {letters_create, letters_delete, letters_tokenize};
    return api->xCreateTokenizer(api, "braid_letters", api, &tokenizer, NULL);
}

int braid_search_prepare(sqlite3 *connection) {
    fts5_api *api = fts5_of(connection);
    if (api == NULL) return SQLITE_ERROR;
    int code = add_letters(api);
    if (code != SQLITE_OK) return code;
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
    const char *arguments[] = {"porter", "unicode61", "remove_diacritics", "2"};
    void *context = NULL;
    fts5_api *api = NULL;
    if (sqlite3_open(":memory:", &cutter->connection) == SQLITE_OK) api = fts5_of(cutter->connection);
    if (api == NULL || add_letters(api) != SQLITE_OK
        || api->xFindTokenizer(api, "braid_letters", &context, &cutter->tokenizer) != SQLITE_OK
        || cutter->tokenizer.xCreate(context, arguments, 4, &cutter->instance) != SQLITE_OK) {
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
