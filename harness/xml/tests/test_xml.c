/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "xml/xml.h"

static char dir[64];

static void setup(void)
{
	snprintf(dir, sizeof(dir), "/tmp/test_xml-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void teardown(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	ck_assert_int_eq(system(command), 0);
}

static const char *put(const char *name, const char *text)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
	return path;
}

static const char schema[] =
    "<element name='a' xmlns='http://relaxng.org/ns/structure/1.0'>"
    "<zeroOrMore><element name='b'><attribute name='n'/><text/></element></zeroOrMore></element>";

/* What is wrong with a text, as "line: start of the reason"; the file's name is checked here. */
static void refuse(const char *text, int line, const char *reason)
{
	char err[2048], want[128], schema_path[128];
	struct xml_errors e;

	snprintf(schema_path, sizeof(schema_path), "%s", put("s.rng", schema));
	const char *file = put("x.xml", text);
	xml_errors_init(&e, err, sizeof(err));
	ck_assert_ptr_null(xml_load(file, schema_path, &e));
	snprintf(want, sizeof(want), "%s:%d: ", file, line);
	ck_assert_msg(strncmp(err, want, strlen(want)) == 0, "'%s' does not begin with '%s'", err, want);
	ck_assert_msg(strstr(err, reason) != NULL, "'%s' does not say '%s'", err, reason);
}

START_TEST(test_good)
{
	char err[256], schema_path[128];
	struct xml_errors e;

	snprintf(schema_path, sizeof(schema_path), "%s", put("s.rng", schema));
	xml_errors_init(&e, err, sizeof(err));
	xmlDocPtr doc = xml_load(put("x.xml", "<a>\n<!-- c -->\n<b n='1'> x \n y </b><b n='2'/></a>"), schema_path, &e);
	ck_assert_msg(doc != NULL, "%s", err);
	xmlNodePtr b = xml_first(xmlDocGetRootElement(doc));
	char *n = xml_attr(b, "n"), *text = xml_text(b);
	ck_assert_str_eq(n, "1");
	ck_assert_str_eq(text, "x y");
	ck_assert_int_eq(xml_line(b), 3);
	ck_assert_ptr_null(xml_attr(b, "m"));
	ck_assert(xml_is(xml_next(b), "b"));
	ck_assert_ptr_null(xml_next(xml_next(b)));
	free(n);
	free(text);
	xmlFreeDoc(doc);
}
END_TEST

START_TEST(test_refused)
{
	refuse("<a>\n<c/></a>", 2, "c");
	refuse("<a>\n<b/></a>", 2, "n");
	refuse("<a", 1, "");
	refuse("", 1, "");
	refuse("<!DOCTYPE a><a/>", 1, "document type declaration");
	refuse("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><a>&e;</a>", 1, "");
}
END_TEST

/* The billion laughs: refused as a document type declaration or by the parser, and quickly. */
/* One schema, document after document: a bad one spoils neither the next nor its line numbers. */
START_TEST(test_schema)
{
	static const char *const texts[] = {"<a><b n='1'/></a>", "<a>\n<c/></a>", "<a/>", "<a>\n\n<b/></a>"};
	static const int lines[] = {0, 2, 0, 3};
	char err[2048], want[128];
	struct xml_errors e;

	xml_errors_init(&e, err, sizeof(err));
	ck_assert_ptr_null(xml_schema_load("/nowhere/at/all.rng", &e));
	ck_assert_int_gt(e.count, 0);
	xml_errors_init(&e, err, sizeof(err));
	struct xml_schema *s = xml_schema_load(put("s.rng", schema), &e);
	ck_assert_msg(s != NULL, "%s", err);
	for (int i = 0; i < 8; i++) {
		const char *file = put("x.xml", texts[i % 4]);
		xml_errors_init(&e, err, sizeof(err));
		xmlDocPtr doc = xml_load(file, NULL, &e);
		ck_assert(xml_follows(doc, file, s, &e) == (lines[i % 4] == 0));
		snprintf(want, sizeof(want), "%s:%d: ", file, lines[i % 4]);
		ck_assert_msg(lines[i % 4] == 0 ? err[0] == '\0' : strncmp(err, want, strlen(want)) == 0, "%s", err);
		xmlFreeDoc(doc);
	}
	xml_schema_free(s);
}
END_TEST

START_TEST(test_bomb)
{
	char text[2048] = "<!DOCTYPE a [<!ENTITY x0 'ha'>";

	for (int i = 1; i < 30; i++) {
		char line[64];
		snprintf(line, sizeof(line), "<!ENTITY x%d '&x%d;&x%d;'>", i, i - 1, i - 1);
		strcat(text, line);
	}
	strcat(text, "]><a><b n='1'>&x29;</b></a>");
	refuse(text, 1, "");
}
END_TEST

START_TEST(test_deep)
{
	char *text = malloc(8 * 1000 + 1);

	text[0] = '\0';
	for (int i = 0; i < 1000; i++)
		memcpy(text + 3 * (size_t)i, "<a>", 4);
	refuse(text, 1, "depth");
	free(text);
}
END_TEST

START_TEST(test_size_and_kind)
{
	char err[512];
	struct xml_errors e;

	xml_errors_init(&e, err, sizeof(err));
	ck_assert_ptr_null(xml_load_limit(put("x.xml", "<a></a>"), NULL, 6, &e));
	ck_assert_ptr_nonnull(strstr(err, "larger than 6 octets"));
	xml_errors_init(&e, err, sizeof(err));
	ck_assert_ptr_null(xml_load(dir, NULL, &e));
	ck_assert_ptr_nonnull(strstr(err, "not a regular file"));
	xml_errors_init(&e, err, sizeof(err));
	ck_assert_ptr_null(xml_load("/nowhere/at/all.xml", NULL, &e));
	ck_assert_ptr_nonnull(strstr(err, "cannot be read"));
}
END_TEST

/* XInclude is not carried out: the element is as unknown as any other. */
START_TEST(test_xinclude)
{
	refuse("<a><x:include xmlns:x='http://www.w3.org/2001/XInclude' href='/etc/hostname' parse='text'/></a>", 1,
	       "include");
}
END_TEST

START_TEST(test_files)
{
	char **names, sub[128];

	put("b.xml", "");
	put("a.xml", "");
	put("c.txt", "");
	snprintf(sub, sizeof(sub), "%s/sub", dir);
	ck_assert_int_eq(mkdir(sub, 0700), 0);
	put("sub/d.xml", "");
	int n = xml_files(dir, false, &names);
	ck_assert_int_eq(n, 2);
	ck_assert_ptr_nonnull(strstr(names[0], "/a.xml"));
	ck_assert_ptr_nonnull(strstr(names[1], "/b.xml"));
	for (int i = 0; i < n; i++)
		free(names[i]);
	free(names);
	n = xml_files(dir, true, &names);
	ck_assert_int_eq(n, 3);
	for (int i = 0; i < n; i++)
		free(names[i]);
	free(names);
	ck_assert_int_eq(xml_files("/nowhere", true, &names), -1);
}
END_TEST

/* What does not fit the buffer is left out whole, never cut or run over. */
START_TEST(test_errors_buffer)
{
	char err[40];
	struct xml_errors e;

	memset(err, 'x', sizeof(err));
	xml_errors_init(&e, err, 30);
	xml_error(&e, "f", 1, "first");
	xml_error(&e, "f", 2, "second that is much too long for it");
	ck_assert_str_eq(err, "f:1: first");
	ck_assert_int_eq(e.count, 2);
	ck_assert_int_eq(err[30], 'x');
}
END_TEST

int main(void)
{
	Suite *s = suite_create("xml");
	TCase *c = tcase_create("xml");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, test_good);
	tcase_add_test(c, test_refused);
	tcase_add_test(c, test_schema);
	tcase_add_test(c, test_bomb);
	tcase_add_test(c, test_deep);
	tcase_add_test(c, test_size_and_kind);
	tcase_add_test(c, test_xinclude);
	tcase_add_test(c, test_files);
	tcase_add_test(c, test_errors_buffer);
	suite_add_tcase(s, c);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
