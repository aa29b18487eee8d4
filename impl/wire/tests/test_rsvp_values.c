/* SPDX-License-Identifier: Apache-2.0 */
/* Values in RSVP messages: common header, sessions, flowspecs, capacity, addresses, names. */
#include "rsvp_parts.h"

/* Header rules: version, unknown types, flags and reserved octet ignored, no checksum. */
START_TEST(header)
{
	uint8_t p[MAX_PACKET];
	struct rsvp_msg m;
	size_t n = load(by_id("GV-01"), p);
	seal(p, n);
	ck_assert_int_eq(decode(p, n, &m).code, WIRE_OK);
	ck_assert(m.no_checksum);
	p[5] = 0xff;
	for (unsigned flags = 0; flags < 16; flags++) {
		p[0] = (uint8_t)(0x10 | flags);
		ck_assert_int_eq(decode(p, n, &m).code, WIRE_OK);
		ck_assert_uint_eq(m.flags, flags);
	}
	for (unsigned version = 0; version < 16; version++) {
		p[0] = (uint8_t)(version << 4);
		ck_assert_int_eq(decode(p, n, &m).code == WIRE_OK, version == 1);
	}
	p[0] = 0x10;
	for (unsigned type = 0; type < 256; type++) {
		p[1] = (uint8_t)type;
		struct wire_outcome o = decode(p, n, &m);
		ck_assert_int_eq(o.code == WIRE_UNKNOWN, type < 1 || type > 7);
		ck_assert_uint_eq(o.cause, 0);
		ck_assert_int_eq(rsvp_type_name((enum rsvp_type)type) != NULL, type >= 1 && type <= 7);
	}
	p[1] = RSVP_PATH;
	for (unsigned length = 0; length <= n + 8; length++) {
		p[7] = (uint8_t)length;
		ck_assert_int_eq(decode(p, n, &m).code == WIRE_OK, length == n);
	}
}
END_TEST

/* A sum that comes out as 0 is sent as ffff, since 0000 means "none", and is accepted. */
START_TEST(checksum_zero)
{
	uint8_t p[MAX_PACKET];
	struct rsvp_msg m;
	load(by_id("GV-14"), p);
	size_t n = load(by_id("GV-14"), p);
	ck_assert_int_eq(decode(p, n, &m).code, WIRE_OK);
	/* Take the checksum into the LIH: adding it there makes the sum all ones. */
	m.hop.lih += (uint32_t)p[2] << 8 | p[3];
	struct wr w = {0};
	rsvp_encode(&w, &m);
	ck_assert_uint_eq(w.p[2], 0xff);
	ck_assert_uint_eq(w.p[3], 0xff);
	ck_assert_int_eq(decode(w.p, w.len, &m).code, WIRE_OK);
	wr_free(&w);
}
END_TEST

/* Values of addresses, protocol and ports that are dropped in silence. */
START_TEST(bad_session)
{
	static const struct {
		const char *id;
		size_t object, at, n;
		uint8_t v;
	} cases[] = {
	    {"GV-01", 0, 4, 4, 0},  /* DestAddress 0.0.0.0 */
	    {"GV-03", 0, 4, 16, 0}, /* DestAddress :: */
	    {"GV-01", 0, 8, 1, 0},  /* ProtocolId 0 */
	    {"GV-01", 3, 4, 4, 0},  /* template address 0.0.0.0 */
	    {"GV-03", 3, 4, 16, 0}, /* template address :: */
	    {"GV-06", 6, 4, 4, 0},  /* filter address 0.0.0.0 */
	    {"GV-06", 0, 10, 2, 0}, /* DstPort 0, filter port 4000 */
	};
	for (size_t i = 0; i < N(cases); i++) {
		struct parts s;
		struct rsvp_msg m;
		split(cases[i].id, &s);
		ck_assert_int_eq(decode_parts(&s, &m).code, WIRE_OK);
		memset(s.octets[cases[i].object] + cases[i].at, cases[i].v, cases[i].n);
		struct wire_outcome o = decode_parts(&s, &m);
		ck_assert_msg(o.code == WIRE_BAD_VALUE && o.cause == 0, "case %zu", i);
	}
}
END_TEST

/* An object of the other family in an IPv4 message, one at a time. */
START_TEST(mixed_families)
{
	static const struct {
		const char *id, *hex;
		size_t at;
	} cases[] = {
	    {"GV-01", "0018010220010db8000b000000000000000000201100138c", 0},
	    {"GV-01", "0018030220010db8000f0000000000000000000100000001", 1},
	    {"GV-01", "00180b0220010db8000a0000000000000000001000000fa0", 3},
	    {"GV-06", "00140f0220010db8000b00000000000000000020", 3},
	    {"GV-06", "00180a0220010db8000a0000000000000000001000000fa0", 6},
	    {"GV-10", "0014070220010db8000b00000000000000000020", 3},
	    {"GV-19", "0018060220010db8000f0000000000000000000100010002", 2},
	};
	for (size_t i = 0; i < N(cases); i++) {
		struct parts s;
		struct rsvp_msg m;
		split(cases[i].id, &s);
		drop(&s, cases[i].at);
		insert(&s, cases[i].at, cases[i].hex);
		struct wire_outcome o = decode_parts(&s, &m);
		ck_assert_msg(o.code == WIRE_BAD_VALUE && o.cause == 0, "case %zu", i);
	}
}
END_TEST

/* Fields that are unused: read as they come, sent as 0. */
START_TEST(unused_fields)
{
	struct parts s = {0};
	struct rsvp_msg m;
	uint8_t p[MAX_PACKET];
	split("GV-19", &s);
	s.octets[0][9] |= 0xfe; /* SESSION flags */
	s.octets[2][8] |= 0xfc; /* ERROR_SPEC flags */
	s.octets[3][4] = 0xff;  /* STYLE flags */
	s.octets[5][8] = 0xff;  /* FILTER_SPEC filler */
	ck_assert_int_eq(decode_parts(&s, &m).code, WIRE_OK);
	struct wr w = {0};
	m.no_checksum = false;
	rsvp_encode(&w, &m);
	size_t n = load(by_id("GV-19"), p);
	ck_octets_eq("GV-19", w.p, w.len, p, n);
	wr_free(&w);
	/* Reserved high bits of the option vector with a known style in the low ones. */
	split("GV-08", &s);
	s.octets[3][5] = 0x01;
	ck_assert_int_eq(decode_parts(&s, &m).code, WIRE_OK);
	ck_assert_int_eq(m.style, RSVP_SE);
	ck_assert_uint_eq(m.style_raw, 0x010012);
}
END_TEST

/* Each descriptor of an FF Resv stands for itself: the bad one is marked, and the ones that take over its flowspec. */
START_TEST(bad_descriptor)
{
	struct parts s;
	struct rsvp_msg m;
	split("GV-06", &s);
	insert(&s, s.n, "0024090200000007050000067f0000057fc00000467a00004874240000000040000005dc");
	insert(&s, s.n, "000c0a01c000020b00000fa2");
	insert(&s, s.n, "000c0a01c000020c00000fa2");
	insert(&s, s.n, "0024090200000007060000067f00000547f42400467a00004874240000000040000005dc");
	insert(&s, s.n, "000c0a01c000020d00000fa2");
	insert(&s, s.n, "0024090200000007050000067f00000547f42400467a00004874240000000040000005dc");
	insert(&s, s.n, "000c0a01c000020e00000fa2");
	struct wire_outcome o = decode_parts(&s, &m);
	ck_assert_int_eq(o.code, WIRE_BAD_VALUE);
	ck_assert_uint_eq(o.cause, 21);
	ck_assert_uint_eq(m.bad_value, 3);
	ck_assert_uint_eq(m.n_flows, 5);
	static const uint16_t errors[] = {0, 3, 3, 2, 0};
	for (size_t i = 0; i < N(errors); i++)
		ck_assert_uint_eq(m.flows[i].tc_error, errors[i]);
	/* An unknown class is about the whole message, so it counts for more. */
	insert(&s, s.n, "00087d0100007ed9");
	o = decode_parts(&s, &m);
	ck_assert_uint_eq(o.cause, 13);
	ck_assert_uint_eq(m.bad_value, 0x7d01);
}
END_TEST

/* FLOWSPEC of a service that is not known, of any length; obsolete and unknown C-Types. */
START_TEST(flowspec_forms)
{
	static const struct {
		const char *hex;
		uint8_t cause;
		uint16_t value;
	} cases[] = {
	    {"0024090200000007060000067f00000547f42400467a00004874240000000040000005dc", 21, 2},
	    {"00100902000000020600000180000000", 21, 2},
	    {"0024090210000007050000067f00000547f42400467a00004874240000000040000005dc", 21, 3},
	    {"0024090200000008050000067f00000547f42400467a00004874240000000040000005dc", 21, 3},
	    {"0024090100000007050000067f00000547f42400467a00004874240000000040000005dc", 14, 0x0901},
	    {"002409c800000007050000067f00000547f42400467a00004874240000000040000005dc", 14, 0x09c8},
	    {"00040902", 0, 0},
	};
	for (size_t i = 0; i < N(cases); i++) {
		struct parts s;
		struct rsvp_msg m;
		split("GV-06", &s);
		drop(&s, 5);
		insert(&s, 5, cases[i].hex);
		struct wire_outcome o = decode_parts(&s, &m);
		ck_assert_int_ne(o.code, WIRE_OK);
		ck_assert_msg(o.cause == cases[i].cause, "case %zu: cause %u", i, o.cause);
		if (o.cause)
			ck_assert_uint_eq(m.bad_value, cases[i].value);
	}
}
END_TEST

/* More than a message struct can hold is said, never cut in silence. */
START_TEST(capacity)
{
	static struct rsvp_msg m;
	uint8_t p[4096];
	size_t base = load(by_id("GV-08"), p), n = base;
	/* SE with 9 filters. */
	for (unsigned i = 0; i < 7; i++, n += 12)
		memcpy(p + n, p + base - 12, 12);
	seal(p, n);
	struct wire_outcome o = decode(p, n, &m);
	ck_assert_int_eq(o.code, WIRE_NO_MEMORY);
	ck_assert_uint_eq(o.cause, 23);
	ck_assert_uint_eq(m.flows[0].n_filters, RSVP_MAX_FILTERS);
	/* FF with 17 descriptors. */
	n = base = load(by_id("GV-06"), p);
	for (unsigned i = 0; i < 16; i++, n += 12)
		memcpy(p + n, p + base - 12, 12);
	seal(p, n);
	ck_assert_int_eq(decode(p, n, &m).code, WIRE_NO_MEMORY);
	ck_assert_uint_eq(m.n_flows, RSVP_MAX_FLOWS);
	/* Objects to carry, more than fit. */
	n = load(by_id("GV-04"), p);
	for (unsigned i = 0; i < 5; i++, n += 256) {
		memset(p + n, 0, 256);
		p[n] = 1;
		p[n + 2] = 252;
	}
	seal(p, n);
	ck_assert_int_eq(decode(p, n, &m).code, WIRE_NO_MEMORY);
	ck_assert_uint_eq(m.opaque_len, RSVP_MAX_OPAQUE);
	ck_assert(m.has_session && m.has_sender);
	/* A SCOPE of 17 senders. */
	n = load(by_id("GV-10"), p);
	size_t at = 8 + 12 + 12 + 8;
	memmove(p + at + 72, p + at + 12, n - at - 12);
	n += 60;
	p[at + 1] = 72;
	seal(p, n);
	ck_assert_int_eq(decode(p, n, &m).code, WIRE_NO_MEMORY);
	ck_assert_uint_eq(m.n_scope, RSVP_MAX_SCOPE);
}
END_TEST

START_TEST(addresses)
{
	static const struct {
		const char *hex, *text;
	} v6[] = {
	    {"20010db8000b00000000000000000020", "2001:db8:b::20"},
	    {"00000000000000000000000000000000", "::"},
	    {"00000000000000000000000000000001", "::1"},
	    {"20010db8000000010001000100010001", "2001:db8:0:1:1:1:1:1"},
	    {"20010000000000010000000000000001", "2001:0:0:1::1"},
	    {"20010db8000000000001000000000001", "2001:db8::1:0:0:1"},
	    {"fe800000000000000000000000000000", "fe80::"},
	    {"ffffffffffffffffffffffffffffffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	};
	char text[IP_ADDR_TEXT];
	for (size_t i = 0; i < N(v6); i++) {
		struct ip_addr a = {.family = 6};
		unhex(v6[i].hex, a.octets, 16);
		ip_addr_text(&a, text);
		ck_assert_str_eq(text, v6[i].text);
		ck_assert_uint_eq(ip_addr_to_v4(&a), 0);
	}
	struct ip_addr a = ip_addr_v4(0xc000020a), b = a;
	ip_addr_text(&a, text);
	ck_assert_str_eq(text, "192.0.2.10");
	ck_assert_uint_eq(ip_addr_to_v4(&a), 0xc000020a);
	/* Octets beyond those of the family do not count. */
	b.octets[9] = 1;
	ck_assert(ip_addr_equal(&a, &b));
	b.family = 6;
	ck_assert(!ip_addr_equal(&a, &b));
	b = (struct ip_addr){0};
	ip_addr_text(&b, text);
	ck_assert_str_eq(text, "none");

	struct rsvp_session s = {a, 17, 0, 5004}, t = {a, 17, 1, 5004};
	ck_assert(rsvp_session_equal(&s, &t));
	t.port = 0;
	ck_assert(!rsvp_session_equal(&s, &t));
	struct rsvp_filter f = {a, 4000}, g = {a, 0};
	ck_assert(!rsvp_filter_equal(&f, &g));
	g.port = 4000;
	ck_assert(rsvp_filter_equal(&f, &g));
}
END_TEST

START_TEST(names)
{
	enum rsvp_type t;
	for (int i = RSVP_PATH; i <= RSVP_RESVCONF; i++) {
		ck_assert(rsvp_type_by_name(rsvp_type_name((enum rsvp_type)i), &t));
		ck_assert_int_eq(t, i);
	}
	ck_assert_str_eq(rsvp_type_name(RSVP_RESVERR), "ResvErr");
	ck_assert(!rsvp_type_by_name("path", &t));
	ck_assert_str_eq(rsvp_style_name(RSVP_FF), "FF");
	ck_assert_ptr_null(rsvp_style_name((enum rsvp_style)0));
	/* No field without a name, none twice. */
	for (size_t i = 0; i < rsvp_n_field_defs; i++) {
		ck_assert_ptr_nonnull(rsvp_field_defs[i].name);
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(rsvp_field_defs[i].name, rsvp_field_defs[k].name);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("rsvp values");
	TCase *tc = tcase_create("messages");
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, header);
	tcase_add_test(tc, checksum_zero);
	tcase_add_test(tc, bad_session);
	tcase_add_test(tc, mixed_families);
	tcase_add_test(tc, unused_fields);
	tcase_add_test(tc, bad_descriptor);
	tcase_add_test(tc, flowspec_forms);
	tcase_add_test(tc, capacity);
	tcase_add_test(tc, addresses);
	tcase_add_test(tc, names);
	suite_add_tcase(s, tc);
	return run_suite(s);
}
