/* SPDX-License-Identifier: Apache-2.0 */
/* Expectations judged from traces made by hand: what counts, what does not, and when nothing can be said. */
#include "scratch.h"
#include "trace/probe_packet.h"

/*
 * A trace is a line of words: TIME/EVENT. Times in ms. Events: mN mark of step N; N an upcall "resv-error" with
 * code N; cN "resv-confirm" with node 10.0.0.N; dN data packet N (handed over at the time given by the one before it,
 * 's' TIME); end.
 */
struct example {
	const char *name, *script, *trace, *verdicts; /* P F I, in order of lines */
	const char *text;                             /* part of the text of the first that does not pass */
};

#define ERR(code) "<expect upcall='resv-error'><field name='code' is='" #code "'/></expect>\n"

static const struct example examples[] = {
    {"seen", ERR(1), "1000/m0 1500/1 3000/end", "P", NULL},
    {"another came", ERR(1), "1000/m0 1500/2 99000/end", "F", "code is 2, not 1"},
    {"nothing came", ERR(1), "1000/m0 99000/end", "F", "not seen from 1.000000s to 91.000000s"},
    {"the run ended before the window", ERR(1), "1000/m0 50000/end", "I", "to the end of the run at 50.000000s"},
    {"after the window", "<expect upcall='resv-error' within='1s'/>", "1000/m0 2001/1 3000/end", "F", NULL},
    {"at the end of the window", "<expect upcall='resv-error' within='1s'/>", "1000/m0 2000/1 3000/end", "P", NULL},
    {"too early", "<expect upcall='resv-error' not-before='2s'/>", "1000/m0 2500/1 4000/end", "F", "too early"},
    {"not too early", "<expect upcall='resv-error' not-before='2s'/>", "1000/m0 3000/1 4000/end", "P", NULL},
    {"three times", "<expect upcall='resv-error' times='3'/>", "1000/m0 1100/1 1200/1 1300/1 1400/end", "P", NULL},
    {"only two", "<expect upcall='resv-error' times='3'/>", "1000/m0 1100/1 1200/1 99000/end", "F", "(2 of 3)"},

    {"awaited in vain", "<await upcall='resv-error'/>\n" ERR(1), "1000/m0 99000/end", "II", "awaited"},
    {"awaited", "<await upcall='resv-error'/>\n" ERR(2), "1000/m0 1100/1 1100/m1 1200/2 1300/end", "P", NULL},
    {"not reached", ERR(1) ERR(2), "1000/m0 99000/end", "FI", NULL},
    {"goes on", "<expect upcall='resv-error' within='1s' on-miss='go-on'/>\n" ERR(2), "1000/m0 2000/m1 2500/2 3000/end",
     "FP", NULL},

    {"in order", ERR(1) ERR(2), "1000/m0 1100/1 1100/m1 1200/2 1300/end", "PP", NULL},
    {"out of order", ERR(1) ERR(2), "1000/m0 1100/2 1200/1 1200/m1 99000/end", "PF", NULL},
    {"at one instant, recorded before the script went on", ERR(1) ERR(2), "1000/m0 1100/1 1100/2 1100/m1 1300/end",
     "PP", NULL},
    {"one event answers once", ERR(1) ERR(1), "1000/m0 1100/1 1100/m1 99000/end", "PF", NULL},
    {"before a stimulus", ERR(1) "<stop flow='A'/>\n" ERR(2), "1000/m0 1100/1 1100/2 1100/m1 1100/m2 99000/end", "PF",
     NULL},
    {"behind a wait", "<wait>1s</wait>\n" ERR(1), "1000/m0 1500/1 2000/m1 99000/end", "F", NULL},
    {"after a mark", "<mark name='x'/><wait>1s</wait>\n<expect upcall='resv-error' after='x'/>",
     "1000/m0 1000/m1 1500/1 2000/m2 2000/end", "P", NULL},
    {"window of a mark", "<mark name='x'/><wait>2s</wait>\n<expect upcall='resv-error' after='x' within='1s'/>",
     "1000/m0 1000/m1 2500/1 3000/m2 3000/end", "F", NULL},

    {"all in another order", "<all>\n" ERR(1) ERR(2) "</all>", "1000/m0 1100/2 1200/1 1300/end", "PP", NULL},
    {"one of all", "<all>\n" ERR(1) ERR(2) "</all>", "1000/m0 1100/2 99000/end", "FP", NULL},
    {"either, the second", "<either>\n" ERR(1) ERR(2) "</either>", "1000/m0 1100/2 1200/end", "P", NULL},
    {"neither", "<either>\n" ERR(1) ERR(2) "</either>", "1000/m0 1100/3 99000/end", "F", "code is 3"},

    {"never, broken", ERR(1) "<never upcall='resv-confirm'/>\n<wait>5s</wait>",
     "1000/m0 1100/1 1100/m1 1100/m2 2000/c1 6100/end", "PF", "must not happen"},
    {"never, kept", ERR(1) "<never upcall='resv-confirm'/>\n<wait>5s</wait>", "1000/m0 1100/1 1100/m1 1100/m2 6100/end",
     "PP", NULL},
    {"never, but the script stopped", ERR(1) "<never upcall='resv-confirm'/>\n" ERR(2),
     "1000/m0 1100/1 1100/m1 1100/m2 99000/end", "PIF", NULL},
    {"never, broken although it stopped", ERR(1) "<never upcall='resv-confirm'/>\n" ERR(2),
     "1000/m0 1100/1 1100/m1 1100/m2 2000/c1 99000/end", "PFF", NULL},
    {"before it began", ERR(1) "<never upcall='resv-confirm'/>", "1000/m0 1050/c1 1100/1 1100/m1 1200/end", "PP", NULL},
    {"from a mark on", "<mark name='x'/>" ERR(1) "<never upcall='resv-confirm' after='x'/>",
     "1000/m0 1000/m1 1050/c1 1100/1 1100/m2 1200/end", "PF", NULL},
    {"during", ERR(1) "<never upcall='resv-confirm' during='1s'/>\n<wait>5s</wait>",
     "1000/m0 1100/1 1100/m1 1100/m2 2100/c1 6100/end", "PF", NULL},
    {"after that span", ERR(1) "<never upcall='resv-confirm' during='1s'/>\n<wait>5s</wait>",
     "1000/m0 1100/1 1100/m1 1100/m2 2101/c1 6100/end", "PP", NULL},
    {"until, after it", ERR(1) "<never upcall='resv-confirm' until='x'/>\n" ERR(2) "<mark name='x'/><wait>1s</wait>",
     "1000/m0 1100/1 1100/m1 1100/m2 1200/2 1200/c1 1200/m3 1200/m4 1200/end", "PPP", NULL},
    {"until, before it", ERR(1) "<never upcall='resv-confirm' until='x'/>\n" ERR(2) "<mark name='x'/><wait>1s</wait>",
     "1000/m0 1100/1 1100/m1 1100/m2 1200/c1 1200/2 1200/m3 1200/m4 1200/end", "PFP", NULL},
    {"until, never reached", ERR(1) "<never upcall='resv-confirm' until='x'/>\n" ERR(2) "<mark name='x'/>",
     "1000/m0 1100/1 1100/m1 1100/m2 99000/end", "PIF", NULL},

    {"a value kept",
     "<await upcall='resv-error'><field name='code' bind='c'/></await>\n"
     "<expect upcall='resv-error'><field name='code' is='$c'/></expect>",
     "1000/m0 1100/7 1100/m1 1200/6 1300/7 1400/end", "P", NULL},
    {"larger than before",
     "<await upcall='resv-error'><field name='code' bind='c'/></await>\n"
     "<expect upcall='resv-error'><field name='code' above='$c'/></expect>",
     "1000/m0 1100/7 1100/m1 1200/7 99000/end", "F", "code is 7, more than 7 expected"},
    {"every field that differs",
     "<expect upcall='resv-error'><field name='code' is='8'/><field name='text' present='yes'/>"
     "<field name='code' max='3'/></expect>",
     "1000/m0 1100/7 99000/end", "F", "code is 7, not 8, it has no text, code is 7, at most 3 expected"},
    {"each member its own reason",
     "<all><expect upcall='resv-error'><field name='code' is='8'/></expect>\n"
     "<expect upcall='resv-error'><field name='code' is='9'/></expect></all>",
     "1000/m0 1100/7 99000/end", "FF", "code is 7, not 8"},
    {"ranges", "<expect upcall='resv-error'><field name='code' min='3' max='5' not='4'/></expect>",
     "1000/m0 1100/2 1200/6 1300/4 1400/5 1500/end", "P", NULL},
    {"a field that is not there", "<expect upcall='resv-error'><field name='text' present='no'/></expect>",
     "1000/m0 1100/2 1500/end", "P", NULL},

    {"delivered", ERR(1) "<delivery flow='A' copies='1'/>", "0/s 10/d1 20/s 30/d2 1000/m0 1100/1 1100/m1 1200/end",
     "PP", NULL},
    {"lost", ERR(1) "<delivery flow='A'/>", "0/s 10/d1 20/s 30/d3 1000/m0 1100/1 1100/m1 1200/end", "PF", "1 lost"},
    {"one may be lost", ERR(1) "<delivery flow='A' lost='1'/>", "0/s 10/d1 20/s 30/d3 1000/m0 1100/1 1100/m1 1200/end",
     "PP", NULL},
    {"twice", ERR(1) "<delivery flow='A'/>", "0/s 10/d1 30/d1 1000/m0 1100/1 1100/m1 1200/end", "PF",
     "up to 2 copies (at most 1)"},
    {"out of order", ERR(1) "<delivery flow='A' misordered='0'/>",
     "0/s 10/d1 30/d3 40/d2 1000/m0 1100/1 1100/m1 1200/end", "PF", "1 out of order (at most 0)"},
    {"a gap", ERR(1) "<delivery flow='A' gap='15ms'/>", "0/s 10/d1 30/d2 1000/m0 1100/1 1100/m1 1200/end", "PF",
     "longest gap 20.000ms (at most 15ms)"},
    {"nothing sent", ERR(1) "<delivery flow='A'/>", "1000/m0 1100/1 1100/m1 1200/end", "PI", "0 packets sent"},
    {"other flows do not count", ERR(1) "<delivery flow='B'/>", "0/s 10/d1 1000/m0 1100/1 1100/m1 1200/end", "PI",
     NULL},
};

static void add_data(struct trace *t, uint16_t node, vtime at, vtime sent, unsigned seq)
{
	struct probe_packet p = {.flow = 1, .seq = seq, .sent = sent, .len = PROBE_PACKET_LEN};
	uint8_t octets[PROBE_PACKET_LEN];
	char line[160] = "data 10.0.0.2/17/5000 10.1.0.2/4000 ";

	probe_packet_encode(octets, &p);
	for (size_t i = 0; i < sizeof(octets); i++)
		sprintf(line + strlen(line), "%02x", octets[i]);
	trace_add_control(t, node, TRACE_OUT, at, line);
}

static struct trace *make_trace(const char *words)
{
	struct trace *t = trace_create();
	uint16_t e1;
	vtime sent = 0;
	char copy[400];

	trace_add_node(t, "I", false, 31);
	e1 = trace_add_node(t, "E1", true, 31);
	snprintf(copy, sizeof(copy), "%s", words);
	for (char *save = NULL, *w = strtok_r(copy, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save)) {
		char *what = strchr(w, '/') + 1, line[160];
		vtime at = VT_MS(strtoll(w, NULL, 10));
		unsigned n = (unsigned)strtoul(what + 1, NULL, 10);
		if (*what == 'm') {
			snprintf(line, sizeof(line), "step=%u line=4 text=x", n);
			trace_add_text(t, TRACE_NET, e1, PCO_NONE, TRACE_OUT, at, "mark", line, 0);
		} else if (*what == 'e') {
			trace_add_text(t, TRACE_NET, e1, PCO_NONE, TRACE_OUT, at, "end", "text=x", 0);
		} else if (*what == 'c') {
			snprintf(line, sizeof(line), "resv-confirm 10.0.0.2/17/5000 10.1.0.2/4000 node=10.0.0.%u", n);
			trace_add_control(t, e1, TRACE_OUT, at, line);
		} else if (*what == 's') {
			sent = at;
		} else if (*what == 'd') {
			add_data(t, e1, at, sent, n);
		} else {
			snprintf(line, sizeof(line),
				 "resv-error 10.0.0.2/17/5000 10.1.0.2/4000 code=%s value=0 flags=1 node=10.0.0.1",
				 what);
			trace_add_control(t, e1, TRACE_OUT, at, line);
		}
	}
	return t;
}

static void judge(const struct vcase *c, const struct trace *t, char *verdicts, char *text, size_t len)
{
	struct vexpectation x[16];
	struct vector_pixit pixit = vector_pixit_defaults();
	size_t n = vcase_judge(c, t, &pixit, x, 16);

	*text = '\0';
	for (size_t i = 0; i < n && i < 16; i++) {
		verdicts[i] = "PIF"[x[i].verdict];
		if (x[i].verdict != VV_PASS && *text == '\0')
			snprintf(text, len, "%s", x[i].text);
	}
	verdicts[n < 16 ? n : 16] = '\0';
}

START_TEST(by_hand)
{
	const struct example *x = &examples[_i];
	struct scratch s;
	char text[3000], err[2000], verdicts[17], reason[256];
	struct vcase c;

	scratch_open(&s);
	scratch_vector(text, sizeof(text), "<role>host-receiver</role><topology>T1</topology>", x->script);
	struct vector_set *set = scratch_load(&s, text, err, sizeof(err));
	ck_assert_msg(set != NULL, "%s", err);
	vector_expand(vector_by_id(set, "test/scratch"), &c, 1);
	struct trace *t = make_trace(x->trace);
	judge(&c, t, verdicts, reason, sizeof(reason));
	ck_assert_msg(strcmp(verdicts, x->verdicts) == 0, "%s: %s expected, %s: %s", x->name, x->verdicts, verdicts,
		      reason);
	ck_assert_msg(x->text == NULL || strstr(reason, x->text) != NULL, "%s: '%s' expected: %s", x->name, x->text,
		      reason);

	/* A trace that was kept and read again says the same. */
	char *kept = NULL, again[17];
	size_t kept_len = 0;
	FILE *f = open_memstream(&kept, &kept_len);
	ck_assert(trace_save(t, f));
	fclose(f);
	f = fmemopen(kept, kept_len, "r");
	struct trace *loaded = trace_load(f, "kept", err, sizeof(err));
	fclose(f);
	ck_assert_msg(loaded != NULL, "%s", err);
	judge(&c, loaded, again, reason, sizeof(reason));
	ck_assert_str_eq(again, verdicts);
	free(kept);
	trace_free(loaded);
	trace_free(t);
	vector_set_free(set);
	scratch_close(&s);
}
END_TEST

/* A trace without any mark, or with too few places for the results. */
START_TEST(nothing_to_judge)
{
	struct scratch s;
	char text[3000], err[2000];
	struct vcase c;
	struct vexpectation x[1];
	struct vector_pixit pixit = vector_pixit_defaults();

	scratch_open(&s);
	scratch_vector(text, sizeof(text), "<role>host-receiver</role><topology>T1</topology>", ERR(1) ERR(2) ERR(3));
	struct vector_set *set = scratch_load(&s, text, err, sizeof(err));
	ck_assert_ptr_nonnull(set);
	vector_expand(vector_by_id(set, "test/scratch"), &c, 1);
	struct trace *t = trace_create();
	ck_assert_uint_eq(vcase_judge(&c, t, &pixit, x, 1), 3);
	ck_assert_int_eq(x[0].verdict, VV_INCONCLUSIVE);
	trace_free(t);
	vector_set_free(set);
	scratch_close(&s);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("vector/judge");
	TCase *t = tcase_create("judge");

	tcase_add_loop_test(t, by_hand, 0, sizeof(examples) / sizeof(*examples));
	tcase_add_test(t, nothing_to_judge);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
