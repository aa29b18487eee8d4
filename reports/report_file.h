/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORTS_REPORT_FILE_H
#define REPORTS_REPORT_FILE_H

#include <libxml/tree.h>

#include "report/report.h"

struct chunk;
struct xml_errors;
struct report_file {
	struct report report;
	struct profile profile;
	xmlDocPtr doc;
	xmlNodePtr summary;
	struct chunk *chunks; /* all texts and arrays */
	struct report_detail **details;
	size_t n_details;
	const char *name; /* while it is read: of the file, and where complaints go */
	struct xml_errors *errors;
	bool ok;
};
/* Zeroed memory that lives as long as the report; NULL after a complaint. */
void *file_alloc(struct report_file *f, size_t n);
/* Complain once; always false. */
bool file_refuse(struct report_file *f, xmlNodePtr n, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
