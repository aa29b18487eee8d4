/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "report/report.h"

enum { OPT_OUTPUT };
static const struct option_def defs[] = {
    [OPT_OUTPUT] = {"output", 'o', "FILE", "write there; default and - are standard output"},
    {NULL, 0, NULL, NULL},
};

static bool take(void *ctx, int index, const char *value)
{
	(void)index;
	*(const char **)ctx = value;
	return true;
}

int cmd_report(int argc, char **argv)
{
	static const char *const styles[] = {"html", "junit"};
	const char *output = "-", *dir;
	char err[65536] = "";
	struct outfile out;

	int first = options_parse(argc, argv, "report html|junit [OPTION...] FILE", "Make HTML or JUnit from a report.",
				  defs, take, &output);
	if (first < 0)
		return EXIT_USAGE;
	if (argc - first != 2)
		return cli_usage_error("report takes a form (html or junit) and a report file");
	bool known = false;
	for (size_t i = 0; i < 2; i++)
		known = known || strcmp(argv[first], styles[i]) == 0;
	if (!known) {
		const char *close = did_you_mean(argv[first], styles, 2);
		return cli_usage_error("there is no form '%s'%s%s%s", argv[first],
				       close != NULL ? "; did you mean " : "", close != NULL ? close : "",
				       close != NULL ? "?" : "");
	}
	if ((dir = data_dir()) == NULL)
		return EXIT_USAGE;
	if (!outfile_open(&out, output, err, sizeof(err)))
		return cli_usage_error("%s", err);
	bool ok = report_render(argv[first + 1], dir, argv[first], out.f, err, sizeof(err));
	if (!outfile_close(&out, ok, err, sizeof(err)) || !ok)
		return cli_usage_error("%s", err);
	return EXIT_AS_EXPECTED;
}
