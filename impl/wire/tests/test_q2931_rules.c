/* SPDX-License-Identifier: Apache-2.0 */
/* What a decoder refuses, ignores or notes, element by element, and what validation asks for. */
#include "wire/q2931.h"

#include "../../base/tests/run_suite.h"
#include "golden.h"
#include "q2931_built.h"

/* Octets of a message of this type with call reference 1 and these elements. */
static size_t message(uint8_t *out, size_t cap, uint8_t type, const char *ies)
{
	static const uint8_t header[] = {0x09, 0x03, 0x00, 0x00, 0x01, 0x00, 0x80};
	memcpy(out, header, sizeof(header));
	out[5] = type;
	size_t n = unhex(ies, out + 9, cap - 9);
	out[7] = (uint8_t)(n >> 8);
	out[8] = (uint8_t)n;
	return n + 9;
}

static struct q2931_msg read_as(enum uni_version version, uint8_t type, const char *ies)
{
	uint8_t octets[1024];
	size_t n = message(octets, sizeof(octets), type, ies);
	uint8_t *p = exactly(octets, n);
	struct q2931_msg m;
	ck_assert_int_eq(q2931_decode(p, n, version, &m).code, WIRE_OK);
	free(p);
	return m;
}

/* Encodes again and expects the same elements. */
static void same_ies(const struct q2931_msg *m, const char *ies)
{
	uint8_t octets[1024];
	size_t n = message(octets, sizeof(octets), (uint8_t)m->type, ies);
	struct wr w = {0};
	q2931_encode(&w, m);
	ck_assert_uint_eq(w.len, n);
	ck_assert_mem_eq(w.p + 9, octets + 9, n - 9);
	wr_free(&w);
}

START_TEST(frames_that_cannot_be_read)
{
	static const struct {
		const char *octets;
		enum wire_code code;
		uint8_t cause;
	} frames[] = {
	    {"", WIRE_TRUNCATED, 0},
	    {"09 03 00 00 01 05 80 00", WIRE_TRUNCATED, 0},
	    {"08 03 00 00 01 0F 80 00 00", WIRE_BAD_VALUE, 0},
	    {"09 02 00 00 01 0F 80 00 00", WIRE_BAD_LENGTH, 0},
	    {"09 13 00 00 01 0F 80 00 00", WIRE_BAD_LENGTH, 0},
	    {"09 03 00 00 01 FF 80 00 00", WIRE_UNKNOWN, 97},
	    {"09 03 00 00 01 03 80 00 00", WIRE_UNKNOWN, 97},
	    {"09 03 00 00 01 01 80 00 00", WIRE_UNKNOWN, 97}, /* ALERTING is not in UNI 3.1 */
	    {"09 03 00 00 01 6E 80 00 00", WIRE_UNKNOWN, 97}, /* nor NOTIFY */
	    {"09 03 00 00 01 0F 80 00 01", WIRE_BAD_LENGTH, 104},
	    {"09 03 00 00 01 0F 80 00 00", WIRE_OK, 0},
	    {"09 03 00 00 01 0F 80 00 00 FF FF", WIRE_OK, 0}, /* what follows the message is not looked at */
	};
	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		uint8_t octets[16];
		struct q2931_msg m;
		size_t n = unhex(frames[i].octets, octets, sizeof(octets));
		struct wire_outcome o = q2931_decode(octets, n, UNI_31, &m);
		ck_assert_msg(o.code == frames[i].code, "%s: %s", frames[i].octets, wire_code_name(o.code));
		ck_assert_uint_eq(o.cause, frames[i].cause);
		if (o.cause)
			ck_assert_uint_eq(m.call_ref, 1);
	}
	uint8_t alerting[] = {9, 3, 0x80, 0, 1, 1, 0x92, 0, 0};
	struct q2931_msg m;
	ck_assert_int_eq(q2931_decode(alerting, 9, UNI_40, &m).code, WIRE_OK);
	ck_assert(m.has_msg_action && m.msg_action == 2 && m.call_ref_flag);
	ck_assert_int_eq(q2931_decode(alerting, 9, UNI_30, &m).code, WIRE_UNKNOWN);
	ck_assert(m.has_msg_action && m.msg_action == 2);
}
END_TEST

/* Contents that must be refused: the element is then absent and noted. */
START_TEST(bad_contents_are_noted)
{
	static const struct {
		uint8_t type;
		const char *ies;
	} bad[] = {
	    {Q2931_RELEASE, "08 80 0000"},
	    {Q2931_RELEASE, "08 80 0001 80"},
	    {Q2931_RELEASE, "08 80 0002 00 90"}, /* octet 5 continued */
	    {Q2931_RELEASE, "08 C0 0002 80 90"}, /* national coding */
	    {Q2931_RELEASE, "08 80 001F 8090 0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D"},
	    {Q2931_RELEASE, "08 80 0005 80 90"}, /* claims more than there is */
	    {Q2931_RELEASE, "08 80 00"},
	    {Q2931_RELEASE, "08"},
	    {Q2931_STATUS, "14 80 0002 0A 00"},
	    {Q2931_RESTART, "79 80 0001 83"},
	    {Q2931_CONNECT, "5A 80 0004 88 0000 00"},
	    {Q2931_CONNECT, "5A 80 0005 08 0000 0020"},
	    {Q2931_CONNECT, "54 80 0003 01 8000"}, /* type but 0 */
	    {Q2931_CONNECT, "58 80 0000"},
	    {Q2931_CONNECT, "58 80 0004 05 8C 23E4"},         /* forward size alone */
	    {Q2931_CONNECT, "58 80 0007 05 81 0000 81 0000"}, /* twice */
	    {Q2931_CONNECT, "58 80 0003 05 99 00"},           /* unknown parameter */
	    {Q2931_CONNECT, "58 80 0002 05 84"},              /* parameter cut */
	    {Q2931_SETUP, "59 80 0003 84 00 01"},
	    {Q2931_SETUP, "59 80 0008 84 000001 84 000001"},
	    {Q2931_SETUP, "59 80 0004 92 000001"}, /* MCR came with UNI 4.0 */
	    {Q2931_SETUP, "59 80 0001 BF"},
	    {Q2931_SETUP, "5E 80 0001 90"},
	    {Q2931_SETUP, "5E 80 0002 10 80"},    /* 5a announced, 6 missing */
	    {Q2931_SETUP, "5E 80 0003 90 80 80"}, /* one octet too many */
	    {Q2931_SETUP, "5E 80 0003 10 00 80"}, /* 5a continued */
	    {Q2931_SETUP, "5C 80 0001 00"},
	    {Q2931_SETUP, "5F 80 0000"},
	    {Q2931_SETUP, "5F 80 0002 EB CC"}, /* layer 3 before layer 2 */
	    {Q2931_SETUP, "5F 80 0002 CC CC"},
	    {Q2931_SETUP, "5F 80 0001 4C"}, /* group not ended */
	    {Q2931_SETUP, "5F 80 0002 6B 66"},
	    {Q2931_SETUP, "5F 80 0003 6B E6 80"},
	    {Q2931_SETUP, "5F 80 0001 8C"},             /* layer 0 */
	    {Q2931_SETUP, "5F 80 0005 6B 40 80 80 00"}, /* SNAP cut */
	    {Q2931_SETUP, "70 80 0001 82"},
	    {Q2931_SETUP, "70 80 0014 82 00112233445566778899AABBCCDDEEFF001122"}, /* 19 octets */
	    {Q2931_SETUP, "70 80 0004 91 31 32 41"},                               /* a letter in a number */
	    {Q2931_SETUP, "70 80 0011 91 31323334353637383930313233343536"},       /* 16 digits */
	    {Q2931_SETUP, "70 80 0002 11 31"},                                     /* called number has no 5a */
	    {Q2931_SETUP, "6C 80 0003 11 01 31"},                                  /* 5a continued */
	    {Q2931_SETUP, "63 80 0000"},
	    {Q2931_SETUP, "60 80 0000"},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct q2931_msg m = read_as(UNI_31, bad[i].type, bad[i].ies);
		uint8_t id;
		unhex((char[3]){bad[i].ies[0], bad[i].ies[1], 0}, &id, 1);
		ck_assert_msg(m.n_bad == 1, "%s", bad[i].ies);
		ck_assert_msg(m.bad[0].id == id && m.bad[0].known && !m.bad[0].has_action, "%s", bad[i].ies);
		same_ies(&m, "");
	}
}
END_TEST

START_TEST(unknown_and_unexpected)
{
	struct q2931_msg m = read_as(UNI_31, Q2931_RELEASE, "33 92 0001 00 08 80 0002 80 90 EA F5 0004 00000001");
	ck_assert_uint_eq(m.n_bad, 2);
	ck_assert_uint_eq(m.bad[0].id, 0x33);
	ck_assert(!m.bad[0].known && !m.bad[0].unexpected && m.bad[0].has_action);
	ck_assert_uint_eq(m.bad[0].action, 2);
	ck_assert_uint_eq(m.bad[1].id, 0xea); /* of UNI 4.0 */
	ck_assert(!m.bad[1].known && !m.bad[1].unexpected);
	ck_assert_uint_eq(m.bad[1].action, 5);
	ck_assert_uint_eq(m.cause.value, 16);
	m = read_as(UNI_30, Q2931_RELEASE, "33 95 0001 00"); /* two bits in UNI 3.0 */
	ck_assert_uint_eq(m.bad[0].action, 1);
	/* A QoS parameter has no business in ADD PARTY. */
	m = read_as(UNI_31, Q2931_ADD_PARTY, "5C 80 0002 0000 54 80 0003 000001");
	ck_assert_uint_eq(m.n_bad, 1);
	ck_assert(m.bad[0].unexpected && !m.bad[0].known && !m.qos.present);
	ck_assert(m.endpoint_ref.present);
	/* A traffic descriptor in CONNECT is negotiation, of UNI 4.0. */
	ck_assert(read_as(UNI_40, Q2931_CONNECT, "59 80 0004 84 000001").traffic.present);
	ck_assert_uint_eq(read_as(UNI_31, Q2931_CONNECT, "59 80 0004 84 000001").n_bad, 1);
	/* More than there is room for. */
	m = read_as(UNI_31, Q2931_RELEASE,
		    "31800000 31800000 31800000 31800000 31800000 31800000 31800000 31800000 "
		    "31800000 31800000 08 80 0002 80 9F");
	ck_assert_uint_eq(m.n_bad, 8);
	ck_assert_uint_eq(m.cause.value, 31);
}
END_TEST

START_TEST(repetition)
{
	struct q2931_msg m = read_as(UNI_31, Q2931_RELEASE, "08800002 8090 08800002 8191 08800002 8292");
	ck_assert_uint_eq(m.cause.value, 16);
	ck_assert(m.cause2.present);
	ck_assert_uint_eq(m.cause2.value, 17);
	ck_assert_uint_eq(m.n_bad, 0);
	same_ies(&m, "08800002 8090 08800002 8191");
	m = read_as(UNI_31, Q2931_SETUP, "5C800002 0000 5CE00002 0101"); /* the first one counts */
	ck_assert_uint_eq(m.qos.fwd, 0);
	ck_assert_uint_eq(m.n_bad, 0);
	m = read_as(UNI_31, Q2931_SETUP, "63800001 82 5F800001 CC 5F800003 6B6680");
	ck_assert_uint_eq(m.blli.n, 2);
	ck_assert(!m.blli.bare);
	same_ies(&m, "63800001 82 5F800001 CC 5F800003 6B6680");
	m = read_as(UNI_31, Q2931_SETUP, "5F800001 CC 5F800003 6B6680");
	ck_assert(m.blli.bare);
	m = read_as(UNI_31, Q2931_SETUP, "5F800001 C1 5F800001 C2 5F800001 C6 5F800001 C7");
	ck_assert_uint_eq(m.blli.n, 3);
}
END_TEST

START_TEST(blli_groups)
{
	static const struct {
		const char *contents;
		bool exact; /* the fields tell everything */
		int l2, l3, ipi;
	} groups[] = {
	    {"CC", true, 12, -1, -1},         {"EB", true, -1, 11, -1},
	    {"CC6B6680", true, 12, 11, 0xcc}, {"6B4780", true, -1, 11, 0x8e},
	    {"6B40C0", true, -1, 11, 0x81},   {"6B67C0", true, -1, 11, 0xcf},
	    {"6B4080", true, -1, 11, 0x80},   {"6B40808000A03E0001", true, -1, 11, 0x80},
	    {"6B6681", false, -1, 11, 0xcc}, /* a spare bit set */
	    {"462087", false, 6, -1, -1},    /* X.25 link, mode, window */
	    {"662087 82", false, -1, 6, -1}, /* not octets of a further group: bits 7..6 are 0 */
	    {"66200487", false, -1, 6, -1},  /* X.25 packet, mode, size, window */
	    {"A1CC", false, 12, -1, -1},     /* a layer 1 group in front */
	};
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		char ies[64];
		uint8_t contents[16];
		size_t n = unhex(groups[i].contents, contents, sizeof(contents));
		snprintf(ies, sizeof(ies), "5F 80 00%02zx %s", n, groups[i].contents);
		struct q2931_msg m = read_as(UNI_31, Q2931_SETUP, ies);
		if (strchr(groups[i].contents, ' ')) {
			ck_assert_uint_eq(m.n_bad, 1);
			continue;
		}
		ck_assert_msg(m.blli.n == 1, "%s", ies);
		const struct ie_blli *b = &m.blli.b[0];
		ck_assert_msg(b->extra_len == (groups[i].exact ? 0 : n), "%s", ies);
		ck_assert_int_eq(b->has_l2 ? b->l2 : -1, groups[i].l2);
		ck_assert_int_eq(b->has_l3 ? b->l3 : -1, groups[i].l3);
		ck_assert_int_eq(b->has_ipi ? b->ipi : -1, groups[i].ipi);
		same_ies(&m, ies);
	}
}
END_TEST

/* Elements without a golden message: they come back as they were. */
START_TEST(other_elements_round_trip)
{
	static const struct {
		uint8_t type;
		const char *ies;
	} same[] = {
	    {Q2931_SETUP, "58 80 0001 10"},                             /* AAL user-defined */
	    {Q2931_SETUP, "58 80 0005 01 85 00 86 01"},                 /* AAL1 */
	    {Q2931_SETUP, "58 80 000B 05 8C 00C8 81 00C8 83 01 84 00"}, /* with the mode of UNI 3.0 */
	    {Q2931_SETUP, "59 80 0008 82 000001 83 000002"},
	    {Q2931_SETUP, "59 80 0012 84 0003E8 85 0003E8 92 000064 93 000064 BF C3"},
	    {Q2931_SETUP, "5E 80 0002 83 A1"},
	    {Q2931_SETUP, "5D 80 0008 83 0060D701000003"},
	    {Q2931_SETUP, "70 80 0010 91 313233343536373839303132333435"}, /* E.164, 15 digits */
	    {Q2931_SETUP, "6C 80 0002 00 C0"},                             /* not available */
	    {Q2931_SETUP, "71 80 0003 90 4700 6D 80 0002 90 47"},
	    {Q2931_SETUP, "62 80 0001 A1 78 80 0004 A1 303132"},
	    {Q2931_SETUP, "42 80 0006 01 0010 03 FFFF 27 80 0001 81"},
	    {Q2931_SETUP, "42 80 0004 01 0010 0A"},
	    {Q2931_SETUP, "EC E0 0015 00 94 000001 95 FFFFFF 96 000002 97 000003 A2 08 A3 FF"},
	    {Q2931_SETUP, "E8 E0 0005 80 00000007 E9 E0 0001 80 EA E0 0004 0000002A"},
	    {Q2931_SETUP, "84 E0 0004 C6 000100 EB E0 0002 80 85"}, /* carried */
	    {Q2931_SETUP, "81 80 0008 84 000001 85 000001 7F E0 0001 01 7F E0 0001 02"},
	    {Q2931_CONNECT, "4C 80 0016 02 81 4700918100000000000001000102000000000200"},
	    {Q2931_CONNECT, "4D 80 0002 90 47"},
	    {Q2931_RELEASE, "08 E0 0002 81 CE 7E 80 0003 04 61 62"}, /* cause in network coding */
	    {Q2931_STATUS, "14 80 0001 0A 08 80 0002 80 9E 54 80 0003 00 8000 55 80 0001 0A"},
	    {Q2931_RESTART, "5A 80 0005 88 0000 0020 79 80 0001 80"},
	    {Q2931_CONNECT, "5A 80 0005 84 0001 0000"}, /* switched VP: no VCI */
	};
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		struct q2931_msg m = read_as(UNI_40, same[i].type, same[i].ies);
		ck_assert_msg(m.n_bad == 0, "%s", same[i].ies);
		same_ies(&m, same[i].ies);
	}
}
END_TEST

START_TEST(carried_octets_are_bounded)
{
	char ies[2048];
	size_t at = 0;
	for (int i = 0; i < 20; i++)
		at += (size_t)snprintf(ies + at, sizeof(ies) - at, "7F E0 001D %058d", i);
	struct q2931_msg m = read_as(UNI_40, Q2931_SETUP, ies);
	ck_assert_uint_eq(m.n_bad, 0);
	ck_assert_uint_eq(m.opaque_len, 7 * 33);
}
END_TEST

START_TEST(code_set_shifts)
{
	/* Non-locking to code set 6: the cause behind it is none of ours, the next is. */
	struct q2931_msg m = read_as(UNI_31, Q2931_RELEASE, "61800001 86 08800002 8091 08800002 8090");
	ck_assert_uint_eq(m.n_bad, 1);
	ck_assert(!m.bad[0].known);
	ck_assert_uint_eq(m.cause.value, 16);
	/* Locking: all behind it, until it is shifted back. */
	m = read_as(UNI_31, Q2931_RELEASE, "60800001 85 08800002 8091 08800002 8092 60800001 80 08800002 8090");
	ck_assert_uint_eq(m.n_bad, 2);
	ck_assert_uint_eq(m.cause.value, 16);
}
END_TEST

START_TEST(wrong_on_purpose)
{
	struct q2931_msg m = {.version = UNI_31, .call_ref = 1, .type = Q2931_RELEASE, .cause = CAUSE(0, 16)};
	m.n_raw = (uint8_t)unhex("33 80 0000", m.raw, sizeof(m.raw));
	m.length_error = 5;
	struct wr w = {0};
	q2931_encode(&w, &m);
	uint8_t expected[64];
	size_t n = message(expected, sizeof(expected), Q2931_RELEASE, "08800002 8090 33800000");
	expected[8] = (uint8_t)(expected[8] + 5);
	ck_assert_uint_eq(w.len, n);
	ck_assert_mem_eq(w.p, expected, n);
	struct q2931_msg again;
	ck_assert_int_eq(q2931_decode(w.p, w.len, UNI_31, &again).code, WIRE_BAD_LENGTH);
	ck_assert_uint_eq(again.cause.value, 16);
	wr_free(&w);
	m = (struct q2931_msg){
	    .version = UNI_31, .type = (enum q2931_type)0xee, .has_msg_action = true, .msg_action = 1};
	q2931_encode(&w, &m);
	ck_assert_uint_eq(w.p[5], 0xee);
	ck_assert_uint_eq(w.p[6], 0x91);
	ck_assert_int_eq(q2931_decode(w.p, w.len, UNI_31, &again).code, WIRE_UNKNOWN);
	wr_free(&w);
}
END_TEST

static void validates(const struct q2931_msg *m, bool to_network, uint8_t cause, const char *ids)
{
	uint8_t got[8], expected[8];
	size_t n_got, n = unhex(ids, expected, sizeof(expected));
	struct wire_outcome o = q2931_validate(m, to_network, got, &n_got);
	ck_assert_msg(o.cause == cause, "cause %u instead of %u (%s)", o.cause, cause, o.what ? o.what : "");
	ck_assert_int_eq(o.code, cause == 96 ? WIRE_MISSING : cause == 100 ? WIRE_BAD_VALUE : WIRE_OK);
	ck_assert_uint_eq(n_got, n);
	ck_assert_mem_eq(got, expected, n);
}

START_TEST(validation_of_setup)
{
	const struct q2931_msg be = built_q2931[0], be40 = built_q2931[1], mp = built_q2931[2], mp40 = built_q2931[3];
	struct q2931_msg m = be;
	validates(&m, true, 0, "");
	validates(&m, false, 96, "5A"); /* the network names the VC */
	m.conn_id = (struct ie_conn_id)VC(32);
	validates(&m, false, 0, "");
	validates(&be40, false, 0, "");
	m = be;
	m.qos.present = false;
	m.called.present = false;
	validates(&m, true, 96, "5C70");
	m = mp40;
	m.qos.present = false; /* extended QoS stands there */
	validates(&m, true, 0, "");
	m.ext_qos.present = false;
	validates(&m, true, 96, "5C");
	m = mp;
	m.endpoint_ref.present = false;
	validates(&m, true, 96, "54");
	m = mp;
	m.endpoint_ref.value = 1;
	validates(&m, true, 100, "54");
	m = be;
	m.endpoint_ref = (struct ie_endpoint_ref)PARTY(false, 1); /* point to point: not mandatory */
	validates(&m, true, 0, "");
	m = be;
	m.traffic.has = 1u << TD_FWD_PCR01;
	validates(&m, true, 100, "59");
	m = be;
	m.traffic.has |= 1u << TD_FWD_SCR0; /* not beside best effort */
	validates(&m, true, 100, "59");
	m = be;
	m.qos.fwd = m.qos.bwd = 1; /* class 1 is the ATM Forum's */
	validates(&m, true, 100, "5C");
	m.qos.coding = 3;
	validates(&m, true, 0, "");
	m.qos.fwd = 5;
	validates(&m, true, 100, "5C");
	m = be;
	m.bearer.configuration = 2;
	validates(&m, true, 100, "5E");
	m.called.present = false; /* what is missing goes before what is bad */
	validates(&m, true, 96, "70");
}
END_TEST

START_TEST(validation_of_others)
{
	struct q2931_msg m = read_as(UNI_31, Q2931_RELEASE, "");
	validates(&m, true, 96, "08");
	m = read_as(UNI_31, Q2931_RELEASE, "08 80 0001 80");
	validates(&m, true, 100, "08");
	m = read_as(UNI_31, Q2931_RELEASE_COMPLETE, "");
	validates(&m, true, 0, "");
	m = read_as(UNI_31, Q2931_STATUS, "");
	validates(&m, true, 96, "1408");
	m = read_as(UNI_31, Q2931_CALL_PROCEEDING, "");
	validates(&m, true, 0, "");
	validates(&m, false, 96, "5A");
	m = read_as(UNI_31, Q2931_CONNECT, "");
	validates(&m, false, 0, "");
	m = read_as(UNI_31, Q2931_RESTART, "79 80 0001 80");
	validates(&m, true, 96, "5A");
	m = read_as(UNI_31, Q2931_RESTART, "79 80 0001 82");
	validates(&m, true, 0, "");
	m = read_as(UNI_31, Q2931_ADD_PARTY, "");
	validates(&m, true, 96, "7054");
	m = read_as(UNI_40, Q2931_LEAF_SETUP_REQUEST, "");
	validates(&m, true, 96, "706CE8EA");
	m = (struct q2931_msg){.version = UNI_31, .type = Q2931_ALERTING};
	ck_assert_int_eq(q2931_validate(&m, true, (uint8_t[8]){0}, &(size_t){0}).code, WIRE_UNKNOWN);
}
END_TEST

START_TEST(names)
{
	enum q2931_type t;
	int messages = 0;
	for (int i = 0; i < 256; i++) {
		const char *name = q2931_type_name((enum q2931_type)i);
		if (!name)
			continue;
		messages++;
		ck_assert(q2931_type_by_name(name, &t));
		ck_assert_int_eq((int)t, i);
	}
	ck_assert_int_eq(messages, 20);
	ck_assert_str_eq(q2931_type_name(Q2931_CALL_PROCEEDING), "CALL PROCEEDING");
	ck_assert(!q2931_type_by_name("PROGRESS", &t));
	ck_assert_str_eq(q2931_ie_name(0x5f), "Broadband low-layer information");
	ck_assert_str_eq(q2931_ie_name(0x63), "Broadband repeat indicator");
	ck_assert_ptr_null(q2931_ie_name(0x33));
	ck_assert_str_eq(q2931_cause_name(17), "user busy");
	ck_assert_ptr_null(q2931_cause_name(128));
	ck_assert_ptr_null(q2931_cause_name(0));
	for (size_t i = 0; i < q2931_n_field_defs; i++) {
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(q2931_field_defs[i].name, q2931_field_defs[k].name);
	}
}
END_TEST

RUN_SUITE("q2931 rules", frames_that_cannot_be_read, bad_contents_are_noted, unknown_and_unexpected, repetition,
	  blli_groups, other_elements_round_trip, carried_octets_are_bounded, code_set_shifts, wrong_on_purpose,
	  validation_of_setup, validation_of_others, names)
