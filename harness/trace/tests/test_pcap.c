/* SPDX-License-Identifier: Apache-2.0 */
/* Captures read back with libpcap: link types, pseudo headers, times, what is left out. */
#include "sample.h"

#include <pcap/pcap.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];

static char *path(const char *file)
{
	static char p[200];
	snprintf(p, sizeof(p), "%s/%s", dir, file);
	return p;
}

static void setup(void)
{
	strcpy(dir, "/tmp/isatm-pcap-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void teardown(void)
{
	static const char *const files[] = {"I-atm.pcap", "E1-atm.pcap", "I-ip.pcap"};
	for (size_t i = 0; i < 3; i++)
		unlink(path(files[i]));
	rmdir(dir);
}

static const struct record {
	long sec, nsec;
	uint8_t pseudo[4];
	size_t event;
} of_i[] =
    {
	{0, 0, {0x86, 0, 0, 5}, 0},       {0, 1000000, {0x86, 0, 0, 5}, 1},  {0, 2000000, {0x86, 0, 0, 5}, 2},
	{0, 3000000, {0x06, 0, 0, 5}, 5}, {0, 4000000, {0x82, 0, 0, 40}, 6}, {0, 5000000, {0x82, 0, 0, 32}, 8},
},
  of_e1[] = {
      {0, 6000000, {0x00, 0, 0, 32}, 9}, /* VC multiplexing, towards the node */
      {0, 8000000, {0x85, 0, 0, 16}, 11},
      {0, 8000000, {0x82, 0, 0, 77}, 12},
      {0, 8000000, {0x86, 0, 0, 5}, 13},
};

static void compare(const struct trace *t, const char *file, const struct record *want, size_t n)
{
	char err[PCAP_ERRBUF_SIZE];
	pcap_t *p = pcap_open_offline_with_tstamp_precision(path(file), PCAP_TSTAMP_PRECISION_NANO, err);
	ck_assert_msg(p, "%s", err);
	ck_assert_int_eq(pcap_datalink(p), DLT_SUNATM);
	struct pcap_pkthdr *h;
	const u_char *octets;
	for (size_t i = 0; i < n; i++) {
		const struct trace_event *e = trace_at(t, want[i].event);
		ck_assert_int_eq(pcap_next_ex(p, &h, &octets), 1);
		ck_assert_int_eq(h->ts.tv_sec, want[i].sec);
		ck_assert_int_eq(h->ts.tv_usec, want[i].nsec);
		ck_assert_uint_eq(h->len, e->len + 4);
		ck_assert_uint_eq(h->caplen, h->len);
		ck_assert_mem_eq(octets, want[i].pseudo, 4);
		ck_assert_mem_eq(octets + 4, e->octets, e->len);
	}
	ck_assert_int_eq(pcap_next_ex(p, &h, &octets), PCAP_ERROR_BREAK);
	pcap_close(p);
}

START_TEST(read_back)
{
	struct trace *t = sample();
	char err[300] = "", perr[PCAP_ERRBUF_SIZE];
	ck_assert_msg(trace_write_pcaps(t, dir, err, sizeof(err)), "%s", err);
	compare(t, "I-atm.pcap", of_i, sizeof(of_i) / sizeof(of_i[0]));
	compare(t, "E1-atm.pcap", of_e1, sizeof(of_e1) / sizeof(of_e1[0]));
	pcap_t *p = pcap_open_offline(path("I-ip.pcap"), perr);
	ck_assert_msg(p, "%s", perr);
	ck_assert_int_eq(pcap_datalink(p), DLT_RAW);
	struct pcap_pkthdr *h;
	const u_char *octets;
	ck_assert_int_eq(pcap_next_ex(p, &h, &octets), 1);
	ck_assert_mem_eq(octets, trace_at(t, 7)->octets, trace_at(t, 7)->len);
	pcap_close(p);
	ck_assert_int_ne(access(path("S-atm.pcap"), F_OK), 0);
	trace_free(t);
}
END_TEST

static size_t slurp(const char *file, char *buf, size_t cap)
{
	FILE *f = fopen(path(file), "rb");
	ck_assert_ptr_nonnull(f);
	size_t n = fread(buf, 1, cap, f);
	fclose(f);
	return n;
}

START_TEST(same_octets)
{
	static char a[65536], b[65536];
	struct trace *t = sample(), *u = sample();
	char err[300] = "";
	ck_assert(trace_write_pcaps(t, dir, err, sizeof(err)));
	size_t n = slurp("I-atm.pcap", a, sizeof(a));
	ck_assert(trace_write_pcaps(u, dir, err, sizeof(err)));
	ck_assert_uint_eq(slurp("I-atm.pcap", b, sizeof(b)), n);
	ck_assert_mem_eq(a, b, n);
	/* Nanoseconds, link type 123. */
	ck_assert_mem_eq(a, "\x4d\x3c\xb2\xa1", 4);
	ck_assert_int_eq(a[20], 123);
	trace_free(t);
	trace_free(u);
}
END_TEST

/* A frame that the node sent is in the capture even if the network then lost it. */
START_TEST(lost_frames)
{
	struct trace *t = sample_nodes();
	char err[300] = "", perr[PCAP_ERRBUF_SIZE];
	struct trace_frame_in f = {.node = 1,
				   .dir = TRACE_OUT,
				   .vci = 40,
				   .ok = true,
				   .dropped = true,
				   .sdu = (const uint8_t *)"\xaa\xaa\x03",
				   .len = 3};
	trace_add_frame(t, &f);
	f.dir = TRACE_IN;
	trace_add_frame(t, &f);
	f.dropped = f.ok = false; /* raw payloads are no SDU */
	f.bad = "CRC";
	trace_add_frame(t, &f);
	ck_assert(trace_write_pcaps(t, dir, err, sizeof(err)));
	pcap_t *p = pcap_open_offline(path("I-atm.pcap"), perr);
	struct pcap_pkthdr *h;
	const u_char *octets;
	ck_assert_ptr_nonnull(p);
	ck_assert_int_eq(pcap_next_ex(p, &h, &octets), 1);
	ck_assert_uint_eq(octets[0] & 0x80, 0x80);
	ck_assert_int_eq(pcap_next_ex(p, &h, &octets), PCAP_ERROR_BREAK);
	pcap_close(p);
	trace_free(t);
}
END_TEST

START_TEST(cannot_write)
{
	struct trace *t = sample();
	char err[300] = "";
	ck_assert(!trace_write_pcaps(t, "/no/such/folder", err, sizeof(err)));
	ck_assert_str_eq(err, "/no/such/folder: No such file or directory");
	ck_assert_int_eq(mkdir(path("I-atm.pcap"), 0700), 0);
	ck_assert(!trace_write_pcaps(t, dir, err, sizeof(err)));
	ck_assert_ptr_nonnull(strstr(err, "I-atm.pcap: Is a directory"));
	rmdir(path("I-atm.pcap"));
	ck_assert(!trace_write_pcaps(t, "/dev/null", err, sizeof(err)));
	trace_free(t);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("pcap");
	TCase *c = tcase_create("pcap");
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, read_back);
	tcase_add_test(c, same_octets);
	tcase_add_test(c, lost_frames);
	tcase_add_test(c, cannot_write);
	suite_add_tcase(s, c);
	return run_suite(s);
}
