/* SPDX-License-Identifier: Apache-2.0 */
/* What the built-in IUTs share: settings, and cells waiting for their slots. */
#ifndef IUT_BUILTIN_H
#define IUT_BUILTIN_H

#include "iut_private.h"

/* Cells in the order of their slots on the access link. */
struct pacer {
	uint64_t next_slot;
	struct paced {
		vtime start;
		uint8_t cell[53];
	} * v;
	size_t n, cap;
};

/* Queue a cell for the first free slot at or after t. A cell without memory is lost. */
void pacer_cell(struct pacer *p, uint64_t link_bps, vtime t, const uint8_t cell[53]);
/* Hand all of them over. False after a fault. */
bool pacer_emit(struct pacer *p, struct iut *i);

/* Takes any setting of PROTOCOL.md, refuses others. */
bool builtin_configure(struct iut *i, struct iut_setting *settings, size_t n);
bool builtin_start(struct iut *i, uint64_t seed, char *err, size_t err_len);
void builtin_ip(struct iut *i, vtime t, const uint8_t *packet, size_t len);
bool builtin_unknown(struct iut *i, bool *refused);
void builtin_finish(struct iut *i);
/* A zeroed object of 'size' octets that begins with struct iut, and its hello. NULL and err if memory runs out. */
void *builtin_new(size_t size, const struct iut_ops *ops, const struct iut_limits *limits, const char *name,
		  enum iut_fault *fault, char *err, size_t err_len);

#endif
