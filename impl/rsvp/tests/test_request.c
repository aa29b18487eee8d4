/* SPDX-License-Identifier: Apache-2.0 */
/* The text of requests: what is understood, what is refused and why. */
#include "net.h"

static void refuse(struct net *n, int node, const char *line, const char *why)
{
	char err[200] = "";
	ck_assert_msg(!rsvp_engine_request(n->e[node], n->now, line, err, sizeof(err)), "taken: %s", line);
	ck_assert_msg(strstr(err, why) != NULL, "%s: %s", line, err);
	pump(n);
}

START_TEST(refused_requests)
{
	static const struct {
		const char *line, *why;
	} t[] = {
	    {"", "empty"},
	    {"join 224.1.1.1", "no request of RSVP"},
	    {"sender", "SESSION is missing"},
	    {"sender 10.2.0.2/17", "no SESSION"},
	    {"sender 10.2.0.2/17/70000 " SENDER " " Q1, "no SESSION"},
	    {"sender 10.2.0.2/256/5000 " SENDER " " Q1, "no SESSION"},
	    {"sender 10.2.0.2/0/5000 " SENDER " " Q1, "no SESSION"},
	    {"sender 0.0.0.0/17/5000 " SENDER " " Q1, "no SESSION"},
	    {"sender 10.2.0.2/17/ " SENDER " " Q1, "no SESSION"},
	    {"sender 10.2.0/17/5000 " SENDER " " Q1, "no SESSION"},
	    {"sender " SESSION, "SENDER is missing"},
	    {"sender " SESSION " " Q1, "SENDER is missing"},
	    {"sender " SESSION " 10.0.0.2 " Q1, "no SENDER"},
	    {"sender " SESSION " 10.0.0.2/-1 " Q1, "no SENDER"},
	    {"sender " SESSION " 224.0.0.2/1 " Q1, "no SENDER"},
	    {"sender 10.2.0.2/17/0 " SENDER " " Q1, "port 0"},
	    {"sender " SESSION " " SENDER, "r= is missing"},
	    {"sender " SESSION " " SENDER " b=1 r=1", "r= is missing"},
	    {"sender " SESSION " " SENDER " r=nan b=1 p=1 m=1 M=1", "no number"},
	    {"sender " SESSION " " SENDER " r=0x10 b=1 p=1 m=1 M=1", "no number"},
	    {"sender " SESSION " " SENDER " r=1e99 b=1 p=1 m=1 M=1", "no number"},
	    {"sender " SESSION " " SENDER " r=1k b=1 p=1 m=1 M=1", "no number"},
	    {"sender " SESSION " " SENDER " r=-5 b=1 p=1 m=1 M=1", "no number"},
	    {"sender " SESSION " " SENDER " r=inf b=1 p=1 m=1 M=1", "out of bounds"},
	    {"sender " SESSION " " SENDER " r=1 b=1 p=1 m=0 M=1", "out of bounds"},
	    {"sender " SESSION " " SENDER " r=1 b=1 p=1 m=2 M=1", "out of bounds"},
	    {"sender " SESSION " " SENDER " r=1 b=1 p=1 m=1.5 M=2", "octets"},
	    {"sender " SESSION " " SENDER " " Q1 " x", "not expected"},
	    {"unsender " SESSION " " SENDER, "no such sender"},
	    {"reserve " SESSION " " SENDER, "style= is missing"},
	    {"reserve " SESSION " style=XX " SENDER, "not known"},
	    {"reserve " SESSION " style=FF service=CL " Q1, "SENDER is missing"},
	    {"reserve " SESSION " style=FF " SENDER " service=GS " Q1, "not known"},
	    {"reserve " SESSION " style=FF " SENDER " service=CL " Q1 " confirm=maybe", "neither yes nor no"},
	    {"reserve " SESSION " style=FF " SENDER " service=CL " Q1 " confirm=yes more", "not expected"},
	    {"release " SESSION " style=FF " SENDER, "no such reservation"},
	};
	struct net n;
	net_init(&n);
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		refuse(&n, S, t[i].line, t[i].why);
	char longer[2000];
	memset(longer, 'x', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	refuse(&n, S, longer, "longer");
	memset(longer, 0, sizeof(longer));
	for (int i = 0; i < 100; i++)
		strcat(longer, "a ");
	refuse(&n, S, longer, "words");
	/* Nothing of all this has left a trace. */
	ck_assert_uint_eq(n.n_log, 0);
	for (int i = 0; i < N_NODES; i++)
		ck_assert_int_eq(rsvp_engine_next(n.e[i]), VTIME_NEVER);
	/* A router has no applications. */
	refuse(&n, A, "sender " SESSION " " SENDER " " Q1, "no applications");
	net_free(&n);
}
END_TEST

START_TEST(values_as_text)
{
	struct net n;
	net_init(&n);
	ask(&n, S, "sender " SESSION " " SENDER " r=1250000.5 b=1e6 p=inf m=40 M=65535");
	assert_upcall(&n, R, 0, "path " SESSION " " SENDER " r=1250000.5 b=1000000 p=inf m=40 M=65535");
	/* The same again is no change; another value is. */
	ask(&n, S, "sender " SESSION " " SENDER " r=1250000.5 b=1e6 p=inf m=40 M=65535");
	ck_assert_int_eq(n.n_up[R], 1);
	ask(&n, S, "sender " SESSION " " SENDER " r=40e12 b=250e9 p=40e12 m=40 M=65535");
	assert_upcall(&n, R, 1,
		      "path " SESSION " " SENDER " r=39999999311872 b=249999998976 p=39999999311872 m=40 M=65535");
	net_free(&n);
}
END_TEST

START_TEST(ports_at_the_interface)
{
	struct net n;
	net_init(&n);
	ask(&n, S, "sender " SESSION " " SENDER " " Q1);
	refuse(&n, S, "sender " SESSION " 10.0.0.2/0 " Q1, "of one address");
	refuse(&n, S, "sender 10.2.0.2/17/0 10.0.0.2/0 " Q1, "with and without port");
	ask(&n, S, "sender 10.2.0.2/50/0 10.0.0.2/0 " Q1);
	net_free(&n);
}
END_TEST

START_TEST(shared_styles)
{
	struct net n;
	net_init(&n);
	ask(&n, S, "sender " SESSION " 10.0.0.2/4000 " Q3);
	ask(&n, S, "sender " SESSION " 10.0.0.2/4001 " Q3);
	ask(&n, R, "reserve " SESSION " style=SE 10.0.0.2/4000 10.0.0.2/4001 service=CL " Q1);
	ck_assert_int_eq(n.spec[A].n_filters, 2);
	assert_upcall(&n, S, 0, "resv " SESSION " style=SE 10.0.0.2/4000 service=CL " Q1);
	assert_upcall(&n, S, 1, "resv " SESSION " style=SE 10.0.0.2/4001 service=CL " Q1);
	refuse(&n, R, RESERVE(Q1), "style SE");
	clear(&n);
	ask(&n, R, "release " SESSION " style=SE 10.0.0.2/4001");
	assert_upcall(&n, S, 0, "resv-tear " SESSION " style=SE 10.0.0.2/4001");
	ck_assert_int_eq(n.dels[A], 0);
	ask(&n, R, "release " SESSION " style=SE 10.0.0.2/4000");
	ck_assert_int_eq(n.dels[A], 1);
	clear(&n);
	ask(&n, R, "reserve " SESSION " style=WF service=CL " Q2 " confirm=yes");
	ck_assert_int_eq(n.n_up[S], 2);
	assert_upcall(&n, R, 0, "resv-confirm " SESSION " * node=10.0.0.2");
	ask(&n, R, "release " SESSION " style=WF");
	ck_assert_int_eq(count(&n, RSVP_RESVTEAR, S), 1);
	ck_assert_int_eq(n.n_up[S], 4);
	net_free(&n);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("request");
	TCase *t = tcase_create("request");
	tcase_add_test(t, refused_requests);
	tcase_add_test(t, values_as_text);
	tcase_add_test(t, ports_at_the_interface);
	tcase_add_test(t, shared_styles);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
