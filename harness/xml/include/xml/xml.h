/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading XML that strangers wrote: no DTD, no entities, no network, no file but
 * the one named; bounded size and depth; validated against a RELAX NG schema; every
 * complaint is one line "file:line: reason".
 */
#ifndef XML_XML_H
#define XML_XML_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

#define XML_MAX_FILE (4u << 20) /* octets of a vector, catalogue, PICS, ... */
#define XML_MAX_REPORT                                                                                                 \
	(64u << 20) /* of a report, for xml_load_limit: 10 000 cases take 10 to 30 MB, and 30 times that in memory */

/* Text collected for the user: complaints, one on a line, cut at the buffer's end. */
struct xml_errors {
	char *buf;
	size_t len, used;
	int count; /* complaints in all, also those that did not fit */
};
void xml_errors_init(struct xml_errors *e, char *buf, size_t len);
/* Append "file:line: text" (line 0: "file: text"). */
void xml_error(struct xml_errors *e, const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* Parse and validate. 'schema' is the path of a RELAX NG file, NULL for none. NULL
 * on any complaint. Free with xmlFreeDoc. */
xmlDocPtr xml_load(const char *file, const char *schema, struct xml_errors *e);
xmlDocPtr xml_load_limit(const char *file, const char *schema, size_t max_octets, struct xml_errors *e);

/* A RELAX NG schema that many documents are held against: compiling one costs more than checking a small document.
 * NULL with a complaint if the file cannot be used as one. */
struct xml_schema;
struct xml_schema *xml_schema_load(const char *schema, struct xml_errors *e);
void xml_schema_free(struct xml_schema *s);
/* Does the document of this file follow the schema? False with complaints. */
bool xml_follows(xmlDocPtr doc, const char *file, const struct xml_schema *s, struct xml_errors *e);

/* Names of the .xml files of a folder (recursive when 'deep'), sorted by octets; each freed by the caller with free(),
 * the array too. -1 if the folder cannot be read. */
int xml_files(const char *dir, bool deep, char ***names);

/* Helpers over elements. */
const char *xml_name(xmlNodePtr n);
bool xml_is(xmlNodePtr n, const char *name);
xmlNodePtr xml_first(xmlNodePtr parent); /* first child element or NULL */
xmlNodePtr xml_next(xmlNodePtr n);       /* next sibling element or NULL */
int xml_line(xmlNodePtr n);
/* Control characters that XML allows (DEL, U+0080 to U+009F: a terminal may obey them) become '?', in place; returns
 * its argument, which may be NULL. */
char *xml_plain(char *text);
/* Attribute value or NULL; text of an element with white space folded. Both made plain, and malloc'ed (free). */
char *xml_attr(xmlNodePtr n, const char *name);
char *xml_text(xmlNodePtr n);

/* Is 'word' one of the words of a list that blanks separate ("ingress host-sender")? */
bool xml_has_word(const char *words, const char *word);

#endif
