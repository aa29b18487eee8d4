/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The access link as seen from the host: a table of VCs, reassembly of what comes
 * in, and the scheduler that puts queued AAL5 frames onto the cell slots of the
 * link. Signalling goes before reserved traffic and that before best effort; a VC
 * with a traffic contract leaves in the spacing of its contract (GCRA of I.371), so
 * that the network's policer finds every cell conforming.
 *
 * Cells are committed a little ahead (FLOW_HORIZON) and always in slot order; what
 * is queued later, even with priority, follows after the cells already committed.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"
#include "wire/aal5.h"

/* How far ahead of now cells are committed. Any value is right on the wire; it bounds
 * what an urgent frame waits and sets how many wake-ups a frame costs. */
#define FLOW_HORIZON VT_US(500)

enum flow_class { FLOW_SIGNALLING, FLOW_QOS, FLOW_BE };

/* Cells/s and cells; 0 = not limited. SCR and MBS count CLP=0 cells (VBR.3). */
struct flow_contract {
	uint32_t pcr, scr, mbs;
};

struct flow_vc; /* one VC; lives until flow_vc_close */
struct flow;

/* cell_bps: bits of cells a second on the link, not 0. NULL if memory runs out. */
struct flow *flow_create(uint64_t cell_bps);
void flow_free(struct flow *f);

/* A VC in both directions. max_rx: longest SDU that the peer may send. owner is handed
 * back by flow_vc_owner. NULL if memory runs out or the VPI/VCI is taken. */
struct flow_vc *flow_vc_open(struct flow *f, uint16_t vpi, uint16_t vci, enum flow_class klass,
			     const struct flow_contract *contract, size_t max_rx, void *owner);
/* Forget the VC; frames not yet sent are lost. */
void flow_vc_close(struct flow *f, struct flow_vc *vc);
void *flow_vc_owner(const struct flow_vc *vc);

/* Queue one SDU that consists of a prefix (may be empty) and a body. 'urgent' frames go
 * before those of the same VC that are not and have not begun. False if the queue of
 * the VC is full (FLOW_QUEUE_MAX frames) or memory runs out: the frame is dropped. */
#define FLOW_QUEUE_MAX 1024
bool flow_send(struct flow *f, struct flow_vc *vc, const uint8_t *prefix, size_t prefix_len, const uint8_t *body,
	       size_t len, uint8_t clp, bool urgent);
/* Frames waiting or in part sent, and frames whose last cell has been committed. */
size_t flow_vc_queued(const struct flow_vc *vc);
uint64_t flow_vc_sent(const struct flow_vc *vc);

/* Take the next cell that is due, i.e. whose slot begins at or before now + FLOW_HORIZON;
 * false if there is none. *start is the beginning of its slot, never before now. */
bool flow_cell_out(struct flow *f, vtime now, vtime *start, uint8_t cell[53]);
/* When flow_cell_out will next have a cell; VTIME_NEVER if nothing is queued. */
vtime flow_next(const struct flow *f, vtime now);

/* One cell from the link. Returns the VC and its SDU when it completes one in good
 * order; NULL otherwise (frame not complete, damaged, or VC unknown). The SDU is valid
 * until the next call. */
struct flow_vc *flow_cell_in(struct flow *f, const uint8_t cell[53], const uint8_t **sdu, size_t *len);

#endif
