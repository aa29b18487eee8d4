/* SPDX-License-Identifier: Apache-2.0 */
/* Which packets exceed a reservation (RFC 2211 3, 4: a token bucket). */
#include <stdlib.h>
#include <string.h>

#include "model/build.h"

/* Octets of the IP packet. */
static size_t packet_length(const struct trace_event *e)
{
	/* On a control port the payload stands in hexadecimal at the end of the line; UDP and IP put 28 octets before
	 * it. */
	if (e->kind == TRACE_CONTROL && e->note != NULL) {
		const char *octets = strrchr(e->note, ' ');
		return octets == NULL ? 28 : strlen(octets + 1) / 2 + 28;
	}
	return e->len;
}

/* Packets given to the IUT of all senders that share the session's reservation, in their order; to be freed. NULL if
 * memory runs out. */
static uint32_t *given_together(const struct model *m, int session, size_t *n)
{
	size_t count = 0, lists = 0;

	for (size_t i = 0; i < m->n_sessions; i++)
		count += m->sessions[i].leader == session ? m->sessions[i].n_given : 0;
	uint32_t *all = malloc((count + 1) * sizeof(*all));
	*n = 0;
	for (size_t i = 0; all != NULL && i < m->n_sessions; i++) {
		const struct msession *s = &m->sessions[i];
		if (s->leader != session || s->n_given == 0)
			continue;
		memcpy(all + *n, s->given, s->n_given * sizeof(*all));
		*n += s->n_given;
		lists++;
	}
	if (all != NULL && lists > 1)
		qsort(all, *n, sizeof(*all), model_by_number);
	return all;
}

size_t exceeding(const struct model *m, int session, const struct mspec *spec, vtime from, vtime to)
{
	double level = spec->b;
	size_t n_given, n = 0;
	vtime last = from;
	uint32_t *given = given_together(m, session, &n_given);

	if (given == NULL)
		return SIZE_MAX;
	for (size_t i = 0; i < n_given; i++) {
		const struct trace_event *e = trace_by_id(m->trace, given[i]);
		double len = (double)packet_length(e);
		if (e->time < from || e->time >= to)
			continue;
		len = len < (double)spec->m ? (double)spec->m : len;
		level += (double)(e->time - last) / 1e9 * spec->r;
		level = level > spec->b ? spec->b : level;
		last = e->time;
		if (len > level)
			n++;
		else
			level -= len;
	}
	free(given);
	return n;
}

static bool keeps_to_least(const struct model *m, int session)
{
	const struct msession *s = &m->sessions[session];
	struct mspec least = {0};

	for (size_t i = 0; i < s->n_resv; i++) {
		const struct mresv *q = &s->resv[i];
		if (q->kind == RESV_TEAR || q->kind == RESV_REFRESH)
			continue;
		least.r = least.r == 0 || q->spec.r < least.r ? q->spec.r : least.r;
		least.b = least.b == 0 || q->spec.b < least.b ? q->spec.b : least.b;
		least.m = q->spec.m > least.m ? q->spec.m : least.m;
	}
	return exceeding(m, session, &least, 0, TIME_NEVER) == 0;
}

void build_excess(struct model *m)
{
	for (size_t i = 0; i < m->n_sessions; i++)
		m->sessions[i].conforming = keeps_to_least(m, (int)i);
}

bool conforming(const struct model *m, int session)
{
	return m->sessions[session].conforming;
}
