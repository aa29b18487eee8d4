/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reference host/edge stack as one object: everything between the ATM access
 * link, the IP side and the user's service interface. It knows no clock: times
 * are arguments in virtual nanoseconds and never go backwards; outputs are
 * appended to a list that the caller drains.
 *
 * Configuration, requests and upcalls are lines of text, the same that PROTOCOL.md
 * defines for any IUT, so the stack is configured in process exactly as a
 * stranger's is over a pipe.
 */
#ifndef IMPL_STACK_H
#define IMPL_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"

struct stack;

enum stack_port { STACK_ATM, STACK_IP, STACK_CONTROL };

struct stack_output {
	vtime time; /* STACK_ATM: start of the cell's slot; may lie ahead of now once it is committed */
	enum stack_port port;
	const uint8_t *octets; /* a cell (53), an IP packet, or a line of text without newline; valid until the next
				  feed or drain call */
	size_t len;
};

/* Is this one line "key=value" a setting that stack_create would take? False with a reason in err. */
bool stack_check_setting(const char *line, char *err, size_t err_len);

/* 'config' is n lines "key=value" (see PROTOCOL.md, configure). NULL with a
 * one-line reason in err (err_len octets) on an unknown key or bad value. The seed
 * drives refresh jitter and initial call references only. */
struct stack *stack_create(const char *const *config, size_t n, uint64_t seed, char *err, size_t err_len);
void stack_free(struct stack *s);

/* Start: bring signalling up, register with the ATMARP server. Time 0 or later. */
void stack_start(struct stack *s, vtime now);
/* One cell from the access link, at the time its last octet has arrived. */
void stack_cell(struct stack *s, vtime now, const uint8_t cell[53]);
/* One IP packet from the non-ATM side. */
void stack_ip(struct stack *s, vtime now, const uint8_t *packet, size_t len);
/* One request of the user: "sender ...", "reserve ...", "release ...", "send ...",
 * "join ...", "leave ...". False with a reason in err if it cannot be understood. */
bool stack_control(struct stack *s, vtime now, const char *line, char *err, size_t err_len);
/* Run everything due at or before now. */
void stack_time(struct stack *s, vtime now);
/* When stack_time must be called next; VTIME_NEVER if nothing is pending. */
vtime stack_next(const struct stack *s);
/* Take the oldest output; false when there is none. ATM cells come in slot order,
 * at most one for each slot of the access link. */
bool stack_drain(struct stack *s, struct stack_output *out);

#endif
