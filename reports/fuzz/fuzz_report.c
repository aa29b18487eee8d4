/* SPDX-License-Identifier: Apache-2.0 */
/* A report from a stranger: what is taken from it can be written, compared with itself, and read again. */
#define _GNU_SOURCE
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* The root of the sources, where schemas are. */
static void root(char *out, size_t len)
{
	snprintf(out, len, "%s", __FILE__);
	char *at = strstr(out, "/reports/fuzz/");
	assert(at != NULL);
	*at = '\0';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char dir[4096], path[64], err[65536] = "";
	int fd = memfd_create("report", 0);

	root(dir, sizeof(dir));
	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	struct report_file *f = report_open(path, dir, err, sizeof(err));
	if (f == NULL) {
		assert(err[0] != '\0');
	} else {
		FILE *out = fopen("/dev/null", "w");
		assert(out != NULL);
		assert(report_diff(report_of(f), report_of(f), out) == 0);
		assert(report_write(report_of(f), out));
		fclose(out);
	}
	report_close(f);
	close(fd);
	return 0;
}
