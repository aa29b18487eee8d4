/* SPDX-License-Identifier: Apache-2.0 */
#include "agent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "stack.h"

#define MAX_SETTINGS 4096

struct agent {
	char *settings[MAX_SETTINGS];
	size_t n_settings;
	struct stack *stack;
	bool greeted, failed;
	char *out; /* collected until it is time to answer */
	size_t len, cap;
};

struct agent *agent_create(void)
{
	return calloc(1, sizeof(struct agent));
}

void agent_free(struct agent *a)
{
	if (!a)
		return;
	stack_free(a->stack);
	while (a->n_settings > 0)
		free(a->settings[--a->n_settings]);
	free(a->out);
	free(a);
}

const char *agent_output(const struct agent *a, size_t *len)
{
	*len = a->len;
	if (a->failed)
		return NULL;
	return a->out ? a->out : "";
}

void agent_clear(struct agent *a)
{
	a->len = 0;
}

/* Room for n more octets of output; NULL, from then on, if there is no memory for them. */
static char *room(struct agent *a, size_t n)
{
	if (!a->failed && a->len + n > a->cap) {
		size_t cap = 2 * (a->len + n) + 4096;
		char *p = realloc(a->out, cap);
		if (p) {
			a->out = p;
			a->cap = cap;
		}
		a->failed = !p;
	}
	return a->failed ? NULL : a->out + a->len;
}

static void put(struct agent *a, const char *text, size_t n)
{
	char *to = room(a, n);
	if (!to)
		return;
	memcpy(to, text, n);
	a->len += n;
}

static void puts_out(struct agent *a, const char *text)
{
	put(a, text, strlen(text));
}

static void put_number(struct agent *a, int64_t n)
{
	char text[24];
	put(a, text, (size_t)snprintf(text, sizeof text, "%lld", (long long)n));
}

static void put_hex(struct agent *a, const uint8_t *octets, size_t n)
{
	char *to = room(a, 2 * n);
	if (!to)
		return;
	hex_put(to, octets, n);
	a->len += 2 * n;
}

static void error(struct agent *a, const char *why)
{
	puts_out(a, "error ");
	puts_out(a, why);
	puts_out(a, "\n");
}

/* Take the decimal number at *p, which a space or the end must follow; *p moves behind it. */
static bool take_number(char **p, uint64_t max, uint64_t *value)
{
	char *at = *p;
	uint64_t n = 0;
	if (*at < '0' || *at > '9')
		return false;
	for (; *at >= '0' && *at <= '9'; at++) {
		uint64_t digit = (uint64_t)(*at - '0');
		if (n > (max - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	if (*at == ' ')
		at++;
	else if (*at != '\0')
		return false;
	*p = at;
	*value = n;
	return true;
}

static bool take_time(char **p, vtime *t)
{
	uint64_t n;
	if (!take_number(p, INT64_MAX - 1, &n))
		return false;
	*t = (vtime)n;
	return true;
}

/* Hexadecimal text to octets in place; the number of octets, -1 if it is none. */
static long unhex(char *text)
{
	size_t n = strlen(text);
	return n % 2 || hex_get((uint8_t *)text, text, n / 2) < n / 2 ? -1 : (long)(n / 2);
}

static void do_hello(struct agent *a, char *args)
{
	if (strcmp(args, "isatm 1") != 0) {
		error(a, "protocol version 1 expected");
		return;
	}
	a->greeted = true;
	puts_out(a, "hello " AGENT_NAME " " AGENT_VERSION
		    " atm=cells roles=ingress,egress,host-sender,host-receiver uni=3.1,4.0 control=yes\n");
}

static void do_configure(struct agent *a, char *args)
{
	char why[160];
	if (a->stack || a->n_settings == MAX_SETTINGS) {
		error(a, a->stack ? "already started" : "too many settings");
		return;
	}
	if (!stack_check_setting(args, why, sizeof why)) {
		error(a, why);
		return;
	}
	char *copy = strdup(args);
	if (!copy) {
		error(a, "out of memory");
		return;
	}
	a->settings[a->n_settings++] = copy;
	puts_out(a, "ok\n");
}

static void do_start(struct agent *a, char *args)
{
	char why[160];
	uint64_t seed;
	if (a->stack || !take_number(&args, UINT64_MAX, &seed)) {
		error(a, a->stack ? "already started" : "start: SEED expected");
		return;
	}
	a->stack = stack_create((const char *const *)a->settings, a->n_settings, seed, why, sizeof why);
	if (!a->stack) {
		error(a, why);
		return;
	}
	stack_start(a->stack, 0);
	puts_out(a, "ok\n");
}

static void do_cell(struct agent *a, char *args)
{
	vtime t;
	if (!take_time(&args, &t) || unhex(args) != 53) {
		error(a, "cell: T and 53 octets expected");
		return;
	}
	stack_cell(a->stack, t, (const uint8_t *)args);
}

static void do_ip(struct agent *a, char *args)
{
	vtime t;
	long n = -1;
	if (take_time(&args, &t))
		n = unhex(args);
	if (n < 0)
		error(a, "ip: T and octets expected");
	else
		stack_ip(a->stack, t, (const uint8_t *)args, (size_t)n);
}

static void do_control(struct agent *a, char *args)
{
	char why[160];
	vtime t;
	if (!take_time(&args, &t))
		error(a, "control: T and a request expected");
	else if (stack_control(a->stack, t, args, why, sizeof why))
		puts_out(a, "ok\n");
	else
		error(a, why);
}

static void do_advance(struct agent *a, char *args)
{
	static const char *const names[] = {[STACK_ATM] = "cell ", [STACK_IP] = "ip ", [STACK_CONTROL] = "upcall "};
	vtime t;
	if (!take_time(&args, &t)) {
		error(a, "advance: T expected");
		return;
	}
	stack_time(a->stack, t);
	struct stack_output o;
	while (stack_drain(a->stack, &o)) {
		puts_out(a, names[o.port]);
		put_number(a, o.time);
		puts_out(a, " ");
		if (o.port == STACK_CONTROL)
			put(a, (const char *)o.octets, o.len);
		else
			put_hex(a, o.octets, o.len);
		puts_out(a, "\n");
	}
	vtime next = stack_next(a->stack);
	puts_out(a, "done next=");
	if (next == VTIME_NEVER)
		puts_out(a, "never");
	else
		put_number(a, next);
	puts_out(a, "\n");
}

static const struct {
	const char *word;
	bool needs_stack;
	void (*run)(struct agent *a, char *args);
} records[] = {
    {"cell", true, do_cell},       {"advance", true, do_advance}, {"ip", true, do_ip},
    {"control", true, do_control}, {"hello", false, do_hello},    {"configure", false, do_configure},
    {"start", false, do_start},
};

void agent_record(struct agent *a, char *record)
{
	char *args = record + strcspn(record, " ");
	if (*args)
		*args++ = '\0';
	for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
		if (strcmp(record, records[i].word) != 0)
			continue;
		if (!a->greeted && records[i].run != do_hello)
			error(a, "hello expected");
		else if (records[i].needs_stack && !a->stack)
			error(a, "not started");
		else
			records[i].run(a, args);
		return;
	}
	error(a, "unknown record");
}
