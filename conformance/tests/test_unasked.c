/* SPDX-License-Identifier: Apache-2.0 */
/* What of the implementation's RSVP makes no sense: sessions and senders that nobody has named to it, values that
 * cannot be. Whatever others send may be answered and passed on. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "conformance/unasked.h"
#include "scene.h"

static const struct {
	const char *what, *role, *words;
	size_t n;
	const char *says;
} cases[] = {
    {"a Path passed on", "ingress", "1<path 2>path 31<path 32>path 60>pathtear", 0, ""},
    {"a Path of nobody", "ingress", "2>path", 1, "1 RSVP message that makes no sense, the first at 2.000000s"},
    {"named too late", "ingress", "2>path 3<path 4>path", 1, "Path, nobody has named session 10.2.0.2/5000"},
    {"a Resv for a Path", "egress", "1<path 2>resv 3>resvtear", 0, ""},
    {"a Resv for no Path", "egress", "2>resv 32>resv 62>resv", 3, "3 RSVP messages that make no sense"},
    {"a Resv that is passed on", "egress", "1<path 2>path 3<resv 4>resv", 0, ""},
    {"another sender", "ingress", "1<path.1.4000 2>path.1.4001", 1, "nobody has named sender"},
    {"two senders", "ingress", "1<path.1.4000 1.1<path.1.4001 2>path.1.4001 3>path.1.4000", 0, ""},
    {"another session", "ingress", "1<path.1.4000.5000 2>path.1.4000.5001", 1, "session 10.2.0.2/5001"},
    {"a sender of another session", "ingress", "1<path.1.4000.5000 1.1<path.1.4001.5001 2>path.1.4001.5000", 1,
     "nobody has named sender"},
    {"an answer to nonsense", "ingress", "1<path 2<resv.1.2.ff.4001 3>err", 0, ""},
    {"a tear of nothing", "ingress", "2>pathtear", 1, "PathTear, nobody has named"},
    {"what others send", "ingress", "2<path", 0, ""},
};

START_TEST(messages)
{
	struct trace *t = scene_trace(cases[_i].role, cases[_i].words);
	char text[256];

	size_t n = unasked_messages(t, text, sizeof(text));
	ck_assert_msg(n == cases[_i].n, "%s: %zu, %s", cases[_i].what, n, text);
	ck_assert_msg(n > 0 ? strstr(text, cases[_i].says) != NULL : *text == '\0', "%s: %s", cases[_i].what, text);
	trace_free(t);
}
END_TEST

static void path(struct trace *t, enum trace_dir dir, float r, float b, float p)
{
	struct wr body = {0}, ip = {0};
	const struct rsvp_msg m = {.type = RSVP_PATH,
				   .ttl = 63,
				   .has_session = true,
				   .session = {.dst = ip_addr_v4(0x0a020002), .protocol = 17, .port = 5000},
				   .has_hop = true,
				   .hop = {.addr = ip_addr_v4(0x0a000001)},
				   .has_time = true,
				   .refresh_ms = 30000,
				   .has_sender = true,
				   .sender = {.src = ip_addr_v4(0x0a010002), .port = 4000},
				   .has_tspec = true,
				   .tspec = {.r = r, .b = b, .p = p, .m = 64, .M = 1500}};

	rsvp_encode(&body, &m);
	ip4_encode(&ip, &(struct ip4_hdr){.ttl = 63, .protocol = IPPROTO_RSVP_, .src = 0x0a010002, .dst = 0x0a020002},
		   body.p, body.len);
	ck_assert(!body.failed && !ip.failed);
	ck_assert_ptr_nonnull(trace_add_ip(t, 0, dir, SECOND, ip.p, ip.len));
	wr_free(&body);
	wr_free(&ip);
}

START_TEST(values)
{
	static const struct {
		float r, b, p;
		const char *says; /* NULL: fine */
	} v[] = {{1e4f, 2e3f, 2e4f, NULL},
		 {1e4f, 2e3f, INFINITY, NULL},
		 {1, 1, 1, NULL},
		 {-1, 2e3f, 2e4f, "token rate"},
		 {1e4f, -1, 2e4f, "bucket depth"},
		 {1e4f, 2e3f, -1, "peak rate"},
		 {NAN, 2e3f, 2e4f, "token rate"},
		 {INFINITY, 2e3f, 2e4f, "token rate"},
		 {1e4f, INFINITY, 2e4f, "bucket depth"}};
	struct trace *t = trace_create();
	char text[256];

	ck_assert_uint_eq(trace_add_node(t, "I", true, 31), 0);
	path(t, TRACE_IN, 1e4f, 2e3f, 2e4f);
	path(t, TRACE_OUT, v[_i].r, v[_i].b, v[_i].p);
	ck_assert_uint_eq(unasked_messages(t, text, sizeof(text)), v[_i].says != NULL);
	ck_assert_msg(v[_i].says == NULL || strstr(text, v[_i].says) != NULL, "%s", text);
	trace_free(t);
	/* What it was sent it may pass on. */
	t = trace_create();
	ck_assert_uint_eq(trace_add_node(t, "I", true, 31), 0);
	path(t, TRACE_IN, 1e4f, 2e3f, 2e4f);
	path(t, TRACE_IN, v[_i].r, v[_i].b, v[_i].p);
	path(t, TRACE_OUT, v[_i].r, v[_i].b, v[_i].p);
	ck_assert_uint_eq(unasked_messages(t, text, sizeof(text)), 0);
	trace_free(t);
}
END_TEST

/* What the user asks for is known, and only from then on. */
START_TEST(requests)
{
	struct trace *t = trace_create();
	char text[256];

	ck_assert_uint_eq(trace_add_node(t, "I", true, 31), 0);
	ck_assert_ptr_nonnull(trace_add_control(t, 0, TRACE_OUT, 0, "upcall path 10.2.0.2/17/5000 10.1.0.2/4000"));
	path(t, TRACE_OUT, 1e4f, 2e3f, 2e4f);
	ck_assert_uint_eq(unasked_messages(t, text, sizeof(text)), 1);
	ck_assert_ptr_nonnull(
	    trace_add_control(t, 0, TRACE_IN, 0, "sender 10.2.0.2/17/5000 10.1.0.2/4000 r=1 b=1 p=1 m=64 M=1500"));
	path(t, TRACE_OUT, 1e4f, 2e3f, 2e4f);
	path(t, TRACE_OUT, 1e4f, 2e3f, 2e4f);
	ck_assert_msg(unasked_messages(t, text, sizeof(text)) == 1, "%s", text);
	trace_free(t);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("unasked");
	TCase *t = tcase_create("unasked");
	tcase_add_loop_test(t, messages, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(t, values, 0, 9);
	tcase_add_test(t, requests);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
