/* SPDX-License-Identifier: Apache-2.0 */
/* What octets are taken for, their names and fields; goldens of the codecs. */
#include "sample.h"

#include "../../../impl/wire/tests/golden_rsvp.h"
#include "../../../impl/wire/tests/golden_signalling.h"

static char fields_text[8192];

static void collect(void *ctx, const char *name, const char *text, const char *unit)
{
	size_t n = strlen(fields_text);
	if (strncmp(name, "frame.", 6) != 0 && strncmp(name, "ip.", 3) != 0 && strncmp(name, "udp.", 4) != 0)
		snprintf(fields_text + n, sizeof(fields_text) - n, "%s=%s ", name, text);
	ck_assert_ptr_nonnull(unit);
}

static const char *fields_of(const struct trace *t, const struct trace_event *e)
{
	fields_text[0] = '\0';
	trace_fields(t, e, collect, NULL);
	return fields_text;
}

START_TEST(sscop)
{
	const struct golden_sscop *g = &golden_sscop[_i];
	struct trace *t = sample_nodes();
	const struct trace_event *e = add_hex(t, 1, 5, 5, g->octets);
	ck_assert_int_eq(e->kind, TRACE_SAAL);
	ck_assert(!e->bad);
	ck_assert_str_eq(e->name, g->name);
	ck_assert_str_eq(fields_of(t, e), g->fields);
	ck_assert(trace_name_known(TRACE_SAAL, e->name));
	trace_free(t);
}
END_TEST

START_TEST(signalling)
{
	const struct golden_q2931 *g = &golden_q2931[_i];
	uint8_t sdu[2048];
	size_t n = unhex(g->octets, sdu, sizeof(sdu)), message = n;
	n += unhex(g->sd, sdu + n, sizeof(sdu) - n);
	struct trace *t = trace_create();
	trace_add_node(t, "N", false, g->version);
	const struct trace_event *e = add_frame(t, 0, TRACE_OUT, 1, 5, sdu, n);
	ck_assert_int_eq(e->kind, TRACE_SIG);
	ck_assert_msg(!e->bad, "%s: %s", g->name, e->note);
	ck_assert_uint_eq(e->body, 0);
	ck_assert_uint_eq(e->body_len, message);
	ck_assert(trace_name_known(TRACE_SIG, e->name));
	uint32_t call_ref;
	uint64_t value;
	bool flag;
	ck_assert(trace_call_ref(e, &call_ref, &flag));
	ck_assert(trace_u64(t, e, "call-ref", &value) && value == call_ref);
	ck_assert(trace_u64(t, e, "call-ref-flag", &value) && (value != 0) == flag);
	trace_free(t);
}
END_TEST

START_TEST(signalling_fields)
{
	uint8_t octets[512];
	uint64_t v;
	double d;
	char text[64];
	struct trace *t = sample_nodes();
	const struct trace_event *e = add_frame(t, 1, TRACE_OUT, 1, 5, octets, sd(BE_SETUP, 3, octets));
	ck_assert_str_eq(e->name, "SETUP");
	ck_assert(trace_u64(t, e, "traffic.forward-pcr01", &v) && v == 353207);
	ck_assert(trace_f64(t, e, "traffic.forward-pcr01", &d) && d == 353207);
	ck_assert(trace_u64(t, e, "traffic.best-effort", &v) && v == 1);
	ck_assert(trace_text(t, e, "called.number", text, sizeof(text)));
	ck_assert_str_eq(text, "4700918100000000000001000102000000000200");
	ck_assert(trace_text(t, e, "called.number", text, 5));
	ck_assert_str_eq(text, "4700");
	ck_assert(!trace_u64(t, e, "called.number", &v));
	ck_assert(!trace_u64(t, e, "cause.value", &v));
	ck_assert(!trace_text(t, e, "nonsense", text, sizeof(text)));
	ck_assert(trace_u64(t, e, "frame.vci", &v) && v == 5);
	ck_assert(trace_u64(t, e, "frame.conn", &v) && v == 0);
	trace_set_conn(t, 1, 9);
	ck_assert(trace_u64(t, trace_by_id(t, 1), "frame.conn", &v) && v == 9);
	e = add_frame(t, 1, TRACE_IN, 2, 5, octets, sd(RELEASE_37, 4, octets));
	ck_assert(trace_u64(t, e, "cause.value", &v) && v == 37);
	ck_assert(trace_has(t, e, "cause.value", "37") && !trace_has(t, e, "cause.value", "3"));
	/* The same message again, in another SD: other octets, same reading. */
	e = add_frame(t, 1, TRACE_IN, 3, 5, octets, sd(RELEASE_37, 5, octets));
	ck_assert(trace_u64(t, e, "cause.value", &v) && v == 37);
	ck_assert_uint_eq(e->octets[e->len - 1], 5);
	trace_free(t);
}
END_TEST

START_TEST(rsvp)
{
	const struct golden *g = &golden_good[_i];
	uint8_t sdu[4096];
	llc_snap_encode(sdu, ETHERTYPE_IPV4);
	size_t n = 8 + unhex(g->hex, sdu + 8, sizeof(sdu) - 8);
	/* Not read yet: IPv6, RSVP in UDP, and two types of RFC 2747. */
	if (sdu[8] >> 4 == 6 || sdu[8 + 9] == IPPROTO_UDP_ || strstr(g->title, "Integrity "))
		return;
	struct trace *t = sample_nodes();
	const struct trace_event *e = add_frame(t, 1, TRACE_OUT, 1, 40, sdu, n);
	ck_assert_int_eq(e->kind, TRACE_RSVP);
	ck_assert_msg(!e->bad, "%s: %s", g->id, e->note);
	ck_assert_int_eq(e->encap, ENCAP_LLC);
	ck_assert_str_eq(fields_of(t, e), g->fields);
	ck_assert(trace_name_known(TRACE_RSVP, e->name));
	char text[16];
	ck_assert(trace_text(t, e, "ip.protocol", text, sizeof(text)));
	ck_assert_str_eq(text, "46");
	/* The next PCO, and the same body with another identification in the header around it. */
	const struct trace_event *next = add_frame(t, 0, TRACE_IN, 1, 41, sdu, n);
	e = trace_by_id(t, 1);
	ck_assert_int_eq(next->kind, TRACE_RSVP);
	ck_assert_ptr_eq(next->octets, e->octets);
	ck_assert_str_eq(fields_of(t, next), g->fields);
	ck_assert_uint_eq(trace_body(t, next), 1);
	ck_assert_uint_eq(trace_body(t, e), 1);
	ck_assert_uint_eq(trace_n_bodies(t), 1);
	/* The same on an IP side, and once more: body shared, octets its own where they differ. */
	const struct trace_event *ip = trace_add_ip(t, 1, TRACE_IN, 2, sdu + 8, n - 8);
	ck_assert_int_eq(ip->kind, TRACE_RSVP);
	ck_assert_uint_eq(ip->len, n - 8);
	ck_assert_str_eq(fields_of(t, ip), g->fields);
	ip = trace_add_ip(t, 1, TRACE_IN, 3, sdu + 8, n - 8);
	ck_assert_mem_eq(ip->octets, sdu + 8, n - 8);
	ck_assert_uint_eq(trace_body(t, ip), 1);
	/* One octet of the checksum damaged. */
	sdu[8 + (sdu[8] & 15) * 4 + 2] ^= 1;
	e = add_frame(t, 1, TRACE_OUT, 4, 40, sdu, n);
	ck_assert_int_eq(e->kind, TRACE_RSVP);
	ck_assert(e->bad && strstr(e->note, "RSVP: bad check"));
	ck_assert_uint_eq(trace_body(t, e), 2);
	trace_free(t);
}
END_TEST

START_TEST(data)
{
	uint64_t v;
	char text[20];
	struct trace *t = sample_nodes();
	for (int llc = 0; llc < 2; llc++) {
		const struct trace_event *e = add_numbered(t, 1, TRACE_OUT, 2000, 3, llc, 4, 5, VT_S(100) * 1000);
		ck_assert_int_eq(e->kind, TRACE_DATA);
		ck_assert_str_eq(e->name, "data");
		ck_assert_int_eq(e->encap, llc ? ENCAP_LLC : ENCAP_VCMUX);
		ck_assert_uint_eq(e->data.flow, 4);
		ck_assert_uint_eq(e->data.seq, 5);
		ck_assert_int_eq(e->data.sent, VT_S(100) * 1000);
		ck_assert_uint_eq(e->body, (llc ? 8u : 0u) + 28);
		ck_assert_uint_eq(e->body_len, 100);
		ck_assert(probe_packet_filling_ok(e->octets + e->body, e->body_len));
		ck_assert(trace_u64(t, e, "data.seq", &v) && v == 5);
		ck_assert(trace_u64(t, e, "udp.dst-port", &v) && v == 5000);
		ck_assert(trace_text(t, e, "ip.dst", text, sizeof(text)));
		ck_assert_str_eq(text, "10.2.0.2");
		ck_assert(trace_text(t, e, "frame.encap", text, sizeof(text)));
		ck_assert_str_eq(text, llc ? "llc" : "vcmux");
	}
	ck_assert_uint_eq(trace_body(t, trace_at(t, 0)), 0);
	/* At other PCOs: each is told from the one that differs in the last octet alone, or on the VC of signalling. */
	struct wr twins[2] = {numbered(1, 2, 3, 64), numbered(1, 2, 3, 64)};
	twins[1].p[twins[1].len - 1] ^= 1;
	for (int i = 0; i < 40; i++) {
		bool damaged = i % 3 == 2;
		const struct wr *w = &twins[damaged];
		const struct trace_event *e = add_frame(t, (uint16_t)(i % 2), TRACE_IN, i, 40, w->p, w->len);
		ck_assert_int_eq(e->kind, damaged ? TRACE_IP : TRACE_DATA);
		ck_assert(e->bad == damaged);
		ck_assert_uint_eq(e->data.seq, damaged ? 0 : 2);
		ck_assert_mem_eq(e->octets, w->p, w->len);
		ck_assert_int_eq(add_frame(t, 0, TRACE_IN, i, 5, w->p, w->len)->kind, TRACE_SAAL);
		ck_assert_int_eq(add_frame(t, 0, TRACE_IN, i, 16, w->p, w->len)->kind, TRACE_FRAME);
	}
	wr_free(&twins[0]);
	wr_free(&twins[1]);
	/* Damaged in different places. */
	struct wr ip = numbered(1, 2, 3, 64);
	ip.p[28 + 12] ^= 1; /* number: the UDP checksum tells */
	const struct trace_event *e = trace_add_ip(t, 1, TRACE_IN, 1, ip.p, ip.len);
	ck_assert(e->kind == TRACE_IP && e->bad && strstr(e->note, "UDP: bad check"));
	ck_assert_uint_eq(e->data.flow, 0);
	ip.p[26] = ip.p[27] = 0; /* no UDP checksum: our own check tells */
	e = trace_add_ip(t, 1, TRACE_IN, 1, ip.p, ip.len);
	ck_assert(e->kind == TRACE_IP && e->bad && strstr(e->note, "numbered packet"));
	ip.p[28 + 12] ^= 1;
	e = trace_add_ip(t, 1, TRACE_IN, 1, ip.p, ip.len);
	ck_assert(e->kind == TRACE_DATA && !e->bad);
	e = trace_add_ip(t, 1, TRACE_IN, 1, ip.p, ip.len - 1);
	ck_assert(e->kind == TRACE_IP && e->bad && strstr(e->note, "IPv4: bad length"));
	ip.p[28] = 'X'; /* somebody else's packet */
	e = trace_add_ip(t, 1, TRACE_IN, 1, ip.p, ip.len);
	ck_assert(e->kind == TRACE_IP && !e->bad);
	wr_free(&ip);
	trace_free(t);
}
END_TEST

START_TEST(others)
{
	struct trace *t = sample();
	static const struct {
		enum trace_kind kind;
		const char *name;
		bool bad;
	} want[] = {
	    {TRACE_SAAL, "BGN", false},           {TRACE_SAAL, "POLL", false},   {TRACE_SIG, "SETUP", false},
	    {TRACE_NET, "conn-open", false},      {TRACE_NET, "fault", false},   {TRACE_SIG, "RELEASE", false},
	    {TRACE_ARP, "ATMARP_Request", false}, {TRACE_DATA, "data", false},   {TRACE_DATA, "data", false},
	    {TRACE_DATA, "data", false},          {TRACE_FRAME, "frame", true},  {TRACE_FRAME, "ILMI", false},
	    {TRACE_FRAME, "frame", false},        {TRACE_SAAL, "unknown", true}, {TRACE_CONTROL, "reserve", false},
	    {TRACE_CONTROL, "error", false},      {TRACE_IUT, "crash", false}};
	ck_assert_uint_eq(trace_n(t), sizeof(want) / sizeof(want[0]));
	for (size_t i = 0; i < trace_n(t); i++) {
		const struct trace_event *e = trace_at(t, i);
		ck_assert_uint_eq(e->id, i + 1);
		ck_assert_ptr_eq(trace_by_id(t, e->id), e);
		ck_assert_msg(e->kind == want[i].kind, "%zu: %s", i, trace_kind_name((enum trace_kind)e->kind));
		ck_assert_str_eq(e->name, want[i].name);
		ck_assert_int_eq(e->bad, want[i].bad);
		char line[200];
		trace_line(t, e, line, sizeof(line));
		ck_assert_msg(strlen(line) < 80, "%s", line);
	}
	ck_assert_ptr_null(trace_at(t, trace_n(t)));
	ck_assert_ptr_null(trace_by_id(t, 0));
	trace_free(t);
}
END_TEST

START_TEST(words)
{
	struct trace *t = sample();
	char text[64];
	uint64_t v;
	double d;
	const struct trace_event *e = trace_at(t, 3);
	ck_assert(trace_text(t, e, "to", text, sizeof(text)));
	ck_assert_str_eq(text, "E1");
	ck_assert_uint_eq(e->conn, 1);
	ck_assert(trace_text(t, trace_at(t, 4), "text", text, sizeof(text)));
	ck_assert_str_eq(text, "hold CONNECT 5s");
	e = trace_at(t, 14);
	ck_assert_str_eq(e->note, "10.2.0.2/17/5000 style=FF 10.1.0.1/6000 service=CL r=1000.5 M=1500");
	ck_assert(trace_has(t, e, "session", "10.2.0.2/17/5000"));
	ck_assert(trace_has(t, e, "sender", "10.1.0.1/6000"));
	ck_assert(trace_f64(t, e, "r", &d) && d == 1000.5);
	ck_assert(!trace_u64(t, e, "r", &v));
	ck_assert(trace_u64(t, e, "M", &v) && v == 1500);
	ck_assert(trace_has(t, trace_at(t, 15), "text", "no such sender, try again"));
	/* A numbered packet in the user's hands. */
	struct probe_packet p = {.flow = 3, .seq = 9, .sent = 17, .len = 40};
	uint8_t payload[40];
	char line[200] = "data 10.2.0.2/17/5000 10.1.0.1/6000 ";
	probe_packet_encode(payload, &p);
	for (int i = 0; i < 40; i++)
		sprintf(line + strlen(line), "%02x", payload[i]);
	e = trace_add_control(t, 1, TRACE_OUT, VT_MS(11), line);
	ck_assert_int_eq(e->kind, TRACE_CONTROL);
	ck_assert_uint_eq(e->data.flow, 3);
	ck_assert(trace_u64(t, e, "data.seq", &v) && v == 9);
	line[strlen(line) - 2] = '\0'; /* one octet short */
	ck_assert_uint_eq(trace_add_control(t, 1, TRACE_OUT, VT_MS(11), line)->data.flow, 0);
	/* What an IUT says is one line of text, whatever it was. */
	e = trace_add_text(t, TRACE_CONTROL, 1, PCO_CONTROL, TRACE_OUT, VT_MS(12), "up\ncall", "a\x01\xff\nb", 0);
	ck_assert_str_eq(e->name, "up?call");
	ck_assert_str_eq(e->note, "a???b");
	e = trace_add_text(t, TRACE_NET, 1, PCO_NONE, TRACE_IN, VT_MS(12), "mark", "", 0);
	ck_assert_ptr_null(e->note);
	trace_free(t);
}
END_TEST

START_TEST(names)
{
	ck_assert(trace_name_known(TRACE_SIG, "CALL PROCEEDING"));
	ck_assert(!trace_name_known(TRACE_SIG, "call proceeding"));
	ck_assert(!trace_name_known(TRACE_SAAL, "SD"));
	ck_assert(trace_name_known(TRACE_RSVP, "PathErr"));
	ck_assert(trace_name_known(TRACE_ARP, "ATMARP_NAK"));
	ck_assert(trace_name_known(TRACE_NET, "conn-closed"));
	ck_assert(trace_name_known(TRACE_NET, "leaf-active"));
	ck_assert(trace_name_known(TRACE_NET, "leaf-gone"));
	ck_assert(trace_name_known(TRACE_CONTROL, "resv-confirm"));
	ck_assert(trace_field_known(TRACE_SIG, "cause.value") && trace_field_known(TRACE_SIG, "frame.vci"));
	ck_assert(!trace_field_known(TRACE_SIG, "ip.src") && !trace_field_known(TRACE_SIG, "n-s"));
	ck_assert(trace_field_known(TRACE_RSVP, "session.port") && trace_field_known(TRACE_RSVP, "ip.router-alert"));
	ck_assert(trace_field_known(TRACE_DATA, "data.flow") && trace_field_known(TRACE_DATA, "ip.tos"));
	ck_assert(trace_field_known(TRACE_CONTROL, "session") && trace_field_known(TRACE_CONTROL, "data.seq"));
	ck_assert(!trace_field_known(TRACE_NET, "session"));
	for (int k = 0; k < TRACE_KINDS; k++) {
		ck_assert_ptr_nonnull(trace_name_at((enum trace_kind)k, 0));
		ck_assert_ptr_nonnull(trace_field_at((enum trace_kind)k, 0));
		size_t n = 0;
		while (trace_field_at((enum trace_kind)k, n))
			n++;
		ck_assert_uint_lt(n, 200);
	}
}
END_TEST

START_TEST(lines)
{
	static const struct {
		size_t event;
		const char *line;
	} want[] = {
	    {0, "     0.000000 I    > 0/5     BGN sq=1 mr=30"},
	    {2, "     0.002000 I    > 0/5     SETUP cr=1 to=..02000000000200 pcr=353207 be=1"},
	    {4, "     0.002000 I      -       fault text=hold CONNECT 5s"},
	    {5, "     0.003000 I    < 0/5     RELEASE cr=1 cause=37"},
	    {6, "     0.004000 I    > 0/40    ATMARP_Request src=192.0.2.1 tgt=192.0.2.2"},
	    {7, "     0.004000 I    < ip      data flow=1 seq=7 len=92"},
	    {8, "     0.005000 I    > 0/32    data flow=1 seq=7 llc len=128"},
	    {10, "     0.007000 E1   < 0/32    frame LOST BAD len=48 CRC of the frame"},
	    {14, "     0.009000 I    < -       reserve 10.2.0.2/17/5000 style=FF 10.1.0.1/6000..."},
	};
	struct trace *t = sample();
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		char line[TRACE_LINE];
		trace_line(t, trace_at(t, want[i].event), line, sizeof(line));
		ck_assert_str_eq(line, want[i].line);
	}
	char small[8];
	trace_line(t, trace_at(t, 0), small, sizeof(small));
	ck_assert_uint_eq(strlen(small), 7);
	trace_free(t);
}
END_TEST

/* Messages about a party show which: the call reference alone does not tell. */
START_TEST(party_lines)
{
	static const char *const want[][2] = {
	    {"ADDP", "     0.000001 N    > 0/5     ADD PARTY cr=2 ep=1 to=..02000000000300"},
	    {"ADDPR", "     0.000001 N    > 0/5     ADD PARTY REJECT cr=2 ep=1 cause=37"},
	    {"DROPP", "     0.000001 N    > 0/5     DROP PARTY cr=2 ep=1 cause=16"},
	};
	size_t found = 0;
	for (size_t i = 0; i < sizeof(golden_q2931) / sizeof(golden_q2931[0]); i++) {
		for (size_t k = 0; k < sizeof(want) / sizeof(want[0]); k++) {
			const struct golden_q2931 *g = &golden_q2931[i];
			uint8_t sdu[2048];
			char line[TRACE_LINE];
			if (strcmp(g->name, want[k][0]) != 0)
				continue;
			size_t n = unhex(g->octets, sdu, sizeof(sdu));
			n += unhex(g->sd, sdu + n, sizeof(sdu) - n);
			struct trace *t = trace_create();
			trace_add_node(t, "N", false, g->version);
			trace_line(t, add_frame(t, 0, TRACE_OUT, 1000, 5, sdu, n), line, sizeof(line));
			ck_assert_str_eq(line, want[k][1]);
			trace_free(t);
			found++;
		}
	}
	ck_assert_uint_eq(found, 3);
}
END_TEST

/* Any octets at all, on signalling and data VCs: no crash, and the reading is the same each time. */
START_TEST(noise)
{
	struct trace *t = sample_nodes();
	uint8_t sdu[300];
	uint64_t x = 88172645463325252u;
	for (int i = 0; i < 20000; i++) {
		for (size_t k = 0; k < sizeof(sdu); k++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			sdu[k] = (uint8_t)x;
		}
		size_t n = x % sizeof(sdu);
		if (x & 1024)
			llc_snap_encode(sdu, x & 2048 ? ETHERTYPE_IPV4 : ETHERTYPE_ARP);
		if (n >= 4 && x & 4096) {
			sdu[n - n % 4 ? n - n % 4 - 4 : 0] = 8;
			n -= n % 4;
		}
		const struct trace_event *e = add_frame(t, 1, TRACE_OUT, i, i % 2 ? 5 : 40, sdu, n);
		require(e && e->name);
		fields_of(t, e);
	}
	trace_free(t);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("classify");
	TCase *c = tcase_create("classify");
	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, sscop, 0, (int)N_GOLDEN_SSCOP);
	tcase_add_loop_test(c, signalling, 0, (int)N_GOLDEN_Q2931 - 1); /* the last is no message */
	tcase_add_test(c, signalling_fields);
	tcase_add_loop_test(c, rsvp, 0, (int)(sizeof(golden_good) / sizeof(golden_good[0])));
	tcase_add_test(c, data);
	tcase_add_test(c, others);
	tcase_add_test(c, words);
	tcase_add_test(c, names);
	tcase_add_test(c, lines);
	tcase_add_test(c, party_lines);
	tcase_add_test(c, noise);
	suite_add_tcase(s, c);
	return run_suite(s);
}
