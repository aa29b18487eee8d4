/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual ATM network: one switch (more later), UNI ports with SAAL and
 * Q.2931 network side on VPI 0 / VCI 5, connections, admission control, links
 * with rate and delay, scripted faults. Ports take cells or AAL5 frames.
 *
 * Inside, cells travel as trains: runs of cells of one VC with equal spacing, so
 * that a frame costs one event and not one for each cell; the time of every cell
 * stays exact (slots of the link are counted).
 */
#ifndef FABRIC_FABRIC_H
#define FABRIC_FABRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"
#include "engine/engine.h"
#include "wire/atm_addr.h"
#include "wire/q2931.h"

struct fabric;

#define FABRIC_FRAME_CELLS 1366 /* of the longest AAL5 PDU: ceil((65535 + 8) / 48) */

/* One AAL5 frame (or what came of it) as it passed a UNI. */
struct fabric_frame {
	int port;
	bool to_network;
	vtime first, last; /* arrival of its first and of its last cell at the far end of the UNI link */
	uint32_t cells;
	uint32_t clp1; /* cells with CLP = 1 */
	uint8_t vpi;
	uint16_t vci;
	uint32_t conn;      /* the fabric's connection id, 0 for VCI 5, 16 and unknown VCs; never reused */
	bool ok;            /* AAL5 trailer in order */
	const char *bad;    /* reason if not ok: a name of aal5_result_name ("bad-crc", ...), "no last cell", or
			       "bad-hec": a single cell, whose vpi and vci are as read and cannot be trusted */
	const uint8_t *sdu; /* AAL5 SDU, or the raw payloads if not ok; valid during the call */
	size_t len;
	uint8_t uu;
	bool dropped;              /* seen on the UNI, then lost by a scripted fault or for want of a VC */
	const struct train *train; /* for the two functions below */
};
/* During the call: did its cells come in consecutive slots, and all with the same CLP? */
bool fabric_frame_even(const struct fabric_frame *f);
/* Arrival of its cell i (from 0) at the far end of the UNI link, as 'first' and 'last'; its CLP into *clp. */
vtime fabric_frame_cell(const struct fabric_frame *f, uint32_t i, uint8_t *clp);

/* Facts of the network that no UNI shows, for the trace. */
enum fabric_note_kind {
	FABRIC_CONN_OPEN,
	FABRIC_CONN_CLOSED,
	FABRIC_FAULT,
	FABRIC_CAC_REFUSED,
	FABRIC_LINK,
	/* Point to multipoint: a leaf gets its copies from now on, or no more (also leaves that never did). */
	FABRIC_LEAF_ACTIVE, /* "party 3" */
	FABRIC_LEAF_GONE,   /* "party 3 cause 16" */
};
struct fabric_note {
	enum fabric_note_kind kind;
	vtime time;
	uint32_t conn;
	int from_port, to_port; /* -1 if none */
	const char *text;       /* "hold CONNECT 5s", "refuse 37", ... */
};

struct fabric_port_config {
	const char *name; /* "I", "E1", ...; copied */
	enum uni_version version;
	struct atm_addr address; /* calls to it go to this port; SEL (octet 20) ignored */
	uint64_t cell_bps;       /* 149760000 for STM-1 */
	vtime delay;             /* propagation of the access link, one way */
	bool cells;              /* deliver cells (true) or AAL5 frames (false) to the attached end */
	uint32_t first_vci;      /* of the VCIs that the network assigns; 0 means 32 */
	uint32_t first_call_ref; /* network side; 0 means 1 */
	bool proceeding_first;   /* answer SETUP with CALL PROCEEDING (default true in fabric_port_defaults) */
	/* ADD PARTYs of one call that may wait for their answer at once; one more is refused with "too many pending ADD
	 * PARTY requests". 0: any number. */
	uint32_t max_pending_parties;
};
struct fabric_port_config fabric_port_defaults(void);

/* What the end attached to a port receives. */
struct fabric_end {
	void *ctx;
	/* One cell; only for ports with 'cells'. The cells of a frame come one by one, in
	 * order, at the time when the last octet of its last cell arrived: before that an end
	 * has nothing that it could act on. Frames whose last cell never comes are held back
	 * until they exceed the longest AAL5 PDU. OAM and RM cells come one at a time. */
	void (*cell)(void *ctx, vtime now, const uint8_t cell[53]);
	/* One whole AAL5 frame, at the arrival of its last cell; frames with errors are not handed over. */
	void (*frame)(void *ctx, vtime now, uint8_t vpi, uint16_t vci, uint32_t clp1, const uint8_t *sdu, size_t len,
		      uint8_t uu);
};

/* Observation: every frame on every UNI in both directions, and the network's notes. */
struct fabric_tap {
	void *ctx;
	void (*frame)(void *ctx, const struct fabric_frame *f);
	void (*note)(void *ctx, const struct fabric_note *n);
};

/* tap is copied, and may be NULL. NULL if memory runs out. */
struct fabric *fabric_create(struct engine *e, const struct fabric_tap *tap, uint64_t seed);
/* Before engine_free: takes its events out of the engine. */
void fabric_free(struct fabric *f);
/* Port number (0, 1, ...), or -1 if memory runs out or the address is taken. The callbacks
 * of 'end' are copied; those that are NULL are not called. */
int fabric_add_port(struct fabric *f, const struct fabric_port_config *config, const struct fabric_end *end);

/* A cell that starts at 'start' on the access link of 'port', taken in the slot that starts
 * then or next; start may lie ahead of now, never before the port's last cell plus one
 * slot, nor so far in the past that the cell would have arrived (else it is refused: false). */
bool fabric_cell(struct fabric *f, int port, vtime start, const uint8_t cell[53]);
/* An AAL5 frame for a port that owns no cells: segmented here at the link rate, behind
 * what the port has sent before. False if it is longer than AAL5_MAX_SDU. */
bool fabric_send_frame(struct fabric *f, int port, vtime now, uint8_t vpi, uint16_t vci, uint8_t clp,
		       const uint8_t *sdu, size_t len, uint8_t uu);

/* Scripted faults. A fault matches messages by type, port and direction; it applies
 * 'count' times after 'skip' matches, and is forgotten by fabric_fault_clear. Of several
 * that match, the one that was added first and still has something to do applies.
 *
 * A held CONNECT waits inside the network: the called user has its CONNECT ACKNOWLEDGE,
 * the caller its CALL PROCEEDING, and the VC is switched through when CONNECT goes on. A
 * refused SETUP is answered to the caller, whether 'port' is the caller's (direction 1)
 * or the called one (direction 0), which then sees nothing of the call.
 *
 * Parties of a point-to-multipoint call are told apart by match.by_called, which holds for every message about the
 * party at the root's UNI and at the leaf's. A leaf answers the SETUP or ADD PARTY at its own UNI with CONNECT or ADD
 * PARTY ACKNOWLEDGE; what of this becomes CONNECT or ADD PARTY ACKNOWLEDGE at the root's UNI is held inside the network
 * when either is matched: the leaf gets nothing of the data before it goes on.
 *
 * Data faults to the network take effect at the switch, after the frame was seen; those
 * from the network on its way to the end: a delayed frame is seen late, a damaged one
 * damaged, a lost one as dropped. A delayed frame is overtaken by later ones of its VC. */
enum fabric_fault_kind {
	FAULT_REFUSE, /* SETUP or ADD PARTY: answer with RELEASE COMPLETE / ADD PARTY REJECT, cause */
	FAULT_HOLD,   /* hold back the message for 'span'; holding CONNECT implies CALL PROCEEDING at once */
	FAULT_DROP,   /* lose the message after SSCOP delivered it: nobody answers */
	FAULT_DUPLICATE,
	FAULT_DROP_FRAME,    /* data: lose whole AAL5 frames on a connection or VC */
	FAULT_DELAY_FRAME,   /* data: delay them by 'span' */
	FAULT_CORRUPT_FRAME, /* data: damage one cell of each, so that the CRC fails */
	FAULT_CUT_LINK,      /* both directions of the port's access link lose everything, until it is cleared */
};
/* Which frames a data fault takes; NULL filter functions take all. */
typedef bool (*fabric_frame_filter)(void *ctx, const struct fabric_frame *f);
struct fabric_fault {
	enum fabric_fault_kind kind;
	int port;                /* port where it is seen; -1 any */
	int direction;           /* 1 to the network, 0 from it, -1 both */
	enum q2931_type message; /* of the signalling faults; 0 any */
	struct {
		bool by_called;
		struct atm_addr called;
	} match;                /* only calls and parties to this address */
	bool qos_only, be_only; /* only calls without / with the best-effort indicator */
	uint32_t conn;          /* data faults: only this connection; 0 any */
	bool signalling;        /* data faults: take frames of VPI 0 / VCI 5, which they leave alone otherwise */
	fabric_frame_filter filter;
	void *filter_ctx;
	uint8_t cause; /* FAULT_REFUSE */
	vtime span; /* FAULT_HOLD, FAULT_DELAY_FRAME; FAULT_REFUSE: delay before the refusal, after CALL PROCEEDING */
	uint32_t skip, count; /* count 0 = for good */
};
/* Handle > 0; 0 if memory runs out. */
int fabric_fault_add(struct fabric *f, const struct fabric_fault *fault);
void fabric_fault_clear(struct fabric *f, int handle);
/* How often it has applied. */
uint32_t fabric_fault_hits(const struct fabric *f, int handle);

/* Release a connection from the network: RELEASE with 'cause' to both ends. False if
 * there is no such connection. */
bool fabric_release(struct fabric *f, uint32_t conn, uint8_t cause);

/* Drop one party of a point-to-multipoint connection from the network, by its address (selector ignored): DROP PARTY
 * with 'cause' to both ends, RELEASE where it is the last one of the call at that UNI. False if there is no such party.
 */
bool fabric_drop_party(struct fabric *f, uint32_t conn, const struct atm_addr *called, uint8_t cause);

/* A connection as the fabric knows it: each SETUP that a user sends opens one, also if it
 * is refused at once. 'closed' from the moment the network clears it: its cells are then
 * no longer forwarded, while its VCIs stay taken until each user has acknowledged. */
struct fabric_conn_info {
	uint32_t conn;
	int calling_port, called_port;
	bool active, closed;
	bool best_effort;
	bool p2mp; /* 'called' is then the first party, and 'active' from the first answer on */
	uint8_t calling_vpi, called_vpi;
	uint16_t calling_vci, called_vci;
	vtime opened, active_at, closed_at;
};
/* Connections 1..fabric_n_conns(). */
uint32_t fabric_n_conns(const struct fabric *f);
bool fabric_conn(const struct fabric *f, uint32_t conn, struct fabric_conn_info *info);
/* A party of a point-to-multipoint connection, kept after its end. Several may have had the same address or endpoint
 * reference one after the other. */
enum fabric_party_state { FABRIC_PARTY_SETUP, FABRIC_PARTY_ACTIVE, FABRIC_PARTY_GONE };
struct fabric_party_info {
	uint16_t party, leaf_party; /* endpoint references at the root's UNI and at the leaf's */
	struct atm_addr called;
	int port;     /* of the leaf; -1 if the address has none */
	uint16_t vci; /* at the leaf's UNI; 0 if it came to none */
	enum fabric_party_state state;
	uint8_t cause;                    /* of its end, as the side that ended it coded it */
	vtime opened, active_at, gone_at; /* VTIME_NEVER if not yet */
};
/* Parties 0..fabric_n_parties() - 1 of a connection, in the order in which the root asked for them. */
uint32_t fabric_n_parties(const struct fabric *f, uint32_t conn);
bool fabric_party(const struct fabric *f, uint32_t conn, uint32_t index, struct fabric_party_info *info);
/* Connection of a signalling message: by port, call reference and flag as seen on
 * that UNI; 0 if unknown. For the trace, which names each message's connection. */
uint32_t fabric_conn_of_call(const struct fabric *f, int port, bool to_network, uint32_t call_ref, bool flag);
/* Connection that a VC belongs to; 0 if none. */
uint32_t fabric_conn_of_vc(const struct fabric *f, int port, uint8_t vpi, uint16_t vci);

/* Admission control: cells/s left for reserved traffic on a link. */
uint64_t fabric_free_rate(const struct fabric *f, int port, bool to_network);
/* Totals for bench. */
uint64_t fabric_cell_hops(const struct fabric *f);
uint64_t fabric_calls(const struct fabric *f);

#endif
