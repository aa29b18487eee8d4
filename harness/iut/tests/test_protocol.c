/* SPDX-License-Identifier: Apache-2.0 */
/* The exchange of PROTOCOL.md, played to the reference stack's own program: the document shows what happens. */
#include <check.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "process.h"

#define DOCUMENT SOURCE_DIR "/harness/iut/PROTOCOL.md"

/* Next line of the child; the test ends if there is none in time. */
static void read_line(const struct process *p, char *line, size_t len)
{
	size_t n = 0;
	for (;;) {
		struct pollfd fd = {.fd = p->out, .events = POLLIN};
		ck_assert_int_eq(poll(&fd, 1, 10000), 1);
		ck_assert_int_eq(read(p->out, line + n, 1), 1);
		if (line[n] == '\n')
			break;
		ck_assert_uint_lt(++n, len);
	}
	line[n] = '\0';
}

START_TEST(example)
{
	struct iut_limits limits = iut_limits_default();
	struct process p;
	char err[200] = "", line[1000], got[1000];
	int status, said = 0, heard = 0;
	bool inside = false;
	FILE *f = fopen(DOCUMENT, "r");
	ck_assert_ptr_nonnull(f);
	ck_assert_msg(process_start(&p, BINARY_DIR "/isatm-iut", &limits, err, sizeof(err)), "%s", err);
	while (fgets(line, sizeof(line) - 1, f)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "```", 3) == 0)
			inside = !inside;
		if (!inside || line[1] != ' ')
			continue;
		if (line[0] == '>') {
			said++;
			size_t n = strlen(line);
			line[n++] = '\n';
			ck_assert_int_eq(write(p.in, line + 2, n - 2), (ssize_t)n - 2);
			line[n] = '\0';
		} else if (line[0] == '<') {
			heard++;
			read_line(&p, got, sizeof(got));
			ck_assert_str_eq(got, line + 2);
		}
	}
	fclose(f);
	ck_assert(said > 15 && heard > 15);
	process_close(&p.in);
	ck_assert(process_end(&p, 5000, &status));
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(read(p.out, got, 1), 0);
	process_close(&p.out);
	process_close(&p.err);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("protocol");
	TCase *c = tcase_create("protocol");
	tcase_set_timeout(c, 60);
	tcase_add_test(c, example);
	suite_add_tcase(s, c);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
