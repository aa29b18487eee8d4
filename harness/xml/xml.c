/* SPDX-License-Identifier: Apache-2.0 */
#include "xml/xml.h"

#include <errno.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/xmlerror.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* After this many complaints about one file the rest adds nothing. */
#define MAX_COMPLAINTS 20
#define MAX_ATTRIBUTES 200

void xml_errors_init(struct xml_errors *e, char *buf, size_t len)
{
	e->buf = buf;
	e->len = len;
	e->used = 0;
	e->count = 0;
	if (len > 0)
		buf[0] = '\0';
}

static void append(struct xml_errors *e, const char *text)
{
	size_t n = strlen(text);

	if (e->used + n + 1 > e->len)
		return;
	memcpy(e->buf + e->used, text, n + 1);
	e->used += n;
}

void xml_error(struct xml_errors *e, const char *file, int line, const char *fmt, ...)
{
	char text[512], whole[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	for (char *p = text; *p != '\0'; p++) {
		if (*p == '\n' || *p == '\r')
			*p = p[1] == '\0' ? '\0' : ' ';
	}
	if (line > 0)
		snprintf(whole, sizeof(whole), "%s%s:%d: %s", e->count > 0 ? "\n" : "", file, line, text);
	else
		snprintf(whole, sizeof(whole), "%s%s: %s", e->count > 0 ? "\n" : "", file, text);
	append(e, whole);
	e->count++;
}

/* libxml2 says several things about one mistake: the cause first, then what follows
 * from it up the tree. One complaint is kept for each line, the first that names an element. */
struct collector {
	struct xml_errors *errors;
	const char *file;
	int count, line;
	bool vague;
	char text[512];
};

static void flush(struct collector *c)
{
	if (c->count > 0 && c->count <= MAX_COMPLAINTS)
		xml_error(c->errors, c->file, c->line, "%s", c->text);
	c->text[0] = '\0';
}

static void on_error(void *ctx, const xmlError *error)
{
	struct collector *c = ctx;
	int line = error->node != NULL ? xml_line((xmlNodePtr)error->node) : error->line;
	const char *message = error->message != NULL ? error->message : "not well-formed";
	bool vague = strncmp(message, "Error validating", 16) == 0;

	if (c->count > 0 && line == c->line && (!c->vague || vague))
		return;
	if (c->count == 0 || line != c->line) {
		flush(c);
		c->count++;
	}
	c->line = line;
	c->vague = vague;
	snprintf(c->text, sizeof(c->text), "%s", message);
}

/* libxml2 declares the handler with a non-const error up to 2.11 and a const one later. */
static xmlStructuredErrorFunc handler(void)
{
	return (xmlStructuredErrorFunc)on_error;
}

/* Everything is read through one descriptor, so that what was measured is what is parsed. */
static char *slurp(const char *file, size_t max, size_t *len, struct xml_errors *e)
{
	struct stat st;
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0) {
		xml_error(e, file, 0, "cannot be read: %s", strerror(errno));
		return NULL;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		xml_error(e, file, 0, "is not a regular file");
		close(fd);
		return NULL;
	}
	if ((uint64_t)st.st_size > max) {
		xml_error(e, file, 0, "is larger than %zu octets", max);
		close(fd);
		return NULL;
	}
	char *octets = malloc((size_t)st.st_size + 1);
	size_t n = 0;
	while (octets != NULL && n < (size_t)st.st_size) {
		ssize_t got = read(fd, octets + n, (size_t)st.st_size - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	close(fd);
	if (octets == NULL)
		xml_error(e, file, 0, "out of memory");
	else
		octets[n] = '\0';
	*len = n;
	return octets;
}

/* Nothing outside the document itself may be read while it is parsed. */
static xmlParserInputPtr refuse_external(const char *url, const char *id, xmlParserCtxtPtr ctx)
{
	(void)url;
	(void)id;
	(void)ctx;
	return NULL;
}

/* Does a tag hold more attributes than any schema knows? The parser compares each with each, so that a file of a
 * few megabytes could keep it busy for hours. *line is where the tag begins. */
static bool crowded_tag(const char *p, int *line)
{
	for (*line = 1; *p != '\0'; p++) {
		if (*p == '\n')
			++*line;
		if (*p != '<')
			continue;
		const char *close = strncmp(p, "<!--", 4) == 0 ? "-->" : strncmp(p, "<![CDATA[", 9) == 0 ? "]]>" : NULL;
		const char *end = close != NULL ? strstr(p, close) : NULL;
		size_t equals = 0;
		int begin = *line;
		char quote = '\0';
		if (end == NULL) {
			for (end = p; *end != '\0' && (quote != '\0' || *end != '>'); end++) {
				if (*end == quote)
					quote = '\0';
				else if (quote == '\0' && (*end == '"' || *end == '\''))
					quote = *end;
				equals += quote == '\0' && *end == '=';
			}
			if (equals > MAX_ATTRIBUTES) {
				*line = begin;
				return true;
			}
		}
		for (; p < end; p++)
			*line += *p == '\n';
		if (*end == '\0')
			return false;
	}
	return false;
}

static xmlDocPtr parse(const char *file, size_t max, struct xml_errors *e)
{
	struct collector c = {.errors = e, .file = file};
	size_t len = 0;
	char *octets = slurp(file, max, &len, e);
	int line;

	if (octets == NULL)
		return NULL;
	if (crowded_tag(octets, &line)) {
		xml_error(e, file, line, "more than %d attributes of one element", MAX_ATTRIBUTES);
		free(octets);
		return NULL;
	}
	xmlInitParser();
	xmlExternalEntityLoader old_loader = xmlGetExternalEntityLoader();
	xmlSetExternalEntityLoader(refuse_external);
	xmlSetStructuredErrorFunc(&c, handler());
	xmlDocPtr doc = xmlReadMemory(octets, (int)len, file, NULL, XML_PARSE_NONET | XML_PARSE_BIG_LINES);
	xmlSetStructuredErrorFunc(NULL, NULL);
	xmlSetExternalEntityLoader(old_loader);
	if (doc == NULL || xmlGetIntSubset(doc) == NULL)
		flush(&c);
	free(octets);
	if (doc != NULL && xmlGetIntSubset(doc) != NULL) {
		xml_error(e, file, 1, "a document type declaration is not allowed");
		xmlFreeDoc(doc);
		return NULL;
	}
	if (doc == NULL && c.count == 0)
		xml_error(e, file, 1, "is not XML");
	if (doc != NULL && c.count > 0) {
		xmlFreeDoc(doc);
		doc = NULL;
	}
	return doc;
}

struct xml_schema {
	xmlRelaxNGPtr grammar;
};

struct xml_schema *xml_schema_load(const char *schema, struct xml_errors *e)
{
	struct collector c = {.errors = e, .file = schema};
	struct xml_schema *s = malloc(sizeof(*s));
	xmlRelaxNGParserCtxtPtr parser = s != NULL ? xmlRelaxNGNewParserCtxt(schema) : NULL;

	if (parser == NULL) {
		xml_error(e, schema, 0, "out of memory");
		free(s);
		return NULL;
	}
	xmlRelaxNGSetParserStructuredErrors(parser, handler(), &c);
	s->grammar = xmlRelaxNGParse(parser);
	xmlRelaxNGFreeParserCtxt(parser);
	if (s->grammar != NULL)
		return s;
	flush(&c);
	if (c.count == 0)
		xml_error(e, schema, 0, "cannot be used as a schema");
	free(s);
	return NULL;
}

void xml_schema_free(struct xml_schema *s)
{
	if (s == NULL)
		return;
	xmlRelaxNGFree(s->grammar);
	free(s);
}

bool xml_follows(xmlDocPtr doc, const char *file, const struct xml_schema *s, struct xml_errors *e)
{
	struct collector c = {.errors = e, .file = file};
	xmlRelaxNGValidCtxtPtr valid = xmlRelaxNGNewValidCtxt(s->grammar);

	xmlRelaxNGSetValidStructuredErrors(valid, handler(), &c);
	int result = xmlRelaxNGValidateDoc(valid, doc);
	flush(&c);
	xmlRelaxNGFreeValidCtxt(valid);
	if (result != 0 && c.count == 0)
		xml_error(e, file, 1, "does not follow its schema");
	return result == 0;
}

static bool validate(xmlDocPtr doc, const char *file, const char *schema, struct xml_errors *e)
{
	struct xml_schema *s = xml_schema_load(schema, e);
	bool ok = s != NULL && xml_follows(doc, file, s, e);

	xml_schema_free(s);
	return ok;
}

xmlDocPtr xml_load_limit(const char *file, const char *schema, size_t max_octets, struct xml_errors *e)
{
	xmlDocPtr doc = parse(file, max_octets, e);

	if (doc != NULL && schema != NULL && !validate(doc, file, schema, e)) {
		xmlFreeDoc(doc);
		doc = NULL;
	}
	return doc;
}

xmlDocPtr xml_load(const char *file, const char *schema, struct xml_errors *e)
{
	return xml_load_limit(file, schema, XML_MAX_FILE, e);
}
