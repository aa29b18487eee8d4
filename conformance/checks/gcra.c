/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/gcra.h"

#define NS         1000000000
#define CELL_BITS  424
#define CDVT_CELLS 80

/* In parts of a ns at this rate: the increment of 1/rate is NS of them. */
static void add(struct contract *c, uint64_t rate, bool clp0, __int128 limit)
{
	if (rate > 0 && c->n < sizeof(c->of) / sizeof(*c->of))
		c->of[c->n++] = (struct gcra){.rate = rate, .increment = NS, .limit = limit, .clp0 = clp0};
}

/* CDVT in parts of a ns at 'rate', rounded up. */
static __int128 cdvt(uint64_t rate, uint64_t pcr, uint64_t cell_bps)
{
	__int128 interval = pcr > 0 ? ((__int128)NS * rate + pcr - 1) / pcr : 0;
	__int128 jitter = cell_bps > 0 ? ((__int128)CDVT_CELLS * CELL_BITS * NS * rate + cell_bps - 1) / cell_bps : 0;

	return interval > jitter ? interval : jitter;
}

/* Burst tolerance (MBS - 1)(1/SCR - 1/PCR), UNI 3.1 3.6.2.4.3.3, beside the CDVT. */
static void add_sustained(struct contract *c, uint64_t scr, uint64_t mbs, uint64_t pcr, bool clp0, uint64_t cell_bps)
{
	__int128 gap = pcr > scr ? NS - ((__int128)NS * scr) / pcr : 0;

	add(c, scr, clp0, (mbs > 1 ? (__int128)(mbs - 1) * gap : 0) + cdvt(scr, pcr, cell_bps));
}

void contract_init(struct contract *c, const struct mrates *r, uint64_t cell_bps)
{
	uint64_t pcr = r->pcr01 > 0 ? r->pcr01 : r->pcr0;

	*c = (struct contract){0};
	add(c, r->pcr01, false, cdvt(r->pcr01, r->pcr01, cell_bps));
	add(c, r->pcr0, true, cdvt(r->pcr0, r->pcr0, cell_bps));
	add_sustained(c, r->scr01, r->mbs01, pcr, false, cell_bps);
	add_sustained(c, r->scr0, r->mbs0, pcr, true, cell_bps);
}

bool contract_cell(struct contract *c, vtime t, bool clp1)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct gcra *g = &c->of[i];
		if ((g->clp0 && clp1) || !g->begun)
			continue;
		if ((__int128)t * g->rate < g->theoretical - g->limit)
			return false;
	}
	for (size_t i = 0; i < c->n; i++) {
		struct gcra *g = &c->of[i];
		__int128 at = (__int128)t * g->rate;
		if (g->clp0 && clp1)
			continue;
		g->theoretical = (g->begun && g->theoretical > at ? g->theoretical : at) + g->increment;
		g->begun = true;
	}
	return true;
}
