/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trains: the cells of one AAL5 frame (or of what came of it) on one link. They make
 * the whole way as one object and cost one event for each link; the slot of every
 * cell is exact. The octets are shared between the copies of a frame on several
 * links and are not changed once a train has left the port where it came in.
 */
#ifndef FABRIC_TRAIN_H
#define FABRIC_TRAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/engine.h"
#include "fabric/fabric.h"

struct port;

#define TRAIN_MAX_CELLS FABRIC_FRAME_CELLS

enum train_kind {
	TRAIN_FRAME,   /* user cells, up to and including the last of an AAL5 PDU */
	TRAIN_OAM,     /* one cell that belongs to no AAL5 PDU */
	TRAIN_BAD_HEC, /* one cell that nobody can attribute */
};

/* Payloads and what the header carries end to end. */
struct cells {
	uint32_t refs;
	uint32_t n, cap;
	uint32_t clp1; /* cells with CLP 1 */
	bool checked;  /* the fields below are valid */
	bool ok;
	uint8_t uu;
	const char *bad;
	size_t sdu_len;
	uint8_t *octets; /* n * 48 */
	uint8_t flags[]; /* n of: PTI << 1 | CLP */
};

struct train {
	struct train *next, **link; /* in the list of trains under way, and what points at this one */
	engine_event event;
	struct fabric *f;
	struct port *port; /* whose access link it is on */
	enum train_kind kind;
	bool faulted; /* a data fault has been applied on this link: no other one is asked */
	uint8_t vpi;
	uint16_t vci;
	uint32_t conn; /* connection that brought it here, 0 if none */
	vtime extra;   /* delay of a fault, beside the link's */
	struct cells *cells;
	uint64_t slot0; /* of the first cell */
	uint32_t cap;
	uint32_t at[]; /* slot of each cell, relative to slot0 */
};

/* Without cells, room for 'cap' of them; refs 1. NULL if memory runs out. */
struct cells *cells_new(uint32_t cap);
void cells_unref(struct cells *c);
/* Copy with its own octets. NULL if memory runs out. */
struct cells *cells_clone(const struct cells *c);
/* Cells of a whole SDU, AAL5 trailer included. */
struct cells *cells_of_sdu(const uint8_t *sdu, size_t len, uint8_t uu, uint8_t clp);
/* Judge them as an AAL5 PDU; done once. */
void cells_check(struct cells *c);
/* Damage one octet of one payload; 'where' is any number. */
void cells_damage(struct cells *c, uint64_t where);

/* Takes over the reference to 'cells'. Room for 'cap' slots (at least cells->n). On
 * failure NULL, and the reference is given back. */
struct train *train_new(struct fabric *f, struct port *port, enum train_kind kind, struct cells *cells, uint32_t cap);
void train_free(struct train *t);
/* Add a cell to a train still being collected; the train may move. False if memory
 * runs out, the train is then as before. */
bool train_append(struct train **t, uint64_t slot, uint8_t flags, const uint8_t payload[48]);

static inline uint64_t train_last_slot(const struct train *t)
{
	return t->slot0 + t->at[t->cells->n - 1];
}

#endif
