/* SPDX-License-Identifier: Apache-2.0 */
/* Reasons taken apart field by field. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "report/report.h"

/* rows: "name|wanted|seen|fits" with ";" between */
static const struct {
	const char *reason, *rows;
} examples[] = {
    {"expected: SETUP; not seen from 1s to 2s; at 1.5s traffic.pcr is 7, not 8", "traffic.pcr|8|7|no"},
    {"expected: SETUP; not seen from 1s to 2s (1 of 2); at 1.5s a is 7, at least 8 expected, b is x y, not z",
     "a|at least 8|7|no;b|z|x y|no"},
    {"expected: SETUP; not seen from 1s to 2s; at 1.5s it has no cause, it has user=7",
     "cause|any|none|no;user|none|7|no"},
    {"expected: SETUP; not seen from 1s to 2s; at 1.5s a is 7", "a|another value|7|no"},
    {"expected: SETUP; not seen from 1s to 2s; at 1.5s a is b, no number", "a|a number|b|no"},
    {"expected: SETUP; not seen from 1s to 2s; at 1.5s it is on another connection (7)",
     "connection|the one that is named|another|no"},
    {"expected: SETUP; not seen from 1s to 2s; at 1.5s it is about another party",
     "party|the one that is named|another|no"},
    {"expected: SETUP; not seen from 1s to 2s; at 1.5s a is 7, more than", "a|another value|7|no"},
    {"expected: SETUP; not seen from 1s to 2s", ""},
    {"delivery at E9 (one of several; 5 receivers): 12 packets sent, 1 lost (at most 0), up to 2 copies (at most 2), 3 "
     "out of order, longest gap 20.500ms (at most 15ms); 3 more copies in transitions",
     "packets lost|at most 0|1|no;copies of one packet|at most 2|2|yes;packets out of order||3|yes;"
     "longest gap|at most 15ms|20.500ms|no"},
    {"all: 0 packets sent, 0 lost (at most 0)", "packets lost|at most 0|0|yes"},
    {"VCs: 2 open QoS connections at I, 1..1 expected", "open QoS connections at I|1..1|2|no"},
    {"all in: leaves of QoS VCs at I: E1 E2; E3 is missing", "leaves of QoS VCs at I|with E3|E1 E2|no"},
    {"all in: leaves of the VC at I: nobody; E3 is one of them", "leaves of the VC at I|without E3|nobody|no"},
    {"all in: leaves of QoS VCs at I: E1 E2", ""},
    {"must not happen: a packet; seen at 3s", ""},
    {"", ""},
};

START_TEST(by_hand)
{
	struct report_compared rows[4];
	char text[600] = "";

	size_t n = report_compare(examples[_i].reason, rows, 4);
	for (size_t i = 0; i < n; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s|%s|%s|%s", i > 0 ? ";" : "",
			 rows[i].name, rows[i].wanted, rows[i].seen, rows[i].fits ? "yes" : "no");
	ck_assert_str_eq(text, examples[_i].rows);
}
END_TEST

/* What a stranger's report says may be anything: cut anywhere, and of any length, it stays inside its rows. */
START_TEST(cut_anywhere)
{
	struct report_compared rows[2];
	char text[5000];

	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		for (size_t n = 0; n <= strlen(examples[i].reason); n++) {
			snprintf(text, sizeof(text), "%.*s", (int)n, examples[i].reason);
			ck_assert_uint_le(report_compare(text, rows, 2), 2);
		}
	}
	strcpy(text, "expected: A; not seen from 1s to 2s; at 1s ");
	for (size_t n = strlen(text); n < sizeof(text) - 8; n += 7)
		strcpy(text + n, "a is b,");
	ck_assert_uint_le(report_compare(text, rows, 2), 2);
	ck_assert_uint_lt(strlen(rows[0].seen), sizeof(rows[0].seen));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("compare");
	TCase *c = tcase_create("compare");

	tcase_add_loop_test(c, by_hand, 0, (int)(sizeof(examples) / sizeof(*examples)));
	tcase_add_test(c, cut_anywhere);
	suite_add_tcase(s, c);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}
