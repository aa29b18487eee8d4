/* SPDX-License-Identifier: Apache-2.0 */
/* A second builder beside ours: libnet must come to the same octets. */
#include "octets.h"

#include <libnet.h>

#include "wire/ip.h"

static libnet_t *net;

static void setup(void)
{
	char err[LIBNET_ERRBUF_SIZE];
	net = libnet_init(LIBNET_NONE, NULL, err);
	ck_assert_msg(net != NULL, "%s", err);
}

static void teardown(void)
{
	libnet_destroy(net);
}

/* libnet's packet from what was built into it since the last call. */
static uint8_t *take(uint32_t *n)
{
	uint8_t *p = NULL;
	ck_assert_msg(libnet_pblock_coalesce(net, &p, n) == 1, "%s", libnet_geterror(net));
	libnet_clear_packet(net);
	return p;
}

/* Innermost block first; the options before the header they belong to. */
static void build_ip4(const struct ip4_hdr *h, uint16_t len, const uint8_t *payload, uint32_t payload_len)
{
	static const uint8_t router_alert[4] = {0x94, 0x04, 0x00, 0x00};
	if (h->router_alert)
		ck_assert_int_ne(libnet_build_ipv4_options(router_alert, sizeof(router_alert), net, 0), -1);
	uint16_t total = (uint16_t)(LIBNET_IPV4_H + (h->router_alert ? 4 : 0) + len);
	ck_assert_msg(libnet_build_ipv4(total, h->tos, h->id, h->frag, h->ttl, h->protocol, 0, htonl(h->src),
					htonl(h->dst), payload, payload_len, net, 0) != -1,
		      "%s", libnet_geterror(net));
}

static const struct ip4_hdr headers[] = {
    {.ttl = 64, .protocol = 46, .src = 0xc000020a, .dst = 0xc6336414},
    {.ttl = 62, .protocol = 46, .src = 0xc000020a, .dst = 0xc6336414, .router_alert = true},
    {.tos = 0xb8, .ttl = 1, .protocol = 1, .id = 0xffff, .frag = 0x4000, .src = 0xffffffff, .dst = 0},
    {.tos = 0x01,
     .ttl = 255,
     .protocol = 255,
     .id = 1,
     .frag = 0x20b9,
     .src = 1,
     .dst = 0xe9fc0005,
     .router_alert = true},
};
#define N_HEADERS (sizeof(headers) / sizeof(headers[0]))

static const size_t sizes[] = {1, 2, 7, 8, 100, 1471, 1472, 9180};
#define N_SIZES (sizeof(sizes) / sizeof(sizes[0]))

static void fill(uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)(i * 7 + n);
}

START_TEST(ip4_same)
{
	uint8_t data[9180];
	for (size_t k = 0; k < N_SIZES; k++) {
		fill(data, sizes[k]);
		uint32_t n;
		build_ip4(&headers[_i], (uint16_t)sizes[k], data, (uint32_t)sizes[k]);
		uint8_t *theirs = take(&n);
		struct wr w = {0};
		ip4_encode(&w, &headers[_i], data, sizes[k]);
		ck_octets_eq("ipv4", w.p, w.len, theirs, n);
		wr_free(&w);
		free(theirs);
	}
}
END_TEST

START_TEST(udp_same)
{
	uint8_t data[9180];
	for (size_t k = 0; k < N_SIZES; k++) {
		fill(data, sizes[k]);
		uint32_t n;
		struct ip4_hdr h = headers[_i];
		struct udp_hdr u = {.src_port = (uint16_t)(4000 + k), .dst_port = 5004};
		h.protocol = IPPROTO_UDP_;
		/* libnet counts the UDP checksum only over whole datagrams. */
		h.frag &= 0x4000;
		uint16_t len = (uint16_t)(LIBNET_UDP_H + sizes[k]);
		ck_assert_int_ne(libnet_build_udp(u.src_port, u.dst_port, len, 0, data, (uint32_t)sizes[k], net, 0),
				 -1);
		build_ip4(&h, len, NULL, 0);
		uint8_t *theirs = take(&n);
		struct wr body = {0}, w = {0};
		udp_encode(&body, h.src, h.dst, &u, data, sizes[k]);
		ip4_encode(&w, &h, body.p, body.len);
		ck_octets_eq("udp", w.p, w.len, theirs, n);
		wr_free(&body);
		wr_free(&w);
		free(theirs);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("ip against libnet");
	TCase *tc = tcase_create("builders");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, ip4_same, 0, N_HEADERS);
	tcase_add_loop_test(tc, udp_same, 0, N_HEADERS);
	suite_add_tcase(s, tc);
	return run_suite(s);
}
