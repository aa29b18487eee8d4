/* SPDX-License-Identifier: Apache-2.0 */
/* Values with units, as people write them in vectors. */
#ifndef VECTOR_UNITS_H
#define VECTOR_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"

/* What a $name stands for. */
struct unit_scope {
	const void *ctx;
	/* False if there is none of that name. *text is the value as text. */
	bool (*lookup)(const void *ctx, const char *name, char *text, size_t len);
};

/* "250us" "10ms" "5s" "20min" "24h" "0s"; decimals allowed ("1.5s"), exact to the nanosecond. On failure false and
 * a reason in err. At most 1000 h. */
bool unit_time(const char *text, vtime *t, char *err, size_t err_len);
/* Sum of terms "5s", "3*$refresh", "$H" joined by + or -; the result may not be negative. */
bool unit_time_sum(const char *text, const struct unit_scope *scope, vtime *t, char *err, size_t err_len);
/* "155.52Mbps" "25.6Mbps" "64kbps": bits a second of the link. */
bool unit_rate(const char *text, uint64_t *bps, char *err, size_t err_len);
/* Decimal integer without sign, at most 'max'. */
bool unit_number(const char *text, uint64_t max, uint64_t *n, char *err, size_t err_len);

#endif
