/* SPDX-License-Identifier: Apache-2.0 */
/* The reference stack in process and as a child: the same outputs, octet for octet, in every role. */
#include <check.h>
#include <stdlib.h>
#include <unistd.h>

#include "wire_end.h"

#define CHILD "child:" BINARY_DIR "/isatm-iut"

static const char *const roles[] = {"ingress", "egress", "host-sender", "host-receiver"};

/* A UDP packet of the sender behind the IP side, with a right header checksum. */
static const uint8_t packet[] = {0x45, 0x00, 0x00, 0x20, 0x00, 0x01, 0x00, 0x00, 0x40, 0x11, 0x64,
				 0xc9, 0x0a, 0x01, 0x00, 0x01, 0x0a, 0x02, 0x00, 0x02, 0x17, 0x70,
				 0x13, 0x88, 0x00, 0x0c, 0x00, 0x00, 0xde, 0xad, 0xbe, 0xef};

static void configure(struct iut *i, const char *role)
{
	struct iut_setting s[] = {
	    {.key = "role", .value = role},
	    {.key = "uni-version", .value = "3.1"},
	    {.key = "atm-address", .value = "4700918100000000000001000102000000000200"},
	    {.key = "link-cell-bps", .value = "149760000"},
	    {.key = "atm-ip", .value = "10.0.0.1/24"},
	    {.key = "arp-server", .value = "4700918100000000000001000102000000000100"},
	    {.key = "encapsulation", .value = "llc"},
	    {.key = "route", .value = "10.2.0.0/24 via 10.0.0.2"},
	    {.key = "colour", .value = "red"},
	    {.key = "ip-ip", .value = "10.1.0.254/24"},
	};
	ck_assert_msg(iut_configure_all(i, s, sizeof(s) / sizeof(s[0])), "%s", iut_fault_text(i));
	for (size_t k = 0; k < 8; k++)
		ck_assert_msg(!s[k].refused, "%s: %s", s[k].key, s[k].reason);
	ck_assert_msg(s[8].refused, "'colour' was taken");
}

static void requests(struct iut *i, vtime t, FILE *log)
{
	static const char *const lines[] = {
	    "sender 10.2.0.2/17/5000 10.0.0.1/6000 r=10000 b=2000 p=20000 m=64 M=1500",
	    "reserve 10.2.0.2/17/5000 style=FF 10.1.0.1/6000 service=CL r=10000 b=2000 p=20000 m=64 M=1500",
	    "send 10.2.0.2/17/5000 10.0.0.1/6000 00112233",
	    "unsender 10.2.0.2/17/5000 10.0.0.1/6000",
	    "nonsense",
	};
	for (size_t k = 0; k < sizeof(lines) / sizeof(lines[0]); k++) {
		char err[200] = "";
		bool ok = iut_control(i, t, lines[k], err, sizeof(err));
		fprintf(log, "%s: %s %s\n", lines[k], ok ? "ok" : "error", err);
	}
}

/* Half a minute of a network that answers at the SAAL but never in call control. */
static char *run(const char *spec, const char *role, size_t *len)
{
	char err[300] = "", *text = NULL;
	FILE *log = open_memstream(&text, len);
	struct iut_factory *f = iut_factory_create(spec, err, sizeof(err));
	ck_assert_msg(f && log, "%s", err);
	struct iut *i = iut_open(f, err, sizeof(err));
	ck_assert_msg(i, "%s", err);
	fprintf(log, "%s %s %s %s %d %d\n", iut_hello(i)->name, iut_hello(i)->version, iut_hello(i)->roles,
		iut_hello(i)->uni, iut_hello(i)->frames, iut_hello(i)->control);
	configure(i, role);
	ck_assert_msg(iut_start(i, 42, err, sizeof(err)), "%s", err);
	struct wire_end w;
	wire_open(&w, i, log);
	saal_establish_req(w.saal, 0);
	bool edge = role[0] != 'h';
	for (vtime t = 0; t < VT_S(30); t += VT_MS(50)) {
		ck_assert_msg(wire_step(&w, t), "%s", iut_fault_text(i));
		vtime now = w.sent > t ? w.sent : t;
		if (edge && t % VT_S(1) == 0)
			iut_ip(i, now, packet, sizeof(packet));
		if (!edge && t == VT_S(2))
			requests(i, now, log);
	}
	ck_assert(saal_established(w.saal));
	wire_close(&w);
	ck_assert_int_eq(iut_finish(i), IUT_FINE);
	iut_close(i);
	iut_factory_free(f);
	fclose(log);
	return text;
}

START_TEST(same_outputs)
{
	size_t n = 0, m = 0;
	char *a = run("reference", roles[_i], &n), *b = run(CHILD, roles[_i], &m);
	ck_assert_uint_gt(n, 2000);
	ck_assert_str_eq(a, b);
	ck_assert_uint_eq(n, m);
	free(a);
	free(b);
}
END_TEST

START_TEST(probe)
{
	static const char *const specs[] = {"reference", CHILD};
	char err[100];
	struct iut_probe_report r;
	struct iut_factory *f = iut_factory_create(specs[_i], err, sizeof(err));
	ck_assert_msg(iut_probe(f, &r), "%s: %s", specs[_i], r.text);
	ck_assert(!iut_factory_is_dummy(f));
	ck_assert_str_eq(r.said.name, "isatm-reference");
	iut_factory_free(f);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("inproc");
	TCase *c = tcase_create("inproc");
	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, same_outputs, 0, 4);
	tcase_add_loop_test(c, probe, 0, 2);
	suite_add_tcase(s, c);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
