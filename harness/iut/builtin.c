/* SPDX-License-Identifier: Apache-2.0 */
/*
 * IUTs that do nothing right and must earn no pass: "mute" accepts everything and
 * never sends anything; "echo" sends back every cell it gets, up to a number that
 * keeps it from talking to the network for ever. ("refuse-all" is in builtin_refuse.c.)
 */
#include "builtin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/cell.h"

#define ECHO_CELLS 20000
#define STM1_BPS   149760000

static const char *const known_keys[] = {
    "role",
    "uni-version",
    "atm-address",
    "link-cell-bps",
    "atm-ip",
    "ip-ip",
    "route",
    "arp-server",
    "mtu",
    "encapsulation",
    "be-idle",
    "tau",
    "retry",
    "reestablish",
    "refresh",
    "lifetime-k",
    "backward",
    "admission-limit",
    "endpoint-override",
};

bool builtin_configure(struct iut *i, struct iut_setting *settings, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		bool known = false;
		for (size_t j = 0; j < sizeof(known_keys) / sizeof(known_keys[0]); j++)
			known |= strcmp(known_keys[j], settings[k].key) == 0;
		if (!known)
			iut_setting_refuse(&settings[k], "unknown setting");
	}
	return true;
}

bool builtin_start(struct iut *i, uint64_t seed, char *err, size_t err_len)
{
	return true;
}

void builtin_ip(struct iut *i, vtime t, const uint8_t *packet, size_t len)
{
}

bool builtin_unknown(struct iut *i, bool *refused)
{
	*refused = true;
	return true;
}

void builtin_finish(struct iut *i)
{
}

void *builtin_new(size_t size, const struct iut_ops *ops, const struct iut_limits *limits, const char *name,
		  enum iut_fault *fault, char *err, size_t err_len)
{
	struct iut *i = calloc(1, size);
	*fault = i ? IUT_FINE : IUT_SPAWN;
	if (!i) {
		snprintf(err, err_len, "out of memory");
		return NULL;
	}
	iut_init(i, ops, limits);
	snprintf(i->hello.name, sizeof(i->hello.name), "%s", name);
	snprintf(i->hello.version, sizeof(i->hello.version), "1");
	snprintf(i->hello.roles, sizeof(i->hello.roles), "ingress,egress,host-sender,host-receiver");
	snprintf(i->hello.uni, sizeof(i->hello.uni), "3.0,3.1,4.0");
	i->hello.control = true;
	return i;
}

/* --- cells and slots -------------------------------------------------------- */

void pacer_cell(struct pacer *p, uint64_t link_bps, vtime t, const uint8_t cell[53])
{
	if (p->n == p->cap) {
		size_t cap = p->cap ? p->cap * 2 : 64;
		struct paced *v = realloc(p->v, cap * sizeof(*v));
		if (!v)
			return;
		p->v = v;
		p->cap = cap;
	}
	uint64_t bps = link_bps ? link_bps : STM1_BPS;
	uint64_t slot = slot_at(t, bps);
	if (slot < p->next_slot)
		slot = p->next_slot;
	p->next_slot = slot + 1;
	struct paced *c = &p->v[p->n++];
	c->start = slot_time(slot, bps);
	memcpy(c->cell, cell, sizeof(c->cell));
}

bool pacer_emit(struct pacer *p, struct iut *i)
{
	for (size_t k = 0; k < p->n; k++) {
		struct iut_output o = {
		    .time = p->v[k].start, .port = IUT_CELL, .octets = p->v[k].cell, .len = sizeof(p->v[k].cell)};
		if (!iut_emit(i, &o))
			return false;
	}
	p->n = 0;
	return true;
}

/* --- mute --------------------------------------------------------------------- */

static void mute_cell(struct iut *i, vtime t, const uint8_t cell[53])
{
}

static bool mute_control(struct iut *i, vtime t, const char *request, char *err, size_t err_len)
{
	return true;
}

static bool mute_advance(struct iut *i, vtime t, vtime *next)
{
	return true;
}

static void mute_close(struct iut *i)
{
	free(i);
}

static const struct iut_ops mute_ops = {
    .configure = builtin_configure,
    .start = builtin_start,
    .cell = mute_cell,
    .ip = builtin_ip,
    .control = mute_control,
    .advance = mute_advance,
    .unknown = builtin_unknown,
    .finish = builtin_finish,
    .close = mute_close,
};

struct iut *mute_open(const char *argument, const struct iut_limits *limits, enum iut_fault *fault, char *err,
		      size_t err_len)
{
	return builtin_new(sizeof(struct iut), &mute_ops, limits, "mute", fault, err, err_len);
}

/* --- echo --------------------------------------------------------------------- */

struct echo {
	struct iut base;
	struct pacer pacer;
	unsigned n;
};

static void echo_cell(struct iut *i, vtime t, const uint8_t cell[53])
{
	struct echo *e = (struct echo *)i;
	if (e->n < ECHO_CELLS) {
		e->n++;
		pacer_cell(&e->pacer, i->link_bps, t, cell);
	}
}

static bool echo_advance(struct iut *i, vtime t, vtime *next)
{
	return pacer_emit(&((struct echo *)i)->pacer, i);
}

static void echo_close(struct iut *i)
{
	free(((struct echo *)i)->pacer.v);
	free(i);
}

static const struct iut_ops echo_ops = {
    .configure = builtin_configure,
    .start = builtin_start,
    .cell = echo_cell,
    .ip = builtin_ip,
    .control = mute_control,
    .advance = echo_advance,
    .unknown = builtin_unknown,
    .finish = builtin_finish,
    .close = echo_close,
};

struct iut *echo_open(const char *argument, const struct iut_limits *limits, enum iut_fault *fault, char *err,
		      size_t err_len)
{
	return builtin_new(sizeof(struct echo), &echo_ops, limits, "echo", fault, err, err_len);
}
