/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/calm.h"

#include <stdlib.h>
#include <string.h>

#include "checks/change.h"
#include "checks/rsvp_cause.h"
#include "model/build.h"

/* Growing list of moments. */
struct moments {
	size_t n;
	vtime *v;
	bool failed;
};

static void note(struct moments *l, vtime t)
{
	vtime *v = t == TIME_NEVER || l->failed ? NULL : model_push((void **)&l->v, &l->n, sizeof(*v));

	if (v != NULL)
		*v = t;
	else if (t != TIME_NEVER)
		l->failed = true;
}

static int by_time(const void *a, const void *b)
{
	const vtime *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void note_requests(struct moments *l, const struct mresv *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (v[i].kind != RESV_REFRESH)
			note(l, v[i].time);
	}
}

vtime pause_of(const struct model *m)
{
	vtime idle = m->params->be_idle;

	return idle > 0 && idle < m->params->H ? idle : m->params->H;
}

bool lost_by_others(const struct model *m, int node, bool qos, bool tried, vtime t)
{
	vtime span = later(m->params->reestablish, m->params->H);

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		for (size_t k = 0; !(qos && c->best_effort) && k < c->n_parties; k++) {
			const struct party *x = c->parties[k];
			if ((tried || x->t_in != PARTY_NEVER) && x->t_out <= t && !x->out_by_node &&
			    t - x->t_out < span && party_same_address(c->by_iut ? x->address : c->peer, m->nodes[node]))
				return true;
		}
	}
	return false;
}

/* Whatever changes who is to have the data of a session, and how. */
static void changes(const struct model *m, const struct msession *s, const struct msession *leader, struct moments *l)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		for (size_t k = 0; k < m->calls[i].n_parties; k++) {
			const struct party *x = m->calls[i].parties[k];
			note(l, x->t_asked);
			note(l, x->t_in);
			note(l, x->t_out);
			note(l, x->t_gone);
			/* When the time to have it back is over. */
			if (x->out != 0 && !x->out_by_node)
				note(l, later(x->t_out, m->params->reestablish));
		}
	}
	for (size_t i = 0; i < m->n_members; i++) {
		if (strcmp(m->members[i].group, s->dst) == 0) {
			note(l, m->members[i].from);
			note(l, m->members[i].to);
		}
	}
	note_requests(l, leader->resv, leader->n_resv);
	for (size_t i = 0; i < leader->n_hops; i++)
		note_requests(l, leader->hops[i].resv, leader->hops[i].n_resv);
	note_requests(l, s->path, s->n_path);
	note(l, 0);
	note(l, m->end);
	if (l->n > 0)
		qsort(l->v, l->n, sizeof(*l->v), by_time);
}

static void add(struct mset *s, size_t *n, int node)
{
	if (node < 0 || mset_has(s, node))
		return;
	s->w[node / 64] |= (uint64_t)1 << (node % 64);
	++*n;
}

/* The last request of a hop before t that was none of a refresh; NULL if it has torn, or never asked. */
static const struct mresv *asked(const struct mhop *h, vtime t)
{
	const struct mresv *found = NULL;

	for (size_t i = 0; i < h->n_resv && h->resv[i].time < t; i++) {
		if (h->resv[i].kind != RESV_REFRESH)
			found = h->resv[i].kind == RESV_TEAR ? NULL : &h->resv[i];
	}
	return found;
}

/* Who has reserved and who has not. False if it cannot be told where a next hop is. */
static bool sort_nodes(const struct model *m, struct calm *c)
{
	const struct msession *s = &m->sessions[c->session], *leader = &m->sessions[c->leader];
	struct mset unknown = {{0}};
	size_t n_unknown = 0;

	for (size_t i = 0; i < leader->n_hops; i++) {
		const struct mhop *h = &leader->hops[i];
		const struct mresv *q = asked(h, c->from);
		int node = model_node(m, h->atm);
		if (q == NULL)
			continue;
		if (node < 0)
			return false;
		if (hop_lives(m, h, c->to) && !lost_by_others(m, node, true, true, c->from) &&
		    error_to(m, leader, h, q->time, c->to) == 0)
			add(&c->reserved, &c->n_reserved, node);
		else
			add(&unknown, &n_unknown, node);
	}
	for (size_t i = 0; i < m->n_members; i++) {
		const struct mmember *x = &m->members[i];
		int node = model_node(m, x->atm);
		if (strcmp(x->group, s->dst) == 0 && x->from <= c->from && x->to >= c->to &&
		    !mset_has(&c->reserved, node) && !mset_has(&unknown, node) &&
		    best_effort_denied(m, node, c->to) == NULL && !lost_by_others(m, node, false, false, c->from))
			add(&c->free, &c->n_free, node);
	}
	return true;
}

/* Packets that came in [from, to), from index *at on; those that came within the last second of the case may have
 * copies that have not left yet. */
static void find_packets(const struct model *m, struct calm *c, size_t *at)
{
	const struct msession *s = &m->sessions[c->session];
	vtime to = c->to < m->end - SECONDS(1) ? c->to : m->end - SECONDS(1);

	for (; *at < s->n_packets; ++*at) {
		uint32_t given = s->packets[*at].given;
		if (given != 0 && time_of(m, given) >= c->from)
			break;
	}
	for (c->first = *at; *at < s->n_packets; ++*at) {
		const struct mpacket *p = &s->packets[*at];
		if (p->given == 0 || time_of(m, p->given) >= to)
			break;
		/* When the stream goes on after a pause its receivers may have to be called first. */
		vtime given = time_of(m, p->given), before = *at > 0 ? time_of(m, p[-1].given) : 0;
		if (before != TIME_NEVER && given - before >= pause_of(m) && c->to < m->end &&
		    c->to < later(given, m->params->H))
			break;
		/* A copy that leaves when the calm is over goes to whoever is a leaf then. */
		if (p->n > 0 && time_of(m, s->copies[p->first + p->n - 1].event) >= c->to)
			break;
	}
	c->end = *at;
}

/* Under a shared style a sender that no request lists has no reservation; which are listed the model does not keep. */
static bool one_of_several_senders(const struct model *m, const struct msession *s)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_sessions; i++)
		n += m->sessions[i].leader == s->leader;
	return n > 1;
}

/* Calms of one session with path state and at least one packet. False: out of memory. */
static bool calms_of(const struct model *m, int session, struct calms *out)
{
	const struct msession *s = &m->sessions[session], *leader = &m->sessions[s->leader];
	struct moments l = {0};
	size_t at = 0;
	bool ok = true;

	if (s->n_packets == 0 || one_of_several_senders(m, s))
		return true;
	changes(m, s, leader, &l);
	for (size_t i = 0; ok && !l.failed && i + 1 < l.n; i++) {
		struct calm c = {
		    .session = session, .leader = s->leader, .from = later(l.v[i], m->params->H), .to = l.v[i + 1]};
		if (c.from >= c.to || !path_lives(m, s, c.from))
			continue;
		find_packets(m, &c, &at);
		if (c.first == c.end || !sort_nodes(m, &c))
			continue;
		struct calm *one = model_push((void **)&out->v, &out->n, sizeof(*one));
		ok = one != NULL;
		if (ok)
			*one = c;
	}
	ok = ok && !l.failed;
	free(l.v);
	return ok;
}

void each_calm(const struct model *m, struct check_run *r, calm_fn fn)
{
	struct calms *l = check_calms(r);

	for (; !l->failed && l->sessions < m->n_sessions; l->sessions++)
		l->failed = !calms_of(m, (int)l->sessions, l);
	for (size_t k = 0; !l->failed && k < l->n; k++)
		fn(m, r, &l->v[k]);
}

bool copied_before(const struct mcopy *first, size_t n, int call)
{
	for (size_t i = 0; i < n; i++) {
		if (first[i].call == call)
			return true;
	}
	return false;
}

struct serving serving_of(const struct model *m, const struct calm *c)
{
	const struct msession *s = &m->sessions[c->session];
	struct serving v = {.packet = &s->packets[c->first + (c->end - c->first) / 2], .qos = NO_CALL, .be = NO_CALL};

	for (size_t i = 0; i < v.packet->n; i++) {
		const struct mcopy *copy = &s->copies[v.packet->first + i];
		if (copy->call == NO_CALL)
			continue;
		bool be = m->calls[copy->call].best_effort;
		struct mset *by = be ? &v.by_be : &v.by_qos;
		int *call = be ? &v.be : &v.qos;
		*(be ? &v.n_be : &v.n_qos) += !copied_before(copy - i, i, copy->call);
		*call = copy->call;
		*(be ? &v.on_be : &v.on_qos) = copy->event;
		for (size_t w = 0; w < MODEL_NODES / 64; w++)
			by->w[w] |= copy->to.w[w];
	}
	return v;
}

bool mset_within(const struct mset *part, const struct mset *whole)
{
	return mset_first(part, whole, false) < 0;
}

bool mset_apart(const struct mset *a, const struct mset *b)
{
	return mset_first(a, b, true) < 0;
}

int mset_first(const struct mset *a, const struct mset *b, bool wanted)
{
	for (size_t i = 0; i < MODEL_NODES / 64; i++) {
		uint64_t w = a->w[i] & (wanted ? b->w[i] : ~b->w[i]);
		if (w != 0)
			return (int)(64 * i) + __builtin_ctzll(w);
	}
	return -1;
}

/* Was an attempt to have somebody on a VC in vain, and not for the IUT's own change of mind? T303 of UNI 3.1 is 4 s. */
static bool in_vain(const struct party *x)
{
	return x->t_in == PARTY_NEVER &&
	       (!x->out_by_node || x->t_out == PARTY_NEVER || x->t_out - x->t_asked >= SECONDS(4));
}

const struct party *best_effort_denied(const struct model *m, int node, vtime t)
{
	const struct party *denied = NULL;
	vtime served = -1;

	for (size_t i = 0; node >= 0 && i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		for (size_t k = 0; c->by_iut && c->best_effort && k < c->n_parties; k++) {
			const struct party *x = c->parties[k];
			if (x->t_asked > t || !party_same_address(x->address, m->nodes[node]))
				continue;
			if (x->t_in <= t)
				served = x->t_in > served ? x->t_in : served;
			else if (in_vain(x) && (denied == NULL || x->t_asked > denied->t_asked))
				denied = x;
		}
	}
	return denied != NULL && denied->t_asked > served ? denied : NULL;
}
