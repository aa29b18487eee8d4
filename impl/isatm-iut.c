/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reference stack as an implementation under test: reads records on standard
 * input, writes records on standard output, as harness/iut/PROTOCOL.md defines them.
 * What a record does is in agent.c. It shares no code with the other end of the pipe.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent.h"
#include "base/defect.h"

#define RECORD_MAX 200000

/* Input: a window on standard input that always holds whole records. */
static char in[1 << 18];
static size_t in_start, in_end;

static struct agent *agent;

static void flush(void)
{
	size_t len;
	const char *out = agent_output(agent, &len);
	if (!out) {
		fprintf(stderr, "isatm-iut: out of memory\n");
		exit(1);
	}
	for (size_t at = 0; at < len;) {
		ssize_t n = write(STDOUT_FILENO, out + at, len - at);
		if (n <= 0)
			exit(1);
		at += (size_t)n;
	}
	agent_clear(agent);
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
			puts("isatm-iut " AGENT_VERSION);
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
	agent = agent_create();
	if (!agent) {
		fprintf(stderr, "isatm-iut: out of memory\n");
		return 1;
	}
	for (char *record; (record = next_record()) && strcmp(record, "bye") != 0;)
		agent_record(agent, record);
	flush();
	agent_free(agent);
	return 0;
}
