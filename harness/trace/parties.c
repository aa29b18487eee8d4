/* SPDX-License-Identifier: Apache-2.0 */
#include "trace/parties.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"

#define NO_CALL SIZE_MAX

/* A call at a UNI, as its call reference names it. */
struct pcall {
	uint16_t node;
	bool by_node, over, multipoint, best_effort;
	uint32_t ref, conn;
	size_t first, last; /* its parties lie between, among those of others */
	size_t same_conn;   /* the call before it on the same connection, NO_CALL if it is the first */
};

struct parties {
	const struct trace *t;
	size_t seen; /* events looked at */
	size_t n, cap, n_calls, cap_calls;
	struct party *v;
	struct pcall *calls;
	/* Whoever calls without end must not cost more for each further call: the newest call by node, side and
	 * reference; the newest of a connection; the newest party by call and endpoint reference. */
	struct map by_ref, by_conn, by_endpoint;
	/* The party that a message is about, by event, in their order. */
	size_t n_about, cap_about;
	struct about {
		uint32_t event;
		size_t party;
	} * about;
};

static void *grow(void *array, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return array;
	size_t more = *cap ? 2 * *cap : 16;
	void *grown = realloc(array, more * size);
	if (grown != NULL)
		*cap = more;
	return grown;
}

struct parties *parties_create(const struct trace *t)
{
	struct parties *p = calloc(1, sizeof(*p));

	if (p != NULL)
		p->t = t;
	if (p != NULL && !parties_update(p)) {
		parties_free(p);
		return NULL;
	}
	return p;
}

void parties_free(struct parties *p)
{
	if (p == NULL)
		return;
	free(p->v);
	free(p->calls);
	free(p->about);
	map_free(&p->by_ref);
	map_free(&p->by_conn);
	map_free(&p->by_endpoint);
	free(p);
}

size_t parties_n(const struct parties *p)
{
	return p->n;
}

const struct party *parties_at(const struct parties *p, size_t i)
{
	return i < p->n ? &p->v[i] : NULL;
}

/* A call reference has 23 bits. */
static uint64_t ref_key(const struct trace_event *e, uint32_t ref, bool by_node)
{
	return (uint64_t)e->node << 33 | (uint64_t)by_node << 32 | ref;
}

static uint64_t endpoint_key(const struct parties *p, const struct pcall *c, uint32_t endpoint)
{
	return (uint64_t)(c - p->calls) << 32 | endpoint;
}

/* The newest call of that reference on that side. */
static struct pcall *find_call(struct parties *p, const struct trace_event *e, uint32_t ref, bool by_node)
{
	const uint64_t *i = map_get(&p->by_ref, ref_key(e, ref, by_node));

	return i == NULL || p->calls[*i].over ? NULL : &p->calls[*i];
}

/* The connection of a call is known now. */
static bool connected(struct parties *p, struct pcall *c, uint32_t conn)
{
	const uint64_t *before = map_get(&p->by_conn, conn);

	c->conn = conn;
	c->same_conn = before == NULL ? NO_CALL : (size_t)*before;
	return map_put(&p->by_conn, conn, (uint64_t)(c - p->calls));
}

static struct pcall *new_call(struct parties *p, const struct trace_event *e, uint32_t ref, bool by_node)
{
	struct pcall *grown = grow(p->calls, p->n_calls, &p->cap_calls, sizeof(*grown));
	uint64_t best_effort = 0;

	if (grown == NULL)
		return NULL;
	p->calls = grown;
	trace_u64(p->t, e, "traffic.best-effort", &best_effort);
	struct pcall *c = &p->calls[p->n_calls];
	*c = (struct pcall){.node = e->node,
			    .by_node = by_node,
			    .ref = ref,
			    .multipoint = trace_has(p->t, e, "bearer.configuration", "p2mp"),
			    .best_effort = best_effort != 0,
			    .first = p->n,
			    .last = p->n,
			    .same_conn = NO_CALL};
	if (!map_put(&p->by_ref, ref_key(e, ref, by_node), p->n_calls) || (e->conn != 0 && !connected(p, c, e->conn)))
		return NULL;
	p->n_calls++;
	return c;
}

static bool remember(struct parties *p, const struct trace_event *e, size_t party)
{
	struct about *grown = grow(p->about, p->n_about, &p->cap_about, sizeof(*grown));

	if (grown == NULL)
		return false;
	p->about = grown;
	p->about[p->n_about++] = (struct about){e->id, party};
	return true;
}

static bool new_party(struct parties *p, struct pcall *c, const struct trace_event *e, uint32_t endpoint)
{
	struct party *grown = grow(p->v, p->n, &p->cap, sizeof(*grown));

	if (grown == NULL)
		return false;
	p->v = grown;
	struct party *x = &p->v[p->n];
	*x = (struct party){.node = c->node,
			    .by_node = c->by_node,
			    .multipoint = c->multipoint,
			    .best_effort = c->best_effort,
			    .call = (size_t)(c - p->calls),
			    .conn = c->conn,
			    .endpoint = endpoint,
			    .asked = e->id,
			    .t_asked = e->time,
			    .t_in = PARTY_NEVER,
			    .t_out = PARTY_NEVER,
			    .t_gone = PARTY_NEVER};
	trace_text(p->t, e, "called.number", x->address, sizeof(x->address));
	c->last = p->n++;
	return map_put(&p->by_endpoint, endpoint_key(p, c, endpoint), c->last) && remember(p, e, c->last);
}

/* The newest party of a call with that endpoint reference, PARTY_NONE if there is none. */
static size_t find_party(const struct parties *p, const struct pcall *c, uint32_t endpoint)
{
	const uint64_t *i = map_get(&p->by_endpoint, endpoint_key(p, c, endpoint));

	return i == NULL ? PARTY_NONE : (size_t)*i;
}

static void came_in(struct party *x, const struct trace_event *e)
{
	if (x->in != 0 || x->out != 0)
		return;
	x->in = e->id;
	x->t_in = e->time;
}

static void goes(const struct parties *p, struct party *x, const struct trace_event *e, bool complete)
{
	uint64_t cause = 0;

	if (x->out == 0) {
		x->out = e->id;
		x->t_out = e->time;
		x->out_by_node = e->dir == TRACE_OUT && e->kind == TRACE_SIG;
		x->refused = x->in == 0;
		trace_u64(p->t, e, "cause.value", &cause);
		x->cause = (uint8_t)cause;
	}
	if (complete && x->gone == 0) {
		x->gone = e->id;
		x->t_gone = e->time;
	}
}

static void all_go(struct parties *p, struct pcall *c, const struct trace_event *e, bool complete)
{
	for (size_t i = c->first; i <= c->last && i < p->n; i++) {
		if (p->v[i].call == (size_t)(c - p->calls) && p->v[i].gone == 0)
			goes(p, &p->v[i], e, complete);
	}
	c->over = c->over || complete;
}

/* What a message does to the party that it is about. */
enum effect { ASKS_CALL, ASKS, COMES_IN, REFUSED, GOES, GONE, CALL_GOES, CALL_GONE };
static const struct {
	const char *name;
	enum effect effect;
} messages[] = {
    {"SETUP", ASKS_CALL},
    {"ADD PARTY", ASKS},
    {"CONNECT", COMES_IN},
    {"ADD PARTY ACKNOWLEDGE", COMES_IN},
    {"ADD PARTY REJECT", REFUSED},
    {"DROP PARTY", GOES},
    {"DROP PARTY ACKNOWLEDGE", GONE},
    {"RELEASE", CALL_GOES},
    {"RELEASE COMPLETE", CALL_GONE},
};

static int effect_of(const char *name)
{
	for (size_t i = 0; i < sizeof(messages) / sizeof(*messages); i++) {
		if (strcmp(messages[i].name, name) == 0)
			return (int)messages[i].effect;
	}
	return -1;
}

static bool message(struct parties *p, const struct trace_event *e)
{
	int effect = effect_of(e->name);
	uint64_t endpoint = 0;
	uint32_t ref;
	bool flag;

	/* What was lost on its way in never came; what a node sent counts even if it was lost. */
	if (e->bad || (e->dropped && e->dir == TRACE_IN) || !trace_call_ref(e, &ref, &flag) || ref == 0)
		return true;
	/* Flag 0 comes from the side that chose the value, which is the calling side of this UNI. */
	bool by_node = (e->dir == TRACE_OUT) == !flag;
	struct pcall *c = find_call(p, e, ref, by_node);
	if (effect == ASKS_CALL && (c == NULL || p->v[c->first].out != 0)) {
		c = new_call(p, e, ref, by_node);
		return c != NULL && new_party(p, c, e, 0);
	}
	if (c == NULL)
		return true;
	if (c->conn == 0 && e->conn != 0) {
		if (!connected(p, c, e->conn))
			return false;
		p->v[c->first].conn = e->conn;
	}
	trace_u64(p->t, e, "endpoint-ref.value", &endpoint);
	if (effect == ASKS)
		return new_party(p, c, e, (uint32_t)endpoint);
	size_t i = find_party(p, c, (uint32_t)endpoint);
	if (effect == CALL_GOES || effect == CALL_GONE)
		all_go(p, c, e, effect == CALL_GONE);
	else if (i == PARTY_NONE)
		return true;
	else if (effect == COMES_IN)
		came_in(&p->v[i], e);
	else if (effect >= REFUSED)
		goes(p, &p->v[i], e, effect != GOES);
	return i == PARTY_NONE || remember(p, e, i);
}

/* The network lost the VC, or cleared it where the UNI shows nothing any more. */
static void closed(struct parties *p, const struct trace_event *e)
{
	const uint64_t *newest = e->conn == 0 ? NULL : map_get(&p->by_conn, e->conn);

	for (size_t i = newest == NULL ? NO_CALL : (size_t)*newest; i != NO_CALL; i = p->calls[i].same_conn) {
		if (!p->calls[i].over)
			all_go(p, &p->calls[i], e, false);
	}
}

bool parties_update(struct parties *p)
{
	bool ok = true;

	for (; ok && p->seen < trace_n(p->t); p->seen++) {
		const struct trace_event *e = trace_at(p->t, p->seen);
		if (e->kind == TRACE_SIG)
			ok = message(p, e);
		else if (e->kind == TRACE_NET && strcmp(e->name, "conn-closed") == 0)
			closed(p, e);
	}
	return ok;
}

bool party_same_address(const char *a, const char *b)
{
	size_t n = strlen(a);

	return n == strlen(b) && n >= 2 && strncmp(a, b, n - 2) == 0;
}

bool parties_about(const struct parties *p, const struct trace_event *e, const char *address)
{
	size_t low = 0, high = p->n_about;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p->about[middle].event < e->id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < p->n_about && p->about[low].event == e->id &&
	    party_same_address(p->v[p->about[low].party].address, address))
		return true;
	if (strncmp(e->name, "RELEASE", 7) != 0)
		return false;
	for (size_t i = 0; i < p->n; i++) {
		const struct party *x = &p->v[i];
		if ((x->out == e->id || x->gone == e->id) && party_same_address(x->address, address))
			return true;
	}
	return false;
}

size_t parties_find(const struct parties *p, uint16_t node, uint32_t conn, const char *address, vtime t)
{
	for (size_t i = p->n; i-- > 0;) {
		const struct party *x = &p->v[i];
		if (x->node == node && x->by_node && x->conn == conn && x->t_asked <= t &&
		    party_same_address(x->address, address))
			return i;
	}
	return PARTY_NONE;
}

bool party_in(const struct party *x, vtime t)
{
	return x->t_in <= t && t < x->t_out;
}

static vtime later(vtime t, vtime span)
{
	return t > PARTY_NEVER - span ? PARTY_NEVER : t + span;
}

struct party_window party_window(const struct party *older, const struct party *newer, vtime patience)
{
	vtime limit = later(newer->t_in, patience);

	return (struct party_window){newer->t_asked, older->t_out <= limit ? older->t_gone : limit};
}

bool parties_moving(const struct parties *p, uint16_t node, const char *address, uint32_t conn, uint32_t other,
		    vtime sent, vtime seen, vtime patience)
{
	size_t a = parties_find(p, node, conn, address, seen), b = parties_find(p, node, other, address, seen);

	if (a == PARTY_NONE || b == PARTY_NONE || a == b)
		return false;
	struct party_window w = party_window(&p->v[a > b ? b : a], &p->v[a > b ? a : b], patience);
	return w.from <= seen && sent <= w.to;
}
