/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of dynamic QoS, by file; the table is in dynqos.c. */
#ifndef CHECKS_DYNQOS_H
#define CHECKS_DYNQOS_H

#include "change.h"

/* dynqos_move.c: what holds while a replacement is set up and when it stands. */
void dynqos_old_kept(const struct model *m, struct check_run *r);
void dynqos_old_unmodified(const struct model *m, struct check_run *r);
void dynqos_data_on_old(const struct model *m, struct check_run *r);
void dynqos_data_moved(const struct model *m, struct check_run *r);
void dynqos_closed_after_move(const struct model *m, struct check_run *r);
void dynqos_old_closed(const struct model *m, struct check_run *r);

/* dynqos_failed.c: a replacement that could not be set up. */
void dynqos_old_used_on(const struct model *m, struct check_run *r);
void dynqos_increase_error(const struct model *m, struct check_run *r);
void dynqos_in_place(const struct model *m, struct check_run *r);
void dynqos_decrease_granted(const struct model *m, struct check_run *r);
void dynqos_decrease_upstream(const struct model *m, struct check_run *r);
void dynqos_retried(const struct model *m, struct check_run *r);

/* dynqos_overlap.c: changes that meet one another. */
void dynqos_one_at_a_time(const struct model *m, struct check_run *r);
void dynqos_pending_released(const struct model *m, struct check_run *r);
void dynqos_restarted(const struct model *m, struct check_run *r);
void dynqos_limit(const struct model *m, struct check_run *r);

#endif
