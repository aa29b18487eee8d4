/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_RUN_REPORT_PRIV_H
#define CLI_RUN_REPORT_PRIV_H

#include "run_report.h"

const struct report *run_report_of(const struct run_report *r);
const struct run_outcome *run_report_outcome(const struct run_report *r);

#endif
