/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One SAAL: brings SSCOP and SSCF together. Everything that happens is one event (request,
 * PDU, timer) for one of the machines; signals that it gives wait in a queue and are
 * carried out one after the other before the call returns. Outputs are appended to a
 * list that the owner drains; their octets share one buffer, emptied when the list is.
 */
#include "saal/saal.h"

#include <stdlib.h>
#include <string.h>

#include "saal_priv.h"

struct saal *saal_create(const struct saal_config *config)
{
	struct saal *s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->sscf_state = CF_RELEASED;
	if (!sscop_init(&s->sscop, s, config->window, config->qsaal1)) {
		free(s);
		return NULL;
	}
	return s;
}

void saal_free(struct saal *s)
{
	if (!s)
		return;
	sscop_deinit(&s->sscop);
	wr_free(&s->octets);
	free(s->out);
	free(s->sig);
	free(s);
}

/* Room for one more element of a list of n elements. */
static bool grow(void **list, size_t *cap, size_t n, size_t size)
{
	if (n < *cap)
		return true;
	size_t want = *cap ? *cap * 2 : 16;
	void *p = realloc(*list, want * size);
	if (!p)
		return false;
	*list = p;
	*cap = want;
	return true;
}

void saal_put(struct saal *s, enum saal_out_kind kind, char code, uint32_t count, size_t off, size_t len)
{
	if (s->octets.failed || !grow((void **)&s->out, &s->out_cap, s->out_n, sizeof(*s->out)))
		return;
	s->out[s->out_n++] = (struct saal_entry){kind, code, count, off, len};
}

void saal_signal(struct saal *s, bool to_sscop, int event, size_t off, size_t len)
{
	if (!grow((void **)&s->sig, &s->sig_cap, s->sig_n, sizeof(*s->sig)))
		return;
	s->sig[s->sig_n++] = (struct saal_signal){to_sscop, event, off, len};
}

size_t saal_copy(struct saal *s, const uint8_t *octets, size_t len)
{
	size_t off = s->octets.len;
	wr_octets(&s->octets, octets, len);
	return off;
}

void saal_put_pdu(struct saal *s, const struct sscop_pdu *pdu)
{
	size_t off = s->octets.len;
	sscop_encode(&s->octets, pdu);
	saal_put(s, SAAL_PDU, 0, 0, off, s->octets.len - off);
}

/* Before each event: the outputs of the last one are gone if they were drained. */
static void begin(struct saal *s)
{
	if (s->out_head == s->out_n) {
		s->out_head = s->out_n = 0;
		if (s->octets.failed)
			wr_free(&s->octets), memset(&s->octets, 0, sizeof(s->octets));
		wr_reset(&s->octets);
	}
	s->refused = false;
}

static void step_sscf(struct saal *s, const struct sscf_arg *arg)
{
	if (s->sscf_coverage)
		s->sscf_coverage[s->sscf_state * CE_COUNT + arg->event]++;
	fsm_step(&sscf_fsm, &s->sscf_state, arg->event, s, arg);
}

/* Carry out signals until none is left. */
static void run(struct saal *s, vtime now)
{
	while (s->sig_head < s->sig_n) {
		struct saal_signal g = s->sig[s->sig_head++];
		if (g.to_sscop) {
			struct sscop_arg arg = {.event = (enum sscop_event)g.event};
			if (s->req) {
				arg.octets = s->req->octets;
				arg.len = s->req->len;
			}
			sscop_step(&s->sscop, now, &arg);
		} else {
			struct sscf_arg arg = {.event = (enum sscf_event)g.event, .off = g.off, .len = g.len};
			step_sscf(s, &arg);
		}
	}
	s->sig_head = s->sig_n = 0;
}

static bool request(struct saal *s, vtime now, enum sscf_event ev, const uint8_t *octets, size_t len)
{
	struct sscf_arg arg = {.event = ev, .octets = octets, .len = len};
	begin(s);
	s->req = &arg;
	step_sscf(s, &arg);
	run(s, now);
	s->req = NULL;
	return !s->refused;
}

void saal_establish_req(struct saal *s, vtime now)
{
	request(s, now, CE_EST_REQ, NULL, 0);
}

void saal_release_req(struct saal *s, vtime now)
{
	request(s, now, CE_REL_REQ, NULL, 0);
}

bool saal_data_req(struct saal *s, vtime now, const uint8_t *octets, size_t len)
{
	if (len == 0 || len > SSCOP_MAX_SDU)
		return false;
	return request(s, now, CE_DATA_REQ, octets, len);
}

void saal_unitdata_req(struct saal *s, vtime now, const uint8_t *octets, size_t len)
{
	if (len > 0 && len <= SSCOP_MAX_SDU)
		request(s, now, CE_UNITDATA_REQ, octets, len);
}

void saal_pdu(struct saal *s, vtime now, const uint8_t *octets, size_t len)
{
	struct sscop_pdu pdu;
	begin(s);
	struct wire_outcome o = sscop_decode(octets, len, &pdu);
	/* Q.SAAL: type 9 is SDP, which needs an agreement that the UNI never makes; F does not exist. */
	bool foreign = o.code == WIRE_OK && s->sscop.qsaal1 && (pdu.type == SSCOP_ER || pdu.type == SSCOP_ERAK);
	if (o.code != WIRE_OK || foreign) {
		saal_put(s, SAAL_ERROR, 'U', 0, 0, 0);
		return;
	}
	struct sscop_arg arg = {.event = sscop_pdu_event(&s->sscop, &pdu), .pdu = &pdu};
	sscop_step(&s->sscop, now, &arg);
	run(s, now);
}

void saal_time(struct saal *s, vtime now)
{
	static const enum sscop_event events[ST_COUNT] = {[ST_CC] = SE_T_CC,
							  [ST_POLL] = SE_T_POLL,
							  [ST_KEEP_ALIVE] = SE_T_KEEP_ALIVE,
							  [ST_IDLE] = SE_T_IDLE,
							  [ST_NO_RESPONSE] = SE_T_NO_RESPONSE};
	int t;
	begin(s);
	while ((t = timers_due(&s->sscop.timers, now)) >= 0) {
		struct sscop_arg arg = {.event = events[t]};
		sscop_step(&s->sscop, now, &arg);
		run(s, now);
	}
}

vtime saal_next(const struct saal *s)
{
	return timers_next(&s->sscop.timers);
}

bool saal_drain(struct saal *s, struct saal_out *out)
{
	if (s->out_head == s->out_n)
		return false;
	const struct saal_entry *e = &s->out[s->out_head++];
	*out = (struct saal_out){.kind = e->kind, .code = e->code, .count = e->count, .len = e->len};
	out->octets = e->len ? s->octets.p + e->off : NULL;
	return true;
}

bool saal_established(const struct saal *s)
{
	return s->sscf_state == CF_ESTABLISHED;
}

const char *saal_state_name(const struct saal *s)
{
	return sscop_fsm.state_names[s->sscop.state];
}
