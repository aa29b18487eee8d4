/* SPDX-License-Identifier: Apache-2.0 */
/* A topology file: hosts on the ATM network, ends behind them, groups, flows and reservation sizes that vectors name.
 */
#ifndef VECTOR_TOPOLOGY_H
#define VECTOR_TOPOLOGY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/vtime.h"
#include "wire/atm_addr.h"
#include "wire/intserv.h"
#include "xml/xml.h"

struct topo_host {
	const char *name;
	struct atm_addr atm;
	uint32_t ip, edge_ip; /* addresses on the ATM side and on the IP side */
	uint8_t ip_len, edge_len;
	uint64_t cell_bps; /* of the access link, in bits of cells a second */
	vtime delay;
	int rsvp_node; /* index of the end behind it that is the next RSVP node: it is a plain router itself; -1: it is
			  not */
};

struct topo_end {
	const char *name;
	int behind; /* index of a host */
	uint32_t ip;
};

/* An IP multicast group; its members are hosts, which stand for the ends behind them. */
struct topo_group {
	const char *name;
	uint32_t ip;
	size_t n_members; /* when a case begins */
	int *members;     /* indexes of hosts */
};

struct topo_flow {
	const char *name;
	uint32_t number; /* 1, 2, ... */
	int from;        /* index of an end */
	int to;          /* index of an end; -1: to a group */
	int group;       /* index of a group; -1: to an end */
	uint16_t source_port, port;
};

struct topo_spec {
	const char *name;
	struct tspec t;
	/* Cell rates that go with it: no conforming packet mix needs less than 'min'; 'max' is the most that the
	 * documents' formulas give with LLC/SNAP; 'own' is what the testers signal (exact worst case). */
	struct {
		uint32_t min, own, max;
	} pcr, scr, mbs;
};

struct topology {
	const char *id, *file;
	const char *arp_name;
	struct atm_addr arp;
	size_t n_hosts, n_ends, n_groups, n_flows, n_specs;
	struct topo_host *hosts;
	struct topo_end *ends;
	struct topo_group *groups;
	struct topo_flow *flows;
	struct topo_spec *specs;
};

/* NULL with complaints in e. Everything lives in the arena. */
struct topology *topology_load(struct arena *a, const char *file, const char *schema, struct xml_errors *e);
/* Indexes, -1 if there is none of that name. */
int topology_host(const struct topology *t, const char *name);
int topology_end(const struct topology *t, const char *name);
int topology_group(const struct topology *t, const char *name);
int topology_flow(const struct topology *t, const char *name);
int topology_spec(const struct topology *t, const char *name);

/* Longest name of a node, with its NUL. */
#define TOPOLOGY_NAME 32
/* A list of hosts, "E1 E3" or "E1..E64 E7": indexes in the order given, in the arena. False with what is wrong in err:
 * a name that is none of a host, one that stands twice. An empty text is a list of none. */
bool topology_hosts(struct arena *a, const struct topology *t, const char *text, int **list, size_t *n, char *err,
		    size_t err_len);

#endif
