/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/receivers.h"

#include <stdlib.h>
#include <string.h>

/* ---- packets ---- */

const struct mpacket *packet_of(const struct msession *s, uint32_t seq)
{
	size_t low = 0, high = s->n_packets;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->packets[middle].seq < seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->n_packets && s->packets[low].seq == seq ? &s->packets[low] : NULL;
}

bool reaches(const struct mcall *c, const char *atm, vtime t)
{
	if (c->by_iut)
		return model_leaf(c, atm, t);
	return model_call_open(c, t) && party_same_address(c->peer, atm);
}

/* ---- next hops ---- */

const struct trace_event *hop_error(const struct model *m, const struct msession *s, const struct mhop *h, vtime from,
				    vtime to)
{
	for (size_t i = 0; i < s->n_err; i++) {
		const struct trace_event *e = trace_by_id(m->trace, s->err[i]);
		if (e->time >= from && e->time <= to && trace_has(m->trace, e, "ip.dst", h->address))
			return e;
	}
	return NULL;
}

const struct mresv *hops_change(const struct msession *s, vtime from, vtime to)
{
	const struct mresv *first = NULL;

	for (size_t h = 0; h < s->n_hops; h++) {
		for (size_t i = 0; i < s->hops[h].n_resv; i++) {
			const struct mresv *q = &s->hops[h].resv[i];
			if (q->kind != RESV_REFRESH && q->time > from && q->time <= to &&
			    (first == NULL || q->time < first->time))
				first = q;
		}
	}
	return first;
}

bool still_wanted(const struct model *m, const struct msession *s, const struct mhop *h, vtime t, vtime to)
{
	return torn_after(s, t) > to && hop_torn_after(h, t) > to && path_lives(m, s, t) && path_lives(m, s, to) &&
	       hop_lives(m, h, to);
}

static enum standing hop_stands(const struct model *m, const struct msession *s, const struct mhop *h, vtime t)
{
	const struct mresv *last = NULL, *changed = NULL;

	for (size_t i = 0; i < h->n_resv && h->resv[i].time <= t; i++) {
		last = &h->resv[i];
		if (last->kind != RESV_REFRESH)
			changed = last;
	}
	if (last == NULL)
		return STANDS_NOT;
	if (last->kind == RESV_TEAR)
		return t - last->time <= CROSSING ? STANDS_UNSURE : STANDS_NOT;
	/* RFC 2205 3.7: from K * R on a stranger may have let it go, for its own R counts. */
	vtime age = t - last->time;
	if (age > m->params->lifetime_max)
		return STANDS_NOT;
	if (age > (vtime)m->params->lifetime_k * m->params->refresh)
		return STANDS_UNSURE;
	return changed != NULL && hop_error(m, s, h, changed->time, t) != NULL ? STANDS_UNSURE : STANDS;
}

enum standing stands_at(const struct model *m, const char *dst, const char *atm, vtime t)
{
	enum standing all = STANDS_NOT;

	for (const struct msession *s = m->sessions; s < m->sessions + m->n_sessions; s++) {
		if (strcmp(s->dst, dst) != 0)
			continue;
		for (const struct mhop *h = s->hops; h < s->hops + s->n_hops; h++) {
			if (h->atm[0] != '\0' && !party_same_address(h->atm, atm))
				continue;
			enum standing one = h->atm[0] == '\0' ? STANDS_UNSURE : hop_stands(m, s, h, t);
			if (one == STANDS)
				return STANDS;
			all = one == STANDS_UNSURE ? one : all;
		}
	}
	return all;
}

bool excused(const struct model *m, const char *atm, vtime t)
{
	const struct party *last = NULL;

	for (size_t i = 0; i < parties_n(m->parties); i++) {
		const struct party *x = parties_at(m->parties, i);
		if (x->node == m->iut && x->by_node && x->t_asked <= t && party_same_address(x->address, atm))
			last = x;
	}
	if (last == NULL)
		return false;
	return last->t_out <= t ? !last->out_by_node : last->t_in > t;
}

bool link_changed(const struct model *m, vtime from, vtime to)
{
	for (size_t i = 0; i < m->n_links; i++) {
		if (m->links[i] >= from && m->links[i] <= to)
			return true;
	}
	return false;
}

/* ---- moments ---- */

struct times {
	vtime *v;
	size_t n;
	bool failed;
};

static void note_time(struct times *x, vtime t)
{
	if (t == TIME_NEVER || x->failed)
		return;
	if ((x->n & (x->n - 1)) == 0) {
		vtime *grown = realloc(x->v, (x->n == 0 ? 1 : 2 * x->n) * sizeof(*grown));
		x->failed = grown == NULL;
		if (x->failed)
			return;
		x->v = grown;
	}
	x->v[x->n++] = t;
}

static void note_requests(struct times *x, const struct mresv *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i].kind != RESV_REFRESH)
			note_time(x, list[i].time);
	}
}

/* Parties that others turned away or took off, and links: whatever follows has its own time. */
static void note_network(const struct model *m, struct times *x)
{
	for (size_t i = 0; i < parties_n(m->parties); i++) {
		const struct party *p = parties_at(m->parties, i);
		if (p->node == m->iut && p->by_node && p->out != 0 && !p->out_by_node)
			note_time(x, p->t_out);
	}
	for (size_t i = 0; i < m->n_links; i++)
		note_time(x, m->links[i]);
}

static int by_time(const void *a, const void *b)
{
	const vtime *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* When the session, or what it is sent to, changed; in order. */
static struct times changes_of(const struct model *m, const struct msession *s)
{
	struct times x = {0};
	vtime last = -m->params->H;

	for (const struct msession *o = m->sessions; o < m->sessions + m->n_sessions; o++) {
		if (strcmp(o->dst, s->dst) != 0)
			continue;
		note_requests(&x, o->resv, o->n_resv);
		for (size_t h = 0; h < o->n_hops; h++)
			note_requests(&x, o->hops[h].resv, o->hops[h].n_resv);
	}
	for (size_t i = 0; i < m->n_members; i++) {
		if (strcmp(m->members[i].group, s->dst) != 0)
			continue;
		note_time(&x, m->members[i].from);
		note_time(&x, m->members[i].to);
	}
	/* When the stream begins, or begins again, its receivers may have to be called first. */
	for (size_t i = 0; i < s->n_given; i++) {
		vtime t = trace_by_id(m->trace, s->given[i])->time;
		if (t - last >= m->params->H)
			note_time(&x, t);
		last = t;
	}
	note_network(m, &x);
	if (x.n > 0)
		qsort(x.v, x.n, sizeof(*x.v), by_time);
	return x;
}

static bool came_or_went(const struct mcall *c, vtime from, vtime to)
{
	for (size_t i = 0; i < c->n_parties; i++) {
		const struct party *x = c->parties[i];
		const vtime times[] = {x->t_asked, x->t_in, x->t_out};
		for (size_t k = 0; k < 3; k++) {
			if (times[k] > from && times[k] <= to)
				return true;
		}
	}
	return false;
}

/* The VCs that the packet left on. False if that says nothing about time t. */
static bool carriers(const struct model *m, const struct mpacket *p, struct moment *x)
{
	const struct msession *s = &m->sessions[x->session];
	vtime sent = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct mcopy *c = &s->copies[p->first + i];
		vtime t = trace_by_id(m->trace, c->event)->time;
		bool known = false;
		if (c->call == NO_CALL || t > x->time)
			return false;
		sent = t > sent ? t : sent;
		for (size_t k = 0; k < x->n; k++)
			known = known || x->call[k] == c->call;
		if (!known && x->n == CARRIERS)
			return false;
		if (!known)
			x->call[x->n++] = c->call;
	}
	/* A QoS VC of the session that does not carry it is about to, or to go. */
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		bool carries = false;
		for (size_t k = 0; k < x->n; k++)
			carries = carries || x->call[k] == (int)i;
		if (carries ? !model_call_open(o, x->time) || came_or_went(o, sent, x->time)
			    : o->by_iut && !o->best_effort && o->session == s->leader && o->t_setup <= x->time &&
				  x->time < o->t_end)
			return false;
	}
	return x->n > 0;
}

/* since: the last change before t. Whether it has led to something shows in data that comes after it. */
static bool note_moment(const struct model *m, struct moments *out, int session, vtime since, vtime t)
{
	const struct msession *s = &m->sessions[session];
	struct moment x = {.session = session, .time = t};

	for (size_t i = 0; i < s->n_given && trace_by_id(m->trace, s->given[i])->time <= t - CROSSING; i++)
		x.packet = s->given[i];
	const struct mpacket *p = x.packet == 0 ? NULL : packet_of(s, trace_by_id(m->trace, x.packet)->data.seq);
	if (p == NULL || trace_by_id(m->trace, x.packet)->time < since || !carriers(m, p, &x))
		return true;
	struct moment *grown = realloc(out->v, (out->n + 1) * sizeof(*grown));
	if (grown == NULL)
		return false;
	out->v = grown;
	out->v[out->n++] = x;
	return true;
}

/* Steps of a script that wait for H begin a moment before what they have led to. */
#define H_BEGINS_EARLIER SECONDS(1)

bool moments_of(const struct model *m, struct moments *out)
{
	bool ok = true;

	*out = (struct moments){0};
	for (size_t s = 0; ok && s < m->n_sessions; s++) {
		if (!m->sessions[s].multicast || m->sessions[s].n_sent == 0)
			continue;
		struct times x = changes_of(m, &m->sessions[s]);
		ok = !x.failed;
		for (size_t i = 0; ok && i < x.n; i++) {
			vtime to = i + 1 < x.n ? x.v[i + 1] - 1 : m->end;
			if (to - x.v[i] >= m->params->H - H_BEGINS_EARLIER)
				ok = note_moment(m, out, (int)s, x.v[i], to);
		}
		free(x.v);
	}
	if (!ok) {
		free(out->v);
		*out = (struct moments){0};
	}
	return ok;
}

bool moment_reaches(const struct model *m, const struct moment *x, const char *atm, bool qos, bool best_effort)
{
	for (size_t i = 0; i < x->n; i++) {
		const struct mcall *c = &m->calls[x->call[i]];
		if ((c->best_effort ? best_effort : qos) && reaches(c, atm, x->time))
			return true;
	}
	return false;
}
