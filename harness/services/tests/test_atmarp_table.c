/* SPDX-License-Identifier: Apache-2.0 */
/* The rules (1) to (6) of RFC 2225 8.4, one by one. */
#include "atmarp_table.h"

#include <check.h>
#include <stdlib.h>

#define IP(n)      (0xc0000200u + (n))
#define MINUTES(n) VT_S(60 * (n))

static struct atm_addr atm(uint8_t n)
{
	struct atm_addr a = {{0x39, 0x99, 0x9f, 0x80}};
	a.octets[18] = n;
	return a;
}

static struct atmarp request(uint8_t who, uint32_t src_ip, uint32_t tgt_ip)
{
	return (struct atmarp){.op = ATMARP_REQUEST,
			       .has_src_atm = true,
			       .has_src_ip = true,
			       .has_tgt_ip = true,
			       .src_atm = atm(who),
			       .src_ip = src_ip,
			       .tgt_ip = tgt_ip};
}

static struct atmarp_table t;
static struct atmarp reply;

/* Host 'who' on its VC asks for tgt_ip as src_ip; the host number answered, 0 for NAK. */
static int ask(vtime now, uint32_t vc, uint8_t who, uint32_t src_ip, uint32_t tgt_ip)
{
	struct atmarp m = request(who, src_ip, tgt_ip);
	struct atm_addr peer = atm((uint8_t)vc);
	if (!atmarp_table_request(&t, now, vc, &peer, &m, &reply))
		return 0;
	ck_assert_int_eq(reply.op, ATMARP_REPLY);
	ck_assert_uint_eq(reply.src_ip, tgt_ip);
	ck_assert_uint_eq(reply.tgt_ip, src_ip);
	ck_assert(atm_addr_equal(&reply.tgt_atm, &m.src_atm));
	return reply.src_atm.octets[18];
}

static int known(vtime now, uint32_t ip)
{
	const struct atmarp_entry *e = atmarp_table_find(&t, now, ip);
	return e ? e->atm.octets[18] : 0;
}

static void setup(void)
{
	t = (struct atmarp_table){0};
}

static void teardown(void)
{
	atmarp_table_free(&t);
}

START_TEST(registration)
{
	ck_assert_int_eq(ask(0, 1, 1, IP(1), IP(1)), 1);
	ck_assert_int_eq(known(0, IP(1)), 1);
	/* (1) another host, the first one's VC open: the first one's entry comes back */
	ck_assert_int_eq(ask(1, 2, 2, IP(1), IP(1)), 1);
	ck_assert_uint_eq(t.duplicates, 1);
	ck_assert_int_eq(known(1, IP(1)), 1);
	/* (2) on the same VC, or when that VC is gone: the entry moves */
	ck_assert_int_eq(ask(2, 1, 3, IP(1), IP(1)), 3);
	atmarp_table_vc_closed(&t, 1);
	ck_assert_int_eq(ask(3, 2, 2, IP(1), IP(1)), 2);
	ck_assert_uint_eq(t.duplicates, 1);
}
END_TEST

START_TEST(queries)
{
	/* (3) and (4): unknown target is refused, the asker is learnt */
	ck_assert_int_eq(ask(0, 1, 1, IP(1), IP(2)), 0);
	ck_assert_int_eq(known(0, IP(1)), 1);
	ck_assert_int_eq(ask(0, 2, 2, IP(2), IP(1)), 1);
	ck_assert_int_eq(ask(0, 1, 1, IP(1), IP(2)), 2);
	/* (6) somebody else's IP address as source changes nothing */
	ck_assert_int_eq(ask(0, 3, 3, IP(1), IP(2)), 2);
	ck_assert_int_eq(known(0, IP(1)), 1);
}
END_TEST

START_TEST(ageing)
{
	ask(0, 1, 1, IP(1), IP(1));
	ask(0, 2, 2, IP(2), IP(2));
	/* (5) a query at 9 min does not renew, one at 11 min does, from the entry's own VC only */
	ask(MINUTES(9), 1, 1, IP(1), IP(9));
	ck_assert_int_eq(known(MINUTES(20), IP(1)), 1);
	ck_assert_int_eq(known(MINUTES(20) + 1, IP(1)), 0);
	ask(MINUTES(11), 1, 1, IP(1), IP(9));
	ask(MINUTES(11), 3, 2, IP(2), IP(9));
	ck_assert_int_eq(known(MINUTES(25), IP(1)), 1);
	ck_assert_int_eq(known(MINUTES(25), IP(2)), 0);
	ck_assert_int_eq(known(MINUTES(31), IP(1)), 1);
	ck_assert_int_eq(known(MINUTES(31) + 1, IP(1)), 0);
	/* an old entry is no duplicate, although its VC is open */
	ck_assert_int_eq(ask(MINUTES(40), 2, 2, IP(1), IP(1)), 2);
	ck_assert_uint_eq(t.duplicates, 0);
}
END_TEST

START_TEST(fixed_entries)
{
	ck_assert(atmarp_table_set(&t, &(struct atmarp_entry){.ip = IP(9), .atm = atm(9), .updated = VTIME_NEVER}));
	ck_assert_int_eq(known(VT_S(1000000), IP(9)), 9);
	ck_assert_int_eq(ask(0, 1, 1, IP(9), IP(9)), 9);
	ck_assert_uint_eq(t.duplicates, 1);
	ck_assert_int_eq(ask(MINUTES(30), 9, 9, IP(9), IP(9)), 9);
	ck_assert_int_eq(known(VT_S(1000000), IP(9)), 9);
	for (uint32_t i = 100; i < 200; i++)
		ask(0, 1, 1, IP(i), IP(i));
	ck_assert_uint_eq(t.n, 101);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("atmarp_table");
	TCase *c = tcase_create("atmarp_table");
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, registration);
	tcase_add_test(c, queries);
	tcase_add_test(c, ageing);
	tcase_add_test(c, fixed_entries);
	suite_add_tcase(s, c);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
