/* SPDX-License-Identifier: Apache-2.0 */
/* The IUT of a case: configuration, what goes in, what comes out. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "run.h"
#include "wire/ip.h"

#define MAX_SETTINGS 40 /* beside routes and members of groups */

struct settings {
	struct iut_setting *s;
	size_t n, max;
	struct arena *a;
};

static void set(struct settings *x, const char *key, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
static void set(struct settings *x, const char *key, const char *fmt, ...)
{
	char text[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (x->n < x->max)
		x->s[x->n++] = (struct iut_setting){.key = key, .value = arena_strdup(x->a, text)};
}

/* Seconds, with decimals only where they are needed. */
static void set_seconds(struct settings *x, const char *key, vtime t)
{
	char fraction[16] = "";

	if (t % VT_S(1) != 0) {
		snprintf(fraction, sizeof(fraction), ".%09" PRId64, t % VT_S(1));
		for (size_t n = strlen(fraction); n > 1 && fraction[n - 1] == '0'; n--)
			fraction[n - 1] = '\0';
	}
	set(x, key, "%" PRId64 "%s", t / VT_S(1), fraction);
}

static const char *ip_string(uint32_t ip, char text[IP4_TEXT])
{
	ip4_text(ip, text);
	return text;
}

/* PROTOCOL.md, section 3. */
static void collect(const struct run *r, struct settings *x)
{
	const struct vprogram *p = &r->p;
	const struct topo_host *h = &p->topology->hosts[r->iut_host];
	const char *uni = p->uni == UNI_30 ? "3.0" : p->uni == UNI_31 ? "3.1" : "4.0";
	char atm[ATM_ADDR_TEXT], ip[IP4_TEXT], via[IP4_TEXT];

	set(x, "role", "%s", p->role->name);
	set(x, "uni-version", "%s", uni);
	atm_addr_text(&h->atm, atm);
	set(x, "atm-address", "%s", atm);
	set(x, "link-cell-bps", "%" PRIu64, h->cell_bps);
	set(x, "atm-ip", "%s/%u", ip_string(h->ip, ip), h->ip_len);
	if (!p->role->host)
		set(x, "ip-ip", "%s/%u", ip_string(h->edge_ip, ip), h->edge_len);
	for (size_t i = 0; i < p->topology->n_hosts; i++) {
		const struct topo_host *other = &p->topology->hosts[i];
		uint32_t mask = other->edge_len == 0 ? 0 : UINT32_MAX << (32 - other->edge_len);
		if ((int)i != r->iut_host)
			set(x, "route", "%s/%u via %s", ip_string(other->edge_ip & mask, ip), other->edge_len,
			    ip_string(other->ip, via));
	}
	for (size_t g = 0; g < p->topology->n_groups; g++) {
		const struct topo_group *group = &p->topology->groups[g];
		if (!run_is_root(r, (int)g, r->iut_host))
			continue;
		if (group->n_members == 0)
			set(x, "group", "%s=", ip_string(group->ip, ip));
		for (size_t i = 0; i < group->n_members; i++) {
			if (group->members[i] != r->iut_host)
				set(x, "group", "%s=%s", ip_string(group->ip, ip),
				    ip_string(p->topology->hosts[group->members[i]].ip, via));
		}
	}
	atm_addr_text(&p->topology->arp, atm);
	set(x, "arp-server", "%s", atm);
	set(x, "encapsulation", "%s", p->encapsulation);
	set_seconds(x, "be-idle", p->pixit.be_idle);
	set_seconds(x, "tau", p->pixit.tau);
	set_seconds(x, "retry", p->pixit.retry);
	set_seconds(x, "reestablish", p->pixit.reestablish);
	set_seconds(x, "refresh", p->pixit.refresh);
	set(x, "lifetime-k", "%u", p->pixit.lifetime_k);
	if (p->backward)
		set(x, "backward", "yes");
	if (p->endpoint_override)
		set(x, "endpoint-override", "yes");
	if (p->admission_limit != NULL)
		set(x, "admission-limit", "%s", p->admission_limit);
}

static bool needed(const char *key)
{
	static const char *const keys[] = {"role",   "uni-version", "atm-address",  "link-cell-bps",
					   "atm-ip", "arp-server",  "encapsulation"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (strcmp(keys[i], key) == 0)
			return true;
	}
	return false;
}

/* The adapter failed: for the trace and for whoever asked for the run. */
static bool failed(struct run *r, vtime t)
{
	static const char *const names[] = {
	    [IUT_FINE] = "protocol", [IUT_CRASHED] = "crash",     [IUT_HUNG] = "hang",
	    [IUT_FLOODED] = "flood", [IUT_PROTOCOL] = "protocol", [IUT_SPAWN] = "spawn"};
	enum iut_fault fault = iut_fault(r->iut);

	r->out->iut_fault = true;
	if (fault != IUT_FINE)
		snprintf(r->out->text, sizeof(r->out->text), "%s", iut_fault_text(r->iut));
	run_record_text(r, TRACE_IUT, t, names[fault], "text=%s", r->out->text);
	run_script_stop(r, r->out->text);
	return false;
}

static void cell_in(void *ctx, vtime now, const uint8_t cell[53])
{
	struct run *r = ctx;

	if (r->out->iut_fault)
		return;
	iut_cell(r->iut, now, cell);
	r->iut_input = true;
	engine_stop(r->engine);
}

static void frame_in(void *ctx, vtime now, uint8_t vpi, uint16_t vci, uint32_t clp1, const uint8_t *sdu, size_t len,
		     uint8_t uu)
{
	struct run *r = ctx;

	(void)uu;
	if (r->out->iut_fault)
		return;
	iut_frame(r->iut, now, vpi, vci, clp1 > 0, sdu, len);
	r->iut_input = true;
	engine_stop(r->engine);
}

bool run_iut_open(struct run *r, struct iut_factory *factory)
{
	const struct topo_host *h = &r->p.topology->hosts[r->iut_host];
	struct fabric_port_config port = fabric_port_defaults();
	const struct fabric_end end = {.ctx = r, .cell = cell_in, .frame = frame_in};

	r->iut = iut_open(factory, r->out->text, sizeof(r->out->text));
	if (r->iut == NULL) {
		r->out->iut_fault = true;
		return false;
	}
	const struct iut_hello *hello = iut_hello(r->iut);
	snprintf(r->out->iut_name, sizeof(r->out->iut_name), "%s", hello->name);
	snprintf(r->out->iut_version, sizeof(r->out->iut_version), "%s", hello->version);
	port.name = h->name;
	port.version = r->p.uni;
	port.address = h->atm;
	port.cell_bps = h->cell_bps;
	port.delay = h->delay;
	port.cells = !hello->frames;
	r->iut_port = fabric_add_port(r->fabric, &port, &end);
	if (r->iut_port < 0)
		return false;
	r->node_of_port[r->iut_port] = r->iut_node;
	return true;
}

bool run_iut_start(struct run *r)
{
	const struct topology *t = r->p.topology;
	struct settings x = {.a = &r->arena, .max = MAX_SETTINGS + t->n_hosts};

	for (size_t g = 0; g < t->n_groups; g++)
		x.max += t->groups[g].n_members + 1;
	x.s = arena_alloc(&r->arena, x.max * sizeof(*x.s));
	if (x.s == NULL)
		return false;
	collect(r, &x);
	if (!iut_configure_all(r->iut, x.s, x.n))
		return failed(r, 0);
	if (iut_hello(r->iut)->frames)
		run_record_text(r, TRACE_IUT, 0, "frames", "text=it owns no cells");
	for (size_t i = 0; i < x.n; i++) {
		if (!x.s[i].refused)
			continue;
		run_record_text(r, TRACE_IUT, 0, "refused-key", "key=%s text=%s", x.s[i].key, x.s[i].reason);
		if (needed(x.s[i].key)) {
			snprintf(r->out->text, sizeof(r->out->text), "the IUT refuses %s=%s: %s", x.s[i].key,
				 x.s[i].value, x.s[i].reason);
			return failed(r, 0);
		}
	}
	if (!iut_start(r->iut, rng_derive(r->seed, "iut"), r->out->text, sizeof(r->out->text)))
		return failed(r, 0);
	/* The user of a host that receives is in its groups from the beginning. */
	for (size_t g = 0; g < t->n_groups && r->p.role->host; g++) {
		for (size_t i = 0; i < t->groups[g].n_members; i++) {
			if (t->groups[g].members[i] == r->iut_host)
				run_iut_member(r, 0, (int)g, r->iut_host, true);
		}
	}
	return run_iut_pump(r, 0);
}

static void to_ends(struct run *r, vtime now, const uint8_t *packet, size_t len)
{
	struct ip4_hdr h;

	if (ip4_decode(packet, len, &h).code != WIRE_OK)
		return;
	for (size_t i = 0; i < r->p.topology->n_ends; i++) {
		/* Packets to a group come to all that listen on the IP side. */
		if (r->ends[i] != NULL && (r->p.topology->ends[i].ip == h.dst || h.dst >> 28 == 14))
			rsvp_end_packet(r->ends[i], now, packet, len);
	}
}

static bool output(struct run *r, vtime now, const struct iut_output *o)
{
	char line[256];
	size_t len;

	switch (o->port) {
	case IUT_CELL:
		if (fabric_cell(r->fabric, r->iut_port, o->time, o->octets))
			return true;
		snprintf(r->out->text, sizeof(r->out->text), "a cell at %" PRId64 " in a slot that is taken or past",
			 o->time);
		return false;
	case IUT_FRAME:
		fabric_send_frame(r->fabric, r->iut_port, now, o->vpi, o->vci, o->clp, o->octets, o->len, 0);
		return true;
	case IUT_IP:
		run_record_ip(r, o->time, TRACE_OUT, o->octets, o->len);
		to_ends(r, now, o->octets, o->len);
		return true;
	case IUT_CONTROL:
		len = o->len < sizeof(line) ? o->len : sizeof(line) - 1;
		if (o->len >= sizeof(line)) {
			char *copy = strndup((const char *)o->octets, o->len);
			if (copy != NULL)
				run_record_control(r, o->time, TRACE_OUT, copy);
			free(copy);
			return true;
		}
		memcpy(line, o->octets, len);
		line[len] = '\0';
		run_record_control(r, o->time, TRACE_OUT, line);
		return true;
	}
	return false;
}

bool run_iut_pump(struct run *r, vtime now)
{
	struct iut_output o;
	/* Answers of the testers to what is drained may reach the IUT at once; they need another advance. */
	for (int rounds = 0; rounds < 1000; rounds++) {
		r->iut_input = false;
		bool fine = iut_advance(r->iut, now, &r->iut_next);
		while (iut_drain(r->iut, &o)) {
			if (!output(r, now, &o))
				return failed(r, now);
		}
		if (!fine)
			return failed(r, now);
		if (!r->iut_input)
			return true;
	}
	snprintf(r->out->text, sizeof(r->out->text), "input and output go on without end at one instant");
	return failed(r, now);
}

void run_iut_ip(struct run *r, vtime now, const uint8_t *packet, size_t len)
{
	if (r->iut == NULL || r->out->iut_fault)
		return;
	run_record_ip(r, now, TRACE_IN, packet, len);
	iut_ip(r->iut, now, packet, len);
	r->iut_input = true;
	engine_stop(r->engine);
}

void run_iut_control(struct run *r, vtime now, const char *line)
{
	char err[200] = "", answer[220] = "ok";

	if (r->iut == NULL || r->out->iut_fault)
		return;
	run_record_control(r, now, TRACE_IN, line);
	bool ok = iut_control(r->iut, now, line, err, sizeof(err));
	r->iut_input = true;
	engine_stop(r->engine);
	if (iut_fault(r->iut) != IUT_FINE) {
		failed(r, now);
		return;
	}
	if (!ok)
		snprintf(answer, sizeof(answer), "error %s", err);
	run_record_control(r, now, TRACE_OUT, answer);
}

void run_iut_member(struct run *r, vtime now, int group, int host, bool joined)
{
	const struct topology *t = r->p.topology;
	char line[96], ip[IP4_TEXT], member[IP4_TEXT];

	if (r->iut == NULL)
		return;
	ip4_text(t->groups[group].ip, ip);
	ip4_text(t->hosts[host].ip, member);
	if (host != r->iut_host && run_is_root(r, group, r->iut_host))
		snprintf(line, sizeof(line), "%s %s %s", joined ? "member-add" : "member-drop", ip, member);
	else if (host == r->iut_host && r->p.role->host)
		snprintf(line, sizeof(line), "%s %s", joined ? "join" : "leave", ip);
	else
		return;
	run_iut_control(r, now, line);
}
