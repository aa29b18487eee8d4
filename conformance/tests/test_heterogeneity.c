/* SPDX-License-Identifier: Apache-2.0 */
/* How receivers of a group are served that ask for different QoS, or for none. H is 90 s. */
#include "scene_stream.h"

/* 1 asks for Q1, 2 for Q2, 3 for nothing; the QoS VC 2 has the size Q2, the best-effort VC 1 is for 3. */
#define GROUP3    "0<group 0>in.1 0>in.2 0>in.3 1>betree.1.3 1<connect.1 2..600<path "
#define ASK       "4..600<resv.1.1 4..600<resv.2.2 "
#define QOS       "4>tree.2.1.2 5<connect.2 5>add.2.2 6<ack.2.2 "
#define SMALL     "4>tree.2.1.1 5<connect.2 5>add.2.2 6<ack.2.2 "
#define SECOND_VC "4>tree.2.1.2 5<connect.2 5>tree.3.2.2 6<connect.3 "
#define END       "230<end"
/* 1 alone has reserved. */
#define ASK1 "4..600<resv.1.1 "
#define QOS1 "4>tree.2.1.1 5<connect.2 "

static const struct scene_case cases[] = {
    {"one of each kind", "LIMHET-1", "ingress", GROUP3 ASK QOS "each.100.12 " END, "pass", 0, NULL},
    {"a QoS VC for each", "LIMHET-1", "ingress", GROUP3 ASK SECOND_VC "each.100.123 " END, "fail", 0, NULL},
    {"a QoS VC that carries nothing", "LIMHET-1", "ingress", GROUP3 ASK QOS "7>tree.3.2.2 8<connect.3 each.100.12 " END,
     "fail", 0, NULL},
    {"two for a while", "LIMHET-1", "ingress",
     GROUP3 ASK QOS "7>tree.3.2.2 8<connect.3 40>release.3 41<complete.3 each.135.12 260<end", "pass", 0, NULL},
    {"two best-effort VCs", "LIMHET-1", "ingress", GROUP3 ASK QOS "7>in.4 7>betree.4.4 8<connect.4 each.100.124 " END,
     "fail", 0, NULL},
    {"a VC of its own for whoever was refused", "LIMHET-1", "ingress",
     GROUP3 ASK QOS "7>in.4 7>add.1.4 7<reject.1.4.37 7>be.4.4 8<connect.4 each.100.124 " END, "pass", 0, NULL},
    {"and for whoever was not", "LIMHET-1", "ingress", GROUP3 ASK QOS "7>in.4 7>be.4.4 8<connect.4 each.100.124 " END,
     "fail", 0, NULL},
    {"two copies on one VC are another matter", "LIMHET-1", "ingress", GROUP3 ASK QOS "each.100.121 " END, "pass", 0,
     NULL},
    {"one reservation provokes nothing", "LIMHET-1", "ingress", GROUP3 ASK1 QOS1 "each.100.12 " END, "none", 0, NULL},

    {"one for all members without", "LIMHET-2", "ingress", GROUP3 "1>add.1.2 1<ack.1.2 " ASK1 QOS1 "each.100.12 " END,
     "pass", 0, NULL},
    {"a copy leaves when another has just joined the QoS VC", "LIMHET-2", "ingress",
     GROUP3 "1>add.1.2 1<ack.1.2 " ASK1 QOS1 "210<ip.5 210.1<resv.1.2 210.2>add.2.2 210.3<ack.2.2 210.4>drop.1.2 "
	    "210.5<dropped.1.2 210.6>data.1.5 210.6>data.2.5 " END,
     "none", 0, NULL},
    {"one member shows nothing", "LIMHET-2", "ingress", GROUP3 ASK QOS "each.100.12 " END, "none", 0, NULL},
    {"one is missing", "LIMHET-2", "ingress", GROUP3 ASK1 QOS1 "each.100.12 " END, "fail", 0, NULL},
    {"one was lost, and there is time yet to have it back", "LIMHET-2", "ingress",
     GROUP3 "1>add.1.2 1<ack.1.2 " ASK1 QOS1 "20<drop.1.2.41 20.1>dropped.1.2 each.100.12 118>add.1.2 118.1<ack.1.2 "
	    "210<end",
     "pass", 0, NULL},
    {"one is on the QoS VC", "LIMHET-2", "ingress", GROUP3 ASK1 QOS1 "5>add.2.2 6<ack.2.2 each.100.12 " END, "fail", 0,
     NULL},
    {"one that reserved is on it", "LIMHET-2", "ingress",
     GROUP3 "1>add.1.1 1<ack.1.1 1>add.1.2 1<ack.1.2 " ASK1 QOS1 "each.100.12 " END, "fail", 0, NULL},
    {"a VC for each", "LIMHET-2", "ingress", GROUP3 ASK1 QOS1 "6>betree.3.2 7<connect.3 each.100.123 " END, "fail", 0,
     NULL},

    {"one for all that reserved", "LIMHET-3", "ingress", GROUP3 ASK QOS "each.100.12 " END, "pass", 0, NULL},
    {"one of them is missing", "LIMHET-3", "ingress",
     GROUP3 "1>add.1.2 1<ack.1.2 " ASK "4>tree.2.1.2 5<connect.2 each.100.12 " END, "fail", 0, NULL},
    {"it was told of an error", "LIMHET-3", "ingress",
     GROUP3 "1>add.1.2 1<ack.1.2 " ASK "4>tree.2.1.2 5<connect.2 5>err.1.2 each.100.12 " END, "none", 0, NULL},
    {"somebody else is on it", "LIMHET-3", "ingress", GROUP3 ASK QOS "5>add.2.3 6<ack.2.3 each.100.12 " END, "fail", 0,
     NULL},
    {"two that carry data", "LIMHET-3", "ingress", GROUP3 ASK SECOND_VC "each.100.123 " END, "fail", 0, NULL},
    {"it has given up", "LIMHET-3", "ingress",
     GROUP3 "1>add.1.2 1<ack.1.2 4..600<resv.1.1 4<resv.2.2 5<resvtear.2.2 4>tree.2.1.2 5<connect.2 each.100.12 " END,
     "none", 0, NULL},

    {"of the largest size", "LIMHET-5", "ingress", GROUP3 ASK QOS "each.100.12 " END, "pass", 0, NULL},
    {"of the smaller size", "LIMHET-5", "ingress", GROUP3 ASK SMALL "each.100.12 " END, "fail", 0, NULL},
    {"all ask for the same", "LIMHET-5", "ingress", GROUP3 "4..600<resv.1.1 4..600<resv.1.2 " SMALL "each.100.12 " END,
     "none", 0, NULL},

    {"large enough for both", "HETERO-2", "ingress", GROUP3 ASK QOS "each.100.12 " END, "pass", 0, NULL},
    {"a VC for each size", "HETERO-2", "ingress",
     GROUP3 ASK "4>tree.2.1.1 5<connect.2 5>tree.3.2.2 6<connect.3 each.100.123 " END, "pass", 0, NULL},
    {"too small for one", "HETERO-2", "ingress", GROUP3 ASK SMALL "each.100.12 " END, "fail", 0, NULL},
    {"best effort for one", "HETERO-2", "ingress",
     GROUP3 "1>add.1.2 1<ack.1.2 " ASK "4>tree.2.1.2 5<connect.2 each.100.12 " END, "fail", 0, NULL},
    {"its leaf is lost, and there is time yet to have it back", "HETERO-2", "ingress",
     GROUP3 "1>add.1.2 1<ack.1.2 " ASK QOS
	    "20<drop.2.2.41 20.1>dropped.2.2 20.2>add.2.2 20.3<reject.2.2.47 each.100.12 "
	    "135>add.2.2 135.1<reject.2.2.47 220<end",
     "none", 0, NULL},
    {"its leaf is lost, and that was all", "HETERO-2", "ingress",
     GROUP3 "1>add.1.2 1<ack.1.2 " ASK QOS
	    "20<drop.2.2.41 20.1>dropped.2.2 20.2>add.2.2 20.3<reject.2.2.47 each.130.12 "
	    "260<end",
     "fail", 0, NULL},
    {"all ask for the same", "HETERO-2", "ingress", GROUP3 "4..600<resv.1.1 4..600<resv.1.2 " SMALL "each.100.12 " END,
     "none", 0, NULL},

    {"limited", "HETERO-5", "ingress", GROUP3 ASK QOS "each.100.12 " END, "pass", 0, NULL},
    {"modified, with one refused", "HETERO-5", "ingress",
     GROUP3 ASK QOS "5>add.2.3 6<reject.2.3.37 5>in.4 5>add.2.4 6<ack.2.4 each.100.12 " END, "pass", 0, NULL},
    {"modified or not, nobody was refused", "HETERO-5", "ingress",
     GROUP3 ASK QOS "5>add.2.3 6<ack.2.3 6>release.1 7<complete.1 each.100.2 " END, "none", 0, NULL},
    {"homogeneous, with one refused", "HETERO-5", "ingress",
     GROUP3 ASK QOS "5>add.2.3 6<reject.2.3.37 6>release.1 7<complete.1 each.100.2 " END, "fail", 0, NULL},
    {"some here and some there", "HETERO-5", "ingress", GROUP3 ASK QOS "5>in.4 5>add.2.4 6<ack.2.4 each.100.12 " END,
     "fail", 0, NULL},
    {"a VC for each member", "HETERO-5", "ingress", GROUP3 ASK QOS "5>in.4 5>betree.4.4 6<connect.4 each.100.124 " END,
     "fail", 0, NULL},
    {"all reserve", "HETERO-5", "ingress",
     GROUP3 ASK "4..600<resv.1.3 " QOS "5>add.2.3 6<ack.2.3 6>release.1 7<complete.1 each.100.2 " END, "none", 0, NULL},
};

START_TEST(heterogeneity)
{
	scene_judge_stream(&cases[_i]);
}
END_TEST

int main(void)
{
	return scene_run("conformance/heterogeneity", heterogeneity, (int)(sizeof(cases) / sizeof(*cases)));
}
