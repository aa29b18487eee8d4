/* SPDX-License-Identifier: Apache-2.0 */
/* A port: what its end sends becomes trains, its network side gets its timers and its outputs done. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "fabric_priv.h"
#include "wire/aal5.h"
#include "wire/cell.h"

#define STM1_CELL_BPS 149760000u
#define FIRST_ROOM    4 /* cells of a VC's first frame to make room for */

struct port *port_create(struct fabric *f, int number, const struct fabric_port_config *config,
			 const struct fabric_end *end)
{
	struct port *p = calloc(1, sizeof(*p));
	if (!p)
		return NULL;
	*p = (struct port){.f = f, .number = number, .config = *config, .timer_at = VTIME_NEVER};
	if (end)
		p->end = *end;
	if (!p->config.cell_bps)
		p->config.cell_bps = STM1_CELL_BPS;
	if (!p->config.first_vci)
		p->config.first_vci = 32;
	p->slot_ns = slot_time(1, p->config.cell_bps);
	link_init(&p->up, p->config.cell_bps, config->delay);
	link_init(&p->down, p->config.cell_bps, config->delay);
	p->name = strdup(config->name ? config->name : "");
	p->config.name = p->name;
	struct net_uni_config uni = {
	    .version = config->version,
	    .first_call_ref = config->first_call_ref,
	    .hook_ctx = p,
	    .incoming = fault_incoming,
	    .outgoing = fault_outgoing,
	};
	p->uni = net_uni_create(&uni);
	if (!p->name || !p->uni) {
		port_free(p);
		return NULL;
	}
	return p;
}

void port_free(struct port *p)
{
	if (!p)
		return;
	if (p->timer)
		engine_cancel(p->f->engine, p->timer);
	vcs_free(p);
	map_free(&p->calls);
	net_uni_free(p->uni);
	link_free(&p->up);
	link_free(&p->down);
	free(p->name);
	free(p);
}

/* A train of one cell that is no part of a frame. */
static bool send_single(struct port *p, enum train_kind kind, const struct cell_hdr *h, uint64_t slot,
			const uint8_t cell[53])
{
	struct train *t = train_new(p->f, p, kind, cells_new(1), 1);
	if (!t)
		return false;
	t->vpi = h->vpi;
	t->vci = h->vci;
	train_append(&t, slot, (uint8_t)(h->pti << 1 | h->clp), cell + 5);
	return train_to_switch(t);
}

static void too_many_vcs(struct port *p)
{
	if (!p->unknown_told)
		tap_note(p->f, FABRIC_LINK, engine_now(p->f->engine), 0, p->number, -1,
			 "%s: cells on more than %d unknown VCs are not kept", p->name, UNKNOWN_VCS);
	p->unknown_told = true;
}

/* A user cell joins the frame being collected on its VC. */
static bool collect(struct port *p, const struct cell_hdr *h, uint64_t slot, const uint8_t cell[53])
{
	struct vc *vc = p->last_vc;
	if (!vc || vc->vpi != h->vpi || vc->vci != h->vci) {
		vc = vc_for_cells(p, h->vpi, h->vci);
		if (!vc) {
			too_many_vcs(p);
			return true;
		}
		p->last_vc = vc;
	}
	if (!vc->open) {
		uint32_t room = vc->room ? vc->room : FIRST_ROOM;
		vc->open = train_new(p->f, p, TRAIN_FRAME, cells_new(room), room);
		if (!vc->open)
			return false;
		vc->open->vpi = h->vpi;
		vc->open->vci = h->vci;
	}
	if (!train_append(&vc->open, slot, (uint8_t)(h->pti << 1 | h->clp), cell + 5))
		return false;
	struct train *t = vc->open;
	bool full = t->cells->n == TRAIN_MAX_CELLS || slot - t->slot0 >= UINT32_MAX / 2;
	if (!(h->pti & PTI_LAST) && !full)
		return true;
	vc->open = NULL;
	vc->room = t->cells->n;
	return train_to_switch(t);
}

bool port_cell(struct port *p, vtime start, const uint8_t cell[53])
{
	vtime arrival = vtime_add(vtime_add(start, p->slot_ns), p->up.delay);
	if (start < 0 || arrival < engine_now(p->f->engine))
		return false;
	uint64_t slot = link_slot_at(&p->up, start);
	if (slot < p->up.next)
		return false;
	p->up.next = slot + 1;
	if (memcmp(cell, p->last_octets, sizeof(p->last_octets)) == 0 && p->last_hdr.vci)
		return collect(p, &p->last_hdr, slot, cell);
	struct cell_hdr h;
	if (!cell_hdr_decode(cell, &h)) {
		h = (struct cell_hdr){
		    .vpi = (uint8_t)(cell[0] << 4 | cell[1] >> 4),
		    .vci = (uint16_t)((cell[1] & 15) << 12 | cell[2] << 4 | cell[3] >> 4),
		    .pti = cell[3] >> 1 & 7,
		    .clp = cell[3] & 1,
		};
		return send_single(p, TRAIN_BAD_HEC, &h, slot, cell);
	}
	if (h.vpi == 0 && h.vci == 0)
		return true; /* unassigned or idle (I.361 2.2.4) */
	if (h.pti & PTI_NOT_USER)
		return send_single(p, TRAIN_OAM, &h, slot, cell);
	if (!(h.pti & PTI_LAST)) {
		memcpy(p->last_octets, cell, sizeof(p->last_octets));
		p->last_hdr = h;
	}
	return collect(p, &h, slot, cell);
}

bool port_frame(struct port *p, vtime now, uint8_t vpi, uint16_t vci, uint8_t clp, const uint8_t *sdu, size_t len,
		uint8_t uu)
{
	if (len > AAL5_MAX_SDU || now < engine_now(p->f->engine))
		return false;
	struct cells *c = cells_of_sdu(sdu, len, uu, clp);
	struct train *t = train_new(p->f, p, TRAIN_FRAME, c, c ? c->n : 0);
	if (!t)
		return false;
	t->vpi = vpi;
	t->vci = vci;
	uint64_t slot = link_slot_at(&p->up, now);
	t->slot0 = slot > p->up.next ? slot : p->up.next;
	for (uint32_t i = 0; i < c->n; i++)
		t->at[i] = i;
	p->up.next = t->slot0 + c->n;
	return train_to_switch(t);
}

void port_touch(struct port *p)
{
	struct fabric *f = p->f;
	if (p->dirty)
		return;
	p->dirty = true;
	p->next_dirty = NULL;
	*f->dirty_end = p;
	f->dirty_end = &p->next_dirty;
}

static void timer_due(void *ctx, vtime now)
{
	struct port *p = ctx;
	p->timer = 0;
	p->timer_at = VTIME_NEVER;
	net_uni_time(p->uni, now);
	port_touch(p);
	ports_pump(p->f, now);
}

/* See to it that the engine wakes the port in time. An event that is too early stays:
 * moving it with each message would cost more than waking for nothing. */
static void set_timer(struct port *p)
{
	vtime next = net_uni_next(p->uni);
	if (next >= p->timer_at)
		return;
	if (p->timer)
		engine_cancel(p->f->engine, p->timer);
	p->timer = engine_at(p->f->engine, next, timer_due, p);
	p->timer_at = p->timer ? next : VTIME_NEVER;
}

static void drain(struct port *p, vtime now)
{
	struct net_uni_out out;
	while (net_uni_drain(p->uni, &out)) {
		if (out.kind == NET_FRAME)
			switch_signal(p, now, out.octets, out.len);
		else
			conn_output(p, now, &out);
	}
	set_timer(p);
}

void ports_pump(struct fabric *f, vtime now)
{
	if (f->pumping)
		return;
	f->pumping = true;
	while (f->dirty) {
		struct port *p = f->dirty;
		f->dirty = p->next_dirty;
		if (!f->dirty)
			f->dirty_end = &f->dirty;
		p->dirty = false;
		drain(p, now);
	}
	f->pumping = false;
}
