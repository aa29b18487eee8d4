/* SPDX-License-Identifier: Apache-2.0 */
/* TEARDOWN and DATAFAIL on groups: what the checks say about leaves of a point-to-multipoint QoS VC. */
#include "scene.h"

/* Hosts 1 and 2 of a group have reserved and are on the QoS VC (call 1); call 9 carries RSVP. Path and Path refreshes
 * until T, Resv of host 1 until T1, of host 2 until T2. */
#define UP(T, T1, T2)                                                                                                  \
	"0<group 0<in.1 0<in.2 0>betree.9.1 0.1<connect.9 0.2>add.9.2 0.3<ack.9.2 1.." T "<path 1.." T ">path 1.." T1  \
	"<resv.1.1 1.." T2 "<resv.1.2 1.1>tree.1.1 1.2<connect.1 1.3>add.1.2 1.4<ack.1.2 "

/* The same with host 1 alone: host 2 asks for the same, is refused and told, and goes on asking. */
#define ALONE                                                                                                          \
	"0<group 0<in.1 0<in.2 0>betree.9.1 0.1<connect.9 0.2>add.9.2 0.3<ack.9.2 1..300<path 1..300>path "            \
	"1..220<resv.1.1 1.1>tree.1.1 1.2<connect.1 10..300<resv.1.2 10.1>add.1.2 10.2<reject.1.2.47 10.3>err.1.2 "

static const struct scene_case cases[] = {
    /* Leaves go for what RSVP says. */
    {"a leaf that tore", "TEARDOWN-1", "ingress", UP("300", "300", "31") "40<resvtear.1.2 40.1>drop.1.2 300<end",
     "pass", 0, NULL},
    {"a leaf for nothing", "TEARDOWN-1", "ingress", UP("300", "300", "300") "40>drop.1.2 300<end", "fail", 0, NULL},
    {"a leaf, when the other tore", "TEARDOWN-1", "ingress",
     UP("300", "31", "300") "40<resvtear.1.1 40.1>drop.1.2 300<end", "fail", 0, NULL},
    {"a leaf that left the group", "TEARDOWN-1", "ingress", UP("300", "300", "300") "40<out.2 40.1>drop.1.2 300<end",
     "pass", 0, NULL},
    {"a leaf that timed out", "TEARDOWN-1", "ingress", UP("300", "300", "1") "165>drop.1.2 300<end", "pass", 0, NULL},
    {"a leaf after an error", "TEARDOWN-1", "ingress", UP("300", "300", "300") "40>err.1.2 40.1>drop.1.2 300<end",
     "pass", 0, NULL},
    {"a leaf after an error to the other", "TEARDOWN-1", "ingress",
     UP("300", "300", "300") "40>err.1.1 40.1>drop.1.2 300<end", "fail", 0, NULL},
    {"a leaf without its control path", "TEARDOWN-1", "ingress",
     UP("300", "300", "300") "40<drop.9.2.41 41>drop.1.2 300<end", "pass", 0, NULL},
    {"the VC with the first of two", "TEARDOWN-1", "ingress",
     UP("300", "300", "31") "40<resvtear.1.2 40.1>release.1 300<end", "fail", 0, NULL},
    {"the VC with the last", "TEARDOWN-1", "ingress",
     UP("300", "31", "31") "40<resvtear.1.2 40.1>drop.1.2 50<resvtear.1.1 50.1>release.1 300<end", "pass", 0, NULL},

    /* What the last leaf does is a reason for the whole VC, whatever others ask for that are not on it. */
    {"the VC with the last leaf, which left the group", "TEARDOWN-1", "ingress",
     UP("300", "31", "300") "40<resvtear.1.1 40.1>drop.1.0 60<out.2 60.1>release.1 300<end", "pass", 0, NULL},
    {"the VC with the last leaf, which left the group", "TEARDOWN-2", "ingress",
     UP("300", "31", "300") "40<resvtear.1.1 40.1>drop.1.0 60<out.2 60.1>release.1 300<end", "none", 0, NULL},
    {"the last leaf tore, one that was refused goes on asking", "TEARDOWN-1", "ingress",
     ALONE "240<resvtear.1.1 240.1>release.1 300<end", "pass", 0, NULL},
    {"the last leaf tore, one that was refused goes on asking", "TEARDOWN-2", "ingress",
     ALONE "240<resvtear.1.1 240.1>release.1 300<end", "none", 0, NULL},
    {"the last leaf did not, one that was refused goes on asking", "TEARDOWN-2", "ingress",
     ALONE "240>release.1 300<end", "fail", 0, NULL},
    {"one of two left the group, the VC goes", "TEARDOWN-2", "ingress",
     UP("300", "300", "300") "60<out.2 60.1>release.1 300<end", "fail", 0, NULL},

    {"dropped after its tear", "TEARDOWN-8", "ingress", UP("300", "300", "31") "40<resvtear.1.2 40.1>drop.1.2 300<end",
     "pass", 0, NULL},
    {"kept after its tear", "TEARDOWN-8", "ingress", UP("300", "300", "31") "40<resvtear.1.2 300<end", "fail", 0, NULL},
    {"the wrong one dropped", "TEARDOWN-8", "ingress", UP("300", "300", "31") "40<resvtear.1.2 41>drop.1.0 300<end",
     "fail", 0, NULL},
    {"reserved again", "TEARDOWN-8", "ingress", UP("300", "300", "31") "40<resvtear.1.2 50..300<resv.1.2 300<end",
     "none", 0, NULL},
    {"dropped before its tear", "TEARDOWN-8", "ingress",
     UP("300", "300", "31") "40<drop.1.2.41 50<resvtear.1.2 300<end", "none", 0, NULL},

    {"dropped in time", "TEARDOWN-10", "ingress", UP("400", "400", "31") "195>drop.1.2 400<end", "pass", 0, NULL},
    {"dropped too early", "TEARDOWN-10", "ingress", UP("400", "400", "31") "100>drop.1.2 400<end", "fail", 0, NULL},
    {"never dropped", "TEARDOWN-10", "ingress", UP("400", "400", "31") "400<end", "fail", 0, NULL},
    {"refreshed", "TEARDOWN-10", "ingress", UP("400", "400", "400") "400<end", "none", 0, NULL},

    /* A leaf that the network drops. */
    {"asked in again", "TEARDOWN-12", "ingress",
     UP("300", "300", "300") "50<drop.1.2.16 51>add.1.2 51.1<ack.1.2 300<end", "pass", 0, NULL},
    {"told", "TEARDOWN-12", "ingress", UP("300", "300", "300") "50<drop.1.2.16 51>err.1.2 300<end", "pass", 0, NULL},
    {"the other told", "TEARDOWN-12", "ingress", UP("300", "300", "300") "50<drop.1.2.16 51>err.1.1 300<end", "fail", 0,
     NULL},
    {"unnoticed", "TEARDOWN-12", "ingress", UP("300", "300", "300") "50<drop.1.2.31 300<end", "fail", 0, NULL},
    {"given up meanwhile", "TEARDOWN-12", "ingress", UP("300", "300", "31") "50<drop.1.2.31 60<resvtear.1.2 300<end",
     "none", 0, NULL},
    {"the last leaf, and the VC with it", "TEARDOWN-12", "ingress",
     UP("300", "31", "300") "40<resvtear.1.1 40.1>drop.1.0 50<drop.1.2.31 50.1>release.1 300<end", "fail", 0, NULL},

    {"an attempt, then told", "TEARDOWN-11", "ingress",
     UP("300", "300", "300") "50<drop.1.2.41 51>add.1.2 51.1<reject.1.2.47 80>err.1.2 300<end", "pass", 0, NULL},
    {"an attempt, and silence", "TEARDOWN-11", "ingress",
     UP("300", "300", "300") "50<drop.1.2.41 51>add.1.2 51.1<reject.1.2.47 300<end", "fail", 0, NULL},
    {"still tried", "TEARDOWN-11", "ingress",
     UP("300", "300", "300") "50<drop.1.2.41 51>add.1.2 51.1<reject.1.2.47 290>add.1.2 290.1<reject.1.2.47 300<end",
     "inconclusive", 0, NULL},
    {"the whole VC, both told", "TEARDOWN-11", "ingress",
     UP("300", "300", "300") "50<release.1.41 51>tree.2.1 51.1<complete.2.47 80>err.1.1 80.1>err.1.2 300<end", "pass",
     0, NULL},
    {"the whole VC, one told", "TEARDOWN-11", "ingress",
     UP("300", "300", "300") "50<release.1.41 51>tree.2.1 51.1<complete.2.47 80>err.1.1 300<end", "fail", 0, NULL},
    {"the whole VC, the other has torn", "TEARDOWN-11", "ingress",
     UP("300", "300", "31") "50<release.1.41 51>tree.2.1 51.1<complete.2.47 60<resvtear.1.2 80>err.1.1 300<end", "pass",
     0, NULL},

    {"reported", "DATAFAIL-1", "ingress",
     UP("300", "300", "300") "50<drop.1.2.41 51>add.1.2 51.1<reject.1.2.47 80>err.1.2 300<end", "pass", 0, NULL},
    {"reported too late", "DATAFAIL-1", "ingress",
     UP("300", "300", "300") "50<drop.1.2.41 51>add.1.2 51.1<reject.1.2.47 171>err.1.2 300<end", "fail", 0, NULL},
    {"one of two told", "DATAFAIL-1", "ingress",
     UP("300", "300", "300") "50<release.1.41 51>tree.2.1 51.1<complete.2.47 80>err.1.1 300<end", "fail", 0, NULL},
    {"an attempt for the leaf", "DATAFAIL-2", "ingress",
     UP("300", "300", "300") "50<drop.1.2.41 51>add.1.2 51.1<ack.1.2 300<end", "pass", 0, NULL},
    {"on a VC of its own", "DATAFAIL-2", "ingress",
     UP("300", "300", "300") "50<drop.1.2.41 51>tree.2.2 51.1<connect.2 300<end", "pass", 0, NULL},
    {"no attempt for the leaf", "DATAFAIL-2", "ingress", UP("300", "300", "300") "50<drop.1.2.41 50.1>err.1.2 300<end",
     "fail", 0, NULL},
    {"error though it is back", "DATAFAIL-2", "ingress",
     UP("300", "300", "300") "50<drop.1.2.41 51>add.1.2 51.1<ack.1.2 51.2>err.1.2 300<end", "fail", 0, NULL},
    {"control path stays", "DATAFAIL-3", "ingress",
     UP("300", "300", "300") "50<drop.1.2.41 51>add.1.2 51.1<ack.1.2 1..300>resv 300<end", "pass", 0, NULL},
    {"control path dropped with the leaf", "DATAFAIL-3", "ingress",
     UP("300", "300", "300") "50<drop.1.2.41 50.1>drop.9.2 51>add.1.2 51.1<ack.1.2 1..300>resv 300<end", "fail", 0,
     NULL},
    {"a best-effort VC for data goes", "DATAFAIL-3", "ingress",
     UP("300", "300", "300") "2>betree.3.3 2.1<connect.3 50<release.1.41 50.1>release.3 51>tree.2.1 51.1<connect.2 "
			     "51.2>add.2.2 51.3<ack.2.2 1..300>resv 300<end",
     "pass", 0, NULL},
};

START_TEST(group_loss)
{
	scene_judge(&cases[_i]);
}
END_TEST

int main(void)
{
	return scene_run("group_loss", group_loss, (int)(sizeof(cases) / sizeof(*cases)));
}
