/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The front of every adapter: where IUTs come from, order of calls, faults, and
 * the check of everything that an IUT puts out. Parts: records.c (the text of
 * PROTOCOL.md), child.c and process.c (a stranger behind pipes), inproc.c (the reference
 * stack), builtin.c and builtin_refuse.c (IUTs that must earn no pass), probe.c.
 */
#include "iut_private.h"
#include "process.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/cell.h"

#define CELL_BITS_NS ((unsigned __int128)424 * 1000000000)

struct iut_factory {
	char *spec;
	const char *argument; /* in spec */
	iut_opener open;
	struct iut_limits limits;
	enum iut_fault fault;
};

static const struct {
	const char *name;
	iut_opener open;
	const char *argument; /* what must follow a colon; NULL if nothing may */
} kinds[] = {
    {"reference", inproc_open, NULL},  {"child", child_open, "COMMAND"}, {"mute", mute_open, NULL},
    {"refuse-all", refuse_open, NULL}, {"echo", echo_open, NULL},
};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

struct iut_limits iut_limits_default(void)
{
	return (struct iut_limits){.answer_ms = 10000,
				   .end_ms = 2000,
				   .case_ms = 600000,
				   .advance_octets = (uint64_t)64 << 20,
				   .case_octets = (uint64_t)256 << 20,
				   .case_records = 1000000,
				   .idle_wakes = 1000000,
				   .memory_octets = (uint64_t)4 << 30,
				   .processes = 1000,
				   .cpu_s = 600};
}

/* Edit distance, for did-you-mean; words above 15 letters are far from everything. */
static size_t distance(const char *a, size_t n, const char *b)
{
	enum { LONGEST = 15 };
	size_t m = strlen(b), row[LONGEST + 1];
	if (n > LONGEST || m > LONGEST)
		return LONGEST;
	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);
			diagonal = row[j];
			row[j] = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
			if (change < row[j])
				row[j] = change;
		}
	}
	return row[m];
}

static void explain_spec(const char *spec, size_t name_len, char *err, size_t err_len)
{
	size_t best = 3; /* farther off is no guess */
	const char *guess = NULL;
	for (size_t k = 0; k < N_KINDS; k++) {
		size_t d = distance(spec, name_len, kinds[k].name);
		if (d < best) {
			best = d;
			guess = kinds[k].name;
		}
	}
	if (guess)
		snprintf(err, err_len, "unknown IUT '%.60s': did you mean '%s'?", spec, guess);
	else
		snprintf(err, err_len, "unknown IUT '%.60s': it is reference, child:COMMAND, mute, refuse-all or echo",
			 spec);
}

struct iut_factory *iut_factory_create(const char *spec, char *err, size_t err_len)
{
	size_t n = strcspn(spec, ":"), k = 0;
	while (k < N_KINDS && (strlen(kinds[k].name) != n || memcmp(kinds[k].name, spec, n) != 0))
		k++;
	if (k == N_KINDS) {
		explain_spec(spec, n, err, err_len);
		return NULL;
	}
	if (kinds[k].argument && !(spec[n] == ':' && spec[n + 1 + strspn(spec + n + 1, " ")])) {
		snprintf(err, err_len, "IUT '%.60s': write %s:%s", spec, kinds[k].name, kinds[k].argument);
		return NULL;
	}
	if (!kinds[k].argument && spec[n]) {
		snprintf(err, err_len, "IUT '%.60s': nothing may follow '%s'", spec, kinds[k].name);
		return NULL;
	}
	struct iut_factory *f = calloc(1, sizeof(*f));
	char *copy = strdup(spec);
	if (!f || !copy) {
		free(f);
		free(copy);
		snprintf(err, err_len, "out of memory");
		return NULL;
	}
	f->spec = copy;
	f->argument = copy + n + (copy[n] == ':');
	f->open = kinds[k].open;
	f->limits = iut_limits_default();
	return f;
}

void iut_factory_free(struct iut_factory *f)
{
	if (!f)
		return;
	free(f->spec);
	free(f);
}

const char *iut_factory_spec(const struct iut_factory *f)
{
	return f->spec;
}

bool iut_factory_is_child(const struct iut_factory *f)
{
	return f->open == child_open;
}

bool iut_factory_is_dummy(const struct iut_factory *f)
{
	return f->open != inproc_open && f->open != child_open;
}

void iut_factory_set_limits(struct iut_factory *f, const struct iut_limits *limits)
{
	f->limits = *limits;
}

enum iut_fault iut_factory_fault(const struct iut_factory *f)
{
	return f->fault;
}

struct iut *iut_open(struct iut_factory *f, char *err, size_t err_len)
{
	f->fault = IUT_FINE;
	struct iut *i = f->open(f->argument, &f->limits, &f->fault, err, err_len);
	assert(i || f->fault != IUT_FINE);
	return i;
}

void iut_init(struct iut *i, const struct iut_ops *ops, const struct iut_limits *limits)
{
	i->ops = ops;
	i->limits = *limits;
}

enum iut_fault iut_finish(struct iut *i)
{
	if (!i->finished) {
		i->finished = true;
		i->ops->finish(i);
	}
	return i->fault;
}

void iut_end_orphans(const pid_t *spared, size_t n)
{
	process_end_orphans(spared, n);
}

void iut_close(struct iut *i)
{
	if (!i)
		return;
	iut_finish(i);
	iut_queue_free(&i->queue);
	i->ops->close(i);
}

const struct iut_hello *iut_hello(const struct iut *i)
{
	return &i->hello;
}

enum iut_fault iut_fault(const struct iut *i)
{
	return i->fault;
}

const char *iut_fault_text(const struct iut *i)
{
	return i->fault_text;
}

const char *iut_stderr(const struct iut *i)
{
	const char *text = i->ops->errors ? i->ops->errors(i) : NULL;
	return text ? text : "";
}

void iut_last_words(const struct iut *i, char *out, size_t len)
{
	const char *text = iut_stderr(i), *last = text;
	size_t n = 0;
	for (const char *p = text; *p; p++) {
		if (p == text || p[-1] == '\n')
			last = p[strspn(p, " \t\r\n")] ? p : last;
	}
	last += strspn(last, " \t\r\n");
	/* It is shown on terminals and in reports. */
	for (; last[n] && last[n] != '\n' && n + 1 < len; n++)
		out[n] = last[n] < ' ' || last[n] > '~' ? '?' : last[n];
	out[n] = '\0';
}

bool iut_fail(struct iut *i, enum iut_fault fault, const char *fmt, ...)
{
	if (i->fault != IUT_FINE)
		return false;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(i->fault_text, sizeof(i->fault_text), fmt, ap);
	va_end(ap);
	i->fault = fault;
	return false;
}

/* --- requests ------------------------------------------------------------ */

static bool faulty(struct iut *i, char *err, size_t err_len)
{
	if (i->fault == IUT_FINE)
		return false;
	snprintf(err, err_len, "%s", i->fault_text);
	return true;
}

void iut_setting_refuse(struct iut_setting *s, const char *reason)
{
	s->refused = true;
	snprintf(s->reason, sizeof(s->reason), "%s", reason);
}

bool iut_configure_all(struct iut *i, struct iut_setting *settings, size_t n)
{
	if (i->fault != IUT_FINE)
		return false;
	for (size_t k = 0; k < n; k++)
		settings[k].refused = false;
	if (!i->ops->configure(i, settings, n))
		return false;
	for (size_t k = 0; k < n; k++) {
		if (!settings[k].refused && strcmp(settings[k].key, "link-cell-bps") == 0)
			i->link_bps = strtoull(settings[k].value, NULL, 10);
	}
	return true;
}

bool iut_configure(struct iut *i, const char *key, const char *value, char *err, size_t err_len)
{
	struct iut_setting s = {.key = key, .value = value};
	if (iut_configure_all(i, &s, 1) && !s.refused)
		return true;
	snprintf(err, err_len, "%s", i->fault != IUT_FINE ? i->fault_text : s.reason);
	return false;
}

bool iut_start(struct iut *i, uint64_t seed, char *err, size_t err_len)
{
	return !faulty(i, err, err_len) && i->ops->start(i, seed, err, err_len);
}

static bool input(struct iut *i, vtime t)
{
	assert(t >= i->now && t >= i->input);
	i->input = t;
	i->heard = true;
	return i->fault == IUT_FINE;
}

void iut_cell(struct iut *i, vtime t, const uint8_t cell[53])
{
	assert(!i->hello.frames);
	if (input(i, t))
		i->ops->cell(i, t, cell);
}

void iut_frame(struct iut *i, vtime t, uint8_t vpi, uint16_t vci, uint8_t clp, const uint8_t *sdu, size_t len)
{
	assert(i->hello.frames && len > 0);
	if (input(i, t))
		i->ops->frame(i, t, vpi, vci, clp, sdu, len);
}

void iut_ip(struct iut *i, vtime t, const uint8_t *packet, size_t len)
{
	assert(len > 0);
	if (input(i, t))
		i->ops->ip(i, t, packet, len);
}

bool iut_control(struct iut *i, vtime t, const char *request, char *err, size_t err_len)
{
	if (input(i, t))
		return i->ops->control(i, t, request, err, err_len);
	faulty(i, err, err_len);
	return false;
}

bool iut_advance(struct iut *i, vtime t, vtime *next)
{
	assert(t >= i->now && t >= i->input);
	*next = VTIME_NEVER;
	if (i->fault != IUT_FINE)
		return false;
	/* An IUT that is woken up at the time it named and does nothing may name a next one for ever. */
	bool heard = i->heard, woken = t == i->named;
	uint64_t before = i->n_outputs;
	i->heard = false;
	i->advancing = t;
	if (!i->ops->advance(i, t, next))
		return false;
	i->named = *next;
	if (i->n_outputs != before || heard)
		i->idle = 0;
	else
		i->idle += woken;
	if (i->idle > i->limits.idle_wakes)
		return iut_fail(i, IUT_FLOODED, "woke up %llu times in a row and did nothing",
				(unsigned long long)i->idle);
	if (*next <= t)
		return iut_fail(i, IUT_PROTOCOL,
				"done next=%lld in answer to advance %lld: the next time must be later",
				(long long)*next, (long long)t);
	i->now = t;
	return true;
}

/* --- outputs --------------------------------------------------------------- */

static bool check_cell(struct iut *i, const struct iut_output *o)
{
	struct cell_hdr header;
	if (!cell_hdr_decode(o->octets, &header))
		return iut_fail(i, IUT_PROTOCOL, "cell at %lld: its HEC is wrong", (long long)o->time);
	if (o->time < i->last_cell)
		return iut_fail(i, IUT_PROTOCOL, "cell at %lld after one at %lld: time goes backwards",
				(long long)o->time, (long long)i->last_cell);
	if (i->link_bps) {
		/* Times are whole ns, rounded down: a cell may seem to start up to 1 ns early. */
		unsigned __int128 start = (unsigned __int128)o->time * i->link_bps;
		if (start + i->link_bps <= i->cell_free)
			return iut_fail(i, IUT_PROTOCOL,
					"cell at %lld, the one before at %lld: less than a slot of the link",
					(long long)o->time, (long long)i->last_cell);
		i->cell_free = (start > i->cell_free ? start : i->cell_free) + CELL_BITS_NS;
	}
	i->last_cell = o->time;
	return true;
}

static const char *port_name(enum iut_port port)
{
	static const char *const names[] = {"cell", "frame", "ip", "upcall"};
	return names[port];
}

static bool check(struct iut *i, const struct iut_output *o)
{
	const char *what = port_name(o->port);
	if (o->port == (i->hello.frames ? IUT_CELL : IUT_FRAME))
		return iut_fail(i, IUT_PROTOCOL, "%s from an IUT that said atm=%s", what,
				i->hello.frames ? "frames" : "cells");
	if (o->time < i->now)
		return iut_fail(i, IUT_PROTOCOL, "%s at %lld, but time had passed to %lld", what, (long long)o->time,
				(long long)i->now);
	if (o->port == IUT_CELL)
		return check_cell(i, o);
	if (o->time > i->advancing)
		return iut_fail(i, IUT_PROTOCOL, "%s at %lld in answer to advance %lld: too late a time", what,
				(long long)o->time, (long long)i->advancing);
	if (o->time < i->last_output)
		return iut_fail(i, IUT_PROTOCOL, "%s at %lld after an output at %lld: time goes backwards", what,
				(long long)o->time, (long long)i->last_output);
	i->last_output = o->time;
	return true;
}

bool iut_emit(struct iut *i, const struct iut_output *o)
{
	struct iut_queue *q = &i->queue;
	if (i->fault != IUT_FINE || !check(i, o))
		return false;
	if (++i->n_outputs > i->limits.case_records)
		return iut_fail(i, IUT_FLOODED, "wrote more than %llu outputs",
				(unsigned long long)i->limits.case_records);
	if (q->taken == q->n) {
		q->taken = q->n = 0;
		wr_reset(&q->octets);
	}
	if (q->n == q->cap) {
		size_t cap = q->cap ? q->cap * 2 : 64;
		struct queued *v = realloc(q->v, cap * sizeof(*v));
		if (!v)
			return iut_fail(i, IUT_FLOODED, "out of memory for its outputs");
		q->v = v;
		q->cap = cap;
	}
	q->v[q->n++] = (struct queued){.o = *o, .at = q->octets.len};
	wr_octets(&q->octets, o->octets, o->len);
	wr_u8(&q->octets, 0); /* upcalls are handed on as text */
	return q->octets.failed ? iut_fail(i, IUT_FLOODED, "out of memory for its outputs") : true;
}

bool iut_drain(struct iut *i, struct iut_output *out)
{
	struct iut_queue *q = &i->queue;
	if (q->taken == q->n || q->octets.failed)
		return false;
	const struct queued *v = &q->v[q->taken++];
	*out = v->o;
	out->octets = q->octets.p + v->at;
	return true;
}

void iut_queue_free(struct iut_queue *q)
{
	free(q->v);
	wr_free(&q->octets);
	*q = (struct iut_queue){0};
}
