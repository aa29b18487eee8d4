/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alloc_fails FILE [STRIDE]: the records that isatm sent to an implementation, played to the stack again and again,
 * each time with another of its allocations failing (once; then with all from there on). The stack may refuse what it
 * is asked; it must not crash, leak, or ask to be woken up in the past.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "counted.h"
#include "stack.h"

static bool persistent;
static unsigned long fail_at;

static bool refuse(void)
{
	return fail_at != 0 && (persistent ? counted.requests >= fail_at : counted.requests == fail_at);
}

static char *records; /* lines, each ended by NUL */
static size_t records_len;

static bool read_records(const char *name)
{
	FILE *f = fopen(name, "r");
	size_t cap = 1 << 16;
	records = malloc(cap);
	for (size_t n; f && records && (n = fread(records + records_len, 1, cap - records_len, f)) > 0;) {
		records_len += n;
		if (records_len == cap)
			records = realloc(records, cap *= 2);
	}
	if (!f || !records || records_len == 0 || records[records_len - 1] != '\n')
		return false;
	fclose(f);
	for (size_t i = 0; i < records_len; i++) {
		if (records[i] == '\n')
			records[i] = '\0';
	}
	return true;
}

static size_t unhex(const char *text, uint8_t *out)
{
	size_t n = 0;
	for (unsigned octet; sscanf(text + 2 * n, "%2x", &octet) == 1; n++)
		out[n] = (uint8_t)octet;
	return n;
}

/* One run. Returns a complaint, NULL if there is none. */
static const char *play(void)
{
	static const char *settings[128];
	static uint8_t octets[70000];
	struct stack *s = NULL;
	struct stack_output o;
	size_t n = 0;
	char why[200];
	const char *wrong = NULL;
	counted.on = true;
	for (const char *line = records; line < records + records_len; line += strlen(line) + 1) {
		char *rest;
		const char *space = strchr(line, ' ');
		vtime t = space ? strtoll(space, &rest, 10) : 0;
		if (strncmp(line, "configure ", 10) == 0 && n < 128 && stack_check_setting(line + 10, why, sizeof(why)))
			settings[n++] = line + 10;
		else if (strncmp(line, "start ", 6) == 0) {
			s = stack_create(settings, n, 1, why, sizeof(why));
			if (s)
				stack_start(s, 0);
		}
		if (!s)
			continue;
		counted.on = false;
		size_t len =
		    strncmp(line, "cell ", 5) == 0 || strncmp(line, "ip ", 3) == 0 ? unhex(rest + 1, octets) : 0;
		counted.on = true;
		if (line[0] == 'c' && len == 53)
			stack_cell(s, t, octets);
		else if (line[0] == 'i' && len > 0)
			stack_ip(s, t, octets, len);
		else if (strncmp(line, "control ", 8) == 0)
			stack_control(s, t, rest + 1, why, sizeof(why));
		else if (strncmp(line, "advance ", 8) == 0) {
			stack_time(s, t);
			while (stack_drain(s, &o))
				;
			if (stack_next(s) <= t)
				wrong = "asks to be woken up in the past";
		}
	}
	stack_free(s);
	counted.on = false;
	return wrong ? wrong : counted.live != 0 ? "leaks" : NULL;
}

/* In a process of its own: a crash is a finding like others. */
static bool fails_well(unsigned long at, bool from_there_on)
{
	int status;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		counted.requests = 0;
		counted.live = 0;
		fail_at = at;
		persistent = from_there_on;
		alarm(120);
		const char *wrong = play();
		if (wrong)
			printf("allocation %lu%s: %s (%ld blocks)\n", at, from_there_on ? " and all after it" : "",
			       wrong, counted.live);
		fflush(stdout);
		_exit(wrong != NULL);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return false;
	if (WIFSIGNALED(status))
		printf("allocation %lu%s: killed by signal %d\n", at, from_there_on ? " and all after it" : "",
		       WTERMSIG(status));
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int main(int argc, char **argv)
{
	unsigned long all, failed = 0, runs = 0, stride = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
	counted.refuse = refuse;
	if (argc == 4) { /* one run in this process, for a debugger */
		fail_at = strtoul(argv[3], NULL, 10);
		persistent = stride == 0;
	}
	if (argc < 2 || !read_records(argv[1])) {
		fprintf(stderr, "usage: alloc_fails FILE [STRIDE]\n");
		return 2;
	}
	const char *wrong = play();
	if (wrong || counted.requests == 0 || argc == 4) {
		printf("without failures: %s\n", wrong ? wrong : "no allocation");
		return 1;
	}
	all = counted.requests;
	for (unsigned long at = 1; at <= all; at += stride, runs += 2) {
		failed += !fails_well(at, false);
		failed += !fails_well(at, true);
	}
	printf("%lu allocations, %lu runs, %lu failed\n", all, runs, failed);
	return failed != 0;
}
