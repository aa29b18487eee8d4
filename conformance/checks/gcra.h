/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The generic cell rate algorithm, as virtual scheduling (I.371 annex A; UNI 3.1 3.6.2.4.1): which
 * cells of a stream conform to a traffic descriptor. Integer arithmetic, exact at any time.
 *
 * The tolerance of cell delay variation (CDVT) is not signalled and left to the network. Here it is one
 * interval of the peak rate, but at least 80 cell times of the link: so much may the cells of a sender that keeps to
 * its contract be shifted by other cells on its access link.
 */
#ifndef CHECKS_GCRA_H
#define CHECKS_GCRA_H

#include "model/model.h"

/* One rate, with times in parts of a ns: 'rate' of them are one. */
struct gcra {
	uint64_t rate;                          /* cells/s */
	__int128 increment, limit, theoretical; /* TAT */
	bool begun, clp0;                       /* clp0: it counts cells with CLP 0 alone */
};

/* A descriptor's rates: at most PCR and SCR, each for CLP 0 and for all cells. A cell conforms if it does to all that
 * count it; one that does not is counted by none. */
struct contract {
	size_t n;
	struct gcra of[4];
};

/* Rates that are 0 are not part of it. cell_bps: of the link, bits of cells a second. */
void contract_init(struct contract *c, const struct mrates *r, uint64_t cell_bps);
bool contract_cell(struct contract *c, vtime t, bool clp1);

#endif
