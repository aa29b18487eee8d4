/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
/*
 * Traces by hand. A scene is a line of words, each TIME, direction at the IUT, event:
 *
 *   2>setup.1.v,l    at 2 s the IUT sends the SETUP of call 1, offering VC multiplexing, then LLC
 *   2.1<connect.1.v  it is answered with VC multiplexing
 *
 * Calls are numbered 1..9; call N has connection N and the same call reference.
 *   be.N  setup.N.OFFERS[.Q]     SETUP of a best-effort or QoS call; offers: l, v, separated by commas, and b if it
 *                                asks for the same rate backward; sized for reservation Q (1)
 *   proceeding.N  connect.N[.l|.v]  release.N.CAUSE  complete.N.CAUSE  enquiry.N
 *   path[.Q] pathtear resv[.Q] resvtear err conf    RSVP of the flow, sized by Q (1); refreshes are the same again.
 *                                The side (ATM or IP) follows from message, direction and role
 *   path.Q.PORT[.TO]             of the sender with that port (4000), of the session with port TO (5000)
 *   resv.Q.H[.STYLE[.PORT[.TO]]] from next hop 10.0.0.H, for the sender and session with these ports; style: ff, se
 *                                (the sender and the one with the next port), se1 (it alone), wf (any).
 *                                Likewise resvtear
 *   resvlost                     a Resv that a fault lost on its way
 *   data.N.SEQ[.FORM[.PORT[.TO]]]  packet of that sender and session on call N, bare (form v) or in LLC (l)
 *   held.N.SEQ                   the same, handed over at 0 s
 *   ip.SEQ[.PORT[.TO]]           packet on the IP side
 *   frame.N                      a frame of no known kind on call N
 *   nak                          ATMARP_NAK
 *   group                        what follows is about the group 239.1.1.1; hosts are numbered 1..9, 10.0.0.H
 *   tree.N.H.Q   betree.N.H      SETUP of a point-to-multipoint call to host H, sized Q or best effort; with a b
 *                                behind Q it asks for the same rate backward, with a v it offers VC multiplexing
 *                                before LLC
 *   add.N.H ack.N.H reject.N.H.CAUSE drop.N.H dropped.N.H    ADD PARTY to host H and the like; drop.N.0: of the
 *                                host in the SETUP
 *   plain.H.N                    host H knows no RSVP, and 10.0.0.N stands behind it; plain.0.N: whom other calls go to
 *   addclass.N.H                 ADD PARTY with a traffic descriptor
 *   @H.EVENT                     the event is seen at host H's own UNI, which calls nobody
 *   in.H out.H                   the host comes into the group, or leaves it
 *   err.Q.H[.in]                 in a group: ResvErr to next hop H; with 'in' the reservation in place is kept
 *   end                          the case is over
 *
 * T1..T2<path              the same every 30 s from T1 to T2: refreshes
 * Words may stand in any order; at one instant they happen in the order of the line.
 */
/* clang-format on */
#ifndef CONFORMANCE_TESTS_SCENE_H
#define CONFORMANCE_TESTS_SCENE_H

#include "conformance/judge.h"
#include "model/model.h"
#include "scene_events.h"

static inline struct judge_params scene_params(const char *role)
{
	return (struct judge_params){.role = role,
				     .uni = 31,
				     .encapsulation = "llc",
				     .H = 90 * SECOND,
				     .retry = 60 * SECOND,
				     .reestablish = 30 * SECOND,
				     .be_idle = 1200 * SECOND,
				     .refresh = 30 * SECOND,
				     .lifetime_max = 180 * SECOND,
				     .tolerance = 2 * SECOND,
				     .lifetime_k = 3,
				     .link_cell_bps = 149760000};
}

/* One line of a table of checks: what the check of a requirement says about a scene. */
struct scene_case {
	const char *what, *requirement, *role, *words, *verdict; /* "none" if it has nothing to say */
	int be_idle;                                             /* s, 0 = 1200 */
	const char *encapsulation;                               /* NULL = llc */
};

/* params: scene_params with what the test changes. */
static inline void scene_judge_with(const struct scene_case *c, struct judge_params params)
{
	struct trace *t = scene_trace(c->role, c->words);
	struct judge_input in = {.trace = t, .params = params};
	struct case_verdict v;
	const struct finding *found = NULL;

	if (c->be_idle != 0)
		in.params.be_idle = c->be_idle * SECOND;
	if (c->encapsulation != NULL)
		in.params.encapsulation = c->encapsulation;
	ck_assert(judge_case(&in, &v));
	for (size_t i = 0; i < v.n; i++) {
		if (strcmp(v.findings[i].requirement, c->requirement) == 0)
			found = &v.findings[i];
	}
	const char *got = found != NULL ? verdict_name(found->verdict) : "none";
	ck_assert_msg(strcmp(got, c->verdict) == 0, "%s, %s: %s, not %s: %s", c->requirement, c->what, got, c->verdict,
		      found != NULL ? found->reason : "");
	ck_assert(found == NULL || found->n_events > 0);
	case_verdict_free(&v);
	trace_free(t);
}

static inline void scene_judge_tau(const struct scene_case *c, vtime tau)
{
	struct judge_params params = scene_params(c->role);

	params.tau = tau;
	scene_judge_with(c, params);
}

static inline void scene_judge(const struct scene_case *c)
{
	scene_judge_tau(c, 0);
}

static inline int scene_run(const char *name, const TTest *test, int n)
{
	Suite *suite = suite_create(name);
	TCase *tc = tcase_create(name);
	tcase_add_loop_test(tc, test, 0, n);
	suite_add_tcase(suite, tc);
	SRunner *r = srunner_create(suite);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
