/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the events of a trace to the rows of a diagram. A packet that leaves one node
 * and reaches another is one arrow. Three kinds of rows are counted instead of
 * repeated: POLL, STAT and USTAT of a link; a message that was sent before just so
 * (refreshes); packets of one flow on one way. A counted row of the last two ends
 * where something else happens, so that the order of what matters stays visible.
 */
#include "detail_priv.h"

#include <stdlib.h>
#include <string.h>

#define MAX_OPEN   512 /* enough for the links and flows of 64 nodes */
#define MAX_FLYING 128
#define SEEN_SLOTS 8192
#define SEEN_MOST  6000

/* Something on its way from a node: the row of its departure. */
struct flying {
	size_t row;
	uint64_t hash;
	uint32_t conn, len;
	bool there;
};

struct folding {
	const struct trace *t;
	const uint32_t *ids;
	size_t n_ids;
	uint32_t decides;
	int line;
	struct rows *rows;
	size_t open[MAX_OPEN], n_open; /* counted rows that may still grow */
	struct flying flying[MAX_FLYING];
	size_t n_flown;
	uint64_t *seen; /* hashes of messages that were sent; 0 is free */
	size_t n_seen;
	bool begun; /* the script */
};

static uint64_t hash_octets(uint64_t h, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 0x100000001b3u;
	return h;
}

static uint64_t hash_words(uint64_t h, uint64_t a, uint64_t b)
{
	h = (h ^ a) * 0x100000001b3u;
	h = (h ^ b) * 0x100000001b3u;
	return h ^ (h >> 29);
}

/* Was this message sent before? Remembers it. When the table is full nothing counts as repeated. */
static bool sent_before(struct folding *f, uint64_t hash)
{
	size_t i = (size_t)(hash % SEEN_SLOTS);

	hash += hash == 0;
	for (; f->seen[i] != 0; i = (i + 1) % SEEN_SLOTS) {
		if (f->seen[i] == hash)
			return true;
	}
	if (f->n_seen < SEEN_MOST) {
		f->seen[i] = hash;
		f->n_seen++;
	}
	return false;
}

static bool is_proof(const struct folding *f, uint32_t id)
{
	for (size_t i = 0; i < f->n_ids; i++) {
		if (f->ids[i] == id)
			return true;
	}
	return false;
}

static struct row *new_row(struct folding *f, const struct trace_event *e)
{
	struct rows *r = f->rows;

	if (r->n == r->cap) {
		size_t cap = r->cap == 0 ? 256 : 2 * r->cap;
		struct row *grown = realloc(r->at, cap * sizeof(*grown));
		if (grown == NULL)
			return NULL;
		r->at = grown;
		r->cap = cap;
	}
	struct row *row = &r->at[r->n++];
	*row = (struct row){.event = e->id, .last_event = e->id, .times = 1, .time = e->time, .last = e->time};
	return row;
}

/* The first node on the IP side of 'node': neighbours in the order of the topology. */
static uint16_t ip_peer(const struct trace *t, uint16_t node)
{
	bool edge = trace_node_uni(t, node) != 0;
	size_t n = trace_n_nodes(t);
	uint16_t first = node;

	if (node + 1u < n && (trace_node_uni(t, (uint16_t)(node + 1)) != 0) != edge && edge)
		return (uint16_t)(node + 1);
	while (edge && first > 0 && trace_node_uni(t, (uint16_t)(first - 1)) == 0)
		first--;
	if (first < node)
		return first;
	if (node > 0 && (trace_node_uni(t, (uint16_t)(node - 1)) != 0) != edge)
		return (uint16_t)(node - 1);
	return node + 1u < n && !edge ? (uint16_t)(node + 1) : node;
}

static void ends_of(const struct folding *f, const struct trace_event *e, uint16_t *from, uint16_t *to)
{
	uint16_t far = e->pco == PCO_ATM  ? (uint16_t)trace_n_nodes(f->t)
		       : e->pco == PCO_IP ? ip_peer(f->t, e->node)
					  : e->node;

	*from = e->dir == TRACE_OUT ? e->node : far;
	*to = e->dir == TRACE_OUT ? far : e->node;
}

/* What arrives from another node's port is the end of an arrow that is there already. */
static bool arrival(struct folding *f, const struct trace_event *e, uint64_t hash)
{
	size_t n = f->n_flown < MAX_FLYING ? f->n_flown : MAX_FLYING;

	for (size_t i = 0; i < n; i++) {
		struct flying *w = &f->flying[(f->n_flown - n + i) % MAX_FLYING];
		struct row *row = &f->rows->at[w->row];
		if (w->there || w->hash != hash || w->len != e->len || w->conn != e->conn || row->from == e->node)
			continue;
		if (row->to != row->first_to && row->to != e->node)
			continue;
		w->there = true;
		row->to = e->node;
		if (is_proof(f, e->id)) {
			/* The end that proves gives the row its number: the frame beside the diagram is that one. */
			row->event = e->id;
			row->proof = true;
			row->decides = row->decides || e->id == f->decides;
		}
		return true;
	}
	return false;
}

static void depart(struct folding *f, const struct trace_event *e, size_t row, uint64_t hash)
{
	f->flying[f->n_flown++ % MAX_FLYING] =
	    (struct flying){.row = row, .hash = hash, .conn = e->conn, .len = e->len};
}

static size_t find_open(const struct folding *f, enum fold fold, uint16_t from, uint16_t to, uint64_t hash, bool lost)
{
	for (size_t i = 0; i < f->n_open; i++) {
		const struct row *r = &f->rows->at[f->open[i]];
		bool same = r->from == from && r->first_to == to;
		bool back = fold == FOLD_SAAL && r->from == to && r->first_to == from;
		if (r->fold == fold && (same || back) && r->hash == hash && r->lost == lost)
			return f->open[i];
	}
	return SIZE_MAX;
}

/* Something happened that is worth its own row: counted rows before it are finished, those of the link stay. */
static void close_counted(struct folding *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n_open; i++) {
		if (f->rows->at[f->open[i]].fold == FOLD_SAAL)
			f->open[n++] = f->open[i];
	}
	f->n_open = n;
}

/* Does the mark of a script step belong into the diagram? What is done does; what is waited for does not. */
static bool mark_shown(const struct folding *f, const struct trace_event *e)
{
	static const char *const waits[] = {"expect", "await", "never", "delivery", "wait", "mark", "count"};
	char text[64] = "";
	uint64_t line;

	if (trace_u64(f->t, e, "line", &line) && f->decides == 0 && f->line > 0 && line == (uint64_t)f->line)
		return true;
	trace_text(f->t, e, "text", text, sizeof(text));
	size_t n = strcspn(text, " ");
	for (size_t i = 0; i < sizeof(waits) / sizeof(*waits); i++) {
		if (n == strlen(waits[i]) && memcmp(text, waits[i], n) == 0)
			return false;
	}
	return true;
}

static bool shown(const struct folding *f, const struct trace_event *e)
{
	static const char *const hidden[] = {"conn-open", "conn-active", "conn-closed"};

	/* That a request was taken is no news; that it was refused is. */
	if (e->kind == TRACE_CONTROL && strcmp(e->name, "ok") == 0)
		return is_proof(f, e->id);
	if (e->kind != TRACE_NET)
		return true;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++) {
		if (strcmp(e->name, hidden[i]) == 0)
			return false;
	}
	return strcmp(e->name, "mark") != 0 || mark_shown(f, e);
}

static enum fold fold_of(struct folding *f, const struct trace_event *e, uint64_t *key)
{
	*key = 0;
	if (e->bad)
		return FOLD_NONE;
	switch (e->kind) {
	case TRACE_SAAL:
		return strcmp(e->name, "POLL") == 0 || strcmp(e->name, "STAT") == 0 || strcmp(e->name, "USTAT") == 0
			   ? FOLD_SAAL
			   : FOLD_NONE;
	case TRACE_DATA:
		*key = hash_words(e->data.flow, e->conn, e->pco);
		return FOLD_DATA;
	case TRACE_RSVP:
	case TRACE_ARP:
	case TRACE_IP:
		*key = hash_words(hash_octets(0xcbf29ce484222325u, e->octets + e->body, e->body_len),
				  (uint64_t)e->node << 8 | e->dir, e->conn);
		return sent_before(f, *key) ? FOLD_REPEATED : FOLD_NONE;
	case TRACE_CONTROL:
		*key = hash_words(e->data.flow, e->dir, 0);
		return e->data.flow != 0 ? FOLD_DATA : FOLD_NONE;
	default:
		return FOLD_NONE;
	}
}

static bool take(struct folding *f, const struct trace_event *e)
{
	bool travels = (e->pco == PCO_ATM || e->pco == PCO_IP) && e->kind != TRACE_SIG && e->kind != TRACE_SAAL;
	uint64_t whole = travels ? hash_octets(0xcbf29ce484222325u, e->octets, e->len) : 0, key;
	uint16_t from, to;

	if (!f->begun && e->kind == TRACE_NET && strcmp(e->name, "mark") == 0) {
		f->begun = true;
		f->rows->start = f->rows->n;
		f->n_open = 0;
	}
	if (!shown(f, e) || (travels && e->dir == TRACE_IN && arrival(f, e, whole)))
		return true;
	ends_of(f, e, &from, &to);
	bool proof = is_proof(f, e->id);
	enum fold fold = fold_of(f, e, &key);
	size_t at = proof || fold == FOLD_NONE ? SIZE_MAX : find_open(f, fold, from, to, key, e->dropped);
	if (at != SIZE_MAX) {
		struct row *r = &f->rows->at[at];
		r->times++;
		r->last = e->time;
		r->last_event = e->id;
		if (travels && e->dir == TRACE_OUT)
			depart(f, e, at, whole);
		return true;
	}
	if (fold == FOLD_NONE && e->kind != TRACE_SAAL)
		close_counted(f);
	struct row *r = new_row(f, e);
	if (r == NULL)
		return false;
	r->from = from;
	r->to = r->first_to = to;
	r->fold = (uint8_t)fold;
	r->hash = key;
	r->lost = e->dropped;
	r->bad = e->bad;
	r->again = fold == FOLD_REPEATED;
	r->proof = proof;
	r->decides = e->id == f->decides && f->decides != 0;
	if (f->decides == 0 && e->kind == TRACE_NET && strcmp(e->name, "mark") == 0) {
		uint64_t line;
		r->decides = f->line > 0 && trace_u64(f->t, e, "line", &line) && line == (uint64_t)f->line;
	}
	size_t row = f->rows->n - 1;
	if (travels && e->dir == TRACE_OUT)
		depart(f, e, row, whole);
	if (fold != FOLD_NONE && !proof && f->n_open < MAX_OPEN)
		f->open[f->n_open++] = row;
	return true;
}

bool fold_trace(const struct trace *t, const uint32_t *ids, size_t n_ids, uint32_t decides, int line, struct rows *rows)
{
	struct folding f = {.t = t, .ids = ids, .n_ids = n_ids, .decides = decides, .line = line, .rows = rows};
	bool ok;

	*rows = (struct rows){0};
	f.seen = calloc(SEEN_SLOTS, sizeof(*f.seen));
	ok = f.seen != NULL;
	for (size_t i = 0; ok && i < trace_n(t); i++)
		ok = take(&f, trace_at(t, i));
	free(f.seen);
	if (!ok) {
		free(rows->at);
		*rows = (struct rows){0};
	}
	return ok;
}
