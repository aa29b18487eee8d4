/* SPDX-License-Identifier: Apache-2.0 */
/* DATAFAIL: what the checks say about what follows the loss of a QoS VC. */
#include "scene.h"

/* A session with its QoS VC (call 1) and its control VC (call 9), refreshed until T; the IUT refreshes the Path. */
#define UP(T) "0>be.9 0.1<connect.9 1.." T "<path 1.." T ">path 1.." T "<resv 1.." T ">resv 1.1>setup.1 1.2<connect.1 "

static const struct scene_case cases[] = {
    {"reported", "DATAFAIL-1", "ingress", UP("300") "50<release.1.41 51>setup.2 51.1<complete.2.47 80>err 300<end",
     "pass", 0, NULL},
    {"not reported", "DATAFAIL-1", "ingress", UP("300") "50<release.1.41 51>setup.2 51.1<complete.2.47 300<end", "fail",
     0, NULL},
    {"reported too late", "DATAFAIL-1", "ingress",
     UP("300") "50<release.1.41 51>setup.2 51.1<complete.2.47 171>err 300<end", "fail", 0, NULL},
    {"still tried, not reported", "DATAFAIL-1", "ingress",
     UP("300") "50<release.1.41 51>setup.2 51.1<complete.2.47 290>setup.3 290.1<complete.3.47 300<end", "fail", 0,
     NULL},
    {"restored", "DATAFAIL-1", "ingress",
     UP("300") "50<release.1.41 51>setup.2 51.1<complete.2.47 60>setup.3 60.1<connect.3 300<end", "none", 0, NULL},
    {"nothing refused", "DATAFAIL-1", "ingress", UP("300") "50<release.1.41 80>err 300<end", "none", 0, NULL},
    {"an attempt", "DATAFAIL-2", "ingress", UP("300") "50<release.1.41 51>setup.2 51.1<connect.2 300<end", "pass", 0,
     NULL},
    {"an attempt that fails", "DATAFAIL-2", "ingress",
     UP("300") "50<release.1.41 51>setup.2 51.1<complete.2.47 80>err 300<end", "pass", 0, NULL},
    {"no attempt", "DATAFAIL-2", "ingress", UP("300") "50<release.1.41 50.1>err 300<end", "fail", 0, NULL},
    {"attempt after the error", "DATAFAIL-2", "ingress", UP("300") "50<release.1.41 50.1>err 51>setup.2 300<end",
     "fail", 0, NULL},
    {"error though restored", "DATAFAIL-2", "ingress",
     UP("300") "50<release.1.41 51>setup.2 51.1<connect.2 51.2>err 300<end", "fail", 0, NULL},
    {"nothing at all", "DATAFAIL-2", "ingress", UP("300") "50<release.1.41 300<end", "none", 0, NULL},
    {"control path stays", "DATAFAIL-3", "ingress", UP("300") "50<release.1.41 51>setup.2 51.1<connect.2 300<end",
     "pass", 0, NULL},
    {"control VC released", "DATAFAIL-3", "ingress",
     UP("300") "50<release.1.41 50.1>release.9 51>setup.2 51.1<connect.2 300<end", "fail", 0, NULL},
    {"control VC timed out", "DATAFAIL-3", "ingress",
     "0>be.9 0.1<connect.9 1..31<path 1..31<resv 1..31>path 1.1>setup.1 1.2<connect.1 61..300<path 61..300<resv "
     "60<release.1.41 60.5>setup.2 60.6<connect.2 300<end",
     "fail", 0, NULL},
    {"Path refreshes stop", "DATAFAIL-3", "ingress",
     "0>be.9 0.1<connect.9 1..300<path 1..40>path 1..300<resv 1.1>setup.1 1.2<connect.1 50<release.1.41 51>setup.2 "
     "51.1<connect.2 300<end",
     "fail", 0, NULL},
    {"Resv refreshes stop though restored", "DATAFAIL-3", "ingress",
     "1..300<path 1..300>path 1..300<resv 1..40>resv 1.1>setup.1 1.2<connect.1 50<release.1.41 51>setup.2 "
     "51.1<connect.2 300<end",
     "fail", 0, NULL},
    {"Resv refreshes stop with the reservation", "DATAFAIL-3", "ingress",
     "1..300<path 1..300>path 1..300<resv 1..40>resv 1.1>setup.1 1.2<connect.1 50<release.1.41 51>setup.2 "
     "51.1<complete.2.47 80>err 300<end",
     "pass", 0, NULL},
};

START_TEST(failure)
{
	scene_judge(&cases[_i]);
}
END_TEST

int main(void)
{
	return scene_run("failure", failure, sizeof(cases) / sizeof(*cases));
}
