/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The flows database: which packets belong to which reservation (multi-field
 * classification of RFC 2205 1, on addresses, protocol and ports). What stands
 * behind a reservation is the owner's business.
 */
#ifndef FLOW_CLASSIFY_H
#define FLOW_CLASSIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct flow_key {
	uint32_t dst, src;     /* IPv4, host order; src 0 = any sender of the session */
	uint16_t dport, sport; /* sport 0 with src 0 */
	uint8_t protocol;
	uint8_t zero[3]; /* padding, kept zero: the key is compared as octets */
};

struct flow_classifier;

struct flow_classifier *flow_classifier_create(void);
void flow_classifier_free(struct flow_classifier *c);
/* Packets of the key belong to owner (not NULL, not owned here). The first owner of
 * a key keeps it; false then, or if memory runs out. */
bool flow_classifier_add(struct flow_classifier *c, const struct flow_key *key, void *owner);
/* Forget the key if it belongs to owner. */
void flow_classifier_remove(struct flow_classifier *c, const struct flow_key *key, const void *owner);
/* Key of an IPv4 packet; false for fragments without ports, other protocols than UDP
 * and TCP, and what is no IPv4 packet. */
bool flow_key_of(const uint8_t *packet, size_t len, struct flow_key *key);
/* Owner of the packet's flow: exact sender first, then any sender; NULL if there is none. */
void *flow_classify(const struct flow_classifier *c, const uint8_t *packet, size_t len);

#endif
