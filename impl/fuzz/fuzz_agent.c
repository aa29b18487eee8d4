/* SPDX-License-Identifier: Apache-2.0 */
/* Any lines as the records that a harness sends to the stack (PROTOCOL.md); each line of the answers is a record too.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_output(const struct agent *a)
{
	static const char *const words[] = {"ok\n", "error ", "hello ", "cell ", "ip ", "upcall ", "done next="};
	size_t len;
	const char *out = agent_output(a, &len), *end = out + len;

	assert(out != NULL && memchr(out, '\0', len) == NULL);
	for (const char *line = out; line < end; line = (const char *)memchr(line, '\n', (size_t)(end - line)) + 1) {
		bool known = false;
		assert(end[-1] == '\n');
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
			size_t n = strlen(words[i]);
			known = known || ((size_t)(end - line) >= n && memcmp(line, words[i], n) == 0);
		}
		assert(known);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct agent *a = agent_create();
	char *text = malloc(size + 1);

	assert(a != NULL && text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	for (char *line = text, *next; line != NULL; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		agent_record(a, line);
		check_output(a);
		agent_clear(a);
	}
	agent_free(a);
	free(text);
	return 0;
}
