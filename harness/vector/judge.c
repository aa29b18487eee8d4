/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verdicts of the expectations of a script, from a trace alone. The marks tell
 * which steps were reached and when; what they waited for is found again.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "eval.h"
#include "judge_delivery.h"

#define NOWHERE SIZE_MAX

/* Where a step stands in the trace. */
struct place {
	size_t mark;       /* index of its mark, NOWHERE: not reached */
	size_t from;       /* first event behind it: behind the last one taken before it, or behind its mark */
	vtime time;        /* of the moment 'from' stands for */
	vtime began;       /* when the script came to it */
	struct bindings b; /* what was bound then; only of prohibitions and leaf sets */
};

struct judging {
	struct eval v;
	const struct vprogram *p;
	const struct trace *t;
	struct place *place;
	bool stopped;  /* the script stopped early */
	bool complete; /* its last step was carried out and nothing stopped it */
	size_t end;    /* events of the case: all */
	vtime end_time;
	struct vexpectation *out;
	size_t max, n;
	struct vexpectation overflow; /* what does not fit is counted and lost */
};

static struct vexpectation *result(struct judging *j, enum vverdict verdict, const char *req, int line)
{
	struct vexpectation *x = j->n < j->max ? &j->out[j->n] : &j->overflow;

	j->n++;
	memset(x, 0, sizeof(*x));
	x->verdict = verdict;
	x->requirement = req;
	x->line = line;
	return x;
}

static void proof(struct vexpectation *x, uint32_t event)
{
	if (event != 0 && x->n_events < sizeof(x->events) / sizeof(*x->events))
		x->events[x->n_events++] = event;
}

static void seconds(vtime t, char *text, size_t len)
{
	snprintf(text, len, "%" PRId64 ".%06" PRId64 "s", t / VT_S(1), t % VT_S(1) / 1000);
}

/* The marks of the script: "step=N line=N text=...". */
static void find_marks(struct judging *j)
{
	for (size_t i = 0; i < j->p->n_steps; i++)
		j->place[i].mark = NOWHERE;
	for (size_t i = 0; i < j->end; i++) {
		const struct trace_event *e = trace_at(j->t, i);
		unsigned long step;
		if (e->kind != TRACE_NET)
			continue;
		if (strcmp(e->name, "mark") == 0 && e->note != NULL && sscanf(e->note, "step=%lu", &step) == 1 &&
		    step < j->p->n_steps) {
			j->place[step].mark = i;
			j->place[step].began = e->time;
		}
	}
	j->end_time = j->end > 0 ? trace_at(j->t, j->end - 1)->time : 0;
}

static const char *kind_of(const struct vstep *s)
{
	return s->op == V_AWAIT ? "awaited" : "expected";
}

static void missing(struct judging *j, const struct vstep *s, const struct waiting *w, size_t i, enum wait_state state,
		    enum vverdict verdict, const char *req)
{
	const struct vmatch *m = &s->judged.m[i];
	/* An IUT that crashed, or a run that was stopped, before the window closed: it might still have come. */
	bool cut_off = state != WAIT_EARLY && j->end_time < w->deadline;
	struct vexpectation *x = result(j, cut_off ? VV_INCONCLUSIVE : verdict, req, m->line);
	char what[96], when[32], from[32];

	describe(&j->v, m, what, sizeof(what));
	seconds(w->start, from, sizeof(from));
	if (cut_off) {
		seconds(j->end_time, when, sizeof(when));
		snprintf(x->text, sizeof(x->text), "%s: %.70s; not seen from %s to the end of the run at %s",
			 kind_of(s), what, from, when);
		return;
	}
	if (state == WAIT_EARLY && w->event[i] != 0) {
		seconds(trace_by_id(j->t, w->event[i])->time, when, sizeof(when));
		snprintf(x->text, sizeof(x->text), "too early: %.70s; seen at %s, window opens %" PRId64 "ms after %s",
			 what, when, s->delay / VT_MS(1), from);
		proof(x, w->event[i]);
		return;
	}
	seconds(w->deadline, when, sizeof(when));
	int n = snprintf(x->text, sizeof(x->text), "%s: %.70s; not seen from %s to %s", kind_of(s), what, from, when);
	if (n > 0 && (size_t)n < sizeof(x->text) && m->times > 1)
		n += snprintf(x->text + n, sizeof(x->text) - (size_t)n, " (%u of %u)", m->times - w->left[i], m->times);
	if (n > 0 && (size_t)n < sizeof(x->text) && w->almost[i] != 0) {
		seconds(trace_by_id(j->t, w->almost[i])->time, when, sizeof(when));
		snprintf(x->text + n, sizeof(x->text) - (size_t)n, "; at %s %s", when, w->why[i]);
	}
	proof(x, w->almost[i]);
}

static void seen(struct judging *j, const struct waiting *w, size_t i, const char *req)
{
	const struct vmatch *m = &w->s->judged.m[i];
	struct vexpectation *x = result(j, VV_PASS, req, m->line);
	char what[120], when[32];

	describe(&j->v, m, what, sizeof(what));
	seconds(trace_by_id(j->t, w->event[i])->time, when, sizeof(when));
	snprintf(x->text, sizeof(x->text), "%s: %.100s; seen at %s", kind_of(w->s), what, when);
	proof(x, w->event[i]);
}

/* Result of a step that waits; true if the script goes on. */
static bool judge_wait(struct judging *j, const struct vstep *s, struct waiting *w)
{
	enum wait_state state = waiting_look(&j->v, w);
	bool done = state == WAIT_DONE;

	if (s->op == V_AWAIT) {
		if (!done)
			missing(j, s, w, 0, state, VV_INCONCLUSIVE, NULL);
		return done;
	}
	if (s->op == V_EITHER) {
		size_t best = 0;
		for (size_t i = 0; i < s->judged.n; i++) {
			if (done ? w->left[i] == 0 : w->almost[i] != 0 || w->event[i] != 0)
				best = i;
		}
		if (done)
			seen(j, w, best, s->req);
		else
			missing(j, s, w, best, state, VV_FAIL, s->req);
	} else {
		for (size_t i = 0; i < s->judged.n; i++) {
			if (w->left[i] == 0)
				seen(j, w, i, s->judged.m[i].req);
			else
				missing(j, s, w, i, state, VV_FAIL, s->judged.m[i].req);
		}
	}
	return done || s->go_on;
}

static void judge_connections(struct judging *j, const struct vstep *s, const struct place *at)
{
	uint32_t n_conns = 1, n = 0;
	struct vexpectation *x;

	for (size_t i = 0; i < at->mark; i++)
		n_conns = trace_at(j->t, i)->conn >= n_conns ? trace_at(j->t, i)->conn + 1 : n_conns;
	uint32_t *open = calloc(n_conns, sizeof(*open));
	for (size_t i = 0; i < at->mark && open != NULL; i++) {
		const struct trace_event *e = trace_at(j->t, i);
		bool here = e->kind == TRACE_SIG && strcmp(trace_node_name(j->t, e->node), s->node) == 0;
		if (e->conn == 0 || e->bad || (e->dropped && e->dir == TRACE_IN))
			continue;
		if (here && strcmp(e->name, "CONNECT") == 0)
			open[e->conn] = e->id;
		if ((here && strncmp(e->name, "RELEASE", 7) == 0) ||
		    (e->kind == TRACE_NET && strcmp(e->name, "conn-closed") == 0))
			open[e->conn] = 0;
	}
	for (uint32_t c = 1; c < n_conns && open != NULL; c++) {
		if (open[c] != 0 && (s->vc == VC_ANY || eval_conn_kind(&j->v, c) == s->vc))
			n++;
		else
			open[c] = 0;
	}
	bool ok = n >= s->connections.min && n <= s->connections.max;
	x = result(j, ok ? VV_PASS : VV_FAIL, s->req, s->line);
	snprintf(x->text, sizeof(x->text), "%s: %u open %sconnections at %s, %" PRId64 "..%" PRId64 " expected",
		 s->what != NULL ? s->what : "connections", n,
		 s->vc == VC_QOS  ? "QoS "
		 : s->vc == VC_BE ? "best-effort "
				  : "",
		 s->node, s->connections.min, s->connections.max);
	for (uint32_t c = 1; c < n_conns && open != NULL; c++)
		proof(x, open[c]);
	free(open);
}

/* The connections that carry a flow at a root: those that its newest packet but one left on (the newest may not have
 * left on all of them yet). */
static bool carries(const struct judging *j, uint16_t root, int flow, uint32_t conn, size_t end)
{
	uint32_t newest = 0, seq = 0;
	uint32_t number = j->p->topology->flows[flow].number;

	for (size_t i = end; i-- > 0;) {
		const struct trace_event *e = trace_at(j->t, i);
		if (e->data.flow != number || e->node != root || e->pco != PCO_ATM || e->dir != TRACE_OUT)
			continue;
		newest = newest != 0 ? newest : e->data.seq;
		if (e->data.seq == newest)
			continue;
		seq = seq != 0 ? seq : e->data.seq;
		if (e->data.seq != seq)
			break;
		if (e->conn == conn)
			return true;
	}
	return false;
}

/* Which hosts are leaves of the VCs meant, at the mark of a step; the events that brought them in into 'in'. */
static void find_leaves(struct judging *j, const struct vstep *s, const struct place *at, uint32_t *in)
{
	const struct topology *t = j->p->topology;
	const struct parties *p = eval_parties(&j->v);
	int root = trace_node_by_name(j->t, s->node);
	uint32_t now = trace_at(j->t, at->mark)->id;
	char address[ATM_ADDR_TEXT];

	for (size_t i = 0; p != NULL && i < parties_n(p); i++) {
		const struct party *x = parties_at(p, i);
		bool member = x->in != 0 && x->in < now && (x->out == 0 || x->out > now);
		if (!member || x->node != root || !x->by_node)
			continue;
		if (s->conn_var != ANY ? x->conn != at->b.conn[s->conn_var] : (s->vc == VC_BE) != x->best_effort)
			continue;
		if (s->conn_var == ANY && s->flow != ANY && !carries(j, (uint16_t)root, s->flow, x->conn, at->mark))
			continue;
		for (size_t h = 0; h < t->n_hosts; h++) {
			atm_addr_text(&t->hosts[h].atm, address);
			if (party_same_address(address, x->address))
				in[h] = x->in;
		}
	}
}

static void name_hosts(const struct judging *j, const uint32_t *in, char *text, size_t len)
{
	size_t n = 0;

	text[0] = '\0';
	for (size_t h = 0; h < j->p->topology->n_hosts; h++) {
		if (in[h] != 0 && n < len)
			n += (size_t)snprintf(text + n, len - n, "%s%s", n > 0 ? " " : "",
					      j->p->topology->hosts[h].name);
	}
	if (n == 0)
		snprintf(text, len, "nobody");
}

static bool contains(const struct vhosts *hosts, size_t h)
{
	for (size_t i = 0; i < hosts->n; i++) {
		if (hosts->v[i] == (int)h)
			return true;
	}
	return false;
}

static void judge_leaves(struct judging *j, const struct vstep *s, const struct place *at)
{
	const struct topology *t = j->p->topology;
	uint32_t *in = calloc(t->n_hosts + 1, sizeof(*in));
	struct vexpectation *x = result(j, VV_PASS, s->req, s->line);
	const char *wrong = NULL, *how = "";
	char seen[100];

	if (in == NULL) {
		x->verdict = VV_INCONCLUSIVE;
		return;
	}
	find_leaves(j, s, at, in);
	for (size_t h = 0; h < t->n_hosts && wrong == NULL; h++) {
		bool must = contains(&s->hosts, h) || contains(&s->leaves.has, h);
		bool must_not = contains(&s->leaves.not, h) || (s->hosts.given && !must);
		if ((must && in[h] == 0) || (must_not && in[h] != 0)) {
			wrong = t->hosts[h].name;
			how = must ? "is missing" : "is one of them";
			proof(x, in[h]);
		}
		if (wrong == NULL && must)
			proof(x, in[h]);
	}
	x->verdict = wrong != NULL ? VV_FAIL : VV_PASS;
	name_hosts(j, in, seen, sizeof(seen));
	snprintf(x->text, sizeof(x->text), "%s: leaves of %s at %s: %s%s%s%s%s", s->what != NULL ? s->what : "leaves",
		 s->conn_var != ANY ? "the VC"
		 : s->vc == VC_BE   ? "best-effort VCs"
				    : "QoS VCs",
		 s->node, seen, wrong != NULL ? "; " : "", wrong != NULL ? wrong : "", wrong != NULL ? " " : "", how);
	free(in);
}

/* A prohibition: from its place to its end. */
static void judge_never(struct judging *j, const struct vstep *s, size_t step)
{
	const struct vmatch *m = &s->judged.m[0];
	const struct place *at = &j->place[step];
	const struct place *start = s->after_step != ANY ? &j->place[s->after_step] : at;
	const struct place *until = s->until_step != ANY ? &j->place[s->until_step] : NULL;
	vtime last = s->span >= 0 ? vtime_add(start->time, s->span) : VTIME_NEVER;
	size_t end = until != NULL && until->mark != NOWHERE ? until->from : j->end;
	char what[96], when[32];
	struct vexpectation *x;

	j->v.b = at->b;
	describe(&j->v, m, what, sizeof(what));
	for (size_t i = start->from; i < end; i++) {
		const struct trace_event *e = trace_at(j->t, i);
		if (e->time > last || eval_match(&j->v, m, e, NULL, 0) != NEAR_MATCH)
			continue;
		x = result(j, VV_FAIL, s->req, s->line);
		seconds(e->time, when, sizeof(when));
		snprintf(x->text, sizeof(x->text), "must not happen: %s; seen at %s", what, when);
		proof(x, e->id);
		return;
	}
	bool over = until != NULL ? until->mark != NOWHERE : s->span >= 0 ? j->end_time >= last : j->complete;
	x = result(j, over ? VV_PASS : VV_INCONCLUSIVE, s->req, s->line);
	seconds(start->time, when, sizeof(when));
	snprintf(x->text, sizeof(x->text), "must not happen: %s; not seen since %s%s", what, when,
		 over ? "" : ", but the script ended early");
	proof(x, start->from > 0 ? trace_at(j->t, start->from - 1)->id : 0);
}

static void not_reached(struct judging *j, const struct vstep *s)
{
	char what[120];

	if (s->op < V_AWAIT || s->op >= V_WAIT)
		return;
	size_t n = s->op == V_ALL ? s->judged.n : 1;
	for (size_t i = 0; i < n; i++) {
		bool has = s->op != V_CONNECTIONS && s->op != V_DELIVERY && s->op != V_LEAVES;
		const struct vmatch *m = has ? &s->judged.m[i] : NULL;
		struct vexpectation *x =
		    result(j, VV_INCONCLUSIVE, s->op == V_ALL ? m->req : s->req, has ? m->line : s->line);
		if (has)
			describe(&j->v, m, what, sizeof(what));
		else
			snprintf(what, sizeof(what), "%s", s->what != NULL ? s->what : vop_name(s->op));
		snprintf(x->text, sizeof(x->text), "not reached: %s", what);
	}
}

static bool transparent(enum vop op)
{
	return op == V_NEVER || op == V_MARK || op == V_CONNECTIONS || op == V_LEAVES || op == V_DELIVERY;
}

/* First pass in the order of the script: places, bindings, everything but prohibitions and deliveries, whose ends
 * may lie behind. */
static void walk(struct judging *j)
{
	size_t carry = NOWHERE;
	vtime carry_time = 0;

	for (size_t n = 0; n < j->p->n_steps; n++) {
		const struct vstep *s = &j->p->steps[n];
		struct place *at = &j->place[n];
		if (at->mark == NOWHERE || j->stopped) {
			at->mark = NOWHERE;
			j->stopped = true;
			continue;
		}
		at->from = carry != NOWHERE ? carry : at->mark + 1;
		at->time = carry != NOWHERE ? carry_time : at->began;
		if (s->op == V_NEVER || s->op == V_LEAVES)
			at->b = j->v.b;
		if (s->op >= V_AWAIT && s->op <= V_EITHER) {
			const struct place *start = s->after_step != ANY ? &j->place[s->after_step] : NULL;
			struct waiting w;
			waiting_begin(&w, s, start != NULL ? start->from : at->from,
				      start != NULL ? start->time : at->began);
			bool go = judge_wait(j, s, &w);
			j->stopped = !go;
			carry = w.end != 0 ? w.end : NOWHERE;
			if (carry != NOWHERE)
				carry_time = trace_at(j->t, carry - 1)->time;
		} else if (s->op == V_CONNECTIONS) {
			judge_connections(j, s, at);
		} else if (s->op == V_LEAVES) {
			judge_leaves(j, s, at);
		} else if (!transparent(s->op)) {
			carry = NOWHERE;
		}
	}
	j->complete = !j->stopped;
}

static void judge_later(struct judging *j)
{
	for (size_t n = 0; n < j->p->n_steps; n++) {
		const struct vstep *s = &j->p->steps[n];
		const struct place *at = &j->place[n];
		if (at->mark == NOWHERE) {
			not_reached(j, s);
		} else if (s->op == V_NEVER) {
			judge_never(j, s, n);
		} else if (s->op == V_DELIVERY) {
			struct vexpectation *x = result(j, VV_PASS, s->req, s->line);
			const struct place *start = s->after_step != ANY ? &j->place[s->after_step] : NULL;
			judge_delivery(&j->v, s, start != NULL ? start->time : 0, at->began, at->mark, x);
		}
	}
}

static int by_line(const void *a, const void *b)
{
	const struct vexpectation *x = a, *y = b;

	return x->line - y->line;
}

size_t vcase_judge(const struct vcase *c, const struct trace *t, const struct vector_pixit *pixit,
		   struct vexpectation *out, size_t max)
{
	struct arena a;
	struct vprogram p;
	struct xml_errors e;
	char err[256];
	struct judging j = {.t = t, .end = trace_n(t), .out = out, .max = max};

	arena_init(&a, "judge");
	xml_errors_init(&e, err, sizeof(err));
	if (vprogram_compile(&a, c, pixit, &p, &e) && (j.place = calloc(p.n_steps + 1, sizeof(*j.place))) != NULL) {
		for (size_t i = 0; i <= trace_n_nodes(t) && p.iut != ANY; i++) {
			/* A run of testers alone. */
			if (i == trace_n_nodes(t)) {
				p.iut = ANY;
				p.role = role_by_name("none");
			} else if (trace_node_is_iut(t, (uint16_t)i)) {
				break;
			}
		}
		j.p = &p;
		eval_init(&j.v, &p, t);
		find_marks(&j);
		walk(&j);
		judge_later(&j);
		eval_free(&j.v);
		free(j.place);
		if (j.n <= max)
			qsort(out, j.n, sizeof(*out), by_line);
	}
	arena_free(&a);
	return j.n;
}
