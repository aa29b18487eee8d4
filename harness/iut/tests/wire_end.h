/* SPDX-License-Identifier: Apache-2.0 */
/* The network's end of an access link, as far as signalling frames go, for tests of adapters. */
#ifndef IUT_TESTS_WIRE_END_H
#define IUT_TESTS_WIRE_END_H

#include <stdio.h>
#include <string.h>

#include "iut/iut.h"
#include "saal/saal.h"
#include "wire/aal5.h"
#include "wire/cell.h"

#define BPS 149760000

struct wire_end {
	struct iut *iut;
	struct saal *saal;
	struct aal5_reasm reasm;
	vtime sent;    /* arrival of the last cell at the IUT */
	FILE *log;     /* every output of the IUT, as text */
	unsigned msgs; /* assured messages received */
	uint8_t msg[4096];
	size_t msg_len;
};

static void wire_send(struct wire_end *w, vtime t, const uint8_t *sdu, size_t len)
{
	struct wr pdu = {0};
	aal5_encode(&pdu, sdu, len, 0);
	if (w->sent < t)
		w->sent = t;
	for (size_t at = 0; at < pdu.len; at += CELL_PAYLOAD) {
		uint8_t cell[CELL_LEN];
		struct cell_hdr h = {.vci = 5, .pti = at + CELL_PAYLOAD == pdu.len ? PTI_LAST : 0};
		cell_hdr_encode(&h, cell);
		memcpy(cell + 5, pdu.p + at, CELL_PAYLOAD);
		w->sent += 2832;
		iut_cell(w->iut, w->sent, cell);
	}
	wr_free(&pdu);
}

static void wire_output(struct wire_end *w, const struct iut_output *o)
{
	struct cell_hdr h;
	enum aal5_result result;
	const uint8_t *sdu;
	size_t len;
	uint8_t uu;
	if (w->log) {
		fprintf(w->log, "%lld %d ", (long long)o->time, o->port);
		for (size_t k = 0; k < o->len; k++)
			fprintf(w->log, "%02x", o->octets[k]);
		fputc('\n', w->log);
	}
	if (o->port == IUT_CELL && cell_hdr_decode(o->octets, &h) && h.vci == 5 &&
	    aal5_reasm_cell(&w->reasm, o->octets + 5, h.pti & PTI_LAST, &result, &sdu, &len, &uu) && result == AAL5_OK)
		saal_pdu(w->saal, o->time, sdu, len);
}

/* One step: what our SAAL has to send, time up to t, what the IUT answers. False after a fault. */
static bool wire_step(struct wire_end *w, vtime t)
{
	struct saal_out out;
	struct iut_output o;
	vtime next;
	saal_time(w->saal, t);
	while (saal_drain(w->saal, &out)) {
		if (out.kind == SAAL_PDU)
			wire_send(w, t, out.octets, out.len);
		if (out.kind == SAAL_DATA_IND && out.len <= sizeof(w->msg)) {
			memcpy(w->msg, out.octets, out.len);
			w->msg_len = out.len;
			w->msgs++;
		}
	}
	if (!iut_advance(w->iut, w->sent > t ? w->sent : t, &next))
		return false;
	if (w->log)
		fprintf(w->log, "next %lld\n", (long long)next);
	while (iut_drain(w->iut, &o))
		wire_output(w, &o);
	return true;
}

static void wire_open(struct wire_end *w, struct iut *iut, FILE *log)
{
	struct saal_config config = {0};
	*w = (struct wire_end){.iut = iut, .saal = saal_create(&config), .reasm.max_sdu = 4200, .log = log};
}

static void wire_close(struct wire_end *w)
{
	saal_free(w->saal);
	aal5_reasm_free(&w->reasm);
}

#endif
