/* SPDX-License-Identifier: Apache-2.0 */
/* ATMARP and InATMARP: golden packets, address structures, null addresses, lengths, damage. */
#include "octets.h"

#include "wire/atmarp.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

#define H1     "39999f8000000001000000000102000000000100"
#define H2     "39999f8000000001000000000102000000000200"
#define IP1    "c0000201"
#define IP2    "c0000202"
#define IP3    "c0000203"
#define E164   "3135353531323330303031"
#define DIGITS "15551230001"

static const struct {
	const char *id, *hex, *fields;
} goldens[] = {
    {"registration", "0013 0800 14 00 0001 04 00 00 04 " H1 IP1 IP1,
     "op=ATMARP_Request src-atm=" H1 " src-ip=192.0.2.1 tgt-ip=192.0.2.1 "},
    {"registration accepted", "0013 0800 14 00 0002 04 14 00 04 " H1 IP1 H1 IP1,
     "op=ATMARP_Reply src-atm=" H1 " src-ip=192.0.2.1 tgt-atm=" H1 " tgt-ip=192.0.2.1 "},
    {"request", "0013 0800 14 00 0001 04 00 00 04 " H1 IP1 IP2,
     "op=ATMARP_Request src-atm=" H1 " src-ip=192.0.2.1 tgt-ip=192.0.2.2 "},
    {"reply", "0013 0800 14 00 0002 04 14 00 04 " H2 IP2 H1 IP1,
     "op=ATMARP_Reply src-atm=" H2 " src-ip=192.0.2.2 tgt-atm=" H1 " tgt-ip=192.0.2.1 "},
    {"request, unknown", "0013 0800 14 00 0001 04 00 00 04 " H1 IP1 IP3,
     "op=ATMARP_Request src-atm=" H1 " src-ip=192.0.2.1 tgt-ip=192.0.2.3 "},
    {"nak", "0013 0800 14 00 000a 04 00 00 04 " H1 IP1 IP3,
     "op=ATMARP_NAK src-atm=" H1 " src-ip=192.0.2.1 tgt-ip=192.0.2.3 "},
    {"inverse request", "0013 0800 14 00 0008 04 14 00 00 " H1 IP1 H2,
     "op=InATMARP_Request src-atm=" H1 " src-ip=192.0.2.1 tgt-atm=" H2 " "},
    {"inverse reply", "0013 0800 14 00 0009 04 14 00 04 " H2 IP2 H1 IP1,
     "op=InATMARP_Reply src-atm=" H2 " src-ip=192.0.2.2 tgt-atm=" H1 " tgt-ip=192.0.2.1 "},
    {"inverse request, PVC", "0013 0800 00 00 0008 04 00 00 00 " IP1, "op=InATMARP_Request src-ip=192.0.2.1 "},
    {"inverse reply, PVC", "0013 0800 00 00 0009 04 00 00 04 " IP2 IP1,
     "op=InATMARP_Reply src-ip=192.0.2.2 tgt-ip=192.0.2.1 "},
    {"structure 2", "0013 0800 4b 00 0001 04 00 00 04 " E164 IP1 IP1,
     "op=ATMARP_Request src-atm=" DIGITS " src-ip=192.0.2.1 tgt-ip=192.0.2.1 "},
    {"structure 3", "0013 0800 4b 14 0001 04 00 00 04 " E164 H1 IP1 IP1,
     "op=ATMARP_Request src-atm=" DIGITS " src-atm=" H1 " src-ip=192.0.2.1 tgt-ip=192.0.2.1 "},
    /* Not among the goldens: structure 3 on the target side. */
    {"structure 3 target", "0013 0800 14 00 0002 04 4b 14 04 " H1 IP1 E164 H2 IP2,
     "op=ATMARP_Reply src-atm=" H1 " src-ip=192.0.2.1 tgt-atm=" DIGITS " tgt-atm=" H2 " tgt-ip=192.0.2.2 "},
};

static struct wire_outcome decode(const uint8_t *p, size_t n, struct atmarp *m)
{
	uint8_t *copy = exactly(p, n);
	struct wire_outcome o = atmarp_decode(copy, n, m);
	free(copy);
	return o;
}

static struct wire_outcome decode_hex(const char *hex, struct atmarp *m)
{
	uint8_t p[128];
	size_t n = unhex(hex, p, sizeof(p));
	return decode(p, n, m);
}

START_TEST(golden)
{
	uint8_t p[128];
	size_t n = unhex(goldens[_i].hex, p, sizeof(p));
	struct atmarp m;
	struct wire_outcome o = decode(p, n, &m);
	ck_assert_msg(o.code == WIRE_OK, "%s: %s", goldens[_i].id, o.what);
	struct text_sink t;
	atmarp_fields(&m, text_sink_start(&t));
	ck_assert_str_eq(t.text, goldens[_i].fields);
	struct wr w = {0};
	atmarp_encode(&w, &m);
	ck_octets_eq(goldens[_i].id, w.p, w.len, p, n);
	wr_free(&w);
}
END_TEST

START_TEST(truncated_and_damaged)
{
	uint8_t p[128];
	size_t n = unhex(goldens[_i].hex, p, sizeof(p));
	struct atmarp m, back;
	struct text_sink t;
	for (size_t cut = 0; cut < n; cut++)
		ck_assert_int_eq(decode(p, cut, &m).code, WIRE_TRUNCATED);
	p[n] = 0;
	struct wire_outcome o = decode(p, n + 1, &m);
	ck_assert_int_eq(o.code, WIRE_TRAILING);
	ck_assert_uint_eq(o.offset, n);
	for (size_t at = 0; at < n; at++) {
		for (unsigned v = 0; v < 256; v++) {
			uint8_t was = p[at];
			p[at] = (uint8_t)v;
			if (decode(p, n, &m).code == WIRE_OK) {
				struct wr w = {0};
				atmarp_encode(&w, &m);
				ck_assert_int_eq(decode(w.p, w.len, &back).code, WIRE_OK);
				wr_free(&w);
			}
			atmarp_fields(&m, text_sink_start(&t));
			p[at] = was;
		}
	}
}
END_TEST

/* A null target IP in the old form, 0.0.0.0 with length 4, is taken as null; we send the short form. */
START_TEST(null_ip)
{
	struct atmarp m;
	ck_assert_int_eq(decode_hex("0013 0800 14 00 0008 04 14 00 04 " H1 IP1 H2 "00000000", &m).code, WIRE_OK);
	ck_assert(m.has_src_ip && !m.has_tgt_ip);
	struct wr w = {0};
	uint8_t want[128];
	atmarp_encode(&w, &m);
	size_t n = unhex(goldens[6].hex, want, sizeof(want));
	ck_octets_eq("short form", w.p, w.len, want, n);
	wr_free(&w);
}
END_TEST

START_TEST(rules)
{
	static const struct {
		const char *hex;
		enum wire_code code;
		size_t offset;
	} cases[] = {
	    /* The type bit of a zero length does not count, nor does the reserved top bit. */
	    {"0013 0800 14 40 0001 04 40 40 04 " H1 IP1 IP2, WIRE_OK, 0},
	    {"0013 0800 94 80 0001 04 80 80 04 " H1 IP1 IP2, WIRE_OK, 0},
	    {"0001 0800 14 00 0001 04 00 00 04 " H1 IP1 IP2, WIRE_UNKNOWN, 0},
	    {"0013 86dd 14 00 0001 04 00 00 04 " H1 IP1 IP2, WIRE_UNKNOWN, 2},
	    {"0013 0800 14 00 0003 04 00 00 04 " H1 IP1 IP2, WIRE_UNKNOWN, 6},
	    {"0013 0800 14 00 0019 04 00 00 04 " H1 IP1 IP2, WIRE_UNKNOWN, 6},
	    {"0013 0800 14 00 ffff 04 00 00 04 " H1 IP1 IP2, WIRE_UNKNOWN, 6},
	    {"0013 0800 14 00 0001 03 00 00 04 " H1 "c00002" IP2, WIRE_BAD_LENGTH, 8},
	    {"0013 0800 14 00 0001 04 00 00 05 " H1 IP1 IP2 "00", WIRE_BAD_LENGTH, 11},
	    {"0013 0800 13 00 0001 04 00 00 04 39999f80000000010000000001020000000001" IP1 IP2, WIRE_BAD_LENGTH, 12},
	    {"0013 0800 14 14 0001 04 00 00 04 " H1 H1 IP1 IP2, WIRE_BAD_VALUE, 32},
	    {"0013 0800 4b 4b 0001 04 00 00 04 " E164 E164 IP1 IP2, WIRE_BAD_VALUE, 23},
	    {"0013 0800 42 00 0001 04 00 00 04 313a" IP1 IP2, WIRE_BAD_VALUE, 13},
	    {"0013 0800 55 00 0001 04 00 00 04 " E164 "31313131313131313131" IP1 IP2, WIRE_BAD_LENGTH, 12},
	    {"0013 0800 00 14 0001 04 00 00 04 " H1 IP1 IP2, WIRE_BAD_VALUE, 12},
	};
	for (size_t i = 0; i < N(cases); i++) {
		struct atmarp m;
		struct wire_outcome o = decode_hex(cases[i].hex, &m);
		ck_assert_msg(o.code == cases[i].code, "case %zu: %d", i, o.code);
		ck_assert_msg(o.offset == cases[i].offset, "case %zu: offset %zu", i, o.offset);
	}
}
END_TEST

START_TEST(op_names)
{
	ck_assert_str_eq(atmarp_op_name(ATMARP_REQUEST), "ATMARP_Request");
	ck_assert_str_eq(atmarp_op_name(INATMARP_REPLY), "InATMARP_Reply");
	ck_assert_ptr_null(atmarp_op_name((enum atmarp_op)3));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("atmarp");
	TCase *tc = tcase_create("packets");
	tcase_add_loop_test(tc, golden, 0, N(goldens));
	tcase_add_loop_test(tc, truncated_and_damaged, 0, N(goldens));
	tcase_add_test(tc, null_ip);
	tcase_add_test(tc, rules);
	tcase_add_test(tc, op_names);
	suite_add_tcase(s, tc);
	return run_suite(s);
}
