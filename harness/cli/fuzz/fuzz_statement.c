/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as a PICS, a PIXIT, a ledger, or the list of a folder of traces (which, says the first octet). */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trace_store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static char folder[64], list[128];

static void remove_folder(void)
{
	unlink(list);
	rmdir(folder);
}

static void traces(const uint8_t *data, size_t len)
{
	struct trace_store t;
	char err[1024] = "";
	if (folder[0] == '\0') {
		snprintf(folder, sizeof(folder), "/tmp/fuzz-statement-XXXXXX");
		assert(mkdtemp(folder) != NULL);
		snprintf(list, sizeof(list), "%s/run.txt", folder);
		atexit(remove_folder);
	}
	FILE *f = fopen(list, "w");
	assert(f != NULL && fwrite(data, 1, len, f) == len && fclose(f) == 0);
	if (trace_store_read(folder, &t, err, sizeof(err)))
		trace_store_free(&t);
	else
		assert(err[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char path[64], err[65536] = "";
	struct vector_pixit pixit = vector_pixit_defaults();
	if (len == 0)
		return 0;
	if (data[0] % 4 == 3) {
		traces(data + 1, len - 1);
		return 0;
	}
	int fd = memfd_create("statement", 0);
	if (fd < 0 || write(fd, data + 1, len - 1) != (ssize_t)len - 1)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	assert(access(SOURCE_DIR "/conformance/schema/pics.rng", R_OK) == 0);
	if (data[0] % 4 == 0) {
		struct pics *p = pics_load(path, SOURCE_DIR, err, sizeof(err));
		assert((p == NULL) == (err[0] != '\0'));
		pics_free(p);
	} else if (data[0] % 4 == 1) {
		assert(pixit_load(path, SOURCE_DIR, &pixit, err, sizeof(err)) == (err[0] == '\0'));
	} else {
		struct ledger *l = ledger_load(path, SOURCE_DIR, err, sizeof(err));
		assert((l == NULL) == (err[0] != '\0'));
		ledger_free(l);
	}
	close(fd);
	return 0;
}
