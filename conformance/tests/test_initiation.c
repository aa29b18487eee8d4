/* SPDX-License-Identifier: Apache-2.0 */
/* INIT: what the checks say about who opens QoS VCs, and what the called side takes. */
#include "scene.h"

/* Path and Resv, refreshed until T, at either side. */
#define SENDER(T)   "1.." T "<path 1.." T "<resv "
#define RECEIVER(T) "1.." T "<path 1.." T "<resv 1.05>resv "

static const struct scene_case cases[] = {
    {"called", "INIT-1", "ingress", SENDER("200") "1.1>setup.1 200<end", "pass", 0, NULL},
    {"not called", "INIT-1", "ingress", SENDER("200") "200<end", "fail", 0, NULL},
    {"called too late", "INIT-1", "ingress", SENDER("200") "92>setup.1 200<end", "fail", 0, NULL},
    {"refused", "INIT-1", "ingress", SENDER("200") "5>err 200<end", "none", 0, NULL},
    {"given up", "INIT-1", "ingress", SENDER("31") "40<resvtear 200<end", "none", 0, NULL},
    {"case too short", "INIT-1", "ingress", SENDER("61") "61<end", "none", 0, NULL},
    {"no path", "INIT-1", "ingress", "1..200<resv 200<end", "none", 0, NULL},
    {"receiver calls", "INIT-2", "egress", RECEIVER("300") "1.1>setup.1 300<end", "fail", 0, NULL},
    {"receiver waits", "INIT-2", "egress", RECEIVER("300") "300<end", "pass", 0, NULL},
    {"not long enough", "INIT-2", "egress", RECEIVER("180") "180<end", "none", 0, NULL},
    {"the sender called", "INIT-2", "egress", RECEIVER("300") "1.1<setup.1 1.2>connect.1 300<end", "none", 0, NULL},
    {"accepted, forwarded", "INIT-3", "egress",
     RECEIVER("10") "1.1<setup.1.v,l 1.2>connect.1.l 2<data.1.1 2.1>ip.1 10<end", "pass", 0, NULL},
    {"refused", "INIT-3", "egress", RECEIVER("10") "1.1<setup.1.v,l 1.2>complete.1.88 10<end", "fail", 0, NULL},
    {"refused, one offer", "INIT-3", "egress", RECEIVER("10") "1.1<setup.1.l 1.2>complete.1.88 10<end", "none", 0,
     NULL},
    {"not forwarded", "INIT-3", "egress", RECEIVER("10") "1.1<setup.1.l 1.2>connect.1.l 2<data.1.1 2.1<data.1.2 10<end",
     "fail", 0, NULL},
    {"still under way", "INIT-3", "egress", RECEIVER("10") "1.1<setup.1.l 1.2>connect.1.l 9.5<data.1.1 10<end", "none",
     0, NULL},
    {"on Resv", "INIT-5", "ingress", "1..200<path 100..200<resv 100.1>setup.1 200<end", "pass", 0, NULL},
    {"on Path", "INIT-5", "ingress", "1..200<path 1.1>setup.1 100..200<resv 200<end", "fail", 0, NULL},
    {"Resv came soon", "INIT-5", "ingress", "1..200<path 80..200<resv 80.1>setup.1 200<end", "none", 0, NULL},
    {"both taken", "INIT-7", "egress",
     RECEIVER("10") "1.1<setup.1 1.2>connect.1 2<setup.2 2.1>connect.2 3<data.1.1 3.1>ip.1 4<data.2.2 4.1>ip.2 10<end",
     "pass", 0, NULL},
    {"the second dropped", "INIT-7", "egress",
     RECEIVER("10") "1.1<setup.1 1.2>connect.1 2<setup.2 2.1>connect.2 3<data.1.1 3.1>ip.1 4<data.2.2 10<end", "fail",
     0, NULL},
    {"the first released", "INIT-7", "egress",
     RECEIVER("10") "1.1<setup.1 1.2>connect.1 2<setup.2 2.1>connect.2 2.2>release.1 10<end", "fail", 0, NULL},
    {"reservation given up unasked", "INIT-7", "egress",
     RECEIVER("10") "1.1<setup.1 1.2>connect.1 2<setup.2 2.1>connect.2 3>resvtear 10<end", "fail", 0, NULL},
    {"only one", "INIT-7", "egress", RECEIVER("10") "1.1<setup.1 1.2>connect.1 3<data.1.1 10<end", "none", 0, NULL},
    {"best effort meanwhile", "INIT-8", "ingress",
     SENDER("10") "0>be.9 0.1<connect.9 1.1>setup.1 2<ip.1 2.1>data.9.1 6<connect.1 10<end", "pass", 0, NULL},
    {"too early", "INIT-8", "ingress",
     SENDER("10") "0>be.9 0.1<connect.9 1.1>setup.1 2<ip.1 2.1>data.1.1 6<connect.1 10<end", "fail", 0, NULL},
    {"held back", "INIT-8", "ingress",
     SENDER("10") "0>be.9 0.1<connect.9 1.1>setup.1 2<ip.1 6<connect.1 6.1>data.1.1 10<end", "inconclusive", 0, NULL},
    {"set-up at once", "INIT-8", "ingress", SENDER("10") "1.1>setup.1 1.2<connect.1 10<end", "none", 0, NULL},
    {"left to the sender", "INIT-9", "egress",
     RECEIVER("31") "1.1<setup.1 1.2>connect.1 40<resvtear 40.1>resvtear 50<release.1 100<end", "pass", 0, NULL},
    {"released by the receiver", "INIT-9", "egress",
     RECEIVER("31") "1.1<setup.1 1.2>connect.1 40<resvtear 40.1>resvtear 40.2>release.1 100<end", "fail", 0, NULL},
    {"the path had gone", "INIT-9", "egress",
     RECEIVER("31") "1.1<setup.1 1.2>connect.1 35<pathtear 40<resvtear 40.2>release.1 100<end", "none", 0, NULL},
    {"the sender itself", "INIT-9", "ingress",
     SENDER("31") "1.1>setup.1 1.2<connect.1 40<resvtear 40.1>release.1 100<end", "pass", 0, NULL},
    {"another accepted", "INIT-10", "egress", RECEIVER("10") "1.1<setup.1 1.2>connect.1 2<setup.2 2.1>connect.2 10<end",
     "pass", 0, NULL},
    {"another refused", "INIT-10", "egress",
     RECEIVER("10") "1.1<setup.1 1.2>connect.1 2<setup.2 2.1>complete.2.21 10<end", "fail", 0, NULL},
    {"older one released", "INIT-10", "egress",
     RECEIVER("10") "1.1<setup.1 1.2>connect.1 2<setup.2 2.1>connect.2 3>release.1 10<end", "fail", 0, NULL},
    {"best effort and one QoS VC", "INIT-10", "egress",
     RECEIVER("10") "0<be.9 0.1>connect.9 1.1<setup.1 1.2>connect.1 10<end", "none", 0, NULL},
    {"one after the other", "INIT-10", "egress",
     RECEIVER("10") "1.1<setup.1 1.2>connect.1 2<release.1 3<setup.2 3.1>connect.2 10<end", "none", 0, NULL},
};

START_TEST(initiation)
{
	scene_judge(&cases[_i]);
}
END_TEST

int main(void)
{
	return scene_run("initiation", initiation, sizeof(cases) / sizeof(*cases));
}
