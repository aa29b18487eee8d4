/* SPDX-License-Identifier: Apache-2.0 */
/* Names of levels and bases in files and reports, in both directions. */
#ifndef CONFORMANCE_NAMES_H
#define CONFORMANCE_NAMES_H

#include "conformance/catalogue.h"

/* The text is one that the schema lets through (asserted). */
enum level level_by_name(const char *name);
enum basis basis_by_name(const char *name);

#endif
