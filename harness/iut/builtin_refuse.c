/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "refuse-all": its signalling works, and it uses it to refuse each incoming call
 * (cause 21, call rejected). It makes no call, sends no IP packet, and refuses every
 * request of its user.
 */
#include "builtin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "uni/uni.h"
#include "wire/aal5.h"
#include "wire/cell.h"

#define VCI_SIGNALLING      5
#define CAUSE_CALL_REJECTED 21
#define MAX_SDU             (4096 + 64) /* SSCOP information and trailer */

struct refuse {
	struct iut base;
	struct pacer pacer;
	struct uni_config config;
	struct uni *uni;
	struct aal5_reasm reasm;
	struct wr pdu;
};

static struct refuse *refuse_of(struct iut *i)
{
	return (struct refuse *)i;
}

static bool refuse_configure(struct iut *i, struct iut_setting *settings, size_t n)
{
	struct refuse *r = refuse_of(i);
	for (size_t k = 0; k < n; k++) {
		const char *value = settings[k].value;
		if (strcmp(settings[k].key, "uni-version") == 0)
			r->config.version = strcmp(value, "3.0") == 0   ? UNI_30
					    : strcmp(value, "4.0") == 0 ? UNI_40
									: UNI_31;
		else if (strcmp(settings[k].key, "atm-address") == 0)
			atm_addr_parse(value, &r->config.address);
	}
	return builtin_configure(i, settings, n);
}

static void send_frame(struct refuse *r, vtime t, const uint8_t *sdu, size_t len)
{
	wr_reset(&r->pdu);
	aal5_encode(&r->pdu, sdu, len, 0);
	for (size_t at = 0; !r->pdu.failed && at < r->pdu.len; at += CELL_PAYLOAD) {
		uint8_t cell[CELL_LEN];
		struct cell_hdr h = {.vci = VCI_SIGNALLING, .pti = at + CELL_PAYLOAD == r->pdu.len ? PTI_LAST : 0};
		cell_hdr_encode(&h, cell);
		memcpy(cell + CELL_LEN - CELL_PAYLOAD, r->pdu.p + at, CELL_PAYLOAD);
		pacer_cell(&r->pacer, r->base.link_bps, t, cell);
	}
}

static void run(struct refuse *r, vtime t)
{
	struct uni_out o;
	while (uni_drain(r->uni, &o)) {
		if (o.kind == UNI_FRAME)
			send_frame(r, t, o.octets, o.len);
		else if (o.kind == UNI_SETUP_IND)
			uni_release_req(r->uni, t, o.call, CAUSE_CALL_REJECTED, NULL, 0);
	}
}

static bool refuse_start(struct iut *i, uint64_t seed, char *err, size_t err_len)
{
	struct refuse *r = refuse_of(i);
	r->uni = uni_create(&r->config);
	if (!r->uni) {
		snprintf(err, err_len, "out of memory");
		return false;
	}
	uni_start(r->uni, 0);
	run(r, 0);
	return true;
}

static void refuse_cell(struct iut *i, vtime t, const uint8_t cell[53])
{
	struct refuse *r = refuse_of(i);
	struct cell_hdr h;
	enum aal5_result result;
	const uint8_t *sdu;
	size_t len;
	uint8_t uu;
	if (!r->uni || !cell_hdr_decode(cell, &h) || h.vpi != 0 || h.vci != VCI_SIGNALLING || h.pti & PTI_NOT_USER)
		return;
	if (aal5_reasm_cell(&r->reasm, cell + CELL_LEN - CELL_PAYLOAD, h.pti & PTI_LAST, &result, &sdu, &len, &uu) &&
	    result == AAL5_OK) {
		uni_frame(r->uni, t, sdu, len);
		run(r, t);
	}
}

static bool refuse_control(struct iut *i, vtime t, const char *request, char *err, size_t err_len)
{
	snprintf(err, err_len, "refused");
	return false;
}

static bool refuse_advance(struct iut *i, vtime t, vtime *next)
{
	struct refuse *r = refuse_of(i);
	if (r->uni) {
		uni_time(r->uni, t);
		run(r, t);
		*next = uni_next(r->uni);
	}
	return pacer_emit(&r->pacer, i);
}

static void refuse_close(struct iut *i)
{
	struct refuse *r = refuse_of(i);
	uni_free(r->uni);
	aal5_reasm_free(&r->reasm);
	wr_free(&r->pdu);
	free(r->pacer.v);
	free(r);
}

static const struct iut_ops refuse_ops = {
    .configure = refuse_configure,
    .start = refuse_start,
    .cell = refuse_cell,
    .ip = builtin_ip,
    .control = refuse_control,
    .advance = refuse_advance,
    .unknown = builtin_unknown,
    .finish = builtin_finish,
    .close = refuse_close,
};

struct iut *refuse_open(const char *argument, const struct iut_limits *limits, enum iut_fault *fault, char *err,
			size_t err_len)
{
	struct refuse *r = builtin_new(sizeof(*r), &refuse_ops, limits, "refuse-all", fault, err, err_len);
	if (!r)
		return NULL;
	r->config = (struct uni_config){.version = UNI_31};
	r->reasm.max_sdu = MAX_SDU;
	return &r->base;
}
