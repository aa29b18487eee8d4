/* SPDX-License-Identifier: Apache-2.0 */
/* What the testers build, read back by the codecs of impl/wire: two writers that never saw each other. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tester/packet.h"
#include "wire/ip.h"
#include "wire/llc.h"
#include "wire/rsvp.h"

static const struct rsvp_body whole = {
    .ttl = 63,
    .session = 0x0a020002,
    .protocol = 17,
    .port = 5000,
    .hop = 0x0a000002,
    .lih = 0x12345678,
    .refresh_ms = 30000,
    .sender = 0x0a010002,
    .sender_port = 4000,
    .r = 25000,
    .b = 5000,
    .p = 50000,
    .m = 100,
    .M = 1000,
    .has_confirm = true,
    .confirm = 0x0a000002,
    .error_node = 0x0a000001,
};

static const struct {
	enum rsvp_kind kind;
	enum rsvp_type type;
	bool hop, time, style, tspec, flow, confirm, error;
} kinds[] = {
    {RSVP_BODY_PATH, RSVP_PATH, true, true, false, true, false, false, false},
    {RSVP_BODY_RESV, RSVP_RESV, true, true, true, false, true, true, false},
    {RSVP_BODY_PATHTEAR, RSVP_PATHTEAR, true, false, false, true, false, false, false},
    {RSVP_BODY_RESVTEAR, RSVP_RESVTEAR, true, false, true, false, true, false, false},
    {RSVP_BODY_RESVCONF, RSVP_RESVCONF, false, false, true, false, true, true, true},
};

static void tspec_is(const struct tspec *t)
{
	ck_assert(t->r == whole.r && t->b == whole.b && t->p == whole.p);
	ck_assert_uint_eq(t->m, whole.m);
	ck_assert_uint_eq(t->M, whole.M);
}

/* Styles of a reservation for two senders: which FILTER_SPECs stand in the message. */
static const struct {
	enum body_style body;
	enum rsvp_style style;
	int filters;
} styles[] = {{BODY_FF, RSVP_FF, 1}, {BODY_SE, RSVP_SE, 2}, {BODY_WF, RSVP_WF, 0}};

START_TEST(reservation_styles)
{
	struct rsvp_body b = whole;
	struct rsvp_msg m;
	uint8_t out[RSVP_BODY_MAX];

	b.kind = RSVP_BODY_RESV;
	b.style = styles[_i].body;
	b.sender_port = 4000;
	b.n_more = b.style == BODY_SE;
	b.more[0].sender = 0x0a010003;
	b.more[0].port = 4001;
	size_t n = rsvp_body_write(&b, out);
	ck_assert(rsvp_decode(out, n, &m).code == WIRE_OK);
	ck_assert(m.style == styles[_i].style && m.n_flows == 1 && m.flows[0].n_filters == styles[_i].filters);
	if (styles[_i].filters > 0)
		ck_assert(ip_addr_to_v4(&m.flows[0].filters[0].src) == whole.sender &&
			  m.flows[0].filters[0].port == 4000);
	if (styles[_i].filters > 1)
		ck_assert(ip_addr_to_v4(&m.flows[0].filters[1].src) == 0x0a010003 &&
			  m.flows[0].filters[1].port == 4001);
}
END_TEST

START_TEST(bodies)
{
	struct rsvp_body b = whole;
	struct rsvp_msg m;
	uint8_t out[RSVP_BODY_MAX];

	b.kind = kinds[_i].kind;
	size_t n = rsvp_body_write(&b, out);
	struct wire_outcome o = rsvp_decode(out, n, &m);
	ck_assert_msg(o.code == WIRE_OK, "%s at %zu: %s", wire_code_name(o.code), o.offset, o.what);
	ck_assert_int_eq(m.type, kinds[_i].type);
	ck_assert_uint_eq(m.ttl, 63);
	ck_assert_uint_eq(ip_addr_to_v4(&m.session.dst), whole.session);
	ck_assert_uint_eq(m.session.protocol, 17);
	ck_assert_uint_eq(m.session.port, 5000);
	ck_assert(m.has_hop == kinds[_i].hop && m.has_time == kinds[_i].time && m.has_style == kinds[_i].style);
	ck_assert(m.has_tspec == kinds[_i].tspec && m.has_confirm == kinds[_i].confirm &&
		  m.has_error == kinds[_i].error);
	if (m.has_hop) {
		ck_assert_uint_eq(ip_addr_to_v4(&m.hop.addr), whole.hop);
		ck_assert_uint_eq(m.hop.lih, whole.lih);
	}
	if (m.has_time)
		ck_assert_uint_eq(m.refresh_ms, 30000);
	if (m.has_style)
		ck_assert_int_eq(m.style, RSVP_FF);
	if (m.has_confirm)
		ck_assert_uint_eq(ip_addr_to_v4(&m.confirm), whole.confirm);
	if (m.has_error) {
		ck_assert_uint_eq(ip_addr_to_v4(&m.error.node), whole.error_node);
		ck_assert_uint_eq(m.error.code, 0);
	}
	if (kinds[_i].flow) {
		ck_assert_uint_eq(m.n_flows, 1);
		ck_assert(m.flows[0].has_flowspec && m.flows[0].n_filters == 1);
		ck_assert_int_eq(m.flows[0].flowspec.service, INTSERV_CLS);
		tspec_is(&m.flows[0].flowspec.t);
		ck_assert_uint_eq(ip_addr_to_v4(&m.flows[0].filters[0].src), whole.sender);
		ck_assert_uint_eq(m.flows[0].filters[0].port, 4000);
	} else {
		ck_assert(m.has_sender && ip_addr_to_v4(&m.sender.src) == whole.sender && m.sender.port == 4000);
		tspec_is(&m.tspec);
	}
	ck_assert(m.adspec.present == (kinds[_i].kind == RSVP_BODY_PATH));
	ck_assert(!m.adspec.present || (m.adspec.hops == 1 && m.adspec.mtu == 9180 && m.adspec.cls.present));
	/* Any damaged octet is seen. */
	out[n / 2] ^= 1;
	ck_assert_int_ne(rsvp_decode(out, n, &m).code, WIRE_OK);
}
END_TEST

START_TEST(confirm_is_left_out)
{
	struct rsvp_body b = whole;
	struct rsvp_msg m;
	uint8_t out[RSVP_BODY_MAX];

	b.kind = RSVP_BODY_RESV;
	b.has_confirm = false;
	ck_assert_int_eq(rsvp_decode(out, rsvp_body_write(&b, out), &m).code, WIRE_OK);
	ck_assert(!m.has_confirm);
}
END_TEST

START_TEST(packets_by_libnet)
{
	static const uint8_t payload[] = "numbered packets of a test flow";
	struct packets *p = packets_create();
	struct packet_hdr h = {.src = 0x0a010002, .dst = 0x0a020002, .ttl = 17, .tos = 4};
	struct ip4_hdr ip;
	struct udp_hdr udp;
	size_t n, at;
	uint16_t ethertype;

	ck_assert_ptr_nonnull(p);
	const uint8_t *packet = packet_udp(p, &h, 4000, 5000, payload, sizeof(payload), &n);
	ck_assert_ptr_nonnull(packet);
	ck_assert_uint_eq(n, 28 + sizeof(payload));
	ck_assert_int_eq(ip4_decode(packet, n, &ip).code, WIRE_OK);
	ck_assert(ip.src == h.src && ip.dst == h.dst && ip.ttl == 17 && ip.tos == 4 && !ip.router_alert);
	ck_assert_uint_eq(ip.protocol, IPPROTO_UDP_);
	ck_assert_int_eq(udp_decode(packet + 20, n - 20, &udp).code, WIRE_OK);
	ck_assert(udp.src_port == 4000 && udp.dst_port == 5000);
	ck_assert(packet[26] != 0 || packet[27] != 0);
	ck_assert(udp_checksum_ok(ip.src, ip.dst, packet + 20, n - 20));
	ck_assert_mem_eq(packet + 28, payload, sizeof(payload));

	/* The packet that was just built may be the payload of the frame. */
	uint8_t copy[128];
	memcpy(copy, packet, n);
	size_t len;
	const uint8_t *frame = packet_llc(p, ETHERTYPE_IPV4, packet, n, &len);
	ck_assert_ptr_nonnull(frame);
	ck_assert_uint_eq(len, n + LLC_SNAP_LEN);
	ck_assert_int_eq(llc_classify(frame, len, &ethertype, &at), ENCAP_LLC);
	ck_assert(ethertype == ETHERTYPE_IPV4 && at == LLC_SNAP_LEN);
	ck_assert_mem_eq(frame + at, copy, n);

	h.router_alert = true;
	packet = packet_ip(p, &h, IPPROTO_RSVP_, payload, sizeof(payload), &n);
	ck_assert_ptr_nonnull(packet);
	ck_assert_int_eq(ip4_decode(packet, n, &ip).code, WIRE_OK);
	ck_assert(ip.router_alert && ip.hdr_len == 24 && ip.protocol == IPPROTO_RSVP_);
	ck_assert_mem_eq(packet + 24, payload, sizeof(payload));
	packets_free(p);
}
END_TEST

START_TEST(longest_and_too_long)
{
	struct packets *p = packets_create();
	const struct packet_hdr h = {.src = 1, .dst = 2, .ttl = 1};
	uint8_t *payload = calloc(1, 65508);
	size_t n;

	ck_assert_ptr_nonnull(packet_udp(p, &h, 1, 2, payload, 65507, &n));
	ck_assert_uint_eq(n, 65535);
	ck_assert_ptr_null(packet_udp(p, &h, 1, 2, payload, 65508, &n));
	ck_assert_ptr_nonnull(packet_udp(p, &h, 1, 2, payload, 1, &n));
	ck_assert_uint_eq(n, 29);
	free(payload);
	packets_free(p);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("tester");
	TCase *t = tcase_create("packets");

	tcase_add_loop_test(t, reservation_styles, 0, (int)(sizeof(styles) / sizeof(*styles)));
	tcase_add_loop_test(t, bodies, 0, sizeof(kinds) / sizeof(*kinds));
	tcase_add_test(t, confirm_is_left_out);
	tcase_add_test(t, packets_by_libnet);
	tcase_add_test(t, longest_and_too_long);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
