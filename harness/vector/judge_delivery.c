/* SPDX-License-Identifier: Apache-2.0 */
#include "judge_delivery.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a flow ends: the far end's own PCO. Behind an edge that is the IUT, the packets leave on its IP side; a host
 * that is the IUT hands them to its user; a tester has them when they come from the network. */
struct sink {
	const char *node;
	int pco, dir;
};

static struct sink sink_of(const struct vprogram *p, int flow)
{
	int host = p->topology->ends[p->topology->flows[flow].to].behind;
	bool iut = p->iut == host;

	return (struct sink){
	    p->topology->hosts[host].name,
	    !iut            ? PCO_ATM
	    : p->role->host ? PCO_CONTROL
			    : PCO_IP,
	    iut ? TRACE_OUT : TRACE_IN,
	};
}

struct account {
	uint32_t *copies; /* by sequence number - first */
	uint32_t first, n;
	uint32_t lost, doubled, misordered, highest;
	vtime gap, last;
	uint32_t lost_event, doubled_event, misordered_event, gap_event;
};

static bool counted(const struct trace_event *e, const struct topo_flow *f, vtime from, vtime to)
{
	return e->data.flow == f->number && !e->bad && e->data.sent >= from && e->data.sent < to;
}

/* Sequence numbers that were sent: those that stand anywhere in the trace (a tester's packet is recorded where it
 * enters the wire, the user's of a host where it was asked for), and all between them. */
static bool find_range(const struct eval *v, const struct topo_flow *f, vtime from, vtime to, size_t end,
		       struct account *a)
{
	uint32_t last = 0;

	a->first = UINT32_MAX;
	for (size_t i = 0; i < end; i++) {
		const struct trace_event *e = trace_at(v->t, i);
		if (!counted(e, f, from, to))
			continue;
		a->first = e->data.seq < a->first ? e->data.seq : a->first;
		last = e->data.seq > last ? e->data.seq : last;
	}
	a->n = last >= a->first ? last - a->first + 1 : 0;
	if (a->n > 100000000)
		return false;
	a->copies = calloc((size_t)a->n + 1, sizeof(*a->copies));
	return a->copies != NULL;
}

static void arrival(struct account *a, const struct trace_event *e)
{
	uint32_t seq = e->data.seq;

	if (a->copies[seq - a->first]++ > 0) {
		a->doubled_event = e->id;
		return;
	}
	if (seq < a->highest) {
		a->misordered++;
		a->misordered_event = e->id;
	}
	a->highest = seq > a->highest ? seq : a->highest;
	if (a->last > 0 && e->time - a->last > a->gap) {
		a->gap = e->time - a->last;
		a->gap_event = e->id;
	}
	a->last = e->time;
}

static void verdict(const struct vstep *s, const struct account *a, uint32_t most, struct vexpectation *x)
{
	const struct {
		bool broken;
		uint32_t event;
	} rules[] = {
	    {a->lost > s->delivery.lost, a->lost_event},
	    {most > s->delivery.copies, a->doubled_event},
	    {s->delivery.check_order && a->misordered > s->delivery.misordered, a->misordered_event},
	    {s->delivery.gap >= 0 && a->gap > s->delivery.gap, a->gap_event},
	};

	x->verdict = a->n < s->delivery.min ? VV_INCONCLUSIVE : VV_PASS;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		if (!rules[i].broken)
			continue;
		x->verdict = VV_FAIL;
		if (rules[i].event != 0)
			x->events[x->n_events++] = rules[i].event;
	}
	snprintf(
	    x->text, sizeof(x->text),
	    "%s: %u packets sent, %u lost (at most %u), up to %u copies (%u), %u out of order, longest gap %" PRId64
	    ".%03" PRId64 "ms",
	    s->what != NULL ? s->what : "delivery", a->n, a->lost, s->delivery.lost, most, s->delivery.copies,
	    a->misordered, a->gap / VT_MS(1), a->gap % VT_MS(1) / 1000);
}

void judge_delivery(const struct eval *v, const struct vstep *s, vtime from, vtime to, size_t end,
		    struct vexpectation *x)
{
	const struct topo_flow *f = &v->p->topology->flows[s->flow];
	struct sink sink = sink_of(v->p, s->flow);
	struct account a = {0};
	uint32_t most = 0, missing = 0;

	if (!find_range(v, f, from, to, end, &a)) {
		x->verdict = VV_INCONCLUSIVE;
		snprintf(x->text, sizeof(x->text), "too many packets to account for");
		return;
	}
	for (size_t i = 0; i < end; i++) {
		const struct trace_event *e = trace_at(v->t, i);
		if (counted(e, f, from, to) && e->pco == sink.pco && e->dir == sink.dir && !e->dropped &&
		    strcmp(trace_node_name(v->t, e->node), sink.node) == 0)
			arrival(&a, e);
	}
	for (uint32_t i = 0; i < a.n; i++) {
		most = a.copies[i] > most ? a.copies[i] : most;
		if (a.copies[i] == 0) {
			a.lost++;
			missing = missing ? missing : a.first + i;
		}
	}
	for (size_t i = 0; i < end && a.lost > 0 && a.lost_event == 0; i++) {
		const struct trace_event *e = trace_at(v->t, i);
		if (counted(e, f, from, to) && e->data.seq == missing)
			a.lost_event = e->id;
	}
	verdict(s, &a, most, x);
	free(a.copies);
}
