/* SPDX-License-Identifier: Apache-2.0 */
/* What the tap is told. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fabric_priv.h"
#include "wire/cell.h"

static const struct link *link_of(const struct train *t, bool to_network)
{
	return to_network ? &t->port->up : &t->port->down;
}

bool fabric_frame_even(const struct fabric_frame *f)
{
	return f->train->at[f->cells - 1] == f->cells - 1 && (f->clp1 == 0 || f->clp1 == f->cells);
}

vtime fabric_frame_cell(const struct fabric_frame *f, uint32_t i, uint8_t *clp)
{
	const struct train *t = f->train;
	vtime extra = f->to_network ? 0 : t->extra;

	*clp = t->cells->flags[i] & 1;
	return link_arrival(link_of(t, f->to_network), t->slot0 + t->at[i]) + extra;
}

void tap_describe(const struct train *t, bool to_network, struct fabric_frame *out)
{
	const struct link *l = link_of(t, to_network);
	struct cells *c = t->cells;
	if (t->kind == TRAIN_FRAME) {
		cells_check(c);
	} else {
		c->ok = false;
		c->bad = t->kind == TRAIN_BAD_HEC ? "bad-hec" : "not user data";
	}
	/* delays by a fault on this link are seen as late arrival */
	vtime extra = to_network ? 0 : t->extra;
	*out = (struct fabric_frame){
	    .port = t->port->number,
	    .to_network = to_network,
	    .first = link_arrival(l, t->slot0) + extra,
	    .last = link_arrival(l, train_last_slot(t)) + extra,
	    .cells = c->n,
	    .clp1 = c->clp1,
	    .vpi = t->vpi,
	    .vci = t->vci,
	    .conn = t->conn,
	    .ok = c->ok,
	    .bad = c->ok ? NULL : c->bad,
	    .sdu = c->octets,
	    .len = c->ok ? c->sdu_len : (size_t)c->n * CELL_PAYLOAD,
	    .uu = c->ok ? c->uu : 0,
	    .train = t,
	};
}

void tap_frame(struct fabric *f, const struct fabric_frame *frame)
{
	if (f->tap.frame)
		f->tap.frame(f->tap.ctx, frame);
}

void tap_note(struct fabric *f, enum fabric_note_kind kind, vtime now, uint32_t conn, int from, int to,
	      const char *format, ...)
{
	if (!f->tap.note)
		return;
	struct pending_note n = {
	    .note = {.kind = kind, .time = now, .conn = conn, .from_port = from, .to_port = to},
	};
	va_list args;
	va_start(args, format);
	vsnprintf(n.text, sizeof(n.text), format, args);
	va_end(args);
	if (f->hold_notes && f->n_notes == f->cap_notes) {
		size_t cap = f->cap_notes ? f->cap_notes * 2 : 8;
		struct pending_note *notes = realloc(f->notes, cap * sizeof(*notes));
		if (notes) {
			f->notes = notes;
			f->cap_notes = cap;
		}
	}
	if (f->hold_notes && f->n_notes < f->cap_notes) {
		f->notes[f->n_notes++] = n;
		return;
	}
	n.note.text = n.text;
	f->tap.note(f->tap.ctx, &n.note);
}

void tap_hold_notes(struct fabric *f)
{
	f->hold_notes = true;
}

void tap_tell_notes(struct fabric *f)
{
	f->hold_notes = false;
	for (size_t i = 0; i < f->n_notes; i++) {
		f->notes[i].note.text = f->notes[i].text;
		f->tap.note(f->tap.ctx, &f->notes[i].note);
	}
	f->n_notes = 0;
}
