/* SPDX-License-Identifier: Apache-2.0 */
/* Golden messages: decode, encode, build, fields, order; every truncation and corruption of them. */
#include "wire/q2931.h"

#include "../../base/tests/run_suite.h"
#include "golden.h"
#include "golden_signalling.h"
#include "q2931_built.h"

_Static_assert(sizeof(built_q2931) / sizeof(built_q2931[0]) == N_GOLDEN_Q2931, "one struct for each golden message");

struct golden {
	uint8_t octets[256];
	size_t n;
	enum uni_version version;
};

static struct golden golden_of(size_t i)
{
	struct golden g = {.version = (enum uni_version)golden_q2931[i].version};
	g.n = unhex(golden_q2931[i].octets, g.octets, sizeof(g.octets));
	return g;
}

static size_t golden_by_name(const char *name)
{
	size_t i = 0;
	while (i < N_GOLDEN_Q2931 && strcmp(golden_q2931[i].name, name) != 0)
		i++;
	ck_assert_uint_lt(i, N_GOLDEN_Q2931);
	return i;
}

static struct q2931_msg decoded(const uint8_t *octets, size_t n, enum uni_version version)
{
	struct q2931_msg m;
	uint8_t *p = exactly(octets, n);
	struct wire_outcome o = q2931_decode(p, n, version, &m);
	if (o.code != WIRE_OK)
		ck_abort_msg("%s: %s", wire_code_name(o.code), o.what);
	free(p);
	return m;
}

static void encodes_to(const struct q2931_msg *m, const uint8_t *octets, size_t n, const char *name)
{
	struct wr w = {0};
	q2931_encode(&w, m);
	ck_assert_msg(w.len == n, "%s: %zu octets instead of %zu", name, w.len, n);
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(w.p[i] == octets[i], "%s: octet %zu is %02x instead of %02x", name, i, w.p[i], octets[i]);
	wr_free(&w);
}

START_TEST(golden_round_trip)
{
	for (size_t i = 0; i < N_GOLDEN_Q2931; i++) {
		struct golden g = golden_of(i);
		struct q2931_msg m = decoded(g.octets, g.n, g.version);
		ck_assert_msg(m.n_bad == 0, "%s", golden_q2931[i].name);
		encodes_to(&m, g.octets, g.n, golden_q2931[i].name);
	}
}
END_TEST

START_TEST(golden_from_structs)
{
	for (size_t i = 0; i < N_GOLDEN_Q2931; i++) {
		struct golden g = golden_of(i);
		encodes_to(&built_q2931[i], g.octets, g.n, golden_q2931[i].name);
	}
}
END_TEST

START_TEST(golden_messages_are_valid)
{
	for (size_t i = 0; i < N_GOLDEN_Q2931; i++) {
		struct golden g = golden_of(i);
		struct q2931_msg m = decoded(g.octets, g.n, g.version);
		uint8_t missing[8];
		size_t n;
		struct wire_outcome o = q2931_validate(&m, golden_q2931[i].to_network, missing, &n);
		if (strcmp(golden_q2931[i].name, "BLLI3") == 0) { /* a SETUP of B-LLIs alone */
			static const uint8_t expected[] = {0x59, 0x5e, 0x5c, 0x70};
			ck_assert_int_eq(o.code, WIRE_MISSING);
			ck_assert_uint_eq(o.cause, 96);
			ck_assert_uint_eq(n, 4);
			ck_assert_mem_eq(missing, expected, 4);
			continue;
		}
		ck_assert_msg(o.code == WIRE_OK, "%s: %s", golden_q2931[i].name, o.what);
		ck_assert_uint_eq(n, 0);
	}
}
END_TEST

/* UNI 3.0: QoS class 0 in network coding; the endpoint reference has no flag. */
START_TEST(uni_30_octets)
{
	struct golden g = golden_of(golden_by_name("S31be"));
	struct q2931_msg m = decoded(g.octets, g.n, UNI_31);
	m.version = UNI_30;
	m.qos.coding = 3;
	for (size_t i = 0; i + 1 < g.n; i++) {
		if (g.octets[i] == 0x5c && g.octets[i + 1] == 0x80)
			g.octets[i + 1] = 0xe0;
	}
	encodes_to(&m, g.octets, g.n, "S30be");
	m = decoded(g.octets, g.n, UNI_30);
	ck_assert_uint_eq(m.qos.coding, 3);
	g = golden_of(golden_by_name("ADDPA"));
	m = decoded(g.octets, g.n, UNI_30);
	ck_assert(!m.endpoint_ref.flag);
	ck_assert_uint_eq(m.endpoint_ref.value, 1);
	m.endpoint_ref.flag = true;
	g.octets[14] = 0;
	encodes_to(&m, g.octets, g.n, "ADDPA in UNI 3.0");
}
END_TEST

START_TEST(fields_by_name)
{
	static const struct {
		const char *name, *fields;
	} known[] = {
	    {"S31be",
	     "call-ref=1 call-ref-flag=0 aal.type=5 aal.forward-sdu=9188 aal.backward-sdu=9188 aal.sscs=0 "
	     "traffic.forward-pcr01=353207 traffic.backward-pcr01=353207 traffic.best-effort=1 traffic.tag-forward=0 "
	     "traffic.tag-backward=0 traffic.fd-forward=0 traffic.fd-backward=0 qos.coding=0 qos.forward=0 "
	     "qos.backward=0 bearer.class=BCOB-X bearer.octet5a=0 bearer.traffic-type=none bearer.timing=none "
	     "bearer.clipping=0 bearer.configuration=p2p blli.count=1 blli.text=cc blli.l2=12 "
	     "called.number=4700918100000000000001000102000000000200 "
	     "calling.number=4700918100000000000001000102000000000100 calling.presentation=0 calling.screening=1 "
	     "ie=58 ie=59 ie=5e ie=5f ie=5c ie=70 ie=6c "},
	    {"S40mp",
	     "call-ref=2 call-ref-flag=0 endpoint-ref.value=0 endpoint-ref.flag=0 aal.type=5 aal.forward-sdu=9188 "
	     "aal.backward-sdu=0 aal.sscs=0 traffic.forward-pcr01=20000 traffic.backward-pcr01=0 "
	     "traffic.forward-scr0=5000 traffic.backward-scr0=0 traffic.forward-mbs0=384 traffic.backward-mbs0=0 "
	     "traffic.best-effort=0 traffic.tag-forward=1 traffic.tag-backward=1 traffic.fd-forward=1 "
	     "traffic.fd-backward=1 qos.coding=3 qos.forward=3 qos.backward=3 bearer.class=BCOB-X bearer.octet5a=10 "
	     "bearer.atc=10 bearer.clipping=0 bearer.configuration=p2mp blli.count=1 blli.text=cc6b6680 blli.l2=12 "
	     "blli.l3=11 blli.ipi=204 called.number=4700918100000000000001000102000000000200 "
	     "calling.number=4700918100000000000001000102000000000100 calling.presentation=0 calling.screening=1 "
	     "ext-qos.origin=0 ext-qos.clr-forward=8 ext-qos.clr-backward=255 "
	     "ie=58 ie=59 ie=5e ie=5f ie=ec ie=5c ie=70 ie=6c ie=54 "},
	    {"REL37", "call-ref=1 call-ref-flag=1 cause.location=2 cause.value=37 cause.diagnostics=8485 ie=08 "},
	    {"CPROC", "call-ref=1 call-ref-flag=1 conn-id.vp-assoc=1 conn-id.preferred=0 conn-id.vpci=0 conn-id.vci=40 "
		      "ie=5a "},
	    {"STATUS", "call-ref=1 call-ref-flag=1 cause.location=2 cause.value=30 call-state=10 ie=14 ie=08 "},
	    {"RESTART", "call-ref=0 call-ref-flag=0 restart.class=2 ie=79 "},
	    {"LSREQ",
	     "call-ref=8388607 call-ref-flag=0 called.number=4700918100000000000001000102000000000200 "
	     "calling.number=4700918100000000000001000102000000000100 calling.presentation=0 calling.screening=1 "
	     "lij.call-id=7 leaf-sequence=42 ie=70 ie=6c ie=e8 ie=ea "},
	    {"BLLI3", "call-ref=3 call-ref-flag=0 blli.count=3 blli.text=cc6b4080800000000800 blli.l2=12 blli.l3=11 "
		      "blli.ipi=128 blli.snap=0000000800 blli.text=cc6b67c0 blli.l2=12 blli.l3=11 blli.ipi=207 "
		      "blli.text=6b6680 blli.l3=11 blli.ipi=204 ie=5f "},
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct golden g = golden_of(golden_by_name(known[i].name));
		struct q2931_msg m = decoded(g.octets, g.n, g.version);
		struct text_sink t;
		text_sink_init(&t);
		q2931_fields(&m, &t.sink);
		ck_assert_str_eq(t.text, known[i].fields);
	}
}
END_TEST

START_TEST(any_order_means_the_same)
{
	for (size_t i = 0; i < N_GOLDEN_Q2931; i++) {
		struct golden g = golden_of(i);
		struct q2931_msg m = decoded(g.octets, g.n, g.version);
		int other = 0;
		for (unsigned seed = 0; seed < 50; seed++) {
			struct wr a = {0}, b = {0};
			q2931_encode_ordered(&a, &m, seed);
			q2931_encode_ordered(&b, &m, seed);
			ck_assert_uint_eq(a.len, g.n);
			ck_assert_mem_eq(a.p, b.p, g.n);
			other += memcmp(a.p, g.octets, g.n) != 0;
			struct q2931_msg again = decoded(a.p, a.len, g.version);
			encodes_to(&again, g.octets, g.n, golden_q2931[i].name);
			wr_free(&a);
			wr_free(&b);
		}
		if (m.type == Q2931_SETUP && m.called.present)
			ck_assert_int_gt(other, 40);
	}
}
END_TEST

START_TEST(repeat_group_stays_together)
{
	struct q2931_msg m = built_q2931[golden_by_name("S31be")];
	m.blli = built_q2931[golden_by_name("BLLI3")].blli;
	m.blli.bare = false;
	static const uint8_t group[] = {0x63, 0x80, 0, 1, 0x82, 0x5f, 0x80, 0, 10, 0xcc, 0x6b, 0x40, 0x80, 0x80};
	for (unsigned seed = 0; seed < 50; seed++) {
		struct wr w = {0};
		q2931_encode_ordered(&w, &m, seed);
		ck_assert_ptr_nonnull(memmem(w.p, w.len, group, sizeof(group)));
		struct q2931_msg again = decoded(w.p, w.len, UNI_31);
		ck_assert_uint_eq(again.blli.n, 3);
		ck_assert(!again.blli.bare);
		ck_assert_uint_eq(again.blli.b[0].ipi, 0x80);
		ck_assert_uint_eq(again.blli.b[1].ipi, 0xcf);
		ck_assert_uint_eq(again.blli.b[2].ipi, 0xcc);
		wr_free(&w);
	}
}
END_TEST

/* Decode, encode, decode, encode: the octets settle after the first round. */
static void stable(const uint8_t *octets, size_t n, enum uni_version version)
{
	struct q2931_msg m;
	uint8_t *p = exactly(octets, n);
	enum wire_code code = q2931_decode(p, n, version, &m).code;
	free(p);
	uint8_t missing[8];
	size_t n_missing;
	q2931_validate(&m, true, missing, &n_missing);
	require(n_missing <= 8);
	struct text_sink t;
	text_sink_init(&t);
	q2931_fields(&m, &t.sink);
	if (code != WIRE_OK)
		return;
	struct wr first = {0}, second = {0};
	q2931_encode(&first, &m);
	struct q2931_msg again = decoded(first.p, first.len, version);
	require(again.n_bad == 0);
	q2931_encode(&second, &again);
	require(first.len == second.len && memcmp(first.p, second.p, first.len) == 0);
	wr_free(&first);
	wr_free(&second);
}

START_TEST(every_truncation)
{
	for (size_t i = 0; i < N_GOLDEN_Q2931; i++) {
		struct golden g = golden_of(i);
		for (size_t n = 0; n < g.n; n++) {
			uint8_t *p = exactly(g.octets, n);
			struct q2931_msg m;
			struct wire_outcome o = q2931_decode(p, n, g.version, &m);
			ck_assert_int_eq(o.code, n < 9 ? WIRE_TRUNCATED : WIRE_BAD_LENGTH);
			if (n >= 9) {
				ck_assert_uint_eq(o.cause, 104);
				ck_assert_uint_eq(m.call_ref, built_q2931[i].call_ref);
			}
			free(p);
			/* The same with the message length put right: cut elements are noted. */
			if (n >= 9) {
				struct golden cut = g;
				cut.octets[7] = 0;
				cut.octets[8] = (uint8_t)(n - 9);
				stable(cut.octets, n, g.version);
			}
		}
	}
}
END_TEST

START_TEST(every_corruption)
{
	for (size_t i = 0; i < N_GOLDEN_Q2931; i++) {
		struct golden g = golden_of(i);
		for (size_t at = 0; at < g.n; at++) {
			uint8_t kept = g.octets[at];
			for (int v = 0; v < 256; v++) {
				g.octets[at] = (uint8_t)v;
				stable(g.octets, g.n, g.version);
			}
			g.octets[at] = kept;
		}
	}
}
END_TEST

RUN_SUITE("q2931", golden_round_trip, golden_from_structs, golden_messages_are_valid, uni_30_octets, fields_by_name,
	  any_order_means_the_same, repeat_group_stays_together, every_truncation, every_corruption)
