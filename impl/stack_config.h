/* SPDX-License-Identifier: Apache-2.0 */
/* Settings of the stack: the keys of PROTOCOL.md as values. */
#ifndef STACK_CONFIG_H
#define STACK_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"
#include "wire/atm_addr.h"
#include "wire/q2931.h"

enum stack_role { ROLE_INGRESS, ROLE_EGRESS, ROLE_HOST_SENDER, ROLE_HOST_RECEIVER };

struct ip_prefix {
	uint32_t address; /* as given, host bits included */
	uint8_t len;
};

struct stack_route {
	struct ip_prefix prefix;
	uint32_t via;
};

#define STACK_MAX_ROUTES  64
#define STACK_MAX_MEMBERS 1024

/* A member of a group behind the ATM network; ip 0: the group alone. */
struct stack_member {
	uint32_t group, ip;
};

struct stack_config {
	enum stack_role role;
	enum uni_version version;
	struct atm_addr address, arp_server;
	uint64_t cell_bps;
	struct ip_prefix atm_ip, ip_ip; /* ip_ip.address 0: none */
	uint32_t mtu;
	bool vcmux;
	vtime be_idle, tau, retry, reestablish, refresh;
	uint32_t k;
	bool backward;
	bool endpoint_override; /* QoS VCs may go to routers that know no RSVP */
	uint64_t admission_limit;
	uint32_t given; /* bit per row of the table of keys */
	int n_routes, n_members;
	/* Behind their numbers nothing is set, not even to zero. */
	struct stack_route routes[STACK_MAX_ROUTES];
	struct stack_member members[STACK_MAX_MEMBERS];
};

/* The values of what nobody sets. */
void stack_config_defaults(struct stack_config *c);
/* Take one line "key=value"; false with a reason in err. */
bool stack_config_line(struct stack_config *c, const char *line, char *err, size_t err_len);
/* Is everything there that a stack cannot do without? */
bool stack_config_complete(const struct stack_config *c, char *err, size_t err_len);

/* Class D. */
bool stack_is_multicast(uint32_t a);

static inline bool stack_is_host(const struct stack_config *c)
{
	return c->role == ROLE_HOST_SENDER || c->role == ROLE_HOST_RECEIVER;
}

/* Does the prefix cover this address? */
static inline bool ip_prefix_covers(const struct ip_prefix *p, uint32_t a)
{
	return p->len == 0 || (p->address ^ a) >> (32 - p->len) == 0;
}

#endif
