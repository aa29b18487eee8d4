/* SPDX-License-Identifier: Apache-2.0 */
/* ENCAP: what the checks say about B-LLIs and the form of frames. */
#include "scene.h"

/* Path and Resv over the control VC (call 9) of either side. */
#define SENDER   "0>be.9 0.1<connect.9 1<path 1>path 1<resv "
#define RECEIVER "0<be.9 0.1>connect.9 1<path 1<resv 1.05>resv "

/* E1 and E2 reserve; E2 refuses the VC multiplexing that was agreed with E1. */
#define GROUP_OF_2 "0>group 0>in.1 0>in.2 1..200>path 1..200<path 1..200<resv.1.1 "
#define TOGETHER   GROUP_OF_2 "1.1>tree.1.1.1v 1.2<connect.1.v 1.3>add.1.2 "
#define LEFT       TOGETHER "1..200<resv.1.2 1.4<reject.1.2.88 "

static const struct scene_case cases[] = {
    {"LLC had", "ENCAP-1", "ingress", SENDER "1.1>setup.1.v,l 1.2<connect.1.l 2>data.1.1 100<end", "pass", 0, NULL},
    {"refused without LLC", "ENCAP-1", "ingress", SENDER "1.1>setup.1.v 1.2<complete.1.88 100<end", "fail", 0, NULL},
    {"refused, then LLC", "ENCAP-1", "ingress",
     SENDER "1.1>setup.1.v 1.2<complete.1.88 2>setup.2.l 2.1<connect.2 100<end", "none", 0, NULL},
    {"refused with LLC", "ENCAP-1", "ingress", SENDER "1.1>setup.1.l 1.2<complete.1.47 100<end", "none", 0, NULL},
    {"refused, case too short", "ENCAP-1", "ingress", SENDER "1.1>setup.1.v 1.2<complete.1.88 50<end", "none", 0, NULL},
    {"a leaf left out", "ENCAP-1", "ingress", LEFT "200<end", "fail", 0, NULL},
    {"a leaf refused for another reason", "ENCAP-1", "ingress", TOGETHER "1..200<resv.1.2 1.4<reject.1.2.37 200<end",
     "none", 0, NULL},
    {"a leaf that gives up", "ENCAP-1", "ingress", TOGETHER "1<resv.1.2 1.4<reject.1.2.88 10<resvtear.1.2 200<end",
     "none", 0, NULL},
    {"a leaf with a VC of its own", "ENCAP-1", "ingress", LEFT "2>tree.2.2.1 2.1<connect.2.l 200<end", "pass", 0, NULL},
    {"a leaf with VC multiplexing again", "ENCAP-1", "ingress", LEFT "2>tree.2.2.1v 2.1<connect.2.v 200<end", "fail", 0,
     NULL},
    {"all on another VC", "ENCAP-1", "ingress",
     LEFT "2>tree.2.1.1 2.1<connect.2.l 2.2>add.2.2 2.3<ack.2.2 3>release.1 200<end", "pass", 0, NULL},
    {"another VC refused", "ENCAP-1", "ingress", LEFT "2>tree.2.2.1 2.1<complete.2.37 200<end", "none", 0, NULL},
    {"accepted and forwarded", "ENCAP-2", "egress", RECEIVER "1.1<setup.1.l 1.2>connect.1.l 2<data.1.1 2.1>ip.1 10<end",
     "pass", 0, NULL},
    {"accepted without B-LLI", "ENCAP-2", "egress", RECEIVER "1.1<setup.1.l 1.2>connect.1 2<data.1.1 2.1>ip.1 10<end",
     "pass", 0, NULL},
    {"refused", "ENCAP-2", "egress", RECEIVER "1.1<setup.1.l 1.2>complete.1.88 10<end", "fail", 0, NULL},
    {"another answer", "ENCAP-2", "egress", RECEIVER "1.1<setup.1.l 1.2>connect.1.v 10<end", "fail", 0, NULL},
    {"not LLC alone", "ENCAP-2", "egress", RECEIVER "1.1<setup.1.v,l 1.2>complete.1.88 10<end", "none", 0, NULL},
    {"refused beside another", "ENCAP-2", "egress",
     RECEIVER "1.1<setup.1.v,l 1.2>connect.1.v 2<setup.2.l 2.1>complete.2.88 10<end", "none", 0, NULL},
    {"as answered", "ENCAP-3", "ingress", SENDER "1.1>setup.1.v,l 1.2<connect.1.l 2>data.1.1 10<end", "pass", 0, NULL},
    {"against the answer", "ENCAP-3", "ingress", SENDER "1.1>setup.1.v,l 1.2<connect.1.l 2>data.1.1.v 10<end", "fail",
     0, NULL},
    {"no answer: the first", "ENCAP-3", "ingress", SENDER "1.1>setup.1.v,l 1.2<connect.1 2>data.1.1.v 10<end", "pass",
     0, NULL},
    {"no answer: not the first", "ENCAP-3", "ingress", SENDER "1.1>setup.1.v,l 1.2<connect.1 2>data.1.1 10<end", "fail",
     0, NULL},
    {"nothing to negotiate", "ENCAP-3", "ingress", SENDER "1.1>setup.1.l 1.2<connect.1.l 2>data.1.1 10<end", "none", 0,
     NULL},
    {"answer that was not offered", "ENCAP-3", "egress", RECEIVER "1.1<setup.1.l 1.2>connect.1.v 10<end", "fail", 0,
     NULL},
    {"answer that was", "ENCAP-3", "egress", RECEIVER "1.1<setup.1.l,v 1.2>connect.1.v 2<data.1.1.v 10<end", "pass", 0,
     NULL},
    {"offered first", "ENCAP-4", "ingress", SENDER "1.1>setup.1.v,l 1.2<connect.1.v 2>data.1.1.v 10<end", "pass", 0,
     "vcmux-qos"},
    {"offered second", "ENCAP-4", "ingress", SENDER "1.1>setup.1.l,v 1.2<connect.1.l 2>data.1.1 10<end", "inconclusive",
     0, "vcmux-qos"},
    {"not offered", "ENCAP-4", "ingress", SENDER "1.1>setup.1.l 1.2<connect.1.l 2>data.1.1 10<end", "fail", 0,
     "vcmux-qos"},
    {"not offered again", "ENCAP-4", "ingress", LEFT "2>tree.2.2.1 2.1<connect.2.l 200<end", "pass", 0, "vcmux-qos"},
    {"not offered to a group", "ENCAP-4", "ingress", GROUP_OF_2 "1.1>tree.1.1.1 1.2<connect.1.l 200<end", "fail", 0,
     "vcmux-qos"},
    {"released for its form", "TEARDOWN-1", "ingress", LEFT "1.5>release.1 200<end", "pass", 0, "vcmux-qos"},
    {"released for a refused leaf", "TEARDOWN-1", "ingress",
     TOGETHER "1..200<resv.1.2 1.4<reject.1.2.37 1.5>release.1 200<end", "fail", 0, "vcmux-qos"},
    {"not wanted", "ENCAP-4", "ingress", SENDER "1.1>setup.1.l 1.2<connect.1.l 2>data.1.1 10<end", "none", 0, NULL},
    {"taken", "ENCAP-4", "egress", RECEIVER "1.1<setup.1.v,l 1.2>connect.1.v 2<data.1.1.v 10<end", "pass", 0,
     "vcmux-qos"},
    {"not taken", "ENCAP-4", "egress", RECEIVER "1.1<setup.1.v,l 1.2>connect.1.l 2<data.1.1 10<end", "fail", 0,
     "vcmux-qos"},
    {"one form", "ENCAP-5", "ingress", SENDER "1.1>setup.1.l 1.2<connect.1.l 2>data.1.1 10<end", "pass", 0, NULL},
    {"two forms", "ENCAP-5", "ingress", SENDER "1.1>setup.1.v 1.2<connect.1.v 2>data.1.1.v 10<end", "fail", 0, NULL},
    {"two forms, by answer", "ENCAP-5", "egress", RECEIVER "1.1<setup.1.v,l 1.2>connect.1.v 2<data.1.1.v 10<end",
     "fail", 0, NULL},
    {"one form, by answer", "ENCAP-5", "egress", RECEIVER "1.1<setup.1.v,l 1.2>connect.1.l 2<data.1.1 10<end", "pass",
     0, NULL},
    {"one form", "ENCAP-6", "ingress", SENDER "1.05>data.9.1 1.1>setup.1.l 1.2<connect.1.l 2>data.1.2 10<end", "pass",
     0, NULL},
    {"two forms", "ENCAP-6", "ingress", SENDER "1.05>data.9.1 1.1>setup.1.v 1.2<connect.1.v 2>data.1.2.v 10<end",
     "fail", 0, NULL},
    {"nothing best effort", "ENCAP-6", "ingress", SENDER "1.1>setup.1.v 1.2<connect.1.v 2>data.1.2.v 10<end", "none", 0,
     NULL},
    {"two forms, by answer", "ENCAP-6", "egress",
     RECEIVER "1.05<data.9.1 1.1<setup.1.v,l 1.2>connect.1.v 2<data.1.2.v 10<end", "fail", 0, NULL},
    {"routed", "ENCAP-8", "ingress", SENDER "1.1>setup.1.l 1.2<connect.1.l 2>data.1.1 10<end", "pass", 0, NULL},
    {"something else", "ENCAP-8", "ingress", SENDER "1.1>setup.1.l 1.2<connect.1.l 2>data.1.1 3>frame.1 10<end", "fail",
     0, NULL},
    {"something else came in", "ENCAP-8", "egress", RECEIVER "1.1<setup.1.l 1.2>connect.1.l 2<frame.1 10<end", "none",
     0, NULL},
};

START_TEST(encapsulation)
{
	scene_judge(&cases[_i]);
}
END_TEST

int main(void)
{
	return scene_run("encapsulation", encapsulation, sizeof(cases) / sizeof(*cases));
}
