/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reference stack as an implementation under test: reads records on standard
 * input, writes records on standard output, as harness/iut/PROTOCOL.md defines them.
 * It knows nothing but stack.h, and shares no code with the other end of the pipe.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/defect.h"
#include "base/hex.h"
#include "stack.h"

#define NAME         "isatm-reference"
#define VERSION      "0.1"
#define RECORD_MAX   200000
#define MAX_SETTINGS 4096

/* Input: a window on standard input that always holds whole records. */
static char in[1 << 18];
static size_t in_start, in_end;

/* Output: collected until it is time to answer. */
static char *out;
static size_t out_len, out_cap;

static char *settings[MAX_SETTINGS];
static size_t n_settings;
static struct stack *stack;
static bool greeted;

static void flush(void)
{
	for (size_t at = 0; at < out_len;) {
		ssize_t n = write(STDOUT_FILENO, out + at, out_len - at);
		if (n <= 0)
			exit(1);
		at += (size_t)n;
	}
	out_len = 0;
}

static char *room(size_t n)
{
	if (out_len + n > out_cap) {
		size_t cap = 2 * (out_len + n) + 4096;
		char *p = realloc(out, cap);
		if (!p) {
			fprintf(stderr, "isatm-iut: out of memory\n");
			exit(1);
		}
		out = p;
		out_cap = cap;
	}
	return out + out_len;
}

static void put(const char *text, size_t n)
{
	memcpy(room(n), text, n);
	out_len += n;
}

static void puts_out(const char *text)
{
	put(text, strlen(text));
}

static void put_number(int64_t n)
{
	char text[24];
	put(text, (size_t)snprintf(text, sizeof text, "%lld", (long long)n));
}

static void put_hex(const uint8_t *octets, size_t n)
{
	hex_put(room(2 * n), octets, n);
	out_len += 2 * n;
}

static void error(const char *why)
{
	puts_out("error ");
	puts_out(why);
	puts_out("\n");
}

/* Next record without its line feed, NUL-terminated; NULL at the end of input. What
 * has been answered is written before the program waits for more. */
static char *next_record(void)
{
	for (;;) {
		char *lf = memchr(in + in_start, '\n', in_end - in_start);
		if (lf) {
			char *record = in + in_start;
			*lf = '\0';
			in_start = (size_t)(lf - in) + 1;
			return record;
		}
		if (in_end - in_start > RECORD_MAX) {
			fprintf(stderr, "isatm-iut: record longer than %d octets\n", RECORD_MAX);
			exit(1);
		}
		memmove(in, in + in_start, in_end - in_start);
		in_end -= in_start;
		in_start = 0;
		flush();
		ssize_t n = read(STDIN_FILENO, in + in_end, sizeof in - in_end);
		if (n <= 0)
			return NULL;
		in_end += (size_t)n;
	}
}

/* Take the decimal number at *p, which a space or the end must follow; *p moves behind it. */
static bool take_number(char **p, uint64_t max, uint64_t *value)
{
	char *at = *p;
	uint64_t n = 0;
	if (*at < '0' || *at > '9')
		return false;
	for (; *at >= '0' && *at <= '9'; at++) {
		uint64_t digit = (uint64_t)(*at - '0');
		if (n > (max - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	if (*at == ' ')
		at++;
	else if (*at != '\0')
		return false;
	*p = at;
	*value = n;
	return true;
}

static bool take_time(char **p, vtime *t)
{
	uint64_t n;
	if (!take_number(p, INT64_MAX - 1, &n))
		return false;
	*t = (vtime)n;
	return true;
}

/* Hexadecimal text to octets in place; the number of octets, -1 if it is none. */
static long unhex(char *text)
{
	size_t n = strlen(text);
	return n % 2 || hex_get((uint8_t *)text, text, n / 2) < n / 2 ? -1 : (long)(n / 2);
}

static void do_hello(char *args)
{
	if (strcmp(args, "isatm 1") != 0) {
		error("protocol version 1 expected");
		return;
	}
	greeted = true;
	puts_out("hello " NAME " " VERSION
		 " atm=cells roles=ingress,egress,host-sender,host-receiver uni=3.1,4.0 control=yes\n");
}

static void do_configure(char *args)
{
	char why[160];
	if (stack || n_settings == MAX_SETTINGS) {
		error(stack ? "already started" : "too many settings");
		return;
	}
	if (!stack_check_setting(args, why, sizeof why)) {
		error(why);
		return;
	}
	settings[n_settings++] = strdup(args);
	puts_out("ok\n");
}

static void do_start(char *args)
{
	char why[160];
	uint64_t seed;
	if (stack || !take_number(&args, UINT64_MAX, &seed)) {
		error(stack ? "already started" : "start: SEED expected");
		return;
	}
	stack = stack_create((const char *const *)settings, n_settings, seed, why, sizeof why);
	if (!stack) {
		error(why);
		return;
	}
	stack_start(stack, 0);
	puts_out("ok\n");
}

static void do_cell(char *args)
{
	vtime t;
	if (!take_time(&args, &t) || unhex(args) != 53) {
		error("cell: T and 53 octets expected");
		return;
	}
	stack_cell(stack, t, (const uint8_t *)args);
}

static void do_ip(char *args)
{
	vtime t;
	long n = -1;
	if (take_time(&args, &t))
		n = unhex(args);
	if (n < 0)
		error("ip: T and octets expected");
	else
		stack_ip(stack, t, (const uint8_t *)args, (size_t)n);
}

static void do_control(char *args)
{
	char why[160];
	vtime t;
	if (!take_time(&args, &t))
		error("control: T and a request expected");
	else if (stack_control(stack, t, args, why, sizeof why))
		puts_out("ok\n");
	else
		error(why);
}

static void do_advance(char *args)
{
	static const char *const names[] = {[STACK_ATM] = "cell ", [STACK_IP] = "ip ", [STACK_CONTROL] = "upcall "};
	vtime t;
	if (!take_time(&args, &t)) {
		error("advance: T expected");
		return;
	}
	stack_time(stack, t);
	struct stack_output o;
	while (stack_drain(stack, &o)) {
		puts_out(names[o.port]);
		put_number(o.time);
		puts_out(" ");
		if (o.port == STACK_CONTROL)
			put((const char *)o.octets, o.len);
		else
			put_hex(o.octets, o.len);
		puts_out("\n");
	}
	vtime next = stack_next(stack);
	puts_out("done next=");
	if (next == VTIME_NEVER)
		puts_out("never");
	else
		put_number(next);
	puts_out("\n");
}

static const struct {
	const char *word;
	bool needs_stack;
	void (*run)(char *args);
} records[] = {
    {"cell", true, do_cell},       {"advance", true, do_advance}, {"ip", true, do_ip},
    {"control", true, do_control}, {"hello", false, do_hello},    {"configure", false, do_configure},
    {"start", false, do_start},
};

static void handle(char *record)
{
	char *args = record + strcspn(record, " ");
	if (*args)
		*args++ = '\0';
	for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
		if (strcmp(record, records[i].word) != 0)
			continue;
		if (!greeted && records[i].run != do_hello)
			error("hello expected");
		else if (records[i].needs_stack && !stack)
			error("not started");
		else
			records[i].run(args);
		return;
	}
	error("unknown record");
}

static void usage(FILE *to)
{
	fputs("usage: isatm-iut [OPTION]...\n"
	      "The isatm reference stack as an implementation under test: speaks the isatm IUT\n"
	      "protocol, version 1, on its standard input and output.\n\n"
#ifdef ISATM_DEFECTS
	      "  --defect NAME    take one decision wrongly, or in another permitted way\n"
	      "  --list-defects   print the names and exit\n"
#endif
	      "  --help           print this and exit\n"
	      "  --version        print the version and exit\n",
	      to);
}

enum { OPT_HELP = 1, OPT_VERSION, OPT_DEFECT, OPT_LIST };

static void parse_options(int argc, char **argv)
{
	static const struct option options[] = {
	    {"help", no_argument, NULL, OPT_HELP},
	    {"version", no_argument, NULL, OPT_VERSION},
#ifdef ISATM_DEFECTS
	    {"defect", required_argument, NULL, OPT_DEFECT},
	    {"list-defects", no_argument, NULL, OPT_LIST},
#endif
	    {NULL, 0, NULL, 0},
	};
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (c) {
		case OPT_HELP:
			usage(stdout);
			exit(0);
		case OPT_VERSION:
			puts("isatm-iut " VERSION);
			exit(0);
#ifdef ISATM_DEFECTS
		case OPT_DEFECT:
			if (!defect_select(optarg)) {
				fprintf(stderr, "isatm-iut: no such defect: %s\n", optarg);
				exit(2);
			}
			break;
		case OPT_LIST:
			for (int i = 1; i < DEFECT_COUNT; i++)
				puts(defect_names[i]);
			exit(0);
#endif
		default:
			usage(stderr);
			exit(2);
		}
	}
	if (optind < argc) {
		fprintf(stderr, "isatm-iut: unexpected argument: %s\n", argv[optind]);
		exit(2);
	}
}

int main(int argc, char **argv)
{
	parse_options(argc, argv);
	for (char *record; (record = next_record()) && strcmp(record, "bye") != 0;)
		handle(record);
	flush();
	stack_free(stack);
	while (n_settings > 0)
		free(settings[--n_settings]);
	free(out);
	return 0;
}
