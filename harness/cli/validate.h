/* SPDX-License-Identifier: Apache-2.0 */
/* Files that stand by themselves, each checked as whoever reads it does, and held against the suite. */
#ifndef CLI_VALIDATE_H
#define CLI_VALIDATE_H

#include "run_options.h"

/* What it is says its root element, or its first line. A vector is added to the suite, so that what comes behind it may
 * name it. False after lines "file:line: reason". */
bool validate_file(struct run_setup *s, const char *file);

#endif
