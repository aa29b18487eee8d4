/* SPDX-License-Identifier: Apache-2.0 */
/* The VC table of a port, and which VCIs it has given away. */
#include <stdlib.h>

#include "fabric_priv.h"

struct vc *vc_find(struct port *p, uint8_t vpi, uint16_t vci)
{
	const uint64_t *vc = map_get(&p->vcs, vc_key(vpi, vci));
	return vc ? (struct vc *)(uintptr_t)*vc : NULL;
}

static struct vc *vc_new(struct port *p, uint8_t vpi, uint16_t vci)
{
	struct vc *vc = calloc(1, sizeof(*vc));
	if (!vc)
		return NULL;
	vc->vpi = vpi;
	vc->vci = vci;
	if (!map_put(&p->vcs, vc_key(vpi, vci), (uintptr_t)vc)) {
		free(vc);
		return NULL;
	}
	return vc;
}

/* The beginning of a frame that cannot be finished any more was seen, and is lost. */
static void tell_unfinished(struct vc *vc)
{
	struct train *t = vc->open;
	if (!t)
		return;
	vc->open = NULL;
	struct fabric_frame frame;
	t->conn = vc->conn;
	tap_describe(t, true, &frame);
	frame.dropped = true;
	tap_frame(t->f, &frame);
	train_free(t);
}

static void vc_free(struct port *p, struct vc *vc)
{
	map_remove(&p->vcs, vc_key(vc->vpi, vc->vci));
	if (p->last_vc == vc)
		p->last_vc = NULL;
	train_free(vc->open);
	struct branch *next;
	for (struct branch *b = vc->out; b; b = next) {
		next = b->next;
		free(b);
	}
	free(vc);
}

struct vc *vc_for_cells(struct port *p, uint8_t vpi, uint16_t vci)
{
	struct vc *vc = vc_find(p, vpi, vci);
	if (vc)
		return vc;
	bool reserved = vpi == 0 && vci < 32; /* signalling and its like do not count as unknown */
	if (!reserved && p->n_unknown >= UNKNOWN_VCS)
		return NULL;
	vc = vc_new(p, vpi, vci);
	if (vc && !reserved)
		p->n_unknown++;
	return vc;
}

static bool grow_vcis(struct port *p)
{
	uint32_t words = p->vci_words ? p->vci_words * 2 : 4;
	uint32_t most = (65536 - p->config.first_vci + 63) / 64;
	if (words > most)
		words = most;
	if (words == p->vci_words)
		return false;
	uint64_t *used = realloc(p->vci_used, words * sizeof(*used));
	if (!used)
		return false;
	for (uint32_t i = p->vci_words; i < words; i++)
		used[i] = 0;
	p->vci_used = used;
	p->vci_words = words;
	return true;
}

uint16_t vc_assign(struct port *p, uint32_t conn)
{
	/* vci_hint: all words before it are full */
	while (p->vci_hint < p->vci_words && p->vci_used[p->vci_hint] == UINT64_MAX)
		p->vci_hint++;
	if (p->vci_hint == p->vci_words && !grow_vcis(p))
		return 0;
	uint32_t bit = (uint32_t)__builtin_ctzll(~p->vci_used[p->vci_hint]);
	uint32_t vci = p->config.first_vci + p->vci_hint * 64 + bit;
	if (vci > UINT16_MAX)
		return 0;
	struct vc *vc = vc_find(p, 0, (uint16_t)vci);
	if (vc) { /* cells came on it before it was one of ours */
		tell_unfinished(vc);
		if (vc->vci >= 32)
			p->n_unknown--;
	} else {
		vc = vc_new(p, 0, (uint16_t)vci);
	}
	if (!vc)
		return 0;
	vc->conn = conn;
	p->vci_used[p->vci_hint] |= (uint64_t)1 << bit;
	return (uint16_t)vci;
}

void vc_release(struct port *p, uint16_t vci)
{
	struct vc *vc = vc_find(p, 0, vci);
	if (!vc)
		return;
	tell_unfinished(vc);
	vc_free(p, vc);
	uint32_t n = vci - p->config.first_vci;
	p->vci_used[n / 64] &= ~((uint64_t)1 << n % 64);
	if (n / 64 < p->vci_hint)
		p->vci_hint = n / 64;
}

bool vc_add_branch(struct port *p, uint16_t vci, struct port *to, uint16_t to_vci, vtime since)
{
	struct vc *vc = vc_find(p, 0, vci);
	struct branch *b = vc ? calloc(1, sizeof(*b)) : NULL;
	if (!b)
		return false;
	*b = (struct branch){.port = to, .vci = to_vci, .since = since};
	struct branch **end = &vc->out;
	while (*end)
		end = &(*end)->next;
	*end = b;
	return true;
}

void vc_remove_branch(struct port *p, uint16_t vci, const struct port *to, uint16_t to_vci)
{
	struct vc *vc = vc_find(p, 0, vci);
	for (struct branch **at = vc ? &vc->out : NULL; at && *at; at = &(*at)->next) {
		struct branch *b = *at;
		if (b->port != to || b->vci != to_vci)
			continue;
		*at = b->next;
		free(b);
		return;
	}
}

void vc_through(struct port *p, uint16_t vci, bool through, vtime now)
{
	struct vc *vc = vc_find(p, 0, vci);
	if (!vc)
		return;
	vc->through = through;
	vc->since = now;
}

void vcs_free(struct port *p)
{
	/* the map may not be walked for output; this gives none */
	for (size_t i = 0; i < p->vcs.cap;) {
		if (p->vcs.slots[i].used)
			vc_free(p,
				(struct vc *)(uintptr_t)p->vcs.slots[i].value); /* may move another one into slot i */
		else
			i++;
	}
	map_free(&p->vcs);
	free(p->vci_used);
}
