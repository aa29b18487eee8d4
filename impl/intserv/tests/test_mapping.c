/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SETUPs as octets. The sample flow: packets of 1500 octets under LLC/SNAP (32 cells each), r 187500, p 1500000,
 * R 375000 octets/s, b 15000 octets, on a line of 353207 cells/s; so PCR 32000 (007D00), SCR 4000
 * (000FA0), R 8000 (001F40), MBS 320 (000140), SDU 1508 (05E4). The information elements follow RFC 2381 5.6, 6.1, 6.6,
 * RFC 1755 7 and RFC 2331 Appendix A, header included.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "intserv/mapping.h"

#define LINE 353207

static struct mapping_input sample(enum uni_version version, enum intserv_service service)
{
	return (struct mapping_input){
	    .version = version,
	    .p2mp = true,
	    .flowspec = {.service = service, .t = {187500, 15000, 1500000, 1500, 1500}, .R = 375000},
	    .line_cells = LINE,
	    .offer_llc = true,
	};
}

/* Does the encoded SETUP hold these octets (hexadecimal, blanks between)? */
static void assert_holds(const struct q2931_msg *m, const char *hex)
{
	uint8_t want[64];
	size_t n = 0;
	for (const char *p = hex; *p; p += strspn(p, " ")) {
		char *end;
		want[n++] = (uint8_t)strtoul(p, &end, 16);
		p = end;
	}
	struct wr w = {0};
	q2931_encode(&w, m);
	ck_assert_msg(memmem(w.p, w.len, want, n) != NULL, "SETUP lacks %s", hex);
	wr_free(&w);
}

static struct q2931_msg setup_of(const struct mapping_input *in)
{
	struct q2931_msg m = {.type = Q2931_SETUP, .call_ref = 1};
	ck_assert(mapping_qos_setup(in, &m));
	return m;
}

START_TEST(controlled_load_uni31)
{
	struct mapping_input in = sample(UNI_31, INTSERV_CLS);
	struct q2931_msg m = setup_of(&in);
	assert_holds(&m, "58 80 00 09 05 8C 05 E4 81 05 E4 84 00");
	assert_holds(&m, "59 80 00 1A 84 00 7D 00 85 00 00 00 88 00 0F A0 89 00 00 00 A0 00 01 40 A1 00 00 00 BF 03");
	assert_holds(&m, "5E 80 00 03 10 88 81");
	assert_holds(&m, "5F 80 00 04 CC 6B 66 80");
	assert_holds(&m, "5C E0 00 02 03 03");
	in.p2mp = false;
	m = setup_of(&in);
	assert_holds(&m, "5E 80 00 03 10 88 80");
}
END_TEST

START_TEST(controlled_load_uni30)
{
	struct mapping_input in = sample(UNI_30, INTSERV_CLS);
	struct q2931_msg m = setup_of(&in);
	assert_holds(&m, "58 80 00 0B 05 8C 05 E4 81 05 E4 83 01 84 00");
	assert_holds(&m, "59 80 00 1A 84 00 7D 00 85 00 00 00 88 00 0F A0 89 00 00 00 A0 00 01 40 A1 00 00 00 BF 03");
}
END_TEST

START_TEST(controlled_load_uni40)
{
	struct mapping_input in = sample(UNI_40, INTSERV_CLS);
	struct q2931_msg m = setup_of(&in);
	assert_holds(&m, "59 80 00 1A 84 00 7D 00 85 00 00 00 88 00 0F A0 89 00 00 00 A0 00 01 40 A1 00 00 00 BF C3");
	assert_holds(&m, "5E 80 00 03 10 8A 81");
	/* One packet of 10^5: 32 cells, 192, 2 (RFC 2381 2.6). */
	assert_holds(&m, "EC E0 00 03 00 A2 07");
	ck_assert(!m.transit_delay.present && !m.ext_qos.has_cdv_fwd);
	in.flowspec.t.M = 9180;
	ck_assert_uint_eq(setup_of(&in).ext_qos.clr_fwd, 8);
	in.flowspec.t.m = in.flowspec.t.M = 64;
	ck_assert_uint_eq(setup_of(&in).ext_qos.clr_fwd, 6);
	/* Earlier versions have no such parameters (RFC 2382 2.1.1). */
	in.version = UNI_31;
	ck_assert(!setup_of(&in).ext_qos.present);
}
END_TEST

START_TEST(guaranteed)
{
	struct mapping_input in = sample(UNI_31, INTSERV_GS);
	struct q2931_msg m = setup_of(&in);
	assert_holds(&m, "59 80 00 12 82 00 1F 40 83 00 00 00 84 00 1F 40 85 00 00 00 BF 03");
	assert_holds(&m, "5E 80 00 03 10 85 81");
	assert_holds(&m, "5C E0 00 02 01 01");
	in = sample(UNI_40, INTSERV_GS);
	m = setup_of(&in);
	assert_holds(&m, "59 80 00 0A 84 00 1F 40 85 00 00 00 BF C0");
}
END_TEST

START_TEST(best_effort)
{
	struct q2931_msg m = {.type = Q2931_SETUP, .call_ref = 1};
	mapping_be_setup(UNI_31, false, LINE, 9180, &m);
	assert_holds(&m, "58 80 00 09 05 8C 23 E4 81 23 E4 84 00");
	assert_holds(&m, "59 80 00 09 84 05 63 B7 85 05 63 B7 BE");
	assert_holds(&m, "5E 80 00 03 10 80 80");
	assert_holds(&m, "5F 80 00 01 CC");
	assert_holds(&m, "5C 80 00 02 00 00");
	mapping_be_setup(UNI_30, false, LINE, 9180, &m);
	assert_holds(&m, "5C E0 00 02 00 00");
	mapping_be_setup(UNI_40, false, LINE, 9180, &m);
	assert_holds(&m, "59 80 00 0B 84 05 63 B7 85 05 63 B7 BE BF C3");
	assert_holds(&m, "5E 80 00 03 10 8A 80");
	mapping_be_setup(UNI_40, true, LINE, 9180, &m);
	assert_holds(&m, "59 80 00 0B 84 05 63 B7 85 00 00 00 BE BF C3");
	assert_holds(&m, "5E 80 00 03 10 8A 81");
}
END_TEST

START_TEST(encapsulations_on_offer)
{
	struct mapping_input in = sample(UNI_31, INTSERV_CLS);
	in.p2mp = false;
	in.offer_vcmux = in.prefer_vcmux = true;
	struct q2931_msg m = setup_of(&in);
	assert_holds(&m, "63 80 00 01 82 5F 80 00 03 6B 66 80 5F 80 00 04 CC 6B 66 80");
	in.prefer_vcmux = false;
	m = setup_of(&in);
	assert_holds(&m, "63 80 00 01 82 5F 80 00 04 CC 6B 66 80 5F 80 00 03 6B 66 80");
	in.offer_llc = false;
	m = setup_of(&in);
	ck_assert_int_eq(m.blli.n, 1);
	/* No LLC header to count. */
	ck_assert_uint_eq(m.aal.fwd_sdu, 1500);
	in.offer_vcmux = false;
	struct q2931_msg untouched = {.call_ref = 7};
	ck_assert(!mapping_qos_setup(&in, &untouched));
	ck_assert_uint_eq(untouched.traffic.has, 0);
}
END_TEST

START_TEST(peak_and_line)
{
	struct mapping_input in = sample(UNI_31, INTSERV_CLS);
	in.flowspec.t.p = INFINITY;
	struct q2931_msg m = setup_of(&in);
	ck_assert_uint_eq(m.traffic.value[TD_FWD_PCR01], LINE);
	/* A rate above the line is not hidden. */
	in.flowspec.t.r = 187500.0f * 100;
	m = setup_of(&in);
	ck_assert_uint_eq(m.traffic.value[TD_FWD_SCR0], 400000);
	ck_assert_uint_eq(m.traffic.value[TD_FWD_PCR01], 400000);
	/* PCR is never below SCR, although Controlled Load allows p < r. */
	in = sample(UNI_31, INTSERV_CLS);
	in.flowspec.t.p = 1500;
	m = setup_of(&in);
	ck_assert_uint_eq(m.traffic.value[TD_FWD_PCR01], 4000);
	in.flowspec.t.r = NAN;
	ck_assert(!mapping_qos_setup(&in, &m));
	in = sample(UNI_31, INTSERV_GENERAL);
	ck_assert(!mapping_qos_setup(&in, &m));
}
END_TEST

START_TEST(backward)
{
	struct mapping_input in = sample(UNI_31, INTSERV_CLS);
	in.p2mp = false;
	in.backward = true;
	in.backward_tspec = in.flowspec.t;
	struct q2931_msg m = setup_of(&in);
	ck_assert_uint_eq(m.traffic.value[TD_BWD_PCR01], 32000);
	ck_assert_uint_eq(m.traffic.value[TD_BWD_SCR0], 4000);
	ck_assert_uint_eq(m.traffic.value[TD_BWD_MBS0], 320);
	/* A point-to-multipoint VC has no backward direction. */
	in.p2mp = true;
	m = setup_of(&in);
	ck_assert_uint_eq(m.traffic.value[TD_BWD_PCR01], 0);
}
END_TEST

START_TEST(largest_packets)
{
	struct mapping_input in = sample(UNI_31, INTSERV_CLS);
	in.flowspec.t.M = 65527;
	ck_assert_uint_eq(setup_of(&in).aal.fwd_sdu, 65535);
	in.flowspec.t.M = UINT32_MAX;
	ck_assert_uint_eq(setup_of(&in).aal.fwd_sdu, 65535);
}
END_TEST

static struct q2931_msg called(void)
{
	struct q2931_msg m = {.version = UNI_31, .type = Q2931_SETUP};
	m.aal = (struct ie_aal){.present = true, .type = 5};
	m.bearer = (struct ie_bearer){.present = true, .class_ = 16};
	return m;
}

static const struct ie_blli llc = {.has_l2 = true, .l2 = 0x0c};
static const struct ie_blli llc_ip = {
    .has_l2 = true, .l2 = 0x0c, .has_l3 = true, .l3 = 0x0b, .has_ipi = true, .ipi = 0xcc};
static const struct ie_blli vcmux_ip = {.has_l3 = true, .l3 = 0x0b, .has_ipi = true, .ipi = 0xcc};
static const struct ie_blli hdlc = {.has_l2 = true, .l2 = 0x0b};
static const struct ie_blli unnamed = {.has_l3 = true, .l3 = 0x0b};

START_TEST(accepts)
{
	static const struct {
		const struct ie_blli *offer[3];
		bool llc, vcmux;
		uint8_t cause;
		int chosen;
	} t[] = {
	    {{&llc}, true, false, 0, 0},
	    {{&llc_ip}, true, false, 0, 0},
	    {{&vcmux_ip}, true, true, 0, 0},
	    {{&vcmux_ip}, true, false, 88, -1},
	    {{&vcmux_ip, &llc_ip}, true, true, 0, 0},
	    {{&vcmux_ip, &llc_ip}, true, false, 0, 1},
	    {{&llc_ip, &vcmux_ip}, true, true, 0, 0},
	    {{&hdlc, &unnamed, &llc}, true, true, 0, 2},
	    {{&hdlc, &unnamed}, true, true, 88, -1},
	    {{NULL}, true, true, 21, -1},
	};
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct q2931_msg m = called();
		for (int j = 0; j < 3 && t[i].offer[j]; j++)
			m.blli.b[m.blli.n++] = *t[i].offer[j];
		int chosen = 99;
		ck_assert_uint_eq(mapping_accept(&m, t[i].llc, t[i].vcmux, &chosen), t[i].cause);
		ck_assert_int_eq(chosen, t[i].chosen);
	}
	ck_assert_int_eq(mapping_blli_encap(&llc_ip), ENCAP_LLC);
	ck_assert_int_eq(mapping_blli_encap(&vcmux_ip), ENCAP_VCMUX);
	ck_assert_int_eq(mapping_blli_encap(&unnamed), ENCAP_NONE);
}
END_TEST

START_TEST(accepts_every_traffic)
{
	/* CBR, VBR-like in all its forms, rt-VBR, class A and C; categories only received under UNI 4.0. */
	static const uint8_t types[] = {0x00, 0x02, 0x04, 0x05, 0x08, 0x09, 0x0a, 19, 12};
	static const uint8_t classes[] = {1, 3, 16};
	for (size_t i = 0; i < sizeof(types); i++) {
		for (size_t j = 0; j < sizeof(classes); j++) {
			struct q2931_msg m = called();
			int chosen;
			m.bearer.class_ = classes[j];
			m.bearer.has_5a = true;
			m.bearer.octet_5a = types[i];
			m.bearer.configuration = i % 2;
			m.blli.n = 1;
			m.blli.b[0] = llc;
			ck_assert_uint_eq(mapping_accept(&m, true, false, &chosen), 0);
		}
	}
}
END_TEST

START_TEST(refuses)
{
	struct q2931_msg m = called();
	int chosen;
	m.blli.n = 1;
	m.blli.b[0] = llc;
	m.aal.type = 1;
	ck_assert_uint_eq(mapping_accept(&m, true, true, &chosen), 78);
	m.version = UNI_30;
	ck_assert_uint_eq(mapping_accept(&m, true, true, &chosen), 93);
	m = called();
	m.aal.present = false;
	ck_assert_uint_eq(mapping_accept(&m, true, true, &chosen), 78);
	m = called();
	m.bearer.class_ = 24;
	ck_assert_uint_eq(mapping_accept(&m, true, true, &chosen), 65);

	struct ie_cause c;
	mapping_refusal(21, &c);
	ck_assert(c.present && c.value == 21 && c.n_diag == 2 && c.diag[0] == 0x84 && c.diag[1] == 0x5f);
	mapping_refusal(88, &c);
	ck_assert(c.value == 88 && c.n_diag == 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("mapping");
	TCase *t = tcase_create("mapping");
	tcase_add_test(t, controlled_load_uni31);
	tcase_add_test(t, controlled_load_uni30);
	tcase_add_test(t, controlled_load_uni40);
	tcase_add_test(t, guaranteed);
	tcase_add_test(t, best_effort);
	tcase_add_test(t, encapsulations_on_offer);
	tcase_add_test(t, peak_and_line);
	tcase_add_test(t, backward);
	tcase_add_test(t, largest_packets);
	tcase_add_test(t, accepts);
	tcase_add_test(t, accepts_every_traffic);
	tcase_add_test(t, refuses);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
