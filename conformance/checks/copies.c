/* SPDX-License-Identifier: Apache-2.0 */
/*
 * COPY: one copy of a packet for each next hop of a group, whatever VCs it is on (RFC 2380 3.1). What is tolerated
 * while a VC is being set up and while a receiver moves from one to another is a window as trace/parties.h defines it:
 * from the first message that asks the node onto the newer VC until it is off the older one.
 */
#include "checks/change.h"
#include "checks/check.h"
#include "checks/rsvp_cause.h"

/* So many packets to several next hops while QoS is in place, and none twice, show how it copies. */
#define ENOUGH 100
/* More second copies in windows than that say nothing new, and whoever sends a packet without end must not keep us. */
#define MANY 1000000

/* A second copy of a packet to one node. */
struct second {
	const struct mcopy *a, *b;
	const struct party *older, *newer; /* both NULL: the same VC twice */
	struct party_window window;
	bool moving; /* it touches the window */
};

static struct second second_of(const struct model *m, const struct mcopy *a, const struct mcopy *b, int node)
{
	struct second two = {.a = a, .b = b};
	const struct trace_event *e = trace_by_id(m->trace, b->event);
	const struct party *x = model_far_end(m, &m->calls[a->call], node, e->time);
	const struct party *y = model_far_end(m, &m->calls[b->call], node, e->time);

	if (x == NULL || y == NULL || x == y)
		return two;
	two.older = x->asked < y->asked ? x : y;
	two.newer = x->asked < y->asked ? y : x;
	two.window = party_window(two.older, two.newer, m->params->H);
	two.moving = two.window.from <= e->time && e->data.sent <= two.window.to;
	return two;
}

/* What one session shows. */
struct copies {
	size_t single;       /* packets to several next hops with QoS in place, none of which got two */
	uint32_t qos, other; /* of the last of them: its copies on the QoS VC and elsewhere, 0 if there is none */
	size_t moving;       /* second copies in windows */
	struct second first; /* of these */
	bool breach;
	struct second wrong; /* the first outside */
	int node;            /* that got it */
};

static bool several(const struct mset *s)
{
	size_t n = 0;

	for (size_t i = 0; i < MODEL_NODES / 64; i++)
		n += s->w[i] == 0 ? 0 : (s->w[i] & (s->w[i] - 1)) == 0 ? 1 : 2;
	return n > 1;
}

/* Who gets the copy and had one already; adds those who get it to those that had. */
static bool join(struct mset *all, const struct mcopy *c, struct mset *both)
{
	bool any = false;

	for (size_t i = 0; i < MODEL_NODES / 64; i++) {
		uint64_t more = c->to.w[i] | c->leaving.w[i];
		both->w[i] = all->w[i] & more;
		all->w[i] |= more;
		any = any || both->w[i] != 0;
	}
	return any;
}

static void judge_second(const struct model *m, struct copies *c, const struct mcopy *first, const struct mcopy *b,
			 int node)
{
	for (const struct mcopy *a = first; a < b && !c->breach && c->moving < MANY; a++) {
		if (a->call == NO_CALL || !(mset_has(&a->to, node) || mset_has(&a->leaving, node)))
			continue;
		struct second two = second_of(m, a, b, node);
		if (two.moving) {
			c->first = c->moving++ == 0 ? two : c->first;
			continue;
		}
		c->breach = true;
		c->wrong = two;
		c->node = node;
	}
}

static void judge_packet(const struct model *m, const struct msession *s, const struct mpacket *p, struct copies *c)
{
	const struct mcopy *first = &s->copies[p->first];
	struct mset all = {{0}}, both;
	uint32_t qos = 0, other = 0;
	bool twice = false;

	for (const struct mcopy *b = first; b < first + p->n && !c->breach; b++) {
		if (b->call == NO_CALL)
			continue;
		*(m->calls[b->call].best_effort ? &other : &qos) = b->event;
		if (!join(&all, b, &both))
			continue;
		twice = true;
		for (int node = 0; node < (int)m->n_nodes; node++) {
			if (mset_has(&both, node))
				judge_second(m, c, first, b, node);
		}
	}
	if (twice || qos == 0 || !several(&all))
		return;
	c->single++;
	c->qos = qos;
	c->other = other;
}

static struct copies copies_of(const struct model *m, const struct msession *s)
{
	struct copies c = {0};

	for (size_t i = 0; i < s->n_packets && !c.breach; i++)
		judge_packet(m, s, &s->packets[i], &c);
	return c;
}

/* COPY-1 */
static void one_copy(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_sessions; i++) {
		const struct msession *s = &m->sessions[i];
		const struct copies c = copies_of(m, s);
		const struct second *w = &c.wrong;
		if (c.breach && w->older == NULL)
			check_fail(r, EVENTS(w->a->event, w->b->event),
				   "expected: one copy of a packet for a next hop; seen: packet %u twice on one VC, of "
				   "which %.40s is a leaf",
				   (unsigned)trace_by_id(m->trace, w->b->event)->data.seq, m->nodes[c.node]);
		else if (c.breach)
			check_fail(r, EVENTS(w->a->event, w->b->event, w->older->in, w->newer->in),
				   "expected: one copy of a packet for a next hop; seen: packet %u on two VCs of which "
				   "%.40s is a leaf, %.3f s after it came onto the newer one",
				   (unsigned)trace_by_id(m->trace, w->b->event)->data.seq, m->nodes[c.node],
				   seconds(time_of(m, w->b->event) - w->newer->t_in));
		else if (c.single >= ENOUGH)
			check_pass(
			    r, EVENTS(c.qos, c.other),
			    "%zu packets to several next hops with a QoS VC in place, none to one of them twice%s",
			    c.single, c.moving > 0 ? " outside transitions" : "");
	}
}

/* COPY-2: the option to send two for a while, which has to end with the transition. */
static void only_while_moving(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_sessions; i++) {
		const struct copies c = copies_of(m, &m->sessions[i]);
		const struct second *w = &c.wrong;
		/* One that was in transition, and is over. */
		if (c.breach && w->older != NULL && c.moving > 0)
			check_fail(
			    r, EVENTS(w->newer->asked, w->newer->in, w->a->event, w->b->event),
			    "expected: second copies only until the receiver is off the older VC, which is to begin "
			    "within %.0f s; seen: one %.3f s after it came onto the newer one",
			    seconds(m->params->H), seconds(time_of(m, w->b->event) - w->newer->t_in));
		else if (!c.breach && c.moving > 0)
			check_pass(
			    r, EVENTS(c.first.newer->asked, c.first.a->event, c.first.b->event, c.first.older->gone),
			    "%zu packets were sent to a next hop on two VCs, all while it moved from one to the "
			    "other",
			    c.moving);
	}
}

#define SENDING "ingress host-sender"

const struct check checks_copies[] = {
    {"COPY-1", one_copy, SENDING},
    {"COPY-2", only_while_moving, SENDING},
    {NULL, NULL, NULL},
};
