/* SPDX-License-Identifier: Apache-2.0 */
/* A report from a stranger: what is taken from it can be compared, written, joined with itself as if both were shards
 * of one run, and rendered. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char path[64], err[65536] = "";
	int fd = memfd_create("report", 0);

	assert(access(SOURCE_DIR "/reports/schema/report.rng", R_OK) == 0);
	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	struct report_file *f = report_open(path, SOURCE_DIR, err, sizeof(err));
	if (f == NULL) {
		assert(err[0] != '\0');
	} else {
		FILE *out = fopen("/dev/null", "w");
		assert(out != NULL);
		const struct report *shards[] = {report_of(f), report_of(f)};
		struct report_outcome outcome;
		assert(report_diff(report_of(f), report_of(f), out) == 0);
		assert(report_write(report_of(f), out));
		for (size_t n = 1; n <= 2; n++) {
			err[0] = '\0';
			assert(report_merge(shards, n, out, &outcome, err, sizeof(err)) == (err[0] == '\0'));
		}
		assert(report_render(path, SOURCE_DIR, "html", out, err, sizeof(err)));
		assert(report_render(path, SOURCE_DIR, "junit", out, err, sizeof(err)));
		fclose(out);
	}
	report_close(f);
	close(fd);
	return 0;
}
