/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contents of the elements that describe traffic and adaptation: AAL parameters,
 * ATM traffic descriptor, QoS, transit delay. All but the QoS class are lists of
 * identifier and value (Q.2931 4.5.5, 4.5.6, 4.5.18; UNI 4.0 signalling 2 and 10).
 */
#include "q2931_ie.h"

#include <string.h>

#define AAL_TYPE_5 5

/* --- lists of identifier and value, each at most once ------------------------- */

struct tagged {
	uint8_t id, octets;
};

static bool tagged_read(struct rd *r, const struct tagged *defs, unsigned n, uint32_t *has, uint32_t *value)
{
	unsigned next = 0; /* senders keep the order of the table nearly always */
	while (rd_left(r) > 0) {
		uint8_t id = rd_u8(r);
		unsigned k = next, tried = 0;
		for (; tried < n; tried++, k++) {
			if (k >= n)
				k = 0;
			if (defs[k].id == id)
				break;
		}
		if (tried == n || *has & 1u << k)
			return false;
		uint32_t v = 0;
		for (int i = 0; i < defs[k].octets; i++)
			v = v << 8 | rd_u8(r);
		value[k] = v;
		*has |= 1u << k;
		next = k + 1;
	}
	return !r->short_read;
}

static void tagged_write(struct wr *w, const struct tagged *defs, unsigned n, uint32_t has, const uint32_t *value)
{
	for (unsigned k = 0; k < n; k++) {
		if (!(has & 1u << k))
			continue;
		wr_u8(w, defs[k].id);
		for (int i = defs[k].octets - 1; i >= 0; i--)
			wr_u8(w, (uint8_t)(value[k] >> 8 * i));
	}
}

/* --- AAL parameters ----------------------------------------------------------- */

enum { AAL_FWD, AAL_BWD, AAL_MODE, AAL_SSCS, AAL_TAGS };
static const struct tagged aal_tags[AAL_TAGS] = {{0x8c, 2}, {0x81, 2}, {0x83, 1}, {0x84, 1}};

bool q2931_dec_aal(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	struct ie_aal a = {.present = true, .type = rd_u8(r)};
	if (a.type != AAL_TYPE_5) {
		a.n_other = (uint8_t)rd_left(r);
		memcpy(a.other, rd_octets(r, a.n_other), a.n_other);
		m->aal = a;
		return true;
	}
	uint32_t has = 0, v[AAL_TAGS] = {0};
	if (!tagged_read(r, aal_tags, AAL_TAGS, &has, v))
		return false;
	/* Forward and backward sizes appear both or neither (UNI 3.1 5.4.5.5). */
	a.has_sdu = has & 1u << AAL_FWD;
	if (a.has_sdu != !!(has & 1u << AAL_BWD))
		return false;
	a.fwd_sdu = (uint16_t)v[AAL_FWD];
	a.bwd_sdu = (uint16_t)v[AAL_BWD];
	a.has_mode = has & 1u << AAL_MODE;
	a.mode = (uint8_t)v[AAL_MODE];
	a.has_sscs = has & 1u << AAL_SSCS;
	a.sscs = (uint8_t)v[AAL_SSCS];
	m->aal = a;
	return true;
}

void q2931_enc_aal(struct wr *w, const struct q2931_msg *m)
{
	const struct ie_aal *a = &m->aal;
	wr_u8(w, a->type);
	if (a->type != AAL_TYPE_5) {
		wr_octets(w, a->other, a->n_other);
		return;
	}
	uint32_t has = (a->has_sdu ? 1u << AAL_FWD | 1u << AAL_BWD : 0) | (a->has_mode ? 1u << AAL_MODE : 0) |
		       (a->has_sscs ? 1u << AAL_SSCS : 0);
	const uint32_t v[AAL_TAGS] = {a->fwd_sdu, a->bwd_sdu, a->mode, a->sscs};
	tagged_write(w, aal_tags, AAL_TAGS, has, v);
}

/* --- ATM traffic descriptor --------------------------------------------------- */

enum { TD_BEST_EFFORT = TD_FIELDS, TD_OPTIONS, TD_TAGS };
static const struct tagged td_tags[TD_TAGS] = {
    [TD_FWD_PCR0] = {0x82, 3},  [TD_BWD_PCR0] = {0x83, 3},  [TD_FWD_PCR01] = {0x84, 3},   [TD_BWD_PCR01] = {0x85, 3},
    [TD_FWD_SCR0] = {0x88, 3},  [TD_BWD_SCR0] = {0x89, 3},  [TD_FWD_SCR01] = {0x90, 3},   [TD_BWD_SCR01] = {0x91, 3},
    [TD_FWD_MCR01] = {0x92, 3}, [TD_BWD_MCR01] = {0x93, 3}, [TD_FWD_MBS0] = {0xa0, 3},    [TD_BWD_MBS0] = {0xa1, 3},
    [TD_FWD_MBS01] = {0xb0, 3}, [TD_BWD_MBS01] = {0xb1, 3}, [TD_BEST_EFFORT] = {0xbe, 0}, [TD_OPTIONS] = {0xbf, 1},
};
#define TD_MCR      (1u << TD_FWD_MCR01 | 1u << TD_BWD_MCR01)
#define OPT_FD_FWD  0x80u
#define OPT_FD_BWD  0x40u
#define OPT_TAG_BWD 0x02u
#define OPT_TAG_FWD 0x01u

bool q2931_dec_traffic(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	struct ie_traffic t = {.present = true};
	uint32_t has = 0, v[TD_TAGS] = {0};
	if (!tagged_read(r, td_tags, TD_TAGS, &has, v))
		return false;
	if (m->version < UNI_40 && has & TD_MCR) /* identifiers 92h, 93h came with ABR */
		return false;
	t.has = has & ((1u << TD_FIELDS) - 1);
	memcpy(t.value, v, sizeof(t.value));
	t.best_effort = has & 1u << TD_BEST_EFFORT;
	t.has_options = has & 1u << TD_OPTIONS;
	t.fd_fwd = v[TD_OPTIONS] & OPT_FD_FWD;
	t.fd_bwd = v[TD_OPTIONS] & OPT_FD_BWD;
	t.tag_bwd = v[TD_OPTIONS] & OPT_TAG_BWD;
	t.tag_fwd = v[TD_OPTIONS] & OPT_TAG_FWD;
	m->traffic = t;
	return true;
}

void q2931_enc_traffic(struct wr *w, const struct q2931_msg *m)
{
	const struct ie_traffic *t = &m->traffic;
	uint32_t v[TD_TAGS];
	memcpy(v, t->value, sizeof(t->value));
	v[TD_BEST_EFFORT] = 0;
	v[TD_OPTIONS] = (t->fd_fwd ? OPT_FD_FWD : 0) | (t->fd_bwd ? OPT_FD_BWD : 0) | (t->tag_bwd ? OPT_TAG_BWD : 0) |
			(t->tag_fwd ? OPT_TAG_FWD : 0);
	uint32_t has = (t->has & ((1u << TD_FIELDS) - 1)) | (t->best_effort ? 1u << TD_BEST_EFFORT : 0) |
		       (t->has_options ? 1u << TD_OPTIONS : 0);
	tagged_write(w, td_tags, TD_TAGS, has, v);
}

/* --- QoS ---------------------------------------------------------------------- */

bool q2931_dec_qos(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	uint8_t fwd = rd_u8(r), bwd = rd_u8(r);
	m->qos = (struct ie_qos){true, coding, fwd, bwd};
	return true;
}

void q2931_enc_qos(struct wr *w, const struct q2931_msg *m)
{
	wr_u8(w, m->qos.fwd);
	wr_u8(w, m->qos.bwd);
}

enum { EQ_CDV_FWD, EQ_CDV_BWD, EQ_CCDV_FWD, EQ_CCDV_BWD, EQ_CLR_FWD, EQ_CLR_BWD, EQ_TAGS };
static const struct tagged eq_tags[EQ_TAGS] = {{0x94, 3}, {0x95, 3}, {0x96, 3}, {0x97, 3}, {0xa2, 1}, {0xa3, 1}};

bool q2931_dec_ext_qos(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	struct ie_ext_qos q = {.present = true, .origin = rd_u8(r)};
	uint32_t has = 0, v[EQ_TAGS] = {0};
	if (!tagged_read(r, eq_tags, EQ_TAGS, &has, v))
		return false;
	q.has_cdv_fwd = has & 1u << EQ_CDV_FWD;
	q.has_cdv_bwd = has & 1u << EQ_CDV_BWD;
	q.has_ccdv_fwd = has & 1u << EQ_CCDV_FWD;
	q.has_ccdv_bwd = has & 1u << EQ_CCDV_BWD;
	q.has_clr_fwd = has & 1u << EQ_CLR_FWD;
	q.has_clr_bwd = has & 1u << EQ_CLR_BWD;
	q.cdv_fwd = v[EQ_CDV_FWD];
	q.cdv_bwd = v[EQ_CDV_BWD];
	q.ccdv_fwd = v[EQ_CCDV_FWD];
	q.ccdv_bwd = v[EQ_CCDV_BWD];
	q.clr_fwd = (uint8_t)v[EQ_CLR_FWD];
	q.clr_bwd = (uint8_t)v[EQ_CLR_BWD];
	m->ext_qos = q;
	return true;
}

void q2931_enc_ext_qos(struct wr *w, const struct q2931_msg *m)
{
	const struct ie_ext_qos *q = &m->ext_qos;
	uint32_t has = (uint32_t)q->has_cdv_fwd << EQ_CDV_FWD | (uint32_t)q->has_cdv_bwd << EQ_CDV_BWD |
		       (uint32_t)q->has_ccdv_fwd << EQ_CCDV_FWD | (uint32_t)q->has_ccdv_bwd << EQ_CCDV_BWD |
		       (uint32_t)q->has_clr_fwd << EQ_CLR_FWD | (uint32_t)q->has_clr_bwd << EQ_CLR_BWD;
	const uint32_t v[EQ_TAGS] = {q->cdv_fwd, q->cdv_bwd, q->ccdv_fwd, q->ccdv_bwd, q->clr_fwd, q->clr_bwd};
	wr_u8(w, q->origin);
	tagged_write(w, eq_tags, EQ_TAGS, has, v);
}

enum { DELAY_CUMULATIVE, DELAY_MAXIMUM, DELAY_NETWORK, DELAY_TAGS };
static const struct tagged delay_tags[DELAY_TAGS] = {{0x01, 2}, {0x03, 2}, {0x0a, 0}};

bool q2931_dec_transit_delay(struct rd *r, uint8_t coding, struct q2931_msg *m)
{
	uint32_t has = 0, v[DELAY_TAGS] = {0};
	if (!tagged_read(r, delay_tags, DELAY_TAGS, &has, v))
		return false;
	m->transit_delay = (struct ie_transit_delay){
	    .present = true,
	    .has_cumulative = has & 1u << DELAY_CUMULATIVE,
	    .has_maximum = has & 1u << DELAY_MAXIMUM,
	    .network_generated = has & 1u << DELAY_NETWORK,
	    .cumulative = (uint16_t)v[DELAY_CUMULATIVE],
	    .maximum = (uint16_t)v[DELAY_MAXIMUM],
	};
	return true;
}

void q2931_enc_transit_delay(struct wr *w, const struct q2931_msg *m)
{
	const struct ie_transit_delay *d = &m->transit_delay;
	uint32_t has = (uint32_t)d->has_cumulative << DELAY_CUMULATIVE | (uint32_t)d->has_maximum << DELAY_MAXIMUM |
		       (uint32_t)d->network_generated << DELAY_NETWORK;
	const uint32_t v[DELAY_TAGS] = {d->cumulative, d->maximum, 0};
	tagged_write(w, delay_tags, DELAY_TAGS, has, v);
}
