/* SPDX-License-Identifier: Apache-2.0 */
/* Settings and requests of the stack: what it takes, what it refuses and how it says so. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "stack.h"

static const char *const good[] = {
    "role=host-sender",        "uni-version=3.1",    "atm-address=47000500000000000000000000000000000001aa",
    "link-cell-bps=149760000", "atm-ip=10.0.0.1/24", "arp-server=470005000000000000000000000000000000ffaa",
};
#define N_GOOD (sizeof good / sizeof good[0])

static const char *const accepted[] = {
    "role=ingress",
    "role=egress",
    "role=host-receiver",
    "uni-version=3.0",
    "uni-version=4.0",
    "ip-ip=10.1.0.1/24",
    "route=10.2.0.0/16 via 10.0.0.2",
    "route=0.0.0.0/0 via 10.0.0.3",
    "group=239.1.1.1=10.0.0.2,10.0.0.3",
    "group=224.0.1.1=",
    "mtu=1500",
    "encapsulation=llc",
    "encapsulation=vcmux-qos",
    "be-idle=0",
    "be-idle=1200",
    "tau=0.5",
    "retry=60",
    "reestablish=30",
    "refresh=30",
    "lifetime-k=3",
    "backward=yes",
    "backward=no",
    "endpoint-override=yes",
    "admission-limit=125000",
};

static const char *const refused[] = {
    "",
    "role",
    "=",
    "role=",
    "role=router",
    "uni-version=3",
    "uni-version=31",
    "atm-address=47",
    "atm-address=zz",
    "link-cell-bps=0",
    "link-cell-bps=423",
    "link-cell-bps=-1",
    "link-cell-bps=99999999999999999999999",
    "atm-ip=10.0.0.1",
    "atm-ip=10.0.0.1/33",
    "atm-ip=10.0.0.256/24",
    "atm-ip=10.0.0.1/24x",
    "route=10.2.0.0/16",
    "route=10.2.0.0/16 via",
    "group=239.1.1.1",
    "group=10.0.0.1=10.0.0.2",
    "group=239.1.1.1=239.1.1.2",
    "group=239.1.1.1=10.0.0.2,",
    "group=239.1.1.1=,10.0.0.2",
    "group==10.0.0.2",
    "group=",
    "route=10.2.0.0/16 via 10.0.0",
    "mtu=0",
    "mtu=x",
    "encapsulation=lane",
    "be-idle=",
    "be-idle=1,5",
    "be-idle=1.",
    "tau=1.0000000001",
    "tau=-1",
    "lifetime-k=0",
    "backward=maybe",
    "endpoint-override=",
    "admission-limit=1e6",
    "colour=red",
    "Role=ingress",
    "role =ingress",
};

START_TEST(settings)
{
	char err[80];
	for (size_t i = 0; i < N_GOOD; i++)
		ck_assert(stack_check_setting(good[i], err, sizeof err));
	for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++)
		ck_assert_msg(stack_check_setting(accepted[i], err, sizeof err), "%s", accepted[i]);
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		err[0] = '\0';
		ck_assert_msg(!stack_check_setting(refused[i], err, sizeof err), "%s", refused[i]);
		ck_assert_msg(err[0] && !strchr(err, '\n'), "%s", refused[i]);
	}
}
END_TEST

START_TEST(each_needed_setting_is_missed)
{
	char err[80];
	for (size_t skip = 0; skip < N_GOOD; skip++) {
		const char *some[N_GOOD];
		size_t n = 0;
		for (size_t i = 0; i < N_GOOD; i++) {
			if (i != skip)
				some[n++] = good[i];
		}
		ck_assert_ptr_null(stack_create(some, n, 1, err, sizeof err));
		size_t key = strcspn(good[skip], "=");
		ck_assert_ptr_nonnull(strstr(err, "missing"));
		ck_assert(strncmp(strrchr(err, ' ') + 1, good[skip], key) == 0);
	}
}
END_TEST

START_TEST(requests)
{
	static const char *const bad[] = {
	    "",
	    "dance",
	    "send",
	    "send ",
	    "send 10.0.0.2/17/5000",
	    "send 10.0.0.2/17/5000 10.0.0.1 00",
	    "send 10.0.0.2/6/5000 10.0.0.1/4000 00",
	    "send 10.0.0.2/17/65536 10.0.0.1/4000 00",
	    "send 10.0.0.2/17/5000 10.0.0.1/4000 0",
	    "send 10.0.0.2/17/5000 10.0.0.1/4000 0G",
	    "send 10.0.0.2/17/5000 10.0.0.1/4000 AA",
	    "send 192.168.0.1/17/5000 10.0.0.1/4000 00",
	    "reserve 10.0.0.2/17/5000",
	    "sender x y z",
	};
	char err[80];
	struct stack *s = stack_create(good, N_GOOD, 1, err, sizeof err);
	ck_assert_ptr_nonnull(s);
	stack_start(s, 0);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		err[0] = '\0';
		ck_assert_msg(!stack_control(s, 0, bad[i], err, sizeof err), "%s", bad[i]);
		ck_assert_msg(err[0] != '\0', "%s", bad[i]);
	}
	ck_assert(stack_control(s, 0, "send 10.0.0.2/17/5000 10.0.0.1/4000 00ff", err, sizeof err));
	/* To itself: no ATM needed. */
	ck_assert(stack_control(s, 0, "send 10.0.0.1/17/5000 10.0.0.1/4000 00ff", err, sizeof err));
	struct stack_output o;
	bool heard = false;
	while (stack_drain(s, &o)) {
		if (o.port == STACK_CONTROL) {
			ck_assert_mem_eq(o.octets, "data 10.0.0.1/17/5000 10.0.0.1/4000 00ff", o.len);
			heard = true;
		}
	}
	ck_assert(heard);
	stack_free(s);
}
END_TEST

/* Groups: membership behind the ATM network for every role, joining for hosts alone. */
START_TEST(groups)
{
	char err[80];
	static const char *const wrong[] = {
	    "join",
	    "join ",
	    "join 10.0.0.1",
	    "join 239.1.1.1 x",
	    "leave 239.1.1.2",
	    "member-add 239.1.1.1",
	    "member-add 10.0.0.1 10.0.0.2",
	    "member-drop 239.1.1.1 239.1.1.2",
	    "member-add 239.1.1.1 10.0.0.2 x",
	};
	struct stack *s = stack_create(good, N_GOOD, 1, err, sizeof err);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		ck_assert_msg(!stack_control(s, 0, wrong[i], err, sizeof err), "%s", wrong[i]);
	ck_assert(stack_control(s, 0, "join 239.1.1.1", err, sizeof err));
	ck_assert(stack_control(s, 0, "join 239.1.1.1", err, sizeof err));
	ck_assert(stack_control(s, 0, "leave 239.1.1.1", err, sizeof err));
	ck_assert(!stack_control(s, 0, "leave 239.1.1.1", err, sizeof err));
	ck_assert(stack_control(s, 0, "member-add 239.1.1.1 10.0.0.2", err, sizeof err));
	ck_assert(stack_control(s, 0, "member-drop 239.1.1.1 10.0.0.2", err, sizeof err));
	stack_free(s);

	const char *edge[N_GOOD + 1];
	memcpy(edge, good, sizeof good);
	edge[0] = "role=egress";
	edge[N_GOOD] = "ip-ip=10.1.0.1/24";
	s = stack_create(edge, N_GOOD + 1, 1, err, sizeof err);
	ck_assert(stack_control(s, 0, "member-add 239.1.1.1 10.0.0.2", err, sizeof err));
	ck_assert(!stack_control(s, 0, "join 239.1.1.1", err, sizeof err));
	stack_free(s);
}
END_TEST

/* Noise on all ports: nothing comes of it, time goes on, memory stays in order. */
START_TEST(noise)
{
	char err[80];
	struct stack *s = stack_create(good, N_GOOD, 1, err, sizeof err);
	stack_start(s, 0);
	uint32_t x = 12345;
	for (int i = 0; i < 2000; i++) {
		uint8_t octets[200];
		for (size_t j = 0; j < sizeof octets; j++) {
			x = x * 1664525 + 1013904223;
			octets[j] = (uint8_t)(x >> 24);
		}
		stack_cell(s, VT_MS(i), octets);
		/* Again with a header that is right, on the signalling channel. */
		memcpy(octets, (const uint8_t[]){0x00, 0x00, 0x00, 0x52, 0xec}, 5);
		stack_cell(s, VT_MS(i), octets);
		stack_ip(s, VT_MS(i), octets, i % sizeof octets);
		stack_time(s, VT_MS(i));
		struct stack_output o;
		while (stack_drain(s, &o))
			ck_assert_int_ne(o.port, STACK_IP);
		ck_assert_int_gt(stack_next(s), VT_MS(i));
	}
	stack_free(s);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("stack");
	TCase *t = tcase_create("config");
	tcase_add_test(t, settings);
	tcase_add_test(t, each_needed_setting_is_missed);
	tcase_add_test(t, requests);
	tcase_add_test(t, groups);
	tcase_add_test(t, noise);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
