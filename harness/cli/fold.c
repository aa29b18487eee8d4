/* SPDX-License-Identifier: Apache-2.0 */
/* Text for a terminal of 80 columns. */
#include <string.h>

#include "cli.h"

#define COLUMNS 79

void print_folded(FILE *f, const char *heading, int indent, const char *text, char at)
{
	const char break_at[] = {at, '\n', '\0'};
	int column = fprintf(f, "%s", heading), start = column;

	while (*text != '\0') {
		size_t word = strcspn(text, break_at);
		bool kept = text[word] == at && at != ' ';
		size_t len = word + kept;
		int gap = column > start && at == ' ';
		if (column > start && column + gap + (int)len > COLUMNS) {
			fprintf(f, "\n%*s", indent, "");
			column = start = indent;
			gap = 0;
		}
		/* What is longer than a line is cut where the line ends. */
		size_t room = (size_t)(COLUMNS - column - gap);
		bool whole = len <= room;
		len = whole ? len : room;
		fprintf(f, "%*s%.*s", gap, "", (int)len, text);
		column += gap + (int)len;
		text += whole ? word + (text[word] != '\0') : len;
		if (!whole && *text != '\0') {
			fprintf(f, "\n%*s", indent, "");
			column = start = indent;
		}
	}
	fputc('\n', f);
}
