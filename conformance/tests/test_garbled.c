/* SPDX-License-Identifier: Apache-2.0 */
/* What counts as unreadable: only what the implementation sent, and only what no newer document can explain. */
#include <check.h>
#include <stdlib.h>

#include "conformance/garbled.h"

static struct trace *two_nodes(void)
{
	struct trace *t = trace_create();
	ck_assert_ptr_nonnull(t);
	ck_assert_uint_eq(trace_add_node(t, "I", true, 31), 0);
	ck_assert_uint_eq(trace_add_node(t, "E1", false, 31), 1);
	return t;
}

static void frame(struct trace *t, uint16_t node, enum trace_dir dir, uint16_t vci, const char *bad, const void *sdu,
		  size_t len)
{
	ck_assert_ptr_nonnull(trace_add_frame(t, &(struct trace_frame_in){.node = node,
									  .dir = dir,
									  .first = 1500000000,
									  .time = 1500001000,
									  .vci = vci,
									  .cells = 1,
									  .ok = bad == NULL,
									  .bad = bad,
									  .sdu = sdu,
									  .len = len}));
}

static const struct {
	const char *what, *says; /* says NULL: nothing */
	const char *bad;         /* AAL5 trailer */
	uint16_t vci;
	size_t len;
	uint8_t sdu[40];
} cases[] = {
    {"a wrong CRC",
     "1 frame that cannot be read, the first at 1.500001s (event 1): frame bad-crc",
     "bad-crc",
     33,
     4,
     {0}},
    {"a cell of maintenance", NULL, "not user data", 33, 4, {0}},
    {"SSCOP of a wrong length", "BGN SSCOP: bad length", NULL, 5, 4, {1, 0, 0, 1}},
    {"an SSCOP PDU that nobody knows", NULL, NULL, 5, 4, {0, 0, 0, 1}},
    {"SSCOP that can be read", NULL, NULL, 5, 8, {0, 0, 0, 1, 1, 0, 0, 30}},
    {"Q.2931 that is cut off", "SETUP Q.2931: ", NULL, 5, 16, {9, 3, 0, 0, 1, 5, 0x80, 0, 99, 0, 0, 0, 0xc8, 0, 0, 0}},
    {"a Q.2931 message that nobody knows",
     NULL,
     NULL,
     5,
     16,
     {9, 3, 0, 0, 1, 0xee, 0x80, 0, 0, 0, 0, 0, 0xc8, 0, 0, 0}},
    {"a frame of another protocol", NULL, NULL, 33, 10, {0xfe, 0xfe, 3, 0x81, 1, 2, 3, 4, 5, 6}},
    {"IP that is cut off", "IP IPv4: truncated", NULL, 33, 12, {0xaa, 0xaa, 3, 0, 0, 0, 8, 0, 0x45, 0, 0, 60}},
    {"another version of IP", NULL, NULL, 33, 12, {0xaa, 0xaa, 3, 0, 0, 0, 8, 0, 0x60, 0, 0, 60}},
    {"ATMARP that is cut off", "ATMARP: truncated", NULL, 33, 12, {0xaa, 0xaa, 3, 0, 0, 0, 8, 6, 0, 0x13, 8, 0}},
};

START_TEST(sent)
{
	struct trace *t = two_nodes();
	char text[200];
	frame(t, 0, TRACE_OUT, cases[_i].vci, cases[_i].bad, cases[_i].sdu, cases[_i].len);
	size_t n = garbled_frames(t, text, sizeof(text));
	ck_assert_msg((n > 0) == (cases[_i].says != NULL), "%s: %zu, %s", cases[_i].what, n, text);
	ck_assert_msg(cases[_i].says ? strstr(text, cases[_i].says) != NULL : *text == '\0', "%s: %s", cases[_i].what,
		      text);
	trace_free(t);
}
END_TEST

/* What others send, and what comes to the implementation, is not its own. */
START_TEST(of_others)
{
	struct trace *t = two_nodes();
	char text[200];
	frame(t, 0, TRACE_IN, 33, "bad-crc", "abcd", 4);
	frame(t, 1, TRACE_OUT, 33, "bad-crc", "abcd", 4);
	ck_assert_uint_eq(garbled_frames(t, text, sizeof(text)), 0);
	ck_assert_str_eq(text, "");
	frame(t, 0, TRACE_OUT, 33, "bad-crc", "abcd", 4);
	frame(t, 0, TRACE_OUT, 34, "bad-length", "abcd", 4);
	ck_assert_uint_eq(garbled_frames(t, text, sizeof(text)), 2);
	ck_assert_msg(strstr(text, "2 frames that") && strstr(text, "(event 3): frame bad-crc"), "%s", text);
	trace_free(t);
}
END_TEST

/* On the IP side of an edge as well. */
START_TEST(packets)
{
	struct trace *t = two_nodes();
	char text[200];
	ck_assert_ptr_nonnull(trace_add_ip(t, 0, TRACE_OUT, 5, (const uint8_t *)"\x45\0\0\x3c", 4));
	ck_assert_uint_eq(garbled_frames(t, text, sizeof(text)), 1);
	trace_free(t);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("garbled");
	TCase *t = tcase_create("garbled");
	tcase_add_loop_test(t, sent, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(t, of_others);
	tcase_add_test(t, packets);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
