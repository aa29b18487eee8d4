/* SPDX-License-Identifier: Apache-2.0 */
#include "judge_delivery.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a flow ends: the far end's own PCO. Behind an edge that is the IUT, the packets leave on its IP side; a host
 * that is the IUT hands them to its user; a tester has them when they come from the network. */
struct sink {
	int host;
	uint8_t pco, dir;
	char address[ATM_ADDR_TEXT];
};

static struct sink sink_of(const struct vprogram *p, int host)
{
	bool iut = p->iut == host;
	struct sink s = {.host = host,
			 .pco = !iut            ? PCO_ATM
				: p->role->host ? PCO_CONTROL
						: PCO_IP,
			 .dir = iut ? TRACE_OUT : TRACE_IN};

	atm_addr_text(&p->topology->hosts[host].atm, s.address);
	return s;
}

/* What came to one receiver. */
struct account {
	struct sink sink;
	struct got {
		uint32_t conn;   /* of the first copy */
		uint16_t copies; /* those in a window of transition not counted, if that is allowed */
	} * got;                 /* by sequence number - first */
	uint32_t lost, most, missing, moving, misordered, highest;
	vtime gap, last;
	uint32_t lost_event, doubled_event, misordered_event, gap_event;
};

struct accounts {
	struct eval *v;
	const struct vstep *s;
	const struct topo_flow *f;
	vtime from, to;
	size_t end;
	uint32_t first, n; /* sequence numbers that were sent */
	size_t n_accounts;
	struct account *a;
	struct account **of_node; /* by node of the trace */
};

static bool counted(const struct accounts *x, const struct trace_event *e)
{
	return e->data.flow == x->f->number && !e->bad && e->data.sent >= x->from && e->data.sent < x->to;
}

/* The user of a host asked for it, and the host refused: its answer follows at once (PROTOCOL.md section 1). */
static bool refused(const struct trace *t, size_t i)
{
	const struct trace_event *e = trace_at(t, i), *answer = i + 1 < trace_n(t) ? trace_at(t, i + 1) : NULL;

	return e->kind == TRACE_CONTROL && e->dir == TRACE_IN && answer != NULL && answer->kind == TRACE_CONTROL &&
	       answer->dir == TRACE_OUT && answer->node == e->node && strcmp(answer->name, "error") == 0;
}

/* Sequence numbers that were sent: those that stand anywhere in the trace (a tester's packet is recorded where it
 * enters the wire, the user's of a host where it was asked for), and all between them. */
static bool find_range(struct accounts *x)
{
	uint32_t last = 0;

	x->first = UINT32_MAX;
	for (size_t i = 0; i < x->end; i++) {
		const struct trace_event *e = trace_at(x->v->t, i);
		if (!counted(x, e) || refused(x->v->t, i))
			continue;
		x->first = e->data.seq < x->first ? e->data.seq : x->first;
		last = e->data.seq > last ? e->data.seq : last;
	}
	x->n = last >= x->first ? last - x->first + 1 : 0;
	return x->n <= 100000000;
}

static bool open_accounts(struct accounts *x)
{
	const struct vprogram *p = x->v->p;
	size_t n_nodes = trace_n_nodes(x->v->t);

	x->n_accounts = x->s->hosts.given ? x->s->hosts.n : 1;
	x->a = calloc(x->n_accounts, sizeof(*x->a));
	x->of_node = calloc(n_nodes + 1, sizeof(struct account *));
	if (!find_range(x) || x->a == NULL || x->of_node == NULL)
		return false;
	for (size_t i = 0; i < x->n_accounts; i++) {
		struct account *a = &x->a[i];
		a->sink = sink_of(p, x->s->hosts.given ? x->s->hosts.v[i] : p->topology->ends[x->f->to].behind);
		a->got = calloc((size_t)x->n + 1, sizeof(*a->got));
		int node = trace_node_by_name(x->v->t, p->topology->hosts[a->sink.host].name);
		if (a->got == NULL)
			return false;
		if (node >= 0)
			x->of_node[node] = a;
	}
	return true;
}

static void close_accounts(struct accounts *x)
{
	for (size_t i = 0; x->a != NULL && i < x->n_accounts; i++)
		free(x->a[i].got);
	free(x->a);
	free(x->of_node);
}

/* Does a further copy lie in a window of transition of this receiver? The root is the host in front of the sender. */
static bool in_transition(const struct accounts *x, const struct account *a, const struct trace_event *e,
			  uint32_t other)
{
	const struct vprogram *p = x->v->p;
	const struct parties *parties = eval_parties(x->v);
	int root = trace_node_by_name(x->v->t, p->topology->hosts[p->topology->ends[x->f->from].behind].name);

	return parties != NULL && root >= 0 &&
	       parties_moving(parties, (uint16_t)root, a->sink.address, e->conn, other, e->data.sent, e->time,
			      p->pixit.H);
}

static void arrival(const struct accounts *x, struct account *a, const struct trace_event *e)
{
	uint32_t seq = e->data.seq;
	struct got *got = &a->got[seq - x->first];

	if (got->copies > 0) {
		if (x->s->delivery.transitions && in_transition(x, a, e, got->conn)) {
			a->moving++;
			return;
		}
		got->copies += got->copies < UINT16_MAX;
		if (got->copies > a->most)
			a->doubled_event = e->id;
		a->most = got->copies > a->most ? got->copies : a->most;
		return;
	}
	got->copies = 1;
	got->conn = e->conn;
	a->most = a->most > 0 ? a->most : 1;
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

static void find_lost(const struct accounts *x, struct account *a)
{
	for (uint32_t i = 0; i < x->n; i++) {
		if (a->got[i].copies > 0)
			continue;
		a->missing = a->lost++ == 0 ? x->first + i : a->missing;
	}
	for (size_t i = 0; i < x->end && a->lost > 0 && a->lost_event == 0; i++) {
		const struct trace_event *e = trace_at(x->v->t, i);
		if (counted(x, e) && e->data.seq == a->missing)
			a->lost_event = e->id;
	}
}

/* The rules of the step that an account breaks; the events that show it into 'events', ended by 0. */
static unsigned broken(const struct vstep *s, const struct account *a, uint32_t events[5])
{
	const struct {
		bool broken;
		uint32_t event;
	} rules[] = {
	    {a->lost > s->delivery.lost, a->lost_event},
	    {a->most > s->delivery.copies, a->doubled_event},
	    {s->delivery.check_order && a->misordered > s->delivery.misordered, a->misordered_event},
	    {s->delivery.gap >= 0 && a->gap > s->delivery.gap, a->gap_event},
	};
	unsigned n = 0, k = 0;

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		n += rules[i].broken;
		if (rules[i].broken && rules[i].event != 0)
			events[k++] = rules[i].event;
	}
	events[k] = 0;
	return n;
}

/* The receiver that is told about is the first that breaks a rule, else that with the longest gap. */
static void verdict(const struct accounts *x, struct vexpectation *out)
{
	const struct vstep *s = x->s;
	const struct account *worst = &x->a[0];
	uint32_t events[5];
	unsigned failed = 0;
	char who[120] = "", order[32] = "", gap[40] = "";

	for (size_t i = 0; i < x->n_accounts; i++) {
		const struct account *a = &x->a[i];
		bool bad = broken(s, a, events) > 0;
		if ((bad && failed == 0) || (failed == 0 && a->gap > worst->gap))
			worst = a;
		failed += bad;
	}
	out->verdict = failed > 0 ? VV_FAIL : x->n < s->delivery.min ? VV_INCONCLUSIVE : VV_PASS;
	broken(s, worst, events);
	for (size_t i = 0; failed > 0 && events[i] != 0; i++)
		out->events[out->n_events++] = events[i];
	if (s->hosts.given)
		snprintf(who, sizeof(who), " at %s (%s%zu receivers)", x->v->p->topology->hosts[worst->sink.host].name,
			 failed > 1 ? "one of several; " : "", x->n_accounts);
	if (s->delivery.check_order)
		snprintf(order, sizeof(order), " (at most %u)", s->delivery.misordered);
	if (s->delivery.gap >= 0)
		snprintf(gap, sizeof(gap), " (at most %" PRId64 "ms)", s->delivery.gap / VT_MS(1));
	int n = snprintf(out->text, sizeof(out->text),
			 "%s%s: %u packets sent, %u lost (at most %u), up to %u copies (at most %u), %u out of "
			 "order%s, longest gap %" PRId64 ".%03" PRId64 "ms%s",
			 s->what != NULL ? s->what : "delivery", who, x->n, worst->lost, s->delivery.lost, worst->most,
			 s->delivery.copies, worst->misordered, order, worst->gap / VT_MS(1),
			 worst->gap % VT_MS(1) / 1000, gap);
	if (n > 0 && (size_t)n < sizeof(out->text) && worst->moving > 0)
		snprintf(out->text + n, sizeof(out->text) - (size_t)n, "; %u more copies in transitions",
			 worst->moving);
}

void judge_delivery(struct eval *v, const struct vstep *s, vtime from, vtime to, size_t end, struct vexpectation *out)
{
	struct accounts x = {.v = v, .s = s, .f = &v->p->topology->flows[s->flow], .from = from, .to = to, .end = end};

	if (!open_accounts(&x)) {
		out->verdict = VV_INCONCLUSIVE;
		snprintf(out->text, sizeof(out->text), "too many packets to account for");
		close_accounts(&x);
		return;
	}
	for (size_t i = 0; i < end; i++) {
		const struct trace_event *e = trace_at(v->t, i);
		struct account *a = x.of_node[e->node];
		if (a != NULL && counted(&x, e) && e->pco == a->sink.pco && e->dir == a->sink.dir && !e->dropped)
			arrival(&x, a, e);
	}
	for (size_t i = 0; i < x.n_accounts; i++)
		find_lost(&x, &x.a[i]);
	verdict(&x, out);
	close_accounts(&x);
}
