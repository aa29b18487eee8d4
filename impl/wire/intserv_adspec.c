/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The body of ADSPEC (RFC 2210 3.3): general parameters first, then a fragment
 * for each service, in ascending order. Parameters below 128 inside a service
 * override the general ones. Services and parameters that are not known here
 * stay in 'raw' and are put back by the encoder.
 */
#include <math.h>
#include <string.h>

#include "intserv_framing.h"

/* More parameters than fit into ADSPEC_MAX_RAW, plus those that have fields. */
#define MAX_PARAMS (ADSPEC_MAX_RAW / 4 + 8)

struct param {
	uint8_t id, flags;
	const uint8_t *words; /* value in the received body, NULL: one word, 'value' */
	size_t n_words;
	uint32_t value;
};

struct fragment {
	struct param params[MAX_PARAMS];
	size_t n;
};

static uint32_t float_bits(float v)
{
	uint32_t bits;
	memcpy(&bits, &v, sizeof(bits));
	return bits;
}

/* Service data (128 and above) stands before overrides, both by number (RFC 2210 3.3). */
static unsigned rank(uint8_t id)
{
	return id ^ 0x80u;
}

static void add(struct fragment *f, struct param p)
{
	if (f->n == MAX_PARAMS)
		return;
	size_t i = f->n++;
	for (; i > 0 && rank(f->params[i - 1].id) > rank(p.id); i--)
		f->params[i] = f->params[i - 1];
	f->params[i] = p;
}

static void add_word(struct fragment *f, uint8_t id, uint32_t value)
{
	add(f, (struct param){.id = id, .n_words = 1, .value = value});
}

static void add_params(struct fragment *f, const struct adspec_params *p)
{
	if (p->has_hops)
		add_word(f, PARAM_HOPS, p->hops);
	if (p->has_bandwidth)
		add_word(f, PARAM_BANDWIDTH, float_bits(p->bandwidth));
	if (p->has_latency)
		add_word(f, PARAM_LATENCY, p->latency);
	if (p->has_mtu)
		add_word(f, PARAM_MTU, p->mtu);
}

/* Parameters that have a field of their own in this service. */
static bool has_field(uint8_t service, uint8_t id)
{
	if (service != INTSERV_GENERAL && service != INTSERV_GS && service != INTSERV_CLS)
		return false;
	if (id == PARAM_HOPS || id == PARAM_BANDWIDTH || id == PARAM_LATENCY || id == PARAM_MTU)
		return true;
	return service == INTSERV_GS && id >= PARAM_GS_C_TOT && id <= PARAM_GS_D_SUM;
}

/* The received parameters of a fragment that have no field. */
static void add_raw(struct fragment *f, uint8_t service, struct rd r)
{
	while (rd_left(&r) >= 4) {
		uint8_t id = rd_u8(&r), flags = rd_u8(&r);
		size_t n = rd_u16(&r);
		const uint8_t *p = rd_octets(&r, n * 4);
		if (p && !has_field(service, id))
			add(f, (struct param){.id = id, .flags = flags, .words = p, .n_words = n});
	}
}

static void put_fragment(struct wr *w, uint8_t service, bool break_bit, const struct fragment *f)
{
	size_t words = 0;
	for (size_t i = 0; i < f->n; i++)
		words += 1 + f->params[i].n_words;
	intserv_service_header(w, service, break_bit, words);
	for (size_t i = 0; i < f->n; i++) {
		const struct param *p = &f->params[i];
		intserv_param_header(w, p->id, p->flags, p->n_words);
		if (p->words)
			wr_octets(w, p->words, p->n_words * 4);
		else
			wr_u32(w, p->value);
	}
}

/* A fragment as it is written from the fields; 'raw' holds the received parameters, if any. */
static void put_known(struct wr *w, const struct adspec *a, uint8_t service, struct rd raw)
{
	struct fragment f;
	f.n = 0; /* the array is not cleared: this runs for every Path that leaves */
	bool break_bit = false;
	if (service == INTSERV_GENERAL) {
		struct adspec_params general = {true, true, true, true, a->hops, a->bandwidth, a->latency, a->mtu};
		add_params(&f, &general);
		break_bit = a->global_break;
	} else {
		const struct adspec_service *s = service == INTSERV_GS ? &a->gs : &a->cls;
		if (!s->present)
			return;
		if (service == INTSERV_GS && !s->empty) {
			add_word(&f, PARAM_GS_C_TOT, a->c_tot);
			add_word(&f, PARAM_GS_D_TOT, a->d_tot);
			add_word(&f, PARAM_GS_C_SUM, a->c_sum);
			add_word(&f, PARAM_GS_D_SUM, a->d_sum);
		}
		add_params(&f, &s->override);
		break_bit = s->break_bit;
	}
	add_raw(&f, service, raw);
	put_fragment(w, service, break_bit, &f);
}

/* Take the next received fragment apart: false at the end. */
static bool next_fragment(struct rd *r, uint8_t *service, uint8_t *flags, struct rd *params)
{
	if (rd_left(r) < 4)
		return false;
	*service = rd_u8(r);
	*flags = rd_u8(r);
	*params = rd_sub(r, (size_t)rd_u16(r) * 4);
	return !r->short_read;
}

void adspec_encode(struct wr *w, const struct adspec *a)
{
	static const uint8_t known[] = {INTSERV_GENERAL, INTSERV_GS, INTSERV_CLS};
	struct rd r, params, none;
	rd_init(&r, a->raw, a->raw_len <= ADSPEC_MAX_RAW ? a->raw_len : 0);
	rd_u32(&r);
	rd_init(&none, NULL, 0);

	wr_u16(w, 0);
	size_t mark = wr_open_u16(w);
	uint8_t service, flags;
	size_t next = 0;
	while (next_fragment(&r, &service, &flags, &params)) {
		while (next < sizeof(known) && known[next] < service)
			put_known(w, a, known[next++], none);
		if (next < sizeof(known) && known[next] == service) {
			put_known(w, a, known[next++], params);
		} else {
			wr_u8(w, service);
			wr_u8(w, a->break_unknown ? flags | INTSERV_BREAK_BIT : flags);
			wr_u16(w, (uint16_t)(rd_left(&params) / 4));
			wr_octets(w, params.p, rd_left(&params));
		}
	}
	while (next < sizeof(known))
		put_known(w, a, known[next++], none);
	if (!w->failed)
		wr_patch_u16(w, mark, (uint16_t)((w->len - mark - 2) / 4));
}

static bool bandwidth_ok(float v)
{
	/* RFC 2215 3.3: neither negative (minus zero included), infinite nor NaN; 0 means unknown. */
	return isfinite(v) && !signbit(v);
}

/* One parameter with a field. *bad is set if its value is out of bounds. */
static struct wire_outcome decode_param(uint8_t id, struct rd *r, struct adspec *a, struct adspec_params *p, bool *bad)
{
	size_t at = rd_pos(r);
	if (rd_left(r) != 4)
		return intserv_bad(WIRE_BAD_LENGTH, at - 2, "parameter length", "RFC 2210 3.3");
	switch (id) {
	case PARAM_HOPS:
		p->has_hops = true;
		p->hops = rd_u32(r);
		break;
	case PARAM_BANDWIDTH:
		p->has_bandwidth = true;
		p->bandwidth = rd_f32(r);
		*bad = !bandwidth_ok(p->bandwidth);
		break;
	case PARAM_LATENCY:
		p->has_latency = true;
		p->latency = rd_u32(r);
		break;
	case PARAM_MTU:
		p->has_mtu = true;
		p->mtu = rd_u32(r);
		break;
	case PARAM_GS_C_TOT:
		a->c_tot = rd_u32(r);
		break;
	case PARAM_GS_D_TOT:
		a->d_tot = rd_u32(r);
		break;
	case PARAM_GS_C_SUM:
		a->c_sum = rd_u32(r);
		break;
	default:
		a->d_sum = rd_u32(r);
		break;
	}
	return (struct wire_outcome){.code = WIRE_OK};
}

/* The parameters of one fragment. *n_gs counts the C and D terms; *value keeps the first bad value. */
static struct wire_outcome decode_params(uint8_t service, struct rd r, struct adspec *a, struct adspec_params *p,
					 unsigned *n_gs, struct wire_outcome *value)
{
	uint32_t seen[8] = {0};
	while (rd_left(&r)) {
		size_t at = rd_pos(&r);
		uint8_t id = rd_u8(&r);
		rd_u8(&r);
		size_t n = rd_u16(&r);
		struct rd words = rd_sub(&r, n * 4);
		if (r.short_read)
			return intserv_bad(WIRE_BAD_LENGTH, at + 2, "parameter length", "RFC 2210 A1.3");
		if (seen[id / 32] & 1u << id % 32)
			return intserv_bad(WIRE_BAD_LENGTH, at, "repeated parameter", "RFC 2210 3.3");
		seen[id / 32] |= 1u << id % 32;
		if (!has_field(service, id))
			continue;
		bool bad = false;
		struct wire_outcome o = decode_param(id, &words, a, p, &bad);
		if (o.code != WIRE_OK)
			return o;
		if (bad && value->code == WIRE_OK)
			*value = intserv_bad(WIRE_BAD_VALUE, at + 4, "path bandwidth", "RFC 2215 3.3");
		*n_gs += id >= PARAM_GS_C_TOT;
	}
	return (struct wire_outcome){.code = WIRE_OK};
}

static struct wire_outcome decode_fragment(uint8_t service, bool break_bit, size_t at, struct rd params,
					   struct adspec *a, struct wire_outcome *value)
{
	struct adspec_params general = {0};
	struct adspec_service *s = service == INTSERV_GS ? &a->gs : service == INTSERV_CLS ? &a->cls : NULL;
	unsigned n_gs = 0;
	struct wire_outcome o = decode_params(service, params, a, s ? &s->override : &general, &n_gs, value);
	if (o.code != WIRE_OK)
		return o;
	if (s) {
		s->present = true;
		s->break_bit = break_bit;
	}
	if (service == INTSERV_GENERAL) {
		if (!general.has_hops || !general.has_bandwidth || !general.has_latency || !general.has_mtu)
			return intserv_bad(WIRE_MISSING, at, "general parameter", "RFC 2210 3.3.2");
		a->global_break = break_bit;
		a->hops = general.hops;
		a->bandwidth = general.bandwidth;
		a->latency = general.latency;
		a->mtu = general.mtu;
	} else if (service == INTSERV_GS) {
		/* All four terms or none (RFC 2210 3.3.3). */
		if (n_gs != 0 && n_gs != 4)
			return intserv_bad(WIRE_MISSING, at, "Guaranteed parameter", "RFC 2210 3.3.3");
		s->empty = n_gs == 0;
	}
	return (struct wire_outcome){.code = WIRE_OK};
}

static struct wire_outcome decode_body(const uint8_t *octets, size_t len, struct adspec *a, struct wire_outcome *value)
{
	struct rd r;
	rd_init(&r, octets, len);
	if (len < 4 || len % 4)
		return intserv_bad(WIRE_BAD_LENGTH, 0, "ADSPEC", "RFC 2210 3.3");
	if (len > ADSPEC_MAX_RAW) {
		struct wire_outcome o = intserv_bad(WIRE_NO_MEMORY, ADSPEC_MAX_RAW, "ADSPEC", "RFC 2205 Appendix B");
		o.cause = RSVP_CODE_SYSTEM;
		return o;
	}
	struct wire_outcome o = intserv_header(&r, len / 4 - 1);
	unsigned last = 0;
	while (o.code == WIRE_OK && rd_left(&r)) {
		size_t at = rd_pos(&r);
		uint8_t service = rd_u8(&r);
		bool break_bit = rd_u8(&r) & INTSERV_BREAK_BIT;
		struct rd params = rd_sub(&r, (size_t)rd_u16(&r) * 4);
		if (r.short_read)
			return intserv_bad(WIRE_BAD_LENGTH, at + 2, "service length", "RFC 2210 A1.2");
		/* Service 1 always and first, then ascending (RFC 2210 3.3, 3.3.1). */
		if (last == 0 ? service != INTSERV_GENERAL : service <= last)
			return intserv_bad(WIRE_MISSING, at, "order of services", "RFC 2210 3.3");
		last = service;
		o = decode_fragment(service, break_bit, at, params, a, value);
	}
	if (o.code == WIRE_OK && last == 0)
		return intserv_bad(WIRE_MISSING, 4, "general parameters", "RFC 2210 3.3.1");
	return o;
}

struct wire_outcome adspec_decode(const uint8_t *octets, size_t len, struct adspec *a)
{
	memset(a, 0, sizeof(*a));
	struct wire_outcome value = {.code = WIRE_OK};
	struct wire_outcome o = decode_body(octets, len, a, &value);
	if (o.code != WIRE_OK) {
		memset(a, 0, sizeof(*a));
		return o;
	}
	a->present = true;
	memcpy(a->raw, octets, len);
	a->raw_len = len;
	return value;
}
