/* SPDX-License-Identifier: Apache-2.0 */
/* What is put into the trace. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"
#include "wire/rsvp.h"

/* Much more than any case needs; an IUT that floods the network ends here. */
#define MAX_EVENTS 4000000
/* Likewise of calls and parties that the IUT asks for, and of the IP packets that it makes itself (RSVP among them):
 * for a start, for each host of the case, and for each second of it. The hungriest cases need a tenth. Checks compare
 * calls with one another, so that there is a limit to them however long the case is. */
#define MAX_CALLS 4000
static const struct allowance {
	size_t start, host, second;
} calls_allowed = {128, 32, 1}, packets_allowed = {256, 16, 2};

bool run_record_nodes(struct run *r)
{
	const struct topology *t = r->p.topology;

	/* In the order in which packets travel: the ends behind the first host, it, the others with theirs behind. */
	for (size_t h = 0; h < t->n_hosts; h++) {
		bool edge = r->iut_host == (int)h && !r->p.role->host;
		for (size_t i = 0; i < t->n_ends && h == 0 && edge; i++) {
			if (t->ends[i].behind == 0 && trace_add_node(r->trace, t->ends[i].name, false, 0) == UINT16_MAX)
				return false;
		}
		uint16_t node = trace_add_node(r->trace, t->hosts[h].name, r->iut_host == (int)h, (int)r->p.uni);
		if (node == UINT16_MAX)
			return false;
		if (r->iut_host == (int)h)
			r->iut_node = node;
		for (size_t i = 0; i < t->n_ends && h > 0 && edge; i++) {
			if (t->ends[i].behind == (int)h &&
			    trace_add_node(r->trace, t->ends[i].name, false, 0) == UINT16_MAX)
				return false;
		}
	}
	r->first_node = (uint16_t)trace_node_by_name(r->trace, t->hosts[0].name);
	return trace_add_node(r->trace, t->arp_name, false, (int)r->p.uni) != UINT16_MAX;
}

static bool asks_for_call(const struct run *r, const struct trace_event *e)
{
	return e->kind == TRACE_SIG && e->dir == TRACE_OUT && e->node == r->iut_node && r->iut != NULL &&
	       (strcmp(e->name, "SETUP") == 0 || strcmp(e->name, "ADD PARTY") == 0);
}

static bool is_its_own_packet(const struct run *r, const struct trace_event *e)
{
	return (e->kind == TRACE_RSVP || e->kind == TRACE_IP) && !e->garbled && e->dir == TRACE_OUT &&
	       e->node == r->iut_node && r->iut != NULL;
}

static size_t allowed(const struct run *r, const struct allowance *a, vtime t)
{
	return a->start + a->host * r->p.topology->n_hosts + a->second * (size_t)(t / VT_S(1));
}

/* NULL if it is not too much. */
static const char *too_much(const struct run *r, vtime t)
{
	if (trace_n(r->trace) > MAX_EVENTS)
		return "more events than a case may have";
	if (r->iut_calls > MAX_CALLS || r->iut_calls > allowed(r, &calls_allowed, t))
		return "the IUT asks for more calls than a case may have";
	if (r->iut_packets > allowed(r, &packets_allowed, t))
		return "the IUT sends more RSVP messages and packets of its own than a case may have";
	return NULL;
}

static void recorded(struct run *r, const struct trace_event *e)
{
	if (e == NULL) {
		r->out->harness_error = true;
		run_script_stop(r, "out of memory");
		return;
	}
	if (r->verbose != NULL)
		r->verbose(r->verbose_ctx, r->trace, e);
	r->iut_calls += asks_for_call(r, e);
	r->iut_packets += is_its_own_packet(r, e);
	const char *why = too_much(r, e->time);
	if (why == NULL) {
		run_script_event(r);
		return;
	}
	if (r->iut != NULL)
		r->out->iut_fault = true;
	else
		r->out->harness_error = true;
	run_script_stop(r, why);
}

static const char *port_name(const struct run *r, int port)
{
	return port >= 0 && port < MAX_PORTS ? trace_node_name(r->trace, r->node_of_port[port]) : "none";
}

static void tell_active(struct run *r, uint32_t conn, vtime t)
{
	struct fabric_conn_info info;
	char note[80];

	if (conn >= r->n_active_told) {
		uint32_t n = conn + 64;
		uint8_t *more = realloc(r->active_told, n);
		if (more == NULL)
			return;
		memset(more + r->n_active_told, 0, n - r->n_active_told);
		r->active_told = more;
		r->n_active_told = n;
	}
	if (r->active_told[conn] || !fabric_conn(r->fabric, conn, &info) || !info.active)
		return;
	r->active_told[conn] = 1;
	snprintf(note, sizeof(note), "from=%s to=%s", port_name(r, info.calling_port), port_name(r, info.called_port));
	recorded(r, trace_add_text(r->trace, TRACE_NET, r->node_of_port[info.calling_port], PCO_NONE, TRACE_OUT, t,
				   "conn-active", note, conn));
}

/* The cells of a frame as its sender spaced them, if the frame itself does not tell. Room in the case's arena is kept
 * for the longest frame. */
static const struct trace_cell *single_cells(struct run *r, const struct fabric_frame *f)
{
	if (!f->to_network || fabric_frame_even(f) || f->cells > FABRIC_FRAME_CELLS)
		return NULL;
	if (r->cells == NULL)
		r->cells = arena_alloc(&r->arena, FABRIC_FRAME_CELLS * sizeof(*r->cells));
	for (uint32_t i = 0; r->cells != NULL && i < f->cells; i++)
		r->cells[i].time = fabric_frame_cell(f, i, &r->cells[i].clp);
	return r->cells;
}

static void on_frame(void *ctx, const struct fabric_frame *f)
{
	struct run *r = ctx;
	const struct trace_frame_in in = {
	    .node = r->node_of_port[f->port],
	    .dir = f->to_network ? TRACE_OUT : TRACE_IN,
	    .first = f->first,
	    .time = f->last,
	    .vpi = f->vpi,
	    .vci = f->vci,
	    .conn = f->conn,
	    .cells = f->cells,
	    .clp1 = f->clp1,
	    .single = single_cells(r, f),
	    .ok = f->ok,
	    .dropped = f->dropped,
	    .bad = f->bad,
	    .sdu = f->sdu,
	    .len = f->len,
	};
	const struct trace_event *e = trace_add_frame(r->trace, &in);
	uint32_t ref, conn = 0;
	bool flag, signalling = e != NULL && trace_call_ref(e, &ref, &flag);

	if (signalling) {
		conn = fabric_conn_of_call(r->fabric, f->port, f->to_network, ref, flag);
		trace_set_conn(r->trace, e->id, conn);
	}
	recorded(r, e);
	if (conn != 0)
		tell_active(r, conn, f->last);
}

static void on_note(void *ctx, const struct fabric_note *n)
{
	static const char *const names[] = {[FABRIC_CONN_OPEN] = "conn-open", [FABRIC_CONN_CLOSED] = "conn-closed",
					    [FABRIC_FAULT] = "fault",         [FABRIC_CAC_REFUSED] = "cac-refused",
					    [FABRIC_LINK] = "link",           [FABRIC_LEAF_ACTIVE] = "leaf-active",
					    [FABRIC_LEAF_GONE] = "leaf-gone"};
	struct run *r = ctx;
	uint16_t node = n->from_port >= 0 ? r->node_of_port[n->from_port] : r->first_node;
	const char *from = port_name(r, n->from_port), *to = port_name(r, n->to_port);
	char note[240];
	unsigned cause = 0, party = 0;

	switch (n->kind) {
	case FABRIC_CONN_OPEN:
		snprintf(note, sizeof(note), "from=%s to=%s class=%s", from, to,
			 strcmp(n->text, "reserved") == 0 ? "qos" : "be");
		break;
	case FABRIC_CONN_CLOSED:
		sscanf(n->text, "cause %u", &cause);
		snprintf(note, sizeof(note), "from=%s to=%s cause=%u", from, to, cause);
		break;
	case FABRIC_LEAF_ACTIVE:
		sscanf(n->text, "party %u", &party);
		snprintf(note, sizeof(note), "from=%s to=%s party=%u", from, to, party);
		break;
	case FABRIC_LEAF_GONE:
		sscanf(n->text, "party %u cause %u", &party, &cause);
		snprintf(note, sizeof(note), "from=%s to=%s party=%u cause=%u", from, to, party, cause);
		break;
	case FABRIC_LINK:
		snprintf(note, sizeof(note), "node=%s%s text=%s", from,
			 strstr(n->text, "link up") || strstr(n->text, "link restored") ? " state=up"
			 : strstr(n->text, "link down") || strstr(n->text, "link cut")  ? " state=down"
											: "",
			 n->text);
		break;
	case FABRIC_CAC_REFUSED:
		snprintf(note, sizeof(note), "from=%s to=%s text=%s", from, to, n->text);
		break;
	default:
		snprintf(note, sizeof(note), "text=%s", n->text);
		break;
	}
	recorded(
	    r, trace_add_text(r->trace, TRACE_NET, node, PCO_NONE, TRACE_OUT, n->time, names[n->kind], note, n->conn));
}

struct fabric_tap run_record_tap(struct run *r)
{
	return (struct fabric_tap){.ctx = r, .frame = on_frame, .note = on_note};
}

void run_record_ip(struct run *r, vtime t, enum trace_dir dir, const uint8_t *packet, size_t len)
{
	recorded(r, trace_add_ip(r->trace, r->iut_node, dir, t, packet, len));
}

void run_record_control(struct run *r, vtime t, enum trace_dir dir, const char *line)
{
	recorded(r, trace_add_control(r->trace, r->iut_node, dir, t, line));
}

void run_record_text(struct run *r, enum trace_kind kind, vtime t, const char *name, const char *fmt, ...)
{
	char note[400];
	va_list ap;
	bool iut = kind == TRACE_IUT;

	va_start(ap, fmt);
	vsnprintf(note, sizeof(note), fmt, ap);
	va_end(ap);
	recorded(r, trace_add_text(r->trace, kind, iut ? r->iut_node : r->first_node, iut ? PCO_CONTROL : PCO_NONE,
				   TRACE_OUT, t, name, note, 0));
}

struct words {
	char *text;
	size_t len, n;
};

__attribute__((format(printf, 2, 3))) static void say(struct words *w, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = w->n < w->len ? vsnprintf(w->text + w->n, w->len - w->n, fmt, ap) : 0;
	va_end(ap);
	w->n += n > 0 ? (size_t)n : 0;
}

static void say_fault(struct words *w, const struct vstep *s)
{
	static const char *const kinds[] = {
	    [FAULT_REFUSE] = "refuse",
	    [FAULT_HOLD] = "hold",
	    [FAULT_DROP] = "drop",
	    [FAULT_DUPLICATE] = "duplicate",
	    [FAULT_DROP_FRAME] = "drop-frames",
	    [FAULT_DELAY_FRAME] = "delay-frames",
	    [FAULT_CUT_LINK] = "cut-link",
	    [FAULT_CORRUPT_FRAME] = "corrupt-frames",
	};
	bool signalling = s->fault.kind <= FAULT_DUPLICATE;

	say(w, " %s", kinds[s->fault.kind]);
	if (signalling && !s->fault.any_message)
		say(w, " %s", q2931_type_name(s->fault.message));
	if (s->fault.rsvp != ANY)
		say(w, " %s", rsvp_type_name((enum rsvp_type)s->fault.rsvp));
	if (s->fault.kind == FAULT_REFUSE)
		say(w, " cause %u", s->cause);
}

/* "path A Q4", "join E3 G", "fault refuse ADD PARTY cause 47", "expect the old call is closed" */
static void step_text(const struct run *r, const struct vstep *s, char *text, size_t len)
{
	const struct topology *t = r->p.topology;
	struct words w = {text, len, 0};
	bool does = s->op < V_AWAIT;

	say(&w, "%s", vop_name(s->op));
	if (s->op == V_FAULT)
		say_fault(&w, s);
	if (s->flow != ANY)
		say(&w, " %s", t->flows[s->flow].name);
	if (s->spec != ANY)
		say(&w, " %s", t->specs[s->spec].name);
	if (does && s->party != ANY)
		say(&w, " %s", t->hosts[s->party].name);
	if (does && s->hosts.given)
		say(&w, " %s", t->hosts[s->hosts.v[0]].name);
	if (does && s->hosts.given && s->hosts.n > 1)
		say(&w, "..%s (%zu)", t->hosts[s->hosts.v[s->hosts.n - 1]].name, s->hosts.n);
	if (does && s->group != ANY)
		say(&w, " %s", t->groups[s->group].name);
	if (s->what != NULL || s->name != NULL)
		say(&w, " %s", s->what != NULL ? s->what : s->name);
}

void run_record_mark(struct run *r, vtime t, size_t step)
{
	const struct vstep *s = &r->p.steps[step];
	char text[200];

	step_text(r, s, text, sizeof(text));
	run_record_text(r, TRACE_NET, t, "mark", "step=%zu line=%d text=%s", step, s->line, text);
}
