/* SPDX-License-Identifier: Apache-2.0 */
/* Members without a reservation, and whoever changes VCs. H is 90 s, the time for setting up again 30 s. */
#include "scene_stream.h"

/* 1 and 2 are members, on the best-effort VC 1; 1 reserves and moves to the QoS VC 2 at 6 s. */
#define BE    "0<group 0>in.1 0>in.2 1>betree.1.1 1<connect.1 1>add.1.2 1<ack.1.2 2..600<path 3<ip.900 3>data.1.900 "
#define ASKED "4..600<resv.1.1 "
#define QOS   "4>tree.2.1 5<connect.2 "
#define MOVED "6>drop.1.0 7<dropped.1.0 "
#define END   "400<end"
/* The best-effort VC goes, and a new one cannot be had. */
#define DENIED "5>betree.3.2 5<complete.3.47 6>release.1 7<complete.1 "

/* The best-effort VC goes when it has been idle, and there is another when data goes on. */
#define IDLE      "each.100.12 290>release.1 291<complete.1 "
#define ON_DEMAND "500.002>betree.3.2 500.5<connect.3 each.500.23 700<end"

static const struct scene_case cases[] = {
    {"each on its VC", "BESTEFF-1", "ingress", BE ASKED QOS MOVED "each.100.12 " END, "pass", 0, NULL},
    {"all on the QoS VC", "BESTEFF-1", "ingress",
     BE ASKED QOS "5>add.2.2 6<ack.2.2 6>release.1 7<complete.1 each.100.2 " END, "pass", 0, NULL},
    {"only whoever reserved", "BESTEFF-1", "ingress", BE ASKED QOS MOVED "each.100.2 " END, "fail", 0, NULL},
    {"nothing is sent", "BESTEFF-1", "ingress", BE ASKED QOS MOVED "each.100. " END, "fail", 0, NULL},
    {"nobody reserves", "BESTEFF-1", "ingress", BE "each.100.1 " END, "none", 0, NULL},
    {"everybody reserves", "BESTEFF-1", "ingress",
     BE ASKED "4..600<resv.1.2 " QOS "5>add.2.2 6<ack.2.2 6>release.1 7<complete.1 each.100.2 " END, "none", 0, NULL},
    {"nobody else is a member any more", "BESTEFF-1", "ingress",
     BE ASKED QOS MOVED "6>out.2 6>drop.1.2 7<dropped.1.2 each.100.2 " END, "none", 0, NULL},
    {"few packets show nothing", "BESTEFF-1", "ingress", BE ASKED QOS MOVED "100<ip.1 100>data.1.1 100>data.2.1 " END,
     "none", 0, NULL},
    {"soon after a change it is no matter of this row", "BESTEFF-1", "ingress",
     BE ASKED QOS MOVED "90<ip.1 90>data.2.1 each.100.12 " END, "pass", 0, NULL},
    {"a VC that had been idle is set up again", "BESTEFF-1", "ingress", BE ASKED QOS MOVED IDLE ON_DEMAND, "pass", 60,
     NULL},
    {"no best-effort VC can be had", "BESTEFF-1", "ingress", BE ASKED QOS DENIED "each.100.2 " END, "none", 0, NULL},
    {"none could be had, until one could", "BESTEFF-1", "ingress",
     BE ASKED QOS DENIED "8>betree.4.2 8<connect.4 9>release.4 9<complete.4 each.100.2 " END, "fail", 0, NULL},

    {"over a best-effort VC", "BESTEFF-2", "ingress", BE ASKED QOS MOVED "each.100.12 " END, "pass", 0, NULL},
    {"over the QoS VC", "BESTEFF-2", "ingress",
     BE ASKED QOS "5>add.2.2 6<ack.2.2 6>release.1 7<complete.1 each.100.2 " END, "pass", 0, NULL},
    {"over none", "BESTEFF-2", "ingress", BE ASKED QOS MOVED "each.100.2 " END, "none", 0, NULL},

    {"moved, and never without", "BESTEFF-3", "ingress", BE ASKED QOS MOVED "each.100.12 " END, "pass", 0, NULL},
    {"nothing moves", "BESTEFF-3", "ingress", BE ASKED "each.100.1 " END, "none", 0, NULL},
    {"off the one before it is on the other", "BESTEFF-3", "ingress",
     BE ASKED "4>tree.2.1 5>drop.1.0 6<dropped.1.0 7<ip.901 7>data.1.901 8<connect.2 each.100.12 " END, "fail", 0,
     NULL},
    {"the only one, and nothing is sent", "BESTEFF-3", "ingress",
     BE ASKED "5>out.2 5>release.1 6<complete.1 7<ip.901 8>tree.2.1 9<connect.2 each.100.2 " END, "fail", 0, NULL},
    {"a VC that had been idle is set up again", "BESTEFF-3", "ingress", BE ASKED QOS MOVED IDLE ON_DEMAND, "pass", 60,
     NULL},
    {"a VC that had been idle is set up late", "BESTEFF-3", "ingress",
     BE ASKED QOS MOVED IDLE "each.500.2 600>betree.3.2 600.1<connect.3 700<end", "fail", 60, NULL},
    {"sent to nobody, but all have VCs", "BESTEFF-3", "ingress", BE ASKED QOS MOVED "8<ip.901 each.100.12 " END, "pass",
     0, NULL},
    {"cut off before the first request", "BESTEFF-3", "ingress", BE "3.5<ip.901 " ASKED QOS MOVED "each.100.12 " END,
     "pass", 0, NULL},
    {"who joins may wait", "BESTEFF-3", "ingress",
     BE ASKED QOS MOVED "150>in.3 190>add.1.3 191<ack.1.3 each.100.12 " END, "pass", 0, NULL},
    {"but not for ever", "BESTEFF-3", "ingress", BE ASKED QOS MOVED "20>in.3 each.100.12 " END, "fail", 0, NULL},
    {"a leaf that the network drops", "BESTEFF-3", "ingress",
     BE ASKED QOS MOVED "120<drop.1.2 120>dropped.1.2 140>add.1.2 141<ack.1.2 each.100.12 " END, "pass", 0, NULL},
    {"and that is left alone", "BESTEFF-3", "ingress", BE ASKED QOS MOVED "20<drop.1.2 20>dropped.1.2 each.100.12 " END,
     "fail", 0, NULL},
    {"no best-effort VC can be had", "BESTEFF-3", "ingress", BE ASKED QOS DENIED "each.100.2 " END, "none", 0, NULL},
    {"one is not answered", "BESTEFF-3", "ingress",
     BE ASKED QOS "5>betree.3.2 6>release.1 7<complete.1 each.100.2 " END, "none", 0, NULL},
    {"one is given up at once", "BESTEFF-3", "ingress",
     BE ASKED QOS "5>betree.3.2 6>release.3 6<complete.3 6>release.1 7<complete.1 each.100.2 " END, "fail", 0, NULL},

    {"refused, and best effort as before", "BESTEFF-4", "ingress",
     BE ASKED QOS MOVED "90<resv.1.2 90>add.2.2 91<reject.2.2.37 each.92.12 " END, "pass", 0, NULL},
    {"refused, and off the best-effort VC", "BESTEFF-4", "ingress",
     BE ASKED QOS MOVED "90<resv.1.2 90>add.2.2 90>drop.1.2 91<reject.2.2.37 91<dropped.1.2 each.92.12 " END, "fail", 0,
     NULL},
    {"refused, and off it later", "BESTEFF-4", "ingress",
     BE ASKED QOS MOVED "90<resv.1.2 90>add.2.2 91<reject.2.2.37 150>drop.1.2 150<dropped.1.2 each.92.12 " END, "fail",
     0, NULL},
    {"the IUT gave it up itself", "BESTEFF-4", "ingress",
     BE ASKED QOS MOVED "90<resv.1.2 90>add.2.2 91>drop.2.2 91>drop.1.2 92<dropped.1.2 each.92.12 " END, "none", 0,
     NULL},
    {"refused on a larger one, and on the old one as before", "BESTEFF-4", "ingress",
     BE ASKED QOS MOVED "90<resv.2.1 90>tree.3.1.2 91<complete.3.37 each.92.2 " END, "none", 0, NULL},
    {"refused, and no best-effort VC to be had", "BESTEFF-4", "ingress",
     BE ASKED QOS "5>add.2.2 5<reject.2.2.37 " DENIED "each.10.2 " END, "none", 0, NULL},

    {"no best-effort VC can be had", "BESTEFF-5", "ingress", BE ASKED QOS DENIED "each.100.2 " END, "pass", 0, NULL},
    {"refused, but nobody misses anything", "BESTEFF-5", "ingress",
     BE ASKED QOS MOVED "5>betree.3.2 5<complete.3.47 each.100.12 " END, "none", 0, NULL},

    {"one best-effort VC beside it", "BESTEFF-7", "ingress", BE ASKED QOS MOVED "each.100.12 " END, "pass", 0, NULL},
    {"the single VC", "BESTEFF-7", "ingress",
     BE ASKED QOS "5>add.2.2 6<ack.2.2 6>release.1 7<complete.1 each.100.2 " END, "pass", 0, NULL},
    {"a VC for each", "BESTEFF-7", "ingress", BE ASKED QOS MOVED "6>in.3 6>betree.3.3 7<connect.3 each.100.123 " END,
     "fail", 0, NULL},
    {"only whoever reserved", "BESTEFF-7", "ingress", BE ASKED QOS MOVED "each.100.2 " END, "fail", 0, NULL},
};

START_TEST(best_effort)
{
	scene_judge_stream(&cases[_i]);
}
END_TEST

int main(void)
{
	return scene_run("conformance/best_effort", best_effort, (int)(sizeof(cases) / sizeof(*cases)));
}
