/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

#include "model/build.h"
#include "model/request.h"

static bool passes_iut(const struct model *m, const struct trace_event *e)
{
	bool never_came = e->dropped && e->dir == TRACE_IN;

	return e->node == m->iut && e->pco != PCO_NONE && !never_came;
}

/* Checks go through the IUT's events again and again, and in a large group these are few among many. */
static bool index_events(struct model *m)
{
	size_t n = trace_n(m->trace);
	uint32_t next = (uint32_t)n;

	m->own = malloc((n + 1) * sizeof(*m->own));
	if (m->own == NULL)
		return false;
	m->own[n] = next;
	while (n-- > 0) {
		if (passes_iut(m, trace_at(m->trace, n)))
			next = (uint32_t)n;
		m->own[n] = next;
	}
	return true;
}

struct model *model_build(const struct trace *t, const struct judge_params *params)
{
	struct model *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return NULL;
	m->trace = t;
	m->params = params;
	m->iut = -1;
	m->sender_side = strcmp(params->role, "ingress") == 0 || strcmp(params->role, "host-sender") == 0;
	for (size_t i = 0; i < trace_n_nodes(t); i++) {
		if (trace_node_is_iut(t, (uint16_t)i))
			m->iut = (int)i;
	}
	if (trace_n(t) > 0)
		m->end = trace_at(t, trace_n(t) - 1)->time;
	if (m->iut < 0)
		return m;
	m->requests = requests_create(t);
	/* Sessions first: calls are told apart by the sessions whose data they carry. */
	if (m->requests == NULL || !index_events(m) || !build_sessions(m) || !build_calls(m) || !build_parties(m) ||
	    !build_replacements(m) || !build_reach(m)) {
		model_free(m);
		return NULL;
	}
	return m;
}

void model_free(struct model *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->n_sessions; i++) {
		struct msession *s = &m->sessions[i];
		for (size_t h = 0; h < s->n_hops; h++)
			free(s->hops[h].resv);
		free(s->hops);
		free(s->resv);
		free(s->resv_up);
		free(s->path);
		free(s->path_down);
		free(s->err);
		free(s->conf);
		free(s->given);
		free(s->sent);
		free(s->sent_numbers);
		free(s->packets);
		free(s->copies);
	}
	for (size_t i = 0; i < m->n_calls; i++)
		free(m->calls[i].parties);
	free(m->sessions);
	free(m->calls);
	free(m->carried);
	free(m->members);
	free(m->plain);
	free(m->links);
	parties_free(m->parties);
	requests_free(m->requests);
	free(m->own);
	free(m->by_conn);
	free(m->replacements);
	free(m);
}

void *model_push(void **array, size_t *n, size_t size)
{
	if ((*n & (*n - 1)) == 0) {
		void *grown = realloc(*array, (*n == 0 ? 1 : 2 * *n) * size);
		if (grown == NULL)
			return NULL;
		*array = grown;
	}
	void *element = (char *)*array + (*n)++ * size;
	memset(element, 0, size);
	return element;
}

bool model_call_open(const struct mcall *c, vtime t)
{
	return c->t_open <= t && t < c->t_end;
}

/* Calls by connection, in order; of several on one the first. */
struct conn_index {
	uint32_t conn;
	int call;
};

static int by_conn_and_call(const void *a, const void *b)
{
	const struct conn_index *x = a, *y = b;

	return x->conn != y->conn ? (x->conn > y->conn) - (x->conn < y->conn)
				  : (x->call > y->call) - (x->call < y->call);
}

bool build_conn_index(struct model *m)
{
	m->by_conn = calloc(m->n_calls + 1, sizeof(*m->by_conn));
	if (m->by_conn == NULL)
		return false;
	for (size_t i = 0; i < m->n_calls; i++)
		m->by_conn[i] = (struct conn_index){m->calls[i].conn, (int)i};
	qsort(m->by_conn, m->n_calls, sizeof(*m->by_conn), by_conn_and_call);
	return true;
}

int model_call_of_conn(const struct model *m, uint32_t conn)
{
	size_t low = 0, high = m->n_calls;

	while (conn != 0 && low < high) {
		size_t middle = low + (high - low) / 2;
		if (m->by_conn[middle].conn < conn)
			low = middle + 1;
		else
			high = middle;
	}
	return conn != 0 && low < m->n_calls && m->by_conn[low].conn == conn ? m->by_conn[low].call : NO_CALL;
}

const uint32_t *model_sent(const struct model *m, size_t call, size_t session)
{
	return m->carried[call * m->n_sessions + session];
}

const struct trace_event *model_next(const struct model *m, size_t *i)
{
	if (*i >= trace_n(m->trace))
		return NULL;
	*i = (size_t)m->own[*i] + 1;
	return trace_at(m->trace, *i - 1);
}

const struct mresv *model_resv_at(const struct msession *s, vtime t)
{
	const struct mresv *found = NULL;

	for (size_t i = 0; i < s->n_resv && s->resv[i].time < t; i++)
		found = s->resv[i].kind == RESV_TEAR ? NULL : &s->resv[i];
	return found;
}

/* Cells of one packet of n octets behind hdr octets of encapsulation (RFC 2381 4.1). */
static uint64_t cells(uint64_t n, unsigned hdr)
{
	return (n + hdr + 55) / 48;
}

static uint64_t ceil_u64(double x)
{
	uint64_t n = (uint64_t)x;
	/* A value that is whole but for rounding noise stays what it is. */
	return x - (double)n > 1e-6 * x ? n + 1 : n;
}

/* Octets/s to cells/s: the least overhead that any mix of packets of m..M octets can have,
 * and the bound that D03 4.1 prints, with the encapsulation counted. */
static void rate_band(double rate, uint64_t m, uint64_t M, unsigned hdr, uint64_t *low, uint64_t *high)
{
	double least = (double)cells(M, hdr) / (double)M;
	/* Of the lengths that fill their cells the longest has the least overhead; M may have less still. */
	uint64_t over = (M + hdr + 8) % 48;

	m = m == 0 ? 1 : m;
	if (M >= over + m) {
		double full = (double)cells(M - over, hdr) / (double)(M - over);
		least = full < least ? full : least;
	}
	*low = ceil_u64(rate * least);
	*high = ceil_u64(rate / 48.0 * (1.0 + (55.0 + hdr) / (double)m));
}

void model_descriptor(const struct model *m, const struct mspec *spec, unsigned hdr, struct mdescriptor *d)
{
	uint64_t line = m->params->link_cell_bps / 424;

	rate_band(spec->r, spec->m, spec->M, hdr, &d->scr_min, &d->scr_max);
	rate_band(spec->b, spec->m, spec->M, hdr, &d->mbs_min, &d->mbs_max);
	if (spec->p / 48 >= (double)line) {
		d->pcr_min = d->scr_min;
		d->pcr_max = line;
	} else {
		rate_band(spec->p, spec->m, spec->M, hdr, &d->pcr_min, &d->pcr_max);
	}
	if (d->pcr_max > line)
		d->pcr_max = line;
	if (d->pcr_min > line)
		d->pcr_min = line;
	if (d->scr_max > line)
		d->scr_max = line;
}
