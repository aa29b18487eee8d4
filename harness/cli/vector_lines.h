/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_VECTOR_LINES_H
#define CLI_VECTOR_LINES_H

/* The element of a vector file whose start tag ends on 'line' (that is how the parser counts), with what it holds, as
 * text without its indentation. NULL if the file cannot be read; free() it. */
char *vector_lines(const char *file, int line);

#endif
