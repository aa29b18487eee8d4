/* SPDX-License-Identifier: Apache-2.0 */
/* Recordings of stock Linux ATM hosts (tests/captures): our decoders against what strangers sent. */
#include <pcap/pcap.h>

#include "wire/q2931.h"
#include "wire/sscop.h"

#include "../../base/tests/run_suite.h"
#include "golden.h"

#define CAPTURES        SOURCE_DIR "/tests/captures/linux-atm-"
#define SUNATM_HEADER   4
#define USER_TO_NETWORK 0x80
#define VCI_SIGNALLING  5

/* What each file holds on VPI 0 VCI 5. 'other_order': SETUPs and the like whose
 * elements stand in another order than ours. 'not_in_version': messages that the
 * version does not have. */
static const struct capture {
	const char *name;
	enum uni_version version;
	int frames, messages, other_order, not_in_version;
} captures[] = {
    {"uni30-setup-connect-release", UNI_30, 76, 24, 5, 0},
    {"uni31-setup-connect-release", UNI_31, 75, 24, 5, 0},
    {"uni40-setup-connect-release", UNI_40, 76, 24, 5, 0},
    {"uni30-clip-ping", UNI_30, 32, 8, 2, 0},
    {"uni31-clip-ping", UNI_31, 31, 8, 2, 0},
    {"uni40-clip-ping", UNI_40, 32, 8, 2, 0},
    {"uni31-svc-send-recv", UNI_31, 17, 6, 1, 0},
    {"uni31-saal-restart", UNI_31, 45, 11, 3, 0},
    {"uni31-saal-restart-error-recovery", UNI_31, 32, 5, 2, 0},
    {"uni31-leaf-status-restart", UNI_31, 48, 24, 3, 1},
    {"ilmi-registration", UNI_31, 0, 0, 0, 0},
};

struct span {
	const uint8_t *p;
	size_t n;
};

/* The elements of a message, sorted by their octets. */
static size_t elements(const uint8_t *message, size_t n, struct span out[64])
{
	size_t count = 0;
	for (size_t at = 9; at < n; count++) {
		ck_assert_uint_lt(count, 64);
		ck_assert_uint_le(at + 4, n);
		size_t len = 4 + ((size_t)message[at + 2] << 8 | message[at + 3]);
		ck_assert_uint_le(at + len, n);
		size_t k = count;
		for (; k > 0 && memcmp(message + at, out[k - 1].p, len < out[k - 1].n ? len : out[k - 1].n) < 0; k--)
			out[k] = out[k - 1];
		out[k] = (struct span){message + at, len};
		at += len;
	}
	return count;
}

static void same_elements(const uint8_t *a, const uint8_t *b, size_t n)
{
	struct span x[64], y[64];
	size_t count = elements(a, n, x);
	ck_assert_mem_eq(a, b, 9);
	ck_assert_uint_eq(elements(b, n, y), count);
	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_eq(x[i].n, y[i].n);
		ck_assert_mem_eq(x[i].p, y[i].p, x[i].n);
	}
}

static void one_message(const uint8_t *octets, size_t n, bool to_network, const struct capture *c, struct capture *seen)
{
	struct q2931_msg m;
	uint8_t *p = exactly(octets, n);
	struct wire_outcome o = q2931_decode(p, n, c->version, &m);
	free(p);
	seen->messages++;
	if (o.code == WIRE_UNKNOWN) {
		seen->not_in_version++;
		return;
	}
	ck_assert_int_eq(o.code, WIRE_OK);
	ck_assert_uint_eq(m.n_bad, 0);
	uint8_t missing[8];
	size_t n_missing;
	o = q2931_validate(&m, to_network, missing, &n_missing);
	ck_assert_msg(o.code == WIRE_OK, "%s: %s %s", c->name, q2931_type_name(m.type), o.what);
	struct wr w = {0};
	q2931_encode(&w, &m);
	ck_assert_uint_eq(w.len, n);
	seen->other_order += memcmp(w.p, octets, n) != 0;
	same_elements(w.p, octets, n);
	wr_free(&w);
}

static void one_frame(const uint8_t *octets, size_t n, bool to_network, const struct capture *c, struct capture *seen)
{
	struct sscop_pdu pdu;
	uint8_t *p = exactly(octets, n);
	struct wire_outcome o = sscop_decode(p, n, &pdu);
	ck_assert_msg(o.code == WIRE_OK, "%s: %s", c->name, o.what);
	struct wr w = {0};
	sscop_encode(&w, &pdu);
	ck_assert_uint_eq(w.len, n);
	ck_assert_mem_eq(w.p, octets, n);
	wr_free(&w);
	seen->frames++;
	if (pdu.type == SSCOP_SD)
		one_message(pdu.data, pdu.data_len, to_network, c, seen);
	free(p);
}

/* Counts the frames of each direction on 0/5 besides, if asked. */
static struct capture walk(const struct capture *c, int per_direction[2])
{
	char path[512], error[PCAP_ERRBUF_SIZE];
	snprintf(path, sizeof(path), CAPTURES "%s.pcap", c->name);
	pcap_t *pcap = pcap_open_offline(path, error);
	ck_assert_msg(pcap != NULL, "%s", error);
	ck_assert_int_eq(pcap_datalink(pcap), DLT_SUNATM);
	struct capture seen = {.name = c->name, .version = c->version};
	struct pcap_pkthdr *h;
	const u_char *octets;
	int all = 0;
	while (pcap_next_ex(pcap, &h, &octets) == 1) {
		all++;
		ck_assert_uint_ge(h->caplen, SUNATM_HEADER);
		if (octets[1] != 0 || (octets[2] << 8 | octets[3]) != VCI_SIGNALLING)
			continue;
		bool to_network = octets[0] & USER_TO_NETWORK;
		if (per_direction)
			per_direction[to_network]++;
		one_frame(octets + SUNATM_HEADER, h->caplen - SUNATM_HEADER, to_network, c, &seen);
	}
	pcap_close(pcap);
	ck_assert_int_gt(all, 0);
	return seen;
}

START_TEST(recordings_decode_and_encode)
{
	int messages = 0, identical = 0;
	for (size_t i = 0; i < sizeof(captures) / sizeof(captures[0]); i++) {
		const struct capture *c = &captures[i];
		struct capture seen = walk(c, NULL);
		printf("%-34s %3d frames, %2d messages, %2d in other order, %d not in the version\n", c->name,
		       seen.frames, seen.messages, seen.other_order, seen.not_in_version);
		ck_assert_int_eq(seen.frames, c->frames);
		ck_assert_int_eq(seen.messages, c->messages);
		ck_assert_int_eq(seen.other_order, c->other_order);
		ck_assert_int_eq(seen.not_in_version, c->not_in_version);
		messages += seen.messages;
		identical += seen.messages - seen.other_order - seen.not_in_version;
	}
	printf("%d of %d messages encode to the same octets\n", identical, messages);
}
END_TEST

/* The TCP streams of one run: whole records, and on 0/5 what the capture holds. */
START_TEST(atmtcp_streams)
{
	static const char *const streams[2] = {"net-to-user", "user-to-net"};
	const struct capture *c = &captures[1];
	int expected[2] = {0};
	walk(c, expected);
	for (int to_network = 0; to_network < 2; to_network++) {
		char path[512];
		snprintf(path, sizeof(path), CAPTURES "%s.%s.atmtcp", c->name, streams[to_network]);
		FILE *f = fopen(path, "rb");
		ck_assert_ptr_nonnull(f);
		uint8_t stream[16384];
		size_t n = fread(stream, 1, sizeof(stream), f);
		fclose(f);
		ck_assert_uint_lt(n, sizeof(stream));
		struct capture seen = {0};
		struct rd r;
		rd_init(&r, stream, n);
		while (rd_left(&r) > 0) {
			uint16_t vpi = rd_u16(&r), vci = rd_u16(&r);
			size_t len = rd_u32(&r);
			const uint8_t *sdu = rd_octets(&r, len);
			ck_assert_ptr_nonnull(sdu);
			if (vpi == 0 && vci == VCI_SIGNALLING)
				one_frame(sdu, len, to_network, c, &seen);
		}
		ck_assert_int_eq(seen.frames, expected[to_network]);
	}
}
END_TEST

RUN_SUITE("captures", recordings_decode_and_encode, atmtcp_streams)
