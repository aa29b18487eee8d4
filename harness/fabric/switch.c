/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happens to a train when its last cell has arrived: at the switch (signalling is
 * handed to the network side, the rest is given slots on the links it goes out on) and
 * at the far end of the outgoing link (delivery). A frame is forwarded once it is
 * complete, but its cells take the slots they would have had one by one.
 */
#include <string.h>

#include "fabric_priv.h"
#include "wire/cell.h"

static void unlink_train(struct train *t)
{
	*t->link = t->next;
	if (t->next)
		t->next->link = t->link;
}

static bool launch(struct train *t, vtime when, engine_fn fn)
{
	struct fabric *f = t->f;
	t->event = engine_at(f->engine, when, fn, t);
	if (!t->event) {
		train_free(t);
		return false;
	}
	t->link = &f->under_way;
	t->next = f->under_way;
	if (t->next)
		t->next->link = &t->next;
	f->under_way = t;
	return true;
}

void trains_free(struct fabric *f)
{
	while (f->under_way) {
		struct train *t = f->under_way;
		unlink_train(t);
		engine_cancel(f->engine, t->event);
		train_free(t);
	}
}

/* Give each cell of a train the earliest free slot of its link: at or after its arrival,
 * if it came over a link as the train 'in', else from 'first' on. As no slot between the arrival of a cell and its own
 * is left free, the next frame of the VC comes behind this one. False if the queue of the link is full: the frame is
 * then lost as a whole, as with early packet discard. */
static bool place(struct train *t, const struct train *in, uint64_t first, vtime now)
{
	struct link *link = &t->port->down;
	struct link_step step = {0};
	uint64_t least = first;
	if (!link_advance(link, now))
		return false;
	if (in)
		step = link_step(&in->port->up, in->extra, link);
	for (uint32_t i = 0; i < t->cells->n; i++) {
		uint64_t want = in ? link_step_slot(&step, in->slot0 + in->at[i]) : least;
		/* 'least' matters where the past of the link is forgotten, or it is the slower one */
		uint64_t slot = link_take(link, want > least ? want : least);
		if (slot == LINK_NO_SLOT) {
			while (i-- > 0)
				link_untake(link, t->slot0 + t->at[i]);
			return false;
		}
		if (i == 0)
			t->slot0 = slot;
		t->at[i] = (uint32_t)(slot - t->slot0);
		least = slot + 1;
	}
	return true;
}

/* The cells of a train onto one branch of their VC. */
static bool send_on(const struct branch *b, uint32_t conn, const struct train *in, vtime now)
{
	struct fabric *f = in->f;
	in->cells->refs++;
	struct train *t = train_new(f, b->port, in->kind, in->cells, in->cells->n);
	if (!t)
		return false;
	t->vpi = b->vpi;
	t->vci = b->vci;
	t->conn = conn;
	if (place(t, in, 0, now))
		return train_to_end(t);
	train_free(t);
	tap_note(f, FABRIC_LINK, now, conn, in->port->number, b->port->number, "%s: queue full, frame lost",
		 b->port->name);
	return false;
}

/* All branches of the VC. True if at least one took it. */
static bool forward(const struct train *t, vtime now)
{
	struct vc *vc = vc_find(t->port, t->vpi, t->vci);
	vtime began = link_arrival(&t->port->up, t->slot0) + t->extra;
	if (!vc || !vc->through || began < vc->since)
		return false;
	bool any = false;
	for (const struct branch *b = vc->out; b; b = b->next)
		if (began >= b->since)
			any |= send_on(b, vc->conn, t, now);
	return any;
}

static bool is_signalling(const struct train *t)
{
	return t->kind == TRAIN_FRAME && t->vpi == 0 && t->vci == VCI_SIGNALLING;
}

static void to_network_side(struct train *t, vtime now)
{
	cells_check(t->cells);
	if (!t->cells->ok)
		return;
	net_uni_frame(t->port->uni, now, t->cells->octets, t->cells->sdu_len);
	port_touch(t->port);
	ports_pump(t->f, now);
}

/* After a fault has been applied: on, without another look at it. */
static void go_on(struct train *t, vtime now)
{
	if (is_signalling(t))
		to_network_side(t, now);
	else
		forward(t, now);
	train_free(t);
}

static void delayed(void *ctx, vtime now)
{
	struct train *t = ctx;
	unlink_train(t);
	go_on(t, now);
}

/* A data fault to the network. Takes the train over if it says so. */
static bool apply_fault(struct train *t, const struct fault *fault, struct fabric_frame *frame, vtime now)
{
	struct cells *damaged;
	switch (fault->what.kind) {
	case FAULT_DROP_FRAME:
		frame->dropped = true;
		return false;
	case FAULT_DELAY_FRAME:
		tap_frame(t->f, frame);
		t->extra = fault->what.span;
		launch(t, vtime_add(now, t->extra), delayed);
		return true;
	case FAULT_CORRUPT_FRAME:
		damaged = cells_clone(t->cells);
		if (!damaged)
			return false;
		tap_frame(t->f, frame);
		cells_damage(damaged, rng_u64(&t->f->rng));
		cells_unref(t->cells);
		t->cells = damaged;
		go_on(t, now);
		return true;
	default:
		return false;
	}
}

static void at_switch(void *ctx, vtime now)
{
	struct train *t = ctx;
	struct fabric *f = t->f;
	unlink_train(t);
	f->cell_hops += t->cells->n;
	struct vc *vc = vc_find(t->port, t->vpi, t->vci);
	t->conn = vc && t->kind != TRAIN_BAD_HEC ? vc->conn : 0;
	struct fabric_frame frame;
	tap_describe(t, true, &frame);
	bool cut = fault_cut(t->port);
	frame.dropped = cut;
	if (t->kind == TRAIN_OAM) {
		if (!cut)
			forward(t, now);
	} else if (t->kind == TRAIN_BAD_HEC) {
		frame.dropped = true;
		tap_frame(f, &frame);
	} else {
		struct fault *fault = cut ? NULL : fault_on_frame(f, &frame);
		if (fault && apply_fault(t, fault, &frame, now))
			return;
		/* Which call a message belongs to is known only when it has been handled, so the
		 * frame is told after that, and what the switch has to note after the frame. */
		tap_hold_notes(f);
		if (frame.dropped)
			;
		else if (is_signalling(t))
			to_network_side(t, now);
		else
			frame.dropped = !forward(t, now);
		tap_frame(f, &frame);
		tap_tell_notes(f);
	}
	train_free(t);
}

bool train_to_switch(struct train *t)
{
	return launch(t, link_arrival(&t->port->up, train_last_slot(t)), at_switch);
}

/* The cells of a train to an end that takes cells, with the header of this link. */
static void deliver_cells(const struct train *t, vtime now)
{
	const struct cells *c = t->cells;
	const struct fabric_end *end = &t->port->end;
	uint8_t cell[CELL_LEN];
	int last_flags = -1;
	for (uint32_t i = 0; i < c->n; i++) {
		if (c->flags[i] != last_flags) {
			last_flags = c->flags[i];
			struct cell_hdr h = {
			    .vpi = t->vpi,
			    .vci = t->vci,
			    .pti = (uint8_t)(c->flags[i] >> 1),
			    .clp = c->flags[i] & 1,
			};
			cell_hdr_encode(&h, cell);
		}
		memcpy(cell + 5, c->octets + (size_t)i * CELL_PAYLOAD, CELL_PAYLOAD);
		end->cell(end->ctx, now, cell);
	}
}

static void deliver(const struct train *t, const struct fabric_frame *frame, vtime now)
{
	const struct fabric_end *end = &t->port->end;
	if (t->port->config.cells) {
		if (end->cell)
			deliver_cells(t, now);
	} else if (t->kind == TRAIN_FRAME && frame->ok && end->frame) {
		end->frame(end->ctx, now, frame->vpi, frame->vci, frame->clp1, frame->sdu, frame->len, frame->uu);
	}
}

static void at_end(void *ctx, vtime now)
{
	struct train *t = ctx;
	struct fabric *f = t->f;
	unlink_train(t);
	struct fabric_frame frame;
	tap_describe(t, false, &frame);
	frame.dropped = fault_cut(t->port);
	if (t->kind == TRAIN_FRAME) {
		struct fault *fault = frame.dropped || t->faulted ? NULL : fault_on_frame(f, &frame);
		if (fault && fault->what.kind == FAULT_DELAY_FRAME) {
			t->faulted = true;
			t->extra = fault->what.span;
			launch(t, vtime_add(now, t->extra), at_end);
			return;
		}
		if (fault && fault->what.kind == FAULT_CORRUPT_FRAME) {
			struct cells *damaged = cells_clone(t->cells);
			if (damaged) {
				cells_damage(damaged, rng_u64(&f->rng));
				cells_unref(t->cells);
				t->cells = damaged;
				tap_describe(t, false, &frame);
			}
		}
		frame.dropped = frame.dropped || (fault && fault->what.kind == FAULT_DROP_FRAME);
		tap_frame(f, &frame);
	}
	f->cell_hops += t->cells->n;
	if (!frame.dropped)
		deliver(t, &frame, now);
	train_free(t);
}

bool train_to_end(struct train *t)
{
	return launch(t, link_arrival(&t->port->down, train_last_slot(t)), at_end);
}

void switch_signal(struct port *p, vtime now, const uint8_t *sdu, size_t len)
{
	struct cells *c = cells_of_sdu(sdu, len, 0, 0);
	struct train *t = train_new(p->f, p, TRAIN_FRAME, c, c ? c->n : 0);
	if (!t)
		return;
	t->vci = VCI_SIGNALLING;
	if (place(t, NULL, link_slot_at(&p->down, now), now))
		train_to_end(t);
	else
		train_free(t); /* SSCOP will send it again */
}
