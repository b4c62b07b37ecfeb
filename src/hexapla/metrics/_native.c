/* Counting for metrics, in C: what _chrf, bleu and _ter do in Python, with the same results to the last bit.
 *
 * Everything here is optional. `_engine.py` decides whether it is used; each function has a complete Python twin, and
 * tests hold the two equal. Texts come as lists of str, results go into int64 arrays that the caller made. Nothing is
 * hashed with loss: table entries hold whole keys. Only the stable ABI of Python 3.11 is used, so one build serves all
 * later versions.
 *
 * Parts: memory - white space - tables - n-grams - chrF - tokens - BLEU - TER - the module.
 */
#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define REVISION 1 /* of what the functions take and give; _engine.py asks for it */

typedef Py_ssize_t size;

/* ---- memory: buffers that only grow ---- */

typedef struct {
    void *at;
    size_t bytes;
} buffer;

static int room(buffer *b, size_t bytes)
{
    if (bytes <= b->bytes)
        return 1;
    bytes += bytes / 2 + 256;
    void *more = realloc(b->at, bytes);
    if (!more) {
        PyErr_NoMemory();
        return 0;
    }
    memset((char *)more + b->bytes, 0, bytes - b->bytes);
    b->at = more;
    b->bytes = bytes;
    return 1;
}

/* ---- white space: str.isspace ---- */

static inline int is_space(Py_UCS4 c)
{
    if (c < 0x80)
        return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F);
    if (c < 0x2000)
        return c == 0x85 || c == 0xA0 || c == 0x1680;
    return c <= 0x200A || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static inline int is_digit(Py_UCS4 c) { return c >= '0' && c <= '9'; }

/* ---- tables: keys -> 0, 1, 2 ..., emptied by raising the stamp ---- */

typedef struct {
    uint64_t key;
    uint32_t stamp, id;
} slot;

typedef struct {
    buffer slots;
    size_t mask;
    int shift;
    uint32_t stamp, used;
} table;

static int empty(table *t, size_t keys)
{
    int bits = 4;
    while (((size_t)1 << bits) < 2 * keys)
        bits++;
    if (!room(&t->slots, sizeof(slot) << bits))
        return 0;
    t->mask = ((size_t)1 << bits) - 1;
    t->shift = 64 - bits;
    t->used = 0;
    if (!++t->stamp) { /* after 2^32 rounds old entries would look new */
        memset(t->slots.at, 0, t->slots.bytes);
        t->stamp = 1;
    }
    return 1;
}

static inline slot *find(table *t, uint64_t key)
{
    slot *slots = t->slots.at;
    size_t at = (size_t)((key * 0x9E3779B97F4A7C15u) >> t->shift);
    while (slots[at].stamp == t->stamp && slots[at].key != key)
        at = (at + 1) & t->mask;
    return slots + at;
}

static inline uint32_t number(table *t, uint64_t key)
{
    slot *s = find(t, key);
    if (s->stamp != t->stamp) {
        s->stamp = t->stamp;
        s->key = key;
        s->id = t->used++;
    }
    return s->id;
}

/* ---- n-grams: how many a hypothesis shares with its references ---- */

typedef struct {
    uint32_t most, now, side; /* the most any reference has; how many this one has; which one that is */
    uint32_t hit;             /* whether the hypothesis has it too */
} tally;

typedef struct {
    table grams;
    buffer tallies, starts, ids;
} counter;

/* A sequence's windows still alive: where they start, and the number of their n-gram. A window whose n-gram is not shared
 * cannot be the beginning of one that is. */
typedef struct {
    uint32_t *start, *id;
    size alive, length;
    const uint32_t *symbols;
} windows;

/* sequences[0] is the hypothesis. Fills shared[0 .. orders - 1]; `step` apart. */
static int count_shared(counter *c, windows *w, size sides, size orders, int64_t *shared, size step)
{
    size all = 0;
    for (size s = 0; s < sides; s++)
        all += w[s].length;
    for (size n = 0; n < orders; n++)
        shared[n * step] = 0;
    if (!room(&c->starts, all * sizeof(uint32_t)) || !room(&c->ids, all * sizeof(uint32_t)))
        return 0;
    uint32_t *start = c->starts.at, *id = c->ids.at;
    for (size s = 0; s < sides; s++) {
        w[s].start = start;
        w[s].id = id;
        w[s].alive = w[s].length;
        for (size i = 0; i < w[s].length; i++) {
            start[i] = (uint32_t)i;
            id[i] = 0;
        }
        start += w[s].length;
        id += w[s].length;
    }
    for (size n = 0; n < orders; n++) {
        size there = 0;
        for (size s = 1; s < sides; s++)
            there += w[s].alive;
        if (!there || !w[0].alive)
            return 1;
        if (!empty(&c->grams, there) || !room(&c->tallies, there * sizeof(tally)))
            return 0;
        tally *tallies = c->tallies.at;
        for (size s = 1; s < sides; s++) {
            windows *r = w + s;
            size kept = 0;
            for (size i = 0; i < r->alive; i++) {
                size last = r->start[i] + n;
                if (last >= r->length)
                    break;
                uint32_t known = c->grams.used;
                uint32_t gram = number(&c->grams, (uint64_t)r->id[i] << 32 | r->symbols[last]);
                tally *t = tallies + gram;
                if (gram == known) {
                    t->most = t->hit = 0;
                    t->side = UINT32_MAX;
                }
                if (t->side != (uint32_t)s) {
                    t->side = (uint32_t)s;
                    t->now = 0;
                }
                if (++t->now > t->most)
                    t->most = t->now;
                r->start[kept] = r->start[i];
                r->id[kept++] = gram;
            }
            r->alive = kept;
        }
        windows *h = w;
        size kept = 0;
        int64_t found = 0;
        for (size i = 0; i < h->alive; i++) {
            size last = h->start[i] + n;
            if (last >= h->length)
                break;
            slot *s = find(&c->grams, (uint64_t)h->id[i] << 32 | h->symbols[last]);
            if (s->stamp != c->grams.stamp)
                continue;
            tally *t = tallies + s->id;
            t->hit = 1;
            if (t->most) {
                t->most--;
                found++;
            }
            h->start[kept] = h->start[i];
            h->id[kept++] = s->id;
        }
        h->alive = kept;
        shared[n * step] = found;
        if (n + 1 == orders)
            break;
        for (size s = 1; s < sides; s++) {
            windows *r = w + s;
            kept = 0;
            for (size i = 0; i < r->alive; i++)
                if (tallies[r->id[i]].hit) {
                    r->start[kept] = r->start[i];
                    r->id[kept++] = r->id[i];
                }
            r->alive = kept;
        }
    }
    return 1;
}

/* ---- tokens of a text, as numbers ---- */

typedef struct {
    size at, length;
    uint64_t hash;
} piece;

/* The words of some texts that lie one after the other in one array; equal words get equal numbers. */
typedef struct {
    buffer text, pieces, slots, symbols;
    size used, words, distinct;
    size_t mask;
} vocabulary;

static int forget(vocabulary *v, size characters, size words)
{
    int bits = 4;
    while (((size_t)1 << bits) < 2 * (size_t)words + 2)
        bits++;
    size_t cells = (size_t)1 << bits;
    if (!room(&v->slots, cells * sizeof(uint32_t)) || !room(&v->text, (characters + 1) * sizeof(Py_UCS4)))
        return 0;
    if (!room(&v->pieces, (words + 1) * sizeof(piece)) || !room(&v->symbols, (words + 1) * sizeof(uint32_t)))
        return 0;
    memset(v->slots.at, 0, cells * sizeof(uint32_t));
    v->mask = cells - 1;
    v->used = v->words = v->distinct = 0;
    return 1;
}

/* Adds the word text[from .. to - 1], which lies in the vocabulary's own text. */
static inline void add_word(vocabulary *v, size from, size to)
{
    const Py_UCS4 *text = v->text.at;
    uint64_t hash = (uint64_t)(to - from);
    for (size i = from; i < to; i++)
        hash = (hash ^ text[i]) * 0x9E3779B97F4A7C15u + (hash >> 29);
    uint32_t *slots = v->slots.at;
    piece *pieces = v->pieces.at;
    size_t at = (size_t)(hash >> 20) & v->mask;
    for (; slots[at]; at = (at + 1) & v->mask) {
        const piece *p = pieces + slots[at] - 1;
        if (p->hash == hash && p->length == to - from && !memcmp(text + p->at, text + from, (to - from) * sizeof *text))
            break;
    }
    if (!slots[at]) {
        pieces[v->distinct] = (piece){from, to - from, hash};
        slots[at] = (uint32_t)++v->distinct;
    }
    ((uint32_t *)v->symbols.at)[v->words++] = slots[at];
}

static void add_words(vocabulary *v, size from, size to)
{
    const Py_UCS4 *text = v->text.at;
    while (from < to) {
        while (from < to && is_space(text[from]))
            from++;
        size end = from;
        while (end < to && !is_space(text[end]))
            end++;
        if (end > from)
            add_word(v, from, end);
        from = end;
    }
}

static inline int is_punctuation(Py_UCS4 c)
{
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

/* chrF's words: of a longer word one punctuation mark is split off, the last character, else the first. */
static void add_chrf_words(vocabulary *v, size from, size to)
{
    const Py_UCS4 *text = v->text.at;
    while (from < to) {
        while (from < to && is_space(text[from]))
            from++;
        size end = from;
        while (end < to && !is_space(text[end]))
            end++;
        if (end - from > 1 && is_punctuation(text[end - 1])) {
            add_word(v, from, end - 1);
            add_word(v, end - 1, end);
        } else if (end - from > 1 && is_punctuation(text[from])) {
            add_word(v, from, from + 1);
            add_word(v, from + 1, end);
        } else if (end > from)
            add_word(v, from, end);
        from = end;
    }
}

/* ---- arguments ---- */

static PyObject *text_at(PyObject *texts, size i, size *length)
{
    PyObject *text = PyList_GetItem(texts, i);
    if (!text)
        return NULL;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "texts are strings");
        return NULL;
    }
    *length = PyUnicode_GetLength(text);
    return text;
}

static int64_t *results(PyObject *out, Py_buffer *view, size cells)
{
    if (PyObject_GetBuffer(out, view, PyBUF_WRITABLE))
        return NULL;
    if (view->len != cells * (size)sizeof(int64_t)) {
        PyErr_SetString(PyExc_ValueError, "the array for results has another size");
        PyBuffer_Release(view);
        return NULL;
    }
    return view->buf;
}

static int rows_of(PyObject *texts, size sides, size *rows)
{
    if (!PyList_Check(texts) || sides < 2 || PyList_Size(texts) % sides) {
        PyErr_SetString(PyExc_ValueError, "texts are a list with as many strings for every row");
        return 0;
    }
    *rows = PyList_Size(texts) / sides;
    return 1;
}

static inline int interrupted(size row) { return (row & 255) == 255 && PyErr_CheckSignals(); }

/* ---- chrF ---- */

PyDoc_STRVAR(chrf_doc, "chrf(texts, char_order, word_order, whitespace, out)\n\n"
                       "Of pairs (hypothesis, reference): for each order the n-grams of either and those they share.");

static PyObject *chrf(PyObject *module, PyObject *args)
{
    PyObject *texts, *out;
    size char_order, word_order, rows;
    int whitespace;
    Py_buffer view;
    if (!PyArg_ParseTuple(args, "OnnpO", &texts, &char_order, &word_order, &whitespace, &out) ||
        !rows_of(texts, 2, &rows))
        return NULL;
    size orders = char_order + word_order;
    int64_t *cells = results(out, &view, rows * orders * 3);
    if (!cells)
        return NULL;
    counter c = {0};
    vocabulary v = {0};
    buffer bare = {0};
    int done = 0;
    for (size row = 0; row < rows; row++, cells += orders * 3) {
        PyObject *pair[2];
        size lengths[2];
        if (interrupted(row))
            goto end;
        for (int s = 0; s < 2; s++)
            if (!(pair[s] = text_at(texts, 2 * row + s, &lengths[s])))
                goto end;
        if (!forget(&v, lengths[0] + lengths[1], 2 * (lengths[0] + lengths[1])) || !room(&bare, (lengths[0] + lengths[1]) * sizeof(Py_UCS4)))
            goto end;
        Py_UCS4 *characters = bare.at, *whole = v.text.at;
        windows of_characters[2], of_words[2];
        size kept = 0, before = 0, words = 0;
        for (int s = 0; s < 2; s++) {
            if (lengths[s] && !PyUnicode_AsUCS4(pair[s], whole + before, lengths[s], 0))
                goto end;
            size first = kept;
            for (size i = before; i < before + lengths[s]; i++)
                if (whitespace || !is_space(whole[i]))
                    characters[kept++] = whole[i];
            of_characters[s] = (windows){.length = kept - first, .symbols = characters + first};
            if (word_order)
                add_chrf_words(&v, before, before + lengths[s]);
            of_words[s] = (windows){.length = v.words - words, .symbols = (uint32_t *)v.symbols.at + words};
            words = v.words;
            before += lengths[s];
        }
        if (!count_shared(&c, of_characters, 2, char_order, cells + 2, 3) ||
            !count_shared(&c, of_words, 2, word_order, cells + 3 * char_order + 2, 3))
            goto end;
        for (size n = 0; n < orders; n++) {
            windows *w = n < char_order ? of_characters : of_words;
            size shorter = n < char_order ? n : n - char_order;
            int64_t there = w[1].length > shorter ? w[1].length - shorter : 0;
            cells[3 * n] = there && w[0].length > shorter ? w[0].length - shorter : 0;
            cells[3 * n + 1] = there;
        }
    }
    done = 1;
end:
    PyBuffer_Release(&view);
    free(bare.at);
    free(c.grams.slots.at), free(c.tallies.at), free(c.starts.at), free(c.ids.at);
    free(v.text.at), free(v.pieces.at), free(v.slots.at), free(v.symbols.at);
    if (!done)
        return NULL;
    Py_RETURN_NONE;
}

/* ---- BLEU ---- */

enum { SPLIT, CHARACTERS, WESTERN, CHINESE };

static inline int is_chinese(Py_UCS4 c)
{
    /* sacreBLEU's ranges; the first comes of U+20000 written with four digits and a zero */
    return (c >= 0x2001 && c <= 0x2A6D) || (c >= 0x2E80 && c <= 0x2FDF) || (c >= 0x2FF0 && c <= 0x303F) ||
           (c >= 0x3100 && c <= 0x312F) || (c >= 0x31A0 && c <= 0x31BF) || (c >= 0x31C0 && c <= 0x31EF) ||
           (c >= 0x3200 && c <= 0x4DB5) || (c >= 0x4E00 && c <= 0x9FBB) || (c >= 0xF900 && c <= 0xFA2D) ||
           (c >= 0xFA30 && c <= 0xFA6A) || (c >= 0xFA70 && c <= 0xFAD9) || (c >= 0xFE10 && c <= 0xFE1F) ||
           (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFFEF);
}

static inline int stands_alone(Py_UCS4 c)
{
    return (c >= '{' && c <= '~') || (c >= '[' && c <= '`') || (c >= ' ' && c <= '&') || (c >= '(' && c <= '+') ||
           (c >= ':' && c <= '@') || c == '/';
}

static inline int is_stop(Py_UCS4 c) { return c == '.' || c == ','; }

/* sacreBLEU's four replacements, one after the other. Each eats what it matches, as a regular expression does. */
static size western(const Py_UCS4 *in, size n, Py_UCS4 *one, Py_UCS4 *two, int chinese, int padded)
{
    size k = 0;
    if (padded)
        one[k++] = ' ', one[k++] = ' ', one[k++] = ' ';
    for (size i = 0; i < n; i++) {
        Py_UCS4 c = in[i];
        if (stands_alone(c) || (chinese && is_chinese(c)))
            one[k++] = ' ', one[k++] = c, one[k++] = ' ';
        else
            one[k++] = c;
    }
    if (padded)
        one[k++] = ' ', one[k++] = ' ', one[k++] = ' ';
    size m = 0;
    for (size i = 0; i < k;) {
        if (i + 1 < k && is_stop(one[i + 1]) && !is_digit(one[i])) {
            two[m++] = one[i], two[m++] = ' ', two[m++] = one[i + 1], two[m++] = ' ';
            i += 2;
        } else
            two[m++] = one[i++];
    }
    k = 0;
    for (size i = 0; i < m;) {
        if (i + 1 < m && is_stop(two[i]) && !is_digit(two[i + 1])) {
            one[k++] = ' ', one[k++] = two[i], one[k++] = ' ', one[k++] = two[i + 1];
            i += 2;
        } else
            one[k++] = two[i++];
    }
    m = 0;
    for (size i = 0; i < k;) {
        if (i + 1 < k && is_digit(one[i]) && one[i + 1] == '-') {
            two[m++] = one[i], two[m++] = ' ', two[m++] = '-', two[m++] = ' ';
            i += 2;
        } else
            two[m++] = one[i++];
    }
    return m;
}

PyDoc_STRVAR(bleu_doc, "bleu(texts, sides, tokenizer, orders, out)\n\n"
                       "Of rows of a hypothesis and its references: lengths of hypothesis and closest reference, then for\n"
                       "each order the n-grams matched, then those there are. The tokenizer is one of SPLIT, CHARACTERS,\n"
                       "WESTERN (13a without its replacements of entities and line feeds) and CHINESE.");

static PyObject *bleu(PyObject *module, PyObject *args)
{
    PyObject *texts, *out;
    size sides, orders, rows;
    int tokenizer;
    Py_buffer view;
    if (!PyArg_ParseTuple(args, "OninO", &texts, &sides, &tokenizer, &orders, &out) || !rows_of(texts, sides, &rows))
        return NULL;
    int64_t *cells = results(out, &view, rows * (2 + 2 * orders));
    if (!cells)
        return NULL;
    counter c = {0};
    vocabulary v = {0};
    buffer lines = {0}, one = {0}, two = {0}, sequences = {0};
    int done = 0;
    if (!room(&sequences, sides * sizeof(windows)))
        goto end;
    for (size row = 0; row < rows; row++, cells += 2 + 2 * orders) {
        size all = 0, length;
        if (interrupted(row))
            goto end;
        for (size s = 0; s < sides; s++) {
            if (!text_at(texts, row * sides + s, &length))
                goto end;
            all += length;
        }
        /* A character gets at most four spaces (a stop two, twice), and never becomes two words. */
        if (!forget(&v, tokenizer >= WESTERN ? 5 * all + 6 * sides : all, all))
            goto end;
        windows *w = sequences.at;
        size words = 0;
        for (size s = 0; s < sides; s++) {
            PyObject *text = text_at(texts, row * sides + s, &length);
            Py_UCS4 *at = (Py_UCS4 *)v.text.at + v.used;
            size from = v.used, to;
            if (tokenizer < WESTERN) {
                if (length && !PyUnicode_AsUCS4(text, at, length, 0))
                    goto end;
                to = from + length;
            } else {
                size worst = (5 * length + 6) * sizeof(Py_UCS4);
                if (!room(&lines, (length + 1) * sizeof(Py_UCS4)) || !room(&one, worst) || !room(&two, worst))
                    goto end;
                Py_UCS4 *line = lines.at;
                if (length && !PyUnicode_AsUCS4(text, line, length, 0))
                    goto end;
                while (length && is_space(line[length - 1]))
                    length--;
                while (tokenizer == CHINESE && length && is_space(*line))
                    line++, length--;
                size made = western(line, length, one.at, two.at, tokenizer == CHINESE, tokenizer == WESTERN);
                memcpy(at, two.at, made * sizeof(Py_UCS4));
                to = from + made;
            }
            v.used = to;
            if (tokenizer == CHARACTERS) {
                const Py_UCS4 *signs = v.text.at;
                for (size i = from; i < to; i++)
                    if (!is_space(signs[i]))
                        add_word(&v, i, i + 1);
            } else
                add_words(&v, from, to);
            w[s] = (windows){.length = v.words - words, .symbols = (uint32_t *)v.symbols.at + words};
            words = v.words;
        }
        cells[0] = w[0].length;
        cells[1] = w[1].length;
        for (size s = 2; s < sides; s++) {
            int64_t here = llabs(w[s].length - cells[0]), best = llabs(cells[1] - cells[0]);
            if (here < best || (here == best && w[s].length < cells[1]))
                cells[1] = w[s].length;
        }
        for (size n = 0; n < orders; n++)
            cells[2 + orders + n] = w[0].length > n ? w[0].length - n : 0;
        if (!count_shared(&c, w, sides, orders, cells + 2, 1))
            goto end;
    }
    done = 1;
end:
    PyBuffer_Release(&view);
    free(lines.at), free(one.at), free(two.at), free(sequences.at);
    free(c.grams.slots.at), free(c.tallies.at), free(c.starts.at), free(c.ids.at);
    free(v.text.at), free(v.pieces.at), free(v.slots.at), free(v.symbols.at);
    if (!done)
        return NULL;
    Py_RETURN_NONE;
}

/* ---- TER: see _ter.py for why each step gives sacreBLEU's number ---- */

enum { MAX_SHIFT_SIZE = 10, MAX_SHIFT_DISTANCE = 50, MAX_CANDIDATES = 1000, BEAM = 25 };
enum { WHOLE = BEAM - 1, SAFE = 2 * BEAM - 4, FEW = 4096, FAR = 1 << 29 };
enum { SAME, SUBSTITUTED, DELETED, INSERTED };

typedef struct {
    int low, high; /* columns of the matrix that lie in the beam */
    size at;       /* where the row begins in `values` and `steps` */
} band;

typedef struct {
    buffer bands, values, steps, fresh, bits, plus_minus, target, here, there, places, firsts, moves, moved, best;
    vocabulary v;
} ter_memory;

typedef struct {
    const uint32_t *reference;
    int length, words, blocks; /* words of the reference; distinct ones, plus 1; 64-bit blocks of it */
    ter_memory *m;
} ter_reference;

/* Plain Levenshtein distance (Myers, JACM 1999; Hyyrö, 2003). */
static int plain_distance(const ter_reference *r, const uint32_t *text, int n)
{
    const uint64_t *bits = r->m->bits.at;
    if (!n)
        return r->length;
    int distance = r->length;
    uint64_t top = (uint64_t)1 << ((r->length - 1) & 63);
    if (r->blocks == 1) {
        uint64_t plus = ~(uint64_t)0, minus = 0;
        for (int i = 0; i < n; i++) {
            uint64_t match = bits[text[i]];
            uint64_t same = (((match & plus) + plus) ^ plus) | match | minus;
            uint64_t up = minus | ~(same | plus), down = plus & same;
            distance += (up & top) != 0;
            distance -= (down & top) != 0;
            up = up << 1 | 1;
            minus = up & same;
            plus = down << 1 | ~(same | up);
        }
        return distance;
    }
    uint64_t *plus = r->m->plus_minus.at, *minus = plus + r->blocks;
    for (int b = 0; b < r->blocks; b++)
        plus[b] = ~(uint64_t)0, minus[b] = 0;
    for (int i = 0; i < n; i++) {
        const uint64_t *word = bits + (size)text[i] * r->blocks;
        uint64_t carry_up = 1, carry_down = 0;
        for (int b = 0; b < r->blocks; b++) {
            uint64_t match = word[b], p = plus[b], q = minus[b];
            uint64_t with = match | carry_down;
            uint64_t same = (((with & p) + p) ^ p) | with | q;
            uint64_t up = q | ~(same | p), down = p & same;
            if (b + 1 == r->blocks) {
                distance += (up & top) != 0;
                distance -= (down & top) != 0;
            }
            uint64_t next_up = up >> 63, next_down = down >> 63;
            up = up << 1 | carry_up;
            down = down << 1 | carry_down;
            minus[b] = up & same;
            plus[b] = down | ~(same | up);
            carry_up = next_up, carry_down = next_down;
        }
    }
    return distance;
}

/* One row of the beam-limited matrix; what lies beyond the beam is FAR away. */
static void step_row(const ter_reference *r, uint32_t word, const band *before, const int *above, const band *here,
                     int *values, uint8_t *steps)
{
    int left = FAR;
    for (int j = here->low; j < here->high; j++) {
        int up = j >= before->low && j < before->high ? above[j - before->low] : FAR, value, step;
        if (!j) {
            value = up + 1;
            step = DELETED;
        } else {
            int same = word == r->reference[j - 1];
            int slant = j > before->low && j <= before->high ? above[j - 1 - before->low] : FAR;
            value = slant + !same;
            step = same ? SAME : SUBSTITUTED;
            if (up + 1 < value) {
                value = up + 1;
                step = DELETED;
            }
            if (left + 1 < value) {
                value = left + 1;
                step = INSERTED;
            }
        }
        if (value > FAR)
            value = FAR;
        *values++ = left = value;
        if (steps)
            *steps++ = (uint8_t)step;
    }
}

static int make_bands(const ter_reference *r, int n)
{
    ter_memory *m = r->m;
    if (!room(&m->bands, (n + 1) * sizeof(band)))
        return 0;
    band *bands = m->bands.at;
    double ratio = (double)r->length / n;
    int width = BEAM < ratio / 2 ? (int)ceil(ratio / 2 + BEAM) : BEAM;
    bands[0] = (band){0, r->length + 1, 0};
    size at = r->length + 1;
    for (int i = 1; i <= n; i++) {
        int middle = (int)floor(i * ratio);
        int low = middle > width ? middle - width : 0;
        int high = i < n && middle + width < r->length + 1 ? middle + width : r->length + 1;
        bands[i] = (band){low, high, at};
        at += high - low;
    }
    return room(&m->values, at * sizeof(int)) && room(&m->steps, at) && room(&m->fresh, 2 * (r->length + 1) * sizeof(int));
}

/* The whole beam-limited matrix of a hypothesis. */
static int limited_distance(const ter_reference *r, const uint32_t *text, int n)
{
    ter_memory *m = r->m;
    const band *bands = m->bands.at;
    int *values = m->values.at;
    uint8_t *steps = m->steps.at;
    for (int j = 0; j <= r->length; j++)
        values[j] = j;
    for (int i = 1; i <= n; i++)
        step_row(r, text[i - 1], bands + i - 1, values + bands[i - 1].at, bands + i, values + bands[i].at,
                 steps + bands[i].at);
    return values[bands[n].at + r->length - bands[n].low];
}

/* The beam-limited distance of a hypothesis that differs from the base only in the words first .. last - 1. */
static int distance_after(const ter_reference *r, const uint32_t *moved, int n, int first, int last, int base)
{
    ter_memory *m = r->m;
    const band *bands = m->bands.at;
    const int *values = m->values.at, *above = values + bands[first].at;
    int *fresh[2] = {m->fresh.at, (int *)m->fresh.at + r->length + 1};
    for (int i = first; i < n; i++) {
        int *now = fresh[i & 1];
        step_row(r, moved[i], bands + i, above, bands + i + 1, now, NULL);
        above = now;
        if (i + 1 >= last) {
            const int *was = values + bands[i + 1].at;
            int width = bands[i + 1].high - bands[i + 1].low, less = now[0] - was[0], j = 1;
            while (j < width && now[j] - was[j] == less)
                j++;
            if (j == width)
                return base + less;
        }
    }
    return above[r->length - bands[n].low];
}

/* Follows the best path back: for each reference word the hypothesis words used up by then, and the errors so far. */
static void best_path(const ter_reference *r, int n)
{
    ter_memory *m = r->m;
    const band *bands = m->bands.at;
    const uint8_t *steps = m->steps.at;
    int *target = m->target.at, *here = m->here.at, *there = m->there.at;
    memset(target, 0, (r->length + 1) * sizeof(int));
    memset(there, 0, (r->length + 1) * sizeof(int));
    memset(here, 0, (n + 1) * sizeof(int));
    int i = n, j = r->length;
    while (i && j) {
        int step = steps[bands[i].at + j - bands[i].low];
        if (step != DELETED)
            target[j] = i;
        if (step == SUBSTITUTED || step == DELETED)
            here[i] = 1;
        if (step == SUBSTITUTED || step == INSERTED)
            there[j] = 1;
        i -= step != INSERTED;
        j -= step != DELETED;
    }
    for (; i; i--)
        here[i] = 1;
    for (; j; j--)
        there[j] = 1;
    for (int k = 1; k <= n; k++)
        here[k] += here[k - 1];
    for (int k = 1; k <= r->length; k++)
        there[k] += there[k - 1];
}

/* A move as a number: the longest first, of those the earliest, of those the one to the earliest place. */
static inline uint64_t as_number(int block, int start, int goal)
{
    return (uint64_t)(MAX_SHIFT_SIZE - block) << 56 | (uint64_t)start << 28 | (uint64_t)goal;
}

static int by_number(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

static inline int least_of(int a, int b) { return a < b ? a : b; }

/* The moves worth trying; how many there are, or -1 without memory. `checked`: how many sacreBLEU would have tried. */
static size candidates(const ter_reference *r, const uint32_t *text, int n, int *checked)
{
    ter_memory *m = r->m;
    const int *target = m->target.at, *here = m->here.at, *there = m->there.at;
    const int *places = m->places.at, *firsts = m->firsts.at;
    size found = 0;
    for (int start = 0; start < n; start++) {
        uint32_t word = text[start];
        if (!word || here[least_of(start + MAX_SHIFT_SIZE, n)] == here[start])
            continue;
        for (int p = firsts[word]; p < firsts[word + 1]; p++) {
            int place = places[p], aligned = target[place + 1] - 1;
            if (place < start - MAX_SHIFT_DISTANCE)
                continue;
            if (place > start + MAX_SHIFT_DISTANCE)
                break;
            if (aligned == start)
                continue;
            int longest = least_of(MAX_SHIFT_SIZE, least_of(n - start, r->length - place));
            if (aligned > start)
                longest = least_of(longest, aligned - start);
            int last = target[place], tries = 1, goals[MAX_SHIFT_SIZE + 1], many = 0;
            if (last != start)
                goals[many++] = last;
            for (int block = 1; block <= longest; block++) {
                if (text[start + block - 1] != r->reference[place + block - 1])
                    break;
                int goal = target[place + block];
                if (goal != last) {
                    last = goal;
                    tries++;
                    if (goal != start)
                        goals[many++] = goal;
                }
                if (here[start + block] == here[start] || there[place + block] == there[place])
                    continue;
                *checked += tries;
                if (!room(&m->moves, (found + many) * sizeof(uint64_t)))
                    return -1;
                for (int g = 0; g < many; g++)
                    ((uint64_t *)m->moves.at)[found++] = as_number(block, start, goals[g]);
                if (*checked >= MAX_CANDIDATES)
                    return found;
            }
        }
    }
    return found;
}

static void move_block(const uint32_t *text, int n, int start, int block, int goal, uint32_t *out)
{
    int end = start + block;
    int from, to, rest; /* text[from .. to - 1] changes places with the block; `rest` is where the unmoved end begins */
    if (goal < start) {
        memcpy(out, text, goal * sizeof *text);
        memcpy(out + goal, text + start, block * sizeof *text);
        memcpy(out + goal + block, text + goal, (start - goal) * sizeof *text);
        memcpy(out + end, text + end, (n - end) * sizeof *text);
        return;
    }
    from = end;
    to = goal > end ? goal : least_of(block + goal, n);
    rest = to;
    memcpy(out, text, start * sizeof *text);
    memcpy(out + start, text + from, (to - from) * sizeof *text);
    memcpy(out + start + to - from, text + start, block * sizeof *text);
    memcpy(out + rest, text + rest, (n - rest) * sizeof *text);
}

/* Looks for the best move; 1 and the moved text in m->best if one lowers the distance. */
static int best_move(const ter_reference *r, const uint32_t *text, int n, size many, int base, int plain, int least)
{
    ter_memory *m = r->m;
    uint64_t *moves = m->moves.at, before = UINT64_MAX;
    uint32_t *moved = m->moved.at;
    int gap = abs(n - r->length), safe = r->length > WHOLE ? SAFE - gap : r->length + n, lowest = base;
    int few = (size)n * r->blocks <= FEW;
    qsort(moves, many, sizeof *moves, by_number);
    for (size k = 0; k < many; k++) {
        if (moves[k] == before)
            continue;
        before = moves[k];
        int block = MAX_SHIFT_SIZE - (int)(before >> 56);
        int start = (int)(before >> 28 & 0xFFFFFFF), goal = (int)(before & 0xFFFFFFF);
        if (lowest <= least || lowest <= plain - 2 * block)
            break; /* to move a block is to delete and to insert its words; those to come are no longer than this */
        move_block(text, n, start, block, goal, moved);
        int distance = safe + 1;
        if (few) {
            distance = plain_distance(r, moved, n);
            if (distance >= lowest)
                continue;
        }
        if (distance > safe) {
            int first = least_of(start, goal), last = (start > goal ? start : goal) + block;
            distance = distance_after(r, moved, n, first, least_of(last, n), base);
        }
        if (distance < lowest) {
            lowest = distance;
            memcpy(m->best.at, moved, n * sizeof *moved);
        }
    }
    return lowest < base;
}

static int edits(ter_reference *r, uint32_t *text, int n)
{
    ter_memory *m = r->m;
    if (!r->length || !n)
        return n + r->length;
    if (n == r->length && !memcmp(text, r->reference, n * sizeof *text))
        return 0;
    r->blocks = (r->length + 63) / 64;
    size words = r->words;
    if (!room(&m->bits, words * r->blocks * sizeof(uint64_t)) || !room(&m->plus_minus, 2 * r->blocks * sizeof(uint64_t)) ||
        !room(&m->target, (r->length + 1) * sizeof(int)) || !room(&m->there, (r->length + 1) * sizeof(int)) ||
        !room(&m->here, (n + 1) * sizeof(int)) || !room(&m->places, r->length * sizeof(int)) ||
        !room(&m->firsts, (words + 2) * sizeof(int)) || !room(&m->moved, n * sizeof *text) ||
        !room(&m->best, n * sizeof *text))
        return -1;
    uint64_t *bits = m->bits.at;
    int *firsts = m->firsts.at, *places = m->places.at;
    memset(bits, 0, words * r->blocks * sizeof *bits);
    memset(firsts, 0, (words + 2) * sizeof *firsts);
    for (int j = 0; j < r->length; j++) {
        bits[(size)r->reference[j] * r->blocks + j / 64] |= (uint64_t)1 << (j & 63);
        firsts[r->reference[j] + 2]++;
    }
    for (size w = 2; w < words + 2; w++)
        firsts[w] += firsts[w - 1];
    for (int j = 0; j < r->length; j++)
        places[firsts[r->reference[j] + 1]++] = j;
    /* What no arrangement of the words can go below. */
    int *seen = m->there.at, common = 0; /* borrowed: the first path overwrites it */
    memset(seen, 0, words * sizeof(int));
    for (int i = 0; i < n; i++)
        if (text[i] && seen[text[i]] < firsts[text[i] + 1] - firsts[text[i]])
            seen[text[i]]++, common++;
    int gap = abs(n - r->length), least = (n > r->length ? n : r->length) - common, checked = 0;
    if (!make_bands(r, n))
        return -1;
    for (int moves = 0;; moves++) {
        int plain = plain_distance(r, text, n);
        int inside = r->length <= WHOLE || plain + gap <= SAFE;
        if (inside && plain == least)
            return moves + plain;
        int base = limited_distance(r, text, n);
        if (base == least)
            return moves + base;
        best_path(r, n);
        size many = candidates(r, text, n, &checked);
        if (many < 0)
            return -1;
        if (checked >= MAX_CANDIDATES || !best_move(r, text, n, many, base, plain, least))
            return moves + base;
        memcpy(text, m->best.at, n * sizeof *text);
        if (PyErr_CheckSignals())
            return -1;
    }
}

PyDoc_STRVAR(ter_doc, "ter(texts, out)\n\nOf pairs (hypothesis, reference), tokenized: edits with moves, words of the reference.");

static PyObject *ter(PyObject *module, PyObject *args)
{
    PyObject *texts, *out;
    size rows;
    Py_buffer view;
    if (!PyArg_ParseTuple(args, "OO", &texts, &out) || !rows_of(texts, 2, &rows))
        return NULL;
    int64_t *cells = results(out, &view, rows * 2);
    if (!cells)
        return NULL;
    ter_memory m = {0};
    int done = 0;
    for (size row = 0; row < rows; row++, cells += 2) {
        PyObject *hypothesis, *reference;
        size n, length;
        if (interrupted(row) || !(hypothesis = text_at(texts, 2 * row, &n)) ||
            !(reference = text_at(texts, 2 * row + 1, &length)))
            goto end;
        if (n + length >= 1 << 28) {
            PyErr_SetString(PyExc_OverflowError, "a segment is too long for TER");
            goto end;
        }
        if (!forget(&m.v, n + length, n + length))
            goto end;
        Py_UCS4 *text = m.v.text.at;
        if ((length && !PyUnicode_AsUCS4(reference, text, length, 0)) ||
            (n && !PyUnicode_AsUCS4(hypothesis, text + length, n, 0)))
            goto end;
        add_words(&m.v, 0, length);
        ter_reference r = {.length = (int)m.v.words, .words = (int)m.v.distinct + 1, .m = &m};
        add_words(&m.v, length, length + n);
        r.reference = m.v.symbols.at;
        uint32_t *words = (uint32_t *)m.v.symbols.at + r.length;
        int many = (int)m.v.words - r.length;
        for (int i = 0; i < many; i++)
            if (words[i] >= (uint32_t)r.words)
                words[i] = 0; /* words the reference lacks: none of them ever matches */
        int found = edits(&r, words, many);
        if (found < 0)
            goto end;
        cells[0] = found;
        cells[1] = r.length;
    }
    done = 1;
end:
    PyBuffer_Release(&view);
    buffer *all = (buffer *)&m;
    for (size_t k = 0; k < offsetof(ter_memory, v) / sizeof(buffer); k++)
        free(all[k].at);
    free(m.v.text.at), free(m.v.pieces.at), free(m.v.slots.at), free(m.v.symbols.at);
    if (!done)
        return NULL;
    Py_RETURN_NONE;
}

/* ---- the module ---- */

PyDoc_STRVAR(spaces_doc, "is_space(point)\n\nWhether a code point is white space here.");

static PyObject *spaces(PyObject *module, PyObject *args)
{
    unsigned int point;
    if (!PyArg_ParseTuple(args, "I", &point))
        return NULL;
    return PyBool_FromLong(is_space(point));
}

static PyMethodDef functions[] = {
    {"bleu", bleu, METH_VARARGS, bleu_doc},
    {"chrf", chrf, METH_VARARGS, chrf_doc},
    {"is_space", spaces, METH_VARARGS, spaces_doc},
    {"ter", ter, METH_VARARGS, ter_doc},
    {NULL, NULL, 0, NULL},
};

static int fill(PyObject *module)
{
    return PyModule_AddIntConstant(module, "REVISION", REVISION) || PyModule_AddIntConstant(module, "SPLIT", SPLIT) ||
                   PyModule_AddIntConstant(module, "CHARACTERS", CHARACTERS) ||
                   PyModule_AddIntConstant(module, "WESTERN", WESTERN) ||
                   PyModule_AddIntConstant(module, "CHINESE", CHINESE)
               ? -1
               : 0;
}

static PyModuleDef_Slot slots_[] = {{Py_mod_exec, fill}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_native", "Counting for metrics; see _engine.py.", 0, functions, slots_, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&definition); }
