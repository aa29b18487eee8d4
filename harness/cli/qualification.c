/* SPDX-License-Identifier: Apache-2.0 */
/* FORMAT: "isatm-qualification 1 CATALOGUE KILLED DEFECTS". */
#include "qualification.h"

#include <errno.h>
#include <string.h>

bool qualification_write(const char *path, const struct run_setup *s, unsigned killed, unsigned defects)
{
	char err[512] = "";
	struct outfile o;

	bool ok = outfile_open(&o, path, err, sizeof(err));
	if (ok) {
		fprintf(o.f, "isatm-qualification 1 %s %u %u\n", catalogue_version(s->suite.catalogue), killed,
			defects);
		ok = outfile_close(&o, !ferror(o.f), err, sizeof(err));
	}
	if (!ok)
		cli_usage_error("%s", err);
	return ok;
}

bool qualification_read(const char *path, struct run_setup *s)
{
	char line[200] = "", version[64];
	unsigned killed = 0, defects = 0;
	FILE *f = fopen(path, "r");

	if (f == NULL) {
		cli_usage_error("%s: cannot be read: %s", path, strerror(errno));
		return false;
	}
	bool ok = fgets(line, sizeof(line), f) != NULL &&
		  sscanf(line, "isatm-qualification 1 %63s %6u %6u", version, &killed, &defects) == 3 &&
		  killed <= defects;
	fclose(f);
	if (!ok) {
		cli_usage_error("%s:1: is not what isatm qualify --output writes", path);
		return false;
	}
	if (strcmp(version, catalogue_version(s->suite.catalogue)) != 0) {
		cli_usage_error("%s:1: is of catalogue %s, this is %s", path, version,
				catalogue_version(s->suite.catalogue));
		return false;
	}
	s->killed = killed;
	s->defects_tried = defects;
	return true;
}
