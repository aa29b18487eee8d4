/* SPDX-License-Identifier: Apache-2.0 */
/* RSVP messages: golden datagrams, refusals and the answers to them, damage. */
#include "rsvp_parts.h"

/* Challenge and response need integrity, which is not supported: their types are unknown. */
static bool is_challenge(const uint8_t *p)
{
	return p[1] == 25 || p[1] == 26;
}

START_TEST(good_fields)
{
	const struct golden *g = &golden_good[_i];
	uint8_t p[MAX_PACKET];
	size_t n = load(g, p);
	struct rsvp_msg m;
	struct wire_outcome o = decode(p, n, &m);
	if (is_challenge(p)) {
		ck_assert_int_eq(o.code, WIRE_UNKNOWN);
		ck_assert_uint_eq(o.cause, 0);
		return;
	}
	ck_assert_msg(o.code == WIRE_OK, "%s: %s at %zu", g->id, o.what, o.offset);
	struct text_sink t;
	rsvp_fields(&m, text_sink_start(&t));
	ck_assert_msg(strcmp(t.text, g->fields) == 0, "%s:\n%s\nexpected\n%s", g->id, t.text, g->fields);
}
END_TEST

START_TEST(good_again)
{
	const struct golden *g = &golden_good[_i];
	uint8_t p[MAX_PACKET];
	size_t n = load(g, p);
	struct rsvp_msg m;
	if (is_challenge(p))
		return;
	ck_assert_int_eq(decode(p, n, &m).code, WIRE_OK);
	/* GV-30 holds a NULL and an object that is not forwarded: they go, and the checksum follows. */
	if (strcmp(g->id, "GV-30") == 0) {
		size_t null_at = 8 + 12 + 12, drop_at = null_at + 8;
		memmove(p + null_at, p + null_at + 8, n - null_at - 8);
		n -= 8;
		memmove(p + drop_at, p + drop_at + 12, n - drop_at - 12);
		n -= 12;
		seal(p, n);
		uint16_t sum = inet_checksum(p, n);
		p[2] = (uint8_t)(sum >> 8);
		p[3] = (uint8_t)sum;
	}
	struct wr w = {0};
	wr_u8(&w, 0xee);
	rsvp_encode(&w, &m);
	ck_assert(!w.failed);
	ck_octets_eq(g->id, w.p + 1, w.len - 1, p, n);
	wr_free(&w);
}
END_TEST

/* Outcome that each of the datagrams that are refused must have. */
static const struct {
	const char *id;
	enum wire_code code;
	uint8_t cause;
	uint16_t value;
	size_t offset;
} refusals[] = {
    {"NV-01", WIRE_BAD_CHECK, 0, 0, 2},        {"NV-02", WIRE_BAD_VALUE, 0, 0, 0},
    {"NV-03", WIRE_BAD_LENGTH, 0, 0, 6},       {"NV-04", WIRE_TRAILING, 0, 0, 84},
    {"NV-05", WIRE_BAD_LENGTH, 0, 0, 32},      {"NV-06", WIRE_BAD_LENGTH, 0, 0, 32},
    {"NV-07", WIRE_UNKNOWN, 13, 0x7d01, 42},   {"NV-08", WIRE_UNKNOWN, 14, 0x0c63, 55},
    {"NV-09", WIRE_MISSING, 0, 0, 48},         {"NV-10", WIRE_BAD_VALUE, 0, 0, 8},
    {"NV-11", WIRE_BAD_VALUE, 21, 0x0004, 68}, {"NV-12", WIRE_UNKNOWN, 0, 0, 1},
    {"NV-13", WIRE_UNKNOWN, 13, 0x1701, 10},   {"NV-14", WIRE_BAD_VALUE, 6, 0, 45},
};

START_TEST(refused)
{
	const struct golden *g = &golden_bad[_i];
	uint8_t p[MAX_PACKET];
	size_t n = load(g, p);
	struct rsvp_msg m;
	struct wire_outcome o = decode(p, n, &m);
	ck_assert_str_eq(refusals[_i].id, g->id);
	ck_assert_msg(o.code == refusals[_i].code, "%s: code %d", g->id, o.code);
	ck_assert_msg(o.cause == refusals[_i].cause, "%s: cause %u", g->id, o.cause);
	ck_assert_msg(o.offset == refusals[_i].offset, "%s: offset %zu", g->id, o.offset);
	if (o.cause)
		ck_assert_uint_eq(m.bad_value, refusals[_i].value);
}
END_TEST

/* NV-04 again, with the datagram ending where the message says: inside an object. */
START_TEST(refused_inside_object)
{
	uint8_t p[MAX_PACKET];
	load(&golden_bad[3], p);
	struct rsvp_msg m;
	struct wire_outcome o = decode(p, 84, &m);
	ck_assert_int_eq(o.code, WIRE_BAD_LENGTH);
	ck_assert_uint_eq(o.offset, 52);
	ck_assert_uint_eq(o.cause, 0);
}
END_TEST

/* The PathErr or ResvErr made from a refused message: it can be read, and holds the refused parts as they were. */
START_TEST(answer)
{
	static const int answered[] = {6, 7, 10, 12, 13};
	const struct golden *g = &golden_bad[answered[_i]];
	uint8_t p[MAX_PACKET];
	size_t n = load(g, p);
	struct rsvp_msg m, back;
	struct wire_outcome o = decode(p, n, &m);
	ck_assert_uint_ne(o.cause, 0);
	bool resv = m.type == RSVP_RESV;
	m.type = resv ? RSVP_RESVERR : RSVP_PATHERR;
	m.has_error = true;
	m.error = (struct rsvp_error){ip_addr_v4(0xcb007102), 0, o.cause, m.bad_value};
	struct wr w = {0};
	rsvp_encode(&w, &m);
	o = decode(w.p, w.len, &back);
	ck_assert_msg(o.code == WIRE_OK, "%s: %s", g->id, o.what);
	ck_assert_uint_eq(back.error.value, refusals[answered[_i]].value);
	ck_assert(back.has_session);
	/* The end of the message, TSPEC or STYLE and flowspec, is copied octet for octet. */
	size_t tail = resv ? 8 + 36 : 36;
	ck_octets_eq(g->id, w.p + w.len - tail, tail, p + n - tail, tail);
	/* And once more through the codec, as a node that passes it on has it. */
	struct wr again = {0};
	rsvp_encode(&again, &back);
	ck_octets_eq(g->id, again.p, again.len, w.p, w.len);
	wr_free(&again);
	wr_free(&w);
}
END_TEST

START_TEST(every_truncation)
{
	const struct golden *g = &golden_good[_i];
	uint8_t p[MAX_PACKET], q[MAX_PACKET];
	size_t n = load(g, p);
	struct rsvp_msg m;
	for (size_t cut = 0; cut < n; cut++) {
		struct wire_outcome o = decode(p, cut, &m);
		ck_assert_msg(o.code != WIRE_OK && o.cause == 0, "%s cut at %zu", g->id, cut);
		/* The same with the length made right: only object boundaries can be good. */
		if (cut < 8)
			continue;
		memcpy(q, p, cut);
		seal(q, cut);
		o = decode(q, cut, &m);
		if (cut % 4)
			ck_assert_msg(o.code != WIRE_OK && o.cause == 0, "%s shortened to %zu", g->id, cut);
	}
}
END_TEST

START_TEST(every_octet_damaged)
{
	static const uint8_t flips[] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff};
	const struct golden *g = &golden_good[_i];
	uint8_t p[MAX_PACKET];
	size_t n = load(g, p);
	struct rsvp_msg m, back;
	struct wr w = {0}, again = {0};
	struct text_sink t;
	for (size_t at = 0; at < n; at++) {
		for (size_t k = 0; k < sizeof(flips); k++) {
			uint8_t q[MAX_PACKET];
			memcpy(q, p, n);
			q[at] ^= flips[k];
			/* The checksum finds it, unless the message has none. */
			if (q[2] || q[3])
				ck_assert_msg(decode(q, n, &m).code != WIRE_OK, "%s octet %zu", g->id, at);
			q[2] = q[3] = 0;
			struct wire_outcome o = decode(q, n, &m);
			/* What is read can be written and read again, octet for octet. */
			if (o.code == WIRE_OK) {
				wr_reset(&w);
				rsvp_encode(&w, &m);
				ck_assert_int_eq(decode(w.p, w.len, &back).code, WIRE_OK);
				wr_reset(&again);
				rsvp_encode(&again, &back);
				ck_octets_eq(g->id, again.p, again.len, w.p, w.len);
			}
			/* And shown, whole or not. */
			if (flips[k] == 0xff)
				rsvp_fields(&m, text_sink_start(&t));
		}
	}
	wr_free(&w);
	wr_free(&again);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("rsvp");
	TCase *tc = tcase_create("messages");
	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, good_fields, 0, N(golden_good));
	tcase_add_loop_test(tc, good_again, 0, N(golden_good));
	tcase_add_loop_test(tc, refused, 0, N(golden_bad));
	tcase_add_test(tc, refused_inside_object);
	tcase_add_loop_test(tc, answer, 0, 5);
	tcase_add_loop_test(tc, every_truncation, 0, N(golden_good));
	tcase_add_loop_test(tc, every_octet_damaged, 0, N(golden_good));
	suite_add_tcase(s, tc);
	return run_suite(s);
}
