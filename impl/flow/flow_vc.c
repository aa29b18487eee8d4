/* SPDX-License-Identifier: Apache-2.0 */
/* The table of VCs and the way in: cells to SDUs. */
#include "flow_priv.h"

#include <stdlib.h>
#include <string.h>

#include "wire/cell.h"

struct flow *flow_create(uint64_t cell_bps)
{
	struct flow *f = calloc(1, sizeof *f);
	if (f)
		f->cell_bps = cell_bps;
	return f;
}

void flow_free(struct flow *f)
{
	if (!f)
		return;
	struct flow_vc *vc, *next;
	HASH_ITER(hh, f->vcs, vc, next)
	{
		flow_vc_close(f, vc);
	}
	free(f);
}

struct flow_vc *flow_vc_open(struct flow *f, uint16_t vpi, uint16_t vci, enum flow_class klass,
			     const struct flow_contract *contract, size_t max_rx, void *owner)
{
	uint32_t key = (uint32_t)vpi << 16 | vci;
	struct flow_vc *vc;
	HASH_FIND(hh, f->vcs, &key, sizeof key, vc);
	if (vc)
		return NULL;
	vc = calloc(1, sizeof *vc);
	if (!vc)
		return NULL;
	vc->f = f;
	vc->key = key;
	vc->klass = klass;
	vc->owner = owner;
	vc->rx.max_sdu = max_rx;
	flow_contract_init(vc, contract, f->cell_bps);
	HASH_ADD(hh, f->vcs, key, sizeof vc->key, vc);
	if (!vc->f) {
		free(vc);
		return NULL;
	}
	return vc;
}

void flow_vc_close(struct flow *f, struct flow_vc *vc)
{
	if (!vc)
		return;
	flow_vc_drop_frames(vc);
	if (f->last_rx == vc)
		f->last_rx = NULL;
	HASH_DEL(f->vcs, vc);
	aal5_reasm_free(&vc->rx);
	free(vc);
}

void *flow_vc_owner(const struct flow_vc *vc)
{
	return vc->owner;
}

static struct flow_vc *vc_of_cell(struct flow *f, const uint8_t cell[53], bool *last)
{
	struct cell_hdr h;
	/* OAM and resource management cells (PTI 1xx) are no user data. */
	if (!cell_hdr_decode(cell, &h) || (h.pti & PTI_NOT_USER))
		return NULL;
	uint32_t key = (uint32_t)h.vpi << 16 | h.vci;
	struct flow_vc *vc = f->last_rx;
	if (!vc || vc->key != key)
		HASH_FIND(hh, f->vcs, &key, sizeof key, vc);
	*last = h.pti & PTI_LAST;
	if (vc && !*last) {
		f->last_rx = vc;
		memcpy(f->last_hdr, cell, sizeof f->last_hdr);
	}
	return vc;
}

struct flow_vc *flow_cell_in(struct flow *f, const uint8_t cell[53], const uint8_t **sdu, size_t *len)
{
	struct flow_vc *vc = f->last_rx;
	bool last = false;
	if (!vc || memcmp(cell, f->last_hdr, sizeof f->last_hdr) != 0) {
		vc = vc_of_cell(f, cell, &last);
		if (!vc)
			return NULL;
	}
	enum aal5_result result;
	uint8_t uu;
	/* CPCS-UU may have any value and is ignored (RFC 2684 4). */
	if (!aal5_reasm_cell(&vc->rx, cell + 5, last, &result, sdu, len, &uu) || result != AAL5_OK)
		return NULL;
	return vc;
}
