/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fsm.h"

#include <assert.h>
#include <stddef.h>

int fsm_ignore(void *self, const void *arg)
{
	return FSM_SAME;
}

void fsm_step(const struct fsm_def *def, int *state, int event, void *self, const void *arg)
{
	int from = *state;
	assert(from >= 0 && from < def->n_states);
	assert(event >= 0 && event < def->n_events);

	const struct fsm_row *row = &def->rows[from * def->n_events + event];
	int next;
	if (row->action) {
		int chosen = row->action(self, arg);
		next = row->next == FSM_BY_ACTION ? chosen : row->next;
	} else {
		assert(def->unforeseen);
		next = def->unforeseen(self, from, event, arg);
	}
	if (next == FSM_SAME || next == from)
		return;
	assert(next >= 0 && next < def->n_states);
	*state = next;
	if (def->changed)
		def->changed(self, from, next);
}
