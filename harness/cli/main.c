/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli.h"
#include "memory.h"

const struct command commands[] = {
    {"run", "run the suite, or part of it, against an implementation", cmd_run},
    {"judge", "give the verdicts again from stored traces", cmd_judge},
    {"list", "list requirements, vectors, cases, profiles, defects", cmd_list},
    {"explain", "explain one of them in plain words", cmd_explain},
    {"validate", "check files of any kind, or the whole suite", cmd_validate},
    {"qualify", "prove that the suite finds what it should: the kill matrix", cmd_qualify},
    {"report", "make HTML or JUnit of a report, compare and merge reports", cmd_report},
    {"bench", "measure the speed of all this, each figure beside its budget", cmd_bench},
    {NULL, NULL, NULL},
};

#define STACK_KEPT (512u << 10) /* more than any command needs */

static void usage(FILE *f)
{
	fprintf(f,
		"isatm: conformance of RSVP and Integrated Services over ATM\n\nusage: isatm COMMAND [OPTION...]\n\n");
	for (const struct command *c = commands; c->name != NULL; c++)
		fprintf(f, "  %-9s %s\n", c->name, c->summary);
	fprintf(f, "\n'isatm COMMAND --help' tells the options, 'isatm --version' the version.\n"
		   "Exit codes: 0 as expected, 1 not conforming, 2 wrong use or input, 3 harness\n"
		   "or environment, 4 nothing tested, 5 stale ledger of expected failures,\n"
		   "6 adapter fault or crash of the implementation.\n");
}

/* The memory of one case serves the next: given back to the system it would come again page by page. */
static void keep_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, 4 << 20);
	mallopt(M_TRIM_THRESHOLD, 512 << 20);
}

static void touch_stack(void)
{
	volatile char room[STACK_KEPT];

	for (size_t i = 0; i < sizeof(room); i += 4096)
		room[i] = 0;
}

/* The stack grows when it is touched, and where there is no room left that is a crash, not an error: take it
 * beforehand, or say that there is none. */
static bool keep_stack(void)
{
	static const char none[] = "isatm: out of memory\n";
	void *room = mmap(NULL, 2 * STACK_KEPT, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (room == MAP_FAILED) {
		ssize_t told = write(STDERR_FILENO, none, sizeof(none) - 1);
		(void)told;
		return false;
	}
	munmap(room, 2 * STACK_KEPT);
	touch_stack();
	return true;
}

/* What went to standard output must have got there: a full disk is no success. Whoever closed a pipe has read enough.
 */
static int said(int code)
{
	errno = 0;
	bool lost = fflush(stdout) != 0 || ferror(stdout);

	if (!lost || errno == EPIPE)
		return code;
	cli_usage_error("standard output cannot be written: %s", strerror(errno));
	return EXIT_HARNESS;
}

int main(int argc, char **argv)
{
	const char *names[16];
	size_t n = 0;

	keep_memory();
	if (!keep_stack())
		return EXIT_HARNESS;
	/* A file that grows beyond what the shell allows is a file that cannot be written, not the end. */
	signal(SIGXFSZ, SIG_IGN);
	memory_guard();
	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
		usage(stdout);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("isatm %s\n", ISATM_VERSION);
		return 0;
	}
	for (const struct command *c = commands; c->name != NULL; c++) {
		names[n++] = c->name;
		if (strcmp(c->name, argv[1]) == 0)
			return said(memory_code(c->run(argc - 1, argv + 1)));
	}
	const char *close = did_you_mean(argv[1], names, n);
	return close != NULL ? cli_usage_error("there is no command '%s'; did you mean '%s'?", argv[1], close)
			     : cli_usage_error("there is no command '%s'; see 'isatm --help'", argv[1]);
}
