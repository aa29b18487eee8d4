/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as the file of a topology. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "topology.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char schema[] = SOURCE_DIR "/vectors/schema/topology.rng";
	char path[64], err[65536] = "";
	struct xml_errors e;
	struct arena a;
	int fd = memfd_create("topology", 0);
	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	assert(access(schema, R_OK) == 0);
	arena_init(&a, "topology");
	xml_errors_init(&e, err, sizeof(err));
	assert((topology_load(&a, path, schema, &e) == NULL) == (e.count > 0));
	arena_free(&a);
	close(fd);
	return 0;
}
