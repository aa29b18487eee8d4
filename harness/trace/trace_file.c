/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FORMAT of a kept trace: ASCII text, one line for each thing, words separated by
 * one blank, numbers decimal without leading zeros, times in ns, octets in
 * lower-case hex ("-" for none).
 *
 *     isatm-trace 1
 *     node NAME iut|tester UNI
 *     ID frame NODE in|out FIRST TIME VPI VCI CONN CELLS CLP1 ok|lost OCTETS
 *     ID damaged NODE in|out FIRST TIME VPI VCI CONN CELLS CLP1 ok|lost OCTETS REASON...
 *     ID ip NODE in|out TIME OCTETS
 *     ID control|net|iut NODE atm|ip|control|none in|out TIME CONN NAME NOTE...
 *     end N
 *
 * CELLS is a number; if they did not come back to back, or differ in CLP, "@" and when each came follow: ns since
 * FIRST, "t" behind it if its CLP is 1, commas between, as in 3@0,5662,14156t.
 *
 * Nodes come first, UNI is 30, 31, 40 or 0; IDs count from 1; N is the number of
 * events, so that a file that was cut off is seen to be. What was recorded stands in the
 * file, what follows from it (kinds, names, fields) is found again on loading by the same
 * code. The loader takes nothing else: this is also what strangers hand in.
 */
#include "trace_private.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"

#define MAGIC     "isatm-trace 1"
#define LINE_MAX_ (2 * TRACE_TEXT_MAX) /* a note, or the hex of a whole CPCS-PDU, and the words in front */
#define SDU_MAX   65568                /* longest CPCS-PDU: raw payloads of damaged frames */
#define CELLS_MAX (SDU_MAX / 48)

static const char *const dirs[] = {[TRACE_IN] = "in", [TRACE_OUT] = "out"};

/* --- keep ---------------------------------------------------------------- */

static void put_hex(FILE *f, const uint8_t *octets, size_t n)
{
	char buf[1024];
	if (n == 0)
		fputc('-', f);
	for (size_t i = 0, k; i < n; i += k) {
		k = n - i < sizeof(buf) / 2 ? n - i : sizeof(buf) / 2;
		hex_put(buf, octets + i, k);
		fwrite(buf, 1, 2 * k, f);
	}
}

static void put_cells(FILE *f, const struct trace_event *e)
{
	fprintf(f, "%" PRIu32, e->cells);
	for (uint32_t i = 0; e->single && i < e->cells; i++)
		fprintf(f, "%c%" PRId64 "%s", i ? ',' : '@', e->single[i].time - e->first, e->single[i].clp ? "t" : "");
}

static void save_event(const struct trace *t, const struct trace_event *e, FILE *f)
{
	const char *node = t->nodes[e->node].name, *dir = dirs[e->dir];
	if (e->kind >= TRACE_CONTROL) {
		fprintf(f, "%" PRIu32 " %s %s %s %s %" PRId64 " %" PRIu32 " %s", e->id,
			trace_kind_name((enum trace_kind)e->kind), node, trace_pco_name((enum trace_pco)e->pco), dir,
			e->time, e->conn, e->name);
		if (e->note)
			fprintf(f, " %s", e->note);
	} else if (e->pco == PCO_IP) {
		fprintf(f, "%" PRIu32 " ip %s %s %" PRId64 " ", e->id, node, dir, e->time);
		put_hex(f, e->octets, e->len);
	} else {
		bool damaged = e->kind == TRACE_FRAME && e->bad;
		fprintf(f, "%" PRIu32 " %s %s %s %" PRId64 " %" PRId64 " %u %u %" PRIu32 " ", e->id,
			damaged ? "damaged" : "frame", node, dir, e->first, e->time, e->vpi, e->vci, e->conn);
		put_cells(f, e);
		fprintf(f, " %" PRIu32 " %s ", e->clp1, e->dropped ? "lost" : "ok");
		put_hex(f, e->octets, e->len);
		if (damaged)
			fprintf(f, " %s", e->note);
	}
	fputc('\n', f);
}

bool trace_save(const struct trace *t, FILE *f)
{
	fprintf(f, MAGIC "\n");
	for (size_t i = 0; i < t->n_nodes; i++)
		fprintf(f, "node %s %s %d\n", t->nodes[i].name, t->nodes[i].is_iut ? "iut" : "tester", t->nodes[i].uni);
	for (size_t i = 0; i < t->n; i++)
		save_event(t, &t->recs[i].e, f);
	fprintf(f, "end %zu\n", t->n);
	return fflush(f) == 0 && !ferror(f);
}

/* --- load ---------------------------------------------------------------- */

struct loader {
	struct trace *t;
	FILE *f;
	const char *name;
	unsigned long line;
	char *text;      /* the line, without its end */
	char *p;         /* what is left of it */
	uint8_t *octets; /* SDU_MAX */
	struct trace_cell cells[CELLS_MAX];
	char *err;
	size_t err_len;
};

__attribute__((format(printf, 2, 3))) static bool fail(struct loader *l, const char *fmt, ...)
{
	char what[160];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	snprintf(l->err, l->err_len, "%s:%lu: %s", l->name, l->line, what);
	return false;
}

/* Next line; false at the end of the file or on an error (err then set). */
static bool next_line(struct loader *l)
{
	l->line++;
	l->p = l->text;
	size_t n = 0;
	int c;
	while ((c = getc_unlocked(l->f)) != EOF && c != '\n') {
		if (n == LINE_MAX_)
			return fail(l, "line longer than %d octets", LINE_MAX_);
		if (c < ' ' || c > '~')
			return fail(l, "octet %02x at column %zu, which is not printable ASCII", (unsigned)c, n + 1);
		l->text[n++] = (char)c;
	}
	l->text[n] = '\0';
	if (c == EOF)
		return fail(l, ferror(l->f) ? "cannot be read"
			       : n          ? "the last line is cut off"
					    : "the file ends before its 'end' line");
	return true;
}

/* The next word, NULL if there is none. */
static char *word(struct loader *l)
{
	if (!*l->p)
		return NULL;
	char *w = l->p;
	l->p += strcspn(w, " ");
	if (*l->p)
		*l->p++ = '\0';
	return w;
}

/* A number 0..max without sign, blanks or leading zeros. */
static bool number_of(struct loader *l, const char *what, const char *w, uint64_t max, uint64_t *value)
{
	uint64_t v = 0;
	if (!w || !*w)
		return fail(l, "%s is missing", what);
	if (*w == '0' && w[1])
		return fail(l, "%s: number '%.24s' has a leading zero", what, w);
	for (const char *p = w; *p; p++) {
		if (*p < '0' || *p > '9')
			return fail(l, "%s: '%.24s' is not a number", what, w);
		uint64_t digit = (uint64_t)(*p - '0');
		if (digit > max || v > (max - digit) / 10)
			return fail(l, "%s: %.24s is more than %" PRIu64, what, w, max);
		v = v * 10 + digit;
	}
	*value = v;
	return true;
}

static bool number(struct loader *l, const char *what, uint64_t max, uint64_t *value)
{
	return number_of(l, what, word(l), max, value);
}

/* How many cells, and when each came if that is said; then *single is set. */
static bool cells(struct loader *l, vtime first, vtime last, uint32_t *n, const struct trace_cell **single)
{
	char *w = word(l), *list = w ? strchr(w, '@') : NULL;
	uint64_t count, after;
	vtime before = 0;
	if (list)
		*list++ = '\0';
	if (!number_of(l, "cells", w, CELLS_MAX, &count))
		return false;
	*n = (uint32_t)count;
	*single = list ? l->cells : NULL;
	for (uint32_t i = 0; list && i < *n; i++) {
		char *comma = strchr(list, ',');
		size_t len = comma ? (size_t)(comma - list) : strlen(list);
		if (!comma != (i + 1 == *n))
			return fail(l, "%" PRIu32 " cells announced, their times are %s", *n, comma ? "more" : "fewer");
		list[len] = '\0';
		bool clp = len > 1 && list[len - 1] == 't';
		if (clp)
			list[len - 1] = '\0';
		if (!number_of(l, "time of a cell", list, VTIME_NEVER, &after))
			return false;
		if ((vtime)after < before || (vtime)after > last - first || (i == 0 && after > 0))
			return fail(l, "times of cells are not in order");
		before = (vtime)after;
		l->cells[i] = (struct trace_cell){first + before, clp};
		list += len + 1;
	}
	return !list || before == last - first || fail(l, "the last cell is not at the time of the frame");
}

/* One of a list of n words; its index. */
static bool choice(struct loader *l, const char *what, const char *const *words, size_t n, int *index)
{
	const char *w = word(l);
	for (size_t i = 0; w && i < n; i++) {
		if (strcmp(words[i], w) == 0) {
			*index = (int)i;
			return true;
		}
	}
	return fail(l, w ? "%s: unknown word '%.24s'" : "%s is missing", what, w);
}

static bool hex(struct loader *l, size_t *len)
{
	const char *w = word(l);
	*len = 0;
	if (!w || !*w)
		return fail(l, "octets are missing");
	if (strcmp(w, "-") == 0)
		return true;
	size_t n = strlen(w);
	if (n % 2 || n / 2 > SDU_MAX)
		return fail(l, n % 2 ? "odd number of hex digits" : "more than %d octets", SDU_MAX);
	size_t good = hex_get(l->octets, w, n / 2);
	if (good < n / 2)
		return fail(l, "'%c%c' is not lower-case hex", w[2 * good], w[2 * good + 1]);
	*len = n / 2;
	return true;
}

static bool line_end(struct loader *l)
{
	return *l->p ? fail(l, "unexpected '%.24s' at the end of the line", l->p) : true;
}

static bool node_ref(struct loader *l, uint16_t *node)
{
	const char *w = word(l);
	int i = w ? trace_node_by_name(l->t, w) : -1;
	if (i < 0)
		return fail(l, w ? "unknown node '%.24s'" : "node is missing", w);
	*node = (uint16_t)i;
	return true;
}

static bool load_node(struct loader *l)
{
	static const char *const roles[] = {"tester", "iut"};
	char *name = word(l);
	int is_iut;
	uint64_t uni;
	if (!name || !trace_node_name_ok(name))
		return fail(l, "'%.40s' is not a node name", name ? name : "");
	if (trace_node_by_name(l->t, name) >= 0)
		return fail(l, "second node '%s'", name);
	if (!choice(l, "role", roles, 2, &is_iut) || !number(l, "UNI version", 40, &uni) || !line_end(l))
		return false;
	if (uni != 0 && uni != 30 && uni != 31 && uni != 40)
		return fail(l, "UNI version is 0, 30, 31 or 40");
	for (size_t i = 0; is_iut && i < l->t->n_nodes; i++) {
		if (l->t->nodes[i].is_iut)
			return fail(l, "a second implementation under test, '%s'", name);
	}
	if (trace_add_node(l->t, name, is_iut, (int)uni) == UINT16_MAX)
		return fail(l, "more than %d nodes", TRACE_NODES_MAX);
	return true;
}

static bool recorded(struct loader *l, const struct trace_event *e)
{
	return e ? true : fail(l, "out of memory");
}

static bool load_frame(struct loader *l, bool damaged)
{
	static const char *const fates[] = {"ok", "lost"};
	struct trace_frame_in in = {.ok = !damaged, .sdu = l->octets};
	uint64_t first, time, vpi, vci, conn, clp1;
	int dir, fate;
	if (!node_ref(l, &in.node) || !choice(l, "direction", dirs, 2, &dir) ||
	    !number(l, "time of the first cell", VTIME_NEVER, &first) || !number(l, "time", VTIME_NEVER, &time) ||
	    !number(l, "VPI", UINT8_MAX, &vpi) || !number(l, "VCI", UINT16_MAX, &vci) ||
	    !number(l, "connection", UINT32_MAX, &conn) ||
	    !cells(l, (vtime)first, (vtime)time, &in.cells, &in.single) ||
	    !number(l, "cells with CLP 1", UINT32_MAX, &clp1) || !choice(l, "fate", fates, 2, &fate) ||
	    !hex(l, &in.len))
		return false;
	if (damaged ? !*l->p : *l->p)
		return fail(l, damaged ? "the reason is missing" : "unexpected words at the end of the line");
	in.bad = l->p;
	in.dir = (enum trace_dir)dir;
	in.first = (vtime)first;
	in.time = (vtime)time;
	in.vpi = (uint8_t)vpi;
	in.vci = (uint16_t)vci;
	in.conn = (uint32_t)conn;
	in.clp1 = (uint32_t)clp1;
	in.dropped = fate;
	return recorded(l, trace_add_frame(l->t, &in));
}

static bool load_ip(struct loader *l)
{
	uint16_t node = 0;
	int dir;
	uint64_t time;
	size_t len;
	if (!node_ref(l, &node) || !choice(l, "direction", dirs, 2, &dir) || !number(l, "time", VTIME_NEVER, &time) ||
	    !hex(l, &len) || !line_end(l))
		return false;
	return recorded(l, trace_add_ip(l->t, node, (enum trace_dir)dir, (vtime)time, l->octets, len));
}

static bool load_text(struct loader *l, enum trace_kind kind)
{
	const char *const pcos[] = {trace_pco_name(PCO_ATM), trace_pco_name(PCO_IP), trace_pco_name(PCO_CONTROL),
				    trace_pco_name(PCO_NONE)};
	uint16_t node = 0;
	int pco, dir;
	uint64_t time, conn;
	if (!node_ref(l, &node) || !choice(l, "port", pcos, 4, &pco) || !choice(l, "direction", dirs, 2, &dir) ||
	    !number(l, "time", VTIME_NEVER, &time) || !number(l, "connection", UINT32_MAX, &conn))
		return false;
	const char *name = word(l);
	if (!name || !*name)
		return fail(l, "name is missing");
	if (strlen(l->p) > TRACE_TEXT_MAX)
		return fail(l, "text longer than %d octets", TRACE_TEXT_MAX);
	return recorded(l, trace_add_text(l->t, kind, node, (enum trace_pco)pco, (enum trace_dir)dir, (vtime)time, name,
					  l->p, (uint32_t)conn));
}

static bool load_event(struct loader *l, const char *id)
{
	char want[16];
	if (l->t->n == TRACE_EVENTS_MAX)
		return fail(l, "more than %d events", TRACE_EVENTS_MAX);
	snprintf(want, sizeof(want), "%zu", l->t->n + 1);
	if (strcmp(id, want) != 0)
		return fail(l, "'%.24s' where event %s should stand", id, want);
	const char *kind = word(l);
	if (!kind)
		return fail(l, "kind is missing");
	if (strcmp(kind, "frame") == 0 || strcmp(kind, "damaged") == 0)
		return load_frame(l, kind[0] == 'd');
	if (strcmp(kind, "ip") == 0)
		return load_ip(l);
	for (int k = TRACE_CONTROL; k < TRACE_KINDS; k++) {
		if (strcmp(kind, trace_kind_name((enum trace_kind)k)) == 0)
			return load_text(l, (enum trace_kind)k);
	}
	return fail(l, "unknown kind '%.24s'", kind);
}

static bool load_end(struct loader *l)
{
	uint64_t n;
	if (!number(l, "number of events", UINT32_MAX, &n) || !line_end(l))
		return false;
	if (n != l->t->n)
		return fail(l, "%" PRIu64 " events announced, %zu found", n, l->t->n);
	return getc(l->f) == EOF ? true : fail(l, "something follows the 'end' line");
}

static bool load(struct loader *l)
{
	if (!next_line(l))
		return false;
	if (strcmp(l->text, MAGIC) != 0)
		return fail(l, "not a trace: the first line is not '" MAGIC "'");
	for (;;) {
		if (!next_line(l))
			return false;
		const char *w = word(l);
		if (!w)
			return fail(l, "empty line");
		if (strcmp(w, "end") == 0)
			return load_end(l);
		if (strcmp(w, "node") == 0) {
			if (l->t->n)
				return fail(l, "node after the first event");
			if (!load_node(l))
				return false;
		} else if (!load_event(l, w)) {
			return false;
		}
	}
}

struct trace *trace_load(FILE *f, const char *file_name, char *err, size_t err_len)
{
	struct loader l = {.f = f, .name = file_name, .err = err, .err_len = err_len};
	l.t = trace_create();
	l.text = malloc(LINE_MAX_ + 1);
	l.octets = malloc(SDU_MAX);
	bool ok = false;
	if (l.t && l.text && l.octets)
		ok = load(&l);
	else
		snprintf(err, err_len, "%s: out of memory", file_name);
	free(l.text);
	free(l.octets);
	if (ok)
		return l.t;
	trace_free(l.t);
	return NULL;
}
