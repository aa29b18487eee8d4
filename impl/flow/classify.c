/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/classify.h"

#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM      1
#define uthash_nonfatal_oom(e) ((e)->owner = NULL)
#include <uthash.h>

#define PROTO_TCP 6
#define PROTO_UDP 17

struct entry {
	struct flow_key key;
	void *owner;
	UT_hash_handle hh;
};

struct flow_classifier {
	struct entry *entries;
};

struct flow_classifier *flow_classifier_create(void)
{
	return calloc(1, sizeof(struct flow_classifier));
}

void flow_classifier_free(struct flow_classifier *c)
{
	if (!c)
		return;
	struct entry *e, *next;
	HASH_ITER(hh, c->entries, e, next)
	{
		HASH_DEL(c->entries, e);
		free(e);
	}
	free(c);
}

bool flow_classifier_add(struct flow_classifier *c, const struct flow_key *key, void *owner)
{
	struct entry *e;
	HASH_FIND(hh, c->entries, key, sizeof *key, e);
	if (e)
		return e->owner == owner;
	e = calloc(1, sizeof *e);
	if (!e)
		return false;
	e->key = *key;
	e->owner = owner;
	HASH_ADD(hh, c->entries, key, sizeof e->key, e);
	if (!e->owner) {
		free(e);
		return false;
	}
	return true;
}

void flow_classifier_remove(struct flow_classifier *c, const struct flow_key *key, const void *owner)
{
	struct entry *e;
	HASH_FIND(hh, c->entries, key, sizeof *key, e);
	if (e && e->owner == owner) {
		HASH_DEL(c->entries, e);
		free(e);
	}
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

bool flow_key_of(const uint8_t *packet, size_t len, struct flow_key *key)
{
	if (len < 20 || packet[0] >> 4 != 4)
		return false;
	size_t hdr = (size_t)(packet[0] & 15) * 4;
	if (hdr < 20 || len < hdr + 4)
		return false;
	/* More fragments, or an offset: ports stand only in the first fragment, so the
	 * flow of the others is unknown (RFC 2205 1.2 asks senders not to fragment). */
	if ((packet[6] & 0x3f) || packet[7])
		return false;
	if (packet[9] != PROTO_UDP && packet[9] != PROTO_TCP)
		return false;
	*key = (struct flow_key){
	    .dst = be32(packet + 16),
	    .src = be32(packet + 12),
	    .protocol = packet[9],
	    .sport = (uint16_t)(packet[hdr] << 8 | packet[hdr + 1]),
	    .dport = (uint16_t)(packet[hdr + 2] << 8 | packet[hdr + 3]),
	};
	return true;
}

void *flow_classify(const struct flow_classifier *c, const uint8_t *packet, size_t len)
{
	struct flow_key key;
	if (!c->entries || !flow_key_of(packet, len, &key))
		return NULL;
	struct entry *e;
	HASH_FIND(hh, c->entries, &key, sizeof key, e);
	if (!e) {
		key.src = 0;
		key.sport = 0;
		HASH_FIND(hh, c->entries, &key, sizeof key, e);
	}
	return e ? e->owner : NULL;
}
