/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way out: queues of frames, the pacing of each VC, and the choice of the cell
 * for each slot of the access link. Slots are given away in order and never twice;
 * a slot that no VC may use yet stays empty.
 */
#include "flow_priv.h"

#include <stdlib.h>
#include <string.h>

#include "wire/cell.h"

#define UNIT 1024 /* parts of a nanosecond in struct gcra */

static __int128 interval(uint32_t cells_per_second)
{
	return ((__int128)UNIT * 1000000000 + cells_per_second - 1) / cells_per_second;
}

void flow_contract_init(struct flow_vc *vc, const struct flow_contract *contract, uint64_t cell_bps)
{
	if (!contract)
		return;
	uint64_t line = cell_bps / 424;
	/* A rate that is not below the line's needs no spacing: the slots give it. */
	if (contract->pcr && contract->pcr < line)
		vc->peak.increment = interval(contract->pcr);
	if (contract->scr && contract->scr < line) {
		vc->sustained.increment = interval(contract->scr);
		/* Burst tolerance (MBS - 1)(Ts - Tp), UNI 3.1 3.6.2.4.3.3; a peak that is not limited counts
		 * as the line rate. */
		__int128 tp = vc->peak.increment ? vc->peak.increment : interval(line ? (uint32_t)line : 1);
		if (contract->mbs > 1 && vc->sustained.increment > tp)
			vc->sustained.tolerance = (__int128)(contract->mbs - 1) * (vc->sustained.increment - tp);
	}
}

/* Earliest time, in units, at which a cell with this CLP conforms. */
static __int128 gcra_earliest(const struct flow_vc *vc, uint8_t clp)
{
	__int128 t = vc->peak.tat;
	if (clp == 0 && vc->sustained.tat - vc->sustained.tolerance > t)
		t = vc->sustained.tat - vc->sustained.tolerance;
	return t;
}

static void gcra_count(struct gcra *g, __int128 t)
{
	if (g->increment)
		g->tat = (g->tat > t ? g->tat : t) + g->increment;
}

static vtime to_vtime(__int128 units)
{
	if (units <= 0)
		return 0;
	__int128 ns = (units + UNIT - 1) / UNIT;
	return ns >= VTIME_NEVER ? VTIME_NEVER : (vtime)ns;
}

/* A cell has gone at time t. */
static void count_cell(struct flow_vc *vc, uint8_t clp, vtime t)
{
	__int128 units = (__int128)t * UNIT;
	if (!vc->peak.increment && !vc->sustained.increment)
		return;
	gcra_count(&vc->peak, units);
	if (clp == 0)
		gcra_count(&vc->sustained, units);
	for (uint8_t i = 0; i < 2; i++)
		vc->earliest[i] = to_vtime(gcra_earliest(vc, i));
}

/* Busy lists are circular; a VC enters at the end, i.e. just before the head. */
static void busy_enter(struct flow_vc *vc)
{
	struct flow_vc **head = &vc->f->busy[vc->klass];
	if (*head) {
		vc->next_busy = *head;
		vc->prev_busy = (*head)->prev_busy;
		vc->prev_busy->next_busy = vc;
		(*head)->prev_busy = vc;
	} else {
		vc->next_busy = vc->prev_busy = vc;
		*head = vc;
	}
}

static void busy_leave(struct flow_vc *vc)
{
	struct flow_vc **head = &vc->f->busy[vc->klass];
	if (vc->next_busy == vc) {
		*head = NULL;
	} else {
		vc->prev_busy->next_busy = vc->next_busy;
		vc->next_busy->prev_busy = vc->prev_busy;
		if (*head == vc)
			*head = vc->next_busy;
	}
	vc->next_busy = vc->prev_busy = NULL;
}

void flow_vc_drop_frames(struct flow_vc *vc)
{
	if (vc->head)
		busy_leave(vc);
	while (vc->head) {
		struct frame *fr = vc->head;
		vc->head = fr->next;
		free(fr);
	}
	vc->tail = NULL;
	vc->queued = 0;
}

static void enqueue(struct flow_vc *vc, struct frame *fr)
{
	if (!vc->head) {
		vc->head = vc->tail = fr;
		busy_enter(vc);
	} else if (!fr->urgent) {
		vc->tail->next = fr;
		vc->tail = fr;
	} else {
		/* After the frame that has begun and after earlier urgent ones. */
		struct frame **at = &vc->head;
		while (*at && ((*at)->urgent || (*at)->pos > 0))
			at = &(*at)->next;
		fr->next = *at;
		*at = fr;
		if (!fr->next)
			vc->tail = fr;
	}
	vc->queued++;
}

static void encode_hdr(const struct flow_vc *vc, const struct frame *fr, uint8_t pti, uint8_t out[5])
{
	const struct cell_hdr h = {
	    .vpi = (uint8_t)(vc->key >> 16), .vci = (uint16_t)vc->key, .pti = pti, .clp = fr->clp};
	cell_hdr_encode(&h, out);
}

bool flow_send(struct flow *f, struct flow_vc *vc, const uint8_t *prefix, size_t prefix_len, const uint8_t *body,
	       size_t len, uint8_t clp, bool urgent)
{
	size_t sdu = prefix_len + len;
	if (sdu > AAL5_MAX_SDU || vc->queued >= FLOW_QUEUE_MAX)
		return false;
	size_t pdu = aal5_cells(sdu) * CELL_PAYLOAD;
	struct frame *fr = malloc(sizeof *fr + pdu);
	if (!fr)
		return false;
	*fr = (struct frame){.len = (uint32_t)pdu, .clp = clp, .urgent = urgent};
	if (prefix_len)
		memcpy(fr->pdu, prefix, prefix_len);
	if (len)
		memcpy(fr->pdu + prefix_len, body, len);
	memset(fr->pdu + sdu, 0, pdu - sdu);
	uint8_t *trailer = fr->pdu + pdu - AAL5_TRAILER;
	trailer[2] = (uint8_t)(sdu >> 8);
	trailer[3] = (uint8_t)sdu;
	uint32_t crc = aal5_crc32(0, fr->pdu, pdu - 4);
	for (int i = 0; i < 4; i++)
		trailer[4 + i] = (uint8_t)(crc >> (24 - 8 * i));
	encode_hdr(vc, fr, 0, fr->hdr);
	enqueue(vc, fr);
	return true;
}

size_t flow_vc_queued(const struct flow_vc *vc)
{
	return vc->queued;
}

uint64_t flow_vc_sent(const struct flow_vc *vc)
{
	return vc->sent;
}

/* The VC whose cell goes into slot 'slot' (time t), or NULL; then *wait is lowered to
 * the earliest time at which one of them may send. */
static struct flow_vc *choose(const struct flow *f, vtime t, vtime *wait)
{
	for (int c = 0; c < FLOW_CLASSES; c++) {
		struct flow_vc *head = f->busy[c], *vc = head;
		if (!head)
			continue;
		do {
			vtime earliest = vc->earliest[vc->head->clp & 1];
			if (earliest <= t)
				return vc;
			*wait = vtime_min(*wait, earliest);
			vc = vc->next_busy;
		} while (vc != head);
	}
	return NULL;
}

static void emit(struct flow_vc *vc, vtime t, uint8_t cell[53])
{
	struct frame *fr = vc->head;
	bool last = fr->pos + CELL_PAYLOAD == fr->len;
	if (last)
		encode_hdr(vc, fr, PTI_LAST, cell);
	else
		memcpy(cell, fr->hdr, sizeof fr->hdr);
	memcpy(cell + 5, fr->pdu + fr->pos, CELL_PAYLOAD);
	fr->pos += CELL_PAYLOAD;
	count_cell(vc, fr->clp, t);
	if (!last)
		return;
	/* Next frame; among VCs of a class the turn goes round frame by frame. */
	busy_leave(vc);
	vc->head = fr->next;
	if (vc->head)
		busy_enter(vc);
	else
		vc->tail = NULL;
	vc->queued--;
	vc->sent++;
	free(fr);
}

/* The first slot from now on that is not given away, and when it starts. */
static uint64_t free_slot(const struct flow *f, vtime now, vtime *start)
{
	*start = f->next_start;
	if (now <= f->next_start)
		return f->next_slot;
	uint64_t slot = slot_at(now, f->cell_bps);
	*start = slot_time(slot, f->cell_bps);
	return slot;
}

bool flow_cell_out(struct flow *f, vtime now, vtime *start, uint8_t cell[53])
{
	if (!f->busy[0] && !f->busy[1] && !f->busy[2])
		return false;
	vtime limit = vtime_add(now, FLOW_HORIZON), t;
	uint64_t slot = free_slot(f, now, &t);
	for (;;) {
		vtime wait = VTIME_NEVER;
		if (t > limit)
			return false;
		struct flow_vc *vc = choose(f, t, &wait);
		if (vc) {
			f->next_slot = slot + 1;
			f->next_start = slot_time(slot + 1, f->cell_bps);
			*start = t;
			emit(vc, t, cell);
			return true;
		}
		if (wait > limit)
			return false;
		slot = slot_at(wait, f->cell_bps);
		t = slot_time(slot, f->cell_bps);
	}
}

vtime flow_next(const struct flow *f, vtime now)
{
	if (!f->busy[0] && !f->busy[1] && !f->busy[2])
		return VTIME_NEVER;
	vtime t, wait = VTIME_NEVER;
	free_slot(f, now, &t);
	if (!choose(f, t, &wait)) {
		if (wait == VTIME_NEVER)
			return VTIME_NEVER;
		t = slot_time(slot_at(wait, f->cell_bps), f->cell_bps);
	}
	return t - FLOW_HORIZON > now ? t - FLOW_HORIZON : now;
}
