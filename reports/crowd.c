/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Topologies with more nodes than a diagram has room for. The IUT, the network and the nodes of the deciding and
 * proving rows keep a column each, then the first of the topology; the other hosts share one
 * column, the other ends another, and between two steps of the script rows that differ only in who
 * did it are counted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detail_priv.h"

#define MOST_COLUMNS 12
#define KEPT_NODES   7   /* columns of single nodes in a crowd, unless the proof needs more */
#define OPEN_MAX     256 /* joined rows that may still grow */

static const char *const group_names[CROWD_GROUPS] = {"hosts", "ends"};

struct gathering {
	const struct trace *t;
	struct rows *rows;
	size_t n; /* nodes; the network is number n */
	bool *used, *kept;
	size_t n_kept;
};

static int group_of(const struct trace *t, size_t node)
{
	return trace_node_uni(t, (uint16_t)node) != 0 ? 0 : 1;
}

static size_t find_used(struct gathering *g)
{
	size_t k = 0;

	for (size_t i = 0; i < g->rows->n; i++)
		g->used[g->rows->at[i].from] = g->used[g->rows->at[i].to] = true;
	for (size_t i = 0; i <= g->n; i++)
		k += g->used[i];
	return k;
}

static void keep(struct gathering *g, size_t node, size_t most)
{
	if (node < g->n && g->used[node] && !g->kept[node] && g->n_kept < most) {
		g->kept[node] = true;
		g->n_kept++;
	}
}

/* Who keeps a column; the others into groups. */
static void choose(struct gathering *g, struct crowd *c)
{
	for (size_t i = 0; i < g->n; i++) {
		if (trace_node_is_iut(g->t, (uint16_t)i))
			keep(g, i, MOST_COLUMNS);
	}
	for (size_t i = 0; i < g->rows->n; i++) {
		const struct row *r = &g->rows->at[i];
		if (r->proof || r->decides) {
			keep(g, r->from, MOST_COLUMNS - CROWD_GROUPS);
			keep(g, r->to, MOST_COLUMNS - CROWD_GROUPS);
		}
	}
	for (size_t i = 0; i < g->n; i++)
		keep(g, i, KEPT_NODES);
	for (size_t i = g->n; i-- > 0;) {
		int group = group_of(g->t, i);
		if (g->used[i] && !g->kept[i]) {
			c->n[group]++;
			c->first[group] = (uint16_t)i;
		}
	}
}

static uint16_t stands_for(const struct gathering *g, const struct crowd *c, uint16_t node)
{
	return node >= g->n || g->kept[node] ? node : c->first[group_of(g->t, node)];
}

/* Rows that stay alone and end the counting before them: what decides, and what the script does. */
static bool alone(const struct row *r, const struct trace_event *e)
{
	return r->proof || r->decides || r->lost || r->bad || e->kind == TRACE_IUT ||
	       (e->kind == TRACE_NET && (strcmp(e->name, "mark") == 0 || strcmp(e->name, "fault") == 0));
}

static bool alike(const struct trace *t, const struct row *a, const struct row *b)
{
	const struct trace_event *x = trace_by_id(t, a->event), *y = trace_by_id(t, b->event);

	return a->from == b->from && a->to == b->to && x->kind == y->kind && strcmp(x->name, y->name) == 0;
}

static void join(struct gathering *g, const struct crowd *c)
{
	size_t open[OPEN_MAX], n_open = 0, n = 0, start = 0;
	struct row *rows = g->rows->at;

	for (size_t i = 0; i < g->rows->n; i++) {
		struct row r = rows[i];
		bool stays = alone(&r, trace_by_id(g->t, r.event));
		size_t k = 0;
		r.from = stands_for(g, c, r.from);
		r.to = stands_for(g, c, r.to);
		if (i == g->rows->start)
			start = n;
		if (stays || i == g->rows->start)
			n_open = 0;
		while (k < n_open && !alike(g->t, &rows[open[k]], &r))
			k++;
		if (!stays && k < n_open) {
			struct row *into = &rows[open[k]];
			into->many = true;
			into->times += r.times;
			into->last = r.last > into->last ? r.last : into->last;
			continue;
		}
		rows[n] = r;
		if (!stays && n_open < OPEN_MAX)
			open[n_open++] = n;
		n++;
	}
	g->rows->n = n;
	g->rows->start = start;
}

bool crowd_join(const struct trace *t, struct rows *rows, struct crowd *c)
{
	struct gathering g = {.t = t, .rows = rows, .n = trace_n_nodes(t)};
	bool ok;

	*c = (struct crowd){0};
	g.used = calloc(g.n + 1, sizeof(*g.used));
	g.kept = calloc(g.n + 1, sizeof(*g.kept));
	ok = g.used != NULL && g.kept != NULL;
	if (ok && find_used(&g) > MOST_COLUMNS) {
		choose(&g, c);
		join(&g, c);
	}
	free(g.used);
	free(g.kept);
	return ok;
}

bool crowd_name(const struct crowd *c, const struct trace *t, uint16_t node, char *name, size_t len)
{
	int group = group_of(t, node);

	bool several = c->n[group] > 1 && c->first[group] == node;

	if (several) {
		snprintf(name, len, "%zu %s", c->n[group], group_names[group]);
		return true;
	}
	snprintf(name, len, "%s", trace_node_name(t, node));
	/* What passes the IP side of an edge does not say which of the ends behind it has it: one column for all. */
	for (size_t i = node + 1u; group == 1 && i < trace_n_nodes(t) && group_of(t, i) == 1; i++)
		snprintf(name + strlen(name), len - strlen(name), ", %s", trace_node_name(t, (uint16_t)i));
	return false;
}
