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
	char path[64], schema[4096], err[65536] = "";
	struct xml_errors e;
	struct arena a;
	int fd = memfd_create("topology", 0);
	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	snprintf(schema, sizeof(schema), "%s", __FILE__);
	char *end = strstr(schema, "/harness/vector/fuzz/");
	assert(end != NULL);
	snprintf(end, sizeof(schema) - (size_t)(end - schema), "/vectors/schema/topology.rng");
	arena_init(&a, "topology");
	xml_errors_init(&e, err, sizeof(err));
	assert((topology_load(&a, path, schema, &e) == NULL) == (e.count > 0));
	arena_free(&a);
	close(fd);
	return 0;
}
