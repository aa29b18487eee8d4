/* SPDX-License-Identifier: Apache-2.0 */
/* CONTROLFAIL: what the checks say about QoS VCs when the VC that carries RSVP is lost. */
#include "scene.h"

/* A session with its QoS VC (call 1); call 9 carries RSVP. */
#define ONE "0>be.9 0.1<connect.9 1..500<path 1..500<resv 1.1>setup.1 1.2<connect.1 "
/* Hosts 1 and 2 of a group on the QoS VC (call 1); call 9, to the group, carries its Paths. */
#define GROUP_UP                                                                                                       \
	"0<group 0<in.1 0<in.2 0>betree.9.1 0.1<connect.9 0.2>add.9.2 0.3<ack.9.2 1..500<path 1..90>path "             \
	"1..500<resv.1.1 "                                                                                             \
	"1..500<resv.1.2 1.1>tree.1.1 1.2<connect.1 1.3>add.1.2 1.4<ack.1.2 "

#define CASE(what, requirement, words, verdict)                                                                        \
	{                                                                                                              \
		what, requirement, "ingress", words, verdict, 0, NULL                                                  \
	}

static const struct scene_case cases[] = {
    CASE("lost for good, given up", "CONTROLFAIL-1",
	 ONE "100<release.9.41 101>be.8 101.1<complete.8.41 130>release.1 500<end", "pass"),
    CASE("lost for good, kept", "CONTROLFAIL-1", ONE "100<release.9.41 101>be.8 101.1<complete.8.41 500<end", "fail"),
    CASE("lost for good, torn", "CONTROLFAIL-1",
	 ONE "100<release.9.41 101>be.8 101.1<complete.8.41 110<resvtear 110.1>release.1 200<end", "none"),
    CASE("cleared in good order", "CONTROLFAIL-1", ONE "100<release.9.16 101>be.8 101.1<complete.8.41 500<end", "none"),
    CASE("not tried again", "CONTROLFAIL-1", ONE "100<release.9.41 500<end", "none"),
    CASE("back", "CONTROLFAIL-1", ONE "100<release.9.41 101>be.8 101.1<complete.8.41 106>be.7 106.1<connect.7 500<end",
	 "none"),
    CASE("of a group, given up", "CONTROLFAIL-1",
	 GROUP_UP
	 "100<release.9.41 101>betree.8.1 101.1<complete.8.41 102>betree.7.2 102.1<complete.7.41 130>release.1 500<end",
	 "pass"),
    CASE("of a group, kept", "CONTROLFAIL-1",
	 GROUP_UP "100<release.9.41 101>betree.8.1 101.1<complete.8.41 102>betree.7.2 102.1<complete.7.41 500<end",
	 "fail"),
    CASE("one leaf of a group, kept", "CONTROLFAIL-1",
	 GROUP_UP "100<drop.9.2.41 101>add.9.2 101.1<reject.9.2.41 500<end", "none"),
    CASE("one leaf of a group, given up", "CONTROLFAIL-1",
	 GROUP_UP "100<drop.9.2.41 101>add.9.2 101.1<reject.9.2.41 130>drop.1.2 500<end", "pass"),

    CASE("the other leaf stays", "CONTROLFAIL-2",
	 GROUP_UP "100<drop.9.2.41 101>add.9.2 101.1<reject.9.2.41 130>drop.1.2 500<end", "pass"),
    CASE("the other leaf goes too", "CONTROLFAIL-2",
	 GROUP_UP "100<drop.9.2.41 101>add.9.2 101.1<reject.9.2.41 130>release.1 500<end", "fail"),
    CASE("the other leaf goes instead", "CONTROLFAIL-2",
	 GROUP_UP "100<drop.9.2.41 101>add.9.2 101.1<reject.9.2.41 130>drop.1.0 500<end", "fail"),
    CASE("the other has torn", "CONTROLFAIL-2",
	 GROUP_UP "100<drop.9.2.41 101>add.9.2 101.1<reject.9.2.41 120<resvtear.1.1 120.1>drop.1.0 500<end", "none"),
    CASE("the leaf comes back", "CONTROLFAIL-2", GROUP_UP "100<drop.9.2.41 101>add.9.2 101.1<ack.9.2 500<end", "none"),
    CASE("both are lost", "CONTROLFAIL-2",
	 GROUP_UP
	 "100<release.9.41 101>betree.8.1 101.1<complete.8.41 102>betree.7.2 102.1<complete.7.41 130>release.1 500<end",
	 "none"),

    CASE("back at once, kept", "CONTROLFAIL-3", ONE "100<release.9.41 101>be.8 101.1<connect.8 500<end", "pass"),
    CASE("back at once, given up", "CONTROLFAIL-3",
	 ONE "100<release.9.41 100.1>release.1 101>be.8 101.1<connect.8 500<end", "fail"),
    CASE("back after a while, given up later", "CONTROLFAIL-3",
	 ONE "100<release.9.41 101>be.8 101.1<complete.8.41 110>be.7 110.1<connect.7 140>release.1 500<end", "fail"),
    CASE("back too late", "CONTROLFAIL-3", ONE "100<release.9.41 130>release.1 180>be.8 180.1<connect.8 500<end",
	 "none"),
    CASE("never back", "CONTROLFAIL-3", ONE "100<release.9.41 130>release.1 500<end", "none"),
    CASE("a leaf back, kept", "CONTROLFAIL-3", GROUP_UP "100<drop.9.2.41 101>add.9.2 101.1<ack.9.2 500<end", "pass"),
    CASE("a leaf back, given up", "CONTROLFAIL-3",
	 GROUP_UP "100<drop.9.2.41 100.1>drop.1.2 101>add.9.2 101.1<ack.9.2 500<end", "fail"),
};

START_TEST(control_failure)
{
	scene_judge(&cases[_i]);
}
END_TEST

int main(void)
{
	return scene_run("control_failure", control_failure, (int)(sizeof(cases) / sizeof(*cases)));
}
