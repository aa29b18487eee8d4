/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a user asks: "send" and groups are of the stack itself; all that concerns
 * sessions goes to the RSVP engine, whose words are PROTOCOL.md's too.
 */
#include "stack_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "wire/ip.h"

#define SEND_TTL 64

static bool fail(char *err, size_t err_len, const char *why)
{
	snprintf(err, err_len, "%s", why);
	return false;
}

static bool small_number(const char *text, size_t n, uint32_t max, uint32_t *out)
{
	uint32_t v = 0;
	if (n == 0 || n > 5)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		v = v * 10 + (uint32_t)(text[i] - '0');
	}
	*out = v;
	return v <= max;
}

static bool address(const char *text, size_t n, uint32_t *a)
{
	char copy[IP4_TEXT];
	if (n >= sizeof copy)
		return false;
	memcpy(copy, text, n);
	copy[n] = '\0';
	return ip4_parse(copy, a);
}

/* Word up to the next space; moves *at behind it. */
static bool word(const char **at, const char **text, size_t *n)
{
	*text = *at;
	*n = strcspn(*at, " ");
	*at += *n + ((*at)[*n] == ' ');
	return *n > 0;
}

/* "ADDRESS/PROTOCOL/PORT" */
static bool session(const char *text, size_t n, uint32_t *dst, uint32_t *port)
{
	const char *end = text + n, *a = memchr(text, '/', n);
	const char *b = a ? memchr(a + 1, '/', (size_t)(end - a - 1)) : NULL;
	uint32_t protocol;
	return b && address(text, (size_t)(a - text), dst) &&
	       small_number(a + 1, (size_t)(b - a - 1), 255, &protocol) && protocol == IPPROTO_UDP_ &&
	       small_number(b + 1, (size_t)(end - b - 1), 65535, port);
}

/* "ADDRESS/PORT" */
static bool sender(const char *text, size_t n, uint32_t *src, uint32_t *port)
{
	const char *a = memchr(text, '/', n);
	return a && address(text, (size_t)(a - text), src) &&
	       small_number(a + 1, (size_t)(text + n - a - 1), 65535, port);
}

/* "send SESSION SENDER OCTETS" */
static bool send_datagram(struct stack *s, const char *at, char *err, size_t err_len)
{
	const char *text;
	size_t n;
	uint32_t dst, dport, src, sport;
	if (!word(&at, &text, &n) || !session(text, n, &dst, &dport))
		return fail(err, err_len, "send: SESSION expected, ADDRESS/17/PORT");
	if (!word(&at, &text, &n) || !sender(text, n, &src, &sport))
		return fail(err, err_len, "send: SENDER expected, ADDRESS/PORT");
	n = strlen(at);
	if (n % 2 || n / 2 > 65507)
		return fail(err, err_len, "send: up to 65507 octets in hexadecimal expected");
	uint8_t *payload = malloc(n / 2 + 1);
	if (!payload)
		return fail(err, err_len, "out of memory");
	bool ok = hex_get(payload, at, n / 2) == n / 2;
	struct hop hop;
	struct wr udp = {0}, packet = {0};
	if (!ok) {
		fail(err, err_len, "send: lower-case hexadecimal expected");
	} else if (!stack_route(s, dst, &hop)) {
		ok = fail(err, err_len, "send: no route to the destination");
	} else {
		udp_encode(&udp, src, dst, &(struct udp_hdr){.src_port = (uint16_t)sport, .dst_port = (uint16_t)dport},
			   payload, n / 2);
		ip4_encode(&packet,
			   &(struct ip4_hdr){.ttl = SEND_TTL, .protocol = IPPROTO_UDP_, .src = src, .dst = dst}, udp.p,
			   udp.len);
		if (!udp.failed && !packet.failed)
			stack_ip_out(s, &hop, packet.p, packet.len, false);
	}
	wr_free(&udp);
	wr_free(&packet);
	free(payload);
	return ok;
}

/* ---- groups ---- */

static bool take_group(const char **at, uint32_t *group)
{
	const char *text;
	size_t n;
	return word(at, &text, &n) && address(text, n, group) && stack_is_multicast(*group);
}

static bool join(struct stack *s, const char *at, char *err, size_t err_len)
{
	uint32_t group;
	if (!take_group(&at, &group) || *at)
		return fail(err, err_len, "join: GROUP expected");
	for (size_t i = 0; i < s->n_joined; i++) {
		if (s->joined[i] == group)
			return true;
	}
	uint32_t *all = realloc(s->joined, (s->n_joined + 1) * sizeof *all);
	if (!all)
		return fail(err, err_len, "out of memory");
	s->joined = all;
	all[s->n_joined++] = group;
	rsvp_engine_route_changed(s->rsvp, s->now, group);
	return true;
}

static bool leave(struct stack *s, const char *at, char *err, size_t err_len)
{
	uint32_t group;
	if (!take_group(&at, &group) || *at)
		return fail(err, err_len, "leave: GROUP expected");
	for (size_t i = 0; i < s->n_joined; i++) {
		if (s->joined[i] != group)
			continue;
		s->joined[i] = s->joined[--s->n_joined];
		rsvp_engine_route_changed(s->rsvp, s->now, group);
		return true;
	}
	return fail(err, err_len, "leave: not a member");
}

static bool member(struct stack *s, const char *at, bool in, char *err, size_t err_len)
{
	uint32_t group, ip;
	const char *text;
	size_t n;
	if (!take_group(&at, &group) || !word(&at, &text, &n) || !address(text, n, &ip) || stack_is_multicast(ip) ||
	    *at)
		return fail(err, err_len, "GROUP ADDRESS expected");
	stack_member(s, group, ip, in);
	return true;
}

static bool member_add(struct stack *s, const char *at, char *err, size_t err_len)
{
	return member(s, at, true, err, err_len);
}

static bool member_drop(struct stack *s, const char *at, char *err, size_t err_len)
{
	return member(s, at, false, err, err_len);
}

/* What the stack itself does; all other requests are RSVP's. */
static const struct {
	const char *name;
	bool host_only;
	bool (*run)(struct stack *s, const char *at, char *err, size_t err_len);
} requests[] = {
    {"send ", true, send_datagram},
    {"join ", true, join},
    {"leave ", true, leave},
    {"member-add ", false, member_add},
    {"member-drop ", false, member_drop},
};

static bool request(struct stack *s, const char *line, char *err, size_t err_len)
{
	for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
		size_t n = strlen(requests[i].name);
		if (strncmp(line, requests[i].name, n) == 0 && (!requests[i].host_only || stack_is_host(&s->config)))
			return requests[i].run(s, line + n, err, err_len);
	}
	if (!stack_is_host(&s->config))
		return fail(err, err_len, "this role has no service interface");
	return rsvp_engine_request(s->rsvp, s->now, line, err, err_len);
}

bool stack_control(struct stack *s, vtime now, const char *line, char *err, size_t err_len)
{
	if (now > s->now)
		s->now = now;
	s->rsvp_trigger = TRIGGER_REQUEST;
	bool ok = request(s, line, err, err_len);
	stack_run(s);
	return ok;
}
