/* SPDX-License-Identifier: Apache-2.0 */
#include "atmarp_table.h"

#include <stdlib.h>

#define LIFETIME    VT_S(20 * 60) /* RFC 2225 8.4, last paragraph */
#define QUIET_QUERY VT_S(10 * 60) /* RFC 2225 8.4 (5): a query refreshes only an entry older than this */

void atmarp_table_free(struct atmarp_table *t)
{
	free(t->entries);
	*t = (struct atmarp_table){0};
}

static bool expired(const struct atmarp_entry *e, vtime now)
{
	return e->updated != VTIME_NEVER && now - e->updated > LIFETIME;
}

static struct atmarp_entry *find(const struct atmarp_table *t, uint32_t ip)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->entries[i].ip == ip)
			return &t->entries[i];
	return NULL;
}

const struct atmarp_entry *atmarp_table_find(const struct atmarp_table *t, vtime now, uint32_t ip)
{
	const struct atmarp_entry *e = find(t, ip);
	return e && !expired(e, now) ? e : NULL;
}

bool atmarp_table_set(struct atmarp_table *t, const struct atmarp_entry *e)
{
	struct atmarp_entry *old = find(t, e->ip);
	if (old) {
		*old = *e;
		return true;
	}
	if (t->n == t->cap) {
		size_t cap = t->cap ? t->cap * 2 : 8;
		struct atmarp_entry *entries = realloc(t->entries, cap * sizeof(*entries));
		if (!entries)
			return false;
		t->entries = entries;
		t->cap = cap;
	}
	t->entries[t->n++] = *e;
	return true;
}

void atmarp_table_vc_closed(struct atmarp_table *t, uint32_t vc)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->entries[i].vc == vc)
			t->entries[i].vc = 0;
}

/* Rules (1) and (2): somebody registers. */
static void registration(struct atmarp_table *t, vtime now, uint32_t vc, const struct atmarp *m)
{
	const struct atmarp_entry *e = atmarp_table_find(t, now, m->src_ip);
	bool same = e && atm_addr_equal(&e->atm, &m->src_atm);
	bool fixed = e && e->updated == VTIME_NEVER;
	bool held = e && e->vc && e->vc != vc;
	if (e && !same && (held || fixed))
		t->duplicates++;
	else if (!fixed)
		atmarp_table_set(t,
				 &(struct atmarp_entry){.ip = m->src_ip, .atm = m->src_atm, .vc = vc, .updated = now});
}

/* Rules (4), (5) and (6): what a query says about its sender. */
static void sender_of_query(struct atmarp_table *t, vtime now, uint32_t vc, const struct atm_addr *peer,
			    const struct atmarp *m)
{
	const struct atmarp_entry *e = atmarp_table_find(t, now, m->src_ip);
	struct atmarp_entry fresh = {.ip = m->src_ip, .atm = m->src_atm, .vc = vc, .updated = now};
	if (!e) {
		atmarp_table_set(t, &fresh);
		return;
	}
	bool alive = atm_addr_equal(&e->atm, &m->src_atm) && atm_addr_equal(&e->atm, peer);
	if (alive && e->updated != VTIME_NEVER && now - e->updated > QUIET_QUERY)
		atmarp_table_set(t, &fresh);
}

bool atmarp_table_request(struct atmarp_table *t, vtime now, uint32_t vc, const struct atm_addr *peer,
			  const struct atmarp *m, struct atmarp *reply)
{
	if (m->src_ip == m->tgt_ip)
		registration(t, now, vc, m);
	else
		sender_of_query(t, now, vc, peer, m);
	const struct atmarp_entry *e = atmarp_table_find(t, now, m->tgt_ip);
	if (!e)
		return false;
	*reply = (struct atmarp){
	    .op = ATMARP_REPLY,
	    .has_src_atm = true,
	    .has_src_ip = true,
	    .has_tgt_atm = true,
	    .has_tgt_ip = true,
	    .src_atm = e->atm,
	    .src_ip = e->ip,
	    .tgt_atm = m->src_atm,
	    .tgt_ip = m->src_ip,
	};
	return true;
}
