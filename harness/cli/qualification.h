/* SPDX-License-Identifier: Apache-2.0 */
/* The kill score of the suite, from isatm qualify to the reports of runs: one line of text. */
#ifndef CLI_QUALIFICATION_H
#define CLI_QUALIFICATION_H

#include "run_options.h"

/* False after a message. */
bool qualification_write(const char *path, const struct run_setup *s, unsigned killed, unsigned defects);
/* Into s. A score of another catalogue is refused: it says nothing about this suite. */
bool qualification_read(const char *path, struct run_setup *s);

#endif
