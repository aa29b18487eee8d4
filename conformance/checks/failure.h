/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of failure that stand in files of their own. */
#ifndef CHECKS_FAILURE_H
#define CHECKS_FAILURE_H

#include "checks/check.h"

void failure_control_lost(const struct model *m, struct check_run *r);
void failure_only_associated(const struct model *m, struct check_run *r);
void failure_control_restored(const struct model *m, struct check_run *r);

#endif
