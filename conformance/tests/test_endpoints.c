/* SPDX-License-Identifier: Apache-2.0 */
/* ENDPOINT: what the checks say about reservations from behind a router without RSVP. */
#include "scene.h"

/* Hosts 1 and 2 are in the group and on the best-effort VC (call 9). Host 2 knows no RSVP; 10.0.0.5 behind it
 * reserves. */
#define REACHED  "0<plain.2.5 0<group 0<in.1 0<in.2 0>betree.9.1 0.1<connect.9 0.2>add.9.2 0.3<ack.9.2 "
#define GROUP_OF REACHED "1..91<path 1..91>path 1..91<resv.1.5 20>data.9.1 "
/* The same for one receiver, whose packets go to the called party of call 9. */
#define UNICAST(PLAIN) "0<plain." PLAIN ".5 0>be.9 0.1<connect.9 1..91<path 1..91>path 1..91<resv.1.5 "

static const struct {
	struct scene_case c;
	bool override;
} cases[] = {
    {{"best effort", "ENDPOINT-11", "ingress", GROUP_OF "100<end", "pass", 0, NULL}, false},
    {{"called", "ENDPOINT-11", "ingress", GROUP_OF "2>tree.1.2 100<end", "fail", 0, NULL}, false},
    {{"added", "ENDPOINT-11", "ingress", GROUP_OF "2<resv.1.1 2.1>tree.1.1 2.2<connect.1 2.3>add.1.2 100<end", "fail",
      0, NULL},
     false},
    {{"the other called", "ENDPOINT-11", "ingress", GROUP_OF "2>tree.1.1 100<end", "pass", 0, NULL}, false},
    {{"too short", "ENDPOINT-11", "ingress", REACHED "1..31<path 1..31<resv.1.5 20>data.9.1 50<end", "none", 0, NULL},
     false},
    {{"no data to it", "ENDPOINT-11", "ingress", GROUP_OF "15>drop.9.2 100<end", "none", 0, NULL}, false},
    {{"allowed", "ENDPOINT-11", "ingress", GROUP_OF "2>tree.1.2 100<end", "none", 0, NULL}, true},
    {{"not used", "ENDPOINT-12", "ingress", GROUP_OF "100<end", "none", 0, NULL}, true},
    {{"used", "ENDPOINT-12", "ingress", GROUP_OF "2>tree.1.2 100<end", "pass", 0, NULL}, true},
    {{"used without", "ENDPOINT-12", "ingress", GROUP_OF "2>tree.1.2 100<end", "fail", 0, NULL}, false},
    {{"off", "ENDPOINT-12", "ingress", GROUP_OF "100<end", "pass", 0, NULL}, false},
    {{"a QoS VC to the next hop", "ENDPOINT-13", "ingress", UNICAST("0") "2>setup.1 100<end", "pass", 0, NULL}, false},
    {{"data to the next hop", "ENDPOINT-13", "ingress", UNICAST("0") "20>data.9.1 100<end", "pass", 0, NULL}, false},
    {{"a QoS VC to another", "ENDPOINT-13", "ingress", UNICAST("3") "2>setup.1 100<end", "fail", 0, NULL}, false},
    {{"data to another", "ENDPOINT-13", "ingress", UNICAST("3") "20>data.9.1 100<end", "fail", 0, NULL}, false},
    {{"nothing sent", "ENDPOINT-13", "ingress", UNICAST("0") "100<end", "none", 0, NULL}, false},
    {{"nobody called", "ENDPOINT-14", "ingress", GROUP_OF "100<end", "pass", 0, NULL}, false},
    {{"another called", "ENDPOINT-14", "ingress", GROUP_OF "2>tree.1.1 100<end", "fail", 0, NULL}, false},
    {{"the router called", "ENDPOINT-14", "ingress", GROUP_OF "2>tree.1.2 100<end", "fail", 0, NULL}, false},
    {{"another called that reserved", "ENDPOINT-14", "ingress", GROUP_OF "5..95<resv.1.1 5.1>tree.1.1 100<end", "pass",
      0, NULL},
     false},
    {{"another called that reserved later", "ENDPOINT-14", "ingress", GROUP_OF "2>tree.1.1 5..95<resv.1.1 100<end",
      "fail", 0, NULL},
     false},
    {{"allowed", "ENDPOINT-14", "ingress", GROUP_OF "2>tree.1.2 100<end", "none", 0, NULL}, true},
};

START_TEST(endpoints)
{
	struct judge_params params = scene_params(cases[_i].c.role);

	params.endpoint_override = cases[_i].override;
	scene_judge_with(&cases[_i].c, params);
}
END_TEST

int main(void)
{
	return scene_run("endpoints", endpoints, sizeof(cases) / sizeof(*cases));
}
