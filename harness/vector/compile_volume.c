/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much a script can send before it is run: a few lines can ask for more packets than any memory holds. Every wait
 * is taken at its longest, so what passes here ends within its bounds whatever the IUT does.
 */
#include "compile.h"

#define MOST_PACKETS   1000000
#define MOST_OCTETS    (UINT64_C(256) << 20)
#define MOST_REFRESHES 200000 /* periods of refresh in a case */

static vtime longest(const struct vstep *s)
{
	return s->op == V_WAIT || (s->op >= V_AWAIT && s->op <= V_EITHER) ? s->span : 0;
}

/* From step i to the end of the stream that it begins, at most. */
static vtime stream_time(const struct vprogram *p, size_t i)
{
	vtime t = 0;

	for (size_t k = i + 1; k < p->n_steps; k++) {
		if (p->steps[k].op == V_STOP && p->steps[k].flow == p->steps[i].flow)
			return t;
		t = vtime_add(t, longest(&p->steps[k]));
	}
	return vtime_add(t, p->settle);
}

static uint64_t messages(const struct vprogram *p, size_t i)
{
	const struct vstep *s = &p->steps[i];

	if (s->op == V_REFRESH)
		return s->times;
	if (s->op != V_DATA)
		return 0;
	return s->times != ALL_TIMES ? s->times : (uint64_t)(stream_time(p, i) / s->span);
}

/* Expectations of a step, and the requirements that they are about: all that the vector covers if none is named. */
static void count_judged(const struct vprogram *p, const struct vstep *s, size_t *n, size_t *about)
{
	bool matches = s->op >= V_AWAIT && s->op <= V_NEVER;
	size_t members = matches ? s->judged.n : s->op > V_NEVER && s->op <= V_DELIVERY;

	*n += members;
	for (size_t i = 0; i < members; i++)
		*about += s->req != NULL || (matches && s->judged.m[i].req != NULL) ? 1 : p->c->vector->n_covers;
}

bool check_volume(struct compiler *c, const struct vnode *script)
{
	size_t judged = 0, about = 0;
	const struct vprogram *p = c->p;
	uint64_t n = 0, octets = 0;
	vtime whole = vtime_add(p->start, p->settle);

	for (size_t i = 0; i < p->n_steps; i++) {
		uint64_t more = messages(p, i);
		n += more;
		octets += more * (p->steps[i].op == V_DATA ? p->steps[i].data.length : 0);
		if (n > MOST_PACKETS || octets > MOST_OCTETS) {
			xml_error(c->e, p->c->vector->file, p->steps[i].line,
				  "the script may send more than %d packets or %llu octets up to here", MOST_PACKETS,
				  (unsigned long long)MOST_OCTETS);
			return false;
		}
		whole = vtime_add(whole, longest(&p->steps[i]));
		count_judged(p, &p->steps[i], &judged, &about);
		if (judged > VECTOR_MAX_EXPECTATIONS || about > VECTOR_MAX_FINDINGS) {
			xml_error(c->e, p->c->vector->file, p->steps[i].line,
				  "more than %d expectations, or %d for all requirements that they are about",
				  VECTOR_MAX_EXPECTATIONS, VECTOR_MAX_FINDINGS);
			return false;
		}
	}
	if (p->pixit.refresh > 0 && whole / p->pixit.refresh > MOST_REFRESHES)
		return bad(c, script, "with a refresh each %.6g s the script may take more than %d of them",
			   (double)p->pixit.refresh / 1e9, MOST_REFRESHES);
	return true;
}
