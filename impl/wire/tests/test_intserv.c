/* SPDX-License-Identifier: Apache-2.0 */
/* TSpec, flowspec and Adspec bodies: known octets, bounds of the values, framing, what is carried along. */
#include "octets.h"

#include <math.h>

#include "wire/intserv.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* r 125000, b 16000, p 250000, m 64, M 1500. */
#define TB      "7f000005 47f42400 467a0000 48742400 00000040 000005dc"
#define TSPEC   "00000007 01000006" TB
#define CLS     "00000007 05000006" TB
#define GS      "0000000a 02000009" TB "82000002 48742400 00004e20"
#define GENERAL "04000001 00000001 06000001 4b864700 08000001 000000fa 0a000001 000023dc"
#define GS_DATA "85000001 000023dc 86000001 00000212 87000001 000023dc 88000001 00000212"
#define ADSPEC  "00000013 01000008" GENERAL "02000008" GS_DATA "05000000"

static size_t octets_of(const char *hex, uint8_t **p)
{
	uint8_t buf[512];
	size_t n = unhex(hex, buf, sizeof(buf));
	*p = exactly(buf, n);
	return n;
}

static struct wire_outcome tspec_hex(const char *hex, struct tspec *t)
{
	uint8_t *p;
	size_t n = octets_of(hex, &p);
	struct wire_outcome o = tspec_decode(p, n, t);
	free(p);
	return o;
}

static struct wire_outcome flowspec_hex(const char *hex, struct flowspec *f)
{
	uint8_t *p;
	size_t n = octets_of(hex, &p);
	struct wire_outcome o = flowspec_decode(p, n, f);
	free(p);
	return o;
}

static struct wire_outcome adspec_hex(const char *hex, struct adspec *a)
{
	uint8_t *p;
	size_t n = octets_of(hex, &p);
	struct wire_outcome o = adspec_decode(p, n, a);
	free(p);
	return o;
}

static void ck_adspec_encodes(const struct adspec *a, const char *hex)
{
	uint8_t want[512];
	size_t n = unhex(hex, want, sizeof(want));
	struct wr w = {0};
	adspec_encode(&w, a);
	ck_octets_eq(hex, w.p, w.len, want, n);
	wr_free(&w);
}

START_TEST(good_tspec)
{
	struct tspec t;
	uint8_t want[64];
	ck_assert_int_eq(tspec_hex(TSPEC, &t).code, WIRE_OK);
	ck_assert(t.r == 125000 && t.b == 16000 && t.p == 250000);
	ck_assert_uint_eq(t.m, 64);
	ck_assert_uint_eq(t.M, 1500);
	struct wr w = {0};
	tspec_encode(&w, &t);
	ck_octets_eq("tspec", w.p, w.len, want, unhex(TSPEC, want, sizeof(want)));
	wr_free(&w);
}
END_TEST

START_TEST(good_flowspec)
{
	static const char *const hex[] = {CLS, GS};
	struct flowspec f;
	uint8_t want[64];
	ck_assert_int_eq(flowspec_hex(hex[_i], &f).code, WIRE_OK);
	ck_assert_int_eq(f.service, _i ? INTSERV_GS : INTSERV_CLS);
	ck_assert(f.t.r == 125000 && f.R == (_i ? 250000 : 0));
	ck_assert_uint_eq(f.S, _i ? 20000 : 0);
	struct wr w = {0};
	flowspec_encode(&w, &f);
	ck_octets_eq("flowspec", w.p, w.len, want, unhex(hex[_i], want, sizeof(want)));
	wr_free(&w);
}
END_TEST

/* Bit patterns of one word, and whether they are legal in it. */
struct bits {
	uint32_t v;
	bool rate, bucket, peak;
};

static const struct bits floats[] = {
    {0x00000000, false, false, false}, /* 0 */
    {0x80000000, false, false, false}, /* -0 */
    {0x00000001, false, false, false}, /* least denormal */
    {0x007fffff, false, false, false}, /* greatest denormal */
    {0x3f000000, false, false, false}, /* 0.5 */
    {0x3f7fffff, false, false, false}, /* just below 1 */
    {0x3f800000, true, true, true},    /* 1 */
    {0xbf800000, false, false, false}, /* -1 */
    {0xc7f42400, false, false, false}, /* -125000 */
    {0x5268d4a5, true, true, true},    /* 250e9 */
    {0x5268d4a6, true, false, true},   /* just above */
    {0x5269c310, true, false, true},   /* 251e9 */
    {0x561184e7, true, false, true},   /* 40e12 */
    {0x561184e8, false, false, false}, /* just above */
    {0x7f7fffff, false, false, false}, /* greatest finite */
    {0x7f800000, false, false, true},  /* infinity */
    {0xff800000, false, false, false}, /* -infinity */
    {0x7fc00000, false, false, false}, /* NaN */
    {0xffc00000, false, false, false}, /* -NaN */
    {0x7f800001, false, false, false}, /* signalling NaN */
};

static void put_word(uint8_t *p, size_t at, uint32_t v)
{
	p[at] = (uint8_t)(v >> 24);
	p[at + 1] = (uint8_t)(v >> 16);
	p[at + 2] = (uint8_t)(v >> 8);
	p[at + 3] = (uint8_t)v;
}

START_TEST(float_bounds)
{
	uint32_t v = floats[_i].v;
	const bool ok[3] = {floats[_i].rate, floats[_i].bucket, floats[_i].peak};
	for (size_t word = 0; word < 3; word++) {
		size_t at = 12 + 4 * word;
		uint8_t p[64], q[64];
		struct tspec t;
		struct flowspec f;
		unhex(TSPEC, p, sizeof(p));
		put_word(p, at, v);
		struct wire_outcome o = tspec_decode(p, 32, &t);
		ck_assert_msg((o.code == WIRE_OK) == ok[word], "%08x in word %zu", v, word);
		if (!ok[word]) {
			ck_assert_int_eq(o.code, WIRE_BAD_VALUE);
			ck_assert_uint_eq(o.offset, at);
			ck_assert_uint_eq(o.cause, 21);
		}
		/* The value is there all the same, with all its bits, for the error message and the trace. */
		struct wr w = {0};
		tspec_encode(&w, &t);
		ck_octets_eq("copy", w.p, w.len, p, 32);
		wr_free(&w);
		/* Controlled-Load has the same bounds; p below r is only called unlikely there. */
		unhex(CLS, q, sizeof(q));
		put_word(q, at, v);
		ck_assert_int_eq(flowspec_decode(q, 32, &f).code == WIRE_OK, ok[word]);
	}
}
END_TEST

/* R has the bounds of r, and is not below it. */
START_TEST(guaranteed_bounds)
{
	uint8_t p[64];
	struct flowspec f;
	for (size_t i = 0; i < N(floats); i++) {
		unhex(GS, p, sizeof(p));
		put_word(p, 36, floats[i].v);
		struct wire_outcome o = flowspec_decode(p, 44, &f);
		bool ok = floats[i].rate && floats[i].v != 0x3f800000;
		ck_assert_msg((o.code == WIRE_OK) == ok, "%08x", floats[i].v);
		if (!ok)
			ck_assert_uint_eq(o.offset, 36);
	}
	/* R = r is right; R just below r is not. */
	unhex(GS, p, sizeof(p));
	put_word(p, 36, 0x47f42400);
	ck_assert_int_eq(flowspec_decode(p, 44, &f).code, WIRE_OK);
	put_word(p, 36, 0x47f423ff);
	ck_assert_int_eq(flowspec_decode(p, 44, &f).code, WIRE_BAD_VALUE);
	/* p = r/2 is wrong in Guaranteed only. */
	unhex(GS, p, sizeof(p));
	put_word(p, 20, 0x47742400);
	struct wire_outcome o = flowspec_decode(p, 44, &f);
	ck_assert_int_eq(o.code, WIRE_BAD_VALUE);
	ck_assert_uint_eq(o.offset, 20);
	unhex(CLS, p, sizeof(p));
	put_word(p, 20, 0x47742400);
	ck_assert_int_eq(flowspec_decode(p, 32, &f).code, WIRE_OK);
	/* The slack may be anything. */
	unhex(GS, p, sizeof(p));
	put_word(p, 40, 0xffffffff);
	ck_assert_int_eq(flowspec_decode(p, 44, &f).code, WIRE_OK);
	ck_assert_uint_eq(f.S, 0xffffffff);
}
END_TEST

START_TEST(packet_sizes)
{
	static const struct {
		uint32_t m, M;
		bool ok;
	} cases[] = {{64, 1500, true}, {1500, 1500, true}, {1501, 1500, false}, {0, 1500, false},
		     {0, 0, false},    {1, 0, false},      {1, 1, true},        {0xffffffff, 0xffffffff, true}};
	for (size_t i = 0; i < N(cases); i++) {
		uint8_t p[64];
		struct tspec t;
		unhex(TSPEC, p, sizeof(p));
		put_word(p, 24, cases[i].m);
		put_word(p, 28, cases[i].M);
		ck_assert_msg((tspec_decode(p, 32, &t).code == WIRE_OK) == cases[i].ok, "case %zu", i);
	}
}
END_TEST

/* Framing that is wrong: the struct stays empty, cause 21, or 0 where the object as a whole has a wrong length. */
START_TEST(tspec_framing)
{
	static const struct {
		const char *hex;
		uint8_t cause;
	} cases[] = {
	    {"10000007 01000006" TB, 21}, /* version 1 */
	    {"00000006 01000006" TB, 21}, /* overall length */
	    {"00000008 01000006" TB, 21},
	    {"0000ffff 01000006" TB, 21},
	    {"00000007 05000006" TB, 21}, /* a service that is not 1 */
	    {"00000007 01000005" TB, 21},
	    {"00000007 0100ffff" TB, 21},
	    {"00000007 01000006 7e000005 47f42400 467a0000 48742400 00000040 000005dc", 21}, /* another parameter */
	    {"00000007 01000006 7f000004 47f42400 467a0000 48742400 00000040 000005dc", 21},
	    {"00000007 01000006 7f000006 47f42400 467a0000 48742400 00000040 000005dc", 21},
	    {"", 0},
	    {"00000000", 0},
	    {"0000000e 01000006" TB "05000006" TB, 0}, /* two services */
	};
	for (size_t i = 0; i < N(cases); i++) {
		struct tspec t, none = {0};
		struct wire_outcome o = tspec_hex(cases[i].hex, &t);
		ck_assert_msg(o.code != WIRE_OK && o.code != WIRE_BAD_VALUE, "case %zu", i);
		ck_assert_msg(o.cause == cases[i].cause, "case %zu", i);
		ck_assert_mem_eq(&t, &none, sizeof(t));
	}
	/* Unused bits, break bit and parameter flags mean nothing here. */
	struct tspec t;
	ck_assert_int_eq(tspec_hex("0fff0007 01ff0006 7fff0005 47f42400 467a0000 48742400 00000040 000005dc", &t).code,
			 WIRE_OK);
}
END_TEST

START_TEST(flowspec_framing)
{
	static const struct {
		const char *hex;
		enum wire_code code;
		uint8_t cause;
	} cases[] = {
	    {"00000007 06000006" TB, WIRE_UNKNOWN, 21}, /* service 6, 200, 1: not known */
	    {"00000007 c8000006" TB, WIRE_UNKNOWN, 21},
	    {"00000007 01000006" TB, WIRE_UNKNOWN, 21},
	    {"00000001 06000000", WIRE_UNKNOWN, 21},
	    {"00000009 02000009" TB "82000002 48742400 00004e20", WIRE_BAD_LENGTH, 21}, /* the slip of the legend */
	    {"00000007 05000005" TB, WIRE_BAD_LENGTH, 21},
	    {"00000007 02000006" TB, WIRE_BAD_LENGTH, 0},                          /* Guaranteed without RSpec */
	    {"0000000a 02000009 82000002 48742400 00004e20" TB, WIRE_MISSING, 21}, /* RSpec first */
	    {"0000000a 02000009" TB "83000002 48742400 00004e20", WIRE_MISSING, 21},
	    {"0000000a 02000009" TB "82000001 48742400 00004e20", WIRE_BAD_LENGTH, 21},
	    {"0000000a 05000009" TB "82000002 48742400 00004e20", WIRE_BAD_LENGTH, 0}, /* RSpec in CLS */
	    {"00000007 05", WIRE_BAD_LENGTH, 0},
	    {"", WIRE_BAD_LENGTH, 0},
	};
	for (size_t i = 0; i < N(cases); i++) {
		struct flowspec f, none;
		memset(&none, 0, sizeof(none));
		struct wire_outcome o = flowspec_hex(cases[i].hex, &f);
		ck_assert_msg(o.code == cases[i].code, "case %zu: %d", i, o.code);
		ck_assert_msg(o.cause == cases[i].cause, "case %zu", i);
		ck_assert_mem_eq(&f, &none, sizeof(f));
		bool service = i < 4;
		ck_assert_int_eq(o.code == WIRE_UNKNOWN && o.offset == FLOWSPEC_SERVICE_AT, service);
	}
}
END_TEST

START_TEST(good_adspec)
{
	struct adspec a;
	ck_assert_int_eq(adspec_hex(ADSPEC, &a).code, WIRE_OK);
	ck_assert(a.present && !a.global_break && a.gs.present && !a.gs.empty && a.cls.present);
	ck_assert_uint_eq(a.hops, 1);
	ck_assert(a.bandwidth == 17600000);
	ck_assert_uint_eq(a.latency, 250);
	ck_assert_uint_eq(a.mtu, 9180);
	ck_assert_uint_eq(a.c_tot, 9180);
	ck_assert_uint_eq(a.d_sum, 530);
	ck_adspec_encodes(&a, ADSPEC);
	/* Made from nothing but the fields. */
	a.raw_len = 0;
	memset(a.raw, 0xff, sizeof(a.raw));
	ck_adspec_encodes(&a, ADSPEC);
	/* Fields that change on the way count, not the octets that came. */
	ck_assert_int_eq(adspec_hex(ADSPEC, &a).code, WIRE_OK);
	a.hops = 2;
	a.mtu = 1500;
	a.d_tot = 531;
	a.global_break = a.gs.break_bit = a.cls.break_bit = true;
	ck_adspec_encodes(&a,
			  "00000013 01800008 04000001 00000002 06000001 4b864700 08000001 000000fa 0a000001 000005dc"
			  "02800008 85000001 000023dc 86000001 00000213 87000001 000023dc 88000001 00000212 05800000");
	/* General parameters alone, without services. */
	memset(&a, 0, sizeof(a));
	a.present = true;
	ck_adspec_encodes(&a,
			  "00000009 01000008 04000001 00000000 06000001 00000000 08000001 00000000 0a000001 00000000");
}
END_TEST

/* A Guaranteed fragment of the header alone grows to its full form when the values are filled in. */
START_TEST(adspec_empty_fragment)
{
	struct adspec a;
	ck_assert_int_eq(adspec_hex("0000000b 01000008" GENERAL "02800000 05000000", &a).code, WIRE_OK);
	ck_assert(a.gs.present && a.gs.empty && a.gs.break_bit);
	ck_adspec_encodes(&a, "0000000b 01000008" GENERAL "02800000 05000000");
	a.gs.empty = false;
	a.c_tot = a.c_sum = 9180;
	a.d_tot = a.d_sum = 530;
	ck_adspec_encodes(&a, "00000013 01000008" GENERAL "02800008" GS_DATA "05000000");
}
END_TEST

/* Overrides, and services and parameters that are not known: carried in their places. */
START_TEST(adspec_carried)
{
	static const char all[] = "0000001a 01000008" GENERAL "02000005"
				  "06000001 4a864700 14000002 11111111 22222222"
				  "03000003 ff000002 33333333 44444444"
				  "05000002 0a000001 000005dc"
				  "c8800003 80000000 01000001 55555555";
	struct adspec a;
	ck_assert_int_eq(adspec_hex(all, &a).code, WIRE_OK);
	ck_assert(a.gs.override.has_bandwidth && a.gs.override.bandwidth == 4400000);
	ck_assert(a.cls.override.has_mtu && a.cls.override.mtu == 1500 && !a.cls.override.has_hops);
	ck_adspec_encodes(&a, all);
	/* New overrides go in by number; the data of the service stands before them. */
	a.gs.empty = false;
	a.gs.override.has_mtu = true;
	a.gs.override.mtu = 4000;
	a.cls.override.mtu = 1400;
	a.break_unknown = true;
	ck_adspec_encodes(&a, "00000024 01000008" GENERAL "0200000f"
			      "85000001 00000000 86000001 00000000 87000001 00000000 88000001 00000000"
			      "06000001 4a864700 0a000001 00000fa0 14000002 11111111 22222222"
			      "03800003 ff000002 33333333 44444444"
			      "05000002 0a000001 00000578"
			      "c8800003 80000000 01000001 55555555");
	/* A fragment may be dropped, but an unknown one stays. */
	a.gs.present = a.cls.present = a.break_unknown = false;
	ck_adspec_encodes(&a, "00000011 01000008" GENERAL "03000003 ff000002 33333333 44444444"
			      "c8800003 80000000 01000001 55555555");
}
END_TEST

START_TEST(adspec_framing)
{
	static const char *const bad[] = {
	    "",
	    "0000",
	    "00000000",                  /* no service 1 */
	    "10000009 01000008" GENERAL, /* version */
	    "0000000a 01000008" GENERAL, /* overall length one more, one less */
	    "00000008 01000008" GENERAL,
	    "00000009 01000009" GENERAL,                     /* fragment past the end */
	    "00000009 01000007" GENERAL,                     /* parameter cut */
	    "00000009 02000008" GENERAL,                     /* service 1 missing */
	    "0000000a 05000000 01000008" GENERAL,            /* not first */
	    "0000000b 01000008" GENERAL "05000000 02000000", /* not ascending */
	    "0000000b 01000008" GENERAL "05000000 05000000", /* twice */
	    "00000009 01000008 04000000 00000001 06000001 4b864700 08000001 000000fa 0a000001 000023dc",
	    "00000009 01000008 04000002 00000001 06000001 4b864700 08000001 000000fa 0a000001 000023dc",
	    "00000007 01000006 04000001 00000001 06000001 4b864700 08000001 000000fa", /* MTU missing */
	    "00000009 01000008 04000001 00000001 04000001 4b864700 08000001 000000fa 0a000001 000023dc",
	    "0000000c 01000008" GENERAL "02000002 85000001 00000001", /* one of the four terms */
	};
	for (size_t i = 0; i < N(bad); i++) {
		struct adspec a;
		struct wire_outcome o = adspec_hex(bad[i], &a);
		ck_assert_msg(o.code != WIRE_OK && o.code != WIRE_BAD_VALUE && o.cause == 21, "case %zu: %d", i,
			      o.code);
		ck_assert(!a.present);
	}
}
END_TEST

START_TEST(adspec_bandwidth)
{
	static const struct {
		uint32_t v;
		bool ok;
	} cases[] = {{0, true},           {0x00000001, true},  {0x7f7fffff, true},  {0x80000000, false},
		     {0xbf800000, false}, {0x7f800000, false}, {0xff800000, false}, {0x7fc00000, false}};
	for (size_t i = 0; i < N(cases); i++) {
		uint8_t p[128];
		struct adspec a;
		size_t n = unhex("0000000c 01000008" GENERAL "05000002 06000001 00000000", p, sizeof(p));
		put_word(p, 20, cases[i].v);
		struct wire_outcome o = adspec_decode(p, n, &a);
		ck_assert_int_eq(o.code, cases[i].ok ? WIRE_OK : WIRE_BAD_VALUE);
		if (!cases[i].ok)
			ck_assert_uint_eq(o.offset, 20);
		ck_assert(a.present);
		put_word(p, 20, 0);
		put_word(p, 48, cases[i].v);
		ck_assert_int_eq(adspec_decode(p, n, &a).code, cases[i].ok ? WIRE_OK : WIRE_BAD_VALUE);
	}
}
END_TEST

START_TEST(adspec_too_long)
{
	uint8_t p[512] = {0};
	struct adspec a;
	size_t n = unhex("00000000 01000008" GENERAL, p, sizeof(p));
	for (size_t words = n / 4; words <= 100; words++) {
		p[3] = (uint8_t)(words - 1);
		p[n] = 200;
		p[n + 3] = (uint8_t)(words - n / 4 - 1);
		/* One parameter fills the fragment. */
		p[n + 7] = (uint8_t)(p[n + 3] - 1);
		struct wire_outcome o = adspec_decode(p, words * 4, &a);
		if (words * 4 <= ADSPEC_MAX_RAW)
			ck_assert_int_eq(o.code, WIRE_OK);
		else
			ck_assert(o.code == WIRE_NO_MEMORY && o.cause == 23);
	}
}
END_TEST

/* The bodies, cut everywhere and damaged everywhere, in memory that ends with them. */
START_TEST(truncated_and_damaged)
{
	static const char *const bodies[] = {
	    TSPEC, CLS, GS, ADSPEC, "0000000e 01000008" GENERAL "05000004 06000001 4a864700 c8000001 00000001"};
	for (size_t i = 0; i < N(bodies); i++) {
		uint8_t p[256];
		size_t n = unhex(bodies[i], p, sizeof(p));
		struct tspec t;
		struct flowspec f;
		struct adspec a;
		for (size_t cut = 0; cut < n; cut++) {
			uint8_t *copy = exactly(p, cut);
			ck_assert_int_ne(tspec_decode(copy, cut, &t).code, WIRE_OK);
			ck_assert_int_ne(flowspec_decode(copy, cut, &f).code, WIRE_OK);
			ck_assert_int_ne(adspec_decode(copy, cut, &a).code, WIRE_OK);
			free(copy);
		}
		uint8_t *copy = exactly(p, n);
		struct wr w = {0};
		for (size_t at = 0; at < n; at++) {
			for (unsigned v = 0; v < 256; v++) {
				copy[at] = (uint8_t)v;
				tspec_decode(copy, n, &t);
				flowspec_decode(copy, n, &f);
				if (adspec_decode(copy, n, &a).code == WIRE_OK) {
					wr_reset(&w);
					adspec_encode(&w, &a);
					ck_assert_int_eq(adspec_decode(w.p, w.len, &a).code, WIRE_OK);
				}
			}
			copy[at] = p[at];
		}
		wr_free(&w);
		free(copy);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("intserv");
	TCase *tc = tcase_create("bodies");
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, good_tspec);
	tcase_add_loop_test(tc, good_flowspec, 0, 2);
	tcase_add_loop_test(tc, float_bounds, 0, N(floats));
	tcase_add_test(tc, guaranteed_bounds);
	tcase_add_test(tc, packet_sizes);
	tcase_add_test(tc, tspec_framing);
	tcase_add_test(tc, flowspec_framing);
	tcase_add_test(tc, good_adspec);
	tcase_add_test(tc, adspec_empty_fragment);
	tcase_add_test(tc, adspec_carried);
	tcase_add_test(tc, adspec_framing);
	tcase_add_test(tc, adspec_bandwidth);
	tcase_add_test(tc, adspec_too_long);
	tcase_add_test(tc, truncated_and_damaged);
	suite_add_tcase(s, tc);
	return run_suite(s);
}
