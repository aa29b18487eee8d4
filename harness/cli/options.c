/* SPDX-License-Identifier: Apache-2.0 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

#define MAX_OPTIONS 32
#define HELP_VALUE  1000

/* Words of a text from 'column' on, wrapped at 80 columns, further lines indented by 'indent'. */
static void wrap(const char *text, size_t column, int indent)
{
	while (*text != '\0') {
		size_t word = strcspn(text, " ");
		if (column + word + 1 > 79) {
			printf("\n%*s", indent, "");
			column = (size_t)indent;
		}
		printf("%s%.*s", column == 0 ? "" : " ", (int)word, text);
		column += word + (column != 0);
		text += word + (text[word] == ' ');
	}
	printf("\n");
}

static void print_help(const char *synopsis, const char *about, const struct option_def *defs)
{
	printf("usage: isatm %s\n\n", synopsis);
	wrap(about, 0, 0);
	printf("\n");
	for (const struct option_def *d = defs; d->name != NULL; d++) {
		char left[64];
		const char *text = d->help;
		snprintf(left, sizeof(left), "%c%c%s--%s%s%s", d->letter != 0 ? '-' : ' ',
			 d->letter != 0 ? d->letter : ' ', d->letter != 0 ? ", " : "  ", d->name,
			 d->argument != NULL ? " " : "", d->argument != NULL ? d->argument : "");
		printf("  %-25s", left);
		if (strlen(left) > 24)
			printf("\n  %-25s", "");
		wrap(text, 27, 27);
	}
	printf("      --help                this text\n");
}

static int unknown(const char *command, const char *word, const struct option_def *defs)
{
	const char *names[MAX_OPTIONS];
	size_t n = 0;

	for (const struct option_def *d = defs; d->name != NULL; d++)
		names[n++] = d->name;
	const char *close = did_you_mean(word, names, n);
	if (close != NULL)
		cli_usage_error("%s has no option --%s; did you mean --%s?", command, word, close);
	else
		cli_usage_error("%s has no option --%s; see 'isatm %s --help'", command, word, command);
	return -1;
}

int options_parse(int argc, char **argv, const char *synopsis, const char *about, const struct option_def *defs,
		  bool (*take)(void *ctx, int index, const char *value), void *ctx)
{
	struct option longs[MAX_OPTIONS + 2] = {0};
	char shorts[2 * MAX_OPTIONS + 2] = ":";
	int n = 0;

	for (; defs[n].name != NULL && n < MAX_OPTIONS; n++) {
		longs[n] = (struct option){defs[n].name, defs[n].argument != NULL ? required_argument : no_argument,
					   NULL, HELP_VALUE + 1 + n};
		if (defs[n].letter != 0) {
			char s[3] = {defs[n].letter, defs[n].argument != NULL ? ':' : '\0', '\0'};
			strcat(shorts, s);
		}
	}
	longs[n] = (struct option){"help", no_argument, NULL, HELP_VALUE};
	opterr = 0;
	optind = 0;
	for (int c; (c = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
		int index = c - HELP_VALUE - 1;
		if (c == HELP_VALUE) {
			print_help(synopsis, about, defs);
			exit(0);
		}
		if (c == ':') {
			cli_usage_error("%s: option %s needs an argument", argv[0], argv[optind - 1]);
			return -1;
		}
		if (c == '?') {
			const char *word = argv[optind - 1];
			if (strncmp(word, "--", 2) == 0 && optopt > HELP_VALUE) {
				cli_usage_error("%s: option %.*s takes no argument", argv[0], (int)strcspn(word, "="),
						word);
				return -1;
			}
			char name[64];
			if (strncmp(word, "--", 2) == 0)
				snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
			else
				snprintf(name, sizeof(name), "%c", optopt);
			return unknown(argv[0], name, defs);
		}
		for (int i = 0; i < n && c < HELP_VALUE; i++) {
			if (defs[i].letter == c)
				index = i;
		}
		if (!take(ctx, index, optarg))
			return -1;
	}
	return optind;
}

#define WORD_MAX 200 /* letters; ids of cases are long */

/* Levenshtein distance of two words. */
static size_t distance(const char *a, const char *b)
{
	size_t n = strlen(b), row[WORD_MAX];

	if (n >= WORD_MAX || strlen(a) >= WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 0; a[i] != '\0'; i++) {
		size_t diagonal = row[0];
		row[0] = i + 1;
		for (size_t j = 1; j <= n; j++) {
			size_t change = diagonal + (a[i] != b[j - 1]);
			diagonal = row[j];
			size_t least = row[j] + 1 < row[j - 1] + 1 ? row[j] + 1 : row[j - 1] + 1;
			row[j] = change < least ? change : least;
		}
	}
	return row[n];
}

const char *did_you_mean(const char *word, const char *const *candidates, size_t n)
{
	const char *best = NULL;
	/* A third of a short word may be wrong, a tenth of a long one. */
	size_t len = strlen(word), limit = len < 30 ? len / 3 + 1 : len / 10 + 8;

	for (size_t i = 0; i < n; i++) {
		size_t d = distance(word, candidates[i]);
		if (d <= limit && (best == NULL || d < distance(word, best)))
			best = candidates[i];
	}
	return best;
}
