/* SPDX-License-Identifier: Apache-2.0 */
/* Scripted faults: which message or frame they take, and how often. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fabric_priv.h"

static const char *const kind_names[] = {
    [FAULT_REFUSE] = "refuse",
    [FAULT_HOLD] = "hold",
    [FAULT_DROP] = "drop",
    [FAULT_DUPLICATE] = "duplicate",
    [FAULT_DROP_FRAME] = "drop frame",
    [FAULT_DELAY_FRAME] = "delay frame",
    [FAULT_CORRUPT_FRAME] = "corrupt frame",
    [FAULT_CUT_LINK] = "cut link",
};

static bool is_data(enum fabric_fault_kind k)
{
	return k == FAULT_DROP_FRAME || k == FAULT_DELAY_FRAME || k == FAULT_CORRUPT_FRAME;
}

static bool here(const struct fabric_fault *w, int port, bool to_network)
{
	return (w->port < 0 || w->port == port) && (w->direction < 0 || (w->direction == 1) == to_network);
}

/* A match: true if the fault applies to it, by 'skip' and 'count'. */
static bool due(struct fault *x)
{
	if (x->what.count && x->hits >= x->what.count)
		return false;
	if (x->seen < x->what.skip) {
		x->seen++;
		return false;
	}
	x->hits++;
	return true;
}

static bool matches_call(const struct fabric_fault *w, const struct port *p, const struct q2931_msg *m,
			 const struct conn *c, const struct fabric *f)
{
	bool setup = m->type == Q2931_SETUP || m->type == Q2931_ADD_PARTY;
	if (w->match.by_called) {
		const struct atm_addr *called = setup && m->called.present ? &m->called.aesa
						: c && c->setup            ? p2mp_address(c, p, m)
						: c                        ? &c->address
									   : NULL;
		if (!called || !atm_addr_equal(called, &w->match.called))
			return false;
	}
	if (!w->qos_only && !w->be_only)
		return true;
	if (!c && m->type != Q2931_SETUP)
		return false;
	bool best_effort = c ? f->conns[c->id - 1].info.best_effort : m->traffic.best_effort;
	return best_effort ? w->be_only : w->qos_only;
}

/* "5s", "1500ms", "20us" */
static void span_text(vtime span, char out[32])
{
	static const struct {
		vtime unit;
		const char *name;
	} units[] = {{VT_S(1), "s"}, {VT_MS(1), "ms"}, {VT_US(1), "us"}, {1, "ns"}};
	size_t i = 0;
	while (span % units[i].unit)
		i++;
	snprintf(out, 32, "%lld%s", (long long)(span / units[i].unit), units[i].name);
}

static void tell(struct fabric *f, const struct fault *x, vtime now, uint32_t conn, int port)
{
	const struct fabric_fault *w = &x->what;
	const char *name = is_data(w->kind) ? NULL : q2931_type_name(w->message);
	char cause[8] = "", span[32] = "";
	if (w->kind == FAULT_REFUSE)
		snprintf(cause, sizeof(cause), " %u", w->cause);
	if (w->span > 0)
		span_text(w->span, span);
	tap_note(f, FABRIC_FAULT, now, conn, port, -1, "%s%s%s%s%s%s", kind_names[w->kind], name ? " " : "",
		 name ? name : "", cause, *span ? " " : "", span);
}

struct fault *fault_on_message(struct fabric *f, unsigned kinds, const struct port *p, bool to_network,
			       const struct q2931_msg *m, const struct conn *c)
{
	for (struct fault *x = f->faults; x; x = x->next)
		if (kinds & 1u << x->what.kind && (!x->what.message || x->what.message == m->type) &&
		    here(&x->what, p->number, to_network) && matches_call(&x->what, p, m, c, f) && due(x)) {
			tell(f, x, engine_now(f->engine), c ? c->id : 0, p->number);
			return x;
		}
	return NULL;
}

/* The hook of a network side: one message, once. */
static struct net_uni_verdict verdict(struct port *p, bool to_network, vtime now, net_call call,
				      const struct q2931_msg *m)
{
	struct fabric *f = p->f;
	struct net_uni_verdict pass = {.fate = NET_PASS};
	if (!f->faults)
		return pass;
	unsigned kinds = 1u << FAULT_DROP | 1u << FAULT_DUPLICATE;
	if (m->type != Q2931_CONNECT && m->type != Q2931_ADD_PARTY_ACK) /* which the switch holds: conn.c, p2mp.c */
		kinds |= 1u << FAULT_HOLD;
	const struct conn *c = call || !to_network ? conn_of_call(p, call) : NULL;
	struct fault *x = fault_on_message(f, kinds, p, to_network, m, c);
	if (!x)
		return pass;
	if (x->what.kind == FAULT_HOLD)
		return (struct net_uni_verdict){.fate = NET_HOLD, .until = vtime_add(now, x->what.span)};
	return (struct net_uni_verdict){.fate = x->what.kind == FAULT_DROP ? NET_DROP : NET_DUPLICATE};
}

struct net_uni_verdict fault_incoming(void *port, vtime now, net_call call, const struct q2931_msg *m)
{
	return verdict(port, true, now, call, m);
}

struct net_uni_verdict fault_outgoing(void *port, vtime now, net_call call, const struct q2931_msg *m)
{
	return verdict(port, false, now, call, m);
}

struct fault *fault_on_frame(struct fabric *f, const struct fabric_frame *frame)
{
	if (!f->n_data_faults)
		return NULL;
	bool signalling = frame->vpi == 0 && frame->vci == VCI_SIGNALLING;
	for (struct fault *x = f->faults; x; x = x->next) {
		const struct fabric_fault *w = &x->what;
		if (!is_data(w->kind) || !here(w, frame->port, frame->to_network) || w->signalling != signalling)
			continue;
		/* what is taken anywhere is taken where it comes in, not once more where it goes out */
		if (w->port < 0 && w->direction < 0 && !frame->to_network)
			continue;
		if ((w->conn && w->conn != frame->conn) || (w->filter && !w->filter(w->filter_ctx, frame)) || !due(x))
			continue;
		tell(f, x, engine_now(f->engine), frame->conn, frame->port);
		return x;
	}
	return NULL;
}

bool fault_cut(const struct port *p)
{
	bool cut = false;
	if (!p->f->n_cuts)
		return false;
	for (struct fault *x = p->f->faults; x; x = x->next)
		if (x->what.kind == FAULT_CUT_LINK && (x->what.port < 0 || x->what.port == p->number)) {
			x->hits++;
			cut = true;
		}
	return cut;
}

static void tell_cut(struct fabric *f, int port, bool on)
{
	tap_note(f, FABRIC_LINK, engine_now(f->engine), 0, port, -1, "%s: link %s",
		 port >= 0 && port < f->n_ports ? f->ports[port]->name : "all", on ? "cut" : "restored");
}

int fault_add(struct fabric *f, const struct fabric_fault *what)
{
	struct fault *x = calloc(1, sizeof(*x));
	if (!x)
		return 0;
	x->what = *what;
	x->handle = ++f->last_fault;
	struct fault **end = &f->faults;
	while (*end)
		end = &(*end)->next;
	*end = x;
	f->n_data_faults += is_data(what->kind);
	if (what->kind == FAULT_CUT_LINK) {
		f->n_cuts++;
		tell_cut(f, what->port, true);
	}
	return x->handle;
}

void fault_clear(struct fabric *f, int handle)
{
	for (struct fault **x = &f->faults; *x; x = &(*x)->next)
		if ((*x)->handle == handle) {
			struct fault *gone = *x;
			*x = gone->next;
			f->n_data_faults -= is_data(gone->what.kind);
			if (gone->what.kind == FAULT_CUT_LINK) {
				f->n_cuts--;
				tell_cut(f, gone->what.port, false);
			}
			free(gone);
			return;
		}
}

void faults_free(struct fabric *f)
{
	while (f->faults) {
		struct fault *next = f->faults->next;
		free(f->faults);
		f->faults = next;
	}
}
