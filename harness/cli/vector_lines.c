/* SPDX-License-Identifier: Apache-2.0 */
#include "vector_lines.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define MOST_LINES 12 /* of one element */
#define BEFORE     4  /* lines of a start tag before the one that ends it */
#define LINE       200

/* Lines first..last of the file; the number read. */
static int read_lines(const char *file, int first, int last, char lines[][LINE])
{
	char line[4096];
	int n = 0, at = 0;
	FILE *f = fopen(file, "r");

	while (f != NULL && at < last && fgets(line, sizeof(line), f) != NULL) {
		if (++at < first)
			continue;
		size_t len = strcspn(line, "\r\n");
		len = len < LINE - 1 ? len : LINE - 1;
		memcpy(lines[n], line, len);
		lines[n++][len] = '\0';
	}
	if (f != NULL)
		fclose(f);
	return n;
}

static size_t indent(const char *line)
{
	return strspn(line, " \t");
}

static bool closes(const char *line, const char *name, size_t n)
{
	const char *p = line + indent(line);

	return strncmp(p, "</", 2) == 0 && strncmp(p + 2, name, n) == 0 && p[2 + n] == '>';
}

char *vector_lines(const char *file, int line)
{
	char lines[BEFORE + MOST_LINES][LINE], *text = NULL;
	int first = line > BEFORE ? line - BEFORE : 1, at = line - first;
	int n = read_lines(file, first, line + MOST_LINES - 1, lines), begin = at, end = at;
	size_t len;

	if (at >= n)
		return NULL;
	while (begin > 0 && lines[begin][indent(lines[begin])] != '<')
		begin--;
	const char *name = lines[begin] + indent(lines[begin]);
	size_t name_len = name[0] == '<' ? strcspn(name + 1, " />") : 0;
	bool whole = strstr(lines[at], "/>") != NULL || strstr(lines[at], "</") != NULL;
	while (!whole && name_len > 0 && end + 1 < n) {
		end++;
		whole = closes(lines[end], name + 1, name_len);
	}
	if (!whole)
		end = at;
	FILE *f = open_memstream(&text, &len);
	if (f == NULL)
		return NULL;
	size_t cut = indent(lines[begin]);
	for (int i = begin; i <= end; i++) {
		size_t own = indent(lines[i]);
		fprintf(f, "%s%s", i > begin ? "\n" : "", lines[i] + (own < cut ? own : cut));
	}
	return memory_text(f, &text);
}
