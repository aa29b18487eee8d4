/* SPDX-License-Identifier: Apache-2.0 */
/* Texts and frames of the page of a case; the steps of its diagram are made in ladder.c. */
#include "detail_priv.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_MAX (256u << 10) /* octets of all texts of one case */

void detail_free(struct report_detail *d)
{
	free(d->nodes);
	free(d->steps);
	free(d->frames);
	free(d->fields);
	free(d->text);
	*d = (struct report_detail){0};
}

bool detail_empty(const struct report_detail *d)
{
	return d->n_steps == 0 && d->n_frames == 0;
}

uint32_t detail_text(struct report_detail *d, const char *text, size_t most)
{
	size_t len = strnlen(text, most), at = d->n_text == 0 ? 1 : d->n_text;

	if (len == 0 || at + len + 1 > TEXT_MAX)
		return 0;
	/* Grown when the length passes a power of two, so that the size need not be kept. */
	size_t cap = 1024;
	while (cap < at)
		cap *= 2;
	if (d->text == NULL || at + len + 1 > cap) {
		while (cap < at + len + 1)
			cap *= 2;
		char *grown = realloc(d->text, cap);
		if (grown == NULL)
			return 0;
		grown[0] = '\0';
		d->text = grown;
	}
	memcpy(d->text + at, text, len);
	d->text[at + len] = '\0';
	d->n_text = (uint32_t)(at + len + 1);
	return (uint32_t)at;
}

static int by_id(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

uint32_t finding_decides(const struct finding *f)
{
	uint32_t latest = 0;

	for (size_t i = 0; i < f->n_events; i++)
		latest = f->events[i] > latest ? f->events[i] : latest;
	return latest;
}

size_t proof_ids(const struct finding *const *findings, size_t n, uint32_t *ids, size_t most)
{
	size_t found = 0, kept = 0;

	/* Failures first: an inconclusive finding's events fill what room is left. */
	for (int v = VERDICT_ERROR; v > VERDICT_PASS; v--) {
		for (size_t i = 0; i < n; i++) {
			if ((int)findings[i]->verdict != v)
				continue;
			for (size_t k = 0; k < findings[i]->n_events && found < most; k++) {
				bool known = false;
				for (size_t j = 0; j < found; j++)
					known = known || ids[j] == findings[i]->events[k];
				if (!known)
					ids[found++] = findings[i]->events[k];
			}
		}
	}
	qsort(ids, found, sizeof(*ids), by_id);
	for (size_t i = 0; i < found; i++) {
		if (ids[i] != 0)
			ids[kept++] = ids[i];
	}
	return kept;
}

struct collecting {
	struct report_detail *d;
	struct detail_frame *frame;
};

static void take_field(void *ctx, const char *name, const char *text, const char *unit)
{
	struct collecting *c = ctx;

	if (c->frame->n_fields == DETAIL_FIELDS_MAX)
		return;
	struct detail_field *f = &c->d->fields[c->d->n_fields];
	*f = (struct detail_field){.name = detail_text(c->d, name, 64),
				   .text = detail_text(c->d, text, 160),
				   .unit = unit != NULL ? detail_text(c->d, unit, 24) : 0};
	c->d->n_fields++;
	c->frame->n_fields++;
}

static bool build_frames(const struct trace *t, const uint32_t *ids, size_t n, struct report_detail *d)
{
	d->frames = calloc(n + 1, sizeof(*d->frames));
	d->fields = calloc(n * DETAIL_FIELDS_MAX + 1, sizeof(*d->fields));
	if (d->frames == NULL || d->fields == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct trace_event *e = trace_by_id(t, ids[i]);
		char line[TRACE_LINE];
		if (e == NULL)
			continue;
		struct detail_frame *f = &d->frames[d->n_frames++];
		struct collecting c = {d, f};
		trace_line(t, e, line, sizeof(line));
		*f = (struct detail_frame){.event = e->id,
					   .line = detail_text(d, line, sizeof(line)),
					   .time = e->time,
					   .first_field = d->n_fields};
		if (e->kind != TRACE_NET && e->kind != TRACE_IUT)
			trace_fields(t, e, take_field, &c);
	}
	struct detail_field *fitted = realloc(d->fields, (d->n_fields + 1) * sizeof(*fitted));
	if (fitted != NULL)
		d->fields = fitted;
	return true;
}

bool detail_build(const struct trace *t, const struct finding *const *findings, size_t n, struct report_detail *d)
{
	uint32_t ids[DETAIL_FRAMES_MAX];
	size_t n_ids = proof_ids(findings, n, ids, DETAIL_FRAMES_MAX);

	*d = (struct report_detail){0};
	if (build_frames(t, ids, n_ids, d) && ladder_build(t, findings, n, ids, n_ids, d))
		return true;
	detail_free(d);
	return false;
}
