/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as the file of a vector: it is refused with a reason, or every case of it was compiled and has a name. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vector/vector.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static char folder[64];

static void remove_folder(void)
{
	static const char *const names[] = {"schema", "topology"};
	char at[128];
	for (size_t i = 0; i < 2; i++) {
		snprintf(at, sizeof(at), "%s/%s", folder, names[i]);
		unlink(at);
	}
	rmdir(folder);
}

/* A root with the schema and the topologies and no vectors, so that a set is loaded in no time. */
static const char *root(void)
{
	static const char *const names[] = {"schema", "topology"};
	if (folder[0] != '\0')
		return folder;
	snprintf(folder, sizeof(folder), "/tmp/fuzz-vector-XXXXXX");
	assert(mkdtemp(folder) != NULL);
	atexit(remove_folder);
	for (size_t i = 0; i < 2; i++) {
		char from[4096], to[128];
		snprintf(from, sizeof(from), "%s", __FILE__);
		char *end = strstr(from, "/harness/vector/fuzz/");
		assert(end != NULL);
		snprintf(end, sizeof(from) - (size_t)(end - from), "/vectors/%s", names[i]);
		snprintf(to, sizeof(to), "%s/%s", folder, names[i]);
		assert(symlink(from, to) == 0);
	}
	return folder;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char path[64], err[65536] = "";
	int fd = memfd_create("vector", 0);
	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	struct vector_set *s = vector_set_load(root(), err, sizeof(err));
	assert(s != NULL);
	if (vector_set_add(s, path, err, sizeof(err))) {
		const struct vector *v = vector_at(s, 0);
		size_t n = vector_expand(v, NULL, 0);
		struct vcase *cases = calloc(n, sizeof(*cases));
		assert(n > 0 && cases != NULL);
		vector_expand(v, cases, n);
		for (size_t i = 0; i < n; i++)
			assert(strncmp(cases[i].id, vector_id(v), strlen(vector_id(v))) == 0);
		free(cases);
	} else {
		assert(err[0] != '\0');
	}
	vector_set_free(s);
	close(fd);
	return 0;
}
