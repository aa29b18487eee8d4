/* SPDX-License-Identifier: Apache-2.0 */
/* Limits of an IUT from words, as people write them. */
#include "iut/iut.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit {
	const char *name;
	uint64_t factor;
};

static const struct unit times[] = {{"ms", 1}, {"s", 1000}, {"min", 60000}, {NULL, 0}};
static const struct unit sizes[] = {{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {NULL, 0}};
static const struct unit counts[] = {{"", 1}, {NULL, 0}};

/* Decimal digits and a unit, 1..max in the smallest unit. */
static bool measure(const char *text, const struct unit *units, uint64_t max, uint64_t *value)
{
	char *end;
	if (*text < '0' || *text > '9')
		return false;
	uint64_t n = strtoull(text, &end, 10);
	while (units->name && strcmp(end, units->name) != 0)
		units++;
	if (!units->name || n == 0 || n > max / units->factor)
		return false;
	*value = n * units->factor;
	return true;
}

bool iut_limits_set(struct iut_limits *l, const char *text, char *err, size_t err_len)
{
	uint64_t answer = l->answer_ms, end = l->end_ms, whole = l->case_ms, cpu = (uint64_t)l->cpu_s * 1000;
	const uint64_t day = 86400000;
	const struct {
		const char *name, *example;
		const struct unit *units;
		uint64_t max, *to;
	} all[] = {
	    {"answer", "10s", times, day, &answer},
	    {"end", "2s", times, day, &end},
	    {"case", "10min", times, day, &whole},
	    {"output", "64MiB", sizes, UINT64_MAX / 2, &l->advance_octets},
	    {"case-output", "256MiB", sizes, UINT64_MAX / 2, &l->case_octets},
	    {"records", "1000000", counts, UINT64_MAX / 2, &l->case_records},
	    {"wakes", "1000000", counts, UINT64_MAX / 2, &l->idle_wakes},
	    {"memory", "4GiB", sizes, UINT64_MAX / 2, &l->memory_octets},
	    {"processes", "1000", counts, UINT64_MAX / 2, &l->processes},
	    {"cpu", "600s", times, day, &cpu},
	};
	size_t n = strcspn(text, "="), k = 0, kinds = sizeof(all) / sizeof(all[0]);
	while (k < kinds && (strlen(all[k].name) != n || memcmp(all[k].name, text, n) != 0))
		k++;
	if (k == kinds) {
		snprintf(err, err_len,
			 "'%.40s' is no limit: answer, end, case, output, case-output, records, wakes, memory, "
			 "processes, cpu",
			 text);
		return false;
	}
	if (!text[n] || !measure(text + n + 1, all[k].units, all[k].max, all[k].to)) {
		snprintf(err, err_len, "'%.40s' is not like %s=%s", text, all[k].name, all[k].example);
		return false;
	}
	l->answer_ms = (unsigned)answer;
	l->end_ms = (unsigned)end;
	l->case_ms = (unsigned)whole;
	l->cpu_s = (unsigned)((cpu + 999) / 1000);
	return true;
}
