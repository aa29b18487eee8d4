/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of RSVP messages: framing, unknown classes and C-Types, order, flow descriptor lists. */
#include "rsvp_parts.h"

START_TEST(null_anywhere)
{
	static const char *const nulls[] = {"00040000", "000800ffdeadbeef", "000c00010000000000000000"};
	struct parts s;
	struct rsvp_msg m;
	char plain[8192], with[8192];
	split(one_each[_i], &s);
	ck_assert_int_eq(decode_parts(&s, &m).code, WIRE_OK);
	fields_of(&m, plain);
	size_t n = s.n;
	for (size_t at = 0; at <= n; at++) {
		for (size_t k = 0; k < N(nulls); k++) {
			split(one_each[_i], &s);
			insert(&s, at, nulls[k]);
			ck_assert_int_eq(decode_parts(&s, &m).code, WIRE_OK);
			fields_of(&m, with);
			ck_assert_str_eq(plain, with);
		}
	}
}
END_TEST

START_TEST(unknown_class_anywhere)
{
	struct parts s;
	struct rsvp_msg m;
	split(one_each[_i], &s);
	size_t n = s.n;
	for (size_t at = 0; at <= n; at++) {
		/* 10bbbbbb: passed over. */
		split(one_each[_i], &s);
		insert(&s, at, "000cbc0100007ed900000001");
		ck_assert_int_eq(decode_parts(&s, &m).code, WIRE_OK);
		ck_assert_uint_eq(m.opaque_len, 0);
		/* 11bbbbbb: kept, and before STYLE when it goes on. */
		split(one_each[_i], &s);
		insert(&s, at, "000cfc0100007ed9cafe0001");
		ck_assert_int_eq(decode_parts(&s, &m).code, WIRE_OK);
		ck_assert_uint_eq(m.opaque_len, 12);
		struct wr w = {0};
		struct rsvp_msg back;
		rsvp_encode(&w, &m);
		ck_assert_int_eq(decode(w.p, w.len, &back).code, WIRE_OK);
		ck_assert_mem_eq(back.opaque, "\0\x0c\xfc\x01\0\0\x7e\xd9\xca\xfe\0\x01", 12);
		wr_free(&w);
		/* 0bbbbbbb: the message is refused, and only a Path or Resv gets an answer. */
		static const uint8_t classes[] = {2, 16, 23, 24, 25, 64, 119, 124, 127};
		for (size_t k = 0; k < sizeof(classes); k++) {
			split(one_each[_i], &s);
			insert(&s, at, "0008000100007ed9");
			s.octets[at][2] = classes[k];
			struct wire_outcome o = decode_parts(&s, &m);
			bool answered = m.type == RSVP_PATH || m.type == RSVP_RESV;
			ck_assert_int_eq(o.code, WIRE_UNKNOWN);
			ck_assert_uint_eq(o.cause, answered ? 13 : 0);
			ck_assert_uint_eq(m.bad_class, classes[k]);
			ck_assert_uint_eq(m.bad_value, classes[k] << 8 | 1);
		}
	}
}
END_TEST

START_TEST(unknown_ctype_everywhere)
{
	struct parts s;
	struct rsvp_msg m;
	split(one_each[_i], &s);
	for (size_t at = 0; at < s.n; at++) {
		struct parts t = s;
		t.octets[at][3] = 99;
		uint8_t c = t.octets[at][2];
		struct wire_outcome o = decode_parts(&t, &m);
		if (m.type == RSVP_PATH || m.type == RSVP_RESV) {
			ck_assert_uint_eq(o.cause, 14);
			ck_assert_uint_eq(m.bad_value, c << 8 | 99);
			/* The object itself is kept for the answer. */
			ck_assert_uint_eq(m.unparsed_len, t.len[at]);
			ck_assert_mem_eq(m.unparsed, t.octets[at], t.len[at]);
		} else {
			ck_assert_uint_eq(o.cause, 0);
			/* Copies of what another node called bad are passed on. */
			bool copied = (m.type == RSVP_RESVERR && c >= 8 && c <= 10) ||
				      (m.type == RSVP_PATHERR && c >= 12) || (m.type == RSVP_RESVCONF && c == 9);
			ck_assert_msg((o.code == WIRE_OK) == copied, "%s class %u", one_each[_i], c);
		}
	}
}
END_TEST

/* Every object shorter and longer by a word. */
START_TEST(wrong_object_length)
{
	struct parts s;
	struct rsvp_msg m;
	split(one_each[_i], &s);
	for (size_t at = 0; at < s.n; at++) {
		for (int by = -4; by <= 4; by += 8) {
			struct parts t = s;
			t.len[at] = (size_t)((int)t.len[at] + by);
			t.octets[at][1] = (uint8_t)t.len[at];
			struct wire_outcome o = decode_parts(&t, &m);
			uint8_t c = t.octets[at][2];
			/* A SCOPE of another length is another list; the length of an ADSPEC is its own affair. */
			if (c == 7)
				ck_assert_int_eq(o.code, WIRE_OK);
			else if (c == 13)
				ck_assert_uint_eq(o.cause, 21);
			else
				ck_assert_msg(o.code == WIRE_BAD_LENGTH && o.cause == 0, "%s class %u by %d",
					      one_each[_i], c, by);
		}
	}
}
END_TEST

/* A length that is no multiple of 4, in objects whose contents nobody looks at: what follows is framed right. */
START_TEST(odd_length)
{
	static const char *const odd[] = {"0005000000", "0006bc010000", "0007fc01000000", "00060e010000"};
	for (size_t k = 0; k < N(odd); k++) {
		struct parts s;
		struct rsvp_msg m;
		split("GV-06", &s);
		insert(&s, 2, odd[k]);
		struct wire_outcome o = decode_parts(&s, &m);
		ck_assert_int_eq(o.code, WIRE_BAD_LENGTH);
		ck_assert_uint_eq(o.offset, 32);
		ck_assert_uint_eq(o.cause, 0);
	}
}
END_TEST

START_TEST(frame_length)
{
	static const uint16_t lengths[] = {0, 1, 2, 3, 5, 6, 7, 9, 0xfffc, 0xffff};
	struct parts s;
	struct rsvp_msg m;
	split(one_each[_i], &s);
	for (size_t at = 0; at < s.n; at++) {
		for (size_t k = 0; k < N(lengths); k++) {
			struct parts t = s;
			t.octets[at][0] = (uint8_t)(lengths[k] >> 8);
			t.octets[at][1] = (uint8_t)lengths[k];
			struct wire_outcome o = decode_parts(&t, &m);
			ck_assert_int_eq(o.code, WIRE_BAD_LENGTH);
			ck_assert_uint_eq(o.cause, 0);
		}
	}
}
END_TEST

/* Objects that may be left out of their message, by class. */
static bool optional(uint8_t type, uint8_t c)
{
	return c == 13 || c == 7 || (c == 12 && type != RSVP_PATH) || (c == 15 && type == RSVP_RESV);
}

START_TEST(missing_object)
{
	struct parts s;
	struct rsvp_msg m;
	split(one_each[_i], &s);
	for (size_t at = 0; at < s.n; at++) {
		struct parts t = s;
		uint8_t c = t.octets[at][2];
		drop(&t, at);
		struct wire_outcome o = decode_parts(&t, &m);
		ck_assert_uint_eq(o.cause, 0);
		bool one_filter_of_two = strcmp(one_each[_i], "GV-08") == 0 && c == 10;
		bool ok = optional(s.head[1], c) || one_filter_of_two;
		ck_assert_msg((o.code == WIRE_OK) == ok, "%s without class %u", one_each[_i], c);
	}
}
END_TEST

START_TEST(repeated_object)
{
	struct parts s;
	struct rsvp_msg m;
	split(one_each[_i], &s);
	for (size_t at = 0; at < s.n; at++) {
		uint8_t c = s.octets[at][2];
		struct parts t = s;
		insert(&t, at, "00040000");
		memcpy(t.octets[at], t.octets[at + 1], sizeof(t.octets[0]));
		t.len[at] = t.len[at + 1];
		struct wire_outcome o = decode_parts(&t, &m);
		/* More filters are another list under SE, and under FF where ResvErr does not hold it to one. */
		bool more = c == 10 && t.head[1] != RSVP_RESVERR;
		ck_assert_msg((o.code == WIRE_OK) == more, "%s twice class %u", one_each[_i], c);
		ck_assert_uint_eq(o.cause, 0);
	}
}
END_TEST

static void permute(struct parts *s, size_t *order, size_t k, size_t n, const char *fields, unsigned *count)
{
	if (k == n) {
		struct parts t = *s;
		struct rsvp_msg m;
		char got[8192];
		for (size_t i = 0; i < n; i++) {
			memcpy(t.octets[i], s->octets[order[i]], sizeof(t.octets[i]));
			t.len[i] = s->len[order[i]];
		}
		ck_assert_int_eq(decode_parts(&t, &m).code, WIRE_OK);
		fields_of(&m, got);
		ck_assert_str_eq(got, fields);
		++*count;
		return;
	}
	for (size_t i = k; i < n; i++) {
		size_t x = order[k];
		order[k] = order[i];
		order[i] = x;
		permute(s, order, k + 1, n, fields, count);
		order[i] = order[k];
		order[k] = x;
	}
}

/* All orders of a Path's objects, and of those of a Resv before STYLE. */
START_TEST(any_order)
{
	struct parts s;
	size_t order[8] = {0, 1, 2, 3, 4, 5, 6, 7};
	unsigned count = 0;
	split("GV-04", &s);
	permute(&s, order, 0, s.n, by_id("GV-04")->fields, &count);
	ck_assert_uint_eq(count, 120);
	count = 0;
	split("GV-10", &s);
	permute(&s, order, 0, 4, by_id("GV-10")->fields, &count);
	ck_assert_uint_eq(count, 24);
}
END_TEST

/* Flow descriptor lists that a style or type does not allow. Words: type, style, then the list. */
START_TEST(flow_lists)
{
	static const char flowspec[] = "0024090200000007050000067f00000547f42400467a00004874240000000040000005dc";
	static const char filter1[] = "000c0a01c000020a00000fa0", filter2[] = "000c0a01c000020b00000fa2";
	static const struct {
		uint8_t type, style;
		const char *list;
		bool ok;
		unsigned flows;
	} cases[] = {
	    {RSVP_RESV, RSVP_FF, "Q1", true, 1},       {RSVP_RESV, RSVP_FF, "Q1Q2", true, 2},
	    {RSVP_RESV, RSVP_FF, "Q12", true, 2},      {RSVP_RESV, RSVP_FF, "1", false, 0},
	    {RSVP_RESV, RSVP_FF, "", false, 0},        {RSVP_RESV, RSVP_FF, "Q", false, 0},
	    {RSVP_RESV, RSVP_FF, "QQ1", false, 0},     {RSVP_RESV, RSVP_FF, "Q1Q", false, 0},
	    {RSVP_RESV, RSVP_SE, "Q1", true, 1},       {RSVP_RESV, RSVP_SE, "Q12", true, 1},
	    {RSVP_RESV, RSVP_SE, "Q1Q2", false, 0},    {RSVP_RESV, RSVP_SE, "12", false, 0},
	    {RSVP_RESV, RSVP_SE, "1Q", false, 0},      {RSVP_RESV, RSVP_SE, "Q", false, 0},
	    {RSVP_RESV, RSVP_SE, "", false, 0},        {RSVP_RESV, RSVP_WF, "Q", true, 1},
	    {RSVP_RESV, RSVP_WF, "QQ", false, 0},      {RSVP_RESV, RSVP_WF, "Q1", false, 0},
	    {RSVP_RESV, RSVP_WF, "", false, 0},        {RSVP_RESVTEAR, RSVP_FF, "1", true, 1},
	    {RSVP_RESVTEAR, RSVP_FF, "12", true, 2},   {RSVP_RESVTEAR, RSVP_FF, "Q12", true, 2},
	    {RSVP_RESVTEAR, RSVP_FF, "", false, 0},    {RSVP_RESVTEAR, RSVP_SE, "12", true, 1},
	    {RSVP_RESVTEAR, RSVP_SE, "Q12", true, 1},  {RSVP_RESVTEAR, RSVP_SE, "", false, 0},
	    {RSVP_RESVTEAR, RSVP_WF, "", true, 0},     {RSVP_RESVTEAR, RSVP_WF, "Q", true, 1},
	    {RSVP_RESVTEAR, RSVP_WF, "1", false, 0},   {RSVP_RESVERR, RSVP_FF, "Q1", true, 1},
	    {RSVP_RESVERR, RSVP_FF, "Q1Q2", false, 0}, {RSVP_RESVERR, RSVP_SE, "Q12", true, 1},
	    {RSVP_RESVERR, RSVP_WF, "Q", true, 1},     {RSVP_RESVERR, RSVP_WF, "", false, 0},
	    {RSVP_RESVCONF, RSVP_FF, "Q1Q2", true, 2}, {RSVP_RESVCONF, RSVP_FF, "", false, 0},
	};
	static const char *const from[] = {
	    [RSVP_RESV] = "GV-06", [RSVP_RESVTEAR] = "GV-16", [RSVP_RESVERR] = "GV-19", [RSVP_RESVCONF] = "GV-25"};
	for (size_t i = 0; i < N(cases); i++) {
		struct parts s;
		struct rsvp_msg m;
		split(from[cases[i].type], &s);
		while (s.octets[s.n - 1][2] != 8)
			s.n--;
		s.octets[s.n - 1][7] = cases[i].style;
		for (const char *c = cases[i].list; *c; c++)
			insert(&s, s.n, *c == 'Q' ? flowspec : *c == '1' ? filter1 : filter2);
		struct wire_outcome o = decode_parts(&s, &m);
		ck_assert_msg((o.code == WIRE_OK) == cases[i].ok && o.cause == 0, "type %u style %02x list %s",
			      cases[i].type, cases[i].style, cases[i].list);
		if (cases[i].ok)
			ck_assert_uint_eq(m.n_flows, cases[i].flows);
	}
}
END_TEST

/* Known objects where they must not stand. */
START_TEST(misplaced)
{
	struct parts s;
	struct rsvp_msg m;
	/* SESSION after the last FILTER_SPEC. */
	split("GV-06", &s);
	insert(&s, s.n, "000c0101c63364141100138c");
	drop(&s, 0);
	ck_assert_int_eq(decode_parts(&s, &m).code, WIRE_BAD_VALUE);
	/* FLOWSPEC before STYLE. */
	split("GV-06", &s);
	insert(&s, 3, "0024090200000007050000067f00000547f42400467a00004874240000000040000005dc");
	ck_assert_int_eq(decode_parts(&s, &m).code, WIRE_BAD_VALUE);
	/* INTEGRITY not first; with only a NULL before it, it is. */
	split("GV-31", &s);
	insert(&s, 0, "00040000");
	ck_assert_int_eq(decode_parts(&s, &m).code, WIRE_OK);
	ck_assert(m.has_integrity);
	insert(&s, 0, "000cfc0100007ed9cafe0001");
	ck_assert_int_eq(decode_parts(&s, &m).code, WIRE_BAD_VALUE);
	/* Objects of another type of message are passed over: ADSPEC in a Resv, FLOWSPEC in a Path. */
	split("GV-06", &s);
	insert(&s, 1, "00080d02ffffffff");
	ck_assert_int_eq(decode_parts(&s, &m).code, WIRE_OK);
	ck_assert(!m.adspec.present);
	split("GV-01", &s);
	insert(&s, 1, "0004090a");
	ck_assert_int_eq(decode_parts(&s, &m).code, WIRE_OK);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("rsvp objects");
	TCase *tc = tcase_create("messages");
	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, null_anywhere, 0, N(one_each));
	tcase_add_loop_test(tc, unknown_class_anywhere, 0, N(one_each));
	tcase_add_loop_test(tc, unknown_ctype_everywhere, 0, N(one_each));
	tcase_add_loop_test(tc, wrong_object_length, 0, N(one_each));
	tcase_add_test(tc, odd_length);
	tcase_add_loop_test(tc, frame_length, 0, N(one_each));
	tcase_add_loop_test(tc, missing_object, 0, N(one_each));
	tcase_add_loop_test(tc, repeated_object, 0, N(one_each));
	tcase_add_test(tc, any_order);
	tcase_add_test(tc, flow_lists);
	tcase_add_test(tc, misplaced);
	suite_add_tcase(s, tc);
	return run_suite(s);
}
