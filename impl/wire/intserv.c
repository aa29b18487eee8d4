/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bodies of SENDER_TSPEC and FLOWSPEC (RFC 2210 3.1, 3.2): a message header
 * word, one service fragment, and one or two parameters of fixed length. The
 * bounds of the values are those of RFC 2215 3.6, RFC 2211 and RFC 2212.
 */
#include "wire/intserv.h"

#include <math.h>
#include <string.h>

#include "intserv_framing.h"

#define TSPEC_WORDS 5
#define RSPEC_WORDS 2

/* RFC 2215 3.6. */
#define RATE_MIN   1.0f
#define RATE_MAX   40e12f
#define BUCKET_MAX 250e9f

struct wire_outcome intserv_bad(enum wire_code code, size_t offset, const char *what, const char *clause)
{
	return (struct wire_outcome){
	    .code = code, .offset = offset, .what = what, .clause = clause, .cause = RSVP_CODE_TRAFFIC_CONTROL};
}

struct wire_outcome intserv_header(struct rd *r, size_t body_words)
{
	uint8_t version = rd_u8(r) >> 4;
	rd_u8(r);
	uint16_t words = rd_u16(r);
	if (r->short_read)
		return intserv_bad(WIRE_TRUNCATED, 0, "message header", "RFC 2210 A1.1");
	if (version != 0)
		return intserv_bad(WIRE_UNKNOWN, 0, "message version", "RFC 2210 A1.1");
	if (words != body_words)
		return intserv_bad(WIRE_BAD_LENGTH, 2, "overall length", "RFC 2210 A1.1");
	return (struct wire_outcome){.code = WIRE_OK};
}

void intserv_service_header(struct wr *w, uint8_t service, bool break_bit, size_t words)
{
	wr_u8(w, service);
	wr_u8(w, break_bit ? INTSERV_BREAK_BIT : 0);
	wr_u16(w, (uint16_t)words);
}

void intserv_param_header(struct wr *w, uint8_t param, uint8_t flags, size_t words)
{
	wr_u8(w, param);
	wr_u8(w, flags);
	wr_u16(w, (uint16_t)words);
}

/* Header of a parameter that must stand here with this length. Flags are ignored (RFC 2210 A1.3). */
static struct wire_outcome expect_param(struct rd *r, uint8_t param, uint16_t words, const char *what)
{
	size_t at = rd_pos(r);
	uint8_t id = rd_u8(r);
	rd_u8(r);
	uint16_t n = rd_u16(r);
	if (r->short_read)
		return intserv_bad(WIRE_TRUNCATED, at, what, "RFC 2210 A1.3");
	if (id != param)
		return intserv_bad(WIRE_MISSING, at, what, "RFC 2210 3.2");
	if (n != words)
		return intserv_bad(WIRE_BAD_LENGTH, at + 2, what, "RFC 2210 A1.3");
	return (struct wire_outcome){.code = WIRE_OK};
}

static void put_tspec(struct wr *w, const struct tspec *t)
{
	intserv_param_header(w, PARAM_TOKEN_BUCKET, 0, TSPEC_WORDS);
	wr_f32(w, t->r);
	wr_f32(w, t->b);
	wr_f32(w, t->p);
	wr_u32(w, t->m);
	wr_u32(w, t->M);
}

static void get_tspec(struct rd *r, struct tspec *t)
{
	t->r = rd_f32(r);
	t->b = rd_f32(r);
	t->p = rd_f32(r);
	t->m = rd_u32(r);
	t->M = rd_u32(r);
}

/* NaN compares false with everything, so it is refused with the rest. */
static bool in_range(float v, float max)
{
	return v >= RATE_MIN && v <= max;
}

/* 'at' is the offset of r in the body. */
static struct wire_outcome check_tspec(const struct tspec *t, size_t at)
{
	static const char clause[] = "RFC 2215 3.6";
	if (!in_range(t->r, RATE_MAX))
		return intserv_bad(WIRE_BAD_VALUE, at, "token rate", clause);
	if (!in_range(t->b, BUCKET_MAX))
		return intserv_bad(WIRE_BAD_VALUE, at + 4, "bucket depth", clause);
	if (!in_range(t->p, RATE_MAX) && !(isinf(t->p) && t->p > 0))
		return intserv_bad(WIRE_BAD_VALUE, at + 8, "peak rate", clause);
	if (t->m == 0)
		return intserv_bad(WIRE_BAD_VALUE, at + 12, "minimum policed unit", clause);
	if (t->M < t->m)
		return intserv_bad(WIRE_BAD_VALUE, at + 16, "maximum packet size", clause);
	return (struct wire_outcome){.code = WIRE_OK};
}

void tspec_encode(struct wr *w, const struct tspec *t)
{
	wr_u32(w, 2 + TSPEC_WORDS);
	intserv_service_header(w, INTSERV_GENERAL, false, 1 + TSPEC_WORDS);
	put_tspec(w, t);
}

struct wire_outcome tspec_decode(const uint8_t *octets, size_t len, struct tspec *t)
{
	struct rd r;
	rd_init(&r, octets, len);
	memset(t, 0, sizeof(*t));
	if (len != INTSERV_TSPEC_BODY) {
		struct wire_outcome o = intserv_bad(WIRE_BAD_LENGTH, 0, "SENDER_TSPEC", "RFC 2210 3.1");
		o.cause = 0;
		return o;
	}
	struct wire_outcome o = intserv_header(&r, 2 + TSPEC_WORDS);
	if (o.code != WIRE_OK)
		return o;
	uint8_t service = rd_u8(&r);
	rd_u8(&r);
	uint16_t words = rd_u16(&r);
	if (service != INTSERV_GENERAL)
		return intserv_bad(WIRE_UNKNOWN, 4, "service number", "RFC 2210 3.1");
	if (words != 1 + TSPEC_WORDS)
		return intserv_bad(WIRE_BAD_LENGTH, 6, "service length", "RFC 2210 3.1");
	o = expect_param(&r, PARAM_TOKEN_BUCKET, TSPEC_WORDS, "TOKEN_BUCKET_TSPEC");
	if (o.code != WIRE_OK)
		return o;
	get_tspec(&r, t);
	return check_tspec(t, 12);
}

void flowspec_encode(struct wr *w, const struct flowspec *f)
{
	size_t words = 1 + TSPEC_WORDS + (f->service == INTSERV_GS ? 1 + RSPEC_WORDS : 0);
	wr_u32(w, (uint32_t)(1 + words));
	intserv_service_header(w, (uint8_t)f->service, false, words);
	put_tspec(w, &f->t);
	if (f->service == INTSERV_GS) {
		intserv_param_header(w, PARAM_GS_RSPEC, 0, RSPEC_WORDS);
		wr_f32(w, f->R);
		wr_u32(w, f->S);
	}
}

/* What Guaranteed adds to the bounds (RFC 2212 "TSpec, RSpec"). */
static struct wire_outcome check_guaranteed(const struct flowspec *f)
{
	if (f->t.p < f->t.r)
		return intserv_bad(WIRE_BAD_VALUE, 20, "peak rate", "RFC 2212 Invocation Information");
	if (!in_range(f->R, RATE_MAX) || f->R < f->t.r)
		return intserv_bad(WIRE_BAD_VALUE, 36, "rate R", "RFC 2212 Invocation Information");
	return (struct wire_outcome){.code = WIRE_OK};
}

struct wire_outcome flowspec_decode(const uint8_t *octets, size_t len, struct flowspec *f)
{
	struct rd r;
	rd_init(&r, octets, len);
	memset(f, 0, sizeof(*f));

	/* The service decides which length is right, so it is looked at first. */
	uint8_t service = len >= 8 ? octets[4] : 0;
	size_t body = service == INTSERV_GS ? INTSERV_GS_BODY : service == INTSERV_CLS ? INTSERV_CLS_BODY : len;
	if (len < 8 || len != body || len % 4) {
		struct wire_outcome o = intserv_bad(WIRE_BAD_LENGTH, 0, "FLOWSPEC", "RFC 2210 3.2");
		o.cause = 0;
		return o;
	}
	size_t words = len / 4 - 1;
	struct wire_outcome o = intserv_header(&r, words);
	if (o.code != WIRE_OK)
		return o;
	rd_u16(&r);
	if (rd_u16(&r) != words - 1)
		return intserv_bad(WIRE_BAD_LENGTH, 6, "service length", "RFC 2210 A1.2");
	if (service != INTSERV_GS && service != INTSERV_CLS)
		return intserv_bad(WIRE_UNKNOWN, FLOWSPEC_SERVICE_AT, "service number", "RFC 2210 3.2");
	o = expect_param(&r, PARAM_TOKEN_BUCKET, TSPEC_WORDS, "TOKEN_BUCKET_TSPEC");
	if (o.code != WIRE_OK)
		return o;
	struct flowspec got = {.service = (enum intserv_service)service};
	get_tspec(&r, &got.t);
	if (service == INTSERV_GS) {
		o = expect_param(&r, PARAM_GS_RSPEC, RSPEC_WORDS, "RSpec");
		if (o.code != WIRE_OK)
			return o;
		got.R = rd_f32(&r);
		got.S = rd_u32(&r);
	}
	*f = got;
	o = check_tspec(&f->t, 12);
	if (o.code == WIRE_OK && service == INTSERV_GS)
		o = check_guaranteed(f);
	return o;
}
