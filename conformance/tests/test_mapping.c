/* SPDX-License-Identifier: Apache-2.0 */
/* MAPPING and BESTEFF-8: what the checks say about which reservation has which VC, and who is on it. */
#include "scene.h"

/* Sessions A and B, and two senders of A: kept until 300 s. */
#define A      "1..300<path.1.4000.5000 1..300>path.1.4000.5000 "
#define B      "1..300<path.1.4001.5001 1..300>path.1.4001.5001 "
#define A2     "1..300<path.1.4001.5000 1..300>path.1.4001.5000 "
#define RESV_A "2..300<resv.1.1.ff.4000.5000 "
#define RESV_B "3..300<resv.1.1.ff.4001.5001 "
#define BE     "0.5>be.9 0.6<connect.9 "
#define VC_1   "2.1>setup.1 2.2<connect.1 "
#define VC_2   "3.1>setup.2 3.2<connect.2 "
#define END    "300<end"
/* Packets: $ stands for sixty on call 1, one a second from 100 s on; & for 250 that exceed r and stay below p. */

static const struct scene_case cases[] = {
    {"Path and data go out", "MAPPING-1", "ingress", BE A RESV_A VC_1 "$ " END, "pass", 0, NULL},
    {"too little data", "MAPPING-1", "ingress", BE A RESV_A VC_1 "100<ip.1 100.1>data.1.1 " END, "none", 0, NULL},
    {"the Path does not", "MAPPING-1", "ingress", BE "1..300<path " RESV_A VC_1 "$ " END, "fail", 0, NULL},
    {"it is torn soon", "MAPPING-1", "ingress", BE "1<path 50<pathtear " END, "none", 0, NULL},
    {"there is no way to the egress", "MAPPING-1", "ingress", "1..300<path 1>be.9 1.1<complete.9.17 " END, "none", 0,
     NULL},
    {"to a group without members", "MAPPING-1", "ingress", "0.4<group " BE "1..300<path " END, "none", 0, NULL},
    {"a packet does not", "MAPPING-1", "ingress", BE A RESV_A VC_1 "$ 170<ip.99 " END, "fail", 0, NULL},

    {"one VC each", "MAPPING-3", "ingress",
     BE A B RESV_A RESV_B VC_1 VC_2 "5>data.1.1.l.4000.5000 5>data.2.1.l.4001.5001 " END, "pass", 0, NULL},
    {"nothing seen on them", "MAPPING-3", "ingress", BE A B RESV_A RESV_B VC_1 VC_2 END, "none", 0, NULL},
    {"one after the other", "MAPPING-3", "ingress",
     BE A B RESV_A RESV_B VC_1 "5>data.1.1 6>release.1 7>setup.2 7.1<connect.2 8>data.2.1.l.4001.5001 " END, "none", 0,
     NULL},
    {"both on one", "MAPPING-3", "ingress",
     BE A B RESV_A RESV_B VC_1 VC_2 "5>data.1.1.l.4000.5000 5>data.1.1.l.4001.5001 " END, "fail", 0, NULL},
    {"none for the second", "MAPPING-3", "ingress",
     BE A B RESV_A RESV_B VC_1 "5>data.1.1.l.4000.5000 5>data.9.1.l.4001.5001 " END, "fail", 0, NULL},
    {"the second refused", "MAPPING-3", "ingress",
     BE A B RESV_A RESV_B VC_1 "4>err.1.1.ff.4001.5001 5>data.1.1.l.4000.5000 " END, "none", 0, NULL},
    {"two senders on one", "MAPPING-3", "ingress",
     BE A A2 RESV_A "3..300<resv.1.1.ff.4001.5000 " VC_1 VC_2 "5>data.1.1 5>data.1.1.l.4001.5000 " END, "fail", 0,
     NULL},
    {"two senders that share on one", "MAPPING-3", "ingress",
     BE A A2 "2..300<resv.1.1.se " VC_1 "5>data.1.1 5>data.1.1.l.4001.5000 " END, "none", 0, NULL},

    {"sessions apart", "MAPPING-4", "ingress",
     BE A B RESV_A RESV_B VC_1 VC_2 "5>data.1.1.l.4000.5000 5>data.2.1.l.4001.5001 " END, "pass", 0, NULL},
    {"sessions on one VC", "MAPPING-4", "ingress",
     BE A B RESV_A RESV_B VC_1 VC_2 "5>data.1.1.l.4000.5000 5>data.1.1.l.4001.5001 " END, "fail", 0, NULL},
    {"senders on one VC", "MAPPING-4", "ingress",
     BE A A2 RESV_A "3..300<resv.1.1.ff.4001.5000 " VC_1 VC_2 "5>data.1.1 5>data.1.1.l.4001.5000 " END, "none", 0,
     NULL},

    {"two sizes, one VC", "MAPPING-5", "ingress",
     BE A "2..300<resv.1.1 2..300<resv.2.2 2.1>setup.1.l.2 2.2<connect.1 " END, "pass", 0, NULL},
    {"two sizes, replaced", "MAPPING-5", "ingress",
     BE A
     "2..300<resv.1.1 3..300<resv.2.2 2.1>setup.1.l.1 2.2<connect.1 3.1>setup.2.l.2 50<connect.2 51>release.1 " END,
     "none", 0, NULL},
    {"one size", "MAPPING-5", "ingress", BE A RESV_A VC_1 END, "none", 0, NULL},
    {"two sizes, two VCs", "MAPPING-5", "ingress",
     BE A "2..300<resv.1.1 2..300<resv.2.2 2.1>setup.1.l.2 2.2<connect.1 2.3>setup.2.l.1 2.4<connect.2 " END, "fail", 0,
     NULL},
    {"two VCs, whose is not known", "MAPPING-5", "ingress", BE A B RESV_A RESV_B VC_1 VC_2 END, "none", 0, NULL},

    {"one VC", "MAPPING-7", "ingress",
     "0.4<group " BE A "2..300<resv.1.1 2..300<resv.2.2 2.1>setup.1.l.2 2.2<connect.1 " END, "pass", 0, NULL},
    {"two VCs", "MAPPING-7", "ingress",
     "0.4<group " BE A
     "2..300<resv.1.1 2..300<resv.2.2 2.1>setup.1.l.2 2.2<connect.1 2.3>setup.2.l.1 2.4<connect.2 " END,
     "pass", 0, NULL},
    {"none", "MAPPING-7", "ingress", "0.4<group " BE A "2..300<resv.1.1 2..300<resv.2.2 " END, "fail", 0, NULL},
    {"an error", "MAPPING-7", "ingress", "0.4<group " BE A "2..300<resv.1.1 2..300<resv.2.2 3>err " END, "none", 0,
     NULL},
    {"refused by the network", "MAPPING-7", "ingress",
     "0.4<group " BE A "2..300<resv.1.1 2..300<resv.2.2 3>setup.1 3.1<complete.1.37 " END, "none", 0, NULL},
    {"one size", "MAPPING-7", "ingress", "0.4<group " BE A "2..300<resv.1.1 2..300<resv.1.2 " END, "none", 0, NULL},

    {"WF: both on it", "MAPPING-9", "ingress",
     BE A A2 "2..300<resv.2.1.wf 2.1>setup.1.l.2 2.2<connect.1 100>data.1.1 100>data.1.1.l.4001.5000 " END, "pass", 0,
     NULL},
    {"SE: both on it", "MAPPING-9", "ingress",
     BE A A2 "2..300<resv.2.1.se 2.1>setup.1.l.2 2.2<connect.1 100>data.1.1 100>data.1.1.l.4001.5000 " END, "pass", 0,
     NULL},
    {"SE: one that is not named aside", "MAPPING-9", "ingress",
     BE A A2 "2..300<resv.2.1.se1 2.1>setup.1.l.2 2.2<connect.1 100>data.1.1 100>data.9.1.l.4001.5000 " END, "pass", 0,
     NULL},
    {"SE: one alone", "MAPPING-9", "ingress",
     BE A A2 "2..300<resv.2.1.se1 2.1>setup.1.l.2 2.2<connect.1 100>data.1.1 " END, "none", 0, NULL},
    {"SE: one that is not named on it", "MAPPING-9", "ingress",
     BE A A2 "2..300<resv.2.1.se1 2.1>setup.1.l.2 2.2<connect.1 100>data.1.1 100>data.1.1.l.4001.5000 " END, "fail", 0,
     NULL},
    {"SE: named by another next hop", "MAPPING-9", "ingress",
     BE A A2 "2..300<resv.2.1.se1 2..300<resv.2.2.se1.4001 2.1>setup.1.l.2 2.2<connect.1 100>data.1.1 "
	     "100>data.1.1.l.4001.5000 " END,
     "pass", 0, NULL},
    {"SE: named just now", "MAPPING-9", "ingress",
     BE A A2 "2..80<resv.2.1.se1 95..300<resv.2.1.se 2.1>setup.1.l.2 2.2<connect.1 100>data.1.1 "
	     "100>data.9.1.l.4001.5000 " END,
     "none", 0, NULL},
    {"WF: one left out", "MAPPING-9", "ingress",
     BE A A2 "2..300<resv.2.1.wf 2.1>setup.1.l.2 2.2<connect.1 100>data.1.1 100>data.9.1.l.4001.5000 " END, "fail", 0,
     NULL},
    {"WF: one VC for each", "MAPPING-9", "ingress",
     BE A A2 "2..300<resv.2.1.wf 2.1>setup.1.l.2 2.2<connect.1 2.3>setup.2.l.2 2.4<connect.2 100>data.1.1 "
	     "100>data.2.1.l.4001.5000 " END,
     "fail", 0, NULL},

    {"each on its own", "MAPPING-10", "ingress",
     BE A A2 RESV_A "3..300<resv.2.1.ff.4001.5000 2.1>setup.1.l.1 2.2<connect.1 3.1>setup.2.l.2 3.2<connect.2 "
		    "100>data.1.1 100>data.2.1.l.4001.5000 " END,
     "pass", 0, NULL},
    {"one of the other's size", "MAPPING-10", "ingress",
     BE A A2 RESV_A "3..300<resv.2.1.ff.4001.5000 2.1>setup.1.l.1 2.2<connect.1 3.1>setup.2.l.1 3.2<connect.2 "
		    "100>data.1.1 100>data.2.1.l.4001.5000 " END,
     "none", 0, NULL},
    {"both on one", "MAPPING-10", "ingress",
     BE A A2 RESV_A "3..300<resv.2.1.ff.4001.5000 2.1>setup.1.l.2 2.2<connect.1 100>data.1.1 "
		    "100>data.1.1.l.4001.5000 " END,
     "fail", 0, NULL},
    {"two sessions", "MAPPING-10", "ingress",
     BE A B RESV_A RESV_B VC_1 VC_2 "100>data.1.1.l.4000.5000 100>data.2.1.l.4001.5001 " END, "none", 0, NULL},

    {"excess goes on", "BESTEFF-8", "ingress", BE A RESV_A VC_1 "& " END, "pass", 0, NULL},
    {"excess stays away", "BESTEFF-8", "ingress", BE A RESV_A VC_1 "& 101<ip.999 " END, "fail", 0, NULL},
    {"no excess", "BESTEFF-8", "ingress", BE A RESV_A VC_1 "$ 170<ip.99 " END, "none", 0, NULL},
    {"excess comes out", "BESTEFF-8", "egress", "1..300<path 1..300<resv 1.1<setup.1 1.2>connect.1 & " END, "pass", 0,
     NULL},
    {"excess does not", "BESTEFF-8", "egress",
     "1..300<path 1..300<resv 1.1<setup.1 1.2>connect.1 & 101<data.1.999 " END, "fail", 0, NULL},
    {"given up before", "BESTEFF-8", "egress",
     "1..300<path 1..91<resv 99<resvtear 1.1<setup.1 1.2>connect.1 & 101<data.1.999 " END, "none", 0, NULL},
};

/* Write out the packets. */
static void expand(const struct scene_case *c, char *words, size_t len)
{
	bool sender = strcmp(c->role, "ingress") == 0;
	size_t at = 0;

	for (const char *w = c->words; *w != '\0'; w++) {
		int n = *w == '$' ? 60 : *w == '&' ? 250 : 0;
		double every = *w == '$' ? 1 : 0.0025;
		if (n == 0 && at + 1 < len)
			words[at++] = *w;
		for (int i = 0; i < n && at + 1 < len; i++)
			at += (size_t)snprintf(words + at, len - at,
					       sender ? "%.4f<ip.%d %.4f>data.1.%d " : "%.4f<data.1.%d %.4f>ip.%d ",
					       100 + i * every, i + 1, 100.0001 + i * every, i + 1);
		if (n > 0)
			at--;
	}
	ck_assert_uint_lt(at, len);
	words[at] = '\0';
}

START_TEST(mapping)
{
	static char words[40000];
	struct scene_case c = cases[_i];

	expand(&c, words, sizeof(words));
	c.words = words;
	scene_judge(&c);
}
END_TEST

int main(void)
{
	return scene_run("mapping", mapping, sizeof(cases) / sizeof(*cases));
}
