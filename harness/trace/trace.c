/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event list. trace.c records, trace_classify.c says what the octets are,
 * trace_fields.c reads fields out of them, trace_names.c knows what there can be,
 * trace_line.c prints for people, trace_file.c keeps and loads, trace_pcap.c
 * writes captures; ledger.c accounts for numbered packets.
 *
 * All texts and octets lie in one arena. Bodies of signalling, RSVP and ARP
 * messages are kept once: a day of refreshes repeats a handful of them.
 */
#include "trace_private.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_EVENTS 256

struct trace *trace_create(void)
{
	struct trace *t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	t->scratch = calloc(1, sizeof(*t->scratch));
	if (!t->scratch) {
		free(t);
		return NULL;
	}
	arena_init(&t->arena, "trace");
	return t;
}

void trace_free(struct trace *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n_msgs; i++)
		field_list_free(&t->msgs[i]->fields);
	for (int g = 0; g < FIELD_GROUPS; g++)
		field_list_free(&t->scratch->group[g].fields);
	free(t->scratch);
	free(t->msgs);
	map_free(&t->msg_of);
	free(t->recs);
	arena_free(&t->arena);
	free(t);
}

bool trace_node_name_ok(const char *name)
{
	size_t n = strlen(name);
	if (n == 0 || n >= TRACE_NODE_NAME || name[0] == '.')
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!isalnum((unsigned char)name[i]) && !strchr("-_.", name[i]))
			return false;
	}
	return true;
}

uint16_t trace_add_node(struct trace *t, const char *name, bool is_iut, int uni_version)
{
	assert(trace_node_name_ok(name) && trace_node_by_name(t, name) < 0);
	if (t->n_nodes == TRACE_NODES_MAX)
		return UINT16_MAX;
	struct trace_node *node = &t->nodes[t->n_nodes];
	memcpy(node->name, name, strlen(name) + 1);
	node->is_iut = is_iut;
	node->uni = uni_version;
	return (uint16_t)t->n_nodes++;
}

size_t trace_n_nodes(const struct trace *t)
{
	return t->n_nodes;
}

const char *trace_node_name(const struct trace *t, uint16_t node)
{
	return node < t->n_nodes ? t->nodes[node].name : "?";
}

bool trace_node_is_iut(const struct trace *t, uint16_t node)
{
	return node < t->n_nodes && t->nodes[node].is_iut;
}

int trace_node_uni(const struct trace *t, uint16_t node)
{
	return node < t->n_nodes ? t->nodes[node].uni : 0;
}

int trace_node_by_name(const struct trace *t, const char *name)
{
	for (size_t i = 0; i < t->n_nodes; i++) {
		if (strcmp(t->nodes[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}

/* Room for one more event; it counts only once its octets are in place. */
static struct trace_rec *rec_new(struct trace *t)
{
	if (t->n == t->cap) {
		size_t cap = t->cap ? t->cap * 2 : FIRST_EVENTS;
		if (cap > UINT32_MAX)
			return NULL;
		struct trace_rec *recs = realloc(t->recs, cap * sizeof(*recs));
		if (!recs)
			return NULL;
		t->recs = recs;
		t->cap = cap;
	}
	struct trace_rec *r = &t->recs[t->n];
	*r = (struct trace_rec){.e.id = (uint32_t)t->n + 1};
	return r;
}

static const struct trace_event *rec_done(struct trace *t, struct trace_rec *r)
{
	/* Only after classification: a body seen before lends its octets. */
	if (!r->e.octets)
		return NULL;
	t->n++;
	return &r->e;
}

/* The note as it is kept: one line of printable ASCII. */
static const char *note_copy(struct trace *t, const char *note)
{
	size_t n = note ? strnlen(note, TRACE_TEXT_MAX) : 0;
	if (n == 0)
		return NULL;
	char *copy = arena_alloc(&t->arena, n + 1);
	if (!copy)
		return NULL;
	for (size_t i = 0; i < n; i++)
		copy[i] = note[i] >= ' ' && note[i] <= '~' ? note[i] : '?';
	return copy;
}

const struct trace_event *trace_add_frame(struct trace *t, const struct trace_frame_in *f)
{
	static const uint8_t nothing;
	assert(f->node < t->n_nodes);
	struct trace_rec *r = f->len <= UINT32_MAX ? rec_new(t) : NULL;
	if (!r)
		return NULL;
	struct trace_event *e = &r->e;
	e->time = f->time;
	e->first = f->first;
	e->node = f->node;
	e->pco = PCO_ATM;
	e->dir = (uint8_t)f->dir;
	e->dropped = f->dropped;
	e->bad = !f->ok;
	e->vpi = f->vpi;
	e->vci = f->vci;
	e->conn = f->conn;
	e->cells = f->cells;
	e->clp1 = f->clp1;
	e->octets = f->len ? f->sdu : &nothing;
	e->len = e->body_len = (uint32_t)f->len;
	if (f->single) {
		e->single = arena_copy(&t->arena, f->single, f->cells * sizeof(*f->single));
		if (!e->single)
			return NULL;
	}
	if (!f->ok) {
		e->kind = TRACE_FRAME;
		e->name = "frame";
		e->note = note_copy(t, f->bad && *f->bad ? f->bad : "damaged");
		/* Cells of operation and maintenance are no user data, and no mistake. */
		e->garbled = e->note && strcmp(e->note, "not user data") != 0;
	} else {
		classify_frame(t, r);
	}
	if (e->octets == f->sdu)
		e->octets = arena_copy(&t->arena, e->octets, e->len);
	if (!rec_done(t, r))
		return NULL;
	t->recent[t->recent_at] = e->id;
	t->recent_at = (t->recent_at + 1) % RECENT_FRAMES;
	return e;
}

const struct trace_event *trace_add_ip(struct trace *t, uint16_t node, enum trace_dir dir, vtime time,
				       const uint8_t *packet, size_t len)
{
	static const uint8_t nothing;
	assert(node < t->n_nodes);
	struct trace_rec *r = len <= UINT32_MAX ? rec_new(t) : NULL;
	if (!r)
		return NULL;
	struct trace_event *e = &r->e;
	e->time = e->first = time;
	e->node = node;
	e->pco = PCO_IP;
	e->dir = (uint8_t)dir;
	e->octets = len ? packet : &nothing;
	e->len = e->body_len = (uint32_t)len;
	classify_packet(t, r, 0);
	if (!r->msg || r->msg->sdu != e->octets)
		e->octets = arena_copy(&t->arena, e->octets, e->len);
	return rec_done(t, r);
}

static const struct trace_event *add_text(struct trace *t, const struct trace_event *like, const char *name,
					  const char *note)
{
	static const uint8_t nothing;
	struct trace_rec *r = rec_new(t);
	if (!r)
		return NULL;
	uint32_t id = r->e.id;
	r->e = *like;
	r->e.id = id;
	r->e.first = r->e.time;
	r->e.octets = &nothing;
	r->e.name = name_intern(t, (enum trace_kind)like->kind, name);
	r->e.note = note_copy(t, note);
	if (!r->e.name || (note && *note && !r->e.note))
		return NULL;
	if (r->e.kind == TRACE_CONTROL)
		classify_control(&r->e);
	return rec_done(t, r);
}

const struct trace_event *trace_add_text(struct trace *t, enum trace_kind kind, uint16_t node, enum trace_pco pco,
					 enum trace_dir dir, vtime time, const char *name, const char *note,
					 uint32_t conn)
{
	assert(kind == TRACE_CONTROL || kind == TRACE_NET || kind == TRACE_IUT);
	assert(node < t->n_nodes);
	struct trace_event like = {
	    .time = time, .node = node, .pco = (uint8_t)pco, .dir = (uint8_t)dir, .kind = (uint8_t)kind, .conn = conn};
	return add_text(t, &like, name, note);
}

const struct trace_event *trace_add_control(struct trace *t, uint16_t node, enum trace_dir dir, vtime time,
					    const char *line)
{
	char name[32];
	size_t n = strcspn(line, " ");
	size_t keep = n < sizeof(name) - 1 ? n : sizeof(name) - 1;
	memcpy(name, line, keep);
	name[keep] = '\0';
	return trace_add_text(t, TRACE_CONTROL, node, PCO_CONTROL, dir, time, name, line[n] ? line + n + 1 : NULL, 0);
}

void trace_set_conn(struct trace *t, uint32_t id, uint32_t conn)
{
	assert(id >= 1 && id <= t->n);
	t->recs[id - 1].e.conn = conn;
	if (t->scratch->group[GROUP_FRAME].id == id)
		t->scratch->group[GROUP_FRAME].id = 0;
}

struct trace_cell trace_cell(const struct trace_event *e, uint32_t i)
{
	assert(i < e->cells);
	if (e->single)
		return e->single[i];
	uint32_t gaps = e->cells > 1 ? e->cells - 1 : 1;
	return (struct trace_cell){(vtime)(e->first + (__int128)(e->time - e->first) * i / gaps), e->clp1 > 0};
}

size_t trace_n(const struct trace *t)
{
	return t->n;
}

const struct trace_event *trace_at(const struct trace *t, size_t i)
{
	return i < t->n ? &t->recs[i].e : NULL;
}

const struct trace_event *trace_by_id(const struct trace *t, uint32_t id)
{
	return id >= 1 && id <= t->n ? &t->recs[id - 1].e : NULL;
}
