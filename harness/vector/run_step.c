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

/* Words of a request on the control port; with a style, the senders of a reservation (PROTOCOL.md section 4). */
static void session_words(const struct run *r, int flow, char *text, size_t len)
{
	const struct tester_flow *f = &r->flows[flow];
	char src[IP4_TEXT], dst[IP4_TEXT];

	ip4_text(f->src, src);
	ip4_text(f->dst, dst);
	snprintf(text, len, "%s/%u/%u %s/%u", dst, IPPROTO_UDP_, f->dst_port, src, f->src_port);
}

static void style_words(const struct run *r, const struct vstep *s, const struct vstep *asked, char *text, size_t len)
{
	static const char *const styles[] = {[BODY_FF] = "FF", [BODY_SE] = "SE", [BODY_WF] = "WF"};
	const struct tester_flow *f = &r->flows[s->flow];
	int style = asked != NULL ? asked->reserve.style : BODY_FF;
	char src[IP4_TEXT], dst[IP4_TEXT];

	ip4_text(f->src, src);
	ip4_text(f->dst, dst);
	int n = snprintf(text, len, "%s/%u/%u style=%s", dst, IPPROTO_UDP_, f->dst_port, styles[style]);
	if (style != BODY_WF)
		n += snprintf(text + n, len - (size_t)n, " %s/%u", src, f->src_port);
	for (size_t i = 0; asked != NULL && i < asked->reserve.n_with; i++) {
		const struct tester_flow *more = &r->flows[asked->reserve.with[i]];
		ip4_text(more->src, src);
		n += snprintf(text + n, len - (size_t)n, " %s/%u", src, more->src_port);
	}
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
	session_words(r, s->flow, session, sizeof(session));
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
	session_words(r, s->flow, session, sizeof(session));
	snprintf(line, sizeof(line), "unsender %s", session);
	run_iut_control(r, now, line);
	return true;
}

static bool do_reserve(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	char session[320], spec[96], line[480];

	if (a->kind != ACTOR_CONTROL) {
		struct rsvp_ask ask = {.spec = r->specs[s->spec],
				       .confirm = s->reserve.confirm,
				       .style = (enum body_style)s->reserve.style,
				       .n_with = s->reserve.n_with};
		for (size_t i = 0; i < s->reserve.n_with; i++)
			ask.with[i] = (size_t)s->reserve.with[i];
		rsvp_end_reserve(a->end, now, (size_t)s->flow, &ask);
		return true;
	}
	style_words(r, s, s, session, sizeof(session));
	spec_words(&r->specs[s->spec], spec, sizeof(spec));
	snprintf(line, sizeof(line), "reserve %s service=CL %s%s", session, spec,
		 s->reserve.confirm ? " confirm=yes" : "");
	run_iut_control(r, now, line);
	return true;
}

/* The request that a tear on the control port takes back, for its style. */
static const struct vstep *last_asked(const struct run *r, const struct vstep *s)
{
	for (const struct vstep *x = s; x-- > r->p.steps;) {
		if (x->op == V_RESERVE && x->flow == s->flow)
			return x;
	}
	return NULL;
}

static bool do_resv_tear(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	char session[320], line[340];

	if (a->kind != ACTOR_CONTROL) {
		rsvp_end_resv_tear(a->end, now, (size_t)s->flow);
		return true;
	}
	style_words(r, s, last_asked(r, s), session, sizeof(session));
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
	struct stream_conns *on = &r->on[s->flow];

	on->n = s->data.n_on;
	for (size_t i = 0; i < on->n; i++)
		on->conn[i] = r->v.b.conn[s->data.on[i]];
	streams_start(r->streams, now, (size_t)s->flow, s->span, s->times, s->data.length, 0);
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
	    .match = {.by_called = s->party != ANY,
		      .called = s->party != ANY ? r->p.topology->hosts[s->party].atm : (struct atm_addr){{0}}},
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
		bool meant = s->party == ANY || s->party == (int)i;
		if (meant && r->hosts[i] != NULL && host_release(r->hosts[i], now, conn, s->cause))
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
	if (s->peer.stays >= 0)
		p->stays = s->peer.stays;
}

static bool do_peer(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	for (size_t i = 0; i < s->hosts.n; i++) {
		struct host *h = r->hosts[s->hosts.v[i]];
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
		if (s->peer.upstream != ANY)
			host_upstream(h, r->hosts[s->peer.upstream]);
		if (s->peer.backward != ANY)
			c->backward = s->peer.backward >= 0 ? &r->specs[s->peer.backward] : NULL;
	}
	return true;
}

static bool open_tree(struct run *r, vtime now, const struct vstep *s, struct host *h)
{
	uint32_t *leaves = arena_alloc(&r->arena, s->hosts.n * sizeof(*leaves));

	if (leaves == NULL)
		return cannot(r, s, "out of memory");
	for (size_t i = 0; i < s->hosts.n; i++)
		leaves[i] = r->p.topology->hosts[s->hosts.v[i]].ip;
	return host_open_tree(h, now, s->flow != ANY ? (size_t)s->flow : HOST_NO_FLOW,
			      s->vc == VC_QOS ? &r->specs[s->spec] : NULL, offer_of(s->open.offer), s->open.cbr, leaves,
			      s->hosts.n) ||
	       cannot(r, s, "it does not know all of them");
}

static bool do_open(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	const struct topology *t = r->p.topology;
	int self = topology_host(t, s->node), other = self == 0 ? 1 : 0;
	struct host *h = self >= 0 ? r->hosts[self] : NULL;

	if (h == NULL)
		return cannot(r, s, "that host is no tester");
	if (s->hosts.given)
		return open_tree(r, now, s, h);
	if (s->vc == VC_QOS) {
		host_open_qos(h, now, (size_t)s->flow, &r->specs[s->spec], offer_of(s->open.offer), s->open.cbr);
		return true;
	}
	/* To the flow's far end, or to the first other host. */
	if ((size_t)other >= t->n_hosts)
		return cannot(r, s, "there is nobody to call");
	host_open_be(h, now, s->flow != ANY ? r->flows[s->flow].dst : t->hosts[other].ip);
	return true;
}

static bool do_leaf(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	uint32_t conn = r->v.b.conn[s->conn_var];
	const struct topo_host *leaf = &r->p.topology->hosts[s->party];

	if (!s->release.by_peer)
		return fabric_drop_party(r->fabric, conn, &leaf->atm, s->cause) ||
		       cannot(r, s, "it is no leaf of that VC");
	for (size_t i = 0; i < r->p.topology->n_hosts; i++) {
		struct host *h = r->hosts[i];
		if (h != NULL && (s->op == V_ADD_LEAF ? host_add_leaf(h, now, conn, leaf->ip)
						      : host_drop_leaf(h, now, conn, leaf->ip, s->cause)))
			return true;
	}
	return cannot(r, s, "no tester is the root of that VC, or it has no such leaf");
}

static bool do_membership(struct run *r, vtime now, const struct vstep *s, const struct actor *a)
{
	for (size_t i = 0; i < s->hosts.n; i++)
		run_member(r, now, s->group, s->hosts.v[i], s->op == V_JOIN);
	return true;
}

bool run_step(struct run *r, vtime now, size_t step)
{
	static bool (*const acts[])(struct run *, vtime, const struct vstep *, const struct actor *) = {
	    [V_PATH] = do_path,           [V_PATH_TEAR] = do_path_tear, [V_RESERVE] = do_reserve,
	    [V_RESV_TEAR] = do_resv_tear, [V_REFRESH] = do_refresh,     [V_SILENCE] = do_silence,
	    [V_RESUME] = do_resume,       [V_DATA] = do_data,           [V_STOP] = do_stop,
	    [V_FAULT] = do_fault,         [V_HEAL] = do_heal,           [V_RELEASE] = do_release,
	    [V_PEER] = do_peer,           [V_OPEN] = do_open,           [V_ADD_LEAF] = do_leaf,
	    [V_DROP_LEAF] = do_leaf,      [V_JOIN] = do_membership,     [V_LEAVE] = do_membership,
	};
	const struct vstep *s = &r->p.steps[step];
	struct actor a = {0};

	if (s->op >= V_AWAIT)
		return true;
	if (s->flow != ANY && s->op <= V_STOP) {
		const struct topo_flow *f = &r->p.topology->flows[s->flow];
		bool receiver = s->op == V_RESERVE || s->op == V_RESV_TEAR ||
				(s->op >= V_REFRESH && s->op <= V_RESUME && !s->refresh.of_path);
		bool ok = true;
		for (size_t i = 0; receiver && ok && i < s->hosts.n; i++) {
			a = run_actor_at(r, s->hosts.v[i]);
			ok = acts[s->op](r, now, s, &a);
		}
		if (receiver && s->hosts.given)
			return ok;
		a = run_actor(r, receiver ? f->to : f->from);
	}
	return acts[s->op](r, now, s, &a);
}
