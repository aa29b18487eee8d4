/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ATMARP server of a LIS (RFC 2225 8.4) as a host of its own on the fabric: it
 * takes calls, learns who is there, and answers. Part of the testers' world, so it
 * can also be told to misbehave.
 */
#ifndef SERVICES_ATMARP_SERVER_H
#define SERVICES_ATMARP_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/engine.h"
#include "fabric/fabric.h"
#include "wire/atm_addr.h"

struct atmarp_server;

struct atmarp_server_config {
	struct fabric_port_config port; /* of its UNI; 'cells' is not looked at: it takes frames */
	uint32_t ip;
	bool inatmarp; /* ask on each new VC who is there, as RFC 1577 servers do (RFC 2225 leaves it to the client) */
	bool silent;   /* take calls, send nothing */
	bool nak_all;  /* answer each ATMARP_Request with ATMARP_NAK, registrations too */
	bool refuse;   /* refuse all calls, with cause 17 */
};
/* All flags false but inatmarp; port as fabric_port_defaults, named "ATMARP". */
struct atmarp_server_config atmarp_server_defaults(void);

/* Adds its port to the fabric. NULL if memory runs out or the address is taken. */
struct atmarp_server *atmarp_server_create(struct engine *e, struct fabric *f, const struct atmarp_server_config *c);
/* After or before fabric_free, before engine_free; no event may run between the two frees. */
void atmarp_server_free(struct atmarp_server *s);
/* Its port on the fabric. */
int atmarp_server_port(const struct atmarp_server *s);

/* An entry that is there from the start, does not age and cannot be taken over. False
 * if memory runs out. */
bool atmarp_server_add(struct atmarp_server *s, uint32_t ip, const struct atm_addr *atm);
/* Change the behaviour from now on; takes the flags of 'c'. */
void atmarp_server_behave(struct atmarp_server *s, const struct atmarp_server_config *c);
/* What it would answer now; false if it knows nothing. */
bool atmarp_server_lookup(const struct atmarp_server *s, uint32_t ip, struct atm_addr *atm);
/* How often somebody tried to register an IP address that another one holds (RFC 2225 8.4 (1)). */
uint32_t atmarp_server_duplicates(const struct atmarp_server *s);

#endif
