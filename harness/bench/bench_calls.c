/* SPDX-License-Identifier: Apache-2.0 */
/* Calls set up and cleared one after another, some under way at any time, as over a busy UNI. */
#include "bench/bench.h"
#include "bench_users.h"

#define UNDER_WAY 8
#define A_RUN     200
#define CAUSE     16 /* normal call clearing */

struct calls {
	struct bench_net net;
	struct q2931_msg setup;
	unsigned asked, cleared, wanted;
};

static void told(struct bench_user *u, vtime now, const struct uni_out *o)
{
	struct calls *c = u->ctx;

	if (o->kind == UNI_SETUP_CONF)
		uni_release_req(u->uni, now, o->call, CAUSE, NULL, 0);
	if (o->kind != UNI_RELEASE_CONF)
		return;
	if (++c->cleared == c->wanted)
		engine_stop(c->net.engine);
	if (c->asked < c->wanted && uni_setup_req(u->uni, now, &c->setup) != 0)
		c->asked++;
}

static uint64_t run(void *ctx)
{
	struct calls *c = ctx;
	struct bench_user *u = &c->net.users[0];
	vtime now = engine_now(c->net.engine);

	c->cleared = 0;
	c->wanted = A_RUN;
	for (c->asked = 0; c->asked < UNDER_WAY; c->asked++)
		uni_setup_req(u->uni, now, &c->setup);
	bench_user_pump(u, now);
	engine_run(c->net.engine, vtime_add(now, VT_S(60)));
	if (c->cleared == c->wanted)
		return c->wanted;
	fprintf(stderr, "isatm: %u of %u calls were cleared\n", c->cleared, c->wanted);
	return 0;
}

double bench_calls(double seconds, unsigned standing)
{
	struct calls c = {0};
	double rate = 0;

	if (bench_net_open(&c.net, false) && bench_net_calls(&c.net, standing, NULL)) {
		c.setup = bench_setup(&c.net.users[1].address);
		c.net.users[0].told = told;
		c.net.users[0].ctx = &c;
		rate = bench_rate(seconds, run, &c);
	}
	bench_net_close(&c.net);
	return rate;
}
