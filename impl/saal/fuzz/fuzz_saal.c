/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One SAAL under anything: PDUs (whole, built from the input, or raw), requests and time in
 * any order. It must not crash, leak, come to a cell that its tables do not have, or
 * keep more than its limits allow.
 */
#include <stdlib.h>
#include <string.h>

#include "saal_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void drain(struct saal *s)
{
	struct saal_out o;
	struct sscop_pdu pdu;
	while (saal_drain(s, &o)) {
		if (o.kind == SAAL_PDU && sscop_decode(o.octets, o.len, &pdu).code != WIRE_OK)
			abort();
	}
}

/* A well-formed PDU with the numbers near those that the machine expects. */
static void send_built(struct saal *s, vtime now, struct rd *r)
{
	struct sscop_pdu pdu = {.type = (enum sscop_type)(1 + rd_u8(r) % 15)};
	struct sscop *p = &s->sscop;
	uint8_t data[8] = "contents", near_s = rd_u8(r), near_r = rd_u8(r);
	pdu.n_s = (p->vr_r + (near_s & 15) - 2) & SSCOP_SN_MASK;
	pdu.n_r = (p->vt_a + (near_r & 7) - 1) & SSCOP_SN_MASK;
	pdu.n_ps = (p->vt_pa + (near_r >> 4) - 1) & SSCOP_SN_MASK;
	pdu.n_mr = (pdu.n_r + (near_s >> 4)) & SSCOP_SN_MASK;
	pdu.n_sq = rd_u8(r) & 3;
	pdu.data = data;
	pdu.data_len = near_s & 7;
	pdu.list_len = pdu.type == SSCOP_USTAT ? 2 : near_r & 3;
	for (size_t i = 0; i < pdu.list_len; i++)
		pdu.list[i] = (pdu.n_r + (rd_u8(r) & 15)) & SSCOP_SN_MASK;
	struct wr w = {0};
	sscop_encode(&w, &pdu);
	saal_pdu(s, now, w.p, w.len);
	wr_free(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r;
	rd_init(&r, data, size);
	uint8_t first = rd_u8(&r);
	struct saal *s = saal_create(&(struct saal_config){.window = first >> 1, .qsaal1 = first & 1});
	vtime now = 0;
	while (rd_left(&r) > 0) {
		uint8_t op = rd_u8(&r);
		switch (op & 7) {
		case 0:
			saal_establish_req(s, now);
			break;
		case 1:
			saal_release_req(s, now);
			break;
		case 2: {
			uint8_t message[64] = {0};
			saal_data_req(s, now, message, op >> 2);
			break;
		}
		case 3:
			now = vtime_add(now, VT_MS(rd_u8(&r) * 25));
			saal_time(s, now);
			break;
		case 4:
			if (saal_next(s) != VTIME_NEVER)
				now = saal_next(s) > now ? saal_next(s) : now;
			saal_time(s, now);
			break;
		case 5: {
			size_t n = rd_left(&r) < (size_t)(op >> 2) ? rd_left(&r) : (size_t)(op >> 2);
			saal_pdu(s, now, rd_octets(&r, n), n);
			break;
		}
		default:
			send_built(s, now, &r);
			break;
		}
		if (op & 64)
			drain(s);
		if (s->sscop.unforeseen || s->sig_n)
			abort();
	}
	drain(s);
	saal_free(s);
	return 0;
}
