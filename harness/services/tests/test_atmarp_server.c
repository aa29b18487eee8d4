/* SPDX-License-Identifier: Apache-2.0 */
/* The server on a fabric, with one client that knows only its user side. */
#include "services/atmarp_server.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "uni/uni.h"
#include "wire/atmarp.h"
#include "wire/llc.h"

#define SERVER_IP 0xc00002feu
#define MY_IP     0xc0000201u

static struct engine *e;
static struct fabric *f;
static struct atmarp_server *server;
static struct uni *uni;
static int port;
static struct atm_addr server_addr, my_addr;
static uint16_t vci;
static uint8_t cause;
static struct q2931_msg connect_msg;
static struct atmarp got[16];
static uint8_t raw[16][128];
static size_t raw_len[16];
static int n_got;

static void drain(vtime now)
{
	struct uni_out out;
	while (uni_drain(uni, &out))
		switch (out.kind) {
		case UNI_FRAME:
			ck_assert(fabric_send_frame(f, port, now, 0, 5, 0, out.octets, out.len, 0));
			break;
		case UNI_SETUP_CONF:
			vci = out.vci;
			connect_msg = *out.msg;
			break;
		case UNI_RELEASE_IND:
			cause = out.cause;
			break;
		default:
			break;
		}
}

static void frame(void *ctx, vtime now, uint8_t vpi, uint16_t in_vci, uint32_t clp1, const uint8_t *sdu, size_t len,
		  uint8_t uu)
{
	if (in_vci == 5) {
		uni_frame(uni, now, sdu, len);
		drain(now);
		return;
	}
	ck_assert_int_lt(n_got, 16);
	ck_assert_uint_lt(len, 128);
	memcpy(raw[n_got], sdu, len);
	raw_len[n_got] = len;
	ck_assert(atmarp_decode(sdu + LLC_SNAP_LEN, len - LLC_SNAP_LEN, &got[n_got]).code == WIRE_OK);
	n_got++;
}

static void run_for(vtime span)
{
	engine_run(e, engine_now(e) + span);
}

static struct atmarp_server_config config;

static void open_world(void)
{
	e = engine_create(clock_virtual());
	f = fabric_create(e, NULL, 1);
	atm_addr_parse("39999f8000000001000000000102000000"
		       "00e000",
		       &server_addr);
	atm_addr_parse("39999f8000000001000000000102000000"
		       "000100",
		       &my_addr);
	config = atmarp_server_defaults();
	config.port.address = server_addr;
	config.ip = SERVER_IP;
	server = atmarp_server_create(e, f, &config);
	ck_assert_ptr_nonnull(server);
	struct fabric_port_config p = fabric_port_defaults();
	struct fabric_end end = {.frame = frame};
	p.address = my_addr;
	port = fabric_add_port(f, &p, &end);
	ck_assert_int_eq(atmarp_server_port(server), 0);
	ck_assert_int_eq(port, 1);
	uni = uni_create(&(struct uni_config){.version = UNI_31, .address = my_addr});
	n_got = 0;
	vci = 0;
	cause = 0;
}

static void close_world(void)
{
	atmarp_server_free(server);
	fabric_free(f);
	uni_free(uni);
	engine_free(e);
}

static uni_call call(int encapsulation)
{
	struct q2931_msg m = {
	    .aal = {.present = true, .type = 5, .has_sdu = true, .fwd_sdu = 9188, .bwd_sdu = 9188},
	    .traffic = {.present = true, .best_effort = true, .has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01},
	    .bearer = {.present = true, .class_ = 16},
	    .qos = {.present = true},
	    .called = {.present = true, .plan = 2, .aesa = server_addr},
	};
	m.traffic.value[TD_FWD_PCR01] = m.traffic.value[TD_BWD_PCR01] = 353207;
	m.blli.n = encapsulation > 0;
	if (encapsulation == 1)
		m.blli.b[0] = (struct ie_blli){.has_l2 = true, .l2 = 0x0c};
	else
		m.blli.b[0] = (struct ie_blli){.has_l3 = true, .l3 = 0x0b, .has_ipi = true, .ipi = 0xcc};
	uni_call c = uni_setup_req(uni, engine_now(e), &m);
	drain(engine_now(e));
	run_for(VT_MS(10));
	return c;
}

static void ask(enum atmarp_op op, uint32_t src_ip, uint32_t tgt_ip)
{
	struct wr w = {0};
	uint8_t llc[LLC_SNAP_LEN];
	struct atmarp m = {.op = op, .has_src_atm = true, .src_atm = my_addr, .has_src_ip = true, .src_ip = src_ip};
	m.has_tgt_ip = op == ATMARP_REQUEST;
	m.tgt_ip = tgt_ip;
	llc_snap_encode(llc, ETHERTYPE_ARP);
	wr_octets(&w, llc, sizeof(llc));
	atmarp_encode(&w, &m);
	ck_assert(fabric_send_frame(f, port, engine_now(e), 0, vci, 0, w.p, w.len, 0));
	wr_free(&w);
	run_for(VT_MS(1));
}

START_TEST(register_and_ask)
{
	struct atm_addr a, other;
	open_world();
	call(1);
	ck_assert_uint_eq(vci, 32);
	ck_assert(connect_msg.aal.present && connect_msg.aal.fwd_sdu == 9188); /* RFC 2225 7.2 a) */
	ck_assert_int_eq(n_got, 1);
	ck_assert_int_eq(got[0].op, INATMARP_REQUEST);
	ck_assert_uint_eq(got[0].src_ip, SERVER_IP);
	ck_assert(!got[0].has_tgt_ip && atm_addr_equal(&got[0].tgt_atm, &my_addr));
	ask(INATMARP_REPLY, MY_IP, 0);
	ck_assert_int_eq(n_got, 1);
	ck_assert(atmarp_server_lookup(server, MY_IP, &a) && atm_addr_equal(&a, &my_addr));
	ask(ATMARP_REQUEST, MY_IP, MY_IP);
	ck_assert_int_eq(n_got, 2);
	ck_assert_int_eq(got[1].op, ATMARP_REPLY);
	ck_assert(atm_addr_equal(&got[1].src_atm, &my_addr) && got[1].tgt_ip == MY_IP);
	ask(ATMARP_REQUEST, MY_IP, SERVER_IP);
	ck_assert(got[2].op == ATMARP_REPLY && atm_addr_equal(&got[2].src_atm, &server_addr));
	ask(ATMARP_REQUEST, MY_IP, MY_IP + 7);
	ck_assert_int_eq(got[3].op, ATMARP_NAK);
	/* G-ATMARP-6: the request, but for the operation */
	static const uint8_t nak[] = {0xaa, 0xaa, 0x03, 0, 0, 0,    0x08, 0x06, 0, 0x13,
				      0x08, 0,    0x14, 0, 0, 0x0a, 4,    0,    0, 4};
	ck_assert_uint_eq(raw_len[3], 48);
	ck_assert_mem_eq(raw[3], nak, sizeof(nak));
	memset(&other, 9, sizeof(other));
	ck_assert(atmarp_server_add(server, MY_IP + 7, &other));
	ask(ATMARP_REQUEST, MY_IP, MY_IP + 7);
	ck_assert(got[4].op == ATMARP_REPLY && atm_addr_equal(&got[4].src_atm, &other));
	ask(INATMARP_REQUEST, MY_IP, 0);
	ck_assert(got[5].op == INATMARP_REPLY && got[5].src_ip == SERVER_IP && got[5].tgt_ip == MY_IP);
	ask(ATMARP_NAK, MY_IP, 0);
	ck_assert_int_eq(n_got, 6);
	run_for(VT_S(20 * 60 + 1));
	ck_assert(!atmarp_server_lookup(server, MY_IP, &a));
	ck_assert_uint_eq(atmarp_server_duplicates(server), 0);
	close_world();
}
END_TEST

START_TEST(calls_it_takes)
{
	open_world();
	call(0);
	ck_assert_uint_eq(cause, 21);
	call(2);
	ck_assert_uint_eq(cause, 88);
	config.refuse = true;
	atmarp_server_behave(server, &config);
	call(1);
	ck_assert_uint_eq(cause, 17);
	ck_assert_uint_eq(vci, 0);
	/* its port is taken: a second one cannot be */
	ck_assert_ptr_null(atmarp_server_create(e, f, &config));
	close_world();
}
END_TEST

START_TEST(misbehaviour)
{
	open_world();
	config.silent = true;
	atmarp_server_behave(server, &config);
	uni_call c = call(1);
	ck_assert_uint_eq(vci, 32);
	ask(ATMARP_REQUEST, MY_IP, MY_IP);
	ck_assert_int_eq(n_got, 0);
	config.silent = false;
	config.nak_all = true;
	atmarp_server_behave(server, &config);
	ask(ATMARP_REQUEST, MY_IP, MY_IP);
	ck_assert(n_got == 1 && got[0].op == ATMARP_NAK);
	config.nak_all = config.inatmarp = false;
	atmarp_server_behave(server, &config);
	/* the call ends and comes again: the server has let go of the old VC */
	uni_release_req(uni, engine_now(e), c, 16, NULL, 0);
	drain(engine_now(e));
	run_for(VT_MS(10));
	vci = 0;
	call(1);
	ck_assert_uint_eq(vci, 32);
	ck_assert_int_eq(n_got, 1); /* no InATMARP_Request this time */
	ask(ATMARP_REQUEST, MY_IP, MY_IP);
	ck_assert(n_got == 2 && got[1].op == ATMARP_REPLY);
	close_world();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("atmarp_server");
	TCase *c = tcase_create("atmarp_server");
	tcase_add_test(c, register_and_ask);
	tcase_add_test(c, calls_it_takes);
	tcase_add_test(c, misbehaviour);
	suite_add_tcase(s, c);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
