/* SPDX-License-Identifier: Apache-2.0 */
#include "base/defect.h"

#include <string.h>

const char *const defect_names[] = {
    "none",
#define X(id, name) name,
#include "base/defect_list.h"
#undef X
};

#ifdef ISATM_DEFECTS
/* One process runs one defect: isatm-iut-q sets it from its command line before the
 * stack exists. This is the only mutable global of the stack, and only in that build. */
static enum defect live;

bool defect_select(const char *name)
{
	for (int i = 1; i < DEFECT_COUNT; i++) {
		if (strcmp(defect_names[i], name) == 0) {
			live = (enum defect)i;
			return true;
		}
	}
	return false;
}

bool defect_live(enum defect d)
{
	return d == live && d != DEFECT_NONE;
}
#endif
