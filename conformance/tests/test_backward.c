/* SPDX-License-Identifier: Apache-2.0 */
/* BACKWARD: what the checks say about data from the called side, and the cell rate algorithm that they use. */
#include "scene.h"

#include "checks/gcra.h"

#define MS 1000000LL

/* Best-effort call 9 and QoS call 1, both from the other side. */
#define CALLED(OFFERS) "0<be.9 0.1>connect.9 1<setup.1." OFFERS " 1.1>connect.1 "
#define LEAF           "0<be.9 0.1>connect.9 1<tree.1.1 1.1>connect.1 "
#define OWNER(OFFERS)  "1>setup.1." OFFERS " 1.1<connect.1 "

static const struct {
	struct scene_case c;
	bool use; /* is configured */
} cases[] = {
    {{"data elsewhere", "BACKWARD-1", "egress", CALLED("lb") "2>data.9.1 10<end", "pass", 0, NULL}, false},
    {{"data on it", "BACKWARD-1", "egress", CALLED("lb") "2>data.1.1 10<end", "fail", 0, NULL}, false},
    {{"no data", "BACKWARD-1", "egress", CALLED("lb") "10<end", "none", 0, NULL}, false},
    {{"no rate to use", "BACKWARD-1", "egress", CALLED("l") "2>data.9.1 10<end", "none", 0, NULL}, false},
    {{"data when it was gone", "BACKWARD-1", "egress", CALLED("lb") "2<release.1 3>data.9.1 10<end", "none", 0, NULL},
     false},
    {{"passed on", "BACKWARD-2", "ingress", OWNER("lb") "2<data.1.1 2.1>ip.1 10<end", "pass", 0, NULL}, true},
    {{"discarded", "BACKWARD-2", "ingress", OWNER("lb") "2<data.1.1 2.1<data.1.2 10<end", "fail", 0, NULL}, true},
    {{"released for it", "BACKWARD-2", "ingress",
      "1<path 1<resv " OWNER("lb") "2<data.1.1 2.1>ip.1 2.2>release.1 10<end", "fail", 0, NULL},
     true},
    {{"none came", "BACKWARD-2", "ingress", OWNER("lb") "10<end", "none", 0, NULL}, true},
    {{"unasked", "BACKWARD-2", "ingress", OWNER("l") "2<data.1.1 10<end", "none", 0, NULL}, false},
    {{"option used", "BACKWARD-2", "egress", CALLED("lb") "2>data.1.1 10<end", "pass", 0, NULL}, true},
    {{"spaced", "BACKWARD-3", "egress", CALLED("lb") "2>held.1.1 2.001>held.1.2 2.002>held.1.3 10<end", "pass", 0,
      NULL},
     true},
    {{"a cell early is granted", "BACKWARD-3", "egress",
      CALLED("lb") "2>held.1.1 2>held.1.2 2.001>held.1.3 2.002>held.1.4 10<end", "pass", 0, NULL},
     true},
    {{"three at once", "BACKWARD-3", "egress", CALLED("lb") "2>data.1.1 2>data.1.2 2>data.1.3 10<end", "fail", 0, NULL},
     true},
    {{"a frame of something else too early", "BACKWARD-3", "egress",
      CALLED("lb") "2>data.1.1 2>data.1.2 2>frame.1 10<end", "fail", 0, NULL},
     true},
    {{"not more than the rate to send", "BACKWARD-3", "egress", CALLED("lb") "2>data.1.1 2.001>data.1.2 10<end", "none",
      0, NULL},
     true},
    {{"no rate, and data elsewhere", "BACKWARD-3", "egress", CALLED("l") "2>data.9.1 10<end", "pass", 0, NULL}, true},
    {{"no rate, and data on it", "BACKWARD-3", "egress", CALLED("l") "2>data.1.1 10<end", "fail", 0, NULL}, true},
    {{"no rate, and a frame on it", "BACKWARD-3", "egress", CALLED("l") "2>frame.1 10<end", "fail", 0, NULL}, true},
    {{"no rate, and nothing to send", "BACKWARD-3", "egress", CALLED("l") "10<end", "none", 0, NULL}, true},
    {{"leaf, data elsewhere", "BACKWARD-4", "egress", LEAF "2>data.9.1 10<end", "pass", 0, NULL}, true},
    {{"leaf, data on it", "BACKWARD-4", "egress", LEAF "2>data.1.1 10<end", "fail", 0, NULL}, true},
    {{"leaf, nothing to send", "BACKWARD-4", "egress", LEAF "10<end", "none", 0, NULL}, true},
    {{"tree one way", "BACKWARD-4", "ingress", "1>tree.1.1 10<end", "pass", 0, NULL}, true},
    {{"tree with a way back", "BACKWARD-4", "ingress", "1>tree.1.1.1b 10<end", "fail", 0, NULL}, true},
    {{"asked for", "BACKWARD-5", "ingress", OWNER("lb") "10<end", "pass", 0, NULL}, true},
    {{"not asked for", "BACKWARD-5", "ingress", OWNER("l") "10<end", "fail", 0, NULL}, true},
    {{"rightly not asked for", "BACKWARD-5", "ingress", OWNER("l") "10<end", "pass", 0, NULL}, false},
    {{"asked for without use", "BACKWARD-5", "ingress", OWNER("lb") "10<end", "fail", 0, NULL}, false},
};

START_TEST(backward)
{
	struct judge_params params = scene_params(cases[_i].c.role);

	params.backward = cases[_i].use;
	scene_judge_with(&cases[_i].c, params);
}
END_TEST

/* PCR 1000, SCR 100 and MBS 10: intervals of 1 and 10 ms, burst tolerance 9 * 9 = 81 ms, and 1 ms of CDVT. */
static const struct mrates vbr = {.pcr01 = 1000, .scr0 = 100, .mbs0 = 10};

START_TEST(peak)
{
	struct contract c;

	contract_init(&c, &(struct mrates){.pcr01 = 1000}, 149760000);
	ck_assert(contract_cell(&c, 5 * MS, false));
	ck_assert(contract_cell(&c, 5 * MS, true));
	ck_assert(!contract_cell(&c, 5 * MS, false));
	ck_assert(!contract_cell(&c, 6 * MS - 1, false));
	ck_assert(contract_cell(&c, 6 * MS, false));
	/* What was not used is lost: after a pause two at once, not three. */
	ck_assert(contract_cell(&c, 50 * MS, false));
	ck_assert(contract_cell(&c, 50 * MS, false));
	ck_assert(!contract_cell(&c, 50 * MS, false));
}
END_TEST

START_TEST(burst)
{
	struct contract c;

	contract_init(&c, &vbr, 149760000);
	for (int i = 0; i < 10; i++)
		ck_assert(contract_cell(&c, i * MS, false));
	ck_assert(!contract_cell(&c, 10 * MS, false));
	/* Cells with CLP 1 count for the peak alone. */
	ck_assert(contract_cell(&c, 11 * MS, true));
	ck_assert(!contract_cell(&c, 18 * MS - 1, false));
	ck_assert(contract_cell(&c, 18 * MS, false));
	ck_assert(!contract_cell(&c, 28 * MS - 1, false));
	ck_assert(contract_cell(&c, 28 * MS, false));
}
END_TEST

START_TEST(jitter)
{
	struct contract c;

	/* At 100000 cells/s 80 cell times of the link are 22 intervals: so many more may come at once. */
	contract_init(&c, &(struct mrates){.pcr01 = 100000}, 149760000);
	for (int i = 0; i < 23; i++)
		ck_assert(contract_cell(&c, 0, false));
	ck_assert(!contract_cell(&c, 0, false));
}
END_TEST

START_TEST(no_drift)
{
	struct contract c;

	/* Three cells in each 10 ms for ever are exactly 300 a second. */
	contract_init(&c, &(struct mrates){.scr01 = 300, .mbs01 = 3}, 149760000);
	for (vtime i = 0; i < 100000; i++) {
		for (int n = 0; n < 3; n++)
			ck_assert(contract_cell(&c, i * 10 * MS + n * (10 * MS / 3 + 1), false));
	}
	ck_assert(!contract_cell(&c, 100000LL * 10 * MS - 4 * MS, false));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("backward");
	TCase *c = tcase_create("backward");
	tcase_add_loop_test(c, backward, 0, (int)(sizeof(cases) / sizeof(*cases)));
	tcase_add_test(c, peak);
	tcase_add_test(c, burst);
	tcase_add_test(c, jitter);
	tcase_add_test(c, no_drift);
	suite_add_tcase(s, c);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
