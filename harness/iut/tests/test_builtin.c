/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in IUTs: mute is mute, echo sends everything back in its slots, refuse-all refuses calls. */
#include <check.h>
#include <stdlib.h>

#include "wire/cell.h"
#include "wire/q2931.h"
#include "wire_end.h"

static struct iut *open_started(struct iut_factory **f, const char *spec)
{
	char err[200] = "";
	*f = iut_factory_create(spec, err, sizeof(err));
	ck_assert_msg(*f, "%s", err);
	ck_assert(iut_factory_is_dummy(*f));
	struct iut *i = iut_open(*f, err, sizeof(err));
	ck_assert_msg(i, "%s", err);
	ck_assert(iut_configure(i, "uni-version", "3.1", err, sizeof(err)));
	ck_assert(iut_configure(i, "link-cell-bps", "149760000", err, sizeof(err)));
	ck_assert(iut_configure(i, "atm-address", "4700918100000000000001000102000000000200", err, sizeof(err)));
	ck_assert(!iut_configure(i, "colour", "red", err, sizeof(err)));
	ck_assert_str_eq(err, "unknown setting");
	ck_assert(iut_start(i, 1, err, sizeof(err)));
	return i;
}

START_TEST(mute)
{
	struct iut_factory *f;
	struct iut *i = open_started(&f, "mute");
	struct wire_end w;
	char err[80];
	wire_open(&w, i, NULL);
	saal_establish_req(w.saal, 0);
	for (vtime t = 0; t < VT_S(10); t += VT_MS(100))
		ck_assert(wire_step(&w, t));
	ck_assert(!saal_established(w.saal));
	ck_assert(iut_control(i, VT_S(10), "reserve anything", err, sizeof(err)));
	wire_close(&w);
	iut_close(i);
	iut_factory_free(f);
}
END_TEST

START_TEST(echo)
{
	struct iut_factory *f;
	struct iut *i = open_started(&f, "echo");
	struct iut_output o;
	uint8_t cell[53];
	vtime next, last = 0;
	for (int k = 0; k < 100; k++) {
		memset(cell, k, sizeof(cell));
		cell[4] = cell_hec(cell);
		iut_cell(i, 1000 + k / 10, cell); /* faster than the link, by mistake: the echo keeps its slots */
	}
	ck_assert_msg(iut_advance(i, 2000, &next), "%s", iut_fault_text(i));
	for (int k = 0; k < 100; k++) {
		ck_assert(iut_drain(i, &o));
		ck_assert_uint_eq(o.octets[17], (unsigned)k);
		ck_assert(k == 0 || o.time - last >= 2831);
		last = o.time;
	}
	ck_assert(!iut_drain(i, &o));
	iut_close(i);
	iut_factory_free(f);
}
END_TEST

/* SETUP in, RELEASE COMPLETE with cause 21 out. */
START_TEST(refuse_all)
{
	struct iut_factory *f;
	struct iut *i = open_started(&f, "refuse-all");
	struct wire_end w;
	char err[80];
	vtime t = 0;
	wire_open(&w, i, NULL);
	saal_establish_req(w.saal, 0);
	for (; t < VT_S(5) && !saal_established(w.saal); t += VT_MS(10))
		ck_assert_msg(wire_step(&w, t), "%s", iut_fault_text(i));
	ck_assert(saal_established(w.saal));

	struct q2931_msg m = {.version = UNI_31, .call_ref = 1, .type = Q2931_SETUP};
	m.aal = (struct ie_aal){.present = true, .type = 5, .has_sdu = true, .fwd_sdu = 9188, .bwd_sdu = 9188};
	m.traffic =
	    (struct ie_traffic){.present = true, .has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01, .best_effort = true};
	m.traffic.value[TD_FWD_PCR01] = m.traffic.value[TD_BWD_PCR01] = 353207;
	m.bearer = (struct ie_bearer){.present = true, .class_ = 16};
	m.qos = (struct ie_qos){.present = true};
	m.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = 40};
	m.called = (struct ie_number){.present = true, .plan = 2};
	ck_assert(atm_addr_parse("4700918100000000000001000102000000000200", &m.called.aesa));
	struct wr setup = {0};
	q2931_encode(&setup, &m);
	ck_assert(saal_data_req(w.saal, t, setup.p, setup.len));
	for (int k = 0; k < 100 && w.msgs == 0; k++, t += VT_MS(10))
		ck_assert_msg(wire_step(&w, t), "%s", iut_fault_text(i));
	ck_assert_uint_eq(w.msgs, 1);
	struct q2931_msg answer;
	ck_assert_int_eq(q2931_decode(w.msg, w.msg_len, UNI_31, &answer).code, WIRE_OK);
	ck_assert_int_eq(answer.type, Q2931_RELEASE_COMPLETE);
	ck_assert_uint_eq(answer.cause.value, 21);
	ck_assert(answer.call_ref_flag && answer.call_ref == 1);
	ck_assert(!iut_control(i, t, "reserve anything", err, sizeof(err)));
	wr_free(&setup);
	wire_close(&w);
	iut_close(i);
	iut_factory_free(f);
}
END_TEST

START_TEST(probes)
{
	static const struct {
		const char *spec;
		bool baseline;
	} of[] = {{"mute", false}, {"refuse-all", true}};
	char err[100];
	struct iut_probe_report r;
	struct iut_factory *f = iut_factory_create(of[_i].spec, err, sizeof(err));
	ck_assert_msg(iut_probe(f, &r) == of[_i].baseline, "%s: %s", of[_i].spec, r.text);
	ck_assert(r.hello && r.unknown_record && r.unknown_key && r.configured);
	ck_assert_int_eq(r.baseline, of[_i].baseline);
	iut_factory_free(f);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("builtin");
	TCase *c = tcase_create("builtin");
	tcase_add_test(c, mute);
	tcase_add_test(c, echo);
	tcase_add_test(c, refuse_all);
	tcase_add_loop_test(c, probes, 0, 2);
	suite_add_tcase(s, c);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
