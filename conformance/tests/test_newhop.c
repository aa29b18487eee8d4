/* SPDX-License-Identifier: Apache-2.0 */
/* A next hop that asks for more than the QoS VC of others holds; parties for further next hops. H is 90 s. */
#include "scene.h"

/* Hosts 1 and 3 are on call 1 with Q1. */
#define TWO                                                                                                            \
	"0>group 0<in.1 0<in.2 0<in.3 1<path.3 2..95<resv.1.1 2..95<resv.1.3 2.1>tree.1.1.1 2.2<connect.1 "            \
	"2.3>add.1.3 "                                                                                                 \
	"2.4<ack.1.3 "
/* Host 2 asks for Q2; call 2 begins with it. */
#define LARGER  TWO "10<resv.2.2 10.1>tree.2.2.2 "
#define REFUSED LARGER "10.3<complete.2.47 "
/* It is in, and the others follow; host 1 is refused. */
#define STUCK    LARGER "10.2<connect.2 10.3>add.2.1 10.4>add.2.3 10.5<reject.2.1.37 10.6<ack.2.3 "
#define GIVES_IN "10.7>release.2.16 10.8<complete.2.16 "

static const struct scene_case cases[] = {
    /* NEWHOP-1 */
    {"the larger VC first", "NEWHOP-1", "ingress", LARGER "10.3<connect.2 20<end", "pass", 0, NULL},
    {"added to the smaller one first", "NEWHOP-1", "ingress",
     TWO "10<resv.2.2 10.1>add.1.2 10.2<ack.1.2 10.3>tree.2.2.2 20<end", "fail", 0, NULL},
    {"added to the smaller one alone", "NEWHOP-1", "ingress", TWO "10<resv.2.2 10.1>add.1.2 10.2<ack.1.2 20<end",
     "fail", 0, NULL},
    {"it asks for no more", "NEWHOP-1", "ingress", TWO "10<resv.1.2 10.1>add.1.2 10.2<ack.1.2 20<end", "none", 0, NULL},
    {"it comes down before anything is done", "NEWHOP-1", "ingress",
     TWO "10<resv.2.2 11<resv.1.2 11.1>add.1.2 11.2<ack.1.2 20<end", "none", 0, NULL},
    {"others have asked for more meanwhile", "NEWHOP-1", "ingress",
     TWO "10<resv.2.2 10.05<resv.3.1 10.1>tree.2.1.4 20<end", "none", 0, NULL},
    {"nothing has come of it yet", "NEWHOP-1", "ingress", TWO "10<resv.2.2 20<end", "none", 0, NULL},

    /* NEWHOP-2 */
    {"it begins with the new hop", "NEWHOP-2", "ingress", LARGER "20<end", "pass", 0, NULL},
    {"it begins with another", "NEWHOP-2", "ingress",
     TWO "10<resv.2.2 10.1>tree.2.1.2 10.2<connect.2 10.3>add.2.2 20<end", "fail", 0, NULL},
    {"a call that is not for it", "NEWHOP-2", "ingress", TWO "10<resv.2.2 10.1>tree.2.1.1 20<end", "none", 0, NULL},
    {"one alone stands before", "NEWHOP-2", "ingress",
     "0>group 0<in.1 0<in.2 1<path.3 2<resv.1.1 2.1>tree.1.1.1 2.2<connect.1 2.5>release.1.16 2.6<complete.1.16 "
     "10<resv.2.2 10.1>tree.2.1.2 20<end",
     "none", 0, NULL},

    /* NEWHOP-3 */
    {"refused, told, nobody else called", "NEWHOP-3", "ingress", REFUSED "10.4>err.1.2 20<end", "pass", 0, NULL},
    {"another is called then", "NEWHOP-3", "ingress", REFUSED "10.4>err.1.2 10.5>tree.3.1.2 20<end", "fail", 0, NULL},
    {"another is dropped", "NEWHOP-3", "ingress", REFUSED "10.4>err.1.2 10.5>drop.1.3 10.6<dropped.1.3 20<end", "fail",
     0, NULL},
    {"another is called after it asked again", "NEWHOP-3", "ingress",
     REFUSED "10.4>err.1.2 11<resv.2.1 11.1>tree.3.1.2 20<end", "pass", 0, NULL},
    {"it is not told", "NEWHOP-3", "ingress", REFUSED "105<end", "fail", 0, NULL},
    {"another is told", "NEWHOP-3", "ingress", REFUSED "10.4>err.1.1 105<end", "fail", 0, NULL},
    {"the case is over too early", "NEWHOP-3", "ingress", REFUSED "20<end", "none", 0, NULL},
    {"given up by the IUT", "NEWHOP-3", "ingress", LARGER "10.2>release.2.16 10.3<complete.2.16 105<end", "none", 0,
     NULL},

    /* DYNQOS-5 */
    {"a VC of its size", "DYNQOS-5", "ingress", LARGER "20<end", "pass", 0, NULL},
    {"a VC of the old size", "DYNQOS-5", "ingress", TWO "10<resv.2.2 10.1>tree.2.2.1 20<end", "fail", 0, NULL},
    {"none", "DYNQOS-5", "ingress", TWO "10..80<resv.2.2 105<end", "fail", 0, NULL},
    {"none yet", "DYNQOS-5", "ingress", TWO "10..80<resv.2.2 60<end", "none", 0, NULL},
    {"the path is gone", "DYNQOS-5", "ingress", TWO "10..80<resv.2.2 10.05<pathtear 105<end", "none", 0, NULL},
    {"it has left the group", "DYNQOS-5", "ingress", TWO "10..80<resv.2.2 10.05<out.2 105<end", "none", 0, NULL},
    {"an error", "DYNQOS-5", "ingress", TWO "10..80<resv.2.2 11>err.1.2 105<end", "none", 0, NULL},

    /* LIMHET-7 */
    {"the larger request fails", "LIMHET-7", "ingress", STUCK GIVES_IN "10.9>err.1.2 20<end", "pass", 0, NULL},
    {"who cannot move is left behind", "LIMHET-7", "ingress", STUCK "11>release.1.16 11.1<complete.1.16 20<end", "fail",
     0, NULL},
    {"or dropped", "LIMHET-7", "ingress", STUCK GIVES_IN "10.9>err.1.2 11>drop.1.0 11.1<dropped.1.0 20<end", "fail", 0,
     NULL},
    {"or told that it fails", "LIMHET-7", "ingress", STUCK GIVES_IN "10.9>err.1.1 20<end", "fail", 0, NULL},
    {"nobody is told", "LIMHET-7", "ingress", STUCK GIVES_IN "105<end", "fail", 0, NULL},
    {"nobody is told yet", "LIMHET-7", "ingress", STUCK GIVES_IN "20<end", "none", 0, NULL},
    {"another change comes", "LIMHET-7", "ingress", STUCK GIVES_IN "30<resvtear.2.2 150<end", "none", 0, NULL},
    {"who asked is refused itself", "LIMHET-7", "ingress",
     TWO "10<resv.2.1 10.1>tree.2.3.2 10.2<connect.2 10.3>add.2.1 10.4<reject.2.1.37 10.5>release.2.16 "
	 "10.6<complete.2.16 105<end",
     "none", 0, NULL},

    /* PARTY-1 */
    {"added to the VC of its size", "PARTY-1", "ingress", TWO "10<resv.1.2 10.1>add.1.2 10.2<ack.1.2 20<end", "pass", 0,
     NULL},
    {"a VC of its own", "PARTY-1", "ingress", TWO "10<resv.1.2 10.1>tree.2.2.1 10.2<connect.2 20<end", "fail", 0, NULL},
    {"nothing", "PARTY-1", "ingress", TWO "10..80<resv.1.2 105<end", "fail", 0, NULL},
    {"nothing yet", "PARTY-1", "ingress", TWO "10..80<resv.1.2 60<end", "none", 0, NULL},
    {"an error", "PARTY-1", "ingress", TWO "10..80<resv.1.2 11>err.1.2 105<end", "none", 0, NULL},
    {"it has left the group", "PARTY-1", "ingress", TWO "10..80<resv.1.2 10.1<out.2 105<end", "none", 0, NULL},
    {"it wants more", "PARTY-1", "ingress", LARGER "105<end", "none", 0, NULL},

    /* PARTY-2 */
    {"dropped when it gives up", "PARTY-2", "ingress",
     TWO "10<resv.1.2 10.1>add.1.2 10.2<ack.1.2 20<resvtear.1.2 20.1>drop.1.2 20.2<dropped.1.2 30<end", "pass", 0,
     NULL},
    {"kept", "PARTY-2", "ingress", TWO "10<resv.1.2 10.1>add.1.2 10.2<ack.1.2 20<resvtear.1.2 115<end", "fail", 0,
     NULL},
    {"kept so far", "PARTY-2", "ingress", TWO "10<resv.1.2 10.1>add.1.2 10.2<ack.1.2 20<resvtear.1.2 60<end", "none", 0,
     NULL},
    {"it comes back", "PARTY-2", "ingress",
     TWO "10<resv.1.2 10.1>add.1.2 10.2<ack.1.2 20<resvtear.1.2 40<resv.1.2 115<end", "none", 0, NULL},
    {"the VC goes with it", "PARTY-2", "ingress",
     TWO "10<resv.1.2 10.1>add.1.2 10.2<ack.1.2 20<resvtear.1.2 20.1>release.1.16 20.2<complete.1.16 30<end", "fail", 0,
     NULL},
    {"another VC has taken its place", "PARTY-2", "ingress",
     TWO "10<resv.1.2 10.1>add.1.2 10.2<ack.1.2 20<resvtear.1.2 20.1>tree.2.1.1 20.2<connect.2 20.3>add.2.3 "
	 "20.4<ack.2.3 20.5>release.1.16 "
	 "20.6<complete.1.16 30<end",
     "none", 0, NULL},
    {"the others give up too", "PARTY-2", "ingress",
     "0>group 0<in.1 0<in.2 1<path 2<resv.1.1 2.1>tree.1.1.1 2.2<connect.1 10<resv.1.2 10.1>add.1.2 10.2<ack.1.2 "
     "20<resvtear.1.2 "
     "20.05<resvtear.1.1 20.1>release.1.16 20.2<complete.1.16 30<end",
     "none", 0, NULL},
};

/* With tau = 60 s what waits may be carried out in turn: first what host 1 asks for at 5 s. */
static const struct scene_case in_turn[] = {
    {"the older request first", "DYNQOS-5", "ingress",
     "0>group 0<in.1 0<in.2 0<in.3 1..300<path.3 2<resv.1.1 2..95<resv.1.3 2.1>tree.1.1.1 2.2<connect.1 2.3>add.1.3 "
     "2.4<ack.1.3 3<resv.2.1 3.1>tree.2.1.2 3.2<connect.2 3.3>add.2.3 3.4<ack.2.3 3.5>release.1 3.6<complete.1 "
     "5..170<resv.3.1 10..170<resv.4.2 64>tree.3.1.4 64.1<connect.3 64.2>add.3.3 64.3<ack.3.3 64.4>release.2 "
     "64.5<complete.2 125>tree.4.2.8 125.1<connect.4 300<end",
     "pass", 0, NULL},
    {"the older request first", "INIT-1", "ingress",
     "0>group 0<in.1 0<in.2 0<in.3 1..300<path.3 2<resv.1.1 2..95<resv.1.3 2.1>tree.1.1.1 2.2<connect.1 2.3>add.1.3 "
     "2.4<ack.1.3 3<resv.2.1 3.1>tree.2.1.2 3.2<connect.2 3.3>add.2.3 3.4<ack.2.3 3.5>release.1 3.6<complete.1 "
     "5..170<resv.3.1 10..170<resv.4.2 64>tree.3.1.4 64.1<connect.3 64.2>add.3.3 64.3<ack.3.3 64.4>release.2 "
     "64.5<complete.2 125>tree.4.2.8 125.1<connect.4 300<end",
     "pass", 0, NULL},
    {"never the newer one", "DYNQOS-5", "ingress",
     "0>group 0<in.1 0<in.2 0<in.3 1..300<path.3 2<resv.1.1 2..95<resv.1.3 2.1>tree.1.1.1 2.2<connect.1 2.3>add.1.3 "
     "2.4<ack.1.3 3<resv.2.1 3.1>tree.2.1.2 3.2<connect.2 3.3>add.2.3 3.4<ack.2.3 3.5>release.1 3.6<complete.1 "
     "5..170<resv.3.1 10..300<resv.4.2 64>tree.3.1.4 64.1<connect.3 64.2>add.3.3 64.3<ack.3.3 64.4>release.2 "
     "64.5<complete.2 300<end",
     "fail", 0, NULL},
};

START_TEST(turn)
{
	scene_judge_tau(&in_turn[_i], 60 * SECOND);
}
END_TEST

/* Another model than limited heterogeneity: the members without a reservation are on the QoS VC, or each next hop has
 * one of its own. */
static const struct scene_case other_model[] = {
    {"a VC of its own", "PARTY-1", "ingress", TWO "10<resv.1.2 10.1>tree.2.2.1 10.2<connect.2 20<end", "none", 0, NULL},
    {"best effort on the VC", "PARTY-2", "ingress", TWO "10<resv.1.2 10.1>add.1.2 10.2<ack.1.2 20<resvtear.1.2 115<end",
     "none", 0, NULL},
    {"best effort on the VC", "TEARDOWN-8", "ingress",
     TWO "10<resv.1.2 10.1>add.1.2 10.2<ack.1.2 20<resvtear.1.2 115<end", "none", 0, NULL},
    {"best effort on the VC", "TEARDOWN-10", "ingress",
     TWO "10<resv.1.2 10.1>add.1.2 10.2<ack.1.2 95..400<resv.1.1 95..400<resv.1.3 30..400<path.3 400<end", "none", 0,
     NULL},
    {"a member is called first", "ENDPOINT-2", "ingress",
     "0>group 0<in.1 0<in.2 1<path 2<resv.1.2 2.1>tree.1.1.1 2.2<connect.1 2.3>add.1.2 2.4<ack.1.2 20<end", "none", 0,
     NULL},
    {"whoever is no member is called", "ENDPOINT-2", "ingress",
     "0>group 0<in.1 0<in.2 1<path 2<resv.1.2 2.1>tree.1.3.1 2.2<connect.1 20<end", "fail", 0, NULL},
    {"a member is added", "ENDPOINT-4", "ingress",
     "0>group 0<in.1 0<in.2 1<path 2<resv.1.2 2.1>tree.1.2.1 2.2<connect.1 2.3>add.1.1 2.4<ack.1.1 3<ip.1 3>data.1.1 "
     "20<end",
     "none", 0, NULL},
    {"each on its own", "DYNQOS-12", "ingress", LARGER "10.2<connect.2 150<end", "none", 0, NULL},
    {"moved from one that others need", "DYNQOS-12", "ingress",
     TWO "10<resv.2.1 10.1>tree.2.1.2 10.2<connect.2 10.3>drop.1.0 10.4<dropped.1.0 90..150<resv.1.3 150<end", "none",
     0, NULL},
    {"moved and not dropped", "DYNQOS-12", "ingress",
     TWO "10<resv.2.1 10.1>tree.2.1.2 10.2<connect.2 90..150<resv.1.3 150<end", "fail", 0, NULL},
    {"two at a time, each for itself", "DYNQOS-19", "ingress",
     "0>group 0<in.1 0<in.2 1<path 2<resv.1.1 2<resv.1.2 2.1>tree.1.1.1 2.1>tree.2.2.1 2.2<connect.1 2.2<connect.2 "
     "20<end",
     "none", 0, NULL},
    {"two at a time for one", "DYNQOS-19", "ingress",
     TWO "10<resv.2.1 10.1>tree.2.1.2 11<resv.3.1 11.1>tree.3.1.3 12<connect.2 12<connect.3 20<end", "fail", 0, NULL},
};

START_TEST(model)
{
	struct judge_params params = scene_params("ingress");

	params.other_model = true;
	scene_judge_with(&other_model[_i], params);
}
END_TEST

START_TEST(one)
{
	scene_judge(&cases[_i]);
}
END_TEST

int main(void)
{
	int failed = scene_run("conformance/newhop", one, sizeof(cases) / sizeof(*cases));

	failed |= scene_run("conformance/newhop/tau", turn, sizeof(in_turn) / sizeof(*in_turn));
	return failed | scene_run("conformance/newhop/model", model, sizeof(other_model) / sizeof(*other_model));
}
