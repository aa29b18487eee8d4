/* SPDX-License-Identifier: Apache-2.0 */
/* One copy of a packet for each next hop of a group, and two only while it moves. H is 90 s. */
#include "scene_stream.h"

/* 1 and 2 are members, on the best-effort VC 1; 1 reserves and moves to the QoS VC 2. */
#define BE    "0<group 0>in.1 0>in.2 1>betree.1.1 1<connect.1 1>add.1.2 1<ack.1.2 "
#define ASKED "2<path 2>path 4<resv.1.1 "
#define QOS   "4>tree.2.1 5<connect.2 "
#define MOVED "6>drop.1.0 7<dropped.1.0 "
#define LATER "8000<end"

static const struct scene_case cases[] = {
    {"each VC has leaves of its own", "COPY-1", "ingress", BE ASKED QOS MOVED "each.100.12 " LATER, "pass", 0, NULL},
    {"one VC serves both", "COPY-1", "ingress",
     BE ASKED QOS MOVED "6>add.2.2 7<ack.2.2 7>release.1 7<complete.1 each.100.2 " LATER, "pass", 0, NULL},
    {"nobody reserves", "COPY-1", "ingress", BE ASKED "each.100.1 " LATER, "none", 0, NULL},
    {"one next hop shows nothing", "COPY-1", "ingress", BE ASKED QOS "6>release.1 7<complete.1 each.100.2 " LATER,
     "none", 0, NULL},
    {"few packets show nothing", "COPY-1", "ingress",
     BE ASKED QOS MOVED "100>data.1.1 100>data.2.1 101>data.1.2 101>data.2.2 " LATER, "none", 0, NULL},
    {"it stays on both", "COPY-1", "ingress", BE ASKED QOS "each.100.12 " LATER, "fail", 0, NULL},
    {"it comes back to the older VC", "COPY-1", "ingress",
     BE ASKED QOS MOVED "20>add.1.1 21<ack.1.1 each.100.12 " LATER, "fail", 0, NULL},
    {"twice on one VC", "COPY-1", "ingress", BE ASKED QOS MOVED "100>data.1.1 101>data.2.1 102>data.1.1 " LATER, "fail",
     0, NULL},
    {"dropped late, and two copies all the time", "COPY-1", "ingress",
     BE ASKED QOS "5.5>data.1.1 5.5>data.2.1 99>data.1.2 99>data.2.2 150>drop.1.0 151<dropped.1.0 " LATER, "fail", 0,
     NULL},
    {"begun in time, it may be over later", "COPY-1", "ingress",
     BE ASKED QOS "90>drop.1.0 97>data.1.900 97>data.2.900 98<dropped.1.0 each.100.12 " LATER, "pass", 0, NULL},
    {"two copies before it was asked", "COPY-1", "ingress",
     BE ASKED "1>betree.3.1 1<connect.3 95>data.1.1 95>data.3.1 " LATER, "fail", 0, NULL},

    {"two copies until it is off the older VC", "COPY-2", "ingress",
     BE ASKED QOS "5.5>data.1.1 5.5>data.2.1 6>drop.1.0 7<dropped.1.0 8>data.1.2 8>data.2.2 " LATER, "pass", 0, NULL},
    {"its drop takes as long as it takes", "COPY-2", "ingress",
     BE ASKED QOS "6>drop.1.0 99>data.1.1 99>data.2.1 150<dropped.1.0 151>data.1.2 151>data.2.2 " LATER, "pass", 0,
     NULL},
    {"the option is not used", "COPY-2", "ingress", BE ASKED QOS MOVED "each.100.12 " LATER, "none", 0, NULL},
    {"they do not end with the transition", "COPY-2", "ingress",
     BE ASKED QOS "5.5>data.1.1 5.5>data.2.1 99>data.1.2 99>data.2.2 " LATER, "fail", 0, NULL},
    {"two copies without a transition are another matter", "COPY-2", "ingress",
     BE ASKED QOS MOVED "100>data.1.1 101>data.2.1 102>data.1.1 " LATER, "none", 0, NULL},
};

START_TEST(copies)
{
	scene_judge_stream(&cases[_i]);
}
END_TEST

int main(void)
{
	return scene_run("conformance/copies", copies, (int)(sizeof(cases) / sizeof(*cases)));
}
