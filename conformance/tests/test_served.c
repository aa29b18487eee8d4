/* SPDX-License-Identifier: Apache-2.0 */
/* Who is called and who is served: ENDPOINT, PARTY-3 to -5, UNI-5, LIMHET-8. H is 90 s. */
#include "scene.h"

/* Hosts 1 and 2 are members, the best-effort VC has both, the first packet leaves. Host 3 comes into play later. */
#define BEST_EFFORT                                                                                                    \
	"0>group 0<in.1 0<in.2 1<path 2<ip.1 2.1>betree.1.1 2.2<connect.1 2.3>add.1.2 2.4<ack.1.2 2.5>data.1.1 "       \
	"3<ip.2 "                                                                                                      \
	"3.1>data.1.2 "
/* Host 1 reserves: call 2 is the QoS VC, and it is off the best-effort VC. Refreshes until 300 s. */
#define ONE_RESERVES                                                                                                   \
	"10..300<resv.1.1 10.1>tree.2.1.1 10.2<connect.2 10.3>drop.1.0 10.4<dropped.1.0 11<ip.3 11.1>data.1.3 "        \
	"11.1>data.2.3 "
#define PACKET(t, n)    #t "<ip." #n " " #t ".1>data.1." #n " "
#define ON_BOTH(t, n)   #t "<ip." #n " " #t ".1>data.1." #n " " #t ".1>data.2." #n " "
#define THIRD_JOINS     "120<in.3 120.1>add.1.3 120.2<ack.1.3 "
#define THIRD_LEAVES    "40<out.3 "
#define THIRD_FROM_ZERO "0<in.3 2.6>add.1.3 2.7<ack.1.3 "

static const struct scene_case cases[] = {
    /* ENDPOINT-1 */
    {"members alone", "ENDPOINT-1", "ingress", BEST_EFFORT "0<in.3 1<out.3 100<end", "pass", 0, NULL},
    {"nobody else there to be called", "ENDPOINT-1", "ingress", BEST_EFFORT "100<end", "none", 0, NULL},
    {"nothing has stood for H", "ENDPOINT-1", "ingress", BEST_EFFORT "0<in.3 20<out.3 100<end", "none", 0, NULL},
    {"a member is never called", "ENDPOINT-1", "ingress", BEST_EFFORT "0<in.3 100<end", "fail", 0, NULL},
    {"a member is not yet called, and no data goes on", "ENDPOINT-1", "ingress", BEST_EFFORT "5<in.3 120<end", "none",
     0, NULL},
    {"a member refuses", "ENDPOINT-1", "ingress",
     BEST_EFFORT "0<in.3 2.6>add.1.3 2.7<reject.1.3.17 3.5<ip.3 3.6>data.1.3 100<end", "none", 0, NULL},
    {"a member is still being called", "ENDPOINT-1", "ingress", BEST_EFFORT "0<in.3 2.6>add.1.3 100<end", "none", 0,
     NULL},
    {"who has left is served", "ENDPOINT-1", "ingress",
     BEST_EFFORT THIRD_FROM_ZERO THIRD_LEAVES PACKET(50, 3) "140<end", "fail", 0, NULL},
    {"who has left is dropped", "ENDPOINT-1", "ingress",
     BEST_EFFORT THIRD_FROM_ZERO THIRD_LEAVES "40.1>drop.1.3 40.2<dropped.1.3 " PACKET(50, 3) "140<end", "pass", 0,
     NULL},
    {"no data since it was dropped", "ENDPOINT-1", "ingress",
     BEST_EFFORT THIRD_FROM_ZERO THIRD_LEAVES "40.1>drop.1.3 40.2<dropped.1.3 140<end", "none", 0, NULL},
    {"a next hop that is no member", "ENDPOINT-1", "ingress",
     BEST_EFFORT "0<in.3 1<out.3 5..140<resv.1.3 5.1>add.1.3 5.2<ack.1.3 " PACKET(6, 3) "140<end", "pass", 0, NULL},

    /* ENDPOINT-2, -4 */
    {"who reserved is called", "ENDPOINT-2", "ingress", BEST_EFFORT ONE_RESERVES "120<end", "pass", 0, NULL},
    {"another member is called", "ENDPOINT-2", "ingress",
     BEST_EFFORT "10<resv.1.2 10.1>tree.2.1.1 10.2<connect.2 120<end", "fail", 0, NULL},
    {"nobody else there to be called", "ENDPOINT-2", "ingress",
     "0>group 0<in.1 1<path 10<resv.1.1 10.1>tree.2.1.1 10.2<connect.2 120<end", "none", 0, NULL},
    {"it is called as it gives up", "ENDPOINT-2", "ingress",
     BEST_EFFORT "10<resv.1.2 20<resvtear.1.2 20.05>tree.2.2.1 20.2<connect.2 120<end", "none", 0, NULL},
    {"long after it gave up", "ENDPOINT-2", "ingress",
     BEST_EFFORT "10<resv.1.2 20<resvtear.1.2 21>tree.2.2.1 21.2<connect.2 120<end", "fail", 0, NULL},
    {"it alone is on the QoS VC", "ENDPOINT-4", "ingress", BEST_EFFORT ONE_RESERVES "120<end", "pass", 0, NULL},
    {"a member is added that has not reserved", "ENDPOINT-4", "ingress",
     BEST_EFFORT ONE_RESERVES "12>add.2.2 12.1<ack.2.2 120<end", "fail", 0, NULL},
    {"all have reserved", "ENDPOINT-4", "ingress",
     BEST_EFFORT "9<resv.1.2 " ONE_RESERVES "12>add.2.2 12.1<ack.2.2 120<end", "none", 0, NULL},

    /* ENDPOINT-3, -5, -8 */
    {"the other is served", "ENDPOINT-3", "ingress", BEST_EFFORT ONE_RESERVES "120<end", "pass", 0, NULL},
    {"nobody has reserved", "ENDPOINT-3", "ingress", BEST_EFFORT "120<end", "none", 0, NULL},
    {"the other is missed", "ENDPOINT-3", "ingress",
     BEST_EFFORT ONE_RESERVES "10.5>drop.1.2 10.6<dropped.1.2 12<ip.4 12.1>data.2.4 120<end", "fail", 0, NULL},
    {"the other left by itself", "ENDPOINT-3", "ingress",
     BEST_EFFORT ONE_RESERVES "10.5<drop.1.2 10.6>dropped.1.2 12<ip.4 12.1>data.2.4 120<end", "none", 0, NULL},
    {"one that RSVP does not know", "ENDPOINT-5", "ingress", BEST_EFFORT ONE_RESERVES "120<end", "pass", 0, NULL},
    {"RSVP knows them all", "ENDPOINT-5", "ingress", BEST_EFFORT ONE_RESERVES "5<resv.1.2 6<resvtear.1.2 120<end",
     "none", 0, NULL},
    {"those alone that RSVP knows", "ENDPOINT-5", "ingress",
     BEST_EFFORT ONE_RESERVES "10.5>drop.1.2 10.6<dropped.1.2 12<ip.4 12.1>data.2.4 120<end", "fail", 0, NULL},
    {"one on each", "ENDPOINT-8", "ingress", BEST_EFFORT ONE_RESERVES "120<end", "pass", 0, NULL},
    {"one more joins", "ENDPOINT-8", "ingress", BEST_EFFORT ONE_RESERVES THIRD_JOINS ON_BOTH(125, 4) "230<end", "pass",
     0, NULL},
    {"and is forgotten", "ENDPOINT-8", "ingress", BEST_EFFORT ONE_RESERVES "120<in.3 " ON_BOTH(125, 4) "230<end",
     "fail", 0, NULL},
    {"one on both", "ENDPOINT-8", "ingress",
     BEST_EFFORT "10..120<resv.1.1 10.1>tree.2.1.1 10.2<connect.2 " ON_BOTH(12, 3) "120<end", "fail", 0, NULL},

    /* PARTY-3 */
    {"added after the join", "PARTY-3", "ingress",
     BEST_EFFORT "40<in.3 41>add.1.3 41.1<ack.1.3 " PACKET(42, 3) "50<end", "pass", 0, NULL},
    {"not added", "PARTY-3", "ingress", BEST_EFFORT "40<in.3 " PACKET(42, 3) PACKET(131, 4) "140<end", "fail", 0, NULL},
    {"not added, but no data since", "PARTY-3", "ingress", BEST_EFFORT "40<in.3 " PACKET(42, 3) "140<end", "none", 0,
     NULL},
    {"it leaves again", "PARTY-3", "ingress", BEST_EFFORT "40<in.3 60<out.3 " PACKET(131, 3) "140<end", "none", 0,
     NULL},
    {"it has a call of its own", "PARTY-3", "ingress",
     BEST_EFFORT
     "40<in.3 41>betree.3.3 41.1<connect.3 42<ip.3 42.1>data.1.3 42.1>data.3.3 131<ip.4 131.1>data.1.4 140<end",
     "none", 0, NULL},
    {"no VC stands", "PARTY-3", "ingress",
     "0>group 0<in.1 0<in.2 40<in.3 131<ip.1 131.1>betree.1.1 131.2<connect.1 131.3>data.1.1 140<end", "none", 0, NULL},

    /* PARTY-4 */
    {"dropped after the leave", "PARTY-4", "ingress",
     BEST_EFFORT THIRD_FROM_ZERO THIRD_LEAVES "40.1>drop.1.3 40.2<dropped.1.3 " PACKET(50, 3) "60<end", "pass", 0,
     NULL},
    {"not dropped", "PARTY-4", "ingress", BEST_EFFORT THIRD_FROM_ZERO THIRD_LEAVES PACKET(131, 3) "140<end", "fail", 0,
     NULL},
    {"not dropped, but no data since", "PARTY-4", "ingress", BEST_EFFORT THIRD_FROM_ZERO THIRD_LEAVES "140<end", "none",
     0, NULL},
    {"it comes back", "PARTY-4", "ingress",
     BEST_EFFORT THIRD_FROM_ZERO THIRD_LEAVES "60<in.3 " PACKET(131, 3) "140<end", "none", 0, NULL},
    {"the leaf goes by itself", "PARTY-4", "ingress",
     BEST_EFFORT THIRD_FROM_ZERO THIRD_LEAVES "40.1<drop.1.3 40.2>dropped.1.3 " PACKET(50, 3) "60<end", "none", 0,
     NULL},

    /* PARTY-5 */
    {"nothing before it is added", "PARTY-5", "ingress",
     BEST_EFFORT "40<in.3 " PACKET(41, 3) "42>add.1.3 42.1<ack.1.3 " PACKET(43, 4) "50<end", "pass", 0, NULL},
    {"no packet before it is added", "PARTY-5", "ingress",
     BEST_EFFORT "40<in.3 42>add.1.3 42.1<ack.1.3 " PACKET(43, 4) "50<end", "none", 0, NULL},
    {"membership alone", "PARTY-5", "ingress", BEST_EFFORT "40<in.3 " PACKET(41, 3) PACKET(132, 4) "140<end", "fail", 0,
     NULL},
    {"it is asked and refuses", "PARTY-5", "ingress",
     BEST_EFFORT "40<in.3 " PACKET(41, 3) "42>add.1.3 42.1<reject.1.3.17 " PACKET(132, 4) "140<end", "none", 0, NULL},

    {"the network delivers to a host that was not added", "PARTY-5", "ingress",
     BEST_EFFORT "40<in.3 41<ip.3 41.1>data.1.3 41.2<@3.data.1.3 50<end", "error", 0, NULL},
    {"the network delivers before the host has answered", "PARTY-5", "ingress",
     BEST_EFFORT "40<in.3 41>add.1.3 41.1<@3.betree.1.3 41.2<@3.data.1.3 41.3>@3.connect.1 41.4<ack.1.3 50<end",
     "error", 0, NULL},
    {"the network delivers after it", "PARTY-5", "ingress",
     BEST_EFFORT "40<in.3 " PACKET(
	 41, 3) "42>add.1.3 42.1<@3.betree.1.3 42.2>@3.connect.1 42.3<@3.data.1.4 42.4<ack.1.3 " PACKET(43, 5) "50<end",
     "pass", 0, NULL},

    /* UNI-5 */
    {"one party", "UNI-5", "ingress", BEST_EFFORT ONE_RESERVES "120<end", "none", 0, NULL},
    {"two that are offered the same", "UNI-5", "ingress",
     "0>group 1<path 2<resv.1.1 2>tree.1.1.2 2.1<@1.tree.1.1.2 2.3<connect.1 3>add.1.2 3.1<@2.tree.1.2.2 3.3<ack.1.2 "
     "9<end",
     "pass", 0, NULL},
    {"the network offers something else", "UNI-5", "ingress",
     "0>group 1<path 2<resv.1.1 2>tree.1.1.2 2.1<@1.tree.1.1.2 2.3<connect.1 3>add.1.2 3.1<@2.tree.1.2.1 3.3<ack.1.2 "
     "9<end",
     "error", 0, NULL},
    {"a party with a descriptor of its own", "UNI-5", "ingress",
     "0>group 1<path 2<resv.1.1 2>tree.1.1.2 2.1<@1.tree.1.1.2 2.3<connect.1 3>addclass.1.2 3.1<@2.tree.1.2.2 "
     "3.3<ack.1.2 9<end",
     "fail", 0, NULL},

    /* LIMHET-8 */
    {"a larger VC, the same request", "LIMHET-8", "egress",
     "1<path 2<resv.1 2.1>resv.1 3<setup.1.l.2 3.1>connect.1 30<resv.1 30.1>resv.1 40<end", "pass", 0, NULL},
    {"a VC of the size", "LIMHET-8", "egress",
     "1<path 2<resv.1 2.1>resv.1 3<setup.1.l.1 3.1>connect.1 30<resv.1 30.1>resv.1 40<end", "none", 0, NULL},
    {"it follows the VC", "LIMHET-8", "egress",
     "1<path 2<resv.1 2.1>resv.1 3<setup.1.l.2 3.1>connect.1 30<resv.1 30.1>resv.2 40<end", "fail", 0, NULL},
    {"more from the beginning", "LIMHET-8", "egress", "1<path 2<resv.1 2.1>resv.2 40<end", "fail", 0, NULL},
    {"it has just become less", "LIMHET-8", "egress", "1<path 2<resv.2 2.1>resv.2 30<resv.1 30.05>resv.2 40<end",
     "none", 0, NULL},
};

START_TEST(one)
{
	scene_judge(&cases[_i]);
}
END_TEST

int main(void)
{
	return scene_run("conformance/served", one, sizeof(cases) / sizeof(*cases));
}
