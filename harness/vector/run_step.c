/* SPDX-License-Identifier: Apache-2.0 */
/* Steps that act: RSVP, data, faults, behaviour of testers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"
#include "wire/ip.h"
#include "wire/llc.h"
#include "wire/rsvp.h"

static bool cannot(struct run *r, const struct vstep *s, const char *why)
{
	snprintf(r->out->text, sizeof(r->out->text), "%s:%d: %s: %s", r->c->vector->file, s->line, vop_name(s->op),
		 why);
	return false;
}

/* Words of a request on the control port. */
static void session_words(const struct run *r, int flow, char *text, size_t len, bool style)
{
	const struct tester_flow *f = &r->flows[flow];
	char src[IP4_TEXT], dst[IP4_TEXT];

	ip4_text(f->src, src);
	ip4_text(f->dst, dst);
	snprintf(text, len, "%s/%u/%u%s %s/%u", dst, IPPROTO_UDP_, f->dst_port, style ? " style=FF" : "", src,
		 f->src_port);
}

static void spec_words(const struct tester_spec *s, char *text, size_t len)
{
	snprintf(text, len, "r=%.9g b=%.9g p=%.9g m=%u M=%u", (double)s->r, (double)s->b, (double)s->p, s->m, s->M);
}

static bool do_path(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	char session[96], spec[96], line[240];

	if (a->kind != ACTOR_CONTROL) {
		rsvp_end_path(a->end, now, (size_t)s->flow, &r->specs[s->spec]);
		return true;
	}
	session_words(r, s->flow, session, sizeof(session), false);
	spec_words(&r->specs[s->spec], spec, sizeof(spec));
	snprintf(line, sizeof(line), "sender %s %s", session, spec);
	run_iut_control(r, now, line);
	return true;
}

static bool do_path_tear(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	char session[96], line[120];

	if (a->kind != ACTOR_CONTROL) {
		rsvp_end_path_tear(a->end, now, (size_t)s->flow);
		return true;
	}
	session_words(r, s->flow, session, sizeof(session), false);
	snprintf(line, sizeof(line), "unsender %s", session);
	run_iut_control(r, now, line);
	return true;
}

static bool do_reserve(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	char session[96], spec[96], line[240];

	if (a->kind != ACTOR_CONTROL) {
		rsvp_end_reserve(a->end, now, (size_t)s->flow, &r->specs[s->spec], s->reserve.confirm);
		return true;
	}
	session_words(r, s->flow, session, sizeof(session), true);
	spec_words(&r->specs[s->spec], spec, sizeof(spec));
	snprintf(line, sizeof(line), "reserve %s service=CL %s%s", session, spec,
		 s->reserve.confirm ? " confirm=yes" : "");
	run_iut_control(r, now, line);
	return true;
}

static bool do_resv_tear(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	char session[96], line[120];

	if (a->kind != ACTOR_CONTROL) {
		rsvp_end_resv_tear(a->end, now, (size_t)s->flow);
		return true;
	}
	session_words(r, s->flow, session, sizeof(session), true);
	snprintf(line, sizeof(line), "release %s", session);
	run_iut_control(r, now, line);
	return true;
}

/* The compiler has seen to it that these are a tester's. */
static bool do_refresh(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	for (uint32_t i = 0; i < s->times; i++)
		rsvp_end_refresh(a->end, now, (size_t)s->flow, s->refresh.of_path);
	return true;
}

static bool do_silence(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	rsvp_end_silence(a->end, (size_t)s->flow, s->refresh.of_path);
	return true;
}

static bool do_resume(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	rsvp_end_resume(a->end, now, (size_t)s->flow, s->refresh.of_path);
	return true;
}

static bool do_data(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	uint32_t conn = s->conn_var != ANY ? r->v.b.conn[s->conn_var] : 0;

	streams_start(r->streams, now, (size_t)s->flow, s->span, s->times, s->data.length, conn);
	return true;
}

static bool do_stop(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	streams_stop(r->streams, (size_t)s->flow);
	return true;
}

struct frame_filter {
	const struct run *r;
	int flow, rsvp;
};

static bool takes_frame(void *ctx, const struct fabric_frame *f)
{
	const struct frame_filter *x = ctx;
	uint16_t ethertype;
	size_t at;
	struct ip4_hdr ip;
	struct udp_hdr udp;

	if (!f->ok)
		return false;
	llc_classify(f->sdu, f->len, &ethertype, &at);
	if (ethertype != ETHERTYPE_IPV4 || ip4_decode(f->sdu + at, f->len - at, &ip).code != WIRE_OK)
		return false;
	const uint8_t *body = f->sdu + at + ip.hdr_len;
	size_t len = (size_t)(ip.total_len - ip.hdr_len);
	if (x->rsvp != ANY)
		return ip.protocol == IPPROTO_RSVP_ && len > 1 && body[1] == x->rsvp;
	return ip.protocol == IPPROTO_UDP_ && udp_decode(body, len, &udp).code == WIRE_OK &&
	       ip.dst == x->r->flows[x->flow].dst && udp.dst_port == x->r->flows[x->flow].dst_port;
}

static int port_of(const struct run *r, const char *node)
{
	int host = node != NULL ? topology_host(r->p.topology, node) : ANY;

	if (host == ANY)
		return node != NULL ? atmarp_server_port(r->arp) : -1;
	return r->hosts[host] != NULL ? host_port(r->hosts[host]) : r->iut_port;
}

struct mend {
	struct run *r;
	int handle;
};

static void mend(void *ctx, vtime now)
{
	struct mend *m = ctx;

	(void)now;
	fabric_fault_clear(m->r->fabric, m->handle);
}

static bool do_fault(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	struct frame_filter *filter = NULL;
	enum fabric_fault_kind kind = (enum fabric_fault_kind)s->fault.kind;

	if (s->fault.rsvp != ANY || s->flow != ANY) {
		filter = arena_alloc(&r->arena, sizeof(*filter));
		if (filter == NULL)
			return cannot(r, s, "out of memory");
		*filter = (struct frame_filter){r, s->flow, s->fault.rsvp};
	}
	const struct fabric_fault fault = {
	    .kind = kind,
	    .port = port_of(r, s->node),
	    .direction = s->dir,
	    .message = s->fault.message,
	    .qos_only = s->vc == VC_QOS,
	    .be_only = s->vc == VC_BE,
	    .conn = s->conn_var != ANY ? r->v.b.conn[s->conn_var] : 0,
	    .filter = filter != NULL ? takes_frame : NULL,
	    .filter_ctx = filter,
	    .cause = s->cause,
	    .span = kind == FAULT_REFUSE ? s->delay
		    : s->span > 0        ? s->span
					 : 0,
	    .skip = s->skip,
	    .count = s->times,
	};
	int handle = fabric_fault_add(r->fabric, &fault);
	if (handle == 0)
		return cannot(r, s, "out of memory");
	r->fault_handles[s - r->p.steps] = handle;
	if (kind == FAULT_CUT_LINK && s->span >= 0) {
		struct mend *m = arena_alloc(&r->arena, sizeof(*m));
		if (m == NULL)
			return cannot(r, s, "out of memory");
		*m = (struct mend){r, handle};
		engine_at(r->engine, vtime_add(now, s->span), mend, m);
	}
	return true;
}

static bool do_heal(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	for (const struct vstep *f = s; f-- > r->p.steps;) {
		if (f->op == V_FAULT && f->name != NULL && strcmp(f->name, s->name) == 0) {
			fabric_fault_clear(r->fabric, r->fault_handles[f - r->p.steps]);
			return true;
		}
	}
	return cannot(r, s, "that fault was not set");
}

/* Does the newest data of the flow, or nothing yet, run on this connection? */
static bool carries(const struct run *r, uint32_t conn, int flow)
{
	for (size_t i = trace_n(r->trace); i-- > 0;) {
		const struct trace_event *e = trace_at(r->trace, i);
		if (e->kind == TRACE_DATA && e->conn == conn)
			return e->data.flow == r->flow_numbers[flow];
	}
	return true;
}

static uint32_t newest_conn(const struct run *r, enum vc_kind vc, int flow)
{
	int arp = atmarp_server_port(r->arp);

	for (uint32_t conn = fabric_n_conns(r->fabric); conn > 0; conn--) {
		struct fabric_conn_info info;
		if (!fabric_conn(r->fabric, conn, &info) || !info.active || info.closed ||
		    info.best_effort != (vc == VC_BE) || info.called_port == arp || info.calling_port == arp)
			continue;
		if (flow == ANY || carries(r, conn, flow))
			return conn;
	}
	return 0;
}

static bool do_release(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	uint32_t conn = s->conn_var != ANY ? r->v.b.conn[s->conn_var] : newest_conn(r, s->vc, s->flow);

	if (conn == 0)
		return cannot(r, s, "there is no such VC");
	if (!s->release.by_peer)
		return fabric_release(r->fabric, conn, s->cause) || cannot(r, s, "that VC is gone");
	for (size_t i = 0; i < r->p.topology->n_hosts; i++) {
		if (r->hosts[i] != NULL && host_release(r->hosts[i], now, conn, s->cause))
			return true;
	}
	return cannot(r, s, "no tester has that VC");
}

static int offer_of(const char *text)
{
	static const char *const offers[] = {"llc", "vcmux", "vcmux llc", "llc vcmux"};

	for (int i = 0; text != NULL && i < 4; i++) {
		if (strcmp(offers[i], text) == 0)
			return i;
	}
	return OFFER_LLC;
}

static struct host *host_of(const struct run *r, const struct vstep *s)
{
	int i = topology_host(r->p.topology, s->node);

	return i >= 0 ? r->hosts[i] : NULL;
}

static void change_policy(struct host_policy *p, const struct vstep *s)
{
	if (s->peer.calls != ANY) {
		p->action = (enum host_action)s->peer.calls;
		p->cause = s->cause;
		p->times = s->times;
	}
	if (s->peer.accepts != ANY)
		p->accepts = s->peer.accepts == ENCAP_LLC     ? ACCEPTS_LLC
			     : s->peer.accepts == ENCAP_VCMUX ? ACCEPTS_VCMUX
							      : ACCEPTS_ANY;
	if (s->peer.answer != ANY)
		p->answer = (enum host_answer)s->peer.answer;
	if (s->peer.connect_after_given)
		p->after = s->delay;
}

static bool do_peer(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	struct host *h = host_of(r, s);

	if (h == NULL)
		return cannot(r, s, "that host is no tester");
	for (int be = 0; be < 2; be++) {
		if (s->vc == VC_ANY || (s->vc == VC_BE) == (be == 1))
			change_policy(host_policy(h, be == 1), s);
	}
	struct host_calls *c = host_calls(h);
	c->qos_on_resv = s->peer.qos_vc != ANY ? s->peer.qos_vc == 1 : c->qos_on_resv;
	c->break_first = s->peer.break_first != ANY ? s->peer.break_first == 1 : c->break_first;
	c->release_delay = s->peer.release_delay >= 0 ? s->peer.release_delay : c->release_delay;
	c->offer = s->peer.offer != NULL ? offer_of(s->peer.offer) : c->offer;
	c->cbr = s->peer.cbr != ANY ? s->peer.cbr == 1 : c->cbr;
	return true;
}

static bool do_open(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	struct host *h = host_of(r, s);
	const struct topology *t = r->p.topology;

	if (h == NULL)
		return cannot(r, s, "that host is no tester");
	if (s->vc == VC_QOS) {
		host_open_qos(h, now, (size_t)s->flow, &r->specs[s->spec], offer_of(s->open.offer), s->open.cbr);
		return true;
	}
	/* To the flow's far end, or to the first other host. */
	int self = topology_host(t, s->node), other = self == 0 ? 1 : 0;
	if ((size_t)other >= t->n_hosts)
		return cannot(r, s, "there is nobody to call");
	host_open_be(h, now, s->flow != ANY ? r->flows[s->flow].dst : t->hosts[other].ip);
	return true;
}

bool run_step(struct run *r, vtime now, size_t step)
{
	static bool (*const acts[])(struct run *, vtime, const struct vstep *, const struct actor *) = {
	    [V_PATH] = do_path,           [V_PATH_TEAR] = do_path_tear, [V_RESERVE] = do_reserve,
	    [V_RESV_TEAR] = do_resv_tear, [V_REFRESH] = do_refresh,     [V_SILENCE] = do_silence,
	    [V_RESUME] = do_resume,       [V_DATA] = do_data,           [V_STOP] = do_stop,
	    [V_FAULT] = do_fault,         [V_HEAL] = do_heal,           [V_RELEASE] = do_release,
	    [V_PEER] = do_peer,           [V_OPEN] = do_open,
	};
	const struct vstep *s = &r->p.steps[step];
	struct actor a = {0};

	if (s->op >= V_AWAIT)
		return true;
	if (s->flow != ANY && s->op <= V_STOP) {
		const struct topo_flow *f = &r->p.topology->flows[s->flow];
		bool receiver = s->op == V_RESERVE || s->op == V_RESV_TEAR ||
				(s->op >= V_REFRESH && s->op <= V_RESUME && !s->refresh.of_path);
		a = run_actor(r, receiver ? f->to : f->from);
	}
	return acts[s->op](r, now, s, &a);
}
