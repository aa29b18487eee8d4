/* SPDX-License-Identifier: Apache-2.0 */
/* Records of PROTOCOL.md: what is taken, what is refused and why. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records.h"

static char line[RECORD_MAX + 64];
static char why[200];

static bool parse(const char *text, struct record *r)
{
	size_t n = strlen(text);
	memcpy(line, text, n + 1);
	return record_parse(line, n, r, why, sizeof(why));
}

static const char cell_hex[] = "00000052ec"
			       "000000000000000000000000000000000000000000000000"
			       "00000000000000000000000000000000000000000000beef";

START_TEST(good)
{
	struct record r;
	ck_assert(parse("ok", &r) && r.kind == REC_OK);
	ck_assert(parse("error no such key", &r) && r.kind == REC_ERROR);
	ck_assert_str_eq(r.text, "no such key");
	ck_assert(parse("error", &r) && !*r.text);
	ck_assert(parse("done next=never", &r) && r.time == VTIME_NEVER);
	ck_assert(parse("done next=9223372036854775806", &r) && r.time == VTIME_NEVER - 1);
	ck_assert(parse("ip 0 45", &r) && r.kind == REC_IP && r.time == 0 && r.len == 1 && r.octets[0] == 0x45);
	ck_assert(parse("frame 17 255 65535 1 0a0b", &r) && r.kind == REC_FRAME);
	ck_assert_uint_eq(r.vpi, 255);
	ck_assert_uint_eq(r.vci, 65535);
	ck_assert_uint_eq(r.clp, 1);
	ck_assert_uint_eq(r.len, 2);
	ck_assert_uint_eq(r.octets[1], 0x0b);
	ck_assert(parse("upcall 12 resv 10.2.0.2/17/5000 style=FF", &r) && r.kind == REC_UPCALL && r.time == 12);
	ck_assert_str_eq(r.text, "resv 10.2.0.2/17/5000 style=FF");
	char cell[160];
	snprintf(cell, sizeof(cell), "cell 2831 %s", cell_hex);
	ck_assert(parse(cell, &r) && r.kind == REC_CELL && r.len == 53);
	ck_assert_uint_eq(r.octets[4], 0xec);
	ck_assert_uint_eq(r.octets[52], 0xef);
}
END_TEST

/* Record, and a part of the reason. */
static const struct {
	const char *text, *why;
} bad[] = {
    {"", "empty record"},
    {" ok", "unknown record ''"},
    {"ok ", "after the end"},
    {"ok then", "after the end"},
    {"OK", "unknown record 'OK'"},
    {"okay", "unknown record 'okay'"},
    {"ok\r", "carriage return"},
    {"error \x01", "octet 01 at column 7"},
    {"upcall 1 \xc3\xa4", "octet c3"},
    {"upcall 1", "upcall without text"},
    {"upcall -1 x", "time '-1'"},
    {"ip 1", "0 octets"},
    {"ip 1 ", "0 octets"},
    {"ip  1 45", "time ''"},
    {"ip 1 4", "odd number"},
    {"ip 1 4G", "'4G' is not lower-case hex"},
    {"ip 1 AB", "'AB' is not lower-case hex"},
    {"ip 01 45", "time '01'"},
    {"ip +1 45", "time '+1'"},
    {"ip 1.5 45", "time '1.5'"},
    {"ip 9223372036854775807 45", "is not a number"},
    {"ip 99999999999999999999999999 45", "is not a number"},
    {"ip 1 45 46", "after the end"},
    {"cell 1 0011", "2 octets, not 53"},
    {"cell 1", "0 octets"},
    {"frame 1 256 1 0 00", "VPI '256'"},
    {"frame 1 0 65536 0 00", "VCI '65536'"},
    {"frame 1 0 32 2 00", "CLP '2'"},
    {"frame 1 0 32 0 ", "0 octets"},
    {"done", "'next=' is missing"},
    {"done next=", "neither a time"},
    {"done next=soon", "neither a time"},
    {"done next=-1", "neither a time"},
    {"done next=1 ", "after the end"},
};

START_TEST(refused)
{
	struct record r;
	ck_assert_msg(!parse(bad[_i].text, &r), "'%s' was taken", bad[_i].text);
	ck_assert_msg(strstr(why, bad[_i].why), "'%s': '%s' where '%s' was expected", bad[_i].text, why, bad[_i].why);
}
END_TEST

START_TEST(too_long)
{
	struct record r;
	memset(line, 'a', sizeof(line));
	memcpy(line, "error ", 6);
	ck_assert(record_parse(line, RECORD_MAX, &r, why, sizeof(why)));
	ck_assert(!record_parse(line, RECORD_MAX + 1, &r, why, sizeof(why)));
	memset(line, '0', sizeof(line));
	memcpy(line, "ip 1 ", 5);
	ck_assert(record_parse(line, 5 + 2 * 65535, &r, why, sizeof(why)));
	memset(line, '0', sizeof(line));
	memcpy(line, "ip 1 ", 5);
	ck_assert(!record_parse(line, 5 + 2 * 65536, &r, why, sizeof(why)));
}
END_TEST

/* A NUL inside is no end of the record. */
START_TEST(nul_inside)
{
	struct record r;
	memcpy(line, "ok\0ok", 5);
	ck_assert(!record_parse(line, 5, &r, why, sizeof(why)));
	ck_assert_ptr_nonnull(strstr(why, "octet 00"));
}
END_TEST

START_TEST(hello)
{
	struct iut_hello h;
	ck_assert(hello_parse("box 1.0 atm=cells roles=egress,ingress uni=3.1,4.0 control=yes later=1", &h, why,
			      sizeof(why)));
	ck_assert_str_eq(h.name, "box");
	ck_assert_str_eq(h.version, "1.0");
	ck_assert_str_eq(h.roles, "egress,ingress");
	ck_assert_str_eq(h.uni, "3.1,4.0");
	ck_assert(!h.frames && h.control);
	ck_assert(hello_parse("box 1.0 uni=3.0 roles=host-sender atm=frames", &h, why, sizeof(why)));
	ck_assert(h.frames && !h.control);
}
END_TEST

static const struct {
	const char *text, *why;
} bad_hello[] = {
    {"", "name and version"},
    {"box", "name and version"},
    {"box 1", "atm= is missing"},
    {"box 1 atm=cells", "roles= is missing"},
    {"box 1 atm=cells roles=ingress", "uni= is missing"},
    {"box 1 atm=cell roles=ingress uni=3.1", "neither cells nor frames"},
    {"box 1 atm=cells roles=router uni=3.1", "unknown role"},
    {"box 1 atm=cells roles=ingress, uni=3.1", "unknown role"},
    {"box 1 atm=cells roles= uni=3.1", "unknown role"},
    {"box 1 atm=cells roles=ingress uni=3.2", "unknown version"},
    {"box 1 atm=cells roles=ingress uni=3.1 control=maybe", "neither yes nor no"},
    {"box 1 cells", "not key=value"},
    {"box 12345678901234567890123456789012 atm=cells", "version has 32 octets"},
};

START_TEST(hello_refused)
{
	struct iut_hello h;
	ck_assert_msg(!hello_parse(bad_hello[_i].text, &h, why, sizeof(why)), "'%s' was taken", bad_hello[_i].text);
	ck_assert_msg(strstr(why, bad_hello[_i].why), "'%s': '%s'", bad_hello[_i].text, why);
}
END_TEST

START_TEST(written)
{
	struct wr w = {0};
	uint8_t octets[600];
	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)(i * 7);
	record_text(&w, "ip");
	record_number(&w, 0);
	record_octets(&w, octets, sizeof(octets));
	record_end(&w);
	ck_assert_mem_eq(w.p, "ip 0 00070e15", 13);
	ck_assert_uint_eq(w.len, 5 + 2 * sizeof(octets) + 1);
	/* What we write, we can read. */
	struct record r;
	memcpy(line, w.p, w.len - 1);
	ck_assert(record_parse(line, w.len - 1, &r, why, sizeof(why)));
	ck_assert_uint_eq(r.len, sizeof(octets));
	ck_assert_mem_eq(r.octets, octets, sizeof(octets));
	wr_reset(&w);
	record_number(&w, UINT64_MAX);
	ck_assert_mem_eq(w.p, " 18446744073709551615", 21);
	wr_free(&w);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("records");
	TCase *c = tcase_create("parse");
	tcase_add_test(c, good);
	tcase_add_loop_test(c, refused, 0, (int)(sizeof(bad) / sizeof(bad[0])));
	tcase_add_test(c, too_long);
	tcase_add_test(c, nul_inside);
	tcase_add_test(c, hello);
	tcase_add_loop_test(c, hello_refused, 0, (int)(sizeof(bad_hello) / sizeof(bad_hello[0])));
	tcase_add_test(c, written);
	suite_add_tcase(s, c);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
