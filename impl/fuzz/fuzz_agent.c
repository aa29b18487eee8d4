/* SPDX-License-Identifier: Apache-2.0 */
/* Any lines as the records that a harness sends to the stack (PROTOCOL.md); each line of the answers is a record too.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"

#define LAST_MOMENT 100000000000u /* ns */

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

/* A record of a far future: all that is due until then would come at once. A harness goes from event to event. */
static bool far(const char *line)
{
	const char *space = strchr(line, ' ');
	unsigned long long t = space != NULL ? strtoull(space + 1, NULL, 10) : 0;

	return t > LAST_MOMENT && t < INT64_MAX;
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
		if (far(line))
			continue;
		agent_record(a, line);
		check_output(a);
		agent_clear(a);
	}
	agent_free(a);
	free(text);
	return 0;
}
