/* SPDX-License-Identifier: Apache-2.0 */
/* IPv4 and UDP: golden packets, options, checksums, lengths, damage, addresses in text. */
#include "octets.h"

#include "wire/ip.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* UDP 5004 > 5004 in IPv4, TTL 64, identification 1, 8 octets of data. */
static const char unicast[] = "45000024000100004011f6c4c0000201c0000202 138c138c0010ec6b 697361746d2d3031";
/* The same to a group, TTL 15. */
static const char multicast[] = "45000024000100000f11ffc9c0000201e9fc0001 138c138c0010c470 697361746d2d3031";
/* A PathTear with router alert, TTL 62; the message is left as it is. */
static const char alert[] = "46000044000000003e2efb35c000020ac6336414 94040000 100546253e00002c"
			    "000c0101c63364141100138c 000c0301cb00710100000001 000c0b01c000020a00000fa0";

static const struct {
	const char *hex, *fields;
} goldens[] = {
    {unicast, "ip.src=192.0.2.1 ip.dst=192.0.2.2 ip.protocol=17 ip.ttl=64 ip.tos=0 ip.router-alert=0 ip.length=36 "
	      "udp.src-port=5004 udp.dst-port=5004 udp.length=16 "},
    {multicast, "ip.src=192.0.2.1 ip.dst=233.252.0.1 ip.protocol=17 ip.ttl=15 ip.tos=0 ip.router-alert=0 ip.length=36 "
		"udp.src-port=5004 udp.dst-port=5004 udp.length=16 "},
    {alert, "ip.src=192.0.2.10 ip.dst=198.51.100.20 ip.protocol=46 ip.ttl=62 ip.tos=0 ip.router-alert=1 ip.length=68 "},
};

static struct wire_outcome decode(const uint8_t *p, size_t n, struct ip4_hdr *h)
{
	uint8_t *copy = exactly(p, n);
	struct wire_outcome o = ip4_decode(copy, n, h);
	free(copy);
	return o;
}

START_TEST(golden)
{
	uint8_t p[256];
	size_t n = unhex(goldens[_i].hex, p, sizeof(p));
	struct ip4_hdr h;
	ck_assert_int_eq(decode(p, n, &h).code, WIRE_OK);
	ck_assert_uint_eq(h.total_len, n);
	struct text_sink t;
	ip_fields(p, n, text_sink_start(&t));
	ck_assert_str_eq(t.text, goldens[_i].fields);

	struct wr w = {0};
	if (h.protocol == IPPROTO_UDP_) {
		struct udp_hdr u;
		const uint8_t *d = p + h.hdr_len;
		ck_assert_int_eq(udp_decode(d, n - h.hdr_len, &u).code, WIRE_OK);
		ck_assert(udp_checksum_ok(h.src, h.dst, d, u.len));
		struct wr body = {0};
		udp_encode(&body, h.src, h.dst, &u, d + 8, u.len - 8u);
		ip4_encode(&w, &h, body.p, body.len);
		wr_free(&body);
	} else {
		ip4_encode(&w, &h, p + h.hdr_len, n - h.hdr_len);
	}
	ck_octets_eq("again", w.p, w.len, p, n);
	wr_free(&w);
}
END_TEST

START_TEST(truncated_and_damaged)
{
	uint8_t p[256];
	size_t n = unhex(goldens[_i].hex, p, sizeof(p));
	struct ip4_hdr h;
	struct text_sink t;
	for (size_t cut = 0; cut < n; cut++) {
		ck_assert_int_ne(decode(p, cut, &h).code, WIRE_OK);
		uint8_t *copy = exactly(p, cut);
		ip_fields(copy, cut, text_sink_start(&t));
		ck_assert_str_eq(t.text, "");
		struct udp_hdr u;
		enum wire_code code = udp_decode(copy, cut, &u).code;
		ck_assert(cut >= 8 || code == WIRE_TRUNCATED);
		free(copy);
	}
	ck_assert_int_eq(decode(p, n, &h).code, WIRE_OK);
	size_t hdr = h.hdr_len;
	for (size_t at = 0; at < n; at++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			p[at] ^= (uint8_t)(1u << bit);
			struct wire_outcome o = decode(p, n, &h);
			ck_assert_msg((o.code != WIRE_OK) == (at < hdr), "octet %zu bit %u", at, bit);
			uint8_t *copy = exactly(p, n);
			ip_fields(copy, n, text_sink_start(&t));
			free(copy);
			p[at] ^= (uint8_t)(1u << bit);
		}
	}
}
END_TEST

/* Put a right header checksum. */
static void seal(uint8_t *p, size_t hdr)
{
	p[10] = p[11] = 0;
	uint16_t sum = inet_checksum(p, hdr);
	p[10] = (uint8_t)(sum >> 8);
	p[11] = (uint8_t)sum;
}

START_TEST(header_rules)
{
	uint8_t p[256];
	size_t n = unhex(unicast, p, sizeof(p));
	struct ip4_hdr h;
	for (unsigned v = 0; v < 256; v++) {
		p[0] = (uint8_t)v;
		size_t hdr = (v & 15) * 4u;
		seal(p, hdr > n ? n : hdr < 20 ? 20 : hdr);
		/* Of the header lengths only 20 is followed by no options here; the rest may or may not parse. */
		enum wire_code code = decode(p, n, &h).code;
		if (v == 0x45)
			ck_assert_int_eq(code, WIRE_OK);
		else if (v >> 4 != 4)
			ck_assert_int_eq(code, WIRE_BAD_VALUE);
		else if (hdr < 20 || hdr > n)
			ck_assert_int_eq(code, WIRE_BAD_LENGTH);
	}
	p[0] = 0x45;
	for (unsigned total = 0; total < 64; total++) {
		p[3] = (uint8_t)total;
		seal(p, 20);
		ck_assert_int_eq(decode(p, n, &h).code == WIRE_OK, total >= 20 && total <= n);
	}
	/* Octets of a link's padding behind the packet are not part of it. */
	p[3] = 36;
	seal(p, 20);
	memset(p + n, 0xaa, 4);
	ck_assert_int_eq(decode(p, n + 4, &h).code, WIRE_OK);
	ck_assert_uint_eq(h.total_len, 36);
}
END_TEST

START_TEST(options)
{
	static const struct {
		const char *hex;
		bool ok, alert;
	} cases[] = {
	    {"94040000", true, true},          {"94040001", true, false}, /* value reserved */
	    {"01010101", true, false},                                    /* NOPs */
	    {"0194040000000000", true, true},                             /* after a NOP */
	    {"0094040000000000", true, false},                            /* after the end of the list */
	    {"8304c000 94040000", true, true},                            /* after another option */
	    {"94030000", true, false},                                    /* not its length */
	    {"94050000", false, false},                                   /* runs past the header */
	    {"94010000", false, false},        {"94000000", false, false},
	    {"01010194", false, false}, /* no room for the length */
	};
	for (size_t i = 0; i < N(cases); i++) {
		uint8_t p[64];
		unhex(unicast, p, sizeof(p));
		size_t n = 20 + unhex(cases[i].hex, p + 20, sizeof(p) - 20);
		struct ip4_hdr h;
		p[0] = (uint8_t)(0x40 | n / 4);
		p[3] = (uint8_t)n;
		seal(p, n);
		struct wire_outcome o = decode(p, n, &h);
		ck_assert_msg((o.code == WIRE_OK) == cases[i].ok, "%s", cases[i].hex);
		if (cases[i].ok)
			ck_assert_msg(h.router_alert == cases[i].alert, "%s", cases[i].hex);
	}
}
END_TEST

/* RFC 1071 3 gives the sum ddf2 for these octets. */
START_TEST(checksum)
{
	static const uint8_t p[] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
	ck_assert_uint_eq(inet_checksum(p, 8), 0xffff & ~0xddf2);
	/* An odd octet counts as the left one of a pair. */
	ck_assert_uint_eq(inet_checksum(p, 3), 0xffff & ~(0x0001 + 0xf200));
	ck_assert_uint_eq(inet_checksum(p, 0), 0xffff);
	/* The largest packet: carries beyond 32 bits of a naive sum are not lost. */
	uint8_t *big = malloc(65535);
	memset(big, 0xff, 65535);
	ck_assert_uint_eq(inet_checksum(big, 65534), 0);
	ck_assert_uint_eq(inet_checksum(big, 65535), 0x00ff);
	free(big);
}
END_TEST

START_TEST(udp_rules)
{
	uint8_t p[64];
	size_t n = unhex(unicast, p, sizeof(p)) - 20;
	uint8_t *d = p + 20;
	struct udp_hdr u;
	ck_assert(!udp_checksum_ok(0xc0000201, 0xc0000203, d, n));
	ck_assert(!udp_checksum_ok(0xc0000201, 0xc0000202, d, 7));
	d[15] ^= 1;
	ck_assert(!udp_checksum_ok(0xc0000201, 0xc0000202, d, n));
	d[6] = d[7] = 0;
	ck_assert(udp_checksum_ok(0xc0000201, 0xc0000202, d, n));
	for (unsigned len = 0; len < 32; len++) {
		d[5] = (uint8_t)len;
		ck_assert_int_eq(udp_decode(d, n, &u).code == WIRE_OK, len >= 8 && len <= n);
	}
	/* A sum of zero goes out as ffff: the data cancels everything else. */
	struct wr w = {0};
	u = (struct udp_hdr){.src_port = 0, .dst_port = 0};
	static const uint8_t data[2] = {0xff, 0xff - 17 - 10 - 10};
	udp_encode(&w, 0, 0, &u, data, 2);
	ck_assert_uint_eq(w.p[6], 0xff);
	ck_assert_uint_eq(w.p[7], 0xff);
	ck_assert(udp_checksum_ok(0, 0, w.p, w.len));
	wr_free(&w);
}
END_TEST

/* UDP fields only where a UDP header can be: not in a later fragment, but in the first. */
START_TEST(fragments)
{
	uint8_t p[64], data[8] = {0};
	struct ip4_hdr h = {.ttl = 9, .protocol = IPPROTO_UDP_, .src = 1, .dst = 2, .frag = 0x2000};
	struct wr w = {0};
	struct text_sink t;
	unhex("138c138d01000000", p, sizeof(p));
	ip4_encode(&w, &h, p, 8);
	ip_fields(w.p, w.len, text_sink_start(&t));
	ck_assert_ptr_nonnull(strstr(t.text, "udp.src-port=5004 udp.dst-port=5005 udp.length=256 "));
	struct ip4_hdr back;
	ck_assert_int_eq(decode(w.p, w.len, &back).code, WIRE_OK);
	ck_assert_uint_eq(back.frag, 0x2000);
	h.frag = 0x0001;
	wr_reset(&w);
	ip4_encode(&w, &h, p, 8);
	ip_fields(w.p, w.len, text_sink_start(&t));
	ck_assert_ptr_null(strstr(t.text, "udp."));
	/* Less than a header of UDP. */
	h.frag = 0;
	wr_reset(&w);
	ip4_encode(&w, &h, data, 7);
	ip_fields(w.p, w.len, text_sink_start(&t));
	ck_assert_ptr_null(strstr(t.text, "udp."));
	wr_free(&w);
}
END_TEST

START_TEST(largest)
{
	uint8_t *big = calloc(1, 65536);
	struct ip4_hdr h = {.ttl = 1, .protocol = 1, .src = 1, .dst = 2}, back;
	struct udp_hdr u = {1, 2, 0};
	struct wr w = {0};
	ip4_encode(&w, &h, big, 65515);
	ck_assert(!w.failed);
	ck_assert_int_eq(ip4_decode(w.p, w.len, &back).code, WIRE_OK);
	ck_assert_uint_eq(back.total_len, 65535);
	wr_reset(&w);
	ip4_encode(&w, &h, big, 65516);
	ck_assert(w.failed);
	wr_reset(&w);
	h.router_alert = true;
	ip4_encode(&w, &h, big, 65512);
	ck_assert(w.failed);
	wr_reset(&w);
	udp_encode(&w, 1, 2, &u, big, 65527);
	ck_assert(!w.failed);
	wr_reset(&w);
	udp_encode(&w, 1, 2, &u, big, 65528);
	ck_assert(w.failed);
	wr_free(&w);
	free(big);
}
END_TEST

START_TEST(text)
{
	static const char *const good[] = {"0.0.0.0", "192.0.2.1", "255.255.255.255", "10.0.0.100"};
	static const char *const bad[] = {
	    "",         "1",        "1.2.3",  "1.2.3.4.5", "1.2.3.256", "1.2.3.-1",         "1.2.3.04",
	    " 1.2.3.4", "1.2.3.4 ", "1..2.3", "a.b.c.d",   "1.2.3.",    "99999999999.1.1.1"};
	uint32_t a;
	char out[IP4_TEXT];
	for (size_t i = 0; i < N(good); i++) {
		ck_assert_msg(ip4_parse(good[i], &a), "%s", good[i]);
		ip4_text(a, out);
		ck_assert_str_eq(out, good[i]);
	}
	for (size_t i = 0; i < N(bad); i++)
		ck_assert_msg(!ip4_parse(bad[i], &a), "%s", bad[i]);
	ck_assert(ip4_parse("192.0.2.1", &a));
	ck_assert_uint_eq(a, 0xc0000201);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("ip");
	TCase *tc = tcase_create("packets");
	tcase_add_loop_test(tc, golden, 0, N(goldens));
	tcase_add_loop_test(tc, truncated_and_damaged, 0, N(goldens));
	tcase_add_test(tc, header_rules);
	tcase_add_test(tc, options);
	tcase_add_test(tc, checksum);
	tcase_add_test(tc, udp_rules);
	tcase_add_test(tc, fragments);
	tcase_add_test(tc, largest);
	tcase_add_test(tc, text);
	suite_add_tcase(s, tc);
	return run_suite(s);
}
