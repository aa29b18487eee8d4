/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decision points that can be taken wrongly on purpose. They live only in the
 * second build of the library (ISATM_DEFECTS, used by isatm-iut-q); elsewhere
 * DEFECT(x) is the constant false and the compiler drops the branch. VARIANT(x)
 * marks a choice that the documents leave free (a harmless variant).
 */
#ifndef BASE_DEFECT_H
#define BASE_DEFECT_H

#include <stdbool.h>

enum defect {
	DEFECT_NONE = 0,
#define X(id, name) DEFECT_##id,
#include "base/defect_list.h"
#undef X
	DEFECT_COUNT
};

#ifdef ISATM_DEFECTS
/* Makes one defect or variant live for the rest of the process, by its name
 * ("dynqos/old-released-early"). Returns false if there is none of that name. */
bool defect_select(const char *name);
bool defect_live(enum defect d);
#define DEFECT(id) defect_live(DEFECT_##id)
#else
#define DEFECT(id) false
#endif
#define VARIANT(id) DEFECT(id)

/* Names of all defects and variants, in order; [0] is "none". DEFECT_COUNT entries. */
extern const char *const defect_names[];

#endif
