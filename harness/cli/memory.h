/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happens when memory runs out. Our own code goes on as far as it can and says so where it can; but a frame that
 * was lost for want of memory could change a verdict, and a line that is missing a report, without anybody saying
 * anything. Therefore each allocation of our objects that fails is noticed here (the linker puts these functions before
 * those of the C library, see harness/CMakeLists.txt), and nothing is called a result afterwards: the case is an error
 * of the harness, the file is not kept, the command ends with EXIT_HARNESS. libxml2 and libxslt do not survive a failed
 * allocation of theirs: one of these ends the program at once, in order.
 */
#ifndef CLI_MEMORY_H
#define CLI_MEMORY_H

#include <stdbool.h>
#include <stdio.h>

/* Before the first use of libxml2: give it allocators that end the program with EXIT_HARNESS instead of failing. */
void memory_guard(void);
/* Has memory been short since the start, or since memory_excuse? */
bool memory_short(void);
/* It is accounted for: a case has become an error of the harness. */
void memory_excuse(void);
/* Close a stream of open_memstream: its text, for free(). NULL if it is not whole, and memory has been short then. */
char *memory_text(FILE *f, char **text);
/* The exit code of a command that would end with 'code': EXIT_HARNESS, after saying so, if memory has been short. */
int memory_code(int code);

#endif
