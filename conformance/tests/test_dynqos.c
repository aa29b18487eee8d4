/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of dynamic QoS over traces by hand: what each row passes, fails, and has nothing to say about. */
#include "scene.h"

/* A session with its QoS VC (call 1) and a best-effort VC (call 3); Q1 until 100 s, then Q2, or the other way. */
#define BEST_EFFORT "0.1>be.3 0.2<connect.3 1..500<path "
#define SMALL       BEST_EFFORT "1..91<resv 1.1>setup.1.l.1 1.2<connect.1 "
#define LARGE       BEST_EFFORT "1..91<resv.2 1.1>setup.1.l.2 1.2<connect.1 "
#define UPGRADE     SMALL "100..500<resv.2 "
#define DOWNGRADE   LARGE "100..500<resv "
#define TRIED_UP    UPGRADE "100.1>setup.2.l.2 "
#define TRIED_DOWN  DOWNGRADE "100.1>setup.2.l.1 "
#define REFUSED     "100.2<complete.2.37 "

#define CASE(what, requirement, words, verdict)                                                                        \
	{                                                                                                              \
		what, requirement, "ingress", words, verdict, 0, NULL                                                  \
	}

static const struct scene_case cases[] = {
    CASE("tried", "DYNQOS-1", TRIED_UP "100.2<connect.2 500<end", "pass"),
    CASE("not tried", "DYNQOS-1", UPGRADE "500<end", "fail"),
    CASE("refused without a call", "DYNQOS-1", UPGRADE "100.1>err.2 500<end", "none"),
    CASE("taken back", "DYNQOS-1", SMALL "100<resv.2 110..500<resv 500<end", "none"),
    CASE("too short", "DYNQOS-1", "1..150<path 1..91<resv 1.1>setup.1.l.1 1.2<connect.1 100..150<resv.2 150<end",
	 "none"),
    CASE("torn down", "DYNQOS-1", SMALL "100<resv.2 150<resvtear 500<end", "none"),
    CASE("a decrease", "DYNQOS-1", DOWNGRADE "500<end", "none"),

    CASE("tried", "DYNQOS-2", TRIED_DOWN "100.2<connect.2 500<end", "pass"),
    CASE("not tried", "DYNQOS-2", DOWNGRADE "500<end", "fail"),
    CASE("an increase", "DYNQOS-2", UPGRADE "500<end", "none"),

    CASE("fits", "DYNQOS-6", TRIED_UP "500<end", "pass"),
    CASE("too large", "DYNQOS-6", UPGRADE "100.1>setup.2.l.3 500<end", "fail"),
    CASE("the old size", "DYNQOS-6", UPGRADE "100.5>setup.2.l.1 500<end", "fail"),

    CASE("kept", "DYNQOS-7", TRIED_UP "105<connect.2 106>release.1 500<end", "pass"),
    CASE("released meanwhile", "DYNQOS-7", TRIED_UP "101>release.1 105<connect.2 500<end", "fail"),
    CASE("released before", "DYNQOS-7", UPGRADE "100.05>release.1 100.1>setup.2.l.2 105<connect.2 500<end", "fail"),
    CASE("taken by the network", "DYNQOS-7", TRIED_UP "101<release.1.41 105<connect.2 500<end", "none"),
    CASE("torn down", "DYNQOS-7", TRIED_UP "101<resvtear 101.1>release.1 500<end", "none"),

    CASE("left alone", "DYNQOS-8", TRIED_UP "105<connect.2 106>release.1 500<end", "pass"),
    CASE("touched", "DYNQOS-8", TRIED_UP "101>proceeding.1 105<connect.2 500<end", "fail"),
    CASE("asked about", "DYNQOS-8", TRIED_UP "101>enquiry.1 105<connect.2 106>release.1 500<end", "pass"),
    CASE("touched later", "DYNQOS-8", TRIED_UP "105<connect.2 106>proceeding.1 500<end", "pass"),

    CASE("on the old VC", "DYNQOS-9", TRIED_UP "102<ip.1 102.001>data.1.1 105<connect.2 500<end", "pass"),
    CASE("no data", "DYNQOS-9", TRIED_UP "105<connect.2 500<end", "none"),
    CASE("on the new VC", "DYNQOS-9", TRIED_UP "102<ip.1 102.001>data.2.1 105<connect.2 500<end", "fail"),
    CASE("best effort", "DYNQOS-9", TRIED_UP "102<ip.1 102.001>data.3.1 105<connect.2 500<end", "fail"),
    CASE("nowhere", "DYNQOS-9", TRIED_UP "102<ip.1 105<connect.2 500<end", "fail"),

    CASE("moved", "DYNQOS-10", TRIED_UP "105<connect.2 106<ip.1 106.001>data.2.1 500<end", "pass"),
    CASE("left on the old VC", "DYNQOS-10", TRIED_UP "105<connect.2 200<ip.1 200.001>data.1.1 500<end", "fail"),
    CASE("left for a while", "DYNQOS-10",
	 TRIED_UP "105<connect.2 150<ip.1 150.001>data.1.1 160<ip.2 160.001>data.2.2 500<end", "pass"),

    CASE("after the move", "DYNQOS-11", TRIED_UP "105<connect.2 106<ip.1 106.001>data.2.1 107>release.1 500<end",
	 "pass"),
    CASE("before the move", "DYNQOS-11",
	 TRIED_UP "105<connect.2 105.1>release.1 106<ip.1 106.001>data.3.1 107<ip.2 107.001>data.2.2 500<end", "fail"),
    CASE("nothing shows the move", "DYNQOS-11",
	 TRIED_UP "105<connect.2 105.1>release.1 106<ip.1 106.001>data.2.1 500<end", "none"),

    CASE("closed", "DYNQOS-12", TRIED_UP "105<connect.2 106>release.1 500<end", "pass"),
    CASE("leaked", "DYNQOS-12", TRIED_UP "105<connect.2 500<end", "fail"),
    CASE("too short", "DYNQOS-12",
	 "1..150<path 1..91<resv 1.1>setup.1.l.1 1.2<connect.1 100<resv.2 100.1>setup.2.l.2 105<connect.2 120<end",
	 "none"),

    CASE("used on", "DYNQOS-13", TRIED_UP REFUSED "110<ip.1 110.001>data.1.1 500<end", "pass"),
    CASE("released", "DYNQOS-13", TRIED_UP REFUSED "110>release.1 500<end", "fail"),
    CASE("best effort", "DYNQOS-13", TRIED_UP REFUSED "110<ip.1 110.001>data.3.1 500<end", "fail"),
    CASE("never answered", "DYNQOS-13", TRIED_UP "110<ip.1 110.001>data.3.1 500<end", "fail"),
    CASE("replaced later", "DYNQOS-13",
	 TRIED_UP REFUSED "160>setup.4.l.2 160.1<connect.4 161>release.1 162<ip.1 162.001>data.4.1 500<end", "none"),

    CASE("error", "DYNQOS-14", TRIED_UP REFUSED "100.3>err.2 500<end", "pass"),
    CASE("silence", "DYNQOS-14", TRIED_UP REFUSED "500<end", "fail"),
    CASE("taken back", "DYNQOS-14", SMALL "100<resv.2 100.1>setup.2.l.2 100.2<complete.2.37 101..500<resv 500<end",
	 "none"),

    CASE("flag clear", "DYNQOS-15", TRIED_UP REFUSED "100.3>err.2 500<end", "fail"),
    CASE("no error", "DYNQOS-15", TRIED_UP REFUSED "500<end", "none"),

    CASE("granted", "DYNQOS-16", TRIED_DOWN REFUSED "500<end", "pass"),
    CASE("error", "DYNQOS-16", TRIED_DOWN REFUSED "100.3>err 500<end", "fail"),
    CASE("too short", "DYNQOS-16",
	 "1..200<path 1..91<resv.2 1.1>setup.1.l.2 1.2<connect.1 100..200<resv 100.1>setup.2.l.1 100.2<complete.2.37 "
	 "200<end",
	 "none"),

    CASE("told", "DYNQOS-17", TRIED_DOWN REFUSED "100.3>resv 500<end", "pass"),
    CASE("still the larger", "DYNQOS-17", TRIED_DOWN REFUSED "120..500>resv.2 500<end", "fail"),

    CASE("tried again", "DYNQOS-18", TRIED_DOWN REFUSED "160.2>setup.4.l.1 160.3<connect.4 500<end", "pass"),
    CASE("never again", "DYNQOS-18", TRIED_DOWN REFUSED "500<end", "fail"),
    CASE("reservation torn", "DYNQOS-18", TRIED_DOWN REFUSED "150<resvtear 500<end", "none"),

    CASE("one after another", "DYNQOS-19",
	 SMALL "100<resv.2 100.1>setup.2.l.2 100.2<proceeding.2 102..500<resv.3 102.1>release.2 102.2<complete.2 "
	       "102.3>setup.4.l.4 500<end",
	 "pass"),
    CASE("side by side", "DYNQOS-19",
	 SMALL "100<resv.2 100.1>setup.2.l.2 100.2<proceeding.2 102..500<resv.3 102.3>setup.4.l.4 500<end", "fail"),

    CASE("released", "DYNQOS-20",
	 SMALL "100<resv.2 100.1>setup.2.l.2 100.2<proceeding.2 102..500<resv.3 102.1>release.2 500<end", "pass"),
    CASE("used", "DYNQOS-20",
	 SMALL "100<resv.2 100.1>setup.2.l.2 100.2<proceeding.2 102..500<resv.3 105<connect.2 106<ip.1 "
	       "106.001>data.2.1 500<end",
	 "fail"),
    CASE("forgotten", "DYNQOS-20",
	 SMALL "100<resv.2 100.1>setup.2.l.2 100.2<proceeding.2 102..500<resv.3 105<connect.2 500<end", "fail"),
    CASE("crossed", "DYNQOS-20",
	 SMALL "100<resv.2 100.1>setup.2.l.2 100.2<proceeding.2 102..500<resv.3 102.05<connect.2 106<ip.1 "
	       "106.001>data.2.1 500<end",
	 "none"),

    CASE("restarted", "DYNQOS-21",
	 SMALL
	 "100<resv.2 100.1>setup.2.l.2 100.2<proceeding.2 102..500<resv.3 102.1>release.2 102.3>setup.4.l.4 500<end",
	 "pass"),
    CASE("forgotten", "DYNQOS-21",
	 SMALL "100<resv.2 100.1>setup.2.l.2 100.2<proceeding.2 102..500<resv.3 102.1>release.2 500<end", "fail"),
    CASE("the overtaken size again", "DYNQOS-21",
	 SMALL
	 "100<resv.2 100.1>setup.2.l.2 100.2<proceeding.2 102..500<resv.3 102.1>release.2 102.3>setup.4.l.2 500<end",
	 "fail"),

    CASE("refused without a call", "DYNQOS-22", SMALL "100<resv.2 102<resv 104<resv.3 104.1>err.3 500<end", "fail"),
    CASE("carried out", "DYNQOS-22",
	 SMALL "100<resv.2 102<resv 104..500<resv.3 110>setup.2.l.4 110.1<connect.2 111>release.1 500<end", "pass"),
    CASE("two changes", "DYNQOS-22", SMALL "100<resv.2 104..500<resv.3 104.1>err.3 500<end", "none"),
};

START_TEST(dynqos)
{
	scene_judge(&cases[_i]);
}
END_TEST

int main(void)
{
	return scene_run("dynqos", dynqos, sizeof(cases) / sizeof(*cases));
}
