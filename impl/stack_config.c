/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing of settings: one table row for each key, one function for each kind of value. */
#include "stack_config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stack.h"
#include "wire/ip.h"

typedef bool (*parse_fn)(struct stack_config *c, size_t offset, const char *value);

#define FIELD(c, offset, type) ((type *)(void *)((char *)(c) + (offset)))

static bool number(const char *text, const char *end, uint64_t max, uint64_t *out)
{
	uint64_t n = 0;
	if (text == end)
		return false;
	for (; text < end; text++) {
		if (*text < '0' || *text > '9' || n > (max - (uint64_t)(*text - '0')) / 10)
			return false;
		n = n * 10 + (uint64_t)(*text - '0');
	}
	*out = n;
	return n <= max;
}

static bool parse_role(struct stack_config *c, size_t offset, const char *value)
{
	static const char *const names[] = {"ingress", "egress", "host-sender", "host-receiver"};
	for (int i = 0; i < 4; i++) {
		if (strcmp(value, names[i]) == 0) {
			c->role = (enum stack_role)i;
			return true;
		}
	}
	return false;
}

static bool parse_version(struct stack_config *c, size_t offset, const char *value)
{
	static const struct {
		const char *name;
		enum uni_version version;
	} names[] = {{"3.0", UNI_30}, {"3.1", UNI_31}, {"4.0", UNI_40}};
	for (int i = 0; i < 3; i++) {
		if (strcmp(value, names[i].name) == 0) {
			c->version = names[i].version;
			return true;
		}
	}
	return false;
}

static bool parse_atm(struct stack_config *c, size_t offset, const char *value)
{
	return atm_addr_parse(value, FIELD(c, offset, struct atm_addr));
}

static bool parse_u32(struct stack_config *c, size_t offset, const char *value)
{
	uint64_t n;
	if (!number(value, value + strlen(value), UINT32_MAX, &n) || n == 0)
		return false;
	*FIELD(c, offset, uint32_t) = (uint32_t)n;
	return true;
}

static bool parse_rate(struct stack_config *c, size_t offset, const char *value)
{
	uint64_t n;
	/* From one cell a second up to 1 Tbit/s. */
	if (!number(value, value + strlen(value), 1000000000000u, &n) || n < 424)
		return false;
	*FIELD(c, offset, uint64_t) = n;
	return true;
}

static bool parse_limit(struct stack_config *c, size_t offset, const char *value)
{
	return number(value, value + strlen(value), (uint64_t)1 << 50, FIELD(c, offset, uint64_t));
}

/* Seconds with up to nine decimals. */
static bool parse_seconds(struct stack_config *c, size_t offset, const char *value)
{
	const char *end = value + strlen(value), *dot = strchr(value, '.');
	uint64_t s, frac = 0;
	if (!number(value, dot ? dot : end, 1000000000u, &s))
		return false;
	if (dot) {
		size_t digits = (size_t)(end - dot - 1);
		if (digits > 9 || !number(dot + 1, end, 999999999u, &frac))
			return false;
		for (; digits < 9; digits++)
			frac *= 10;
	}
	*FIELD(c, offset, vtime) = (vtime)(s * 1000000000u + frac);
	return true;
}

static bool parse_prefix_text(const char *value, size_t len, struct ip_prefix *p)
{
	char text[IP4_TEXT + 4];
	if (len >= sizeof text)
		return false;
	memcpy(text, value, len);
	text[len] = '\0';
	char *slash = strchr(text, '/');
	uint64_t bits;
	if (!slash || !number(slash + 1, text + len, 32, &bits))
		return false;
	*slash = '\0';
	p->len = (uint8_t)bits;
	return ip4_parse(text, &p->address);
}

static bool parse_prefix(struct stack_config *c, size_t offset, const char *value)
{
	return parse_prefix_text(value, strlen(value), FIELD(c, offset, struct ip_prefix));
}

static bool parse_route(struct stack_config *c, size_t offset, const char *value)
{
	const char *via = strstr(value, " via ");
	if (!via || c->n_routes == STACK_MAX_ROUTES)
		return false;
	struct stack_route r;
	if (!parse_prefix_text(value, (size_t)(via - value), &r.prefix) || !ip4_parse(via + 5, &r.via))
		return false;
	c->routes[c->n_routes++] = r;
	return true;
}

bool stack_is_multicast(uint32_t a)
{
	return a >> 28 == 0xe;
}

/* GROUP=IP[,IP...]; nothing behind '=': a group without members yet. */
static bool parse_group(struct stack_config *c, size_t offset, const char *value)
{
	char text[IP4_TEXT];
	uint32_t group = 0;
	for (const char *at = value, *end; at; at = end ? end + 1 : NULL) {
		bool first = at == value;
		end = strchr(at, first ? '=' : ',');
		size_t n = end ? (size_t)(end - at) : strlen(at);
		uint32_t ip;
		if (n >= sizeof text || (first && !end) || c->n_members == STACK_MAX_MEMBERS)
			return false;
		memcpy(text, at, n);
		text[n] = '\0';
		if (!first && n == 0 && !end && at[-1] == '=')
			ip = 0;
		else if (!ip4_parse(text, &ip) || stack_is_multicast(ip) != first)
			return false;
		if (first)
			group = ip;
		else
			c->members[c->n_members++] = (struct stack_member){.group = group, .ip = ip};
	}
	return true;
}

static bool parse_encap(struct stack_config *c, size_t offset, const char *value)
{
	c->vcmux = strcmp(value, "vcmux-qos") == 0;
	return c->vcmux || strcmp(value, "llc") == 0;
}

static bool parse_yes(struct stack_config *c, size_t offset, const char *value)
{
	bool yes = strcmp(value, "yes") == 0;
	*FIELD(c, offset, bool) = yes;
	return yes || strcmp(value, "no") == 0;
}

#define AT(field) offsetof(struct stack_config, field)

static const struct {
	const char *key;
	bool needed;
	parse_fn parse;
	size_t offset;
	const char *what;
} keys[] = {
    {"role", true, parse_role, 0, "ingress, egress, host-sender or host-receiver"},
    {"uni-version", true, parse_version, 0, "3.0, 3.1 or 4.0"},
    {"atm-address", true, parse_atm, AT(address), "40 hexadecimal digits"},
    {"link-cell-bps", true, parse_rate, AT(cell_bps), "bits a second, 424 or more"},
    {"atm-ip", true, parse_prefix, AT(atm_ip), "ADDRESS/LEN"},
    {"ip-ip", false, parse_prefix, AT(ip_ip), "ADDRESS/LEN"},
    {"route", false, parse_route, 0, "PREFIX/LEN via ADDRESS, at most 64 of them"},
    {"group", false, parse_group, 0, "GROUP=ADDRESS[,ADDRESS...], at most 1024 members in all"},
    {"arp-server", true, parse_atm, AT(arp_server), "40 hexadecimal digits"},
    {"mtu", false, parse_u32, AT(mtu), "octets"},
    {"encapsulation", false, parse_encap, 0, "llc or vcmux-qos"},
    {"be-idle", false, parse_seconds, AT(be_idle), "seconds"},
    {"tau", false, parse_seconds, AT(tau), "seconds"},
    {"retry", false, parse_seconds, AT(retry), "seconds"},
    {"reestablish", false, parse_seconds, AT(reestablish), "seconds"},
    {"refresh", false, parse_seconds, AT(refresh), "seconds"},
    {"lifetime-k", false, parse_u32, AT(k), "a number above 0"},
    {"backward", false, parse_yes, AT(backward), "yes or no"},
    {"endpoint-override", false, parse_yes, AT(endpoint_override), "yes or no"},
    {"admission-limit", false, parse_limit, AT(admission_limit), "octets a second"},
};
#define N_KEYS (sizeof keys / sizeof keys[0])

void stack_config_defaults(struct stack_config *c)
{
	memset(c, 0, offsetof(struct stack_config, routes));
	c->version = UNI_31;
	c->mtu = 9180;           /* RFC 2225 7.1 */
	c->be_idle = VT_S(1200); /* RFC 1755 3.4 */
	c->retry = VT_S(60);
	c->reestablish = VT_S(30);
	c->refresh = VT_S(30); /* RFC 2205 3.7 */
	c->k = 3;
	c->admission_limit = UINT64_MAX;
}

bool stack_config_line(struct stack_config *c, const char *line, char *err, size_t err_len)
{
	const char *eq = strchr(line, '=');
	for (size_t i = 0; eq && i < N_KEYS; i++) {
		if (strlen(keys[i].key) != (size_t)(eq - line) || strncmp(keys[i].key, line, (size_t)(eq - line)) != 0)
			continue;
		if (!keys[i].parse(c, keys[i].offset, eq + 1)) {
			snprintf(err, err_len, "bad value of %s: %s expected", keys[i].key, keys[i].what);
			return false;
		}
		c->given |= 1u << i;
		return true;
	}
	if (eq)
		snprintf(err, err_len, "unknown key: %.*s", (int)(eq - line > 64 ? 64 : eq - line), line);
	else
		snprintf(err, err_len, "KEY=VALUE expected");
	return false;
}

bool stack_config_complete(const struct stack_config *c, char *err, size_t err_len)
{
	for (size_t i = 0; i < N_KEYS; i++) {
		if (keys[i].needed && !(c->given & 1u << i)) {
			snprintf(err, err_len, "setting missing: %s", keys[i].key);
			return false;
		}
	}
	/* The shortest MTU of IPv4 (RFC 791 3.2) and the longest that AAL5 with LLC can carry (RFC 2684 5.1). */
	if (c->mtu < 68 || c->mtu > 65527) {
		snprintf(err, err_len, "mtu: 68 to 65527 octets expected");
		return false;
	}
	if (c->refresh < VT_MS(1) || c->k > 1000) {
		snprintf(err, err_len, "refresh or lifetime-k out of range");
		return false;
	}
	return true;
}

bool stack_check_setting(const char *line, char *err, size_t err_len)
{
	struct stack_config c;
	stack_config_defaults(&c);
	return stack_config_line(&c, line, err, err_len);
}
