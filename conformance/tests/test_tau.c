/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of the least time between changes (tau = 60 s, tolerance 2 s) over traces by hand. */
#include "scene.h"

/* A session with its QoS VC (call 1), and a first change to Q2 at 100 s that takes 8 s. */
#define FIRST                                                                                                          \
	"0.1>be.3 0.2<connect.3 1..600<path 1..91<resv 1.1>setup.1.l.1 1.2<connect.1 100<resv.2 100.1>setup.2.l.2 "    \
	"108<connect.2 108.5<ip.1 108.501>data.2.1 109>release.1 109.1<complete.1 "
#define CHANGE FIRST "120..600<resv.3 "

#define CASE(what, requirement, words, verdict)                                                                        \
	{                                                                                                              \
		what, requirement, "ingress", words, verdict, 0, NULL                                                  \
	}

static const struct scene_case cases[] = {
    CASE("after tau", "TAU-1", CHANGE "169>setup.4.l.4 600<end", "pass"),
    CASE("too early", "TAU-1", CHANGE "140>setup.4.l.4 600<end", "fail"),
    CASE("too late", "TAU-1", CHANGE "190>setup.4.l.4 600<end", "fail"),

    CASE("after tau", "TAU-2", CHANGE "169>setup.4.l.4 600<end", "pass"),
    CASE("measured from SETUP", "TAU-2", CHANGE "161>setup.4.l.4 600<end", "pass"),
    CASE("too early", "TAU-2", CHANGE "150>setup.4.l.4 600<end", "fail"),
    CASE("asked for after tau", "TAU-2", FIRST "130<resv.2 150<resv.2 180..600<resv.3 180.1>setup.4.l.4 600<end",
	 "none"),

    CASE("takes effect", "TAU-3", CHANGE "169>setup.4.l.4 600<end", "pass"),
    CASE("refused", "TAU-3", CHANGE "120.1>err.3 600<end", "fail"),
    CASE("forgotten", "TAU-3", CHANGE "600<end", "fail"),
    CASE("refused by the network", "TAU-3", CHANGE "169>setup.4.l.4 169.1<complete.4.37 169.2>err.3 600<end", "pass"),

    CASE("the last alone", "TAU-4", FIRST "115<resv.3 125..600<resv 169>setup.4.l.1 600<end", "pass"),
    CASE("the first alone", "TAU-4", FIRST "115<resv.3 125..600<resv 169>setup.4.l.4 169.1<connect.4 600<end", "fail"),
    CASE("one after another", "TAU-4",
	 FIRST "115<resv.3 125..600<resv 169>setup.4.l.4 169.1<connect.4 170>release.2 231>setup.5.l.1 600<end",
	 "pass"),

    CASE("in time", "TAU-5", CHANGE "169>setup.4.l.4 600<end", "pass"),
    CASE("too late", "TAU-5", CHANGE "180>setup.4.l.4 600<end", "fail"),
    CASE("cancelled out", "TAU-5", FIRST "115<resv.3 125..600<resv.2 600<end", "pass"),
    CASE("carried out though cancelled", "TAU-5", FIRST "115<resv.3 125..600<resv.2 169>setup.4.l.2 600<end", "fail"),

    CASE("at once", "TAU-6", FIRST "600<end", "pass"),
    CASE("held up", "TAU-6",
	 "1..600<path 1..91<resv 1.1>setup.1.l.1 1.2<connect.1 100..600<resv.2 160>setup.2.l.2 600<end", "fail"),
    CASE("not waited", "TAU-6", CHANGE "121>setup.4.l.4 600<end", "fail"),
    CASE("first VC is young", "TAU-6",
	 "1..600<path 1<resv 1.1>setup.1.l.1 1.2<connect.1 30..600<resv.2 61>setup.2.l.2 600<end", "none"),

    CASE("established first", "TAU-7", FIRST "600<end", "pass"),
    CASE("remapped first", "TAU-7", FIRST "102<ip.2 102.001>data.3.2 600<end", "fail"),

    CASE("remapped first", "TAU-8", FIRST "600<end", "pass"),

    CASE("from the release", "TAU-9", CHANGE "169>setup.4.l.4 600<end", "pass"),
    CASE("from CONNECT", "TAU-9", CHANGE "168>setup.4.l.4 600<end", "pass"),
    CASE("from SETUP", "TAU-9", CHANGE "160.5>setup.4.l.4 600<end", "fail"),
    CASE("far too early", "TAU-9", CHANGE "130>setup.4.l.4 600<end", "none"),
};

START_TEST(tau)
{
	scene_judge_tau(&cases[_i], 60 * SECOND);
}
END_TEST

int main(void)
{
	return scene_run("tau", tau, sizeof(cases) / sizeof(*cases));
}
