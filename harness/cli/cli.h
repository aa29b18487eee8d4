/* SPDX-License-Identifier: Apache-2.0 */
/* The isatm command: what its subcommands share. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define ISATM_VERSION "0.1.0"

/* Exit codes (DESIGN.md section 8). */
enum exit_code {
	EXIT_AS_EXPECTED = 0,
	EXIT_NONCONFORMING = 1,
	EXIT_USAGE = 2,
	EXIT_HARNESS = 3,
	EXIT_NOTHING_TESTED = 4,
	EXIT_STALE_LEDGER = 5,
	EXIT_IUT = 6,
};

/* Say what is wrong, as one line "isatm: ..." on standard error; returns EXIT_USAGE. Several lines in the text
 * (a list of "file:line: reason") are all printed. */
int cli_usage_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

struct command {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv); /* argv[0] is the name of the subcommand */
};
extern const struct command commands[]; /* ended by a row without name */

int cmd_run(int argc, char **argv);
int cmd_judge(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_validate(int argc, char **argv);
int cmd_qualify(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_bench(int argc, char **argv);

/* One option of a subcommand; the table is also its help. */
struct option_def {
	const char *name;     /* "--report" without the dashes */
	char letter;          /* 0 if it has no short form */
	const char *argument; /* name of its argument, NULL for a switch */
	const char *help;
};
/* Parse argv by the table (ended by a row without name). take(ctx, index, value) is called for each option; it
 * returns false after saying what is wrong. Prints help and exits the program for --help. Returns the index of the
 * first operand, or -1 after an error message (exit EXIT_USAGE). */
int options_parse(int argc, char **argv, const char *synopsis, const char *about, const struct option_def *defs,
		  bool (*take)(void *ctx, int index, const char *value), void *ctx);

/* May this descriptor get colours? A terminal, not a dumb one, and NO_COLOR not set. */
bool cli_colour(int fd);

/* The closest of n candidates to a mistyped word, NULL if none is close. */
const char *did_you_mean(const char *word, const char *const *candidates, size_t n);

/* Text in lines of at most 79 columns: the heading (shorter than that) stands before the first, 'indent' blanks before
 * the others. Lines end at a blank if 'at' is one, else behind the character 'at', as in the id of a case behind ','.
 */
void print_folded(FILE *f, const char *heading, int indent, const char *text, char at);

/* The folder that holds conformance/, vectors/ and reports/: ISATM_DATA, beside the program, or installed. NULL after
 * an error message. */
const char *data_dir(void);

/* A file that appears whole or not at all: written beside its place and renamed by outfile_close. "-" is standard
 * output. */
struct outfile {
	FILE *f;
	char path[4096], temp[4100];
	struct outfile *other; /* that is open at the same time */
};
/* False with the reason in err. The struct stays where it is until it is closed. */
bool outfile_open(struct outfile *o, const char *path, char *err, size_t err_len);
/* A file of ours that goes when it is closed; its name is in 'temp'. */
bool outfile_temporary(struct outfile *o, char *err, size_t err_len);
/* Nothing is kept when memory has been short (memory.h): that is false as well. */
bool outfile_close(struct outfile *o, bool keep, char *err, size_t err_len);
/* The program ends at once: remove what is not finished. */
void outfiles_abandon(void);
/* Open a file of a stranger for reading: a regular file of at most INFILE_MAX octets, so that reading it ends. NULL
 * with "file: reason" in err. */
#define INFILE_MAX (UINT64_C(256) << 20)
FILE *infile_open(const char *path, char *err, size_t err_len);
/* Make a folder and those above it. False with the reason in err. */
bool make_folders(const char *path, char *err, size_t err_len);

#endif
