/* SPDX-License-Identifier: Apache-2.0 */
/* From folded rows to the steps that are shown: a window around the decision, columns that are used, texts. */
#include "detail_priv.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AFTER_DECISION 20 /* rows that follow the last proof */
#define FROM_START     40 /* rows of the beginning, when the middle is left out */
#define WHAT_MAX       80

/* The finding that decided the case: the first of the worst verdict. */
static const struct finding *deciding(const struct finding *const *findings, size_t n)
{
	const struct finding *worst = NULL;

	for (size_t i = 0; i < n; i++) {
		if (findings[i]->verdict > VERDICT_PASS && (worst == NULL || findings[i]->verdict > worst->verdict))
			worst = findings[i];
	}
	return worst;
}

/* Rows [start, head) and [from, to) are shown. */
struct window {
	size_t start, head, from, to;
};
#define START_SHOWN 8 /* rows before the script begins that are shown one by one */

static struct window choose(const struct rows *rows)
{
	struct window w = {0, 0, 0, rows->n};
	size_t last = SIZE_MAX, decides = SIZE_MAX;

	for (size_t i = 0; i < rows->n; i++) {
		if (rows->at[i].proof || rows->at[i].decides)
			last = i;
		if (rows->at[i].decides && decides == SIZE_MAX)
			decides = i;
	}
	/* Before the script begins links come up and addresses are registered: one row, unless it matters. */
	w.start = rows->start > START_SHOWN ? rows->start : 0;
	for (size_t i = 0; i < w.start; i++) {
		if (rows->at[i].proof || rows->at[i].decides)
			w.start = 0;
	}
	w.head = w.from = w.start;
	if (last != SIZE_MAX && last + AFTER_DECISION < rows->n)
		w.to = last + AFTER_DECISION;
	if (w.to - w.start <= LADDER_STEPS_MAX - 2)
		return w;
	/* Too long: the beginning, and what led to the decision. */
	size_t centre = decides != SIZE_MAX ? decides : last != SIZE_MAX ? last : w.to - 1;
	size_t room = LADDER_STEPS_MAX - FROM_START - 2;
	if (centre + AFTER_DECISION < w.to)
		w.to = centre + AFTER_DECISION;
	if (w.to > w.start + room + FROM_START) {
		w.head = w.start + FROM_START;
		w.from = w.to - room;
	}
	return w;
}

/* Columns in the order of the topology, the network behind the first node that has a UNI; only those in use. 'of' has a
 * place for each node and one for the network. */
static bool columns(const struct trace *t, const struct rows *rows, const struct window *w, const struct crowd *crowd,
		    uint8_t *of, struct report_detail *d)
{
	size_t n = trace_n_nodes(t);
	bool *used = calloc(n + 1, sizeof(*used)), placed = false;
	char name[TRACE_NODE_NAME + 16];

	d->nodes = calloc(n + 2, sizeof(*d->nodes));
	if (used == NULL || d->nodes == NULL) {
		free(used);
		return false;
	}
	for (size_t i = w->start; i < w->to; i++) {
		if (i >= w->head && i < w->from)
			continue;
		used[rows->at[i].from] = used[rows->at[i].to] = true;
	}
	for (size_t i = 0; i < n; i++) {
		uint16_t node = (uint16_t)i;
		if (used[i] || trace_node_is_iut(t, node)) {
			bool several = crowd_name(crowd, t, node, name, sizeof(name));
			of[i] = (uint8_t)d->n_nodes;
			d->nodes[d->n_nodes++] = (struct detail_node){.name = detail_text(d, name, sizeof(name)),
								      .iut = trace_node_is_iut(t, node),
								      .several = several};
		}
		if (!placed && used[n] && trace_node_uni(t, node) != 0) {
			placed = true;
			of[n] = (uint8_t)d->n_nodes;
			d->nodes[d->n_nodes++] =
			    (struct detail_node){.name = detail_text(d, "ATM", 8), .network = true};
		}
	}
	free(used);
	return true;
}

/* What a line of the trace says behind the name. */
static void words(const struct trace *t, const struct trace_event *e, char *out, size_t len)
{
	char line[TRACE_LINE];
	const char *p = line;

	out[0] = '\0';
	trace_line(t, e, line, sizeof(line));
	/* Behind time, node, direction and port the name stands for the first time in column 30 or later. */
	size_t n = strlen(line), name = strlen(e->name);
	for (p = line + (n < 29 ? n : 29); *p != '\0'; p++) {
		if (strncmp(p, e->name, name) == 0 && (p[name] == ' ' || p[name] == '\0')) {
			p += name;
			snprintf(out, len, "%s", *p == ' ' ? p + 1 : p);
			return;
		}
	}
}

static void label(const struct trace *t, const struct row *r, char *name, char *what, size_t len)
{
	const struct trace_event *e = trace_by_id(t, r->event), *last = trace_by_id(t, r->last_event);
	char text[TRACE_LINE];

	snprintf(name, len, "%s", e->name);
	words(t, e, what, len);
	if (e->kind == TRACE_NET) {
		if (trace_text(t, e, "text", text, sizeof(text)))
			snprintf(what, len, "%s", text);
		if (strcmp(e->name, "mark") == 0)
			snprintf(name, len, "script");
	} else if (r->fold == FOLD_SAAL) {
		snprintf(name, len, "%s", r->times > 1 ? "POLL, STAT" : e->name);
		snprintf(what, len, "%s", r->times > 1 ? "both ways" : "");
	} else if (r->many) {
		snprintf(text, sizeof(text), "%s", what);
		snprintf(what, len, "first: %.70s", text);
	} else if (r->fold == FOLD_DATA && r->times > 1) {
		snprintf(what, len, "flow %" PRIu32 ", packets %" PRIu32 " to %" PRIu32, e->data.flow, e->data.seq,
			 last->data.seq);
	} else if (r->again) {
		snprintf(text, sizeof(text), "%s", what);
		snprintf(what, len, "again, %.70s", text);
	}
}

static void add_step(const struct trace *t, const struct row *r, const uint8_t *of, struct report_detail *d)
{
	const struct trace_event *e = trace_by_id(t, r->event);
	char name[WHAT_MAX] = "", what[WHAT_MAX] = "";

	label(t, r, name, what, sizeof(name));
	d->steps[d->n_steps++] = (struct detail_step){
	    .event = r->event,
	    .times = r->times,
	    .time = r->time,
	    .last = r->last,
	    .from = of[r->from],
	    .to = of[r->to],
	    .lost = r->lost,
	    .bad = r->bad,
	    .proof = r->proof,
	    .decides = r->decides,
	    .kind = detail_text(d, trace_kind_name((enum trace_kind)e->kind), 16),
	    .name = detail_text(d, name, 40),
	    .what = detail_text(d, what, WHAT_MAX),
	};
}

static void add_gap(const struct rows *rows, size_t from, size_t to, const char *what, struct report_detail *d)
{
	d->steps[d->n_steps++] = (struct detail_step){.event = rows->at[from].event,
						      .times = (uint32_t)(to - from),
						      .time = rows->at[from].time,
						      .last = rows->at[to - 1].last,
						      .kind = detail_text(d, "gap", 8),
						      .what = detail_text(d, what, WHAT_MAX)};
}

/* Where the implementation or its adapter broke down; 0 if it did not. */
static uint32_t breakdown(const struct trace *t)
{
	static const char *const names[] = {"crash", "hang", "flood", "protocol", "spawn"};

	for (size_t i = trace_n(t); i > 0; i--) {
		const struct trace_event *e = trace_at(t, i - 1);
		for (size_t k = 0; e->kind == TRACE_IUT && k < sizeof(names) / sizeof(*names); k++) {
			if (strcmp(e->name, names[k]) == 0)
				return e->id;
		}
	}
	return 0;
}

static bool add_steps(const struct trace *t, const struct rows *rows, const struct window *w, const uint8_t *of,
		      struct report_detail *d)
{
	d->steps = calloc(LADDER_STEPS_MAX + 2, sizeof(*d->steps));
	if (d->steps == NULL)
		return false;
	if (w->start > 0)
		add_gap(rows, 0, w->start, "links come up, addresses are registered", d);
	for (size_t i = w->start; i < w->to; i++) {
		if (i == w->head && w->from > w->head) {
			add_gap(rows, w->head, w->from, "left out", d);
			i = w->from;
		}
		add_step(t, &rows->at[i], of, d);
	}
	struct detail_step *fitted = realloc(d->steps, (d->n_steps + 1) * sizeof(*fitted));
	if (fitted != NULL)
		d->steps = fitted;
	return true;
}

bool ladder_build(const struct trace *t, const struct finding *const *findings, size_t n, const uint32_t *ids,
		  size_t n_ids, struct report_detail *d)
{
	const struct finding *f = deciding(findings, n);
	uint32_t decides = f != NULL ? finding_decides(f) : 0;
	uint32_t broken = breakdown(t);
	uint8_t *of = calloc(trace_n_nodes(t) + 1, 1);
	struct rows rows = {0};
	struct crowd crowd;

	if (broken != 0)
		decides = broken;
	bool ok = of != NULL && fold_trace(t, ids, n_ids, decides, f != NULL ? f->line : 0, &rows) &&
		  crowd_join(t, &rows, &crowd);
	if (ok) {
		struct window w = choose(&rows);
		d->left_out = (uint32_t)(rows.n - w.to);
		ok = columns(t, &rows, &w, &crowd, of, d) && add_steps(t, &rows, &w, of, d);
	}
	free(rows.at);
	free(of);
	return ok;
}
