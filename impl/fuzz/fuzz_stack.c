/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any lines as settings and requests of the stack. Those before an empty line are settings, on top of a complete set;
 * of those behind it "ip HEX" is a packet from the IP side, "cell HEX" a cell, "advance MS" lets time pass, and
 * everything else is a request of the user.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "stack.h"

#define SETTINGS_MAX 200
#define LINES_MAX    2000 /* so that no input takes long */
#define STEPS_MAX    500  /* moments at which something is due, in one input */
#define ADVANCE_MAX  100000
#define OCTETS_MAX   70000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const complete[] = {
    "role=host-sender",
    "uni-version=3.1",
    "atm-address=47000580ffde0000000000020500000000000100",
    "link-cell-bps=149760000",
    "atm-ip=10.0.0.1/24",
    "ip-ip=10.1.0.1/24",
    "arp-server=47000580ffde0000000000020500000000000a00",
    "route=10.2.0.0/16 via 10.0.0.2",
    "group=239.1.1.1=10.0.0.2,10.0.0.3",
};
#define N_COMPLETE (sizeof(complete) / sizeof(*complete))

/* Lines of the input, in a copy that ends. */
struct lines {
	char *text, *at;
};

static char *next_line(struct lines *l)
{
	char *line = l->at;

	if (line == NULL)
		return NULL;
	l->at = strchr(line, '\n');
	if (l->at != NULL)
		*l->at++ = '\0';
	return line;
}

static void drain(struct stack *s)
{
	struct stack_output o;
	volatile uint8_t sum = 0;

	while (stack_drain(s, &o)) {
		assert(o.port != STACK_ATM || o.len == 53);
		assert(o.port != STACK_CONTROL || memchr(o.octets, '\n', o.len) == NULL);
		for (size_t i = 0; i < o.len; i++)
			sum = (uint8_t)(sum + o.octets[i]);
	}
}

static void advance(struct stack *s, vtime *now, const char *ms, size_t *steps)
{
	unsigned long n = strtoul(ms, NULL, 10);
	vtime until = *now + VT_MS(n < ADVANCE_MAX ? n : ADVANCE_MAX);

	for (vtime next; (next = stack_next(s)) <= until && ++*steps < STEPS_MAX;) {
		*now = next > *now ? next : *now;
		stack_time(s, *now);
		drain(s);
		assert(stack_next(s) > *now);
	}
	*now = stack_next(s) > until ? until : *now;
}

static void act(struct stack *s, vtime *now, const char *line, size_t *steps)
{
	static uint8_t octets[OCTETS_MAX];
	char err[200] = "";
	size_t n;

	if (strncmp(line, "advance ", 8) == 0) {
		advance(s, now, line + 8, steps);
	} else if (strncmp(line, "ip ", 3) == 0) {
		n = strlen(line + 3) / 2;
		stack_ip(s, *now, octets, hex_get(octets, line + 3, n < OCTETS_MAX ? n : OCTETS_MAX));
	} else if (strncmp(line, "cell ", 5) == 0) {
		if (strlen(line + 5) == 106 && hex_get(octets, line + 5, 53) == 53)
			stack_cell(s, *now, octets);
	} else {
		assert(stack_control(s, *now, line, err, sizeof(err)) == (err[0] == '\0'));
	}
	drain(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lines l = {.text = malloc(size + 1)};
	const char *settings[N_COMPLETE + SETTINGS_MAX];
	char *line, err[200] = "";
	size_t n = 0, steps = 0;
	vtime now = 0;

	assert(l.text != NULL);
	memcpy(l.text, data, size);
	l.text[size] = '\0';
	l.at = l.text;
	for (; n < N_COMPLETE; n++)
		settings[n] = complete[n];
	while ((line = next_line(&l)) != NULL && line[0] != '\0' && n < N_COMPLETE + SETTINGS_MAX) {
		err[0] = '\0';
		if (stack_check_setting(line, err, sizeof(err)))
			settings[n++] = line;
		assert(err[0] == '\0' || settings[n - 1] != line);
	}
	err[0] = '\0';
	struct stack *s = stack_create(settings, n, 1, err, sizeof(err));
	assert((s == NULL) == (err[0] != '\0'));
	if (s != NULL)
		stack_start(s, now);
	for (size_t k = 0; s != NULL && k < LINES_MAX && (line = next_line(&l)) != NULL; k++)
		act(s, &now, line, &steps);
	stack_free(s);
	free(l.text);
	return 0;
}
