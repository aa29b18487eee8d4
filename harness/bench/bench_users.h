/* SPDX-License-Identifier: Apache-2.0 */
/* Two users of impl/uni on one switch: what calls and cells are measured with. */
#ifndef BENCH_USERS_H
#define BENCH_USERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/engine.h"
#include "fabric/fabric.h"
#include "uni/uni.h"
#include "wire/aal5.h"

#define BENCH_CELL_BPS 149760000u

struct bench_net;

struct bench_user {
	struct bench_net *net;
	int port;
	struct atm_addr address;
	struct uni *uni;
	struct aal5_reasm signalling; /* of a user that takes cells */
	engine_event timer;
	vtime timer_at;
	bool up;
	/* What call control tells it, frames and link aside; may be NULL. */
	void (*told)(struct bench_user *u, vtime now, const struct uni_out *o);
	void *ctx;
	uint64_t cells_in, frames_in; /* on other VCs than that of signalling */
};

struct bench_net {
	struct engine *engine;
	struct fabric *fabric;
	struct bench_user users[2]; /* 0 calls, 1 is called and accepts */
};

/* An address with 'n' as its last octet before the selector. */
struct atm_addr bench_address(unsigned n);
/* A best-effort SETUP to it. */
struct q2931_msg bench_setup(const struct atm_addr *to);
/* A fabric without tap and one user on it, or both; their links are up afterwards. False after a message. */
bool bench_net_open(struct bench_net *n, bool cells);
void bench_net_close(struct bench_net *n);
/* A user of its own on any fabric; signalling starts. False after a message. */
bool bench_user_open(struct bench_user *u, struct bench_net *n, const struct atm_addr *address, bool cells);
void bench_user_close(struct bench_user *u);
/* Carry out what its call control has put out. After each request to u->uni. */
void bench_user_pump(struct bench_user *u, vtime now);
/* Open n calls from user 0 to user 1 and let them stand; vci[] (may be NULL) gets their VCIs at the caller. False after
 * a message. */
bool bench_net_calls(struct bench_net *n, unsigned calls, uint16_t *vci);

#endif
