/* SPDX-License-Identifier: Apache-2.0 */
/* What an implementation puts on the wire that nobody can read. */
#ifndef CONFORMANCE_GARBLED_H
#define CONFORMANCE_GARBLED_H

#include <stddef.h>

#include "trace/trace.h"

/* Frames and packets that the implementation under test sent and that are cut off, or whose lengths or checksums cannot
 * be right: their number, and in text (cut to fit) the first of them with its reason. 0: none, text is "". */
size_t garbled_frames(const struct trace *t, char *text, size_t len);

#endif
