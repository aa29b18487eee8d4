/* SPDX-License-Identifier: Apache-2.0 */
/* Two SAAL ends over a channel in virtual time, with delay and losses on request. */
#ifndef SAAL_TESTS_PAIR_H
#define SAAL_TESTS_PAIR_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "saal_priv.h"

struct flying {
	vtime at;
	int to;
	size_t len;
	struct flying *next;
	uint8_t octets[];
};

struct pair {
	struct saal *end[2];
	vtime now, delay;
	struct flying *flying;
	/* True loses the PDU that end 'from' sends. */
	bool (*lose)(struct pair *p, int from, const struct sscop_pdu *pdu);
	struct rng rng;
	unsigned percent;
	unsigned sent[16], lost;
	bool lost_poll[2]; /* the last POLL of that end, or its answer, was lost */
	/* What came out, counted and in order. */
	unsigned ups[2], downs[2], errors[2][26];
	uint32_t next_expected[2]; /* messages carry their number; see pair_send */
	uint32_t next_sent[2];
	vtime last_sent[2][16]; /* time of the last PDU of each type */
	uint32_t coverage[SS_N_STATES * SE_COUNT];
};

static inline void pair_init(struct pair *p, const struct saal_config *a, const struct saal_config *b)
{
	memset(p, 0, sizeof(*p));
	p->end[0] = saal_create(a);
	p->end[1] = saal_create(b);
	p->end[0]->sscop.coverage = p->end[1]->sscop.coverage = p->coverage;
	p->delay = VT_US(100);
	rng_seed(&p->rng, 1);
}

static inline void pair_free(struct pair *p)
{
	while (p->flying) {
		struct flying *f = p->flying;
		p->flying = f->next;
		free(f);
	}
	for (int i = 0; i < 2; i++) {
		ck_assert_uint_eq(p->end[i]->sscop.unforeseen, 0);
		saal_free(p->end[i]);
	}
}

static inline void pair_launch(struct pair *p, int from, const struct saal_out *o)
{
	struct sscop_pdu pdu;
	ck_assert_int_eq(sscop_decode(o->octets, o->len, &pdu).code, WIRE_OK);
	p->sent[pdu.type]++;
	p->last_sent[from][pdu.type] = p->now;
	if (p->lose && p->lose(p, from, &pdu)) {
		p->lost++;
		return;
	}
	struct flying *f = malloc(sizeof(*f) + o->len), **at = &p->flying;
	f->at = p->now + p->delay;
	f->to = !from;
	f->len = o->len;
	memcpy(f->octets, o->octets, o->len);
	while (*at && (*at)->at <= f->at)
		at = &(*at)->next;
	f->next = *at;
	*at = f;
}

static inline void pair_drain(struct pair *p)
{
	struct saal_out o;
	for (int i = 0; i < 2; i++) {
		while (saal_drain(p->end[i], &o)) {
			switch (o.kind) {
			case SAAL_PDU:
				pair_launch(p, i, &o);
				break;
			case SAAL_ESTABLISH_IND:
			case SAAL_ESTABLISH_CONF:
				p->ups[i]++;
				break;
			case SAAL_RELEASE_IND:
			case SAAL_RELEASE_CONF:
				p->downs[i]++;
				break;
			case SAAL_ERROR:
				p->errors[i][o.code - 'A']++;
				break;
			case SAAL_DATA_IND: {
				/* Exactly once and in order, with the right contents. */
				uint32_t number;
				ck_assert_uint_ge(o.len, 4);
				memcpy(&number, o.octets, 4);
				ck_assert_uint_eq(number, p->next_expected[i]);
				p->next_expected[i]++;
				for (size_t k = 4; k < o.len; k++)
					ck_assert_uint_eq(o.octets[k], (uint8_t)(number + k));
				break;
			}
			default:
				break;
			}
		}
	}
}

/* Let time pass up to 'until'. */
static inline void pair_run(struct pair *p, vtime until)
{
	pair_drain(p);
	for (;;) {
		vtime t = vtime_min(saal_next(p->end[0]), saal_next(p->end[1]));
		if (p->flying)
			t = vtime_min(t, p->flying->at);
		if (t > until)
			break;
		p->now = t;
		if (p->flying && p->flying->at == t) {
			struct flying *f = p->flying;
			p->flying = f->next;
			saal_pdu(p->end[f->to], t, f->octets, f->len);
			free(f);
		} else {
			saal_time(p->end[0], t);
			saal_time(p->end[1], t);
		}
		pair_drain(p);
	}
	p->now = until;
}

/* Message of 'len' octets that carries the next number. */
static inline bool pair_send(struct pair *p, int from, size_t len)
{
	uint8_t octets[SSCOP_MAX_SDU];
	uint32_t number = p->next_sent[from];
	memcpy(octets, &number, 4);
	for (size_t k = 4; k < len; k++)
		octets[k] = (uint8_t)(number + k);
	if (!saal_data_req(p->end[from], p->now, octets, len))
		return false;
	p->next_sent[from]++;
	pair_drain(p);
	return true;
}

static inline bool pair_lose_some(struct pair *p, int from, const struct sscop_pdu *pdu)
{
	return rng_below(&p->rng, 100) < p->percent;
}

#endif
