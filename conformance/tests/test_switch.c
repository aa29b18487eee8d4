/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What receivers get while data moves. Beside the words of scene.h there are streams: {FROM-TO:CALLS} is a packet every
 * 0.1 s, from FROM on and before TO, that leaves on each of the calls, of one digit each; on none: it is lost.
 */
#include "scene.h"

/* Hosts 1 and 2 have the data on call 1, best effort. */
#define BEST_EFFORT "0>group 0<in.1 0<in.2 1<path 1.1>betree.1.1 1.2<connect.1 1.3>add.1.2 1.4<ack.1.2 "
/* Both reserve; call 2 is complete at 6 s. */
#define FIRST_VC  BEST_EFFORT "3<resv.1.1 3<resv.1.2 3.05>tree.2.1.1 3.2<connect.2 3.25>add.2.2 6<ack.2.2 20<end "
#define OFF_AT(t) #t ">drop.1.0 " #t ">drop.1.2 "
/* Host 1 is on call 2; host 2 asks for the same at 10 s, and is asked in. */
#define JOINING                                                                                                        \
	BEST_EFFORT "3..90<resv.1.1 3.05>tree.2.1.1 3.2<connect.2 3.3>drop.1.0 3.4<dropped.1.0 10<resv.1.2 "           \
		    "10.05>add.2.2 30<end "

static const struct scene_case cases[] = {
    {"the old VC serves all", "TRANSITION-3", "ingress", FIRST_VC "{2-6:1} {6-9:2}", "pass", 0, NULL},
    {"nothing is sent for a second", "TRANSITION-3", "ingress", FIRST_VC "{2-4:1} {4-5:} {5-6:1} {6-9:2}", "fail", 0,
     NULL},
    {"one is dropped too early", "TRANSITION-3", "ingress", FIRST_VC "4.05>drop.1.2 4.1<dropped.1.2 {2-6:1} {6-9:2}",
     "fail", 0, NULL},
    {"one leaves by itself", "TRANSITION-3", "ingress", FIRST_VC "4.05<drop.1.2 4.1>dropped.1.2 {2-6:1} {6-9:2}",
     "pass", 0, NULL},
    {"one leaves the group", "TRANSITION-3", "ingress",
     FIRST_VC "4<out.2 4.05>drop.1.2 4.1<dropped.1.2 {2-6:1} {6-9:2}", "pass", 0, NULL},
    {"nobody had data before", "TRANSITION-3", "ingress", FIRST_VC "{6-9:2}", "none", 0, NULL},
    {"on both is enough", "TRANSITION-3", "ingress", FIRST_VC "{2-4:1} {4-6:12} {6-9:2}", "pass", 0, NULL},

    {"each packet once", "TRANSITION-5", "ingress", FIRST_VC "{2-6:1} {6-9:2}", "pass", 0, NULL},
    {"twice for half a second", "TRANSITION-5", "ingress", FIRST_VC "{2-6:1} {6-6.5:12} {6.5-9:2}", "fail", 0, NULL},
    {"not at all for half a second", "TRANSITION-5", "ingress", FIRST_VC "{2-5.5:1} {5.5-6:} {6-9:2}", "fail", 0, NULL},
    {"twice while it is being dropped", "TRANSITION-5", "ingress", FIRST_VC OFF_AT(6.05) "{2-6:1} {6-9:2} {6-6.1:12}",
     "pass", 0, NULL},
    {"twice and dropped long after", "TRANSITION-5", "ingress", FIRST_VC OFF_AT(7) "{2-6:1} {6-6.5:12} {6.5-9:2}",
     "fail", 0, NULL},
    {"too few packets", "TRANSITION-5", "ingress", FIRST_VC "{5.5-6:1} {6-6.5:2}", "none", 0, NULL},
    {"a loss well before", "TRANSITION-5", "ingress", FIRST_VC "{2-4:1} {4.5-6:1} {4-4.5:} {6-9:2}", "pass", 0, NULL},

    {"added, then dropped", "TRANSITION-9", "ingress",
     JOINING "13<ack.2.2 13.02>drop.1.2 13.03<dropped.1.2 {2-4:1} {4-20:12}", "pass", 0, NULL},
    {"dropped, then added", "TRANSITION-9", "ingress",
     JOINING "10.1>drop.1.2 10.2<dropped.1.2 13<ack.2.2 {2-4:1} {4-20:12}", "fail", 0, NULL},
    {"a pause as it comes in", "TRANSITION-9", "ingress",
     JOINING "13<ack.2.2 13.02>drop.1.2 13.03<dropped.1.2 {2-4:1} {4-13.1:12} {13.1-13.3:} {13.3-20:12}", "fail", 0,
     NULL},
    {"on the QoS VC alone before it is in", "TRANSITION-9", "ingress", JOINING "13<ack.2.2 {2-4:1} {4-11:12} {11-20:2}",
     "fail", 0, NULL},
    {"refused, and it stays", "TRANSITION-9", "ingress", JOINING "13<reject.2.2.47 {2-4:1} {4-20:12}", "pass", 0, NULL},
    {"refused, and dropped", "TRANSITION-9", "ingress", JOINING "13<reject.2.2.47 13.02>drop.1.2 {2-4:1} {4-20:12}",
     "fail", 0, NULL},
    {"it leaves the group", "TRANSITION-9", "ingress", JOINING "11<out.2 11.1>drop.1.2 13<ack.2.2 {2-4:1} {4-20:12}",
     "none", 0, NULL},
    {"added, then dropped", "TRANSITION-7", "ingress", JOINING "13<ack.2.2 13.02>drop.1.2 {2-4:1} {4-13:12} {13-20:2}",
     "pass", 0, NULL},
    {"dropped, then added", "TRANSITION-7", "ingress", JOINING "12>drop.1.2 13<ack.2.2 {2-4:1} {4-13:12} {13-20:2}",
     "fail", 0, NULL},
    {"dropped, since it has left the group", "TRANSITION-7", "ingress",
     JOINING "12<out.2 12.1>drop.1.2 13<ack.2.2 13.1>drop.2.2 {2-4:1} {4-20:12}", "none", 0, NULL},

    {"added at once", "TRANSITION-9", "ingress", JOINING "10.1<ack.2.2 10.12>drop.1.2 {2-4:1} {4-20:12}", "none", 0,
     NULL},
};

/* The streams written out. */
static void expand(const char *words, char *out, size_t len)
{
	size_t n = 0;

	while (*words != '\0' && n < len) {
		double from, to;
		char calls[10] = "";
		int used = 0;
		if (sscanf(words, "{%lf-%lf:%n", &from, &to, &used) < 2 || used == 0) {
			out[n++] = *words++;
			continue;
		}
		sscanf(words + used, "%9[0-9]", calls);
		words = strchr(words, '}') + 1;
		for (int i = (int)(from * 10 + 0.5); i < (int)(to * 10 + 0.5); i++) {
			n += (size_t)snprintf(out + n, len - n, " %g<ip.%d", i / 10.0, i);
			for (const char *c = calls; *c != '\0'; c++)
				n += (size_t)snprintf(out + n, len - n, " %g>data.%c.%d", i / 10.0 + 0.001, *c, i);
		}
	}
	ck_assert_uint_lt(n, len);
	out[n] = '\0';
}

START_TEST(one)
{
	struct scene_case c = cases[_i];
	char *words = malloc(50000);

	expand(c.words, words, 50000);
	c.words = words;
	scene_judge(&c);
	free(words);
}
END_TEST

int main(void)
{
	return scene_run("conformance/switch", one, sizeof(cases) / sizeof(*cases));
}
