/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reference stack in process. Same calls in the same order as its child
 * process makes on reading the same records, so that both give the same trace, event
 * for event: inputs are fed at once, time passes once for each advance, outputs are
 * taken after it.
 */
#include "iut_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records.h"
#include "stack.h"

/* What isatm-iut says, word for word. */
#define STACK_HELLO                                                                                                    \
	"isatm-reference 0.1 atm=cells roles=ingress,egress,host-sender,host-receiver uni=3.1,4.0 control=yes"

struct inproc {
	struct iut base;
	struct stack *stack; /* from start on */
	char **config;
	size_t n_config, cap_config;
};

static struct inproc *inproc_of(struct iut *i)
{
	return (struct inproc *)i;
}

static void config_free(struct inproc *p)
{
	for (size_t k = 0; k < p->n_config; k++)
		free(p->config[k]);
	free(p->config);
	p->config = NULL;
	p->n_config = p->cap_config = 0;
}

static bool config_add(struct inproc *p, const struct iut_setting *s)
{
	if (p->n_config == p->cap_config) {
		size_t cap = p->cap_config ? p->cap_config * 2 : 32;
		char **config = realloc(p->config, cap * sizeof(char *));
		if (!config)
			return false;
		p->config = config;
		p->cap_config = cap;
	}
	char *line;
	if (asprintf(&line, "%s=%s", s->key, s->value) < 0)
		return false;
	p->config[p->n_config++] = line;
	return true;
}

static bool inproc_configure(struct iut *i, struct iut_setting *settings, size_t n)
{
	struct inproc *p = inproc_of(i);
	for (size_t k = 0; k < n; k++) {
		if (!config_add(p, &settings[k]))
			return iut_fail(i, IUT_SPAWN, "out of memory");
		const char *line = p->config[p->n_config - 1];
		if (!stack_check_setting(line, settings[k].reason, sizeof(settings[k].reason))) {
			settings[k].refused = true;
			free(p->config[--p->n_config]);
		}
	}
	return true;
}

static bool inproc_start(struct iut *i, uint64_t seed, char *err, size_t err_len)
{
	struct inproc *p = inproc_of(i);
	if (p->stack) {
		snprintf(err, err_len, "already started");
		return false;
	}
	p->stack = stack_create((const char *const *)p->config, p->n_config, seed, err, err_len);
	if (!p->stack)
		return false;
	config_free(p);
	stack_start(p->stack, 0);
	return true;
}

static void inproc_cell(struct iut *i, vtime t, const uint8_t cell[53])
{
	if (inproc_of(i)->stack)
		stack_cell(inproc_of(i)->stack, t, cell);
}

static void inproc_ip(struct iut *i, vtime t, const uint8_t *packet, size_t len)
{
	if (inproc_of(i)->stack)
		stack_ip(inproc_of(i)->stack, t, packet, len);
}

static bool inproc_control(struct iut *i, vtime t, const char *request, char *err, size_t err_len)
{
	struct inproc *p = inproc_of(i);
	if (p->stack)
		return stack_control(p->stack, t, request, err, err_len);
	snprintf(err, err_len, "not started");
	return false;
}

static bool inproc_advance(struct iut *i, vtime t, vtime *next)
{
	static const enum iut_port ports[] = {
	    [STACK_ATM] = IUT_CELL, [STACK_IP] = IUT_IP, [STACK_CONTROL] = IUT_CONTROL};
	struct inproc *p = inproc_of(i);
	struct stack_output out;
	if (!p->stack)
		return true;
	stack_time(p->stack, t);
	while (stack_drain(p->stack, &out)) {
		struct iut_output o = {.time = out.time, .port = ports[out.port], .octets = out.octets, .len = out.len};
		if (!iut_emit(i, &o))
			return false;
	}
	*next = stack_next(p->stack);
	return true;
}

static bool inproc_unknown(struct iut *i, bool *refused)
{
	/* There are no records in process. */
	*refused = true;
	return true;
}

static void inproc_finish(struct iut *i)
{
}

static void inproc_close(struct iut *i)
{
	stack_free(inproc_of(i)->stack);
	config_free(inproc_of(i));
	free(i);
}

static const struct iut_ops inproc_ops = {
    .configure = inproc_configure,
    .start = inproc_start,
    .cell = inproc_cell,
    .ip = inproc_ip,
    .control = inproc_control,
    .advance = inproc_advance,
    .unknown = inproc_unknown,
    .finish = inproc_finish,
    .close = inproc_close,
};

struct iut *inproc_open(const char *argument, const struct iut_limits *limits, enum iut_fault *fault, char *err,
			size_t err_len)
{
	struct inproc *p = calloc(1, sizeof(*p));
	*fault = p ? IUT_FINE : IUT_SPAWN;
	if (!p) {
		snprintf(err, err_len, "out of memory");
		return NULL;
	}
	iut_init(&p->base, &inproc_ops, limits);
	hello_parse(STACK_HELLO, &p->base.hello, err, err_len);
	return &p->base;
}
