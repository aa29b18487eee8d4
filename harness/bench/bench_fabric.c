/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of 1500 octets on many VCs in turn, back to back on the caller's link. */
#include <stdlib.h>
#include <string.h>

#include "bench/bench.h"
#include "bench_users.h"
#include "wire/cell.h"

#define FRAME      1500
#define FRAME_CELL 32 /* 1500 octets and the trailer */
#define TRIES      64 /* slots */
#define A_RUN      256

struct cells {
	struct bench_net net;
	unsigned vcs, at;
	uint16_t *vci;
	uint8_t sdu[FRAME];
	uint8_t cell[FRAME_CELL][CELL_LEN]; /* the frame, of whatever VC it was sent on last */
	uint64_t slot;                      /* next one of the caller's link */
	bool as_cells;
};

static bool send_cells(struct cells *c, uint16_t vci)
{
	struct cell_hdr first = {.vci = vci}, last = {.vci = vci, .pti = PTI_LAST};
	uint8_t hdr[2][5];

	cell_hdr_encode(&first, hdr[0]);
	cell_hdr_encode(&last, hdr[1]);
	for (unsigned i = 0; i < FRAME_CELL; i++) {
		memcpy(c->cell[i], hdr[i == FRAME_CELL - 1], 5);
		unsigned tries = 0;
		/* Signalling of the same user has taken a slot now and then. */
		while (!fabric_cell(c->net.fabric, c->net.users[0].port, slot_time(c->slot++, BENCH_CELL_BPS),
				    c->cell[i])) {
			if (++tries == TRIES)
				return false;
		}
	}
	return true;
}

static uint64_t run(void *ctx)
{
	struct cells *c = ctx;
	uint64_t hops = fabric_cell_hops(c->net.fabric);

	for (unsigned k = 0; k < A_RUN; k++) {
		uint16_t vci = c->vci[c->at];
		c->at = c->at + 1 < c->vcs ? c->at + 1 : 0;
		vtime now = slot_time(c->slot, BENCH_CELL_BPS);
		bool sent = true;
		if (c->as_cells) {
			sent = send_cells(c, vci);
		} else {
			sent = fabric_send_frame(c->net.fabric, c->net.users[0].port, now, 0, vci, 0, c->sdu, FRAME, 0);
			c->slot += FRAME_CELL;
		}
		if (!sent) {
			fprintf(stderr, "isatm: the fabric did not take a cell\n");
			return 0;
		}
		engine_run(c->net.engine, now);
	}
	return fabric_cell_hops(c->net.fabric) - hops;
}

static void frame_cells(struct cells *c)
{
	struct wr pdu = {0};

	for (size_t i = 0; i < FRAME; i++)
		c->sdu[i] = (uint8_t)(i * 7);
	aal5_encode(&pdu, c->sdu, FRAME, 0);
	for (size_t i = 0; i < FRAME_CELL && !pdu.failed; i++)
		memcpy(c->cell[i] + 5, pdu.p + i * CELL_PAYLOAD, CELL_PAYLOAD);
	wr_free(&pdu);
}

double bench_fabric(double seconds, bool cells, unsigned vcs)
{
	struct cells *c = calloc(1, sizeof(*c));
	double rate = 0;

	if (c == NULL)
		return 0;
	c->as_cells = cells;
	c->vcs = vcs;
	c->vci = calloc(vcs, sizeof(*c->vci));
	if (c->vci != NULL && bench_net_open(&c->net, cells) && bench_net_calls(&c->net, vcs, c->vci)) {
		frame_cells(c);
		c->slot = slot_at(engine_now(c->net.engine), BENCH_CELL_BPS) + 1000;
		uint64_t sent = c->slot;
		rate = bench_rate(seconds, run, c);
		engine_run(c->net.engine, engine_now(c->net.engine) + VT_S(1));
		if (rate > 0 && c->net.users[1].cells_in == 0) {
			fprintf(stderr, "isatm: %llu slots were sent and no cell came\n",
				(unsigned long long)(c->slot - sent));
			rate = 0;
		}
	}
	bench_net_close(&c->net);
	free(c->vci);
	free(c);
	return rate;
}
