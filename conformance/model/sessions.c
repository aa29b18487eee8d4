/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/build.h"
#include "model/request.h"

static int find(const struct model *m, const struct key *k)
{
	for (size_t i = 0; i < m->n_sessions; i++) {
		const struct msession *s = &m->sessions[i];
		if (s->port == k->port && s->src_port == k->src_port && strcmp(s->dst, k->dst) == 0 &&
		    strcmp(s->src, k->src) == 0)
			return (int)i;
	}
	return NO_SESSION;
}

static struct msession *find_or_add(struct model *m, const struct key *k)
{
	int i = find(m, k);

	if (i != NO_SESSION)
		return &m->sessions[i];
	struct msession *s = model_push((void **)&m->sessions, &m->n_sessions, sizeof(*s));
	if (s != NULL) {
		unsigned first = 0;
		sscanf(k->dst, "%u.", &first);
		s->multicast = first >= 224 && first <= 239;
		s->leader = (int)m->n_sessions - 1;
		memcpy(s->dst, k->dst, sizeof(s->dst));
		memcpy(s->src, k->src, sizeof(s->src));
		s->port = k->port;
		s->src_port = k->src_port;
	}
	return s;
}

static bool equal(const struct mspec *a, const struct mspec *b)
{
	return a->r == b->r && a->b == b->b && a->p == b->p && a->m == b->m && a->M == b->M;
}

/* Order of two specifications as RFC 2210 and RFC 2215 have it: larger in no parameter that asks
 * for resources less. */
static enum mresv_kind change(const struct mspec *old, const struct mspec *now)
{
	bool up = now->r >= old->r && now->b >= old->b && now->p >= old->p && now->M >= old->M;
	bool down = now->r <= old->r && now->b <= old->b && now->p <= old->p && now->M <= old->M;

	return up && !down ? RESV_UP : down && !up ? RESV_DOWN : RESV_OTHER_CHANGE;
}

/* Append one request; its kind is how it stands to the last of the list. */
static struct mresv *append(struct mresv **list, size_t *n, uint32_t event, vtime time, const struct mspec *spec,
			    bool tear)
{
	const struct mresv *last = *n > 0 && (*list)[*n - 1].kind != RESV_TEAR ? &(*list)[*n - 1] : NULL;
	struct mspec before = last != NULL ? last->spec : (struct mspec){0};
	bool had = last != NULL;
	struct mresv *r = model_push((void **)list, n, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->event = event;
	r->time = time;
	r->before = before;
	r->hop = -1;
	r->spec = spec != NULL ? *spec : before;
	if (tear)
		r->kind = RESV_TEAR;
	else if (!had)
		r->kind = RESV_NEW;
	else
		r->kind = equal(&before, &r->spec) ? RESV_REFRESH : change(&before, &r->spec);
	return r;
}

static bool note(struct mresv **list, size_t *n, const struct trace_event *e, const struct request *q)
{
	struct mresv *r = append(list, n, e->id, e->time, q->has_spec ? &q->spec : NULL, q->tear);

	if (r == NULL)
		return false;
	r->confirm = q->confirm;
	r->wildcard = q->wildcard;
	r->senders = q->covered;
	return true;
}

/* RFC 2211 8, as an admission control has to see it: the largest of everything, and the smallest packet. */
static void merge(struct mspec *into, const struct mspec *one)
{
	into->r = one->r > into->r ? one->r : into->r;
	into->b = one->b > into->b ? one->b : into->b;
	into->p = one->p > into->p ? one->p : into->p;
	into->m = one->m < into->m ? one->m : into->m;
	into->M = one->M > into->M ? one->M : into->M;
}

static const struct mresv *newest(const struct mhop *h)
{
	const struct mresv *last = h->n_resv > 0 ? &h->resv[h->n_resv - 1] : NULL;

	return last != NULL && last->kind != RESV_TEAR ? last : NULL;
}

/* State that is not refreshed lives (K + 0.5) * 1.5 * R at least (RFC 2205 3.7). */
static vtime lifetime(const struct model *m)
{
	return (2 * (vtime)m->params->lifetime_k + 1) * m->params->refresh * 3 / 4;
}

/* All next hops whose state stands at time t, as one request. */
static bool note_merged(const struct model *m, struct msession *s, uint32_t event, vtime t, int hop, bool confirm)
{
	struct mspec spec = {0};
	bool any = false;

	for (size_t i = 0; i < s->n_hops; i++) {
		const struct mresv *last = newest(&s->hops[i]);
		if (last == NULL || last->time + lifetime(m) <= t)
			continue;
		if (any)
			merge(&spec, &last->spec);
		else
			spec = last->spec;
		any = true;
	}
	struct mresv *r = append(&s->resv, &s->n_resv, event, t, any ? &spec : NULL, !any);
	if (r == NULL)
		return false;
	r->confirm = confirm;
	r->hop = hop;
	return true;
}

/* Next hops whose state ran out before time t, in the order in which it did. */
static bool note_expired(const struct model *m, struct msession *s, vtime t)
{
	while (s->n_hops > 1 && s->n_resv > 0) {
		const struct mhop *first = NULL;
		vtime since = s->resv[s->n_resv - 1].time, at = t;
		for (size_t i = 0; i < s->n_hops; i++) {
			const struct mresv *last = newest(&s->hops[i]);
			vtime end = last != NULL ? last->time + lifetime(m) : TIME_NEVER;
			if (end > since && end < at) {
				first = &s->hops[i];
				at = end;
			}
		}
		if (first == NULL)
			break;
		if (!note_merged(m, s, newest(first)->event, at, (int)(first - s->hops), false))
			return false;
	}
	return true;
}

/* A request of one next hop: in its own list, and merged with the others'. */
static bool note_request(struct model *m, struct msession *s, const struct trace_event *e, const struct request *q)
{
	struct mhop *h = NULL;

	if (q->hop[0] == '\0')
		return note(&s->resv, &s->n_resv, e, q);
	for (size_t i = 0; i < s->n_hops; i++) {
		if (strcmp(s->hops[i].address, q->hop) == 0)
			h = &s->hops[i];
	}
	if (h == NULL) {
		h = model_push((void **)&s->hops, &s->n_hops, sizeof(*h));
		if (h == NULL)
			return false;
		memcpy(h->address, q->hop, sizeof(h->address));
	}
	if (!note_expired(m, s, e->time) || !note(&h->resv, &h->n_resv, e, q))
		return false;
	h->resv[h->n_resv - 1].hop = (int)(h - s->hops);
	if (s->n_hops > 1)
		return note_merged(m, s, e->id, e->time, (int)(h - s->hops), q->confirm);
	if (!note(&s->resv, &s->n_resv, e, q))
		return false;
	s->resv[s->n_resv - 1].hop = 0;
	return true;
}

static bool note_event(uint32_t **list, size_t *n, const struct trace_event *e)
{
	uint32_t *id = model_push((void **)list, n, sizeof(*id));

	if (id != NULL)
		*id = e->id;
	return id != NULL;
}

/* Which list an RSVP message or control line belongs to. */
enum list { L_NONE, L_RESV, L_RESV_UP, L_PATH, L_PATH_DOWN, L_ERR, L_CONF };

/* Reservations come from downstream and go upstream, paths the other way. The ATM side is downstream of the
 * sub-net sender and upstream of the sub-net receiver. */
static const struct {
	const char *name;
	bool in;         /* towards the IUT */
	bool downstream; /* on its downstream side */
	bool tear;
	enum list list;
} rsvp_rules[] = {
    {"Resv", true, true, false, L_RESV},       {"ResvTear", true, true, true, L_RESV},
    {"Resv", false, false, false, L_RESV_UP},  {"ResvTear", false, false, true, L_RESV_UP},
    {"Path", true, false, false, L_PATH},      {"PathTear", true, false, true, L_PATH},
    {"Path", false, true, false, L_PATH_DOWN}, {"PathTear", false, true, true, L_PATH_DOWN},
    {"ResvErr", false, true, false, L_ERR},    {"ResvConf", false, true, false, L_CONF},
};
static const struct {
	const char *name;
	bool in, tear;
	enum list list;
} control_rules[] = {
    {"reserve", true, false, L_RESV},    {"release", true, true, L_RESV},
    {"resv", false, false, L_RESV_UP},   {"resv-tear", false, true, L_RESV_UP},
    {"sender", true, false, L_PATH},     {"unsender", true, true, L_PATH},
    {"path", false, false, L_PATH_DOWN}, {"path-tear", false, true, L_PATH_DOWN},
    {"resv-error", false, false, L_ERR}, {"resv-confirm", false, false, L_CONF},
};
#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static enum list classify(const struct model *m, const struct trace_event *e, bool *tear)
{
	bool in = e->dir == TRACE_IN;

	if (e->kind == TRACE_CONTROL) {
		/* Most are datagrams of the user, and concern no reservation. */
		if (e->data.flow != 0 && (strcmp(e->name, "send") == 0 || strcmp(e->name, "data") == 0))
			return L_NONE;
		for (size_t i = 0; i < COUNT(control_rules); i++) {
			*tear = control_rules[i].tear;
			if (control_rules[i].in == in && strcmp(control_rules[i].name, e->name) == 0)
				return control_rules[i].list;
		}
		return L_NONE;
	}
	bool downstream = (e->pco == PCO_ATM) == m->sender_side;
	for (size_t i = 0; e->kind == TRACE_RSVP && !e->bad && i < COUNT(rsvp_rules); i++) {
		*tear = rsvp_rules[i].tear;
		if (rsvp_rules[i].in == in && rsvp_rules[i].downstream == downstream &&
		    strcmp(rsvp_rules[i].name, e->name) == 0)
			return rsvp_rules[i].list;
	}
	return L_NONE;
}

static bool add_to(struct model *m, struct msession *s, const struct trace_event *e, enum list list,
		   const struct request *q)
{
	switch (list) {
	case L_RESV:
		return note_request(m, s, e, q);
	case L_RESV_UP:
		return note(&s->resv_up, &s->n_resv_up, e, q);
	case L_PATH:
		return note(&s->path, &s->n_path, e, q);
	case L_PATH_DOWN:
		return note(&s->path_down, &s->n_path_down, e, q);
	case L_ERR:
		return note_event(&s->err, &s->n_err, e);
	case L_CONF:
		return note_event(&s->conf, &s->n_conf, e);
	case L_NONE:
		break;
	}
	return true;
}

/* The first session of a destination, where what its senders share stands. NULL if memory runs out. */
static struct msession *share(struct model *m, const struct key *k)
{
	struct msession *first = NULL;

	for (size_t i = 0; i < m->n_sessions; i++) {
		struct msession *s = &m->sessions[i];
		if (s->port != k->port || strcmp(s->dst, k->dst) != 0)
			continue;
		first = first != NULL ? first : s;
		s->shared = true;
		s->leader = (int)(first - m->sessions);
	}
	if (first == NULL && (first = find_or_add(m, k)) != NULL)
		first->shared = true;
	return first;
}

static bool add_request(struct model *m, const struct trace_event *e, enum list list, bool tear)
{
	struct request q;

	if (!request_of(m->requests, e, &q))
		return true;
	q.tear = tear;
	for (size_t i = 0; i < q.n_senders; i++) {
		if (find_or_add(m, &q.senders[i]) == NULL)
			return false;
		int n = find(m, &q.senders[i]);
		q.covered |= n < MODEL_SENDERS ? 1ull << n : 0;
	}
	if (q.shared) {
		struct msession *s = share(m, &q.key);
		return s != NULL && add_to(m, s, e, list, &q);
	}
	for (size_t i = 0; i < q.n_senders; i++) {
		struct msession *s = find_or_add(m, &q.senders[i]);
		q.spec = q.specs[i];
		q.has_spec = q.has_specs[i];
		if (s == NULL || !add_to(m, s, e, list, &q))
			return false;
	}
	return true;
}

/* Most packets follow others of their flow, which has one pair of addresses and ports: what was found for a flow, by
 * the rest of its number. */
#define FLOWS 64
struct found {
	uint32_t flow; /* 0: none */
	int session;   /* NO_SESSION: it belongs to none */
};

/* Session of a flow number, from the addresses of one of its packets. */
static int session_of_flow(struct model *m, const struct trace_event *e)
{
	struct key k = {0};

	for (size_t i = 0; i < m->n_sessions; i++) {
		if (m->sessions[i].flow == e->data.flow)
			return (int)i;
	}
	if (!trace_text(m->trace, e, "ip.dst", k.dst, sizeof(k.dst)) ||
	    !trace_text(m->trace, e, "ip.src", k.src, sizeof(k.src)) ||
	    !trace_u64(m->trace, e, "udp.dst-port", &k.port) || !trace_u64(m->trace, e, "udp.src-port", &k.src_port))
		return NO_SESSION;
	return find(m, &k);
}

/* Session of a numbered packet on the control port, from the words of the request or upcall. */
static int session_of_words(struct model *m, const struct trace_event *e)
{
	struct request q;

	return request_of(m->requests, e, &q) ? find(m, &q.key) : NO_SESSION;
}

static struct msession *session_of_data(struct model *m, const struct trace_event *e, struct found flows[FLOWS])
{
	struct found *known = &flows[e->data.flow % FLOWS];

	if (known->flow != e->data.flow) {
		known->flow = e->data.flow;
		known->session = e->kind == TRACE_CONTROL ? session_of_words(m, e) : session_of_flow(m, e);
		if (known->session != NO_SESSION)
			m->sessions[known->session].flow = e->data.flow;
	}
	return known->session == NO_SESSION ? NULL : &m->sessions[known->session];
}

static bool add_data(struct model *m, const struct trace_event *e, struct found flows[FLOWS])
{
	struct msession *s = session_of_data(m, e, flows);
	bool atm = e->pco == PCO_ATM;

	if (s == NULL)
		return true;
	if (e->dir == TRACE_IN && atm != m->sender_side)
		return note_event(&s->given, &s->n_given, e);
	if (e->dir == TRACE_OUT && atm == m->sender_side)
		return note_event(&s->sent, &s->n_sent, e);
	return true;
}

int model_by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static bool sort_numbers(const struct model *m, struct msession *s)
{
	bool sorted = true;

	s->sent_numbers = malloc((s->n_sent + 1) * sizeof(*s->sent_numbers));
	for (size_t i = 0; s->sent_numbers != NULL && i < s->n_sent; i++) {
		s->sent_numbers[i] = trace_by_id(m->trace, s->sent[i])->data.seq;
		sorted = sorted && (i == 0 || s->sent_numbers[i - 1] <= s->sent_numbers[i]);
	}
	if (s->sent_numbers != NULL && !sorted)
		qsort(s->sent_numbers, s->n_sent, sizeof(*s->sent_numbers), model_by_number);
	return s->sent_numbers != NULL;
}

bool build_sessions(struct model *m)
{
	struct found flows[FLOWS] = {0};
	const struct trace_event *e;
	size_t i = 0;
	bool ok = true;

	while (ok && (e = model_next(m, &i)) != NULL) {
		bool tear = false;
		enum list list = classify(m, e, &tear);
		if (list != L_NONE)
			ok = add_request(m, e, list, tear);
	}
	for (size_t s = 0; ok && s < m->n_sessions; s++)
		ok = note_expired(m, &m->sessions[s], m->end);
	/* Data second, when all sessions are known. */
	for (i = 0; ok && (e = model_next(m, &i)) != NULL;) {
		if (e->kind == TRACE_DATA || (e->kind == TRACE_CONTROL && e->data.flow != 0))
			ok = add_data(m, e, flows);
	}
	for (size_t s = 0; ok && s < m->n_sessions; s++)
		ok = sort_numbers(m, &m->sessions[s]);
	if (ok)
		build_excess(m);
	return ok;
}

int model_session_of(const struct model *m, const struct trace_event *e)
{
	struct request q;

	if (e->kind == TRACE_DATA) {
		for (size_t i = 0; i < m->n_sessions; i++) {
			if (m->sessions[i].flow != 0 && m->sessions[i].flow == e->data.flow)
				return (int)i;
		}
		return NO_SESSION;
	}
	if (!request_of(m->requests, e, &q))
		return NO_SESSION;
	if (!q.shared)
		return find(m, &q.key);
	for (size_t i = 0; i < m->n_sessions; i++) {
		if (m->sessions[i].port == q.key.port && strcmp(m->sessions[i].dst, q.key.dst) == 0)
			return m->sessions[i].leader;
	}
	return NO_SESSION;
}
