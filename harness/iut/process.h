/* SPDX-License-Identifier: Apache-2.0 */
/* A child process with three pipes, in a process group of its own. Knows no records. */
#ifndef IUT_PROCESS_H
#define IUT_PROCESS_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "iut/iut.h"

struct process {
	pid_t pid;        /* 0 once reaped */
	int in, out, err; /* our ends: its input, output, standard error; non-blocking, -1 when closed */
	bool together;    /* we keep to one processor with it until it ends; 'allowed' is what we may use else */
	cpu_set_t allowed;
	int64_t born; /* clock ticks since boot: what it started is no older */
	struct process *next_alive;
};

/* Start a command: words separated by blanks are run as they are, anything that needs
 * a shell (quotes, variables, pipes, ...) by /bin/sh -c. False with a reason in err. */
bool process_start(struct process *p, const char *command, const struct iut_limits *limits, char *err, size_t err_len);
/* Has the process ended? Does not reap. */
bool process_ended(const struct process *p);
/* What its group, its descendants and those whom they left to us take. Looks at every process of the machine. */
struct process_use {
	uint64_t octets; /* resident memory */
	size_t processes;
};
struct process_use process_use(const struct process *p);
/* Wait up to 'ms' for the end, kill the whole group in any case, and what left the group as well, and reap. Returns
 * true if it ended by itself; *status as of waitpid. Pipes stay open. */
bool process_end(struct process *p, unsigned ms, int *status);
/* Kill and reap children of ours that no struct process knows: what children left behind, handed to us as the
 * nearest reaper. Of other children only the n spared ones may exist. */
void process_end_orphans(const pid_t *spared, size_t n);
void process_close(int *fd);
/* "ended with exit status 3", "killed by signal 11 (Segmentation fault)". */
void process_status_text(int status, char *out, size_t len);
/* Milliseconds of the wall clock, for limits only. */
int64_t process_clock_ms(void);

#endif
