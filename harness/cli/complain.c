/* SPDX-License-Identifier: Apache-2.0 */
/* Complaints on standard error. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "xml/xml.h"

int cli_usage_error(const char *fmt, ...)
{
	char text[65536];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* Texts may hold what strangers wrote: a terminal must not obey it. */
	for (char *p = xml_plain(text); *p != '\0'; p++)
		*p = *p > 0 && *p < ' ' && *p != '\n' ? '?' : *p;
	for (char *line = text; line != NULL;) {
		char *end = strchr(line, '\n');
		if (end != NULL)
			*end++ = '\0';
		fprintf(stderr, "isatm: %s\n", line);
		line = end;
	}
	return EXIT_USAGE;
}
