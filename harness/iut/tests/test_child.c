/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Children good and evil. Run with --as-iut BEHAVIOUR this program is the child;
 * each behaviour must cost its own IUT a fault, soon, and nothing else.
 */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "iut/iut.h"

/* --- the child ---------------------------------------------------------------- */

#define HELLO "hello box 1.0 atm=cells roles=egress uni=3.1 control=yes\n"

static void say(const char *text)
{
	fputs(text, stdout);
	fflush(stdout);
}

static void cell_at(long long t)
{
	printf("cell %lld 00000052ec", t);
	for (int i = 0; i < 48; i++)
		fputs("00", stdout);
	putchar('\n');
}

static void hang(void)
{
	for (;;)
		pause();
}

static void flood(const char *record)
{
	for (;;)
		fputs(record, stdout);
}

/* What to do in answer to the first 'advance' (time 1000). */
static void misbehave(const char *how)
{
	if (strcmp(how, "hang") == 0)
		hang();
	if (strcmp(how, "exit") == 0)
		exit(7);
	if (strcmp(how, "crash") == 0)
		raise(SIGKILL);
	if (strcmp(how, "flood") == 0)
		flood("upcall 0 hello\n");
	if (strcmp(how, "flood-one-line") == 0)
		flood("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	if (strcmp(how, "flood-stderr") == 0) {
		for (;;)
			fputs("complaint\n", stderr);
	}
	if (strcmp(how, "memory") == 0) {
		for (;;) {
			static char *volatile block; /* seen, so not optimised away */
			block = malloc(8 << 20);
			if (block)
				memset(block, 1, 8 << 20);
			nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
		}
	}
	if (strcmp(how, "slow") == 0) {
		for (;;) { /* each line within the limit of an answer, all of them not */
			say("upcall 0 wait\n");
			nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
		}
	}
	if (strcmp(how, "many-children") == 0) {
		for (int i = 0; i < 30; i++) {
			if (fork() == 0) {
				setsid();
				hang();
			}
		}
		hang();
	}
	if (strcmp(how, "hec") == 0)
		printf("cell 9000 00000052ed%096d\n", 0);
	if (strcmp(how, "last-words") == 0) {
		fputs("Traceback\n  \033[31mno such thing\xff\n\n \n", stderr);
		exit(1);
	}
	if (strcmp(how, "garbage") == 0)
		say("\x01\x02\x03\xff\xfe\n");
	if (strcmp(how, "half-record") == 0) {
		say("upcall 0 hal");
		hang();
	}
	if (strcmp(how, "half-record-exit") == 0) {
		say("upcall 0 hal");
		exit(0);
	}
	if (strcmp(how, "close") == 0) {
		fclose(stdout);
		close(1);
		hang();
	}
	if (strcmp(how, "unknown") == 0)
		say("hullo\n");
	if (strcmp(how, "error") == 0)
		say("error what is this\n");
	if (strcmp(how, "ok") == 0)
		say("ok\n");
	if (strcmp(how, "late-upcall") == 0)
		say("upcall 1001 x\n");
	if (strcmp(how, "backwards-ip") == 0)
		say("ip 500 45\nip 499 45\n");
	if (strcmp(how, "backwards-cell") == 0) {
		cell_at(9000);
		cell_at(5000);
	}
	if (strcmp(how, "crowded-cells") == 0) {
		cell_at(2831);
		cell_at(5661);
	}
	if (strcmp(how, "crowded-slowly") == 0) {
		/* Each one within the rounding of a ns, together too many. */
		for (int i = 0; i < 100; i++)
			cell_at(2831 * (long long)i);
	}
	if (strcmp(how, "frame") == 0)
		say("frame 10 0 32 0 00\n");
	if (strcmp(how, "stuck") == 0)
		say("done next=1000\n");
	if (strcmp(how, "fine") == 0) {
		for (unsigned long long i = 1; i <= 2000; i++)
			cell_at((long long)(i * 424000000000ULL / 149760000));
		say("ip 999 4500\nupcall 1000 path 10.2.0.2/17/5000 10.1.0.1/6000 r=1 b=2 p=3 m=4 M=5\n");
	}
}

static int be_iut(const char *how)
{
	static char line[300000];
	bool advanced = false;
	if (strcmp(how, "stderr") == 0) {
		for (int i = 0; i < 10000; i++)
			fputs("0123456789abcdef\n", stderr);
	}
	if (strcmp(how, "children") == 0) {
		fflush(stdout);
		if (fork() == 0)
			hang();
	}
	while (fgets(line, sizeof(line), stdin)) {
		if (strcmp(line, "hello isatm 1\n") == 0)
			say(strcmp(how, "no-hello") == 0    ? "ok\n"
			    : strcmp(how, "two-hello") == 0 ? HELLO "ok\n"
							    : HELLO);
		else if (strncmp(line, "configure ", 10) == 0)
			say(strstr(line, "unknown") && strcmp(how, "accept-all") != 0 ? "error unknown key\n" : "ok\n");
		else if (strncmp(line, "start ", 6) == 0)
			say("ok\n");
		else if (strncmp(line, "control ", 8) == 0)
			say(strstr(line, "release") ? "error nothing to release\n" : "ok\n");
		else if (strncmp(line, "advance ", 8) == 0) {
			if (!advanced)
				misbehave(how);
			advanced = true;
			say("done next=never\n");
			if (strcmp(how, "chatter") == 0)
				say("upcall 1 psst\n");
		} else if (strcmp(line, "bye\n") == 0) {
			if (strcmp(how, "stay") == 0)
				hang();
			return strcmp(how, "bad-end") == 0 ? 3 : 0;
		} else if (strncmp(line, "cell ", 5) != 0 && strncmp(line, "ip ", 3) != 0)
			say(strcmp(how, "accept-all") == 0 ? "ok\n" : "error unknown record\n");
	}
	return 0;
}

/* --- the tests ---------------------------------------------------------------- */

static char self[4096];

static struct iut_factory *factory(const char *how)
{
	char spec[4200], err[200] = "";
	snprintf(spec, sizeof(spec), "child:%s --as-iut %s", self, how);
	struct iut_factory *f = iut_factory_create(spec, err, sizeof(err));
	ck_assert_msg(f, "%s", err);
	struct iut_limits limits = iut_limits_default();
	/* Short where silence is the point; else so long that a busy machine changes nothing. */
	bool silent = strcmp(how, "hang") == 0 || strcmp(how, "flood-stderr") == 0 || strcmp(how, "half-record") == 0;
	limits.answer_ms = silent ? 2500 : 60000;
	limits.end_ms = strcmp(how, "stay") == 0 ? 300 : 60000;
	if (strcmp(how, "slow") == 0)
		limits.case_ms = 1500;
	limits.processes = 20;
	limits.advance_octets = 1 << 20;
	limits.memory_octets = (uint64_t)100 << 20;
	iut_factory_set_limits(f, &limits);
	return f;
}

/* An IUT that is configured and has started. */
static struct iut *started(struct iut_factory *f)
{
	char err[300] = "";
	struct iut *i = iut_open(f, err, sizeof(err));
	ck_assert_msg(i, "%s", err);
	ck_assert_msg(iut_configure(i, "link-cell-bps", "149760000", err, sizeof(err)), "%s", err);
	ck_assert_msg(iut_start(i, 1, err, sizeof(err)), "%s", err);
	return i;
}

static double seconds(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

START_TEST(fine)
{
	struct iut_factory *f = factory("fine");
	char err[100] = "";
	struct iut *i = started(f);
	struct iut_output o;
	vtime next;
	ck_assert_str_eq(iut_hello(i)->name, "box");
	ck_assert(!iut_configure(i, "unknown", "1", err, sizeof(err)));
	ck_assert_str_eq(err, "unknown key");
	struct iut_setting s[3] = {
	    {.key = "role", .value = "egress"}, {.key = "unknown", .value = "x"}, {.key = "mtu", .value = "9\n9"}};
	ck_assert(iut_configure_all(i, s, 3));
	ck_assert(!s[0].refused && s[1].refused && s[2].refused);
	ck_assert_str_eq(s[1].reason, "unknown key");
	uint8_t cell[53] = {0};
	iut_cell(i, 100, cell);
	iut_ip(i, 200, cell, 20);
	ck_assert(iut_control(i, 200, "sender x", err, sizeof(err)));
	ck_assert(!iut_control(i, 200, "release x", err, sizeof(err)));
	ck_assert_str_eq(err, "nothing to release");
	ck_assert_msg(iut_advance(i, 1000, &next), "%s", iut_fault_text(i));
	ck_assert(next == VTIME_NEVER);
	for (int k = 1; k <= 2000; k++)
		ck_assert(iut_drain(i, &o) && o.port == IUT_CELL && o.len == 53 && o.octets[4] == 0xec);
	ck_assert(iut_drain(i, &o) && o.port == IUT_IP && o.time == 999 && o.len == 2);
	ck_assert(iut_drain(i, &o) && o.port == IUT_CONTROL && o.time == 1000);
	ck_assert_ptr_nonnull(strstr((const char *)o.octets, "path 10.2.0.2/17/5000"));
	ck_assert(!iut_drain(i, &o));
	ck_assert(iut_advance(i, 1000, &next));
	ck_assert_int_eq(iut_finish(i), IUT_FINE);
	ck_assert_str_eq(iut_stderr(i), "");
	iut_close(i);
	iut_factory_free(f);
}
END_TEST

static const struct {
	const char *how;
	enum iut_fault fault;
	const char *text;
} evil[] = {
    {"hang", IUT_HUNG, "no answer to 'advance' within 2500 ms"},
    {"exit", IUT_CRASHED, "ended with exit status 7 instead of answering 'advance'"},
    {"crash", IUT_CRASHED, "killed by signal 9"},
    {"flood", IUT_FLOODED, "wrote more than"},
    {"flood-one-line", IUT_PROTOCOL, "record longer than 200000"},
    {"flood-stderr", IUT_HUNG, "no answer"},
    {"memory", IUT_FLOODED, "MiB of memory"},
    {"slow", IUT_HUNG, "the whole case takes longer than 1500 ms"},
    {"many-children", IUT_FLOODED, "runs 31 processes"},
    {"hec", IUT_PROTOCOL, "its HEC is wrong"},
    {"last-words", IUT_CRASHED, "ended with exit status 1"},
    {"garbage", IUT_PROTOCOL, "octet 01 at column 1"},
    {"half-record", IUT_HUNG, "no answer"},
    {"half-record-exit", IUT_CRASHED, "exit status 0 instead"},
    {"close", IUT_CRASHED, "closed its output"},
    {"unknown", IUT_PROTOCOL, "unknown record 'hullo'"},
    {"error", IUT_PROTOCOL, "'error what is this' in answer to 'advance'"},
    {"ok", IUT_PROTOCOL, "'ok' in answer to 'advance'"},
    {"late-upcall", IUT_PROTOCOL, "too late a time"},
    {"backwards-ip", IUT_PROTOCOL, "goes backwards"},
    {"backwards-cell", IUT_PROTOCOL, "goes backwards"},
    {"crowded-cells", IUT_PROTOCOL, "less than a slot"},
    {"crowded-slowly", IUT_PROTOCOL, "less than a slot"},
    {"frame", IUT_PROTOCOL, "frame from an IUT that said atm=cells"},
    {"stuck", IUT_PROTOCOL, "the next time must be later"},
};

START_TEST(evils)
{
	struct iut_factory *f = factory(evil[_i].how);
	struct iut *i = started(f);
	char err[100];
	vtime next;
	double t = seconds();
	ck_assert_msg(!iut_advance(i, 1000, &next), "%s passed", evil[_i].how);
	ck_assert_msg(iut_fault(i) == evil[_i].fault, "%s: fault %d, %s", evil[_i].how, iut_fault(i),
		      iut_fault_text(i));
	ck_assert_msg(strstr(iut_fault_text(i), evil[_i].text), "%s: %s", evil[_i].how, iut_fault_text(i));
	/* Nothing more is asked of it. */
	ck_assert(!iut_advance(i, 2000, &next));
	ck_assert(!iut_control(i, 2000, "sender x", err, sizeof(err)));
	ck_assert_msg(strstr(err, evil[_i].text), "%s", err);
	iut_finish(i);
	if (strcmp(evil[_i].how, "last-words") == 0) {
		iut_last_words(i, err, sizeof(err));
		ck_assert_str_eq(err, "?[31mno such thing?");
		iut_last_words(i, err, 5);
		ck_assert_str_eq(err, "?[31");
	}
	iut_close(i);
	ck_assert_msg(seconds() - t < 5, "%s took %.1f s", evil[_i].how, seconds() - t);
	iut_factory_free(f);
}
END_TEST

/* What came before the crash can still be judged. */
START_TEST(outputs_before_fault)
{
	struct iut_factory *f = factory("backwards-ip");
	struct iut *i = started(f);
	struct iut_output o;
	vtime next;
	ck_assert(!iut_advance(i, 1000, &next));
	ck_assert(iut_drain(i, &o) && o.time == 500);
	ck_assert(!iut_drain(i, &o));
	iut_close(i);
	iut_factory_free(f);
}
END_TEST

START_TEST(no_hello)
{
	static const char *const hows[] = {"no-hello", "two-hello"};
	struct iut_factory *f = factory(hows[_i]);
	char err[300] = "";
	struct iut *i = iut_open(f, err, sizeof(err));
	if (_i == 0) {
		ck_assert_ptr_null(i);
		ck_assert_int_eq(iut_factory_fault(f), IUT_PROTOCOL);
		ck_assert_ptr_nonnull(strstr(err, "'ok' in answer to 'hello'"));
	} else {
		ck_assert_ptr_nonnull(i);
		ck_assert(!iut_configure(i, "mtu", "1", err, sizeof(err)));
		ck_assert_int_eq(iut_fault(i), IUT_PROTOCOL);
	}
	iut_close(i);
	iut_factory_free(f);
}
END_TEST

START_TEST(chatter)
{
	struct iut_factory *f = factory("chatter");
	struct iut *i = started(f);
	vtime next;
	/* Seen at once, or as an output in the past at the next advance: refused either way. */
	ck_assert(!(iut_advance(i, 1000, &next) && iut_advance(i, 2000, &next) && iut_advance(i, 3000, &next)));
	ck_assert_int_eq(iut_fault(i), IUT_PROTOCOL);
	iut_close(i);
	iut_factory_free(f);
}
END_TEST

START_TEST(ends)
{
	static const struct {
		const char *how;
		enum iut_fault fault;
		const char *text;
	} of[] = {{"bad-end", IUT_CRASHED, "exit status 3 after 'bye'"},
		  {"stay", IUT_HUNG, "did not end within 300 ms"}};
	struct iut_factory *f = factory(of[_i].how);
	struct iut *i = started(f);
	ck_assert_int_eq(iut_finish(i), of[_i].fault);
	ck_assert_msg(strstr(iut_fault_text(i), of[_i].text), "%s", iut_fault_text(i));
	iut_close(i);
	iut_factory_free(f);
}
END_TEST

/* Standard error is kept, up to its limit, and does not block the child. */
START_TEST(errors_kept)
{
	struct iut_factory *f = factory("stderr");
	struct iut *i = started(f);
	iut_finish(i);
	ck_assert_uint_eq(strlen(iut_stderr(i)), 65536);
	ck_assert_int_eq(strncmp(iut_stderr(i), "0123456789abcdef\n0123", 21), 0);
	iut_close(i);
	iut_factory_free(f);
}
END_TEST

/* What an IUT forked does not outlive it. The grandchild holds the write end of a fifo open until it dies. */
START_TEST(grandchildren)
{
	char dir[] = "/tmp/isatm-iut-XXXXXX", fifo[64], spec[300], err[300] = "";
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(fifo, sizeof(fifo), "%s/fifo", dir);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	int fd = open(fifo, O_RDONLY | O_NONBLOCK);
	ck_assert_int_ge(fd, 0);
	snprintf(spec, sizeof(spec), "child:(sleep 1000 & sleep 1000) 8>%s & read x; echo %s; cat >/dev/null", fifo,
		 "hello box 1 atm=cells roles=egress uni=3.1");
	struct iut_factory *f = iut_factory_create(spec, err, sizeof(err));
	ck_assert_msg(f, "%s", err);
	struct iut *i = iut_open(f, err, sizeof(err));
	ck_assert_msg(i, "%s", err);
	iut_close(i);
	/* End of file on the fifo: nobody has it open for writing any more. */
	char c;
	ssize_t n = 1;
	for (int k = 0; k < 200 && (n = read(fd, &c, 1)) != 0; k++)
		nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
	ck_assert_int_eq(n, 0);
	close(fd);
	unlink(fifo);
	rmdir(dir);
	iut_factory_free(f);
}
END_TEST

START_TEST(cannot_start)
{
	static const struct {
		const char *spec, *text;
		enum iut_fault fault;
	} of[] = {
	    {"child:/no/such/program", "cannot start '/no/such/program': No such file", IUT_SPAWN},
	    {"child:exit 3;", "exit status 3", IUT_CRASHED},
	    {"child:X=1 no-such-program-here", "not found", IUT_CRASHED},
	};
	char err[300] = "";
	struct iut_factory *f = iut_factory_create(of[_i].spec, err, sizeof(err));
	ck_assert_msg(f, "%s", err);
	ck_assert_ptr_null(iut_open(f, err, sizeof(err)));
	ck_assert_int_eq(iut_factory_fault(f), of[_i].fault);
	ck_assert_msg(strstr(err, of[_i].text), "%s", err);
	iut_factory_free(f);
}
END_TEST

START_TEST(specs)
{
	static const struct {
		const char *spec, *text;
	} of[] = {
	    {"referense", "did you mean 'reference'"},
	    {"chld:x", "did you mean 'child'"},
	    {"child", "write child:COMMAND"},
	    {"child:  ", "write child:COMMAND"},
	    {"mute:1", "nothing may follow 'mute'"},
	    {"refuse", "it is reference, child:COMMAND"},
	    {"", "it is reference"},
	    {"refuse_all", "did you mean 'refuse-all'"},
	};
	char err[200] = "";
	ck_assert_ptr_null(iut_factory_create(of[_i].spec, err, sizeof(err)));
	ck_assert_msg(strstr(err, of[_i].text), "'%s': %s", of[_i].spec, err);
}
END_TEST

/* A fresh process for each of many cases: descriptors and zombies do not pile up. */
START_TEST(many)
{
	struct iut_factory *f = factory("plain");
	char err[300] = "";
	double t = seconds();
	const int n = 200;
	for (int k = 0; k < n; k++) {
		struct iut *i = started(f);
		ck_assert_int_eq(iut_finish(i), IUT_FINE);
		iut_close(i);
	}
	printf("%.0f children a second\n", n / (seconds() - t));
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	ck_assert_int_lt(fd, 20);
	close(fd);
	ck_assert_str_eq(err, "");
	iut_factory_free(f);
}
END_TEST

START_TEST(probe)
{
	struct iut_probe_report r;
	struct iut_factory *f = factory("plain");
	ck_assert(!iut_probe(f, &r));
	ck_assert(r.hello && r.unknown_record && r.unknown_key && r.configured && !r.baseline);
	ck_assert_ptr_nonnull(strstr(r.text, "signalling did not come up"));
	iut_factory_free(f);
	f = factory("accept-all");
	ck_assert(!iut_probe(f, &r));
	ck_assert(r.hello && !r.unknown_record && !r.unknown_key);
	ck_assert_str_eq(r.text, "answered an unknown record with ok");
	iut_factory_free(f);
	f = factory("hang");
	ck_assert(!iut_probe(f, &r));
	ck_assert_int_eq(r.fault, IUT_HUNG);
	iut_factory_free(f);
}
END_TEST

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--as-iut") == 0)
		return be_iut(argv[2]);
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (n <= 0)
		return EXIT_FAILURE;
	Suite *s = suite_create("child");
	TCase *c = tcase_create("child");
	tcase_set_timeout(c, 60);
	tcase_add_test(c, fine);
	tcase_add_loop_test(c, evils, 0, (int)(sizeof(evil) / sizeof(evil[0])));
	tcase_add_test(c, outputs_before_fault);
	tcase_add_loop_test(c, no_hello, 0, 2);
	tcase_add_test(c, chatter);
	tcase_add_loop_test(c, ends, 0, 2);
	tcase_add_test(c, errors_kept);
	tcase_add_test(c, grandchildren);
	tcase_add_loop_test(c, cannot_start, 0, 3);
	tcase_add_loop_test(c, specs, 0, 8);
	tcase_add_test(c, many);
	tcase_add_test(c, probe);
	suite_add_tcase(s, c);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
