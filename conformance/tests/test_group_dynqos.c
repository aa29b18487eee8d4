/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of dynamic QoS and tau on groups, over traces by hand: merged sizes, parties that are still to come, each next
 * hop. */
#include "scene.h"

/* Hosts 1 and 2 have reserved Q1 and are on the QoS VC (call 1); host 1 asks for Q2 at 100 s. Call 9 carries RSVP, and
 * data for those without reservation. */
#define BOTH                                                                                                           \
	"0<group 0<in.1 0<in.2 0>betree.9.1 0.1<connect.9 0.2>add.9.2 0.3<ack.9.2 1..500<path 1.1>tree.1.1 "           \
	"1.2<connect.1 "                                                                                               \
	"1.3>add.1.2 1.4<ack.1.2 "
#define SMALL BOTH "1..91<resv.1.1 1..500<resv.1.2 "
#define UP    SMALL "100..500<resv.2.1 "
/* The new call has its first leaf; the second one is asked in. */
#define CALLED UP "100.1>tree.2.1.2 100.2<connect.2 100.3>add.2.2 "
#define STANDS "105<ack.2.2 "
/* The same, if host 2 asks for something else later. */
#define CALLED_2 BOTH "1..91<resv.1.1 1..91<resv.1.2 100..500<resv.2.1 100.1>tree.2.1.2 100.2<connect.2 100.3>add.2.2 "
/* The same with Q2 at first and Q1 at 100 s, refused. */
#define LARGE                                                                                                          \
	"0<group 0<in.1 0<in.2 0>betree.9.1 0.1<connect.9 0.2>add.9.2 0.3<ack.9.2 1..500<path 1.1>tree.1.1.2 "         \
	"1.2<connect.1 "                                                                                               \
	"1.3>add.1.2 1.4<ack.1.2 1..91<resv.2.1 1..500<resv.1.2 "
#define REFUSED_UP   UP "100.1>tree.2.1.2 100.2<complete.2.37 "
#define REFUSED_DOWN LARGE "100..500<resv.1.1 100.1>tree.2.1.1 100.2<complete.2.37 "

#define CASE(what, requirement, words, verdict)                                                                        \
	{                                                                                                              \
		what, requirement, "ingress", words, verdict, 0, NULL                                                  \
	}

static const struct scene_case cases[] = {
    CASE("tried for the largest", "DYNQOS-1", CALLED STANDS "500<end", "pass"),
    CASE("not tried", "DYNQOS-1", UP "500<end", "fail"),
    CASE("a smaller one beside it", "DYNQOS-1", SMALL "100<resv.1.1 500<end", "none"),
    CASE("the largest gets smaller", "DYNQOS-2", LARGE "100..500<resv.1.1 100.1>tree.2.1.1 100.2<connect.2 500<end",
	 "pass"),
    CASE("not tried", "DYNQOS-2", LARGE "100..500<resv.1.1 500<end", "fail"),
    CASE("of the merged size", "DYNQOS-6", CALLED STANDS "500<end", "pass"),
    CASE("of the other's size", "DYNQOS-6", UP "100.5>tree.2.1.1 100.6<connect.2 500<end", "fail"),

    CASE("kept until the last leaf is in", "DYNQOS-7", CALLED STANDS "106>release.1 500<end", "pass"),
    CASE("released when the first leaf is in", "DYNQOS-7", CALLED "101>release.1 " STANDS "500<end", "fail"),
    CASE("left alone", "DYNQOS-8", CALLED STANDS "106>release.1 500<end", "pass"),
    CASE("a party dropped meanwhile", "DYNQOS-8", CALLED "102>drop.1.2 " STANDS "500<end", "fail"),
    CASE("a party that is lost answered for", "DYNQOS-8", CALLED "102<drop.1.2.41 102.1>dropped.1.2 " STANDS "500<end",
	 "pass"),
    CASE("touched when it stands", "DYNQOS-8", CALLED STANDS "106>drop.1.2 500<end", "pass"),

    CASE("on the old VC until the last leaf is in", "DYNQOS-9", CALLED STANDS "102<ip.1 102.001>data.1.1 500<end",
	 "pass"),
    CASE("on the new VC after the first leaf", "DYNQOS-9", CALLED STANDS "102<ip.1 102.001>data.2.1 500<end", "fail"),
    CASE("on the old VC, and to those without", "DYNQOS-9",
	 CALLED STANDS "102<ip.1 102.001>data.1.1 102.002>data.9.1 500<end", "pass"),
    CASE("to those without only", "DYNQOS-9", CALLED STANDS "102<ip.1 102.002>data.9.1 500<end", "fail"),
    CASE("moved", "DYNQOS-10", CALLED STANDS "106<ip.1 106.001>data.2.1 106.002>data.9.1 500<end", "pass"),
    CASE("left on the old VC", "DYNQOS-10", CALLED STANDS "200<ip.1 200.001>data.1.1 500<end", "fail"),
    CASE("after the move", "DYNQOS-11", CALLED STANDS "106<ip.1 106.001>data.2.1 107>release.1 500<end", "pass"),
    CASE("before the move", "DYNQOS-11", CALLED STANDS "106>release.1 107<ip.1 107.001>data.9.1 500<end", "fail"),
    CASE("closed", "DYNQOS-12", CALLED STANDS "106>release.1 500<end", "pass"),
    CASE("leaked", "DYNQOS-12", CALLED STANDS "500<end", "fail"),

    CASE("used on", "DYNQOS-13", REFUSED_UP "102<ip.1 102.001>data.1.1 500<end", "pass"),
    CASE("given up", "DYNQOS-13", REFUSED_UP "101>release.1 500<end", "fail"),
    CASE("a party refused, the whole given up, used on", "DYNQOS-13",
	 CALLED "102<reject.2.2.47 102.001>release.2 103<ip.1 103.001>data.1.1 500<end", "pass"),
    CASE("a party refused, all given up", "DYNQOS-13",
	 CALLED "102<reject.2.2.47 102.001>release.2 103<ip.1 103.001>data.9.1 500<end", "fail"),
    CASE("a party refused, the new VC used", "DYNQOS-13",
	 CALLED "102<reject.2.2.47 103<ip.1 103.001>data.2.1 104>release.1 500<end", "none"),
    CASE("who asked is told", "DYNQOS-14", REFUSED_UP "101>err.2.1 500<end", "pass"),
    CASE("the other is told", "DYNQOS-14", REFUSED_UP "101>err.2.2 500<end", "fail"),
    CASE("nobody is told", "DYNQOS-14", REFUSED_UP "500<end", "fail"),
    CASE("a party refused, who asked is told", "DYNQOS-14",
	 CALLED "102<reject.2.2.47 102.001>release.2 103>err.2.1 500<end", "pass"),
    CASE("a party refused, nobody is told", "DYNQOS-14", CALLED "102<reject.2.2.47 102.001>release.2 500<end", "fail"),
    CASE("in place, and accepted again", "DYNQOS-15",
	 BOTH "1..91<resv.1.1 1..500<resv.1.2 100<resv.2.1 100.1>tree.2.1.2 100.2<complete.2.37 101>err.2.1.in "
	      "110..500<resv.1.1 500<end",
	 "pass"),
    CASE("what the other asked for is named", "DYNQOS-15",
	 BOTH "1..91<resv.1.1 1..500<resv.1.2 100<resv.2.1 100.1>tree.2.1.2 100.2<complete.2.37 101>err.1.1.in "
	      "110..500<resv.1.1 500<end",
	 "fail"),
    CASE("the other troubled", "DYNQOS-15",
	 BOTH "1..91<resv.1.1 1..500<resv.1.2 100<resv.2.1 100.1>tree.2.1.2 100.2<complete.2.37 101>err.2.1.in "
	      "101.1>err.1.2.in 110..500<resv.1.1 500<end",
	 "fail"),
    CASE("without InPlace", "DYNQOS-15", REFUSED_UP "101>err.2.1 500<end", "fail"),
    CASE("no error", "DYNQOS-16", REFUSED_DOWN "500<end", "pass"),
    CASE("an error", "DYNQOS-16", REFUSED_DOWN "101>err.1.1 500<end", "fail"),
    CASE("the smaller goes upstream", "DYNQOS-17", REFUSED_DOWN "101>resv 500<end", "pass"),
    CASE("the larger goes on upstream", "DYNQOS-17", REFUSED_DOWN "101..400>resv.2 500<end", "fail"),
    CASE("tried again", "DYNQOS-18", REFUSED_DOWN "160>tree.3.1.1 160.1<connect.3 500<end", "pass"),
    CASE("not tried again", "DYNQOS-18", REFUSED_DOWN "500<end", "fail"),

    CASE("one at a time", "DYNQOS-19",
	 CALLED_2 "101..500<resv.3.2 101.1>release.2 101.2>tree.3.2.3 101.3<connect.3 500<end", "pass"),
    CASE("a second before the first has its leaves", "DYNQOS-19",
	 CALLED_2 "101..500<resv.3.2 101.2>tree.3.2.3 101.3<connect.3 " STANDS "500<end", "fail"),
    CASE("given up for the newest", "DYNQOS-20",
	 CALLED_2 "101..500<resv.3.2 101.1>release.2 101.2>tree.3.2.3 101.3<connect.3 500<end", "pass"),
    CASE("completed all the same", "DYNQOS-20",
	 CALLED_2 "101..500<resv.3.2 " STANDS "106<ip.1 106.001>data.2.1 500<end", "fail"),
    CASE("the newest follows", "DYNQOS-21",
	 CALLED_2 "101..500<resv.3.2 101.1>release.2 101.2>tree.3.2.3 101.3<connect.3 500<end", "pass"),
    CASE("the newest forgotten", "DYNQOS-21", CALLED_2 "101..500<resv.3.2 101.1>release.2 500<end", "fail"),

    CASE("data before the last leaf", "TRANSITION-1",
	 "0<group 0<in.1 0<in.2 1..500<path 1..500<resv.1.1 1..500<resv.1.2 1.1>tree.1.1 1.2<connect.1 1.3>add.1.2 "
	 "1.4<ip.1 1.5>data.1.1 2<ack.1.2 500<end",
	 "fail"),
    CASE("data before one that joins", "TRANSITION-1",
	 "0<group 0<in.1 0<in.2 1..500<path 1..500<resv.1.1 20..500<resv.1.2 1.1>tree.1.1 1.2<connect.1 20.1>add.1.2 "
	 "20.2<ip.1 20.3>data.1.1 22<ack.1.2 500<end",
	 "none"),
    CASE("data before one that was late asked in", "TRANSITION-1",
	 "0<group 0<in.1 0<in.2 1..500<path 1..500<resv.1.1 1..500<resv.1.2 1.1>tree.1.1 1.2<connect.1 20.1>add.1.2 "
	 "20.2<ip.1 20.3>data.1.1 22<ack.1.2 500<end",
	 "fail"),
    CASE("data before one that asked when all others were in", "TRANSITION-1",
	 "0<group 0<in.1 0<in.2 1..500<path 1..500<resv.1.1 1.5..500<resv.1.2 1.1>tree.1.1 1.2<connect.1 1.6>add.1.2 "
	 "1.7<ip.1 1.8>data.1.1 2<ack.1.2 500<end",
	 "none"),
    CASE("data when all were in but one, which is tried again", "TRANSITION-1",
	 "0<group 0<in.1 0<in.2 1..500<path 1..500<resv.1.1 1..500<resv.1.2 1.1>tree.1.1 1.2<connect.1 1.3>add.1.2 "
	 "1.4<reject.1.2.37 1.41>add.1.2 1.5<ip.1 1.6>data.1.1 2<ack.1.2 500<end",
	 "none"),
    CASE("a replacement whose refused party is tried again", "DYNQOS-9",
	 CALLED "102<reject.2.2.47 102.1>add.2.2 102.2<ip.1 102.201>data.2.1 103<ack.2.2 104>release.1 500<end",
	 "none"),
    CASE("a replacement whose refused party is tried again", "TRANSITION-2",
	 CALLED "50<ip.5 50.001>data.1.5 102<reject.2.2.47 102.1>add.2.2 102.2<ip.1 102.201>data.2.1 103<ack.2.2 "
		"104>release.1 500<end",
	 "none"),
};

/* tau is 60 s; the change of 100 s has its last leaf at 105 s and the old VC is released at 106 s. Host 2 asks for Q3.
 */
#define CHANGED CALLED_2 STANDS "106>release.1 106.1<complete.1 "
static const struct scene_case spaced[] = {
    CASE("waited", "TAU-2", CHANGED "110..500<resv.3.2 166.2>tree.3.2.3 166.3<connect.3 500<end", "pass"),
    CASE("did not", "TAU-2", CHANGED "110..500<resv.3.2 120>tree.3.2.3 120.1<connect.3 500<end", "fail"),
    CASE("taken up", "TAU-3", CHANGED "110..500<resv.3.2 166.2>tree.3.2.3 166.3<connect.3 500<end", "pass"),
    CASE("refused", "TAU-3", CHANGED "110..500<resv.3.2 110.1>err.3.2 500<end", "fail"),
    CASE("in time", "TAU-5", CHANGED "110..500<resv.3.2 166.2>tree.3.2.3 166.3<connect.3 500<end", "pass"),
    CASE("forgotten", "TAU-5", CHANGED "110..500<resv.3.2 500<end", "fail"),
    CASE("taken back", "TAU-5", CHANGED "110<resv.3.2 120..500<resv.1.2 500<end", "pass"),
    CASE("taken back and carried out", "TAU-5",
	 CHANGED "110<resv.3.2 120..500<resv.1.2 166.2>tree.3.2.2 166.3<connect.3 500<end", "fail"),
    CASE("remapped when the last leaf is in", "TAU-7", CALLED STANDS "106<ip.1 106.001>data.2.1 500<end", "pass"),
    CASE("remapped when the first leaf is in", "TAU-7", CALLED "102<ip.1 102.001>data.2.1 " STANDS "500<end", "fail"),
    CASE("from the last leaf on", "TAU-9", CHANGED "110..500<resv.3.2 166.2>tree.3.2.3 166.3<connect.3 500<end",
	 "pass"),
    CASE("from the set-up", "TAU-9", CHANGED "110..500<resv.3.2 160.2>tree.3.2.3 160.3<connect.3 500<end", "fail"),
};

START_TEST(group_dynqos)
{
	scene_judge(&cases[_i]);
}
END_TEST

START_TEST(group_tau)
{
	scene_judge_tau(&spaced[_i], 60 * SECOND);
}
END_TEST

int main(void)
{
	int failed = scene_run("group_dynqos", group_dynqos, (int)(sizeof(cases) / sizeof(*cases)));

	return scene_run("group_tau", group_tau, (int)(sizeof(spaced) / sizeof(*spaced))) || failed;
}
