/* SPDX-License-Identifier: Apache-2.0 */
/* What flow_vc.c and flow_sched.c share. */
#ifndef FLOW_PRIV_H
#define FLOW_PRIV_H

#include "flow/flow.h"

#define HASH_NONFATAL_OOM      1
#define uthash_nonfatal_oom(e) ((e)->f = NULL)
#include <uthash.h>

/* One CPCS-PDU on its way out. */
struct frame {
	struct frame *next;
	uint32_t len, pos; /* octets, multiples of 48 */
	uint8_t clp;
	bool urgent;
	uint8_t hdr[5]; /* of all its cells but the last */
	uint8_t pdu[];
};

/* Generic cell rate algorithm, virtual scheduling (I.371 annex 1). Times in 1/1024 ns,
 * so that the rounding of the increment (up) costs less than a cell in a million. */
struct gcra {
	__int128 increment, tolerance; /* increment 0: not limited */
	__int128 tat;
};

struct flow_vc {
	struct flow *f;
	uint32_t key; /* VPI << 16 | VCI */
	enum flow_class klass;
	void *owner;
	struct gcra peak, sustained;
	vtime earliest[2]; /* at which a cell with CLP 0 or 1 conforms to both */
	struct frame *head, *tail;
	uint32_t queued;
	uint64_t sent;
	struct flow_vc *next_busy, *prev_busy; /* list of VCs with frames to send */
	struct aal5_reasm rx;
	UT_hash_handle hh;
};

#define FLOW_CLASSES 3

struct flow {
	uint64_t cell_bps;
	uint64_t next_slot;                 /* first slot not yet given away */
	vtime next_start;                   /* of that slot */
	struct flow_vc *busy[FLOW_CLASSES]; /* circular lists; the head is served next */
	struct flow_vc *vcs;
	/* VC and header of the last cell received that did not end a frame: cells come in runs. */
	struct flow_vc *last_rx;
	uint8_t last_hdr[5];
};

void flow_vc_drop_frames(struct flow_vc *vc);
void flow_contract_init(struct flow_vc *vc, const struct flow_contract *contract, uint64_t cell_bps);

#endif
