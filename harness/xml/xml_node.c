/* SPDX-License-Identifier: Apache-2.0 */
#include "xml/xml.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *xml_name(xmlNodePtr n)
{
	return (const char *)n->name;
}

bool xml_is(xmlNodePtr n, const char *name)
{
	return strcmp((const char *)n->name, name) == 0;
}

static xmlNodePtr element(xmlNodePtr n)
{
	while (n != NULL && n->type != XML_ELEMENT_NODE)
		n = n->next;
	return n;
}

xmlNodePtr xml_first(xmlNodePtr parent)
{
	return element(parent->children);
}

xmlNodePtr xml_next(xmlNodePtr n)
{
	return element(n->next);
}

int xml_line(xmlNodePtr n)
{
	return (int)xmlGetLineNo(n);
}

char *xml_plain(char *text)
{
	unsigned char *p = (unsigned char *)text;

	for (; p != NULL && *p != '\0'; p++) {
		bool c1 = p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0;
		if (c1)
			*p++ = '?';
		if (c1 || *p == 0x7f)
			*p = '?';
	}
	return text;
}

char *xml_attr(xmlNodePtr n, const char *name)
{
	xmlChar *v = xmlGetNoNsProp(n, (const xmlChar *)name);
	char *copy = v != NULL ? strdup((const char *)v) : NULL;

	xmlFree(v);
	return xml_plain(copy);
}

char *xml_text(xmlNodePtr n)
{
	xmlChar *v = xmlNodeGetContent(n);
	char *copy = v != NULL ? strdup((const char *)v) : NULL;
	char *out = copy;

	xmlFree(v);
	if (copy == NULL)
		return NULL;
	for (const char *p = copy; *p != '\0';) {
		if (!isspace((unsigned char)*p)) {
			*out++ = *p++;
			continue;
		}
		while (isspace((unsigned char)*p))
			p++;
		if (out != copy && *p != '\0')
			*out++ = ' ';
	}
	*out = '\0';
	return xml_plain(copy);
}

bool xml_has_word(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = words; *p != '\0';) {
		size_t len = strcspn(p, " ");
		if (len == n && memcmp(p, word, n) == 0)
			return true;
		p += len + (p[len] == ' ');
	}
	return false;
}
