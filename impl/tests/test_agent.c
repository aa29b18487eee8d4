/* SPDX-License-Identifier: Apache-2.0 */
/* The stack's end of PROTOCOL.md: what it answers, in which order it takes records, and what it refuses. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"

/* Send one record; the answer must begin with 'expected' and end with a line feed. */
static void tell(struct agent *a, const char *record, const char *expected)
{
	char copy[512];
	size_t len;

	snprintf(copy, sizeof(copy), "%s", record);
	agent_clear(a);
	agent_record(a, copy);
	const char *out = agent_output(a, &len);
	ck_assert_ptr_nonnull(out);
	ck_assert_msg(len >= strlen(expected) && memcmp(out, expected, strlen(expected)) == 0, "'%s': answered '%.*s'",
		      record, (int)len, out);
	ck_assert(len == 0 || out[len - 1] == '\n');
}

static void configure(struct agent *a)
{
	static const char *const settings[] = {
	    "role=ingress",
	    "uni-version=3.1",
	    "atm-address=47000580ffde0000000000020500000000000100",
	    "link-cell-bps=149760000",
	    "atm-ip=10.0.0.1/24",
	    "arp-server=47000580ffde0000000000020500000000000a00",
	};
	char record[200];

	tell(a, "hello isatm 1", "hello isatm-reference ");
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		snprintf(record, sizeof(record), "configure %s", settings[i]);
		tell(a, record, "ok\n");
	}
}

START_TEST(test_order)
{
	struct agent *a = agent_create();

	tell(a, "start 1", "error hello expected\n");
	tell(a, "hello isatm 2", "error protocol version 1 expected\n");
	tell(a, "nothing", "error unknown record\n");
	tell(a, "", "error unknown record\n");
	tell(a, "hello isatm 1", "hello ");
	tell(a, "advance 0", "error not started\n");
	tell(a, "start 1", "error setting missing: role\n");
	configure(a);
	tell(a, "start 1", "ok\n");
	tell(a, "start 1", "error already started\n");
	tell(a, "configure role=egress", "error already started\n");
	agent_free(a);
}
END_TEST

START_TEST(test_records)
{
	struct agent *a = agent_create();

	configure(a);
	tell(a, "configure mtu=1", "ok\n");
	tell(a, "configure mtu", "error KEY=VALUE expected\n");
	tell(a, "configure x=y", "error unknown key: x\n");
	tell(a, "start x", "error start: SEED expected\n");
	tell(a, "start 99999999999999999999", "error start: SEED expected\n");
	tell(a, "configure mtu=1500", "ok\n");
	tell(a, "start 1", "ok\n");
	tell(a, "advance", "error advance: T expected\n");
	tell(a, "advance 1x", "error advance: T expected\n");
	tell(a, "advance 9223372036854775807", "error advance: T expected\n");
	/* The link comes up: SSCOP begins (Q.2110 7.2.1). */
	tell(a, "advance 1000000", "cell ");
	tell(a, "cell 1000000 00", "error cell: T and 53 octets expected\n");
	tell(a, "cell 1000000 0g", "error cell: T and 53 octets expected\n");
	tell(a, "ip 1000000 450", "error ip: T and octets expected\n");
	tell(a, "ip 1000000 4500", "");
	tell(a, "control x", "error control: T and a request expected\n");
	tell(a, "control 1000000 sender", "error this role has no service interface\n");
	agent_free(a);
}
END_TEST

/* Settings are kept without bound by nobody. */
START_TEST(test_many_settings)
{
	struct agent *a = agent_create();

	tell(a, "hello isatm 1", "hello ");
	for (int i = 0; i < 4096; i++)
		tell(a, "configure tau=1", "ok\n");
	tell(a, "configure tau=1", "error too many settings\n");
	agent_free(a);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("agent");
	TCase *t = tcase_create("agent");

	tcase_add_test(t, test_order);
	tcase_add_test(t, test_records);
	tcase_add_test(t, test_many_settings);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
