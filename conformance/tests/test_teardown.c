/* SPDX-License-Identifier: Apache-2.0 */
/* TEARDOWN: what the checks say about releases that came, did not come, or came too early. */
#include "scene.h"

/* A session with its QoS VC (call 1) from 1 s on, refreshed until T. */
#define UP(T)       "1.." T "<path 1.." T "<resv 1.1>setup.1 1.2<connect.1 "
#define RECEIVED(T) "1.." T "<path 1.." T "<resv 1.05>resv 1.1<setup.1 1.2>connect.1 "

/* Two senders share a reservation (SE) and its VC. */
#define SHARED                                                                                                         \
	"1..91<path.1.4000 1..91<path.1.4001 1..91<resv.1.1.se 1.1>setup.1 1.2<connect.1 2>data.1.1 "                  \
	"3>data.1.2.l.4001 "

static const struct scene_case cases[] = {
    {"no cause in RSVP", "TEARDOWN-1", "ingress", UP("4000") "3600>release.1 4000<end", "fail", 0, NULL},
    {"released for a tear", "TEARDOWN-1", "ingress", UP("100") "101<resvtear 101.1>release.1 300<end", "pass", 0, NULL},
    {"released for a replacement", "TEARDOWN-1", "ingress",
     UP("100") "60<resv.2 60.1>setup.2.l.2 60.2<connect.2 61>release.1 100<end", "pass", 0, NULL},
    {"released for an error", "TEARDOWN-1", "ingress", UP("100") "50>err 50.1>release.1 100<end", "pass", 0, NULL},
    {"released for want of control", "TEARDOWN-1", "ingress",
     "0>be.9 0.1<connect.9 50<release.9.41 " UP("100") "90>release.1 100<end", "pass", 0, NULL},
    {"released as faulty", "TEARDOWN-1", "ingress", UP("100") "1.3>release.1.100 100<end", "pass", 0, NULL},
    {"released by the network", "TEARDOWN-1", "ingress", UP("100") "50<release.1.41 100<end", "none", 0, NULL},
    {"still open, not long", "TEARDOWN-1", "ingress", UP("100") "100<end", "none", 0, NULL},
    {"still open after a long silence", "TEARDOWN-1", "ingress", UP("1500") "1501<end", "pass", 0, NULL},
    {"no reservation", "TEARDOWN-1", "ingress", "1<path 1.1>setup.1 1.2<connect.1 100>release.1 200<end", "none", 0,
     NULL},
    {"called side, no cause", "TEARDOWN-1", "egress", RECEIVED("400") "300>release.1 400<end", "fail", 0, NULL},
    {"called side, its user gave up", "TEARDOWN-1", "egress",
     RECEIVED("300") "301<resvtear 301.1>resvtear 301.2>release.1 400<end", "pass", 0, NULL},
    {"only a lost refresh", "TEARDOWN-1", "ingress",
     "1<path 1<resv 31..200<path 31..200<resvlost 1.1>setup.1 1.2<connect.1 170>release.1 200<end", "pass", 0, NULL},

    {"released for silence", "TEARDOWN-2", "ingress", UP("1500") "1201.2>release.1 1501<end", "fail", 0, NULL},
    {"kept through silence", "TEARDOWN-2", "ingress", UP("1500") "1501<end", "pass", 0, NULL},
    {"silence was short", "TEARDOWN-2", "ingress", UP("1100") "1101<end", "none", 0, NULL},
    {"data breaks the silence", "TEARDOWN-2", "ingress", UP("1500") "600>data.1.1 1501<end", "none", 0, NULL},
    {"in use when released", "TEARDOWN-2", "ingress", UP("1500") "1200>data.1.1 1201>release.1 1501<end", "none", 0,
     NULL},
    {"not the initiator", "TEARDOWN-2", "ingress", "1..1500<path 1..1500<resv 2<setup.1 2.1>connect.1 1501<end", "none",
     0, NULL},
    {"torn after silence", "TEARDOWN-2", "ingress", UP("1500") "1510<resvtear 1510.1>release.1 1600<end", "pass", 0,
     NULL},

    {"released for silence", "TEARDOWN-3", "egress", RECEIVED("1500") "1201.2>release.1 1501<end", "fail", 0, NULL},
    {"kept through silence", "TEARDOWN-3", "egress", RECEIVED("1500") "1501<end", "pass", 0, NULL},
    {"the sender released it", "TEARDOWN-3", "egress", RECEIVED("1500") "300<release.1 1501<end", "none", 0, NULL},

    {"released after the configured time", "TEARDOWN-4", "ingress", UP("100") "61.2>release.1 101<end", "fail", 60,
     NULL},
    {"released before it", "TEARDOWN-4", "ingress", UP("100") "31.2>release.1 101<end", "none", 60, NULL},
    {"outlived it twice", "TEARDOWN-4", "ingress", UP("180") "181<end", "pass", 60, NULL},
    {"outlived it once", "TEARDOWN-4", "ingress", UP("90") "91<end", "none", 60, NULL},

    {"a best-effort VC released for silence", "TEARDOWN-5", "egress", "1<be.2 1.1>connect.2 1201.1>release.2 1300<end",
     "fail", 0, NULL},
    {"a best-effort VC kept", "TEARDOWN-5", "egress", "1<be.2 1.1>connect.2 1300<end", "pass", 0, NULL},
    {"the address is disowned", "TEARDOWN-5", "egress", "1<be.2 1.1>connect.2 900<nak 900.1>release.2 1300<end", "none",
     0, NULL},
    {"its own VC", "TEARDOWN-5", "egress", "1>be.2 1.1<connect.2 1201.1>release.2 1300<end", "none", 0, NULL},
    {"a QoS VC released for silence", "TEARDOWN-5", "egress", RECEIVED("1500") "1201.2>release.1 1501<end", "fail", 0,
     NULL},
    {"the user gave up", "TEARDOWN-5", "egress", RECEIVED("300") "301<resvtear 310>release.1 400<end", "none", 0, NULL},

    {"idle", "TEARDOWN-7", "ingress", "1>be.2 1.1<connect.2 5>data.2.1 65>release.2 100<end", "pass", 60, NULL},
    {"in use", "TEARDOWN-7", "ingress", "1>be.2 1.1<connect.2 60>data.2.1 61.1>release.2 100<end", "fail", 60, NULL},
    {"young", "TEARDOWN-7", "ingress", "1>be.2 1.1<connect.2 20>data.2.1 30>release.2 100<end", "none", 60, NULL},
    {"one of two", "TEARDOWN-7", "ingress",
     "1>be.2 1.1<connect.2 5<be.3 5.1>connect.3 60>data.2.1 61.1>release.2 100<end", "none", 60, NULL},
    {"kept", "TEARDOWN-7", "ingress", "1>be.2 1.1<connect.2 500<end", "none", 60, NULL},
    {"kept in use", "TEARDOWN-7", "ingress", "1>be.2 1.1<connect.2 31..100>data.2.1 500<end", "pass", 60, NULL},

    {"released", "TEARDOWN-8", "ingress", UP("100") "101<resvtear 150>release.1 300<end", "pass", 0, NULL},
    {"late", "TEARDOWN-8", "ingress", UP("100") "101<resvtear 192>release.1 300<end", "fail", 0, NULL},
    {"kept", "TEARDOWN-8", "ingress", UP("100") "101<resvtear 300<end", "fail", 0, NULL},
    {"case too short", "TEARDOWN-8", "ingress", UP("100") "101<resvtear 150<end", "none", 0, NULL},
    {"reserved again", "TEARDOWN-8", "ingress", UP("100") "101<resvtear 110..300<resv 300<end", "none", 0, NULL},
    {"the path had gone", "TEARDOWN-8", "ingress", UP("100") "101<pathtear 102<resvtear 300<end", "none", 0, NULL},

    {"released", "TEARDOWN-9", "ingress", UP("100") "101<pathtear 150>release.1 300<end", "pass", 0, NULL},
    {"kept", "TEARDOWN-9", "ingress", UP("100") "101<pathtear 300<end", "fail", 0, NULL},
    {"another sender of the shared reservation stays", "TEARDOWN-9", "ingress",
     SHARED "101<pathtear.1.4000 101..400<path.1.4001 101..400<resv.1.1.se1.4001 400<end", "none", 0, NULL},
    {"all senders of the shared reservation are gone", "TEARDOWN-9", "ingress",
     SHARED "101<pathtear.1.4000 102<pathtear.1.4001 400<end", "fail", 0, NULL},
    {"the reservation had gone", "TEARDOWN-9", "ingress", UP("100") "101<resvtear 102<pathtear 300<end", "none", 0,
     NULL},

    {"released in time", "TEARDOWN-10", "ingress", UP("91") "121..400<path 251>release.1 400<end", "pass", 0, NULL},
    {"at the lower bound", "TEARDOWN-10", "ingress", UP("91") "121..400<path 248.5>release.1 400<end", "pass", 0, NULL},
    {"too early", "TEARDOWN-10", "ingress", UP("91") "121..400<path 220>release.1 400<end", "fail", 0, NULL},
    {"at the upper bound", "TEARDOWN-10", "ingress", UP("91") "121..400<path 361>release.1 400<end", "pass", 0, NULL},
    {"kept", "TEARDOWN-10", "ingress", UP("91") "121..400<path 400<end", "fail", 0, NULL},
    {"path kept", "TEARDOWN-10", "ingress", UP("91") "121..400<resv 400<end", "fail", 0, NULL},
    {"another sender of the shared reservation goes on", "TEARDOWN-10", "ingress",
     SHARED "121..500<path.1.4001 121..500<resv.1.1.se1.4001 500<end", "none", 0, NULL},
    {"all senders of the shared reservation time out", "TEARDOWN-10", "ingress", SHARED "121..500<resv.1.1.se 500<end",
     "fail", 0, NULL},
    {"refreshes went on", "TEARDOWN-10", "ingress", UP("400") "400<end", "none", 0, NULL},
    {"torn, not timed out", "TEARDOWN-10", "ingress", UP("91") "95<resvtear 400<end", "none", 0, NULL},

    {"error after refusals", "TEARDOWN-11", "ingress",
     UP("300") "50<release.1.41 50.1>setup.2 50.2<complete.2.47 80>err 300<end", "pass", 0, NULL},
    {"silence after refusals", "TEARDOWN-11", "ingress",
     UP("300") "50<release.1.41 50.1>setup.2 50.2<complete.2.47 300<end", "fail", 0, NULL},
    {"still trying", "TEARDOWN-11", "ingress",
     UP("300") "50<release.1.41 50.1>setup.2 50.2<complete.2.47 250>setup.3 250.1<complete.3.47 300<end",
     "inconclusive", 0, NULL},
    {"restored", "TEARDOWN-11", "ingress", UP("300") "50<release.1.41 50.1>setup.2 50.2<connect.2 300<end", "none", 0,
     NULL},
    {"given up by the receiver", "TEARDOWN-11", "ingress",
     UP("50") "50<release.1.41 50.1>setup.2 50.2<complete.2.47 60<resvtear 300<end", "none", 0, NULL},

    {"set up again", "TEARDOWN-12", "ingress", UP("300") "50<release.1.16 50.1>setup.2 300<end", "pass", 0, NULL},
    {"error", "TEARDOWN-12", "ingress", UP("300") "50<release.1.16 50.1>err 300<end", "pass", 0, NULL},
    {"silence", "TEARDOWN-12", "ingress", UP("300") "50<release.1.16 300<end", "fail", 0, NULL},
    {"too late", "TEARDOWN-12", "ingress", UP("300") "50<release.1.16 141>setup.2 300<end", "fail", 0, NULL},
    {"the old one of two", "TEARDOWN-12", "ingress",
     UP("300") "60<resv.2 60.1>setup.2.l.2 60.2<connect.2 61<release.1.16 300<end", "none", 0, NULL},
};

START_TEST(teardown)
{
	scene_judge(&cases[_i]);
}
END_TEST

int main(void)
{
	return scene_run("teardown", teardown, sizeof(cases) / sizeof(*cases));
}
