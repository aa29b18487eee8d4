/* SPDX-License-Identifier: Apache-2.0 */
/* The heterogeneity models as data, and what follows from them: who is on the QoS VC, and its size. */
#include <math.h>

#include "intserv/tspec_ops.h"

#include "mc.h"

static bool only_reserved(const struct hop *h, bool reserved)
{
	/* Wrongly: members without reservation too. */
	if (DEFECT(limhet_unreserved_on_qos) || DEFECT(endpoint_all_members))
		return reserved || h->member;
	return reserved;
}

static uint32_t min_u32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t max_u32(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* What carries both: unlike the LUB that goes upstream, whose M is the smaller one (RFC 2211 8), the VC must take the
 * largest packets that either of them may hold. */
static void largest(struct flowspec *size, const struct flowspec *one)
{
	if (DEFECT(hetero_smallest_size)) {
		flowspec_glb(size, one, size);
		return;
	}
	*size = (struct flowspec){
	    .service = size->service,
	    .t = {.r = fmaxf(size->t.r, one->t.r),
		  .b = fmaxf(size->t.b, one->t.b),
		  .p = fmaxf(size->t.p, one->t.p),
		  .m = min_u32(size->t.m, one->t.m),
		  .M = max_u32(size->t.M, one->t.M)},
	    .R = fmaxf(size->R, one->R),
	    .S = min_u32(size->S, one->S),
	};
}

/* In the order of enum vcm_model. */
const struct mc_model mc_models[] = {
    {"limited-heterogeneity", only_reserved, largest}, /* RFC 2382 4.2.3.2 */
};

bool flowspec_fits(const struct flowspec *f, const struct flowspec *size)
{
	enum order o = flowspec_order(f, size);
	return o == ORDER_LESS || o == ORDER_EQUAL;
}

bool mc_on_qos(const struct mc_flow *f, const struct hop *h)
{
	return hop_known(h) && !h->left && f->model->on_qos(h, h->res != NULL);
}

bool mc_size(const struct mc_flow *f, struct flowspec *size)
{
	bool any = false;
	for (const struct mc_res *r = f->res; r; r = r->next) {
		if (!hop_known(r->hop) || r->hop->left)
			continue;
		if (any && DEFECT(limhet_sized_to_first))
			break;
		if (any)
			f->model->hold(size, &r->wanted);
		else
			*size = r->wanted;
		any = true;
	}
	return any;
}

bool mc_llc_only(const struct mc_flow *f)
{
	for (const struct mc_res *r = f->res; r; r = r->next) {
		if (r->hop->llc_only && hop_known(r->hop) && !r->hop->left)
			return true;
	}
	return false;
}

bool mc_excluded(const struct hop *h, const struct tree *t)
{
	return h->llc_only && tree_multiplexed(t);
}

const struct hop *mc_first_leaf(const struct mc_flow *f, const struct flowspec *size)
{
	const struct mc_res *best = NULL;
	int best_rank = -1;
	for (const struct mc_res *r = f->res; r; r = r->next) {
		if (!hop_known(r->hop) || r->hop->left)
			continue;
		bool fresh = !f->qos || !tree_has(f->qos, &r->hop->atm);
		bool needs = f->qos && (!flowspec_fits(&r->wanted, &f->carried) || mc_excluded(r->hop, f->qos));
		bool whole = flowspec_fits(size, &r->wanted);
		int rank = (fresh && needs) * 4 + needs * 2 + whole;
		if (DEFECT(newhop_old_leaf_first) && f->qos)
			rank = !fresh;
		if (rank > best_rank) {
			best_rank = rank;
			best = r;
		}
	}
	return best ? best->hop : NULL;
}
