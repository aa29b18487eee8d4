/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSVP messages as tables: which objects stand in a message, and how each is laid
 * out (RFC 2205 3.1 and appendix A, RFC 2210 3).
 */
#include <string.h>

#include "tester/packet.h"

struct out {
	uint8_t *p;
	size_t n;
};

static void put8(struct out *o, unsigned v)
{
	o->p[o->n++] = (uint8_t)v;
}

static void put16(struct out *o, unsigned v)
{
	put8(o, v >> 8);
	put8(o, v & 0xff);
}

static void put32(struct out *o, uint32_t v)
{
	put16(o, v >> 16);
	put16(o, v & 0xffff);
}

static void putf(struct out *o, float v)
{
	uint32_t bits;

	memcpy(&bits, &v, sizeof(bits));
	put32(o, bits);
}

static void session(struct out *o, const struct rsvp_body *m)
{
	put32(o, m->session);
	put8(o, m->protocol);
	put8(o, 0);
	put16(o, m->port);
}

static void hop(struct out *o, const struct rsvp_body *m)
{
	put32(o, m->hop);
	put32(o, m->lih);
}

static void time_values(struct out *o, const struct rsvp_body *m)
{
	put32(o, m->refresh_ms);
}

static void sender(struct out *o, const struct rsvp_body *m)
{
	put32(o, m->sender);
	put16(o, 0);
	put16(o, m->sender_port);
}

/* RFC 2215 3.6: token bucket TSpec, parameter 127, five words. */
static void token_bucket(struct out *o, const struct rsvp_body *m)
{
	put8(o, 127);
	put8(o, 0);
	put16(o, 5);
	putf(o, m->r);
	putf(o, m->b);
	putf(o, m->p);
	put32(o, m->m);
	put32(o, m->M);
}

/* One service fragment that holds the token bucket (RFC 2210 3.1, 3.2). */
static void one_service(struct out *o, const struct rsvp_body *m, unsigned service)
{
	put16(o, 0); /* version 0 */
	put16(o, 7);
	put8(o, service);
	put8(o, 0);
	put16(o, 6);
	token_bucket(o, m);
}

static void sender_tspec(struct out *o, const struct rsvp_body *m)
{
	one_service(o, m, 1);
}

static void flowspec(struct out *o, const struct rsvp_body *m)
{
	one_service(o, m, 5); /* Controlled Load, RFC 2211 */
}

/* RFC 2210 3.3: default general parameters of one hop, and Controlled Load without parameters. */
static void adspec(struct out *o, const struct rsvp_body *m)
{
	(void)m;
	put16(o, 0);
	put16(o, 10);
	put8(o, 1);
	put8(o, 0);
	put16(o, 8);
	put8(o, 4); /* IS hop count */
	put8(o, 0);
	put16(o, 1);
	put32(o, 1);
	put8(o, 6); /* path bandwidth estimate */
	put8(o, 0);
	put16(o, 1);
	putf(o, 12500000);
	put8(o, 8); /* minimum path latency */
	put8(o, 0);
	put16(o, 1);
	put32(o, 0);
	put8(o, 10); /* path MTU */
	put8(o, 0);
	put16(o, 1);
	put32(o, 9180);
	put8(o, 5);
	put8(o, 0);
	put16(o, 0);
}

/* RFC 2205 A.7: sharing control and sender selection. */
static void style(struct out *o, const struct rsvp_body *m)
{
	static const uint8_t options[] = {
	    [BODY_FF] = 0x0a, /* distinct, explicit */
	    [BODY_SE] = 0x12, /* shared, explicit */
	    [BODY_WF] = 0x11, /* shared, wildcard */
	};
	put32(o, options[m->style]);
}

static void confirm(struct out *o, const struct rsvp_body *m)
{
	put32(o, m->confirm);
}

static void no_error(struct out *o, const struct rsvp_body *m)
{
	put32(o, m->error_node);
	put32(o, 0);
}

enum object { SESSION, HOP, TIME, SENDER, TSPEC, ADSPEC, CONFIRM, STYLE, FLOWSPEC, FILTER, ERROR, END };

static const struct {
	uint8_t class_num, c_type;
	void (*write)(struct out *o, const struct rsvp_body *m);
} objects[] = {
    [SESSION] = {1, 1, session}, [HOP] = {3, 1, hop},          [TIME] = {5, 1, time_values},
    [ERROR] = {6, 1, no_error},  [STYLE] = {8, 1, style},      [FLOWSPEC] = {9, 2, flowspec},
    [FILTER] = {10, 1, sender},  [SENDER] = {11, 1, sender},   [TSPEC] = {12, 2, sender_tspec},
    [ADSPEC] = {13, 2, adspec},  [CONFIRM] = {15, 1, confirm},
};

static const struct {
	uint8_t type;
	enum object list[10];
} messages[] = {
    [RSVP_BODY_PATH] = {1, {SESSION, HOP, TIME, SENDER, TSPEC, ADSPEC, END}},
    [RSVP_BODY_RESV] = {2, {SESSION, HOP, TIME, CONFIRM, STYLE, FLOWSPEC, FILTER, END}},
    [RSVP_BODY_PATHTEAR] = {5, {SESSION, HOP, SENDER, TSPEC, END}},
    [RSVP_BODY_RESVTEAR] = {6, {SESSION, HOP, STYLE, FLOWSPEC, FILTER, END}},
    [RSVP_BODY_RESVCONF] = {7, {SESSION, ERROR, CONFIRM, STYLE, FLOWSPEC, FILTER, END}},
};

/* RFC 1071, over an even number of octets. */
static uint16_t checksum(const uint8_t *p, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < n; i += 2)
		sum += (uint32_t)p[i] << 8 | p[i + 1];
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static void put_object(struct out *o, enum object object, const struct rsvp_body *m)
{
	size_t start = o->n;

	put16(o, 0);
	put8(o, objects[object].class_num);
	put8(o, objects[object].c_type);
	objects[object].write(o, m);
	o->p[start] = (uint8_t)((o->n - start) >> 8);
	o->p[start + 1] = (uint8_t)(o->n - start);
}

size_t rsvp_body_write(const struct rsvp_body *m, uint8_t out[RSVP_BODY_MAX])
{
	struct out o = {out, 0};

	put8(&o, 0x10); /* version 1, no flags */
	put8(&o, messages[m->kind].type);
	put16(&o, 0);
	put8(&o, m->ttl);
	put8(&o, 0);
	put16(&o, 0);
	for (const enum object *obj = messages[m->kind].list; *obj != END; obj++) {
		if (*obj == CONFIRM && !m->has_confirm)
			continue;
		/* A wildcard names no sender; under SE each has a FILTER_SPEC of its own (RFC 2205 3.1.4). */
		size_t n = *obj != FILTER ? 1 : m->style == BODY_WF ? 0 : 1 + m->n_more;
		struct rsvp_body one = *m;
		for (size_t i = 0; i < n; i++) {
			if (i > 0) {
				one.sender = m->more[i - 1].sender;
				one.sender_port = m->more[i - 1].port;
			}
			put_object(&o, *obj, &one);
		}
	}
	out[6] = (uint8_t)(o.n >> 8);
	out[7] = (uint8_t)o.n;
	uint16_t sum = checksum(out, o.n);
	out[2] = (uint8_t)(sum >> 8);
	out[3] = (uint8_t)sum;
	return o.n;
}
